//! What went wrong, in the words of the service, and whether another attempt may help.

use std::time::Duration;

use atelier_application::ports::CdnError;
use serde_json::Value;

use crate::transport::Reply;

/// A call that did not succeed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// No answer came, or not all of it.
    #[error("{call}: {reason}")]
    NoAnswer { call: String, reason: String },
    /// The service is busy, broken, or has had enough of us for a while.
    #[error("{call}: answered {status}: {message}")]
    NotNow { call: String, status: u16, message: String, wait: Option<Duration> },
    /// Too many calls have failed; this one was not made.
    #[error("{call}: not asked, because the service has not answered for a while")]
    Resting { call: String },
    /// The key is wrong. An operator can mend that while the work waits.
    #[error("{call}: the private key was refused ({status}): {message}")]
    Account { call: String, status: u16, message: String },
    /// The call is wrong, and will be wrong again.
    #[error("{call}: answered {status}: {message}")]
    Refused { call: String, status: u16, message: String, body: Value },
    /// A success that says something else than it should.
    #[error("{call}: an answer that cannot be understood: {reason}")]
    Unreadable { call: String, reason: String },
}

impl CallError {
    /// What an answer that is no success means.
    pub(crate) fn of(call: &str, reply: Reply) -> Self {
        let Reply { status, wait, body } = reply;
        let call = call.to_owned();
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        // Their own words, cut short: they end up in the jobs that people read.
        let told = body.get("message").and_then(Value::as_str);
        let is_theirs = told.is_some();
        let message = told.unwrap_or("no reason given").chars().take(300).collect();
        match status {
            300..=399 | 408 | 409 | 429 | 500.. => Self::NotNow { call, status, message, wait },
            // Something between us and the service, or a wrong address, knows no such page. That says nothing of the file.
            404 if !is_theirs => Self::NotNow { call, status, message, wait },
            401 | 403 => Self::Account { call, status, message },
            _ => Self::Refused { call, status, message, body },
        }
    }

    /// Whether the same call may succeed in a moment.
    pub(crate) fn is_worth_another_attempt(&self) -> bool {
        matches!(self, Self::NoAnswer { .. } | Self::NotNow { .. })
    }

    /// Nobody answered who could have done it. A service that has had enough of us for a while is well.
    pub(crate) fn is_outage(&self) -> bool {
        match self {
            Self::NoAnswer { .. } => true,
            Self::NotNow { status, .. } => *status != 429,
            _ => false,
        }
    }

    /// The pause that the service asks for.
    pub(crate) fn wait(&self) -> Option<Duration> {
        match self {
            Self::NotNow { wait, .. } => *wait,
            _ => None,
        }
    }

    /// There is no such file.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }

    /// The body of a refusal.
    pub(crate) fn refusal(&self) -> Option<&Value> {
        match self {
            Self::Refused { body, .. } => Some(body),
            _ => None,
        }
    }
}

impl From<CallError> for CdnError {
    fn from(error: CallError) -> Self {
        let message = error.to_string();
        match error {
            CallError::Refused { .. } => Self::Lasting(message),
            CallError::NotNow { wait, .. } => Self::Passing { message, after: wait },
            // An answer that is not understood may come from something between us and the service.
            CallError::NoAnswer { .. }
            | CallError::Resting { .. }
            | CallError::Account { .. }
            | CallError::Unreadable { .. } => Self::Passing { message, after: None },
        }
    }
}
