//! How people put their libraries in order: tags, stacks and saved searches.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, boolean, foreign_key, int, json, string, version};
use crate::m0018_library::owned;
use crate::tenancy::{ownable, within_owner, within_studio};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        tags(&schema).await?;
        photo_tags(&schema).await?;
        stacks(&schema).await?;
        stacked(&schema).await?;
        saved_searches(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["saved_searches", "photo_stack_members", "photo_stacks", "photo_tags", "tags"];
        Schema::of(manager).await?.drop(&tables).await
    }
}

async fn tags(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "tags";
    let mut table = owned(schema, TABLE);
    table
        .col(string("name", 50))
        // Folding can lengthen a name, hence the room.
        .col(string("name_key", 200))
        .col(int("photo_count").default(0));
    schema.timestamps(&mut table);
    schema.create(table).await?;
    ownable(schema, TABLE, "uq_tags_user_id").await?;
    schema.unique(TABLE, "uq_tags_user_name_key", &["user_id", "name_key"]).await
}

async fn photo_tags(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "photo_tags";
    let mut table = schema.table(TABLE);
    table
        .col(bigint("photo_id"))
        .col(bigint("tag_id"))
        .col(bigint("studio_id"))
        .col(bigint("user_id"))
        // The order in which the person wrote them.
        .col(int("sort_order").default(0))
        .primary_key(Index::create().name("pk_photo_tags").col("photo_id").col("tag_id"))
        .foreign_key(&mut within_owner(TABLE, "photo_id", "photos", ForeignKeyAction::Cascade))
        .foreign_key(&mut within_owner(TABLE, "tag_id", "tags", ForeignKeyAction::Cascade))
        .foreign_key(&mut within_studio(TABLE, "user_id", "users"));
    schema.create(table).await?;
    schema.index(TABLE, "ix_photo_tags_tag", &["tag_id", "photo_id"]).await
}

async fn stacks(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "photo_stacks";
    let mut table = owned(schema, TABLE);
    table
        .col(string("kind", 20))
        .col(string("title", 255).null())
        // The photo that stands for the stack; the first one if there is none.
        .col(bigint("cover_photo_id").null())
        .col(version());
    schema.timestamps(&mut table);
    table.foreign_key(&mut foreign_key(TABLE, "cover_photo_id", "photos", ForeignKeyAction::SetNull));
    schema.create(table).await?;
    ownable(schema, TABLE, "uq_photo_stacks_user_id").await
}

/// A photo is in one stack at most: its number is the key.
async fn stacked(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "photo_stack_members";
    let mut table = schema.table(TABLE);
    table
        .col(bigint("photo_id").primary_key())
        .col(bigint("stack_id"))
        .col(bigint("studio_id"))
        .col(bigint("user_id"))
        .col(int("sort_order").default(0))
        .foreign_key(&mut within_owner(TABLE, "photo_id", "photos", ForeignKeyAction::Cascade))
        .foreign_key(&mut within_owner(TABLE, "stack_id", "photo_stacks", ForeignKeyAction::Cascade))
        .foreign_key(&mut within_studio(TABLE, "user_id", "users"));
    schema.create(table).await?;
    schema.index(TABLE, "ix_photo_stack_members_stack", &["stack_id", "sort_order", "photo_id"]).await
}

async fn saved_searches(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "saved_searches";
    let mut table = owned(schema, TABLE);
    table
        .col(string("name", 255))
        .col(string("name_key", 700))
        .col(json("criteria"))
        .col(boolean("is_favorite").default(false))
        // What it found when it was last run.
        .col(bigint("last_count").null())
        .col(schema.instant("last_run_at").null())
        .col(version());
    schema.timestamps(&mut table);
    schema.create(table).await?;
    ownable(schema, TABLE, "uq_saved_searches_user_id").await?;
    schema.unique(TABLE, "uq_saved_searches_user_name_key", &["user_id", "name_key"]).await
}
