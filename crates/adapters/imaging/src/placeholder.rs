//! What stands for a picture until it has come: so few pixels that their bytes fit into a list.
//!
//! Its tables are most of it, so they are made for it, by the encoder in Rust whatever the build decodes with.

use atelier_application::ports::{ImageError, MAX_PLACEHOLDER};
use atelier_domain::images::fit;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::errors::processor;
use crate::pixels::{Layout, Pixels};
use crate::resize::shrink;
use crate::workspace::Workspace;

/// The longer side. It is shown blurred, over the place of the picture.
const EDGE: u32 = 24;

/// From the best on: the first that makes it small enough is taken. Noise alone needs more than the first.
const QUALITIES: [u8; 4] = [60, 40, 20, 5];

/// `None` where not even the lowest quality is small enough.
pub(crate) fn placeholder(
    hotpreview: &Pixels,
    workspace: &mut Workspace,
) -> Result<Option<Vec<u8>>, ImageError> {
    let size = fit(hotpreview.width, hotpreview.height, EDGE);
    let tiny = shrink(&mut workspace.resampler, hotpreview, size)?;
    let tiny = tiny.as_ref().unwrap_or(hotpreview);
    let (colour, data) = match tiny.layout {
        Layout::Gray => (ColorType::Luma, tiny.data.clone()),
        Layout::Rgb => (ColorType::Rgb, tiny.data.clone()),
        Layout::GrayAlpha | Layout::Rgba => (ColorType::Rgb, tiny.on_white().into_owned()),
        Layout::Cmyk | Layout::Ycck => return Err(processor("ink was not turned into light")),
    };
    let width = u16::try_from(tiny.width).map_err(processor)?;
    let height = u16::try_from(tiny.height).map_err(processor)?;
    for quality in QUALITIES {
        let mut bytes = Vec::with_capacity(MAX_PLACEHOLDER);
        let mut encoder = Encoder::new(&mut bytes, quality);
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        encoder.set_optimized_huffman_tables(true);
        encoder.encode(&data, width, height, colour).map_err(processor)?;
        if bytes.len() <= MAX_PLACEHOLDER {
            return Ok(Some(bytes));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn made(picture: &image::RgbImage) -> Vec<u8> {
        let (width, height) = picture.dimensions();
        let pixels = Pixels { width, height, layout: Layout::Rgb, data: picture.as_raw().clone() };
        placeholder(&pixels, &mut Workspace::default()).unwrap().unwrap()
    }

    #[test]
    fn it_is_a_small_picture_of_the_same_proportions_in_few_bytes() {
        for (size, expected) in
            [((150, 100), (24, 16)), ((100, 150), (16, 24)), ((150, 3), (24, 1)), ((9, 7), (9, 7))]
        {
            let bytes = made(&samples::picture(size.0, size.1));
            assert!(bytes.len() <= MAX_PLACEHOLDER, "{} bytes of {size:?}", bytes.len());
            let decoded = image::load_from_memory(&bytes).unwrap();
            assert_eq!((decoded.width(), decoded.height()), expected);
        }
    }

    #[test]
    fn noise_fits_too() {
        let mut state = 1_u32;
        let noise = image::RgbImage::from_fn(150, 150, |_, _| {
            image::Rgb([0; 3].map(|_: u8| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if state >> 31 == 0 { 0 } else { 255 }
            }))
        });
        assert!(made(&noise).len() <= MAX_PLACEHOLDER);
    }

    #[test]
    fn what_is_transparent_is_white() {
        let of = |layout: Layout, pixel: &[u8]| {
            let pixels = Pixels { width: 30, height: 20, layout, data: pixel.repeat(600) };
            placeholder(&pixels, &mut Workspace::default()).unwrap().unwrap()
        };
        assert_eq!(of(Layout::Rgba, &[255, 0, 0, 0]), of(Layout::Rgb, &[255; 3]));
        assert_ne!(of(Layout::Rgba, &[255, 0, 0, 255]), of(Layout::Rgb, &[255; 3]));
    }
}
