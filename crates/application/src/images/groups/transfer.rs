//! Moving and copying pictures from one group to another.

use std::collections::BTreeSet;

use atelier_domain::access::{Action, Actor, Context, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::images::{ImageGroup, inserted};
use atelier_domain::{ImageGroupId, ImageId};
use serde_json::json;

use super::filling::bounded;
use super::{Groups, owners};
use crate::kernel::{Kernel, did};
use crate::locking::{lock_galleries_of_both, lock_products_of_group};
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

/// Whether pictures leave the group that they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transfer {
    Move,
    /// The same pictures in one more group: a studio has each content once.
    Copy,
}

/// Which pictures go where.
#[derive(Debug, Clone)]
pub struct TransferInput {
    pub images: Vec<ImageId>,
    pub to: ImageGroupId,
    /// Where the first of them comes to stand, from 1; without it they come last.
    pub position: Option<usize>,
}

impl Transfer {
    /// What it takes in the group that the pictures come from. The group that they go to is changed in either case.
    const fn action(self) -> Action {
        match self {
            Self::Move => Action::ManageImageGroups,
            Self::Copy => Action::DuplicateImages,
        }
    }

    const fn event(self) -> EventKind {
        match self {
            Self::Move => EventKind::ImagesMoved,
            Self::Copy => EventKind::ImagesCopied,
        }
    }
}

impl Groups {
    /// Moves or copies pictures, in their given order. Those that are in the other group already stay where they are
    /// there, so that doing it again changes nothing. Answers how many came in.
    pub async fn transfer(
        &self,
        actor: &Actor,
        from: ImageGroupId,
        transfer: Transfer,
        input: TransferInput,
    ) -> AppResult<Committed<u64>> {
        transfer_images(&self.kernel, actor, from, transfer, input).await
    }
}

/// [`Groups::transfer`], for whoever has no more than a store.
pub async fn transfer_images(
    kernel: &Kernel,
    actor: &Actor,
    from: ImageGroupId,
    transfer: Transfer,
    input: TransferInput,
) -> AppResult<Committed<u64>> {
    let TransferInput { images, to, position } = input;
    bounded(&images)?;
    if to == from {
        let message = "the pictures are in this group; give it a new order instead";
        return Err(AppError::invalid("to_group_id", "same_group", message));
    }
    if position == Some(0) {
        return Err(AppError::invalid("position", "out_of_range", "position counts from 1"));
    }
    let tx = kernel.write().await?;
    lock_galleries_of_both(&tx, actor.studio, from, to).await?;
    if transfer == Transfer::Move {
        lock_products_of_group(&tx, actor.studio, from).await?;
    }
    let (source, target) = lock_groups(&tx, actor, from, to, transfer).await?;
    let there = tx.groups().image_ids(to).await?;
    ensure_movable(&tx, actor, &images, from, &there).await?;

    let came = tx.groups().add_images(&target, &images, actor.now).await?;
    if let Some(place) = position.filter(|_| came > 0) {
        tx.groups().reorder(&target, &inserted(&there, &images, place)).await?;
    }
    let left = match transfer {
        Transfer::Move => tx.groups().remove_images(&source, &images).await?,
        Transfer::Copy => 0,
    };
    if left > 0 {
        owners::pictures_left(&tx, from).await?;
    }
    if came > 0 || left > 0 {
        // A group may have been hung under one more gallery before it was locked here.
        let mut galleries = tx.galleries().showing_group(from).await?;
        galleries.extend(tx.galleries().showing_group(to).await?);
        tx.galleries().content_changed(&galleries, actor.now).await?;
        let payload = json!({ "from_group_id": from.0, "count": came });
        tx.events().record(&did(actor, transfer.event(), Context::ImageGroup(to), payload)).await?;
    }
    Ok(tx.commit(came).await?)
}

/// Finds both groups, the one with the smaller id first: two people who move pictures to and fro do not wait for each
/// other.
async fn lock_groups(
    tx: &Tx,
    actor: &Actor,
    from: ImageGroupId,
    to: ImageGroupId,
    transfer: Transfer,
) -> AppResult<(Writable<ImageGroup>, Writable<ImageGroup>)> {
    let first = tx.groups().find(actor.studio, from.min(to)).await?;
    let second = tx.groups().find(actor.studio, from.max(to)).await?;
    let (source, target) = if from < to { (first, second) } else { (second, first) };
    let source = source.ok_or(AppError::NotFound)?.write(actor, transfer.action())?;
    Ok((source, target.ok_or(AppError::NotFound)?.write(actor, Action::ManageImageGroups)?))
}

/// Refuses pictures that the actor does not see, and those that are neither in the group that they are to leave nor in
/// the one that they are to go to.
async fn ensure_movable(
    tx: &Tx,
    actor: &Actor,
    images: &[ImageId],
    from: ImageGroupId,
    there: &[ImageId],
) -> AppResult<()> {
    let found = tx.images().find_many(actor.studio, images).await?;
    let mut seen = BTreeSet::new();
    for (id, image) in found {
        let image = image.read(actor)?;
        if image.deleted_at.is_some() {
            return Err(AppError::NotFound);
        }
        seen.insert(id);
    }
    if images.iter().any(|id| !seen.contains(id)) {
        return Err(AppError::NotFound);
    }
    let here: BTreeSet<ImageId> = tx.groups().image_ids(from).await?.into_iter().collect();
    let there: BTreeSet<ImageId> = there.iter().copied().collect();
    if images.iter().any(|id| !here.contains(id) && !there.contains(id)) {
        let message = "an id names an image that is not in this group";
        return Err(AppError::invalid("image_ids", "not_in_group", message));
    }
    Ok(())
}
