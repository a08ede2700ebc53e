//! What sweeps, checks and erasure ask of the pool.

use std::collections::BTreeSet;

use atelier_application::ports::StoreError;
use atelier_domain::images::Image;
use atelier_domain::{ImageId, StudioId, Timestamp};
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::entities::{image, image_derivative, image_group_relation, image_version};
use super::{derivatives, versions};
use crate::columns::stored;
use crate::error::failed;
use crate::ingest::housekeeping as ingest;
use crate::paging::CHUNK;
use crate::store::SeaTx;

/// Sweeps and checks go through the bytes of the whole installation.
fn unscoped_images() -> Select<image::Entity> {
    image::Entity::find()
}

/// As [`unscoped_images`]: a storage key is unique whatever the studio.
fn unscoped_derivatives() -> Select<image_derivative::Entity> {
    image_derivative::Entity::find()
}

/// As [`unscoped_images`].
fn unscoped_versions() -> Select<image_version::Entity> {
    image_version::Entity::find()
}

fn scoped_delete(picture: &Image) -> DeleteMany<image::Entity> {
    image::Entity::delete_many()
        .filter(image::Column::StudioId.eq(picture.studio.0))
        .filter(image::Column::Id.eq(picture.id.0))
}

fn scoped_derivatives_delete(picture: &Image) -> DeleteMany<image_derivative::Entity> {
    image_derivative::Entity::delete_many()
        .filter(image_derivative::Column::StudioId.eq(picture.studio.0))
        .filter(image_derivative::Column::ImageId.eq(picture.id.0))
}

fn scoped_versions_delete(picture: &Image) -> DeleteMany<image_version::Entity> {
    image_version::Entity::delete_many()
        .filter(image_version::Column::StudioId.eq(picture.studio.0))
        .filter(image_version::Column::ImageId.eq(picture.id.0))
}

fn scoped_memberships_delete(picture: &Image) -> DeleteMany<image_group_relation::Entity> {
    image_group_relation::Entity::delete_many()
        .filter(image_group_relation::Column::StudioId.eq(picture.studio.0))
        .filter(image_group_relation::Column::ImageId.eq(picture.id.0))
}

pub(crate) async fn named_keys(tx: &SeaTx, keys: &[String]) -> Result<Vec<String>, StoreError> {
    let mut named: BTreeSet<String> = BTreeSet::new();
    for chunk in keys.chunks(CHUNK) {
        let originals: Vec<String> = unscoped_images()
            .select_only()
            .column(image::Column::StorageKey)
            .filter(image::Column::StorageKey.is_in(chunk))
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        let copies: Vec<String> = unscoped_derivatives()
            .select_only()
            .column(image_derivative::Column::StorageKey)
            .filter(image_derivative::Column::StorageKey.is_in(chunk))
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        let older: Vec<String> = unscoped_versions()
            .select_only()
            .column(image_version::Column::StorageKey)
            .filter(image_version::Column::StorageKey.is_in(chunk))
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        named.extend(originals);
        named.extend(older);
        named.extend(copies);
        named.extend(ingest::named(tx, chunk).await?);
    }
    Ok(named.into_iter().collect())
}

pub(super) async fn originals(
    tx: &SeaTx,
    after: ImageId,
    limit: u64,
) -> Result<Vec<(ImageId, String, String, i64)>, StoreError> {
    use image::Column;
    let rows: Vec<(i64, String, String, i64)> = unscoped_images()
        .select_only()
        .columns([Column::Id, Column::StorageKey, Column::ContentHash, Column::FileSize])
        .filter(Column::Id.gt(after.0))
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    Ok(rows.into_iter().map(|(id, key, hash, size)| (ImageId(id), key, hash, size)).collect())
}

pub(super) async fn deleted_before(
    tx: &SeaTx,
    before: Timestamp,
    limit: u64,
) -> Result<Vec<(StudioId, ImageId)>, StoreError> {
    use image::Column;
    let rows: Vec<(i64, i64)> = unscoped_images()
        .select_only()
        .columns([Column::StudioId, Column::Id])
        .filter(Column::DeletedAt.lt(stored(before)))
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    Ok(rows.into_iter().map(|(studio, id)| (StudioId(studio), ImageId(id))).collect())
}

pub(super) async fn purge(tx: &SeaTx, picture: &Image) -> Result<Vec<String>, StoreError> {
    let mut keys = BTreeSet::from([picture.storage_key.clone()]);
    let copies = derivatives::unscoped_of(picture.id).all(&tx.conn()).await.map_err(failed)?;
    keys.extend(copies.into_iter().map(|copy| copy.storage_key));
    let older = versions::unscoped_of(picture.id).all(&tx.conn()).await.map_err(failed)?;
    keys.extend(older.into_iter().map(|version| version.storage_key));

    let db = tx.writer()?;
    scoped_memberships_delete(picture).exec(db).await.map_err(failed)?;
    scoped_versions_delete(picture).exec(db).await.map_err(failed)?;
    scoped_derivatives_delete(picture).exec(db).await.map_err(failed)?;
    scoped_delete(picture).exec(db).await.map_err(failed)?;

    let keys: Vec<String> = keys.into_iter().collect();
    let still_named = named_keys(tx, &keys).await?;
    Ok(keys.into_iter().filter(|key| !still_named.contains(key)).collect())
}
