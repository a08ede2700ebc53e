//! Selection lists.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, foreign_key, id, int, string, version};
use crate::tenancy::{referable, within_studio};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        lists(&schema).await?;
        items(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema::of(manager).await?.drop(&["selection_items", "selection_lists"]).await
    }
}

async fn lists(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "selection_lists";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("gallery_id"))
        // Absent where all visitors of the gallery choose together.
        .col(bigint("user_id").null())
        .col(string("name", 255))
        .col(schema.text("note").null())
        .col(int("included_count").null())
        // In the smallest unit of the currency.
        .col(bigint("extra_price").null())
        .col(string("currency", 3).null())
        .col(int("max_count").null())
        .col(string("state", 20).default("open"))
        .col(schema.instant("submitted_at").null())
        .col(bigint("submitted_by_user_id").null())
        .col(version());
    schema.timestamps(&mut table);
    table
        .foreign_key(&mut within_studio(TABLE, "gallery_id", "galleries"))
        .foreign_key(&mut within_studio(TABLE, "user_id", "users"))
        .foreign_key(&mut foreign_key(TABLE, "submitted_by_user_id", "users", ForeignKeyAction::SetNull));
    schema.create(table).await?;
    referable(schema, TABLE, "uq_selection_lists_studio_id").await?;
    schema.index(TABLE, "ix_selection_lists_gallery", &["gallery_id", "id"]).await
}

async fn items(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "selection_items";
    let mut table = schema.table(TABLE);
    table
        .col(bigint("selection_list_id"))
        .col(bigint("image_id"))
        .col(bigint("studio_id"))
        .col(int("sort_order").default(0))
        // Who chose it, in a list that many fill.
        .col(bigint("user_id").null())
        .col(schema.instant("created_at"))
        .primary_key(Index::create().name("pk_selection_items").col("selection_list_id").col("image_id"))
        .foreign_key(&mut within_studio(TABLE, "selection_list_id", "selection_lists"))
        .foreign_key(&mut within_studio(TABLE, "image_id", "images"))
        .foreign_key(&mut foreign_key(TABLE, "user_id", "users", ForeignKeyAction::SetNull));
    schema.create(table).await?;
    schema.index(TABLE, "ix_selection_items_order", &["selection_list_id", "sort_order", "image_id"]).await?;
    schema.index(TABLE, "ix_selection_items_image", &["image_id"]).await
}
