//! What is in a group, and in which order.

use std::collections::BTreeSet;

use atelier_domain::access::{Action, Actor, Context, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::images::ImageGroup;
use atelier_domain::{ImageGroupId, ImageId};
use serde_json::json;

use super::{Groups, find, owners};
use crate::kernel::{did, ensure_version};
use crate::locking::{lock_galleries_of_group, lock_products_of_group};
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

/// How many pictures one request may name.
const MAX_IMAGES: usize = 5_000;

impl Groups {
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
        let mut known = BTreeSet::new();
        for (id, image) in tx.images().find_many(actor.studio, images).await? {
            let image = image.read(actor).map_err(|_| unknown_image())?;
            if image.deleted_at.is_none() {
                known.insert(id);
            }
        }
        if images.iter().any(|id| !known.contains(id)) {
            return Err(unknown_image());
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
        lock_products_of_group(&tx, actor.studio, group).await?;
        let group = find(&tx, actor, group).await?.write(actor, Action::ManageImageGroups)?;
        let removed = tx.groups().remove_images(&group, images).await?;
        owners::pictures_left(&tx, group.get().id).await?;
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

pub(super) fn bounded(images: &[ImageId]) -> AppResult<()> {
    if images.is_empty() || images.len() > MAX_IMAGES {
        return Err(AppError::invalid("image_ids", "out_of_range", "image_ids must name 1 to 5000 images"));
    }
    Ok(())
}

fn unknown_image() -> AppError {
    AppError::invalid("image_ids", "unknown_image", "an id names no image that you can use")
}
