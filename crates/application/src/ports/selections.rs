//! What selection lists write and read, beside their entity.

use atelier_domain::proofing::{Selection, SelectionTerms};
use atelier_domain::{GalleryId, ImageId, StudioId, Timestamp, UserId};

/// A list that is about to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSelection {
    pub studio: StudioId,
    pub gallery: GalleryId,
    pub owner: Option<UserId>,
    pub name: String,
    pub note: Option<String>,
    pub terms: SelectionTerms,
    pub now: Timestamp,
}

/// A list with what is read beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionEntry {
    pub selection: Selection,
    /// The name of whose list it is.
    pub owner_name: Option<String>,
    /// Its live pictures that hang in the gallery.
    pub image_count: u64,
    /// Those of them that the caller sees, in the list's order; only where they were asked for and are not too many.
    pub image_ids: Option<Vec<ImageId>>,
}
