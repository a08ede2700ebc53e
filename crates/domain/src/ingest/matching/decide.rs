//! What follows from the scores.

use std::cmp::Reverse;

use super::{Candidate, FileFacts, Score, Scored, candidates, score};
use crate::GalleryId;

/// From here a session that stands alone is certain.
pub const AUTO_ASSIGN: Score = Score::of(85_000);

/// From here a session is worth a question.
pub const PROPOSE: Score = Score::of(55_000);

/// A second session that is no further behind than this…
pub const AMBIGUITY_DELTA: Score = Score::of(5_000);

/// …and has at least so many hundredths of the best one's score makes the best one doubtful.
pub const AMBIGUITY_RATIO_PERCENT: i32 = 90;

/// How many sessions are kept as evidence.
pub const RANKED_MAX: usize = 5;

/// What was decided about a staged file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Outcome {
    /// It belongs there, without a doubt.
    AutoAssign,
    /// It seems to belong there; a person should look.
    Propose,
    NoMatch,
    /// A person put it into a gallery.
    ManualAssign,
    /// A person said that it does not belong there.
    ManualUnassign,
}

impl Outcome {
    pub const ALL: [Self; 5] =
        [Self::AutoAssign, Self::Propose, Self::NoMatch, Self::ManualAssign, Self::ManualUnassign];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AutoAssign => "auto_assign",
            Self::Propose => "propose",
            Self::NoMatch => "no_match",
            Self::ManualAssign => "manual_assign",
            Self::ManualUnassign => "manual_unassign",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == name)
    }

    /// Whether a person decided, whom no formula overrules.
    pub const fn is_manual(self) -> bool {
        matches!(self, Self::ManualAssign | Self::ManualUnassign)
    }

    /// Whether it offers a gallery that waits for a person's answer.
    pub const fn is_offer(self) -> bool {
        matches!(self, Self::AutoAssign | Self::Propose)
    }
}

/// Why it was decided like that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum ReasonCode {
    ClearWinner,
    /// Certain by its score, if another session did not fit nearly as well.
    HighScoreAmbiguous,
    MediumScore,
    MediumScoreAmbiguous,
    BelowThreshold,
    NoCandidates,
}

/// What the formula says about one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub outcome: Outcome,
    /// Where it belongs, if anywhere.
    pub gallery: Option<GalleryId>,
    /// The best session's score, even if it is not good enough.
    pub score: Option<Score>,
    pub reason: ReasonCode,
    /// The session that makes the best one doubtful.
    pub competing: Option<GalleryId>,
    /// The best sessions, best first.
    pub ranked: Vec<Scored>,
}

/// Decides about one file. The order of `all` does not matter.
pub fn decide(file: &FileFacts, all: &[Candidate]) -> Verdict {
    let mut ranked: Vec<Scored> =
        candidates(file, all).into_iter().map(|candidate| score(file, candidate)).collect();
    ranked.sort_by_key(rank);
    let verdict = classify(&ranked);
    ranked.truncate(RANKED_MAX);
    Verdict { ranked, ..verdict }
}

/// Best first; what scores alike goes by the kind of time, the distance from the start, the distance in metres, and at
/// last by the gallery's number, so that the order is always the same.
fn rank(scored: &Scored) -> impl Ord + use<> {
    (
        Reverse(scored.score),
        Reverse(scored.time.class),
        scored.time.minutes_from_start.unwrap_or(i64::MAX),
        scored.location.distance_metres.unwrap_or(u32::MAX),
        scored.gallery,
    )
}

fn classify(ranked: &[Scored]) -> Verdict {
    let Some(best) = ranked.first() else {
        return Verdict {
            outcome: Outcome::NoMatch,
            gallery: None,
            score: None,
            reason: ReasonCode::NoCandidates,
            competing: None,
            ranked: Vec::new(),
        };
    };
    let rival = ranked.get(1).filter(|second| is_rival(best.score, second.score));
    let (outcome, reason) = match (best.score, rival) {
        (score, None) if score >= AUTO_ASSIGN => (Outcome::AutoAssign, ReasonCode::ClearWinner),
        (score, Some(_)) if score >= AUTO_ASSIGN => (Outcome::Propose, ReasonCode::HighScoreAmbiguous),
        (score, None) if score >= PROPOSE => (Outcome::Propose, ReasonCode::MediumScore),
        (score, Some(_)) if score >= PROPOSE => (Outcome::Propose, ReasonCode::MediumScoreAmbiguous),
        _ => (Outcome::NoMatch, ReasonCode::BelowThreshold),
    };
    Verdict {
        outcome,
        gallery: outcome.is_offer().then_some(best.gallery),
        score: Some(best.score),
        reason,
        competing: rival.map(|rival| rival.gallery),
        ranked: Vec::new(),
    }
}

fn is_rival(best: Score, second: Score) -> bool {
    second >= PROPOSE
        && second.units() * 100 >= best.units() * AMBIGUITY_RATIO_PERCENT
        && best.units() - second.units() <= AMBIGUITY_DELTA.units()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::galleries::{SessionStatus, SessionWindow};
    use crate::ingest::matching::PositionState;
    use crate::ingest::matching::samples::{at, candidate, file_at};
    use chrono::Duration;

    fn scored(gallery: i64, units: i32) -> Scored {
        Scored { score: Score::of(units), ..score(&file_at(at(11, 0)), &candidate(gallery)) }
    }

    fn classified(units: &[i32]) -> (Outcome, ReasonCode, Option<i64>) {
        let ranked: Vec<Scored> = (1..).zip(units).map(|(gallery, units)| scored(gallery, *units)).collect();
        let verdict = classify(&ranked);
        (verdict.outcome, verdict.reason, verdict.competing.map(|gallery| gallery.0))
    }

    #[test]
    fn the_thresholds_belong_to_what_is_above_them() {
        assert_eq!(classified(&[]), (Outcome::NoMatch, ReasonCode::NoCandidates, None));
        assert_eq!(classified(&[54_999]), (Outcome::NoMatch, ReasonCode::BelowThreshold, None));
        assert_eq!(classified(&[55_000]), (Outcome::Propose, ReasonCode::MediumScore, None));
        assert_eq!(classified(&[84_999]), (Outcome::Propose, ReasonCode::MediumScore, None));
        assert_eq!(classified(&[85_000]), (Outcome::AutoAssign, ReasonCode::ClearWinner, None));
    }

    #[test]
    fn a_second_session_that_fits_nearly_as_well_takes_the_certainty() {
        assert_eq!(
            classified(&[95_000, 90_000]),
            (Outcome::Propose, ReasonCode::HighScoreAmbiguous, Some(2))
        );
        assert_eq!(classified(&[95_000, 89_999]), (Outcome::AutoAssign, ReasonCode::ClearWinner, None));
        assert_eq!(
            classified(&[60_000, 56_000]),
            (Outcome::Propose, ReasonCode::MediumScoreAmbiguous, Some(2))
        );
        // The second one is nothing to ask about.
        assert_eq!(classified(&[57_000, 54_999]), (Outcome::Propose, ReasonCode::MediumScore, None));
    }

    #[test]
    fn a_file_within_one_session_alone_with_its_place_is_certain() {
        let mut file = file_at(at(11, 0));
        let all = [candidate(7)];
        assert_eq!(decide(&file, &all).outcome, Outcome::Propose, "time alone gives 0.825");
        file.position = PositionState::Known(all[0].window.place.unwrap());
        let verdict = decide(&file, &all);
        assert_eq!((verdict.outcome, verdict.gallery), (Outcome::AutoAssign, Some(GalleryId(7))));
        assert_eq!(verdict.score.unwrap().to_string(), "0.92500");
    }

    #[test]
    fn equal_scores_go_to_the_nearer_start_and_then_to_the_smaller_number() {
        let file = file_at(at(11, 0));
        let shifted = |gallery: i64, minutes: i64| {
            let mut candidate = candidate(gallery);
            let SessionWindow { starts_at, ends_at, .. } = candidate.window;
            candidate.window.starts_at = starts_at + Duration::minutes(minutes);
            candidate.window.ends_at = ends_at + Duration::minutes(minutes);
            candidate
        };
        assert_eq!(decide(&file, &[candidate(9), shifted(10, 30)]).gallery, Some(GalleryId(10)));
        assert_eq!(decide(&file, &[candidate(9), candidate(8)]).gallery, Some(GalleryId(8)));
    }

    #[test]
    fn a_cancelled_session_leaves_the_field_to_the_next() {
        let mut cancelled = candidate(1);
        cancelled.window.status = SessionStatus::Cancelled;
        let verdict = decide(&file_at(at(11, 0)), &[cancelled, candidate(2)]);
        assert_eq!((verdict.gallery, verdict.competing), (Some(GalleryId(2)), None));
    }

    #[test]
    fn names_parse_back_and_people_are_told_from_the_formula() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::parse(outcome.as_str()), Some(outcome));
            assert!(!(outcome.is_manual() && outcome.is_offer()));
        }
    }
}
