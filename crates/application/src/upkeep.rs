//! What keeps an installation in order: readiness, checks, sweeps, and the end of what was deleted.

use std::collections::HashSet;
use std::sync::Arc;

use atelier_domain::access::{Action, Scope};
use atelier_domain::{ImageFileId, ImageId, StagingImageId, Timestamp};
use chrono::Duration;

use crate::AppResult;
use crate::galleries::Reminders;
use crate::idempotency::Idempotency;
use crate::images::unwanted;
use crate::kernel::Kernel;
use crate::ports::library::StoredFile;
use crate::ports::{CounterDrift, MediaStore, StagedOriginal};

/// How many objects or rows are looked at in one step.
const STEP: usize = 500;

/// How long things are kept.
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// Deleted pictures can be restored for so long.
    pub deleted: Duration,
    /// Objects that no row names are left alone for so long: an upload may be about to name them.
    pub orphans: Duration,
    /// Events and finished jobs.
    pub history: Duration,
}

/// What a round of upkeep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UpkeepReport {
    pub orphans_removed: u64,
    pub images_purged: u64,
    pub staged_purged: u64,
    pub events_pruned: u64,
    pub jobs_pruned: u64,
    pub tokens_purged: u64,
    pub password_resets_purged: u64,
    pub keys_purged: u64,
    pub tickets_purged: u64,
    pub reminders_sent: u64,
    pub notices_pruned: u64,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A gallery's counter differs from the facts.
    Counter(CounterDrift),
    /// An original is not there.
    Missing { image: ImageId, storage_key: String },
    /// An original has other bytes than it had.
    Damaged { image: ImageId, storage_key: String },
    /// The original of a file in the tray is not there.
    StagedMissing { file: StagingImageId, storage_key: String },
    /// The original of a file in the tray has other bytes than it had.
    StagedDamaged { file: StagingImageId, storage_key: String },
    /// The original of a file in somebody's library is not there.
    LibraryMissing { file: ImageFileId, storage_key: String },
    /// The original of a file in somebody's library has other bytes than it had.
    LibraryDamaged { file: ImageFileId, storage_key: String },
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    pub originals: u64,
    pub bytes: u64,
    pub findings: Vec<Finding>,
}

/// How an object is.
enum Condition {
    Good,
    Missing,
    Damaged,
}

/// Readiness, checks and sweeps of the whole installation.
#[derive(Clone)]
pub struct Upkeep {
    kernel: Kernel,
    media: Arc<dyn MediaStore>,
    idempotency: Idempotency,
    reminders: Reminders,
}

impl Upkeep {
    pub fn new(kernel: Kernel, media: Arc<dyn MediaStore>) -> Self {
        let idempotency = Idempotency::new(kernel.clone());
        let reminders = Reminders::new(kernel.clone());
        Self { kernel, media, idempotency, reminders }
    }

    /// Whether the database and the media store answer; the names of those that do not.
    pub async fn unready(&self) -> Vec<&'static str> {
        let mut down = Vec::new();
        if let Err(error) = self.kernel.store.ping().await {
            tracing::warn!(%error, "the database does not answer");
            down.push("database");
        }
        if let Err(error) = self.media.ping().await {
            tracing::warn!(%error, "the media store does not answer");
            down.push("media");
        }
        down
    }

    /// Recounts the counters, looks for the original of every version and, when `hashes` is set, reads it; with `repair`
    /// counters are corrected.
    pub async fn check(&self, hashes: bool, repair: bool) -> AppResult<CheckReport> {
        let mut report = CheckReport::default();
        let tx = self.kernel.write().await?;
        report.findings.extend(tx.galleries().recount(repair).await?.into_iter().map(Finding::Counter));
        tx.finish().await?;
        self.check_pool(hashes, &mut report).await?;
        self.check_tray(hashes, &mut report).await?;
        self.check_libraries(hashes, &mut report).await?;
        Ok(report)
    }

    async fn check_pool(&self, hashes: bool, report: &mut CheckReport) -> AppResult<()> {
        let mut after = ImageId(0);
        loop {
            let rows = self.kernel.read().await?.images().originals(after, STEP as u64).await?;
            let Some(last) = rows.last() else { break };
            after = last.0;
            for (image, storage_key, expected, size) in rows {
                self.check_original(report, hashes, (image, storage_key), &expected, size).await?;
            }
        }
        let mut after = 0;
        loop {
            let rows = self.kernel.read().await?.versions().originals(after, STEP as u64).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.0;
            for (_, image, storage_key, expected, size) in rows {
                self.check_original(report, hashes, (image, storage_key), &expected, size).await?;
            }
        }
    }

    async fn check_original(
        &self,
        report: &mut CheckReport,
        hashes: bool,
        (image, storage_key): (ImageId, String),
        expected: &str,
        size: i64,
    ) -> AppResult<()> {
        match self.look_at(&storage_key, expected, size, hashes, report).await? {
            Condition::Good => {}
            Condition::Missing => report.findings.push(Finding::Missing { image, storage_key }),
            Condition::Damaged => report.findings.push(Finding::Damaged { image, storage_key }),
        }
        Ok(())
    }

    /// Files that are in a gallery have the bytes of their picture, which the pool's check reads.
    async fn check_tray(&self, hashes: bool, report: &mut CheckReport) -> AppResult<()> {
        let mut after = StagingImageId(0);
        loop {
            let rows = self.kernel.read().await?.staging().originals(after, STEP as u64).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id;
            for StagedOriginal { id: file, storage_key, content_hash, file_size } in rows {
                match self.look_at(&storage_key, &content_hash, file_size, hashes, report).await? {
                    Condition::Good => {}
                    Condition::Missing => report.findings.push(Finding::StagedMissing { file, storage_key }),
                    Condition::Damaged => report.findings.push(Finding::StagedDamaged { file, storage_key }),
                }
            }
        }
    }

    async fn check_libraries(&self, hashes: bool, report: &mut CheckReport) -> AppResult<()> {
        let mut after = ImageFileId(0);
        loop {
            let rows = self.kernel.read().await?.image_files().originals(after, STEP as u64).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id;
            for StoredFile { id: file, storage_key, content_hash, file_size } in rows {
                match self.look_at(&storage_key, &content_hash, file_size, hashes, report).await? {
                    Condition::Good => {}
                    Condition::Missing => report.findings.push(Finding::LibraryMissing { file, storage_key }),
                    Condition::Damaged => report.findings.push(Finding::LibraryDamaged { file, storage_key }),
                }
            }
        }
    }

    async fn look_at(
        &self,
        key: &str,
        expected: &str,
        size: i64,
        hashes: bool,
        report: &mut CheckReport,
    ) -> AppResult<Condition> {
        report.originals += 1;
        report.bytes += u64::try_from(size).unwrap_or_default();
        let there = self.media.size(key).await?;
        let same = there == u64::try_from(size).ok();
        Ok(match there {
            None => Condition::Missing,
            Some(_) if same && (!hashes || self.media.digest(key).await? == expected) => Condition::Good,
            Some(_) => Condition::Damaged,
        })
    }

    /// One round: removes orphans and what is past its retention. Any number of nodes may do it at once.
    pub async fn tidy(&self, retention: Retention) -> AppResult<UpkeepReport> {
        let now = self.kernel.now();
        let mut report = UpkeepReport {
            images_purged: self.purge_images(now - retention.deleted).await?,
            staged_purged: self.purge_staged(now - retention.deleted).await?,
            orphans_removed: self.sweep_orphans(now - retention.orphans).await?,
            keys_purged: self.idempotency.purge().await?,
            reminders_sent: self.reminders.send().await?,
            ..UpkeepReport::default()
        };
        let tx = self.kernel.write().await?;
        report.events_pruned = tx.events().prune_outbox(now - retention.history).await?;
        report.jobs_pruned = tx.jobs().prune(now - retention.history).await?;
        report.tickets_purged = tx.tickets().purge(now).await?;
        report.notices_pruned = tx.inbox().prune(now - retention.history).await?;
        report.tokens_purged = tx.tokens().purge(now - Duration::days(1)).await?;
        report.password_resets_purged = tx.password_resets().purge(now).await?;
        Ok(tx.commit(report).await?.into_inner())
    }

    /// Removes objects older than `before` that no row names; how many. Keys are unique to an attempt, so an object
    /// that was not named when it was old is never named later.
    pub async fn sweep_orphans(&self, before: Timestamp) -> AppResult<u64> {
        let mut removed = 0;
        for prefix in ["originals/", "derivatives/", "library/"] {
            let mut after: Option<String> = None;
            loop {
                let objects = self.media.list(prefix, after.as_deref(), STEP).await?;
                let Some(last) = objects.last() else { break };
                after = Some(last.key.clone());
                let old: Vec<String> = objects
                    .into_iter()
                    .filter(|object| object.modified_at < before)
                    .map(|object| object.key)
                    .collect();
                if old.is_empty() {
                    continue;
                }
                let tx = self.kernel.read().await?;
                let mut named: HashSet<String> = tx.images().named_keys(&old).await?.into_iter().collect();
                named.extend(tx.image_files().named_objects(&old).await?);
                for key in old.iter().filter(|key| !named.contains(*key)) {
                    self.media.delete(key).await?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }

    /// Removes the rows and then the bytes of pictures that were deleted before `before`; how many.
    pub async fn purge_images(&self, before: Timestamp) -> AppResult<u64> {
        let mut purged = 0;
        loop {
            let due = self.kernel.read().await?.images().deleted_before(before, STEP as u64).await?;
            if due.is_empty() {
                return Ok(purged);
            }
            for (studio, id) in due {
                let scope = Scope::for_job(studio, "purge_deleted", self.kernel.now());
                let tx = self.kernel.write().await?;
                let Some(image) = tx.images().find(studio, id).await? else { continue };
                let image = image.write(scope.actor(), Action::DeleteImages)?;
                // It may have been restored since it was listed.
                if image.get().deleted_at.is_none_or(|deleted| deleted >= before) {
                    continue;
                }
                let copy = image.get().mirror.clone();
                let keys = tx.images().purge(&image).await?;
                unwanted(&tx, studio, copy, scope.actor().now).await?;
                tx.finish().await?;
                for key in keys {
                    self.media.delete(&key).await?;
                }
                purged += 1;
            }
        }
    }

    /// Removes the rows and then the bytes of files that were thrown out of the tray before `before`; how many. Bytes
    /// that a picture has too stay.
    pub async fn purge_staged(&self, before: Timestamp) -> AppResult<u64> {
        let mut purged = 0;
        loop {
            let due = self.kernel.read().await?.staging().discarded_before(before, STEP as u64).await?;
            if due.is_empty() {
                return Ok(purged);
            }
            for (studio, id) in due {
                let scope = Scope::for_job(studio, "purge_discarded", self.kernel.now());
                let tx = self.kernel.write().await?;
                let Some(file) = tx.staging().find(studio, id).await? else { continue };
                let file = file.write(scope.actor(), Action::AssignStaging)?;
                // It may have been restored since it was listed.
                if file.get().deleted_at.is_none_or(|deleted| deleted >= before) {
                    continue;
                }
                let keys = tx.staging().purge(&file).await?;
                tx.finish().await?;
                for key in keys {
                    self.media.delete(&key).await?;
                }
                purged += 1;
            }
        }
    }
}
