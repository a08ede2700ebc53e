//! Durable work: what a studio sees of it, and how a worker does it.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_trait::async_trait;
use atelier_domain::JobId;
use atelier_domain::access::{Action, Actor, Context, Visible};
use atelier_domain::events::{EventKind, Job, JobState};
use chrono::Duration;
use futures_util::FutureExt;
use serde_json::{Value, json};

use crate::kernel::{Kernel, did};
use crate::paging::{Page, PageRequest};
use crate::ports::{Committed, JobCounts, JobFilter};
use crate::{AppError, AppResult};

/// A studio's view of its background work.
#[derive(Clone)]
pub struct Jobs {
    kernel: Kernel,
}

impl Jobs {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    pub async fn list(&self, actor: &Actor, filter: JobFilter, page: PageRequest) -> AppResult<Page<Job>> {
        let visible = Visible::to(actor, Action::ViewAuditLog);
        let tx = self.kernel.read().await?;
        crate::identity::require_in_studio(&tx, actor, Action::ViewAuditLog).await?;
        Ok(tx.jobs().list(&visible, &filter, page).await?)
    }

    pub async fn read(&self, actor: &Actor, id: JobId) -> AppResult<Job> {
        let tx = self.kernel.read().await?;
        Ok(tx.jobs().find(actor.studio, id).await?.ok_or(AppError::NotFound)?.read(actor)?)
    }

    /// Puts a job that was given up back into the queue.
    pub async fn replay(&self, actor: &Actor, id: JobId) -> AppResult<Committed<Job>> {
        let tx = self.kernel.write().await?;
        let job = tx.jobs().find(actor.studio, id).await?.ok_or(AppError::NotFound)?;
        let job = job.write(actor, Action::ManageStudioSettings)?.change(|job| job.replay(actor.now))?;
        tx.jobs().update(&job).await?;
        let payload = json!({ "job_id": id.0, "kind": job.get().kind });
        tx.events()
            .record(&did(actor, EventKind::JobReplayed, Context::Studio(actor.studio), payload))
            .await?;
        Ok(tx.commit(job.into_inner()).await?)
    }

    /// Jobs of the whole installation by state, for the metrics.
    pub async fn counts(&self) -> AppResult<JobCounts> {
        Ok(self.kernel.read().await?.jobs().counts().await?)
    }
}

/// Why an attempt did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFailure {
    pub message: String,
    /// No further attempt can succeed.
    pub lasting: bool,
    /// What the job waits for is not there, and the attempt does not count: the pause until the next one.
    pub pause: Option<Duration>,
}

impl JobFailure {
    /// Another attempt may succeed.
    pub fn passing(error: impl std::fmt::Display) -> Self {
        Self { message: error.to_string(), lasting: false, pause: None }
    }

    /// No attempt will.
    pub fn lasting(error: impl std::fmt::Display) -> Self {
        Self { message: error.to_string(), lasting: true, pause: None }
    }

    /// What the job waits for is not there. It is not given up, however long that lasts.
    pub fn waiting(error: impl std::fmt::Display, pause: Duration) -> Self {
        Self { message: error.to_string(), lasting: false, pause: Some(pause) }
    }
}

impl From<AppError> for JobFailure {
    fn from(error: AppError) -> Self {
        Self::passing(error)
    }
}

impl From<crate::ports::StoreError> for JobFailure {
    fn from(error: crate::ports::StoreError) -> Self {
        Self::passing(error)
    }
}

/// Does one kind of job. Doing it twice MUST leave what doing it once leaves: a worker may die between the work and
/// the note that it is done.
#[async_trait]
pub trait JobHandler: Send + Sync {
    fn kind(&self) -> &'static str;

    async fn run(&self, job: &Job) -> Result<(), JobFailure>;

    /// The job was given up after a failure that none of its own attempts could write down.
    async fn gave_up(&self, _job: &Job) -> Result<(), JobFailure> {
        Ok(())
    }

    /// Whether the payload is kept after success.
    fn keep_payload(&self) -> bool {
        true
    }
}

/// Claims jobs and does them.
#[derive(Clone)]
pub struct Worker {
    kernel: Kernel,
    handlers: Arc<HashMap<&'static str, Arc<dyn JobHandler>>>,
    name: String,
    lease: Duration,
}

impl Worker {
    /// A worker under a name that is unique among all processes of the installation. `lease` is how long a job may take
    /// before another worker takes it over.
    pub fn new(kernel: Kernel, handlers: Vec<Arc<dyn JobHandler>>, name: String, lease: Duration) -> Self {
        let handlers = handlers.into_iter().map(|handler| (handler.kind(), handler)).collect();
        Self { kernel, handlers: Arc::new(handlers), name, lease }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn lease(&self) -> Duration {
        self.lease
    }

    /// Takes up to `limit` jobs that are due.
    pub async fn claim(&self, limit: u64) -> AppResult<Vec<Job>> {
        self.claim_within(limit, limit).await
    }

    /// Takes up to `limit` jobs that are due, of which at most `outside` wait for a service outside. The installation's
    /// own work comes first: thousands of copies may be waiting, and somebody is waiting for a preview.
    pub async fn claim_within(&self, limit: u64, outside: u64) -> AppResult<Vec<Job>> {
        let tx = self.kernel.write().await?;
        let (now, lease) = (self.kernel.now(), self.lease);
        let mut jobs = tx.jobs().claim(&self.name, now, lease, limit, false).await?;
        let rest = limit.saturating_sub(jobs.len() as u64).min(outside);
        if rest > 0 {
            jobs.extend(tx.jobs().claim(&self.name, now, lease, rest, true).await?);
        }
        Ok(tx.commit(jobs).await?.into_inner())
    }

    /// Does a claimed job and writes down how it went.
    pub async fn run(&self, mut job: Job) -> AppResult<Job> {
        let outcome = match self.handlers.get(job.kind.as_str()) {
            // The attempts before left no outcome: whoever made them died of it, and so would we.
            _ if job.attempts > job.max_attempts => {
                Err(JobFailure::lasting("no attempt came to an end; its worker died each time"))
            }
            // A handler that panics has failed; the worker lives on.
            Some(handler) => AssertUnwindSafe(handler.run(&job))
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Err(JobFailure::passing("the handler panicked"))),
            None => Err(JobFailure::lasting(format!("no worker knows jobs of the kind {}", job.kind))),
        };
        let now = self.kernel.now();
        match outcome {
            Ok(()) => {
                job.succeed(now);
                let keep = self.handlers.get(job.kind.as_str()).is_none_or(|handler| handler.keep_payload());
                if !keep {
                    job.payload = Value::Object(serde_json::Map::new());
                }
            }
            Err(failure) => {
                tracing::warn!(job = job.id.0, kind = %job.kind, attempt = job.attempts, error = %failure.message, "job failed");
                match failure.pause {
                    Some(pause) => job.postpone(&failure.message, now + pause, now),
                    None => job.fail(&failure.message, failure.lasting, now),
                }
                if let Some(handler) =
                    self.handlers.get(job.kind.as_str()).filter(|_| job.state == JobState::Dead)
                    && let Err(error) = handler.gave_up(&job).await
                {
                    tracing::warn!(job = job.id.0, error = %error.message, "the end of a job was not written down");
                }
            }
        }
        self.save(&job).await?;
        Ok(job)
    }

    /// Lengthens the claim of a job that is still being done; whether it is still ours.
    pub async fn keep(&self, id: JobId) -> AppResult<bool> {
        let until = self.kernel.now() + self.lease;
        let tx = self.kernel.write().await?;
        let ours = tx.jobs().extend(id, &self.name, until).await?;
        Ok(tx.commit(ours).await?.into_inner())
    }

    /// Gives an unfinished job back, at shutdown.
    pub async fn give_back(&self, mut job: Job) -> AppResult<()> {
        job.give_back(self.kernel.now());
        self.save(&job).await
    }

    async fn save(&self, job: &Job) -> AppResult<()> {
        let tx = self.kernel.write().await?;
        let ours = tx.jobs().save(job, &self.name).await?;
        if !ours {
            tracing::warn!(job = job.id.0, kind = %job.kind, "the claim ran out before the job was done");
        }
        tx.finish().await?;
        Ok(())
    }
}
