//! What lists and searches read of an original stands before its picture and its EXIF, on SQLite.
//!
//! SQLite keeps the columns of a row one after the other, and continues in other pages what does not fit into one. To read a
//! column behind the small picture it went through all of these; half of what it takes to read the fingerprints of a library
//! was that. The other databases do not read through a long column to get behind it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::helpers::Schema;

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "image_files";
/// The columns, and what their new places are called until the old ones are gone.
const HOTPREVIEW: [&str; 2] = ["hotpreview", "moved_hotpreview"];
const EXIF: [&str; 2] = ["exif_dict", "moved_exif_dict"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DatabaseBackend::Sqlite {
            return Ok(());
        }
        // Each row is written twice: either all of it happens or nothing.
        let together = manager.begin().await?;
        let schema = Schema::of(&together).await?;
        to_the_end(&together, &schema, HOTPREVIEW, schema.bytes(HOTPREVIEW[1]).null().take()).await?;
        let exif = ColumnDef::new(EXIF[1]).json_binary().null().take();
        to_the_end(&together, &schema, EXIF, exif).await?;
        together.commit().await
    }

    /// The order of columns means nothing.
    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}

/// Moves a column behind all others. Doing it again moves it again.
async fn to_the_end(
    manager: &SchemaManager<'_>,
    schema: &Schema<'_, '_>,
    [column, moved]: [&'static str; 2],
    definition: ColumnDef,
) -> Result<(), DbErr> {
    if manager.has_column(TABLE, column).await? {
        schema.add_column(TABLE, moved, definition).await?;
        let copy = format!("UPDATE {TABLE} SET {moved} = {column} WHERE {column} IS NOT NULL");
        manager.get_connection().execute_unprepared(&copy).await?;
        schema.drop_columns(TABLE, &[column]).await?;
    }
    manager.alter_table(Table::alter().table(TABLE).rename_column(moved, column).take()).await
}
