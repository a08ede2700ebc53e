//! Columns that come to a table that exists, and go again. Like the other helpers they do nothing twice.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// A fraction or a measure, as exact as the program computes.
pub fn fraction(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).double().not_null().take()
}

/// Adds the column unless it is there. It may be NULL, because the rows that exist have no value for it.
pub async fn add_column(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: ColumnDef,
) -> Result<(), DbErr> {
    if manager.has_column(table, column.get_column_name()).await? {
        return Ok(());
    }
    manager.alter_table(Table::alter().table(table).add_column(column).take()).await
}

/// Drops the column if it is there.
pub async fn drop_column(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    if !manager.has_column(table, column).await? {
        return Ok(());
    }
    manager.alter_table(Table::alter().table(table).drop_column(column).take()).await
}

/// Adds a column that points to a row of `parent` and becomes NULL when that is erased, unless it is there. Column and
/// reference come in one statement, so that MySQL cannot be cut short between the two.
///
/// The reference is over the id alone: one over `(studio_id, id)` would have to clear the studio too. Who writes such a
/// column MUST have found the row in the studio.
pub async fn add_reference(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
    parent: &'static str,
) -> Result<(), DbErr> {
    if manager.has_column(table, column).await? {
        return Ok(());
    }
    let mut definition = ColumnDef::new(column).big_integer().null().take();
    let mut alter = Table::alter().table(table).take();
    if manager.get_database_backend() == DatabaseBackend::Sqlite {
        // It takes a reference with its column and never later.
        definition.extra(format!("REFERENCES \"{parent}\" (\"id\") ON DELETE SET NULL"));
        alter.add_column(definition);
    } else {
        let reference = TableForeignKey::new()
            .name(format!("fk_{table}_{column}"))
            .from_tbl(table)
            .from_col(column)
            .to_tbl(parent)
            .to_col("id")
            .on_delete(ForeignKeyAction::SetNull)
            .to_owned();
        alter.add_column(definition).add_foreign_key(&reference);
    }
    manager.alter_table(alter).await
}

/// Drops what [`add_reference`] added, if it is there.
pub async fn drop_reference(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    if !manager.has_column(table, column).await? {
        return Ok(());
    }
    let mut alter = Table::alter().table(table).take();
    if manager.get_database_backend() == DatabaseBackend::MySql {
        // The others drop the reference with its column.
        alter.drop_foreign_key(format!("fk_{table}_{column}"));
    }
    manager.alter_table(alter.drop_column(column).take()).await
}
