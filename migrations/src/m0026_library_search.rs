//! What a library is searched by stands in the index that puts it in order, on SQLite.
//!
//! Looking for stars or words walked the order and looked up each photograph's row, which lies somewhere else and holds forty
//! columns: two thirds of such a search and more. The other databases stay as they are: a longer text does not fit into their
//! indexes, and PostgreSQL rewrites the entries of all of a row's indexes when a column changes that one of them holds.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::helpers::Schema;

#[derive(DeriveMigrationName)]
pub struct Migration;

const PHOTOS: &str = "photos";
const BY_TIME: &str = "ix_photos_order";
const ORDER: [&str; 4] = ["user_id", "studio_id", "taken_key", "id"];
const ORDER_AND_SEARCH: [&str; 6] = ["user_id", "studio_id", "taken_key", "id", "rating", "search_key"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, &ORDER_AND_SEARCH).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, &ORDER).await
    }
}

async fn replace(manager: &SchemaManager<'_>, columns: &[&'static str]) -> Result<(), DbErr> {
    if manager.get_database_backend() != DatabaseBackend::Sqlite {
        return Ok(());
    }
    let schema = Schema::of(manager).await?;
    schema.drop_index(PHOTOS, BY_TIME).await?;
    schema.index(PHOTOS, BY_TIME, columns).await
}
