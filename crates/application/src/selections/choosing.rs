//! Putting pictures into a list and taking them out.

use std::collections::BTreeSet;

use atelier_domain::access::{Action, Actor, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::Gallery;
use atelier_domain::proofing::Selection;
use atelier_domain::{GalleryId, ImageId, SelectionId};

use super::{Selections, fillable, find};
use crate::access::visible_levels;
use crate::delivery::{PictureView, Terms};
use crate::galleries::{find as find_gallery, live};
use crate::paging::{Page, PageRequest};
use crate::ports::selections::SelectionEntry;
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

/// How many pictures one request may name.
const MAX_IMAGES: usize = 1_000;

impl Selections {
    /// The pictures of a list that the actor may see, in the list's order.
    pub async fn images(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        id: SelectionId,
        page: PageRequest,
    ) -> AppResult<Page<PictureView>> {
        let tx = self.kernel.read().await?;
        let gallery = live(find_gallery(&tx, actor, gallery).await?.read(actor)?)?;
        let selection = find(&tx, actor, gallery.id, id).await?.read(actor)?;
        let terms = Terms::of(&tx, actor, &gallery).await?;
        let levels = visible_levels(actor, &gallery);
        let page = tx.selections().images(&selection, &levels, page).await?;
        Ok(page.map(|image| self.delivery.view(actor, &terms, image)))
    }

    /// Puts pictures of the gallery at the end of the list. Those that are in it stay where they are, and take no room
    /// again.
    pub async fn choose(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        id: SelectionId,
        images: &[ImageId],
    ) -> AppResult<Committed<SelectionEntry>> {
        let images = bounded(images)?;
        let (tx, gallery, selection) = self.open_list(actor, gallery, id).await?;
        let found = tx.proofs().find(actor.studio, gallery.id, &images, actor.user).await?;
        let mut seen = BTreeSet::new();
        for proof in found {
            let proof = proof.write(actor, Action::ApproveImages).map_err(|_| unknown_image())?;
            seen.insert(proof.get().image);
        }
        if seen.len() != images.len() {
            return Err(unknown_image());
        }
        let present: BTreeSet<ImageId> = tx.selections().image_ids(id).await?.into_iter().collect();
        let fresh: Vec<ImageId> = images.into_iter().filter(|image| !present.contains(image)).collect();
        // A picture that was in the list, went away and came back counts again by itself.
        let chosen = tx.selections().count(selection.get()).await?;
        selection.get().ensure_room(chosen, fresh.len() as u64)?;
        if fresh.is_empty() {
            return unchanged(tx, selection.get()).await;
        }
        tx.selections().add(&selection, &fresh, actor.user, actor.now).await?;
        self.finish(tx, actor, touched(selection, actor)?, EventKind::SelectionFilled).await
    }

    /// Takes pictures out of the list.
    pub async fn drop_images(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        id: SelectionId,
        images: &[ImageId],
    ) -> AppResult<Committed<SelectionEntry>> {
        let images = bounded(images)?;
        let (tx, _, selection) = self.open_list(actor, gallery, id).await?;
        if tx.selections().take(&selection, &images).await? == 0 {
            return unchanged(tx, selection.get()).await;
        }
        self.finish(tx, actor, touched(selection, actor)?, EventKind::SelectionFilled).await
    }

    /// Gives the pictures of the list a new order. Those that are not named keep theirs, behind the named ones.
    pub async fn reorder(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        id: SelectionId,
        images: &[ImageId],
    ) -> AppResult<Committed<SelectionEntry>> {
        let images = bounded(images)?;
        let (tx, _, selection) = self.open_list(actor, gallery, id).await?;
        let present = tx.selections().image_ids(id).await?;
        let known: BTreeSet<ImageId> = present.iter().copied().collect();
        if images.iter().any(|image| !known.contains(image)) {
            return Err(unknown_image());
        }
        let named: BTreeSet<ImageId> = images.iter().copied().collect();
        let rest = present.into_iter().filter(|image| !named.contains(image));
        let order: Vec<ImageId> = images.iter().copied().chain(rest).collect();
        tx.selections().reorder(&selection, &order).await?;
        self.finish(tx, actor, touched(selection, actor)?, EventKind::SelectionFilled).await
    }

    /// Begins a change of what stands in a list: the gallery takes decisions, and the list is open and the actor's to fill.
    async fn open_list(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        id: SelectionId,
    ) -> AppResult<(Tx, Gallery, Writable<Selection>)> {
        let (tx, gallery) = self.open(actor, gallery).await?;
        let selection = fillable(find(&tx, actor, gallery.id, id).await?, actor)?;
        gallery.accepts_decisions()?;
        selection.get().ensure_open()?;
        Ok((tx, gallery, selection))
    }
}

/// The same list, changed now.
fn touched(selection: Writable<Selection>, actor: &Actor) -> AppResult<Writable<Selection>> {
    Ok(selection.change(|selection| {
        selection.updated_at = actor.now;
        Ok(())
    })?)
}

async fn unchanged(tx: Tx, selection: &Selection) -> AppResult<Committed<SelectionEntry>> {
    let entry = tx.selections().entry(selection).await?;
    Ok(tx.commit(entry).await?)
}

/// Each picture once, in the order in which they were named.
fn bounded(images: &[ImageId]) -> AppResult<Vec<ImageId>> {
    if images.is_empty() || images.len() > MAX_IMAGES {
        let message = format!("image_ids must name 1 to {MAX_IMAGES} images");
        return Err(AppError::invalid("image_ids", "out_of_range", message));
    }
    let mut seen = BTreeSet::new();
    Ok(images.iter().copied().filter(|image| seen.insert(*image)).collect())
}

fn unknown_image() -> AppError {
    AppError::invalid("image_ids", "unknown_image", "an id names no image that you can use")
}
