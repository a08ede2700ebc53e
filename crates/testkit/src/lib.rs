//! What the tests of Atelier share: time that stands still, secrets in a fixed order, a database per test, and rows
//! that nobody has to spell out.
//!
//! This crate is for tests only, so what cannot be had ends the test with a message instead of an error value.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test whose surroundings fail has to stop and say why"
)]

mod blueprint;
pub mod builders;
pub mod clock;
pub mod databases;
pub mod library;
pub mod scanner;
pub mod tokens;

pub use builders::{a_gallery, a_studio, a_user, an_organization};
pub use clock::FixedClock;
pub use scanner::PlainScanner;
pub use tokens::SeededTokens;
