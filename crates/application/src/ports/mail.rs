//! Letters to people.

use async_trait::async_trait;

/// A letter in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// A letter could not be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Another attempt may succeed.
    #[error("mail could not be sent: {0}")]
    Temporary(String),
    /// No attempt will.
    #[error("mail was refused: {0}")]
    Permanent(String),
}

/// Sends letters. It is called from jobs, never inside a transaction.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands the letter over. It MUST answer `Permanent` for an address that can never be written to, and MUST NOT
    /// answer `Ok` before the letter is out of this process.
    async fn send(&self, mail: &OutgoingMail) -> Result<(), MailError>;
}
