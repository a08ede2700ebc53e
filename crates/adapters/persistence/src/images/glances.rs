//! What pictures of the pool look like, and nothing else of them.

use atelier_application::ports::{ImageFilter, StoreError};
use atelier_domain::ImageId;
use atelier_domain::access::Visible;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::image::Column;
use super::image::filtered;
use crate::error::failed;
use crate::store::SeaTx;

/// The hashes of visible live pictures below `before`, the newest first.
pub(crate) async fn newest(
    tx: &SeaTx,
    visible: &Visible,
    before: Option<ImageId>,
    limit: u64,
) -> Result<Vec<(ImageId, i64)>, StoreError> {
    let mut select = filtered(visible, &ImageFilter::default())
        .select_only()
        .columns([Column::Id, Column::PerceptualHash])
        .filter(Column::PerceptualHash.is_not_null())
        .order_by_desc(Column::Id)
        .limit(limit);
    if let Some(before) = before {
        select = select.filter(Column::Id.lt(before.0));
    }
    let rows: Vec<(i64, i64)> = select.into_tuple().all(&tx.conn()).await.map_err(failed)?;
    Ok(rows.into_iter().map(|(id, hash)| (ImageId(id), hash)).collect())
}
