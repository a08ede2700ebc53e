//! Selection lists.

use async_trait::async_trait;
use atelier_domain::access::{Unchecked, Writable};
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::images::Image;
use atelier_domain::proofing::Selection;
use atelier_domain::{GalleryId, ImageId, SelectionId, StudioId, Timestamp, UserId};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::selections::{NewSelection, SelectionEntry};

/// Selection lists and what is in them. Who changes one has locked its gallery.
#[async_trait]
pub trait SelectionRepository: Send + Sync {
    /// The list of this id in this gallery, if it is the studio's.
    async fn find(
        &self,
        studio: StudioId,
        gallery: GalleryId,
        id: SelectionId,
    ) -> Result<Option<Unchecked<Selection>>>;

    /// As an open list without pictures.
    async fn insert(&self, new: NewSelection) -> Result<Selection>;

    /// As the common contract says; what is in it has methods of its own.
    async fn update(&self, selection: &Writable<Selection>) -> Result<Selection>;

    /// Removes the list and what is in it. The pictures stay.
    async fn remove(&self, selection: &Writable<Selection>) -> Result<()>;

    /// The lists of a gallery by id, at most 1000: all of them, or the common ones and those of one person.
    async fn of_gallery(&self, gallery: GalleryId, of: Option<UserId>) -> Result<Vec<SelectionEntry>>;

    /// The list with what is read beside it.
    async fn entry(&self, selection: &Selection) -> Result<SelectionEntry>;

    /// How many pictures of the list are live and hang in its gallery. What was taken away takes no place.
    async fn count(&self, selection: &Selection) -> Result<u64>;

    /// The ids of all pictures of the list in its order, those included that were taken away from the gallery.
    async fn image_ids(&self, selection: SelectionId) -> Result<Vec<ImageId>>;

    /// Of the lists that `of_gallery` finds, the pictures that `images` shows, in the order of the lists' ids and of each
    /// list, at most `limit`.
    async fn listed_ids(
        &self,
        gallery: &Gallery,
        of: Option<UserId>,
        visibilities: &[Visibility],
        limit: u64,
    ) -> Result<Vec<(SelectionId, ImageId)>>;

    /// Puts pictures at the end, in this order. None of them MUST be in the list already.
    async fn add(
        &self,
        selection: &Writable<Selection>,
        images: &[ImageId],
        by: UserId,
        now: Timestamp,
    ) -> Result<()>;

    /// Takes pictures out; how many were in it.
    async fn take(&self, selection: &Writable<Selection>, images: &[ImageId]) -> Result<u64>;

    /// Gives the pictures the order of `images`, which MUST be exactly those of `image_ids`.
    async fn reorder(&self, selection: &Writable<Selection>, images: &[ImageId]) -> Result<()>;

    /// The live pictures of the list that hang in its gallery in groups of these visibilities, in the list's order; paged
    /// by offset.
    async fn images(
        &self,
        selection: &Selection,
        visibilities: &[Visibility],
        page: PageRequest,
    ) -> Result<Page<Image>>;
}
