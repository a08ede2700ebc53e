//! The pictures that stand for those under whom groups hang.

use std::collections::HashMap;

use atelier_application::ports::StoreError;
use atelier_domain::ImageId;
use atelier_domain::galleries::Visibility;
use atelier_domain::images::GroupOwner;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::entities::image;
use super::firsts;
use super::owners::{OwnerTables, tables};
use crate::error::failed;
use crate::paging::{CHUNK, rows};
use crate::store::SeaTx;

/// The column of the owners that names the chosen picture.
const CHOSEN: &str = "primary_image_id";

const IMAGE_ID: (image::Entity, image::Column) = (image::Entity, image::Column::Id);

fn looked_into(tables: &OwnerTables, visibilities: &[Visibility]) -> Expr {
    Expr::col(tables.relation("visibility")).is_in(visibilities.iter().map(|visibility| visibility.as_str()))
}

/// The live pictures in groups of the owner that an outer statement is about.
fn held(tables: &OwnerTables) -> SelectStatement {
    tables
        .live_images()
        .expr(Expr::value(1))
        .and_where(Expr::col(tables.relation(tables.owner_id)).equals(tables.own("id")))
        .take()
}

/// The primary image of the owner that is updated if a group of it still holds it, else NULL.
pub(crate) fn still_held(tables: &OwnerTables) -> Expr {
    let chosen = tables.own(CHOSEN);
    let held = held(tables).and_where(Expr::col(IMAGE_ID).equals(chosen)).take();
    CaseStatement::new().case(Expr::exists(held), Expr::col(chosen)).into()
}

pub(crate) async fn choose(
    tx: &SeaTx,
    owner: &dyn GroupOwner,
    picture: Option<ImageId>,
) -> Result<bool, StoreError> {
    let (tables, id) = tables(owner.owner());
    let mut update = Query::update()
        .table(tables.owners)
        .value(CHOSEN, Expr::value(picture.map(|id| id.0)))
        .and_where(Expr::col("studio_id").eq(owner.studio().0))
        .and_where(Expr::col("id").eq(id))
        .take();
    if let Some(picture) = picture {
        let held = held(tables).and_where(Expr::col(IMAGE_ID).eq(picture.0)).take();
        update.and_where(Expr::exists(held));
    }
    let done = tx.writer()?.execute(&update).await.map_err(failed)?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn list(
    tx: &SeaTx,
    tables: &OwnerTables,
    owners: &[i64],
    visibilities: &[Visibility],
) -> Result<Vec<(i64, ImageId)>, StoreError> {
    let mut covers = Vec::with_capacity(owners.len());
    if visibilities.is_empty() {
        return Ok(covers);
    }
    for chunk in owners.chunks(CHUNK) {
        let chosen = chosen(tx, tables, chunk, visibilities).await?;
        let others: Vec<i64> = chunk.iter().copied().filter(|id| !chosen.contains_key(id)).collect();
        let groups = first_groups(tx, tables, &others, visibilities).await?;
        let ids: Vec<i64> = groups.iter().map(|(_, group)| *group).collect();
        let pictures = firsts::of_groups(tx, &ids).await?;
        let first = |(owner, group): (i64, i64)| Some((owner, *pictures.get(&group)?));
        let covered = chosen.into_iter().chain(groups.into_iter().filter_map(first));
        covers.extend(covered.map(|(owner, picture)| (owner, ImageId(picture))));
    }
    Ok(covers)
}

#[derive(FromQueryResult)]
struct Chosen {
    owner_id: i64,
    image_id: i64,
}

/// The primary images that can be seen there, by owner.
async fn chosen(
    tx: &SeaTx,
    tables: &OwnerTables,
    owners: &[i64],
    visibilities: &[Visibility],
) -> Result<HashMap<i64, i64>, StoreError> {
    let (id, chosen) = (tables.own("id"), tables.own(CHOSEN));
    let select = tables
        .live_images()
        .distinct()
        .expr_as(Expr::col(id), "owner_id")
        .expr_as(Expr::col(chosen), "image_id")
        .inner_join(tables.owners, Expr::col(id).equals(tables.relation(tables.owner_id)))
        .and_where(Expr::col(IMAGE_ID).equals(chosen))
        .and_where(Expr::col(id).is_in(owners.iter().copied()))
        .and_where(looked_into(tables, visibilities))
        .take();
    let rows = rows::<Chosen>(tx, &select).await?;
    Ok(rows.into_iter().map(|row| (row.owner_id, row.image_id)).collect())
}

#[derive(FromQueryResult)]
struct First {
    owner_id: i64,
    group_id: Option<i64>,
}

/// The first group of each owner that has a picture and can be looked into: by index, and at the first one the database
/// stops.
async fn first_groups(
    tx: &SeaTx,
    tables: &OwnerTables,
    owners: &[i64],
    visibilities: &[Visibility],
) -> Result<Vec<(i64, i64)>, StoreError> {
    if owners.is_empty() {
        return Ok(Vec::new());
    }
    let (id, group_id) = (tables.own("id"), tables.relation("image_group_id"));
    let group = Query::select()
        .column(group_id)
        .from(tables.relations)
        .and_where(Expr::col(tables.relation(tables.owner_id)).equals(id))
        .and_where(looked_into(tables, visibilities))
        .and_where(Expr::exists(firsts::live_of(group_id).expr(Expr::value(1)).take()))
        .order_by(tables.relation("sort_order"), Order::Asc)
        .order_by(group_id, Order::Asc)
        .order_by(tables.relation("type"), Order::Asc)
        .limit(1)
        .take();
    let select = Query::select()
        .expr_as(Expr::col(id), "owner_id")
        .expr_as(Expr::SubQuery(None, Box::new(group.into())), "group_id")
        .from(tables.owners)
        .and_where(Expr::col(id).is_in(owners.iter().copied()))
        .take();
    let rows = rows::<First>(tx, &select).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.owner_id, row.group_id?))).collect())
}
