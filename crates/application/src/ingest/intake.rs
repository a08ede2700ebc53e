//! How a file that has arrived gets into the tray.

use std::sync::Arc;

use atelier_domain::access::{Action, Actor, Context, Scope, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::images::clean_filename;
use atelier_domain::ingest::{CameraSettings, StagingImage, StagingState, Upload};
use atelier_domain::{BatchId, StudioId, Timestamp, UploadId, UserId};
use serde_json::json;

use super::batches;
use super::previews::previews_job;
use crate::identity::require_in_studio;
use crate::images::{Spooled, original_key};
use crate::kernel::{Kernel, happened};
use crate::ports::{
    BatchCounts, Committed, ImageError, ImageProcessor, MediaStore, NewStagingImage, ProbedImage,
    StagedContent, StoreError, Tx,
};
use crate::{AppError, AppResult};

/// A file that has arrived on our disk, and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    pub studio: StudioId,
    pub batch: BatchId,
    pub uploaded_by: Option<UserId>,
    /// The upload that brought it in chunks; it ends in the transaction in which the file is staged.
    pub upload: Option<UploadId>,
    pub file: Spooled,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum StagedOutcome {
    /// It is new in the tray.
    Staged(StagingImage),
    /// The tray had these bytes.
    Duplicate(StagingImage),
    /// The tray had thrown these bytes away; they are back.
    Restored(StagingImage),
    /// It cannot be taken; the tray remembers why.
    Refused(StagingImage, ImageError),
}

impl StagedOutcome {
    pub fn file(&self) -> &StagingImage {
        match self {
            Self::Staged(file) | Self::Duplicate(file) | Self::Restored(file) | Self::Refused(file, _) => {
                file
            }
        }
    }
}

/// Takes files into the tray.
#[derive(Clone)]
pub struct StagingIntake {
    kernel: Kernel,
    processor: Arc<dyn ImageProcessor>,
    media: Arc<dyn MediaStore>,
}

impl StagingIntake {
    pub fn new(kernel: Kernel, processor: Arc<dyn ImageProcessor>, media: Arc<dyn MediaStore>) -> Self {
        Self { kernel, processor, media }
    }

    /// The batch that a request's files go to: the one that is named, or the actor's inbox. It is asked before a single
    /// byte of a file is read.
    pub async fn batch(&self, actor: &Actor, named: Option<BatchId>) -> AppResult<Committed<BatchId>> {
        let tx = self.kernel.write().await?;
        require_in_studio(&tx, actor, Action::AccessStaging).await?;
        let batch = batches::target(&self.kernel, &tx, actor, named).await?;
        Ok(tx.commit(batch.id).await?)
    }

    /// Takes one file: checks it, puts its bytes into the media store, and only then writes the row that names them.
    pub async fn take(&self, arrival: &Arrival) -> AppResult<Committed<StagedOutcome>> {
        let filename = clean_filename(&arrival.file.filename)?;
        if arrival.file.size == 0 {
            return self.refuse(arrival, filename, ImageError::Empty).await;
        }
        if let Some(outcome) = self.again(arrival).await? {
            return Ok(outcome);
        }
        let probed = match self.processor.probe(&arrival.file.path).await {
            Ok(probed) => probed,
            Err(error @ ImageError::Processor(_)) => return Err(error.into()),
            Err(error) => return self.refuse(arrival, filename, error).await,
        };
        if let Some(key) = self.pooled(arrival).await? {
            // The pool's bytes are safe already. Only a purge in between makes this miss, and then the long way is taken.
            if let Some(outcome) = self.keep(arrival, &filename, &probed, &key, true).await? {
                return Ok(outcome);
            }
        }
        let key = original_key(&self.kernel, arrival.studio, &arrival.file.blake3, &probed);
        self.media.put_file(&key, &arrival.file.path, &arrival.file.blake3).await?;
        let outcome = self.keep(arrival, &filename, &probed, &key, false).await;
        let unnamed = match &outcome {
            Ok(kept) => kept.is_none(),
            // A commit whose answer was lost may have happened: the orphan sweep looks.
            Err(AppError::Internal(_) | AppError::Busy) => false,
            Err(_) => true,
        };
        if unnamed && let Err(error) = self.media.delete(&key).await {
            tracing::warn!(%key, %error, "bytes without a row were left behind");
        }
        match outcome? {
            Some(outcome) => Ok(outcome),
            // Somebody else brought the same bytes a moment ago.
            None => self.again(arrival).await?.ok_or(AppError::Busy),
        }
    }

    /// Where the pool keeps these bytes, deleted pictures included.
    async fn pooled(&self, arrival: &Arrival) -> AppResult<Option<String>> {
        let tx = self.kernel.read().await?;
        pooled_key(&tx, arrival, self.kernel.now()).await
    }

    /// Writes the row that names the bytes. `None` when the tray has them by now, or the pool, whose they were, has
    /// them no more.
    async fn keep(
        &self,
        arrival: &Arrival,
        filename: &str,
        probed: &ProbedImage,
        key: &str,
        is_pooled: bool,
    ) -> AppResult<Option<Committed<StagedOutcome>>> {
        let now = self.kernel.now();
        let content = StagedContent::Kept {
            original_path: key.to_owned(),
            content_hash: arrival.file.blake3.clone(),
            format: probed.format,
            width: i32::try_from(probed.width).unwrap_or(i32::MAX),
            height: i32::try_from(probed.height).unwrap_or(i32::MAX),
            camera: CameraSettings::of(&probed.metadata),
            metadata: probed.metadata.clone(),
            taken_at: probed.taken_at,
        };
        let tx = self.kernel.write().await?;
        let upload = open(&tx, arrival, now).await?;
        let file = match tx.staging().insert(new_file(arrival, filename, content, now)).await {
            Ok(file) => file,
            Err(StoreError::Conflict { constraint: "staged_content" }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        // The row above holds a purge off from here on, and here is looked whether one came before it.
        if is_pooled && pooled_key(&tx, arrival, now).await?.as_deref() != Some(key) {
            return Ok(None);
        }
        tx.jobs().enqueue(previews_job(arrival.studio, file.id, now)).await?;
        let counts = BatchCounts { received: 1, ..announced(arrival) };
        settle(&tx, arrival, counts, upload, |upload| upload.complete(file.id, false, now)).await?;
        tell(&tx, arrival, EventKind::StagingReceived, &file, now).await?;
        Ok(Some(tx.commit(StagedOutcome::Staged(file)).await?))
    }

    /// The file of the tray with these bytes; one that was thrown away is back, and one that failed is tried again.
    async fn again(&self, arrival: &Arrival) -> AppResult<Option<Committed<StagedOutcome>>> {
        let hash = &arrival.file.blake3;
        if self.kernel.read().await?.staging().find_by_hash(arrival.studio, hash).await?.is_none() {
            return Ok(None);
        }
        let now = self.kernel.now();
        let tx = self.kernel.write().await?;
        let upload = open(&tx, arrival, now).await?;
        let Some(found) = tx.staging().find_by_hash(arrival.studio, hash).await? else { return Ok(None) };
        let scope = Scope::for_job(arrival.studio, "same_bytes", now);
        let found = found.write(scope.actor(), Action::AssignStaging)?;
        let was_discarded = found.get().state == StagingState::Discarded;
        let had_failed = found.get().failure.is_some();
        let mut file = found.get().clone();
        if was_discarded || had_failed {
            let changed = found.change(|file| {
                file.try_again(now);
                file.restore(now);
                Ok(())
            })?;
            file = tx.staging().update(&changed).await?;
        }
        if had_failed {
            tx.jobs().enqueue(previews_job(arrival.studio, file.id, now)).await?;
        }
        let mut counts = announced(arrival);
        if was_discarded {
            counts.received += 1;
            tell(&tx, arrival, EventKind::StagingRestored, &file, now).await?;
        } else {
            counts.duplicate += 1;
        }
        settle(&tx, arrival, counts, upload, |upload| upload.complete(file.id, !was_discarded, now)).await?;
        let outcome =
            if was_discarded { StagedOutcome::Restored(file) } else { StagedOutcome::Duplicate(file) };
        Ok(Some(tx.commit(outcome).await?))
    }

    /// Remembers that a file cannot be taken, and why; nothing is kept of it.
    async fn refuse(
        &self,
        arrival: &Arrival,
        filename: String,
        error: ImageError,
    ) -> AppResult<Committed<StagedOutcome>> {
        let now = self.kernel.now();
        let code = error.code();
        let tx = self.kernel.write().await?;
        let upload = open(&tx, arrival, now).await?;
        let content = StagedContent::Refused { code: code.to_owned() };
        let file = tx.staging().insert(new_file(arrival, &filename, content, now)).await?;
        let counts = BatchCounts { failed: 1, ..announced(arrival) };
        settle(&tx, arrival, counts, upload, |upload| upload.fail(code, Some(file.id), now)).await?;
        tell(&tx, arrival, EventKind::StagingRefused, &file, now).await?;
        Ok(tx.commit(StagedOutcome::Refused(file, error)).await?)
    }
}

/// A file that no upload announced is counted when it is there.
fn announced(arrival: &Arrival) -> BatchCounts {
    BatchCounts { total: i32::from(arrival.upload.is_none()), ..BatchCounts::default() }
}

fn new_file(arrival: &Arrival, filename: &str, content: StagedContent, now: Timestamp) -> NewStagingImage {
    NewStagingImage {
        studio: arrival.studio,
        batch: arrival.batch,
        filename: filename.to_owned(),
        file_size: i64::try_from(arrival.file.size).unwrap_or(i64::MAX),
        content,
        uploaded_by: arrival.uploaded_by,
        now,
    }
}

/// Locks the batch and the upload. A file is taken once: an upload that is over takes no second one.
async fn open(tx: &Tx, arrival: &Arrival, now: Timestamp) -> AppResult<Option<Writable<Upload>>> {
    let scope = Scope::for_job(arrival.studio, "take_in", now);
    tx.batches().find(arrival.studio, arrival.batch).await?.ok_or(AppError::NotFound)?;
    let Some(id) = arrival.upload else { return Ok(None) };
    let upload = tx.uploads().find(arrival.studio, id).await?.ok_or(AppError::NotFound)?;
    let upload = upload.write(scope.actor(), Action::AccessStaging)?;
    if upload.get().state.is_over() { Err(AppError::Busy) } else { Ok(Some(upload)) }
}

/// Counts the file, and ends the upload that brought it.
async fn settle(
    tx: &Tx,
    arrival: &Arrival,
    counts: BatchCounts,
    upload: Option<Writable<Upload>>,
    end: impl FnOnce(&mut Upload),
) -> AppResult<()> {
    tx.batches().count(arrival.studio, arrival.batch, counts).await?;
    if let Some(upload) = upload {
        let ended = upload.change(|upload| {
            end(upload);
            Ok(())
        })?;
        tx.uploads().update(&ended).await?;
    }
    Ok(())
}

async fn tell(
    tx: &Tx,
    arrival: &Arrival,
    kind: EventKind,
    file: &StagingImage,
    now: Timestamp,
) -> AppResult<()> {
    let payload = json!({
        "staging_id": file.id.0,
        "batch_id": arrival.batch.to_string(),
        "bytes": file.file_size,
        "code": file.failure,
    });
    let subject = Some(Context::Studio(arrival.studio));
    let event = happened(arrival.studio, kind, subject, arrival.uploaded_by, payload, now);
    tx.events().record(&event).await?;
    Ok(())
}

/// A picture that had these bytes once keeps them beside what it is now, under the key of that version.
async fn pooled_key(tx: &Tx, arrival: &Arrival, now: Timestamp) -> AppResult<Option<String>> {
    let scope = Scope::for_job(arrival.studio, "same_bytes", now);
    let hash = &arrival.file.blake3;
    let Some(found) = tx.images().find_by_hash(arrival.studio, hash).await? else { return Ok(None) };
    let image = found.read(scope.actor())?;
    if image.content_hash == *hash {
        return Ok(Some(image.storage_key));
    }
    let Some((_, number)) = tx.versions().with_hash(arrival.studio, hash).await? else { return Ok(None) };
    Ok(tx.versions().find(image.id, number).await?.map(|version| version.original.storage_key))
}

/// Whoever uploads into the tray.
pub(super) async fn ensure_may_stage(tx: &Tx, actor: &Actor) -> AppResult<()> {
    require_in_studio(tx, actor, Action::AccessStaging).await
}
