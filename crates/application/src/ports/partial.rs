//! Files that have come in part.

use std::path::PathBuf;

use async_trait::async_trait;
use atelier_domain::{Timestamp, UploadId};

/// How a client vouches for the bytes of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChecksumAlgorithm {
    Sha1,
    Sha256,
}

impl ChecksumAlgorithm {
    pub const ALL: [Self; 2] = [Self::Sha1, Self::Sha256];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}

/// A partial file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum PartialError {
    /// Another chunk of the file is being written.
    #[error("another chunk is being written")]
    Busy,
    /// The file is not there, or has fewer bytes than were acknowledged.
    #[error("the bytes that came before are gone")]
    Lost,
    #[error("the folder of partial files: {0}")]
    Io(#[from] std::io::Error),
}

/// Keeps what has come of files that are still on their way, across restarts.
#[async_trait]
pub trait PartialFiles: Send + Sync {
    /// Opens the file for a chunk at `offset`; bytes beyond it, which were never acknowledged, are cut off. Until the
    /// answer is dropped everybody else, in this process or another, MUST get `Busy`. At `offset` 0 the file is made;
    /// at any other it MUST be `Lost` unless that many bytes are there.
    async fn open(
        &self,
        id: UploadId,
        offset: u64,
        checksum: Option<ChecksumAlgorithm>,
    ) -> Result<Box<dyn PartialFile>, PartialError>;

    /// Where the file lies, for whoever reads it whole.
    fn path(&self, id: UploadId) -> PathBuf;

    /// Removes the file. Removing what is not there MUST be `Ok`.
    async fn remove(&self, id: UploadId) -> Result<(), PartialError>;

    /// The files that have not changed since `before`.
    async fn idle(&self, before: Timestamp) -> Result<Vec<UploadId>, PartialError>;
}

/// A partial file that a chunk is being written to.
#[async_trait]
pub trait PartialFile: Send {
    /// Appends bytes.
    async fn write(&mut self, bytes: &[u8]) -> Result<(), PartialError>;

    /// When it answers `Ok`, everything that was written MUST be on stable storage.
    async fn sync(&mut self) -> Result<(), PartialError>;

    /// Cuts the file back to `offset`.
    async fn cut(&mut self, offset: u64) -> Result<(), PartialError>;

    /// The digest of what was written since the file was opened, by the algorithm that was asked for.
    fn digest(&self) -> Vec<u8>;
}
