//! What a studio does, step by step, and what it needs from the outside.
//!
//! One cloneable struct per context holds ports and offers one method per use case. A use case opens a transaction,
//! asks the permission function through the witness types, changes a domain value, tells the spine, and commits.
//! Network calls, image decoding and password hashing stand before or after the transaction, never inside.

pub mod access;
pub mod delivery;
pub mod error;
pub mod galleries;
pub mod idempotency;
pub mod identity;
pub mod images;
pub mod ingest;
pub mod jobs;
pub mod kernel;
pub mod library;
mod locking;
pub mod mail;
mod memory;
mod objects;
pub mod organizations;
pub mod paging;
pub mod ports;
pub mod products;
pub mod proofing;
pub mod selections;
pub mod upkeep;

pub use error::{AppError, AppResult};
