//! What people say about the pictures of a gallery: decisions, ratings, edit requests, comments, and handing in.

mod commenting;
mod deciding;
mod looking;
mod said;
mod submitting;

use atelier_domain::access::{Action, Actor, Context, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::{Gallery, LimitScope, Visibility};
use atelier_domain::identity::UserKind;
use atelier_domain::proofing::Proof;
use atelier_domain::{GalleryId, ImageId};
use serde_json::Value;

use crate::access::visible_levels;
use crate::galleries::{find, live};
use crate::kernel::{Kernel, did};
use crate::locking::lock_own_link;
use crate::ports::Tx;
use crate::ports::proofing::{Shown, Tally, Whose};
use crate::{AppError, AppResult};

pub use commenting::CommentInput;
pub use deciding::DecisionInput;
pub use looking::ProofingState;
pub use said::OwnOpinion;
pub(crate) use said::Said;

/// Use cases around the opinions of people.
#[derive(Clone)]
pub struct Proofing {
    kernel: Kernel,
}

impl Proofing {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    /// Begins a change. The gallery is locked, and so its limits are compared by one person after the other.
    async fn open(&self, actor: &Actor, gallery: GalleryId) -> AppResult<(Tx, Gallery)> {
        let tx = self.kernel.write().await?;
        lock_own_link(&tx, actor).await?;
        let gallery = live(find(&tx, actor, gallery).await?.read(actor)?)?;
        Ok((tx, gallery))
    }
}

/// The picture in this gallery with leave to say something about it.
async fn proof(
    tx: &Tx,
    actor: &Actor,
    gallery: &Gallery,
    image: ImageId,
    action: Action,
) -> AppResult<Writable<Proof>> {
    let mut found = tx.proofs().find(actor.studio, gallery.id, &[image], actor.user).await?;
    Ok(found.pop().ok_or(AppError::NotFound)?.write(actor, action)?)
}

/// Refuses who has handed in already.
async fn ensure_open(tx: &Tx, actor: &Actor, gallery: &Gallery) -> AppResult<()> {
    let submission = tx.proofs().find_submission(gallery, actor.user).await?.read(actor)?;
    Ok(submission.ensure_open()?)
}

/// What counts for the limits that the actor has, apart from these pictures.
async fn counted(tx: &Tx, actor: &Actor, gallery: &Gallery, without: &[ImageId]) -> AppResult<Tally> {
    let shared = gallery.proofing.limit_scope == LimitScope::Gallery && !actor.is(UserKind::Studio);
    let tally = if shared {
        let shown = Shown { gallery: gallery.id, visibilities: &Visibility::ALL };
        tx.proofs().tally(shown, Whose::Outside, without).await?
    } else {
        // What a person cannot see cannot be taken back, and so takes no place.
        let levels = visible_levels(actor, gallery);
        let shown = Shown { gallery: gallery.id, visibilities: &levels };
        tx.proofs().tally(shown, Whose::Person(actor.user), without).await?
    };
    Ok(tally)
}

/// Moves what hangs on the opinions of a gallery, and tells the spine.
async fn tell(tx: &Tx, actor: &Actor, gallery: GalleryId, kind: EventKind, payload: Value) -> AppResult<()> {
    tx.galleries().proofing_changed(gallery, actor.now).await?;
    tx.events().record(&did(actor, kind, Context::Gallery(gallery), payload)).await?;
    Ok(())
}
