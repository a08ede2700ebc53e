//! Rows to decisions, and back.

use atelier_application::ports::{NewDecision, StoreError};
use atelier_domain::ingest::StagingImage;
use atelier_domain::ingest::matching::{MatchDecision, Outcome, Proposal, Score};
use atelier_domain::{GalleryId, MatchDecisionId, StagingImageId, StudioId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};

use super::entities::{match_decision, staging_proposal};
use crate::columns::{corrupt, instant, stored};

fn outcome(raw: &str) -> Result<Outcome, StoreError> {
    Outcome::parse(raw).ok_or_else(|| corrupt("outcome", raw))
}

pub(super) fn decision(row: match_decision::Model) -> Result<MatchDecision, StoreError> {
    let match_decision::Model {
        id,
        studio_id,
        staging_image_id,
        outcome: stored_outcome,
        gallery_id,
        score,
        evidence,
        algorithm_version,
        idempotency_key: _,
        decided_by_user_id,
        created_at,
    } = row;
    Ok(MatchDecision {
        id: MatchDecisionId(id),
        studio: StudioId(studio_id),
        staging_image: StagingImageId(staging_image_id),
        outcome: outcome(&stored_outcome)?,
        gallery: gallery_id.map(GalleryId),
        score: score.map(Score::of),
        evidence,
        algorithm_version,
        decided_by: decided_by_user_id.map(UserId),
        created_at: instant(created_at),
    })
}

pub(super) fn proposal(row: staging_proposal::Model) -> Result<Proposal, StoreError> {
    let staging_proposal::Model {
        staging_image_id,
        studio_id,
        match_decision_id,
        outcome: stored_outcome,
        gallery_id,
        score,
        fingerprint,
        decided_at,
    } = row;
    Ok(Proposal {
        staging_image: StagingImageId(staging_image_id),
        studio: StudioId(studio_id),
        decision: MatchDecisionId(match_decision_id),
        outcome: outcome(&stored_outcome)?,
        gallery: gallery_id.map(GalleryId),
        score: score.map(Score::of),
        fingerprint,
        decided_at: instant(decided_at),
    })
}

pub(super) fn decision_row(file: &StagingImage, new: &NewDecision) -> match_decision::ActiveModel {
    let NewDecision {
        outcome,
        gallery,
        score,
        evidence,
        algorithm_version,
        fingerprint: _,
        idempotency_key,
        decided_by,
        now,
    } = new;
    match_decision::ActiveModel {
        id: NotSet,
        studio_id: Set(file.studio.0),
        staging_image_id: Set(file.id.0),
        outcome: Set(outcome.as_str().to_owned()),
        gallery_id: Set(gallery.map(i64::from)),
        score: Set(score.map(Score::units)),
        evidence: Set(evidence.clone()),
        algorithm_version: Set((*algorithm_version).to_owned()),
        idempotency_key: Set(idempotency_key.clone()),
        decided_by_user_id: Set(decided_by.map(i64::from)),
        created_at: Set(stored(*now)),
    }
}

pub(super) fn proposal_row(
    file: &StagingImage,
    decision: i64,
    new: &NewDecision,
) -> staging_proposal::ActiveModel {
    let NewDecision {
        outcome,
        gallery,
        score,
        evidence: _,
        algorithm_version: _,
        fingerprint,
        idempotency_key: _,
        decided_by: _,
        now,
    } = new;
    // A file that was said not to belong somewhere holds no place there, and outlives that gallery.
    let place = gallery.filter(|_| *outcome != Outcome::ManualUnassign);
    staging_proposal::ActiveModel {
        staging_image_id: Set(file.id.0),
        studio_id: Set(file.studio.0),
        match_decision_id: Set(decision),
        outcome: Set(outcome.as_str().to_owned()),
        gallery_id: Set(place.map(i64::from)),
        score: Set(score.map(Score::units)),
        fingerprint: Set(fingerprint.clone()),
        decided_at: Set(stored(*now)),
    }
}
