//! The HTTP API of Atelier: routes, bodies, problems, and the guards around them.
//!
//! There is no application state: each use case is registered by its own type. A handler takes a [`extract::Caller`],
//! calls one use case and converts. [`Http`] builds what both the server and the tests serve; [`openapi::openapi`]
//! describes it without a server.
//!
//! | to learn | read |
//! |---|---|
//! | what every request passes | [`edge`] |
//! | how failures are answered | [`problem`] |
//! | how successes are answered | [`reply`], [`answers`] |
//! | what handlers take in | [`extract`] |
//! | files and events | [`stream`] |

pub mod access;
pub mod answers;
pub mod app;
pub mod edge;
pub mod extract;
pub mod face;
pub mod galleries;
pub mod identity;
pub mod images;
pub mod ingest;
pub mod jobs;
mod json;
pub mod library;
pub mod media;
pub mod money;
pub mod openapi;
pub mod operations;
pub mod organizations;
pub mod pages;
mod pieces;
pub mod problem;
pub mod products;
pub mod proofing;
pub mod reply;
pub mod schema;
pub mod selections;
pub mod settings;
pub mod stream;
pub mod webhooks;

pub use app::{Http, Services};
pub use settings::HttpSettings;
