//! What the copies at ImageKit are copies of, and the notices of outside services that were taken.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, id, string};

#[derive(DeriveMigrationName)]
pub struct Migration;

const IMAGES: &str = "images";
const HASH: &str = "imagekit_content_hash";
const BY_FILE: &str = "ix_images_imagekit_file_id";
const INBOX: &str = "webhook_inbox";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        schema.add_column(IMAGES, HASH, string(HASH, 64).null().take()).await?;
        schema.index(IMAGES, BY_FILE, &["imagekit_file_id"]).await?;
        inbox(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        schema.drop(&[INBOX]).await?;
        schema.drop_index(IMAGES, BY_FILE).await?;
        schema.drop_columns(IMAGES, &[HASH]).await
    }
}

/// A notice belongs to the installation: which studio it concerns is found out by what it names.
async fn inbox(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    let mut table = schema.table(INBOX);
    table
        .col(id())
        .col(string("provider", 50))
        .col(string("message_id", 200))
        .col(string("kind", 200))
        .col(schema.instant("received_at"));
    schema.create(table).await?;
    schema.unique(INBOX, "uq_webhook_inbox_message", &["provider", "message_id"]).await?;
    schema.index(INBOX, "ix_webhook_inbox_received_at", &["received_at"]).await
}
