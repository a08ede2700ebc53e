//! Keys for programs.

use async_trait::async_trait;
use atelier_domain::access::{Unchecked, Visible, Writable};
use atelier_domain::identity::ApiToken;
use atelier_domain::{ApiTokenId, StudioId, Timestamp};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::views::NewApiToken;

/// Keys for programs.
#[async_trait]
pub trait ApiTokenRepository: Send + Sync {
    /// Keeps the token's hash. Hashes are of 256 random bits, so they never collide.
    async fn insert(&self, new: NewApiToken) -> Result<ApiToken>;

    /// The token of this id, if it is the studio's; expired and revoked ones are found too.
    async fn find(&self, studio: StudioId, id: ApiTokenId) -> Result<Option<Unchecked<ApiToken>>>;

    /// The token with this hash; expired and revoked ones are found too, so that the answer can say so.
    async fn find_by_hash(&self, token_hash: &str) -> Result<Option<ApiToken>>;

    /// How many tokens of the studio hold at `now`.
    async fn holding(&self, studio: StudioId, now: Timestamp) -> Result<u64>;

    /// By id, newest first, those that have ended included; paged by offset or by cursor (key 0).
    async fn list(&self, visible: &Visible, page: PageRequest) -> Result<Page<ApiToken>>;

    /// Writes the revocation, of which caches MUST learn. Nothing else of a token ever changes but its last use.
    async fn revoke(&self, token: &Writable<ApiToken>) -> Result<()>;

    /// Notes a use, unless one after `unless_after` is noted already. MUST leave caches of actors alone.
    async fn note_use(&self, id: ApiTokenId, now: Timestamp, unless_after: Timestamp) -> Result<()>;
}
