//! Log lines to standard error, for people or for machines.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

use crate::config::{LogConfig, LogFormat};

/// Begins to log. A second call in one process is an error.
pub fn start(config: &LogConfig) -> Result<(), TryInitError> {
    // The configuration has checked the filter; what it would leave out is not worth a failed start.
    let filter = EnvFilter::new(&config.level);
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    match config.format {
        LogFormat::Pretty => {
            let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
            registry.with(layer.with_ansi(colours).with_target(false)).try_init()
        }
        LogFormat::Json => registry.with(layer.json().flatten_event(true).with_current_span(true)).try_init(),
    }
}
