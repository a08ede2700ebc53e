//! CR3: an ISO media file. Canon's own box in it has the metadata as four TIFF blocks and a thumbnail, another has a
//! preview of about 1600 px, and the first track is a JPEG of the full size.

use std::io::{BufRead, Seek};

use atelier_application::ports::ImageError;

use super::boxes::{Boxes, MediaBox};
use super::{Container, tiff};
use crate::exif_block::{ByteOrder, Field, assemble};
use crate::source::Source;
use crate::structure::MAX_EXIF;
use crate::structure::tiff::directory::read_directory;
use crate::structure::tiff::{HEIGHT, WIDTH, fields};

const CANON: [u8; 16] = *b"\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48";
const PREVIEW: [u8; 16] = *b"\xea\xf4\x2b\x5e\x1c\x98\x4b\x88\xb9\xfb\xb7\xdc\x40\x6e\x4d\x16";

/// A JPEG, a sensor's picture, another one, and timed metadata.
const MAX_TRACKS: usize = 8;

/// Sizes and counts stand before the JPEG in the boxes of previews.
const BEFORE_JPEG: u64 = 16;

const PIXELS_ACROSS: u16 = 0xA002;
const PIXELS_DOWN: u16 = 0xA003;

pub(super) fn read<R: BufRead + Seek>(
    source: &mut Source<R>,
    container: &mut Container,
) -> Result<(), ImageError> {
    let mut boxes = Boxes::new();
    let length = source.length();
    let (top, fault) = boxes.between(source, 0, length);
    for found in top {
        match found {
            MediaBox { kind, .. } if kind == *b"moov" => movie(source, &mut boxes, found, container)?,
            MediaBox { uuid: Some(PREVIEW), start, end, .. } => {
                // A version and a count stand before the box.
                let (children, _) = boxes.between(source, start.saturating_add(8), end);
                embedded(&children, *b"PRVW", container);
            }
            _ => {}
        }
    }
    fault.map_or(Ok(()), Err)
}

fn movie<R: BufRead + Seek>(
    source: &mut Source<R>,
    boxes: &mut Boxes,
    movie: MediaBox,
    container: &mut Container,
) -> Result<(), ImageError> {
    let (children, fault) = boxes.between(source, movie.start, movie.end);
    for canon in children.iter().filter(|child| child.uuid == Some(CANON)) {
        let (inside, _) = boxes.between(source, canon.start, canon.end);
        embedded(&inside, *b"THMB", container);
        metadata(source, &inside, container);
    }
    for track in children.iter().filter(|child| child.kind == *b"trak").take(MAX_TRACKS) {
        if let Some((offset, length)) = first_sample(source, boxes, *track) {
            container.propose(offset, length);
        }
    }
    fault.map_or(Ok(()), Err)
}

fn embedded(boxes: &[MediaBox], kind: [u8; 4], container: &mut Container) {
    for found in boxes.iter().filter(|found| found.kind == kind) {
        let start = found.start.saturating_add(BEFORE_JPEG);
        container.propose(start, found.end.saturating_sub(start));
    }
}

/// The four blocks begin each as a TIFF and are directories of one: the first the main one, the second that of EXIF, the
/// fourth that of the position. The third is the maker's.
fn metadata<R: BufRead + Seek>(source: &mut Source<R>, inside: &[MediaBox], container: &mut Container) {
    let mut block = |kind: [u8; 4]| {
        let found = inside.iter().find(|found| found.kind == kind)?;
        directory(source, *found)
    };
    let (main, exif, gps) = (block(*b"CMT1"), block(*b"CMT2"), block(*b"CMT4"));
    let orders = [&main, &exif, &gps].map(|block| block.as_ref().map(|(order, _)| *order));
    let Some(order) = orders.into_iter().flatten().next() else { return };
    // All are written by one camera. A block of another order would be read backwards.
    let fields = |block: Option<(ByteOrder, Vec<Field>)>| {
        block.filter(|(its, _)| *its == order).map(|(_, fields)| fields).unwrap_or_default()
    };
    let (main, exif, gps) = (fields(main), fields(exif), fields(gps));
    container.measure(size(order, &exif, PIXELS_ACROSS, PIXELS_DOWN));
    container.measure(size(order, &main, WIDTH, HEIGHT));
    container.exif = Some(assemble(order, main, exif, gps));
}

fn directory<R: BufRead + Seek>(source: &mut Source<R>, found: MediaBox) -> Option<(ByteOrder, Vec<Field>)> {
    source.seek(found.start).ok()?;
    let bytes = source.bytes((found.end - found.start).min(MAX_EXIF)).ok()?;
    let mut block = Source::of(&bytes);
    let (order, first) = tiff::header(&mut block).ok()?;
    let directory = read_directory(&mut block, order, first).ok()?;
    Some((order, fields(&mut block, order, &directory)))
}

fn size(order: ByteOrder, fields: &[Field], width: u16, height: u16) -> Option<(u32, u32)> {
    let number = |tag| {
        let field = fields.iter().find(|field| field.tag == tag)?;
        match (field.kind, field.value.as_slice()) {
            (3, [a, b, ..]) => Some(order.read_short([*a, *b]).into()),
            (4, [a, b, c, d, ..]) => Some(order.read_long([*a, *b, *c, *d])),
            _ => None,
        }
    };
    number(width).zip(number(height))
}

/// Where the first sample of a track is; of the first track it is the JPEG.
fn first_sample<R: BufRead + Seek>(
    source: &mut Source<R>,
    boxes: &mut Boxes,
    track: MediaBox,
) -> Option<(u64, u64)> {
    let table = boxes.descend(source, track, &[*b"mdia", *b"minf", *b"stbl"])?;
    let (tables, _) = boxes.between(source, table.start, table.end);
    let find = |kind: [u8; 4]| tables.iter().find(|table| table.kind == kind);
    // A version stands before the size that all samples have, or the number of sizes and the first of them.
    source.seek(find(*b"stsz")?.start.checked_add(4)?).ok()?;
    let length = match u32::from_be_bytes(source.array().ok()?) {
        0 => {
            source.skip(4).ok()?;
            u32::from_be_bytes(source.array().ok()?)
        }
        size => size,
    };
    let offset = if let Some(wide) = find(*b"co64") {
        source.seek(wide.start.checked_add(8)?).ok()?;
        u64::from_be_bytes(source.array().ok()?)
    } else {
        source.seek(find(*b"stco")?.start.checked_add(8)?).ok()?;
        u32::from_be_bytes(source.array().ok()?).into()
    };
    Some((offset, length.into()))
}
