//! What decisions are made of, and what keeps a sign-in open.

use async_trait::async_trait;
use atelier_domain::access::{Context, Facts};
use atelier_domain::{GrantId, ShareLinkId, StudioId, Timestamp, UserId};

use super::Result;
use crate::ports::views::{Identity, NewGrant, NewRefreshToken, RefreshToken, StoredGrant};

/// What makes an actor, and grants in contexts.
#[async_trait]
pub trait AccessRepository: Send + Sync {
    /// All that is known of a user for decisions, with the sign-in named by `family`. Roles include direct permissions
    /// as a role named `direct`. Expired grants may be left out.
    async fn identify(&self, user: UserId, family: &str, now: Timestamp) -> Result<Option<Identity>>;

    /// Grants, or renews the end of a grant of the same user, permission and context.
    async fn grant(&self, new: NewGrant) -> Result<StoredGrant>;

    /// The grant of this id, expired ones included, if the studio gave it.
    async fn find_grant(&self, studio: StudioId, id: GrantId) -> Result<Option<StoredGrant>>;

    /// Whether there was such a grant.
    async fn revoke(&self, studio: StudioId, id: GrantId) -> Result<bool>;

    /// By id, expired ones included.
    async fn grants_of(&self, studio: StudioId, user: UserId) -> Result<Vec<StoredGrant>>;

    /// What the permission function needs of the row that `context` names, if this studio has it.
    async fn facts(&self, studio: StudioId, context: Context) -> Result<Option<Facts>>;
}

/// Refresh tokens.
#[async_trait]
pub trait TokenRepository: Send + Sync {
    /// Keeps the token's hash. Hashes are of 256 random bits, so they never collide.
    async fn insert(&self, new: NewRefreshToken) -> Result<()>;

    /// The token with this hash; spent, revoked and expired ones are found too, because their reuse means something.
    async fn find_by_hash(&self, token_hash: &str) -> Result<Option<RefreshToken>>;

    /// Marks the token as exchanged. MUST answer false when it already was, even with two callers at once.
    async fn spend(&self, id: i64, now: Timestamp) -> Result<bool>;

    /// Ends one sign-in.
    async fn revoke_family(&self, family: &str, now: Timestamp) -> Result<()>;

    /// Ends every sign-in of the user, except the one named by `keep`.
    async fn revoke_user(&self, user: UserId, keep: Option<&str>, now: Timestamp) -> Result<()>;

    /// Ends every sign-in that came by the link.
    async fn revoke_link(&self, link: ShareLinkId, now: Timestamp) -> Result<()>;

    /// Forgets tokens that expired before `before`; how many. The unspent one of each guest MUST stay: it is how the
    /// links that the guest made are found when the link by which it came is revoked.
    async fn purge(&self, before: Timestamp) -> Result<u64>;
}
