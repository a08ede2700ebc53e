//! What the tests of the whole project have in common.
//!
//! Tests of one crate stand beside its code. Here stand those that look at the workspace from the outside: who depends
//! on whom, whether the texts agree with the code, what each role may do, and what the server answers over HTTP.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test helper fails by panicking, with a reason"
)]

pub mod bulk;
pub mod camera;
pub mod card;
pub mod client;
pub mod golden;
pub mod pictures;
pub mod server;
pub mod studio;
pub mod workspace;
pub mod zip;
