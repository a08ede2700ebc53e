//! Which pictures have copies at the service that delivers pictures.

use atelier_application::ports::StoreError;
use atelier_domain::images::ProcessingState;
use atelier_domain::{ImageId, StudioId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::entities::image::{Column, Entity};
use crate::error::failed;
use crate::store::SeaTx;

/// Copies are made, checked and lost for the whole installation: the service knows nothing of studios.
fn unscoped_images() -> Select<Entity> {
    Entity::find()
}

async fn found(tx: &SeaTx, select: Select<Entity>) -> Result<Vec<(StudioId, ImageId)>, StoreError> {
    let rows: Vec<(i64, i64)> = select
        .select_only()
        .columns([Column::StudioId, Column::Id])
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    Ok(rows.into_iter().map(|(studio, id)| (StudioId(studio), ImageId(id))).collect())
}

pub(super) async fn list(
    tx: &SeaTx,
    mirrored: bool,
    after: ImageId,
    limit: u64,
) -> Result<Vec<(StudioId, ImageId)>, StoreError> {
    let copy = Column::ImagekitFileId;
    let select = unscoped_images()
        .filter(if mirrored { copy.is_not_null() } else { copy.is_null() })
        .filter(Column::State.eq(ProcessingState::Ready.as_str()))
        .filter(Column::DeletedAt.is_null())
        .filter(Column::Id.gt(after.0))
        .limit(limit);
    found(tx, select).await
}

pub(super) async fn named(tx: &SeaTx, file_id: &str) -> Result<Vec<(StudioId, ImageId)>, StoreError> {
    found(tx, unscoped_images().filter(Column::ImagekitFileId.eq(file_id))).await
}
