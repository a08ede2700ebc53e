//! What happened to one row, found without reading the studio's whole history.

use sea_orm_migration::prelude::*;

use crate::helpers::Schema;

#[derive(DeriveMigrationName)]
pub struct Migration;

const LOG: &str = "audit_log";
const BY_SUBJECT: &str = "ix_audit_log_subject";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        schema.index(LOG, BY_SUBJECT, &["studio_id", "subject_type", "subject_id", "id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema::of(manager).await?.drop_index(LOG, BY_SUBJECT).await
    }
}
