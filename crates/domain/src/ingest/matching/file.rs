//! What a file says of itself, in the form in which it is compared.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, LocalResult, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value};

use crate::galleries::Place;
use crate::{Timestamp, text};

/// Who says when a picture was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptureSource {
    /// EXIF `DateTimeOriginal`: the shutter.
    DateTimeOriginal,
    /// EXIF `DateTimeDigitized`: a scanner, or a camera that writes nothing else.
    CreateDate,
}

impl CaptureSource {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DateTimeOriginal => "date_time_original",
            Self::CreateDate => "create_date",
        }
    }
}

/// When a picture was taken, by the camera's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capture {
    pub local: NaiveDateTime,
    /// How far the clock was from UTC, where the camera says so.
    pub offset: Option<FixedOffset>,
    pub source: CaptureSource,
}

/// Where a picture was taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PositionState {
    Known(Place),
    /// It was taken out on purpose, and must not be guessed at.
    Redacted,
    Unknown,
}

/// Texts from which the session can be guessed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hints {
    pub session_type: Option<String>,
    pub job_type: Option<String>,
    /// Folded words to look for in the session's title and location.
    pub words: BTreeSet<String>,
}

/// What is compared of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct FileFacts {
    pub capture: Option<Capture>,
    pub position: PositionState,
    pub hints: Hints,
    /// When it came in; pictures are not taken later than that.
    pub received_at: Timestamp,
}

/// The name under which a file came.
#[derive(Debug, Clone, Copy)]
pub struct FileName<'a>(pub &'a str);

impl FileFacts {
    /// What is compared of a file with this metadata under the names of the API. `taken_at` is when the shutter opened,
    /// by the camera's clock; `label` is what the uploader calls the whole batch.
    pub fn of(
        metadata: &Map<String, Value>,
        taken_at: Option<NaiveDateTime>,
        name: FileName<'_>,
        label: Option<&str>,
        received_at: Timestamp,
    ) -> Self {
        Self {
            capture: capture(metadata, taken_at),
            position: position(metadata),
            hints: hints(metadata, name, label),
            received_at,
        }
    }

    /// The time of the shutter, if the camera's clock is read in `zone`: one instant, or two where the clocks were put
    /// back in between. An hour that the clocks left out is read as if they had not been put forward yet.
    pub(super) fn instants(&self, zone: Tz) -> Vec<Timestamp> {
        let Some(Capture { local, offset, source: _ }) = self.capture else { return Vec::new() };
        if let Some(offset) = offset {
            return local
                .checked_sub_offset(offset)
                .map(|utc| DateTime::from_naive_utc_and_offset(utc, Utc))
                .into_iter()
                .collect();
        }
        match zone.from_local_datetime(&local) {
            LocalResult::Single(at) => vec![at.to_utc()],
            LocalResult::Ambiguous(first, second) => vec![first.to_utc(), second.to_utc()],
            LocalResult::None => {
                let before = local.checked_sub_signed(HOUR).map(|local| zone.from_local_datetime(&local));
                before.and_then(LocalResult::earliest).map(|at| at.to_utc() + HOUR).into_iter().collect()
            }
        }
    }
}

const HOUR: TimeDelta = TimeDelta::hours(1);

fn capture(metadata: &Map<String, Value>, taken_at: Option<NaiveDateTime>) -> Option<Capture> {
    let text = |name: &str| metadata.get(name).and_then(Value::as_str);
    let offset = text("offset_time_original").and_then(|offset| offset.parse::<FixedOffset>().ok());
    if let Some(local) = taken_at {
        return Some(Capture { local, offset, source: CaptureSource::DateTimeOriginal });
    }
    let digitized = text("date_time_digitized")?;
    let local = NaiveDateTime::parse_from_str(digitized, "%Y-%m-%d %H:%M:%S").ok()?;
    Some(Capture { local, offset: None, source: CaptureSource::CreateDate })
}

fn position(metadata: &Map<String, Value>) -> PositionState {
    let Some(gps) = metadata.get("gps") else { return PositionState::Unknown };
    if gps.get("is_redacted").and_then(Value::as_bool) == Some(true) {
        return PositionState::Redacted;
    }
    let degrees = |name: &str| gps.get(name).and_then(Value::as_f64);
    match (degrees("latitude"), degrees("longitude")) {
        (Some(latitude), Some(longitude)) => {
            Place::at(latitude, longitude).map_or(PositionState::Unknown, PositionState::Known)
        }
        _ => PositionState::Unknown,
    }
}

/// Words of file names that cameras and programs choose, and people do not.
const NOISE: &[&str] = &[
    "capture", "copy", "dji", "dsc", "dscf", "dscn", "edit", "edited", "export", "final", "gopr", "image",
    "img", "jpeg", "jpg", "mvi", "photo", "picture", "pxl", "raw", "scan", "untitled",
];

/// Keywords that name a kind of session instead of something to look for: `session_type:wedding`.
const SESSION_TYPE: &str = "session_type:";
const JOB_TYPE: &str = "job_type:";

fn hints(metadata: &Map<String, Value>, FileName(name): FileName<'_>, label: Option<&str>) -> Hints {
    let mut hints = Hints { words: label.map(words).unwrap_or_default(), ..Hints::default() };
    let keywords = metadata.get("keywords").and_then(Value::as_array);
    for keyword in keywords.into_iter().flatten().filter_map(Value::as_str).map(text::fold) {
        let kind = |prefix| keyword.strip_prefix(prefix).map(str::trim).filter(|kind| !kind.is_empty());
        if let Some(kind) = kind(SESSION_TYPE) {
            hints.session_type.get_or_insert_with(|| kind.to_owned());
        } else if let Some(kind) = kind(JOB_TYPE) {
            hints.job_type.get_or_insert_with(|| kind.to_owned());
        } else {
            hints.words.extend(words(&keyword));
        }
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    // Numbers in file names are counters and dates.
    let named = words(stem).into_iter().filter(|word| word.chars().all(char::is_alphabetic));
    hints.words.extend(named.filter(|word| !NOISE.contains(&word.as_str())));
    hints
}

/// The folded words of a text. Shorter ones than three letters say nothing.
pub fn words(raw: &str) -> BTreeSet<String> {
    let folded = text::fold(raw);
    let parts = folded.split(|c: char| !c.is_alphanumeric());
    parts.filter(|word| word.chars().count() >= 3).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn file(metadata: Value, taken_at: Option<&str>, name: &str, label: Option<&str>) -> FileFacts {
        let metadata = metadata.as_object().cloned().unwrap();
        let taken_at = taken_at.map(|at| NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M:%S").unwrap());
        FileFacts::of(&metadata, taken_at, FileName(name), label, Timestamp::UNIX_EPOCH)
    }

    fn hints_of(metadata: Value, name: &str, label: Option<&str>) -> Hints {
        file(metadata, None, name, label).hints
    }

    fn shown(instants: Vec<Timestamp>) -> Vec<String> {
        instants.iter().map(|at| at.format("%m-%d %H:%M").to_string()).collect()
    }

    fn taken(local: &str, zone: Tz) -> Vec<String> {
        shown(file(json!({}), Some(local), "a.jpg", None).instants(zone))
    }

    #[test]
    fn the_shutter_is_believed_before_the_scanner() {
        let scanned = json!({ "date_time_digitized": "2026-05-05 10:00:00" });
        let capture = file(scanned.clone(), Some("2026-05-04 10:00:00"), "a.jpg", None).capture.unwrap();
        assert_eq!(capture.source, CaptureSource::DateTimeOriginal);
        let capture = file(scanned, None, "a.jpg", None).capture.unwrap();
        assert_eq!(capture.source, CaptureSource::CreateDate);
        for broken in
            [json!({}), json!({ "date_time_digitized": 7 }), json!({ "date_time_digitized": "soon" })]
        {
            assert_eq!(file(broken, None, "a.jpg", None).capture, None);
        }
    }

    #[test]
    fn a_camera_that_knows_its_zone_is_believed_and_another_is_read_in_the_places_zone() {
        assert_eq!(taken("2026-07-01 12:00:00", Tz::Europe__Oslo), ["07-01 10:00"]);
        assert_eq!(taken("2026-07-01 12:00:00", Tz::America__Los_Angeles), ["07-01 19:00"]);
        let known = json!({ "offset_time_original": "-03:30" });
        let known = file(known, Some("2026-07-01 12:00:00"), "a.jpg", None);
        assert_eq!(shown(known.instants(Tz::Europe__Oslo)), ["07-01 15:30"]);
    }

    #[test]
    fn an_hour_that_comes_twice_is_two_instants_and_one_that_is_left_out_is_read_by_the_old_clock() {
        assert_eq!(taken("2026-10-25 02:30:00", Tz::Europe__Oslo), ["10-25 00:30", "10-25 01:30"]);
        assert_eq!(taken("2026-03-29 02:30:00", Tz::Europe__Oslo), ["03-29 01:30"]);
    }

    #[test]
    fn a_position_that_was_taken_out_or_is_impossible_is_none() {
        let position = |gps: Value| file(json!({ "gps": gps }), None, "a.jpg", None).position;
        let oslo = json!({ "latitude": 59.9, "longitude": 10.7 });
        assert_eq!(position(oslo), PositionState::Known(Place { latitude: 59.9, longitude: 10.7 }));
        let redacted = json!({ "latitude": 59.9, "longitude": 10.7, "is_redacted": true });
        assert_eq!(position(redacted), PositionState::Redacted);
        for broken in [json!(null), json!({ "latitude": 59.9 }), json!({ "latitude": 91, "longitude": 0 })] {
            assert_eq!(position(broken), PositionState::Unknown);
        }
    }

    #[test]
    fn names_that_cameras_give_are_no_hint() {
        for name in ["DSC_1234.JPG", "IMG_0001-2.jpg", "20260504_101112.jpg", "PXL_x.jpg", "_a1.jpg"] {
            assert!(hints_of(json!({}), name, None).words.is_empty(), "{name}");
        }
    }

    #[test]
    fn words_come_from_keywords_labels_and_names_that_people_give() {
        let metadata = json!({ "keywords": ["Gabby", "UCLA, 2026", "Søren", 7, "at"] });
        let hints = hints_of(metadata, "Haslam_017.jpg", Some("Spring portraits"));
        let expected = ["2026", "gabby", "haslam", "portraits", "soren", "spring", "ucla"];
        assert_eq!(hints.words.into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_keyword_can_name_the_kind_of_session() {
        let metadata = json!({ "keywords": ["Session_Type: Headshot", "job_type:corporate", "job_type:"] });
        let hints = hints_of(metadata, "a.jpg", None);
        assert_eq!(
            (hints.session_type.as_deref(), hints.job_type.as_deref()),
            (Some("headshot"), Some("corporate"))
        );
        assert_eq!(hints.words, ["job".into(), "type".into()].into());
    }
}
