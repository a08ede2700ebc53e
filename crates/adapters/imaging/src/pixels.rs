//! A decoded picture.

use std::borrow::Cow;

use atelier_resample::Channels;

/// What the bytes of a pixel mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    Gray,
    GrayAlpha,
    Rgb,
    Rgba,
    /// Ink, inverted as Adobe stores it: 255 is no ink.
    Cmyk,
    /// The same, with the first three channels as luminance and colour difference.
    Ycck,
}

impl Layout {
    pub(crate) const fn channels(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::GrayAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk | Self::Ycck => 4,
        }
    }

    pub(crate) const fn as_channels(self) -> Channels {
        match self {
            Self::Gray => Channels::One,
            Self::GrayAlpha => Channels::OneAndAlpha,
            Self::Rgb => Channels::Three,
            Self::Rgba => Channels::ThreeAndAlpha,
            Self::Cmyk | Self::Ycck => Channels::Four,
        }
    }
}

/// Eight bits per channel, rows without padding: `data` has `width × height × channels` bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pixels {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) layout: Layout,
    pub(crate) data: Vec<u8>,
}

impl Pixels {
    /// Drops an alpha channel that hides nothing, so that the picture can become a JPEG.
    pub(crate) fn without_idle_alpha(self) -> Self {
        match self.layout {
            Layout::Rgba if self.data.as_chunks::<4>().0.iter().all(|[.., a]| *a == 255) => {
                let data =
                    self.data.as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
                Self { layout: Layout::Rgb, data, ..self }
            }
            Layout::GrayAlpha if self.data.as_chunks::<2>().0.iter().all(|[_, a]| *a == 255) => {
                let data = self.data.as_chunks::<2>().0.iter().map(|[v, _]| *v).collect();
                Self { layout: Layout::Gray, data, ..self }
            }
            _ => self,
        }
    }

    /// Three channels as a viewer sees them on white paper.
    pub(crate) fn on_white(&self) -> Cow<'_, [u8]> {
        let over = |value: u8, alpha: u8| {
            let (value, alpha) = (u32::from(value), u32::from(alpha));
            // At most 255, by construction.
            ((value * alpha + 255 * (255 - alpha) + 127) / 255).min(255) as u8
        };
        match self.layout {
            Layout::Gray => self.data.iter().flat_map(|v| [*v; 3]).collect(),
            Layout::GrayAlpha => {
                self.data.as_chunks::<2>().0.iter().flat_map(|[v, a]| [over(*v, *a); 3]).collect()
            }
            Layout::Rgba => {
                let pixels = self.data.as_chunks::<4>().0.iter();
                pixels.flat_map(|[r, g, b, a]| [over(*r, *a), over(*g, *a), over(*b, *a)]).collect()
            }
            Layout::Rgb | Layout::Cmyk | Layout::Ycck => Cow::Borrowed(&self.data),
        }
    }
}

/// Samples of one channel laid on their side: columns become rows. Inlined, as both hashes want of what they call.
#[inline(always)]
pub(crate) fn transpose<T: Copy + Default>(samples: &[T], width: usize, height: usize) -> Vec<T> {
    let mut transposed = vec![T::default(); width * height];
    for (y, row) in samples.chunks_exact(width.max(1)).take(height).enumerate() {
        for (sample, to) in row.iter().zip(transposed.iter_mut().skip(y).step_by(height.max(1))) {
            *to = *sample;
        }
    }
    transposed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alpha_channel_that_hides_nothing_is_dropped_and_any_other_is_kept() {
        let rgba = |data: &[u8]| Pixels { width: 2, height: 1, layout: Layout::Rgba, data: data.to_vec() };
        let opaque = rgba(&[1, 2, 3, 255, 4, 5, 6, 255]).without_idle_alpha();
        assert_eq!((opaque.layout, opaque.data), (Layout::Rgb, vec![1, 2, 3, 4, 5, 6]));
        let veiled = rgba(&[1, 2, 3, 255, 4, 5, 6, 254]);
        assert_eq!(veiled.clone().without_idle_alpha(), veiled);
    }

    #[test]
    fn what_is_transparent_is_white_paper() {
        let data = vec![0, 0, 0, 0, 10, 20, 30, 255, 0, 0, 0, 128];
        let pixels = Pixels { width: 3, height: 1, layout: Layout::Rgba, data };
        assert_eq!(*pixels.on_white(), [255, 255, 255, 10, 20, 30, 127, 127, 127]);
    }
}
