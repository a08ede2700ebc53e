//! What storage tells of fingerprints of pictures.

use atelier_domain::library::Hashes;
use atelier_domain::{ImageFileId, PhotoId, Timestamp};

/// How far a library has come. Whoever holds its fingerprints as of some version reads all of them anew if one has gone
/// since, and else those that came since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FingerprintState {
    /// The library's version; 0 where there is no library.
    pub version: i64,
    /// What it was when a fingerprint last went, or became another photograph's.
    pub removals_version: i64,
}

/// What a file of a library looks like, and how far that has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileLook {
    pub photo: PhotoId,
    /// `None` where there is no picture of the file.
    pub hashes: Option<Hashes>,
    pub state: FingerprintState,
}

/// A place in the order in which fingerprints came: by the version of the library and, within it, by file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FingerprintPlace {
    pub version: i64,
    pub file: ImageFileId,
}

impl FingerprintPlace {
    /// Before all others.
    pub const START: Self = Self { version: 0, file: ImageFileId(0) };

    /// After everything that came with this version.
    pub fn after(version: i64) -> Self {
        Self { version, file: ImageFileId(i64::MAX) }
    }
}

/// The fingerprint of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint {
    pub file: ImageFileId,
    pub photo: PhotoId,
    pub hashes: Hashes,
    /// What the library's version was when the file came.
    pub version: i64,
}

impl Fingerprint {
    pub fn place(&self) -> FingerprintPlace {
        FingerprintPlace { version: self.version, file: self.file }
    }
}

/// By what it is decided which of several photographs that look alike is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub photo: PhotoId,
    /// Of the first of its files that shows anything.
    pub hashes: Option<Hashes>,
    /// Of the largest of its files, or as the photograph itself says; 0 where nothing says it.
    pub pixels: i64,
    /// 1 to 5.
    pub rating: Option<i32>,
    pub created_at: Timestamp,
}
