//! The regular round that removes what is past its time.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use atelier_application::images::Placeholders;
use atelier_application::ingest::Sweeper;
use atelier_application::ports::Clock;
use atelier_application::upkeep::{Retention, Upkeep};
use tokio_util::sync::CancellationToken;

use crate::spool;

/// What one round needs.
pub struct Round {
    pub upkeep: Upkeep,
    pub placeholders: Placeholders,
    pub sweeper: Sweeper,
    pub clock: Arc<dyn Clock>,
    pub retention: Retention,
    pub spool: PathBuf,
    /// What is older in the spool was left by a process that was killed.
    pub spool_age: Duration,
}

/// Tidies now and then until `stop`. A round under way is given up at a stop: what it did is done, and the next one
/// does the rest.
pub async fn run(round: Round, interval: Duration, stop: CancellationToken) {
    let mut are_missing = true;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = round.run() => {}
        }
        if are_missing {
            tokio::select! {
                () = stop.cancelled() => return,
                left = round.make_placeholders() => are_missing = left,
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(interval) => {}
        }
    }
}

impl Round {
    /// Pictures of an older release lack what stands for them; whatever came since has it. Whether to look again.
    async fn make_placeholders(&self) -> bool {
        match self.placeholders.make_missing().await {
            Ok(made) => {
                tracing::debug!(made, "made placeholders of older pictures");
                made > 0
            }
            Err(error) => {
                tracing::warn!(%error, "placeholders cannot be made; it is tried again");
                true
            }
        }
    }

    async fn run(&self) {
        match self.upkeep.tidy(self.retention).await {
            Ok(report) => tracing::debug!(?report, "tidied"),
            Err(error) => tracing::warn!(%error, "tidying failed; it is tried again"),
        }
        match self.sweeper.run().await {
            Ok(report) => tracing::debug!(?report, "swept the uploads"),
            Err(error) => tracing::warn!(%error, "the uploads cannot be swept"),
        }
        let before = self.clock.now() - self.spool_age;
        let folder = self.spool.clone();
        let swept = tokio::task::spawn_blocking(move || spool::sweep(&folder, before)).await;
        match swept.map_err(std::io::Error::other).flatten() {
            Ok(removed) => tracing::debug!(removed, "swept the spool"),
            Err(error) => tracing::warn!(%error, "the spool cannot be swept"),
        }
    }
}
