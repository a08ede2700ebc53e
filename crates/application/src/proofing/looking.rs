//! Reading what has been said.

use atelier_domain::access::{Action, Actor};
use atelier_domain::galleries::Gallery;
use atelier_domain::{GalleryId, ImageId};

use super::{Proofing, proof};
use crate::AppResult;
use crate::access::visible_levels;
use crate::galleries::{find, live};
use crate::paging::{Page, PageRequest};
use crate::ports::proofing::{DecisionEntry, DecisionFilter, Interaction, PersonProgress, Shown, Tally};

/// How far a gallery's proofing has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofingState {
    pub gallery: Gallery,
    /// The caller's own part, if it has said something.
    pub own: Option<PersonProgress>,
    /// What counts for the caller's limits.
    pub counted: Tally,
    /// Everybody who has said something; for a guest nobody but itself.
    pub people: Vec<PersonProgress>,
}

impl Proofing {
    /// What people say of the pictures that the actor may see. A guest is told only what it says itself.
    pub async fn decisions(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        mut filter: DecisionFilter,
        page: PageRequest,
    ) -> AppResult<Page<DecisionEntry>> {
        let tx = self.kernel.read().await?;
        let gallery = live(find(&tx, actor, gallery).await?.read(actor)?)?;
        if actor.is_guest() {
            filter.user = Some(actor.user);
        }
        let levels = visible_levels(actor, &gallery);
        let shown = Shown { gallery: gallery.id, visibilities: &levels };
        Ok(tx.proofs().list(shown, filter, page).await?)
    }

    /// How far people have come. A guest is told only of itself.
    pub async fn state(&self, actor: &Actor, gallery: GalleryId) -> AppResult<ProofingState> {
        let tx = self.kernel.read().await?;
        let gallery = live(find(&tx, actor, gallery).await?.read(actor)?)?;
        let levels = visible_levels(actor, &gallery);
        let shown = Shown { gallery: gallery.id, visibilities: &levels };
        let only = actor.is_guest().then_some(actor.user);
        let people = tx.proofs().people(shown, only).await?;
        let own = people.iter().find(|person| person.user == actor.user).cloned();
        let counted = super::counted(&tx, actor, &gallery, &[]).await?;
        Ok(ProofingState { gallery, own, counted, people })
    }

    /// The log of a picture in a gallery, newest first. It has addresses, so it is for the studio.
    pub async fn interactions(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        image: ImageId,
        page: PageRequest,
    ) -> AppResult<Page<Interaction>> {
        let tx = self.kernel.read().await?;
        let gallery = live(find(&tx, actor, gallery).await?.allowed(actor, Action::EditGallery)?)?;
        let proof = proof(&tx, actor, &gallery, image, Action::EditGallery).await?;
        Ok(tx.proofs().interactions(gallery.id, proof.get().image, page).await?)
    }
}
