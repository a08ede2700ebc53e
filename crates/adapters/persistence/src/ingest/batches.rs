//! The aggregate `UploadBatch`.

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::repositories::BatchRepository;
use atelier_application::ports::{BatchCounts, BatchProgress, NewBatch, StoreError};
use atelier_domain::access::{Reach, Unchecked, Visible, Writable};
use atelier_domain::ingest::{BatchSource, BatchState, StagingState, UploadBatch, UploadState};
use atelier_domain::{BatchId, StudioId, UserId};
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany,
};

use super::entities::batch::{Column, Entity};
use super::entities::{staging_image, upload};
use super::mapping;
use crate::error::{corrupt, failed};
use crate::inserting::insert_unless_taken;
use crate::paging::{self, unsigned};
use crate::store::SeaTx;

fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(studio: StudioId, id: BatchId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0)).filter(Column::Id.eq(id.to_string()))
}

fn scoped_files(studio: StudioId, batch: BatchId) -> Select<staging_image::Entity> {
    use staging_image::Column;
    staging_image::Entity::find()
        .filter(Column::StudioId.eq(studio.0))
        .filter(Column::BatchId.eq(batch.to_string()))
}

fn scoped_uploads(studio: StudioId, batch: BatchId) -> Select<upload::Entity> {
    use upload::Column;
    upload::Entity::find().filter(Column::StudioId.eq(studio.0)).filter(Column::BatchId.eq(batch.to_string()))
}

async fn load(tx: &SeaTx, studio: StudioId, id: BatchId) -> Result<Option<UploadBatch>, StoreError> {
    one(tx, scoped(studio).filter(Column::Id.eq(id.to_string()))).await
}

async fn one(tx: &SeaTx, select: Select<Entity>) -> Result<Option<UploadBatch>, StoreError> {
    tx.locked(select).one(&tx.conn()).await.map_err(failed)?.map(mapping::batch).transpose()
}

#[derive(FromQueryResult)]
struct StateCount {
    state: String,
    count: i64,
}

#[async_trait]
impl BatchRepository for SeaTx {
    async fn find(
        &self,
        studio: StudioId,
        id: BatchId,
    ) -> Result<Option<Unchecked<UploadBatch>>, StoreError> {
        Ok(load(self, studio, id).await?.map(Unchecked::from_storage))
    }

    async fn insert(&self, new: NewBatch) -> Result<UploadBatch, StoreError> {
        let (studio, id) = (new.studio, new.id);
        insert_unless_taken(self, mapping::new_batch_row(new), [Column::Id])
            .await?
            .ok_or(StoreError::Conflict { constraint: "batch" })?;
        load(self, studio, id).await?.ok_or_else(|| corrupt("a new batch is not there"))
    }

    async fn update(&self, batch: &Writable<UploadBatch>) -> Result<UploadBatch, StoreError> {
        let batch = batch.get();
        let done = scoped_update(batch.studio, batch.id)
            .set(mapping::batch_row(batch))
            .filter(Column::Version.eq(batch.version))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        let stored = load(self, batch.studio, batch.id).await?;
        match stored {
            Some(stored) if done.rows_affected > 0 => Ok(stored),
            stored => Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) }),
        }
    }

    async fn inbox(
        &self,
        studio: StudioId,
        user: UserId,
    ) -> Result<Option<Unchecked<UploadBatch>>, StoreError> {
        let select = scoped(studio)
            .filter(Column::CreatedByUserId.eq(user.0))
            .filter(Column::Source.eq(BatchSource::Inbox.as_str()))
            .filter(Column::State.eq(BatchState::Open.as_str()))
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .limit(1);
        Ok(one(self, select).await?.map(Unchecked::from_storage))
    }

    async fn count(&self, studio: StudioId, batch: BatchId, counts: BatchCounts) -> Result<(), StoreError> {
        let BatchCounts { total, received, failed: refused, duplicate } = counts;
        scoped_update(studio, batch)
            .col_expr(Column::Total, Expr::col(Column::Total).add(total))
            .col_expr(Column::Received, Expr::col(Column::Received).add(received))
            .col_expr(Column::Failed, Expr::col(Column::Failed).add(refused))
            .col_expr(Column::Duplicate, Expr::col(Column::Duplicate).add(duplicate))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn list(&self, visible: &Visible, page: PageRequest) -> Result<Page<UploadBatch>, StoreError> {
        if !sees_tray(visible) {
            return Ok(Page { items: Vec::new(), total: 0, next: None });
        }
        let select = scoped(visible.studio());
        let total = paging::count(self, select.clone()).await?;
        let rows = select
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .offset(page.offset)
            .limit(page.limit)
            .all(&self.conn())
            .await
            .map_err(failed)?;
        paging::try_map(Page { items: rows, total, next: None }, mapping::batch)
    }

    async fn progress(&self, studio: StudioId, batch: BatchId) -> Result<BatchProgress, StoreError> {
        let count = || Expr::from(Func::count(Expr::col(Asterisk)));
        let files: Vec<StateCount> = scoped_files(studio, batch)
            .select_only()
            .column(staging_image::Column::State)
            .expr_as(count(), "count")
            .group_by(staging_image::Column::State)
            .into_model()
            .all(&self.conn())
            .await
            .map_err(failed)?;
        let under_way = [UploadState::Receiving.as_str(), UploadState::Received.as_str()];
        let uploading = scoped_uploads(studio, batch).filter(upload::Column::State.is_in(under_way));
        let of = |state: StagingState| {
            files.iter().find(|row| row.state == state.as_str()).map_or(0, |row| unsigned(row.count))
        };
        Ok(BatchProgress {
            uploading: paging::count(self, uploading).await?,
            processing: of(StagingState::Received),
            ready: of(StagingState::Ready),
            failed: of(StagingState::Failed),
            assigned: of(StagingState::Assigned),
            discarded: of(StagingState::Discarded),
        })
    }
}

/// The tray lies in the studio and in no narrower place.
pub(super) fn sees_tray(visible: &Visible) -> bool {
    match visible.reach() {
        Reach::Everything => true,
        Reach::Within(places) => places.studio,
    }
}
