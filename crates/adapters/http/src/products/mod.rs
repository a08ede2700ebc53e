//! What the studio sells, and what shops show of it.

mod feed;
mod groups;
mod lifecycle;

use utoipa_actix_web::service_config::ServiceConfig;

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(lifecycle::create)
        .service(lifecycle::list)
        .service(lifecycle::read)
        .service(lifecycle::change)
        .service(lifecycle::remove)
        .service(lifecycle::restore)
        .service(feed::page)
        .service(groups::list)
        .service(groups::create)
        .service(groups::hang)
        .service(groups::change)
        .service(groups::detach)
        .service(groups::reorder);
}
