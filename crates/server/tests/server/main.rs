//! The server from the outside: its configuration, its commands, and its process.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test stop it where something is not as it has to be"
)]

mod config;
mod imalink;
mod ingest;
mod process;
mod serve;
mod theirs;
mod work;
