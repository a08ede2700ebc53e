//! The smaller copies of a picture.

use atelier_application::ports::{DerivativeRecord, NewDerivative, StoreError};
use atelier_domain::ImageId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::entities::image_derivative::{Column, Entity};
use super::mapping;
use crate::error::failed;
use crate::store::SeaTx;

/// The derivatives of one picture, which the caller has found in its studio.
pub(super) fn unscoped_of(image: ImageId) -> Select<Entity> {
    Entity::find().filter(Column::ImageId.eq(image.0))
}

/// As [`unscoped_of`].
fn unscoped_delete(ids: Vec<i64>) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::Id.is_in(ids))
}

pub(super) async fn list(
    tx: &SeaTx,
    image: ImageId,
    version: i32,
) -> Result<Vec<DerivativeRecord>, StoreError> {
    let select = unscoped_of(image).filter(Column::VersionNumber.eq(version)).order_by_asc(Column::Name);
    let rows = select.all(&tx.conn()).await.map_err(failed)?;
    rows.into_iter().map(mapping::derivative).collect()
}

pub(super) async fn put(tx: &SeaTx, new: NewDerivative) -> Result<(), StoreError> {
    let replace = OnConflict::columns([Column::ImageId, Column::VersionNumber, Column::Name])
        .update_columns([
            Column::StorageKey,
            Column::ContentHash,
            Column::MimeType,
            Column::Width,
            Column::Height,
            Column::FileSize,
            Column::Placeholder,
            Column::UpdatedAt,
        ])
        .to_owned();
    Entity::insert(mapping::new_derivative_row(new))
        .on_conflict(replace)
        .exec_without_returning(tx.writer()?)
        .await
        .map_err(failed)?;
    Ok(())
}

/// How many rows beyond those that are kept are forgotten at a time.
const STEP: u64 = 200;

pub(super) async fn prune(tx: &SeaTx, image: ImageId, prefix: &str, keep: u64) -> Result<(), StoreError> {
    // MySQL neither takes an offset without a limit nor deletes from what a subquery reads.
    let old: Vec<i64> = unscoped_of(image)
        .select_only()
        .column(Column::Id)
        .filter(Column::Name.starts_with(prefix))
        .order_by_desc(Column::UpdatedAt)
        .order_by_desc(Column::Id)
        .offset(keep)
        .limit(STEP)
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    if !old.is_empty() {
        unscoped_delete(old).exec(tx.writer()?).await.map_err(failed)?;
    }
    Ok(())
}
