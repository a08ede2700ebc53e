//! How the camera was held: the eight orientations of EXIF.

use crate::pixels::Pixels;

/// The value of the EXIF tag, by what it asks a viewer to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Orientation {
    #[default]
    Upright,
    FlipHorizontal,
    Rotate180,
    FlipVertical,
    Transpose,
    Rotate90,
    Transverse,
    Rotate270,
}

impl Orientation {
    /// Values outside 1 to 8 come out of broken files and mean nothing.
    pub(crate) const fn from_exif(value: u32) -> Option<Self> {
        Some(match value {
            1 => Self::Upright,
            2 => Self::FlipHorizontal,
            3 => Self::Rotate180,
            4 => Self::FlipVertical,
            5 => Self::Transpose,
            6 => Self::Rotate90,
            7 => Self::Transverse,
            8 => Self::Rotate270,
            _ => return None,
        })
    }

    pub(crate) const fn to_exif(self) -> u16 {
        self as u16 + 1
    }

    /// Whether width and height change places.
    pub(crate) const fn swaps_sides(self) -> bool {
        matches!(self, Self::Transpose | Self::Rotate90 | Self::Transverse | Self::Rotate270)
    }

    /// The size as seen, of a picture that is stored with the given one.
    pub(crate) const fn displayed(self, width: u32, height: u32) -> (u32, u32) {
        if self.swaps_sides() { (height, width) } else { (width, height) }
    }

    /// Turns a stored picture upright.
    pub(crate) fn apply(self, pixels: Pixels) -> Pixels {
        if self == Self::Upright {
            return pixels;
        }
        let (width, height) = self.displayed(pixels.width, pixels.height);
        let stored = (pixels.width as usize, pixels.height as usize);
        let seen = (width as usize, height as usize);
        let data = match pixels.layout.channels() {
            1 => self.turn::<1>(&pixels.data, stored, seen),
            2 => self.turn::<2>(&pixels.data, stored, seen),
            3 => self.turn::<3>(&pixels.data, stored, seen),
            _ => self.turn::<4>(&pixels.data, stored, seen),
        };
        Pixels { width, height, layout: pixels.layout, data }
    }

    fn turn<const N: usize>(self, data: &[u8], stored: (usize, usize), seen: (usize, usize)) -> Vec<u8> {
        let pixels = data.as_chunks::<N>().0;
        let mut turned = Vec::with_capacity(data.len());
        for y in 0..seen.1 {
            for x in 0..seen.0 {
                let (from_x, from_y) = self.stored_at(x, y, stored);
                if let Some(pixel) = pixels.get(from_y * stored.0 + from_x) {
                    turned.extend_from_slice(pixel);
                }
            }
        }
        turned
    }

    /// Where the pixel that is seen at `x`, `y` is stored.
    const fn stored_at(self, x: usize, y: usize, (width, height): (usize, usize)) -> (usize, usize) {
        match self {
            Self::Upright => (x, y),
            Self::FlipHorizontal => (width - 1 - x, y),
            Self::Rotate180 => (width - 1 - x, height - 1 - y),
            Self::FlipVertical => (x, height - 1 - y),
            Self::Transpose => (y, x),
            Self::Rotate90 => (y, height - 1 - x),
            Self::Transverse => (width - 1 - y, height - 1 - x),
            Self::Rotate270 => (width - 1 - y, x),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Layout;

    fn seen(orientation: u32) -> Vec<u8> {
        // Stored:  a b c
        //          d e f
        let pixels = Pixels { width: 3, height: 2, layout: Layout::Gray, data: b"abcdef".to_vec() };
        let turned = Orientation::from_exif(orientation).unwrap().apply(pixels);
        turned.data.chunks(turned.width as usize).collect::<Vec<_>>().join(&b'/')
    }

    #[test]
    fn each_orientation_is_turned_as_the_standard_says() {
        let expected =
            ["abc/def", "cba/fed", "fed/cba", "def/abc", "ad/be/cf", "da/eb/fc", "fc/eb/da", "cf/be/ad"];
        for (orientation, expected) in (1..).zip(expected) {
            assert_eq!(String::from_utf8(seen(orientation)).unwrap(), expected, "orientation {orientation}");
        }
    }

    #[test]
    fn pixels_of_several_channels_stay_together() {
        let pixels = Pixels { width: 2, height: 1, layout: Layout::Rgb, data: b"RGBrgb".to_vec() };
        assert_eq!(Orientation::Rotate180.apply(pixels).data, b"rgbRGB");
    }

    #[test]
    fn the_tag_survives_the_round_trip_and_nonsense_is_refused() {
        for value in 1..=8 {
            assert_eq!(u32::from(Orientation::from_exif(value).unwrap().to_exif()), value);
        }
        assert_eq!(Orientation::from_exif(0), None);
        assert_eq!(Orientation::from_exif(9), None);
    }
}
