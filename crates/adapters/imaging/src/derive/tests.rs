use std::num::NonZeroUsize;

use image::{DynamicImage, GenericImageView, ImageBuffer, RgbImage};
use tempfile::TempDir;

use super::*;
use crate::samples;
use crate::source::Source;

const LIMITS: ImagingLimits =
    ImagingLimits { max_bytes: 100_000_000, max_pixels: 100_000_000, threads: NonZeroUsize::MIN };

struct Made {
    folder: TempDir,
    processed: Processed,
}

impl Made {
    fn file(&self, preset: Preset) -> &DerivativeFile {
        self.processed.derivatives.iter().find(|file| file.preset == preset).unwrap()
    }

    fn picture(&self, preset: Preset) -> DynamicImage {
        image::open(&self.file(preset).path).unwrap()
    }
}

fn try_making(format: ImageFormat, bytes: &[u8], presets: &[Preset]) -> Result<Made, ImageError> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("original");
    std::fs::write(&file, bytes).unwrap();
    let headers = headers(&file, format, &LIMITS)?;
    let request = Request { file, format, presets: presets.to_vec(), folder: folder.path().to_owned() };
    let processed = make(&request, headers, &LIMITS, &mut Workspace::default())?;
    Ok(Made { folder, processed })
}

fn made(format: ImageFormat, bytes: &[u8]) -> Made {
    try_making(format, bytes, &Preset::EAGER).unwrap()
}

/// The colour in the middle of a fraction of the picture.
fn colour_at(picture: &DynamicImage, x: f32, y: f32) -> [u8; 4] {
    let at = |fraction: f32, of: u32| ((of as f32 * fraction) as u32).min(of - 1);
    picture.get_pixel(at(x, picture.width()), at(y, picture.height())).0
}

fn near(left: [u8; 4], right: [u8; 4], most: u8) -> bool {
    left.iter().zip(right).all(|(a, b)| a.abs_diff(b) <= most)
}

/// A gradient through which every pixel has a direction, in any size.
fn large_picture(width: u32, height: u32) -> RgbImage {
    samples::picture(width, height)
}

#[test]
fn every_format_gives_every_eager_derivative() {
    for (format, bytes) in samples::of_every_format() {
        let made = made(format, &bytes);
        let presets: Vec<Preset> = made.processed.derivatives.iter().map(|file| file.preset).collect();
        assert_eq!(presets, Preset::EAGER, "{format:?}");
        for file in &made.processed.derivatives {
            assert_eq!((file.width, file.height), samples::SIZE, "nothing is enlarged");
            let bytes = std::fs::read(&file.path).unwrap();
            assert_eq!(file.size, bytes.len() as u64);
            assert_eq!(file.blake3, blake3::hash(&bytes).to_hex().to_string());
            assert_eq!(file.path, made.folder.path().join(format!("{}.jpg", file.preset.as_str())));
            assert_eq!(image::load_from_memory(&bytes).unwrap().dimensions(), samples::SIZE);
        }
    }
}

#[test]
fn each_preset_has_its_size_and_the_web_picture_looks_like_the_original() {
    let original = large_picture(2600, 1700);
    let made = try_making(ImageFormat::Jpeg, &samples::jpeg_of(&original), &Preset::ALL).unwrap();
    let sizes: Vec<_> = made.processed.derivatives.iter().map(|file| (file.width, file.height)).collect();
    assert_eq!(sizes, [(150, 98), (512, 335), (2048, 1339), (2600, 1700)]);
    let web = made.picture(Preset::Web);
    for (x, y) in [(0.1, 0.1), (0.9, 0.1), (0.5, 0.5), (0.1, 0.9), (0.9, 0.9)] {
        let expected = colour_at(&DynamicImage::from(original.clone()), x, y);
        assert!(near(colour_at(&web, x, y), expected, 12), "at {x}, {y}");
    }
}

#[test]
fn the_hash_does_not_depend_on_the_presets_that_are_asked_for() {
    let bytes = samples::jpeg_of(&large_picture(4500, 900));
    let hashes: Vec<i64> = [&[][..], &[Preset::Thumb], &[Preset::Large], &Preset::ALL]
        .into_iter()
        .map(|presets| try_making(ImageFormat::Jpeg, &bytes, presets).unwrap().processed.perceptual_hash)
        .collect();
    assert_eq!(hashes, vec![hashes[0]; 4]);
}

/// The picture as a camera stores it that was held so that `orientation` turns it upright.
fn stored(upright: &RgbImage, orientation: u16) -> RgbImage {
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    match orientation {
        1 => upright.clone(),
        2 => flip_horizontal(upright),
        3 => rotate180(upright),
        4 => flip_vertical(upright),
        5 => flip_horizontal(&rotate90(upright)),
        6 => rotate270(upright),
        7 => flip_horizontal(&rotate270(upright)),
        _ => rotate90(upright),
    }
}

#[test]
fn all_eight_orientations_of_a_picture_are_one_picture_with_one_hash() {
    let upright = large_picture(2304, 1496);
    let expected = made(ImageFormat::Png, &samples::png_of(upright.clone().into()));
    for orientation in 1..=8 {
        let plain = samples::png_of(stored(&upright, orientation).into());
        let exif = samples::png_chunk(*b"eXIf", &samples::exif_with_orientation(orientation));
        let turned = made(ImageFormat::Png, &[&plain[..33], &exif, &plain[33..]].concat());
        let thumb = turned.picture(Preset::Thumb);
        assert_eq!(thumb.dimensions(), (512, 332), "orientation {orientation}");
        for (x, y) in [(0.05, 0.05), (0.95, 0.05), (0.05, 0.95), (0.95, 0.95)] {
            let same = colour_at(&expected.picture(Preset::Thumb), x, y);
            assert!(near(colour_at(&thumb, x, y), same, 6), "orientation {orientation} at {x}, {y}");
        }
        assert_eq!(
            turned.processed.perceptual_hash, expected.processed.perceptual_hash,
            "orientation {orientation}"
        );
    }
}

#[test]
fn derivatives_carry_no_metadata_and_no_profile() {
    let bytes = samples::jpeg_with(&samples::exif_with_orientation(6), &samples::display_p3());
    let made = made(ImageFormat::Jpeg, &bytes);
    for file in &made.processed.derivatives {
        let found = structure::jpeg::walk(&mut Source::open(&file.path).unwrap(), &LIMITS).unwrap();
        assert_eq!((found.exif, found.icc), (None, None));
        assert_eq!((file.width, file.height), (samples::SIZE.1, samples::SIZE.0));
    }
}

#[test]
fn a_wide_gamut_picture_becomes_srgb() {
    let plain = RgbImage::from_pixel(64, 64, image::Rgb([180, 100, 60]));
    let jpeg = samples::jpeg_of(&plain);
    let profile =
        samples::segment(0xE2, &[b"ICC_PROFILE\0\x01\x01".as_slice(), &samples::display_p3()].concat());
    let made = made(ImageFormat::Jpeg, &[&jpeg[..2], &profile, &jpeg[2..]].concat());
    let seen = colour_at(&made.picture(Preset::Web), 0.5, 0.5);
    assert!(near(seen, [191, 97, 49, 255], 5), "{seen:?}");
}

#[test]
fn gray_ink_and_progressive_files_are_decoded() {
    let plain = made(ImageFormat::Jpeg, &samples::jpeg()).picture(Preset::Web);
    let (x, y) = (0.6, 0.4);
    let progressive = made(ImageFormat::Jpeg, &samples::progressive_jpeg()).picture(Preset::Web);
    assert!(near(colour_at(&progressive, x, y), colour_at(&plain, x, y), 12));
    for kind in [jpeg_encoder::ColorType::Cmyk, jpeg_encoder::ColorType::CmykAsYcck] {
        let ink = made(ImageFormat::Jpeg, &samples::cmyk_jpeg(kind)).picture(Preset::Web);
        let (found, expected) = (colour_at(&ink, x, y), colour_at(&plain, x, y));
        assert!(near(found, expected, 16), "{kind:?}: {found:?} {expected:?}");
    }
    let gray = made(ImageFormat::Jpeg, &samples::gray_jpeg()).picture(Preset::Web);
    assert_eq!(gray.color(), image::ColorType::L8);
}

#[test]
fn a_picture_with_transparency_becomes_png_and_an_opaque_one_with_an_alpha_channel_jpeg() {
    let veiled =
        ImageBuffer::from_fn(600, 300, |x, _| image::Rgba([200_u8, 30, 30, if x < 300 { 0 } else { 255 }]));
    let png = made(ImageFormat::Png, &samples::png_of(veiled.into()));
    let thumb = png.picture(Preset::Thumb);
    assert_eq!((png.file(Preset::Thumb).format, thumb.color()), (ImageFormat::Png, image::ColorType::Rgba8));
    assert_eq!(png.file(Preset::Thumb).path.extension().unwrap(), "png");
    assert_eq!(colour_at(&thumb, 0.1, 0.5)[3], 0);
    assert_eq!(colour_at(&thumb, 0.9, 0.5), [200, 30, 30, 255]);

    let opaque = ImageBuffer::from_pixel(600, 300, image::Rgba([200_u8, 30, 30, 255]));
    let jpeg = made(ImageFormat::Png, &samples::png_of(opaque.into()));
    assert_eq!(jpeg.file(Preset::Thumb).format, ImageFormat::Jpeg);
}

#[test]
fn sixteen_bits_become_eight() {
    let deep = ImageBuffer::from_pixel(50, 40, image::Rgb([0x8000_u16, 0x2000, 0xF000]));
    for format in [image::ImageFormat::Png, image::ImageFormat::Tiff] {
        let bytes = samples::saved(deep.clone().into(), format);
        let ours = if format == image::ImageFormat::Png { ImageFormat::Png } else { ImageFormat::Tiff };
        let seen = colour_at(&made(ours, &bytes).picture(Preset::Web), 0.5, 0.5);
        assert!(near(seen, [0x80, 0x20, 0xF0, 255], 3), "{seen:?}");
    }
}

#[test]
fn of_an_animation_the_first_frame_counts() {
    let made = made(ImageFormat::Gif, &samples::animated_gif());
    assert!(near(colour_at(&made.picture(Preset::Web), 0.5, 0.5), [255, 0, 0, 255], 4));
}

#[test]
fn a_picture_of_one_pixel_and_one_of_one_row_are_pictures() {
    let dot =
        made(ImageFormat::Png, &samples::png_of(RgbImage::from_pixel(1, 1, image::Rgb([9, 9, 9])).into()));
    assert_eq!((dot.file(Preset::Web).width, dot.processed.perceptual_hash), (1, 0));
    let row = made(ImageFormat::Png, &samples::png_of(large_picture(9_000, 1).into()));
    assert_eq!((row.file(Preset::Hotpreview).width, row.file(Preset::Hotpreview).height), (150, 1));
}

#[test]
fn a_file_that_is_cut_off_is_incomplete_and_one_that_is_changed_is_damaged() {
    for (format, bytes) in samples::of_every_format() {
        let cut = try_making(format, &bytes[..bytes.len() * 2 / 3], &Preset::EAGER).err().unwrap();
        // The directory of a TIFF stands at its end: without it, nothing says how much is missing.
        assert_eq!(cut.code(), "truncated_image", "{format:?}: {cut}");
    }
    let mut changed = samples::jpeg();
    let middle = changed.len() - 200;
    changed[middle..middle + 60].fill(0xAA);
    let error = try_making(ImageFormat::Jpeg, &changed, &Preset::EAGER).err();
    assert!(error.is_none_or(|error| error.code() == "damaged_image"));
}

#[test]
fn a_file_of_another_format_than_it_was_stored_as_is_damaged() {
    let error = try_making(ImageFormat::Png, &samples::jpeg(), &Preset::EAGER).err().unwrap();
    assert_eq!(error.code(), "damaged_image");
}

/// Structural similarity of two gray pictures, over windows of 8 × 8: 1 is equal, and above 0.98 nobody sees a difference.
#[cfg(feature = "libjpeg-turbo")]
fn similarity(left: &image::GrayImage, right: &image::GrayImage) -> f64 {
    assert_eq!(left.dimensions(), right.dimensions());
    let (mut sum, mut count) = (0.0, 0.0);
    for (x, y) in
        (0..left.height() - 8).step_by(4).flat_map(|y| (0..left.width() - 8).step_by(4).map(move |x| (x, y)))
    {
        let window = |picture: &image::GrayImage| -> Vec<f64> {
            (0..64).map(|at| picture.get_pixel(x + at % 8, y + at / 8).0[0].into()).collect()
        };
        let (a, b) = (window(left), window(right));
        let mean = |values: &[f64]| values.iter().sum::<f64>() / 64.0;
        let (ma, mb) = (mean(&a), mean(&b));
        let covariance = |p: &[f64], mp: f64, q: &[f64], mq: f64| {
            p.iter().zip(q).map(|(v, w)| (v - mp) * (w - mq)).sum::<f64>() / 63.0
        };
        let (c1, c2) = (6.5025, 58.5225);
        sum += (2.0 * ma * mb + c1) * (2.0 * covariance(&a, ma, &b, mb) + c2)
            / ((ma * ma + mb * mb + c1) * (covariance(&a, ma, &a, ma) + covariance(&b, mb, &b, mb) + c2));
        count += 1.0;
    }
    sum / count
}

#[cfg(feature = "libjpeg-turbo")]
#[test]
fn decoding_at_a_fraction_looks_like_decoding_whole() {
    use crate::pixels::Layout;

    // Three eighths with room and without, four, two, and the whole.
    for (width, height) in [(6000, 1000), (5464, 1000), (4100, 1000), (8200, 800), (3000, 2000)] {
        let bytes = samples::jpeg_of(&samples::photograph(width, height));
        let found = made(ImageFormat::Jpeg, &bytes).picture(Preset::Web).into_luma8();
        let whole = image::load_from_memory(&bytes).unwrap().into_rgb8().into_raw();
        let whole = Pixels { width, height, layout: Layout::Rgb, data: whole };
        let small = shrink(&mut Resampler::default(), &whole, found.dimensions()).unwrap().unwrap();
        let expected = image::load_from_memory(&samples::web_jpeg(&small)).unwrap().into_luma8();
        let similarity = similarity(&found, &expected);
        assert!(similarity > 0.98, "{width} × {height}: {similarity}");
    }
}
