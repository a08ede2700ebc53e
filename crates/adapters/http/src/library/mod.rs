//! People's own photographs. Whoever may use a library has one, and sees no other.

mod authors;
mod bodies;
mod duplicates;
mod file_bodies;
mod files;
mod import_bodies;
mod import_progress;
mod imports;
mod local_time;
mod named;
mod photos;
mod previews;
pub(crate) mod publications;
mod rendered;
mod saved_searches;
mod search_body;
mod similar;
mod similar_bodies;
mod stack_bodies;
mod stacks;
mod tags;
mod timeline;
mod upload_bodies;
mod uploads;

use actix_web::web::{Data, ServiceConfig as Config};
use atelier_application::library::Library;
use utoipa_actix_web::service_config::ServiceConfig;

pub use local_time::LocalTime;
pub use rendered::Renderings;
pub use search_body::{PhotoSearchBody, PhotoSearchRequest};

/// Makes what the handlers of this context extract known to the application.
pub(crate) fn register(config: &mut Config, library: Library) {
    let Library {
        photos,
        previews,
        files,
        intake,
        authors,
        import_sessions,
        tags,
        stacks,
        saved_searches,
        timeline,
        similar,
        duplicates,
        publishing,
        // A library moves by the command line only.
        migration: _,
    } = library;
    config
        .app_data(Data::new(photos))
        .app_data(Data::new(previews))
        .app_data(Data::new(files))
        .app_data(Data::new(intake))
        .app_data(Data::new(authors))
        .app_data(Data::new(import_sessions))
        .app_data(Data::new(tags))
        .app_data(Data::new(stacks))
        .app_data(Data::new(saved_searches))
        .app_data(Data::new(timeline))
        .app_data(Data::new(similar))
        .app_data(Data::new(duplicates))
        .app_data(Data::new(publishing));
}

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(uploads::new_photo)
        .service(uploads::add_to_photo)
        .service(uploads::legacy)
        // Before the files themselves: an older path ends where theirs goes on.
        .service(similar::of_file)
        .service(similar::of_file_older)
        .service(similar::of_picture)
        .service(duplicates::list)
        .service(duplicates::merge)
        .service(files::list)
        .service(files::read)
        .service(files::hotpreview)
        .service(files::original)
        .service(files::storage_info)
        .service(files::change_storage_info)
        .service(files::remove)
        .service(photos::list)
        .service(photos::create)
        .service(photos::find)
        .service(photos::read)
        .service(photos::replace)
        .service(photos::change)
        .service(photos::remove)
        .service(photos::correct)
        .service(photos::undo_correction)
        .service(previews::hotpreview)
        .service(previews::coldpreview)
        .service(previews::put_coldpreview)
        .service(previews::remove_coldpreview)
        .service(publications::publish)
        .service(publications::list)
        .service(publications::renew)
        .service(authors::list)
        .service(authors::create)
        .service(authors::read)
        .service(authors::replace)
        .service(authors::change)
        .service(authors::remove)
        .service(imports::list)
        .service(imports::create)
        .service(imports::read)
        .service(imports::change)
        .service(imports::remove)
        .service(imports::start)
        .service(imports::complete)
        .service(imports::fail)
        .service(imports::cancel)
        .service(import_progress::errors)
        .service(import_progress::report)
        .service(import_progress::read)
        .service(import_progress::watch)
        .service(tags::list)
        .service(tags::rename)
        .service(tags::merge)
        .service(tags::remove)
        .service(tags::add)
        .service(tags::take)
        .service(stacks::list)
        .service(stacks::create)
        .service(stacks::suggest)
        .service(stacks::read)
        .service(stacks::change)
        .service(stacks::remove)
        .service(stacks::add)
        .service(stacks::take)
        .service(stacks::reorder)
        .service(saved_searches::list)
        .service(saved_searches::create)
        .service(saved_searches::read)
        .service(saved_searches::change)
        .service(saved_searches::remove)
        .service(saved_searches::run)
        .service(timeline::show);
}
