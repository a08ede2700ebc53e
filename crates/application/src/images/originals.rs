//! The way of a file's bytes into the media store, before a row names them.

use std::sync::Arc;

use atelier_domain::StudioId;
use atelier_domain::access::Actor;
use atelier_domain::images::Original;

use super::intake::Spooled;
use crate::kernel::Kernel;
use crate::ports::{Committed, ImageProcessor, MediaStore, ProbedImage};
use crate::{AppError, AppResult};

/// Puts originals into the media store, and takes back what no row came to name.
#[derive(Clone)]
pub(super) struct Originals {
    kernel: Kernel,
    processor: Arc<dyn ImageProcessor>,
    media: Arc<dyn MediaStore>,
}

impl Originals {
    pub(super) fn new(
        kernel: Kernel,
        processor: Arc<dyn ImageProcessor>,
        media: Arc<dyn MediaStore>,
    ) -> Self {
        Self { kernel, processor, media }
    }

    /// Checks the file and stores its bytes.
    pub(super) async fn put(&self, actor: &Actor, file: &Spooled) -> AppResult<Original> {
        let probed = self.processor.probe(&file.path).await?;
        self.put_probed(actor, file, probed).await
    }

    /// Stores the bytes of a file that was checked before.
    pub(super) async fn put_probed(
        &self,
        actor: &Actor,
        file: &Spooled,
        probed: ProbedImage,
    ) -> AppResult<Original> {
        let storage_key = original_key(&self.kernel, actor.studio, &file.blake3, &probed);
        self.media.put_file(&storage_key, &file.path, &file.blake3).await?;
        let ProbedImage { format, width, height, metadata, taken_at } = probed;
        Ok(Original {
            storage_key,
            content_hash: file.blake3.clone(),
            file_size: i64::try_from(file.size).unwrap_or(i64::MAX),
            format,
            width: i32::try_from(width).unwrap_or(i32::MAX),
            height: i32::try_from(height).unwrap_or(i32::MAX),
            metadata,
            taken_at,
        })
    }

    /// Removes the bytes if the `outcome` of writing their row is one that does not name them.
    pub(super) async fn settle<T>(
        &self,
        storage_key: &str,
        outcome: &AppResult<Committed<T>>,
        named: impl FnOnce(&T) -> bool,
    ) {
        let unnamed = match outcome {
            Ok(stored) => !named(stored),
            // A commit whose answer was lost may have happened: these bytes may have a row. The orphan sweep, which
            // looks, takes them if they have not.
            Err(AppError::Internal(_) | AppError::Busy) => false,
            Err(_) => true,
        };
        if unnamed {
            // If this fails, the orphan sweep finds them.
            if let Err(error) = self.media.delete(storage_key).await {
                tracing::warn!(%storage_key, %error, "bytes without a row were left behind");
            }
        }
    }
}

/// A key that no other attempt has, so that undoing this one can never take another's bytes.
pub(crate) fn original_key(kernel: &Kernel, studio: StudioId, blake3: &str, probed: &ProbedImage) -> String {
    let shard = blake3.get(..2).unwrap_or("00");
    let attempt = kernel.tokens.identifier();
    let attempt = attempt.get(..12).unwrap_or(&attempt);
    format!("originals/{studio}/{shard}/{blake3}-{attempt}.{}", probed.format.extension())
}
