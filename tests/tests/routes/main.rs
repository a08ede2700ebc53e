//! Every route of the server, asked by those who may not: without a token, as the owner of another studio, as a guest.
//!
//! The list of routes is the OpenAPI document, which the server makes from the routes that it serves. What it says is
//! committed as texts, so that a new route, or a new opening in an old one, is a visible difference.

#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod access;
mod calls;
mod document;
mod operations;
mod world;
