//! Files that were sent together.

use super::facts_of_tray;
use crate::access::{Action, Facts, Protected};
use crate::{BatchId, RuleViolation, StudioId, Timestamp, UserId, text};

/// Whether a batch takes more files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum BatchState {
    Open,
    /// What is on its way still arrives; nothing new begins.
    Closed,
}

impl BatchState {
    pub const ALL: [Self; 2] = [Self::Open, Self::Closed];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// Where the files of a batch come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum BatchSource {
    /// Somebody chose them.
    #[default]
    Upload,
    /// A program watches a folder.
    WatchedFolder,
    /// Made by the server for a person's uploads that name no batch.
    Inbox,
}

impl BatchSource {
    pub const ALL: [Self; 3] = [Self::Upload, Self::WatchedFolder, Self::Inbox];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::WatchedFolder => "watched_folder",
            Self::Inbox => "inbox",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == name)
    }
}

/// Files that were sent together, and what became of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadBatch {
    pub id: BatchId,
    pub studio: StudioId,
    pub name: Option<String>,
    pub source: BatchSource,
    pub state: BatchState,
    /// Files announced or sent.
    pub total: i32,
    /// Files that are new in the tray.
    pub received: i32,
    /// Files that were refused or never came whole.
    pub failed: i32,
    /// Files whose bytes the tray had.
    pub duplicate: i32,
    pub created_by: Option<UserId>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

impl UploadBatch {
    /// The name that a new batch gets, if it is a name.
    pub fn checked_name(name: Option<&str>) -> Result<Option<String>, RuleViolation> {
        text::optional("name", name, text::NAME_MAX)
    }

    /// A closed batch takes no new file.
    pub fn takes_files(&self) -> Result<(), RuleViolation> {
        match self.state {
            BatchState::Open => Ok(()),
            BatchState::Closed => Err(RuleViolation::conflict("batch_closed", "this batch is closed")),
        }
    }

    /// Takes no new file from now on. Closing twice changes nothing.
    pub fn close(&mut self, now: Timestamp) {
        if self.state == BatchState::Open {
            self.state = BatchState::Closed;
            self.closed_at = Some(now);
            self.updated_at = now;
        }
    }
}

impl Protected for UploadBatch {
    const VIEW: Action = Action::AccessStaging;

    fn facts(&self) -> Facts {
        facts_of_tray(self.studio)
    }
}
