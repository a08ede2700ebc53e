//! What a photographer makes of a file before it is put anywhere.

use super::{StagingImage, StagingState};
use crate::{RuleViolation, Timestamp};

/// Whether a file is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Flag {
    /// Nobody has said.
    #[default]
    None,
    Pick,
    Reject,
}

impl Flag {
    pub const ALL: [Self; 3] = [Self::None, Self::Pick, Self::Reject];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Pick => "pick",
            Self::Reject => "reject",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.as_str() == name)
    }
}

/// What is said of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Marks {
    /// 1 to 5.
    pub rating: Option<i32>,
    pub flag: Flag,
}

/// What is to be said of a file; `None` leaves that part as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MarksChange {
    /// `Some(None)` takes it away.
    pub rating: Option<Option<i32>>,
    pub flag: Option<Flag>,
}

impl MarksChange {
    /// Refuses a rating that is none.
    pub fn checked(self) -> Result<Self, RuleViolation> {
        match self.rating.flatten() {
            None | Some(1..=5) => Ok(self),
            Some(_) => Err(RuleViolation::invalid(
                "rating",
                "out_of_range",
                "a rating lies between 1 and 5, or is null",
            )),
        }
    }

    fn of(self, marks: Marks) -> Marks {
        Marks { rating: self.rating.unwrap_or(marks.rating), flag: self.flag.unwrap_or(marks.flag) }
    }
}

impl StagingImage {
    /// Says what somebody makes of it. Marks belong to the choice of what leaves the tray: those of a file that has left it, or
    /// was thrown away, stay what they were. Saying what holds already changes nothing, wherever the file is.
    pub fn mark(&mut self, change: MarksChange, now: Timestamp) -> Result<(), RuleViolation> {
        let marks = change.checked()?.of(self.marks);
        if marks == self.marks {
            return Ok(());
        }
        match self.state {
            StagingState::Assigned => Err(self.in_use()),
            StagingState::Discarded => {
                Err(RuleViolation::conflict("staging_discarded", "this file was discarded"))
            }
            StagingState::Received | StagingState::Ready | StagingState::Failed => {
                self.marks = marks;
                self.updated_at = now;
                Ok(())
            }
        }
    }

    /// Whether somebody has said that it is not wanted.
    pub fn is_rejected(&self) -> bool {
        self.marks.flag == Flag::Reject
    }
}
