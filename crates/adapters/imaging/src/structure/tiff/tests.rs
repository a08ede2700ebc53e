use super::*;
use crate::samples;

fn walked(bytes: &[u8]) -> Result<Structure, ImageError> {
    walk(&mut Source::of(bytes), &ImagingLimits::default())
}

fn field(tag: u16, kind: u16, value: &[u8]) -> Field {
    let unit = if kind == 2 { 1 } else { 4 };
    Field { tag, kind, count: u32::try_from(value.len() / unit).unwrap(), value: value.to_vec() }
}

fn long(tag: u16, value: u32) -> Field {
    field(tag, 4, &value.to_le_bytes())
}

#[test]
fn the_size_comes_from_the_first_directory() {
    let structure = walked(&samples::tiff()).unwrap();
    assert_eq!((structure.width, structure.height), samples::SIZE);
}

#[test]
fn a_file_that_lost_its_strips_is_incomplete() {
    // The strip stands right behind the header and the directory behind it, so the strip is moved out instead.
    let fields = vec![long(WIDTH, 4), long(HEIGHT, 4), long(STRIP_OFFSETS, 4_000), long(STRIP_SIZES, 64)];
    let bytes = assemble(ByteOrder::Little, fields, Vec::new(), Vec::new());
    assert_eq!(walked(&bytes).unwrap_err().code(), "truncated_image");
}

#[test]
fn no_shorter_file_passes_for_whole() {
    let whole = samples::tiff();
    for length in 0..whole.len() - 4 {
        assert!(walked(&whole[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn a_circle_of_directories_ends() {
    let fields = vec![long(WIDTH, 4), long(HEIGHT, 4), long(STRIP_OFFSETS, 8), long(STRIP_SIZES, 4)];
    let mut bytes = assemble(ByteOrder::Little, fields, Vec::new(), Vec::new());
    let next = bytes.len() - 4;
    bytes[next] = 8;
    assert_eq!(walked(&bytes).unwrap_err().code(), "damaged_image");
}

#[test]
fn raw_files_are_named_and_not_taken_for_pictures() {
    let raw = |make: &str, extra: Field| {
        let make = field(raw_tag::MAKE, 2, format!("{make}\0").as_bytes());
        let fields = vec![long(WIDTH, 4), long(HEIGHT, 4), make, extra];
        walked(&assemble(ByteOrder::Little, fields, Vec::new(), Vec::new())).unwrap_err()
    };
    let sensor = || long(raw_tag::PHOTOMETRIC, 32803);
    assert_eq!(raw("NIKON CORPORATION", sensor()), unsupported("NEF (camera RAW)"));
    assert_eq!(raw("SONY", sensor()), unsupported("ARW (camera RAW)"));
    assert_eq!(raw("NIKON CORPORATION", long(raw_tag::COMPRESSION, 34713)), unsupported("NEF (camera RAW)"));
    assert_eq!(raw("Leica", long(raw_tag::DNG_VERSION, 1)), unsupported("DNG (camera RAW)"));
    assert_eq!(raw("Somebody", sensor()), unsupported("camera RAW"));
}

#[test]
fn sensor_data_in_a_child_directory_makes_a_file_raw() {
    let make = field(raw_tag::MAKE, 2, b"NIKON CORPORATION\0");
    let child = assemble(ByteOrder::Little, vec![long(raw_tag::PHOTOMETRIC, 32803)], Vec::new(), Vec::new());
    let main = |at| {
        let fields = vec![long(WIDTH, 4), long(HEIGHT, 4), make.clone(), long(raw_tag::SUB_DIRECTORIES, at)];
        assemble(ByteOrder::Little, fields, Vec::new(), Vec::new())
    };
    let at = main(0).len();
    let mut bytes = main(u32::try_from(at).unwrap());
    bytes.extend(&child[8..]);
    assert_eq!(walked(&bytes).unwrap_err(), unsupported("NEF (camera RAW)"));
}

#[test]
fn the_metadata_of_a_picture_is_extracted() {
    let main = vec![
        long(WIDTH, 4),
        long(HEIGHT, 4),
        long(STRIP_OFFSETS, 8),
        long(STRIP_SIZES, 4),
        field(0x0110, 2, b"a camera model\0"),
    ];
    let bytes = assemble(ByteOrder::Little, main, vec![field(0xA434, 2, b"a lens model\0")], Vec::new());
    let exif = exif::Reader::new().read_raw(walked(&bytes).unwrap().exif.unwrap()).unwrap();
    let text = |tag| exif.get_field(tag, exif::In::PRIMARY).unwrap().display_value().to_string();
    assert_eq!(text(exif::Tag::Model), "\"a camera model\"");
    assert_eq!(text(exif::Tag::LensModel), "\"a lens model\"");
}

mod raw_tag {
    pub(super) const COMPRESSION: u16 = 0x0103;
    pub(super) const PHOTOMETRIC: u16 = 0x0106;
    pub(super) const MAKE: u16 = 0x010F;
    pub(super) const SUB_DIRECTORIES: u16 = 0x014A;
    pub(super) const DNG_VERSION: u16 = 0xC612;
}
