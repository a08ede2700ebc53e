//! What happened, the work that follows from it, and requests that are safe to repeat.

pub(crate) mod entities;
mod idempotency;
mod inbox;
mod jobs;
mod mapping;
mod spine;
