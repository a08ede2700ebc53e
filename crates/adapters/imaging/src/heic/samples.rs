//! Small files as telephones write them: an ISO media container around the same gray picture of 128 × 64.

use crate::exif_block::{ByteOrder, Field, assemble};
use crate::raw::samples::boxed;

/// Parameter sets of video, sequence and picture, and the slice: one block after the other predicted from nothing, which
/// makes the middle of the range.
const VIDEO: &str = "40010c01ffff031000000300d0000003000003001e80";
const SEQUENCE: &str = "420101031000000300d0000003000003001ea010204165f924c208";
const PICTURE: &str = "4401c07180a480";
const SLICE: &str = "2601af26b84f1f80";

const CODED: (u32, u32) = (128, 64);

/// One picture, turned by its container, with an orientation in its EXIF that must not count.
pub(crate) fn plain() -> Vec<u8> {
    one(b"hvc1", CODED)
}

pub(crate) fn with_codec(codec: &[u8; 4]) -> Vec<u8> {
    one(codec, CODED)
}

/// A picture that says that it has this size.
pub(crate) fn of_size(width: u32, height: u32) -> Vec<u8> {
    one(b"hvc1", (width, height))
}

/// Four tiles, of which the picture is a little less.
pub(crate) fn grid() -> Vec<u8> {
    grid_of_size(250, 120)
}

pub(crate) fn grid_of_size(width: u16, height: u16) -> Vec<u8> {
    let layout = [&[0, 0, 1, 1], width.to_be_bytes().as_slice(), &height.to_be_bytes()].concat();
    let mut items = vec![Item { kind: *b"grid", properties: vec![2], data: layout }];
    items.push(description());
    items.extend((0..4).map(|_| Item { kind: *b"hvc1", properties: vec![1, 3], data: slice() }));
    let properties =
        [configuration(), extent(width.into(), height.into()), extent(CODED.0, CODED.1)].concat();
    let tiles = [&[0, 1, 0, 4], [3_u16, 4, 5, 6].map(u16::to_be_bytes).as_flattened()].concat();
    container(&items, &properties, &[described(), boxed(b"dimg", &tiles)].concat())
}

fn one(codec: &[u8; 4], (width, height): (u32, u32)) -> Vec<u8> {
    let configured = if codec == b"hvc1" { vec![1, 2, 3] } else { vec![2, 3] };
    let picture = Item { kind: *codec, properties: configured, data: slice() };
    let turned = boxed(b"irot", &[1]);
    let properties = [configuration(), extent(width, height), turned].concat();
    container(&[picture, description()], &properties, &described())
}

struct Item {
    kind: [u8; 4],
    /// By their numbers, from 1.
    properties: Vec<u8>,
    data: Vec<u8>,
}

/// The second item describes the first.
fn described() -> Vec<u8> {
    boxed(b"cdsc", &[0, 2, 0, 1, 0, 1])
}

fn description() -> Item {
    let order = ByteOrder::Big;
    let text = |tag, value: &str| {
        let value = format!("{value}\0").into_bytes();
        Field { tag, kind: 2, count: u32::try_from(value.len()).unwrap(), value }
    };
    let orientation = Field { tag: 0x0112, kind: 3, count: 1, value: order.short(6).to_vec() };
    let main = vec![text(0x0110, "A telephone"), text(0x0132, "2026:01:01 00:00:00"), orientation];
    let exif = vec![text(0x9003, "2025:09:24 10:30:00"), text(0x9011, "-04:00")];
    let block = assemble(order, main, exif, Vec::new());
    Item { kind: *b"Exif", properties: Vec::new(), data: [b"\0\0\0\x06Exif\0\0".as_slice(), &block].concat() }
}

fn slice() -> Vec<u8> {
    let unit = bytes(SLICE);
    [u32::try_from(unit.len()).unwrap().to_be_bytes().as_slice(), &unit].concat()
}

fn configuration() -> Vec<u8> {
    let mut record =
        vec![1, 3, 0x10, 0, 0, 0, 0xD0, 0, 0, 0, 0, 0, 30, 0xF0, 0, 0xFC, 0xFD, 0xF8, 0xF8, 0, 0, 0x0F, 3];
    for (kind, unit) in [(32, VIDEO), (33, SEQUENCE), (34, PICTURE)] {
        let unit = bytes(unit);
        record.extend([0x80 | kind, 0, 1]);
        record.extend(u16::try_from(unit.len()).unwrap().to_be_bytes());
        record.extend(unit);
    }
    boxed(b"hvcC", &record)
}

fn extent(width: u32, height: u32) -> Vec<u8> {
    boxed(b"ispe", &[[0; 4], width.to_be_bytes(), height.to_be_bytes()].concat())
}

fn container(items: &[Item], properties: &[u8], references: &[u8]) -> Vec<u8> {
    let count = u16::try_from(items.len()).unwrap();
    let numbered = || items.iter().zip(1_u16..);
    let entry = |(item, id): (&Item, u16)| {
        boxed(b"infe", &[&[2, 0, 0, 0], id.to_be_bytes().as_slice(), &[0, 0], &item.kind, &[0]].concat())
    };
    let entries: Vec<u8> = numbered().flat_map(entry).collect();
    let uses = |(item, id): (&Item, u16)| {
        [id.to_be_bytes().as_slice(), &[u8::try_from(item.properties.len()).unwrap()], &item.properties]
            .concat()
    };
    let uses: Vec<u8> = numbered().flat_map(uses).collect();
    let uses = [&[0; 4], u32::from(count).to_be_bytes().as_slice(), &uses].concat();
    let meta = |data_at: usize| {
        // The picture is the last, so that a file that is cut off has lost some of it.
        let mut at = data_at + items.iter().skip(1).map(|item| item.data.len()).sum::<usize>();
        let mut places = vec![1, 0, 0, 0, 0x44, 0];
        places.extend(count.to_be_bytes());
        for (item, id) in numbered() {
            places.extend(id.to_be_bytes());
            places.extend([0, 0, 0, 0, 0, 1]);
            places.extend(u32::try_from(at).unwrap().to_be_bytes());
            places.extend(u32::try_from(item.data.len()).unwrap().to_be_bytes());
            at = if id == 1 { data_at } else { at + item.data.len() };
        }
        let content = [
            vec![0; 4],
            boxed(b"hdlr", b"\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"),
            boxed(b"pitm", &[0, 0, 0, 0, 0, 1]),
            boxed(b"iloc", &places),
            boxed(b"iinf", &[&[0; 4], count.to_be_bytes().as_slice(), &entries].concat()),
            boxed(b"iref", &[&[0; 4], references].concat()),
            boxed(b"iprp", &[boxed(b"ipco", properties), boxed(b"ipma", &uses)].concat()),
        ];
        boxed(b"meta", &content.concat())
    };
    let head = boxed(b"ftyp", b"heic\0\0\0\0mif1heic");
    let data_at = head.len() + meta(0).len() + 8;
    let data: Vec<u8> =
        items.iter().skip(1).chain(items.first()).flat_map(|item| item.data.clone()).collect();
    [head, meta(data_at), boxed(b"mdat", &data)].concat()
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digit = |byte: &u8| u8::try_from(char::from(*byte).to_digit(16).unwrap()).unwrap();
    hexadecimal
        .as_bytes()
        .as_chunks::<2>()
        .0
        .iter()
        .map(|[high, low]| digit(high) << 4 | digit(low))
        .collect()
}
