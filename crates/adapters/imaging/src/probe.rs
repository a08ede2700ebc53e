//! The first look at a file: type, size, wholeness and metadata, without decoding a pixel.

use std::path::Path;

use atelier_application::ports::{ImageError, ProbedImage};

use crate::limits::ImagingLimits;
use crate::metadata::Metadata;
use crate::sniff::{HEAD, sniff};
use crate::source::Source;
use crate::structure;

pub(crate) fn probe(file: &Path, limits: &ImagingLimits) -> Result<ProbedImage, ImageError> {
    let mut source = Source::open(file)?;
    if source.length() > limits.max_bytes {
        return Err(ImageError::TooLarge { max: limits.max_bytes });
    }
    let format = sniff(&source.read_up_to(HEAD)?)?;
    source.seek(0)?;
    let found = structure::walk(&mut source, format, limits)?;
    let metadata = Metadata::read(found.exif, found.icc.as_deref());
    let (width, height) = metadata.orientation.displayed(found.width, found.height);
    Ok(ProbedImage { format, width, height, metadata: metadata.fields, taken_at: metadata.taken_at })
}
