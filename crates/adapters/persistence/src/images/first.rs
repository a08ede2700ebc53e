//! The first pictures of each of an owner's groups, in one statement.

use atelier_application::ports::{GalleryImage, StoreError};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{GroupType, Owner};
use sea_orm::sea_query::{Expr, ExprTrait, Order, OverStatement, Query, SelectStatement, WindowStatement};

use super::entities::{image, image_group_relation};
use super::owners::tables;
use crate::galleries::pictures::{Row, SHOWN};
use crate::paging::rows;
use crate::store::SeaTx;

use image::Column as I;
use image_group_relation::Column as R;

const MEMBER: image_group_relation::Entity = image_group_relation::Entity;
const IMAGE: image::Entity = image::Entity;

/// The owner's pictures with their places, under the name by which the outer statement knows them.
const PLACED: &str = "placed";

/// The relations of the live owner that are asked for, without columns yet.
pub(crate) fn attached(
    owner: Owner,
    visibilities: &[Visibility],
    group_type: Option<&GroupType>,
) -> SelectStatement {
    let (tables, id) = tables(owner);
    let mut select = tables.live();
    select.and_where(Expr::col(tables.relation(tables.owner_id)).eq(id)).and_where(
        Expr::col(tables.relation("visibility"))
            .is_in(visibilities.iter().map(|visibility| visibility.as_str())),
    );
    if let Some(group_type) = group_type {
        select.and_where(Expr::col(tables.relation("type")).eq(group_type.as_str()));
    }
    select
}

/// [`attached`], joined with their live pictures.
pub(crate) fn shown(
    owner: Owner,
    visibilities: &[Visibility],
    group_type: Option<&GroupType>,
) -> SelectStatement {
    let (tables, _) = tables(owner);
    attached(owner, visibilities, group_type)
        .inner_join(MEMBER, Expr::col((MEMBER, R::ImageGroupId)).equals(tables.relation("image_group_id")))
        .inner_join(IMAGE, Expr::col((IMAGE, I::Id)).equals((MEMBER, R::ImageId)))
        .and_where(Expr::col((IMAGE, I::DeletedAt)).is_null())
        .take()
}

pub(super) async fn images(
    tx: &SeaTx,
    owner: Owner,
    visibilities: &[Visibility],
    group_type: Option<&GroupType>,
    limit: u64,
) -> Result<Vec<GalleryImage>, StoreError> {
    let (tables, _) = tables(owner);
    let in_group = WindowStatement::partition_by(tables.relation("image_group_id"))
        .add_partition_by(Expr::col(tables.relation("type")))
        .order_by((MEMBER, R::SortOrder), Order::Asc)
        .order_by((MEMBER, R::ImageId), Order::Asc)
        .take();
    let placed = shown(owner, visibilities, group_type)
        .columns([(MEMBER, R::ImageId), (MEMBER, R::ImageGroupId), (MEMBER, R::SortOrder)])
        .expr_as(Expr::col(tables.relation("type")), "kind")
        .expr_as(Expr::col(tables.relation("sort_order")), "group_order")
        .expr_window_as(Expr::cust("ROW_NUMBER()"), in_group, "place")
        .take();
    let select = Query::select()
        .columns(SHOWN.map(|column| (IMAGE, column)))
        .columns([(PLACED, "image_group_id"), (PLACED, "kind"), (PLACED, "sort_order")])
        .from_subquery(placed, PLACED)
        .inner_join(IMAGE, Expr::col((IMAGE, I::Id)).equals((PLACED, "image_id")))
        .and_where(Expr::col((PLACED, "place")).lte(limit))
        .order_by((PLACED, "group_order"), Order::Asc)
        .order_by((PLACED, "image_group_id"), Order::Asc)
        .order_by((PLACED, "kind"), Order::Asc)
        .order_by((PLACED, "place"), Order::Asc)
        .take();
    rows::<Row>(tx, &select).await?.into_iter().map(Row::into_view).collect()
}
