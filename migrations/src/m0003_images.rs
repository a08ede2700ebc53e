//! The image pool and its groups.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, foreign_key, id, int, json, string, version};
use crate::tenancy::{referable, within_studio};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        images(&schema).await?;
        derivatives(&schema).await?;
        groups(&schema).await?;
        memberships(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["image_group_relations", "image_groups", "image_derivatives", "images"];
        Schema::of(manager).await?.drop(&tables).await
    }
}

async fn images(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "images";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(string("filename", 255))
        .col(string("alt_text", 255).null())
        .col(schema.text("search_key"))
        .col(string("storage_key", 255))
        .col(string("content_hash", 64))
        .col(bigint("file_size"))
        .col(string("mime_type", 100))
        .col(int("width"))
        .col(int("height"))
        .col(json("metadata"))
        // The camera's own clock: an instant without a zone, not UTC.
        .col(schema.instant("taken_at").null())
        .col(bigint("perceptual_hash").null())
        .col(string("state", 20))
        .col(string("failure", 100).null())
        // Filled only where ImageKit delivers the pictures; `storage_key` always names the original.
        .col(string("imagekit_file_id", 255).null())
        .col(string("imagekit_url", 1000).null())
        .col(string("imagekit_thumbnail_url", 1000).null())
        .col(bigint("uploaded_by_user_id").null())
        .col(schema.instant("uploaded_at"))
        .col(version());
    schema.timestamps(&mut table);
    table
        .col(schema.instant("deleted_at").null())
        .foreign_key(&mut foreign_key(TABLE, "studio_id", "studios", ForeignKeyAction::Cascade))
        .foreign_key(&mut foreign_key(TABLE, "uploaded_by_user_id", "users", ForeignKeyAction::SetNull));
    schema.create(table).await?;
    referable(schema, TABLE, "uq_images_studio_id").await?;
    schema.unique(TABLE, "uq_images_studio_content_hash", &["studio_id", "content_hash"]).await?;
    schema.index(TABLE, "ix_images_storage_key", &["storage_key"]).await?;
    schema.index(TABLE, "ix_images_deleted_at", &["deleted_at"]).await
}

async fn derivatives(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "image_derivatives";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("image_id"))
        .col(string("name", 50))
        .col(string("storage_key", 255))
        .col(string("content_hash", 64))
        .col(string("mime_type", 100))
        .col(int("width"))
        .col(int("height"))
        .col(bigint("file_size"));
    schema.timestamps(&mut table);
    table.foreign_key(&mut within_studio(TABLE, "image_id", "images"));
    schema.create(table).await?;
    schema.unique(TABLE, "uq_image_derivatives_name", &["image_id", "name"]).await?;
    schema.index(TABLE, "ix_image_derivatives_storage_key", &["storage_key"]).await
}

async fn groups(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "image_groups";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(string("name", 255))
        .col(schema.text("description").null())
        .col(version());
    schema.timestamps(&mut table);
    table.foreign_key(&mut foreign_key(TABLE, "studio_id", "studios", ForeignKeyAction::Cascade));
    schema.create(table).await?;
    referable(schema, TABLE, "uq_image_groups_studio_id").await
}

async fn memberships(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "image_group_relations";
    let mut table = schema.table(TABLE);
    table
        .col(bigint("image_group_id"))
        .col(bigint("image_id"))
        .col(bigint("studio_id"))
        .col(int("sort_order").default(0))
        .col(schema.instant("created_at"))
        .primary_key(Index::create().name("pk_image_group_relations").col("image_group_id").col("image_id"))
        .foreign_key(&mut within_studio(TABLE, "image_group_id", "image_groups"))
        .foreign_key(&mut within_studio(TABLE, "image_id", "images"));
    schema.create(table).await?;
    // A page of a group comes out of this index in its order, without sorting the group.
    schema
        .index(TABLE, "ix_image_group_relations_order", &["image_group_id", "sort_order", "image_id"])
        .await?;
    schema.index(TABLE, "ix_image_group_relations_image", &["image_id"]).await
}
