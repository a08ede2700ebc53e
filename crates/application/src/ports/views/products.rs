//! Products as they cross the store's border.

use atelier_domain::products::ProductDetails;
use atelier_domain::{StudioId, Timestamp};

use super::Sort;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProduct {
    pub studio: StudioId,
    pub details: ProductDetails,
    pub now: Timestamp,
}

/// Which products a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductFilter {
    /// Folded text to find in name or number.
    pub search: Option<String>,
    /// Deleted ones instead of live ones.
    pub deleted: bool,
    pub sort: Sort,
}

/// The state of what a product shows, in four numbers: whatever changes in its groups or pictures moves one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ContentMark {
    pub groups: u64,
    /// The sum of the groups' versions.
    pub group_versions: u64,
    /// Live pictures, once for each group that holds them.
    pub images: u64,
    /// The sum of the pictures' versions.
    pub image_versions: u64,
}
