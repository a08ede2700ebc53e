//! When and where a gallery's pictures are taken.

use chrono::Duration;
use chrono_tz::Tz;

use crate::{RuleViolation, Timestamp, text};

/// The longest session, in days.
pub const WINDOW_MAX_DAYS: i64 = 7;

/// The longest single buffer, in minutes.
pub const BUFFER_MAX: i32 = 1_440;

/// Where a session is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum SessionStatus {
    Tentative,
    Pending,
    Scheduled,
    Confirmed,
    InProgress,
    Completed,
    Processing,
    Delivered,
    Cancelled,
    NoShow,
}

impl SessionStatus {
    pub const ALL: [Self; 10] = [
        Self::Tentative,
        Self::Pending,
        Self::Scheduled,
        Self::Confirmed,
        Self::InProgress,
        Self::Completed,
        Self::Processing,
        Self::Delivered,
        Self::Cancelled,
        Self::NoShow,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tentative => "tentative",
            Self::Pending => "pending",
            Self::Scheduled => "scheduled",
            Self::Confirmed => "confirmed",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Processing => "processing",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
            Self::NoShow => "no_show",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether pictures can have been taken in it at all.
    pub const fn took_place(self) -> bool {
        !matches!(self, Self::Cancelled | Self::NoShow)
    }
}

/// How far the calendar in which the session stands can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum CalendarState {
    Normal,
    /// It has not been read for some time.
    Stale,
    /// Another event stands at the same time.
    Conflict,
    /// It could not be read.
    SyncError,
    Unknown,
}

impl CalendarState {
    pub const ALL: [Self; 5] = [Self::Normal, Self::Stale, Self::Conflict, Self::SyncError, Self::Unknown];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Stale => "stale",
            Self::Conflict => "conflict",
            Self::SyncError => "sync_error",
            Self::Unknown => "unknown",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// Minutes around a session in which pictures may be taken too: test shots, and the way there and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Buffers {
    pub setup: i32,
    pub travel_before: i32,
    pub travel_after: i32,
    pub teardown: i32,
}

/// A point on the earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub latitude: f64,
    pub longitude: f64,
}

impl Place {
    /// The point, if there is one with these coordinates.
    pub fn at(latitude: f64, longitude: f64) -> Option<Self> {
        let exists = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        exists.then_some(Self { latitude, longitude })
    }
}

/// When and where a gallery's pictures are taken, and what the session is called.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionWindow {
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// The zone of the place: a camera's clock is read in it.
    pub timezone: Tz,
    pub buffers: Buffers,
    pub place: Option<Place>,
    /// The place in words.
    pub location: Option<String>,
    pub session_type: Option<String>,
    pub job_type: Option<String>,
    pub status: SessionStatus,
    pub calendar_state: CalendarState,
}

impl SessionWindow {
    /// Trims and checks every field.
    pub fn checked(self) -> Result<Self, RuleViolation> {
        let Self {
            starts_at,
            ends_at,
            timezone,
            buffers,
            place,
            location,
            session_type,
            job_type,
            status,
            calendar_state,
        } = self;
        if ends_at <= starts_at {
            let message = "ends_at must lie after starts_at";
            return Err(RuleViolation::invalid("ends_at", "out_of_range", message));
        }
        if ends_at - starts_at > Duration::days(WINDOW_MAX_DAYS) {
            let message = format!("a session lasts at most {WINDOW_MAX_DAYS} days");
            return Err(RuleViolation::invalid("ends_at", "out_of_range", message));
        }
        Ok(Self {
            starts_at,
            ends_at,
            timezone,
            buffers: buffers.checked()?,
            place: place.map(Place::checked).transpose()?,
            location: text::optional("location", location.as_deref(), text::NAME_MAX)?,
            session_type: text::optional("session_type", session_type.as_deref(), 100)?,
            job_type: text::optional("job_type", job_type.as_deref(), 100)?,
            status,
            calendar_state,
        })
    }

    /// When the first picture can be expected: before the setup and the way there.
    pub fn effective_start(&self) -> Timestamp {
        self.starts_at - minutes(self.buffers.before())
    }

    /// When the last picture can be expected: after the teardown and the way back.
    pub fn effective_end(&self) -> Timestamp {
        self.ends_at + minutes(self.buffers.after())
    }
}

impl Buffers {
    /// Minutes before the start.
    pub const fn before(self) -> i32 {
        self.setup + self.travel_before
    }

    /// Minutes after the end.
    pub const fn after(self) -> i32 {
        self.teardown + self.travel_after
    }

    fn checked(self) -> Result<Self, RuleViolation> {
        let Self { setup, travel_before, travel_after, teardown } = self;
        let named = [
            ("setup_minutes", setup),
            ("travel_before_minutes", travel_before),
            ("travel_after_minutes", travel_after),
            ("teardown_minutes", teardown),
        ];
        match named.into_iter().find(|(_, minutes)| !(0..=BUFFER_MAX).contains(minutes)) {
            Some((field, _)) => {
                let message = format!("{field} must be from 0 to {BUFFER_MAX}");
                Err(RuleViolation::invalid(field, "out_of_range", message))
            }
            None => Ok(self),
        }
    }
}

impl Place {
    fn checked(self) -> Result<Self, RuleViolation> {
        Self::at(self.latitude, self.longitude).ok_or_else(|| {
            let field = if (-90.0..=90.0).contains(&self.latitude) { "longitude" } else { "latitude" };
            RuleViolation::invalid(field, "out_of_range", "there is no such place on earth")
        })
    }
}

/// The zone of this IANA name.
pub fn zone(field: &'static str, raw: &str) -> Result<Tz, RuleViolation> {
    let name = text::timezone(field, raw)?;
    name.parse().map_err(|_| {
        RuleViolation::invalid(field, "invalid_timezone", format!("{field} must be an IANA zone name"))
    })
}

fn minutes(count: i32) -> Duration {
    Duration::minutes(i64::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window() -> SessionWindow {
        let start = Timestamp::UNIX_EPOCH + Duration::days(20_000);
        SessionWindow {
            starts_at: start,
            ends_at: start + Duration::hours(2),
            timezone: Tz::Europe__Oslo,
            buffers: Buffers { setup: 30, travel_before: 15, travel_after: 20, teardown: 10 },
            place: Place::at(59.91, 10.75),
            location: Some("  Karl Johans gate ".into()),
            session_type: Some("headshot".into()),
            job_type: None,
            status: SessionStatus::Confirmed,
            calendar_state: CalendarState::Normal,
        }
    }

    fn refusal(change: impl FnOnce(&mut SessionWindow)) -> (Option<&'static str>, &'static str) {
        let mut window = window();
        change(&mut window);
        let violation = window.checked().unwrap_err();
        (violation.field, violation.code)
    }

    #[test]
    fn a_good_window_is_trimmed_and_reaches_over_its_buffers() {
        let window = window().checked().unwrap();
        assert_eq!(window.location.as_deref(), Some("Karl Johans gate"));
        assert_eq!(window.starts_at - window.effective_start(), Duration::minutes(45));
        assert_eq!(window.effective_end() - window.ends_at, Duration::minutes(30));
    }

    #[test]
    fn a_window_ends_after_it_starts_and_within_a_week() {
        let end = |days: i64| move |w: &mut SessionWindow| w.ends_at = w.starts_at + Duration::days(days);
        assert_eq!(refusal(end(0)), (Some("ends_at"), "out_of_range"));
        assert_eq!(refusal(end(8)), (Some("ends_at"), "out_of_range"));
        let mut week = window();
        end(7)(&mut week);
        assert!(week.checked().is_ok());
    }

    #[test]
    fn buffers_and_places_have_bounds() {
        assert_eq!(refusal(|w| w.buffers.setup = -1), (Some("setup_minutes"), "out_of_range"));
        assert_eq!(refusal(|w| w.buffers.teardown = 1_441), (Some("teardown_minutes"), "out_of_range"));
        let place = |latitude, longitude| Some(Place { latitude, longitude });
        assert_eq!(refusal(|w| w.place = place(90.1, 0.0)), (Some("latitude"), "out_of_range"));
        assert_eq!(refusal(|w| w.place = place(f64::NAN, 0.0)), (Some("latitude"), "out_of_range"));
        assert_eq!(refusal(|w| w.place = place(0.0, -180.1)), (Some("longitude"), "out_of_range"));
    }

    #[test]
    fn a_zone_is_one_of_the_database() {
        assert_eq!(zone("timezone", " Europe/Oslo "), Ok(Tz::Europe__Oslo));
        for raw in ["", "Oslo", "Europe/Atlantis", "+02:00", "Europe/Oslo; --"] {
            assert!(zone("timezone", raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn names_parse_back() {
        for status in SessionStatus::ALL {
            assert_eq!(SessionStatus::parse(status.as_str()), Some(status));
        }
        for state in CalendarState::ALL {
            assert_eq!(CalendarState::parse(state.as_str()), Some(state));
        }
    }
}
