//! What sweeps, checks and erasure ask of the tray.

use atelier_application::ports::{StagedOriginal, StoreError};
use atelier_domain::ingest::{StagingImage, StagingState};
use atelier_domain::{StagingImageId, StudioId, Timestamp};
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::derivatives;
use super::entities::{staging_derivative, staging_image};
use crate::columns::stored;
use crate::error::failed;
use crate::images::named_keys;
use crate::store::SeaTx;

/// Sweeps and checks go through the bytes of the whole installation.
fn unscoped_files() -> Select<staging_image::Entity> {
    staging_image::Entity::find()
}

/// As [`unscoped_files`]: a storage key is unique whatever the studio.
fn unscoped_derivatives() -> Select<staging_derivative::Entity> {
    staging_derivative::Entity::find()
}

fn scoped_delete(file: &StagingImage) -> DeleteMany<staging_image::Entity> {
    staging_image::Entity::delete_many()
        .filter(staging_image::Column::StudioId.eq(file.studio.0))
        .filter(staging_image::Column::Id.eq(file.id.0))
}

/// Of these storage keys, as many as one statement takes, those that the tray names.
pub(crate) async fn named(tx: &SeaTx, keys: &[String]) -> Result<Vec<String>, StoreError> {
    let mut named: Vec<String> = unscoped_files()
        .select_only()
        .column(staging_image::Column::OriginalPath)
        .filter(staging_image::Column::OriginalPath.is_in(keys))
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    let copies: Vec<String> = unscoped_derivatives()
        .select_only()
        .column(staging_derivative::Column::StorageKey)
        .filter(staging_derivative::Column::StorageKey.is_in(keys))
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    named.extend(copies);
    Ok(named)
}

pub(super) async fn originals(
    tx: &SeaTx,
    after: StagingImageId,
    limit: u64,
) -> Result<Vec<StagedOriginal>, StoreError> {
    use staging_image::Column;
    let rows: Vec<(i64, String, String, i64)> = unscoped_files()
        .select_only()
        .columns([Column::Id, Column::OriginalPath, Column::ContentHash, Column::FileSize])
        .filter(Column::Id.gt(after.0))
        .filter(Column::OriginalPath.is_not_null())
        .filter(Column::ContentHash.is_not_null())
        .filter(Column::AssignedImageId.is_null())
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    let original = |(id, storage_key, content_hash, file_size)| StagedOriginal {
        id: StagingImageId(id),
        storage_key,
        content_hash,
        file_size,
    };
    Ok(rows.into_iter().map(original).collect())
}

pub(super) async fn discarded_before(
    tx: &SeaTx,
    before: Timestamp,
    limit: u64,
) -> Result<Vec<(StudioId, StagingImageId)>, StoreError> {
    use staging_image::Column;
    let rows: Vec<(i64, i64)> = unscoped_files()
        .select_only()
        .columns([Column::StudioId, Column::Id])
        .filter(Column::State.eq(StagingState::Discarded.as_str()))
        .filter(Column::DeletedAt.lt(stored(before)))
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    Ok(rows.into_iter().map(|(studio, id)| (StudioId(studio), StagingImageId(id))).collect())
}

pub(super) async fn purge(tx: &SeaTx, file: &StagingImage) -> Result<Vec<String>, StoreError> {
    let mut keys: Vec<String> =
        derivatives::list(tx, file.id).await?.into_iter().map(|copy| copy.storage_key).collect();
    keys.extend(file.original_path.clone());

    let db = tx.writer()?;
    derivatives::scoped_delete(file).exec(db).await.map_err(failed)?;
    scoped_delete(file).exec(db).await.map_err(failed)?;

    let still_named = named_keys(tx, &keys).await?;
    keys.retain(|key| !still_named.contains(key));
    Ok(keys)
}
