//! Galleries: their life, their groups, their pictures, and the links that open them.

mod activity;
mod downloads;
mod groups;
mod lifecycle;
mod pictures;
mod policy;
mod preview;
mod progress;
mod proofing;
mod session_window;
mod sharing;
mod upload;
mod versions;

pub use lifecycle::sort;
pub use pictures::{GalleryImageBody, PLACEHOLDER, known_tag};
pub use proofing::ProofingSettingsBody;
pub(crate) use upload::{FileError, all_failed, shown_name};
use utoipa_actix_web::service_config::ServiceConfig;
pub(crate) use versions::{CandidateBody, EvidenceBody};

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(lifecycle::create)
        .service(lifecycle::list)
        .service(lifecycle::read)
        .service(lifecycle::change)
        .service(lifecycle::remove)
        .service(lifecycle::complete)
        .service(lifecycle::archive)
        .service(lifecycle::reactivate)
        .service(lifecycle::restore)
        .service(activity::list)
        .service(pictures::list)
        .service(upload::upload)
        .service(versions::add)
        .service(progress::read)
        .service(progress::watch)
        .service(groups::list)
        .service(groups::create)
        .service(groups::hang)
        .service(groups::change)
        .service(groups::detach)
        .service(groups::reorder)
        .service(session_window::read)
        .service(session_window::set)
        .service(session_window::remove)
        .service(sharing::create)
        .service(preview::show)
        .service(sharing::register)
        .service(sharing::read)
        .service(sharing::change)
        .service(sharing::revoke)
        .service(sharing::enter)
        .service(downloads::order)
        .service(downloads::unlock);
}
