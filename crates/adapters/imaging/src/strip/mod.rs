//! A copy without metadata, or with a notice in its place, its image data untouched byte for byte.
//!
//! What is kept is listed, not what is dropped: a block that nobody here knows may hold anything.

mod gif;
mod jpeg;
mod png;
mod webp;
mod xmp;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use atelier_application::ports::ImageError;
use atelier_domain::galleries::Notice;
use atelier_domain::images::ImageFormat;

use crate::derive;
use crate::errors::{unsupported, writing};
use crate::exif_block;
use crate::limits::ImagingLimits;
use crate::metadata::Metadata;
use crate::orientation::Orientation;
use crate::source::Source;

/// Writes the copy to `target`, and removes it again if it cannot be finished.
///
/// TIFF is refused: its directories point at absolute positions, and removing one would move all the others.
pub(crate) fn strip(
    file: &Path,
    format: ImageFormat,
    notice: Option<&Notice>,
    target: &Path,
    limits: &ImagingLimits,
) -> Result<(), ImageError> {
    if format == ImageFormat::Tiff {
        return Err(unsupported("TIFF with removable metadata"));
    }
    let headers = derive::headers(file, format, limits)?;
    let size = (headers.width, headers.height);
    let kept = Kept { orientation: Metadata::read(headers.exif, None).orientation, notice };
    let mut source = Source::open(file)?;
    let mut copy =
        BufWriter::with_capacity(64 * 1024, File::create(target).map_err(|error| writing(&error))?);
    let outcome = match format {
        ImageFormat::Jpeg => jpeg::strip(&mut source, &mut copy, &kept),
        ImageFormat::Png => png::strip(&mut source, &mut copy, &kept),
        ImageFormat::WebP => webp::strip(&mut source, &mut copy, &kept, size),
        ImageFormat::Gif | ImageFormat::Tiff => gif::strip(&mut source, &mut copy, &kept),
    };
    let outcome = outcome.and_then(|()| copy.flush().map_err(|error| writing(&error)));
    if outcome.is_err() {
        // The error that matters is the one that we have; a leftover in the working folder is swept anyway.
        let _ = std::fs::remove_file(target);
    }
    outcome
}

/// What a copy says about itself.
struct Kept<'a> {
    orientation: Orientation,
    notice: Option<&'a Notice>,
}

impl Kept<'_> {
    /// As EXIF, if its picture is stored turned or there is a notice.
    fn exif(&self) -> Option<Vec<u8>> {
        let turned = (self.orientation != Orientation::Upright).then(|| self.orientation.to_exif());
        exif_block::small_block(turned, self.notice)
    }
}

fn put(copy: &mut impl Write, bytes: &[u8]) -> Result<(), ImageError> {
    copy.write_all(bytes).map_err(|error| writing(&error))
}

#[cfg(test)]
mod tests;
