//! Writes small EXIF blocks: what a stripped copy keeps or is given, and the extract of a large TIFF.

use atelier_domain::galleries::Notice;

/// The byte order of a TIFF block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    pub(crate) const fn mark(self) -> [u8; 4] {
        match self {
            Self::Little => *b"II\x2a\0",
            Self::Big => *b"MM\0\x2a",
        }
    }

    pub(crate) const fn short(self, value: u16) -> [u8; 2] {
        match self {
            Self::Little => value.to_le_bytes(),
            Self::Big => value.to_be_bytes(),
        }
    }

    pub(crate) const fn long(self, value: u32) -> [u8; 4] {
        match self {
            Self::Little => value.to_le_bytes(),
            Self::Big => value.to_be_bytes(),
        }
    }

    pub(crate) const fn read_short(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }

    pub(crate) const fn read_long(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }
}

/// One entry of a directory, its value in the byte order of the block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) tag: u16,
    pub(crate) kind: u16,
    pub(crate) count: u32,
    pub(crate) value: Vec<u8>,
}

const ORIENTATION: u16 = 0x0112;
const ARTIST: u16 = 0x013B;
const COPYRIGHT: u16 = 0x8298;
pub(crate) const EXIF_DIRECTORY: u16 = 0x8769;
pub(crate) const GPS_DIRECTORY: u16 = 0x8825;
const ASCII: u16 = 2;
const SHORT: u16 = 3;
const LONG: u16 = 4;

/// The smallest block that says how a picture is turned.
#[cfg(test)]
pub(crate) fn orientation_only(orientation: u16) -> Vec<u8> {
    assemble(ORDER, vec![turned(orientation)], Vec::new(), Vec::new())
}

const ORDER: ByteOrder = ByteOrder::Big;

/// A block that says how a picture is turned, and whose it is; `None` if there is nothing to say. The standard knows
/// ASCII only; readers of today take UTF-8.
pub(crate) fn small_block(orientation: Option<u16>, notice: Option<&Notice>) -> Option<Vec<u8>> {
    let mut main: Vec<Field> = orientation.map(turned).into_iter().collect();
    if let Some(Notice { copyright, creator }) = notice {
        main.push(text(COPYRIGHT, copyright));
        main.extend(creator.as_deref().map(|creator| text(ARTIST, creator)));
    }
    (!main.is_empty()).then(|| assemble(ORDER, main, Vec::new(), Vec::new()))
}

fn turned(orientation: u16) -> Field {
    Field { tag: ORIENTATION, kind: SHORT, count: 1, value: ORDER.short(orientation).to_vec() }
}

fn text(tag: u16, text: &str) -> Field {
    let mut value: Vec<u8> = text.bytes().filter(|byte| *byte != 0).collect();
    value.push(0);
    Field { tag, kind: ASCII, count: u32::try_from(value.len()).unwrap_or_default(), value }
}

/// Puts directories together into a block. Empty ones are left out.
pub(crate) fn assemble(order: ByteOrder, mut main: Vec<Field>, exif: Vec<Field>, gps: Vec<Field>) -> Vec<u8> {
    let pointer = |tag| Field { tag, kind: LONG, count: 1, value: vec![0; 4] };
    main.retain(|field| !matches!(field.tag, EXIF_DIRECTORY | GPS_DIRECTORY));
    main.extend((!exif.is_empty()).then(|| pointer(EXIF_DIRECTORY)));
    main.extend((!gps.is_empty()).then(|| pointer(GPS_DIRECTORY)));
    // Readers expect the entries in the order of their tags.
    main.sort_by_key(|field| field.tag);

    const HEADER: usize = 8;
    let exif_at = HEADER + directory_size(&main);
    let gps_at = exif_at + if exif.is_empty() { 0 } else { directory_size(&exif) };
    for field in &mut main {
        match field.tag {
            EXIF_DIRECTORY => field.value = order.long(offset(exif_at)).to_vec(),
            GPS_DIRECTORY => field.value = order.long(offset(gps_at)).to_vec(),
            _ => {}
        }
    }
    let mut block = order.mark().to_vec();
    block.extend(order.long(offset(HEADER)));
    for mut directory in [main, exif, gps].into_iter().filter(|directory| !directory.is_empty()) {
        directory.sort_by_key(|field| field.tag);
        write_directory(&mut block, order, &directory);
    }
    block
}

/// Values of more than four bytes stand behind the entries.
fn directory_size(fields: &[Field]) -> usize {
    let outside: usize =
        fields.iter().map(|field| field.value.len()).filter(|size| *size > 4).map(even).sum();
    2 + fields.len() * 12 + 4 + outside
}

const fn even(size: usize) -> usize {
    size + size % 2
}

/// Callers bound their blocks far below 4 GiB.
fn offset(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Appends a directory and its values to a block whose offsets count from its beginning.
pub(crate) fn write_directory(block: &mut Vec<u8>, order: ByteOrder, fields: &[Field]) {
    let mut values_at = block.len() + 2 + fields.len() * 12 + 4;
    let mut values = Vec::new();
    block.extend(order.short(u16::try_from(fields.len()).unwrap_or(u16::MAX)));
    for field in fields {
        block.extend(order.short(field.tag));
        block.extend(order.short(field.kind));
        block.extend(order.long(field.count));
        if field.value.len() <= 4 {
            block.extend(&field.value);
            block.resize(block.len() + 4 - field.value.len(), 0);
        } else {
            block.extend(order.long(offset(values_at)));
            values.extend(&field.value);
            values.resize(even(values.len()), 0);
            values_at += even(field.value.len());
        }
    }
    // No directory follows.
    block.extend([0; 4]);
    block.extend(values);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(block: Vec<u8>) -> exif::Exif {
        exif::Reader::new().read_raw(block).unwrap()
    }

    #[test]
    fn a_reader_finds_the_orientation() {
        for orientation in 1..=8 {
            let exif = read(orientation_only(orientation));
            let field = exif.get_field(exif::Tag::Orientation, exif::In::PRIMARY).unwrap();
            assert_eq!(field.value.get_uint(0), Some(u32::from(orientation)));
            assert_eq!(exif.fields().count(), 1);
        }
    }

    #[test]
    fn a_reader_finds_every_field_of_every_directory_in_both_byte_orders() {
        for order in [ByteOrder::Little, ByteOrder::Big] {
            let text = |tag, text: &str| Field {
                tag,
                kind: 2,
                count: u32::try_from(text.len()).unwrap(),
                value: text.as_bytes().to_vec(),
            };
            let main = vec![text(0x0110, "a model\0"), text(0x010F, "make\0")];
            let block = assemble(order, main, vec![text(0xA434, "a lens\0")], vec![text(0x0001, "N\0")]);
            let exif = read(block);
            for tag in [exif::Tag::Make, exif::Tag::Model, exif::Tag::LensModel, exif::Tag::GPSLatitudeRef] {
                assert!(exif.get_field(tag, exif::In::PRIMARY).is_some(), "{order:?} {tag}");
            }
        }
    }
}
