//! The computer's clock.

use atelier_application::ports::Clock;
use atelier_domain::Timestamp;
use chrono::{SubsecRound, Utc};

/// Reads the computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter from which all others get the time")]
    fn now(&self) -> Timestamp {
        Utc::now().trunc_subsecs(6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_cut_to_whole_microseconds() {
        for _ in 0..1_000 {
            assert_eq!(SystemClock.now().timestamp_subsec_nanos() % 1_000, 0);
        }
    }

    #[test]
    fn the_time_is_that_of_the_computer() {
        let before = std::fs::metadata(tempfile::NamedTempFile::new().unwrap().path()).unwrap();
        let written = Timestamp::from(before.modified().unwrap());
        let apart = (SystemClock.now() - written).num_seconds().abs();
        assert!(apart < 5, "the clock is {apart} s away from the file system's");
    }
}
