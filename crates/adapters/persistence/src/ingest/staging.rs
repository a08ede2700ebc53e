//! The aggregate `StagingImage`.

use std::collections::BTreeMap;

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::repositories::StagingRepository;
use atelier_application::ports::{
    Adopted, DerivativeRecord, NewStagingImage, StagedOriginal, StagingFacets, StagingFilter, StoreError,
    TakenAs,
};
use atelier_domain::access::{Unchecked, Visible, Writable};
use atelier_domain::galleries::Gallery;
use atelier_domain::images::Mirror;
use atelier_domain::ingest::{StagingImage, Target};
use atelier_domain::{ImageId, StagingImageId, StudioId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany};

use super::batches::sees_tray;
use super::entities::staging_image::{Column, Entity};
use super::{adopt, derivatives, filter as filtering, housekeeping, leave, marks, staging_mapping};
use crate::columns::stored;
use crate::error::{corrupt, failed};
use crate::inserting::insert_unless_taken;
use crate::paging::{self, CHUNK};
use crate::store::SeaTx;

fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

pub(super) fn scoped_update(studio: StudioId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0))
}

async fn load(tx: &SeaTx, studio: StudioId, id: StagingImageId) -> Result<Option<StagingImage>, StoreError> {
    one(tx, scoped(studio).filter(Column::Id.eq(id.0))).await
}

async fn one(tx: &SeaTx, select: Select<Entity>) -> Result<Option<StagingImage>, StoreError> {
    tx.locked(select).one(&tx.conn()).await.map_err(failed)?.map(staging_mapping::staging_image).transpose()
}

#[async_trait]
impl StagingRepository for SeaTx {
    async fn find(
        &self,
        studio: StudioId,
        id: StagingImageId,
    ) -> Result<Option<Unchecked<StagingImage>>, StoreError> {
        Ok(load(self, studio, id).await?.map(Unchecked::from_storage))
    }

    async fn find_by_hash(
        &self,
        studio: StudioId,
        content_hash: &str,
    ) -> Result<Option<Unchecked<StagingImage>>, StoreError> {
        let select = scoped(studio).filter(Column::ContentHash.eq(content_hash));
        Ok(one(self, select).await?.map(Unchecked::from_storage))
    }

    async fn find_many(
        &self,
        studio: StudioId,
        ids: &[StagingImageId],
    ) -> Result<Vec<Unchecked<StagingImage>>, StoreError> {
        let mut ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut found = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let select = scoped(studio).filter(Column::Id.is_in(chunk.iter().copied()));
            let rows =
                self.locked(select.order_by_asc(Column::Id)).all(&self.conn()).await.map_err(failed)?;
            for row in rows {
                found.push(Unchecked::from_storage(staging_mapping::staging_image(row)?));
            }
        }
        Ok(found)
    }

    async fn insert(&self, new: NewStagingImage) -> Result<StagingImage, StoreError> {
        let studio = new.studio;
        let unique = [Column::StudioId, Column::ContentHash];
        let id = insert_unless_taken(self, staging_mapping::new_staging_row(new), unique)
            .await?
            .ok_or(StoreError::Conflict { constraint: "staged_content" })?;
        let inserted = load(self, studio, StagingImageId(id)).await?;
        inserted.ok_or_else(|| corrupt("a new file of the tray is not there"))
    }

    async fn update(&self, file: &Writable<StagingImage>) -> Result<StagingImage, StoreError> {
        let file = file.get();
        let done = scoped_update(file.studio)
            .set(staging_mapping::staging_row(file))
            .filter(Column::Id.eq(file.id.0))
            .filter(Column::Version.eq(file.version))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        if done.rows_affected == 0 {
            let stored = load(self, file.studio, file.id).await?;
            return Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) });
        }
        Ok(StagingImage { version: file.version + 1, ..file.clone() })
    }

    async fn update_states(
        &self,
        files: &[Writable<StagingImage>],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut alike: BTreeMap<_, Vec<i64>> = BTreeMap::new();
        for file in files.iter().map(Writable::get).filter(|file| file.assignment.is_none()) {
            let key = (file.studio, file.state.as_str(), file.failure.clone(), file.deleted_at);
            alike.entry(key).or_default().push(file.id.0);
        }
        for ((studio, state, failure, deleted_at), ids) in alike {
            for chunk in ids.chunks(CHUNK) {
                scoped_update(studio)
                    .col_expr(Column::State, Expr::value(state))
                    .col_expr(Column::Failure, Expr::value(failure.clone()))
                    .col_expr(Column::DeletedAt, Expr::value(deleted_at.map(stored)))
                    .col_expr(Column::AssignedToGalleryId, Expr::value(None::<i64>))
                    .col_expr(Column::AssignedGroupType, Expr::value(None::<String>))
                    .col_expr(Column::AssignedImageId, Expr::value(None::<i64>))
                    .col_expr(Column::MadeImage, Expr::value(false))
                    .col_expr(Column::AssignedAt, Expr::value(None::<sea_orm::prelude::DateTime>))
                    .col_expr(Column::UpdatedAt, Expr::value(stored(now)))
                    .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                    .filter(Column::Id.is_in(chunk.iter().copied()))
                    .exec(self.writer()?)
                    .await
                    .map_err(failed)?;
            }
        }
        Ok(())
    }

    async fn update_marks(&self, files: &[Writable<StagingImage>], now: Timestamp) -> Result<(), StoreError> {
        marks::write(self, files.iter().map(Writable::get), now).await
    }

    async fn list(
        &self,
        visible: &Visible,
        filter: &StagingFilter,
        page: PageRequest,
    ) -> Result<Page<StagingImage>, StoreError> {
        if !sees_tray(visible) {
            return Ok(Page { items: Vec::new(), total: 0, next: None });
        }
        let select = filtering::filtered(visible, filter);
        let total = paging::count(self, select.clone()).await?;
        let wanted = filtering::ordered(select, filter).offset(page.offset).limit(page.limit);
        let rows = wanted.all(&self.conn()).await.map_err(failed)?;
        paging::try_map(Page { items: rows, total, next: None }, staging_mapping::staging_image)
    }

    async fn facets(&self, visible: &Visible, filter: &StagingFilter) -> Result<StagingFacets, StoreError> {
        if !sees_tray(visible) {
            return Ok(StagingFacets::default());
        }
        filtering::facets(self, visible, filter).await
    }

    async fn put_derivatives(
        &self,
        file: &Writable<StagingImage>,
        made: &[DerivativeRecord],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        derivatives::replace(self, file.get(), made, now).await
    }

    async fn derivatives(&self, file: StagingImageId) -> Result<Vec<DerivativeRecord>, StoreError> {
        derivatives::list(self, file).await
    }

    async fn in_pool(
        &self,
        studio: StudioId,
        hashes: &[String],
    ) -> Result<Vec<(String, ImageId)>, StoreError> {
        adopt::live_pictures(self, studio, hashes).await
    }

    async fn pictures_of(
        &self,
        studio: StudioId,
        files: &[StagingImageId],
    ) -> Result<Vec<ImageId>, StoreError> {
        adopt::pictures_of(self, studio, files).await
    }

    async fn adopt(
        &self,
        gallery: &Writable<Gallery>,
        target: &Target,
        files: &[Writable<StagingImage>],
        now: Timestamp,
    ) -> Result<Vec<Adopted>, StoreError> {
        let files: Vec<&StagingImage> = files.iter().map(Writable::get).collect();
        adopt::adopt(self, gallery.get(), target, &files, now).await
    }

    async fn become_versions(
        &self,
        files: &[(&Writable<StagingImage>, TakenAs)],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let files: Vec<(&StagingImage, TakenAs)> =
            files.iter().map(|(file, taken)| (file.get(), *taken)).collect();
        leave::become_versions(self, &files, now).await
    }

    async fn assigned_as(
        &self,
        studio: StudioId,
        target: &Target,
        images: &[ImageId],
    ) -> Result<Vec<(StagingImageId, ImageId)>, StoreError> {
        let mut found = Vec::new();
        for chunk in images.chunks(CHUNK) {
            let rows: Vec<(i64, i64)> = scoped(studio)
                .select_only()
                .columns([Column::Id, Column::AssignedImageId])
                .filter(Column::AssignedImageId.is_in(chunk.iter().map(|id| id.0)))
                .filter(Column::AssignedToGalleryId.eq(target.gallery.0))
                .filter(Column::AssignedGroupType.eq(target.group_type.as_str()))
                .into_tuple()
                .all(&self.conn())
                .await
                .map_err(failed)?;
            found.extend(rows.into_iter().map(|(file, image)| (StagingImageId(file), ImageId(image))));
        }
        Ok(found)
    }

    async fn delete_loose(
        &self,
        studio: StudioId,
        images: &[ImageId],
        now: Timestamp,
    ) -> Result<Vec<(ImageId, Option<Mirror>)>, StoreError> {
        adopt::delete_loose(self, studio, images, now).await
    }

    async fn originals(&self, after: StagingImageId, limit: u64) -> Result<Vec<StagedOriginal>, StoreError> {
        housekeeping::originals(self, after, limit).await
    }

    async fn discarded_before(
        &self,
        before: Timestamp,
        limit: u64,
    ) -> Result<Vec<(StudioId, StagingImageId)>, StoreError> {
        housekeeping::discarded_before(self, before, limit).await
    }

    async fn purge(&self, file: &Writable<StagingImage>) -> Result<Vec<String>, StoreError> {
        housekeeping::purge(self, file.get()).await
    }
}
