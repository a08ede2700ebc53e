use atelier_domain::images::ImageFormat;
use serde_json::json;

use super::*;
use crate::exif_block::{ByteOrder, Field, assemble};
use crate::limits::ImagingLimits;
use crate::probe::look;
use crate::samples;
use crate::source::Source;

const ORDER: ByteOrder = ByteOrder::Big;

fn text(tag: u16, value: &str) -> Field {
    bytes(tag, 2, 1, format!("{value}\0").into_bytes())
}

fn short(tag: u16, value: u16) -> Field {
    bytes(tag, 3, 2, value.to_be_bytes().to_vec())
}

fn rational(tag: u16, parts: &[(u32, u32)]) -> Field {
    bytes(tag, 5, 8, parts.iter().flat_map(|(n, d)| [n.to_be_bytes(), d.to_be_bytes()]).flatten().collect())
}

fn bytes(tag: u16, kind: u16, unit: usize, value: Vec<u8>) -> Field {
    Field { tag, kind, count: u32::try_from(value.len() / unit).unwrap(), value }
}

fn gps(latitude: (&str, [(u32, u32); 3]), longitude: (&str, [(u32, u32); 3])) -> Vec<Field> {
    vec![
        text(1, latitude.0),
        rational(2, &latitude.1),
        text(3, longitude.0),
        rational(4, &longitude.1),
        bytes(5, 1, 1, vec![1]),
        rational(6, &[(1234, 100)]),
    ]
}

fn read(main: Vec<Field>, exif: Vec<Field>, gps: Vec<Field>) -> Metadata {
    Metadata::read(Some(assemble(ORDER, main, exif, gps)), None)
}

const XMP: &[u8] = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
    <rdf:Description xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' Iptc4xmpExt:DigitalSourceType=\
    'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia'/></rdf:RDF></x:xmpmeta>";

fn source_type(format: ImageFormat, bytes: &[u8]) -> Option<Value> {
    let (_, metadata) = look(&mut Source::of(bytes), format, &ImagingLimits::default()).unwrap();
    metadata.fields.get(DIGITAL_SOURCE_TYPE).cloned()
}

#[test]
fn what_a_packet_says_is_read_from_each_container() {
    let told = Some(Value::from("trainedAlgorithmicMedia"));
    let segment = samples::segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", XMP].concat());
    let jpeg = samples::jpeg_with_segments(&segment);
    assert_eq!(source_type(ImageFormat::Jpeg, &jpeg), told);
    let text = [b"XML:com.adobe.xmp\0\0\0\0\0".as_slice(), XMP].concat();
    assert_eq!(source_type(ImageFormat::Png, &samples::png_with_chunk(*b"iTXt", &text)), told);
    let (mut webp, tail) = (samples::webp_with(&samples::exif_with_orientation(1), &[]), XMP.len() % 2);
    webp.extend(
        [b"XMP ".as_slice(), &u32::try_from(XMP.len()).unwrap().to_le_bytes(), XMP, &[0][..tail]].concat(),
    );
    let size = u32::try_from(webp.len() - 8).unwrap().to_le_bytes();
    webp[4..8].copy_from_slice(&size);
    assert_eq!(source_type(ImageFormat::WebP, &webp), told);
    for (format, plain) in samples::of_every_format() {
        assert_eq!(source_type(format, &plain), None);
    }
}

#[test]
fn a_broken_packet_leaves_the_picture_and_its_exif_alone() {
    let exif = samples::segment(0xE1, &[b"Exif\0\0".as_slice(), &samples::exif_with_orientation(6)].concat());
    for broken in [&b"<x:xmpmeta"[..], b"", b"\xff\0\xff", &XMP[..XMP.len() / 2]] {
        let xmp = samples::segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", broken].concat());
        let jpeg = samples::jpeg_with_segments(&[xmp, exif.clone()].concat());
        let limits = ImagingLimits::default();
        let (_, metadata) = look(&mut Source::of(&jpeg), ImageFormat::Jpeg, &limits).unwrap();
        assert_eq!(metadata.orientation.to_exif(), 6);
        assert!(!metadata.fields.contains_key(DIGITAL_SOURCE_TYPE));
    }
    // The keyword, packed; and one whose end is missing.
    for text in [&b"XML:com.adobe.xmp\0\x01\0\0\0x"[..], b"XML:com.adobe.xmp\0\0\0\0", b"XML:com.adobe.xmp\0"]
    {
        assert_eq!(source_type(ImageFormat::Png, &samples::png_with_chunk(*b"iTXt", text)), None);
    }
}

#[test]
fn a_camera_file_gives_every_field_under_its_name() {
    let main = vec![
        text(0x010F, "NIKON CORPORATION"),
        text(0x0110, "Nikon Z6"),
        short(0x0112, 6),
        text(0x0131, "Ver.1.00 "),
        text(0x0132, "2026-01-01 00:00:00"),
        text(0x013B, "A. Photographer"),
        text(0x8298, "© 2025 A. Photographer"),
    ];
    let exif = vec![
        rational(0x829A, &[(10, 800)]),
        rational(0x829D, &[(67, 10)]),
        short(0x8822, 3),
        short(0x8827, 250),
        text(0x9003, "2025:09:24 10:30:00"),
        text(0x9011, "+02:00"),
        bytes(0x9204, 10, 8, [(-1_i32).to_be_bytes(), 3_i32.to_be_bytes()].concat()),
        short(0x9209, 0x10),
        rational(0x920A, &[(400, 10)]),
        text(0x9291, "25"),
        short(0xA001, 1),
        short(0xA403, 0),
        short(0xA405, 40),
        text(0xA431, "6001234"),
        text(0xA433, "NIKON"),
        text(0xA434, "NIKKOR Z 40mm f/2"),
    ];
    let position = gps(("S", [(33, 1), (51, 1), (3540, 100)]), ("E", [(151, 1), (12, 1), (4000, 100)]));
    let metadata = Metadata::read(Some(assemble(ORDER, main, exif, position)), Some(&samples::display_p3()));
    let expected = json!({
        "date_time_original": "2025-09-24 10:30:00",
        "offset_time_original": "+02:00",
        "camera_make": "NIKON CORPORATION",
        "camera_model": "Nikon Z6",
        "camera_serial": "6001234",
        "lens": "NIKKOR Z 40mm f/2",
        "lens_make": "NIKON",
        "iso": 250,
        "aperture": "f/6.7",
        "exposure_time": "1/80",
        "exposure_program": "Aperture priority",
        "exposure_bias": "-0.33 EV",
        "focal_length": "40.0mm",
        "focal_length_35mm": "40.0mm",
        "white_balance": "Auto",
        "flash": "Did not fire",
        "software": "Ver.1.00",
        "artist": "A. Photographer",
        "copyright": "© 2025 A. Photographer",
        "orientation": 6,
        "color_space": "sRGB",
        "icc_profile": "Display P3",
        "gps": { "latitude": -33.8598333, "longitude": 151.2111111, "altitude": -12.34 },
    });
    assert_eq!(serde_json::Value::from(metadata.fields), expected);
    assert_eq!(metadata.taken_at.unwrap().to_string(), "2025-09-24 10:30:00.250");
    assert_eq!(metadata.orientation, Orientation::Rotate90);
}

#[test]
fn the_time_of_an_edit_is_never_the_time_of_the_picture() {
    let metadata =
        read(vec![text(0x0132, "2026:01:01 00:00:00")], vec![text(0x9003, "0000:00:00 00:00:00")], vec![]);
    assert_eq!((metadata.taken_at, metadata.fields.len()), (None, 0));
}

#[test]
fn impossible_positions_are_left_out() {
    let good = [(10, 1), (0, 1), (0, 1)];
    for (latitude, longitude) in [
        (("N", [(0, 1); 3]), ("E", [(0, 1); 3])),
        (("N", [(91, 1), (0, 1), (0, 1)]), ("E", good)),
        (("N", good), ("E", [(181, 1), (0, 1), (0, 1)])),
        (("N", [(10, 0), (0, 1), (0, 1)]), ("E", good)),
        (("", good), ("E", good)),
        (("X", good), ("E", good)),
    ] {
        assert_eq!(read(vec![], vec![], gps(latitude, longitude)).fields.get("gps"), None);
    }
    let on_the_equator = gps(("N", [(0, 1); 3]), ("W", good));
    let position = read(vec![], vec![], on_the_equator).fields["gps"].clone();
    assert_eq!((position["latitude"].as_f64(), position["longitude"].as_f64()), (Some(0.0), Some(-10.0)));
}

#[test]
fn a_lens_without_a_name_is_told_by_what_it_can_do() {
    let spec = |parts: [(u32, u32); 4]| {
        let metadata = read(vec![], vec![rational(0xA432, &parts)], vec![]);
        metadata.fields.get("lens").and_then(|lens| lens.as_str().map(str::to_owned))
    };
    assert_eq!(spec([(18, 1), (55, 1), (35, 10), (56, 10)]).as_deref(), Some("18-55mm f/3.5-5.6"));
    assert_eq!(spec([(24, 1), (24, 1), (28, 10), (28, 10)]).as_deref(), Some("24mm f/2.8"));
    assert_eq!(spec([(24, 1), (24, 1), (0, 0), (0, 0)]).as_deref(), Some("24mm"));
    assert_eq!(spec([(0, 0); 4]), None);
}

#[test]
fn broken_texts_are_cleaned_and_bounded() {
    let long = "x".repeat(2_000);
    let main = vec![
        bytes(0x010F, 2, 1, b" Ca\x07non\xFF \0\0".to_vec()),
        text(0x0110, &long),
        bytes(0x8298, 2, 1, b"photographer\0editor\0".to_vec()),
        text(0x013B, "   "),
    ];
    let fields = read(main, vec![], vec![]).fields;
    assert_eq!(fields["camera_make"], "Canon\u{FFFD}");
    assert_eq!(fields["camera_model"].as_str().unwrap().len(), 255);
    assert_eq!(fields["copyright"], "photographer, editor");
    assert!(!fields.contains_key("artist"));
}

#[test]
fn numbers_that_mean_nothing_are_left_out() {
    let exif = vec![
        rational(0x829A, &[(0, 0)]),
        rational(0x829D, &[(0, 1)]),
        rational(0x920A, &[(1, 0)]),
        short(0x8827, 65535),
        short(0xA405, 0),
        short(0xA403, 9),
    ];
    assert_eq!(read(vec![short(0x0112, 9)], exif, vec![]).fields.len(), 0);
}

#[test]
fn a_broken_block_gives_what_can_be_read_of_it() {
    let whole =
        assemble(ORDER, vec![text(0x010F, "a maker of cameras"), text(0x0110, "a model")], vec![], vec![]);
    assert_eq!(
        Metadata::read(Some(whole[..whole.len() - 8].to_vec()), None).fields["camera_make"],
        "a maker of cameras"
    );
    assert_eq!(Metadata::read(Some(b"nonsense".to_vec()), None), Metadata::default());
    assert_eq!(Metadata::read(Some(Vec::new()), None), Metadata::default());
    for length in 0..whole.len() {
        Metadata::read(Some(whole[..length].to_vec()), None);
    }
}
