//! Sessions of galleries, and what was decided about staged files.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, id, int, json, string, version};
use crate::tenancy::{referable, within_studio};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        session_windows(&schema).await?;
        match_decisions(&schema).await?;
        staging_proposals(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["staging_proposals", "match_decisions", "gallery_session_windows"];
        Schema::of(manager).await?.drop(&tables).await
    }
}

/// Degrees; a double keeps a hundred-millionth of one.
fn degrees(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).double().null().take()
}

async fn session_windows(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "gallery_session_windows";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("gallery_id"))
        .col(schema.instant("starts_at"))
        .col(schema.instant("ends_at"))
        .col(string("timezone", 100))
        .col(int("setup_minutes").default(0))
        .col(int("travel_before_minutes").default(0))
        .col(int("travel_after_minutes").default(0))
        .col(int("teardown_minutes").default(0))
        .col(degrees("latitude"))
        .col(degrees("longitude"))
        .col(string("location", 255).null())
        .col(string("session_type", 100).null())
        .col(string("job_type", 100).null())
        .col(string("status", 20))
        .col(string("calendar_state", 20))
        .col(version());
    schema.timestamps(&mut table);
    table.foreign_key(&mut within_studio(TABLE, "gallery_id", "galleries"));
    schema.create(table).await?;
    schema.unique(TABLE, "uq_gallery_session_windows_gallery", &["gallery_id"]).await?;
    schema.index(TABLE, "ix_gallery_session_windows_start", &["studio_id", "starts_at", "id"]).await
}

async fn match_decisions(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "match_decisions";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("staging_image_id"))
        .col(string("outcome", 20))
        // Galleries and people are named without a foreign key, so that the log outlives them.
        .col(bigint("gallery_id").null())
        // In hundred-thousandths: a whole number compares alike on every database.
        .col(int("score").null())
        .col(json("evidence"))
        .col(string("algorithm_version", 20))
        .col(string("idempotency_key", 64))
        .col(bigint("decided_by_user_id").null())
        .col(schema.instant("created_at"))
        .foreign_key(&mut within_studio(TABLE, "staging_image_id", "staging_images"));
    schema.create(table).await?;
    referable(schema, TABLE, "uq_match_decisions_studio_id").await?;
    schema
        .unique(TABLE, "uq_match_decisions_idempotency_key", &["staging_image_id", "idempotency_key"])
        .await?;
    schema.index(TABLE, "ix_match_decisions_staging_image", &["staging_image_id", "id"]).await
}

async fn staging_proposals(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "staging_proposals";
    let mut table = schema.table(TABLE);
    table
        .col(bigint("staging_image_id").primary_key())
        .col(bigint("studio_id"))
        .col(bigint("match_decision_id"))
        .col(string("outcome", 20))
        .col(bigint("gallery_id").null())
        .col(int("score").null())
        // Of everything that the formula looked at: while it stays, there is nothing to decide anew.
        .col(string("fingerprint", 64))
        .col(schema.instant("decided_at"))
        .foreign_key(&mut within_studio(TABLE, "staging_image_id", "staging_images"))
        .foreign_key(&mut within_studio(TABLE, "match_decision_id", "match_decisions"))
        .foreign_key(&mut within_studio(TABLE, "gallery_id", "galleries"));
    schema.create(table).await?;
    schema
        .index(TABLE, "ix_staging_proposals_outcome", &["studio_id", "outcome", "staging_image_id"])
        .await?;
    schema.index(TABLE, "ix_staging_proposals_gallery", &["gallery_id"]).await
}
