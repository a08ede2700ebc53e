//! What storage takes and gives for imports.

use atelier_domain::library::{ImportDetails, ImportSession, ImportStatus};
use atelier_domain::{AuthorId, Timestamp};

/// An import that is about to be announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImportSession {
    pub details: ImportDetails,
    pub total_files: i32,
    /// Since when it is kept: `now`, unless it was kept elsewhere before.
    pub created_at: Timestamp,
    pub now: Timestamp,
}

/// Which imports a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportFilter {
    pub status: Option<ImportStatus>,
    pub default_author: Option<AuthorId>,
}

/// An import with how many files of the library came by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportSessionView {
    pub session: ImportSession,
    pub images_count: u64,
}
