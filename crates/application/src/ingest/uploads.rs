//! Files that arrive in chunks, over hours and restarts.

use std::sync::Arc;

use atelier_domain::access::{Action, Actor, Scope, Writable};
use atelier_domain::images::clean_filename;
use atelier_domain::ingest::{Upload, UploadState};
use atelier_domain::{BatchId, StudioId, Timestamp, UploadId};
use chrono::Duration;
use futures_util::{Stream, StreamExt};
use serde_json::{Map, Value};

use super::batches;
use super::intake::{Arrival, StagingIntake, ensure_may_stage};
use crate::images::Spooled;
use crate::kernel::Kernel;
use crate::ports::{
    BatchCounts, ChecksumAlgorithm, Committed, ImageError, ImageProcessor, NewUpload, PartialError,
    PartialFile, PartialFiles, Tx,
};
use crate::{AppError, AppResult};

/// After so many bytes of one chunk what came of it is made safe, so that a client that sends a file as a single chunk
/// does not begin anew.
const SAVE_EVERY: u64 = 16 * 1024 * 1024;

/// A file that is announced.
#[derive(Debug, Clone, PartialEq)]
pub struct UploadInput {
    pub batch: Option<BatchId>,
    pub filename: String,
    /// Bytes.
    pub length: u64,
    pub metadata: Map<String, Value>,
}

/// What a client vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checksum {
    pub algorithm: ChecksumAlgorithm,
    pub digest: Vec<u8>,
}

/// The head of a chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    pub offset: u64,
    /// Bytes, where the client says so.
    pub length: Option<u64>,
    pub checksum: Option<Checksum>,
}

/// How a chunk ended.
#[derive(Debug, Clone, PartialEq)]
pub enum ChunkOutcome {
    /// All of it is here.
    Whole(Upload),
    /// It broke off; what came of it counts, unless it was to be compared with a checksum.
    BrokenOff(Upload),
}

/// Use cases around uploads in chunks.
#[derive(Clone)]
pub struct Uploads {
    pub(super) kernel: Kernel,
    pub(super) files: Arc<dyn PartialFiles>,
    processor: Arc<dyn ImageProcessor>,
    intake: StagingIntake,
    /// The largest file that is taken.
    max_bytes: u64,
    /// How long an upload may rest.
    keep: Duration,
}

impl Uploads {
    pub fn new(
        kernel: Kernel,
        files: Arc<dyn PartialFiles>,
        processor: Arc<dyn ImageProcessor>,
        intake: StagingIntake,
        max_bytes: u64,
        keep: Duration,
    ) -> Self {
        Self { kernel, files, processor, intake, max_bytes, keep }
    }

    /// The largest file that is taken, in bytes.
    pub fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// Announces a file.
    pub async fn announce(&self, actor: &Actor, input: UploadInput) -> AppResult<Committed<Upload>> {
        let filename = clean_filename(&input.filename)?;
        if input.length == 0 {
            return Err(ImageError::Empty.into());
        }
        if input.length > self.max_bytes {
            return Err(ImageError::TooLarge { max: self.max_bytes }.into());
        }
        let id = UploadId::parse(&self.kernel.tokens.identifier())
            .ok_or_else(|| AppError::Internal("an identifier has another form than it should".into()))?;
        let tx = self.kernel.write().await?;
        ensure_may_stage(&tx, actor).await?;
        let batch = batches::target(&self.kernel, &tx, actor, input.batch).await?;
        let new = NewUpload {
            id,
            studio: actor.studio,
            batch: batch.id,
            filename,
            length: i64::try_from(input.length).unwrap_or(i64::MAX),
            metadata: input.metadata,
            created_by: actor.user,
            expires_at: actor.now + self.keep,
            now: actor.now,
        };
        let upload = tx.uploads().insert(new).await?;
        let counts = BatchCounts { total: 1, ..BatchCounts::default() };
        tx.batches().count(actor.studio, batch.id, counts).await?;
        Ok(tx.commit(upload).await?)
    }

    /// How far the upload has come.
    pub async fn read(&self, actor: &Actor, id: UploadId) -> AppResult<Upload> {
        let tx = self.kernel.read().await?;
        let upload = tx.uploads().find(actor.studio, id).await?.ok_or(AppError::NotFound)?;
        let upload = upload.allowed(actor, Action::AccessStaging)?;
        ensure_resumable(&upload, self.kernel.now())?;
        Ok(upload)
    }

    /// Writes a chunk. What is acknowledged is on stable storage; the last chunk takes the file into the tray.
    pub async fn receive<B: AsRef<[u8]>, E>(
        &self,
        actor: &Actor,
        id: UploadId,
        chunk: Chunk,
        mut body: impl Stream<Item = Result<B, E>> + Unpin,
    ) -> AppResult<ChunkOutcome> {
        let upload = self.read(actor, id).await?;
        ensure_fits(&upload, &chunk)?;
        if upload.state.is_over() {
            // The answer to the last chunk was lost, and the client asks whether anything is missing.
            return Ok(ChunkOutcome::Whole(upload));
        }
        let algorithm = chunk.checksum.as_ref().map(|checksum| checksum.algorithm);
        let mut file = self.files.open(id, chunk.offset, algorithm).await?;
        // Nobody else writes from here on; what was written before counts.
        let upload = self.read(actor, id).await?;
        ensure_fits(&upload, &chunk)?;
        let scope = Scope::for_job(actor.studio, "upload", actor.now);
        let mut writing = Writing { uploads: self, scope: &scope, id, saved: chunk.offset, at: chunk.offset };
        let limit = unsigned(upload.length);
        let mut whole = true;
        while let Some(bytes) = body.next().await {
            let Ok(bytes) = bytes else {
                whole = false;
                break;
            };
            let bytes = bytes.as_ref();
            if writing.at.saturating_add(bytes.len() as u64) > limit {
                file.cut(writing.saved).await?;
                return Err(too_long(limit));
            }
            file.write(bytes).await?;
            writing.at += bytes.len() as u64;
            if chunk.checksum.is_none() && writing.at - writing.saved >= SAVE_EVERY && writing.at < limit {
                writing.save(file.as_mut()).await?;
            }
        }
        whole &= chunk.length.is_none_or(|length| writing.at - chunk.offset == length);
        if let Some(checksum) = &chunk.checksum
            && (!whole || file.digest() != checksum.digest)
        {
            file.cut(chunk.offset).await?;
            if whole {
                let message = "the bytes of the chunk have another checksum; none of them counts";
                return Err(AppError::conflict("checksum_mismatch", message));
            }
            return Ok(ChunkOutcome::BrokenOff(self.read(actor, id).await?));
        }
        let mut upload = if writing.at > writing.saved { writing.save(file.as_mut()).await? } else { upload };
        if upload.state == UploadState::Received {
            upload = self.take_in(&upload).await?;
        }
        Ok(if whole { ChunkOutcome::Whole(upload) } else { ChunkOutcome::BrokenOff(upload) })
    }

    /// Ends an upload; nothing is kept of what came. A file that is in the tray stays there.
    pub async fn terminate(&self, actor: &Actor, id: UploadId) -> AppResult<Committed<()>> {
        let upload = {
            let tx = self.kernel.read().await?;
            let upload = tx.uploads().find(actor.studio, id).await?.ok_or(AppError::NotFound)?;
            upload.allowed(actor, Action::AccessStaging)?
        };
        let _held = self.hold(&upload).await?;
        let tx = self.kernel.write().await?;
        tx.batches().find(actor.studio, upload.batch).await?.ok_or(AppError::NotFound)?;
        let upload = tx.uploads().find(actor.studio, id).await?.ok_or(AppError::NotFound)?;
        let upload = upload.write(actor, Action::AccessStaging)?;
        if !upload.get().state.is_over() {
            let counts = BatchCounts { total: -1, ..BatchCounts::default() };
            tx.batches().count(actor.studio, upload.get().batch, counts).await?;
        }
        tx.uploads().remove(&upload).await?;
        let done = tx.commit(()).await?;
        self.files.remove(id).await?;
        Ok(done)
    }

    /// Takes a file whose bytes are all here into the tray. Whoever calls it holds the partial file.
    pub(super) async fn take_in(&self, upload: &Upload) -> AppResult<Upload> {
        let path = self.files.path(upload.id);
        let (blake3, size) = self.processor.digest(&path).await?;
        if size != unsigned(upload.length) {
            return Err(PartialError::Lost.into());
        }
        let file = Spooled { path, filename: upload.filename.clone(), blake3, size };
        let arrival = Arrival {
            studio: upload.studio,
            batch: upload.batch,
            uploaded_by: upload.created_by,
            upload: Some(upload.id),
            file,
        };
        self.intake.take(&arrival).await?.into_inner();
        // If this fails, the sweep finds it.
        if let Err(error) = self.files.remove(upload.id).await {
            tracing::warn!(upload = %upload.id, %error, "a partial file was left behind");
        }
        let scope = Scope::for_job(upload.studio, "upload", self.kernel.now());
        let tx = self.kernel.read().await?;
        let upload = tx.uploads().find(upload.studio, upload.id).await?.ok_or(AppError::NotFound)?;
        Ok(upload.read(scope.actor())?)
    }

    /// Keeps everybody else from the partial file; `None` where there is none.
    pub(super) async fn hold(&self, upload: &Upload) -> AppResult<Option<Box<dyn PartialFile>>> {
        if upload.offset == 0 || upload.state.is_over() {
            return Ok(None);
        }
        match self.files.open(upload.id, unsigned(upload.offset), None).await {
            Ok(file) => Ok(Some(file)),
            Err(PartialError::Lost) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// A chunk on its way to stable storage.
struct Writing<'a> {
    uploads: &'a Uploads,
    scope: &'a Scope,
    id: UploadId,
    /// Bytes that are safe.
    saved: u64,
    /// Bytes that were written.
    at: u64,
}

impl Writing<'_> {
    /// Makes what was written safe, and only then says so.
    async fn save(&mut self, file: &mut dyn PartialFile) -> AppResult<Upload> {
        file.sync().await?;
        let kernel = &self.uploads.kernel;
        let now = kernel.now();
        let tx = kernel.write().await?;
        let upload = found(&tx, self.scope, self.scope.actor().studio, self.id).await?;
        if unsigned(upload.get().offset) != self.saved {
            return Err(AppError::conflict("offset_mismatch", "another chunk was written meanwhile"));
        }
        let offset = i64::try_from(self.at).unwrap_or(i64::MAX);
        let upload = upload.change(|upload| upload.advance(offset, now + self.uploads.keep, now))?;
        let upload = tx.uploads().update(&upload).await?;
        let upload = tx.commit(upload).await?.into_inner();
        self.saved = self.at;
        Ok(upload)
    }
}

async fn found(tx: &Tx, scope: &Scope, studio: StudioId, id: UploadId) -> AppResult<Writable<Upload>> {
    let upload = tx.uploads().find(studio, id).await?.ok_or(AppError::NotFound)?;
    Ok(upload.write(scope.actor(), Action::AccessStaging)?)
}

fn ensure_resumable(upload: &Upload, now: Timestamp) -> AppResult<()> {
    if upload.has_expired(now) {
        return Err(AppError::Gone {
            code: "upload_expired",
            message: "this upload has expired; begin anew",
        });
    }
    Ok(())
}

fn ensure_fits(upload: &Upload, chunk: &Chunk) -> AppResult<()> {
    upload.takes_chunk(i64::try_from(chunk.offset).unwrap_or(i64::MAX))?;
    let limit = unsigned(upload.length);
    let end = chunk.offset.saturating_add(chunk.length.unwrap_or(0));
    if end > limit { Err(too_long(limit)) } else { Ok(()) }
}

fn too_long(limit: u64) -> AppError {
    AppError::conflict("upload_too_long", format!("the file was announced with {limit} bytes"))
}

pub(super) fn unsigned(bytes: i64) -> u64 {
    u64::try_from(bytes).unwrap_or(0)
}
