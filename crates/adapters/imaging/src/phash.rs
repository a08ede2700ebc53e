//! The perceptual hash: pictures that look alike have hashes that differ in few bits.
//!
//! An 8 × 8 gradient hash over the hot preview: each bit says whether the picture gets brighter from one cell to the next
//! on its right. The eight bytes are packed big-endian, first row first. Only samples cross into `img_hash`, so its old
//! decoders never see a file; and only the 9 × 8 cells that it compares, because it works out the weights of its resampling
//! anew for each picture and carries three channels that are all alike through it. The cells here are its own to the
//! last bit: the same sums of the same weights in the same order.
//!
//! A flat picture has no gradient and hashes to 0, whatever its colour, so all flat pictures count as alike.

use std::f32::consts::PI;

use atelier_application::ports::ImageError;
use fearless_simd::{Level, dispatch};
use image023::GrayImage;
use img_hash::{HashAlg, HasherConfig};

use crate::errors::processor;
use crate::per_length::PerLength;
use crate::pixels::{Pixels, transpose};

/// Cells in a row: one more than there are steps from one to the next.
const COLUMNS: usize = 9;

const ROWS: usize = 8;

/// Hashes the hot preview as it is seen; what is transparent counts as white.
pub(crate) fn perceptual_hash(hotpreview: &Pixels) -> Result<i64, ImageError> {
    let cells = dispatch!(Level::new(), _ => cells(hotpreview));
    let cells = GrayImage::from_raw(COLUMNS as u32, ROWS as u32, cells)
        .ok_or_else(|| processor("the hot preview has the wrong number of samples"))?;
    let hasher =
        HasherConfig::with_bytes_type::<[u8; 8]>().hash_size(8, 8).hash_alg(HashAlg::Gradient).to_hasher();
    let bytes: [u8; 8] = hasher.hash_image(&cells).as_bytes().try_into().map_err(processor)?;
    Ok(i64::from_be_bytes(bytes))
}

/// The brightness of each cell, row by row. This and what it calls must be inlined, as in [`crate::dct_hash`].
#[inline(always)]
fn cells(hotpreview: &Pixels) -> Vec<u8> {
    let (width, height) = (hotpreview.width as usize, hotpreview.height as usize);
    let grey = grey(&hotpreview.on_white());
    let low = shrink(&grey, width, &TO_ROWS.of(height));
    let lying = transpose(&low, width, ROWS);
    let small = shrink(&lying, ROWS, &TO_COLUMNS.of(width));
    transpose(&small, ROWS, COLUMNS).into_iter().map(|value| value as u8).collect()
}

/// Whole numbers, rounded down.
#[inline(always)]
fn grey(rgb: &[u8]) -> Vec<f32> {
    let pixels = rgb.as_chunks::<3>().0;
    let mut grey = vec![0.0; pixels.len()];
    for (value, [r, g, b]) in grey.iter_mut().zip(pixels) {
        let exact: f32 = 0.2126 * f32::from(*r) + 0.7152 * f32::from(*g) + 0.0722 * f32::from(*b);
        *value = exact.trunc();
    }
    grey
}

/// Makes one row of `width` samples of each set of weights, each of its samples a whole number.
#[inline(always)]
fn shrink(values: &[f32], width: usize, weights: &[Kernel]) -> Vec<f32> {
    let mut shrunk = Vec::with_capacity(width * weights.len());
    for Kernel { from, weights, sum } in weights {
        let start = shrunk.len();
        shrunk.resize(start + width, 0.0);
        let sums = shrunk.get_mut(start..).unwrap_or_default();
        let rows = values.chunks_exact(width.max(1)).skip(*from);
        for (row, weight) in rows.zip(weights) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += value * weight;
            }
        }
        for value in sums {
            *value = (*value / sum).clamp(0.0, 255.0).round();
        }
    }
    shrunk
}

static TO_ROWS: PerLength<Vec<Kernel>> = PerLength::new(|length| kernels(length, ROWS));

static TO_COLUMNS: PerLength<Vec<Kernel>> = PerLength::new(|length| kernels(length, COLUMNS));

/// How much the samples from `from` on count, and what that adds up to.
#[derive(Clone)]
struct Kernel {
    from: usize,
    weights: Vec<f32>,
    sum: f32,
}

/// Lanczos with three lobes, from `length` samples to fewer or more.
fn kernels(length: usize, wanted: usize) -> Vec<Kernel> {
    let ratio = length as f32 / wanted as f32;
    let stretch = ratio.max(1.0);
    let support = 3.0 * stretch;
    let kernel = |at: usize| {
        let centre = (at as f32 + 0.5) * ratio;
        let from = ((centre - support).floor().max(0.0) as usize).min(length.saturating_sub(1));
        let to = ((centre + support).ceil() as usize).clamp(from + 1, length.max(from + 1));
        let centre = centre - 0.5;
        let weights: Vec<f32> = (from..to).map(|at| lanczos((at as f32 - centre) / stretch)).collect();
        let sum = weights.iter().fold(0.0, |sum, weight| sum + weight);
        Kernel { from, weights, sum }
    };
    (0..wanted).map(kernel).collect()
}

fn lanczos(x: f32) -> f32 {
    let sinc = |x: f32| if x == 0.0 { 1.0 } else { (x * PI).sin() / (x * PI) };
    if x.abs() < 3.0 { sinc(x) * sinc(x / 3.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use image023::RgbImage;

    use super::*;
    use crate::pixels::Layout;
    use crate::samples;

    fn hash_of(width: u32, height: u32, colour: impl Fn(u32, u32) -> [u8; 3]) -> u64 {
        let data = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .flat_map(|(x, y)| colour(x, y))
            .collect();
        let hash = perceptual_hash(&Pixels { width, height, layout: Layout::Rgb, data }).unwrap();
        u64::from_ne_bytes(hash.to_ne_bytes())
    }

    /// Stored hashes are compared with new ones for years: these values must never change.
    #[test]
    fn frozen_vectors() {
        let sample = samples::picture(150, 113);
        let found = [
            hash_of(150, 100, |_, _| [128, 128, 128]),
            hash_of(150, 100, |x, _| [(x * 255 / 149) as u8; 3]),
            hash_of(150, 100, |x, _| [255 - (x * 255 / 149) as u8; 3]),
            hash_of(150, 100, |_, y| [(y * 255 / 99) as u8; 3]),
            hash_of(150, 150, |x, y| [if (x / 19 + y / 19) % 2 == 0 { 30 } else { 220 }, 100, 50]),
            hash_of(120, 150, |x, y| [(x * x / 90) as u8, (y * 3 / 2) as u8, ((x * y) % 251) as u8]),
            hash_of(150, 113, |x, y| sample.get_pixel(x, y).0),
            hash_of(144, 128, |x, y| {
                [((x / 16 + 9 * (y / 16) + 1).wrapping_mul(2_654_435_769) >> 24) as u8, 90, 160]
            }),
        ];
        let found: Vec<String> = found.iter().map(|hash| format!("{hash:016x}")).collect();
        assert_eq!(found, FROZEN);
    }

    const FROZEN: [&str; 8] = [
        "0000000000000000",
        "ffffffffffffffff",
        "0000000000000000",
        "0000000000000000",
        "a55aa55aa55aa55a",
        "ffffffffffffffff",
        "773399ecee77bb99",
        "52299249944aa452",
    ];

    /// What the library makes of the whole picture by itself.
    fn whole(picture: &Pixels) -> i64 {
        let rgb = RgbImage::from_raw(picture.width, picture.height, picture.on_white().into_owned()).unwrap();
        let config = HasherConfig::with_bytes_type::<[u8; 8]>().hash_size(8, 8);
        let hash = config.hash_alg(HashAlg::Gradient).to_hasher().hash_image(&rgb);
        i64::from_be_bytes(hash.as_bytes().try_into().unwrap())
    }

    #[test]
    fn the_cells_are_those_that_the_library_makes_of_the_whole_picture() {
        let mut noise = 1_u64;
        let mut next = move || {
            noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (noise >> 33) as u32
        };
        let sizes = [
            (150, 100),
            (100, 150),
            (150, 150),
            (150, 84),
            (1, 1),
            (1, 150),
            (150, 1),
            (7, 5),
            (9, 8),
            (200, 33),
        ];
        for (round, (width, height)) in sizes.into_iter().cycle().take(300).enumerate() {
            // Noise, and broad strokes whose cells are nearly alike.
            let (step, base) = (1 + round as u32 % 5 * 12, next() % 200);
            let colours: Vec<[u8; 3]> =
                (0..64).map(|_| [0; 3].map(|_| (base + next() % 56).min(255) as u8)).collect();
            let at = |x: u32, y: u32| colours[((x / step + 7 * (y / step)) % 64) as usize];
            let data = (0..height).flat_map(|y| (0..width).flat_map(move |x| [x, y])).collect::<Vec<u32>>();
            let data = data.chunks_exact(2).flat_map(|place| at(place[0], place[1])).collect();
            let picture = Pixels { width, height, layout: Layout::Rgb, data };
            assert_eq!(perceptual_hash(&picture).unwrap(), whole(&picture), "{width} x {height}, {round}");
        }
    }

    #[test]
    fn the_first_cell_of_the_first_row_is_the_lowest_bit_of_the_first_byte() {
        // Only the upper left corner gets brighter to the right.
        let hash = hash_of(144, 128, |x, y| if x < 16 && y < 16 { [0; 3] } else { [200; 3] });
        assert_eq!(hash >> 56 & 1, 1, "{hash:016x}");
    }

    #[test]
    fn a_little_light_changes_little_and_another_picture_changes_much() {
        let picture = samples::picture(150, 113);
        let plain = hash_of(150, 113, |x, y| picture.get_pixel(x, y).0);
        let brighter = hash_of(150, 113, |x, y| picture.get_pixel(x, y).0.map(|v| v.saturating_add(9)));
        let other = hash_of(150, 113, |x, y| picture.get_pixel(149 - x, 112 - y).0);
        assert!((plain ^ brighter).count_ones() <= 4);
        assert!((plain ^ other).count_ones() >= 16);
    }

    #[test]
    fn a_transparent_picture_is_hashed_as_it_looks_on_white() {
        let row = |x: u32| [0, 0, 0, (x * 255 / 149) as u8];
        let data: Vec<u8> = (0..100).flat_map(|_| (0..150).flat_map(row)).collect();
        let veiled = Pixels { width: 150, height: 100, layout: Layout::Rgba, data };
        let seen = perceptual_hash(&veiled).unwrap();
        let on_white = hash_of(150, 100, |x, _| [255 - (x * 255 / 149) as u8; 3]);
        assert_eq!(u64::from_ne_bytes(seen.to_ne_bytes()), on_white);
    }
}
