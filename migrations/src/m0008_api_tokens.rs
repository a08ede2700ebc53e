//! Keys for programs.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, foreign_key, id, json, string};
use crate::tenancy::within_studio;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        const TABLE: &str = "api_tokens";
        let schema = Schema::of(manager).await?;
        let mut table = schema.table(TABLE);
        table
            .col(id())
            .col(bigint("studio_id"))
            // A key does not outlive the person who answers for it.
            .col(bigint("user_id"))
            .col(string("name", 255))
            .col(string("prefix", 20))
            .col(string("token_hash", 64))
            // Names of permissions.
            .col(json("permissions"))
            .col(schema.instant("expires_at").null())
            .col(schema.instant("last_used_at").null())
            .col(schema.instant("revoked_at").null())
            .col(schema.instant("created_at"))
            .foreign_key(&mut foreign_key(TABLE, "studio_id", "studios", ForeignKeyAction::Cascade))
            .foreign_key(&mut within_studio(TABLE, "user_id", "users"));
        schema.create(table).await?;
        schema.unique(TABLE, "uq_api_tokens_hash", &["token_hash"]).await?;
        schema.index(TABLE, "ix_api_tokens_studio", &["studio_id", "id"]).await?;
        schema.index(TABLE, "ix_api_tokens_user", &["user_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema::of(manager).await?.drop(&["api_tokens"]).await
    }
}
