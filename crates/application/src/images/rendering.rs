//! Derivatives that every picture has: made once, by a job.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use atelier_domain::images::{Image, ImageFormat, Preset};
use atelier_domain::{ImageId, StudioId, Timestamp};
use serde_json::json;

use super::mirroring::Mirroring;
use super::on_demand::Flights;
use crate::kernel::Kernel;
use crate::ports::{
    DerivativeFile, DerivativeRecord, ImageProcessor, MediaStore, NewDerivative, NewJob, Processed,
};
use crate::{AppError, AppResult};

/// The kind of the jobs that make derivatives.
pub const MAKE_DERIVATIVES: &str = "images.make_derivatives";

/// The job that makes the eager derivatives of the picture's present version.
pub fn derivatives_job(image: &Image, now: Timestamp) -> NewJob {
    version_job(image.studio, image.id, image.current_version, now)
}

/// [`derivatives_job`] for who knows the picture by its numbers.
pub(crate) fn version_job(studio: StudioId, image: ImageId, version: i32, now: Timestamp) -> NewJob {
    let payload = json!({ "image_id": image.0, "version": version });
    NewJob { studio, kind: MAKE_DERIVATIVES, payload, run_at: now, now }
}

/// Where temporary files are made. Each piece of work gets a folder of its own that is gone when the work is.
pub trait WorkFolder: Send + Sync {
    /// A fresh, empty folder. It MUST be removed with all that is in it when the value is dropped.
    fn fresh(&self) -> std::io::Result<Box<dyn AsRef<Path> + Send + Sync>>;
}

/// Makes derivatives and keeps them in the media store.
#[derive(Clone)]
pub struct Renderer {
    pub(super) kernel: Kernel,
    pub(super) processor: Arc<dyn ImageProcessor>,
    pub(super) media: Arc<dyn MediaStore>,
    work: Arc<dyn WorkFolder>,
    pub(super) flights: Arc<Flights>,
    pub(super) mirroring: Mirroring,
}

impl Renderer {
    /// The name of the derivative that is the original without its metadata.
    pub const STRIPPED: &'static str = "original_stripped";

    pub fn new(
        kernel: Kernel,
        processor: Arc<dyn ImageProcessor>,
        media: Arc<dyn MediaStore>,
        work: Arc<dyn WorkFolder>,
    ) -> Self {
        let mirroring = Mirroring::new(kernel.clone(), Arc::clone(&media), None);
        Self { kernel, processor, media, work, flights: Arc::default(), mirroring }
    }

    /// Orders copies of what becomes ready.
    pub fn mirrored_by(self, mirroring: Mirroring) -> Self {
        Self { mirroring, ..self }
    }

    pub(crate) fn mirroring(&self) -> &Mirroring {
        &self.mirroring
    }

    /// Puts a derivative's bytes into the media store, under a key that no other attempt has: the orphan sweep may take
    /// what an attempt that died left behind.
    pub(super) async fn keep(
        &self,
        image: &Image,
        name: &str,
        file: &DerivativeFile,
    ) -> AppResult<DerivativeRecord> {
        self.keep_in(&format!("derivatives/{}/{}", image.studio, image.id), name, file).await
    }

    /// As `keep`, under keys that begin with `folder`.
    pub(crate) async fn keep_in(
        &self,
        folder: &str,
        name: &str,
        file: &DerivativeFile,
    ) -> AppResult<DerivativeRecord> {
        let short = file.blake3.get(..16).unwrap_or(&file.blake3);
        let extension = file.format.extension();
        let attempt = self.kernel.tokens.identifier();
        let attempt = attempt.get(..8).unwrap_or(&attempt);
        let storage_key = format!("{folder}/{name}-{short}-{attempt}.{extension}");
        self.media.put_file(&storage_key, &file.path, &file.blake3).await?;
        Ok(DerivativeRecord {
            name: name.to_owned(),
            storage_key,
            content_hash: file.blake3.clone(),
            format: file.format,
            width: i32::try_from(file.width).unwrap_or(i32::MAX),
            height: i32::try_from(file.height).unwrap_or(i32::MAX),
            file_size: i64::try_from(file.size).unwrap_or(i64::MAX),
            placeholder: file.placeholder.clone(),
        })
    }

    pub(super) async fn process(&self, image: &Image, folder: &Path) -> AppResult<Processed> {
        self.make_eager(&image.storage_key, image.format, folder).await
    }

    /// The eager sizes of an original, as files in `folder`.
    pub(crate) async fn make_eager(
        &self,
        storage_key: &str,
        format: ImageFormat,
        folder: &Path,
    ) -> AppResult<Processed> {
        let original: PathBuf = folder.join("source");
        self.media.fetch_to(storage_key, &original).await?;
        Ok(self.processor.make_derivatives(&original, format, &Preset::EAGER, folder).await?)
    }

    /// Takes back what `keep_in` kept and no row names. What cannot be taken back the orphan sweep finds.
    pub(crate) async fn forget(&self, records: &[DerivativeRecord]) {
        for record in records {
            if let Err(error) = self.media.delete(&record.storage_key).await {
                tracing::warn!(key = %record.storage_key, %error, "bytes without a row were left behind");
            }
        }
    }

    pub(crate) fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    pub(crate) fn fresh(&self) -> AppResult<Box<dyn AsRef<Path> + Send + Sync>> {
        self.work.fresh().map_err(|error| AppError::Internal(format!("no work folder: {error}")))
    }
}

pub(super) fn new_derivative(image: &Image, record: &DerivativeRecord, now: Timestamp) -> NewDerivative {
    let DerivativeRecord { name, storage_key, content_hash, format, width, height, file_size, placeholder } =
        record.clone();
    NewDerivative {
        image: image.id,
        studio: image.studio,
        version: image.current_version,
        name,
        storage_key,
        content_hash,
        format,
        width,
        height,
        file_size,
        placeholder,
        now,
    }
}
