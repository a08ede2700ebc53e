//! One score out of four.

use chrono::Duration;

use super::location::LocationEvidence;
use super::operational::OperationalEvidence;
use super::semantic::SemanticEvidence;
use super::time::{BufferClass, TimeEvidence, distance};
use super::{
    Candidate, FileFacts, LOOK_BACK_DAYS, REACH_MINUTES, Score, location, operational, semantic, time,
};
use crate::GalleryId;
use crate::galleries::CalendarState;

/// What time, place, texts and certainty weigh, in hundredths.
pub const WEIGHTS: [i64; 4] = [55, 20, 15, 10];

/// Further outside than this, in minutes, nothing is proposed by itself…
const FAR_MINUTES: i64 = 120;

/// …because no more than this is left.
const FAR_MOST: Score = Score::of(54_000);

/// A session as it fits a file, with the reasons.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Scored {
    #[cfg_attr(feature = "serde", serde(rename = "gallery_id"))]
    pub gallery: GalleryId,
    pub title: String,
    pub score: Score,
    pub time: TimeEvidence,
    pub location: LocationEvidence,
    pub semantic: SemanticEvidence,
    pub operational: OperationalEvidence,
}

/// The sessions that the file may belong to: those that took place, and lie within reach of the time at which it was
/// taken. A file that does not say when may belong to any that was on in the weeks before it came in.
pub fn candidates<'a>(file: &FileFacts, all: &'a [Candidate]) -> Vec<&'a Candidate> {
    all.iter()
        .filter(|candidate| candidate.window.status.took_place() && within_reach(file, candidate))
        .collect()
}

fn within_reach(file: &FileFacts, candidate: &Candidate) -> bool {
    let window = &candidate.window;
    let reach = Duration::minutes(REACH_MINUTES);
    if file.capture.is_none() {
        let earliest = file.received_at - Duration::days(LOOK_BACK_DAYS);
        return window.effective_start() <= file.received_at && window.effective_end() >= earliest;
    }
    let instants = file.instants(window.timezone);
    instants.into_iter().any(|at| distance(at, window.effective_start(), window.effective_end()) <= reach)
}

/// How well the session fits the file.
pub fn score(file: &FileFacts, candidate: &Candidate) -> Scored {
    let window = &candidate.window;
    let time = time::evidence(file, window);
    let location = location::evidence(file.position, window.place);
    let semantic = semantic::evidence(&file.hints, candidate);
    let operational = operational::evidence(window.status, window.calendar_state);
    let parts = [time.score, location.score, semantic.score, operational.score];
    let score = downgraded(weighed(parts), &time, window.calendar_state);
    Scored {
        gallery: candidate.gallery,
        title: candidate.title.clone(),
        score,
        time,
        location,
        semantic,
        operational,
    }
}

/// Parts of which a [`Score`] has one thousand for each of its units, so that the weights and the downgrades divide
/// without a remainder and rounding happens once.
const FINE: i64 = 1_000;

fn weighed(parts: [Score; 4]) -> i64 {
    let hundredths = parts.iter().zip(WEIGHTS).map(|(part, weight)| i64::from(part.units()) * weight);
    hundredths.sum::<i64>() * (FINE / 100)
}

fn downgraded(fine: i64, time: &TimeEvidence, calendar: CalendarState) -> Score {
    let mut fine = fine;
    if time.minutes_outside.is_some_and(|minutes| minutes > FAR_MINUTES) {
        fine = fine.min(i64::from(FAR_MOST.units()) * FINE);
    }
    let doubtful = matches!(calendar, CalendarState::Conflict | CalendarState::SyncError);
    if doubtful && time.class != BufferClass::Core {
        fine = fine * 9 / 10;
    }
    Score::rounded(fine, FINE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::galleries::SessionStatus;
    use crate::ingest::matching::samples::{at, candidate, file_at};

    /// The score of a file without place and texts, taken so many minutes after the end of the sample session, whose
    /// buffers reach 30 minutes further.
    fn after_the_end(minutes: i64, change: impl FnOnce(&mut Candidate)) -> String {
        let mut candidate = candidate(1);
        change(&mut candidate);
        score(&file_at(at(12, 0) + Duration::minutes(minutes)), &candidate).score.to_string()
    }

    #[test]
    fn the_weights_are_a_whole() {
        assert_eq!(WEIGHTS.iter().sum::<i64>(), 100);
        // 0.55 × 1 + 0.20 × 0.5 + 0.15 × 0.5 + 0.10 × 1
        assert_eq!(after_the_end(0, |_| {}), "0.82500");
        // 0.55 × 0.725 + 0.275
        assert_eq!(after_the_end(15, |_| {}), "0.67375");
    }

    #[test]
    fn more_than_two_hours_outside_nothing_is_proposed() {
        let near = |candidate: &mut Candidate| candidate.window.buffers = Default::default();
        let mut file = file_at(at(14, 0));
        let mut candidate = candidate(1);
        near(&mut candidate);
        file.position = crate::ingest::matching::PositionState::Known(candidate.window.place.unwrap());
        file.hints.words = ["gabby".to_owned()].into();
        // 0.55 × 1/3 + 0.20 + 0.15 + 0.10
        assert_eq!(score(&file, &candidate).score.to_string(), "0.63333");
        file.capture = file_at(at(14, 1)).capture;
        assert_eq!(score(&file, &candidate).score.to_string(), "0.54000");
    }

    #[test]
    fn a_doubtful_calendar_takes_a_tenth_outside_of_the_core() {
        for (state, inside, outside) in [
            // 0.55 + 0.175 + 0.1 × 0.65, and 0.55 × 0.725 + 0.175 + 0.065 less a tenth
            (CalendarState::Conflict, "0.79000", "0.57488"),
            (CalendarState::SyncError, "0.78000", "0.56588"),
            (CalendarState::Stale, "0.81000", "0.65875"),
        ] {
            let change = |candidate: &mut Candidate| candidate.window.calendar_state = state;
            assert_eq!(after_the_end(0, change), inside, "{state:?}");
            assert_eq!(after_the_end(15, change), outside, "{state:?}");
        }
    }

    #[test]
    fn sessions_that_did_not_take_place_or_are_too_far_away_are_no_candidates() {
        let all = [candidate(1)];
        let found = |minutes: i64| candidates(&file_at(at(12, 30) + Duration::minutes(minutes)), &all).len();
        assert_eq!((found(0), found(720), found(721)), (1, 1, 0));
        for status in SessionStatus::ALL {
            let mut candidate = candidate(1);
            candidate.window.status = status;
            let found = candidates(&file_at(at(11, 0)), std::slice::from_ref(&candidate)).len();
            let expected = usize::from(!matches!(status, SessionStatus::Cancelled | SessionStatus::NoShow));
            assert_eq!(found, expected, "{status:?}");
        }
    }

    #[test]
    fn a_file_without_a_time_may_belong_to_any_session_of_the_weeks_before_it_came() {
        let all = [candidate(1)];
        let found = |received_at| {
            let mut file = file_at(at(11, 0));
            file.capture = None;
            file.received_at = received_at;
            candidates(&file, &all).len()
        };
        let end = at(12, 30);
        assert_eq!(found(at(9, 14)), 0, "it came before the session");
        assert_eq!(found(at(9, 15)), 1);
        assert_eq!(found(end + Duration::days(LOOK_BACK_DAYS)), 1);
        assert_eq!(found(end + Duration::days(LOOK_BACK_DAYS) + Duration::seconds(1)), 0);
    }
}
