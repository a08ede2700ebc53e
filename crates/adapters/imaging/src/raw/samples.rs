//! Small camera files, built byte by byte. Each has a JPEG of [`LARGE`] and, where cameras write one, a smaller one.

use atelier_domain::library::RawFormat;

use crate::exif_block::{ByteOrder, EXIF_DIRECTORY, Field, assemble, write_directory};
use crate::samples::{jpeg_of, picture, segment};

/// The largest JPEG of every sample, as stored.
pub(crate) const LARGE: (u32, u32) = (120, 80);
const SMALL: (u32, u32) = (40, 30);

/// What the sensor has, by the files that say so.
pub(crate) const SENSOR: (u32, u32) = (6000, 4000);

/// Turned by a quarter to the right.
pub(crate) const ORIENTATION: u16 = 6;

/// Of every format, with the place of its largest JPEG.
pub(crate) fn all() -> Vec<(RawFormat, Sample)> {
    vec![
        (RawFormat::Cr2, cr2()),
        (RawFormat::Cr3, cr3()),
        (RawFormat::Nef, nef()),
        (RawFormat::Arw, arw()),
        (RawFormat::Raf, raf()),
        (RawFormat::Dng, dng()),
        (RawFormat::Orf, orf()),
        (RawFormat::Rw2, rw2()),
    ]
}

#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) bytes: Vec<u8>,
    /// Offset and length of the largest JPEG.
    pub(crate) preview: (u64, u64),
}

pub(crate) fn large() -> Vec<u8> {
    jpeg_of(&picture(LARGE.0, LARGE.1))
}

fn small() -> Vec<u8> {
    jpeg_of(&picture(SMALL.0, SMALL.1))
}

/// A JPEG's frame of the kind in which sensors' data is packed, far larger than any preview.
fn lossless() -> Vec<u8> {
    let frame = [14, 0x0F, 0xA0, 0x17, 0x70, 1, 1, 0x11, 0];
    let scan = [1, 1, 0, 1, 0, 0];
    [&[0xFF, 0xD8], segment(0xC3, &frame).as_slice(), &segment(0xDA, &scan), &[7; 40], &[0xFF, 0xD9]].concat()
}

/// Bytes to which directories are added, in a byte order.
pub(crate) struct File {
    order: ByteOrder,
    pub(crate) bytes: Vec<u8>,
}

impl File {
    pub(crate) fn new(order: ByteOrder, head: &[u8]) -> Self {
        Self { order, bytes: head.to_vec() }
    }

    fn blob(&mut self, bytes: &[u8]) -> (u32, u32) {
        let at = u32::try_from(self.bytes.len()).unwrap();
        self.bytes.extend(bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(2), 0);
        (at, u32::try_from(bytes.len()).unwrap())
    }

    /// Appends a directory and answers with its place.
    pub(crate) fn directory(&mut self, mut fields: Vec<Field>) -> u32 {
        let at = u32::try_from(self.bytes.len()).unwrap();
        fields.sort_by_key(|field| field.tag);
        write_directory(&mut self.bytes, self.order, &fields);
        at
    }

    /// Makes `next` follow the directory at `at`.
    pub(crate) fn chain(&mut self, at: u32, next: u32) {
        let at = at as usize;
        let count = self.order.read_short([self.bytes[at], self.bytes[at + 1]]);
        self.put(at + 2 + usize::from(count) * 12, next);
    }

    pub(crate) fn put(&mut self, at: usize, value: u32) {
        self.bytes[at..at + 4].copy_from_slice(&self.order.long(value));
    }

    pub(crate) fn long(&self, tag: u16, value: u32) -> Field {
        self.longs(tag, &[value])
    }

    pub(crate) fn longs(&self, tag: u16, values: &[u32]) -> Field {
        let value = values.iter().flat_map(|value| self.order.long(*value)).collect();
        Field { tag, kind: 4, count: u32::try_from(values.len()).unwrap(), value }
    }

    fn short(&self, tag: u16, value: u16) -> Field {
        Field { tag, kind: 3, count: 1, value: self.order.short(value).to_vec() }
    }

    fn jpeg(&self, (at, length): (u32, u32)) -> [Field; 2] {
        [self.long(0x0201, at), self.long(0x0202, length)]
    }

    fn strip(&self, (at, length): (u32, u32), compression: u16) -> [Field; 3] {
        [self.long(0x0111, at), self.long(0x0117, length), self.short(0x0103, compression)]
    }

    fn sensor(&self, compression: u16) -> Vec<Field> {
        vec![
            self.long(0x0100, SENSOR.0),
            self.long(0x0101, SENSOR.1),
            self.short(0x0103, compression),
            self.short(0x0106, 32803),
        ]
    }

    /// The camera, how it was held, and a time of an edit that is not the time of the picture.
    fn camera(&self, make: &str) -> Vec<Field> {
        vec![
            text(0x010F, make),
            text(0x0110, "Model One"),
            self.short(0x0112, ORIENTATION),
            text(0x0132, "2026:01:01 00:00:00"),
        ]
    }

    fn sample(self, (at, length): (u32, u32)) -> Sample {
        Sample { bytes: self.bytes, preview: (at.into(), length.into()) }
    }
}

fn text(tag: u16, value: &str) -> Field {
    let value = format!("{value}\0").into_bytes();
    Field { tag, kind: 2, count: u32::try_from(value.len()).unwrap(), value }
}

/// When and with which lens.
fn taken() -> Vec<Field> {
    vec![text(0x9003, "2025:09:24 10:30:00"), text(0x9011, "+02:00"), text(0xA434, "Lens 24-70mm")]
}

/// Four directories: the full JPEG, a thumbnail, plain samples, and the sensor's data.
pub(crate) fn cr2() -> Sample {
    let mut file = File::new(ByteOrder::Little, b"II*\0\0\0\0\0CR\x02\0\0\0\0\0");
    let (big, little, packed) = (file.blob(&large()), file.blob(&small()), file.blob(&lossless()));
    let mut exif = taken();
    exif.extend([file.short(0xA002, SENSOR.0 as u16), file.short(0xA003, SENSOR.1 as u16)]);
    let exif = file.directory(exif);
    let mut main = file.camera("Canon");
    main.extend(file.strip(big, 6));
    main.push(file.long(EXIF_DIRECTORY, exif));
    let main = file.directory(main);
    let (thumb, raw) = (file.jpeg(little).to_vec(), file.strip(packed, 6).to_vec());
    let (thumb, raw) = (file.directory(thumb), file.directory(raw));
    file.put(4, main);
    file.chain(main, thumb);
    file.chain(thumb, raw);
    file.sample(big)
}

/// Plain samples in the first directory; the JPEG and the sensor's data in its children.
pub(crate) fn nef() -> Sample {
    let mut file = File::new(ByteOrder::Big, b"MM\0*\0\0\0\0");
    let (plain, big) = (file.blob(&[9; 48]), file.blob(&large()));
    let exif = file.directory(taken());
    let (jpeg, raw) = (file.jpeg(big).to_vec(), file.sensor(34713));
    let children = [file.directory(jpeg), file.directory(raw)];
    let mut main = file.camera("NIKON CORPORATION");
    main.extend(file.strip(plain, 1));
    main.extend([file.long(EXIF_DIRECTORY, exif), file.longs(0x014A, &children)]);
    let main = file.directory(main);
    file.put(4, main);
    file.sample(big)
}

/// The JPEG in the first directory, a thumbnail in the second, the sensor's data in a child.
pub(crate) fn arw() -> Sample {
    let mut file = File::new(ByteOrder::Little, b"II*\0\0\0\0\0");
    let (big, little) = (file.blob(&large()), file.blob(&small()));
    let exif = file.directory(taken());
    let raw = file.sensor(32767);
    let raw = file.directory(raw);
    let mut main = file.camera("SONY");
    main.extend(file.jpeg(big));
    main.extend([file.long(EXIF_DIRECTORY, exif), file.long(0x014A, raw)]);
    let main = file.directory(main);
    let thumb = file.jpeg(little).to_vec();
    let thumb = file.directory(thumb);
    file.put(4, main);
    file.chain(main, thumb);
    file.sample(big)
}

/// The sensor has margins, and the part without them is written as quotients.
pub(crate) fn dng() -> Sample {
    let mut file = File::new(ByteOrder::Little, b"II*\0\0\0\0\0");
    let (plain, big, packed) = (file.blob(&[9; 48]), file.blob(&large()), file.blob(&lossless()));
    let exif = file.directory(taken());
    let mut raw =
        vec![file.long(0x0100, SENSOR.0 + 16), file.long(0x0101, SENSOR.1 + 16), file.short(0x0106, 32803)];
    raw.extend(file.strip(packed, 7));
    let quotients = file.longs(0xC620, &[SENSOR.0 * 2, 2, SENSOR.1, 1]);
    raw.push(Field { kind: 5, count: 2, ..quotients });
    let jpeg = file.strip(big, 7).to_vec();
    let children = [file.directory(raw), file.directory(jpeg)];
    let mut main = file.camera("Somebody");
    main.extend(file.strip(plain, 1));
    main.extend([file.long(EXIF_DIRECTORY, exif), file.longs(0x014A, &children)]);
    main.push(Field { tag: 0xC612, kind: 1, count: 4, value: vec![1, 4, 0, 0] });
    let main = file.directory(main);
    file.put(4, main);
    file.sample(big)
}

/// The JPEG is known from the maker's note alone, whose offsets count from its own beginning.
pub(crate) fn orf() -> Sample {
    const SETTINGS: u32 = 12 + 2 + 12 + 4;
    const SIZE: u32 = SETTINGS + 2 + 2 * 12 + 4;
    let mut note = File::new(ByteOrder::Little, b"OLYMPUS\0II\x03\0");
    let link = note.long(0x2020, SETTINGS);
    note.directory(vec![link]);
    let preview = vec![note.long(0x0101, SIZE), note.long(0x0102, u32::try_from(large().len()).unwrap())];
    note.directory(preview);

    let mut file = File::new(ByteOrder::Little, b"IIRO\0\0\0\0");
    let (note, big) = (file.blob(&note.bytes), file.blob(&large()));
    let mut exif = taken();
    exif.extend([file.short(0xA002, SENSOR.0 as u16), file.short(0xA003, SENSOR.1 as u16)]);
    exif.push(Field { tag: 0x927C, kind: 7, count: note.1, value: note.0.to_le_bytes().to_vec() });
    let exif = file.directory(exif);
    let mut main = file.camera("OLYMPUS CORPORATION");
    main.push(file.long(EXIF_DIRECTORY, exif));
    let main = file.directory(main);
    file.put(4, main);
    file.sample(big)
}

/// The JPEG is the value of a field, and only it says when and with which lens.
pub(crate) fn rw2() -> Sample {
    let mut file = File::new(ByteOrder::Little, b"IIU\0\0\0\0\0");
    let whole = with_exif(&assemble(ByteOrder::Little, Vec::new(), taken(), Vec::new()));
    let mut main = file.camera("Panasonic");
    let borders = [(4, 8), (5, 12), (6, 8 + SENSOR.1), (7, 12 + SENSOR.0)];
    main.extend(borders.map(|(tag, value)| file.short(tag, u16::try_from(value).unwrap())));
    let length = u32::try_from(whole.len()).unwrap();
    main.push(Field { tag: 0x002E, kind: 7, count: length, value: whole.clone() });
    let main = file.directory(main);
    file.put(4, main);
    let at = file.bytes.windows(whole.len()).position(|part| part == whole).unwrap();
    let at = u32::try_from(at).unwrap();
    file.sample((at, length))
}

fn with_exif(block: &[u8]) -> Vec<u8> {
    let plain = large();
    let exif = segment(0xE1, &[b"Exif\0\0".as_slice(), block].concat());
    [&plain[..2], &exif, &plain[2..]].concat()
}

/// A fixed header, a JPEG with all metadata, and a table that has the size of the picture.
pub(crate) fn raf() -> Sample {
    let camera = File::new(ByteOrder::Little, b"").camera("FUJIFILM");
    let jpeg = with_exif(&assemble(ByteOrder::Little, camera, taken(), Vec::new()));
    let mut bytes = b"FUJIFILMCCD-RAW 0201FF129502".to_vec();
    bytes.resize(84, 0);
    let at = 108_u32;
    let length = u32::try_from(jpeg.len()).unwrap();
    for number in [at, length, at + length, 24, 0, 0] {
        bytes.extend(number.to_be_bytes());
    }
    bytes.extend(&jpeg);
    bytes.extend(2_u32.to_be_bytes());
    bytes.extend([0x01, 0x00, 0, 4, 0x0F, 0xC0, 0x18, 0x00]);
    bytes.extend([0x01, 0x11, 0, 4]);
    bytes.extend([SENSOR.1, SENSOR.0].map(|side| u16::try_from(side).unwrap().to_be_bytes()).concat());
    Sample { bytes, preview: (at.into(), length.into()) }
}

/// Metadata in four blocks, a thumbnail, a preview, and the full JPEG as the first sample of the first track.
pub(crate) fn cr3() -> Sample {
    let block = |fields: Vec<Field>| assemble(ByteOrder::Little, fields, Vec::new(), Vec::new());
    let file = File::new(ByteOrder::Little, b"");
    let mut exif = taken();
    exif.extend([file.short(0xA002, SENSOR.0 as u16), file.short(0xA003, SENSOR.1 as u16)]);
    let degrees = |tag, parts: &[u32]| Field { kind: 5, count: 3, ..file.longs(tag, parts) };
    let position = vec![
        text(1, "N"),
        degrees(2, &[55, 1, 30, 1, 0, 1]),
        text(3, "E"),
        degrees(4, &[12, 1, 15, 1, 0, 1]),
    ];
    let thumbnail = boxed(b"THMB", &[&[0, 0, 0, 0, 0, 40, 0, 30], &[0; 8], small().as_slice()].concat());
    let canon = [
        b"\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48".to_vec(),
        boxed(b"CNCV", b"CanonCR3_001/00.09.00/00.00.00"),
        boxed(b"CMT1", &block(file.camera("Canon"))),
        boxed(b"CMT2", &block(exif)),
        boxed(b"CMT3", &block(vec![text(6, "of the maker")])),
        boxed(b"CMT4", &block(position)),
        thumbnail,
    ]
    .concat();
    let full = large();
    let track = |at: u64| {
        let size = u32::try_from(full.len()).unwrap().to_be_bytes();
        let sizes = boxed(b"stsz", &[&[0; 4], size.as_slice(), &1_u32.to_be_bytes()].concat());
        let places = boxed(b"co64", &[&[0; 4], 1_u32.to_be_bytes().as_slice(), &at.to_be_bytes()].concat());
        let table = boxed(b"stbl", &[sizes, places].concat());
        boxed(b"trak", &boxed(b"mdia", &boxed(b"minf", &table)))
    };
    let head = boxed(b"ftyp", b"crx \0\0\0\x01crx isom");
    let movie = |at| boxed(b"moov", &[boxed(b"uuid", &canon), track(at)].concat());
    let preview =
        boxed(b"PRVW", &[&[0, 0, 0, 0, 0, 1, 0, 40, 0, 30, 0, 1, 0, 0, 0, 0], small().as_slice()].concat());
    let uuid = b"\xea\xf4\x2b\x5e\x1c\x98\x4b\x88\xb9\xfb\xb7\xdc\x40\x6e\x4d\x16".as_slice();
    let preview = boxed(b"uuid", &[uuid, &[0, 0, 0, 0, 0, 0, 0, 1], &preview].concat());
    let at = (head.len() + movie(0).len() + preview.len() + 8) as u64;
    let bytes = [head, movie(at), preview, boxed(b"mdat", &full)].concat();
    Sample { bytes, preview: (at, full.len() as u64) }
}

pub(crate) fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
    [size.as_slice(), kind, content].concat()
}
