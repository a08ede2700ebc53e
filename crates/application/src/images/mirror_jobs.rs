//! What is said to the service that delivers pictures: always by a job, so that its outage stops nothing else.

use std::sync::Arc;

use async_trait::async_trait;
use atelier_domain::ImageId;
use atelier_domain::access::{Action, Scope};
use atelier_domain::events::{EventKind, Job, backoff};
use atelier_domain::images::{Image, Mirror, ProcessingState};
use chrono::Duration;
use futures_util::StreamExt;
use serde_json::Value;

use super::mirroring::{CHECK_MIRROR, MIRROR, Mirroring, UNMIRROR, tell, unwanted};
use crate::AppResult;
use crate::jobs::{JobFailure, JobHandler};
use crate::locking::lock_galleries;
use crate::ports::{CdnError, DerivativeRecord, ImageCdn, NewMirror};

/// How often a service that stays down is tried.
const OUTAGE: Duration = Duration::minutes(15);

/// The longest that a service is left alone because it says so.
const LONGEST: Duration = Duration::hours(1);

/// Copies a picture to the service, unless that has what the picture shows now.
pub struct MirrorImage {
    pub mirroring: Mirroring,
}

#[async_trait]
impl JobHandler for MirrorImage {
    fn kind(&self) -> &'static str {
        MIRROR
    }

    async fn run(&self, job: &Job) -> Result<(), JobFailure> {
        // The service was taken out of the configuration meanwhile: there is nothing to copy to.
        let Some(cdn) = &self.mirroring.cdn else { return Ok(()) };
        let Some((image, record)) = self.to_copy(job).await? else { return Ok(()) };
        if u64::try_from(record.file_size).is_ok_and(|size| size > cdn.max_bytes()) {
            let message = format!("a copy of {} bytes is more than the service takes", record.file_size);
            return Err(JobFailure::lasting(message));
        }
        let new = NewMirror {
            studio: image.studio,
            // The job's own, whatever the picture shows by then: another attempt overwrites what this one leaves behind.
            name: format!("{}-{}", image.id, job.id),
            content_hash: record.content_hash.clone(),
            format: record.format,
            bytes: self.bytes(&record).await?,
        };
        let mirror = cdn.mirror(new).await.map_err(|error| failed(job, error))?;
        Ok(self.finish(job, image.id, mirror).await?)
    }
}

impl MirrorImage {
    /// The picture and the derivative that is to be copied; `None` where there is nothing to do.
    async fn to_copy(&self, job: &Job) -> Result<Option<(Image, DerivativeRecord)>, JobFailure> {
        let kernel = &self.mirroring.kernel;
        let scope = Scope::for_job(job.studio, MIRROR, kernel.now());
        let tx = kernel.read().await?;
        let Some(image) = tx.images().find(job.studio, image_of(job)?).await? else { return Ok(None) };
        let image = image.read(scope.actor()).map_err(JobFailure::lasting)?;
        // When it comes back or becomes ready, another job is ordered.
        if image.deleted_at.is_some() || image.state != ProcessingState::Ready {
            return Ok(None);
        }
        let records = tx.images().derivatives(image.id, image.current_version).await?;
        let Some(record) = records.into_iter().find(is_copied) else { return Ok(None) };
        let has_it = image.mirror.as_ref().is_some_and(|mirror| mirror.content_hash == record.content_hash);
        Ok((!has_it).then_some((image, record)))
    }

    async fn bytes(&self, record: &DerivativeRecord) -> AppResult<Vec<u8>> {
        let mut body = self.mirroring.media.get(&record.storage_key, None).await?;
        let mut bytes = Vec::new();
        while let Some(chunk) = body.stream.next().await {
            bytes.extend_from_slice(&chunk?);
        }
        Ok(bytes)
    }

    /// Writes the copy down, unless the picture has moved on since; then the copy goes again.
    async fn finish(&self, job: &Job, id: ImageId, mirror: Mirror) -> AppResult<()> {
        let kernel = &self.mirroring.kernel;
        let now = kernel.now();
        let scope = Scope::for_job(job.studio, MIRROR, now);
        let tx = kernel.write().await?;
        lock_galleries(&tx, job.studio, &[id], None).await?;
        let current = match tx.images().find(job.studio, id).await? {
            Some(image) => Some(image.write(scope.actor(), Action::EditImages)?),
            None => None,
        };
        let shown = match current.as_ref().map(|image| image.get().current_version) {
            Some(version) => tx.images().derivatives(id, version).await?.into_iter().find(is_copied),
            None => None,
        };
        let shown = shown.map(|record| record.content_hash);
        let known = current.as_ref().and_then(|image| image.get().mirror.clone());
        let wanted = current.filter(|image| {
            let image = image.get();
            image.deleted_at.is_none()
                && image.state == ProcessingState::Ready
                && shown.as_ref() == Some(&mirror.content_hash)
                && image.mirror.as_ref().is_none_or(|known| known.content_hash != mirror.content_hash)
        });
        let Some(image) = wanted else {
            // Where two workers did this job at once, the row names the very file.
            if let Some(known) = known.filter(|known| known.file_id == mirror.file_id) {
                if known.content_hash == mirror.content_hash {
                    return Ok(());
                }
                // The later upload has put other bytes in the place of those that the row means.
                self.mirroring.forget(&tx, job.studio, id, &known.file_id, now).await?;
                self.mirroring.wanted(&tx, job.studio, &[id], now).await?;
            }
            unwanted(&tx, job.studio, Some(mirror), now).await?;
            return Ok(tx.finish().await?);
        };
        let before = image.get().mirror.clone();
        let file_id = mirror.file_id.clone();
        let image = image.change(|image| {
            image.became_mirrored(mirror, now);
            Ok(())
        })?;
        let image = tx.images().update(&image).await?;
        unwanted(&tx, job.studio, before, now).await?;
        tell(&tx, &scope, &image, EventKind::ImageMirrored, &file_id).await?;
        Ok(tx.finish().await?)
    }
}

/// Removes copies that no row names any more, from the service and from its caches.
pub struct RemoveMirror {
    pub mirroring: Mirroring,
}

#[async_trait]
impl JobHandler for RemoveMirror {
    fn kind(&self) -> &'static str {
        UNMIRROR
    }

    async fn run(&self, job: &Job) -> Result<(), JobFailure> {
        let (file_ids, urls) = copies_of(job)?;
        let cdn = configured(&self.mirroring)?;
        let file_ids = self.unnamed(file_ids).await?;
        // A copy that is refused has no part in the others. A service that is not there has them all wait.
        let mut refused = None;
        let mut outcome = cdn.delete(&file_ids).await;
        if matches!(outcome, Err(CdnError::Lasting(_))) && file_ids.len() > 1 {
            outcome = Ok(());
            for file_id in &file_ids {
                goes_on(&mut refused, cdn.delete(std::slice::from_ref(file_id)).await)
                    .map_err(|error| failed(job, error))?;
            }
        }
        goes_on(&mut refused, outcome).map_err(|error| failed(job, error))?;
        for url in &urls {
            goes_on(&mut refused, cdn.purge(url).await).map_err(|error| failed(job, error))?;
        }
        refused.map_or(Ok(()), |error| Err(failed(job, error)))
    }
}

impl RemoveMirror {
    /// Those of the files that no row names. After a restored backup, or where a repeated job made the file anew, one may
    /// be named again; its caches are emptied all the same.
    async fn unnamed(&self, file_ids: Vec<String>) -> AppResult<Vec<String>> {
        let tx = self.mirroring.kernel.read().await?;
        let mut unnamed = Vec::with_capacity(file_ids.len());
        for file_id in file_ids {
            if tx.images().mirrored_as(&file_id).await?.is_empty() {
                unnamed.push(file_id);
            }
        }
        Ok(unnamed)
    }
}

/// Remembers the first refusal; anything that may pass ends the attempt.
fn goes_on(refused: &mut Option<CdnError>, outcome: Result<(), CdnError>) -> Result<(), CdnError> {
    match outcome {
        Err(error @ CdnError::Lasting(_)) => {
            if refused.is_none() {
                *refused = Some(error);
            }
            Ok(())
        }
        other => other,
    }
}

/// Asks the service what it has of a picture and writes that down.
pub struct CheckMirror {
    pub mirroring: Mirroring,
}

#[async_trait]
impl JobHandler for CheckMirror {
    fn kind(&self) -> &'static str {
        CHECK_MIRROR
    }

    async fn run(&self, job: &Job) -> Result<(), JobFailure> {
        let kernel = &self.mirroring.kernel;
        let id = image_of(job)?;
        let scope = Scope::for_job(job.studio, CHECK_MIRROR, kernel.now());
        let Some(image) = kernel.read().await?.images().find(job.studio, id).await? else { return Ok(()) };
        let image = image.read(scope.actor()).map_err(JobFailure::lasting)?;
        let Some(known) = image.mirror else { return Ok(()) };
        let found = configured(&self.mirroring)?.find(&known).await.map_err(|error| failed(job, error))?;
        if found.as_ref() == Some(&known) {
            return Ok(());
        }
        Ok(self.write_down(&scope, id, &known, found).await?)
    }
}

impl CheckMirror {
    async fn write_down(
        &self,
        scope: &Scope,
        id: ImageId,
        known: &Mirror,
        found: Option<Mirror>,
    ) -> AppResult<()> {
        let kernel = &self.mirroring.kernel;
        let (studio, now) = (scope.actor().studio, kernel.now());
        let tx = kernel.write().await?;
        let Some(found) = found else {
            self.mirroring.forget(&tx, studio, id, &known.file_id, now).await?;
            // Its caches answer although the file is gone.
            unwanted(&tx, studio, Some(known.clone()), now).await?;
            return Ok(tx.finish().await?);
        };
        lock_galleries(&tx, studio, &[id], None).await?;
        let Some(image) = tx.images().find(studio, id).await? else { return Ok(()) };
        let image = image.write(scope.actor(), Action::EditImages)?;
        // Another job may have replaced the copy while the service was asked about it.
        if image.get().mirror.as_ref() != Some(known) {
            return Ok(());
        }
        let file_id = found.file_id.clone();
        let image = image.change(|image| {
            image.became_mirrored(found, now);
            Ok(())
        })?;
        let image = tx.images().update(&image).await?;
        tell(&tx, scope, &image, EventKind::ImageMirrored, &file_id).await?;
        Ok(tx.finish().await?)
    }
}

fn is_copied(record: &DerivativeRecord) -> bool {
    record.name == Image::MIRRORED.as_str()
}

fn image_of(job: &Job) -> Result<ImageId, JobFailure> {
    let id = job.payload.get("image_id").and_then(Value::as_i64);
    id.map(ImageId).ok_or_else(|| JobFailure::lasting("the job names no image"))
}

/// File ids and addresses of the copies that the job removes.
fn copies_of(job: &Job) -> Result<(Vec<String>, Vec<String>), JobFailure> {
    let text = |copy: &Value, name: &str| copy.get(name).and_then(Value::as_str).map(str::to_owned);
    let copies = job.payload.get("copies").and_then(Value::as_array);
    let named = copies.and_then(|copies| {
        copies
            .iter()
            .map(|copy| Some((text(copy, "file_id")?, text(copy, "url")?)))
            .collect::<Option<Vec<_>>>()
    });
    let named = named.ok_or_else(|| JobFailure::lasting("the job names no copies"))?;
    Ok(named.into_iter().unzip())
}

/// The service. Where it is no longer configured its copies cannot be reached; the job waits for a person.
fn configured(mirroring: &Mirroring) -> Result<&Arc<dyn ImageCdn>, JobFailure> {
    let missing = || JobFailure::lasting("no image service is configured; replay the job once it is");
    mirroring.cdn.as_ref().ok_or_else(missing)
}

/// A service that is down longer than a job's attempts last is waited for: what it has to do is still to be done then. One
/// that says how long it wants to be left alone is left alone so long, and the attempt does not count.
fn failed(job: &Job, error: CdnError) -> JobFailure {
    match error {
        CdnError::Passing { after: Some(after), .. } => {
            let after = Duration::from_std(after).map_or(LONGEST, |after| after.min(LONGEST));
            JobFailure::waiting(error, after.max(backoff(job.attempts)))
        }
        CdnError::Passing { .. } if job.attempts < job.max_attempts => JobFailure::passing(error),
        CdnError::Passing { .. } => JobFailure::waiting(error, OUTAGE),
        CdnError::Lasting(_) => JobFailure::lasting(error),
    }
}
