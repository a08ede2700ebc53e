//! The port of the photo library, on the same pipeline: one bound on parallel decoding, one set of buffers.

mod develop;
mod probe;

use std::path::Path;

use async_trait::async_trait;
use atelier_application::ports::{Developed, ImageError, PhotoReader, PreviewFacts, ProbedPhoto};
use atelier_domain::library::{Hashes, Hothash};
use sha2::{Digest, Sha256};

use crate::pipeline::{ImagePipeline, off_thread};

/// What hot previews have at most as a rule; even the slowest of such files takes a few milliseconds.
const SMALL_BYTES: usize = 64 * 1024;
const SMALL_PIXELS: u64 = 64 * 1024;

#[async_trait]
impl PhotoReader for ImagePipeline {
    fn hothash(&self, hotpreview: &[u8]) -> Hothash {
        Hothash::of_digest(Sha256::digest(hotpreview).into())
    }

    async fn probe(&self, file: &Path) -> Result<ProbedPhoto, ImageError> {
        let (file, limits) = (file.to_owned(), self.limits);
        off_thread(move || probe::probe(&file, &limits)).await
    }

    async fn develop(
        &self,
        file: &Path,
        photo: &ProbedPhoto,
        folder: &Path,
    ) -> Result<Option<Developed>, ImageError> {
        let (source, photo, limits) = (file.to_owned(), photo.clone(), self.limits);
        let Some(headers) = off_thread(move || develop::headers(&source, &photo, &limits)).await? else {
            return Ok(None);
        };
        let (file, folder) = (file.to_owned(), folder.to_owned());
        let developed = self.under_permits(headers.pixels(), move |workspace| {
            let steps = develop::decode(&file, headers, &limits, workspace)?;
            develop::write(&steps, &folder, workspace)
        });
        developed.await.map(Some)
    }

    async fn made_smaller(&self, coldpreview: &Path, longer_side: u32) -> Result<Vec<u8>, ImageError> {
        let (source, limits) = (coldpreview.to_owned(), self.limits);
        let headers = off_thread(move || develop::jpeg_headers(&source, &limits)).await?;
        let file = coldpreview.to_owned();
        self.under_permits(headers.pixels(), move |workspace| {
            let steps = develop::decode(&file, headers, &limits, workspace)?;
            develop::made_smaller(&steps, longer_side, workspace)
        })
        .await
    }

    async fn read_preview(&self, preview: Vec<u8>) -> Result<PreviewFacts, ImageError> {
        let limits = self.limits;
        // In memory and at most a megabyte: walking its headers takes less time than another thread does to wake up.
        let headers = develop::preview_headers(&preview, &limits)?;
        if preview.len() <= SMALL_BYTES && headers.pixels() <= SMALL_PIXELS {
            return self.on_the_spot(|workspace| develop::read_preview(preview, headers, &limits, workspace));
        }
        self.under_permits(headers.pixels(), move |workspace| {
            develop::read_preview(preview, headers, &limits, workspace)
        })
        .await
    }

    async fn hashes_of(&self, file: &Path) -> Result<Option<Hashes>, ImageError> {
        let (source, limits) = (file.to_owned(), self.limits);
        let headers = off_thread(move || {
            let photo = probe::probe(&source, &limits)?;
            develop::headers(&source, &photo, &limits)
        })
        .await?;
        let Some(headers) = headers else { return Ok(None) };
        let file = file.to_owned();
        let hashes = self.under_permits(headers.pixels(), move |workspace| {
            develop::hashes(&develop::decode(&file, headers, &limits, workspace)?.hotpreview)
        });
        hashes.await.map(Some)
    }
}

#[cfg(test)]
mod tests;
