//! What crosses the store's border about versions of pictures.

use atelier_domain::galleries::Visibility;
use atelier_domain::{GalleryId, ImageId, StudioId, Timestamp, UserId};

/// The row of a version that the picture has just become; its file is the picture's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVersion {
    /// The name under which the file came.
    pub filename: String,
    pub notes: Option<String>,
    pub created_by: Option<UserId>,
    pub now: Timestamp,
}

/// Bytes that the studio has, as a version of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownBytes {
    /// BLAKE3, 64 hex digits.
    pub content_hash: String,
    pub image: ImageId,
    pub number: i32,
    /// Whether the picture is this version now.
    pub is_current: bool,
}

/// Where the picture is looked for that a file is a version of: among the live pictures of the studio or, if a gallery is
/// named, in its groups of these visibilities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPlace {
    pub studio: StudioId,
    pub gallery: Option<(GalleryId, Vec<Visibility>)>,
}
