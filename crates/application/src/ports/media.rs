//! Where bytes live.

use std::ops::Range;
use std::path::Path;
use std::pin::Pin;

use async_trait::async_trait;
use atelier_domain::Timestamp;
use futures_util::Stream;

/// The media store could not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    #[error("no such object")]
    NotFound,
    /// What was read back is not what was written.
    #[error("object {key} is damaged: expected {expected}, found {found}")]
    Damaged { key: String, expected: String, found: String },
    #[error("the media store is not available: {0}")]
    Unavailable(String),
}

/// Bytes from `start`, up to but without `end`.
pub type ByteRange = Range<u64>;

/// An object's bytes as they come.
pub struct ObjectBody {
    /// Bytes of the whole object, whatever the range.
    pub size: u64,
    pub stream: Pin<Box<dyn Stream<Item = Result<Vec<u8>, MediaError>> + Send>>,
}

impl std::fmt::Debug for ObjectBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ObjectBody").field("size", &self.size).finish_non_exhaustive()
    }
}

/// An object as a listing shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredObject {
    pub key: String,
    pub size: u64,
    pub modified_at: Timestamp,
}

/// Keeps originals and derivatives under keys such as `originals/7/ab/abcdef….jpg`.
#[async_trait]
pub trait MediaStore: Send + Sync {
    /// Stores the file's bytes under `key`, replacing what was there. When it answers `Ok` the bytes MUST be on stable
    /// storage and MUST have been read back and found to have `blake3` (64 hex digits); otherwise it MUST answer
    /// `Damaged` and leave no object under the key.
    async fn put_file(&self, key: &str, file: &Path, blake3: &str) -> Result<(), MediaError>;

    /// The object's bytes, or the given part of them. MUST answer `NotFound` for a key that does not exist. A range
    /// past the end gives what is there.
    async fn get(&self, key: &str, range: Option<ByteRange>) -> Result<ObjectBody, MediaError>;

    /// Copies the object into a file, without holding it in memory.
    async fn fetch_to(&self, key: &str, file: &Path) -> Result<(), MediaError>;

    /// BLAKE3 (64 hex digits) of the object as it is now, read as a stream. MUST answer `NotFound` for a key that does
    /// not exist.
    async fn digest(&self, key: &str) -> Result<String, MediaError>;

    /// The size in bytes, or `None` where there is no such object.
    async fn size(&self, key: &str) -> Result<Option<u64>, MediaError>;

    /// Removes the object. Removing what is not there MUST be `Ok`.
    async fn delete(&self, key: &str) -> Result<(), MediaError>;

    /// The objects below `prefix`, in order of key, up to `limit`, beginning after the key `after`.
    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<StoredObject>, MediaError>;

    /// Whether the store answers at all.
    async fn ping(&self) -> Result<(), MediaError>;
}
