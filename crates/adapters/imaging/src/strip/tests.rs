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
    strip(&file, format, None, &target, &LIMITS).unwrap();
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
    let error = strip(&file, ImageFormat::Tiff, None, &target, &LIMITS).unwrap_err();
    assert_eq!(error.code(), "unsupported_image_type");
    assert!(!target.exists());
}

#[test]
fn nothing_is_left_behind_when_the_original_is_incomplete() {
    let folder = TempDir::new().unwrap();
    let (file, target) = (folder.path().join("original"), folder.path().join("copy"));
    let whole = samples::jpeg();
    std::fs::write(&file, &whole[..whole.len() - 10]).unwrap();
    let error = strip(&file, ImageFormat::Jpeg, None, &target, &LIMITS).unwrap_err();
    assert_eq!(error.code(), "truncated_image");
    assert!(!target.exists());
}

fn notice() -> Notice {
    Notice { copyright: "© 2027 Blåbær".into(), creator: Some("Kari".into()) }
}

fn noticed(format: ImageFormat, bytes: &[u8]) -> Vec<u8> {
    let folder = TempDir::new().unwrap();
    let (file, target) = (folder.path().join("original"), folder.path().join("copy"));
    std::fs::write(&file, bytes).unwrap();
    strip(&file, format, Some(&notice()), &target, &LIMITS).unwrap();
    std::fs::read(target).unwrap()
}

/// A field of the copy's EXIF, as text.
fn told(exif: &exif::Exif, tag: exif::Tag) -> String {
    match &exif.get_field(tag, exif::In::PRIMARY).unwrap().value {
        exif::Value::Ascii(texts) => String::from_utf8(texts[0].clone()).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_notice_takes_the_place_of_what_was_private_in_every_format_with_exif() {
    let exif = private_exif(6);
    let samples = [
        (ImageFormat::Jpeg, samples::jpeg_with(&exif, &samples::display_p3()), true),
        (ImageFormat::Png, samples::png_with_chunk(*b"eXIf", &exif), true),
        (ImageFormat::WebP, samples::webp_with(&exif, &[]), true),
        // Without EXIF of its own it is of the plain form, which has no room for any.
        (ImageFormat::WebP, samples::webp(), false),
    ];
    for (format, bytes, was_turned) in samples {
        let copy = noticed(format, &bytes);
        assert!(!holds(&copy, b"SECRET"), "{format:?}");
        assert_eq!(pixels(&copy), pixels(&bytes), "{format:?}");
        let exif = exif::Reader::new().read_raw(walked(format, &copy).exif.unwrap()).unwrap();
        assert_eq!(told(&exif, exif::Tag::Copyright), "© 2027 Blåbær", "{format:?}");
        assert_eq!(told(&exif, exif::Tag::Artist), "Kari", "{format:?}");
        assert_eq!(exif.fields().count(), if was_turned { 3 } else { 2 }, "{format:?}");
        assert_eq!(noticed(format, &copy), copy, "{format:?}: doing it again changes nothing");
    }
}

#[test]
fn a_jpeg_tells_it_in_xmp_too_and_a_gif_in_a_comment() {
    let copy = noticed(ImageFormat::Jpeg, &samples::jpeg());
    assert!(holds(&copy, "<rdf:li xml:lang=\"x-default\">© 2027 Blåbær</rdf:li>".as_bytes()));
    let copy = noticed(ImageFormat::Gif, &samples::animated_gif());
    assert!(holds(&copy, "© 2027 Blåbær\nKari".as_bytes()));
    walked(ImageFormat::Gif, &copy);
    assert_eq!(pixels(&copy), pixels(&samples::animated_gif()));
}

#[test]
fn a_picture_with_transparency_keeps_it_under_a_notice() {
    let clear = RgbaImage::from_fn(9, 7, |x, _| image::Rgba([10, 20, 30, if x < 4 { 0 } else { 255 }]));
    let bytes = samples::saved(clear.clone().into(), image::ImageFormat::WebP);
    assert_eq!(pixels(&noticed(ImageFormat::WebP, &bytes)), clear);
}
