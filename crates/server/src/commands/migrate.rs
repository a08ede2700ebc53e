//! `atelier migrate`: the database's tables.

use crate::cli::Migrate;
use crate::config::Config;
use crate::error::StartError;
use crate::exit;
use crate::wiring::{open_store, seed_roles};

/// Brings the schema up, down, or shows where it stands.
pub async fn run(config: &Config, direction: Migrate) -> Result<i32, StartError> {
    let store = open_store(config, false).await?;
    match direction {
        Migrate::Up => {
            store.migrate().await.map_err(StartError::of)?;
            seed_roles(&store).await?;
            println!("The database is up to date.");
        }
        Migrate::Down { steps } => {
            store.migrate_down_by(steps).await.map_err(StartError::of)?;
            println!("{steps} {} undone.", if steps == 1 { "step has been" } else { "steps have been" });
        }
        Migrate::Status => {
            for (name, applied) in store.migrations().await.map_err(StartError::of)? {
                println!("{} {name}", if applied { "applied" } else { "pending" });
            }
        }
    }
    store.close().await.map_err(StartError::of)?;
    Ok(exit::OK)
}
