use std::num::NonZeroUsize;

use image::RgbaImage;
use tempfile::TempDir;

use super::*;
use crate::exif_block::{ByteOrder, Field, assemble};
use crate::samples;
use crate::structure::{self, Structure};

const LIMITS: ImagingLimits =
    ImagingLimits { max_bytes: 1_000_000, max_pixels: 1_000_000, threads: NonZeroUsize::MIN };

fn stripped(format: ImageFormat, bytes: &[u8]) -> Vec<u8> {
    let folder = TempDir::new().unwrap();
    let (file, target) = (folder.path().join("original"), folder.path().join("copy"));
    std::fs::write(&file, bytes).unwrap();
    strip(&file, format, &target, &LIMITS).unwrap();
    std::fs::read(target).unwrap()
}

fn walked(format: ImageFormat, bytes: &[u8]) -> Structure {
    structure::walk(&mut Source::of(bytes), format, &LIMITS).unwrap()
}

fn pixels(bytes: &[u8]) -> RgbaImage {
    image::load_from_memory(bytes).unwrap().into_rgba8()
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// An EXIF block with a position, a name, and the given orientation.
fn private_exif(orientation: u16) -> Vec<u8> {
    let order = ByteOrder::Little;
    let short = |tag, value: u16| Field { tag, kind: 3, count: 1, value: order.short(value).to_vec() };
    let text = |tag, value: &[u8]| Field {
        tag,
        kind: 2,
        count: u32::try_from(value.len()).unwrap(),
        value: value.to_vec(),
    };
    let degrees = [10_u32, 1, 20, 1, 30, 1].into_iter().flat_map(u32::to_le_bytes).collect::<Vec<u8>>();
    let rationals = |tag| Field { tag, kind: 5, count: 3, value: degrees.clone() };
    assemble(
        order,
        vec![short(0x0112, orientation), text(0x013B, b"SECRET artist\0")],
        Vec::new(),
        vec![text(1, b"N\0"), rationals(2), text(3, b"E\0"), rationals(4)],
    )
}

#[test]
fn a_jpeg_loses_everything_private_and_keeps_pixels_profile_and_orientation() {
    let icc = samples::display_p3();
    let segments = [
        samples::segment(0xE1, &[b"Exif\0\0".as_slice(), &private_exif(6)].concat()),
        samples::segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>SECRET</x>"),
        samples::segment(0xE2, &[b"ICC_PROFILE\0\x01\x01".as_slice(), &icc].concat()),
        samples::segment(0xE2, b"MPF\0SECRET"),
        samples::segment(0xED, b"Photoshop 3.0\0SECRET"),
        samples::segment(0xE5, b"SECRET maker data"),
        samples::segment(0xFE, b"SECRET comment"),
    ];
    let original =
        [samples::jpeg_with_segments(&segments.concat()), samples::jpeg(), b"SECRET".to_vec()].concat();
    let copy = stripped(ImageFormat::Jpeg, &original);
    assert!(holds(&original, b"SECRET") && !holds(&copy, b"SECRET"));
    let found = walked(ImageFormat::Jpeg, &copy);
    assert_eq!(found.icc, Some(icc));
    let metadata = Metadata::read(found.exif, None);
    assert_eq!(metadata.fields.keys().collect::<Vec<_>>(), ["orientation"]);
    assert_eq!(metadata.orientation, Orientation::Rotate90);
    assert_eq!(pixels(&copy), pixels(&samples::jpeg()));
    assert!(copy.ends_with(&[0xFF, 0xD9]));
}

#[test]
fn an_upright_jpeg_keeps_no_exif_at_all() {
    let copy = stripped(ImageFormat::Jpeg, &samples::jpeg_with(&private_exif(1), &[]));
    assert_eq!(walked(ImageFormat::Jpeg, &copy).exif, None);
    assert_eq!(copy, samples::jpeg());
}

#[test]
fn a_thumbnail_in_the_jfif_header_goes() {
    let plain = samples::jpeg();
    let header = &plain[6..20];
    assert!(header.starts_with(b"JFIF\0"));
    let with_thumbnail = [&header[..12], &[2, 2], b"SECRETSECRET"].concat();
    let original = [&plain[..2], &samples::segment(0xE0, &with_thumbnail), &plain[20..]].concat();
    assert_eq!(stripped(ImageFormat::Jpeg, &original), plain);
}

#[test]
fn progressive_and_ink_files_decode_to_the_same_pixels() {
    let ink = samples::cmyk_jpeg(jpeg_encoder::ColorType::CmykAsYcck);
    for original in [samples::progressive_jpeg(), samples::gray_jpeg(), ink] {
        assert_eq!(pixels(&stripped(ImageFormat::Jpeg, &original)), pixels(&original));
    }
}

#[test]
fn a_png_loses_texts_times_and_unknown_chunks_and_keeps_the_rest() {
    let plain = samples::png();
    let chunks = [
        samples::png_chunk(*b"eXIf", &private_exif(8)),
        samples::png_chunk(*b"tEXt", b"Author\0SECRET"),
        samples::png_chunk(*b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0SECRET"),
        samples::png_chunk(*b"tIME", &[7, 0xEA, 1, 1, 0, 0, 0]),
        samples::png_chunk(*b"prVt", b"SECRET"),
        samples::png_chunk(*b"pHYs", &[0, 0, 0, 1, 0, 0, 0, 1, 0]),
    ];
    let original = [&plain[..33], &chunks.concat(), &plain[33..], b"SECRET".as_slice()].concat();
    let copy = stripped(ImageFormat::Png, &original);
    assert!(!holds(&copy, b"SECRET") && !holds(&copy, b"tIME") && holds(&copy, b"pHYs"));
    assert_eq!(pixels(&copy), pixels(&plain));
    let metadata = Metadata::read(walked(ImageFormat::Png, &copy).exif, None);
    assert_eq!(metadata.fields.keys().collect::<Vec<_>>(), ["orientation"]);
    assert_eq!(metadata.orientation, Orientation::Rotate270);
}

#[test]
fn a_webp_loses_its_metadata_and_stays_valid() {
    for orientation in [1, 3] {
        let icc = samples::display_p3();
        let original = samples::webp_with(&private_exif(orientation), &icc);
        let copy = stripped(ImageFormat::WebP, &original);
        assert!(holds(&original, b"SECRET") && !holds(&copy, b"SECRET"));
        let found = walked(ImageFormat::WebP, &copy);
        assert_eq!(found.icc, Some(icc));
        assert_eq!(found.exif.is_some(), orientation != 1);
        let announced = copy[20] & 0b1000 != 0;
        assert_eq!(announced, orientation != 1, "the header says whether there is EXIF");
        assert_eq!(pixels(&copy), pixels(&original));
        let kept = Metadata::read(found.exif, None).orientation;
        assert_eq!(kept.to_exif(), orientation);
    }
}

#[test]
fn a_gif_loses_comments_and_keeps_its_loop() {
    let plain = samples::animated_gif();
    let screen = 13 + if plain[10] & 0x80 == 0 { 0 } else { 3 << ((plain[10] & 7) + 1) };
    let comment = b"\x21\xFE\x06SECRET\0";
    let xmp = b"\x21\xFF\x0BXMP DataXMP\x06SECRET\0";
    let original = [&plain[..screen], comment, xmp, &plain[screen..]].concat();
    let copy = stripped(ImageFormat::Gif, &original);
    assert_eq!(copy, plain);
    assert!(holds(&copy, b"NETSCAPE2.0"));
}

#[test]
fn a_tiff_is_refused_rather_than_half_cleaned() {
    let folder = TempDir::new().unwrap();
    let (file, target) = (folder.path().join("original"), folder.path().join("copy"));
    std::fs::write(&file, samples::tiff()).unwrap();
    let error = strip(&file, ImageFormat::Tiff, &target, &LIMITS).unwrap_err();
    assert_eq!(error.code(), "unsupported_image_type");
    assert!(!target.exists());
}

#[test]
fn nothing_is_left_behind_when_the_original_is_incomplete() {
    let folder = TempDir::new().unwrap();
    let (file, target) = (folder.path().join("original"), folder.path().join("copy"));
    let whole = samples::jpeg();
    std::fs::write(&file, &whole[..whole.len() - 10]).unwrap();
    let error = strip(&file, ImageFormat::Jpeg, &target, &LIMITS).unwrap_err();
    assert_eq!(error.code(), "truncated_image");
    assert!(!target.exists());
}
