//! Stacks of photographs.

use std::collections::BTreeMap;

use async_trait::async_trait;
use atelier_domain::library::{Hothash, PhotoStack, Shelf, Shot, StackKind};
use atelier_domain::{PhotoId, PhotoStackId, Timestamp};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::stacks::{NewStack, ShotFilter, StackEntry, StackedPhoto};

/// Stacks and what is in them. As with photographs, the library is opened first by whoever changes one.
#[async_trait]
pub trait StackRepository: Send + Sync {
    /// The stack of this number, without its photographs.
    async fn find(&self, shelf: Shelf, id: PhotoStackId) -> Result<Option<PhotoStack>>;

    /// As a stack without photographs, which are put into it in the same transaction.
    async fn insert(&self, shelf: Shelf, new: NewStack) -> Result<PhotoStack>;

    /// As the common contract says; what is in it has methods of its own.
    async fn update(&self, shelf: Shelf, stack: &PhotoStack) -> Result<PhotoStack>;

    /// Removes the stack; its photographs stay, and are in none.
    async fn remove(&self, shelf: Shelf, id: PhotoStackId) -> Result<()>;

    /// A page by number, the newest first; paged by offset or by cursor (key 0). The number of queries MUST NOT depend on
    /// the number of stacks up to 500.
    async fn list(
        &self,
        shelf: Shelf,
        kind: Option<StackKind>,
        page: PageRequest,
    ) -> Result<Page<StackEntry>>;

    /// The stack's photographs in their order.
    async fn photos(&self, shelf: Shelf, id: PhotoStackId) -> Result<Vec<StackedPhoto>>;

    /// Those of these photographs that are the shelf's, in whatever stack they are.
    async fn named(&self, shelf: Shelf, hothashes: &[Hothash]) -> Result<Vec<StackedPhoto>>;

    /// Puts photographs at the end, in this order; those that are in it stay where they are. They MUST leave the stacks
    /// in which they were, and with them what those had chosen as cover. A stack that is left with fewer than two
    /// photographs MUST go, and the version of the others grow. The version of this stack is not this method's business.
    async fn put(&self, shelf: Shelf, id: PhotoStackId, photos: &[PhotoId], now: Timestamp) -> Result<()>;

    /// Takes photographs out; how many were in it. That it may be too small then is not this method's business.
    async fn take(&self, shelf: Shelf, id: PhotoStackId, photos: &[PhotoId]) -> Result<u64>;

    /// Gives the photographs the order of `photos`, which MUST be exactly those of the stack.
    async fn arrange(&self, shelf: Shelf, id: PhotoStackId, photos: &[PhotoId]) -> Result<()>;

    /// The newest of the photographs that are in no stack and of which time and camera are known.
    async fn loose_shots(&self, shelf: Shelf, filter: ShotFilter, limit: u64) -> Result<Vec<Shot>>;

    /// How much brighter or darker than metered these photographs were exposed, as one of their files says it. Those of
    /// which it is not known are left out.
    async fn exposure_biases(&self, shelf: Shelf, photos: &[PhotoId]) -> Result<BTreeMap<PhotoId, String>>;
}
