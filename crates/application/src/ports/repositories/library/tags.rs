//! Tags.

use async_trait::async_trait;
use atelier_domain::library::{Shelf, Tag, TagName};
use atelier_domain::{TagId, Timestamp};

use super::Result;
use crate::paging::{Page, PageRequest};

/// The tags of a library as a whole; those of one photograph are written with it. As with photographs, the library is
/// opened first by whoever changes one. A photograph whose tags are changed here MUST have its version grow.
#[async_trait]
pub trait TagRepository: Send + Sync {
    /// A page of the tags whose folded name begins with `prefix`, the most used first, then by folded name; paged by
    /// offset. Signs that mean something in patterns MUST be taken as they are.
    async fn list(&self, shelf: Shelf, prefix: Option<&str>, page: PageRequest) -> Result<Page<Tag>>;

    /// The tag of this number.
    async fn find(&self, shelf: Shelf, id: TagId) -> Result<Option<Tag>>;

    /// The tag of this folded name.
    async fn find_by_key(&self, shelf: Shelf, key: &str) -> Result<Option<Tag>>;

    /// Gives the tag another name. MUST answer `Conflict` with `tag` when another tag has the folded name.
    async fn rename(&self, shelf: Shelf, id: TagId, name: &TagName, now: Timestamp) -> Result<()>;

    /// Puts `into` onto every photograph that has one of `from`, which go. A photograph that had several of them MUST
    /// have one: where `into` stood, or else where the first of the others did. What is counted MUST be right after it.
    async fn merge(&self, shelf: Shelf, from: &[TagId], into: TagId, now: Timestamp) -> Result<()>;

    /// Takes the tag from every photograph, and removes it.
    async fn remove(&self, shelf: Shelf, id: TagId, now: Timestamp) -> Result<()>;
}
