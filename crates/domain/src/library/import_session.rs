//! Imports: many files that come into a library together, and how far they have come.

use crate::{AuthorId, ImportSessionId, RuleViolation, StudioId, Timestamp, UserId, text};

/// The longest name of the place from which files come, in characters.
const SOURCE_MAX: usize = 4_096;

/// The longest description, in characters.
const DESCRIPTION_MAX: usize = 10_000;

/// How many files an import announces at most.
pub const IMPORT_FILES_MAX: i32 = 10_000_000;

/// Where an import is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum ImportStatus {
    /// Announced; no file has come.
    Pending,
    Running,
    Completed,
    Failed,
    Cancelled,
}

impl ImportStatus {
    pub const ALL: [Self; 5] = [Self::Pending, Self::Running, Self::Completed, Self::Failed, Self::Cancelled];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Nothing comes any more, and nothing leads out of it.
    pub const fn is_finished(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }

    /// The transition table. What has not begun can fail or be cancelled, and only what runs is completed.
    pub const fn may_become(self, next: Self) -> bool {
        use ImportStatus::{Cancelled, Completed, Failed, Pending, Running};
        matches!(
            (self, next),
            (Pending, Running | Failed | Cancelled) | (Running, Completed | Failed | Cancelled)
        )
    }
}

/// What is written of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportDetails {
    pub name: String,
    /// The card or folder from which the files come, as its client calls it. The server never looks there.
    pub source_path: Option<String>,
    pub description: Option<String>,
    /// Who took the photographs, where a file does not say otherwise.
    pub default_author: Option<AuthorId>,
}

impl ImportDetails {
    /// The name of an import that nobody named.
    pub fn default_name(now: Timestamp) -> String {
        format!("Import of {}", now.format("%Y-%m-%d"))
    }

    pub fn checked(self) -> Result<Self, RuleViolation> {
        let Self { name, source_path, description, default_author } = self;
        Ok(Self {
            name: text::required("name", &name, text::NAME_MAX)?,
            source_path: text::optional("source_path", source_path.as_deref(), SOURCE_MAX)?,
            description: text::optional("description", description.as_deref(), DESCRIPTION_MAX)?,
            default_author,
        })
    }
}

/// Many files that come into a library together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportSession {
    pub id: ImportSessionId,
    pub studio: StudioId,
    pub owner: UserId,
    pub details: ImportDetails,
    pub status: ImportStatus,
    /// Files that are expected; never fewer than are done with.
    pub total_files: i32,
    /// Files that are done with, those that failed included.
    pub processed_files: i32,
    pub failed_files: i32,
    /// When the first file came, or somebody said that they begin.
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    /// Counting leaves it as it is, so that a name can be changed while files come.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl ImportSession {
    /// A number of files that can be announced.
    pub fn checked_total(total: i32) -> Result<i32, RuleViolation> {
        if !(0..=IMPORT_FILES_MAX).contains(&total) {
            let message = format!("an import has between 0 and {IMPORT_FILES_MAX} files");
            return Err(RuleViolation::invalid("total_files", "out_of_range", message));
        }
        Ok(total)
    }

    /// A finished import takes no more files.
    pub fn takes_files(&self) -> Result<(), RuleViolation> {
        if self.status.is_finished() {
            let message = format!("this import is {}", self.status.as_str());
            return Err(RuleViolation::conflict("import_finished", message));
        }
        Ok(())
    }

    pub fn describe(&mut self, details: ImportDetails, now: Timestamp) -> Result<(), RuleViolation> {
        self.details = details.checked()?;
        self.updated_at = now;
        Ok(())
    }

    /// Says how many files will come. It is never fewer than came already: the client may have counted before the last of
    /// them, and that is no fault of it.
    pub fn announce(&mut self, total: i32, now: Timestamp) -> Result<(), RuleViolation> {
        self.total_files = Self::checked_total(total)?.max(self.processed_files);
        self.updated_at = now;
        Ok(())
    }

    /// Files begin to come. Like the other changes of status it answers whether anything changed: saying again what is so
    /// already is no fault, because a client that got no answer asks twice.
    pub fn start(&mut self, now: Timestamp) -> Result<bool, RuleViolation> {
        let changed = self.become_status(ImportStatus::Running, now)?;
        if changed {
            self.started_at = Some(now);
        }
        Ok(changed)
    }

    /// All files have come.
    pub fn complete(&mut self, now: Timestamp) -> Result<bool, RuleViolation> {
        self.become_status(ImportStatus::Completed, now)
    }

    /// It broke off; what has come stays.
    pub fn fail(&mut self, now: Timestamp) -> Result<bool, RuleViolation> {
        self.become_status(ImportStatus::Failed, now)
    }

    /// Its owner stopped it; what has come stays.
    pub fn cancel(&mut self, now: Timestamp) -> Result<bool, RuleViolation> {
        self.become_status(ImportStatus::Cancelled, now)
    }

    fn become_status(&mut self, next: ImportStatus, now: Timestamp) -> Result<bool, RuleViolation> {
        if self.status == next {
            return Ok(false);
        }
        self.takes_files()?;
        if !self.status.may_become(next) {
            let message =
                format!("an import that is {} cannot become {}", self.status.as_str(), next.as_str());
            return Err(RuleViolation::conflict("invalid_transition", message));
        }
        self.status = next;
        self.finished_at = next.is_finished().then_some(now);
        self.updated_at = now;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration};

    use super::*;

    const NOW: Timestamp = DateTime::UNIX_EPOCH;

    fn session(status: ImportStatus) -> ImportSession {
        let details = ImportDetails {
            name: ImportDetails::default_name(NOW),
            source_path: None,
            description: None,
            default_author: None,
        };
        ImportSession {
            id: ImportSessionId(1),
            studio: StudioId(1),
            owner: UserId(1),
            details,
            status,
            total_files: 10,
            processed_files: 4,
            failed_files: 1,
            started_at: None,
            finished_at: None,
            version: 1,
            created_at: NOW,
            updated_at: NOW,
        }
    }

    /// What asking for `next` answers: whether it changed, or the code of the refusal.
    fn asked(from: ImportStatus, next: ImportStatus) -> Result<bool, &'static str> {
        let mut session = session(from);
        let later = NOW + Duration::hours(1);
        let outcome = match next {
            ImportStatus::Pending => panic!("nothing becomes pending"),
            ImportStatus::Running => session.start(later),
            ImportStatus::Completed => session.complete(later),
            ImportStatus::Failed => session.fail(later),
            ImportStatus::Cancelled => session.cancel(later),
        };
        outcome.map_err(|violation| violation.code)
    }

    #[test]
    fn the_transition_table_is_as_it_is_written_here() {
        use ImportStatus::{Cancelled, Completed, Failed, Pending, Running};
        assert_eq!(asked(Pending, Running), Ok(true));
        assert_eq!(asked(Pending, Failed), Ok(true));
        assert_eq!(asked(Pending, Cancelled), Ok(true));
        assert_eq!(asked(Pending, Completed), Err("invalid_transition"));
        for end in [Completed, Failed, Cancelled] {
            assert_eq!(asked(Running, end), Ok(true));
            for next in [Running, Completed, Failed, Cancelled] {
                let expected = if next == end { Ok(false) } else { Err("import_finished") };
                assert_eq!(asked(end, next), expected, "{end:?} to {next:?}");
            }
        }
        assert_eq!(asked(Running, Running), Ok(false));
    }

    #[test]
    fn an_import_knows_when_it_began_and_ended() {
        let mut import = session(ImportStatus::Pending);
        let (begun, ended) = (NOW + Duration::minutes(1), NOW + Duration::minutes(9));
        import.start(begun).unwrap();
        import.start(begun + Duration::minutes(1)).unwrap();
        import.complete(ended).unwrap();
        import.complete(ended + Duration::minutes(1)).unwrap();
        assert_eq!((import.started_at, import.finished_at), (Some(begun), Some(ended)));
    }

    #[test]
    fn only_an_unfinished_import_takes_files() {
        for status in ImportStatus::ALL {
            let taken = session(status).takes_files().map_err(|violation| violation.code);
            let expected = if status.is_finished() { Err("import_finished") } else { Ok(()) };
            assert_eq!(taken, expected, "{status:?}");
        }
    }

    #[test]
    fn no_fewer_files_are_expected_than_have_come() {
        let mut import = session(ImportStatus::Running);
        import.announce(2, NOW).unwrap();
        assert_eq!(import.total_files, 4);
        import.announce(20, NOW).unwrap();
        assert_eq!(import.total_files, 20);
        for bad in [-1, IMPORT_FILES_MAX + 1] {
            assert_eq!(import.announce(bad, NOW).unwrap_err().field, Some("total_files"));
        }
    }

    #[test]
    fn an_import_without_a_name_is_called_by_its_day() {
        let details = session(ImportStatus::Pending).details;
        assert_eq!(details.name, "Import of 1970-01-01");
        let blank = ImportDetails { name: " ".into(), ..details.clone() };
        assert_eq!(blank.checked().unwrap_err().field, Some("name"));
        let far = ImportDetails { source_path: Some("x".repeat(4_097)), ..details };
        assert_eq!(far.checked().unwrap_err().field, Some("source_path"));
    }

    #[test]
    fn every_status_is_known_by_its_name() {
        for status in ImportStatus::ALL {
            assert_eq!(ImportStatus::parse(status.as_str()), Some(status));
        }
        assert_eq!(ImportStatus::parse("done"), None);
    }
}
