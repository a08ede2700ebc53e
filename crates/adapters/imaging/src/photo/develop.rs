//! What is made of a file of a library: two previews and two hashes, of one decoding.

use std::path::Path;

use atelier_application::ports::{
    Developed, ImageError, PreviewFacts, PreviewFile, PreviewSource, ProbedPhoto,
};
use atelier_domain::images::{ImageFormat, Preset, fit};
use atelier_domain::library::{FileFormat, Hashes};

use crate::dct_hash::dct_hash;
use crate::decode;
use crate::derive::{self, Finish, Sizes, Steps};
use crate::encode;
use crate::errors::{damaged, unsupported, writing};
use crate::heic;
use crate::limits::ImagingLimits;
use crate::metadata::Metadata;
use crate::orientation::Orientation;
use crate::phash::perceptual_hash;
use crate::pixels::{Layout, Pixels};
use crate::probe::open;
use crate::raw::{self, Span};
use crate::resize::shrink;
use crate::sniff::{named, recognise};
use crate::source::Source;
use crate::structure::{self, Structure};
use crate::workspace::Workspace;

/// The longer side of the cold preview.
const COLD: u32 = 1200;

/// Both previews stand for a file that is not always at hand.
const QUALITY: u8 = 85;

/// Bounds of what clients send.
const MAX_PREVIEW_BYTES: u64 = 1024 * 1024;
const MAX_PREVIEW_SIDE: u32 = 1024;

/// What must be known before memory for pixels is set aside.
pub(super) struct Headers {
    structure: Structure,
    kind: Kind,
}

enum Kind {
    Picture(ImageFormat),
    Embedded { span: Span, orientation: Orientation, is_adobe_rgb: bool },
    Heic,
}

impl Headers {
    pub(super) fn pixels(&self) -> u64 {
        crate::pipeline::pixels(&self.structure)
    }
}

/// `None` if there is nothing to be shown.
pub(super) fn headers(
    file: &Path,
    photo: &ProbedPhoto,
    limits: &ImagingLimits,
) -> Result<Option<Headers>, ImageError> {
    let (structure, kind) = match (&photo.preview, photo.format) {
        (PreviewSource::Embedded { offset, length, orientation }, _) => {
            let span = Span { offset: *offset, length: *length };
            let structure = raw::headers(&mut open(file, limits)?, span, limits)?;
            let orientation = Orientation::from_exif((*orientation).into()).unwrap_or_default();
            let is_adobe_rgb = photo.metadata.get("color_space").is_some_and(|space| space == "Adobe RGB");
            (structure, Kind::Embedded { span, orientation, is_adobe_rgb })
        }
        (PreviewSource::Itself, FileFormat::Image(format)) => {
            (derive::headers(file, format, limits)?, Kind::Picture(format))
        }
        (PreviewSource::Itself, FileFormat::Heic) => {
            // The size bounds how many are decoded at a time; the decoder looks for itself.
            let (width, height) = (photo.width, photo.height);
            (Structure { width, height, ..Structure::default() }, Kind::Heic)
        }
        (PreviewSource::None { .. }, _) | (PreviewSource::Itself, FileFormat::Raw(_)) => return Ok(None),
    };
    Ok(Some(Headers { structure, kind }))
}

/// Of a file that was written here.
pub(super) fn jpeg_headers(file: &Path, limits: &ImagingLimits) -> Result<Headers, ImageError> {
    let structure = derive::headers(file, ImageFormat::Jpeg, limits)?;
    Ok(Headers { structure, kind: Kind::Picture(ImageFormat::Jpeg) })
}

pub(super) fn decode(
    file: &Path,
    headers: Headers,
    limits: &ImagingLimits,
    workspace: &mut Workspace,
) -> Result<Steps, ImageError> {
    let Headers { structure, kind } = headers;
    let sizes = Sizes { width: structure.width, height: structure.height };
    let needed = sizes.of(Preset::Web);
    let (decoded, finish) = match kind {
        Kind::Picture(format) => {
            let decoded = decode::decode(file, format, &structure, needed, limits, workspace)?;
            (decoded, Finish::of(&Metadata::read(structure.exif, None)))
        }
        Kind::Embedded { span, orientation, is_adobe_rgb } => {
            let part = (span.offset, span.length);
            let decoded = decode::part(file, part, &structure, needed, limits, workspace)?;
            let mut finish = Finish::of(&Metadata::read(structure.exif, None));
            // What turns the JPEG is what the camera says of the whole file.
            finish.orientation = orientation;
            finish.colours.is_adobe_rgb |= is_adobe_rgb;
            (decoded, finish)
        }
        Kind::Heic => {
            open(file, limits)?;
            let bytes = heic::load(file)?.map_err(unsupported)?;
            let decoded = heic::decode(&bytes, limits)?;
            let sizes = Sizes { width: decoded.pixels.width, height: decoded.pixels.height };
            return Steps::of(decoded, sizes, Finish::of(&Metadata::default()), false, workspace);
        }
    };
    Steps::of(decoded, sizes, finish, false, workspace)
}

/// Writes the cold preview into the folder.
pub(super) fn write(
    steps: &Steps,
    folder: &Path,
    workspace: &mut Workspace,
) -> Result<Developed, ImageError> {
    let hot = opaque(&steps.hotpreview);
    let cold = within(steps, COLD, workspace)?;
    let bytes = encode::jpeg(&cold, QUALITY)?;
    let path = folder.join("coldpreview.jpg");
    std::fs::write(&path, &bytes).map_err(|error| writing(&error))?;
    let coldpreview = PreviewFile {
        path,
        width: cold.width,
        height: cold.height,
        size: bytes.len() as u64,
        blake3: blake3::hash(&bytes).to_hex().to_string(),
    };
    Ok(Developed {
        hotpreview: encode::jpeg(&hot, QUALITY)?,
        width: hot.width,
        height: hot.height,
        coldpreview,
        hashes: hashes(&steps.hotpreview)?,
    })
}

pub(super) fn made_smaller(
    steps: &Steps,
    longer_side: u32,
    workspace: &mut Workspace,
) -> Result<Vec<u8>, ImageError> {
    encode::jpeg(&within(steps, longer_side, workspace)?, QUALITY)
}

fn within(steps: &Steps, longer_side: u32, workspace: &mut Workspace) -> Result<Pixels, ImageError> {
    let size = fit(steps.sizes.width, steps.sizes.height, longer_side);
    Ok(match shrink(&mut workspace.resampler, &steps.web, size)? {
        Some(smaller) => opaque(&smaller),
        None => opaque(&steps.web),
    })
}

pub(super) fn hashes(hotpreview: &Pixels) -> Result<Hashes, ImageError> {
    Ok(Hashes { gradient: perceptual_hash(hotpreview)?, dct: dct_hash(hotpreview) })
}

/// As it looks on white paper.
fn opaque(pixels: &Pixels) -> Pixels {
    match pixels.layout {
        Layout::GrayAlpha | Layout::Rgba => {
            Pixels { layout: Layout::Rgb, data: pixels.on_white().into_owned(), ..*pixels }
        }
        Layout::Gray | Layout::Rgb | Layout::Cmyk | Layout::Ycck => pixels.clone(),
    }
}

/// The headers of a preview from elsewhere.
pub(super) fn preview_headers(bytes: &[u8], limits: &ImagingLimits) -> Result<Headers, ImageError> {
    if bytes.len() as u64 > MAX_PREVIEW_BYTES {
        return Err(ImageError::TooLarge { max: MAX_PREVIEW_BYTES });
    }
    let format = match recognise(bytes)? {
        FileFormat::Image(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => format,
        other => return Err(unsupported(named(other))),
    };
    let bound = u64::from(MAX_PREVIEW_SIDE) * u64::from(MAX_PREVIEW_SIDE);
    let limits = ImagingLimits { max_pixels: limits.max_pixels.min(bound), ..*limits };
    let structure = structure::walk(&mut Source::of(bytes), format, &limits)?;
    let (width, height) = (structure.width, structure.height);
    if width.max(height) > MAX_PREVIEW_SIDE {
        return Err(ImageError::TooManyPixels { width, height, max: bound });
    }
    Ok(Headers { structure, kind: Kind::Picture(format) })
}

pub(super) fn read_preview(
    bytes: Vec<u8>,
    headers: Headers,
    limits: &ImagingLimits,
    workspace: &mut Workspace,
) -> Result<PreviewFacts, ImageError> {
    let Headers { structure, kind: Kind::Picture(format) } = headers else {
        return Err(damaged("it is no picture"));
    };
    let decoded = decode::in_memory(bytes, format, &structure, limits, workspace)?;
    let sizes = Sizes { width: structure.width, height: structure.height };
    let finish = Finish::of(&Metadata::read(structure.exif, None));
    let steps = Steps::of(decoded, sizes, finish, false, workspace)?;
    let Sizes { width, height } = steps.sizes;
    Ok(PreviewFacts { format, width, height, hashes: hashes(&steps.hotpreview)? })
}
