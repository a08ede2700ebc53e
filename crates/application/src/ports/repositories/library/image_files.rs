//! Files of photographs.

use std::collections::HashSet;

use async_trait::async_trait;
use atelier_domain::library::{ImageFile, Shelf};
use atelier_domain::{ImageFileId, PhotoId};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::library::{CompanionKey, ImageFileFilter, ImageFileView, NewImageFile, StoredFile};

/// Files. As with photographs, the library is opened first by whoever changes one.
#[async_trait]
pub trait ImageFileRepository: Send + Sync {
    /// The file of this number.
    async fn find(&self, shelf: Shelf, id: ImageFileId) -> Result<Option<ImageFile>>;

    /// The file with this content (BLAKE3, 64 hex digits).
    async fn find_by_content(&self, shelf: Shelf, content_hash: &str) -> Result<Option<ImageFile>>;

    /// The files of a photograph, by number.
    async fn of_photo(&self, shelf: Shelf, photo: PhotoId) -> Result<Vec<ImageFile>>;

    /// MUST answer `Conflict` with `content_hash` when the shelf has a file of this content. `library_version` is what
    /// `open` has answered in this transaction: by it others learn of new fingerprints.
    async fn insert(&self, shelf: Shelf, library_version: i64, new: NewImageFile) -> Result<ImageFile>;

    /// Writes `new` over a file, which keeps its number and since when it is here: the original has come of one that was only
    /// told of. Where `new` has no small picture or no fingerprint, the file's own MUST stay. `Conflict` and
    /// `library_version` as in `insert`; others MUST learn as well that the fingerprint before is gone.
    async fn rewrite(
        &self,
        shelf: Shelf,
        library_version: i64,
        file: &ImageFile,
        new: NewImageFile,
    ) -> Result<ImageFile>;

    /// Writes the three objects of information about where it came from and where it is kept, and its import.
    async fn update_info(&self, shelf: Shelf, file: &ImageFile) -> Result<ImageFile>;

    /// Removes the row of a file. The small picture, where it has the photograph's, MUST pass to another of its files.
    /// `library_version` as in `insert`: by it others learn that a fingerprint is gone.
    async fn remove(&self, shelf: Shelf, library_version: i64, file: &ImageFile) -> Result<()>;

    /// Gives all files of one photograph to another. Their small picture is dropped,
    /// unless the other photograph has none: then it is that one's from now on (MUST).
    async fn move_all(&self, shelf: Shelf, from: PhotoId, to: PhotoId) -> Result<()>;

    /// Says that a fingerprint is gone with a photograph that is being removed.
    async fn fingerprints_removed(&self, shelf: Shelf, library_version: i64) -> Result<()>;

    /// A page by number, the newest first; paged by offset or by cursor (key 0).
    async fn list(
        &self,
        shelf: Shelf,
        filter: ImageFileFilter,
        page: PageRequest,
    ) -> Result<Page<ImageFileView>>;

    /// The file as lists show it.
    async fn view(&self, shelf: Shelf, id: ImageFileId) -> Result<Option<ImageFileView>>;

    /// The photograph whose files are this one's companions; the oldest where there are several.
    async fn companion(&self, shelf: Shelf, key: &CompanionKey) -> Result<Option<PhotoId>>;

    /// The bytes of the small picture that came with the file.
    async fn hotpreview(&self, shelf: Shelf, id: ImageFileId) -> Result<Option<Vec<u8>>>;

    /// Which of these keys of the media store some file or photograph of anybody names. For the orphan sweep.
    async fn named_objects(&self, keys: &[String]) -> Result<HashSet<String>>;

    /// Originals of all libraries after this number, by number, for checks.
    async fn originals(&self, after: ImageFileId, limit: u64) -> Result<Vec<StoredFile>>;
}
