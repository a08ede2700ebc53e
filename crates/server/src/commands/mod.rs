//! What the command line can ask for, one file per command.

mod check;
mod migrate;
mod mirror;
mod seed;
mod serve;
mod work;

use std::io::Write;
use std::process::ExitCode;

use crate::cli::{Cli, Command, Migrate};
use crate::config::{Config, Sources, settings};
use crate::error::StartError;
use crate::{allocator, exit, imalink, import, logging, tls, watch};

/// Does what was asked and says how the process ends.
pub fn run(cli: Cli) -> ExitCode {
    let code = execute(cli).unwrap_or_else(|error| {
        eprintln!("atelier: {error}");
        error.exit_code()
    });
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}

fn execute(cli: Cli) -> Result<i32, StartError> {
    tls::install_provider();
    let command = cli.command.unwrap_or(Command::Serve);
    if matches!(command, Command::Serve | Command::Work) {
        allocator::settle();
    }
    // What is printed from the code needs no configuration.
    match command {
        Command::Config { table: true } => return print(&settings::markdown()),
        Command::Openapi => return print(&openapi()?),
        _ => {}
    }
    let sources = Sources::of_process(cli.config);
    let config = Config::load(&sources)?;
    logging::start(&config.log).map_err(StartError::of)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(StartError::of)?;
    runtime.block_on(dispatch(command, &config, &sources))
}

async fn dispatch(command: Command, config: &Config, sources: &Sources) -> Result<i32, StartError> {
    match command {
        Command::Serve => serve::run(config).await,
        Command::Work => work::run(config).await,
        Command::Migrate { direction } => migrate::run(config, direction.unwrap_or(Migrate::Up)).await,
        Command::Seed { demo } => seed::run(config, demo).await,
        Command::Import(args) => import::run(config, sources, args).await,
        Command::Watch(args) => watch::run(config, sources, args).await,
        Command::MigrateImalink(args) => imalink::run(config, args).await,
        Command::Check { repair, quick } => check::run(config, repair, quick).await,
        Command::Mirror { check } => mirror::run(config, check).await,
        Command::Config { .. } => print(&config.to_toml()),
        Command::Openapi => print(&openapi()?),
    }
}

/// The document as it is served, with a newline at the end.
fn openapi() -> Result<String, StartError> {
    let mut document = atelier_http::openapi::openapi().to_pretty_json().map_err(StartError::of)?;
    document.push('\n');
    Ok(document)
}

/// Prints a document. A reader that went away, such as `head`, is no failure.
fn print(text: &str) -> Result<i32, StartError> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(StartError::of(error)),
        _ => Ok(exit::OK),
    }
}
