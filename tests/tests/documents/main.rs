//! Pages that are compared with the program: what they say is what it does.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod dependencies;
mod errors;
mod schema;
