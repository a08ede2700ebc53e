//! Searches that people keep.

use async_trait::async_trait;
use atelier_domain::library::{SavedSearch, Shelf};
use atelier_domain::{SavedSearchId, Timestamp};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::saved_searches::NewSavedSearch;

/// Saved searches. As with photographs, the library is opened first by whoever changes one.
#[async_trait]
pub trait SavedSearchRepository: Send + Sync {
    /// The search of this number.
    async fn find(&self, shelf: Shelf, id: SavedSearchId) -> Result<Option<SavedSearch>>;

    /// MUST answer `Conflict` with `saved_search` when another search of the shelf has the name, folded.
    async fn insert(&self, shelf: Shelf, new: NewSavedSearch) -> Result<SavedSearch>;

    /// As the common contract says, and `Conflict` as `insert`.
    async fn update(&self, shelf: Shelf, search: &SavedSearch) -> Result<SavedSearch>;

    /// Removes the search; what it finds stays.
    async fn remove(&self, shelf: Shelf, id: SavedSearchId) -> Result<()>;

    /// A page by number; paged by offset or by cursor (key 0). `favorites` leaves out the others.
    async fn list(&self, shelf: Shelf, favorites: bool, page: PageRequest) -> Result<Page<SavedSearch>>;

    /// Notes how many photographs it found. That is no change of the search: its version MUST stay. A search that is gone
    /// is left alone.
    async fn ran(&self, shelf: Shelf, id: SavedSearchId, count: i64, now: Timestamp) -> Result<()>;
}
