//! Tells a camera RAW file from a picture: both are TIFF containers.

use std::io::{BufRead, Seek};

use super::directory::{Directory, read_directory};
use crate::exif_block::ByteOrder;
use crate::source::Source;

const COMPRESSION: u16 = 0x0103;
const PHOTOMETRIC: u16 = 0x0106;
const MAKE: u16 = 0x010F;
const SUB_DIRECTORIES: u16 = 0x014A;
const DNG_VERSION: u16 = 0xC612;

/// The samples of the sensor, before or after the colours were told apart.
const COLOUR_FILTER_ARRAY: u32 = 32803;
const LINEAR_RAW: u32 = 34892;

/// The compressions that camera makers invented for their sensors' data.
const MAKERS_COMPRESSIONS: [u32; 4] = [32767, 32769, 34713, 65535];

/// The name of the RAW format, or `None` for a picture.
pub(super) fn name<R: BufRead + Seek>(
    source: &mut Source<R>,
    order: ByteOrder,
    first: &Directory,
) -> Option<&'static str> {
    if first.find(DNG_VERSION).is_some() {
        return Some("DNG (camera RAW)");
    }
    let mut is_raw = holds_sensor_data(first, order);
    if let Some(children) = first.find(SUB_DIRECTORIES)
        && children.count <= 16
    {
        let offsets = if children.count == 1 {
            children.number(order).into_iter().collect()
        } else {
            children.numbers(source, order).unwrap_or_default()
        };
        is_raw |= offsets.into_iter().any(|at| {
            read_directory(source, order, at.into()).is_ok_and(|child| holds_sensor_data(&child, order))
        });
    }
    if !is_raw {
        return None;
    }
    let make = first.find(MAKE).filter(|entry| entry.count <= 255)?.read(source, order).unwrap_or_default();
    let make = String::from_utf8_lossy(&make).to_ascii_uppercase();
    Some(match make.split([' ', '\0']).next().unwrap_or_default() {
        "NIKON" => "NEF (camera RAW)",
        "SONY" => "ARW (camera RAW)",
        "CANON" => "CR2 (camera RAW)",
        "PENTAX" | "RICOH" => "PEF (camera RAW)",
        "SAMSUNG" => "SRW (camera RAW)",
        _ => "camera RAW",
    })
}

fn holds_sensor_data(directory: &Directory, order: ByteOrder) -> bool {
    let number = |tag| directory.find(tag).and_then(|entry| entry.number(order));
    matches!(number(PHOTOMETRIC), Some(COLOUR_FILTER_ARRAY | LINEAR_RAW))
        || number(COMPRESSION).is_some_and(|found| MAKERS_COMPRESSIONS.contains(&found))
}
