//! Deleting pictures and bringing them back, one or many.

use std::collections::HashMap;

use atelier_domain::access::{Action, Actor, Denied, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::images::{Image, Mirror};
use atelier_domain::{ImageId, RuleViolation};

use super::mirroring::unwanted;
use super::pool::{Images, find, live};
use crate::delivery::PictureView;
use crate::identity::require_in_studio;
use crate::kernel::ensure_version;
use crate::locking::{lock_galleries, lock_products};
use crate::ports::{Committed, ImageUse, Tx};
use crate::{AppError, AppResult};

/// How many pictures one request may name.
const MAX_IMAGES: usize = 500;

/// How many uses of a picture a refusal tells; beyond them it is enough to know that there are more.
const USES_TOLD: usize = 100;

/// What became of one of many pictures.
#[derive(Debug)]
pub struct Removal {
    pub image: ImageId,
    /// Why it is as it was.
    pub refused: Option<AppError>,
}

impl Images {
    /// Soft delete: it disappears from every gallery and can be restored within the retention period. A picture that
    /// is in a group is only deleted with `force`.
    pub async fn delete(
        &self,
        actor: &Actor,
        id: ImageId,
        expected: Option<i64>,
        force: bool,
    ) -> AppResult<Committed<()>> {
        let tx = self.kernel.write().await?;
        lock_galleries(&tx, actor.studio, &[id], None).await?;
        lock_products(&tx, actor.studio, &[id]).await?;
        let image = find(&tx, actor, id).await?.write(actor, Action::DeleteImages)?;
        live(image.get().clone())?;
        ensure_version(image.get().version, expected)?;
        if !force {
            let uses = tx.images().uses(&[id]).await?;
            ensure_unused(uses.into_iter().map(|(_, place)| place).collect())?;
        }
        let (image, copy) = delete(&tx, actor, image).await?;
        self.tell_deleted(&tx, actor, &[image]).await?;
        unwanted(&tx, actor.studio, copy, actor.now).await?;
        Ok(tx.commit(()).await?)
    }

    /// Brings a deleted picture back, to every place where it was.
    pub async fn restore(&self, actor: &Actor, id: ImageId) -> AppResult<Committed<PictureView>> {
        let tx = self.kernel.write().await?;
        lock_galleries(&tx, actor.studio, &[id], None).await?;
        let image = find(&tx, actor, id).await?.write(actor, Action::DeleteImages)?;
        let image = restore(&tx, actor, image).await?;
        self.tell(&tx, actor, EventKind::ImageRestored, &image).await?;
        self.delivery.mirroring().wanted(&tx, actor.studio, &[id], actor.now).await?;
        let view = self.show(&tx, actor, image).await?;
        Ok(tx.commit(view).await?)
    }

    /// [`Images::delete`] for many: what can be deleted is, and the rest is told with its reason. One that is deleted
    /// already is as it was to be.
    pub async fn delete_many(
        &self,
        actor: &Actor,
        images: &[ImageId],
        force: bool,
    ) -> AppResult<Committed<Vec<Removal>>> {
        let (tx, mut found) = self.begin(actor, images).await?;
        let mut uses: HashMap<ImageId, Vec<ImageUse>> = HashMap::new();
        if !force {
            for (image, place) in tx.images().uses(images).await? {
                uses.entry(image).or_default().push(place);
            }
        }
        let mut removals = Vec::with_capacity(images.len());
        let (mut changed, mut copies) = (Vec::new(), Vec::new());
        for &id in images {
            let refused = match found.remove(&id) {
                // It was named twice, and what it was told at first holds.
                None if removals.iter().any(|removal: &Removal| removal.image == id) => continue,
                None => Some(AppError::NotFound),
                Some(Err(denied)) => Some(denied.into()),
                Some(Ok(image)) if image.get().deleted_at.is_some() => None,
                Some(Ok(image)) => match ensure_unused(uses.remove(&id).unwrap_or_default()) {
                    Err(used) => Some(used),
                    Ok(()) => {
                        let (image, copy) = delete(&tx, actor, image).await?;
                        changed.push(image);
                        copies.extend(copy);
                        None
                    }
                },
            };
            removals.push(Removal { image: id, refused });
        }
        self.tell_deleted(&tx, actor, &changed).await?;
        unwanted(&tx, actor.studio, copies, actor.now).await?;
        Ok(tx.commit(removals).await?)
    }

    /// [`Images::restore`] for many. One that is not deleted is as it was to be.
    pub async fn restore_many(
        &self,
        actor: &Actor,
        images: &[ImageId],
    ) -> AppResult<Committed<Vec<Removal>>> {
        let (tx, mut found) = self.begin(actor, images).await?;
        let mut removals = Vec::with_capacity(images.len());
        let mut changed = Vec::new();
        for &id in images {
            let refused = match found.remove(&id) {
                None if removals.iter().any(|removal: &Removal| removal.image == id) => continue,
                None => Some(AppError::NotFound),
                Some(Err(denied)) => Some(denied.into()),
                Some(Ok(image)) if image.get().deleted_at.is_none() => None,
                Some(Ok(image)) => {
                    changed.push(restore(&tx, actor, image).await?);
                    None
                }
            };
            removals.push(Removal { image: id, refused });
        }
        self.tell_all(&tx, actor, EventKind::ImageRestored, &changed).await?;
        let back: Vec<ImageId> = changed.iter().map(|image| image.id).collect();
        self.delivery.mirroring().wanted(&tx, actor.studio, &back, actor.now).await?;
        Ok(tx.commit(removals).await?)
    }

    /// What follows from deletions: nobody keeps as its primary image what is not there any more.
    async fn tell_deleted(&self, tx: &Tx, actor: &Actor, images: &[Image]) -> AppResult<()> {
        let ids: Vec<ImageId> = images.iter().map(|image| image.id).collect();
        let products = tx.products().showing(&ids).await?;
        tx.products().pictures_left(&products).await?;
        self.tell_all(tx, actor, EventKind::ImageDeleted, images).await
    }

    /// A transaction that has locked galleries, products and then the pictures, with what the actor may delete of them.
    async fn begin(
        &self,
        actor: &Actor,
        images: &[ImageId],
    ) -> AppResult<(Tx, HashMap<ImageId, Result<Writable<Image>, Denied>>)> {
        if images.is_empty() || images.len() > MAX_IMAGES {
            let message = format!("image_ids must name 1 to {MAX_IMAGES} images");
            return Err(AppError::invalid("image_ids", "out_of_range", message));
        }
        let tx = self.kernel.write().await?;
        require_in_studio(&tx, actor, Action::DeleteImages).await?;
        lock_galleries(&tx, actor.studio, images, None).await?;
        lock_products(&tx, actor.studio, images).await?;
        let found = tx.images().find_many(actor.studio, images).await?;
        let found = found.into_iter().map(|(id, image)| (id, image.write(actor, Action::DeleteImages)));
        Ok((tx, found.collect()))
    }
}

/// The deleted picture, and the copy that is to be removed with it.
async fn delete(tx: &Tx, actor: &Actor, image: Writable<Image>) -> AppResult<(Image, Option<Mirror>)> {
    let mut copy = None;
    let image = image.change(|image| {
        image.delete(actor.now);
        copy = image.lost_mirror(actor.now);
        Ok(())
    })?;
    Ok((tx.images().update(&image).await?, copy))
}

async fn restore(tx: &Tx, actor: &Actor, image: Writable<Image>) -> AppResult<Image> {
    let change = |image: &mut Image| -> Result<(), RuleViolation> { image.restore(actor.now) };
    Ok(tx.images().update(&image.change(change)?).await?)
}

/// Refuses what is used, and tells where.
fn ensure_unused(mut uses: Vec<ImageUse>) -> AppResult<()> {
    if uses.is_empty() {
        return Ok(());
    }
    let message = match uses.len() {
        1 => "this image is used in one place; delete it with force, or take it out of there".to_owned(),
        count => {
            format!("this image is used in {count} places; delete it with force, or take it out of them")
        }
    };
    uses.truncate(USES_TOLD);
    Err(AppError::InUse { code: "image_in_use", message, uses })
}
