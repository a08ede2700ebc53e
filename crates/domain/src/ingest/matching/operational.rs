//! How certain a session is.

use super::Score;
use crate::galleries::{CalendarState, SessionStatus};

/// How certain a session is by its status and its calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct OperationalEvidence {
    pub status: SessionStatus,
    pub calendar_state: CalendarState,
    pub score: Score,
}

pub(super) fn evidence(status: SessionStatus, calendar_state: CalendarState) -> OperationalEvidence {
    // Hundredths times hundredths.
    let score = Score::of(percent_of_status(status) * percent_of_calendar(calendar_state) * 10);
    OperationalEvidence { status, calendar_state, score }
}

const fn percent_of_status(status: SessionStatus) -> i32 {
    match status {
        SessionStatus::Confirmed | SessionStatus::InProgress => 100,
        SessionStatus::Scheduled => 90,
        SessionStatus::Tentative | SessionStatus::Pending => 75,
        // Cards are often read days later, so a session that is over still counts, but less than one that is on.
        SessionStatus::Completed => 65,
        SessionStatus::Processing | SessionStatus::Delivered => 80,
        // They are no candidates in the first place.
        SessionStatus::Cancelled | SessionStatus::NoShow => 0,
    }
}

const fn percent_of_calendar(state: CalendarState) -> i32 {
    match state {
        CalendarState::Normal => 100,
        CalendarState::Stale => 85,
        CalendarState::Unknown => 75,
        CalendarState::Conflict => 65,
        CalendarState::SyncError => 55,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_worth_what_the_table_says() {
        let shown = SessionStatus::ALL.map(|status| {
            let evidence = evidence(status, CalendarState::Normal);
            (status.as_str(), evidence.score.as_f64())
        });
        let table = [
            ("tentative", 0.75),
            ("pending", 0.75),
            ("scheduled", 0.9),
            ("confirmed", 1.0),
            ("in_progress", 1.0),
            ("completed", 0.65),
            ("processing", 0.8),
            ("delivered", 0.8),
            ("cancelled", 0.0),
            ("no_show", 0.0),
        ];
        assert_eq!(shown, table);
    }

    #[test]
    fn the_calendar_takes_its_part() {
        let shown = CalendarState::ALL.map(|state| evidence(SessionStatus::Scheduled, state).score.as_f64());
        assert_eq!(shown, [0.9, 0.765, 0.585, 0.495, 0.675]);
    }
}
