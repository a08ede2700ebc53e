//! The perceptual hash: pictures that look alike have hashes that differ in few bits.
//!
//! An 8 × 8 gradient hash over the hot preview: each bit says whether the picture gets brighter from one cell to the next
//! on its right. The eight bytes are packed big-endian, first row first. Only the RGB samples cross into `img_hash`, so its
//! old decoders never see a file.
//!
//! A flat picture has no gradient and hashes to 0, whatever its colour, so all flat pictures count as alike.

use atelier_application::ports::ImageError;
use image023::RgbImage;
use img_hash::{HashAlg, HasherConfig};

use crate::errors::processor;
use crate::pixels::Pixels;

/// Hashes the hot preview as it is seen; what is transparent counts as white.
pub(crate) fn perceptual_hash(hotpreview: &Pixels) -> Result<i64, ImageError> {
    let picture = RgbImage::from_raw(hotpreview.width, hotpreview.height, hotpreview.on_white())
        .ok_or_else(|| processor("the hot preview has the wrong number of samples"))?;
    let hasher =
        HasherConfig::with_bytes_type::<[u8; 8]>().hash_size(8, 8).hash_alg(HashAlg::Gradient).to_hasher();
    let bytes: [u8; 8] = hasher.hash_image(&picture).as_bytes().try_into().map_err(processor)?;
    Ok(i64::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
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
