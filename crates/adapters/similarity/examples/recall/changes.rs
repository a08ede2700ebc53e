//! What happens to a picture between the camera and its second copy.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{ImageFormat, RgbImage};

pub type Change = fn(&RgbImage) -> Option<RgbImage>;

pub const CHANGES: [(&str, Change); 14] = [
    ("JPEG quality 60", |picture| recompressed(picture, 60)),
    ("JPEG quality 30", |picture| recompressed(picture, 30)),
    ("half the size", |picture| Some(smaller(picture, 2))),
    ("a quarter of the size", |picture| Some(smaller(picture, 4))),
    ("cropped by 3 %", |picture| Some(cropped(picture, 0.03))),
    ("cropped by 10 %", |picture| Some(cropped(picture, 0.10))),
    ("20 % brighter", |picture| Some(toned(picture, |value| value * 1.2))),
    ("20 % darker", |picture| Some(toned(picture, |value| value * 0.8))),
    ("30 % more contrast", |picture| Some(toned(picture, |value| (value - 128.0) * 1.3 + 128.0))),
    ("smaller by half, brighter by 10 %, quality 60", |picture| {
        recompressed(&toned(&smaller(picture, 2), |value| value * 1.1), 60)
    }),
    ("straightened by 1°", |picture| Some(straightened(picture, 1.0))),
    ("straightened by 2°", |picture| Some(straightened(picture, 2.0))),
    ("turned by 90°", |picture| Some(imageops::rotate90(picture))),
    ("mirrored", |picture| Some(imageops::flip_horizontal(picture))),
];

fn recompressed(picture: &RgbImage, quality: u8) -> Option<RgbImage> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, quality).encode_image(picture).ok()?;
    Some(image::load(Cursor::new(file), ImageFormat::Jpeg).ok()?.into_rgb8())
}

fn smaller(picture: &RgbImage, by: u32) -> RgbImage {
    imageops::resize(picture, picture.width() / by, picture.height() / by, FilterType::Lanczos3)
}

/// Takes this share of each side away, unevenly as hands do: a third of it at the left and at the top.
fn cropped(picture: &RgbImage, share: f32) -> RgbImage {
    let off = |length: u32| (length as f32 * share).round() as u32;
    let (wide, high) = (off(picture.width()), off(picture.height()));
    imageops::crop_imm(picture, wide / 3, high / 3, picture.width() - wide, picture.height() - high)
        .to_image()
}

fn toned(picture: &RgbImage, curve: impl Fn(f32) -> f32) -> RgbImage {
    let mut toned = picture.clone();
    for pixel in toned.pixels_mut() {
        pixel.0 = pixel.0.map(|value| curve(f32::from(value)).round().clamp(0.0, 255.0) as u8);
    }
    toned
}

/// Turned, and cropped to the largest picture of the same shape that has no empty corner, as programs straighten.
fn straightened(picture: &RgbImage, degrees: f32) -> RgbImage {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let (sin, cos) = degrees.to_radians().sin_cos();
    let shrink = (width / (width * cos + height * sin)).min(height / (width * sin + height * cos));
    RgbImage::from_fn((width * shrink) as u32, (height * shrink) as u32, |x, y| {
        let (x, y) = (x as f32 + 0.5 - width * shrink / 2.0, y as f32 + 0.5 - height * shrink / 2.0);
        let (x, y) = (x * cos - y * sin + width / 2.0, x * sin + y * cos + height / 2.0);
        imageops::sample_bilinear(picture, x / width, y / height).unwrap_or(image::Rgb([0; 3]))
    })
}
