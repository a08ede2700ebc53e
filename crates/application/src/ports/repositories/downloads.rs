//! Tickets for archives.

use async_trait::async_trait;
use atelier_domain::Timestamp;

use super::Result;
use crate::ports::views::{NewDownloadTicket, StoredTicket};

/// Tickets for archives.
#[async_trait]
pub trait TicketRepository: Send + Sync {
    /// As a ticket that opens until its end.
    async fn insert(&self, new: NewDownloadTicket) -> Result<()>;

    /// The ticket of a token, expired or not.
    async fn find_by_hash(&self, token_hash: &str) -> Result<Option<StoredTicket>>;

    /// Forgets tickets that ended before `before`; how many.
    async fn purge(&self, before: Timestamp) -> Result<u64>;
}
