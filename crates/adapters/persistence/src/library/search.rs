//! Looking for photographs.

use atelier_application::paging::{Cursor, Page, PageRequest};
use atelier_application::ports::StoreError;
use atelier_application::ports::library::PlacedPhoto;
use atelier_domain::PhotoId;
use atelier_domain::library::{MapBox, PhotoOrder, PhotoSearch, PhotoSort, Shelf};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

use super::entities::{image_file, photo, photo_tag, tag};
use super::photo::scoped;
use crate::columns::contains;
use crate::error::failed;
use crate::paging::count;
use crate::store::SeaTx;

use photo::Column as P;

/// What is looked for.
pub(super) fn found(shelf: Shelf, search: &PhotoSearch) -> Select<photo::Entity> {
    let PhotoSearch {
        text,
        tags,
        rating_min,
        rating_max,
        taken_after,
        taken_before,
        has_gps,
        has_raw,
        author,
        import_session,
        camera,
        lens,
        within,
    } = search;
    let mut condition = Condition::all();
    for word in text.iter().flat_map(|text| text.split_whitespace()) {
        condition = condition.add(contains((photo::Entity, P::SearchKey), word));
    }
    for tag in tags {
        condition = condition.add(Expr::col((photo::Entity, P::Id)).in_subquery(tagged(shelf, &tag.key)));
    }
    if let Some(stars) = rating_min.filter(|stars| *stars > 0) {
        condition = condition.add(P::Rating.gte(stars));
    }
    if let Some(stars) = rating_max {
        condition = condition.add(P::Rating.lte(*stars).or(P::Rating.is_null()));
    }
    if let Some(after) = taken_after {
        condition = condition.add(P::TakenKey.gte(after.and_utc().timestamp_micros()));
    }
    if let Some(before) = taken_before {
        condition =
            condition.add(P::TakenKey.lte(before.and_utc().timestamp_micros())).add(P::TakenAt.is_not_null());
    }
    if let Some(has) = has_gps {
        condition = condition.add(if *has { P::GpsLatitude.is_not_null() } else { P::GpsLatitude.is_null() });
    }
    if let Some(has) = has_raw {
        condition = condition.add(P::HasRaw.eq(*has));
    }
    if let Some(author) = author {
        condition = condition.add(P::AuthorId.eq(author.0));
    }
    if let Some(session) = import_session {
        let imported = Query::select()
            .column(image_file::Column::PhotoId)
            .from(image_file::Entity)
            .and_where(Expr::col(image_file::Column::UserId).eq(shelf.owner().0))
            .and_where(Expr::col(image_file::Column::ImportSessionId).eq(session.0))
            .take();
        condition = condition.add(Expr::col((photo::Entity, P::Id)).in_subquery(imported));
    }
    if let Some(camera) = camera {
        condition = condition.add(contains((photo::Entity, P::CameraKey), camera));
    }
    if let Some(lens) = lens {
        condition = condition.add(contains((photo::Entity, P::LensKey), lens));
    }
    if let Some(part) = within {
        condition = condition.add(lies_within(*part));
    }
    scoped(shelf).filter(condition)
}

fn tagged(shelf: Shelf, key: &str) -> SelectStatement {
    let wanted = Query::select()
        .column(tag::Column::Id)
        .from(tag::Entity)
        .and_where(Expr::col(tag::Column::UserId).eq(shelf.owner().0))
        .and_where(Expr::col(tag::Column::NameKey).eq(key))
        .take();
    Query::select()
        .column(photo_tag::Column::PhotoId)
        .from(photo_tag::Entity)
        .and_where(Expr::col(photo_tag::Column::TagId).in_subquery(wanted))
        .take()
}

fn lies_within(part: MapBox) -> Condition {
    let MapBox { south, west, north, east } = part;
    let (from, to) = (P::GpsLongitude.gte(west), P::GpsLongitude.lte(east));
    // Over the line of the date east is west of west.
    let between = if west <= east { from.and(to) } else { from.or(to) };
    Condition::all().add(P::GpsLatitude.between(south, north)).add(between)
}

/// The column or expression by which an order goes, as a number.
fn key(by: PhotoSort) -> Expr {
    match by {
        PhotoSort::TakenAt => Expr::col((photo::Entity, P::TakenKey)),
        PhotoSort::CreatedAt => Expr::col((photo::Entity, P::Id)),
        PhotoSort::Rating => {
            Expr::from(Func::coalesce([Expr::col((photo::Entity, P::Rating)), Expr::value(0)]))
        }
    }
}

/// A photograph and its place, from two numbers with a comma between them.
fn spelled(text: &str) -> Option<PlacedPhoto> {
    let (id, place) = text.split_once(',')?;
    Some(PlacedPhoto { id: PhotoId(id.parse().ok()?), place: place.parse().ok()? })
}

/// The photographs that are selected in this order, of which `id` and `place` are selected, and in that order.
async fn placed(
    tx: &SeaTx,
    select: Select<photo::Entity>,
    order: PhotoOrder,
) -> Result<Vec<PlacedPhoto>, StoreError> {
    let Some(gathered) = tx.dialect().gathered("id", "place") else {
        let rows: Vec<(i64, i64)> = select.into_tuple().all(&tx.conn()).await.map_err(failed)?;
        return Ok(rows.into_iter().map(|(id, place)| PlacedPhoto { id: PhotoId(id), place }).collect());
    };
    let whole = Query::select().expr(gathered).from_subquery(select.into_query(), "found").take();
    let row = tx.conn().query_one(&whole).await.map_err(failed)?;
    let text: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?.flatten();
    let rows = text.iter().flat_map(|text| text.split(';')).map(spelled);
    let mut rows: Vec<PlacedPhoto> =
        rows.collect::<Option<_>>().ok_or_else(|| failed(DbErr::Type("two numbers".into())))?;
    rows.sort_unstable_by_key(|row| (row.place, row.id));
    if !order.ascending {
        rows.reverse();
    }
    Ok(rows)
}

pub(super) async fn page(
    tx: &SeaTx,
    shelf: Shelf,
    search: &PhotoSearch,
    order: PhotoOrder,
    page: PageRequest,
    known: Option<u64>,
) -> Result<Page<PlacedPhoto>, StoreError> {
    let select = found(shelf, search);
    let all = select.clone();
    let direction = if order.ascending { Order::Asc } else { Order::Desc };
    let mut wanted = select
        .order_by(key(order.by), direction.clone())
        .order_by(P::Id, direction)
        .limit(page.limit.saturating_add(1));
    wanted = match page.after {
        Some(Cursor { key: last, id }) => {
            let (beyond, next) = if order.ascending {
                (key(order.by).gt(last), P::Id.gt(id))
            } else {
                (key(order.by).lt(last), P::Id.lt(id))
            };
            let same = Condition::all().add(key(order.by).eq(last)).add(next);
            wanted.filter(Condition::any().add(beyond).add(same))
        }
        None => wanted.offset(page.offset),
    };
    // The order's own index holds the key, so no row is looked up.
    let place = tx.dialect().whole(key(order.by));
    let wanted = wanted.select_only().column(P::Id).expr_as(place, "place");
    let mut rows = placed(tx, wanted, order).await?;
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let seen = page.offset.saturating_add(rows.len() as u64);
    // The last page of a list that was walked from its beginning says how long the list is.
    let total = if page.after.is_none() && !more && (page.offset == 0 || !rows.is_empty()) {
        seen
    } else if let Some(total) = known {
        total
    } else {
        count(tx, all).await?
    };
    let next = rows.last().filter(|_| more).map(|row| Cursor::from(*row));
    Ok(Page { items: rows, total, next })
}
