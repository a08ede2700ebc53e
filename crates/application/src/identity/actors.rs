//! From a token to an actor, with a memory that never outlives a change.

use std::sync::Arc;

use atelier_domain::access::{Actor, Credential};
use atelier_domain::galleries::SharePreview;
use atelier_domain::identity::ApiToken;
use atelier_domain::{Timestamp, UserId};
use chrono::Duration;

use super::api_tokens::sign_in_required;
use super::programs::TokenKey;
use crate::kernel::Kernel;
use crate::memory::Memory;
use crate::ports::{GuestSession, Identity, TokenIssuer};
use crate::{AppError, AppResult};

/// How many identities are remembered at most: some kilobytes each.
const CAPACITY: usize = 10_000;

/// Turns access tokens and API tokens into actors.
///
/// Identities and API tokens are remembered until this process commits a change to anything they were made of, and never longer than
/// the time to live, which bounds how long another node's change can go unnoticed.
#[derive(Clone)]
pub struct Actors {
    pub(super) kernel: Kernel,
    pub(super) issuer: Arc<dyn TokenIssuer>,
    pub(super) time_to_live: Duration,
    memory: Arc<Memory<(UserId, String), Arc<Identity>>>,
    pub(super) tokens: Arc<Memory<TokenKey, Arc<ApiToken>>>,
}

impl Actors {
    pub fn new(kernel: Kernel, issuer: Arc<dyn TokenIssuer>, time_to_live: Duration) -> Self {
        let (memory, tokens) = (Arc::new(Memory::new(CAPACITY)), Arc::new(Memory::new(CAPACITY)));
        Self { kernel, issuer, time_to_live, memory, tokens }
    }

    /// The actor of an access token, of an API token or of a preview. 401 when the token, the sign-in or the account does not hold; 410
    /// when the share link by which a guest came is closed.
    pub async fn authenticate(&self, bearer: &str) -> AppResult<Actor> {
        if ApiToken::has_mark(bearer) {
            return self.authenticate_program(bearer).await;
        }
        if SharePreview::has_mark(bearer) {
            return self.authenticate_preview(bearer).await;
        }
        let now = self.kernel.now();
        let claims = self.issuer.verify_access(bearer, now)?;
        let identity = self.identity(claims.user, &claims.family, now).await?.ok_or_else(ended)?;
        if identity.studio != claims.studio || !identity.is_active {
            return Err(ended());
        }
        if let Some(guest) = &identity.guest {
            ensure_open(guest, now)?;
        }
        if !identity.family_open {
            return Err(ended());
        }
        Ok(actor_of(&identity, now))
    }

    /// The family of the token's sign-in, for signing out of exactly this one. An API token has none.
    pub fn family(&self, bearer: &str) -> AppResult<String> {
        if ApiToken::has_mark(bearer) {
            return Err(sign_in_required());
        }
        Ok(self.issuer.verify_access(bearer, self.kernel.now())?.family)
    }

    /// The actor of a user without a sign-in: for media tokens, which were signed for the user.
    pub async fn of_user(&self, user: UserId) -> AppResult<Option<Actor>> {
        let now = self.kernel.now();
        Ok(self
            .identity(user, "", now)
            .await?
            .filter(|identity| identity.is_active)
            .map(|identity| actor_of(&identity, now)))
    }

    pub(super) async fn identity(
        &self,
        user: UserId,
        family: &str,
        now: Timestamp,
    ) -> AppResult<Option<Arc<Identity>>> {
        let key = (user, family.to_owned());
        let epoch = self.kernel.store.access_epoch();
        if let Some(known) = self.memory.get(&key, epoch, now) {
            return Ok(Some(known));
        }
        let tx = self.kernel.read().await?;
        let Some(identity) = tx.access().identify(user, family, now).await? else { return Ok(None) };
        let identity = Arc::new(identity);
        self.memory.put(key, Arc::clone(&identity), epoch, now, now + self.time_to_live);
        Ok(Some(identity))
    }
}

/// 410 for a link that no longer leads anywhere.
pub(crate) fn ensure_open(guest: &GuestSession, now: Timestamp) -> AppResult<()> {
    if guest.revoked {
        return Err(AppError::Gone { code: "share_link_revoked", message: "this link has been withdrawn" });
    }
    if guest.expires_at.is_some_and(|end| now >= end) {
        return Err(AppError::Gone { code: "share_link_expired", message: "this link has expired" });
    }
    if guest.closed {
        return Err(AppError::Gone { code: "gallery_closed", message: "this gallery is closed" });
    }
    Ok(())
}

pub(crate) fn actor_of(identity: &Identity, now: Timestamp) -> Actor {
    let credential = match &identity.guest {
        Some(guest) => Credential::ShareLink {
            link: guest.link,
            gallery: guest.gallery,
            ends_at: guest.expires_at,
            revoked: guest.revoked || guest.closed,
        },
        None => Credential::SignIn,
    };
    Actor {
        user: identity.user,
        studio: identity.studio,
        name: identity.name.clone(),
        active: identity.is_active,
        roles: identity.roles.clone(),
        memberships: identity.memberships.clone(),
        grants: identity.grants.clone(),
        credential,
        now,
    }
}

pub(super) fn ended() -> AppError {
    AppError::Unauthenticated { code: "session_ended", message: "this sign-in has ended; sign in again" }
}
