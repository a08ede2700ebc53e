//! The `atelier` binary. Everything it does lives in the library, so that tests reach it too.

use std::process::ExitCode;

use atelier_server::cli::Cli;
use clap::Parser;

fn main() -> ExitCode {
    atelier_server::commands::run(Cli::parse())
}
