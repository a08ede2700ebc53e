//! How many photographs there are, and when: three passes over the rows of the span, however many they are.

use std::collections::HashMap;

use async_trait::async_trait;
use atelier_application::ports::StoreError;
use atelier_application::ports::repositories::TimelineRepository;
use atelier_domain::library::{Bucket, Hothash, Shelf, Span};
use chrono::{DateTime, NaiveDateTime};
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement};

use super::entities::photo::{Column, Entity};
use crate::columns;
use crate::error::corrupt;
use crate::paging::{CHUNK, rows, unsigned};
use crate::store::SeaTx;

/// The photographs of the span with their buckets.
const SHOTS: &str = "shots";

/// The buckets with their first and last moments.
const SPANS: &str = "spans";

/// The shelf's photographs of the span. A whole number less its remainder is had alike on all databases; a quotient is
/// not. The bucket is a column of a subquery, because a statement that groups by an expression with a parameter in it is
/// not understood by PostgreSQL: it takes two parameters for two different values.
fn scoped_shots(shelf: Shelf, span: Span) -> SelectStatement {
    let hour = (Entity, Column::TakenHour);
    let mut shots = Query::select()
        .columns([(Entity, Column::Id), (Entity, Column::TakenKey), (Entity, Column::Rating)])
        .expr_as(Expr::col(hour).sub(Expr::col(hour).modulo(span.granularity.width())), "bucket")
        .from(Entity)
        .and_where(Expr::col((Entity, Column::StudioId)).eq(shelf.studio().0))
        .and_where(Expr::col((Entity, Column::UserId)).eq(shelf.owner().0))
        .and_where(Expr::col(hour).is_not_null())
        .take();
    if let Some((first, last)) = span.hours {
        shots.and_where(Expr::col(hour).between(first, last));
    }
    shots
}

/// The first and the last moment of each bucket.
fn spans(shelf: Shelf, span: Span) -> SelectStatement {
    Query::select()
        .column((SHOTS, "bucket"))
        .expr_as(Expr::col((SHOTS, "taken_key")).min(), "first_key")
        .expr_as(Expr::col((SHOTS, "taken_key")).max(), "last_key")
        .from_subquery(scoped_shots(shelf, span), SHOTS)
        .group_by_col((SHOTS, "bucket"))
        .take()
}

#[derive(FromQueryResult)]
struct Counted {
    bucket: i64,
    first_key: i64,
    last_key: i64,
    count: i64,
}

#[derive(FromQueryResult)]
struct Rated {
    bucket: i64,
    id: i64,
}

#[derive(FromQueryResult)]
struct Middle {
    bucket: i64,
    taken_key: i64,
}

#[derive(FromQueryResult)]
struct Named {
    id: i64,
    taken_key: i64,
    hothash: String,
}

/// The best rated photograph of each bucket that has one.
async fn best(tx: &SeaTx, shelf: Shelf, span: Span) -> Result<HashMap<i64, i64>, StoreError> {
    let select = Query::select()
        .column((SHOTS, "bucket"))
        .expr_as(Expr::col((SHOTS, "id")).min(), "id")
        .from_subquery(scoped_shots(shelf, span), SHOTS)
        .and_where(Expr::col((SHOTS, "rating")).is_not_null())
        .group_by_columns([(SHOTS, "bucket"), (SHOTS, "rating")])
        .order_by((SHOTS, "rating"), Order::Asc)
        .take();
    // A bucket comes once for each number of stars, and the last one stays.
    let rated = rows::<Rated>(tx, &select).await?;
    Ok(rated.into_iter().map(|Rated { bucket, id }| (bucket, id)).collect())
}

/// The first moment at or after the middle of each bucket's time. Twice a moment is compared with the sum of both ends,
/// because half of the sum would be a fraction on one database and none on another.
async fn middles(tx: &SeaTx, shelf: Shelf, span: Span) -> Result<HashMap<i64, i64>, StoreError> {
    let taken = (SHOTS, "taken_key");
    let select = Query::select()
        .column((SHOTS, "bucket"))
        .expr_as(Expr::col(taken).min(), "taken_key")
        .from_subquery(scoped_shots(shelf, span), SHOTS)
        .join_subquery(
            JoinType::InnerJoin,
            spans(shelf, span),
            SPANS,
            Expr::col((SPANS, "bucket")).equals((SHOTS, "bucket")),
        )
        .and_where(
            Expr::col(taken).mul(2).gte(Expr::col((SPANS, "first_key")).add(Expr::col((SPANS, "last_key")))),
        )
        .group_by_col((SHOTS, "bucket"))
        .take();
    let middles = rows::<Middle>(tx, &select).await?;
    Ok(middles.into_iter().map(|Middle { bucket, taken_key }| (bucket, taken_key)).collect())
}

/// The shelf's photographs with one of these values in this column.
fn scoped_named(shelf: Shelf, column: Column, values: &[i64]) -> SelectStatement {
    Query::select()
        .columns([Column::Id, Column::TakenKey, Column::Hothash])
        .from(Entity)
        .and_where(Expr::col(Column::StudioId).eq(shelf.studio().0))
        .and_where(Expr::col(Column::UserId).eq(shelf.owner().0))
        .and_where(Expr::col(column).is_in(values.iter().copied()))
        .order_by(Column::Id, Order::Desc)
        .take()
}

async fn named(tx: &SeaTx, shelf: Shelf, column: Column, values: &[i64]) -> Result<Vec<Named>, StoreError> {
    let mut found = Vec::with_capacity(values.len());
    for chunk in values.chunks(CHUNK) {
        found.extend(rows::<Named>(tx, &scoped_named(shelf, column, chunk)).await?);
    }
    Ok(found)
}

fn moment(micros: i64) -> Result<NaiveDateTime, StoreError> {
    let moment = DateTime::from_timestamp_micros(micros).map(|moment| moment.naive_utc());
    moment.ok_or_else(|| columns::corrupt("photos.taken_key", &micros.to_string()))
}

#[async_trait]
impl TimelineRepository for SeaTx {
    async fn buckets(&self, shelf: Shelf, span: Span) -> Result<Vec<Bucket>, StoreError> {
        let counted = spans(shelf, span)
            .expr_as(Func::count(Expr::col(Asterisk)), "count")
            .order_by((SHOTS, "bucket"), Order::Asc)
            .take();
        let counted = rows::<Counted>(self, &counted).await?;
        if counted.is_empty() {
            return Ok(Vec::new());
        }
        let best = best(self, shelf, span).await?;
        let all_rated = counted.iter().all(|row| best.contains_key(&row.bucket));
        let middles = if all_rated { HashMap::new() } else { middles(self, shelf, span).await? };
        let ids: Vec<i64> = best.values().copied().collect();
        let rated = named(self, shelf, Column::Id, &ids).await?;
        let rated: HashMap<i64, String> = rated.into_iter().map(|row| (row.id, row.hothash)).collect();
        let unrated = middles.iter().filter(|(bucket, _)| !best.contains_key(*bucket));
        let keys: Vec<i64> = unrated.map(|(_, key)| *key).collect();
        let central = named(self, shelf, Column::TakenKey, &keys).await?;
        // Of several that were taken at the same moment the one that came first stays, which is the last here.
        let central: HashMap<i64, String> =
            central.into_iter().map(|row| (row.taken_key, row.hothash)).collect();
        let shown = |bucket: i64| match best.get(&bucket) {
            Some(id) => rated.get(id),
            None => middles.get(&bucket).and_then(|key| central.get(key)),
        };
        let bucket = |row: Counted| -> Result<Option<Bucket>, StoreError> {
            let Counted { bucket, first_key, last_key, count } = row;
            // A photograph that goes between two statements leaves its bucket to the next request.
            let Some(hothash) = shown(bucket) else { return Ok(None) };
            let photo = Hothash::parse(hothash).ok_or_else(|| corrupt("photos.hothash is no hash"))?;
            let (first, last) = (moment(first_key)?, moment(last_key)?);
            Ok(Some(Bucket { begins: bucket, count: unsigned(count), first, last, photo }))
        };
        counted.into_iter().map(bucket).filter_map(Result::transpose).collect()
    }
}
