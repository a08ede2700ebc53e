//! Makes rasters smaller, by Lanczos3.
//!
//! The resampling library is generic and is compiled into the crate that uses it, optimised even in debug builds. That
//! takes minutes of processor time, so it stands in a crate of its own that depends on nothing of ours: a change in the
//! domain does not compile it again.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8, U8x2, U8x3, U8x4};
use fast_image_resize::{FilterType, PixelTrait, ResizeAlg, ResizeOptions, Resizer};

/// What the bytes of one pixel are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channels {
    One,
    /// One, and an alpha that weighs it.
    OneAndAlpha,
    Three,
    /// Three, and an alpha that weighs them.
    ThreeAndAlpha,
    /// Four of equal right, such as inks.
    Four,
}

/// A raster of eight bits per channel, in rows without padding.
#[derive(Debug, Clone, Copy)]
pub struct Raster<'a> {
    pub width: u32,
    pub height: u32,
    pub channels: Channels,
    pub data: &'a [u8],
}

/// Resamples, and keeps its buffers for the next raster.
#[derive(Debug, Default)]
pub struct Resampler {
    resizer: Resizer,
}

impl Resampler {
    /// The samples of a copy of the given size. Colours are weighted by their alpha, so that what is transparent does not
    /// bleed into what is seen. The error says which of the sizes does not fit its data.
    pub fn resample(&mut self, raster: Raster<'_>, width: u32, height: u32) -> Result<Vec<u8>, String> {
        // The library's own choice by pixel type also compiles the nine kinds that are never used here.
        match raster.channels {
            Channels::One => self.typed::<U8>(raster, width, height),
            Channels::OneAndAlpha => self.typed::<U8x2>(raster, width, height),
            Channels::Three => self.typed::<U8x3>(raster, width, height),
            Channels::ThreeAndAlpha | Channels::Four => self.typed::<U8x4>(raster, width, height),
        }
    }

    fn typed<P: PixelTrait>(
        &mut self,
        raster: Raster<'_>,
        width: u32,
        height: u32,
    ) -> Result<Vec<u8>, String> {
        let Raster { width: from_width, height: from_height, channels, data } = raster;
        let has_alpha = matches!(channels, Channels::OneAndAlpha | Channels::ThreeAndAlpha);
        let source =
            TypedImageRef::<P>::from_buffer(from_width, from_height, data).map_err(|e| e.to_string())?;
        let mut made = vec![0; width as usize * height as usize * P::size()];
        let mut target = TypedImage::<P>::from_buffer(width, height, &mut made).map_err(|e| e.to_string())?;
        let options = ResizeOptions::new()
            .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
            .use_alpha(has_alpha);
        self.resizer.resize_typed(&source, &mut target, &options).map_err(|e| e.to_string())?;
        Ok(made)
    }

    /// Bytes that are kept for the next raster.
    pub fn kept(&self) -> usize {
        self.resizer.size_of_internal_buffers()
    }

    /// Gives the kept memory back.
    pub fn release(&mut self) {
        self.resizer.reset_internal_buffers();
    }
}
