//! The spine: outbox, audit log, jobs, and the keys that make a request safe to repeat.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, foreign_key, id, int, json, string};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        outbox_events(&schema).await?;
        audit_log(&schema).await?;
        jobs(&schema).await?;
        idempotency_keys(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["idempotency_keys", "jobs", "audit_log", "outbox_events"];
        Schema::of(manager).await?.drop(&tables).await
    }
}

/// What both records of an event hold. People are named without a foreign key, so that history outlives them.
fn event_columns(schema: &Schema<'_, '_>, name: &'static str) -> TableCreateStatement {
    let mut table = schema.table(name);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(string("kind", 100))
        .col(string("subject_type", 50).null())
        .col(bigint("subject_id").null())
        .col(bigint("actor_user_id").null())
        .col(json("payload"))
        .col(schema.instant("occurred_at"))
        .foreign_key(&mut foreign_key(name, "studio_id", "studios", ForeignKeyAction::Cascade));
    table
}

async fn outbox_events(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "outbox_events";
    schema.create(event_columns(schema, TABLE)).await?;
    schema.index(TABLE, "ix_outbox_events_occurred_at", &["occurred_at"]).await
}

async fn audit_log(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "audit_log";
    let mut table = event_columns(schema, TABLE);
    // The name at that time: it stays when the person changes it or is forgotten.
    table.col(string("actor_name", 255).null());
    schema.create(table).await?;
    schema.index(TABLE, "ix_audit_log_studio", &["studio_id", "id"]).await
}

async fn jobs(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "jobs";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(string("kind", 100))
        .col(json("payload"))
        .col(string("state", 20))
        .col(int("attempts").default(0))
        .col(int("max_attempts"))
        .col(schema.instant("run_at"))
        .col(string("claimed_by", 255).null())
        .col(schema.instant("lease_until").null())
        .col(schema.text("last_error").null());
    schema.timestamps(&mut table);
    table.col(schema.instant("finished_at").null()).foreign_key(&mut foreign_key(
        TABLE,
        "studio_id",
        "studios",
        ForeignKeyAction::Cascade,
    ));
    schema.create(table).await?;
    // One for each way in which a job can be taken: it is due, or its worker has gone silent.
    schema.index(TABLE, "ix_jobs_due", &["state", "run_at", "id"]).await?;
    schema.index(TABLE, "ix_jobs_lease", &["state", "lease_until", "id"]).await?;
    schema.index(TABLE, "ix_jobs_studio", &["studio_id", "id"]).await
}

async fn idempotency_keys(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "idempotency_keys";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        // Whoever's key it is: the scope names studio and user, because keys are theirs to choose.
        .col(string("scope", 255))
        .col(string("key_hash", 64))
        .col(string("fingerprint", 128))
        .col(int("status").null())
        .col(schema.text("body").null())
        .col(string("location", 500).null())
        .col(schema.instant("created_at"));
    schema.create(table).await?;
    schema.unique(TABLE, "uq_idempotency_keys", &["scope", "key_hash"]).await?;
    schema.index(TABLE, "ix_idempotency_keys_created_at", &["created_at"]).await
}
