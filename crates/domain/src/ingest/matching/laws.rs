//! Laws that hold for every file and every session: small worlds are drawn at random.

use chrono::{Duration, FixedOffset};
use proptest::prelude::*;

use super::samples::{at, candidate, file_at, window};
use super::{
    AUTO_ASSIGN, Candidate, FileFacts, Outcome, PROPOSE, PositionState, RANKED_MAX, Score, Signal,
    candidates, decide, inputs, score, spans, words,
};
use crate::galleries::{Buffers, CalendarState, Place, SessionStatus, SessionWindow};

fn buffers() -> impl Strategy<Value = Buffers> {
    (0..90_i32, 0..90_i32, 0..90_i32, 0..90_i32).prop_map(|(setup, travel_before, travel_after, teardown)| {
        Buffers { setup, travel_before, travel_after, teardown }
    })
}

/// Around the sample's place, by up to some thirty kilometres.
fn place() -> impl Strategy<Value = Place> {
    (-300..300_i32, -300..300_i32).prop_map(|(north, east)| Place {
        latitude: 34.0 + f64::from(north) / 1_000.0,
        longitude: -118.0 + f64::from(east) / 1_000.0,
    })
}

fn texts() -> impl Strategy<Value = String> {
    proptest::sample::select(vec!["", "Gabby Haslam", "Royce Hall", "Spring wedding", "UCLA portraits"])
        .prop_map(str::to_owned)
}

fn kind() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(proptest::sample::select(vec!["headshot", "wedding"]).prop_map(str::to_owned))
}

prop_compose! {
    fn session()(
        start in -600..600_i64,
        length in 1..300_i64,
        buffers in buffers(),
        place in proptest::option::of(place()),
        (title, location) in (texts(), texts()),
        (session_type, job_type) in (kind(), kind()),
        status in proptest::sample::select(SessionStatus::ALL.to_vec()),
        calendar_state in proptest::sample::select(CalendarState::ALL.to_vec()),
        gallery in 1..9_i64,
    ) -> Candidate {
        let starts_at = at(12, 0) + Duration::minutes(start);
        let ends_at = starts_at + Duration::minutes(length);
        let location = Some(location);
        let window = SessionWindow {
            starts_at, ends_at, buffers, place, location, session_type, job_type, status, calendar_state,
            ..window()
        };
        Candidate { title, window, ..candidate(gallery) }
    }
}

/// Sessions of different galleries.
fn sessions() -> impl Strategy<Value = Vec<Candidate>> {
    proptest::collection::vec(session(), 0..8).prop_map(|mut all| {
        for (gallery, candidate) in (1..).zip(&mut all) {
            candidate.gallery.0 = gallery;
        }
        all
    })
}

prop_compose! {
    fn file()(
        seconds in -60_000..60_000_i64,
        knows_time in proptest::bool::weighted(0.9),
        offset in proptest::option::of(-12..=14_i32),
        position in prop_oneof![
            Just(PositionState::Unknown),
            Just(PositionState::Redacted),
            place().prop_map(PositionState::Known),
        ],
        texts in texts(),
        (session_type, job_type) in (kind(), kind()),
    ) -> FileFacts {
        let mut file = file_at(at(12, 0) + Duration::seconds(seconds));
        if let Some(capture) = &mut file.capture {
            capture.offset = offset.and_then(|hours| FixedOffset::east_opt(hours * 3_600));
        }
        if !knows_time {
            file.capture = None;
        }
        file.position = position;
        file.hints.words = words(&texts);
        file.hints.session_type = session_type;
        file.hints.job_type = job_type;
        file
    }
}

/// A file that is a given number of seconds outside of the session, on one side of it, or inside if negative.
fn moved(session: &Candidate, seconds: i64, is_before: bool) -> FileFacts {
    let window = &session.window;
    let away = Duration::seconds(seconds);
    file_at(if is_before { window.starts_at - away } else { window.ends_at + away })
}

proptest! {
    #[test]
    fn every_score_and_every_part_of_it_lies_between_zero_and_one(file in file(), session in session()) {
        let scored = score(&file, &session);
        let parts = [scored.time.score, scored.location.score, scored.semantic.score, scored.operational.score];
        for part in parts.into_iter().chain([scored.score]) {
            prop_assert!((0..=Score::UNITS).contains(&part.units()));
        }
    }

    #[test]
    fn a_whole_is_never_better_than_its_best_part(file in file(), session in session()) {
        let scored = score(&file, &session);
        let parts = [scored.time.score, scored.location.score, scored.semantic.score, scored.operational.score];
        prop_assert!(scored.score <= *parts.iter().max().unwrap());
    }

    #[test]
    fn nearer_in_time_never_scores_less(
        session in session(),
        (near, far) in (0..60_000_i64, 0..60_000_i64),
        is_before in any::<bool>(),
        position in place().prop_map(PositionState::Known),
    ) {
        let (near, far) = (near.min(far), near.max(far));
        let at = |seconds| FileFacts { position, ..moved(&session, seconds, is_before) };
        prop_assert!(score(&at(near), &session).score >= score(&at(far), &session).score);
        prop_assert!(score(&at(-1), &session).score >= score(&at(near), &session).score);
    }

    #[test]
    fn nearer_in_place_never_scores_less(file in file(), session in session(), steps in (0..400_i32, 0..400_i32)) {
        let home = Place { latitude: 34.0, longitude: -118.0 };
        let mut session = session;
        session.window.place = Some(home);
        let north = |step: i32| PositionState::Known(Place { latitude: 34.0 + f64::from(step) / 1_000.0, ..home });
        let (near, far) = (steps.0.min(steps.1), steps.0.max(steps.1));
        let at = |step| score(&FileFacts { position: north(step), ..file.clone() }, &session).score;
        prop_assert!(at(near) >= at(far));
    }

    #[test]
    fn one_more_text_that_fits_never_scores_less(file in file(), session in session()) {
        let plain = score(&file, &session);
        let mut named = file.clone();
        named.hints.words.extend(words(&session.title));
        let fits = score(&named, &session);
        // A file that said nothing at all had half of it for nothing.
        if named.hints.words.is_empty() || plain.semantic.available.contains(&Signal::TitleOrLocation) {
            prop_assert!(fits.score >= plain.score);
        } else if plain.semantic.available.is_empty() {
            prop_assert_eq!(fits.semantic.score, Score::ONE);
        }
    }

    #[test]
    fn a_more_certain_session_never_scores_less(file in file(), session in session()) {
        let with = |status, calendar_state| {
            let window = SessionWindow { status, calendar_state, ..session.window.clone() };
            score(&file, &Candidate { window, ..session.clone() }).score
        };
        let best = with(SessionStatus::Confirmed, CalendarState::Normal);
        for status in SessionStatus::ALL {
            for state in CalendarState::ALL {
                prop_assert!(with(status, state) <= best);
            }
        }
    }

    #[test]
    fn wider_buffers_never_lose_a_file(file in file(), session in session(), more in 0..60_i32) {
        let mut wider = session.clone();
        wider.window.buffers.setup += more;
        wider.window.buffers.teardown += more;
        prop_assert!(score(&file, &wider).score >= score(&file, &session).score);
    }

    #[test]
    fn a_session_at_twice_the_scale_fits_a_file_at_twice_the_distance_alike(
        session in session(),
        minutes in 0..180_i64,
        is_before in any::<bool>(),
    ) {
        let mut doubled = session.clone();
        let Buffers { setup, travel_before, travel_after, teardown } = session.window.buffers;
        doubled.window.buffers = Buffers {
            setup: setup * 2,
            travel_before: travel_before * 2,
            travel_after: travel_after * 2,
            teardown: teardown * 2,
        };
        let once = score(&moved(&session, minutes * 60, is_before), &session);
        let twice = score(&moved(&doubled, minutes * 120, is_before), &doubled);
        // Outside, the scale is a fixed one: six hours.
        if once.time.minutes_outside == Some(0) {
            prop_assert_eq!(once.time.score, twice.time.score);
        }
    }

    #[test]
    fn the_order_of_the_sessions_does_not_matter(
        file in file(),
        (sessions, shuffled) in sessions().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        prop_assert_eq!(decide(&file, &sessions), decide(&file, &shuffled));
        prop_assert_eq!(inputs(&file, &sessions), inputs(&file, &shuffled));
    }

    #[test]
    fn what_did_not_take_place_never_matches(file in file(), sessions in sessions()) {
        let off: Vec<Candidate> = sessions
            .into_iter()
            .map(|mut session| {
                session.window.status = SessionStatus::NoShow;
                session
            })
            .collect();
        prop_assert!(candidates(&file, &off).is_empty());
        prop_assert_eq!(decide(&file, &off).outcome, Outcome::NoMatch);
    }

    #[test]
    fn a_verdict_keeps_to_its_thresholds(file in file(), sessions in sessions()) {
        let verdict = decide(&file, &sessions);
        prop_assert!(verdict.ranked.len() <= RANKED_MAX);
        prop_assert!(verdict.ranked.is_sorted_by(|a, b| a.score >= b.score));
        let best = verdict.ranked.first().map(|scored| scored.score);
        prop_assert_eq!(best, verdict.score);
        match verdict.outcome {
            Outcome::AutoAssign => {
                prop_assert!(best >= Some(AUTO_ASSIGN) && verdict.competing.is_none());
            }
            Outcome::Propose => {
                prop_assert!(best >= Some(PROPOSE));
                prop_assert!(best < Some(AUTO_ASSIGN) || verdict.competing.is_some());
            }
            Outcome::NoMatch => prop_assert!(best < Some(PROPOSE) && verdict.gallery.is_none()),
            Outcome::ManualAssign | Outcome::ManualUnassign => prop_assert!(false, "no formula is a person"),
        }
        if verdict.outcome.is_offer() {
            prop_assert_eq!(verdict.gallery, verdict.ranked.first().map(|scored| scored.gallery));
        }
    }

    #[test]
    fn a_session_further_than_its_reach_changes_nothing(file in file(), sessions in sessions()) {
        let mut more = sessions.clone();
        let mut elsewhere = candidate(99);
        elsewhere.window.starts_at += Duration::days(60);
        elsewhere.window.ends_at += Duration::days(60);
        more.push(elsewhere);
        prop_assert_eq!(decide(&file, &sessions), decide(&file, &more));
        prop_assert_eq!(inputs(&file, &sessions), inputs(&file, &more));
    }

    #[test]
    fn the_same_inputs_give_the_same_verdict(file in file(), sessions in sessions()) {
        let mut later = file.clone();
        if file.capture.is_some() {
            later.received_at += Duration::hours(1);
        }
        prop_assert_eq!(inputs(&file, &sessions), inputs(&later, &sessions));
        prop_assert_eq!(decide(&file, &sessions), decide(&later, &sessions));
    }

    #[test]
    fn every_candidate_is_looked_up(files in proptest::collection::vec(file(), 1..30), sessions in sessions()) {
        let spans = spans(&files);
        for file in &files {
            for candidate in candidates(file, &sessions) {
                let (start, end) = (candidate.window.effective_start(), candidate.window.effective_end());
                prop_assert!(spans.iter().any(|span| start <= span.until && end >= span.from));
            }
        }
    }
}
