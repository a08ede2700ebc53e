//! What is wrong with a configuration, all of it at once.

/// One thing that is wrong, and where it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file, variable or default that says it.
    pub origin: String,
    pub message: String,
}

impl ConfigError {
    pub fn new(origin: impl std::fmt::Display, message: impl Into<String>) -> Self {
        Self { origin: origin.to_string(), message: message.into() }
    }
}

/// Everything that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl std::fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = self.0.len();
        let noun = if count == 1 { "error" } else { "errors" };
        write!(f, "the configuration has {count} {noun}:")?;
        for error in &self.0 {
            write!(f, "\n  {}: {}", error.origin, error.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}
