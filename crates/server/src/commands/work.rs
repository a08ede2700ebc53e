//! `atelier work`: background work without the API.

use crate::background::Background;
use crate::config::Config;
use crate::error::StartError;
use crate::wiring::{UseCases, open_store};
use crate::{exit, signals};

/// Does background work until a signal.
pub async fn run(config: &Config) -> Result<i32, StartError> {
    let stop = signals::shutdown_token().map_err(StartError::of)?;
    let use_cases = UseCases::build(config, open_store(config, true).await?)?;
    // The same configuration may tell the serving process to leave the work alone.
    let count = match config.worker.count.0 {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        count => count,
    };
    let background = Background::start(config, &use_cases, count);
    tracing::info!(jobs = count, "working");
    stop.cancelled().await;
    background.stop().await;
    use_cases.close().await;
    Ok(exit::OK)
}
