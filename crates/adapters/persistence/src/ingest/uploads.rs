//! The aggregate `Upload`.

use async_trait::async_trait;
use atelier_application::ports::repositories::UploadRepository;
use atelier_application::ports::{NewUpload, StoreError};
use atelier_domain::access::{Unchecked, Writable};
use atelier_domain::ingest::{Upload, UploadState};
use atelier_domain::{StudioId, Timestamp, UploadId};
use sea_orm::{
    ColumnTrait, DeleteMany, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany,
};

use super::entities::upload::{Column, Entity};
use super::mapping;
use crate::columns::stored;
use crate::error::{corrupt, failed};
use crate::paging::CHUNK;
use crate::store::SeaTx;

fn scoped(studio: StudioId, id: UploadId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0)).filter(Column::Id.eq(id.to_string()))
}

fn scoped_update(studio: StudioId, id: UploadId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0)).filter(Column::Id.eq(id.to_string()))
}

fn scoped_delete(studio: StudioId, id: UploadId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::StudioId.eq(studio.0)).filter(Column::Id.eq(id.to_string()))
}

/// Sweeps go through the partial files of the whole installation.
fn unscoped() -> Select<Entity> {
    Entity::find()
}

async fn load(tx: &SeaTx, studio: StudioId, id: UploadId) -> Result<Option<Upload>, StoreError> {
    let row = tx.locked(scoped(studio, id)).one(&tx.conn()).await.map_err(failed)?;
    row.map(mapping::upload).transpose()
}

/// Studio and id of the first rows of `select`, oldest first.
async fn ids(
    tx: &SeaTx,
    select: Select<Entity>,
    limit: u64,
) -> Result<Vec<(StudioId, UploadId)>, StoreError> {
    let rows: Vec<(i64, String)> = select
        .select_only()
        .columns([Column::StudioId, Column::Id])
        .order_by_asc(Column::ExpiresAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    rows.into_iter().map(|(studio, id)| Ok((StudioId(studio), mapping::upload_id(&id)?))).collect()
}

#[async_trait]
impl UploadRepository for SeaTx {
    async fn find(&self, studio: StudioId, id: UploadId) -> Result<Option<Unchecked<Upload>>, StoreError> {
        Ok(load(self, studio, id).await?.map(Unchecked::from_storage))
    }

    async fn insert(&self, new: NewUpload) -> Result<Upload, StoreError> {
        let (studio, id) = (new.studio, new.id);
        let insert = Entity::insert(mapping::new_upload_row(new));
        insert.exec_without_returning(self.writer()?).await.map_err(failed)?;
        load(self, studio, id).await?.ok_or_else(|| corrupt("a new upload is not there"))
    }

    async fn update(&self, upload: &Writable<Upload>) -> Result<Upload, StoreError> {
        let upload = upload.get();
        let done = scoped_update(upload.studio, upload.id)
            .set(mapping::upload_row(upload))
            .filter(Column::Version.eq(upload.version))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        if done.rows_affected == 0 {
            let stored = load(self, upload.studio, upload.id).await?;
            return Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) });
        }
        Ok(Upload { version: upload.version + 1, ..upload.clone() })
    }

    async fn remove(&self, upload: &Writable<Upload>) -> Result<(), StoreError> {
        let upload = upload.get();
        scoped_delete(upload.studio, upload.id).exec(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn received(&self, limit: u64) -> Result<Vec<(StudioId, UploadId)>, StoreError> {
        ids(self, unscoped().filter(Column::State.eq(UploadState::Received.as_str())), limit).await
    }

    async fn expired(&self, now: Timestamp, limit: u64) -> Result<Vec<(StudioId, UploadId)>, StoreError> {
        ids(self, unscoped().filter(Column::ExpiresAt.lte(stored(now))), limit).await
    }

    async fn under_way(&self, ids: &[UploadId]) -> Result<Vec<UploadId>, StoreError> {
        let states = [UploadState::Receiving.as_str(), UploadState::Received.as_str()];
        let mut found = Vec::new();
        for chunk in ids.chunks(CHUNK) {
            let rows: Vec<String> = unscoped()
                .select_only()
                .column(Column::Id)
                .filter(Column::Id.is_in(chunk.iter().map(ToString::to_string)))
                .filter(Column::State.is_in(states))
                .into_tuple()
                .all(&self.conn())
                .await
                .map_err(failed)?;
            for id in rows {
                found.push(mapping::upload_id(&id)?);
            }
        }
        Ok(found)
    }
}
