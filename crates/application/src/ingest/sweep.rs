//! Uploads that nobody goes on with, and those that a stopped server left at the last step.

use atelier_domain::access::{Action, Scope};
use atelier_domain::ingest::Upload;
use atelier_domain::{StudioId, UploadId};
use chrono::Duration;

use super::uploads::{Uploads, unsigned};
use crate::ports::{BatchCounts, PartialError};
use crate::{AppError, AppResult};

/// How many uploads are looked at in one step.
const STEP: u64 = 200;

/// A partial file without an upload is left alone for so long: its upload may just be ending.
const IDLE: Duration = Duration::hours(1);

/// What a round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SweepReport {
    pub taken_in: u64,
    pub expired: u64,
    pub files_removed: u64,
}

/// Keeps the folder of partial files in order. Each node sweeps its own.
#[derive(Clone)]
pub struct Sweeper {
    uploads: Uploads,
}

impl Sweeper {
    pub fn new(uploads: Uploads) -> Self {
        Self { uploads }
    }

    /// One round: takes in what is whole, ends what has expired, removes what belongs to nothing.
    pub async fn run(&self) -> AppResult<SweepReport> {
        Ok(SweepReport {
            taken_in: self.take_in_what_is_whole().await?,
            expired: self.end_expired().await?,
            files_removed: self.remove_strays().await?,
        })
    }

    /// Files whose last byte came just before the server stopped.
    async fn take_in_what_is_whole(&self) -> AppResult<u64> {
        let waiting = self.uploads.kernel.read().await?.uploads().received(STEP).await?;
        let mut taken = 0;
        for (studio, id) in waiting {
            let Some(upload) = self.find(studio, id).await? else { continue };
            let held = self.uploads.files.open(id, unsigned(upload.offset), None).await;
            match held {
                Ok(_held) => match self.uploads.take_in(&upload).await {
                    Ok(_) => taken += 1,
                    Err(error) => tracing::warn!(upload = %id, %error, "an upload was not taken in"),
                },
                // It is being taken in, or lies with another node.
                Err(PartialError::Busy | PartialError::Lost) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(taken)
    }

    /// What nobody went on with is over: the row goes, and then the bytes.
    async fn end_expired(&self) -> AppResult<u64> {
        let mut ended = 0;
        loop {
            let now = self.uploads.kernel.now();
            let due = self.uploads.kernel.read().await?.uploads().expired(now, STEP).await?;
            let before = ended;
            for (studio, id) in due {
                ended += u64::from(self.end(studio, id).await?);
            }
            if ended == before {
                return Ok(ended);
            }
        }
    }

    async fn end(&self, studio: StudioId, id: UploadId) -> AppResult<bool> {
        let Some(upload) = self.find(studio, id).await? else { return Ok(false) };
        let _held = match self.uploads.hold(&upload).await {
            Ok(held) => held,
            Err(AppError::Conflict { .. }) => return Ok(false),
            Err(error) => return Err(error),
        };
        let now = self.uploads.kernel.now();
        let scope = Scope::for_job(studio, "expire_uploads", now);
        let tx = self.uploads.kernel.write().await?;
        tx.batches().find(studio, upload.batch).await?;
        let Some(upload) = tx.uploads().find(studio, id).await? else { return Ok(false) };
        let upload = upload.write(scope.actor(), Action::AccessStaging)?;
        if !upload.get().has_expired(now) {
            return Ok(false);
        }
        if !upload.get().state.is_over() {
            let counts = BatchCounts { failed: 1, ..BatchCounts::default() };
            tx.batches().count(studio, upload.get().batch, counts).await?;
        }
        tx.uploads().remove(&upload).await?;
        tx.finish().await?;
        self.uploads.files.remove(id).await?;
        Ok(true)
    }

    /// Partial files of uploads that are over or gone.
    async fn remove_strays(&self) -> AppResult<u64> {
        let idle = self.uploads.files.idle(self.uploads.kernel.now() - IDLE).await?;
        if idle.is_empty() {
            return Ok(0);
        }
        let live = self.uploads.kernel.read().await?.uploads().under_way(&idle).await?;
        let mut removed = 0;
        for id in idle.into_iter().filter(|id| !live.contains(id)) {
            self.uploads.files.remove(id).await?;
            removed += 1;
        }
        Ok(removed)
    }

    async fn find(&self, studio: StudioId, id: UploadId) -> AppResult<Option<Upload>> {
        let scope = Scope::for_job(studio, "sweep_uploads", self.uploads.kernel.now());
        let found = self.uploads.kernel.read().await?.uploads().find(studio, id).await?;
        Ok(found.map(|upload| upload.read(scope.actor())).transpose()?)
    }
}
