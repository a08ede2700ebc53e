//! Groups of pictures: what is in them, and where they hang.

use std::collections::HashMap;

use async_trait::async_trait;
use atelier_domain::access::{Unchecked, Visible, Writable};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{GroupOwner, GroupType, ImageGroup, Owner};
use atelier_domain::{GalleryId, ImageGroupId, ImageId, StudioId, Timestamp};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::views::{GalleryImage, GroupAttachment, GroupFilter, ImageUse, NewImageGroup, PoolGroup};

/// Groups of pictures and where they hang. Whatever changes which pictures a group holds, or their order, MUST add one
/// to the group's version.
#[async_trait]
pub trait GroupRepository: Send + Sync {
    /// The group of this id, if it is the studio's, with every place in which it hangs.
    async fn find(&self, studio: StudioId, id: ImageGroupId) -> Result<Option<Unchecked<ImageGroup>>>;

    /// As a group that is empty and hangs nowhere.
    async fn insert(&self, new: NewImageGroup) -> Result<ImageGroup>;

    /// As the common contract says; pictures and attachments have methods of their own.
    async fn update(&self, group: &Writable<ImageGroup>) -> Result<ImageGroup>;

    /// Removes the group for good, from everywhere. Its pictures stay in the pool.
    async fn delete(&self, group: &Writable<ImageGroup>) -> Result<()>;

    /// By id in the filter's direction, for those who see all of the studio's; paged by offset or by cursor (key 0).
    async fn list(
        &self,
        visible: &Visible,
        filter: &GroupFilter,
        page: PageRequest,
    ) -> Result<Page<PoolGroup>>;

    /// How many live pictures are in each of these groups; an empty one may be left out.
    async fn image_counts(&self, groups: &[ImageGroupId]) -> Result<HashMap<ImageGroupId, u64>>;

    /// The live galleries and products that show the group, by kind and id, then type.
    async fn uses(&self, group: ImageGroupId) -> Result<Vec<ImageUse>>;

    /// Every owner under which the group hangs, deleted ones included, in the order in which they are locked.
    async fn owners(&self, group: ImageGroupId) -> Result<Vec<Owner>>;

    /// Groups of an owner, by order, then id, then type.
    async fn of_owner(&self, owner: Owner) -> Result<Vec<GroupAttachment>>;

    /// Groups of a gallery, as `of_owner` says.
    async fn of_gallery(&self, gallery: GalleryId) -> Result<Vec<GroupAttachment>> {
        self.of_owner(gallery.into()).await
    }

    /// Of each group of the owner with one of the visibilities and, if named, the type: its first live pictures in
    /// their order, at most `limit`. The number of statements MUST NOT depend on the number of groups.
    async fn first_images(
        &self,
        owner: Owner,
        visibilities: &[Visibility],
        group_type: Option<&GroupType>,
        limit: u64,
    ) -> Result<Vec<GalleryImage>>;

    /// Hangs the group under the owner, last. MUST answer `Conflict` with `attachment` when it hangs there already
    /// with this type.
    async fn attach(
        &self,
        owner: &dyn GroupOwner,
        group: ImageGroupId,
        group_type: &GroupType,
        visibility: Visibility,
        now: Timestamp,
    ) -> Result<()>;

    /// Changes visibility and order of an attachment; whether there was one.
    async fn set_attachment(
        &self,
        owner: &dyn GroupOwner,
        group: ImageGroupId,
        group_type: &GroupType,
        visibility: Visibility,
        sort_order: i32,
    ) -> Result<bool>;

    /// Takes the group away from the owner; whether it hung there.
    async fn detach(
        &self,
        owner: &dyn GroupOwner,
        group: ImageGroupId,
        group_type: &GroupType,
    ) -> Result<bool>;

    /// Gives the owner's groups this order, which MUST name exactly those of `of_owner`. No other owner's change.
    async fn reorder_attachments(
        &self,
        owner: &dyn GroupOwner,
        order: &[(ImageGroupId, GroupType)],
    ) -> Result<()>;

    /// Puts pictures at the end of the group, in this order. Those that are in it already stay where they are. Answers
    /// how many are new.
    async fn add_images(
        &self,
        group: &Writable<ImageGroup>,
        images: &[ImageId],
        now: Timestamp,
    ) -> Result<u64>;

    /// Takes pictures out of the group; how many were in it.
    async fn remove_images(&self, group: &Writable<ImageGroup>, images: &[ImageId]) -> Result<u64>;

    /// As `remove_images`, but MUST leave in the group what was not put into it at the instant that stands beside it. One
    /// statement for every few hundred.
    async fn remove_images_of(
        &self,
        group: &Writable<ImageGroup>,
        images: &[(ImageId, Timestamp)],
    ) -> Result<u64>;

    /// The ids of the group's pictures in order, deleted ones included.
    async fn image_ids(&self, group: ImageGroupId) -> Result<Vec<ImageId>>;

    /// Gives the group's pictures the order of `images`, which MUST be exactly those of `image_ids`.
    async fn reorder(&self, group: &Writable<ImageGroup>, images: &[ImageId]) -> Result<()>;
}
