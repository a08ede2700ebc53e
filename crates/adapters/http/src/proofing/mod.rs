//! What people say about the pictures of a gallery.

mod bodies;
mod comments;
mod decisions;
mod submissions;

pub use bodies::{DecisionBody, SummaryBody};
use utoipa_actix_web::service_config::ServiceConfig;

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(decisions::decide)
        .service(decisions::rate)
        .service(decisions::unrate)
        .service(decisions::request_edit)
        .service(decisions::withdraw_edit)
        .service(decisions::decide_many)
        .service(decisions::list)
        .service(decisions::interactions)
        .service(submissions::read)
        .service(submissions::submit)
        .service(submissions::reopen)
        .service(comments::list)
        .service(comments::create)
        .service(comments::change)
        .service(comments::remove)
        .service(comments::resolve)
        .service(comments::reopen);
}
