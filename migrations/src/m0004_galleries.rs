//! Galleries, the groups that they show, and the links that lead into them.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, boolean, foreign_key, id, int, json, string, version};
use crate::tenancy::{referable, within_studio};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        galleries(&schema).await?;
        attachments(&schema).await?;
        share_links(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["share_links", "gallery_image_group_relations", "galleries"];
        Schema::of(manager).await?.drop(&tables).await
    }
}

async fn galleries(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "galleries";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("organization_id"))
        // Without a foreign key until shoots have a table.
        .col(bigint("session_id").null())
        .col(string("subject_name", 255))
        .col(schema.text("subject_key"))
        .col(schema.text("description").null())
        .col(string("status", 50).default("active"))
        .col(boolean("ai_enabled").default(false))
        .col(string("ai_training_status", 50).null())
        .col(int("image_count").default(0))
        .col(int("approved_count").default(0))
        .col(int("download_count").default(0))
        .col(schema.instant("last_activity_at").null())
        .col(schema.instant("delivered_at").null())
        .col(schema.instant("completed_at").null())
        .col(schema.instant("archived_at").null())
        .col(bigint("created_by_user_id").null())
        .col(bigint("content_version").default(1))
        .col(version());
    schema.timestamps(&mut table);
    table
        .col(schema.instant("deleted_at").null())
        .foreign_key(&mut foreign_key(TABLE, "studio_id", "studios", ForeignKeyAction::Cascade))
        .foreign_key(&mut within_studio(TABLE, "organization_id", "organizations"))
        .foreign_key(&mut foreign_key(TABLE, "created_by_user_id", "users", ForeignKeyAction::SetNull));
    schema.create(table).await?;
    referable(schema, TABLE, "uq_galleries_studio_id").await?;
    schema.index(TABLE, "ix_galleries_organization", &["organization_id", "id"]).await?;
    schema.index(TABLE, "ix_galleries_studio_status", &["studio_id", "status", "id"]).await
}

async fn attachments(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "gallery_image_group_relations";
    let mut table = schema.table(TABLE);
    table
        .col(bigint("gallery_id"))
        .col(bigint("image_group_id"))
        .col(string("type", 50))
        .col(bigint("studio_id"))
        .col(int("sort_order").default(0))
        .col(string("visibility", 20).default("public"))
        .col(schema.instant("created_at"))
        .primary_key(
            Index::create()
                .name("pk_gallery_image_group_relations")
                .col("gallery_id")
                .col("image_group_id")
                .col("type"),
        )
        .foreign_key(&mut within_studio(TABLE, "gallery_id", "galleries"))
        .foreign_key(&mut within_studio(TABLE, "image_group_id", "image_groups"));
    schema.create(table).await?;
    // Unique by the primary key's columns: it lets a database walk a gallery in order without sorting.
    schema
        .unique(
            TABLE,
            "uq_gallery_image_group_relations_order",
            &["gallery_id", "sort_order", "image_group_id", "type"],
        )
        .await?;
    schema.index(TABLE, "ix_gallery_image_group_relations_group", &["image_group_id"]).await
}

async fn share_links(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "share_links";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("gallery_id"))
        .col(string("token_hash", 64))
        .col(string("code_hash", 255).null())
        .col(int("failed_attempts").default(0))
        .col(schema.instant("locked_until").null())
        .col(string("label", 255).null())
        .col(json("policy"))
        .col(schema.instant("expires_at").null())
        .col(schema.instant("revoked_at").null())
        // A link does not outlive the person who answers for it.
        .col(bigint("created_by_user_id"))
        .col(int("view_count").default(0))
        .col(int("download_count").default(0))
        .col(schema.instant("last_used_at").null())
        .col(version());
    schema.timestamps(&mut table);
    table.foreign_key(&mut within_studio(TABLE, "gallery_id", "galleries")).foreign_key(&mut foreign_key(
        TABLE,
        "created_by_user_id",
        "users",
        ForeignKeyAction::Cascade,
    ));
    schema.create(table).await?;
    schema.unique(TABLE, "uq_share_links_token_hash", &["token_hash"]).await?;
    schema.index(TABLE, "ix_share_links_gallery", &["gallery_id", "id"]).await
}
