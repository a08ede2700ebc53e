//! Time that stands still until a test moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use atelier_application::ports::Clock;
use atelier_domain::Timestamp;
use chrono::{DateTime, Duration};

/// A clock that shows what it was set to. Clones show the same time.
#[derive(Debug, Clone)]
pub struct FixedClock(Arc<AtomicI64>);

impl Default for FixedClock {
    /// Noon of 1 March 2026, UTC.
    fn default() -> Self {
        Self::at("2026-03-01T12:00:00Z")
    }
}

impl FixedClock {
    /// A clock at the instant that `rfc3339` names.
    ///
    /// # Panics
    /// When it names none.
    pub fn at(rfc3339: &str) -> Self {
        Self(Arc::new(AtomicI64::new(instant(rfc3339).timestamp_micros())))
    }

    pub fn set(&self, now: Timestamp) {
        self.0.store(now.timestamp_micros(), Ordering::SeqCst);
    }

    /// Moves the clock on and answers the new time.
    pub fn advance(&self, by: Duration) -> Timestamp {
        let now = self.now() + by;
        self.set(now);
        now
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        DateTime::from_timestamp_micros(self.0.load(Ordering::SeqCst)).unwrap_or_default()
    }
}

/// The instant that `rfc3339` names.
///
/// # Panics
/// When it names none.
#[expect(clippy::panic, reason = "a test that misspells an instant has to stop")]
pub fn instant(rfc3339: &str) -> Timestamp {
    match DateTime::parse_from_rfc3339(rfc3339) {
        Ok(instant) => instant.to_utc(),
        Err(error) => panic!("{rfc3339} is no instant: {error}"),
    }
}
