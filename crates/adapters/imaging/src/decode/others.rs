//! PNG, WebP, TIFF and GIF by the `image` crate. Of an animation the first frame counts.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek};
use std::path::Path;

use atelier_application::ports::ImageError;
use atelier_domain::images::ImageFormat;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use super::Decoded;
use crate::errors::{damaged, processor, reading, truncated, unsupported};
use crate::limits::ImagingLimits;
use crate::pixels::{Layout, Pixels};
use crate::structure::{MAX_ICC, Structure};

/// Three channels of 32 bits: the widest pixel that is still a photograph.
const BYTES_PER_PIXEL: u64 = 12;

pub(super) fn open(file: &Path) -> Result<BufReader<File>, ImageError> {
    Ok(BufReader::new(File::open(file).map_err(|error| reading(&error))?))
}

pub(super) fn decode<R: BufRead + Seek>(
    bytes: R,
    format: ImageFormat,
    headers: &Structure,
    limits: &ImagingLimits,
) -> Result<Decoded, ImageError> {
    let mut reader = ImageReader::with_format(bytes, codec(format));
    let mut bounds = Limits::default();
    bounds.max_image_width = Some(headers.width);
    bounds.max_image_height = Some(headers.height);
    let allowance = u64::from(headers.width) * u64::from(headers.height) * BYTES_PER_PIXEL;
    // Even a tiny picture needs room for tables and a profile.
    bounds.max_alloc =
        Some(allowance.min(limits.max_pixels * BYTES_PER_PIXEL).saturating_add(16 * 1024 * 1024));
    reader.limits(bounds);
    let describe = |error| explain(error, format);
    let mut decoder = reader.into_decoder().map_err(describe)?;
    if decoder.dimensions() != (headers.width, headers.height) {
        return Err(damaged("its headers contradict each other"));
    }
    let icc = match &headers.icc {
        Some(icc) => Some(icc.clone()),
        // Only a PNG hides its profile from the walk, in compressed form. A broken one is none.
        None => decoder.icc_profile().ok().flatten().filter(|icc| icc.len() as u64 <= MAX_ICC),
    };
    let picture = DynamicImage::from_decoder(decoder).map_err(describe)?;
    Ok(Decoded { pixels: eight_bits(picture), icc })
}

const fn codec(format: ImageFormat) -> image::ImageFormat {
    match format {
        ImageFormat::Jpeg => image::ImageFormat::Jpeg,
        ImageFormat::Png => image::ImageFormat::Png,
        ImageFormat::WebP => image::ImageFormat::WebP,
        ImageFormat::Tiff => image::ImageFormat::Tiff,
        ImageFormat::Gif => image::ImageFormat::Gif,
    }
}

fn eight_bits(picture: DynamicImage) -> Pixels {
    let (width, height) = (picture.width(), picture.height());
    let color = picture.color();
    let (layout, data) = match (color.has_color(), color.has_alpha()) {
        (false, false) => (Layout::Gray, picture.into_luma8().into_raw()),
        (false, true) => (Layout::GrayAlpha, picture.into_luma_alpha8().into_raw()),
        (true, false) => (Layout::Rgb, picture.into_rgb8().into_raw()),
        (true, true) => (Layout::Rgba, picture.into_rgba8().into_raw()),
    };
    Pixels { width, height, layout, data }
}

fn explain(error: image::ImageError, format: ImageFormat) -> ImageError {
    use image::ImageError as E;
    let text = error.to_string();
    match error {
        E::Unsupported(_) => {
            let name = format.extension().to_ascii_uppercase();
            unsupported(format!("{name} of an unusual kind ({text})"))
        }
        E::IoError(error) => match error.kind() {
            io::ErrorKind::UnexpectedEof => truncated(text),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => damaged(text),
            _ => processor(text),
        },
        E::Decoding(_) | E::Encoding(_) | E::Parameter(_) | E::Limits(_) => damaged(text),
    }
}
