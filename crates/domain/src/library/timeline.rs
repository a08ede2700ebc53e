//! A library along time: how many photographs there are of each year, month, day or hour.

use chrono::{NaiveDate, NaiveDateTime};

use super::Hothash;
use crate::RuleViolation;

/// How finely time is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Granularity {
    #[default]
    Year,
    Month,
    Day,
    Hour,
}

impl Granularity {
    pub const ALL: [Self; 4] = [Self::Year, Self::Month, Self::Day, Self::Hour];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Hour => "hour",
        }
    }

    /// The part of an hour's number `yyyymmddhh` that is finer than this: whole buckets are its multiples.
    pub const fn width(self) -> i64 {
        match self {
            Self::Year => 1_000_000,
            Self::Month => 10_000,
            Self::Day => 100,
            Self::Hour => 1,
        }
    }
}

/// The part of time that is looked at: everything, or one year, month or day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub granularity: Granularity,
    /// The first and the last hour, as `yyyymmddhh`; absent for all of time.
    pub hours: Option<(i64, i64)>,
}

impl Span {
    /// Buckets of this size within a year, a month or a day. Each part of a date needs those that are larger, and
    /// buckets need the part above them: nobody looks at all the hours of all years.
    pub fn within(
        granularity: Granularity,
        year: Option<i32>,
        month: Option<u32>,
        day: Option<u32>,
    ) -> Result<Self, RuleViolation> {
        let is_needed = |part: Granularity, finer: bool| granularity > part || finer;
        required("year", year.is_none(), is_needed(Granularity::Year, month.is_some() || day.is_some()))?;
        required("month", month.is_none(), is_needed(Granularity::Month, day.is_some()))?;
        required("day", day.is_none(), is_needed(Granularity::Day, false))?;
        let Some(year) = year else { return Ok(Self { granularity, hours: None }) };
        if !(1..=9999).contains(&year) {
            return Err(RuleViolation::invalid("year", "out_of_range", "the year lies between 1 and 9999"));
        }
        let first = (i64::from(year), Granularity::Year);
        let first = match month {
            Some(month) if !(1..=12).contains(&month) => {
                return Err(RuleViolation::invalid(
                    "month",
                    "out_of_range",
                    "the month lies between 1 and 12",
                ));
            }
            Some(month) => (first.0 * 100 + i64::from(month), Granularity::Month),
            None => first,
        };
        let first = match month.zip(day) {
            Some((month, day)) if NaiveDate::from_ymd_opt(year, month, day).is_none() => {
                return Err(RuleViolation::invalid("day", "out_of_range", "the month has no such day"));
            }
            Some((_, day)) => (first.0 * 100 + i64::from(day), Granularity::Day),
            None => first,
        };
        let (number, part) = first;
        let begins = number * part.width();
        Ok(Self { granularity, hours: Some((begins, begins + part.width() - 1)) })
    }
}

fn required(field: &'static str, is_missing: bool, is_needed: bool) -> Result<(), RuleViolation> {
    if is_missing && is_needed {
        let message = format!("{field} says within what the buckets lie");
        return Err(RuleViolation::invalid(field, "required", message));
    }
    Ok(())
}

/// The photographs of one year, month, day or hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its first hour as `yyyymmddhh`, with zeros for what is finer than the bucket.
    pub begins: i64,
    pub count: u64,
    /// When the first and the last of them were taken, by the camera's clock.
    pub first: NaiveDateTime,
    pub last: NaiveDateTime,
    /// The one that stands for them: the best rated, or else the first one after the middle of their time.
    pub photo: Hothash,
}

impl Bucket {
    pub fn year(&self) -> i64 {
        self.begins / Granularity::Year.width()
    }

    /// 1 to 12; absent where the bucket is a year.
    pub fn month(&self) -> Option<i64> {
        Some(self.begins / Granularity::Month.width() % 100).filter(|month| *month > 0)
    }

    /// Absent where the bucket is longer than a day.
    pub fn day(&self) -> Option<i64> {
        Some(self.begins / Granularity::Day.width() % 100).filter(|day| *day > 0)
    }

    /// 0 to 23, in a bucket of this size.
    pub fn hour(&self, granularity: Granularity) -> Option<i64> {
        (granularity == Granularity::Hour).then_some(self.begins % 100)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn hours(
        granularity: Granularity,
        year: Option<i32>,
        month: Option<u32>,
        day: Option<u32>,
    ) -> Option<(i64, i64)> {
        Span::within(granularity, year, month, day).unwrap().hours
    }

    fn refused(
        granularity: Granularity,
        year: Option<i32>,
        month: Option<u32>,
        day: Option<u32>,
    ) -> (Option<&'static str>, &'static str) {
        let violation = Span::within(granularity, year, month, day).unwrap_err();
        (violation.field, violation.code)
    }

    #[test]
    fn a_span_is_a_range_of_hours() {
        assert_eq!(hours(Granularity::Year, None, None, None), None);
        let year = hours(Granularity::Month, Some(2024), None, None);
        assert_eq!(year, Some((2_024_000_000, 2_024_999_999)));
        let month = hours(Granularity::Day, Some(2024), Some(2), None);
        assert_eq!(month, Some((2_024_020_000, 2_024_029_999)));
        let day = hours(Granularity::Hour, Some(2024), Some(2), Some(29));
        assert_eq!(day, Some((2_024_022_900, 2_024_022_999)));
    }

    #[test]
    fn larger_parts_must_be_named_and_must_exist() {
        assert_eq!(refused(Granularity::Month, None, None, None), (Some("year"), "required"));
        assert_eq!(refused(Granularity::Day, Some(2024), None, None), (Some("month"), "required"));
        assert_eq!(refused(Granularity::Hour, Some(2024), Some(2), None), (Some("day"), "required"));
        assert_eq!(refused(Granularity::Year, None, Some(2), None), (Some("year"), "required"));
        assert_eq!(refused(Granularity::Day, Some(2024), Some(13), None), (Some("month"), "out_of_range"));
        assert_eq!(refused(Granularity::Month, Some(0), None, None), (Some("year"), "out_of_range"));
        assert_eq!(refused(Granularity::Hour, Some(2023), Some(2), Some(29)), (Some("day"), "out_of_range"));
    }

    #[test]
    fn a_bucket_knows_its_date() {
        let at = DateTime::UNIX_EPOCH.naive_utc();
        let photo = Hothash::parse(&"ab".repeat(32)).unwrap();
        let bucket = |begins| Bucket { begins, count: 1, first: at, last: at, photo: photo.clone() };
        let year = bucket(2_024_000_000);
        assert_eq!((year.year(), year.month(), year.day()), (2024, None, None));
        let day = bucket(2_024_022_900);
        assert_eq!((day.month(), day.day(), day.hour(Granularity::Day)), (Some(2), Some(29), None));
        assert_eq!(day.hour(Granularity::Hour), Some(0), "midnight is an hour");
    }
}
