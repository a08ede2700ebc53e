//! The job that makes a picture ready.
//!
//! It belongs to one version. What it makes is written under that version, whatever the picture has become meanwhile: a
//! slow job never puts the sizes of an old file under a new one.

use std::path::Path;

use async_trait::async_trait;
use atelier_domain::access::{Action, Context, Scope};
use atelier_domain::events::{EventKind, Job};
use atelier_domain::images::{Image, ImageVersion, ProcessingState};
use atelier_domain::{ImageId, Timestamp};
use serde_json::{Value, json};

use super::mirroring::unwanted;
use super::rendering::{MAKE_DERIVATIVES, Renderer, new_derivative};
use crate::jobs::{JobFailure, JobHandler};
use crate::kernel::did;
use crate::locking::lock_galleries;
use crate::ports::{DerivativeRecord, ImageError, Processed};
use crate::{AppError, AppResult};

/// Makes a picture ready: decode once, three sizes, the perceptual hash.
pub struct MakeDerivatives {
    pub renderer: Renderer,
}

#[async_trait]
impl JobHandler for MakeDerivatives {
    fn kind(&self) -> &'static str {
        MAKE_DERIVATIVES
    }

    async fn run(&self, job: &Job) -> Result<(), JobFailure> {
        let scope = Scope::for_job(job.studio, MAKE_DERIVATIVES, self.renderer.kernel.now());
        // Nothing is left to do for a picture that was purged, or became another file, which has a job of its own.
        let Some(image) = self.image_of(job, &scope).await? else { return Ok(()) };
        if image.state == ProcessingState::Ready {
            return Ok(());
        }
        let folder = self.renderer.fresh()?;
        let folder: &Path = (*folder).as_ref();
        match self.renderer.process(&image, folder).await {
            Ok(made) => self.finish(&scope, &image, made).await.map_err(JobFailure::from),
            Err(AppError::Image(ImageError::Processor(message))) => Err(JobFailure::passing(message)),
            Err(AppError::Image(error)) => {
                self.give_up(&scope, &image, &error).await?;
                Err(JobFailure::lasting(error))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The picture says that it cannot be shown, unless an attempt has said so, and why, already.
    async fn gave_up(&self, job: &Job) -> Result<(), JobFailure> {
        let scope = Scope::for_job(job.studio, MAKE_DERIVATIVES, self.renderer.kernel.now());
        let Some(image) = self.image_of(job, &scope).await? else { return Ok(()) };
        if image.state == ProcessingState::Processing {
            self.give_up(&scope, &image, &ImageError::Processor("the job was given up".to_owned())).await?;
        }
        Ok(())
    }
}

impl MakeDerivatives {
    /// The picture of the job, if it is still the file that the job is about.
    async fn image_of(&self, job: &Job, scope: &Scope) -> Result<Option<Image>, JobFailure> {
        let number = |key: &str| job.payload.get(key).and_then(Value::as_i64);
        let id = number("image_id").ok_or_else(|| JobFailure::lasting("the job names no image"))?;
        let found = self.renderer.kernel.read().await?.images().find(job.studio, ImageId(id)).await;
        let Some(image) = found.map_err(AppError::from)? else { return Ok(None) };
        let image = image.read(scope.actor()).map_err(JobFailure::lasting)?;
        // Jobs of an older release name no version: they are about whatever the picture is.
        let is_meant = number("version").is_none_or(|version| version == i64::from(image.current_version));
        Ok(is_meant.then_some(image))
    }

    async fn finish(&self, scope: &Scope, image: &Image, made: Processed) -> AppResult<()> {
        let mut records = Vec::new();
        for file in &made.derivatives {
            records.push(self.renderer.keep(image, file.preset.as_str(), file).await?);
        }
        self.settle(scope, image, &records, Outcome::Ready(made.perceptual_hash)).await
    }

    /// Writes down that the picture cannot be shown, and why; the original stays.
    async fn give_up(&self, scope: &Scope, image: &Image, error: &ImageError) -> AppResult<()> {
        self.settle(scope, image, &[], Outcome::Failed(error.code())).await
    }

    /// Writes what became of the file `image` to where it belongs: to the picture, or to the version that the picture has
    /// left since the job began.
    async fn settle(
        &self,
        scope: &Scope,
        image: &Image,
        records: &[DerivativeRecord],
        outcome: Outcome,
    ) -> AppResult<()> {
        let now = self.renderer.kernel.now();
        let tx = self.renderer.kernel.write().await?;
        lock_galleries(&tx, image.studio, &[image.id], None).await?;
        let Some(current) = tx.images().find(image.studio, image.id).await? else { return Ok(()) };
        let current = current.write(scope.actor(), Action::EditImages)?;
        for record in records {
            tx.images().put_derivative(new_derivative(image, record, now)).await?;
        }
        if current.get().current_version == image.current_version {
            let mut outdated = None;
            let current = current.change(|image| {
                outcome.put_on(image, now);
                if let Some(copied) = records.iter().find(|record| record.name == Image::MIRRORED.as_str()) {
                    outdated = image.lost_mirror_of_others(&copied.content_hash, now);
                }
                Ok(())
            })?;
            tx.images().update(&current).await?;
            unwanted(&tx, image.studio, outdated, now).await?;
            if let Outcome::Ready(_) = outcome {
                self.renderer.mirroring.wanted(&tx, image.studio, &[image.id], now).await?;
            }
            let galleries = tx.galleries().showing(&[image.id]).await?;
            tx.galleries().content_changed(&galleries, now).await?;
            let (kind, payload) = outcome.event();
            tx.events().record(&did(scope.actor(), kind, Context::Image(image.id), payload)).await?;
        } else if let Some(left) = tx.versions().find(image.id, image.current_version).await? {
            let mut seen = image.clone();
            outcome.put_on(&mut seen, now);
            let Image { state, failure, perceptual_hash, .. } = seen;
            let left = ImageVersion { state, failure, perceptual_hash, ..left };
            tx.versions().put_outcome(&current, &left).await?;
        }
        tx.finish().await?;
        Ok(())
    }
}

/// What became of one file.
enum Outcome {
    /// Its sizes are there; this is its perceptual hash.
    Ready(i64),
    /// The sizes cannot be made; the code says why.
    Failed(&'static str),
}

impl Outcome {
    fn put_on(&self, image: &mut Image, now: Timestamp) {
        match self {
            Self::Ready(perceptual_hash) => image.became_ready(*perceptual_hash, now),
            Self::Failed(code) => image.became_failed(code, now),
        }
    }

    fn event(&self) -> (EventKind, Value) {
        match self {
            Self::Ready(_) => (EventKind::ImageReady, json!({})),
            Self::Failed(code) => (EventKind::ImageFailed, json!({ "code": code })),
        }
    }
}
