//! Groups of a gallery: making, hanging, filling, ordering.

use std::collections::BTreeSet;

use atelier_domain::access::{Action, Actor, Context, Unchecked, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{GroupType, ImageGroup};
use atelier_domain::{GalleryId, ImageGroupId, ImageId, text};
use serde_json::json;

use super::lifecycle::{find as find_gallery, live};
use crate::access::visible_levels;
use crate::kernel::{Kernel, did, ensure_version};
use crate::locking::lock_galleries_of_group;
use crate::ports::{Committed, GroupAttachment, NewImageGroup, Tx};
use crate::{AppError, AppResult};

/// How many pictures one request may name.
const MAX_IMAGES: usize = 5_000;

/// A new group under a gallery.
#[derive(Debug, Clone)]
pub struct GroupInput {
    pub name: String,
    pub description: Option<String>,
    pub group_type: String,
    pub visibility: Visibility,
}

/// A change to a group and to how it hangs. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default)]
pub struct GroupPatch {
    pub name: Option<String>,
    pub description: Option<Option<String>>,
    pub visibility: Option<Visibility>,
    pub sort_order: Option<i32>,
}

/// Use cases around groups.
#[derive(Clone)]
pub struct Groups {
    kernel: Kernel,
}

impl Groups {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    /// The groups of a gallery that the actor may look into.
    pub async fn list(&self, actor: &Actor, gallery: GalleryId) -> AppResult<Vec<GroupAttachment>> {
        let tx = self.kernel.read().await?;
        let gallery = live(find_gallery(&tx, actor, gallery).await?.read(actor)?)?;
        let levels = visible_levels(actor, &gallery);
        let mut groups = tx.groups().of_gallery(gallery.id).await?;
        groups.retain(|group| levels.contains(&group.visibility));
        Ok(groups)
    }

    /// Makes a group and hangs it under the gallery.
    pub async fn create(
        &self,
        actor: &Actor,
        gallery: GalleryId,
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
        let gallery = find_gallery(&tx, actor, gallery).await?.write(actor, Action::ManageImageGroups)?;
        live(gallery.get().clone())?;
        let group = tx.groups().insert(new).await?;
        tx.groups().attach(&gallery, group.id, &group_type, input.visibility, actor.now).await?;
        tx.galleries().content_changed(&[gallery.get().id], actor.now).await?;
        let payload = json!({ "gallery_id": gallery.get().id.0, "type": group_type.as_str() });
        tx.events()
            .record(&did(actor, EventKind::GroupCreated, Context::ImageGroup(group.id), payload))
            .await?;
        let attachment = attachment(&tx, gallery.get().id, group.id).await?;
        Ok(tx.commit(attachment).await?)
    }

    /// Changes a group and how it hangs under this gallery.
    pub async fn change(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        group: ImageGroupId,
        patch: GroupPatch,
    ) -> AppResult<Committed<GroupAttachment>> {
        if patch.sort_order.is_some_and(|order| order < 0) {
            return Err(AppError::invalid("sort_order", "out_of_range", "sort_order must not be negative"));
        }
        let tx = self.kernel.write().await?;
        let gallery = find_gallery(&tx, actor, gallery).await?.write(actor, Action::ManageImageGroups)?;
        live(gallery.get().clone())?;
        let id = gallery.get().id;
        let old = attachment(&tx, id, group).await?;
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
        tx.groups().set_attachment(&gallery, group, &old.group_type, visibility, order).await?;
        tx.galleries().content_changed(&[id], actor.now).await?;
        tx.events()
            .record(&did(actor, EventKind::GroupChanged, Context::ImageGroup(group), json!({})))
            .await?;
        let attachment = attachment(&tx, id, group).await?;
        Ok(tx.commit(attachment).await?)
    }

    /// Takes a group away from a gallery. The group and its pictures stay in the pool.
    pub async fn detach(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        group: ImageGroupId,
    ) -> AppResult<Committed<()>> {
        let tx = self.kernel.write().await?;
        let gallery = find_gallery(&tx, actor, gallery).await?.write(actor, Action::ManageImageGroups)?;
        live(gallery.get().clone())?;
        let id = gallery.get().id;
        let old = attachment(&tx, id, group).await?;
        tx.groups().detach(&gallery, group, &old.group_type).await?;
        tx.galleries().content_changed(&[id], actor.now).await?;
        let payload = json!({ "detached_from_gallery_id": id.0 });
        tx.events().record(&did(actor, EventKind::GroupChanged, Context::ImageGroup(group), payload)).await?;
        Ok(tx.commit(()).await?)
    }

    /// Gives the pictures of a group a new order: every one of them, once.
    pub async fn reorder(
        &self,
        actor: &Actor,
        group: ImageGroupId,
        images: &[ImageId],
        expected: Option<i64>,
    ) -> AppResult<Committed<()>> {
        let tx = self.kernel.write().await?;
        lock_galleries_of_group(&tx, actor.studio, group).await?;
        let group = find(&tx, actor, group).await?.write(actor, Action::ManageImageGroups)?;
        ensure_version(group.get().version, expected)?;
        let present = tx.groups().image_ids(group.get().id).await?;
        let wanted: BTreeSet<ImageId> = images.iter().copied().collect();
        if wanted.len() != images.len() || wanted != present.iter().copied().collect() {
            return Err(AppError::invalid(
                "image_ids",
                "not_a_permutation",
                "image_ids must name every image of the group exactly once",
            ));
        }
        tx.groups().reorder(&group, images).await?;
        self.content_changed(&tx, actor, &group, EventKind::GroupReordered).await?;
        Ok(tx.commit(()).await?)
    }

    /// Puts pictures of the pool at the end of a group. Answers how many were not in it before.
    pub async fn add_images(
        &self,
        actor: &Actor,
        group: ImageGroupId,
        images: &[ImageId],
    ) -> AppResult<Committed<u64>> {
        bounded(images)?;
        let tx = self.kernel.write().await?;
        lock_galleries_of_group(&tx, actor.studio, group).await?;
        let group = find(&tx, actor, group).await?.write(actor, Action::ManageImageGroups)?;
        for &id in images {
            let image = tx.images().find(actor.studio, id).await?.ok_or_else(unknown_image)?;
            let image = image.read(actor).map_err(|_| unknown_image())?;
            if image.deleted_at.is_some() {
                return Err(unknown_image());
            }
        }
        let added = tx.groups().add_images(&group, images, actor.now).await?;
        self.content_changed(&tx, actor, &group, EventKind::GroupChanged).await?;
        Ok(tx.commit(added).await?)
    }

    /// Takes pictures out of a group; they stay in the pool.
    pub async fn remove_images(
        &self,
        actor: &Actor,
        group: ImageGroupId,
        images: &[ImageId],
    ) -> AppResult<Committed<u64>> {
        bounded(images)?;
        let tx = self.kernel.write().await?;
        lock_galleries_of_group(&tx, actor.studio, group).await?;
        let group = find(&tx, actor, group).await?.write(actor, Action::ManageImageGroups)?;
        let removed = tx.groups().remove_images(&group, images).await?;
        self.content_changed(&tx, actor, &group, EventKind::ImagesRemovedFromGroup).await?;
        Ok(tx.commit(removed).await?)
    }

    async fn content_changed(
        &self,
        tx: &Tx,
        actor: &Actor,
        group: &Writable<ImageGroup>,
        kind: EventKind,
    ) -> AppResult<()> {
        let id = group.get().id;
        let galleries = tx.galleries().showing_group(id).await?;
        tx.galleries().content_changed(&galleries, actor.now).await?;
        tx.events().record(&did(actor, kind, Context::ImageGroup(id), json!({}))).await?;
        Ok(())
    }
}

async fn find(tx: &Tx, actor: &Actor, id: ImageGroupId) -> AppResult<Unchecked<ImageGroup>> {
    tx.groups().find(actor.studio, id).await?.ok_or(AppError::NotFound)
}

/// How the group hangs under the gallery; a group hangs there by one type in practice, and the first one counts.
async fn attachment(tx: &Tx, gallery: GalleryId, group: ImageGroupId) -> AppResult<GroupAttachment> {
    let groups = tx.groups().of_gallery(gallery).await?;
    groups.into_iter().find(|attachment| attachment.group == group).ok_or(AppError::NotFound)
}

fn bounded(images: &[ImageId]) -> AppResult<()> {
    if images.is_empty() || images.len() > MAX_IMAGES {
        return Err(AppError::invalid("image_ids", "out_of_range", "image_ids must name 1 to 5000 images"));
    }
    Ok(())
}

fn unknown_image() -> AppError {
    AppError::invalid("image_ids", "unknown_image", "an id names no image that you can use")
}
