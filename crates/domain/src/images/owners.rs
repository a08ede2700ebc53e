//! The rows that show groups of pictures: each group with a type, an order and a visibility of its own.

use crate::access::{Context, Writable};
use crate::galleries::Gallery;
use crate::products::Product;
use crate::{GalleryId, ProductId, RuleViolation, StudioId};

/// A row under which groups hang.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    Gallery(GalleryId),
    Product(ProductId),
}

impl Owner {
    /// The place that the owner is for permissions.
    pub const fn context(self) -> Context {
        match self {
            Self::Gallery(id) => Context::Gallery(id),
            Self::Product(id) => Context::Product(id),
        }
    }
}

impl From<GalleryId> for Owner {
    fn from(id: GalleryId) -> Self {
        Self::Gallery(id)
    }
}

impl From<ProductId> for Owner {
    fn from(id: ProductId) -> Self {
        Self::Product(id)
    }
}

mod sealed {
    use super::{Gallery, Product, Writable};

    pub trait Sealed {}

    impl Sealed for Writable<Gallery> {}
    impl Sealed for Writable<Product> {}
}

/// Leave to change which groups hang under a row. Only a [`Writable`] of such a row is one.
pub trait GroupOwner: sealed::Sealed + Send + Sync {
    fn studio(&self) -> StudioId;

    fn owner(&self) -> Owner;
}

impl GroupOwner for Writable<Gallery> {
    fn studio(&self) -> StudioId {
        self.get().studio
    }

    fn owner(&self) -> Owner {
        self.get().id.into()
    }
}

impl GroupOwner for Writable<Product> {
    fn studio(&self) -> StudioId {
        self.get().studio
    }

    fn owner(&self) -> Owner {
        self.get().id.into()
    }
}

/// How many groups hang under one owner at most, so that a list of all of them is one answer.
pub const MAX_GROUPS: usize = 100;

/// Refuses one more group under an owner that has `present` of them.
pub fn ensure_room(present: usize) -> Result<(), RuleViolation> {
    if present < MAX_GROUPS {
        return Ok(());
    }
    Err(RuleViolation::conflict("too_many_groups", format!("at most {MAX_GROUPS} groups hang in one place")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_group_fits_and_the_next_does_not() {
        assert!(ensure_room(MAX_GROUPS - 1).is_ok());
        assert_eq!(ensure_room(MAX_GROUPS).unwrap_err().code, "too_many_groups");
    }
}
