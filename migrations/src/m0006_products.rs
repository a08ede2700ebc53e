//! What the studio sells, and the groups that products show.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, foreign_key, id, int, string, version};
use crate::tenancy::{referable, within_studio};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        products(&schema).await?;
        attachments(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema::of(manager).await?.drop(&["product_image_group_relations", "products"]).await
    }
}

async fn products(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "products";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(string("name", 255))
        .col(string("sku", 100).null())
        // Folded, and NULL once the product is deleted. Folding can lengthen a number, hence the room.
        .col(string("sku_key", 300).null())
        .col(schema.text("search_key"))
        .col(bigint("price_minor").null())
        .col(string("currency", 3).null())
        .col(schema.text("description").null())
        .col(bigint("content_version").default(1))
        .col(version());
    schema.timestamps(&mut table);
    table.col(schema.instant("deleted_at").null()).foreign_key(&mut foreign_key(
        TABLE,
        "studio_id",
        "studios",
        ForeignKeyAction::Cascade,
    ));
    schema.create(table).await?;
    referable(schema, TABLE, "uq_products_studio_id").await?;
    schema.unique(TABLE, "uq_products_studio_sku_key", &["studio_id", "sku_key"]).await
}

async fn attachments(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "product_image_group_relations";
    let mut table = schema.table(TABLE);
    table
        .col(bigint("product_id"))
        .col(bigint("image_group_id"))
        .col(string("type", 50))
        .col(bigint("studio_id"))
        .col(int("sort_order").default(0))
        .col(string("visibility", 20).default("public"))
        .col(schema.instant("created_at"))
        .primary_key(
            Index::create()
                .name("pk_product_image_group_relations")
                .col("product_id")
                .col("image_group_id")
                .col("type"),
        )
        .foreign_key(&mut within_studio(TABLE, "product_id", "products"))
        .foreign_key(&mut within_studio(TABLE, "image_group_id", "image_groups"));
    schema.create(table).await?;
    // Unique by the primary key's columns: it lets a database walk a product in order without sorting.
    schema
        .unique(
            TABLE,
            "uq_product_image_group_relations_order",
            &["product_id", "sort_order", "image_group_id", "type"],
        )
        .await?;
    schema.index(TABLE, "ix_product_image_group_relations_group", &["image_group_id"]).await
}
