//! HEIC: the container says where tiles of HEVC are and how they make a picture; `heic-rs` decodes them.
//!
//! The crate bounds the picture that comes out. What goes in is bounded here: the size of every tile is asked of its own
//! parameter sets before it is decoded, and the tiles together may have little more pixels than the picture.

mod sequence;

use std::borrow::Cow;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use atelier_application::ports::ImageError;
use heic_rs::color;
use heic_rs::context::Context;
use heic_rs::grid;
use heic_rs::hevc::{self, ChromaFormat, Frame};
use heic_rs::metadata::exif_tiff;
use heic_rs::props::ItemProps;
use heic_rs::props::colr::{MatrixCoefficients, Nclx, Range};
use heic_rs::props::hvcc::NAL_SPS;
use heic_rs::transform;
use heic_rs::{Error, PixelLayout};

use crate::decode::Decoded;
use crate::errors::{damaged, truncated, unsupported};
use crate::limits::ImagingLimits;
use crate::pixels::{Layout, Pixels};
use crate::source::Source;
use crate::structure::{MAX_EXIF, MAX_ICC};

/// Telephones write 2 MB and cameras 20. The file is held in memory, so a larger one is not looked into.
const MAX_BYTES: u64 = 96 * 1024 * 1024;

/// Tiles overlap the border of the picture by less than a tile.
const TILES_OVER_PICTURE: u64 = 2;

/// What the container says.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// As seen; the container turns and crops by itself.
    pub(crate) size: Option<(u32, u32)>,
    pub(crate) exif: Option<Vec<u8>>,
    pub(crate) icc: Option<Vec<u8>>,
    /// Why it cannot be decoded, where that is known beforehand.
    pub(crate) fault: Option<String>,
}

/// The whole file, or why it is not read.
pub(crate) fn load(file: &Path) -> Result<Result<Vec<u8>, String>, ImageError> {
    let mut source = Source::open(file)?;
    let length = source.length();
    if length > MAX_BYTES {
        return Ok(Err(format!("a HEIC file of more than {MAX_BYTES} bytes is not decoded")));
    }
    Ok(Ok(source.bytes(length)?))
}

pub(crate) fn look(bytes: &[u8], limits: &ImagingLimits) -> Found {
    let looked = catch_unwind(AssertUnwindSafe(|| container(bytes, limits)));
    let mut found = looked.unwrap_or_else(|_panic| fault("it contradicts itself"));
    if found.exif.is_none() {
        found.exif = catch_unwind(AssertUnwindSafe(|| loose_exif(bytes))).ok().flatten();
    }
    found
}

fn fault(reason: impl ToString) -> Found {
    Found { fault: Some(reason.to_string()), ..Found::default() }
}

fn container(bytes: &[u8], limits: &ImagingLimits) -> Found {
    let context = match Context::open(bytes) {
        Ok(context) => context,
        Err(error) => return fault(error),
    };
    let id = context.meta.primary;
    let exif = context.exif_item(id).and_then(|item| context.item_data(item).ok());
    let exif = exif.filter(|item| item.len() as u64 <= MAX_EXIF);
    let exif = exif.and_then(|item| exif_tiff(&item).ok().map(<[u8]>::to_vec));
    let icc = context.props(id).ok().and_then(|props| props.icc).filter(|icc| icc.len() as u64 <= MAX_ICC);
    let icc = icc.map(<[u8]>::to_vec);
    let mut found = Found { exif, icc, ..Found::default() };
    let coded = Coded::of(&context, limits).map(|_tiles| ());
    let said = heic_rs::probe(bytes).map_err(explain);
    found.size = said.as_ref().ok().map(|info| (info.width, info.height));
    let sized = said.and_then(|info| limits.check_dimensions(info.width, info.height));
    found.fault = coded.and(sized).err().map(|error| match error {
        // The rest of this message is for people who send to the pool.
        ImageError::UnsupportedType { found } => found,
        error => error.to_string(),
    });
    found
}

/// The metadata of a file whose items are not connected as they should be.
fn loose_exif(bytes: &[u8]) -> Option<Vec<u8>> {
    let read = exif::Reader::new().continue_on_error(true).read_from_container(&mut Cursor::new(bytes));
    let read = read.or_else(|error| error.distill_partial_result(|_ignored| ())).ok()?;
    Some(read.buf()).filter(|block| block.len() as u64 <= MAX_EXIF).map(<[u8]>::to_vec)
}

/// Decodes the picture as it is seen: turned, mirrored and cropped.
pub(crate) fn decode(bytes: &[u8], limits: &ImagingLimits) -> Result<Decoded, ImageError> {
    let context = Context::open(bytes).map_err(explain)?;
    let id = context.meta.primary;
    let props = context.props(id).map_err(explain)?;
    let (width, height) = context.coded_size(id, &props).map_err(explain)?;
    limits.check_dimensions(width, height)?;
    let coded = Coded::of(&context, limits)?;
    let colours = colours(coded.colours.or(props.nclx));
    let frame = coded.frame(limits)?;
    let layout =
        if frame.chroma == ChromaFormat::Monochrome { PixelLayout::Gray8 } else { PixelLayout::Rgb8 };
    let picture =
        color::convert(&frame, None, colours, layout, limits.max_pixels, Some(1)).map_err(explain)?;
    drop(frame);
    let picture = transform::apply_all(picture, &props.transforms).map_err(explain)?;
    let layout = if layout.is_gray() { Layout::Gray } else { Layout::Rgb };
    let pixels = Pixels { width: picture.width, height: picture.height, layout, data: picture.data };
    let icc = props.icc.filter(|icc| icc.len() as u64 <= MAX_ICC).map(<[u8]>::to_vec);
    Ok(Decoded { pixels, icc })
}

/// What a file that says nothing means, by the standard for such files: all of the range, and the matrix of JPEG.
/// Telephones rely on it. Taking studio levels instead makes every photograph harsher than it is.
fn colours(said: Option<Nclx>) -> Nclx {
    let unsaid = Nclx {
        primaries: 1,
        transfer: 13,
        matrix: MatrixCoefficients::Bt601,
        matrix_code: 6,
        range: Range::Full,
    };
    match said {
        Some(said) if said.matrix == MatrixCoefficients::Unspecified => {
            Nclx { matrix: unsaid.matrix, matrix_code: unsaid.matrix_code, ..said }
        }
        said => said.unwrap_or(unsaid),
    }
}

/// The coded pictures of which the picture consists.
struct Coded<'a> {
    grid: Option<grid::Grid>,
    tiles: Vec<(ItemProps<'a>, Cow<'a, [u8]>)>,
    colours: Option<Nclx>,
}

impl<'a> Coded<'a> {
    /// Gathers them, all within the file and together of a bounded size.
    fn of(context: &Context<'a>, limits: &ImagingLimits) -> Result<Self, ImageError> {
        let id = context.meta.primary;
        let (grid, ids) = match context.grid(id).map_err(explain)? {
            Some((grid, ids)) => (Some(grid), ids),
            None => (None, vec![id]),
        };
        let mut room = limits.max_pixels.saturating_mul(TILES_OVER_PICTURE);
        // Items may share bytes, and each could be as long as the file.
        let mut bytes_left = (context.file.len() as u64).saturating_mul(2);
        let mut tiles = Vec::new();
        for id in ids {
            let props = context.props(id).map_err(explain)?;
            let pixels = pixels(&props)?;
            room =
                room.checked_sub(pixels).ok_or_else(|| damaged("its tiles are larger than the picture"))?;
            let data = context.item_data(id).map_err(explain)?;
            bytes_left = bytes_left
                .checked_sub(data.len() as u64)
                .ok_or_else(|| damaged("its tiles have more bytes than the file"))?;
            tiles.push((props, data));
        }
        let colours = tiles.first().and_then(|(props, _)| props.nclx);
        Ok(Self { grid, tiles, colours })
    }

    fn frame(self, limits: &ImagingLimits) -> Result<Frame, ImageError> {
        let mut frames = Vec::with_capacity(self.tiles.len());
        for (props, data) in &self.tiles {
            let config = props.hvcc.as_ref().ok_or_else(|| damaged("a tile has no configuration"))?;
            let units = config.split_nals(data).map_err(explain)?;
            let frame = hevc::decode_still(&config.parameter_sets(), &units).map_err(explain)?;
            frame.validate().map_err(explain)?;
            frames.push(frame);
        }
        match self.grid {
            Some(grid) => grid::compose(&grid, &frames, limits.max_pixels).map_err(explain),
            None => frames.pop().ok_or_else(|| damaged("it has no picture")),
        }
    }
}

/// The pixels of a tile by its own parameter sets. Which of several will be used only the tile itself says, so the largest
/// counts.
fn pixels(props: &ItemProps<'_>) -> Result<u64, ImageError> {
    let config = props.hvcc.as_ref().ok_or_else(|| unsupported("HEIF without HEVC"))?;
    let sets = config.parameter_sets();
    let sequences = sets.iter().filter(|set| set.first().is_some_and(|byte| byte >> 1 & 0x3F == NAL_SPS));
    let mut largest = None;
    for set in sequences {
        largest = largest.max(Some(sequence::pixels(set)?));
    }
    largest.ok_or_else(|| damaged("a tile has no parameter sets"))
}

fn explain(error: Error) -> ImageError {
    let text = error.to_string();
    match error {
        Error::Truncated(_) => truncated(text),
        Error::Unsupported(_) => unsupported(format!("HEIC of an unusual kind ({text})")),
        _ => damaged(text),
    }
}

#[cfg(test)]
pub(crate) mod samples;
