//! Lists of pictures that people choose.

mod bodies;
mod export;
mod images;
mod lists;

use utoipa_actix_web::service_config::ServiceConfig;

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(lists::list)
        .service(lists::create)
        .service(lists::read)
        .service(lists::change)
        .service(lists::remove)
        .service(lists::submit)
        .service(lists::lock)
        .service(lists::reopen)
        .service(images::list)
        .service(images::choose)
        .service(images::drop_images)
        .service(images::reorder)
        .service(export::export);
}
