//! The aggregate `ImageGroup`.

use std::collections::HashMap;

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::repositories::GroupRepository;
use atelier_application::ports::{
    GalleryImage, GroupAttachment, GroupFilter, ImageUse, NewImageGroup, PoolGroup, StoreError,
};
use atelier_domain::access::{Unchecked, Visible, Writable};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{GroupOwner, GroupType, ImageGroup, Owner};
use atelier_domain::{ImageGroupId, ImageId, StudioId, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select, UpdateMany};

use super::entities::image_group::{Column, Entity};
use super::{attachments, first, mapping, members, placements, pool, uses};
use crate::error::{corrupt, failed};
use crate::store::SeaTx;

fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(studio: StudioId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0))
}

/// The group with its placements. In a transaction that writes, its row is locked.
pub(crate) async fn load(
    tx: &SeaTx,
    studio: StudioId,
    id: ImageGroupId,
) -> Result<Option<ImageGroup>, StoreError> {
    let select = tx.locked(scoped(studio).filter(Column::Id.eq(id.0)));
    let Some(row) = select.one(&tx.conn()).await.map_err(failed)? else { return Ok(None) };
    let placements = placements::of_groups(tx, &[row.id]).await?.remove(&row.id).unwrap_or_default();
    Ok(Some(mapping::group(row, placements)))
}

#[async_trait]
impl GroupRepository for SeaTx {
    async fn find(
        &self,
        studio: StudioId,
        id: ImageGroupId,
    ) -> Result<Option<Unchecked<ImageGroup>>, StoreError> {
        Ok(load(self, studio, id).await?.map(Unchecked::from_storage))
    }

    async fn insert(&self, new: NewImageGroup) -> Result<ImageGroup, StoreError> {
        let studio = new.studio;
        let row = mapping::new_group_row(new);
        let id = Entity::insert(row).exec(self.writer()?).await.map_err(failed)?.last_insert_id;
        let inserted = load(self, studio, ImageGroupId(id)).await?;
        inserted.ok_or_else(|| corrupt("a new group is not there"))
    }

    async fn update(&self, group: &Writable<ImageGroup>) -> Result<ImageGroup, StoreError> {
        let group = group.get();
        let done = scoped_update(group.studio)
            .set(mapping::group_row(group))
            .filter(Column::Id.eq(group.id.0))
            .filter(Column::Version.eq(group.version))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        if done.rows_affected == 0 {
            let stored = load(self, group.studio, group.id).await?;
            return Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) });
        }
        Ok(ImageGroup { version: group.version + 1, ..group.clone() })
    }

    async fn delete(&self, group: &Writable<ImageGroup>) -> Result<(), StoreError> {
        pool::delete(self, group.get()).await
    }

    async fn list(
        &self,
        visible: &Visible,
        filter: &GroupFilter,
        page: PageRequest,
    ) -> Result<Page<PoolGroup>, StoreError> {
        pool::list(self, visible, filter, page).await
    }

    async fn image_counts(&self, groups: &[ImageGroupId]) -> Result<HashMap<ImageGroupId, u64>, StoreError> {
        pool::image_counts(self, groups).await
    }

    async fn uses(&self, group: ImageGroupId) -> Result<Vec<ImageUse>, StoreError> {
        uses::of_group(self, group).await
    }

    async fn owners(&self, group: ImageGroupId) -> Result<Vec<Owner>, StoreError> {
        pool::owners_of(self, group).await
    }

    async fn of_owner(&self, owner: Owner) -> Result<Vec<GroupAttachment>, StoreError> {
        attachments::list(self, owner).await
    }

    async fn first_images(
        &self,
        owner: Owner,
        visibilities: &[Visibility],
        group_type: Option<&GroupType>,
        limit: u64,
    ) -> Result<Vec<GalleryImage>, StoreError> {
        first::images(self, owner, visibilities, group_type, limit).await
    }

    async fn attach(
        &self,
        owner: &dyn GroupOwner,
        group: ImageGroupId,
        group_type: &GroupType,
        visibility: Visibility,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        attachments::attach(self, owner, group, group_type, visibility, now).await
    }

    async fn set_attachment(
        &self,
        owner: &dyn GroupOwner,
        group: ImageGroupId,
        group_type: &GroupType,
        visibility: Visibility,
        sort_order: i32,
    ) -> Result<bool, StoreError> {
        attachments::set(self, owner, group, group_type, visibility, sort_order).await
    }

    async fn detach(
        &self,
        owner: &dyn GroupOwner,
        group: ImageGroupId,
        group_type: &GroupType,
    ) -> Result<bool, StoreError> {
        attachments::detach(self, owner, group, group_type).await
    }

    async fn reorder_attachments(
        &self,
        owner: &dyn GroupOwner,
        order: &[(ImageGroupId, GroupType)],
    ) -> Result<(), StoreError> {
        attachments::reorder(self, owner, order).await
    }

    async fn add_images(
        &self,
        group: &Writable<ImageGroup>,
        images: &[ImageId],
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        members::add(self, group.get(), images, now).await
    }

    async fn remove_images(
        &self,
        group: &Writable<ImageGroup>,
        images: &[ImageId],
    ) -> Result<u64, StoreError> {
        members::remove(self, group.get(), images).await
    }

    async fn remove_images_of(
        &self,
        group: &Writable<ImageGroup>,
        images: &[(ImageId, Timestamp)],
    ) -> Result<u64, StoreError> {
        members::remove_of(self, group.get(), images).await
    }

    async fn image_ids(&self, group: ImageGroupId) -> Result<Vec<ImageId>, StoreError> {
        members::image_ids(self, group).await
    }

    async fn reorder(&self, group: &Writable<ImageGroup>, images: &[ImageId]) -> Result<(), StoreError> {
        members::reorder(self, group.get(), images).await
    }
}
