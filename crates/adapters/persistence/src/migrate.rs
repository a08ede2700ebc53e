//! Bringing the schema up to date when several nodes start at once.

use std::time::Duration;

use atelier_application::ports::StoreError;
use atelier_migrations::{Migrator, MigratorTrait};
use sea_orm::{DatabaseTransaction, DbErr};
use sea_orm_migration::MigrationStatus;

use crate::error::failed;
use crate::store::{SeaStore, Writing};

/// How long a node waits for another one that migrates.
const MIGRATION_WAIT: Duration = Duration::from_secs(600);

impl SeaStore {
    /// Applies what the database lacks. Nodes that start together MUST end up with each change applied once.
    ///
    /// On SQLite and PostgreSQL all changes are one transaction: it holds the lock, and a failed change leaves the old
    /// schema. MySQL commits each change by itself; there the changes can be applied again.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let (open, _turn) = self.begin_migration().await?;
        let outcome = <Migrator as MigratorTrait>::up(&open, None).await;
        self.end(open, outcome).await
    }

    /// Takes every change back, and all data with it.
    pub async fn migrate_down(&self) -> Result<(), StoreError> {
        self.take_back(None).await
    }

    /// Takes the latest `steps` changes back, and the data of their tables with them.
    pub async fn migrate_down_by(&self, steps: u32) -> Result<(), StoreError> {
        self.take_back(Some(steps)).await
    }

    /// The names of all changes in their order, and whether the database has each.
    pub async fn migrations(&self) -> Result<Vec<(String, bool)>, StoreError> {
        let all = <Migrator as MigratorTrait>::get_migration_with_status(&self.db).await.map_err(failed)?;
        let applied = |status| status == MigrationStatus::Applied;
        Ok(all.iter().map(|change| (change.name().to_owned(), applied(change.status()))).collect())
    }

    async fn take_back(&self, steps: Option<u32>) -> Result<(), StoreError> {
        let (open, _turn) = self.begin_migration().await?;
        let outcome = <Migrator as MigratorTrait>::down(&open, steps).await;
        self.end(open, outcome).await
    }

    /// A transaction in which this node alone migrates. Another node may take its time: its changes are waited for far
    /// longer than an ordinary writer is.
    async fn begin_migration(&self) -> Result<Writing, StoreError> {
        let mut attempts = MIGRATION_WAIT.as_millis() / self.wait.as_millis().max(1);
        loop {
            match self.begin_write().await {
                Ok((open, turn)) => {
                    self.dialect.lock_migrations(&open, MIGRATION_WAIT).await.map_err(failed)?;
                    return Ok((open, turn));
                }
                Err(StoreError::Busy) if attempts > 0 => attempts -= 1,
                Err(error) => return Err(error),
            }
        }
    }

    async fn end(&self, open: DatabaseTransaction, outcome: Result<(), DbErr>) -> Result<(), StoreError> {
        self.dialect.unlock_migrations(&open).await.map_err(failed)?;
        match outcome {
            Ok(()) => open.commit().await.map_err(failed),
            Err(error) => {
                open.rollback().await.map_err(failed)?;
                Err(failed(error))
            }
        }
    }
}
