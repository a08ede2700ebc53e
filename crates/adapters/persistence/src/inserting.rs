//! Inserts that may find their unique key taken.

use atelier_application::ports::StoreError;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, PrimaryKeyTrait, SqlErr, TryInsertResult};

use crate::error::failed;
use crate::store::SeaTx;

type Key<A> = <<<A as ActiveModelTrait>::Entity as EntityTrait>::PrimaryKey as PrimaryKeyTrait>::ValueType;
type Column<A> = <<A as ActiveModelTrait>::Entity as EntityTrait>::Column;

/// Inserts `row` unless another row has its `unique` columns, and gives the new row's key. Of two callers at once one
/// inserts. The transaction stays usable in either case.
pub(crate) async fn insert_unless_taken<A>(
    tx: &SeaTx,
    row: A,
    unique: impl IntoIterator<Item = Column<A>>,
) -> Result<Option<Key<A>>, StoreError>
where
    A: ActiveModelTrait + IntoActiveModel<A>,
{
    let insert = <A::Entity as EntityTrait>::insert(row);
    let numbered = <<A::Entity as EntityTrait>::PrimaryKey as PrimaryKeyTrait>::auto_increment();
    if numbered || tx.dialect().tells_skipped_inserts() {
        return match insert.on_conflict_do_nothing_on(unique).exec(tx.writer()?).await.map_err(failed)? {
            TryInsertResult::Inserted(inserted) => Ok(Some(inserted.last_insert_id)),
            TryInsertResult::Conflicted | TryInsertResult::Empty => Ok(None),
        };
    }
    match insert.exec(tx.writer()?).await {
        Ok(inserted) => Ok(Some(inserted.last_insert_id)),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}
