//! Times by a camera's own clock.

use atelier_domain::library::TakenAt;
use chrono::{DateTime, Datelike, NaiveDateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

/// A time by the camera's clock: what is written, without the zone. An offset may stand behind it, as clients write it
/// that have only a clock with one, and says nothing here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct LocalTime(pub NaiveDateTime);

impl LocalTime {
    fn parse(text: &str) -> Option<Self> {
        let zoned = DateTime::parse_from_rfc3339(text).ok().map(|zoned| zoned.naive_local());
        let naive = zoned.or_else(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok())?;
        // To the microsecond, which is what every database can hold, and what folds a leap second away.
        let kept = DateTime::from_timestamp_micros(naive.and_utc().timestamp_micros())?;
        Some(Self(kept.naive_utc())).filter(|time| (1..=9999).contains(&time.0.year()))
    }
}

impl<'de> Deserialize<'de> for LocalTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            de::Error::custom("a time such as 2027-01-31T12:00:00, with or without an offset, is expected")
        })
    }
}

impl PartialSchema for LocalTime {
    fn schema() -> RefOr<Schema> {
        let object = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some("By the camera's clock, such as 2027-01-31T12:00:00; an offset says nothing"));
        Schema::from(object.build()).into()
    }
}

impl ToSchema for LocalTime {}

/// When the shutter opened: by the camera's clock, with its distance from UTC where that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShutterTime(pub TakenAt);

impl ShutterTime {
    fn parse(text: &str) -> Option<Self> {
        let LocalTime(local) = LocalTime::parse(text)?;
        let zoned = DateTime::parse_from_rfc3339(text).ok();
        let offset_minutes = zoned.map(|zoned| zoned.offset().local_minus_utc() / 60);
        Some(Self(TakenAt { local, offset_minutes }))
    }
}

impl<'de> Deserialize<'de> for ShutterTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            de::Error::custom("a time such as 2027-01-31T12:00:00 or 2027-01-31T12:00:00+01:00 is expected")
        })
    }
}

impl Serialize for ShutterTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let TakenAt { local, offset_minutes } = self.0;
        let offset = offset_minutes.map_or_else(String::new, |minutes| {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        });
        serializer.collect_str(&format_args!("{local:?}{offset}"))
    }
}

impl PartialSchema for ShutterTime {
    fn schema() -> RefOr<Schema> {
        let object = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).description(Some(
            "By the camera's clock, such as 2027-01-31T12:00:00, with its offset from UTC where that is known",
        ));
        Schema::from(object.build()).into()
    }
}

impl ToSchema for ShutterTime {}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Option<String> {
        serde_json::from_value::<LocalTime>(json!(text)).ok().map(|time| time.0.to_string())
    }

    #[test]
    fn the_clock_counts_and_the_offset_does_not() {
        for text in ["2024-02-29T10:00:00", "2024-02-29T10:00:00Z", "2024-02-29T10:00:00+09:00"] {
            assert_eq!(read(text).as_deref(), Some("2024-02-29 10:00:00"), "{text}");
        }
        assert_eq!(read("1931-05-30T15:56:01.5").as_deref(), Some("1931-05-30 15:56:01.500"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "yesterday", "2024-02-29", "2023-02-29T10:00:00", "2024-02-29T25:00:00"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn it_is_written_without_a_zone() {
        let time = LocalTime::parse("2024-02-29T10:00:00+09:00").map(|time| json!(time));
        assert_eq!(time, Some(json!("2024-02-29T10:00:00")));
    }

    #[test]
    fn a_shutter_time_keeps_the_offset_that_it_was_given() {
        let round = |text: &str| {
            serde_json::from_value::<ShutterTime>(json!(text))
                .ok()
                .map(|time| json!(time).as_str().map(str::to_owned))
        };
        for text in [
            "2024-02-29T10:30:00+02:00",
            "2024-02-29T10:30:00-09:30",
            "2024-02-29T10:30:00",
            "1931-05-30T15:56:01.500",
        ] {
            assert_eq!(round(text), Some(Some(text.to_owned())));
        }
        assert_eq!(round("2024-02-29T10:30:00Z"), Some(Some("2024-02-29T10:30:00+00:00".to_owned())));
    }
}
