//! The port: file work off the async threads, decoding under a bound, panics of decoders as errors.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use atelier_application::ports::{
    DerivativeFile, ImageError, ImageProcessor, ProbedImage, Processed, Stamping,
};
use atelier_domain::galleries::Notice;
use atelier_domain::images::{ImageFormat, Preset};
use tokio::sync::Semaphore;

use crate::derive::{self, Request};
use crate::errors::{damaged, processor, reading};
use crate::limits::ImagingLimits;
use crate::structure::Structure;
use crate::workspace::{Workspace, Workspaces};
use crate::{probe, strip, watermark};

/// Reads and makes pictures in this process, in Rust alone.
///
/// Clones share their bound on parallel decoding.
#[derive(Debug, Clone)]
pub struct ImagePipeline {
    pub(crate) limits: ImagingLimits,
    permits: Arc<Semaphore>,
    workspaces: Arc<Workspaces>,
}

impl ImagePipeline {
    /// A pipeline that decodes at most `limits.threads` pictures at a time.
    pub fn new(limits: ImagingLimits) -> Self {
        Self { limits, permits: Arc::new(Semaphore::new(limits.threads.get())), workspaces: Arc::default() }
    }

    /// Works on so many pixels as soon as the bound on parallel decoding allows it.
    pub(crate) async fn under_permits<T: Send + 'static>(
        &self,
        pixels: u64,
        work: impl FnOnce(&mut Workspace) -> Result<T, ImageError> + Send + 'static,
    ) -> Result<T, ImageError> {
        let permits = Arc::clone(&self.permits).acquire_many_owned(self.limits.permits_for(pixels));
        let permit = permits.await.map_err(processor)?;
        let workspaces = Arc::clone(&self.workspaces);
        let outcome = off_thread(move || {
            // Held by the work itself: a caller that goes away does not free a permit while the memory is still in use.
            let _permit = permit;
            let mut workspace = workspaces.take();
            let outcome = work(&mut workspace);
            workspaces.give_back(workspace);
            outcome
        })
        .await;
        self.workspaces.release_later();
        outcome
    }

    /// Works on a small picture right here, with memory of its own: another thread would take longer to wake up than this
    /// does, and longer again to wake its caller.
    pub(crate) fn on_the_spot<T>(
        &self,
        work: impl FnOnce(&mut Workspace) -> Result<T, ImageError>,
    ) -> Result<T, ImageError> {
        let work = AssertUnwindSafe(|| work(&mut Workspace::default()));
        catch_unwind(work).unwrap_or_else(|_| Err(given_up()))
    }
}

#[async_trait]
impl ImageProcessor for ImagePipeline {
    async fn probe(&self, file: &Path) -> Result<ProbedImage, ImageError> {
        let (file, limits) = (file.to_owned(), self.limits);
        off_thread(move || probe::probe(&file, &limits)).await
    }

    async fn make_derivatives(
        &self,
        file: &Path,
        format: ImageFormat,
        presets: &[Preset],
        folder: &Path,
    ) -> Result<Processed, ImageError> {
        let limits = self.limits;
        let request = Arc::new(Request {
            file: file.to_owned(),
            format,
            presets: presets.to_vec(),
            folder: folder.to_owned(),
        });
        let headers = {
            let request = Arc::clone(&request);
            off_thread(move || derive::headers(&request.file, format, &limits)).await?
        };
        self.under_permits(pixels(&headers), move |workspace| {
            derive::make(&request, headers, &limits, workspace)
        })
        .await
    }

    async fn strip_metadata(
        &self,
        file: &Path,
        format: ImageFormat,
        target: &Path,
    ) -> Result<(), ImageError> {
        let (file, target, limits) = (file.to_owned(), target.to_owned(), self.limits);
        off_thread(move || strip::strip(&file, format, None, &target, &limits)).await
    }

    async fn replace_metadata(
        &self,
        file: &Path,
        format: ImageFormat,
        notice: &Notice,
        target: &Path,
    ) -> Result<(), ImageError> {
        let (file, target, notice, limits) =
            (file.to_owned(), target.to_owned(), notice.clone(), self.limits);
        off_thread(move || strip::strip(&file, format, Some(&notice), &target, &limits)).await
    }

    async fn stamp(
        &self,
        file: &Path,
        format: ImageFormat,
        stamping: &Stamping,
        preset: Preset,
        folder: &Path,
    ) -> Result<DerivativeFile, ImageError> {
        let limits = self.limits;
        let request = watermark::Request {
            file: file.to_owned(),
            format,
            stamping: stamping.clone(),
            preset,
            folder: folder.to_owned(),
        };
        let (request, headers) =
            off_thread(move || watermark::headers(&request, &limits).map(|headers| (request, headers)))
                .await?;
        // Both pictures are in memory at once.
        let together = pixels(&headers.picture) + headers.mark.as_ref().map_or(0, pixels);
        self.under_permits(together, move |workspace| watermark::stamp(&request, headers, &limits, workspace))
            .await
    }

    async fn digest(&self, file: &Path) -> Result<(String, u64), ImageError> {
        let file = file.to_owned();
        off_thread(move || {
            let opened = File::open(&file).map_err(|error| reading(&error))?;
            let mut hasher = blake3::Hasher::new();
            hasher.update_reader(opened).map_err(|error| reading(&error))?;
            Ok((hasher.finalize().to_hex().to_string(), hasher.count()))
        })
        .await
    }
}

pub(crate) fn pixels(headers: &Structure) -> u64 {
    u64::from(headers.width) * u64::from(headers.height)
}

/// Runs blocking work. A decoder that panics has met bytes that it did not foresee, so the file is what is wrong.
pub(crate) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImageError> + Send + 'static,
) -> Result<T, ImageError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(error) if error.is_panic() => Err(given_up()),
        Err(error) => Err(processor(error)),
    }
}

fn given_up() -> ImageError {
    damaged("the decoder gave up on it")
}

#[cfg(test)]
mod tests;
