//! The files that a picture has had.

use std::collections::HashMap;

use async_trait::async_trait;
use atelier_domain::access::Writable;
use atelier_domain::images::{Image, ImageVersion, Traits};
use atelier_domain::{ImageId, StudioId};

use super::Result;
use crate::ports::{KnownBytes, NewVersion, SearchPlace};

/// The versions of pictures. A picture that has had only one file has no rows here: it is its own first version. The row
/// of the current version says what it was when it came; what became of it since, the picture says.
///
/// Whoever writes here has locked the picture, and that is the lock of its versions.
#[async_trait]
pub trait VersionRepository: Send + Sync {
    /// The versions of the picture, which the caller may see, by number.
    async fn of_image(&self, image: ImageId) -> Result<Vec<ImageVersion>>;

    /// One version of the picture, which the caller may see.
    async fn find(&self, image: ImageId, number: i32) -> Result<Option<ImageVersion>>;

    /// The highest number that the picture has given; 1 if it has had only one file.
    async fn highest(&self, image: ImageId) -> Result<i32>;

    /// As `highest` for each of many pictures, one statement for every few hundred. Those that have had only one file are
    /// left out.
    async fn highest_of(&self, images: &[ImageId]) -> Result<HashMap<ImageId, i32>>;

    /// The picture is about to be another file: writes down what its current version has become.
    async fn set_aside(&self, image: &Writable<Image>) -> Result<()>;

    /// As `set_aside` for each of many pictures, one statement for every few hundred.
    async fn set_aside_all(&self, images: &[Writable<Image>]) -> Result<()>;

    /// The row of the version that the picture has just become. MUST answer `Conflict` with `content_hash` when the
    /// studio has had these bytes as another version.
    async fn insert(&self, image: &Writable<Image>, new: NewVersion) -> Result<()>;

    /// As `insert` for each of many versions, one statement for every few hundred. A picture may have become several.
    async fn insert_all(&self, versions: Vec<(Writable<Image>, NewVersion)>) -> Result<()>;

    /// Writes state, failure and perceptual hash of a version that is not the picture's current one.
    async fn put_outcome(&self, image: &Writable<Image>, version: &ImageVersion) -> Result<()>;

    /// Which version of which picture has these bytes, current ones and deleted pictures included.
    async fn with_hash(&self, studio: StudioId, content_hash: &str) -> Result<Option<(ImageId, i32)>>;

    /// As `with_hash` for each of many hashes, once; those that no version has are left out. Two statements for every
    /// few hundred.
    async fn with_hashes(&self, studio: StudioId, hashes: &[String]) -> Result<Vec<KnownBytes>>;

    /// Pictures of which a file with any of these traits may be a version, each with the traits of every version that is
    /// worth comparing; MUST hold every picture that `likeness` would name for any of them. A few statements for every
    /// few hundred.
    async fn candidates(&self, place: &SearchPlace, files: &[Traits]) -> Result<Vec<(ImageId, Traits)>>;

    /// Row, picture, storage key, hash and size of the originals of versions that are not current, with rows above
    /// `after`, of every studio.
    async fn originals(&self, after: i64, limit: u64) -> Result<Vec<(i64, ImageId, String, String, i64)>>;
}
