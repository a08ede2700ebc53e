//! What is logged.

use crate::config::reader::{Reader, read_section};
use crate::config::value::choices;

choices! {
    /// How log lines are written.
    LogFormat { Pretty = "pretty", Json = "json" }
}

/// What is logged, and how.
#[derive(Debug, Clone)]
pub struct LogConfig {
    pub level: String,
    pub format: LogFormat,
}

impl LogConfig {
    pub(in crate::config) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let section = read_section!(reader, LogConfig { level: "log.level", format: "log.format" })?;
        if let Err(error) = tracing_subscriber::EnvFilter::builder().parse(&section.level) {
            reader.refuse("log.level", error);
        }
        Some(section)
    }
}
