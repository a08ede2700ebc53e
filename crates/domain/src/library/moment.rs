//! When and where a photograph was taken.

use chrono::{Datelike, NaiveDateTime, Timelike};

use crate::RuleViolation;
use crate::galleries::Place;

/// The farthest that a clock on earth is from UTC, in minutes.
const OFFSET_MAX: i32 = 14 * 60;

/// When the shutter opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenAt {
    /// By the camera's own clock.
    pub local: NaiveDateTime,
    /// How many minutes that clock was ahead of UTC, where it said so.
    pub offset_minutes: Option<i32>,
}

impl TakenAt {
    /// Finer than a microsecond no database keeps it.
    pub fn checked(self) -> Result<Self, RuleViolation> {
        let possible = |minutes: i32| minutes.abs() <= OFFSET_MAX;
        if !self.offset_minutes.is_none_or(possible) {
            let message = "no clock is more than fourteen hours from UTC";
            return Err(RuleViolation::invalid("taken_at", "out_of_range", message));
        }
        if !(1..=9999).contains(&self.local.year()) {
            let message = "the year lies between 1 and 9999";
            return Err(RuleViolation::invalid("taken_at", "out_of_range", message));
        }
        let micros = self.local.nanosecond() / 1_000 * 1_000;
        Ok(Self { local: self.local.with_nanosecond(micros).unwrap_or(self.local), ..self })
    }

    /// The hour as the number yyyymmddhh, from which day, month and year are had by leaving out digits.
    pub fn hour(self) -> i64 {
        let (date, time) = (self.local.date(), self.local.time());
        let day = (i64::from(date.year()) * 100 + i64::from(date.month())) * 100 + i64::from(date.day());
        day * 100 + i64::from(time.hour())
    }

    /// Microseconds since 1970 by the camera's clock. Photographs are put in order by it.
    pub fn key(self) -> i64 {
        self.local.and_utc().timestamp_micros()
    }
}

/// The key of photographs whose time is not known: they come after all others, newest first.
pub const UNKNOWN_TIME: i64 = i64::MIN;

/// A point, if both coordinates are given and lie on earth. Zero is a place like any other.
pub fn checked_place(latitude: Option<f64>, longitude: Option<f64>) -> Result<Option<Place>, RuleViolation> {
    match (latitude, longitude) {
        (None, None) => Ok(None),
        (Some(latitude), Some(longitude)) => match Place::at(latitude, longitude) {
            Some(place) => Ok(Some(place)),
            None => {
                let field = if (-90.0..=90.0).contains(&latitude) { "gps_longitude" } else { "gps_latitude" };
                let message = "a latitude lies between -90 and 90 degrees, a longitude between -180 and 180";
                Err(RuleViolation::invalid(field, "out_of_range", message))
            }
        },
        (latitude, _) => {
            let missing = if latitude.is_none() { "gps_latitude" } else { "gps_longitude" };
            Err(RuleViolation::invalid(missing, "required", "a place has a latitude and a longitude"))
        }
    }
}

/// A part of the map. Where `west` is greater than `east` it crosses the line of the date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MapBox {
    pub south: f64,
    pub west: f64,
    pub north: f64,
    pub east: f64,
}

impl MapBox {
    pub fn checked(self) -> Result<Self, RuleViolation> {
        let bad = |message| RuleViolation::invalid("within", "out_of_range", message);
        if Place::at(self.south, self.west).and(Place::at(self.north, self.east)).is_none() {
            return Err(bad("a latitude lies between -90 and 90 degrees, a longitude between -180 and 180"));
        }
        if self.south > self.north { Err(bad("the south does not lie north of the north")) } else { Ok(self) }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn at(year: i32) -> TakenAt {
        let local = NaiveDate::from_ymd_opt(year, 5, 30).unwrap().and_hms_opt(15, 56, 1).unwrap();
        TakenAt { local, offset_minutes: Some(120) }
    }

    #[test]
    fn the_hour_is_readable() {
        assert_eq!(at(2008).hour(), 2_008_053_015);
    }

    #[test]
    fn a_photograph_of_before_1970_has_a_key_below_zero_and_above_the_unknown() {
        assert!(at(1931).key() < 0 && at(1931).key() > UNKNOWN_TIME);
    }

    #[test]
    fn no_clock_is_fifteen_hours_from_utc() {
        assert!(TakenAt { offset_minutes: Some(900), ..at(2008) }.checked().is_err());
        assert!(at(2008).checked().is_ok());
    }

    #[test]
    fn a_place_has_both_coordinates_and_lies_on_earth() {
        assert_eq!(checked_place(None, None).unwrap(), None);
        assert_eq!(
            checked_place(Some(0.0), Some(0.0)).unwrap(),
            Some(Place { latitude: 0.0, longitude: 0.0 }),
            "the gulf of Guinea is a place"
        );
        for (latitude, longitude, field) in [
            (Some(99.0), Some(1.0), "gps_latitude"),
            (Some(f64::NAN), Some(1.0), "gps_latitude"),
            (Some(1.0), Some(-180.5), "gps_longitude"),
            (Some(1.0), None, "gps_longitude"),
            (None, Some(1.0), "gps_latitude"),
        ] {
            assert_eq!(checked_place(latitude, longitude).unwrap_err().field, Some(field));
        }
    }

    #[test]
    fn a_box_may_cross_the_line_of_the_date_but_not_stand_on_its_head() {
        let fiji = MapBox { south: -21.0, west: 176.0, north: -12.0, east: -178.0 };
        assert!(fiji.checked().is_ok());
        assert_eq!(MapBox { south: 1.0, north: -1.0, ..fiji }.checked().unwrap_err().field, Some("within"));
    }
}
