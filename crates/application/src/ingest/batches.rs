//! Batches: opened, looked at, closed.

use atelier_domain::BatchId;
use atelier_domain::access::{Action, Actor, Context, Visible};
use atelier_domain::events::EventKind;
use atelier_domain::ingest::{BatchSource, UploadBatch};
use serde_json::json;

use crate::identity::require_in_studio;
use crate::kernel::{Kernel, did};
use crate::paging::{Page, PageRequest};
use crate::ports::{BatchProgress, Committed, NewBatch, Tx};
use crate::{AppError, AppResult};

/// A new batch.
#[derive(Debug, Clone, Default)]
pub struct BatchInput {
    pub name: Option<String>,
    pub source: BatchSource,
}

/// A batch with what its files are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchView {
    pub batch: UploadBatch,
    pub progress: BatchProgress,
}

/// Use cases around batches.
#[derive(Clone)]
pub struct Batches {
    kernel: Kernel,
}

impl Batches {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    /// Opens a batch.
    pub async fn open(&self, actor: &Actor, input: BatchInput) -> AppResult<Committed<UploadBatch>> {
        let name = UploadBatch::checked_name(input.name.as_deref())?;
        let tx = self.kernel.write().await?;
        require_in_studio(&tx, actor, Action::AccessStaging).await?;
        let batch = insert(&self.kernel, &tx, actor, name, input.source).await?;
        Ok(tx.commit(batch).await?)
    }

    /// The studio's batches, newest first.
    pub async fn list(&self, actor: &Actor, page: PageRequest) -> AppResult<Page<UploadBatch>> {
        let visible = Visible::to(actor, Action::AccessStaging);
        let tx = self.kernel.read().await?;
        require_in_studio(&tx, actor, Action::AccessStaging).await?;
        Ok(tx.batches().list(&visible, page).await?)
    }

    pub async fn read(&self, actor: &Actor, id: BatchId) -> AppResult<BatchView> {
        let tx = self.kernel.read().await?;
        let batch = tx.batches().find(actor.studio, id).await?.ok_or(AppError::NotFound)?.read(actor)?;
        let progress = tx.batches().progress(actor.studio, id).await?;
        Ok(BatchView { batch, progress })
    }

    /// Takes no new file into the batch. Closing twice changes nothing.
    pub async fn close(&self, actor: &Actor, id: BatchId) -> AppResult<Committed<UploadBatch>> {
        let tx = self.kernel.write().await?;
        let batch = tx.batches().find(actor.studio, id).await?.ok_or(AppError::NotFound)?;
        let batch = batch.write(actor, Action::AccessStaging)?;
        if batch.get().takes_files().is_err() {
            return Ok(tx.commit(batch.into_inner()).await?);
        }
        let batch = batch.change(|batch| {
            batch.close(actor.now);
            Ok(())
        })?;
        let batch = tx.batches().update(&batch).await?;
        let payload = json!({ "batch_id": id.to_string() });
        tx.events()
            .record(&did(actor, EventKind::BatchClosed, Context::Studio(actor.studio), payload))
            .await?;
        Ok(tx.commit(batch).await?)
    }
}

/// The open batch that new files go to, locked: the one that is named, or the person's inbox.
pub(super) async fn target(
    kernel: &Kernel,
    tx: &Tx,
    actor: &Actor,
    named: Option<BatchId>,
) -> AppResult<UploadBatch> {
    let found = match named {
        Some(id) => Some(tx.batches().find(actor.studio, id).await?.ok_or(AppError::NotFound)?),
        None => tx.batches().inbox(actor.studio, actor.user).await?,
    };
    let Some(batch) = found else { return insert(kernel, tx, actor, None, BatchSource::Inbox).await };
    let batch = batch.read(actor)?;
    batch.takes_files()?;
    Ok(batch)
}

async fn insert(
    kernel: &Kernel,
    tx: &Tx,
    actor: &Actor,
    name: Option<String>,
    source: BatchSource,
) -> AppResult<UploadBatch> {
    let id = BatchId::parse(&kernel.tokens.identifier())
        .ok_or_else(|| AppError::Internal("an identifier has another form than it should".into()))?;
    let new = NewBatch { id, studio: actor.studio, name, source, created_by: actor.user, now: actor.now };
    let batch = tx.batches().insert(new).await?;
    let payload = json!({ "batch_id": id.to_string(), "source": source.as_str() });
    tx.events().record(&did(actor, EventKind::BatchOpened, Context::Studio(actor.studio), payload)).await?;
    Ok(batch)
}
