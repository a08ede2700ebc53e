//! What stacks of photographs write and read, beside their entity.

use atelier_domain::library::{Hothash, PhotoStack, StackKind};
use atelier_domain::{PhotoId, Timestamp};

/// A stack that is about to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStack {
    pub kind: StackKind,
    pub title: Option<String>,
    pub now: Timestamp,
}

/// A photograph in a stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackedPhoto {
    pub id: PhotoId,
    pub hothash: Hothash,
}

/// A stack with its photographs in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackEntry {
    pub stack: PhotoStack,
    pub photos: Vec<StackedPhoto>,
}

impl StackEntry {
    /// The photograph that stands for it.
    pub fn cover(&self) -> Option<&StackedPhoto> {
        let chosen = self.photos.iter().find(|photo| Some(photo.id) == self.stack.cover);
        chosen.or_else(|| self.photos.first())
    }
}

/// Which photographs are looked at for what belongs together, by microseconds of the camera's clock; both ends belong
/// to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ShotFilter {
    pub from: Option<i64>,
    pub until: Option<i64>,
}
