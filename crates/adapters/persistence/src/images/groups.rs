//! The aggregate `ImageGroup`.

use async_trait::async_trait;
use atelier_application::ports::repositories::GroupRepository;
use atelier_application::ports::{GroupAttachment, NewImageGroup, StoreError};
use atelier_domain::access::{Unchecked, Writable};
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::images::{GroupType, ImageGroup};
use atelier_domain::{GalleryId, ImageGroupId, ImageId, StudioId, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select, UpdateMany};

use super::entities::image_group::{Column, Entity};
use super::{mapping, members, placements};
use crate::error::{corrupt, failed};
use crate::galleries::attachments;
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

    async fn of_gallery(&self, gallery: GalleryId) -> Result<Vec<GroupAttachment>, StoreError> {
        attachments::list(self, gallery).await
    }

    async fn attach(
        &self,
        gallery: &Writable<Gallery>,
        group: ImageGroupId,
        group_type: &GroupType,
        visibility: Visibility,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        attachments::attach(self, gallery.get(), group, group_type, visibility, now).await
    }

    async fn set_attachment(
        &self,
        gallery: &Writable<Gallery>,
        group: ImageGroupId,
        group_type: &GroupType,
        visibility: Visibility,
        sort_order: i32,
    ) -> Result<bool, StoreError> {
        attachments::set(self, gallery.get(), group, group_type, visibility, sort_order).await
    }

    async fn detach(
        &self,
        gallery: &Writable<Gallery>,
        group: ImageGroupId,
        group_type: &GroupType,
    ) -> Result<bool, StoreError> {
        attachments::detach(self, gallery.get(), group, group_type).await
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

    async fn image_ids(&self, group: ImageGroupId) -> Result<Vec<ImageId>, StoreError> {
        members::image_ids(self, group).await
    }

    async fn reorder(&self, group: &Writable<ImageGroup>, images: &[ImageId]) -> Result<(), StoreError> {
        members::reorder(self, group.get(), images).await
    }
}
