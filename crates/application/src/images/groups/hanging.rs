//! Groups under their owners: making, hanging, showing, ordering, taking away.

use std::collections::{BTreeSet, HashMap};

use atelier_domain::access::{Action, Actor, Context};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{GroupType, Owner, ensure_room};
use atelier_domain::{ImageGroupId, text};
use serde_json::{Value, json};

use super::{Groups, find, owners};
use crate::galleries::ListedPicture;
use crate::images::placeholders_of;
use crate::kernel::did;
use crate::ports::{Committed, GroupAttachment, NewImageGroup, Tx};
use crate::proofing::Said;
use crate::{AppError, AppResult};

/// A new group under an owner.
#[derive(Debug, Clone)]
pub struct GroupInput {
    pub name: String,
    pub description: Option<String>,
    pub group_type: String,
    pub visibility: Visibility,
}

/// How a group of the pool is to hang. Without an order it hangs last, or stays where it is.
#[derive(Debug, Clone)]
pub struct Hanging {
    pub group_type: String,
    pub visibility: Visibility,
    pub sort_order: Option<i32>,
}

/// A change to a group and to how it hangs. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default)]
pub struct GroupPatch {
    pub name: Option<String>,
    pub description: Option<Option<String>>,
    pub visibility: Option<Visibility>,
    pub sort_order: Option<i32>,
}

/// Which groups of an owner are wanted, and how much of them.
#[derive(Debug, Clone, Default)]
pub struct GroupsWanted {
    pub group_type: Option<String>,
    /// How many of each group's first pictures are wanted; `None` for none.
    pub pictures: Option<u64>,
    /// Whether the pictures bring along what stands for them until they have come.
    pub placeholders: bool,
}

/// A group under its owner, with its first pictures if they were asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct HungGroup {
    pub attachment: GroupAttachment,
    pub pictures: Option<Vec<ListedPicture>>,
}

impl Groups {
    /// The groups of an owner that the actor may look into, in their order. The number of queries is the same for any
    /// number of groups and pictures.
    pub async fn list(&self, actor: &Actor, owner: Owner, wanted: GroupsWanted) -> AppResult<Vec<HungGroup>> {
        let group_type = wanted.group_type.as_deref().map(GroupType::parse).transpose()?;
        let tx = self.kernel.read().await?;
        let look = owners::look(&tx, actor, owner, wanted.pictures.is_some()).await?;
        let mut groups = tx.groups().of_owner(owner).await?;
        groups.retain(|group| {
            look.levels.contains(&group.visibility)
                && group_type.as_ref().is_none_or(|wanted| *wanted == group.group_type)
        });
        let (Some(limit), Some(terms)) = (wanted.pictures, look.terms) else {
            let bare = |attachment| HungGroup { attachment, pictures: None };
            return Ok(groups.into_iter().map(bare).collect());
        };
        let rows = tx.groups().first_images(owner, &look.levels, group_type.as_ref(), limit).await?;
        let said = match &look.gallery {
            Some(gallery) => Some(Said::of(&tx, actor, gallery, &rows).await?),
            None => None,
        };
        let standing = match wanted.placeholders {
            true => placeholders_of(&tx, &rows).await?,
            false => HashMap::new(),
        };
        let mut pictures: HashMap<(ImageGroupId, GroupType), Vec<ListedPicture>> = HashMap::new();
        for row in rows {
            let key = (row.group, row.group_type.clone());
            let spoken =
                said.as_ref().map(|said| (said.own(row.id, &row.content_hash), said.summary(row.id)));
            let mut listed = ListedPicture::of(&self.delivery, actor, &terms, row).standing(&standing);
            if let Some((own, summary)) = spoken {
                (listed.own, listed.summary) = (own, summary);
            }
            pictures.entry(key).or_default().push(listed);
        }
        let filled = |attachment: GroupAttachment| {
            let key = (attachment.group, attachment.group_type.clone());
            HungGroup { attachment, pictures: Some(pictures.remove(&key).unwrap_or_default()) }
        };
        Ok(groups.into_iter().map(filled).collect())
    }

    /// Makes a group and hangs it under the owner, last.
    pub async fn create(
        &self,
        actor: &Actor,
        owner: Owner,
        input: GroupInput,
    ) -> AppResult<Committed<GroupAttachment>> {
        let group_type = GroupType::parse(&input.group_type)?;
        let new = NewImageGroup {
            studio: actor.studio,
            name: text::required("name", &input.name, text::NAME_MAX)?,
            description: text::optional("description", input.description.as_deref(), 5_000)?,
            now: actor.now,
        };
        let tx = self.kernel.write().await?;
        let leave = owners::leave(&tx, actor, owner).await?;
        ensure_room(tx.groups().of_owner(owner).await?.len())?;
        let group = tx.groups().insert(new).await?.id;
        tx.groups().attach(&*leave, group, &group_type, input.visibility, actor.now).await?;
        tell(&tx, actor, EventKind::GroupCreated, owner, group, &group_type).await?;
        let attachment = attachment(&tx, owner, group, Some(&group_type)).await?;
        Ok(tx.commit(attachment).await?)
    }

    /// Hangs a group of the pool under the owner, or, if it hangs there with this type, changes how.
    pub async fn hang(
        &self,
        actor: &Actor,
        owner: Owner,
        group: ImageGroupId,
        hanging: Hanging,
    ) -> AppResult<Committed<GroupAttachment>> {
        let group_type = GroupType::parse(&hanging.group_type)?;
        ensure_order(hanging.sort_order)?;
        let tx = self.kernel.write().await?;
        let leave = owners::leave(&tx, actor, owner).await?;
        let group = find(&tx, actor, group).await?.allowed(actor, Action::ManageImageGroups)?.id;
        let present = tx.groups().of_owner(owner).await?;
        let known = present.iter().any(|known| known.group == group && known.group_type == group_type);
        if !known {
            ensure_room(present.len())?;
            tx.groups().attach(&*leave, group, &group_type, hanging.visibility, actor.now).await?;
        }
        let order = match hanging.sort_order {
            Some(order) => order,
            None => attachment(&tx, owner, group, Some(&group_type)).await?.sort_order,
        };
        tx.groups().set_attachment(&*leave, group, &group_type, hanging.visibility, order).await?;
        let kind = if known { EventKind::GroupChanged } else { EventKind::GroupAttached };
        tell(&tx, actor, kind, owner, group, &group_type).await?;
        let attachment = attachment(&tx, owner, group, Some(&group_type)).await?;
        Ok(tx.commit(attachment).await?)
    }

    /// Changes a group and how it hangs under this owner. The type is needed only where it hangs with several.
    pub async fn change(
        &self,
        actor: &Actor,
        owner: Owner,
        group: ImageGroupId,
        group_type: Option<&str>,
        patch: GroupPatch,
    ) -> AppResult<Committed<GroupAttachment>> {
        let group_type = group_type.map(GroupType::parse).transpose()?;
        ensure_order(patch.sort_order)?;
        let tx = self.kernel.write().await?;
        let leave = owners::leave(&tx, actor, owner).await?;
        let old = attachment(&tx, owner, group, group_type.as_ref()).await?;
        let writable = find(&tx, actor, group).await?.write(actor, Action::ManageImageGroups)?;
        if patch.name.is_some() || patch.description.is_some() {
            let name = patch.name.unwrap_or_else(|| old.name.clone());
            let description = patch.description.unwrap_or_else(|| old.description.clone());
            let writable =
                writable.change(|group| group.describe(&name, description.as_deref(), actor.now))?;
            tx.groups().update(&writable).await?;
        }
        let visibility = patch.visibility.unwrap_or(old.visibility);
        let order = patch.sort_order.unwrap_or(old.sort_order);
        tx.groups().set_attachment(&*leave, group, &old.group_type, visibility, order).await?;
        tell(&tx, actor, EventKind::GroupChanged, owner, group, &old.group_type).await?;
        let attachment = attachment(&tx, owner, group, Some(&old.group_type)).await?;
        Ok(tx.commit(attachment).await?)
    }

    /// Takes a group away from its owner. The group and its pictures stay in the pool.
    pub async fn detach(
        &self,
        actor: &Actor,
        owner: Owner,
        group: ImageGroupId,
        group_type: Option<&str>,
    ) -> AppResult<Committed<()>> {
        let group_type = group_type.map(GroupType::parse).transpose()?;
        let tx = self.kernel.write().await?;
        let leave = owners::leave(&tx, actor, owner).await?;
        let old = attachment(&tx, owner, group, group_type.as_ref()).await?;
        tx.groups().detach(&*leave, group, &old.group_type).await?;
        tell(&tx, actor, EventKind::GroupDetached, owner, group, &old.group_type).await?;
        Ok(tx.commit(()).await?)
    }

    /// Gives the groups of an owner a new order: every one of them, once. Where else they hang, they stay as they are.
    pub async fn reorder_groups(
        &self,
        actor: &Actor,
        owner: Owner,
        order: &[(ImageGroupId, String)],
    ) -> AppResult<Committed<Vec<GroupAttachment>>> {
        let order = order
            .iter()
            .map(|(group, kind)| Ok((*group, GroupType::parse(kind)?)))
            .collect::<AppResult<Vec<_>>>()?;
        let tx = self.kernel.write().await?;
        let leave = owners::leave(&tx, actor, owner).await?;
        let present = tx.groups().of_owner(owner).await?;
        let present: BTreeSet<_> = present.iter().map(|known| (known.group, &known.group_type)).collect();
        let wanted: BTreeSet<_> = order.iter().map(|(group, kind)| (*group, kind)).collect();
        if wanted.len() != order.len() || wanted != present {
            let message = "groups must name every group that hangs here exactly once";
            return Err(AppError::invalid("groups", "not_a_permutation", message));
        }
        tx.groups().reorder_attachments(&*leave, &order).await?;
        owners::changed(&tx, &[owner], actor.now).await?;
        tx.events().record(&did(actor, owners::reordered(owner), owner.context(), json!({}))).await?;
        let groups = tx.groups().of_owner(owner).await?;
        Ok(tx.commit(groups).await?)
    }
}

/// Moves the owner's content and tells the spine what happened to the group there.
async fn tell(
    tx: &Tx,
    actor: &Actor,
    kind: EventKind,
    owner: Owner,
    group: ImageGroupId,
    group_type: &GroupType,
) -> AppResult<()> {
    owners::changed(tx, &[owner], actor.now).await?;
    let place = owner.context();
    let mut payload = json!({ "type": group_type.as_str() });
    if let Value::Object(fields) = &mut payload {
        fields.insert(format!("{}_id", place.type_name()), json!(place.raw_id()));
    }
    tx.events().record(&did(actor, kind, Context::ImageGroup(group), payload)).await?;
    Ok(())
}

/// How the group hangs under the owner with this type, or with the only one.
async fn attachment(
    tx: &Tx,
    owner: Owner,
    group: ImageGroupId,
    group_type: Option<&GroupType>,
) -> AppResult<GroupAttachment> {
    let mut found = tx.groups().of_owner(owner).await?;
    found.retain(|known| known.group == group && group_type.is_none_or(|kind| *kind == known.group_type));
    if found.len() > 1 {
        let message = "the group hangs here with several types; name one of them";
        return Err(AppError::invalid("type", "ambiguous_type", message));
    }
    found.pop().ok_or(AppError::NotFound)
}

fn ensure_order(order: Option<i32>) -> AppResult<()> {
    if order.is_some_and(|order| order < 0) {
        return Err(AppError::invalid("sort_order", "out_of_range", "sort_order must not be negative"));
    }
    Ok(())
}
