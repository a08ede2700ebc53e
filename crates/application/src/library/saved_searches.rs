//! Searches that people keep under a name.

use std::sync::Arc;

use atelier_domain::SavedSearchId;
use atelier_domain::access::Actor;
use atelier_domain::library::{PhotoOrder, PhotoSearch, SavedSearch, SearchWords, Shelf};

use super::finder::{Finder, Sought};
use super::open_own;
use super::photos::{Photos, ensure_named};
use super::shown::Shown;
use crate::kernel::{Kernel, ensure_version};
use crate::paging::{Page, PageRequest};
use crate::ports::library::PhotoView;
use crate::ports::saved_searches::NewSavedSearch;
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

/// A new saved search.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedSearchInput {
    pub name: String,
    pub search: PhotoSearch,
    pub order: PhotoOrder,
    pub is_favorite: bool,
}

/// Use cases around saved searches.
#[derive(Clone)]
pub struct SavedSearches {
    kernel: Kernel,
    shown: Shown,
    finder: Finder,
}

impl SavedSearches {
    /// What is found is shown as the list shows it.
    pub fn new(kernel: Kernel, photos: &Photos) -> Self {
        Self { kernel, shown: photos.shown(), finder: photos.finder() }
    }

    pub async fn list(
        &self,
        actor: &Actor,
        favorites: bool,
        page: PageRequest,
    ) -> AppResult<Page<SavedSearch>> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        Ok(tx.saved_searches().list(shelf, favorites, page).await?)
    }

    pub async fn read(&self, actor: &Actor, id: SavedSearchId) -> AppResult<SavedSearch> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        find(&tx, shelf, id).await
    }

    /// Keeps a search. Its criteria are checked now and kept as they were typed.
    pub async fn create(&self, actor: &Actor, input: SavedSearchInput) -> AppResult<Committed<SavedSearch>> {
        let SavedSearchInput { name, search, order, is_favorite } = input;
        let name = SavedSearch::checked_name(&name)?;
        search.clone().checked()?;
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        ensure_named(&tx, shelf, &search).await?;
        let new = NewSavedSearch { name, search, order, is_favorite, now: actor.now };
        let saved = tx.saved_searches().insert(shelf, new).await?;
        Ok(tx.commit(saved).await?)
    }

    pub async fn change(
        &self,
        actor: &Actor,
        id: SavedSearchId,
        words: SearchWords,
        expected: Option<i64>,
    ) -> AppResult<Committed<SavedSearch>> {
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        let mut saved = find(&tx, shelf, id).await?;
        ensure_version(saved.version, expected)?;
        if let Some((search, _)) = &words.criteria {
            ensure_named(&tx, shelf, search).await?;
        }
        saved.describe(words, actor.now)?;
        let saved = tx.saved_searches().update(shelf, &saved).await?;
        Ok(tx.commit(saved).await?)
    }

    /// Removes a search; what it finds stays.
    pub async fn remove(
        &self,
        actor: &Actor,
        id: SavedSearchId,
        expected: Option<i64>,
    ) -> AppResult<Committed<()>> {
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        let saved = find(&tx, shelf, id).await?;
        ensure_version(saved.version, expected)?;
        tx.saved_searches().remove(shelf, id).await?;
        Ok(tx.commit(()).await?)
    }

    /// Searches, and notes how many photographs were found.
    pub async fn run(
        &self,
        actor: &Actor,
        id: SavedSearchId,
        page: PageRequest,
    ) -> AppResult<Committed<Page<Arc<PhotoView>>>> {
        let shelf = Shelf::of(actor)?;
        // The search is over before the library is locked for the note, so that nobody's import waits for it.
        let found = self.found(actor, shelf, id, page).await?;
        let count = i64::try_from(found.total).unwrap_or(i64::MAX);
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        tx.saved_searches().ran(shelf, id, count, actor.now).await?;
        Ok(tx.commit(found).await?)
    }

    async fn found(
        &self,
        actor: &Actor,
        shelf: Shelf,
        id: SavedSearchId,
        page: PageRequest,
    ) -> AppResult<Page<Arc<PhotoView>>> {
        let version = self.shown.version(shelf, actor.now).await?;
        let tx = self.kernel.read().await?;
        let SavedSearch { search, order, .. } = find(&tx, shelf, id).await?;
        let sought = Sought { shelf, version, search: &search.checked()?, order, now: actor.now };
        let Page { items, total, next } = self.finder.page(&tx, sought, page).await?;
        let items = self.shown.all(&tx, shelf, version, &items, false).await?;
        Ok(Page { items, total, next })
    }
}

async fn find(tx: &Tx, shelf: Shelf, id: SavedSearchId) -> AppResult<SavedSearch> {
    tx.saved_searches().find(shelf, id).await?.ok_or(AppError::NotFound)
}
