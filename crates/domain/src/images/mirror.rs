//! The copy of a picture from which an outside service delivers it.

use super::{Image, Preset};
use crate::Timestamp;

/// A copy at the service that delivers pictures. It can be lost at any time: the media store has all that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror {
    /// The service's own name of the file.
    pub file_id: String,
    /// Where the service has it. It opens nothing before it is signed.
    pub url: String,
    /// Where the service's own people look at it.
    pub thumbnail_url: Option<String>,
    /// BLAKE3 of the copied bytes, 64 hex digits.
    pub content_hash: String,
}

impl Image {
    /// The size that is copied. It has no metadata, whatever the original holds, and no original leaves the media store.
    pub const MIRRORED: Preset = Preset::Web;

    /// The service has a copy.
    pub fn became_mirrored(&mut self, mirror: Mirror, now: Timestamp) {
        self.mirror = Some(mirror);
        self.updated_at = now;
    }

    /// The copy is gone, is to go, or is no longer what the picture shows; it is answered, so that it can be removed.
    pub fn lost_mirror(&mut self, now: Timestamp) -> Option<Mirror> {
        let lost = self.mirror.take()?;
        self.updated_at = now;
        Some(lost)
    }

    /// As [`Image::lost_mirror`], unless the copy is of these bytes (BLAKE3, 64 hex digits).
    pub fn lost_mirror_of_others(&mut self, content_hash: &str, now: Timestamp) -> Option<Mirror> {
        match &self.mirror {
            Some(mirror) if mirror.content_hash != content_hash => self.lost_mirror(now),
            _ => None,
        }
    }
}
