//! What a verdict was made of, as one text: the same text means the same verdict.

use std::fmt::Write as _;

use super::{ALGORITHM, Candidate, FileFacts, Hints, PositionState, candidates};
use crate::galleries::{Buffers, Place, SessionWindow};

/// Everything that the verdict about `file` depends on, whatever the order of `all`. Sessions that are no candidates
/// leave it as it is.
pub fn inputs(file: &FileFacts, all: &[Candidate]) -> String {
    let mut text = format!("algorithm {ALGORITHM}\n");
    describe_file(&mut text, file);
    let mut near = candidates(file, all);
    near.sort_by_key(|candidate| candidate.gallery);
    for candidate in near {
        describe_candidate(&mut text, candidate);
    }
    text
}

fn describe_file(text: &mut String, file: &FileFacts) {
    let FileFacts { capture, position, hints, received_at: _ } = file;
    let Hints { session_type, job_type, words } = hints;
    let position = match position {
        PositionState::Known(place) => point(*place),
        PositionState::Redacted => "redacted".to_owned(),
        PositionState::Unknown => "unknown".to_owned(),
    };
    // Writing to a text cannot fail.
    let _ = writeln!(text, "{capture:?} {position} {session_type:?} {job_type:?} {words:?}");
}

fn describe_candidate(text: &mut String, candidate: &Candidate) {
    let Candidate { gallery, title, window } = candidate;
    let SessionWindow {
        starts_at,
        ends_at,
        timezone,
        buffers: Buffers { setup, travel_before, travel_after, teardown },
        place,
        location,
        session_type,
        job_type,
        status,
        calendar_state,
    } = window;
    let place = place.map_or_else(|| "unknown".to_owned(), point);
    let _ = write!(
        text,
        "gallery {gallery} {title:?} {} {}",
        starts_at.timestamp_micros(),
        ends_at.timestamp_micros()
    );
    let _ = write!(text, " {} {setup} {travel_before} {travel_after} {teardown} {place}", timezone.name());
    let _ = write!(text, " {location:?} {session_type:?} {job_type:?}");
    let _ = writeln!(text, " {} {}", status.as_str(), calendar_state.as_str());
}

fn point(Place { latitude, longitude }: Place) -> String {
    format!("{latitude:?},{longitude:?}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::matching::samples::{at, candidate, file_at};
    use chrono::Duration;

    #[test]
    fn what_the_verdict_depends_on_changes_the_text_and_nothing_else_does() {
        let file = file_at(at(11, 0));
        let all = [candidate(1), candidate(2)];
        let text = inputs(&file, &all);
        assert_eq!(text, inputs(&file, &[candidate(2), candidate(1)]));

        let mut elsewhere = candidate(3);
        elsewhere.window.starts_at += Duration::days(9);
        elsewhere.window.ends_at += Duration::days(9);
        assert_eq!(text, inputs(&file, &[candidate(1), candidate(2), elsewhere]));

        let mut later = file.clone();
        later.received_at += Duration::days(1);
        assert_eq!(text, inputs(&later, &all), "with a time of its own it does not matter when it came");

        let mut moved = candidate(2);
        moved.window.buffers.setup += 1;
        assert_ne!(text, inputs(&file, &[candidate(1), moved]));
        assert_ne!(text, inputs(&file_at(at(11, 1)), &all));
        assert_ne!(text, inputs(&file, &[candidate(1)]));
    }
}
