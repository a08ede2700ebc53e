//! What is done with pixels.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use atelier_domain::galleries::{Notice, Position};
use atelier_domain::images::{ImageFormat, Preset};
use serde_json::{Map, Value};

/// A file cannot be taken as a picture. Every variant has a stable code of `docs/ERRORS.md`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// The bytes are of a type that the pool does not take; `found` names it where it is known.
    #[error("{found} files are not accepted; send JPEG, PNG, WebP, TIFF or GIF")]
    UnsupportedType { found: String },
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {max} bytes")]
    TooLarge { max: u64 },
    /// Refused from the header, before anything was decoded.
    #[error("the image has {width} × {height} pixels; at most {max} pixels are accepted")]
    TooManyPixels { width: u32, height: u32, max: u64 },
    /// The file ends before the image does.
    #[error("the file is incomplete: {0}")]
    Truncated(String),
    /// The bytes contradict themselves.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// The processor itself failed; the file may be fine.
    #[error("image processing failed: {0}")]
    Processor(String),
}

impl ImageError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnsupportedType { .. } => "unsupported_image_type",
            Self::Empty => "empty_file",
            Self::TooLarge { .. } => "file_too_large",
            Self::TooManyPixels { .. } => "too_many_pixels",
            Self::Truncated(_) => "truncated_image",
            Self::Damaged(_) => "damaged_image",
            Self::Processor(_) => "internal",
        }
    }
}

/// What the header and the metadata of a file say, without decoding its pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct ProbedImage {
    pub format: ImageFormat,
    /// Pixels, as seen: the EXIF orientation has been applied.
    pub width: u32,
    pub height: u32,
    /// EXIF under the names of the API; empty where there is none or it cannot be read.
    pub metadata: Map<String, Value>,
    /// When the shutter opened, by the camera's own clock and without a zone.
    pub taken_at: Option<chrono::NaiveDateTime>,
}

/// A derivative as a file in the working folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivativeFile {
    pub preset: Preset,
    pub path: PathBuf,
    pub format: ImageFormat,
    pub width: u32,
    pub height: u32,
    /// Bytes.
    pub size: u64,
    /// 64 hex digits.
    pub blake3: String,
    /// Of the hot preview: what stands for the picture until it has come, a JPEG of at most [`MAX_PLACEHOLDER`] bytes.
    pub placeholder: Option<Vec<u8>>,
}

/// The most bytes of a placeholder: in base64 it is below a kilobyte.
pub const MAX_PLACEHOLDER: usize = 720;

/// The outcome of decoding one original once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Processed {
    pub derivatives: Vec<DerivativeFile>,
    /// 64 bits of an 8 × 8 gradient hash over the 150 px picture.
    pub perceptual_hash: i64,
}

/// What is drawn over a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stamp {
    /// One line of text. Characters that the font lacks are drawn as boxes.
    Text(String),
    /// A picture, with its transparency.
    Picture { file: PathBuf, format: ImageFormat },
}

/// How it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamping {
    pub stamp: Stamp,
    pub position: Position,
    /// Hundredths.
    pub opacity: u8,
    /// Hundredths of the picture's width.
    pub scale: u8,
}

/// Reads and makes pictures. Decoding runs off the async threads and at most as many at a time as there are cores.
#[async_trait]
pub trait ImageProcessor: Send + Sync {
    /// Sniffs the type from the bytes, checks the size, the number of pixels and that the file is whole, and reads its
    /// metadata. MUST NOT decode pixels, MUST refuse too many pixels from the header, and MUST NOT fail because the
    /// metadata is broken.
    async fn probe(&self, file: &Path) -> Result<ProbedImage, ImageError>;

    /// Decodes the original once and writes the given presets into `folder` as `{preset}.{ext}`: longer side at most
    /// the preset's, never enlarged, orientation applied, sRGB, without metadata. A picture with transparency becomes
    /// PNG, any other JPEG. `Preset::Original` in `presets` is ignored. A hot preview MUST bring its placeholder along: at
    /// most 24 pixels on a side, without a notice or mark, on white where the picture is transparent.
    async fn make_derivatives(
        &self,
        file: &Path,
        format: ImageFormat,
        presets: &[Preset],
        folder: &Path,
    ) -> Result<Processed, ImageError>;

    /// The perceptual hash that `make_derivatives` gives, without any derivative being written.
    async fn perceptual_hash(&self, file: &Path, format: ImageFormat) -> Result<i64, ImageError> {
        // No preset, no file: the folder is only named.
        let folder = file.parent().unwrap_or(file);
        Ok(self.make_derivatives(file, format, &[], folder).await?.perceptual_hash)
    }

    /// The placeholder of a hot preview that was made before there were any.
    async fn placeholder(
        &self,
        hotpreview: &Path,
        format: ImageFormat,
    ) -> Result<Option<Vec<u8>>, ImageError> {
        let folder = hotpreview.parent().unwrap_or(hotpreview);
        let made = self.make_derivatives(hotpreview, format, &[Preset::Hotpreview], folder).await?;
        Ok(made.derivatives.into_iter().find_map(|file| file.placeholder))
    }

    /// Writes a copy of the original without EXIF, XMP, IPTC and comments, its pixels untouched byte for byte and its
    /// orientation and colour profile kept. MUST answer `UnsupportedType` for a format where that cannot be done.
    async fn strip_metadata(&self, file: &Path, format: ImageFormat, target: &Path)
    -> Result<(), ImageError>;

    /// As `strip_metadata`, with this notice in place of what was removed: EXIF `Copyright` and `Artist` where the
    /// format has EXIF, XMP `dc:rights` and `dc:creator` in a JPEG, a comment in a GIF.
    async fn replace_metadata(
        &self,
        file: &Path,
        format: ImageFormat,
        notice: &Notice,
        target: &Path,
    ) -> Result<(), ImageError>;

    /// Decodes a picture, draws over it and writes it into `folder` as a JPEG of the preset's quality: all its pixels,
    /// orientation applied, sRGB, without metadata, on white where it was transparent. The bounds on what is decoded
    /// are those of `make_derivatives`. MUST NOT answer `Ok` with a picture that has nothing drawn on it.
    async fn stamp(
        &self,
        file: &Path,
        format: ImageFormat,
        stamping: &Stamping,
        preset: Preset,
        folder: &Path,
    ) -> Result<DerivativeFile, ImageError>;

    /// BLAKE3 (64 hex digits) and size in bytes of a file.
    async fn digest(&self, file: &Path) -> Result<(String, u64), ImageError>;
}
