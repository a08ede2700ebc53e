//! Which sessions have to be looked up at all.

use chrono::{DateTime, Duration, Utc};

use super::{FileFacts, LOOK_BACK_DAYS, REACH_MINUTES};
use crate::Timestamp;

/// How far from UTC a clock can be, in hours, in either direction.
const ZONE_HOURS: i64 = 14;

/// How many stretches of time one look-up names; more are joined over the shortest gaps.
pub const SPANS_MAX: usize = 20;

/// A stretch of time, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub from: Timestamp,
    pub until: Timestamp,
}

/// The stretches of time that the sessions of all these files touch with their buffers, in order, apart from each
/// other, and few. What lies in one of them need not be a candidate; what is a candidate touches one of them.
pub fn spans<'a>(files: impl IntoIterator<Item = &'a FileFacts>) -> Vec<Span> {
    let mut all: Vec<Span> = files.into_iter().map(span).collect();
    all.sort_unstable();
    let mut apart: Vec<Span> = Vec::new();
    for span in all {
        match apart.last_mut() {
            Some(last) if span.from <= last.until => last.until = last.until.max(span.until),
            _ => apart.push(span),
        }
    }
    while apart.len() > SPANS_MAX {
        join_nearest(&mut apart);
    }
    apart
}

fn span(file: &FileFacts) -> Span {
    let Some(capture) = file.capture else {
        return Span { from: file.received_at - Duration::days(LOOK_BACK_DAYS), until: file.received_at };
    };
    // Cameras write years from 1826 to 9999, all of which have a neighbouring day.
    let clock: Timestamp = DateTime::from_naive_utc_and_offset(capture.local, Utc);
    let reach = Duration::minutes(REACH_MINUTES) + Duration::hours(ZONE_HOURS);
    Span { from: clock - reach, until: clock + reach }
}

fn join_nearest(apart: &mut Vec<Span>) {
    let gaps = apart.iter().zip(apart.iter().skip(1)).map(|(left, right)| right.from - left.until);
    let Some((nearest, _)) = gaps.enumerate().min_by_key(|(_, gap)| *gap) else { return };
    if nearest + 1 < apart.len() {
        let right = apart.remove(nearest + 1);
        if let Some(left) = apart.get_mut(nearest) {
            left.until = right.until;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::matching::samples::{at, file_at};

    #[test]
    fn the_files_of_a_day_are_one_look_up() {
        let files: Vec<FileFacts> =
            (0..600).map(|minute| file_at(at(8, 0) + Duration::minutes(minute))).collect();
        let spans = spans(&files);
        let reach = Duration::hours(12 + 14);
        let expected = Span { from: at(8, 0) - reach, until: at(17, 59) + reach };
        assert_eq!(spans, [expected]);
    }

    #[test]
    fn the_files_of_many_years_are_a_bounded_look_up() {
        let files: Vec<FileFacts> =
            (0..400).map(|n| file_at(at(8, 0) - Duration::days(n * (3 + n)))).collect();
        let spans = spans(&files);
        assert_eq!(spans.len(), SPANS_MAX);
        assert!(spans.is_sorted_by(|left, right| left.until < right.from));
        for file in &files {
            let own = span(file);
            assert!(spans.iter().any(|span| span.from <= own.from && own.until <= span.until));
        }
    }
}
