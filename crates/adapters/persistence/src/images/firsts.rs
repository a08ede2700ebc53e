//! The first pictures of groups, whoever shows the groups.

use std::collections::HashMap;

use atelier_application::ports::StoreError;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, Order, Query, SelectStatement};

use super::entities::{image, image_group, image_group_relation};
use crate::paging::{CHUNK, rows};
use crate::store::SeaTx;

use image_group_relation::Column as R;

const MEMBER: image_group_relation::Entity = image_group_relation::Entity;

/// The live members of the group that `group` names in an outer query, without columns yet.
pub(crate) fn live_of(group: impl IntoColumnRef) -> SelectStatement {
    Query::select()
        .from(MEMBER)
        .inner_join(image::Entity, Expr::col((image::Entity, image::Column::Id)).equals((MEMBER, R::ImageId)))
        .and_where(Expr::col((MEMBER, R::ImageGroupId)).eq(Expr::col(group)))
        .and_where(Expr::col((image::Entity, image::Column::DeletedAt)).is_null())
        .take()
}

#[derive(FromQueryResult)]
struct Row {
    group_id: i64,
    image_id: Option<i64>,
}

/// The first live picture of each of these groups, by group: out of the index of their order, without sorting.
pub(crate) async fn of_groups(tx: &SeaTx, groups: &[i64]) -> Result<HashMap<i64, i64>, StoreError> {
    let group = (image_group::Entity, image_group::Column::Id);
    let mut found = HashMap::new();
    for chunk in groups.chunks(CHUNK) {
        let first = live_of(group)
            .column((MEMBER, R::ImageId))
            .order_by((MEMBER, R::SortOrder), Order::Asc)
            .order_by((MEMBER, R::ImageId), Order::Asc)
            .limit(1)
            .take();
        let select = Query::select()
            .expr_as(Expr::col(group), "group_id")
            .expr_as(Expr::SubQuery(None, Box::new(first.into())), "image_id")
            .from(image_group::Entity)
            .and_where(Expr::col(group).is_in(chunk.iter().copied()))
            .take();
        let rows = rows::<Row>(tx, &select).await?;
        found.extend(rows.into_iter().filter_map(|row| Some((row.group_id, row.image_id?))));
    }
    Ok(found)
}
