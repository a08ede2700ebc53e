//! How a library that was kept with another program moves here.
//!
//! It can be done again at any time. Each photograph comes in a transaction of its own; what is here already is left as
//! it is, and only what is missing is added. So a run that was killed is continued by the same run begun anew.

mod people;
mod photo;
mod plan;
mod report;
mod words;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

use atelier_domain::library::Shelf;
use atelier_domain::{AuthorId, ImportSessionId, text};

use super::intake::LibraryIntake;
use crate::AppResult;
use crate::identity::actor_of;
use crate::kernel::Kernel;
use crate::ports::{ForeignFile, ForeignLibrary, ForeignPhoto, ForeignUser, OriginalFolder, PhotoReader};

pub use report::{Fate, MoveCounts, MoveLine, MoveReport, Moved};
use report::{Journal, Notes};

/// How many photographs are read at a time, with their small pictures.
const PAGE: usize = 50;

/// What is to move.
#[derive(Clone, Copy)]
pub struct Move<'a> {
    pub from: &'a dyn ForeignLibrary,
    /// Whose, there.
    pub user: i64,
    /// Where the originals are; without it only what the other program kept comes over.
    pub originals: Option<&'a dyn OriginalFolder>,
}

/// Moves libraries.
#[derive(Clone)]
pub struct Migration {
    kernel: Kernel,
    reader: Arc<dyn PhotoReader>,
    intake: LibraryIntake,
}

/// A run under way.
struct Run<'a> {
    migration: &'a Migration,
    shelf: Shelf,
    what: Move<'a>,
    authors: BTreeMap<i64, AuthorId>,
    sessions: BTreeMap<i64, ImportSessionId>,
}

impl Migration {
    pub fn new(kernel: Kernel, reader: Arc<dyn PhotoReader>, intake: LibraryIntake) -> Self {
        Self { kernel, reader, intake }
    }

    /// The libraries of those who sign in with this user name or e-mail and may have one. More than one where the same
    /// address belongs to several studios and none is named by its subdomain.
    pub async fn libraries_of(&self, login: &str, studio: Option<&str>) -> AppResult<Vec<Shelf>> {
        let subdomain = studio.map(str::to_ascii_lowercase);
        let now = self.kernel.now();
        let tx = self.kernel.read().await?;
        let mut shelves = Vec::new();
        for user in tx.users().find_by_login(&text::fold(login), subdomain.as_deref()).await? {
            let Some(identity) = tx.access().identify(user.id, "", now).await? else { continue };
            if Shelf::of(&actor_of(&identity, now)).is_ok() {
                shelves.push(Shelf::for_job(user.studio, user.id, "migrate_imalink"));
            }
        }
        Ok(shelves)
    }

    /// Which of the people there is meant: the one of this user name or e-mail, or the only one where `any` says that
    /// the name is a guess.
    pub fn choose<'u>(&self, users: &'u [ForeignUser], name: &str, any: bool) -> Option<&'u ForeignUser> {
        let folded = text::fold(name);
        let is_meant = |user: &&ForeignUser| {
            text::fold(&user.username) == folded
                || user.email.as_deref().is_some_and(|email| text::fold(email) == folded)
        };
        match (users.iter().find(is_meant), users) {
            (Some(user), _) => Some(user),
            (None, [only]) if any => Some(only),
            (None, _) => None,
        }
    }

    /// Brings everything over that is not here yet, telling of each thing as soon as it is safe. An error ends the run and
    /// loses nothing: the next run goes on.
    pub async fn run(
        &self,
        shelf: Shelf,
        what: Move<'_>,
        tell: &mut (dyn FnMut(&MoveLine) + Send),
    ) -> AppResult<MoveReport> {
        let mut journal = Journal::new(tell);
        let authors = self.authors(shelf, what, &mut journal).await?;
        let sessions = self.sessions(shelf, what, &authors, &mut journal).await?;
        let run = Run { migration: self, shelf, what, authors, sessions };
        run.photos(&mut journal).await?;
        run.strays(&mut journal).await?;
        self.end_sessions(shelf, run.sessions.values().copied()).await?;
        for (name, count) in what.from.left_behind(what.user).await? {
            let mut notes = Notes::about("", name);
            for _ in 0..count {
                notes.lost("it has no place here; make it anew");
            }
            journal.take(notes);
        }
        Ok(journal.end())
    }
}

impl Run<'_> {
    async fn photos(&self, journal: &mut Journal<'_>) -> AppResult<()> {
        // Lists that go by when photographs came go by their numbers, so they get these in the order in which they came there.
        let names = self.what.from.photo_names(self.what.user).await?;
        for page in names.chunks(PAGE) {
            for photo in self.what.from.photos(self.what.user, page).await? {
                journal.take(self.photo(photo).await?);
            }
        }
        Ok(())
    }

    /// Files without a photograph come as photographs of their own.
    async fn strays(&self, journal: &mut Journal<'_>) -> AppResult<()> {
        let mut after = i64::MIN;
        loop {
            let page = self.what.from.stray_files(self.what.user, after, PAGE as u64).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            for file in page {
                journal.take(self.photo(alone(file)).await?);
            }
        }
    }
}

fn alone(file: ForeignFile) -> ForeignPhoto {
    ForeignPhoto { created_at: file.created_at, files: vec![file], ..ForeignPhoto::default() }
}
