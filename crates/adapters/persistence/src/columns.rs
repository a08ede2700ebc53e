//! Between columns and values, for all contexts.

use atelier_application::paging::{Cursor, Page, PageRequest};
use atelier_application::ports::StoreError;
use atelier_domain::Timestamp;
use sea_orm::prelude::{DateTime, Json};
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, LikeExpr};
use serde_json::{Map, Value};

/// An instant as it is stored: in UTC and without a zone.
pub(crate) fn stored(instant: Timestamp) -> DateTime {
    instant.naive_utc()
}

/// An instant as it is read.
pub(crate) fn instant(stored: DateTime) -> Timestamp {
    stored.and_utc()
}

/// A column holds what the program never wrote.
pub(crate) fn corrupt(column: &str, value: &str) -> StoreError {
    crate::error::corrupt(format!("{column} is {value:?}"))
}

/// A JSON column that holds an object.
pub(crate) fn json_object(column: &str, value: Json) -> Result<Map<String, Value>, StoreError> {
    match value {
        Value::Object(map) => Ok(map),
        other => Err(corrupt(column, &other.to_string())),
    }
}

/// Whether the folded `column` contains `needle`, which is folded too, with the needle's own wildcards taken literally.
///
/// `!` escapes, because a backslash means different things to the three databases.
pub(crate) fn contains(column: impl IntoColumnRef, needle: &str) -> Expr {
    Expr::col(column).like(LikeExpr::new(format!("%{}%", literally(needle))).escape('!'))
}

/// Whether the folded `column` begins with `prefix`, as [`contains`] compares.
pub(crate) fn begins_with(column: impl IntoColumnRef, prefix: &str) -> Expr {
    Expr::col(column).like(LikeExpr::new(format!("{}%", literally(prefix))).escape('!'))
}

fn literally(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern
}

/// The page of `rows`, of which one more than `page.limit` was asked for: its presence says whether another page
/// follows.
pub(crate) fn page_by_id<R, T>(
    mut rows: Vec<R>,
    page: PageRequest,
    total: u64,
    id: impl Fn(&R) -> i64,
    map: impl FnMut(R) -> Result<T, StoreError>,
) -> Result<Page<T>, StoreError> {
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = if more { rows.last().map(|row| Cursor { key: 0, id: id(row) }) } else { None };
    let items = rows.into_iter().map(map).collect::<Result<_, _>>()?;
    Ok(Page { items, total, next })
}
