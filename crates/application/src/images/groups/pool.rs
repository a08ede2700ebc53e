//! Groups of the pool, wherever they hang or not.

use atelier_domain::access::{Action, Actor, Context, Visible};
use atelier_domain::events::EventKind;
use atelier_domain::images::{ImageGroup, Owner};
use atelier_domain::{ImageGroupId, text};
use serde_json::json;

use super::{Groups, find, owners};
use crate::identity::require_in_studio;
use crate::kernel::{did, ensure_version};
use crate::paging::{Page, PageRequest};
use crate::ports::{Committed, GroupFilter, ImageUse, NewImageGroup, PoolGroup, Tx};
use crate::{AppError, AppResult};

/// A new group of the pool.
#[derive(Debug, Clone)]
pub struct PoolGroupInput {
    pub name: String,
    pub description: Option<String>,
}

/// A change to a group. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default)]
pub struct PoolGroupPatch {
    pub name: Option<String>,
    pub description: Option<Option<String>>,
}

impl Groups {
    /// Makes a group that hangs nowhere yet.
    pub async fn create_in_pool(
        &self,
        actor: &Actor,
        input: PoolGroupInput,
    ) -> AppResult<Committed<PoolGroup>> {
        let new = NewImageGroup {
            studio: actor.studio,
            name: text::required("name", &input.name, text::NAME_MAX)?,
            description: text::optional("description", input.description.as_deref(), 5_000)?,
            now: actor.now,
        };
        let tx = self.kernel.write().await?;
        require_in_studio(&tx, actor, Action::ManageImageGroups).await?;
        let group = tx.groups().insert(new).await?;
        let subject = Context::ImageGroup(group.id);
        tx.events().record(&did(actor, EventKind::GroupCreated, subject, json!({}))).await?;
        Ok(tx.commit(PoolGroup { group, image_count: 0 }).await?)
    }

    /// The studio's groups, for those who manage them.
    pub async fn list_pool(
        &self,
        actor: &Actor,
        filter: GroupFilter,
        page: PageRequest,
    ) -> AppResult<Page<PoolGroup>> {
        let visible = Visible::to(actor, Action::ManageImageGroups);
        let tx = self.kernel.read().await?;
        Ok(tx.groups().list(&visible, &filter, page).await?)
    }

    pub async fn read(&self, actor: &Actor, id: ImageGroupId) -> AppResult<PoolGroup> {
        let tx = self.kernel.read().await?;
        let group = find(&tx, actor, id).await?.read(actor)?;
        counted(&tx, group).await
    }

    pub async fn describe(
        &self,
        actor: &Actor,
        id: ImageGroupId,
        patch: PoolGroupPatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<PoolGroup>> {
        let tx = self.kernel.write().await?;
        let group = find(&tx, actor, id).await?.write(actor, Action::ManageImageGroups)?;
        ensure_version(group.get().version, expected)?;
        let group = group.change(|group| {
            let old = group.clone();
            let name = patch.name.unwrap_or(old.name);
            let description = patch.description.unwrap_or(old.description);
            group.describe(&name, description.as_deref(), actor.now)
        })?;
        let group = tx.groups().update(&group).await?;
        tx.events().record(&did(actor, EventKind::GroupChanged, Context::ImageGroup(id), json!({}))).await?;
        let group = counted(&tx, group).await?;
        Ok(tx.commit(group).await?)
    }

    /// Where the group is used.
    pub async fn uses(&self, actor: &Actor, id: ImageGroupId) -> AppResult<Vec<ImageUse>> {
        let tx = self.kernel.read().await?;
        let group = find(&tx, actor, id).await?.allowed(actor, Action::ManageImageGroups)?;
        Ok(tx.groups().uses(group.id).await?)
    }

    /// Removes the group for good; its pictures stay in the pool. One that is used is taken away everywhere if `force`
    /// says so, and refused with its uses otherwise.
    pub async fn delete(
        &self,
        actor: &Actor,
        id: ImageGroupId,
        force: bool,
        expected: Option<i64>,
    ) -> AppResult<Committed<()>> {
        let tx = self.kernel.write().await?;
        let owners = lock_owners(&tx, actor, id).await?;
        let group = find(&tx, actor, id).await?.write(actor, Action::ManageImageGroups)?;
        ensure_version(group.get().version, expected)?;
        let uses = tx.groups().uses(id).await?;
        if !uses.is_empty() && !force {
            let message = format!("the group is used in {} places", uses.len());
            return Err(AppError::InUse { code: "group_in_use", message, uses });
        }
        tx.groups().delete(&group).await?;
        owners::changed(&tx, &owners, actor.now).await?;
        let payload = json!({ "name": group.get().name, "uses": uses.len() });
        tx.events().record(&did(actor, EventKind::GroupDeleted, Context::ImageGroup(id), payload)).await?;
        Ok(tx.commit(()).await?)
    }
}

/// Locks every owner under which the group hangs, before the group itself.
async fn lock_owners(tx: &Tx, actor: &Actor, id: ImageGroupId) -> AppResult<Vec<Owner>> {
    let owners = tx.groups().owners(id).await?;
    for owner in &owners {
        // What is found does not matter here: a lock is all that is wanted.
        match *owner {
            Owner::Gallery(id) => drop(tx.galleries().find(actor.studio, id).await?),
            Owner::Product(id) => drop(tx.products().find(actor.studio, id).await?),
        }
    }
    Ok(owners)
}

async fn counted(tx: &Tx, group: ImageGroup) -> AppResult<PoolGroup> {
    let counts = tx.groups().image_counts(&[group.id]).await?;
    let image_count = counts.get(&group.id).copied().unwrap_or_default();
    Ok(PoolGroup { group, image_count })
}
