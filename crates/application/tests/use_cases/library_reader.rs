//! A stand-in for what reads photographs: files are lines of text that say what they are.

use std::path::Path;

use async_trait::async_trait;
use atelier_application::ports::{
    Developed, ImageError, PhotoReader, PreviewFacts, PreviewFile, PreviewSource, ProbedPhoto,
};
use atelier_domain::images::ImageFormat;
use atelier_domain::library::{FileFormat, Hashes, Hothash, RawFormat};
use serde_json::Map;

use crate::desk::digest_of;

/// Reads files such as `jpeg;Testcam;2026-06-01T14:03:22;fjord`. What is torn cannot be decoded, and a bare RAW file has
/// no preview.
pub struct PlainReader;

const HASHES: Hashes = Hashes { gradient: 1, dct: 2 };

fn text_of(file: &Path) -> Result<String, ImageError> {
    std::fs::read_to_string(file).map_err(|error| ImageError::Processor(error.to_string()))
}

/// The small picture that is made of a file of this kind that shows this.
pub fn hotpreview_of(kind: &str, picture: &str) -> Vec<u8> {
    format!("hot {kind} of {picture}").into_bytes()
}

#[async_trait]
impl PhotoReader for PlainReader {
    fn hothash(&self, hotpreview: &[u8]) -> Hothash {
        Hothash::parse(&digest_of(hotpreview)).unwrap()
    }

    async fn probe(&self, file: &Path) -> Result<ProbedPhoto, ImageError> {
        let text = text_of(file)?;
        let parts: Vec<&str> = text.split(';').collect();
        let [kind, camera, taken_at, _] = parts.as_slice() else {
            return Err(ImageError::UnsupportedType { found: "text".to_owned() });
        };
        let embedded = PreviewSource::Embedded { offset: 0, length: 1, orientation: 1 };
        let (format, preview) = match *kind {
            "jpeg" | "torn jpeg" => (FileFormat::Image(ImageFormat::Jpeg), PreviewSource::Itself),
            "torn heic" => (FileFormat::Heic, PreviewSource::Itself),
            "raw" | "torn raw" => (FileFormat::Raw(RawFormat::Cr3), embedded),
            "bare raw" => {
                let reason = "the camera put no preview into the file".to_owned();
                (FileFormat::Raw(RawFormat::Cr3), PreviewSource::None { reason })
            }
            _ => return Err(ImageError::Damaged("nobody knows what it is".to_owned())),
        };
        let mut metadata = Map::new();
        if !camera.is_empty() {
            metadata.insert("camera_model".to_owned(), (*camera).into());
        }
        Ok(ProbedPhoto {
            format,
            width: 6000,
            height: 4000,
            metadata,
            taken_at: taken_at.parse().ok(),
            taken_offset_minutes: None,
            preview,
        })
    }

    async fn develop(
        &self,
        file: &Path,
        photo: &ProbedPhoto,
        folder: &Path,
    ) -> Result<Option<Developed>, ImageError> {
        let text = text_of(file)?;
        if text.starts_with("torn") {
            return Err(ImageError::Damaged("the picture is torn".to_owned()));
        }
        if matches!(photo.preview, PreviewSource::None { .. }) {
            return Ok(None);
        }
        let (kind, picture) = (text.split(';').next().unwrap(), text.rsplit(';').next().unwrap());
        let path = folder.join("coldpreview.jpg");
        let bytes = format!("cold {kind} of {picture}").into_bytes();
        std::fs::write(&path, &bytes).unwrap();
        let (size, blake3) = (u64::try_from(bytes.len()).unwrap(), digest_of(&bytes));
        let coldpreview = PreviewFile { path, width: 1200, height: 800, size, blake3 };
        let hotpreview = hotpreview_of(kind, picture);
        Ok(Some(Developed { hotpreview, width: 150, height: 100, coldpreview, hashes: HASHES }))
    }

    async fn made_smaller(&self, coldpreview: &Path, _: u32) -> Result<Vec<u8>, ImageError> {
        std::fs::read(coldpreview).map_err(|error| ImageError::Processor(error.to_string()))
    }

    async fn read_preview(&self, preview: Vec<u8>) -> Result<PreviewFacts, ImageError> {
        if !preview.starts_with(b"hot ") {
            return Err(ImageError::UnsupportedType { found: "text".to_owned() });
        }
        Ok(PreviewFacts { format: ImageFormat::Jpeg, width: 150, height: 100, hashes: HASHES })
    }

    async fn hashes_of(&self, _: &Path) -> Result<Option<Hashes>, ImageError> {
        Ok(Some(HASHES))
    }
}
