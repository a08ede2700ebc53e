//! The first look at a file of a library.

use std::io::{BufRead, Seek};
use std::path::Path;

use atelier_application::ports::{ImageError, PreviewSource, ProbedPhoto};
use atelier_domain::images::ImageFormat;
use atelier_domain::library::{FileFormat, RawFormat};

use crate::errors::unsupported;
use crate::heic;
use crate::limits::ImagingLimits;
use crate::metadata::Metadata;
use crate::probe::{look, open};
use crate::raw::Container;
use crate::sniff::{HEAD, recognise};
use crate::source::Source;
use crate::structure::tiff::raw::RawKind;
use crate::structure::tiff::raw_kind;

pub(super) fn probe(file: &Path, limits: &ImagingLimits) -> Result<ProbedPhoto, ImageError> {
    let mut source = open(file, limits)?;
    match recognise(&source.read_up_to(HEAD)?)? {
        FileFormat::Image(ImageFormat::Tiff) => match raw_kind(&mut source) {
            Ok(Some(RawKind::Known(format))) => raw(&mut source, format, limits),
            Ok(Some(kind @ RawKind::Other(_))) => Err(unsupported(kind.name())),
            // Whatever is wrong, the walk over the picture says it better.
            Ok(None) | Err(_) => picture(&mut source, ImageFormat::Tiff, limits),
        },
        FileFormat::Image(format) => picture(&mut source, format, limits),
        FileFormat::Raw(format) => raw(&mut source, format, limits),
        FileFormat::Heic => heic(file, limits),
    }
}

fn picture<R: BufRead + Seek>(
    source: &mut Source<R>,
    format: ImageFormat,
    limits: &ImagingLimits,
) -> Result<ProbedPhoto, ImageError> {
    let (found, metadata) = look(source, format, limits)?;
    let size = metadata.orientation.displayed(found.width, found.height);
    Ok(photo(FileFormat::Image(format), size, metadata, PreviewSource::Itself))
}

fn raw<R: BufRead + Seek>(
    source: &mut Source<R>,
    format: RawFormat,
    limits: &ImagingLimits,
) -> Result<ProbedPhoto, ImageError> {
    let mut container = Container::read(source, format)?;
    let preview = container.preview(source, limits)?;
    let mut metadata = Metadata::read(container.exif.take(), None);
    let mut stored = container.sensor;
    let found = match preview {
        Ok(preview) => {
            stored = stored.or(Some((preview.headers.width, preview.headers.height)));
            // Some cameras write all metadata, and all of them some, into the JPEG too.
            let profile = preview.headers.icc.as_deref();
            metadata = metadata.or(Metadata::read(preview.headers.exif, profile));
            Ok(preview.span)
        }
        Err(reason) => Err(reason),
    };
    let (width, height) = stored.unwrap_or_default();
    let preview = match found {
        Ok(span) => PreviewSource::Embedded {
            offset: span.offset,
            length: span.length,
            orientation: u8::try_from(metadata.orientation.to_exif()).unwrap_or(1),
        },
        Err(reason) => PreviewSource::None { reason },
    };
    let size = metadata.orientation.displayed(width, height);
    Ok(photo(FileFormat::Raw(format), size, metadata, preview))
}

fn heic(file: &Path, limits: &ImagingLimits) -> Result<ProbedPhoto, ImageError> {
    let found = match heic::load(file)? {
        Ok(bytes) => heic::look(&bytes, limits),
        Err(reason) => heic::Found { fault: Some(reason), ..heic::Found::default() },
    };
    // The container turns the picture by itself, whatever its EXIF says.
    let metadata = Metadata::read(found.exif, found.icc.as_deref());
    let preview = match found.fault {
        None => PreviewSource::Itself,
        Some(fault) => PreviewSource::None { reason: format!("it cannot be decoded ({fault})") },
    };
    Ok(photo(FileFormat::Heic, found.size.unwrap_or_default(), metadata, preview))
}

fn photo(
    format: FileFormat,
    (width, height): (u32, u32),
    metadata: Metadata,
    preview: PreviewSource,
) -> ProbedPhoto {
    let Metadata { fields, taken_at, taken_offset_minutes, orientation: _, is_adobe_rgb: _ } = metadata;
    ProbedPhoto { format, width, height, metadata: fields, taken_at, taken_offset_minutes, preview }
}
