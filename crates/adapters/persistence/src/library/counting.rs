//! How many rows belong to each of many others, in a number of queries that does not depend on theirs.

use std::collections::HashMap;

use atelier_application::ports::StoreError;
use sea_orm::sea_query::{Asterisk, Expr, Func};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select};

use crate::error::failed;
use crate::paging::{CHUNK, unsigned};
use crate::store::SeaTx;

/// The number of rows of `select` by each value of `by` that is among `ids`. Values without any row are left out.
pub(super) async fn counted<E: EntityTrait>(
    tx: &SeaTx,
    select: Select<E>,
    by: E::Column,
    ids: &[i64],
) -> Result<HashMap<i64, u64>, StoreError> {
    let mut counts = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<(i64, i64)> = select
            .clone()
            .filter(by.is_in(chunk.iter().copied()))
            .select_only()
            .column(by)
            .expr_as(Expr::from(Func::count(Expr::col(Asterisk))), "count")
            .group_by(by)
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        counts.extend(rows.into_iter().map(|(id, count)| (id, unsigned(count))));
    }
    Ok(counts)
}
