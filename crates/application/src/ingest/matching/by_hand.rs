//! A person's word about a file, in the log.

use std::collections::HashMap;

use atelier_domain::access::{Actor, Writable};
use atelier_domain::ingest::StagingImage;
use atelier_domain::ingest::matching::{ALGORITHM, Outcome, Proposal};
use atelier_domain::{GalleryId, StagingImageId, UserId};

use super::{evidence, holding, key};
use crate::AppResult;
use crate::kernel::Kernel;
use crate::ports::{NewDecision, Tx};

/// What a person says about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) struct Said {
    pub(in crate::ingest) outcome: Outcome,
    pub(in crate::ingest) gallery: Option<GalleryId>,
}

/// Writes down what a person says about each of the files, which are locked, unless it holds already. The formula leaves
/// them alone from then on. Answers about which it is new.
pub(in crate::ingest) async fn lock_by_hand(
    kernel: &Kernel,
    tx: &Tx,
    actor: &Actor,
    files: &[Writable<StagingImage>],
    said: impl Fn(&StagingImage) -> Said + Send,
) -> AppResult<Vec<StagingImageId>> {
    // The program puts files where the formula says, which is in the log already.
    if actor.user == UserId(0) || files.is_empty() {
        return Ok(Vec::new());
    }
    let held = held_by(tx, actor, files).await?;
    let mut decisions = Vec::with_capacity(files.len());
    for file in files {
        let said = said(file.get());
        let held = held.get(&file.get().id);
        if !held.is_some_and(|held| holds_already(held, said)) {
            decisions.push((file, decision(kernel, actor, said, held)));
        }
    }
    tx.proposals().decide(&decisions).await?;
    Ok(decisions.iter().map(|(file, _)| file.get().id).collect())
}

/// The decisions that hold for these files.
pub(super) async fn held_by(
    tx: &Tx,
    actor: &Actor,
    files: &[Writable<StagingImage>],
) -> AppResult<HashMap<StagingImageId, Proposal>> {
    let ids: Vec<StagingImageId> = files.iter().map(|file| file.get().id).collect();
    holding(tx, actor, &ids).await
}

/// A file that does not belong somewhere is not remembered with the place.
fn holds_already(held: &Proposal, said: Said) -> bool {
    held.outcome == said.outcome && (said.outcome == Outcome::ManualUnassign || held.gallery == said.gallery)
}

fn decision(kernel: &Kernel, actor: &Actor, said: Said, held: Option<&Proposal>) -> NewDecision {
    let Said { outcome, gallery } = said;
    let previous = held.map(|held| held.decision);
    let told = format!("{} {}", outcome.as_str(), gallery.map_or(0, i64::from));
    NewDecision {
        outcome,
        gallery,
        // What the formula thought of the place.
        score: held.filter(|held| held.gallery == gallery).and_then(|held| held.score),
        evidence: evidence::of_answer(previous),
        algorithm_version: ALGORITHM,
        idempotency_key: key(kernel, &told, previous),
        // It is made of nothing but the person's word, which no fingerprint equals.
        fingerprint: String::new(),
        decided_by: Some(actor.user),
        now: actor.now,
    }
}
