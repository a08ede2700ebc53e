//! The perceptual hash by cosine transform, with the bits that Python's `imagehash.phash` gives.
//!
//! Luminance, 32 × 32 by Lanczos, the transform, the 8 × 8 slowest waves with the constant one, and a bit for each that is
//! above their median: row by row, the first one the highest. Other programs have computed it for years, so it follows
//! Pillow to the rounding: integer luminance, weights of 22 bits, first the width and then the height, with eight bits in
//! between. Resampling in floating point would change two bits of one picture in thirty.
//!
//! In a flat picture every wave is noise, and half of all noise is above its median. Where fewer than [`TELLING`] waves
//! are more than that, the others count as none: such a hash has few bits set, and is thereby known to say nothing.

use std::f64::consts::PI;
use std::sync::LazyLock;

use fearless_simd::{Level, dispatch};

use crate::per_length::PerLength;
use crate::pixels::{Pixels, transpose};

/// The side of what is transformed.
const SIDE: usize = 32;

/// The side of what is kept of it.
const KEPT: usize = 8;

/// A wave of one level of brightness, out of 255, comes out as 1024; a quarter of that is what rounding and noise make.
const NOISE: f64 = 256.0;

/// A picture with fewer waves than this is flat, or a mere slope.
const TELLING: usize = 5;

/// Sums of exact numbers that should be zero come out smaller than this.
const ZERO: f64 = 1e-6;

/// Fixed point of the weights.
const PRECISION: u32 = 22;

/// Hashes the hot preview as it is seen; what is transparent counts as white.
pub(crate) fn dct_hash(hotpreview: &Pixels) -> i64 {
    dispatch!(Level::new(), _ => hash(hotpreview))
}

/// This and what it calls must be inlined, and loops be written as loops: a function of its own, and a closure that is not
/// inlined, would be compiled without the instructions of the caller.
#[inline(always)]
fn hash(hotpreview: &Pixels) -> i64 {
    let luminance = luminance(&hotpreview.on_white());
    let (width, height) = (hotpreview.width as usize, hotpreview.height as usize);
    // Sums go down columns, many side by side; so it lies on its side while it is made narrow.
    let lying = transpose(&luminance, width, height);
    let narrow = resample_columns(&lying, height, width);
    let standing = transpose(&narrow, height, SIDE);
    bits(waves(&resample_columns(&standing, SIDE, height)).as_flattened())
}

/// By the integer weights of Pillow's mode `L`.
#[inline(always)]
fn luminance(rgb: &[u8]) -> Vec<u8> {
    let pixels = rgb.as_chunks::<3>().0;
    let mut luminance = vec![0; pixels.len()];
    for (value, [r, g, b]) in luminance.iter_mut().zip(pixels) {
        let sum = u32::from(*r) * 19_595 + u32::from(*g) * 38_470 + u32::from(*b) * 7_471 + 0x8000;
        *value = (sum >> 16).min(255) as u8;
    }
    luminance
}

/// Makes each column [`SIDE`] samples high. The weights add up to one and the ripples of the kernel to a fifth of it, so a sum
/// of 30 bits stays within 31.
#[inline(always)]
fn resample_columns(values: &[u8], width: usize, height: usize) -> Vec<u8> {
    if height == SIDE {
        return values.to_vec();
    }
    let mut resampled = vec![0; width * SIDE];
    let mut sums = vec![0_i32; width];
    for (samples, (from, weights)) in resampled.chunks_exact_mut(width.max(1)).zip(WEIGHTS.of(height).iter())
    {
        sums.fill(1 << (PRECISION - 1));
        for (row, weight) in values.chunks_exact(width.max(1)).skip(*from).zip(weights) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += i32::from(*value) * weight;
            }
        }
        for (sample, sum) in samples.iter_mut().zip(&sums) {
            *sample = (sum >> PRECISION).clamp(0, 255) as u8;
        }
    }
    resampled
}

/// For each of the samples of a column the first one that counts for it, and how much that one and those behind it count.
type Weights = Vec<(usize, Vec<i32>)>;

static WEIGHTS: PerLength<Weights> =
    PerLength::new(|length| (0..SIDE).map(|at| weights(at, length)).collect());

fn weights(at: usize, length: usize) -> (usize, Vec<i32>) {
    let scale = length as f64 / SIDE as f64;
    let stretch = scale.max(1.0);
    let support = 3.0 * stretch;
    let centre = (at as f64 + 0.5) * scale;
    let from = (centre - support + 0.5) as usize;
    let to = ((centre + support + 0.5) as usize).min(length);
    let plain: Vec<f64> = (from..to).map(|x| lanczos((x as f64 - centre + 0.5) / stretch)).collect();
    let sum: f64 = plain.iter().sum();
    let fixed = |weight: &f64| (weight / sum * f64::from(1 << PRECISION)).round() as i32;
    (from, plain.iter().map(fixed).collect())
}

fn lanczos(x: f64) -> f64 {
    let sinc = |x: f64| if x == 0.0 { 1.0 } else { (x * PI).sin() / (x * PI) };
    if (-3.0..3.0).contains(&x) { sinc(x) * sinc(x / 3.0) } else { 0.0 }
}

/// The height of the slowest waves at each sample.
static COSINES: LazyLock<[[f64; KEPT]; SIDE]> = LazyLock::new(|| {
    let height =
        |wave: usize, at: usize| 2.0 * (PI * wave as f64 * (2 * at + 1) as f64 / (2 * SIDE) as f64).cos();
    std::array::from_fn(|at| std::array::from_fn(|wave| height(wave, at)))
});

/// The slowest waves, those of the columns first.
#[inline(always)]
fn waves(values: &[u8]) -> [[f64; KEPT]; KEPT] {
    let cosines = &*COSINES;
    let mut waves = [[0.0; KEPT]; KEPT];
    for (row, down) in values.as_chunks::<SIDE>().0.iter().zip(cosines) {
        let mut along = [0.0; KEPT];
        for (value, across) in row.iter().zip(cosines) {
            for (sum, height) in along.iter_mut().zip(across) {
                *sum += f64::from(*value) * height;
            }
        }
        for (wave, height) in waves.iter_mut().zip(down) {
            for (sum, value) in wave.iter_mut().zip(along) {
                *sum += value * height;
            }
        }
    }
    waves
}

#[inline(always)]
fn bits(waves: &[f64]) -> i64 {
    let telling = waves.iter().skip(1).filter(|wave| wave.abs() >= NOISE).count();
    let least = if telling < TELLING { NOISE } else { ZERO };
    let waves: Vec<f64> = waves.iter().map(|wave| if wave.abs() < least { 0.0 } else { *wave }).collect();
    let mut sorted = waves.clone();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.get(sorted.len() / 2 - 1..=sorted.len() / 2).unwrap_or_default();
    let median = middle.iter().sum::<f64>() / 2.0;
    waves.iter().fold(0, |hash, wave| hash << 1 | i64::from(*wave > median))
}

#[cfg(test)]
mod tests {
    use atelier_domain::images::distance;

    use super::*;
    use crate::pixels::Layout;
    use crate::samples;

    fn hash_of(width: u32, height: u32, colour: impl Fn(u32, u32) -> [u8; 3]) -> i64 {
        let each = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let data = each.flat_map(|(x, y)| colour(x, y)).collect();
        dct_hash(&Pixels { width, height, layout: Layout::Rgb, data })
    }

    fn blocks(x: u32, y: u32) -> [u8; 3] {
        [((x / 16 + 9 * (y / 16) + 1).wrapping_mul(2_654_435_769) >> 24) as u8, (x * 2 % 256) as u8, 60]
    }

    /// Stored hashes are compared with new ones, and with those of other programs, for years: these values must never
    /// change. They are what `imagehash` gives for the same pixels.
    #[test]
    fn frozen_vectors() {
        let sample = samples::picture(150, 113);
        let found = [
            hash_of(150, 113, |x, y| sample.get_pixel(x, y).0),
            hash_of(113, 150, |x, y| sample.get_pixel(y, x).0),
            hash_of(150, 100, blocks),
            hash_of(20, 24, |x, y| blocks(x * 6, y * 6)),
            hash_of(32, 32, |x, y| blocks(x * 4, y * 4)),
            hash_of(64, 64, |x, y| [if (x / 8 + y / 8) % 2 == 1 { 255 } else { 0 }; 3]),
        ];
        assert_eq!(found.map(|hash| format!("{hash:016x}")), FROZEN);
    }

    const FROZEN: [&str; 6] = [
        "a267d307ac165379",
        "a863c927095cf673",
        "955117bd658bfb00",
        "aa232cbe146eca3e",
        "a283279d2aca87f6",
        "8000000000000000",
    ];

    #[test]
    fn what_is_flat_or_a_slope_or_grain_says_nothing() {
        let grain = |x: u32, y: u32| {
            (x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663)).wrapping_mul(2_654_435_769) >> 30
        };
        let other = hash_of(150, 100, blocks);
        let nothing = [
            hash_of(150, 100, |_, _| [0; 3]),
            hash_of(150, 100, |_, _| [128; 3]),
            hash_of(1, 1, |_, _| [200, 10, 10]),
            hash_of(150, 100, |x, _| [100 + (x / 20) as u8; 3]),
            hash_of(150, 100, |x, y| [120 + grain(x, y) as u8; 3]),
        ];
        for (index, hash) in nothing.into_iter().enumerate() {
            assert!(hash.count_ones() < 6, "{index}: {hash:016x}");
            assert_eq!(distance(Some(hash), Some(other)), None, "{index}");
        }
        assert_eq!(distance(Some(other), Some(other)), Some(0));
    }

    #[test]
    fn a_little_light_changes_little_and_another_picture_changes_much() {
        let plain = hash_of(150, 100, blocks);
        let brighter = hash_of(150, 100, |x, y| blocks(x, y).map(|value| value.saturating_add(12)));
        let mirrored = hash_of(150, 100, |x, y| blocks(149 - x, y));
        assert!((plain ^ brighter).count_ones() <= 4);
        assert!((plain ^ mirrored).count_ones() >= 16);
    }

    #[test]
    fn a_transparent_picture_is_hashed_as_it_looks_on_white() {
        let alpha = |x: u32, y: u32| blocks(x, y)[0];
        let data = (0..100).flat_map(|y| (0..150).flat_map(move |x| [0, 0, 0, alpha(x, y)])).collect();
        let seen = dct_hash(&Pixels { width: 150, height: 100, layout: Layout::Rgba, data });
        assert_eq!(seen, hash_of(150, 100, |x, y| [255 - alpha(x, y); 3]));
    }
}
