//! Leaves a service alone that does not answer.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many attempts in a row must fail.
const FAILURES: u32 = 5;

/// How long the service is left alone before one call tries again.
const REST: Duration = Duration::from_secs(30);

/// Refuses calls for a while after several have failed, so that workers do not all wait for a service that is down.
#[derive(Debug, Default)]
pub(crate) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// Until then calls are refused, and afterwards all but one.
    rests_until: Option<Instant>,
    /// That one is under way.
    trial: bool,
}

/// Leave to make a call.
#[derive(Debug)]
pub(crate) struct Leave<'a> {
    breaker: &'a Breaker,
    is_trial: bool,
}

impl Leave<'_> {
    /// Whether the call is the only one, to see whether the service is back.
    pub(crate) fn is_trial(&self) -> bool {
        self.is_trial
    }
}

/// A trial ends with its call, also with one that nobody waits for any more.
impl Drop for Leave<'_> {
    fn drop(&mut self) {
        if self.is_trial {
            self.breaker.state().trial = false;
        }
    }
}

impl Breaker {
    /// Leave to make a call, unless the service is left alone. Of the calls that come after a rest, the first is let
    /// through as a trial, and the others are refused until it has ended, however long that takes.
    pub(crate) fn admit(&self, now: Instant) -> Option<Leave<'_>> {
        let mut state = self.state();
        let is_trial = match state.rests_until {
            None => false,
            Some(until) if now < until || state.trial => return None,
            Some(_) => {
                state.trial = true;
                true
            }
        };
        Some(Leave { breaker: self, is_trial })
    }

    /// The service answered, whatever it said.
    pub(crate) fn succeeded(&self) {
        let mut state = self.state();
        state.failures = 0;
        state.rests_until = None;
    }

    /// An attempt failed; whether the service is left alone now.
    pub(crate) fn failed(&self, now: Instant) -> bool {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        if state.failures >= FAILURES {
            state.rests_until = Some(now + REST);
        }
        state.rests_until.is_some()
    }

    /// A panic while a few numbers are set leaves nothing worse than a wrong count.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resting(begun: Instant) -> Breaker {
        let breaker = Breaker::default();
        for _ in 1..FAILURES {
            assert!(!breaker.failed(begun));
        }
        assert!(breaker.admit(begun).is_some_and(|leave| !leave.is_trial()));
        assert!(breaker.failed(begun));
        breaker
    }

    #[test]
    fn after_several_failures_one_call_in_a_while_is_let_through() {
        let begun = Instant::now();
        let breaker = resting(begun);
        assert!(breaker.admit(begun).is_none());
        let later = begun + REST;
        let trial = breaker.admit(later).unwrap();
        assert!(trial.is_trial());
        breaker.failed(later);
        drop(trial);
        assert!(breaker.admit(later + REST / 2).is_none());
        breaker.succeeded();
        assert!(breaker.admit(later + REST / 2).is_some_and(|leave| !leave.is_trial()));
    }

    #[test]
    fn a_trial_that_takes_long_stays_the_only_one() {
        let begun = Instant::now();
        let breaker = resting(begun);
        let trial = breaker.admit(begun + REST).unwrap();
        assert!(breaker.admit(begun + REST * 5).is_none());
        // Nobody waited for its end.
        drop(trial);
        assert!(breaker.admit(begun + REST * 5).is_some_and(|leave| leave.is_trial()));
    }

    #[test]
    fn a_success_in_between_counts_from_nothing() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        for _ in 0..20 {
            breaker.failed(now);
            breaker.succeeded();
        }
        assert!(breaker.admit(now).is_some());
    }
}
