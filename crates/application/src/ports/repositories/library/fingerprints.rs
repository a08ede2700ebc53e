//! Fingerprints of pictures, by which those that look alike are found.

use async_trait::async_trait;
use atelier_domain::access::Visible;
use atelier_domain::library::Shelf;
use atelier_domain::{ImageFileId, ImageId, PhotoId, StagingImageId};

use super::Result;
use crate::ports::fingerprints::{FileLook, Fingerprint, FingerprintPlace, FingerprintState, Standing};

/// Fingerprints, in pages that never ask for more than a few columns: a library may have a million of them.
#[async_trait]
pub trait FingerprintRepository: Send + Sync {
    /// How far the library has come.
    async fn state(&self, shelf: Shelf) -> Result<FingerprintState>;

    /// What this file looks like, and `state` as of then; `None` where it is not the shelf's. One statement.
    async fn of_file(&self, shelf: Shelf, file: ImageFileId) -> Result<Option<FileLook>>;

    /// The fingerprints that came after this place, in the order of places, at most `limit`. A page that is shorter MUST
    /// be the last one.
    async fn since(&self, shelf: Shelf, after: FingerprintPlace, limit: u64) -> Result<Vec<Fingerprint>>;

    /// Whose these files are; those that are not the shelf's are left out.
    async fn photos_of(&self, shelf: Shelf, files: &[ImageFileId]) -> Result<Vec<(ImageFileId, PhotoId)>>;

    /// What is asked of photographs above `after` to find the best ones, by number, at most `limit`; those of which no
    /// file shows anything too. Two statements.
    async fn standings(&self, shelf: Shelf, after: PhotoId, limit: u64) -> Result<Vec<Standing>>;

    /// The perceptual hashes of visible live pictures of the pool below `before`, the newest first, at most `limit`.
    /// Pictures that have none are left out; a page that is shorter MUST be the last one.
    async fn pool(
        &self,
        visible: &Visible,
        before: Option<ImageId>,
        limit: u64,
    ) -> Result<Vec<(ImageId, i64)>>;

    /// As `pool` for the files that wait in the tray. What is not visible as a whole is not visible at all, as in its
    /// lists.
    async fn tray(
        &self,
        visible: &Visible,
        before: Option<StagingImageId>,
        limit: u64,
    ) -> Result<Vec<(StagingImageId, i64)>>;
}
