//! The two hashes, written here a second time so that the measurement does not depend on the server's pictures.

use atelier_domain::library::likeness::Hashes;
use image::imageops::{self, FilterType};
use image::{DynamicImage, RgbImage};
use img_hash::{HashAlg, HasherConfig};

/// The long side of the hot preview, over which the gradient hash is taken.
const HOTPREVIEW: f32 = 150.0;

/// The side of the square over which the DCT is taken, and of the corner of it that is kept.
const SIDE: usize = 32;
const CORNER: usize = 8;

/// Less than this is the noise of the arithmetic: a picture without any pattern must not hash to it.
const NOTHING: f64 = 1e-6;

pub fn hashes(picture: &RgbImage) -> Option<Hashes> {
    Some(Hashes { gradient: gradient(picture)?, dct: dct(picture) })
}

fn gradient(picture: &RgbImage) -> Option<i64> {
    let scale = HOTPREVIEW / picture.width().max(picture.height()) as f32;
    let side = |length: u32| ((length as f32 * scale).round() as u32).max(1);
    let (width, height) = (side(picture.width()), side(picture.height()));
    let small = imageops::resize(picture, width, height, FilterType::Lanczos3);
    let small = image023::RgbImage::from_raw(width, height, small.into_raw())?;
    let hasher =
        HasherConfig::with_bytes_type::<[u8; 8]>().hash_size(8, 8).hash_alg(HashAlg::Gradient).to_hasher();
    Some(i64::from_be_bytes(hasher.hash_image(&small).as_bytes().try_into().ok()?))
}

/// As `imagehash.phash` of Python: the lowest frequencies of the grey picture, a bit for each that lies above their median,
/// first row first.
fn dct(picture: &RgbImage) -> i64 {
    let grey = DynamicImage::ImageRgb8(picture.clone()).into_luma8();
    let side = SIDE as u32;
    let small = imageops::resize(&grey, side, side, FilterType::Lanczos3);
    let rows: Vec<Vec<f64>> =
        small.rows().map(|row| spectrum(row.map(|pixel| f64::from(pixel.0[0])))).collect();
    let columns: Vec<Vec<f64>> =
        (0..CORNER).map(|x| spectrum(rows.iter().filter_map(|row| row.get(x).copied()))).collect();
    let low: Vec<f64> =
        (0..CORNER).flat_map(|y| columns.iter().filter_map(move |column| column.get(y).copied())).collect();
    let mut sorted = low.clone();
    sorted.sort_by(f64::total_cmp);
    let median = sorted.iter().skip(CORNER * CORNER / 2 - 1).take(2).sum::<f64>() / 2.0;
    low.iter().fold(0, |hash, value| (hash << 1) | i64::from(*value > median + NOTHING))
}

/// The lowest coefficients of the DCT-II.
fn spectrum(samples: impl Iterator<Item = f64>) -> Vec<f64> {
    let samples: Vec<f64> = samples.collect();
    let step = std::f64::consts::PI / samples.len() as f64;
    (0..CORNER)
        .map(|k| {
            let wave = |n: usize| (step * (n as f64 + 0.5) * k as f64).cos();
            2.0 * samples.iter().enumerate().map(|(n, sample)| sample * wave(n)).sum::<f64>()
        })
        .collect()
}
