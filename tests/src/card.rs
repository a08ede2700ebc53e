//! What a camera writes into its pictures: when, where, and what people add later.

use crate::pictures;

/// One press of the shutter.
#[derive(Debug, Clone, Default)]
pub struct Shot {
    /// By the camera's clock: `2026:05:04 10:00:00`.
    pub taken_at: Option<String>,
    /// The clock's distance from UTC, if the camera knows it: `+02:00`.
    pub offset: Option<String>,
    /// Latitude and longitude, north and east of nought, to a ten-thousandth of a degree.
    pub position: Option<(f64, f64)>,
    pub keywords: Vec<String>,
}

impl Shot {
    /// A shot by a camera that knows neither its zone nor its place.
    pub fn at(taken_at: &str) -> Self {
        Self { taken_at: Some(taken_at.to_owned()), ..Self::default() }
    }

    pub fn in_zone(self, offset: &str) -> Self {
        Self { offset: Some(offset.to_owned()), ..self }
    }

    pub fn near(self, latitude: f64, longitude: f64) -> Self {
        Self { position: Some((latitude, longitude)), ..self }
    }

    pub fn about(mut self, keyword: &str) -> Self {
        self.keywords.push(keyword.to_owned());
        self
    }

    /// The picture. No two of different seeds have the same bytes.
    pub fn jpeg(&self, seed: u32) -> Vec<u8> {
        let plain = pictures::jpeg(96, 64, seed);
        let (start, rest) = plain.split_at(2);
        let block = [b"Exif\0\0".as_slice(), &self.exif()].concat();
        let length = u16::try_from(block.len() + 2).expect("the block is short");
        [start, &[0xff, 0xe1], &length.to_be_bytes(), &block, rest].concat()
    }

    fn exif(&self) -> Vec<u8> {
        let mut main = vec![text(0x010f, "Testcam")];
        if !self.keywords.is_empty() {
            let units =
                self.keywords.join(";").encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
            main.push(Field { tag: 0x9c9e, kind: BYTE, size: 1, value: units });
        }
        let mut exif = Vec::new();
        exif.extend(self.taken_at.as_deref().map(|at| text(0x9003, at)));
        exif.extend(self.offset.as_deref().map(|offset| text(0x9011, offset)));
        let mut gps = Vec::new();
        if let Some((latitude, longitude)) = self.position {
            gps.push(text(1, if latitude < 0.0 { "S" } else { "N" }));
            gps.push(degrees(2, latitude));
            gps.push(text(3, if longitude < 0.0 { "W" } else { "E" }));
            gps.push(degrees(4, longitude));
        }
        block(main, &exif, &gps)
    }
}

const BYTE: u16 = 1;
const ASCII: u16 = 2;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;

struct Field {
    tag: u16,
    kind: u16,
    /// Bytes of each of its values.
    size: usize,
    value: Vec<u8>,
}

fn text(tag: u16, text: &str) -> Field {
    Field { tag, kind: ASCII, size: 1, value: [text.as_bytes(), b"\0"].concat() }
}

fn degrees(tag: u16, degrees: f64) -> Field {
    let parts: u32 = format!("{:.0}", degrees.abs() * 10_000.0).parse().expect("a coordinate");
    let numbers = [parts, 10_000, 0, 1, 0, 1];
    Field { tag, kind: RATIONAL, size: 8, value: numbers.into_iter().flat_map(u32::to_le_bytes).collect() }
}

/// A block of little-endian TIFF: the main directory first, then the two that it points to.
fn block(mut main: Vec<Field>, exif: &[Field], gps: &[Field]) -> Vec<u8> {
    let pointer = |tag, to: usize| {
        let to = u32::try_from(to).expect("a short block");
        Field { tag, kind: LONG, size: 4, value: to.to_le_bytes().to_vec() }
    };
    main.extend([pointer(0x8769, 0), pointer(0x8825, 0)]);
    let exif_at = 8 + size(&main);
    let gps_at = exif_at + size(exif);
    main.truncate(main.len() - 2);
    main.extend([pointer(0x8769, exif_at), pointer(0x8825, gps_at)]);
    main.sort_by_key(|field| field.tag);
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    for directory in [&main, exif, gps] {
        write(&mut bytes, directory);
    }
    bytes
}

/// Values of more than four bytes stand behind the entries.
fn size(fields: &[Field]) -> usize {
    let outside: usize = fields.iter().map(|field| field.value.len()).filter(|length| *length > 4).sum();
    2 + fields.len() * 12 + 4 + outside
}

fn write(bytes: &mut Vec<u8>, fields: &[Field]) {
    let mut outside: Vec<u8> = Vec::new();
    let outside_at = bytes.len() + 2 + fields.len() * 12 + 4;
    bytes.extend(u16::try_from(fields.len()).expect("few fields").to_le_bytes());
    for Field { tag, kind, size, value } in fields {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(u32::try_from(value.len() / size).expect("a short value").to_le_bytes());
        if value.len() <= 4 {
            bytes.extend(value);
            bytes.resize(bytes.len() + 4 - value.len(), 0);
        } else {
            bytes.extend(u32::try_from(outside_at + outside.len()).expect("a short block").to_le_bytes());
            outside.extend(value);
        }
    }
    bytes.extend([0; 4]);
    bytes.extend(outside);
}
