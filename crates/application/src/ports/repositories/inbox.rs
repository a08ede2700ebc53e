//! What outside services have told us.

use async_trait::async_trait;
use atelier_domain::Timestamp;

use super::Result;

/// Notices of outside services, remembered so that each counts once.
#[async_trait]
pub trait InboxRepository: Send + Sync {
    /// Remembers a message of a provider; whether it is new. Of two callers at once exactly one MUST be told so.
    async fn receive(&self, provider: &str, message: &str, kind: &str, now: Timestamp) -> Result<bool>;

    /// Forgets messages that came before `before`; how many.
    async fn prune(&self, before: Timestamp) -> Result<u64>;
}
