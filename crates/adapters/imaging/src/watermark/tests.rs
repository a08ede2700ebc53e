use std::num::NonZeroUsize;
use std::path::Path;

use image::{Rgb, RgbImage, Rgba, RgbaImage};
use tempfile::TempDir;

use super::*;
use crate::samples;

const LIMITS: ImagingLimits =
    ImagingLimits { max_bytes: 10_000_000, max_pixels: 10_000_000, threads: NonZeroUsize::MIN };

fn stamping(stamp: Stamp, position: Position) -> Stamping {
    Stamping { stamp, position, opacity: 100, scale: 50 }
}

fn stamped(bytes: &[u8], format: ImageFormat, stamping: Stamping) -> RgbImage {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("picture");
    std::fs::write(&file, bytes).unwrap();
    let request = Request { file, format, stamping, preset: Preset::Web, folder: folder.path().to_owned() };
    let headers = headers(&request, &LIMITS).unwrap();
    let made = stamp(&request, headers, &LIMITS, &mut Workspace::default()).unwrap();
    assert_eq!(made.format, ImageFormat::Jpeg);
    let seen = image::open(&made.path).unwrap().into_rgb8();
    assert_eq!(seen.dimensions(), (made.width, made.height));
    seen
}

/// A plain grey picture.
fn grey(width: u32, height: u32) -> Vec<u8> {
    samples::jpeg_of(&RgbImage::from_pixel(width, height, Rgb([128; 3])))
}

/// Where the picture is not as grey as it was.
fn marks(seen: &RgbImage) -> Vec<(u32, u32)> {
    let changed = |pixel: &Rgb<u8>| pixel.0.iter().any(|value| value.abs_diff(128) > 40);
    seen.enumerate_pixels().filter(|(_, _, pixel)| changed(pixel)).map(|(x, y, _)| (x, y)).collect()
}

fn text(text: &str) -> Stamp {
    Stamp::Text(text.to_owned())
}

fn logo(folder: &Path, picture: &RgbaImage) -> Stamp {
    let file = folder.join("logo.png");
    picture.save(&file).unwrap();
    Stamp::Picture { file, format: ImageFormat::Png }
}

#[test]
fn a_text_stands_where_it_is_put() {
    let place = |position| {
        let seen = stamped(&grey(300, 200), ImageFormat::Jpeg, stamping(text("PROOF"), position));
        let marks = marks(&seen);
        assert!(marks.len() > 100, "{position:?}: {} pixels", marks.len());
        let (x, y) = marks.iter().fold((0, 0), |(x, y), mark| (x + mark.0, y + mark.1));
        let count = u32::try_from(marks.len()).unwrap();
        (x / count * 3 / 300, y / count * 3 / 200)
    };
    // The middle of a mark of half the width lies in the middle third only if it is centred.
    assert_eq!(place(Position::TopLeft).1, 0);
    assert_eq!(place(Position::Top), (1, 0));
    assert_eq!(place(Position::Center), (1, 1));
    assert_eq!(place(Position::BottomRight).1, 2);
    assert_eq!((place(Position::Left), place(Position::Right)), ((0, 1), (2, 1)));
}

#[test]
fn a_text_is_as_wide_as_it_is_told_to_be() {
    for scale in [20, 60] {
        let stamping = Stamping { scale, ..stamping(text("a long line of text"), Position::Center) };
        let marks = marks(&stamped(&grey(400, 300), ImageFormat::Jpeg, stamping));
        let (left, right) =
            marks.iter().fold((400, 0), |(left, right), (x, _)| (*x.min(&left), *x.max(&right)));
        let wide = (right - left) * 100 / 400;
        assert!(wide.abs_diff(scale.into()) <= 4, "{wide} for {scale}");
    }
}

#[test]
fn a_tile_leaves_no_quarter_of_the_picture_clean() {
    let stamping = Stamping { scale: 20, ..stamping(text("© Studio"), Position::Tile) };
    let marks = marks(&stamped(&grey(600, 400), ImageFormat::Jpeg, stamping));
    for quarter in [(0, 0), (300, 0), (0, 200), (300, 200)] {
        let inside = |(x, y): &&(u32, u32)| {
            (quarter.0..quarter.0 + 300).contains(x) && (quarter.1..quarter.1 + 200).contains(y)
        };
        assert!(marks.iter().filter(inside).count() > 200, "{quarter:?}");
    }
}

#[test]
fn letters_of_many_languages_differ_and_unknown_ones_are_boxes() {
    let drawn = |what: &str| {
        marks(&stamped(&grey(120, 120), ImageFormat::Jpeg, stamping(text(what), Position::Center)))
    };
    let letters: Vec<_> = ["å", "ö", "é", "ß", "Ł", "Ж", "Ω"].into_iter().map(drawn).collect();
    for (index, letter) in letters.iter().enumerate() {
        assert!(letter.len() > 50);
        assert!(letters.iter().skip(index + 1).all(|other| other != letter));
    }
    assert_eq!(drawn("漢"), drawn("😀"), "both are the same box");
    assert!(drawn("漢").len() > 50);
    assert!(!drawn("\u{200b}\u{202e}").is_empty());
}

#[test]
fn opacity_is_a_measure() {
    let darkest = |opacity| {
        let stamping = Stamping { opacity, ..stamping(text("MARK"), Position::Center) };
        let seen = stamped(&grey(200, 100), ImageFormat::Jpeg, stamping);
        seen.pixels().map(|pixel| pixel.0[0]).max().unwrap()
    };
    let (faint, strong) = (darkest(20), darkest(100));
    assert!((145..=170).contains(&faint), "{faint}");
    assert!(strong > 240, "{strong}");
}

#[test]
fn a_picture_is_laid_over_with_its_transparency() {
    let folder = TempDir::new().unwrap();
    let half = RgbaImage::from_fn(40, 40, |x, _| Rgba([255, 0, 0, if x < 20 { 255 } else { 0 }]));
    let stamp = logo(folder.path(), &half);
    let seen = stamped(&grey(80, 100), ImageFormat::Jpeg, stamping(stamp, Position::Center));
    let [red, green, _] = seen.get_pixel(28, 50).0;
    assert!(red > 200 && green < 60, "{red} {green}");
    assert!(seen.get_pixel(52, 50).0[0].abs_diff(128) < 20, "the right half can be looked through");
}

#[test]
fn the_orientation_is_applied_before_the_mark() {
    let bytes = samples::jpeg_with(&samples::exif_with_orientation(6), &[]);
    let seen = stamped(&bytes, ImageFormat::Jpeg, stamping(text("X"), Position::Center));
    assert_eq!(seen.dimensions(), (samples::SIZE.1, samples::SIZE.0));
}

#[test]
fn what_is_transparent_becomes_white_paper() {
    let clear = RgbaImage::from_pixel(100, 80, Rgba([0, 0, 0, 0]));
    let bytes = samples::png_of(clear.into());
    let seen = stamped(&bytes, ImageFormat::Png, stamping(text("X"), Position::Center));
    assert!(seen.get_pixel(0, 0).0[0] > 240);
}

#[test]
fn nothing_is_so_small_or_so_clear_that_it_stays_clean() {
    let folder = TempDir::new().unwrap();
    let nothing = logo(folder.path(), &RgbaImage::from_pixel(9, 9, Rgba([0, 0, 0, 0])));
    let white = |width, height| samples::jpeg_of(&RgbImage::from_pixel(width, height, Rgb([255; 3])));
    for (width, height) in [(1, 1), (2, 1), (1, 300), (300, 1)] {
        for stamp in [text("MARK"), nothing.clone()] {
            for position in [Position::Center, Position::Tile, Position::BottomRight] {
                let seen =
                    stamped(&white(width, height), ImageFormat::Jpeg, stamping(stamp.clone(), position));
                assert!(seen.pixels().any(|pixel| pixel.0[0] < 250), "{width}×{height} {position:?}");
            }
        }
    }
}

#[test]
fn every_format_can_be_marked() {
    for (format, bytes) in samples::of_every_format() {
        let clean = image::load_from_memory(&bytes).unwrap().into_rgb8();
        let seen = stamped(&bytes, format, stamping(text("MARK"), Position::Center));
        assert_eq!(seen.dimensions(), clean.dimensions());
        let changed = seen.pixels().zip(clean.pixels()).filter(|(a, b)| a.0[0].abs_diff(b.0[0]) > 60);
        assert!(changed.count() > 5, "{format:?}");
    }
}
