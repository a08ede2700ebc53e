//! Galleries, and the doors to them.

use std::collections::HashMap;

use async_trait::async_trait;
use atelier_domain::access::{Unchecked, Visible, Writable};
use atelier_domain::galleries::{Gallery, SessionWindow, ShareLink, Visibility};
use atelier_domain::images::GroupType;
use atelier_domain::{GalleryId, ImageGroupId, ImageId, ShareLinkId, StudioId, Timestamp, UserId};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::views::{
    CounterDrift, GalleryFilter, GalleryImage, ImageProgress, LinkRegisterEntry, NewGallery, NewShareLink,
    SequencedImage, StoredWindow,
};

/// Galleries.
#[async_trait]
pub trait GalleryRepository: Send + Sync {
    /// The gallery of this id, if it is the studio's.
    async fn find(&self, studio: StudioId, id: GalleryId) -> Result<Option<Unchecked<Gallery>>>;

    /// As an active gallery without pictures.
    async fn insert(&self, new: NewGallery) -> Result<Gallery>;

    /// Leaves the counters, the content version and the primary image alone: they have methods of their own.
    async fn update(&self, gallery: &Writable<Gallery>) -> Result<Gallery>;

    /// By id in the filter's direction; paged by offset or by cursor (key 0).
    async fn list(
        &self,
        visible: &Visible,
        filter: &GalleryFilter,
        page: PageRequest,
    ) -> Result<Page<Gallery>>;

    /// The pictures in these galleries changed: recounts `image_count` and `approved_count`, adds one to `content_version`,
    /// moves `last_activity_at`, and MUST forget a primary image that no group of its gallery holds any more, or that is
    /// deleted. Galleries MUST be touched in order of id, so that two writers cannot deadlock.
    async fn content_changed(&self, galleries: &[GalleryId], now: Timestamp) -> Result<()>;

    /// Chooses the picture that stands for the gallery, or none. MUST answer false, and change nothing, when no group of
    /// the gallery holds the picture, or it is deleted.
    async fn set_primary_image(&self, gallery: &Writable<Gallery>, image: Option<ImageId>) -> Result<bool>;

    /// The pictures that stand for these galleries towards somebody who looks into groups of the given visibilities: the
    /// primary image if such a group holds it, else the first in the order of `images`. Galleries that show none are
    /// left out. The number of queries MUST not depend on the number of galleries up to 500.
    async fn covers(
        &self,
        galleries: &[GalleryId],
        visibilities: &[Visibility],
    ) -> Result<Vec<(GalleryId, ImageId)>>;

    /// The live galleries that show any of these pictures, by id.
    async fn showing(&self, images: &[ImageId]) -> Result<Vec<GalleryId>>;

    /// The live galleries that show this group, by id.
    async fn showing_group(&self, group: ImageGroupId) -> Result<Vec<GalleryId>>;

    /// Adds to `download_count` and moves `last_activity_at`; the version stays, because nothing was edited.
    async fn count_downloads(&self, gallery: GalleryId, count: i32, now: Timestamp) -> Result<()>;

    /// People said something about its pictures: recounts `approved_count`, adds one to `proofing_version` and moves
    /// `last_activity_at`; the version stays.
    async fn proofing_changed(&self, gallery: GalleryId, now: Timestamp) -> Result<()>;

    /// States of the live pictures in the groups of the given visibilities.
    async fn progress(&self, gallery: GalleryId, visibilities: &[Visibility]) -> Result<ImageProgress>;

    /// A page of pictures in the live gallery's groups of the given visibilities and, if named, type: by the group's
    /// order, the group, the picture's order in it, then id. A picture in two groups comes twice. Paged by offset; the
    /// page's `next` is `None`. With `counted` false `total` is 0 and no count is made.
    async fn images(
        &self,
        gallery: GalleryId,
        visibilities: &[Visibility],
        group_type: Option<&GroupType>,
        page: PageRequest,
        counted: bool,
    ) -> Result<Page<GalleryImage>>;

    /// The place, from 1, of the picture in the order of `images` under these visibilities.
    async fn position(
        &self,
        gallery: GalleryId,
        visibilities: &[Visibility],
        image: ImageId,
    ) -> Result<Option<i64>>;

    /// The pictures of `images` in the same order, as far as a download must know them. No more than `limit`.
    async fn sequence(
        &self,
        gallery: GalleryId,
        visibilities: &[Visibility],
        limit: u64,
    ) -> Result<Vec<SequencedImage>>;

    /// Counts that differ from the facts, by gallery. With `repair` they are corrected.
    async fn recount(&self, repair: bool) -> Result<Vec<CounterDrift>>;
}

/// Doors to galleries.
#[async_trait]
pub trait ShareLinkRepository: Send + Sync {
    /// The link of this id, if it is the studio's; expired and revoked ones are found too.
    async fn find(&self, studio: StudioId, id: ShareLinkId) -> Result<Option<Unchecked<ShareLink>>>;

    /// The link of a token, with the state of its gallery: live and not archived.
    async fn find_by_hash(&self, token_hash: &str) -> Result<Option<(ShareLink, bool)>>;

    /// As an open link that nobody has used.
    async fn insert(&self, new: NewShareLink) -> Result<ShareLink>;

    /// Writes the terms and the revocation. What using the link changes is left to `save_use`.
    async fn update(&self, link: &Writable<ShareLink>) -> Result<ShareLink>;

    /// Writes what using a link changes: attempts at code and PIN, rests, views, last use. Not for terms.
    async fn save_use(&self, link: &ShareLink) -> Result<()>;

    /// Counts so many downloads. MUST answer false, and count nothing, when that would pass the limit of its policy,
    /// even with two callers at once.
    async fn take_downloads(
        &self,
        link: ShareLinkId,
        count: i32,
        limit: Option<i32>,
        now: Timestamp,
    ) -> Result<bool>;

    /// Whether this guest of the link has shown its PIN.
    async fn is_unlocked(&self, link: ShareLinkId, user: UserId) -> Result<bool>;

    /// Remembers that this guest has shown the PIN; doing it twice changes nothing.
    async fn unlock(&self, link: &ShareLink, user: UserId, now: Timestamp) -> Result<()>;

    /// Every guest of the link has to show the PIN again.
    async fn lock_again(&self, link: ShareLinkId) -> Result<()>;

    /// Links of every studio whose next reminder is due, the longest due first, with their studios.
    async fn reminders_due(&self, now: Timestamp, limit: u64) -> Result<Vec<(StudioId, ShareLinkId)>>;

    /// Writes when the next reminder is due. Not for terms.
    async fn save_reminder(&self, link: &ShareLink) -> Result<()>;

    /// The links, open or not, that were made by guests who came by this link.
    async fn made_through(&self, link: ShareLinkId) -> Result<Vec<Unchecked<ShareLink>>>;

    /// The labels of those of these links that are the studio's.
    async fn labels(
        &self,
        studio: StudioId,
        links: &[ShareLinkId],
    ) -> Result<HashMap<ShareLinkId, Option<String>>>;

    /// The links of a gallery, newest first, at most 1000.
    async fn register(&self, gallery: GalleryId, now: Timestamp) -> Result<Vec<LinkRegisterEntry>>;
}

/// When and where galleries' pictures are taken.
#[async_trait]
pub trait SessionWindowRepository: Send + Sync {
    /// The gallery's window, if it has one.
    async fn of_gallery(&self, gallery: GalleryId) -> Result<Option<StoredWindow>>;

    /// Gives the gallery this window instead of the one that it has, and adds one to its version.
    async fn put(
        &self,
        gallery: &Writable<Gallery>,
        window: &SessionWindow,
        now: Timestamp,
    ) -> Result<StoredWindow>;

    /// Takes the gallery's window away; whether there was one.
    async fn remove(&self, gallery: &Writable<Gallery>) -> Result<bool>;
}
