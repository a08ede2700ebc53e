//! The aggregate `PhotoStack`.

use std::collections::BTreeMap;

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::repositories::StackRepository;
use atelier_application::ports::stacks::{NewStack, ShotFilter, StackEntry, StackedPhoto};
use atelier_application::ports::{Sort, StoreError};
use atelier_domain::library::{Hothash, PhotoStack, Shelf, Shot, StackKind};
use atelier_domain::{PhotoId, PhotoStackId, Timestamp};
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, Select, UpdateMany};

use super::entities::photo_stack::{Column, Entity};
use super::{mapping, members, shots};
use crate::error::{corrupt, failed};
use crate::paging;
use crate::store::SeaTx;

fn scoped(shelf: Shelf) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(shelf.studio().0)).filter(Column::UserId.eq(shelf.owner().0))
}

pub(super) fn scoped_update(shelf: Shelf) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::StudioId.eq(shelf.studio().0))
        .filter(Column::UserId.eq(shelf.owner().0))
}

pub(super) fn scoped_delete(shelf: Shelf) -> DeleteMany<Entity> {
    Entity::delete_many()
        .filter(Column::StudioId.eq(shelf.studio().0))
        .filter(Column::UserId.eq(shelf.owner().0))
}

async fn load(tx: &SeaTx, shelf: Shelf, id: PhotoStackId) -> Result<Option<PhotoStack>, StoreError> {
    let select = scoped(shelf).filter(Column::Id.eq(id.0));
    select.one(&tx.conn()).await.map_err(failed)?.map(mapping::to_domain).transpose()
}

#[async_trait]
impl StackRepository for SeaTx {
    async fn find(&self, shelf: Shelf, id: PhotoStackId) -> Result<Option<PhotoStack>, StoreError> {
        load(self, shelf, id).await
    }

    async fn insert(&self, shelf: Shelf, new: NewStack) -> Result<PhotoStack, StoreError> {
        let row = mapping::new_row(shelf, new);
        let id = Entity::insert(row).exec(self.writer()?).await.map_err(failed)?.last_insert_id;
        let inserted = load(self, shelf, PhotoStackId(id)).await?;
        inserted.ok_or_else(|| corrupt("a new stack is not there"))
    }

    async fn update(&self, shelf: Shelf, stack: &PhotoStack) -> Result<PhotoStack, StoreError> {
        let done = scoped_update(shelf)
            .set(mapping::to_row(stack))
            .filter(Column::Id.eq(stack.id.0))
            .filter(Column::Version.eq(stack.version))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        if done.rows_affected == 0 {
            let stored = load(self, shelf, stack.id).await?;
            return Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) });
        }
        Ok(PhotoStack { version: stack.version + 1, ..stack.clone() })
    }

    async fn remove(&self, shelf: Shelf, id: PhotoStackId) -> Result<(), StoreError> {
        // What is in it goes along, and the photographs stay.
        scoped_delete(shelf).filter(Column::Id.eq(id.0)).exec(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn list(
        &self,
        shelf: Shelf,
        kind: Option<StackKind>,
        page: PageRequest,
    ) -> Result<Page<StackEntry>, StoreError> {
        let mut select = scoped(shelf);
        if let Some(kind) = kind {
            select = select.filter(Column::Kind.eq(kind.as_str()));
        }
        let page =
            paging::list_by_id(self, select, Column::Id, Sort::NewestFirst, page, |row| row.id).await?;
        let ids: Vec<i64> = page.items.iter().map(|row| row.id).collect();
        let mut photos: BTreeMap<i64, Vec<StackedPhoto>> = members::of_stacks(self, shelf, &ids).await?;
        paging::try_map(page, |row| {
            let photos = photos.remove(&row.id).unwrap_or_default();
            Ok(StackEntry { stack: mapping::to_domain(row)?, photos })
        })
    }

    async fn photos(&self, shelf: Shelf, id: PhotoStackId) -> Result<Vec<StackedPhoto>, StoreError> {
        let mut found = members::of_stacks(self, shelf, &[id.0]).await?;
        Ok(found.remove(&id.0).unwrap_or_default())
    }

    async fn named(&self, shelf: Shelf, hothashes: &[Hothash]) -> Result<Vec<StackedPhoto>, StoreError> {
        members::named(self, shelf, hothashes).await
    }

    async fn put(
        &self,
        shelf: Shelf,
        id: PhotoStackId,
        photos: &[PhotoId],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        members::put(self, shelf, id, photos, now).await
    }

    async fn take(&self, shelf: Shelf, id: PhotoStackId, photos: &[PhotoId]) -> Result<u64, StoreError> {
        members::take(self, shelf, id, photos).await
    }

    async fn arrange(&self, shelf: Shelf, id: PhotoStackId, photos: &[PhotoId]) -> Result<(), StoreError> {
        members::arrange(self, shelf, id, photos).await
    }

    async fn loose_shots(
        &self,
        shelf: Shelf,
        filter: ShotFilter,
        limit: u64,
    ) -> Result<Vec<Shot>, StoreError> {
        shots::loose(self, shelf, filter, limit).await
    }

    async fn exposure_biases(
        &self,
        shelf: Shelf,
        photos: &[PhotoId],
    ) -> Result<BTreeMap<PhotoId, String>, StoreError> {
        shots::exposure_biases(self, shelf, photos).await
    }
}
