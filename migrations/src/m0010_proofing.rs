//! Proofing: the modes and limits of galleries, what people decide, their comments, and the log of pictures.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, boolean, foreign_key, id, int, string};
use crate::tenancy::within_studio;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        for column in settings() {
            add(manager, column).await?;
        }
        image_decisions(&schema).await?;
        gallery_submissions(&schema).await?;
        image_comments(&schema).await?;
        image_interactions(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["image_interactions", "image_comments", "gallery_submissions", "image_decisions"];
        Schema::of(manager).await?.drop(&tables).await?;
        for column in settings() {
            remove(manager, column).await?;
        }
        Ok(())
    }
}

const GALLERIES: &str = "galleries";

/// The columns that galleries get. What a gallery allowed before, it goes on allowing.
fn settings() -> [ColumnDef; 8] {
    [
        string("mode", 20).default("proofing").take(),
        int("min_approvals").null().take(),
        int("max_approvals").null().take(),
        int("max_edit_requests").null().take(),
        string("limit_scope", 20).default("person").take(),
        boolean("ratings_enabled").default(true).take(),
        boolean("comments_enabled").default(true).take(),
        bigint("proofing_version").default(0).take(),
    ]
}

/// Adds the column unless it is there.
async fn add(manager: &SchemaManager<'_>, mut column: ColumnDef) -> Result<(), DbErr> {
    if manager.has_column(GALLERIES, column.get_column_name()).await? {
        return Ok(());
    }
    manager.alter_table(Table::alter().table(GALLERIES).add_column(&mut column).take()).await
}

/// Drops the column if it is there.
async fn remove(manager: &SchemaManager<'_>, column: ColumnDef) -> Result<(), DbErr> {
    let name = column.get_column_name();
    if !manager.has_column(GALLERIES, &name).await? {
        return Ok(());
    }
    manager.alter_table(Table::alter().table(GALLERIES).drop_column(name).take()).await
}

async fn image_decisions(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "image_decisions";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("gallery_id"))
        .col(bigint("image_id"))
        .col(bigint("user_id"))
        // Counters and limits of the client leave out what the studio says itself.
        .col(boolean("by_studio"))
        .col(bigint("share_link_id").null())
        .col(string("decision", 20).default("undecided"))
        .col(boolean("approved_for_marketing").default(false))
        .col(int("rating").null())
        .col(boolean("edit_requested").default(false))
        .col(schema.text("edit_notes").null())
        .col(schema.instant("decided_at").null())
        .col(string("content_hash", 64).null());
    schema.timestamps(&mut table);
    table
        .foreign_key(&mut within_studio(TABLE, "gallery_id", GALLERIES))
        .foreign_key(&mut within_studio(TABLE, "image_id", "images"))
        .foreign_key(&mut within_studio(TABLE, "user_id", "users"))
        .foreign_key(&mut foreign_key(TABLE, "share_link_id", "share_links", ForeignKeyAction::SetNull));
    schema.create(table).await?;
    schema.unique(TABLE, "uq_image_decisions_person", &["gallery_id", "image_id", "user_id"]).await?;
    schema.index(TABLE, "ix_image_decisions_state", &["gallery_id", "decision", "image_id"]).await?;
    schema.index(TABLE, "ix_image_decisions_user", &["gallery_id", "user_id"]).await
}

async fn gallery_submissions(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "gallery_submissions";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("gallery_id"))
        .col(bigint("user_id"))
        .col(int("approvals").default(0))
        .col(schema.instant("submitted_at").null())
        .col(schema.instant("reopened_at").null())
        .foreign_key(&mut within_studio(TABLE, "gallery_id", GALLERIES))
        .foreign_key(&mut within_studio(TABLE, "user_id", "users"));
    schema.create(table).await?;
    schema.unique(TABLE, "uq_gallery_submissions_person", &["gallery_id", "user_id"]).await
}

async fn image_comments(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "image_comments";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("gallery_id"))
        .col(bigint("image_id"))
        .col(bigint("user_id"))
        .col(bigint("parent_id").null())
        .col(schema.text("body"))
        .col(ColumnDef::new("pin_x").double().null())
        .col(ColumnDef::new("pin_y").double().null())
        .col(boolean("internal").default(false))
        .col(schema.instant("resolved_at").null())
        .col(bigint("resolved_by_user_id").null())
        .col(schema.instant("edited_at").null())
        .col(schema.instant("created_at"))
        .col(schema.instant("deleted_at").null())
        // Answers point to it, so it must be there before the table is.
        .index(Index::create().unique().name("uq_image_comments_studio_id").col("studio_id").col("id"))
        .foreign_key(&mut within_studio(TABLE, "gallery_id", GALLERIES))
        .foreign_key(&mut within_studio(TABLE, "image_id", "images"))
        .foreign_key(&mut within_studio(TABLE, "user_id", "users"))
        .foreign_key(&mut within_studio(TABLE, "parent_id", TABLE))
        .foreign_key(&mut foreign_key(TABLE, "resolved_by_user_id", "users", ForeignKeyAction::SetNull));
    schema.create(table).await?;
    schema.index(TABLE, "ix_image_comments_image", &["gallery_id", "image_id", "id"]).await
}

async fn image_interactions(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "image_interactions";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        // A person of the studio can take a picture that hangs nowhere, or in several galleries.
        .col(bigint("gallery_id").null())
        .col(bigint("image_id"))
        .col(bigint("user_id").null())
        .col(bigint("share_link_id").null())
        .col(string("interaction_type", 50))
        .col(string("decision", 20).null())
        .col(int("rating").null())
        .col(schema.text("note").null())
        .col(boolean("approved_for_marketing").null())
        .col(boolean("edit_requested").null())
        .col(schema.text("edit_notes").null())
        .col(schema.instant("downloaded_at").null())
        .col(string("ip_address", 45).null())
        .col(string("content_hash", 64))
        .col(schema.instant("created_at"))
        .foreign_key(&mut within_studio(TABLE, "gallery_id", GALLERIES))
        .foreign_key(&mut within_studio(TABLE, "image_id", "images"))
        .foreign_key(&mut foreign_key(TABLE, "user_id", "users", ForeignKeyAction::SetNull))
        .foreign_key(&mut foreign_key(TABLE, "share_link_id", "share_links", ForeignKeyAction::SetNull));
    schema.create(table).await?;
    schema.index(TABLE, "ix_image_interactions_image", &["image_id", "id"]).await?;
    schema.index(TABLE, "ix_image_interactions_type", &["studio_id", "interaction_type", "id"]).await
}
