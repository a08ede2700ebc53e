//! What a file says about itself, read by walking its blocks: no pixel is decoded and the file is never held in memory.

pub(crate) mod gif;
pub(crate) mod jpeg;
pub(crate) mod png;
pub(crate) mod tiff;
pub(crate) mod webp;

use std::io::{BufRead, Seek};

use atelier_application::ports::ImageError;
use atelier_domain::images::ImageFormat;

use crate::limits::ImagingLimits;
use crate::source::Source;

/// The largest EXIF block that is read; cameras write at most 64 KiB, a JPEG segment holds no more.
pub(crate) const MAX_EXIF: u64 = 1024 * 1024;

/// The largest colour profile that is read; press profiles take about 2 MiB.
pub(crate) const MAX_ICC: u64 = 8 * 1024 * 1024;

/// The largest XMP packet that is read. A JPEG segment holds 64 KiB; histories of edits make larger ones elsewhere.
pub(crate) const MAX_XMP: u64 = 1024 * 1024;

/// The outcome of walking a file to its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Structure {
    /// As stored: the orientation has not been applied.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// A TIFF block that begins with its byte order.
    pub(crate) exif: Option<Vec<u8>>,
    pub(crate) icc: Option<Vec<u8>>,
    /// An XMP packet: of a JPEG, PNG or WebP.
    pub(crate) xmp: Option<Vec<u8>>,
    /// JPEG only: an Adobe segment says that four-component samples are stored inverted.
    pub(crate) adobe: bool,
}

/// Walks the whole file. Every error is about the file: `Truncated`, `Damaged`, or a variant that we do not decode. Its
/// size in pixels is checked as soon as the header has told it, so that nothing after it is looked at.
pub(crate) fn walk<R: BufRead + Seek>(
    source: &mut Source<R>,
    format: ImageFormat,
    limits: &ImagingLimits,
) -> Result<Structure, ImageError> {
    match format {
        ImageFormat::Jpeg => jpeg::walk(source, limits),
        ImageFormat::Png => png::walk(source, limits),
        ImageFormat::WebP => webp::walk(source, limits),
        ImageFormat::Tiff => tiff::walk(source, limits),
        ImageFormat::Gif => gif::walk(source, limits),
    }
}

/// Takes off the header that belongs to JPEG and that some programs write into other formats too.
pub(crate) fn bare_exif(block: Vec<u8>) -> Vec<u8> {
    match block.strip_prefix(b"Exif\0\0") {
        Some(bare) => bare.to_vec(),
        None => block,
    }
}
