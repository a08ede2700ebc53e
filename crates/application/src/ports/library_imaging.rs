//! What is read of the pictures of a photo library: more kinds of files than the pool takes, and less made of them.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use atelier_domain::images::ImageFormat;
use atelier_domain::library::{FileFormat, Hashes, Hothash};
use chrono::NaiveDateTime;
use serde_json::{Map, Value};

use super::ImageError;

/// What the bytes of a file say, without a pixel being decoded.
#[derive(Debug, Clone, PartialEq)]
pub struct ProbedPhoto {
    pub format: FileFormat,
    /// Pixels, as seen: the orientation has been applied. Of the sensor's picture where the file tells it, else of the
    /// preview; both 0 where nothing tells it.
    pub width: u32,
    pub height: u32,
    /// EXIF under the names of the API, the same as those of `ProbedImage`.
    pub metadata: Map<String, Value>,
    /// When the shutter opened, by the camera's own clock and without a zone: `DateTimeOriginal`, never `DateTime`.
    pub taken_at: Option<NaiveDateTime>,
    /// How far the camera's clock was ahead of UTC then, if the camera wrote it down.
    pub taken_offset_minutes: Option<i32>,
    pub preview: PreviewSource,
}

/// What can be shown of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreviewSource {
    /// The file is a picture.
    Itself,
    /// A JPEG that the camera put into its file, the largest one there is.
    Embedded {
        /// Bytes from the beginning of the file.
        offset: u64,
        length: u64,
        /// How the JPEG has to be turned, as EXIF counts it: 1 to 8.
        orientation: u8,
    },
    /// Nothing.
    None {
        /// Why, for people: it begins in lower case and has no full stop.
        reason: String,
    },
}

/// A picture as a file in the working folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewFile {
    pub path: PathBuf,
    pub width: u32,
    pub height: u32,
    /// Bytes.
    pub size: u64,
    /// 64 hex digits.
    pub blake3: String,
}

/// The outcome of decoding one file once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Developed {
    /// A JPEG of at most 150 px, in sRGB, upright and without metadata, on white where the picture is transparent.
    pub hotpreview: Vec<u8>,
    /// Of the hot preview.
    pub width: u32,
    pub height: u32,
    /// A JPEG of at most 1200 px, made alike.
    pub coldpreview: PreviewFile,
    pub hashes: Hashes,
}

/// What a preview that somebody else made turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreviewFacts {
    pub format: ImageFormat,
    /// Pixels, as seen.
    pub width: u32,
    pub height: u32,
    pub hashes: Hashes,
}

/// Reads the files of a photo library. Decoding runs off the async threads, and together with that of
/// `ImageProcessor` at most as many at a time as there are cores; but for previews of so few bytes and pixels that
/// waking another thread would take longer.
#[async_trait]
pub trait PhotoReader: Send + Sync {
    /// The name of a photograph: the SHA-256 of exactly these bytes, which are its hot preview.
    fn hothash(&self, hotpreview: &[u8]) -> Hothash;

    /// Sniffs the kind from the bytes, never from the name. A picture of the pool's formats is held to what
    /// `ImageProcessor::probe` holds it to. Of a RAW or HEIC file what can be read is read: one whose preview cannot be
    /// found, or that nobody here can decode, is `PreviewSource::None` with the reason and no error. MUST NOT decode
    /// pixels, MUST NOT fail because the metadata is broken, and MUST do bounded work in bounded memory whatever the
    /// file says about itself.
    async fn probe(&self, file: &Path) -> Result<ProbedPhoto, ImageError>;

    /// Decodes what `probe` found to be shown, once; writes `coldpreview.jpg` into `folder`, with its longer side at
    /// most 1200 px and never enlarged; and answers with it and the hot preview. `None` where there is no preview. A
    /// file that `probe` took and that cannot be decoded after all is an error about the file.
    async fn develop(
        &self,
        file: &Path,
        photo: &ProbedPhoto,
        folder: &Path,
    ) -> Result<Option<Developed>, ImageError>;

    /// A `coldpreview.jpg` that `develop` has written, as a JPEG with its longer side at most `longer_side` px and
    /// never enlarged.
    async fn made_smaller(&self, coldpreview: &Path, longer_side: u32) -> Result<Vec<u8>, ImageError>;

    /// Looks at a hot preview that a client made. MUST refuse what is no JPEG, PNG or WebP (`UnsupportedType`), has
    /// more than 1 MiB (`TooLarge`) or more than 1024 px on a side (`TooManyPixels`, before anything is decoded), and
    /// what cannot be decoded. Clients make JPEG; whatever it is, nothing of it is changed.
    async fn read_preview(&self, preview: Vec<u8>) -> Result<PreviewFacts, ImageError>;

    /// The hashes that `develop` gives, of any file that `probe` takes, without a file being written; `None` where
    /// there is no preview.
    async fn hashes_of(&self, file: &Path) -> Result<Option<Hashes>, ImageError>;
}
