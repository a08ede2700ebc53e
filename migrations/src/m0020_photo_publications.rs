//! Which pictures of the pool were published from somebody's library.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, string};
use crate::tenancy::{within_owner, within_studio};

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "photo_publications";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        let mut table = schema.table(TABLE);
        table
            // A picture comes from one photo at most.
            .col(bigint("image_id").primary_key())
            .col(bigint("photo_id"))
            .col(bigint("studio_id"))
            .col(bigint("user_id"))
            // BLAKE3 of the file that was published last.
            .col(string("content_hash", 64))
            .col(schema.instant("created_at"))
            .col(schema.instant("updated_at"))
            .foreign_key(&mut within_studio(TABLE, "image_id", "images"))
            .foreign_key(&mut within_owner(TABLE, "photo_id", "photos", ForeignKeyAction::Cascade))
            .foreign_key(&mut within_studio(TABLE, "user_id", "users"));
        schema.create(table).await?;
        schema.index(TABLE, "ix_photo_publications_photo", &["photo_id", "image_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema::of(manager).await?.drop(&[TABLE]).await
    }
}
