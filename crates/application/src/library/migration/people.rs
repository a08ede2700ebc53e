//! Authors and imports, which photographs name.

use std::collections::BTreeMap;

use atelier_domain::library::{Author, AuthorDetails, ImportDetails, ImportSession, Shelf};
use atelier_domain::{AuthorId, ImportSessionId, text};

use super::report::{Fate, Journal, Moved, Notes};
use super::words::fitted;
use super::{Migration, Move};
use crate::AppResult;
use crate::library::open;
use crate::paging::{MAX_LIMIT, PageRequest};
use crate::ports::library::{AuthorFilter, ImportFilter, NewAuthor, NewImportSession};
use crate::ports::{ForeignAuthor, ForeignSession, Tx};

/// The longest text about an author and about an import, in characters.
const BIO_MAX: usize = 2_000;
const DESCRIPTION_MAX: usize = 10_000;

impl Migration {
    /// Brings the authors, and says who here is which there. An author is here when one has the same name, e-mail and
    /// text; each of ours is one of theirs only, because two people may have the same name.
    pub(super) async fn authors(
        &self,
        shelf: Shelf,
        what: Move<'_>,
        journal: &mut Journal<'_>,
    ) -> AppResult<BTreeMap<i64, AuthorId>> {
        let theirs = what.from.authors(what.user).await?;
        let mut known = BTreeMap::new();
        if theirs.is_empty() {
            return Ok(known);
        }
        let mut told = Vec::new();
        let tx = open(&self.kernel, shelf).await?;
        let mut ours = all_authors(&tx, shelf).await?;
        for author in theirs {
            let (id, created_at) = (author.id, author.created_at);
            let mut notes = Notes::about(id, author.name.clone());
            if let Some(details) = details_of(author, &mut notes) {
                let (fate, author) = match ours.iter().position(|ours| ours.details == details) {
                    Some(place) => (Fate::AlreadyThere, ours.swap_remove(place).id),
                    None => {
                        let now = self.kernel.now();
                        let new = NewAuthor { details, created_at: created_at.unwrap_or(now), now };
                        (Fate::Brought, tx.authors().insert(shelf, new).await?.id)
                    }
                };
                known.insert(id, author);
                notes.say(Moved::Author, fate, None);
            }
            told.push(notes);
        }
        tx.finish().await?;
        told.into_iter().for_each(|notes| journal.take(notes));
        Ok(known)
    }

    /// Brings the imports. An import is known again by what stands as its source.
    pub(super) async fn sessions(
        &self,
        shelf: Shelf,
        what: Move<'_>,
        authors: &BTreeMap<i64, AuthorId>,
        journal: &mut Journal<'_>,
    ) -> AppResult<BTreeMap<i64, ImportSessionId>> {
        let theirs = what.from.sessions(what.user).await?;
        let mut known = BTreeMap::new();
        if theirs.is_empty() {
            return Ok(known);
        }
        let mut told = Vec::new();
        let tx = open(&self.kernel, shelf).await?;
        let ours: BTreeMap<String, ImportSessionId> = all_sessions(&tx, shelf)
            .await?
            .into_iter()
            .filter_map(|session| Some((session.details.source_path?, session.id)))
            .collect();
        for session in theirs {
            let id = session.id;
            let source = source_of(&session);
            let mut notes = Notes::about(id, session.title.clone().unwrap_or_default());
            let (fate, session) = match ours.get(&source) {
                Some(there) => (Fate::AlreadyThere, *there),
                None => {
                    let now = self.kernel.now();
                    let created_at = session.created_at.or(session.imported_at).unwrap_or(now);
                    let details = self.import_of(session, source, authors, &mut notes).checked()?;
                    let new = NewImportSession { details, total_files: 0, created_at, now };
                    (Fate::Brought, tx.import_sessions().insert(shelf, new).await?.id)
                }
            };
            known.insert(id, session);
            notes.say(Moved::ImportSession, fate, None);
            told.push(notes);
        }
        tx.finish().await?;
        told.into_iter().for_each(|notes| journal.take(notes));
        Ok(known)
    }

    fn import_of(
        &self,
        session: ForeignSession,
        source: String,
        authors: &BTreeMap<i64, AuthorId>,
        notes: &mut Notes,
    ) -> ImportDetails {
        let ForeignSession {
            id: _,
            imported_at,
            title,
            description,
            default_author,
            created_at: _,
            troubles,
        } = session;
        notes.all_lost(troubles);
        let day = imported_at.unwrap_or_else(|| self.kernel.now());
        let title = fitted("the title", title.as_deref(), text::NAME_MAX, notes);
        let known = default_author.and_then(|id| authors.get(&id).copied());
        if let (Some(id), None) = (default_author, known) {
            notes.lost(format!("its author {id} did not come"));
        }
        ImportDetails {
            name: title.unwrap_or_else(|| ImportDetails::default_name(day)),
            source_path: Some(source),
            description: fitted("the description", description.as_deref(), DESCRIPTION_MAX, notes),
            default_author: known,
        }
    }

    /// All their files have come, and none will come by them any more.
    pub(super) async fn end_sessions(
        &self,
        shelf: Shelf,
        sessions: impl Iterator<Item = ImportSessionId> + Send,
    ) -> AppResult<()> {
        let sessions: Vec<ImportSessionId> = sessions.collect();
        if sessions.is_empty() {
            return Ok(());
        }
        let now = self.kernel.now();
        let tx = open(&self.kernel, shelf).await?;
        for id in sessions {
            let Some(mut session) = tx.import_sessions().find(shelf, id).await? else { continue };
            if session.status.is_finished() {
                continue;
            }
            session.start(now)?;
            session.complete(now)?;
            tx.import_sessions().update(shelf, &session).await?;
        }
        Ok(tx.finish().await?)
    }
}

fn details_of(author: ForeignAuthor, notes: &mut Notes) -> Option<AuthorDetails> {
    let ForeignAuthor { id: _, name, email, bio, created_at: _, troubles } = author;
    notes.all_lost(troubles);
    let email = email.filter(|email| !email.trim().is_empty());
    let checked = email.as_deref().map(|email| text::email("email", email)).transpose();
    let email = checked.unwrap_or_else(|violation| {
        notes.lost(format!("the e-mail address of the author: {violation}"));
        None
    });
    let Some(name) = fitted("the name", Some(&name), text::NAME_MAX, notes) else {
        notes.say(Moved::Author, Fate::Skipped, Some("the author has no name".to_owned()));
        return None;
    };
    Some(AuthorDetails {
        name,
        email,
        bio: fitted("the text about the author", bio.as_deref(), BIO_MAX, notes),
    })
}

/// It names the import there, with the instant, since two databases count alike.
fn source_of(session: &ForeignSession) -> String {
    match session.imported_at {
        Some(at) => format!("ImaLink import {} of {}", session.id, at.format("%Y-%m-%d %H:%M:%S%.6f")),
        None => format!("ImaLink import {}", session.id),
    }
}

async fn all_authors(tx: &Tx, shelf: Shelf) -> AppResult<Vec<Author>> {
    let mut all = Vec::new();
    let mut page = PageRequest::first(MAX_LIMIT);
    loop {
        let found = tx.authors().list(shelf, &AuthorFilter::default(), page).await?;
        all.extend(found.items);
        match found.next {
            Some(next) => page.after = Some(next),
            None => return Ok(all),
        }
    }
}

async fn all_sessions(tx: &Tx, shelf: Shelf) -> AppResult<Vec<ImportSession>> {
    let mut all = Vec::new();
    let mut page = PageRequest::first(MAX_LIMIT);
    loop {
        let found = tx.import_sessions().list(shelf, ImportFilter::default(), page).await?;
        all.extend(found.items);
        match found.next {
            Some(next) => page.after = Some(next),
            None => return Ok(all),
        }
    }
}
