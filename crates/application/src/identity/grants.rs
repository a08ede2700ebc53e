//! Permissions in one place and for a time, and why an answer is as it is.

use atelier_domain::access::{Action, Actor, Cell, Context, Decision, cell, decide};
use atelier_domain::events::EventKind;
use atelier_domain::identity::UserKind;
use atelier_domain::{GrantId, Timestamp, UserId};
use serde_json::json;

use super::actors::Actors;
use super::users::{find, in_studio};
use crate::kernel::{Kernel, did};
use crate::ports::{Committed, NewGrant, StoredGrant};
use crate::{AppError, AppResult};

/// A permission for a user in one place.
#[derive(Debug, Clone)]
pub struct GrantInput {
    pub action: Action,
    pub context_type: String,
    pub context_id: i64,
    pub expires_at: Option<Timestamp>,
}

/// An answer with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub allowed: bool,
    /// Whether the row is visible at all.
    pub visible: bool,
    pub reason: String,
}

/// Use cases around grants.
#[derive(Clone)]
pub struct Grants {
    kernel: Kernel,
    actors: Actors,
}

impl Grants {
    pub fn new(kernel: Kernel, actors: Actors) -> Self {
        Self { kernel, actors }
    }

    /// Grants a permission in a context, or moves the end of a grant that is there.
    pub async fn grant(
        &self,
        actor: &Actor,
        user: UserId,
        input: GrantInput,
    ) -> AppResult<Committed<StoredGrant>> {
        let context = context(&input.context_type, input.context_id)?;
        if input.expires_at.is_some_and(|end| end <= actor.now) {
            return Err(AppError::invalid("expires_at", "in_the_past", "a grant must end in the future"));
        }
        let tx = self.kernel.write().await?;
        let user = find(&tx, actor, user).await?.write(actor, Action::AssignRoles)?;
        let kind = user.get().kind;
        if cell(input.action, kind) == Cell::Never {
            return Err(AppError::invalid(
                "permission",
                "permission_not_grantable",
                format!("{} can never hold {}", kind.role_name(), input.action),
            ));
        }
        if tx.access().facts(actor.studio, context).await?.is_none() {
            return Err(AppError::invalid("context_id", "unknown_context", "the context names nothing here"));
        }
        let new = NewGrant {
            studio: actor.studio,
            user: user.get().id,
            action: input.action,
            context,
            expires_at: input.expires_at,
            granted_by: Some(actor.user),
            now: actor.now,
        };
        let grant = tx.access().grant(new).await?;
        let payload = json!({
            "grant_id": grant.id.0,
            "permission": grant.action.as_str(),
            "context_type": context.type_name(),
            "context_id": context.raw_id(),
        });
        tx.events()
            .record(&did(actor, EventKind::PermissionGranted, Context::User(user.get().id), payload))
            .await?;
        Ok(tx.commit(grant).await?)
    }

    pub async fn revoke(&self, actor: &Actor, user: UserId, id: GrantId) -> AppResult<Committed<()>> {
        let tx = self.kernel.write().await?;
        let user = find(&tx, actor, user).await?.write(actor, Action::AssignRoles)?;
        let grant =
            tx.access().find_grant(actor.studio, id).await?.filter(|grant| grant.user == user.get().id);
        if grant.is_none() || !tx.access().revoke(actor.studio, id).await? {
            return Err(AppError::NotFound);
        }
        let payload = json!({ "grant_id": id.0 });
        tx.events()
            .record(&did(actor, EventKind::PermissionRevoked, Context::User(user.get().id), payload))
            .await?;
        Ok(tx.commit(()).await?)
    }

    pub async fn list(&self, actor: &Actor, user: UserId) -> AppResult<Vec<StoredGrant>> {
        let tx = self.kernel.read().await?;
        find(&tx, actor, user).await?.read(actor)?;
        Ok(tx.access().grants_of(actor.studio, user).await?)
    }

    /// Why `user` (or the asker) may or may not do something. For people of the studio.
    pub async fn explain(
        &self,
        actor: &Actor,
        user: Option<UserId>,
        action: Action,
        context_type: &str,
        context_id: i64,
    ) -> AppResult<Explanation> {
        let context = context(context_type, context_id)?;
        if !actor.is(UserKind::Studio) {
            return Err(AppError::Forbidden(Action::ManageUsers));
        }
        let subject = match user.filter(|&user| user != actor.user) {
            None => actor.clone(),
            Some(user) => {
                {
                    let tx = self.kernel.read().await?;
                    find(&tx, actor, user).await?.read(actor)?;
                }
                self.actors.of_user(user).await?.ok_or(AppError::NotFound)?
            }
        };
        let tx = self.kernel.read().await?;
        in_studio(&tx, actor, Action::ManageUsers).await?;
        let facts = tx.access().facts(actor.studio, context).await?.ok_or(AppError::NotFound)?;
        let decision = decide(&subject, action, view_action(context), &facts);
        Ok(Explanation {
            allowed: decision.is_allowed(),
            visible: !matches!(decision, Decision::Hidden(_)),
            reason: decision.reason().into(),
        })
    }
}

fn context(type_name: &str, id: i64) -> AppResult<Context> {
    Context::parse(type_name, id).ok_or_else(|| {
        let known = Context::TYPES.join(", ");
        AppError::invalid(
            "context_type",
            "unknown_context_type",
            format!("context_type must be one of {known}"),
        )
    })
}

/// The permission without which a row of this type is hidden.
fn view_action(context: Context) -> Action {
    match context {
        Context::Studio(_) => Action::ManageStudioSettings,
        Context::Organization(_) => Action::ViewOrganization,
        Context::Gallery(_) | Context::ImageGroup(_) | Context::Image(_) => Action::ViewGallery,
        Context::Product(_) => Action::ViewProducts,
        Context::User(_) => Action::ManageUsers,
    }
}
