//! Derivatives that every picture has: made once, by a job.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use atelier_domain::Timestamp;
use atelier_domain::images::{Image, Preset};
use serde_json::json;

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
    let payload = json!({ "image_id": image.id.0, "version": image.current_version });
    NewJob { studio: image.studio, kind: MAKE_DERIVATIVES, payload, run_at: now, now }
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
        Self { kernel, processor, media, work, flights: Arc::default() }
    }

    /// Puts a derivative's bytes into the media store, under a key that no other attempt has: the orphan sweep may take
    /// what an attempt that died left behind.
    pub(super) async fn keep(
        &self,
        image: &Image,
        name: &str,
        file: &DerivativeFile,
    ) -> AppResult<DerivativeRecord> {
        let short = file.blake3.get(..16).unwrap_or(&file.blake3);
        let extension = file.format.extension();
        let attempt = self.kernel.tokens.identifier();
        let attempt = attempt.get(..8).unwrap_or(&attempt);
        let folder = format!("derivatives/{}/{}", image.studio, image.id);
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
        })
    }

    pub(super) async fn process(&self, image: &Image, folder: &Path) -> AppResult<Processed> {
        let original: PathBuf = folder.join("source");
        self.media.fetch_to(&image.storage_key, &original).await?;
        Ok(self.processor.make_derivatives(&original, image.format, &Preset::EAGER, folder).await?)
    }

    pub(super) fn fresh(&self) -> AppResult<Box<dyn AsRef<Path> + Send + Sync>> {
        self.work.fresh().map_err(|error| AppError::Internal(format!("no work folder: {error}")))
    }
}

pub(super) fn new_derivative(image: &Image, record: &DerivativeRecord, now: Timestamp) -> NewDerivative {
    let DerivativeRecord { name, storage_key, content_hash, format, width, height, file_size } =
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
        now,
    }
}
