//! The mark by itself: colours with transparency.

use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont, point};
use atelier_application::ports::ImageError;
use atelier_resample::Resampler;

use crate::errors::processor;
use crate::pixels::{Layout, Pixels};
use crate::resize::shrink;

/// Latin, Greek and Cyrillic; see `assets/README.md`.
const FONT: &[u8] = include_bytes!("../../assets/open-sans-semibold.ttf");

/// The size at which a text is measured.
const MEASURE: f32 = 100.0;

/// Colours and opacity, four bytes each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Raster {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) data: Vec<u8>,
}

impl Raster {
    pub(super) fn pixel(&self, x: usize, y: usize) -> [u8; 4] {
        let inside = x < self.width && y < self.height;
        let found = inside.then(|| self.data.as_chunks::<4>().0.get(y * self.width + x)).flatten();
        found.copied().unwrap_or_default()
    }

    /// One line of white text with a dark edge, so that it is seen on light and on dark, about `wide` pixels wide and at
    /// most half as high as the picture.
    pub(super) fn text(text: &str, wide: f32, picture_height: u32) -> Result<Self, ImageError> {
        let font = FontRef::try_from_slice(FONT).map_err(processor)?;
        let (_, measured) = lay_out(&font, text, MEASURE);
        let size = (MEASURE * wide / measured.max(1.0)).min(picture_height as f32 / 2.0).max(1.0);
        let (glyphs, length) = lay_out(&font, text, size);
        let edge = (size / 24.0).ceil().max(1.0);
        let scaled = font.as_scaled(PxScale::from(size));
        let width = (length + 2.0 * edge).ceil() as usize;
        let height = (scaled.height() + 2.0 * edge).ceil() as usize;
        let mut mask = Mask { width, height, coverage: vec![0; width * height] };
        for glyph in glyphs {
            let Some(outline) = font.outline_glyph(glyph) else { continue };
            let bounds = outline.px_bounds();
            let (left, top) = (bounds.min.x as i64, (bounds.min.y + scaled.ascent()) as i64);
            outline.draw(|x, y, coverage| mask.cover(left + i64::from(x), top + i64::from(y), coverage));
        }
        Ok(mask.with_edge(edge as usize))
    }

    /// A picture, made at most `wide` pixels wide and at most half as high as the one that it is put on. Small ones are
    /// not enlarged.
    pub(super) fn picture(
        mark: Pixels,
        wide: f32,
        picture_height: u32,
        resampler: &mut Resampler,
    ) -> Result<Self, ImageError> {
        let (width, height) = (mark.width as f32, mark.height as f32);
        let factor = (wide / width).min(picture_height as f32 / 2.0 / height).min(1.0);
        let size = ((width * factor).max(1.0) as u32, (height * factor).max(1.0) as u32);
        let mark = shrink(resampler, &mark, size)?.unwrap_or(mark);
        let data = match mark.layout {
            Layout::Rgba => mark.data,
            Layout::GrayAlpha => {
                mark.data.as_chunks::<2>().0.iter().flat_map(|[v, a]| [*v, *v, *v, *a]).collect()
            }
            _ => mark.on_white().as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect(),
        };
        Ok(Self { width: mark.width as usize, height: mark.height as usize, data })
    }
}

/// The glyphs of a line that begins at 0, on the base line 0, and its length. What the font lacks becomes a box.
fn lay_out(font: &FontRef<'_>, text: &str, size: f32) -> (Vec<Glyph>, f32) {
    let scaled = font.as_scaled(PxScale::from(size));
    let (mut glyphs, mut pen) = (Vec::new(), 0.0);
    let mut last = None;
    for c in text.chars() {
        let id = scaled.glyph_id(c);
        if let Some(last) = last.replace(id) {
            pen += scaled.kern(last, id);
        }
        glyphs.push(id.with_scale_and_position(PxScale::from(size), point(pen, 0.0)));
        pen += scaled.h_advance(id);
    }
    (glyphs, pen)
}

/// How much of each pixel a text covers.
struct Mask {
    width: usize,
    height: usize,
    coverage: Vec<u8>,
}

impl Mask {
    fn cover(&mut self, x: i64, y: i64, coverage: f32) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
        if x >= self.width {
            return;
        }
        if let Some(pixel) = self.coverage.get_mut(y * self.width + x) {
            // The cast saturates.
            *pixel = pixel.saturating_add((coverage * 255.0) as u8);
        }
    }

    fn at(&self, x: usize, y: usize) -> u32 {
        self.coverage.get(y * self.width + x).copied().unwrap_or_default().into()
    }

    /// White where it covers, black where what lies to the upper left of a pixel does.
    fn with_edge(&self, edge: usize) -> Raster {
        let mut data = Vec::with_capacity(self.coverage.len() * 4);
        for y in 0..self.height {
            for x in 0..self.width {
                let white = self.at(x, y);
                let shadow = match (x.checked_sub(edge), y.checked_sub(edge)) {
                    (Some(x), Some(y)) => self.at(x, y),
                    _ => 0,
                };
                let opacity = white + (255 - white) * shadow / 255;
                let light = (white * 255).checked_div(opacity).unwrap_or_default();
                // Both are at most 255, by construction.
                let light = light.min(255) as u8;
                data.extend([light, light, light, opacity.min(255) as u8]);
            }
        }
        Raster { width: self.width, height: self.height, data }
    }
}
