//! Which jobs wait for a service outside, so that the others are found without looking through them.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, boolean};

#[derive(DeriveMigrationName)]
pub struct Migration;

const JOBS: &str = "jobs";
const OUTSIDE: &str = "is_outside";
const DUE: &str = "ix_jobs_due";
const DUE_BY_PLACE: &str = "ix_jobs_due_by_place";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        schema.add_column(JOBS, OUTSIDE, boolean(OUTSIDE).default(false).take()).await?;
        let copies = "UPDATE jobs SET is_outside = TRUE \
                      WHERE kind IN ('images.mirror', 'images.unmirror', 'images.check_mirror')";
        manager.get_connection().execute_unprepared(copies).await?;
        schema.index(JOBS, DUE_BY_PLACE, &["state", OUTSIDE, "run_at", "id"]).await?;
        schema.drop_index(JOBS, DUE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        schema.index(JOBS, DUE, &["state", "run_at", "id"]).await?;
        schema.drop_index(JOBS, DUE_BY_PLACE).await?;
        schema.drop_columns(JOBS, &[OUTSIDE]).await
    }
}
