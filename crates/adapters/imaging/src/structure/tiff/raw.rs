//! Tells a camera RAW file from a picture: both are TIFF containers.

use std::io::{BufRead, Seek};

use atelier_domain::library::{FileFormat, RawFormat};

use super::directory::{Directory, read_directory};
use crate::exif_block::ByteOrder;
use crate::sniff::named;
use crate::source::Source;

const COMPRESSION: u16 = 0x0103;
const PHOTOMETRIC: u16 = 0x0106;
const MAKE: u16 = 0x010F;
const SUB_DIRECTORIES: u16 = 0x014A;
const DNG_VERSION: u16 = 0xC612;

/// Cameras write four at most.
const MAX_CHILDREN: u32 = 16;

/// The samples of the sensor, before or after the colours were told apart.
const COLOUR_FILTER_ARRAY: u32 = 32803;
const LINEAR_RAW: u32 = 34892;

/// The compressions that camera makers invented for their sensors' data.
const MAKERS_COMPRESSIONS: [u32; 4] = [32767, 32769, 34713, 65535];

/// What a camera wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RawKind {
    Known(RawFormat),
    /// By its name.
    Other(&'static str),
}

impl RawKind {
    pub(crate) fn name(self) -> String {
        match self {
            Self::Known(format) => named(FileFormat::Raw(format)),
            Self::Other(name) => name.to_owned(),
        }
    }
}

/// The RAW format, or `None` for a picture.
pub(super) fn kind<R: BufRead + Seek>(
    source: &mut Source<R>,
    order: ByteOrder,
    first: &Directory,
) -> Option<RawKind> {
    if first.find(DNG_VERSION).is_some() {
        return Some(RawKind::Known(RawFormat::Dng));
    }
    let mut is_raw = holds_sensor_data(first, order);
    is_raw |= children(source, order, first).into_iter().any(|at| {
        read_directory(source, order, at.into()).is_ok_and(|child| holds_sensor_data(&child, order))
    });
    if !is_raw {
        return None;
    }
    let make = first.find(MAKE).filter(|entry| entry.count <= 255)?.read(source, order).unwrap_or_default();
    let make = String::from_utf8_lossy(&make).to_ascii_uppercase();
    Some(match make.split([' ', '\0']).next().unwrap_or_default() {
        "NIKON" => RawKind::Known(RawFormat::Nef),
        "SONY" => RawKind::Known(RawFormat::Arw),
        "CANON" => RawKind::Known(RawFormat::Cr2),
        "PENTAX" | "RICOH" => RawKind::Other("PEF (camera RAW)"),
        "SAMSUNG" => RawKind::Other("SRW (camera RAW)"),
        _ => RawKind::Other("camera RAW"),
    })
}

/// Where the directories are that a directory calls its children.
pub(crate) fn children<R: BufRead + Seek>(
    source: &mut Source<R>,
    order: ByteOrder,
    directory: &Directory,
) -> Vec<u32> {
    match directory.find(SUB_DIRECTORIES) {
        Some(children) if children.count == 1 => children.number(order).into_iter().collect(),
        Some(children) if children.count <= MAX_CHILDREN => {
            children.numbers(source, order).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

pub(crate) fn holds_sensor_data(directory: &Directory, order: ByteOrder) -> bool {
    let number = |tag| directory.find(tag).and_then(|entry| entry.number(order));
    matches!(number(PHOTOMETRIC), Some(COLOUR_FILTER_ARRAY | LINEAR_RAW))
        || number(COMPRESSION).is_some_and(|found| MAKERS_COMPRESSIONS.contains(&found))
}
