//! The spine: outbox, audit log, jobs, and keys of requests.

use async_trait::async_trait;
use atelier_domain::access::{Unchecked, Visible, Writable};
use atelier_domain::events::{Event, EventKind, Job};
use atelier_domain::{EventId, GalleryId, JobId, StudioId, Timestamp};
use chrono::Duration;

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::views::{AuditEntry, IdempotencyRecord, JobCounts, JobFilter, NewJob, OutboxEntry};

/// The outbox and the audit log.
#[async_trait]
pub trait EventRepository: Send + Sync {
    /// Tells the spine: one row in the outbox and one in the audit log, in this transaction.
    async fn record(&self, event: &Event) -> Result<()>;

    /// As `record` for each of many events, in a number of statements that does not grow with theirs beyond a few for
    /// every few hundred.
    async fn record_all(&self, events: &[Event]) -> Result<()>;

    /// The studio's audit log, newest first; paged by offset or by cursor (key 0).
    async fn audit(&self, studio: StudioId, page: PageRequest) -> Result<Page<AuditEntry>>;

    /// Those events of these kinds that happened to the gallery, newest first; paged by offset or by cursor (key 0).
    async fn of_gallery(
        &self,
        studio: StudioId,
        gallery: GalleryId,
        kinds: &[EventKind],
        page: PageRequest,
    ) -> Result<Page<AuditEntry>>;

    /// Events of every studio with ids above `after`, in order.
    async fn outbox(&self, after: EventId, limit: u64) -> Result<Vec<OutboxEntry>>;

    /// Forgets outbox rows older than `before`; how many. The audit log stays.
    async fn prune_outbox(&self, before: Timestamp) -> Result<u64>;
}

/// Durable work.
#[async_trait]
pub trait JobRepository: Send + Sync {
    /// Puts work into the queue in this transaction: it exists if and only if the transaction commits.
    async fn enqueue(&self, new: NewJob) -> Result<JobId>;

    /// As `enqueue` for each of many jobs, in one statement for every few hundred.
    async fn enqueue_all(&self, new: Vec<NewJob>) -> Result<()>;

    /// Takes up to `limit` jobs that are due, or whose lease has run out, oldest first, marks them as running for
    /// `worker` until `now + lease` and counts the attempt. Two workers MUST never get the same job. With `outside` it
    /// MUST take jobs that wait for a service outside (`NewJob::is_outside`), and without it the others only, however
    /// many of the first are older: a worker asks for its own work before the rest.
    async fn claim(
        &self,
        worker: &str,
        now: Timestamp,
        lease: Duration,
        limit: u64,
        outside: bool,
    ) -> Result<Vec<Job>>;

    /// Writes the outcome, if `worker` still holds the job; whether it did.
    async fn save(&self, job: &Job, worker: &str) -> Result<bool>;

    /// Lengthens the lease, if `worker` still holds the job; whether it did.
    async fn extend(&self, job: JobId, worker: &str, until: Timestamp) -> Result<bool>;

    /// The job of this id, if it is the studio's.
    async fn find(&self, studio: StudioId, id: JobId) -> Result<Option<Unchecked<Job>>>;

    /// Writes a job that a person replays.
    async fn update(&self, job: &Writable<Job>) -> Result<()>;

    /// By id in the filter's direction; paged by offset or by cursor (key 0).
    async fn list(&self, visible: &Visible, filter: &JobFilter, page: PageRequest) -> Result<Page<Job>>;

    /// Of every studio together; a job whose lease has run out counts as running until it is claimed.
    async fn counts(&self) -> Result<JobCounts>;

    /// Forgets jobs that succeeded before `before`; how many.
    async fn prune(&self, before: Timestamp) -> Result<u64>;
}

/// Keys by which clients make a request safe to repeat.
#[async_trait]
pub trait IdempotencyRepository: Send + Sync {
    /// Claims the key for a request with this fingerprint, or tells what became of the one before. With two callers at
    /// once exactly one MUST get `New`. Keys older than `now - 24 h` count as never seen.
    async fn claim(
        &self,
        scope: &str,
        key: &str,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<IdempotencyRecord>;

    /// Keeps the answer for those who repeat the request.
    async fn complete(
        &self,
        scope: &str,
        key: &str,
        status: u16,
        body: &str,
        location: Option<&str>,
    ) -> Result<()>;

    /// Forgets a key whose request did not succeed, so that it can be tried again.
    async fn release(&self, scope: &str, key: &str) -> Result<()>;

    /// Forgets keys that were claimed before `before`; how many.
    async fn purge(&self, before: Timestamp) -> Result<u64>;
}
