//! The one maker's note that has to be read: Olympus points to its preview from nowhere else.

use std::io::{BufRead, Seek};

use crate::exif_block::ByteOrder;
use crate::source::Source;
use crate::structure::tiff::directory::{Directory, read_directory};

const CAMERA_SETTINGS: u16 = 0x2020;
const PREVIEW_OFFSET: u16 = 0x0101;
const PREVIEW_LENGTH: u16 = 0x0102;

/// Where the preview is in the file, as the note at `at` says.
pub(super) fn olympus_preview<R: BufRead + Seek>(
    source: &mut Source<R>,
    file_order: ByteOrder,
    at: u64,
    size: u64,
) -> Option<(u64, u64)> {
    source.seek(at).ok()?;
    let head = source.read_up_to(size.min(16)).ok()?;
    // Offsets of the newer notes count from the note, those of the older ones from the beginning of the file.
    let (header, base, order) = match head.as_slice() {
        [b'O', b'L', b'Y', b'M', b'P', b'U', b'S', 0, a, b, ..] => (12, at, order_of([*a, *b])?),
        [b'O', b'M', b' ', b'S', b'Y', b'S', b'T', b'E', b'M', 0, _, _, a, b, ..] => {
            (16, at, order_of([*a, *b])?)
        }
        [b'O', b'L', b'Y', b'M', b'P', 0, ..] => (8, 0, file_order),
        _ => return None,
    };
    let note = read_directory(source, order, at.checked_add(header)?).ok()?;
    let entry = note.find(CAMERA_SETTINGS)?;
    // The settings are a directory, to which the entry points or which is the value of the entry.
    let place = entry.number(order).map(u64::from).or_else(|| entry.place(order))?;
    let settings = read_directory(source, order, base.checked_add(place)?).ok()?;
    let number = |settings: &Directory, tag| settings.find(tag).and_then(|entry| entry.number(order));
    let offset = base.checked_add(number(&settings, PREVIEW_OFFSET)?.into())?;
    Some((offset, number(&settings, PREVIEW_LENGTH)?.into()))
}

const fn order_of(mark: [u8; 2]) -> Option<ByteOrder> {
    match &mark {
        b"II" => Some(ByteOrder::Little),
        b"MM" => Some(ByteOrder::Big),
        _ => None,
    }
}
