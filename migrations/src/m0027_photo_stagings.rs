//! Which files of the tray were made of somebody's photographs.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint};
use crate::tenancy::{within_owner, within_studio};

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "photo_stagings";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        let mut table = schema.table(TABLE);
        table
            // A file of the tray comes from one photo at most.
            .col(bigint("staging_image_id").primary_key())
            .col(bigint("photo_id"))
            .col(bigint("studio_id"))
            .col(bigint("user_id"))
            // When it was put into the tray: later files of the photo are newer.
            .col(schema.instant("created_at"))
            .foreign_key(&mut within_studio(TABLE, "staging_image_id", "staging_images"))
            .foreign_key(&mut within_owner(TABLE, "photo_id", "photos", ForeignKeyAction::Cascade))
            .foreign_key(&mut within_studio(TABLE, "user_id", "users"));
        schema.create(table).await?;
        schema.index(TABLE, "ix_photo_stagings_photo", &["photo_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema::of(manager).await?.drop(&[TABLE]).await
    }
}
