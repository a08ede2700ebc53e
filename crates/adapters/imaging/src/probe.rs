//! The first look at a file: type, size, wholeness and metadata, without decoding a pixel.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::path::Path;

use atelier_application::ports::{ImageError, ProbedImage};
use atelier_domain::images::ImageFormat;

use crate::limits::ImagingLimits;
use crate::metadata::Metadata;
use crate::sniff::{HEAD, sniff};
use crate::source::Source;
use crate::structure::{self, Structure};

pub(crate) fn probe(file: &Path, limits: &ImagingLimits) -> Result<ProbedImage, ImageError> {
    let mut source = open(file, limits)?;
    let format = sniff(&source.read_up_to(HEAD)?)?;
    let (found, metadata) = look(&mut source, format, limits)?;
    let (width, height) = metadata.orientation.displayed(found.width, found.height);
    Ok(ProbedImage { format, width, height, metadata: metadata.fields, taken_at: metadata.taken_at })
}

/// Opens a file of an acceptable size.
pub(crate) fn open(file: &Path, limits: &ImagingLimits) -> Result<Source<BufReader<File>>, ImageError> {
    let source = Source::open(file)?;
    if source.length() > limits.max_bytes {
        return Err(ImageError::TooLarge { max: limits.max_bytes });
    }
    Ok(source)
}

/// Walks a file of a known format to its end.
pub(crate) fn look<R: BufRead + Seek>(
    source: &mut Source<R>,
    format: ImageFormat,
    limits: &ImagingLimits,
) -> Result<(Structure, Metadata), ImageError> {
    source.seek(0)?;
    let mut found = structure::walk(source, format, limits)?;
    let metadata = Metadata::read(found.exif.take(), found.icc.as_deref()).with_xmp(found.xmp.as_deref());
    Ok((found, metadata))
}
