//! The previews of a staged file, which become the derivatives of its picture.

use std::path::Path;

use async_trait::async_trait;
use atelier_domain::access::{Action, Context, Scope};
use atelier_domain::events::{EventKind, Job};
use atelier_domain::images::Preset;
use atelier_domain::ingest::{StagingImage, StagingState};
use atelier_domain::{StagingImageId, StudioId, Timestamp};
use serde_json::json;

use super::matching::match_job;
use crate::images::Renderer;
use crate::jobs::{JobFailure, JobHandler};
use crate::kernel::did;
use crate::ports::{DerivativeRecord, ImageError, NewJob};
use crate::{AppError, AppResult};

/// The kind of the jobs that make previews.
pub const MAKE_PREVIEWS: &str = "ingest.make_previews";

pub(super) fn previews_job(studio: StudioId, file: StagingImageId, now: Timestamp) -> NewJob {
    NewJob { studio, kind: MAKE_PREVIEWS, payload: json!({ "staging_id": file.0 }), run_at: now, now }
}

/// The job that lets a staged file be looked at: decode once, every eager size, the perceptual hash.
pub struct MakePreviews {
    pub renderer: Renderer,
}

#[async_trait]
impl JobHandler for MakePreviews {
    fn kind(&self) -> &'static str {
        MAKE_PREVIEWS
    }

    async fn run(&self, job: &Job) -> Result<(), JobFailure> {
        let scope = self.scope(job);
        let Some(file) = self.waiting(job, &scope).await? else { return Ok(()) };
        let (Some(key), Some(format)) = (&file.original_path, file.format) else { return Ok(()) };
        let folder = self.renderer.fresh()?;
        let folder: &Path = (*folder).as_ref();
        match self.renderer.make_eager(key, format, folder).await {
            Ok(made) => {
                let mut records = Vec::new();
                let place = format!("derivatives/{}/staged-{}", file.studio, file.id);
                for derivative in &made.derivatives {
                    let name = derivative.preset.as_str();
                    records.push(self.renderer.keep_in(&place, name, derivative).await?);
                }
                self.finish(&scope, &file, &records, made.perceptual_hash).await.map_err(JobFailure::from)
            }
            Err(AppError::Image(ImageError::Processor(message))) => Err(JobFailure::passing(message)),
            Err(AppError::Image(error)) => {
                self.give_up(&scope, &file, error.code()).await?;
                Err(JobFailure::lasting(error))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The file says that it cannot be shown, unless an attempt has said so, and why, already.
    async fn gave_up(&self, job: &Job) -> Result<(), JobFailure> {
        let scope = self.scope(job);
        if let Some(file) = self.waiting(job, &scope).await? {
            self.give_up(&scope, &file, "internal").await?;
        }
        Ok(())
    }
}

impl MakePreviews {
    fn scope(&self, job: &Job) -> Scope {
        Scope::for_job(job.studio, MAKE_PREVIEWS, self.renderer.kernel().now())
    }

    /// The job's file, unless it is purged, assigned or done.
    async fn waiting(&self, job: &Job, scope: &Scope) -> Result<Option<StagingImage>, JobFailure> {
        let id = job.payload.get("staging_id").and_then(serde_json::Value::as_i64);
        let id = StagingImageId(id.ok_or_else(|| JobFailure::lasting("the job names no file"))?);
        let tx = self.renderer.kernel().read().await?;
        let Some(file) = tx.staging().find(job.studio, id).await? else { return Ok(None) };
        let file = file.read(scope.actor()).map_err(JobFailure::lasting)?;
        let is_waiting =
            file.state != StagingState::Assigned && file.state_in_tray() == StagingState::Received;
        Ok(is_waiting.then_some(file))
    }

    async fn finish(
        &self,
        scope: &Scope,
        file: &StagingImage,
        records: &[DerivativeRecord],
        perceptual_hash: i64,
    ) -> AppResult<()> {
        let kernel = self.renderer.kernel();
        let now = kernel.now();
        let tx = kernel.write().await?;
        let Some(current) = tx.staging().find(file.studio, file.id).await? else { return Ok(()) };
        let current = current.write(scope.actor(), Action::AssignStaging)?;
        if current.get().state == StagingState::Assigned {
            // It became a picture meanwhile, and the pool makes derivatives of its own.
            drop(tx);
            self.renderer.forget(records).await;
            return Ok(());
        }
        let thumbnail = records.iter().find(|record| record.name == Preset::Thumb.as_str());
        let current = current.change(|file| {
            file.became_ready(perceptual_hash, thumbnail.map(|record| record.storage_key.as_str()), now);
            Ok(())
        })?;
        tx.staging().put_derivatives(&current, records, now).await?;
        tx.staging().update(&current).await?;
        let payload = json!({ "staging_id": file.id.0, "batch_id": file.batch.to_string() });
        let subject = Context::Studio(file.studio);
        tx.events().record(&did(scope.actor(), EventKind::StagingReady, subject, payload)).await?;
        tx.jobs().enqueue(match_job(file.studio, file.id, now)).await?;
        tx.finish().await?;
        Ok(())
    }

    /// Writes down that the file cannot be shown, and why; the original stays.
    async fn give_up(&self, scope: &Scope, file: &StagingImage, code: &str) -> AppResult<()> {
        let kernel = self.renderer.kernel();
        let now = kernel.now();
        let tx = kernel.write().await?;
        let Some(current) = tx.staging().find(file.studio, file.id).await? else { return Ok(()) };
        let current = current.write(scope.actor(), Action::AssignStaging)?.change(|file| {
            file.became_failed(code, now);
            Ok(())
        })?;
        tx.staging().update(&current).await?;
        let payload = json!({ "staging_id": file.id.0, "code": code });
        let subject = Context::Studio(file.studio);
        tx.events().record(&did(scope.actor(), EventKind::StagingFailed, subject, payload)).await?;
        tx.finish().await?;
        Ok(())
    }
}
