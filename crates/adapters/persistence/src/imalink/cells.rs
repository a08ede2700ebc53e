//! What stands in a cell, if it is what it should be.

use atelier_domain::Timestamp;
use atelier_domain::library::TakenAt;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use sea_orm::QueryResult;
use serde_json::{Map, Value};

/// How much of a broken cell is repeated, in characters.
const SHOWN: usize = 80;

/// The cells of one row. What cannot be understood is read as nothing and told of.
pub(super) struct Cells<'a> {
    row: &'a QueryResult,
    troubles: Vec<String>,
}

impl<'a> Cells<'a> {
    pub(super) fn of(row: &'a QueryResult) -> Self {
        Self { row, troubles: Vec::new() }
    }

    pub(super) fn troubles(self) -> Vec<String> {
        self.troubles
    }

    pub(super) fn text(&mut self, column: &str) -> Option<String> {
        match self.row.try_get::<Option<String>>("", column) {
            Ok(text) => text,
            Err(error) => {
                self.troubles.push(format!("{column} cannot be read: {error}"));
                None
            }
        }
    }

    pub(super) fn bytes(&mut self, column: &str) -> Option<Vec<u8>> {
        match self.row.try_get::<Option<Vec<u8>>>("", column) {
            Ok(bytes) => bytes.filter(|bytes| !bytes.is_empty()),
            Err(error) => {
                self.troubles.push(format!("{column} cannot be read: {error}"));
                None
            }
        }
    }

    pub(super) fn number(&mut self, column: &str) -> Option<i64> {
        self.understood(column, "a whole number", whole)
    }

    pub(super) fn degrees(&mut self, column: &str) -> Option<f64> {
        self.understood(column, "a number", |text| text.parse().ok())
    }

    pub(super) fn moment(&mut self, column: &str) -> Option<TakenAt> {
        self.understood(column, "a time", moment)
    }

    /// An instant of the server's own clock, which wrote UTC and no zone.
    pub(super) fn instant(&mut self, column: &str) -> Option<Timestamp> {
        self.understood(column, "a time", instant)
    }

    pub(super) fn object(&mut self, column: &str) -> Option<Map<String, Value>> {
        let Value::Object(map) = self.json(column)? else {
            self.troubles.push(format!("{column} is no JSON object"));
            return None;
        };
        Some(map)
    }

    /// A list of words. An entry that is none is told of, and the others are kept.
    pub(super) fn words(&mut self, column: &str) -> Vec<String> {
        let Some(value) = self.json(column) else { return Vec::new() };
        let Value::Array(entries) = value else {
            self.troubles.push(format!("{column} is no JSON list"));
            return Vec::new();
        };
        let mut words = Vec::with_capacity(entries.len());
        for entry in entries {
            match entry {
                Value::String(word) => words.push(word),
                Value::Number(number) => words.push(number.to_string()),
                other => self.troubles.push(format!("{column} has {} for a word", shown(&other.to_string()))),
            }
        }
        words
    }

    /// `null` is nothing, as the program wrote it for what was not said.
    fn json(&mut self, column: &str) -> Option<Value> {
        self.understood(column, "JSON", |text| serde_json::from_str::<Value>(text).ok())
            .filter(|value| !value.is_null())
    }

    fn understood<T>(&mut self, column: &str, what: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(column)?;
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let value = read(text);
        if value.is_none() {
            self.troubles.push(format!("{column} is not {what}: {}", shown(text)));
        }
        value
    }
}

fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

/// SQLite may have made a float of it.
fn whole(text: &str) -> Option<i64> {
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}

/// A time without a zone, or with one.
fn moment(text: &str) -> Option<TakenAt> {
    let text = text.replacen('T', " ", 1);
    if let Ok(local) = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S%.f") {
        return Some(TakenAt { local, offset_minutes: None });
    }
    if let Some(text) = text.strip_suffix(['Z', 'z']) {
        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok()?;
        return Some(TakenAt { local, offset_minutes: Some(0) });
    }
    // PostgreSQL writes whole hours as `+02`.
    for text in [text.clone(), format!("{text}:00")] {
        if let Ok(zoned) = DateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S%.f%:z") {
            let offset_minutes = Some(zoned.offset().local_minus_utc() / 60);
            return Some(TakenAt { local: zoned.naive_local(), offset_minutes });
        }
    }
    if let Ok(local) = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M") {
        return Some(TakenAt { local, offset_minutes: None });
    }
    let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?;
    Some(TakenAt { local: day.and_time(NaiveTime::MIN), offset_minutes: None })
}

fn instant(text: &str) -> Option<Timestamp> {
    let TakenAt { local, offset_minutes } = moment(text)?;
    let ahead = chrono::Duration::minutes(i64::from(offset_minutes.unwrap_or(0)));
    let utc = TakenAt { local: local.checked_sub_signed(ahead)?, offset_minutes: None };
    Some(utc.checked().ok()?.local.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Option<i32>)> {
        moment(text).map(|taken| (taken.local.to_string(), taken.offset_minutes))
    }

    #[test]
    fn a_time_is_understood_in_every_form_in_which_it_was_written() {
        let plain = Some(("2025-01-10 10:30:00".to_owned(), None));
        assert_eq!(read("2025-01-10 10:30:00.000000"), plain);
        assert_eq!(read("2025-01-10T10:30:00"), plain);
        assert_eq!(read("2025-01-10 10:30"), plain);
        assert_eq!(read("2025-01-10 10:30:00Z").map(|(_, offset)| offset), Some(Some(0)));
        assert_eq!(read("2025-01-10 10:30:00+02").map(|(_, offset)| offset), Some(Some(120)));
        assert_eq!(read("2025-01-10 10:30:00.5-03:30").map(|(_, offset)| offset), Some(Some(-210)));
        assert_eq!(read("2025-01-10"), Some(("2025-01-10 00:00:00".to_owned(), None)));
        assert_eq!(read("last summer"), None);
    }

    #[test]
    fn an_instant_is_utc_and_one_that_no_database_holds_is_none() {
        let read = |text: &str| instant(text).map(|at| at.to_rfc3339());
        assert_eq!(read("2025-01-10 10:30:00.5").as_deref(), Some("2025-01-10T10:30:00.500+00:00"));
        assert_eq!(read("2025-01-10 10:30:00+02").as_deref(), Some("2025-01-10T08:30:00+00:00"));
        assert_eq!(read("+12025-01-10 10:30:00"), None);
    }

    #[test]
    fn a_whole_number_may_have_become_a_float() {
        assert_eq!(whole("3"), Some(3));
        assert_eq!(whole("3.0"), Some(3));
        assert_eq!(whole("3.5"), None);
        assert_eq!(whole("three"), None);
    }
}
