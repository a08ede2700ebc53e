//! The pictures that a product shows, and how to tell cheaply that they are the same as before.

use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::{ContentMark, GalleryImage, StoreError};
use atelier_domain::ProductId;
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{GroupType, Owner, ProcessingState};
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, Order, SelectStatement};

use crate::galleries::pictures::{Row, SHOWN};
use crate::images::entities::{image, image_group, image_group_relation};
use crate::images::owners::tables;
use crate::images::{attached, shown};
use crate::paging::{rows, unsigned};
use crate::store::SeaTx;

use image::Column as I;
use image_group::Column as G;
use image_group_relation::Column as R;

const MEMBER: image_group_relation::Entity = image_group_relation::Entity;
const IMAGE: image::Entity = image::Entity;
const GROUP: image_group::Entity = image_group::Entity;

#[derive(FromQueryResult)]
struct Counted {
    count: i64,
    versions: Option<i64>,
}

/// How many rows `select` finds, and the sum of their versions.
async fn counted(tx: &SeaTx, mut select: SelectStatement, version: Expr) -> Result<(u64, u64), StoreError> {
    select
        .expr_as(Func::count(Expr::col(Asterisk)), "count")
        .expr_as(tx.dialect().whole_sum(version), "versions");
    let counted = rows::<Counted>(tx, &select).await?;
    let of = |row: &Counted| (unsigned(row.count), unsigned(row.versions.unwrap_or_default()));
    Ok(counted.first().map_or((0, 0), of))
}

pub(super) async fn mark(
    tx: &SeaTx,
    product: ProductId,
    visibilities: &[Visibility],
    group_type: Option<&GroupType>,
) -> Result<ContentMark, StoreError> {
    let owner = Owner::Product(product);
    let (tables, _) = tables(owner);
    let with_groups = attached(owner, visibilities, group_type)
        .inner_join(GROUP, Expr::col((GROUP, G::Id)).equals(tables.relation("image_group_id")))
        .take();
    let (groups, group_versions) = counted(tx, with_groups, Expr::col((GROUP, G::Version))).await?;
    let with_images = shown(owner, visibilities, group_type);
    let (images, image_versions) = counted(tx, with_images, Expr::col((IMAGE, I::Version))).await?;
    Ok(ContentMark { groups, group_versions, images, image_versions })
}

pub(super) async fn list(
    tx: &SeaTx,
    product: ProductId,
    visibilities: &[Visibility],
    group_type: Option<&GroupType>,
    page: PageRequest,
) -> Result<Page<GalleryImage>, StoreError> {
    let owner = Owner::Product(product);
    let (tables, _) = tables(owner);
    let ready = shown(owner, visibilities, group_type)
        .and_where(Expr::col((IMAGE, I::State)).eq(ProcessingState::Ready.as_str()))
        .take();
    let (total, _) = counted(tx, ready.clone(), Expr::col((IMAGE, I::Version))).await?;
    let select = { ready }
        .columns(SHOWN.map(|column| (IMAGE, column)))
        .columns([(MEMBER, R::ImageGroupId), (MEMBER, R::SortOrder)])
        .expr_as(Expr::col(tables.relation("type")), "kind")
        .order_by(tables.relation("sort_order"), Order::Asc)
        .order_by(tables.relation("image_group_id"), Order::Asc)
        .order_by(tables.relation("type"), Order::Asc)
        .order_by((MEMBER, R::SortOrder), Order::Asc)
        .order_by((MEMBER, R::ImageId), Order::Asc)
        .limit(page.limit)
        .offset(page.offset)
        .take();
    let items = rows::<Row>(tx, &select).await?;
    let items = items.into_iter().map(Row::into_view).collect::<Result<_, _>>()?;
    Ok(Page { items, total, next: None })
}
