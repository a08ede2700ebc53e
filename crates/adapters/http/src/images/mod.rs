//! The pool of pictures.

mod bodies;
mod group_bodies;
mod groups;
mod pool;

use utoipa_actix_web::service_config::ServiceConfig;

pub use bodies::{PictureBody, StoredImage, UseBody};
pub use group_bodies::{
    GroupBody, GroupOrder, GroupPatchBody, GroupsQuery, HangingBody, HungAs, NewGroup,
};

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
        .service(pool::uses)
        .service(groups::create)
        .service(groups::list)
        .service(groups::read)
        .service(groups::change)
        .service(groups::remove)
        .service(groups::uses)
        .service(groups::reorder)
        .service(groups::add_images)
        .service(groups::remove_images);
}
