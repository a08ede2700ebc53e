//! Which live owners show a picture or a group.

use std::collections::BTreeSet;

use atelier_application::ports::StoreError;
use atelier_domain::{ImageGroupId, ImageId};
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, Order, SelectStatement};

use super::entities::image_group_relation;
use super::owners::OwnerTables;
use crate::paging::{CHUNK, rows};
use crate::store::SeaTx;

use image_group_relation::Column as R;

const MEMBER: image_group_relation::Entity = image_group_relation::Entity;

#[derive(FromQueryResult)]
struct Row {
    id: i64,
}

/// The ids of live owners joined with their attachments.
fn attached(tables: &OwnerTables) -> SelectStatement {
    let id = tables.own("id");
    tables.live().distinct().expr_as(Expr::col(id), "id").order_by(id, Order::Asc).take()
}

pub(crate) async fn images(
    tx: &SeaTx,
    tables: &OwnerTables,
    images: &[ImageId],
) -> Result<Vec<i64>, StoreError> {
    let mut found = BTreeSet::new();
    for chunk in images.chunks(CHUNK) {
        let group_id = tables.relation("image_group_id");
        let select = attached(tables)
            .inner_join(MEMBER, Expr::col((MEMBER, R::ImageGroupId)).equals(group_id))
            .and_where(Expr::col((MEMBER, R::ImageId)).is_in(chunk.iter().map(|id| id.0)))
            .take();
        found.extend(rows::<Row>(tx, &select).await?.into_iter().map(|row| row.id));
    }
    Ok(found.into_iter().collect())
}

pub(crate) async fn group(
    tx: &SeaTx,
    tables: &OwnerTables,
    group: ImageGroupId,
) -> Result<Vec<i64>, StoreError> {
    let select = attached(tables).and_where(Expr::col(tables.relation("image_group_id")).eq(group.0)).take();
    Ok(rows::<Row>(tx, &select).await?.into_iter().map(|row| row.id).collect())
}
