//! Makes pictures smaller, by Lanczos3.

use atelier_application::ports::ImageError;
use atelier_resample::{Raster, Resampler};

use crate::errors::processor;
use crate::pixels::Pixels;

/// A copy of the given size, which is not larger; `None` if the picture has that size already.
pub(crate) fn shrink(
    resampler: &mut Resampler,
    pixels: &Pixels,
    (width, height): (u32, u32),
) -> Result<Option<Pixels>, ImageError> {
    if (width, height) == (pixels.width, pixels.height) {
        return Ok(None);
    }
    let Pixels { width: from_width, height: from_height, layout, data } = pixels;
    let raster = Raster { width: *from_width, height: *from_height, channels: layout.as_channels(), data };
    let data = resampler.resample(raster, width, height).map_err(processor)?;
    Ok(Some(Pixels { width, height, layout: *layout, data }))
}

/// [`shrink`] for a picture that is stored lying on its side: first the width, then the height.
///
/// Sides are resampled one after the other, with rounding in between, and the library takes the height first. What is
/// stored as width is seen as height, so taking it first gives the same samples, and the same perceptual hash, as the
/// upright picture would have given.
pub(crate) fn shrink_lying(
    resampler: &mut Resampler,
    pixels: &Pixels,
    (width, height): (u32, u32),
) -> Result<Option<Pixels>, ImageError> {
    match shrink(resampler, pixels, (width, pixels.height))? {
        Some(narrower) => Ok(Some(shrink(resampler, &narrower, (width, height))?.unwrap_or(narrower))),
        None => shrink(resampler, pixels, (width, height)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Layout;

    #[test]
    fn a_transparent_red_does_not_bleed_into_an_opaque_blue() {
        let row = |_| [[255, 0, 0, 0], [0, 0, 255, 255]].repeat(32).concat();
        let data: Vec<u8> = (0..64).flat_map(row).collect();
        let pixels = Pixels { width: 64, height: 64, layout: Layout::Rgba, data };
        let small = shrink(&mut Resampler::default(), &pixels, (8, 8)).unwrap().unwrap();
        for [r, _, b, a] in small.data.as_chunks::<4>().0 {
            assert!(*r < 3 && *b > 250 && (100..156).contains(a), "{r} {b} {a}");
        }
    }

    #[test]
    fn the_fourth_ink_is_not_taken_for_alpha() {
        let data = [[200, 100, 50, 0], [200, 100, 50, 255]].repeat(32 * 64).concat();
        let pixels = Pixels { width: 64, height: 64, layout: Layout::Cmyk, data };
        let small = shrink(&mut Resampler::default(), &pixels, (8, 8)).unwrap().unwrap();
        assert!(small.data.as_chunks::<4>().0.iter().all(|[c, m, y, _]| [*c, *m, *y] == [200, 100, 50]));
    }

    #[test]
    fn a_picture_on_its_side_shrinks_to_the_same_samples() {
        let picture = crate::samples::picture(301, 203);
        let stored = image::imageops::rotate90(&picture);
        let pixels = |picture: &image::RgbImage| Pixels {
            width: picture.width(),
            height: picture.height(),
            layout: Layout::Rgb,
            data: picture.as_raw().clone(),
        };
        let upright = shrink(&mut Resampler::default(), &pixels(&picture), (101, 67)).unwrap().unwrap();
        let lying = shrink_lying(&mut Resampler::default(), &pixels(&stored), (67, 101)).unwrap().unwrap();
        let turned = crate::orientation::Orientation::Rotate270.apply(lying);
        let differing = turned.data.iter().zip(&upright.data).filter(|(a, b)| a != b).count();
        assert_eq!((turned.width, turned.height, differing), (upright.width, upright.height, 0));
    }
}
