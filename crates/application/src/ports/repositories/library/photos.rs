//! Photographs.

use async_trait::async_trait;
use atelier_domain::library::{Hothash, Photo, PhotoOrder, PhotoSearch, Shelf, TagName};
use atelier_domain::{PhotoId, Timestamp};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::library::{NewPhoto, PhotoView, PlacedPhoto};

/// Photographs. Every method sees the shelf's rows and no others.
///
/// Whoever changes anything in a library MUST call `open` before any other method: it is the library's lock, and no row
/// in it has one of its own.
#[async_trait]
pub trait PhotoRepository: Send + Sync {
    /// Locks the library until the transaction ends, beginning one where there is none, and adds one to its version,
    /// which is answered. Two transactions MUST NOT be answered the same.
    async fn open(&self, shelf: Shelf) -> Result<i64>;

    /// The library's version; 0 where there is none.
    async fn library_version(&self, shelf: Shelf) -> Result<i64>;

    /// The photograph of this name.
    async fn find(&self, shelf: Shelf, hothash: &Hothash) -> Result<Option<Photo>>;

    /// As `find`, by number.
    async fn find_by_id(&self, shelf: Shelf, id: PhotoId) -> Result<Option<Photo>>;

    /// MUST answer `Conflict` with `hothash` when the shelf has it. What the file says is both what holds and what is
    /// kept for the undoing of corrections. Its first file is counted, as `recount` would count it.
    async fn insert(&self, shelf: Shelf, new: NewPhoto) -> Result<Photo>;

    /// Writes everything but what `recount` writes, adds one to the version, and MUST answer `VersionMismatch` if the
    /// stored version is another. What the file says is written too: only its first file may change it. The answer is
    /// what was given, with its new version.
    async fn update(&self, shelf: Shelf, photo: &Photo) -> Result<Photo>;

    /// Counts the files anew, says whether one of them is RAW, and writes the text that is searched. To be called when
    /// words or files have changed.
    async fn recount(&self, shelf: Shelf, photo: Photo) -> Result<Photo>;

    /// Removes the photograph with its files, tags and its place in a stack; tags count one less, and a stack that is
    /// left with fewer than two photographs goes too. Bytes are not its business.
    async fn remove(&self, shelf: Shelf, photo: &Photo) -> Result<()>;

    /// Gives it these tags in this order, making those that are new. Tags that no photograph has any more MUST go.
    async fn set_tags(&self, shelf: Shelf, id: PhotoId, tags: &[TagName], now: Timestamp) -> Result<()>;

    /// Tags of the photograph in their order.
    async fn tags(&self, shelf: Shelf, id: PhotoId) -> Result<Vec<TagName>>;

    /// A page of what is looked for, each with its place. By offset or cursor, which is the place of the last one before;
    /// descending, what has no time or rating MUST come last, and the order ends in the number. Ascending is the same order
    /// from its other end. `total` is how many are found, where that is known; else they are counted.
    async fn search(
        &self,
        shelf: Shelf,
        search: &PhotoSearch,
        order: PhotoOrder,
        page: PageRequest,
        total: Option<u64>,
    ) -> Result<Page<PlacedPhoto>>;

    /// How many are found.
    async fn count(&self, shelf: Shelf, search: &PhotoSearch) -> Result<u64>;

    /// Those of these photographs that are the shelf's with what is read beside them, and with their small pictures where
    /// `previews` says so. In their order, and each once. The number of queries MUST NOT depend on the number of
    /// photographs from 51 to 500. Of up to 50 photographs all small pictures come; of more, those of the first ones that
    /// have 32 MiB together.
    async fn views(&self, shelf: Shelf, photos: &[PhotoId], previews: bool) -> Result<Vec<PhotoView>>;

    /// As `views`, the photograph of this name, with its small picture.
    async fn view(&self, shelf: Shelf, hothash: &Hothash) -> Result<Option<PhotoView>>;

    /// The bytes of the small picture.
    async fn hotpreview(&self, shelf: Shelf, id: PhotoId) -> Result<Option<Vec<u8>>>;
}
