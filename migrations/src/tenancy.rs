//! Foreign keys that cannot lead into another studio.

use sea_orm_migration::prelude::*;

use crate::helpers::Schema;

/// A foreign key over `studio_id` and `column`: a row can only point to a row of its own studio. The parent must have
/// the index of [`referable`]. It cascades, because setting `studio_id` to NULL is no option.
pub fn within_studio(
    table: &'static str,
    column: &'static str,
    parent: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(table, ("studio_id", column))
        .to(parent, ("studio_id", "id"))
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}

/// Lets the rows of `table` be pointed to together with their studio.
pub async fn referable(
    schema: &Schema<'_, '_>,
    table: &'static str,
    name: &'static str,
) -> Result<(), DbErr> {
    schema.unique(table, name, &["studio_id", "id"]).await
}

/// A foreign key over `user_id` and `column`: what is one person's can only point to what is the same person's. The
/// parent must have the index of [`ownable`]. A null `column` points nowhere.
pub fn within_owner(
    table: &'static str,
    column: &'static str,
    parent: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(table, ("user_id", column))
        .to(parent, ("user_id", "id"))
        .on_delete(on_delete)
        .take()
}

/// Lets the rows of `table` be pointed to together with their owner.
pub async fn ownable(schema: &Schema<'_, '_>, table: &'static str, name: &'static str) -> Result<(), DbErr> {
    schema.unique(table, name, &["user_id", "id"]).await
}
