//! `atelier serve`: the API, and background work beside it.

use std::io::Write;

use crate::app::App;
use crate::config::Config;
use crate::error::StartError;
use crate::{banner, exit, signals};

/// Serves until a signal.
pub async fn run(config: &Config) -> Result<i32, StartError> {
    let stop = signals::shutdown_token().map_err(StartError::of)?;
    let running = App::start(config).await?;
    // Where nobody reads the standard output, the server serves all the same.
    let mut stdout = std::io::stdout();
    let _ = stdout.write_all(banner::text(running.url()).as_bytes()).and_then(|()| stdout.flush());
    let code = tokio::select! {
        () = stop.cancelled() => exit::OK,
        () = running.ended() => exit::FAILED,
    };
    running.stop().await;
    Ok(code)
}
