//! What storage takes and gives for people's libraries.

use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

use atelier_domain::library::{
    Coldpreview, FileFormat, Hashes, Hothash, ImageFile, Photo, Place, StoredOriginal, TakenAt,
};
use atelier_domain::{
    AuthorId, ImageFileId, ImageId, ImportSessionId, PhotoId, PhotoStackId, StagingImageId, Timestamp,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::paging::Cursor;

pub use super::authors::{AuthorFilter, AuthorOrder, AuthorView, NewAuthor};
pub use super::imports::{ImportFilter, ImportSessionView, NewImportSession};
pub use atelier_domain::library::NewImportError;

/// A photograph that is about to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPhoto {
    pub hothash: Hothash,
    pub title: Option<String>,
    pub description: Option<String>,
    pub rating: Option<i32>,
    /// What the file says; a correction comes later.
    pub taken_at: Option<TakenAt>,
    pub place: Option<Place>,
    pub author: Option<AuthorId>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub camera: Option<String>,
    pub lens: Option<String>,
    pub coldpreview: Option<Coldpreview>,
    /// Name and kind of the file that is added next, where there is one.
    pub first_file: Option<(String, Option<FileFormat>)>,
    /// Since when it is kept: `now`, unless it was kept elsewhere before.
    pub created_at: Timestamp,
    pub now: Timestamp,
}

/// A file that is about to be added to a photograph.
#[derive(Debug, Clone, PartialEq)]
pub struct NewImageFile {
    pub photo: PhotoId,
    pub filename: String,
    pub file_size: Option<i64>,
    pub format: Option<FileFormat>,
    pub original: Option<StoredOriginal>,
    pub no_preview: Option<String>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    /// The bytes of a small picture.
    pub hotpreview: Option<Vec<u8>>,
    pub hashes: Option<Hashes>,
    pub exif: Option<Map<String, Value>>,
    pub taken_at: Option<TakenAt>,
    pub place: Option<Place>,
    pub camera: Option<String>,
    pub lens: Option<String>,
    pub import_session: Option<ImportSessionId>,
    pub imported_time: Timestamp,
    pub imported_info: Option<Map<String, Value>>,
    pub local_storage_info: Option<Map<String, Value>>,
    pub cloud_storage_info: Option<Map<String, Value>>,
    /// Since when it is kept: `now`, unless it was kept elsewhere before.
    pub created_at: Timestamp,
    pub now: Timestamp,
}

/// What a photograph's lists tell of one of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSummary {
    pub id: ImageFileId,
    pub filename: String,
    pub format: Option<FileFormat>,
    pub file_size: Option<i64>,
    pub is_stored: bool,
    pub import_session: Option<ImportSessionId>,
    pub imported_time: Timestamp,
}

impl FileSummary {
    /// What is shown of a file with its photograph.
    pub fn of(file: &ImageFile) -> Self {
        Self {
            id: file.id,
            filename: file.filename.clone(),
            format: file.format,
            file_size: file.file_size,
            is_stored: file.original.is_some(),
            import_session: file.import_session,
            imported_time: file.imported_time,
        }
    }
}

/// A photograph that has been added with its first file.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrived {
    pub photo: Photo,
    pub file: ImageFile,
    /// The version that the library has by it.
    pub version: i64,
}

/// A photograph in what a search finds, and the number by which it stands in the order that was asked for. Those of one
/// number go by their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedPhoto {
    pub id: PhotoId,
    pub place: i64,
}

impl From<PlacedPhoto> for Cursor {
    fn from(PlacedPhoto { id, place }: PlacedPhoto) -> Self {
        Self { key: place, id: id.0 }
    }
}

/// A photograph with what is read beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoView {
    pub photo: Photo,
    /// In the order in which they were written.
    pub tags: Vec<String>,
    /// By their numbers.
    pub files: Vec<FileSummary>,
    pub author_name: Option<String>,
    pub stack: Option<PhotoStackId>,
    /// The small picture, where it was asked for.
    pub hotpreview: Option<Hotpreview>,
}

/// A small picture as lists of photographs carry it: in base64, encoded once for all who are shown it.
#[derive(Clone, PartialEq, Eq)]
pub struct Hotpreview(Arc<str>);

impl Hotpreview {
    /// The picture that has these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(STANDARD.encode(bytes).into())
    }

    /// The picture in base64, with its padding.
    pub fn base64(&self) -> &str {
        &self.0
    }
}

/// The bytes of the text, not of the picture.
impl AsRef<[u8]> for Hotpreview {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Debug for Hotpreview {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Hotpreview({} characters)", self.0.len())
    }
}

/// Which files a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImageFileFilter {
    pub import_session: Option<ImportSessionId>,
    pub photo: Option<PhotoId>,
}

/// A file with the name of its photograph.
#[derive(Debug, Clone, PartialEq)]
pub struct ImageFileView {
    pub file: ImageFile,
    pub hothash: Hothash,
    /// Whether the photograph has a RAW file besides this one.
    pub has_raw_companion: bool,
}

/// By what a file's companions are found: they have its name, but for the ending, and were taken by the same camera in
/// the same second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanionKey {
    pub stem_key: String,
    pub taken_at: TakenAt,
    pub camera: String,
    /// Whether the file is a RAW file: its companion is not, and the other way round.
    pub is_raw: bool,
}

/// An original of somebody's library, as checks look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    pub id: ImageFileId,
    pub storage_key: String,
    /// BLAKE3, 64 hex digits.
    pub content_hash: String,
    /// Bytes.
    pub file_size: i64,
}

/// A file that has left the tray for the pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftTray {
    pub file: StagingImageId,
    /// The picture that it is, or of which it is a version.
    pub image: ImageId,
    /// BLAKE3 of the file, 64 hex digits.
    pub content_hash: String,
}
