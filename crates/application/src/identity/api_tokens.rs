//! Keys for programs: made, listed, revoked.

use std::collections::BTreeSet;

use atelier_domain::access::{Action, Actor, Context, Credential, Unchecked, Visible};
use atelier_domain::events::EventKind;
use atelier_domain::identity::{ApiToken, MAX_API_TOKENS};
use atelier_domain::{ApiTokenId, Timestamp};
use serde_json::json;

use super::users::in_studio;
use crate::kernel::{Kernel, did};
use crate::paging::{Page, PageRequest};
use crate::ports::{Committed, NewApiToken, SecretToken, Tx};
use crate::{AppError, AppResult};

/// What a program may do, and until when.
#[derive(Debug, Clone)]
pub struct ApiTokenInput {
    pub name: String,
    pub actions: BTreeSet<Action>,
    pub expires_at: Option<Timestamp>,
}

/// A token with its text, which is shown once.
#[derive(Debug, Clone)]
pub struct Issued {
    pub token: ApiToken,
    pub text: SecretToken,
}

/// Use cases around API tokens.
#[derive(Clone)]
pub struct ApiTokens {
    kernel: Kernel,
}

impl ApiTokens {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    /// Makes a token for which the actor answers. It never carries more than its maker holds.
    pub async fn create(&self, actor: &Actor, input: ApiTokenInput) -> AppResult<Committed<Issued>> {
        require_sign_in(actor)?;
        if input.expires_at.is_some_and(|end| end <= actor.now) {
            return Err(AppError::invalid("expires_at", "in_the_past", "a token must end in the future"));
        }
        let text = SecretToken(ApiToken::text_of(&self.kernel.tokens.secret().0));
        let tx = self.kernel.write().await?;
        // This locks the studio too: its tokens are counted one maker after the other.
        in_studio(&tx, actor, Action::ManageApiTokens).await?;
        let name = ApiToken::checked(actor, &input.name, &input.actions)?;
        if tx.api_tokens().holding(actor.studio, actor.now).await? >= MAX_API_TOKENS {
            return Err(AppError::conflict(
                "too_many_api_tokens",
                format!("a studio has at most {MAX_API_TOKENS} API tokens that hold; revoke some"),
            ));
        }
        let new = NewApiToken {
            studio: actor.studio,
            user: actor.user,
            name,
            prefix: ApiToken::prefix_of(&text.0),
            token_hash: self.kernel.tokens.digest(&text.0),
            actions: input.actions,
            expires_at: input.expires_at,
            now: actor.now,
        };
        let token = tx.api_tokens().insert(new).await?;
        let permissions: Vec<&str> = token.actions.iter().map(|action| action.as_str()).collect();
        let payload = json!({ "api_token_id": token.id.0, "name": token.name, "permissions": permissions });
        let event = did(actor, EventKind::ApiTokenCreated, Context::User(token.user), payload);
        tx.events().record(&event).await?;
        Ok(tx.commit(Issued { token, text }).await?)
    }

    /// The studio's tokens, newest first.
    pub async fn list(&self, actor: &Actor, page: PageRequest) -> AppResult<Page<ApiToken>> {
        let tx = self.kernel.read().await?;
        in_studio(&tx, actor, Action::ManageApiTokens).await?;
        let visible = Visible::to(actor, Action::ManageApiTokens);
        Ok(tx.api_tokens().list(&visible, page).await?)
    }

    pub async fn read(&self, actor: &Actor, id: ApiTokenId) -> AppResult<ApiToken> {
        let tx = self.kernel.read().await?;
        Ok(find(&tx, actor, id).await?.read(actor)?)
    }

    /// Ends a token, and every address of a picture that was made with it, at once.
    pub async fn revoke(&self, actor: &Actor, id: ApiTokenId) -> AppResult<Committed<()>> {
        let tx = self.kernel.write().await?;
        let token = find(&tx, actor, id).await?.write(actor, Action::ManageApiTokens)?;
        let token = token.change(|token| {
            token.revoke(actor.now);
            Ok(())
        })?;
        tx.api_tokens().revoke(&token).await?;
        let payload = json!({ "api_token_id": id.0, "name": token.get().name });
        let event = did(actor, EventKind::ApiTokenRevoked, Context::User(token.get().user), payload);
        tx.events().record(&event).await?;
        Ok(tx.commit(()).await?)
    }
}

/// Refuses programs: who changes how people sign in has to have signed in.
pub(super) fn require_sign_in(actor: &Actor) -> AppResult<()> {
    match actor.credential {
        Credential::ApiToken { .. } => Err(sign_in_required()),
        Credential::SignIn | Credential::ShareLink { .. } | Credential::Preview(_) | Credential::Job(_) => {
            Ok(())
        }
    }
}

pub(super) fn sign_in_required() -> AppError {
    AppError::Refused {
        code: "sign_in_required",
        message: "an API token cannot do this; sign in with a password".to_owned(),
    }
}

async fn find(tx: &Tx, actor: &Actor, id: ApiTokenId) -> AppResult<Unchecked<ApiToken>> {
    tx.api_tokens().find(actor.studio, id).await?.ok_or(AppError::NotFound)
}
