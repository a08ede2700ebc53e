//! The pool of pictures.

mod bodies;
mod pool;

use utoipa_actix_web::service_config::ServiceConfig;

pub use bodies::{PictureBody, StoredImage};

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(pool::list)
        .service(pool::by_hash)
        .service(pool::read)
        .service(pool::change)
        .service(pool::remove)
        .service(pool::restore)
        .service(pool::process_again)
        .service(pool::uses);
}
