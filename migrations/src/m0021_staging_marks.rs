//! What photographers make of files in the tray: stars, and whether they are wanted.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, int, string};

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "staging_images";
const RATING: &str = "rating";
const FLAG: &str = "flag";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        // 1 to 5, or NULL.
        schema.add_column(TABLE, RATING, int(RATING).null().take()).await?;
        // Nobody has said anything of the files that are there.
        schema.add_column(TABLE, FLAG, string(FLAG, 20).default("none").take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema::of(manager).await?.drop_columns(TABLE, &[FLAG, RATING]).await
    }
}
