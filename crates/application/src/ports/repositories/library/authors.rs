//! Authors.

use std::collections::HashMap;

use async_trait::async_trait;
use atelier_domain::library::{Author, Shelf};
use atelier_domain::{AuthorId, Timestamp};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::library::{AuthorFilter, NewAuthor};

/// Authors. Every method sees the shelf's rows and no others, and the library is opened first by whoever changes one.
#[async_trait]
pub trait AuthorRepository: Send + Sync {
    /// The author. What is another shelf's MUST NOT be found.
    async fn find(&self, shelf: Shelf, id: AuthorId) -> Result<Option<Author>>;

    /// Two authors MAY have the same name.
    async fn insert(&self, shelf: Shelf, new: NewAuthor) -> Result<Author>;

    /// Writes what is said of the author, adds one to the version, and MUST answer `VersionMismatch` if the stored
    /// version is another.
    async fn update(&self, shelf: Shelf, author: &Author) -> Result<Author>;

    /// Removes the author. The shelf's photographs and imports that name them MUST name nobody from then on, and their
    /// versions grow.
    async fn remove(&self, shelf: Shelf, author: &Author, now: Timestamp) -> Result<()>;

    /// A page of the authors whose folded name contains the text that is searched, which is folded too and has no
    /// wildcards. By number it is paged by offset or by cursor (key 0), by name by offset.
    async fn list(&self, shelf: Shelf, filter: &AuthorFilter, page: PageRequest) -> Result<Page<Author>>;

    /// How many of the shelf's photographs name each of these authors; who is named by none is left out. The number of
    /// queries MUST NOT depend on the number of authors up to 500.
    async fn image_counts(&self, shelf: Shelf, ids: &[AuthorId]) -> Result<HashMap<AuthorId, u64>>;
}
