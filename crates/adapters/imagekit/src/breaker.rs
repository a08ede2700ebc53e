//! Leaves a service alone that does not answer.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many calls in a row must fail.
const FAILURES: u32 = 5;

/// How long the service is left alone before one call tries again.
const REST: Duration = Duration::from_secs(30);

/// Refuses calls for a while after several have failed, so that workers do not all wait for a service that is down.
#[derive(Debug, Default)]
pub(crate) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// Until then calls are refused.
    rests_until: Option<Instant>,
}

impl Breaker {
    /// Whether a call may be made. Of those that come after a rest, the first is let through as a trial, and the others
    /// wait for what becomes of it.
    pub(crate) fn admits(&self, now: Instant) -> bool {
        let mut state = self.state();
        match state.rests_until {
            Some(until) if now < until => false,
            Some(_) => {
                state.rests_until = Some(now + REST);
                true
            }
            None => true,
        }
    }

    /// The service answered, whatever it said.
    pub(crate) fn succeeded(&self) {
        *self.state() = State::default();
    }

    pub(crate) fn failed(&self, now: Instant) {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        if state.failures >= FAILURES {
            state.rests_until = Some(now + REST);
        }
    }

    /// A panic while two numbers are set leaves nothing worse than a wrong count.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_several_failures_one_call_in_a_while_is_let_through() {
        let (breaker, begun) = (Breaker::default(), Instant::now());
        for _ in 1..FAILURES {
            breaker.failed(begun);
        }
        assert!(breaker.admits(begun));
        breaker.failed(begun);
        assert!(!breaker.admits(begun));
        let later = begun + REST;
        assert!(breaker.admits(later), "a trial");
        assert!(!breaker.admits(later), "one at a time");
        breaker.failed(later);
        assert!(!breaker.admits(later + REST / 2));
        breaker.succeeded();
        assert!(breaker.admits(later + REST / 2));
    }

    #[test]
    fn a_success_in_between_counts_from_nothing() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        for _ in 0..20 {
            breaker.failed(now);
            breaker.succeeded();
        }
        assert!(breaker.admits(now));
    }
}
