//! The smaller copies of a picture.

use atelier_application::ports::{DerivativeRecord, NewDerivative, StoreError};
use atelier_domain::ImageId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};

use super::entities::image_derivative::{Column, Entity};
use super::mapping;
use crate::error::failed;
use crate::store::SeaTx;

/// The derivatives of one picture, which the caller has found in its studio.
pub(super) fn unscoped_of(image: ImageId) -> Select<Entity> {
    Entity::find().filter(Column::ImageId.eq(image.0))
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
