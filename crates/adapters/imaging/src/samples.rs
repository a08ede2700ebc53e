//! Small generated files for the tests.

use std::io::Cursor;

use atelier_domain::images::ImageFormat;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, Rgb, RgbImage, RgbaImage};

use crate::exif_block;

/// Width and height of every sample.
pub(crate) const SIZE: (u32, u32) = (40, 30);

/// A picture without any symmetry: ramps of different slopes, and one bright corner.
pub(crate) fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let ramp = |at: u32, of: u32| (at * 200 / of.max(1)) as u8;
        let waves = ((x * 7 / width.max(1) + y * 5 / height.max(1)) % 3 * 25) as u8;
        let corner = if x * 3 < width && y * 3 < height { 55 } else { 0 };
        Rgb([ramp(x, width) + corner, ramp(y, height) + waves, ramp(x + y, width + height) + waves / 2])
    })
}

/// A picture with detail of every size, the finer the fainter, as photographs have it.
#[cfg(feature = "libjpeg-turbo")]
pub(crate) fn photograph(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (fx, fy) = (x as f32 / width as f32, y as f32 / width as f32);
        let octave = |n: i32| {
            let waves = 9.0 * 2.1_f32.powi(n);
            40.0 * 0.55_f32.powi(n) * (waves * fx + 2.0 * (waves * 0.8 * fy).sin()).sin()
        };
        let edge = if ((fx * 31.0) as u32 + (fy * 37.0) as u32).is_multiple_of(3) { 45.0 } else { 0.0 };
        let light = 100.0 + edge + (0..9).map(octave).sum::<f32>();
        Rgb([light, light * 0.9, light * 0.7 + 20.0].map(|value| value as u8))
    })
}

fn sample() -> RgbImage {
    picture(SIZE.0, SIZE.1)
}

pub(crate) fn jpeg() -> Vec<u8> {
    jpeg_of(&sample())
}

pub(crate) fn jpeg_of(picture: &RgbImage) -> Vec<u8> {
    encoded_jpeg(picture.as_raw(), picture.dimensions(), jpeg_encoder::ColorType::Rgb, false)
}

/// The web derivative of a small picture, as it is written without libjpeg-turbo.
#[cfg(feature = "libjpeg-turbo")]
pub(crate) fn web_jpeg(pixels: &crate::pixels::Pixels) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 82);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    let (width, height) = (pixels.width.try_into().unwrap(), pixels.height.try_into().unwrap());
    encoder.encode(&pixels.data, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

pub(crate) fn progressive_jpeg() -> Vec<u8> {
    encoded_jpeg(sample().as_raw(), SIZE, jpeg_encoder::ColorType::Rgb, true)
}

pub(crate) fn gray_jpeg() -> Vec<u8> {
    let gray: Vec<u8> = sample().pixels().map(|pixel| pixel.0[1]).collect();
    encoded_jpeg(&gray, SIZE, jpeg_encoder::ColorType::Luma, false)
}

/// Ink as Adobe stores it, inverted; the encoder inverts once more, so it is given ink.
pub(crate) fn cmyk_jpeg(kind: jpeg_encoder::ColorType) -> Vec<u8> {
    let ink: Vec<u8> = sample().pixels().flat_map(|Rgb([r, g, b])| [255 - r, 255 - g, 255 - b, 0]).collect();
    encoded_jpeg(&ink, SIZE, kind, false)
}

fn encoded_jpeg(data: &[u8], size: (u32, u32), kind: jpeg_encoder::ColorType, progressive: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder.set_progressive(progressive);
    encoder.encode(data, size.0.try_into().unwrap(), size.1.try_into().unwrap(), kind).unwrap();
    bytes
}

/// A JPEG with the given EXIF and colour profile, either of which may be empty.
pub(crate) fn jpeg_with(exif: &[u8], icc: &[u8]) -> Vec<u8> {
    let mut segments = Vec::new();
    if !exif.is_empty() {
        segments.extend(segment(0xE1, &[b"Exif\0\0".as_slice(), exif].concat()));
    }
    if !icc.is_empty() {
        segments.extend(segment(0xE2, &[b"ICC_PROFILE\0\x01\x01".as_slice(), icc].concat()));
    }
    jpeg_with_segments(&segments)
}

/// A JPEG with the given bytes right behind its first marker.
pub(crate) fn jpeg_with_segments(segments: &[u8]) -> Vec<u8> {
    let plain = jpeg();
    [&plain[..2], segments, &plain[2..]].concat()
}

pub(crate) fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], length.as_slice(), payload].concat()
}

pub(crate) fn png() -> Vec<u8> {
    saved(sample().into(), image::ImageFormat::Png)
}

pub(crate) fn png_of(picture: DynamicImage) -> Vec<u8> {
    saved(picture, image::ImageFormat::Png)
}

/// A PNG with the given chunk right behind its header.
pub(crate) fn png_with_chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let plain = png();
    [&plain[..33], &png_chunk(name, data), &plain[33..]].concat()
}

pub(crate) fn png_chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&name);
    crc.update(data);
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length, name.as_slice(), data, &crc.finalize().to_be_bytes()].concat()
}

pub(crate) fn webp() -> Vec<u8> {
    webp_with(&[], &[])
}

pub(crate) fn webp_with(exif: &[u8], icc: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut bytes);
    if !exif.is_empty() {
        encoder.set_exif_metadata(exif.to_vec()).unwrap();
    }
    if !icc.is_empty() {
        encoder.set_icc_profile(icc.to_vec()).unwrap();
    }
    encoder.write_image(sample().as_raw(), SIZE.0, SIZE.1, ExtendedColorType::Rgb8).unwrap();
    bytes
}

pub(crate) fn tiff() -> Vec<u8> {
    saved(sample().into(), image::ImageFormat::Tiff)
}

pub(crate) fn gif() -> Vec<u8> {
    saved(sample().into(), image::ImageFormat::Gif)
}

/// Two frames, red and then blue, repeated for ever.
pub(crate) fn animated_gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    encoder.set_repeat(image::codecs::gif::Repeat::Infinite).unwrap();
    for colour in [[255, 0, 0, 255], [0, 0, 255, 255]] {
        let frame = RgbaImage::from_pixel(SIZE.0, SIZE.1, image::Rgba(colour));
        encoder.encode_frame(image::Frame::new(frame)).unwrap();
    }
    drop(encoder);
    bytes
}

pub(crate) fn saved(picture: DynamicImage, format: image::ImageFormat) -> Vec<u8> {
    let picture = if format == image::ImageFormat::Gif { picture.into_rgba8().into() } else { picture };
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(crate) fn of_every_format() -> [(ImageFormat, Vec<u8>); 5] {
    [
        (ImageFormat::Jpeg, jpeg()),
        (ImageFormat::Png, png()),
        (ImageFormat::WebP, webp()),
        (ImageFormat::Tiff, tiff()),
        (ImageFormat::Gif, gif()),
    ]
}

pub(crate) fn display_p3() -> Vec<u8> {
    moxcms::ColorProfile::new_display_p3().encode().unwrap()
}

pub(crate) fn exif_with_orientation(value: u16) -> Vec<u8> {
    exif_block::orientation_only(value)
}
