//! CR2, NEF, ARW, DNG, ORF and RW2: chains and trees of TIFF directories. Any of them may point to a JPEG.

use std::collections::{HashSet, VecDeque};
use std::io::{BufRead, Seek};

use atelier_application::ports::ImageError;
use atelier_domain::library::RawFormat;

use super::{Container, maker};
use crate::errors::damaged;
use crate::exif_block::{ByteOrder, EXIF_DIRECTORY};
use crate::source::Source;
use crate::structure::tiff::directory::{Directory, Entry, read_directory};
use crate::structure::tiff::{self, HEIGHT, STRIP_OFFSETS, STRIP_SIZES, WIDTH, raw};

/// Cameras write about six.
const MAX_DIRECTORIES: usize = 48;

const JPEG_OFFSET: u16 = 0x0201;
const JPEG_LENGTH: u16 = 0x0202;
const PIXELS_ACROSS: u16 = 0xA002;
const PIXELS_DOWN: u16 = 0xA003;
const MAKER_NOTE: u16 = 0x927C;
/// DNG: the part of the sensor's picture that is meant to be seen.
const DEFAULT_CROP_SIZE: u16 = 0xC620;
/// RW2: the whole preview is the value of a field.
const JPG_FROM_RAW: u16 = 0x002E;
/// RW2: the borders of what the sensor saw: top, left, bottom, right.
const BORDERS: [u16; 4] = [4, 5, 6, 7];

pub(super) fn read<R: BufRead + Seek>(
    source: &mut Source<R>,
    format: RawFormat,
    container: &mut Container,
) -> Result<(), ImageError> {
    let (order, first) = header(source)?;
    let main = read_directory(source, order, first)?;
    container.exif = Some(tiff::extract(source, order, &main));
    measure(source, order, &main, format, container);

    let mut seen = HashSet::from([first]);
    let mut waiting = VecDeque::from([main]);
    let mut sensors = Vec::new();
    while let Some(directory) = waiting.pop_front() {
        propose(order, &directory, container);
        if raw::holds_sensor_data(&directory, order) {
            sensors.push((number(order, &directory, WIDTH), number(order, &directory, HEIGHT)));
            container.measure(crop(source, order, &directory));
        }
        let children = raw::children(source, order, &directory).into_iter().map(u64::from);
        for at in children.chain([directory.next]) {
            if at == 0 || seen.len() >= MAX_DIRECTORIES || !seen.insert(at) {
                continue;
            }
            match read_directory(source, order, at) {
                Ok(found) => waiting.push_back(found),
                Err(error @ ImageError::Processor(_)) => return Err(error),
                Err(error) => container.blame(&error),
            }
        }
    }
    // Sensors have margins that nobody sees, so their own size is the last that is believed.
    exif_directory(source, order, first, format, container);
    for (width, height) in sensors {
        container.measure(width.zip(height));
    }
    Ok(())
}

/// The byte order, and where the first directory is, behind any maker's own idea of the number 42.
pub(super) fn header<R: BufRead + Seek>(source: &mut Source<R>) -> Result<(ByteOrder, u64), ImageError> {
    source.seek(0)?;
    let [a, b, _, _] = source.array::<4>()?;
    let order = match [a, b] {
        [b'I', b'I'] => ByteOrder::Little,
        [b'M', b'M'] => ByteOrder::Big,
        _ => return Err(damaged("it does not begin as a TIFF")),
    };
    Ok((order, order.read_long(source.array()?).into()))
}

fn number(order: ByteOrder, directory: &Directory, tag: u16) -> Option<u32> {
    directory.find(tag).and_then(|entry| entry.number(order))
}

/// What the first directory says of the sensor before all others.
fn measure<R: BufRead + Seek>(
    source: &mut Source<R>,
    order: ByteOrder,
    main: &Directory,
    format: RawFormat,
    container: &mut Container,
) {
    if format == RawFormat::Rw2
        && let [Some(top), Some(left), Some(bottom), Some(right)] =
            BORDERS.map(|tag| number(order, main, tag))
    {
        container.measure(right.checked_sub(left).zip(bottom.checked_sub(top)));
    }
    container.measure(crop(source, order, main));
}

/// DNG writes it as whole numbers or as quotients.
fn crop<R: BufRead + Seek>(
    source: &mut Source<R>,
    order: ByteOrder,
    directory: &Directory,
) -> Option<(u32, u32)> {
    let entry = directory.find(DEFAULT_CROP_SIZE).filter(|entry| entry.count == 2)?;
    let sides = match entry.kind {
        5 => {
            let bytes = entry.read(source, order).ok()?;
            let longs: Vec<u32> =
                bytes.as_chunks::<4>().0.iter().map(|four| order.read_long(*four)).collect();
            longs.as_chunks::<2>().0.iter().map(|[over, under]| over.checked_div(*under)).collect()
        }
        _ => {
            entry.numbers(source, order).ok().map(|sides| sides.into_iter().map(Some).collect::<Vec<_>>())?
        }
    };
    match sides.as_slice() {
        [Some(width), Some(height)] => Some((*width, *height)),
        _ => None,
    }
}

/// Every way in which a directory points to a JPEG.
fn propose(order: ByteOrder, directory: &Directory, container: &mut Container) {
    let mut pair = |offset, length| {
        if let (Some(offset), Some(length)) =
            (number(order, directory, offset), number(order, directory, length))
        {
            container.propose(offset.into(), length.into());
        }
    };
    pair(JPEG_OFFSET, JPEG_LENGTH);
    let is_one = |tag| directory.find(tag).is_some_and(|entry| entry.count == 1);
    // A JPEG is one strip. Samples that are not packed look like no JPEG and are passed over later.
    if is_one(STRIP_OFFSETS) && is_one(STRIP_SIZES) {
        pair(STRIP_OFFSETS, STRIP_SIZES);
    }
    let whole = directory.find(JPG_FROM_RAW).filter(|entry| entry.kind == 7);
    if let Some((offset, entry)) = whole.and_then(|entry: &Entry| Some((entry.place(order)?, entry))) {
        container.propose(offset, entry.size());
    }
}

fn exif_directory<R: BufRead + Seek>(
    source: &mut Source<R>,
    order: ByteOrder,
    first: u64,
    format: RawFormat,
    container: &mut Container,
) {
    let Ok(main) = read_directory(source, order, first) else { return };
    let Some(at) = number(order, &main, EXIF_DIRECTORY) else { return };
    let Ok(exif) = read_directory(source, order, at.into()) else { return };
    container.measure(number(order, &exif, PIXELS_ACROSS).zip(number(order, &exif, PIXELS_DOWN)));
    let note = exif.find(MAKER_NOTE).and_then(|entry| Some((entry.place(order)?, entry.size())));
    if format == RawFormat::Orf
        && let Some((at, size)) = note
        && let Some((offset, length)) = maker::olympus_preview(source, order, at, size)
    {
        container.propose(offset, length);
    }
}
