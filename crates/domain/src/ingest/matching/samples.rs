//! One session and one file for the tests.

use std::collections::BTreeSet;

use chrono::TimeZone;
use chrono_tz::Tz;

use super::{Candidate, Capture, CaptureSource, FileFacts, Hints, PositionState};
use crate::galleries::{Buffers, CalendarState, Place, SessionStatus, SessionWindow};
use crate::{GalleryId, Timestamp};

/// An instant of the day of the session, in UTC.
pub(super) fn at(hour: u32, minute: u32) -> Timestamp {
    chrono::Utc.with_ymd_and_hms(2026, 5, 4, hour, minute, 0).unwrap()
}

/// From 10:00 to 12:00 UTC, with 45 minutes before it and 30 after it.
pub(super) fn window() -> SessionWindow {
    SessionWindow {
        starts_at: at(10, 0),
        ends_at: at(12, 0),
        timezone: Tz::America__Los_Angeles,
        buffers: Buffers { setup: 30, travel_before: 15, travel_after: 20, teardown: 10 },
        place: Some(Place { latitude: 34.0728, longitude: -118.4421 }),
        location: Some("Royce Hall".into()),
        session_type: Some("Headshot".into()),
        job_type: Some("corporate".into()),
        status: SessionStatus::Confirmed,
        calendar_state: CalendarState::Normal,
    }
}

pub(super) fn candidate(gallery: i64) -> Candidate {
    Candidate { gallery: GalleryId(gallery), title: "Gabby Haslam".into(), window: window() }
}

/// A file whose camera knows its zone, without place and texts.
pub(super) fn file_at(instant: Timestamp) -> FileFacts {
    let capture = Capture {
        local: instant.naive_utc(),
        offset: Some(chrono::FixedOffset::east_opt(0).unwrap()),
        source: CaptureSource::DateTimeOriginal,
    };
    FileFacts {
        capture: Some(capture),
        position: PositionState::Unknown,
        hints: Hints { session_type: None, job_type: None, words: BTreeSet::new() },
        received_at: instant + chrono::Duration::hours(6),
    }
}
