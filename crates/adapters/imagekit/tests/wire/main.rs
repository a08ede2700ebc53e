//! The adapter against what the service's own client sends, its schema, its signatures, and its faults.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod answers;
mod faults;
mod requests;
mod signatures;
mod world;
