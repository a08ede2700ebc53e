//! Lists of pictures that people choose, and what the studio takes out of them.

mod choosing;
mod exporting;
mod lists;

use atelier_domain::access::{Action, Actor, Context, Unchecked, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::Gallery;
use atelier_domain::identity::UserKind;
use atelier_domain::proofing::Selection;
use atelier_domain::{GalleryId, SelectionId};
use serde_json::json;

use crate::delivery::Delivery;
use crate::galleries::{find as find_gallery, live};
use crate::kernel::{Kernel, did};
use crate::locking::lock_own_link;
use crate::ports::Tx;
use crate::{AppError, AppResult};

pub use exporting::{Chosen, Sheet};
pub use lists::{SelectionInput, SelectionPatch};

/// Use cases around selection lists.
#[derive(Clone)]
pub struct Selections {
    kernel: Kernel,
    delivery: Delivery,
}

impl Selections {
    pub fn new(kernel: Kernel, delivery: Delivery) -> Self {
        Self { kernel, delivery }
    }

    /// Begins a change. The gallery is locked, and so its lists are changed by one person after the other.
    async fn open(&self, actor: &Actor, gallery: GalleryId) -> AppResult<(Tx, Gallery)> {
        let tx = self.kernel.write().await?;
        lock_own_link(&tx, actor).await?;
        let gallery = live(find_gallery(&tx, actor, gallery).await?.read(actor)?)?;
        Ok((tx, gallery))
    }
}

/// The list, if the actor may know of it: a guest knows the common ones and its own.
pub(crate) async fn find(
    tx: &Tx,
    actor: &Actor,
    gallery: GalleryId,
    id: SelectionId,
) -> AppResult<Unchecked<Selection>> {
    let found = tx.selections().find(actor.studio, gallery, id).await?.ok_or(AppError::NotFound)?;
    let owner = found.clone().read(actor)?.owner;
    if actor.is_guest() && owner.is_some_and(|owner| owner != actor.user) {
        return Err(AppError::NotFound);
    }
    Ok(found)
}

/// The list with leave to fill it. Somebody else's is filled by the studio alone.
fn fillable(found: Unchecked<Selection>, actor: &Actor) -> AppResult<Writable<Selection>> {
    let selection = found.write(actor, Action::ApproveImages)?;
    let foreign = selection.get().owner.is_some_and(|owner| owner != actor.user);
    if foreign && !actor.is(UserKind::Studio) {
        let message = "this is somebody else's selection".to_owned();
        return Err(AppError::Refused { code: "not_your_selection", message });
    }
    Ok(selection)
}

/// Writes the list, moves what hangs on it, and tells the spine.
async fn save(
    tx: &Tx,
    actor: &Actor,
    selection: &Writable<Selection>,
    kind: EventKind,
) -> AppResult<Selection> {
    let saved = tx.selections().update(selection).await?;
    tell(tx, actor, &saved, kind).await?;
    Ok(saved)
}

async fn tell(tx: &Tx, actor: &Actor, selection: &Selection, kind: EventKind) -> AppResult<()> {
    let payload = json!({ "selection_id": selection.id.0, "name": selection.name });
    tx.galleries().proofing_changed(selection.gallery, actor.now).await?;
    tx.events().record(&did(actor, kind, Context::Gallery(selection.gallery), payload)).await?;
    Ok(())
}
