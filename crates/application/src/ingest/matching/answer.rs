//! What people answer to proposals. Their word stands, whatever the formula finds later.

use std::collections::{BTreeMap, HashMap};

use atelier_domain::access::{Actor, Context, Writable};
use atelier_domain::events::{Event, EventKind};
use atelier_domain::images::GroupType;
use atelier_domain::ingest::matching::{Outcome, Proposal};
use atelier_domain::ingest::{StagingImage, StagingState, Target};
use atelier_domain::rules::ViolationKind;
use atelier_domain::{GalleryId, RuleViolation, StagingImageId};
use serde_json::json;

use super::by_hand::{Said, held_by, lock_by_hand};
use super::{Matching, holding};
use crate::images::open_gallery;
use crate::ingest::assign::{Fate, FileResult, assign_in, bounded, found, in_order};
use crate::ingest::unassign::fate_of;
use crate::kernel::{did, repeated};
use crate::locking::{lock, lock_pictures};
use crate::ports::Committed;
use crate::{AppError, AppResult};

impl Matching {
    /// Puts files where they are proposed to go, into the gallery's group of this type, all in one transaction. What is
    /// there already is told as if it had been put there now; what has no proposal is refused by itself.
    pub async fn accept(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
        group_type: &GroupType,
    ) -> AppResult<Committed<Vec<FileResult>>> {
        bounded(files)?;
        repeated(async || self.try_accept(actor, files, group_type).await).await
    }

    async fn try_accept(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
        group_type: &GroupType,
    ) -> AppResult<Committed<Vec<FileResult>>> {
        let offered = self.offered(actor, files).await?;
        let tx = self.kernel.write().await?;
        let pictures = tx.staging().pictures_of(actor.studio, files).await?;
        let mut galleries = tx.galleries().showing(&pictures).await?;
        galleries.extend(offered);
        lock(&tx, actor.studio, galleries).await?;
        let wanted = found(&tx, actor, files).await?;
        let held = held_by(&tx, actor, &wanted).await?;
        lock_pictures(&tx, actor.studio, &pictures).await?;
        let mut fates = HashMap::new();
        let mut by_target: BTreeMap<Target, Vec<Writable<StagingImage>>> = BTreeMap::new();
        for file in wanted {
            match held.get(&file.get().id).and_then(place_of) {
                Some(gallery) => {
                    let target = Target { gallery, group_type: group_type.clone() };
                    by_target.entry(target).or_default().push(file);
                }
                None => {
                    fates.insert(file.get().id, Fate::Refused(no_proposal()));
                }
            }
        }
        let mut events = Vec::new();
        for (target, files) in by_target {
            // A gallery that takes no pictures at present is asked before anything is written; the other files go on.
            if let Err(error) = open_gallery(&tx, actor, target.gallery).await {
                let refused = Fate::Refused(refusal(error)?);
                fates.extend(files.iter().map(|file| (file.get().id, refused.clone())));
                continue;
            }
            let assigned = assign_in(&self.tray, &tx, actor, files, &target).await?;
            events.extend(accepted(actor, &target, &held, &assigned));
            fates.extend(assigned);
        }
        tx.events().record_all(&events).await?;
        Ok(tx.commit(in_order(files, fates)).await?)
    }

    /// The person says that these files do not belong where they are proposed to go, or anywhere: the formula leaves
    /// them alone from then on.
    pub async fn reject(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
    ) -> AppResult<Committed<Vec<FileResult>>> {
        bounded(files)?;
        let tx = self.kernel.write().await?;
        let named = found(&tx, actor, files).await?;
        let held = held_by(&tx, actor, &named).await?;
        let mut fates = HashMap::new();
        let mut said = Vec::with_capacity(named.len());
        for file in named {
            let id = file.get().id;
            if file.get().state == StagingState::Assigned {
                let violation = RuleViolation::conflict("staging_assigned", "this file is in a gallery");
                fates.insert(id, Fate::Refused(violation));
            } else {
                fates.insert(id, fate_of(file.get()));
                said.push(file);
            }
        }
        let offered = |file: &StagingImage| Said {
            outcome: Outcome::ManualUnassign,
            gallery: held.get(&file.id).and_then(|held| held.gallery),
        };
        let changed = lock_by_hand(&self.kernel, &tx, actor, &said, offered).await?;
        if !changed.is_empty() {
            let ids: Vec<i64> = changed.iter().map(|id| id.0).collect();
            let subject = Context::Studio(actor.studio);
            let payload = json!({ "staging_ids": ids });
            tx.events().record(&did(actor, EventKind::ProposalRejected, subject, payload)).await?;
        }
        Ok(tx.commit(in_order(files, fates)).await?)
    }

    /// The galleries that the files are proposed for, so that they can be locked before the files.
    async fn offered(&self, actor: &Actor, files: &[StagingImageId]) -> AppResult<Vec<GalleryId>> {
        let tx = self.kernel.read().await?;
        Ok(holding(&tx, actor, files).await?.values().filter_map(place_of).collect())
    }
}

/// Where the file is proposed to go, or went by a person's word: accepting twice changes nothing.
fn place_of(held: &Proposal) -> Option<GalleryId> {
    held.gallery.filter(|_| held.outcome.is_offer() || held.outcome == Outcome::ManualAssign)
}

fn no_proposal() -> RuleViolation {
    RuleViolation::conflict("no_proposal", "there is no proposal for this file")
}

/// What a gallery says to files that it does not take; anything else ends the request.
fn refusal(error: AppError) -> AppResult<RuleViolation> {
    match error {
        AppError::Rule(violation) if violation.kind == ViolationKind::Conflict => Ok(violation),
        // The gallery was deleted since, or is out of the person's sight.
        AppError::NotFound => Ok(no_proposal()),
        other => Err(other),
    }
}

/// Which of the files went to the gallery because somebody accepted an offer.
fn accepted(
    actor: &Actor,
    target: &Target,
    held: &HashMap<StagingImageId, Proposal>,
    assigned: &HashMap<StagingImageId, Fate>,
) -> Option<Event> {
    let went = |id: &StagingImageId| matches!(assigned.get(id), Some(Fate::Assigned(_)));
    let offered = held.values().filter(|held| held.offer().is_some()).map(|held| held.staging_image);
    let mut ids: Vec<i64> = offered.filter(went).map(i64::from).collect();
    ids.sort_unstable();
    let payload = json!({ "staging_ids": ids });
    let subject = Context::Gallery(target.gallery);
    (!ids.is_empty()).then(|| did(actor, EventKind::ProposalAccepted, subject, payload))
}
