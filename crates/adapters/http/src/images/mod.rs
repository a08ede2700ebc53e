//! The pool of pictures.

mod bodies;
mod cover;
mod group_bodies;
mod groups;
mod pool;
mod removal;
mod transfer;
mod versions;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) use bodies::hex;
pub use bodies::{PictureBody, StoredImage, UseBody};
pub use cover::CoverBody;
pub use group_bodies::{GroupBody, GroupOrder, GroupPatchBody, GroupsQuery, HangingBody, HungAs, NewGroup};

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(pool::list)
        .service(pool::by_hash)
        .service(pool::read)
        .service(pool::change)
        .service(removal::remove)
        .service(removal::restore)
        .service(removal::remove_many)
        .service(removal::restore_many)
        .service(pool::process_again)
        .service(pool::uses)
        // The router looks for what begins with `/images` here alone.
        .service(crate::library::publications::of_image)
        .service(groups::create)
        .service(groups::list)
        .service(groups::read)
        .service(groups::change)
        .service(groups::remove)
        .service(groups::uses)
        .service(groups::reorder)
        .service(groups::add_images)
        .service(groups::remove_images)
        .service(transfer::move_images)
        .service(transfer::copy_images)
        .service(versions::list)
        .service(versions::add)
        .service(versions::restore);
}
