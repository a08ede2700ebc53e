//! The server as a library: configuration, wiring, worker and commands.
//!
//! The binary `atelier` is a thin shell around it; tests start a whole server on a free port.

mod allocator;
mod app;
mod background;
mod banner;
pub mod cli;
pub mod commands;
pub mod config;
pub mod data_folder;
mod demo;
pub mod error;
pub mod exit;
mod http_settings;
mod imalink;
mod import;
pub mod logging;
mod maintenance;
mod probe;
pub mod signals;
mod spool;
mod tls;
mod watch;
pub mod wiring;
mod worker;

pub use app::{App, Running};
pub use config::Config;
pub use error::StartError;
