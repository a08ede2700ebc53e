//! What runs beside the requests: workers, and the regular upkeep.

use std::sync::Arc;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::wiring::{UseCases, retention};
use crate::worker::Pace;
use crate::{maintenance, probe, spool, worker};

/// Background work under way.
#[derive(Debug)]
pub struct Background {
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Background {
    /// Starts workers for `count` jobs at a time; with 0 there is no upkeep either.
    pub fn start(config: &Config, use_cases: &UseCases, count: usize) -> Self {
        let stop = CancellationToken::new();
        let mut tasks = Vec::new();
        let interval = config.imagekit.probe_interval;
        if let Some(outside) = use_cases.delivery.outside().filter(|_| !interval.is_zero()) {
            let clock = Arc::clone(&use_cases.kernel.clock);
            tasks.push(tokio::spawn(probe::run(outside.clone(), clock, interval, stop.clone())));
        }
        if count > 0 {
            let pace = Pace {
                count,
                poll_interval: config.worker.poll_interval,
                grace: config.server.shutdown_timeout,
            };
            let worker = use_cases.worker(config.worker.lease);
            let store = Arc::clone(&use_cases.kernel.store);
            tasks.push(tokio::spawn(worker::run(worker, store, pace, stop.clone())));
            let round = maintenance::Round {
                upkeep: use_cases.upkeep.clone(),
                placeholders: use_cases.placeholders.clone(),
                sweeper: use_cases.sweeper(),
                clock: Arc::clone(&use_cases.kernel.clock),
                retention: retention(&config.retention),
                spool: config.spool_folder(),
                spool_age: spool::MAX_AGE.max(config.server.upload_timeout),
            };
            let interval = config.worker.maintenance_interval;
            tasks.push(tokio::spawn(maintenance::run(round, interval, stop.clone())));
        }
        Self { stop, tasks }
    }

    /// Takes no more jobs, and returns when those under way are done or, past the time for shutdown, given back.
    pub async fn stop(self) {
        self.stop.cancel();
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "background work ended badly");
            }
        }
    }
}
