//! Approving, rejecting, rating, asking for edits.

use std::collections::BTreeSet;

use atelier_domain::access::{Action, Actor, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::Gallery;
use atelier_domain::identity::UserKind;
use atelier_domain::proofing::{Decision, Opinion, Proof};
use atelier_domain::{GalleryId, ImageId};
use serde_json::{Value, json};

use super::{Proofing, counted, ensure_open, proof, tell};
use crate::ports::proofing::{Deed, NewInteraction, Origin};
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

/// How many pictures one request may decide about.
const MAX_IMAGES: usize = 500;

/// A decision about one or many pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecisionInput {
    pub decision: Decision,
    /// Without it an approval keeps what it said about marketing.
    pub for_marketing: Option<bool>,
}

impl Proofing {
    /// Approves or rejects a picture, or takes the decision back, which frees its place.
    pub async fn decide(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        image: ImageId,
        input: DecisionInput,
    ) -> AppResult<Committed<Proof>> {
        let (tx, gallery) = self.open(actor, gallery).await?;
        let proof = proof(&tx, actor, &gallery, image, Action::ApproveImages).await?;
        let decided = decide_all(&tx, actor, &gallery, vec![proof], input).await?;
        committed_one(tx, decided).await
    }

    /// Decides about many pictures alike: about all of them, or about none if a limit is met.
    pub async fn decide_many(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        images: &[ImageId],
        input: DecisionInput,
    ) -> AppResult<Committed<Vec<Proof>>> {
        let wanted: BTreeSet<ImageId> = images.iter().copied().collect();
        if wanted.is_empty() || images.len() > MAX_IMAGES {
            let message = format!("image_ids must name 1 to {MAX_IMAGES} images");
            return Err(AppError::invalid("image_ids", "out_of_range", message));
        }
        let wanted: Vec<ImageId> = wanted.into_iter().collect();
        let (tx, gallery) = self.open(actor, gallery).await?;
        let found = tx.proofs().find(actor.studio, gallery.id, &wanted, actor.user).await?;
        let mut proofs = Vec::with_capacity(found.len());
        for proof in found {
            match proof.write(actor, Action::ApproveImages).map_err(AppError::from) {
                Ok(proof) => proofs.push(proof),
                Err(AppError::NotFound) => {}
                Err(refused) => return Err(refused),
            }
        }
        if proofs.len() != wanted.len() {
            let message = "an id names no image of this gallery that you can see";
            return Err(AppError::invalid("image_ids", "unknown_image", message));
        }
        let decided = decide_all(&tx, actor, &gallery, proofs, input).await?;
        Ok(tx.commit(decided).await?)
    }

    /// Gives a picture 1 to 5 stars; `None` takes them back.
    pub async fn rate(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        image: ImageId,
        rating: Option<i32>,
    ) -> AppResult<Committed<Proof>> {
        let (tx, gallery) = self.open(actor, gallery).await?;
        let proof = proof(&tx, actor, &gallery, image, Action::RateImages).await?;
        gallery.accepts_ratings()?;
        ensure_open(&tx, actor, &gallery).await?;
        let before = proof.get().opinion.clone();
        let rated = (before, proof.change(|proof| proof.rate(rating))?);
        let news = News { kind: EventKind::ImageRated, facts: json!({ "rating": rating }) };
        let deed = |opinion: &Opinion| Deed::Rating(opinion.rating);
        let kept = keep(&tx, actor, &gallery, vec![rated], news, deed).await?;
        committed_one(tx, kept).await
    }

    /// Asks for an edit in the person's words; `None` withdraws the request, which frees its place.
    pub async fn request_edit(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        image: ImageId,
        notes: Option<&str>,
    ) -> AppResult<Committed<Proof>> {
        let (tx, gallery) = self.open(actor, gallery).await?;
        let proof = proof(&tx, actor, &gallery, image, Action::RequestEdits).await?;
        gallery.accepts_decisions()?;
        ensure_open(&tx, actor, &gallery).await?;
        let before = proof.get().opinion.clone();
        let proof = proof.change(|proof| match notes {
            Some(notes) => proof.request_edit(notes),
            None => {
                proof.withdraw_edit();
                Ok(())
            }
        })?;
        let kind = if notes.is_some() {
            EventKind::ImageEditRequested
        } else {
            EventKind::ImageEditRequestWithdrawn
        };
        if notes.is_some() && before.edit_notes.is_none() {
            let others = counted(&tx, actor, &gallery, &[image]).await?.edit_requests;
            gallery.proofing.ensure_room_for_edit_requests(others, 1)?;
        }
        let deed = |opinion: &Opinion| Deed::EditRequest(opinion.edit_notes.clone());
        let news = News { kind, facts: json!({}) };
        let kept = keep(&tx, actor, &gallery, vec![(before, proof)], news, deed).await?;
        committed_one(tx, kept).await
    }
}

async fn decide_all(
    tx: &Tx,
    actor: &Actor,
    gallery: &Gallery,
    proofs: Vec<Writable<Proof>>,
    input: DecisionInput,
) -> AppResult<Vec<Proof>> {
    gallery.accepts_decisions()?;
    ensure_open(tx, actor, gallery).await?;
    let DecisionInput { decision, for_marketing } = input;
    let mut decided = Vec::with_capacity(proofs.len());
    let mut new_approvals = Vec::new();
    for proof in proofs {
        let before = proof.get().opinion.clone();
        if decision == Decision::Approved && before.decision != Decision::Approved {
            new_approvals.push(proof.get().image);
        }
        decided.push((before, proof.change(|proof| proof.decide(decision, for_marketing, actor.now))?));
    }
    if !new_approvals.is_empty() {
        let others = counted(tx, actor, gallery, &new_approvals).await?.approvals;
        gallery.proofing.ensure_room_for_approvals(others, new_approvals.len() as u64)?;
    }
    let kind = match decision {
        Decision::Approved => EventKind::ImageApproved,
        Decision::Rejected => EventKind::ImageRejected,
        Decision::Undecided => EventKind::ImageDecisionCleared,
    };
    let deed = |opinion: &Opinion| Deed::Approval {
        decision: opinion.decision,
        for_marketing: opinion.approved_for_marketing,
    };
    keep(tx, actor, gallery, decided, News { kind, facts: json!({}) }, deed).await
}

/// What the spine is told.
struct News {
    kind: EventKind,
    /// Beside the pictures.
    facts: Value,
}

/// Writes what has changed since `before`, with its line in the log. Saying the same again leaves no trace.
async fn keep(
    tx: &Tx,
    actor: &Actor,
    gallery: &Gallery,
    proofs: Vec<(Opinion, Writable<Proof>)>,
    news: News,
    deed: impl Fn(&Opinion) -> Deed + Send,
) -> AppResult<Vec<Proof>> {
    let mut changed = Vec::new();
    let mut lines = Vec::new();
    let mut said = Vec::with_capacity(proofs.len());
    for (before, proof) in proofs {
        let now = proof.get().clone();
        if now.opinion != before {
            lines.push(NewInteraction {
                studio: actor.studio,
                gallery: Some(gallery.id),
                image: now.image,
                content_hash: now.content_hash.clone(),
                user: actor.user,
                share_link: actor.share_link(),
                deed: deed(&now.opinion),
                now: actor.now,
            });
            changed.push(proof);
        }
        said.push(now);
    }
    if changed.is_empty() {
        return Ok(said);
    }
    let origin =
        Origin { by_studio: actor.is(UserKind::Studio), share_link: actor.share_link(), now: actor.now };
    tx.proofs().save(&changed, origin).await?;
    tx.proofs().record(&lines).await?;
    let News { kind, facts: mut payload } = news;
    if let Some(facts) = payload.as_object_mut() {
        let images: Vec<i64> = lines.iter().map(|line| line.image.0).collect();
        facts.insert("image_ids".to_owned(), json!(images));
    }
    tell(tx, actor, gallery.id, kind, payload).await?;
    Ok(said)
}

async fn committed_one(tx: Tx, mut said: Vec<Proof>) -> AppResult<Committed<Proof>> {
    let proof = said.pop().ok_or(AppError::NotFound)?;
    Ok(tx.commit(proof).await?)
}
