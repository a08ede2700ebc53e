//! Pages of rows.

use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::{Sort, StoreError};
use sea_orm::sea_query::{Asterisk, Expr, Func};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use crate::columns;
use crate::error::failed;
use crate::store::SeaTx;

/// How many ids one statement names; every database takes as many parameters.
pub(crate) const CHUNK: usize = 500;

/// These ids, the last of them as often as it takes to be as many as statements name: a statement is prepared anew for
/// each number of ids.
pub(crate) fn steady(ids: &[i64]) -> impl Iterator<Item = i64> {
    let length = [1, 10, 50, CHUNK].into_iter().find(|length| ids.len() <= *length).unwrap_or(ids.len());
    let last = ids.last().copied();
    ids.iter().copied().chain(last.into_iter().cycle()).take(length)
}

#[derive(FromQueryResult)]
struct Counted {
    count: i64,
}

/// The number of rows that `select` finds.
pub(crate) async fn count<E: EntityTrait>(tx: &SeaTx, select: Select<E>) -> Result<u64, StoreError> {
    let counted = select
        .select_only()
        .expr_as(Expr::from(Func::count(Expr::col(Asterisk))), "count")
        .into_model::<Counted>()
        .one(&tx.conn())
        .await
        .map_err(failed)?;
    Ok(counted.map_or(0, |row| unsigned(row.count)))
}

/// A count as the database gives it; it is never negative.
pub(crate) fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// The page of `select` by `id` in the direction of `sort`, its rows as they are stored, with the count of all of them.
/// A cursor wins over the offset.
pub(crate) async fn list_by_id<E>(
    tx: &SeaTx,
    select: Select<E>,
    id: E::Column,
    sort: Sort,
    page: PageRequest,
    key: impl Fn(&E::Model) -> i64,
) -> Result<Page<E::Model>, StoreError>
where
    E: EntityTrait,
{
    let total = count(tx, select.clone()).await?;
    let mut wanted = select.order_by(id, direction(sort)).limit(page.limit.saturating_add(1));
    wanted = match (page.after, sort) {
        (Some(after), Sort::OldestFirst) => wanted.filter(id.gt(after.id)),
        (Some(after), Sort::NewestFirst) => wanted.filter(id.lt(after.id)),
        (None, _) => wanted.offset(page.offset),
    };
    let rows = wanted.all(&tx.conn()).await.map_err(failed)?;
    columns::page_by_id(rows, page, total, key, Ok)
}

fn direction(sort: Sort) -> Order {
    match sort {
        Sort::OldestFirst => Order::Asc,
        Sort::NewestFirst => Order::Desc,
    }
}

/// The page with its rows turned into values, any of which may be refused.
pub(crate) fn try_map<R, T>(
    page: Page<R>,
    map: impl FnMut(R) -> Result<T, StoreError>,
) -> Result<Page<T>, StoreError> {
    let Page { items, total, next } = page;
    Ok(Page { items: items.into_iter().map(map).collect::<Result<_, _>>()?, total, next })
}

/// All rows of a statement, as `T`.
pub(crate) async fn rows<T: FromQueryResult>(
    tx: &SeaTx,
    select: &sea_orm::sea_query::SelectStatement,
) -> Result<Vec<T>, StoreError> {
    let rows = tx.conn().query_all(select).await.map_err(failed)?;
    rows.iter().map(|row| T::from_query_result(row, "")).collect::<Result<_, _>>().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_filled_up_to_one_of_a_few_lengths() {
        let steadied = |count: i64| steady(&(1..=count).collect::<Vec<_>>()).collect::<Vec<_>>();
        for (count, length) in [(0, 0), (1, 1), (2, 10), (10, 10), (11, 50), (50, 50), (51, 500), (500, 500)]
        {
            let ids = steadied(count);
            assert_eq!(ids.len(), length);
            let mut distinct = ids.clone();
            distinct.dedup();
            assert_eq!(distinct, (1..=count).collect::<Vec<_>>());
        }
    }
}
