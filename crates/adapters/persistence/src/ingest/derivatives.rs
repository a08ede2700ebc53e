//! The previews of a staged file.

use std::collections::HashMap;

use atelier_application::ports::{DerivativeRecord, StoreError};
use atelier_domain::ingest::StagingImage;
use atelier_domain::{StagingImageId, StudioId, Timestamp};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, QueryOrder, Select};

use super::entities::staging_derivative::{ActiveModel, Column, Entity};
use super::staging_mapping;
use crate::columns::stored;
use crate::error::failed;
use crate::paging::CHUNK;
use crate::store::SeaTx;

fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

pub(super) fn scoped_delete(file: &StagingImage) -> DeleteMany<Entity> {
    Entity::delete_many()
        .filter(Column::StudioId.eq(file.studio.0))
        .filter(Column::StagingImageId.eq(file.id.0))
}

/// The previews of one file, which the caller has found in its studio.
fn unscoped_of(file: StagingImageId) -> Select<Entity> {
    Entity::find().filter(Column::StagingImageId.eq(file.0))
}

pub(super) async fn list(tx: &SeaTx, file: StagingImageId) -> Result<Vec<DerivativeRecord>, StoreError> {
    let select = unscoped_of(file).order_by_asc(Column::Name);
    let rows = select.all(&tx.conn()).await.map_err(failed)?;
    rows.into_iter().map(staging_mapping::derivative).collect()
}

/// The previews of these files, by file.
pub(super) async fn of_files(
    tx: &SeaTx,
    studio: StudioId,
    files: &[i64],
) -> Result<HashMap<i64, Vec<DerivativeRecord>>, StoreError> {
    let mut found: HashMap<i64, Vec<DerivativeRecord>> = HashMap::new();
    for chunk in files.chunks(CHUNK) {
        let select = scoped(studio).filter(Column::StagingImageId.is_in(chunk.iter().copied()));
        let rows = select.order_by_asc(Column::Id).all(&tx.conn()).await.map_err(failed)?;
        for row in rows {
            found.entry(row.staging_image_id).or_default().push(staging_mapping::derivative(row)?);
        }
    }
    Ok(found)
}

pub(super) async fn replace(
    tx: &SeaTx,
    file: &StagingImage,
    made: &[DerivativeRecord],
    now: Timestamp,
) -> Result<(), StoreError> {
    scoped_delete(file).exec(tx.writer()?).await.map_err(failed)?;
    let rows: Vec<ActiveModel> = made.iter().map(|record| new_row(file, record, now)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    Entity::insert_many(rows).exec_without_returning(tx.writer()?).await.map_err(failed)?;
    Ok(())
}

fn new_row(file: &StagingImage, record: &DerivativeRecord, now: Timestamp) -> ActiveModel {
    let DerivativeRecord { name, storage_key, content_hash, format, width, height, file_size, placeholder } =
        record;
    ActiveModel {
        id: NotSet,
        studio_id: Set(file.studio.0),
        staging_image_id: Set(file.id.0),
        name: Set(name.clone()),
        storage_key: Set(storage_key.clone()),
        content_hash: Set(content_hash.clone()),
        mime_type: Set(format.mime_type().to_owned()),
        width: Set(*width),
        height: Set(*height),
        file_size: Set(*file_size),
        placeholder: Set(placeholder.clone()),
        created_at: Set(stored(now)),
    }
}
