//! Roles: what a studio's people carry.

use std::collections::BTreeSet;

use atelier_domain::access::{Action, Actor, Cell, Context, cell};
use atelier_domain::events::EventKind;
use atelier_domain::identity::{Role, UserKind};
use atelier_domain::{RoleId, UserId};
use serde_json::json;

use super::users::{ensure_owner_left, find, in_studio, lock_studio};
use crate::kernel::{Kernel, did};
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

/// A role of the studio's own, narrower than the built-in one of its kind.
#[derive(Debug, Clone)]
pub struct RoleInput {
    pub name: String,
    pub kind: UserKind,
    pub actions: BTreeSet<Action>,
}

/// A change to a role. Absent fields stay as they are; the kind always does.
#[derive(Debug, Clone, Default)]
pub struct RolePatch {
    pub name: Option<String>,
    pub actions: Option<BTreeSet<Action>>,
}

/// Use cases around roles.
#[derive(Clone)]
pub struct Roles {
    kernel: Kernel,
}

impl Roles {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    pub async fn list(&self, actor: &Actor) -> AppResult<Vec<Role>> {
        let tx = self.kernel.read().await?;
        in_studio(&tx, actor, Action::AssignRoles).await?;
        Ok(tx.roles().list(actor.studio).await?)
    }

    pub async fn create(&self, actor: &Actor, input: RoleInput) -> AppResult<Committed<Role>> {
        let name = Role::checked(&input.name, input.kind, &input.actions)?;
        let tx = self.kernel.write().await?;
        in_studio(&tx, actor, Action::AssignRoles).await?;
        let role = tx.roles().insert(actor.studio, &name, input.kind, &input.actions, actor.now).await?;
        let payload = json!({ "role_id": role.id.0, "name": role.name });
        tx.events()
            .record(&did(actor, EventKind::RoleCreated, Context::Studio(actor.studio), payload))
            .await?;
        Ok(tx.commit(role).await?)
    }

    /// Renames a role of the studio's own, or replaces what it carries. Whoever holds it has it as it is now, at once.
    pub async fn change(&self, actor: &Actor, id: RoleId, patch: RolePatch) -> AppResult<Committed<Role>> {
        let tx = self.kernel.write().await?;
        let mut role = own(&tx, actor, id).await?;
        // What a request does not name is neither checked nor written: another version of the program may have given it.
        let actions = patch.actions.as_ref();
        let name = patch.name.as_deref().unwrap_or(&role.name);
        role.name = Role::checked(name, role.kind, actions.unwrap_or(&BTreeSet::new()))?;
        let role = tx.roles().update(&role, actions, actor.now).await?;
        let payload = json!({
            "role_id": role.id.0,
            "name": role.name,
            "permissions": role.actions.iter().map(|action| action.as_str()).collect::<Vec<_>>(),
        });
        let context = Context::Studio(actor.studio);
        tx.events().record(&did(actor, EventKind::RoleChanged, context, payload)).await?;
        Ok(tx.commit(role).await?)
    }

    /// Deletes a role of the studio's own that nobody holds and no open invitation offers.
    pub async fn delete(&self, actor: &Actor, id: RoleId) -> AppResult<Committed<()>> {
        let tx = self.kernel.write().await?;
        let role = own(&tx, actor, id).await?;
        if tx.roles().is_used(role.id, actor.now).await? {
            let message = "somebody holds this role, or an open invitation offers it";
            return Err(AppError::conflict("role_in_use", message));
        }
        tx.roles().remove(&role).await?;
        let payload = json!({ "role_id": role.id.0, "name": role.name });
        let context = Context::Studio(actor.studio);
        tx.events().record(&did(actor, EventKind::RoleDeleted, context, payload)).await?;
        Ok(tx.commit(()).await?)
    }

    pub async fn of_user(&self, actor: &Actor, user: UserId) -> AppResult<Vec<Role>> {
        let tx = self.kernel.read().await?;
        find(&tx, actor, user).await?.read(actor)?;
        Ok(tx.roles().of_user(user).await?)
    }

    /// Gives a role. A person is of one kind: a client cannot also be staff, and guests stay guests.
    pub async fn assign(&self, actor: &Actor, user: UserId, role: RoleId) -> AppResult<Committed<Vec<Role>>> {
        let tx = self.kernel.write().await?;
        let user = find(&tx, actor, user).await?.write(actor, Action::AssignRoles)?;
        let role = tx
            .roles()
            .find(actor.studio, role)
            .await?
            .ok_or_else(|| AppError::invalid("role_id", "unknown_role", "there is no such role"))?;
        let held = tx.roles().of_user(user.get().id).await?;
        let other_kind =
            held.iter().any(|other| other.kind != role.kind) || user.get().kind == UserKind::Guest;
        if other_kind && !held.is_empty() {
            return Err(AppError::conflict(
                "role_of_other_kind",
                "this person holds roles of another kind; withdraw them first",
            ));
        }
        tx.roles().assign(&user, &role).await?;
        let roles = tx.roles().of_user(user.get().id).await?;
        let payload = json!({ "role": role.name });
        tx.events()
            .record(&did(actor, EventKind::RoleAssigned, Context::User(user.get().id), payload))
            .await?;
        Ok(tx.commit(roles).await?)
    }

    /// Takes a role away. A studio keeps at least one full member.
    pub async fn withdraw(
        &self,
        actor: &Actor,
        user: UserId,
        role: RoleId,
    ) -> AppResult<Committed<Vec<Role>>> {
        let tx = self.kernel.write().await?;
        lock_studio(&tx, actor).await?;
        let user = find(&tx, actor, user).await?.write(actor, Action::AssignRoles)?;
        if role == tx.roles().built_in(UserKind::Studio).await?.id {
            ensure_owner_left(&tx, actor, user.get()).await?;
        }
        if !tx.roles().withdraw(&user, role).await? {
            return Err(AppError::NotFound);
        }
        let roles = tx.roles().of_user(user.get().id).await?;
        let payload = json!({ "role_id": role.0 });
        tx.events()
            .record(&did(actor, EventKind::RoleWithdrawn, Context::User(user.get().id), payload))
            .await?;
        Ok(tx.commit(roles).await?)
    }

    /// The permissions that the user holds beside its roles.
    pub async fn direct_permissions(&self, actor: &Actor, user: UserId) -> AppResult<BTreeSet<Action>> {
        let tx = self.kernel.read().await?;
        find(&tx, actor, user).await?.read(actor)?;
        Ok(tx.roles().direct_permissions(user).await?)
    }

    /// Replaces the permissions that the user holds beside its roles. Only what the user's kind may hold by role.
    pub async fn set_direct_permissions(
        &self,
        actor: &Actor,
        user: UserId,
        actions: BTreeSet<Action>,
    ) -> AppResult<Committed<BTreeSet<Action>>> {
        let tx = self.kernel.write().await?;
        let user = find(&tx, actor, user).await?.write(actor, Action::AssignRoles)?;
        let kind = user.get().kind;
        if let Some(action) = actions.iter().find(|&&action| cell(action, kind) != Cell::ByRole) {
            return Err(AppError::invalid(
                "permissions",
                "permission_not_grantable",
                format!("{} cannot hold {action} everywhere", kind.role_name()),
            ));
        }
        tx.roles().set_direct_permissions(&user, &actions).await?;
        let payload =
            json!({ "permissions": actions.iter().map(|action| action.as_str()).collect::<Vec<_>>() });
        tx.events()
            .record(&did(actor, EventKind::PermissionGranted, Context::User(user.get().id), payload))
            .await?;
        Ok(tx.commit(actions).await?)
    }
}

/// A role that the studio made, locked.
async fn own(tx: &Tx, actor: &Actor, id: RoleId) -> AppResult<Role> {
    in_studio(tx, actor, Action::AssignRoles).await?;
    let role = tx.roles().find(actor.studio, id).await?.ok_or(AppError::NotFound)?;
    if role.studio.is_none() {
        return Err(AppError::conflict("built_in_role", "built-in roles are the same in every studio"));
    }
    Ok(role)
}
