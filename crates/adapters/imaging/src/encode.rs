//! Writes derivatives: JPEG, or PNG where something is transparent. Neither carries any metadata.

use std::path::Path;

use atelier_application::ports::{DerivativeFile, ImageError};
use atelier_domain::images::{ImageFormat, Preset};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use crate::errors::{processor, writing};
use crate::pixels::{Layout, Pixels};

/// Encodes a picture in sRGB into `folder`, as `{preset}.{ext}`.
pub(crate) fn write(pixels: &Pixels, preset: Preset, folder: &Path) -> Result<DerivativeFile, ImageError> {
    let (format, bytes) = match pixels.layout {
        Layout::Gray | Layout::Rgb => (ImageFormat::Jpeg, jpeg(pixels, quality(preset))?),
        Layout::GrayAlpha => (ImageFormat::Png, png(pixels, ExtendedColorType::La8)?),
        Layout::Rgba => (ImageFormat::Png, png(pixels, ExtendedColorType::Rgba8)?),
        Layout::Cmyk | Layout::Ycck => return Err(processor("ink was not turned into light")),
    };
    let path = folder.join(format!("{}.{}", preset.as_str(), format.extension()));
    std::fs::write(&path, &bytes).map_err(|error| writing(&error))?;
    Ok(DerivativeFile {
        preset,
        path,
        format,
        width: pixels.width,
        height: pixels.height,
        size: bytes.len() as u64,
        blake3: blake3::hash(&bytes).to_hex().to_string(),
        placeholder: None,
    })
}

/// Small pictures are looked at briefly and in numbers.
const fn quality(preset: Preset) -> u8 {
    match preset {
        Preset::Hotpreview => 75,
        Preset::Thumb => 80,
        Preset::Web | Preset::Large => 82,
        // It stands in for the camera's own file.
        Preset::Original => 92,
    }
}

/// 4:2:0, as cameras and browsers expect it.
#[cfg(not(feature = "libjpeg-turbo"))]
pub(crate) fn jpeg(pixels: &Pixels, quality: u8) -> Result<Vec<u8>, ImageError> {
    use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};

    let color = if pixels.layout == Layout::Gray { ColorType::Luma } else { ColorType::Rgb };
    let width = u16::try_from(pixels.width).map_err(processor)?;
    let height = u16::try_from(pixels.height).map_err(processor)?;
    let mut bytes = Vec::with_capacity(pixels.data.len() / 8);
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    // Taking one of four colour samples would show as speckles on fine patterns.
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    encoder.encode(&pixels.data, width, height, color).map_err(processor)?;
    Ok(bytes)
}

/// 4:2:0, as cameras and browsers expect it.
#[cfg(feature = "libjpeg-turbo")]
pub(crate) fn jpeg(pixels: &Pixels, quality: u8) -> Result<Vec<u8>, ImageError> {
    use turbojpeg::{Compressor, Image, PixelFormat, Subsamp};

    let (format, subsampling) = match pixels.layout {
        Layout::Gray => (PixelFormat::GRAY, Subsamp::Gray),
        _ => (PixelFormat::RGB, Subsamp::Sub2x2),
    };
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let pitch = width * pixels.layout.channels();
    let mut compressor = Compressor::new().map_err(processor)?;
    compressor.set_quality(quality.into()).map_err(processor)?;
    compressor.set_subsamp(subsampling).map_err(processor)?;
    let picture = Image { pixels: pixels.data.as_slice(), width, pitch, height, format };
    compressor.compress_to_vec(picture).map_err(processor)
}

fn png(pixels: &Pixels, color: ExtendedColorType) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive)
        .write_image(&pixels.data, pixels.width, pixels.height, color)
        .map_err(processor)?;
    Ok(bytes)
}
