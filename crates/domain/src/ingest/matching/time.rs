//! How well the time of the shutter fits a session.

use chrono::Duration;

use super::{FileFacts, Score};
use crate::Timestamp;
use crate::galleries::SessionWindow;

/// A time that is not known: less than an unknown place gives, because time is what sessions are told apart by.
const UNKNOWN: Score = Score::of(40_000);

/// At the edge of the core, in the buffers.
const BUFFER_BEST: i64 = 85_000;

/// At the outer edge of the buffers.
const BUFFER_WORST: i64 = 60_000;

/// Right outside of the buffers.
const OUTSIDE_BEST: i64 = 50_000;

/// How far outside nothing is left of it.
const OUTSIDE_SECONDS: i64 = 360 * 60;

/// Where the time of the shutter lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum BufferClass {
    Unknown,
    Outside,
    Buffer,
    Core,
}

/// Who says in which zone the camera's clock ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum TimezoneSource {
    /// The file.
    Embedded,
    /// The session's place.
    Inferred,
    Unknown,
}

/// Why the time fits as well as it does. Minutes are whole ones.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct TimeEvidence {
    pub captured_at: Option<Timestamp>,
    pub timezone_source: TimezoneSource,
    pub class: BufferClass,
    /// From the planned start, before or after it.
    pub minutes_from_start: Option<i64>,
    /// From the session without its buffers; 0 inside.
    pub minutes_from_core: Option<i64>,
    /// From the session with its buffers; 0 inside.
    pub minutes_outside: Option<i64>,
    pub score: Score,
}

/// The best that can be said: where the clocks were put back, the camera may have meant either hour.
pub(super) fn evidence(file: &FileFacts, window: &SessionWindow) -> TimeEvidence {
    let embedded = file.capture.is_some_and(|capture| capture.offset.is_some());
    let source = if embedded { TimezoneSource::Embedded } else { TimezoneSource::Inferred };
    let fits = file.instants(window.timezone).into_iter().map(|at| fit(at, source, window));
    // The earlier one of two that fit alike.
    fits.reduce(|best, next| if next.score > best.score { next } else { best }).unwrap_or(TimeEvidence {
        captured_at: None,
        timezone_source: TimezoneSource::Unknown,
        class: BufferClass::Unknown,
        minutes_from_start: None,
        minutes_from_core: None,
        minutes_outside: None,
        score: UNKNOWN,
    })
}

fn fit(at: Timestamp, timezone_source: TimezoneSource, window: &SessionWindow) -> TimeEvidence {
    let from_core = distance(at, window.starts_at, window.ends_at);
    let outside = distance(at, window.effective_start(), window.effective_end());
    let side = if at < window.starts_at { window.buffers.before() } else { window.buffers.after() };
    let (class, score) = if from_core.is_zero() {
        (BufferClass::Core, Score::ONE)
    } else if outside.is_zero() {
        (BufferClass::Buffer, in_buffer(from_core.num_seconds(), i64::from(side) * 60))
    } else {
        (BufferClass::Outside, beyond(outside.num_seconds()))
    };
    TimeEvidence {
        captured_at: Some(at),
        timezone_source,
        class,
        minutes_from_start: Some((at - window.starts_at).num_minutes().abs()),
        minutes_from_core: Some(from_core.num_minutes()),
        minutes_outside: Some(outside.num_minutes()),
        score,
    }
}

/// How far an instant lies from a span, whose ends belong to it.
pub(super) fn distance(at: Timestamp, start: Timestamp, end: Timestamp) -> Duration {
    if at < start {
        start - at
    } else if at > end {
        at - end
    } else {
        Duration::zero()
    }
}

/// 0.85 at the core, 0.60 at the outer edge.
fn in_buffer(seconds: i64, side: i64) -> Score {
    let side = side.max(60);
    let lost = (BUFFER_BEST - BUFFER_WORST) * seconds.min(side);
    Score::rounded(BUFFER_BEST * side - lost, side)
}

/// 0.50 at the edge of the buffers, nothing six hours from there.
fn beyond(seconds: i64) -> Score {
    let left = OUTSIDE_SECONDS - seconds.min(OUTSIDE_SECONDS);
    Score::rounded(OUTSIDE_BEST * left, OUTSIDE_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::matching::samples::{at, file_at, window};

    /// The sample session lasts from 10:00 to 12:00 UTC, with 45 minutes before it and 30 after it.
    fn fits(hour: u32, minute: u32) -> (BufferClass, String) {
        let evidence = evidence(&file_at(at(hour, minute)), &window());
        (evidence.class, evidence.score.to_string())
    }

    #[test]
    fn inside_is_one_and_the_ends_belong_to_it() {
        for (hour, minute) in [(10, 0), (11, 0), (12, 0)] {
            assert_eq!(fits(hour, minute), (BufferClass::Core, "1.00000".into()));
        }
    }

    #[test]
    fn the_buffers_fall_from_85_to_60() {
        assert_eq!(fits(9, 59), (BufferClass::Buffer, "0.84444".into()));
        assert_eq!(fits(9, 30), (BufferClass::Buffer, "0.68333".into()));
        assert_eq!(fits(9, 15), (BufferClass::Buffer, "0.60000".into()));
        assert_eq!(fits(12, 15), (BufferClass::Buffer, "0.72500".into()));
        assert_eq!(fits(12, 30), (BufferClass::Buffer, "0.60000".into()));
    }

    #[test]
    fn outside_falls_from_50_to_nothing_in_six_hours() {
        assert_eq!(fits(9, 14), (BufferClass::Outside, "0.49861".into()));
        assert_eq!(fits(6, 15), (BufferClass::Outside, "0.25000".into()));
        assert_eq!(fits(18, 30), (BufferClass::Outside, "0.00000".into()));
        assert_eq!(fits(20, 0), (BufferClass::Outside, "0.00000".into()));
    }

    #[test]
    fn minutes_are_told_for_people() {
        let evidence = evidence(&file_at(at(9, 0)), &window());
        let told = (evidence.minutes_from_start, evidence.minutes_from_core, evidence.minutes_outside);
        assert_eq!(told, (Some(60), Some(60), Some(15)));
    }

    #[test]
    fn an_unknown_time_is_worth_40() {
        let mut file = file_at(at(11, 0));
        file.capture = None;
        let evidence = evidence(&file, &window());
        assert_eq!((evidence.class, evidence.score), (BufferClass::Unknown, Score::of(40_000)));
        assert_eq!(evidence.timezone_source, TimezoneSource::Unknown);
    }

    #[test]
    fn a_window_without_buffers_has_none() {
        let mut window = window();
        window.buffers = Default::default();
        let evidence = evidence(&file_at(at(12, 1)), &window);
        assert_eq!((evidence.class, evidence.score.to_string()), (BufferClass::Outside, "0.49861".into()));
    }
}
