//! Imports: announced, followed, ended.

use atelier_domain::access::Actor;
use atelier_domain::library::{ImportDetails, ImportError, ImportSession, NewImportError, Shelf};
use atelier_domain::{AuthorId, ImportSessionId, RuleViolation, Timestamp};

use super::authors::ensure_known;
use super::open;
use crate::kernel::{Kernel, ensure_version};
use crate::paging::{Page, PageRequest};
use crate::ports::library::{ImportFilter, ImportSessionView, NewImportSession};
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

/// The field that names who took the photographs.
const DEFAULT_AUTHOR: &str = "default_author_id";

/// A new import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportSessionInput {
    /// It is called by its day without one.
    pub name: Option<String>,
    pub source_path: Option<String>,
    pub description: Option<String>,
    pub default_author: Option<AuthorId>,
    pub total_files: Option<i32>,
}

/// A change to an import. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportSessionPatch {
    pub name: Option<String>,
    pub source_path: Option<Option<String>>,
    pub description: Option<Option<String>>,
    pub default_author: Option<Option<AuthorId>>,
    pub total_files: Option<i32>,
}

/// A change of status, which answers whether anything changed.
type Step = fn(&mut ImportSession, Timestamp) -> Result<bool, RuleViolation>;

/// Use cases around imports. They are their owner's alone, so no event is told of them.
#[derive(Clone)]
pub struct ImportSessions {
    kernel: Kernel,
}

impl ImportSessions {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    pub async fn create(
        &self,
        actor: &Actor,
        input: ImportSessionInput,
    ) -> AppResult<Committed<ImportSessionView>> {
        let shelf = Shelf::of(actor)?;
        let ImportSessionInput { name, source_path, description, default_author, total_files } = input;
        let name = name.unwrap_or_else(|| ImportDetails::default_name(actor.now));
        let details = ImportDetails { name, source_path, description, default_author }.checked()?;
        let total_files = ImportSession::checked_total(total_files.unwrap_or(0))?;
        let tx = open(&self.kernel, shelf).await?;
        ensure_known(&tx, shelf, default_author, DEFAULT_AUTHOR).await?;
        let new = NewImportSession { details, total_files, created_at: actor.now, now: actor.now };
        let session = tx.import_sessions().insert(shelf, new).await?;
        Ok(tx.commit(ImportSessionView { session, images_count: 0 }).await?)
    }

    pub async fn list(
        &self,
        actor: &Actor,
        filter: ImportFilter,
        page: PageRequest,
    ) -> AppResult<Page<ImportSessionView>> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        ensure_known(&tx, shelf, filter.default_author, DEFAULT_AUTHOR).await?;
        let found = tx.import_sessions().list(shelf, filter, page).await?;
        let ids: Vec<ImportSessionId> = found.items.iter().map(|session| session.id).collect();
        let counts = tx.import_sessions().images_counts(shelf, &ids).await?;
        Ok(found.map(|session| {
            let images_count = counts.get(&session.id).copied().unwrap_or(0);
            ImportSessionView { session, images_count }
        }))
    }

    pub async fn read(&self, actor: &Actor, id: ImportSessionId) -> AppResult<ImportSessionView> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        let session = find(&tx, shelf, id).await?;
        view(&tx, shelf, session).await
    }

    /// Changes what is written of an import, and how many files are expected. A finished one can still be renamed.
    pub async fn change(
        &self,
        actor: &Actor,
        id: ImportSessionId,
        patch: ImportSessionPatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<ImportSessionView>> {
        let shelf = Shelf::of(actor)?;
        let ImportSessionPatch { name, source_path, description, default_author, total_files } = patch;
        let tx = open(&self.kernel, shelf).await?;
        let mut session = find(&tx, shelf, id).await?;
        ensure_version(session.version, expected)?;
        ensure_known(&tx, shelf, default_author.flatten(), DEFAULT_AUTHOR).await?;
        let old = session.details.clone();
        let details = ImportDetails {
            name: name.unwrap_or(old.name),
            source_path: source_path.unwrap_or(old.source_path),
            description: description.unwrap_or(old.description),
            default_author: default_author.unwrap_or(old.default_author),
        };
        session.describe(details, actor.now)?;
        if let Some(total) = total_files {
            session.announce(total, actor.now)?;
        }
        save(tx, shelf, session).await
    }

    /// Removes an import with its errors. The files and photographs that came by it stay, and name no import.
    pub async fn delete(
        &self,
        actor: &Actor,
        id: ImportSessionId,
        expected: Option<i64>,
    ) -> AppResult<Committed<()>> {
        let shelf = Shelf::of(actor)?;
        let tx = open(&self.kernel, shelf).await?;
        let session = find(&tx, shelf, id).await?;
        ensure_version(session.version, expected)?;
        tx.import_sessions().remove(shelf, &session).await?;
        Ok(tx.commit(()).await?)
    }

    /// Files begin to come.
    pub async fn start(&self, actor: &Actor, id: ImportSessionId) -> AppResult<Committed<ImportSessionView>> {
        self.step(actor, id, ImportSession::start, None).await
    }

    /// All files have come.
    pub async fn complete(
        &self,
        actor: &Actor,
        id: ImportSessionId,
    ) -> AppResult<Committed<ImportSessionView>> {
        self.step(actor, id, ImportSession::complete, None).await
    }

    /// It broke off. The reason stands among its errors, and counts as no file.
    pub async fn fail(
        &self,
        actor: &Actor,
        id: ImportSessionId,
        reason: Option<&str>,
    ) -> AppResult<Committed<ImportSessionView>> {
        let reason = NewImportError::of_import(reason)?;
        self.step(actor, id, ImportSession::fail, Some(reason)).await
    }

    /// Its owner stopped it.
    pub async fn cancel(
        &self,
        actor: &Actor,
        id: ImportSessionId,
    ) -> AppResult<Committed<ImportSessionView>> {
        self.step(actor, id, ImportSession::cancel, None).await
    }

    /// Takes what a client says of a file that it could not read: one more is done with, and has failed.
    pub async fn report(
        &self,
        actor: &Actor,
        id: ImportSessionId,
        error: NewImportError,
    ) -> AppResult<Committed<ImportSessionView>> {
        let shelf = Shelf::of(actor)?;
        let error = error.checked()?;
        let tx = open(&self.kernel, shelf).await?;
        find(&tx, shelf, id).await?.takes_files()?;
        tx.import_sessions().file_failed(shelf, id, error, actor.now).await?;
        let session = find(&tx, shelf, id).await?;
        let view = view(&tx, shelf, session).await?;
        Ok(tx.commit(view).await?)
    }

    pub async fn errors(
        &self,
        actor: &Actor,
        id: ImportSessionId,
        page: PageRequest,
    ) -> AppResult<Page<ImportError>> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        find(&tx, shelf, id).await?;
        Ok(tx.import_sessions().errors(shelf, id, page).await?)
    }

    /// Takes a step in the import's life, and keeps why it was taken. Where nothing changes nothing is written, so that a
    /// repeated request leaves version and reason as they are.
    async fn step(
        &self,
        actor: &Actor,
        id: ImportSessionId,
        step: Step,
        why: Option<NewImportError>,
    ) -> AppResult<Committed<ImportSessionView>> {
        let shelf = Shelf::of(actor)?;
        let tx = open(&self.kernel, shelf).await?;
        let mut session = find(&tx, shelf, id).await?;
        if !step(&mut session, actor.now)? {
            let view = view(&tx, shelf, session).await?;
            return Ok(tx.commit(view).await?);
        }
        if let Some(why) = why {
            tx.import_sessions().note(shelf, id, why, actor.now).await?;
        }
        save(tx, shelf, session).await
    }
}

async fn find(tx: &Tx, shelf: Shelf, id: ImportSessionId) -> AppResult<ImportSession> {
    tx.import_sessions().find(shelf, id).await?.ok_or(AppError::NotFound)
}

async fn view(tx: &Tx, shelf: Shelf, session: ImportSession) -> AppResult<ImportSessionView> {
    let counts = tx.import_sessions().images_counts(shelf, &[session.id]).await?;
    let images_count = counts.get(&session.id).copied().unwrap_or(0);
    Ok(ImportSessionView { session, images_count })
}

async fn save(tx: Tx, shelf: Shelf, session: ImportSession) -> AppResult<Committed<ImportSessionView>> {
    let session = tx.import_sessions().update(shelf, &session).await?;
    let view = view(&tx, shelf, session).await?;
    Ok(tx.commit(view).await?)
}

/// A file or a search names an import that is not the shelf's, whether somebody else has one of this number or nobody.
pub(super) fn no_such_import() -> AppError {
    AppError::no_such("import_session_id", "unknown_import_session", "it names no import of this library")
}
