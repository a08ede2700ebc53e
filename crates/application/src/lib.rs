//! What a studio does, step by step, and what it needs from the outside.
//!
//! One cloneable struct per context holds ports and offers one method per use case. A use case opens a transaction,
//! asks the permission function through the witness types, changes a domain value, tells the spine, and commits.
//! Network calls, image decoding and password hashing stand before or after the transaction, never inside.

pub mod access;
pub mod error;
pub mod paging;
pub mod ports;

pub use error::{AppError, AppResult};
