//! What files of the tray look like, and nothing else of them.

use atelier_application::ports::StoreError;
use atelier_domain::access::Visible;
use atelier_domain::ingest::StagingState;
use atelier_domain::{StagingImageId, StudioId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::batches::sees_tray;
use super::entities::staging_image::{Column, Entity};
use crate::error::failed;
use crate::store::SeaTx;

/// The files that wait.
fn scoped(studio: StudioId) -> Select<Entity> {
    let waiting = [StagingState::Received, StagingState::Ready];
    Entity::find()
        .filter(Column::StudioId.eq(studio.0))
        .filter(Column::State.is_in(waiting.map(StagingState::as_str)))
        .filter(Column::DeletedAt.is_null())
}

/// The hashes of files that wait below `before`, the newest first.
pub(crate) async fn newest(
    tx: &SeaTx,
    visible: &Visible,
    before: Option<StagingImageId>,
    limit: u64,
) -> Result<Vec<(StagingImageId, i64)>, StoreError> {
    if !sees_tray(visible) {
        return Ok(Vec::new());
    }
    let mut select = scoped(visible.studio())
        .select_only()
        .columns([Column::Id, Column::PerceptualHash])
        .filter(Column::PerceptualHash.is_not_null())
        .order_by_desc(Column::Id)
        .limit(limit);
    if let Some(before) = before {
        select = select.filter(Column::Id.lt(before.0));
    }
    let rows: Vec<(i64, i64)> = select.into_tuple().all(&tx.conn()).await.map_err(failed)?;
    Ok(rows.into_iter().map(|(id, hash)| (StagingImageId(id), hash)).collect())
}
