//! What cameras write beside their sensors' data: metadata, and JPEGs to look at. The sensors' data is never read.
//!
//! One file per family of containers. Each collects where JPEGs may be; [`Container::preview`] reads the headers of those
//! places and takes the largest that is a picture which can be decoded. Offsets, lengths and counts are the file's word
//! only: every list is bounded, every directory is visited once, and what is not within the file is passed over.

mod boxes;
mod cr3;
mod maker;
mod raf;
mod tiff;

use std::io::{BufRead, Seek};

use atelier_application::ports::ImageError;
use atelier_domain::library::RawFormat;

use crate::limits::ImagingLimits;
use crate::source::Source;
use crate::structure::{self, Structure};

/// Cameras write four JPEGs at most.
const MAX_PLACES: usize = 32;

/// A longer side than this is no sensor's.
const LONGEST_SIDE: u32 = 200_000;

/// Where something is in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) offset: u64,
    pub(crate) length: u64,
}

/// A JPEG in a RAW file.
#[derive(Debug)]
pub(crate) struct Preview {
    pub(crate) span: Span,
    pub(crate) headers: Structure,
}

/// What a RAW file says of itself.
#[derive(Debug, Default)]
pub(crate) struct Container {
    /// A TIFF block in the form that the EXIF reader knows.
    pub(crate) exif: Option<Vec<u8>>,
    /// The picture of the sensor, as stored.
    pub(crate) sensor: Option<(u32, u32)>,
    places: Vec<Span>,
    /// The first thing that could not be read, for people.
    fault: Option<String>,
}

impl Container {
    pub(crate) fn read<R: BufRead + Seek>(
        source: &mut Source<R>,
        format: RawFormat,
    ) -> Result<Self, ImageError> {
        let mut container = Self::default();
        let outcome = match format {
            RawFormat::Cr3 => cr3::read(source, &mut container),
            RawFormat::Raf => raf::read(source, &mut container),
            RawFormat::Cr2
            | RawFormat::Nef
            | RawFormat::Arw
            | RawFormat::Dng
            | RawFormat::Orf
            | RawFormat::Rw2 => tiff::read(source, format, &mut container),
        };
        match outcome {
            Ok(()) => {}
            // The disk, and not the file.
            Err(error @ ImageError::Processor(_)) => return Err(error),
            Err(error) => container.blame(&error),
        }
        Ok(container)
    }

    /// The largest JPEG, or why there is none.
    pub(crate) fn preview<R: BufRead + Seek>(
        &self,
        source: &mut Source<R>,
        limits: &ImagingLimits,
    ) -> Result<Result<Preview, String>, ImageError> {
        let mut best: Option<Preview> = None;
        let mut fault = self.fault.clone();
        for span in &self.places {
            match headers(source, *span, limits) {
                Ok(headers) => {
                    let preview = Preview { span: *span, headers };
                    if best.as_ref().is_none_or(|best| preview.extent() > best.extent()) {
                        best = Some(preview);
                    }
                }
                Err(error @ ImageError::Processor(_)) => return Err(error),
                Err(error) => {
                    fault.get_or_insert(error.to_string());
                }
            }
        }
        Ok(best.ok_or_else(|| match fault {
            Some(fault) => format!("the file has no preview that can be read ({fault})"),
            None => "the camera put no preview into the file".to_owned(),
        }))
    }

    fn propose(&mut self, offset: u64, length: u64) {
        let span = Span { offset, length };
        if length > 0 && self.places.len() < MAX_PLACES && !self.places.contains(&span) {
            self.places.push(span);
        }
    }

    fn blame(&mut self, error: &ImageError) {
        self.fault.get_or_insert(error.to_string());
    }

    /// Keeps the first size that is one.
    fn measure(&mut self, size: Option<(u32, u32)>) {
        let is_size = |side: u32| (1..=LONGEST_SIDE).contains(&side);
        let size = size.filter(|(width, height)| is_size(*width) && is_size(*height));
        self.sensor = self.sensor.or(size);
    }
}

impl Preview {
    /// By pixels, then by bytes: of two JPEGs of a size the one with more detail.
    fn extent(&self) -> (u64, u64) {
        (u64::from(self.headers.width) * u64::from(self.headers.height), self.span.length)
    }
}

/// The headers of an embedded JPEG. Sensors' data that is packed as lossless JPEG is refused here by its frame.
pub(crate) fn headers<R: BufRead + Seek>(
    source: &mut Source<R>,
    span: Span,
    limits: &ImagingLimits,
) -> Result<Structure, ImageError> {
    structure::jpeg::headers(&mut source.part(span.offset, span.length)?, limits)
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
