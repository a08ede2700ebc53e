//! What was decided about a staged file, and what holds at present.

use serde_json::Value;

use super::{Outcome, Score};
use crate::{GalleryId, MatchDecisionId, StagingImageId, StudioId, Timestamp, UserId};

/// One entry of the log: it is written once and never changed.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchDecision {
    pub id: MatchDecisionId,
    pub studio: StudioId,
    pub staging_image: StagingImageId,
    pub outcome: Outcome,
    pub gallery: Option<GalleryId>,
    pub score: Option<Score>,
    /// What was looked at, and how well it fitted.
    pub evidence: Value,
    pub algorithm_version: String,
    /// The person; `None` for the formula.
    pub decided_by: Option<UserId>,
    pub created_at: Timestamp,
}

/// The decision about a staged file that holds at present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub staging_image: StagingImageId,
    pub studio: StudioId,
    pub decision: MatchDecisionId,
    pub outcome: Outcome,
    pub gallery: Option<GalleryId>,
    pub score: Option<Score>,
    /// Of everything that the decision was made of.
    pub fingerprint: String,
    pub decided_at: Timestamp,
}

impl Proposal {
    /// Whether a person decided; then the formula has nothing to say until the lock is lifted.
    pub const fn is_locked(&self) -> bool {
        self.outcome.is_manual()
    }

    /// The gallery that it offers, as long as nobody has answered.
    pub fn offer(&self) -> Option<GalleryId> {
        self.gallery.filter(|_| self.outcome.is_offer())
    }

    /// Whether the formula, looking at what `fingerprint` stands for, may put another decision in its place. The same
    /// things give the same decision, which is not written twice.
    pub fn gives_way_to(&self, fingerprint: &str) -> bool {
        !self.is_locked() && self.fingerprint != fingerprint
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposal(outcome: Outcome) -> Proposal {
        Proposal {
            staging_image: StagingImageId(1),
            studio: StudioId(1),
            decision: MatchDecisionId(1),
            outcome,
            gallery: Some(GalleryId(7)),
            score: Some(Score::ONE),
            fingerprint: "a".into(),
            decided_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_person_is_never_overruled_and_nothing_is_decided_twice() {
        for outcome in Outcome::ALL {
            assert!(!proposal(outcome).gives_way_to("a"), "{outcome:?}");
            assert_eq!(proposal(outcome).gives_way_to("b"), !outcome.is_manual(), "{outcome:?}");
        }
    }

    #[test]
    fn only_what_nobody_has_answered_is_an_offer() {
        let offered = Outcome::ALL.map(|outcome| proposal(outcome).offer().is_some());
        assert_eq!(offered, [true, true, false, false, false]);
    }
}
