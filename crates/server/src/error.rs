//! Why a command could not do its work.

use std::path::Path;

use crate::config::ConfigErrors;

/// A command failed; the message is for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Config(#[from] ConfigErrors),
    #[error("{0}")]
    Other(String),
}

impl StartError {
    pub fn new(message: impl Into<String>) -> Self {
        Self::Other(message.into())
    }

    /// Any error whose message says enough.
    pub fn of(error: impl std::fmt::Display) -> Self {
        Self::Other(error.to_string())
    }

    /// Something about a file or folder.
    pub fn path(path: &Path, what: &str, error: &std::io::Error) -> Self {
        Self::Other(format!("{} {what}: {error}", path.display()))
    }

    /// What the process ends with.
    pub fn exit_code(&self) -> i32 {
        match self {
            Self::Config(_) => crate::exit::USAGE,
            Self::Other(_) => crate::exit::FAILED,
        }
    }
}
