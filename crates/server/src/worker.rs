//! Background work: one task claims jobs, as many run as the configuration allows, and a stop loses none.

use std::sync::Arc;
use std::time::Duration;

use atelier_application::images::is_outside;
use atelier_application::jobs::Worker;
use atelier_application::ports::Store;
use atelier_domain::events::Job;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How soon work that this process queued is noticed.
const NOTICE: Duration = Duration::from_millis(50);

/// How background work is done.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Jobs at a time.
    pub count: usize,
    /// How long work that another process queued may go unnoticed.
    pub poll_interval: Duration,
    /// How long running jobs may take to finish after a stop, before they are given back.
    pub grace: Duration,
}

/// Claims and does jobs until `stop`; returns when every claimed job is done or given back.
pub async fn run(worker: Worker, store: Arc<dyn Store>, pace: Pace, stop: CancellationToken) {
    let give_up = CancellationToken::new();
    let mut running = JoinSet::new();
    // A service that accepts calls and never answers them must leave room for our own work.
    let outside = Arc::new(Semaphore::new((pace.count / 2).max(1)));
    while !stop.is_cancelled() {
        // Before the claim: what is queued while it looks is looked for again.
        let epoch = store.work_epoch();
        let free = pace.count.saturating_sub(running.len());
        if free > 0 {
            let limit = u64::try_from(free).unwrap_or(1);
            let room = u64::try_from(outside.available_permits()).unwrap_or(1);
            match worker.claim_within(limit, room).await {
                Ok(jobs) => {
                    for job in jobs {
                        // Only this loop takes any, and no more than it has just seen.
                        let permit = if is_outside(&job.kind) {
                            Arc::clone(&outside).try_acquire_owned().ok()
                        } else {
                            None
                        };
                        let work = run_one(worker.clone(), job, give_up.clone());
                        running.spawn(async move {
                            work.await;
                            drop(permit);
                        });
                    }
                }
                Err(error) => tracing::warn!(%error, "no jobs can be claimed"),
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            Some(_) = running.join_next() => {}
            () = work_may_wait(store.as_ref(), epoch, pace.poll_interval), if running.len() < pace.count => {}
        }
    }
    let finished = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(pace.grace, finished).await.is_err() {
        give_up.cancel();
        while running.join_next().await.is_some() {}
    }
}

/// Returns when this process has queued work since `epoch`, or after `longest`.
async fn work_may_wait(store: &dyn Store, epoch: u64, longest: Duration) {
    let noticed = async {
        while store.work_epoch() == epoch {
            tokio::time::sleep(NOTICE).await;
        }
    };
    // What is queued within the first moment is noticed after it: a burst is answered by one claim.
    let _ = tokio::time::timeout(longest, async { tokio::join!(noticed, tokio::time::sleep(NOTICE)) }).await;
}

async fn run_one(worker: Worker, job: Job, give_up: CancellationToken) {
    let id = job.id;
    tokio::select! {
        outcome = worker.run(job.clone()) => {
            if let Err(error) = outcome {
                // The claim runs out, and the job, which may be repeated, is done again.
                tracing::warn!(job = id.0, %error, "the outcome of a job could not be written down");
            }
        }
        () = give_up.cancelled() => {
            tracing::info!(job = id.0, kind = %job.kind, "giving a job back");
            if let Err(error) = worker.give_back(job).await {
                tracing::warn!(job = id.0, %error, "a job could not be given back; its claim will run out");
            }
        }
        () = keep_claim(&worker, &job) => {
            tracing::warn!(job = id.0, kind = %job.kind, "another worker has taken the job over");
        }
    }
}

/// Renews the claim while the job runs; returns when it was lost.
async fn keep_claim(worker: &Worker, job: &Job) {
    let lease = worker.lease().to_std().unwrap_or(Duration::from_secs(300));
    loop {
        tokio::time::sleep(lease / 3).await;
        match worker.keep(job.id).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(job = job.id.0, %error, "a claim could not be renewed"),
        }
    }
}
