//! What saved searches write, beside their entity.

use atelier_domain::Timestamp;
use atelier_domain::library::{PhotoOrder, PhotoSearch};

/// A search that is about to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSavedSearch {
    pub name: String,
    pub search: PhotoSearch,
    pub order: PhotoOrder,
    pub is_favorite: bool,
    pub now: Timestamp,
}
