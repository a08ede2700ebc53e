use atelier_domain::library::RawFormat;

use super::samples::{self, File, Sample};
use super::*;
use crate::exif_block::ByteOrder;

fn found(bytes: &[u8], format: RawFormat) -> (Container, Result<Preview, String>) {
    let mut source = Source::of(bytes);
    let container = Container::read(&mut source, format).unwrap();
    let preview = container.preview(&mut source, &ImagingLimits::default()).unwrap();
    (container, preview)
}

#[test]
fn the_largest_jpeg_of_every_format_is_found_among_thumbnails_and_packed_sensors() {
    for (format, Sample { bytes, preview }) in samples::all() {
        let (_, found) = found(&bytes, format);
        let found = found.unwrap_or_else(|reason| panic!("{format:?}: {reason}"));
        assert_eq!(
            (found.span.offset, found.headers.width, found.headers.height),
            (preview.0, 120, 80),
            "{format:?}"
        );
        assert!(found.span.length >= preview.1 && found.span.length <= preview.1 + 1, "{format:?}");
    }
}

#[test]
fn the_size_of_the_sensors_picture_is_without_its_margins() {
    for (format, Sample { bytes, .. }) in samples::all() {
        assert_eq!(found(&bytes, format).0.sensor, Some(samples::SENSOR), "{format:?}");
    }
}

#[test]
fn a_file_that_is_cut_off_anywhere_gives_what_is_left_of_it() {
    for (format, Sample { bytes, .. }) in samples::all() {
        for length in 0..bytes.len() {
            if let (_, Ok(preview)) = found(&bytes[..length], format) {
                assert!(preview.span.offset + preview.span.length <= length as u64, "{format:?} {length}");
            }
        }
    }
}

#[test]
fn a_preview_that_is_cut_off_is_none_and_the_reason_is_told() {
    let Sample { bytes, preview } = samples::raf();
    let (_, found) = found(&bytes[..(preview.0 + 50) as usize], RawFormat::Raf);
    let reason = found.err().unwrap();
    assert!(
        reason.starts_with("the file has no preview that can be read (the file is incomplete"),
        "{reason}"
    );
}

#[test]
fn a_camera_that_wrote_no_preview_is_no_fault() {
    let mut file = File::new(ByteOrder::Little, b"II*\0\x08\0\0\0");
    let width = file.long(0x0100, 4);
    file.directory(vec![width]);
    let reason = found(&file.bytes, RawFormat::Nef).1.err().unwrap();
    assert_eq!(reason, "the camera put no preview into the file");
}

#[test]
fn directories_that_go_round_in_a_circle_are_read_once() {
    let mut file = File::new(ByteOrder::Little, b"II*\0\x08\0\0\0");
    let children = file.longs(0x014A, &[8, 8, 8, 8]);
    let at = file.directory(vec![children]);
    file.chain(at, at);
    assert!(found(&file.bytes, RawFormat::Dng).1.is_err());
}

#[test]
fn a_tree_of_directories_without_end_is_left_after_some() {
    // Each points to sixteen others, none of which was seen before.
    let mut file = File::new(ByteOrder::Little, b"II*\0\x08\0\0\0");
    for level in 0..400_u32 {
        let at = file.bytes.len() as u32;
        let children: Vec<u32> = (1..=16).map(|child| at + 82 * (1 + (level + child) % 400)).collect();
        let children = file.longs(0x014A, &children);
        file.directory(vec![children]);
    }
    assert!(found(&file.bytes, RawFormat::Nef).1.is_err());
}

#[test]
fn counts_and_places_beyond_all_measure_cost_nothing() {
    let endless = u32::MAX;
    let mut file = File::new(ByteOrder::Little, b"IIU\0\x08\0\0\0");
    let mut fields = vec![file.long(0x0201, endless), file.long(0x0202, endless)];
    fields.push(crate::exif_block::Field { tag: 0x002E, kind: 7, count: endless, value: vec![255; 4] });
    fields.push(crate::exif_block::Field { tag: 0x014A, kind: 4, count: endless, value: vec![255; 4] });
    fields.push(crate::exif_block::Field { tag: 0xC620, kind: 5, count: 2, value: vec![255; 4] });
    fields.push(file.long(0x8769, endless));
    file.directory(fields);
    for format in [RawFormat::Rw2, RawFormat::Dng, RawFormat::Orf] {
        assert!(found(&file.bytes, format).1.is_err());
    }
    let mut boxes = samples::boxed(b"ftyp", b"crx \0\0\0\x01");
    for _ in 0..5_000 {
        boxes.extend(samples::boxed(b"moov", b""));
    }
    boxes.extend([0, 0, 0, 1, b'm', b'o', b'o', b'v', 255, 255, 255, 255, 255, 255, 255, 255]);
    assert!(found(&boxes, RawFormat::Cr3).1.is_err());
    let mut header = b"FUJIFILMCCD-RAW".to_vec();
    header.resize(200, 255);
    assert!(found(&header, RawFormat::Raf).1.is_err());
}

#[test]
fn a_jpeg_with_more_pixels_than_are_decoded_is_passed_over_for_a_smaller_one() {
    let Sample { bytes, .. } = samples::cr2();
    let mut source = Source::of(&bytes);
    let container = Container::read(&mut source, RawFormat::Cr2).unwrap();
    let limits = ImagingLimits { max_pixels: 5_000, ..ImagingLimits::default() };
    let preview = container.preview(&mut source, &limits).unwrap().unwrap();
    assert_eq!((preview.headers.width, preview.headers.height), (40, 30));
}
