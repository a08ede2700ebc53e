//! TIFF: a chain of directories whose entries point anywhere in the file. Camera RAW files look the same from outside.

pub(crate) mod directory;
pub(crate) mod raw;

use std::collections::HashSet;
use std::io::{BufRead, Seek};

use atelier_application::ports::ImageError;

use self::directory::{Directory, Entry, read_directory};
use self::raw::RawKind;
use super::{MAX_EXIF, MAX_ICC, Structure};
use crate::errors::{damaged, truncated, unsupported};
use crate::exif_block::{ByteOrder, EXIF_DIRECTORY, Field, GPS_DIRECTORY, assemble};
use crate::limits::ImagingLimits;
use crate::source::Source;

pub(crate) const WIDTH: u16 = 0x0100;
pub(crate) const HEIGHT: u16 = 0x0101;
pub(crate) const STRIP_OFFSETS: u16 = 0x0111;
pub(crate) const STRIP_SIZES: u16 = 0x0117;
const TILE_OFFSETS: u16 = 0x0144;
const TILE_SIZES: u16 = 0x0145;
const ICC_PROFILE: u16 = 0x8773;

/// Later pages are not shown, and a chain can be made endless; so many are checked.
const MAX_DIRECTORIES: usize = 32;

/// A strip has at least one row, so even a huge picture has fewer; the bound keeps a false count from costing time.
const MAX_STRIPS: u32 = 1 << 20;

/// Values of this size hold every text and number of EXIF; maker notes are not worth copying.
const MAX_FIELD: u64 = 4096;

/// Checks that every directory and every strip or tile lies within the file.
pub(crate) fn walk<R: BufRead + Seek>(
    source: &mut Source<R>,
    limits: &ImagingLimits,
) -> Result<Structure, ImageError> {
    let (order, mut next) = header(source)?;
    let mut seen = HashSet::new();
    let mut structure = Structure::default();
    while next != 0 && seen.len() < MAX_DIRECTORIES {
        if !seen.insert(next) {
            return Err(damaged("its directories go round in a circle"));
        }
        let directory = read_directory(source, order, next)?;
        if seen.len() == 1 {
            if let Some(kind) = raw::kind(source, order, &directory) {
                return Err(unsupported(kind.name()));
            }
            structure = first_page(source, order, &directory)?;
            limits.check_dimensions(structure.width, structure.height)?;
        }
        check_data(source, order, &directory)?;
        next = directory.next;
    }
    if seen.is_empty() {
        return Err(damaged("it has no image"));
    }
    Ok(structure)
}

/// The byte order, and where the first directory is.
fn header<R: BufRead + Seek>(source: &mut Source<R>) -> Result<(ByteOrder, u64), ImageError> {
    let order = match source.array::<4>()? {
        mark if mark == ByteOrder::Little.mark() => ByteOrder::Little,
        mark if mark == ByteOrder::Big.mark() => ByteOrder::Big,
        _ => return Err(damaged("it does not begin as a TIFF")),
    };
    Ok((order, order.read_long(source.array()?).into()))
}

/// Whether a TIFF container is a RAW file, and whose.
pub(crate) fn raw_kind<R: BufRead + Seek>(source: &mut Source<R>) -> Result<Option<RawKind>, ImageError> {
    source.seek(0)?;
    let (order, first) = header(source)?;
    let directory = read_directory(source, order, first)?;
    Ok(raw::kind(source, order, &directory))
}

fn first_page<R: BufRead + Seek>(
    source: &mut Source<R>,
    order: ByteOrder,
    directory: &Directory,
) -> Result<Structure, ImageError> {
    let size = |tag| directory.find(tag).and_then(|entry| entry.number(order));
    let (Some(width), Some(height)) = (size(WIDTH), size(HEIGHT)) else {
        return Err(damaged("it does not say how large it is"));
    };
    // Metadata may be broken; the picture is not the worse for it.
    let icc = directory
        .find(ICC_PROFILE)
        .filter(|entry| entry.size() <= MAX_ICC)
        .and_then(|entry| entry.read(source, order).ok());
    let exif = Some(extract(source, order, directory));
    Ok(Structure { width, height, exif, icc, ..Structure::default() })
}

/// Every strip or tile that the directory names must lie within the file.
fn check_data<R: BufRead + Seek>(
    source: &mut Source<R>,
    order: ByteOrder,
    directory: &Directory,
) -> Result<(), ImageError> {
    let pair = [(STRIP_OFFSETS, STRIP_SIZES), (TILE_OFFSETS, TILE_SIZES)]
        .into_iter()
        .find_map(|(offsets, sizes)| Some((directory.find(offsets)?, directory.find(sizes)?)));
    let Some((offsets, sizes)) = pair else {
        return Err(damaged("a page has neither strips nor tiles"));
    };
    if offsets.count != sizes.count || offsets.count > MAX_STRIPS {
        return Err(damaged("a page does not say where its strips are"));
    }
    let offsets = offsets.numbers(source, order)?;
    let sizes = sizes.numbers(source, order)?;
    let length = source.length();
    for (offset, size) in offsets.into_iter().zip(sizes) {
        if u64::from(offset) + u64::from(size) > length {
            return Err(truncated(format!(
                "a strip of {size} bytes at byte {offset} is not within its {length}"
            )));
        }
    }
    Ok(())
}

/// Copies the small fields of the three directories that hold metadata into a block of their own, so that the EXIF reader
/// needs not hold the whole file in memory.
pub(crate) fn extract<R: BufRead + Seek>(
    source: &mut Source<R>,
    order: ByteOrder,
    main: &Directory,
) -> Vec<u8> {
    let child = |source: &mut Source<R>, tag| {
        let at = main.find(tag).and_then(|entry| entry.number(order));
        let directory = at.and_then(|at| read_directory(source, order, at.into()).ok());
        directory.map(|directory| fields(source, order, &directory)).unwrap_or_default()
    };
    let exif = child(source, EXIF_DIRECTORY);
    let gps = child(source, GPS_DIRECTORY);
    let main = fields(source, order, main);
    assemble(order, main, exif, gps)
}

/// The fields of a directory that are small enough to be metadata.
pub(crate) fn fields<R: BufRead + Seek>(
    source: &mut Source<R>,
    order: ByteOrder,
    directory: &Directory,
) -> Vec<Field> {
    let is_data = |tag| matches!(tag, STRIP_OFFSETS | STRIP_SIZES | TILE_OFFSETS | TILE_SIZES);
    let mut left = MAX_EXIF / 4;
    let mut copied = Vec::new();
    for entry in directory.entries.iter().filter(|entry| !is_data(entry.tag) && entry.size() <= MAX_FIELD) {
        let Some(rest) = left.checked_sub(entry.size() + 12) else { break };
        if let Ok(value) = entry.read(source, order) {
            left = rest;
            let Entry { tag, kind, count, .. } = *entry;
            copied.push(Field { tag, kind, count, value });
        }
    }
    copied
}

#[cfg(test)]
mod tests;
