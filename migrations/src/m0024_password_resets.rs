//! Links to a new password.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, foreign_key, string};
use crate::tenancy::within_studio;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        const TABLE: &str = "password_resets";
        let schema = Schema::of(manager).await?;
        let mut table = schema.table(TABLE);
        table
            // One for each person: the latest letter is the one that counts.
            .col(bigint("user_id").primary_key())
            .col(bigint("studio_id"))
            .col(string("token_hash", 64))
            .col(schema.instant("expires_at"))
            .col(schema.instant("created_at"))
            .foreign_key(&mut foreign_key(TABLE, "studio_id", "studios", ForeignKeyAction::Cascade))
            .foreign_key(&mut within_studio(TABLE, "user_id", "users"));
        schema.create(table).await?;
        schema.unique(TABLE, "uq_password_resets_hash", &["token_hash"]).await?;
        schema.index(TABLE, "ix_password_resets_expiry", &["expires_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema::of(manager).await?.drop(&["password_resets"]).await
    }
}
