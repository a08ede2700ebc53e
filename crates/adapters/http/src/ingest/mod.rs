//! Uploads in chunks, batches, and the tray.

mod assign;
mod batches;
mod beside;
mod bodies;
mod headers;
mod marks;
mod matching;
mod moves;
mod progress;
mod tray;
mod upload;
mod uploads;
mod versions;

use utoipa_actix_web::service_config::ServiceConfig;

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(uploads::discover)
        .service(uploads::announce)
        .service(uploads::read)
        .service(uploads::receive)
        .service(uploads::terminate)
        .service(batches::open)
        .service(batches::list)
        .service(batches::read)
        .service(batches::close)
        .service(progress::watch)
        .service(upload::upload)
        .service(tray::list)
        .service(tray::facets)
        .service(assign::assign)
        .service(assign::unassign)
        .service(assign::discard)
        .service(assign::restore)
        .service(versions::take)
        .service(marks::mark_many)
        .service(matching::compare)
        .service(matching::list)
        .service(matching::accept)
        .service(matching::reject)
        .service(matching::log)
        .service(tray::read)
        .service(marks::mark)
        .service(tray::preview);
}
