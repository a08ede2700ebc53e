//! What photographers make of the files that wait.

use std::collections::BTreeMap;

use atelier_application::ports::StoreError;
use atelier_domain::ingest::StagingImage;
use atelier_domain::{StudioId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, QueryFilter};

use super::entities::staging_image::Column;
use super::staging::scoped_update;
use crate::columns::stored;
use crate::error::failed;
use crate::paging::CHUNK;
use crate::store::SeaTx;

/// One statement for every few hundred files of which the same is said.
pub(super) async fn write<'a>(
    tx: &SeaTx,
    files: impl Iterator<Item = &'a StagingImage>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut alike: BTreeMap<(StudioId, _), Vec<i64>> = BTreeMap::new();
    for file in files {
        alike.entry((file.studio, file.marks)).or_default().push(file.id.0);
    }
    for ((studio, marks), ids) in alike {
        for chunk in ids.chunks(CHUNK) {
            scoped_update(studio)
                .col_expr(Column::Rating, Expr::value(marks.rating))
                .col_expr(Column::Flag, Expr::value(marks.flag.as_str()))
                .col_expr(Column::UpdatedAt, Expr::value(stored(now)))
                .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                .filter(Column::Id.is_in(chunk.iter().copied()))
                .exec(tx.writer()?)
                .await
                .map_err(failed)?;
        }
    }
    Ok(())
}
