//! Imports.

use std::collections::HashMap;

use async_trait::async_trait;
use atelier_domain::library::{ImportError, ImportSession, NewImportError, Shelf};
use atelier_domain::{ImportSessionId, Timestamp};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::library::{ImportFilter, NewImportSession};

/// Imports. Every method sees the shelf's rows and no others, and the library is opened first by whoever changes one.
#[async_trait]
pub trait ImportSessionRepository: Send + Sync {
    /// The import. What is another shelf's MUST NOT be found.
    async fn find(&self, shelf: Shelf, id: ImportSessionId) -> Result<Option<ImportSession>>;

    /// It is pending, and no file has come. MUST answer `Conflict` with `reference` when the author is not the shelf's.
    async fn insert(&self, shelf: Shelf, new: NewImportSession) -> Result<ImportSession>;

    /// Writes everything but what has come and what has failed, adds one to the version, and MUST answer
    /// `VersionMismatch` if the stored version is another.
    async fn update(&self, shelf: Shelf, session: &ImportSession) -> Result<ImportSession>;

    /// Removes the import with its errors. The files that came by it MUST stay, and name no import from then on.
    async fn remove(&self, shelf: Shelf, session: &ImportSession) -> Result<()>;

    /// A page, the newest first; paged by offset or by cursor (key 0).
    async fn list(
        &self,
        shelf: Shelf,
        filter: ImportFilter,
        page: PageRequest,
    ) -> Result<Page<ImportSession>>;

    /// How many of the shelf's files came by each of these imports; those by which none came are left out. The number of
    /// queries MUST NOT depend on the number of imports up to 500.
    async fn images_counts(
        &self,
        shelf: Shelf,
        ids: &[ImportSessionId],
    ) -> Result<HashMap<ImportSessionId, u64>>;

    /// One more file has come: one more is done with, and no fewer are expected than that. A pending import runs from
    /// then on. MUST be one statement, so that of files which come at once each is counted. The version stays. Whether
    /// the import takes files is asked before; what is not the shelf's is not counted.
    async fn file_arrived(&self, shelf: Shelf, id: ImportSessionId, now: Timestamp) -> Result<()>;

    /// As `file_arrived` for a file that could not be taken: one more has failed too. The error is cut to what fits and
    /// kept, unless the import has `IMPORT_ERRORS_MAX` of them; it MUST be counted all the same.
    async fn file_failed(
        &self,
        shelf: Shelf,
        id: ImportSessionId,
        error: NewImportError,
        now: Timestamp,
    ) -> Result<()>;

    /// Keeps an error that is about no single file, however many there are. Nothing is counted.
    async fn note(
        &self,
        shelf: Shelf,
        id: ImportSessionId,
        error: NewImportError,
        now: Timestamp,
    ) -> Result<()>;

    /// A page of what was kept, the oldest first; paged by offset or by cursor (key 0).
    async fn errors(&self, shelf: Shelf, id: ImportSessionId, page: PageRequest)
    -> Result<Page<ImportError>>;
}
