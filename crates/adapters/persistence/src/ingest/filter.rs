//! Which files of the tray a list shows, and what there is to choose from.

use atelier_application::ports::{StagingFacets, StagingFilter, StagingOrder, StoreError};
use atelier_domain::access::Visible;
use atelier_domain::ingest::{Flag, StagingState};
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::entities::staging_image::{Column, Entity};
use super::matching::decided;
use crate::columns::{contains, corrupt};
use crate::error::failed;
use crate::images::entities::image;
use crate::paging::unsigned;
use crate::store::SeaTx;

/// How many names a facet offers.
const FACETS: u64 = 200;

/// What lies in the tray and waits.
const WAITING: [StagingState; 3] = [StagingState::Received, StagingState::Ready, StagingState::Failed];

fn scoped(visible: &Visible) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(visible.studio().0))
}

pub(super) fn filtered(visible: &Visible, filter: &StagingFilter) -> Select<Entity> {
    let StagingFilter {
        search,
        batch,
        content_hash,
        states,
        gallery,
        taken_from,
        taken_until,
        camera_model,
        lens,
        iso,
        aperture_x100,
        focal_length_x10,
        in_pool,
        outcome,
        rating_min,
        flag,
        rejected,
        order: _,
        descending: _,
    } = filter;
    let states: &[StagingState] = match (states.is_empty(), content_hash) {
        (false, _) => states,
        (true, Some(_)) => &StagingState::ALL,
        (true, None) => &WAITING,
    };
    let mut select = scoped(visible).filter(Column::State.is_in(states.iter().map(|state| state.as_str())));
    if let Some(search) = search {
        select = select.filter(contains((Entity, Column::SearchKey), search));
    }
    if let Some(hash) = content_hash {
        select = select.filter(Column::ContentHash.eq(hash.as_str()));
    }
    if let Some(batch) = batch {
        select = select.filter(Column::BatchId.eq(batch.to_string()));
    }
    if let Some(gallery) = gallery {
        select = select.filter(Column::AssignedToGalleryId.eq(gallery.0));
    }
    if let Some(from) = taken_from {
        select = select.filter(Column::TakenAt.gte(*from));
    }
    if let Some(until) = taken_until {
        select = select.filter(Column::TakenAt.lt(*until));
    }
    if let Some(camera) = camera_model {
        select = select.filter(Column::CameraModel.eq(camera.as_str()));
    }
    if let Some(lens) = lens {
        select = select.filter(Column::Lens.eq(lens.as_str()));
    }
    for (column, (least, most)) in [
        (Column::Iso, *iso),
        (Column::ApertureX100, *aperture_x100),
        (Column::FocalLengthX10, *focal_length_x10),
    ] {
        if let Some(least) = least {
            select = select.filter(column.gte(least));
        }
        if let Some(most) = most {
            select = select.filter(column.lte(most));
        }
    }
    if let Some(in_pool) = in_pool {
        let pooled = pooled();
        select = select.filter(if *in_pool { pooled } else { pooled.not() });
    }
    if let Some(outcome) = outcome {
        select = select.filter(decided(*outcome));
    }
    if let Some(least) = rating_min {
        select = select.filter(Column::Rating.gte(*least));
    }
    if let Some(flag) = flag {
        select = select.filter(Column::Flag.eq(flag.as_str()));
    }
    if let Some(rejected) = rejected {
        select = select.filter(is_rejected(*rejected));
    }
    select
}

/// Only files that are rejected, or only those that are not.
pub(super) fn is_rejected(rejected: bool) -> SimpleExpr {
    let reject = Flag::Reject.as_str();
    if rejected { Column::Flag.eq(reject) } else { Column::Flag.ne(reject) }
}

/// Whether a live picture of the studio has the file's bytes.
fn pooled() -> Expr {
    let picture = Query::select()
        .column((image::Entity, image::Column::Id))
        .from(image::Entity)
        .and_where(Expr::col((image::Entity, image::Column::StudioId)).equals((Entity, Column::StudioId)))
        .and_where(
            Expr::col((image::Entity, image::Column::ContentHash)).equals((Entity, Column::ContentHash)),
        )
        .and_where(Expr::col((image::Entity, image::Column::DeletedAt)).is_null())
        .take();
    Expr::exists(picture)
}

/// The rows in the filter's order, which ends in the id.
pub(super) fn ordered(select: Select<Entity>, filter: &StagingFilter) -> Select<Entity> {
    let direction = if filter.descending { Order::Desc } else { Order::Asc };
    let select = match filter.order {
        StagingOrder::Arrival => select,
        // Databases differ on where nothing belongs; here it is always last.
        StagingOrder::TakenAt => select
            .order_by(Expr::col((Entity, Column::TakenAt)).is_null(), Order::Asc)
            .order_by(Column::TakenAt, direction.clone()),
        StagingOrder::Filename => select.order_by(Column::SearchKey, direction.clone()),
    };
    select.order_by(Column::Id, direction)
}

#[derive(FromQueryResult)]
struct Facet {
    name: String,
    count: i64,
}

async fn facet(tx: &SeaTx, select: Select<Entity>, column: Column) -> Result<Vec<(String, u64)>, StoreError> {
    let count = || Expr::from(Func::count(Expr::col(Asterisk)));
    let rows: Vec<Facet> = select
        .select_only()
        .column_as(column, "name")
        .expr_as(count(), "count")
        .filter(column.is_not_null())
        .group_by(column)
        .order_by(count(), Order::Desc)
        .order_by_asc(column)
        .limit(FACETS)
        .into_model()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    Ok(rows.into_iter().map(|row| (row.name, unsigned(row.count))).collect())
}

async fn ratings(tx: &SeaTx, select: Select<Entity>) -> Result<Vec<(i32, u64)>, StoreError> {
    let rows: Vec<(i32, i64)> = select
        .select_only()
        .column(Column::Rating)
        .expr(Func::count(Expr::col(Asterisk)))
        .filter(Column::Rating.is_not_null())
        .group_by(Column::Rating)
        .order_by_desc(Column::Rating)
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    Ok(rows.into_iter().map(|(rating, count)| (rating, unsigned(count))).collect())
}

async fn flags(tx: &SeaTx, select: Select<Entity>) -> Result<Vec<(Flag, u64)>, StoreError> {
    let rows: Vec<(String, i64)> = select
        .select_only()
        .column(Column::Flag)
        .expr(Func::count(Expr::col(Asterisk)))
        .group_by(Column::Flag)
        .order_by_asc(Column::Flag)
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    let known = |(flag, count): (String, i64)| {
        let flag = Flag::parse(&flag).ok_or_else(|| corrupt("staging_images.flag", &flag))?;
        Ok((flag, unsigned(count)))
    };
    rows.into_iter().map(known).collect()
}

/// What a filter says of its own dimension does not narrow the choice in it.
pub(super) async fn facets(
    tx: &SeaTx,
    visible: &Visible,
    filter: &StagingFilter,
) -> Result<StagingFacets, StoreError> {
    let any_camera = StagingFilter { camera_model: None, ..filter.clone() };
    let any_lens = StagingFilter { lens: None, ..filter.clone() };
    let any_rating = StagingFilter { rating_min: None, ..filter.clone() };
    let any_flag = StagingFilter { flag: None, rejected: None, ..filter.clone() };
    Ok(StagingFacets {
        cameras: facet(tx, filtered(visible, &any_camera), Column::CameraModel).await?,
        lenses: facet(tx, filtered(visible, &any_lens), Column::Lens).await?,
        ratings: ratings(tx, filtered(visible, &any_rating)).await?,
        flags: flags(tx, filtered(visible, &any_flag)).await?,
    })
}
