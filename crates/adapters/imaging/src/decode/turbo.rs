//! JPEG by libjpeg-turbo, at a fraction of its size where that is enough.
//!
//! The transform that a JPEG is stored in can be undone at fewer samples per block, which skips most of the work. What is
//! left for Lanczos to do is then less, and the web size looks the same within a structural similarity of 0.98. A bit or two
//! of the perceptual hash may differ from what decoding whole would give.

use turbojpeg::{Colorspace, Decompressor, Image, PixelFormat, ScalingFactor};

use super::jpeg::MAX_SCANS;
use crate::pixels::{Layout, Pixels};
use crate::structure::Structure;
use crate::workspace::Workspace;

/// Eighths, smallest first. Those between a half and the whole take longer than the whole.
const EIGHTHS: [usize; 4] = [1, 2, 3, 4];

/// Decodes `workspace.file` to at least the size `needed`.
///
/// `None` if the library finds any fault with the file, even a small one: the other decoder then has the last word.
pub(super) fn decode(headers: &Structure, needed: (u32, u32), workspace: &mut Workspace) -> Option<Pixels> {
    let mut decompressor = Decompressor::new().ok()?;
    decompressor.set_scan_limit(MAX_SCANS.try_into().ok()?).ok()?;
    let header = decompressor.read_header(&workspace.file).ok()?;
    let stored = (headers.width as usize, headers.height as usize);
    if (header.width, header.height) != stored {
        return None;
    }
    let (format, layout) = match header.colorspace {
        Colorspace::Gray => (PixelFormat::GRAY, Layout::Gray),
        // The library turns the one into the other, inverted as Adobe stores it.
        Colorspace::CMYK | Colorspace::YCCK if headers.adobe => (PixelFormat::CMYK, Layout::Cmyk),
        Colorspace::CMYK | Colorspace::YCCK => return None,
        _ => (PixelFormat::RGB, Layout::Rgb),
    };
    let factor = factor(stored, (needed.0 as usize, needed.1 as usize));
    decompressor.set_scaling_factor(factor).ok()?;
    let (width, height) = (factor.scale(stored.0), factor.scale(stored.1));
    let pitch = width * layout.channels();
    let mut pixels = workspace.take_samples(pitch * height);
    let output = Image { pixels: pixels.as_mut_slice(), width, pitch, height, format };
    if decompressor.decompress(&workspace.file, output).is_err() {
        workspace.samples = pixels;
        return None;
    }
    let (width, height) = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    Some(Pixels { width, height, layout, data: pixels })
}

/// The smallest fraction that leaves both sides as long as they are needed.
fn factor(stored: (usize, usize), needed: (usize, usize)) -> ScalingFactor {
    let enough =
        |factor: &ScalingFactor| factor.scale(stored.0) >= needed.0 && factor.scale(stored.1) >= needed.1;
    let factors = EIGHTHS.into_iter().map(|eighths| ScalingFactor::new(eighths, 8));
    factors.into_iter().find(enough).unwrap_or(ScalingFactor::ONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_is_used_only_if_both_sides_stay_long_enough() {
        let eighths = |stored, needed| {
            let factor = factor(stored, needed);
            factor.num() * 8 / factor.denom()
        };
        assert_eq!(eighths((6000, 4000), (2048, 1365)), 3);
        assert_eq!(eighths((5000, 4000), (2048, 1638)), 4);
        assert_eq!(eighths((4000, 3000), (2048, 1536)), 8);
        assert_eq!(eighths((16_384, 8_192), (2048, 1024)), 1);
        assert_eq!(eighths((100, 80), (100, 80)), 8);
    }
}
