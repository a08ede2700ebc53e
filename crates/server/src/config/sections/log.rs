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
        // The parser takes a lone word for the name of a module, whose log nobody would ever see.
        let is_word = section.level.chars().all(|c| c.is_ascii_alphabetic());
        let levels = ["off", "error", "warn", "info", "debug", "trace"];
        if is_word && !levels.contains(&section.level.to_ascii_lowercase().as_str()) {
            reader.refuse(
                "log.level",
                format!("must be one of {}, or name modules as in info,sqlx=warn", levels.join(", ")),
            );
        }
        if let Err(error) = tracing_subscriber::EnvFilter::builder().parse(&section.level) {
            reader.refuse("log.level", error);
        }
        Some(section)
    }
}
