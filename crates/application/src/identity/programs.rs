//! From an API token to an actor.

use std::sync::Arc;

use atelier_domain::access::{Actor, Scope};
use atelier_domain::identity::ApiToken;
use atelier_domain::{ApiTokenId, StudioId, Timestamp};

use super::actors::{Actors, actor_of, ended};
use crate::{AppError, AppResult};

/// How a token is looked up: by what its bearer shows, or by what an address of a picture names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum TokenKey {
    Digest(String),
    Number(StudioId, ApiTokenId),
}

/// A token as it is known, and the epoch in which that was true.
struct Known {
    token: Arc<ApiToken>,
    epoch: u64,
}

impl Actors {
    /// The actor of a program that shows an API token.
    pub(super) async fn authenticate_program(&self, bearer: &str) -> AppResult<Actor> {
        let now = self.kernel.now();
        let key = TokenKey::Digest(self.kernel.tokens.digest(bearer));
        let known = self.token(&key, now).await?.ok_or(AppError::Unauthenticated {
            code: "invalid_token",
            message: "the API token is not valid",
        })?;
        ensure_holds(&known.token, now)?;
        let actor = self.program(&known.token, now).await?.ok_or_else(ended)?;
        self.note_use(key, known, now).await;
        Ok(actor)
    }

    /// The actor of a token without its bearer: for media tokens, which were signed for it.
    pub async fn of_api_token(&self, studio: StudioId, id: ApiTokenId) -> AppResult<Option<Actor>> {
        let now = self.kernel.now();
        match self.token(&TokenKey::Number(studio, id), now).await? {
            Some(known) => self.program(&known.token, now).await,
            None => Ok(None),
        }
    }

    /// Its user, narrowed; nobody once the token or the user is no longer good.
    async fn program(&self, token: &ApiToken, now: Timestamp) -> AppResult<Option<Actor>> {
        let identity = self.identity(token.user, "", now).await?;
        let actor = identity.map(|identity| actor_of(&identity, now).narrowed_to(token));
        Ok(actor.filter(Actor::is_live))
    }

    async fn token(&self, key: &TokenKey, now: Timestamp) -> AppResult<Option<Known>> {
        let epoch = self.kernel.store.access_epoch();
        if let Some(token) = self.tokens.get(key, epoch, now) {
            return Ok(Some(Known { token, epoch }));
        }
        let tx = self.kernel.read().await?;
        let found = match key {
            TokenKey::Digest(digest) => tx.api_tokens().find_by_hash(digest).await?,
            TokenKey::Number(studio, id) => {
                let scope = Scope::for_job(*studio, "media", now);
                let found = tx.api_tokens().find(*studio, *id).await?;
                found.map(|token| token.read(scope.actor())).transpose()?
            }
        };
        let Some(token) = found.map(Arc::new) else { return Ok(None) };
        self.tokens.put(key.clone(), Arc::clone(&token), epoch, now, now + self.time_to_live);
        Ok(Some(Known { token, epoch }))
    }

    /// Writes down that the token is used, once an hour. A database that is busy is no reason to refuse the caller.
    async fn note_use(&self, key: TokenKey, known: Known, now: Timestamp) {
        let Known { token, epoch } = known;
        if !token.is_use_due(now) {
            return;
        }
        // It is remembered before it is written, so that of many calls at once hardly more than one writes.
        let used = ApiToken { last_used_at: Some(now), ..ApiToken::clone(&token) };
        self.tokens.put(key, Arc::new(used), epoch, now, now + self.time_to_live);
        if let Err(error) = self.write_use(token.id, now).await {
            tracing::warn!(%error, token = %token.id, "the use of an API token was not noted");
        }
    }

    async fn write_use(&self, id: ApiTokenId, now: Timestamp) -> AppResult<()> {
        let tx = self.kernel.write().await?;
        tx.api_tokens().note_use(id, now, ApiToken::use_noted_before(now)).await?;
        Ok(tx.finish().await?)
    }
}

/// 401 for a token that was good once. Its end has a code of its own: unlike an access token's, it ends work that is
/// under way.
fn ensure_holds(token: &ApiToken, now: Timestamp) -> AppResult<()> {
    if token.revoked_at.is_some() {
        return Err(AppError::Unauthenticated {
            code: "api_token_revoked",
            message: "this API token has been revoked",
        });
    }
    if !token.holds_at(now) {
        return Err(AppError::Unauthenticated {
            code: "api_token_expired",
            message: "this API token has expired",
        });
    }
    Ok(())
}
