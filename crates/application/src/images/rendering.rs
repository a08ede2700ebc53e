//! Derivatives: made once by a job, or when they are first asked for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use atelier_domain::Timestamp;
use atelier_domain::images::{Image, Preset};
use serde_json::json;

use crate::kernel::Kernel;
use crate::ports::{
    DerivativeFile, DerivativeRecord, ImageError, ImageProcessor, MediaStore, NewDerivative, NewJob,
    Processed,
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
    processor: Arc<dyn ImageProcessor>,
    media: Arc<dyn MediaStore>,
    work: Arc<dyn WorkFolder>,
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
        Self { kernel, processor, media, work }
    }

    /// Makes a size that is not made for every picture, and keeps it for the next who asks.
    pub async fn render_on_demand(
        &self,
        image: &Image,
        preset: Preset,
        strip: bool,
    ) -> AppResult<DerivativeRecord> {
        let folder = self.fresh()?;
        let folder = (*folder).as_ref();
        let original = folder.join("source");
        self.media.fetch_to(&image.storage_key, &original).await?;
        let (name, file) = if strip {
            (Self::STRIPPED, self.stripped(image, &original, folder).await?)
        } else {
            let made = self.processor.make_derivatives(&original, image.format, &[preset], folder).await?;
            let file = made.derivatives.into_iter().find(|file| file.preset == preset);
            (preset.as_str(), file.ok_or_else(|| AppError::Internal("the derivative was not made".into()))?)
        };
        let record = self.keep(image, name, &file).await?;
        let tx = self.kernel.write().await?;
        tx.images().put_derivative(new_derivative(image, &record, self.kernel.now())).await?;
        Ok(tx.commit(record).await?.into_inner())
    }

    async fn stripped(&self, image: &Image, original: &Path, folder: &Path) -> AppResult<DerivativeFile> {
        let path = folder.join("stripped");
        self.processor.strip_metadata(original, image.format, &path).await.map_err(|error| match error {
            ImageError::UnsupportedType { .. } => AppError::Refused {
                code: "metadata_cannot_be_removed",
                message: "the original of this format cannot be delivered without its metadata".to_owned(),
            },
            other => other.into(),
        })?;
        let (blake3, size) = self.processor.digest(&path).await?;
        Ok(DerivativeFile {
            preset: Preset::Original,
            path,
            format: image.format,
            width: u32::try_from(image.width).unwrap_or_default(),
            height: u32::try_from(image.height).unwrap_or_default(),
            size,
            blake3,
        })
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
