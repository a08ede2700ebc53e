//! What artificial intelligence had to do with a picture, and what stands for a picture until it has come.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, string};

#[derive(DeriveMigrationName)]
pub struct Migration;

const LABEL: &str = "ai";
const PLACEHOLDER: &str = "placeholder";

/// Where sizes of pictures are written down: of those of the pool, and of those that wait.
const SIZES: [&str; 2] = ["image_derivatives", "staging_derivatives"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        // Nobody has said anything of the pictures that are there.
        schema.add_column("images", LABEL, string(LABEL, 20).default("none").take()).await?;
        for table in SIZES {
            schema.add_column(table, PLACEHOLDER, schema.bytes(PLACEHOLDER).null().take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        for table in SIZES {
            schema.drop_columns(table, &[PLACEHOLDER]).await?;
        }
        schema.drop_columns("images", &[LABEL]).await
    }
}
