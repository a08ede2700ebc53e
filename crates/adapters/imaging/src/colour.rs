//! Colour profiles: whatever a picture was made in, a browser gets sRGB.

use moxcms::{ColorProfile, DataColorSpace, Layout as CmsLayout, ProfileText, TransformOptions};

use crate::pixels::{Layout, Pixels};

/// The name that a profile gives itself, such as `Display P3`.
pub(crate) fn profile_name(icc: &[u8]) -> Option<String> {
    match ColorProfile::new_from_slice(icc).ok()?.description? {
        ProfileText::PlainString(name) => Some(name),
        ProfileText::Localizable(names) => names.into_iter().next().map(|name| name.value),
        ProfileText::Description(name) => {
            Some(if name.ascii_string.is_empty() { name.unicode_string } else { name.ascii_string })
        }
    }
}

/// What the colours of a picture refer to.
#[derive(Debug, Default)]
pub(crate) struct Source {
    pub(crate) icc: Option<Vec<u8>>,
    /// There is no profile, but the camera says that it was set to Adobe RGB.
    pub(crate) is_adobe_rgb: bool,
}

/// Turns a picture into sRGB. Without a usable profile gray and RGB samples are taken for sRGB as they are, and ink is
/// turned into light by the plain formula.
pub(crate) fn to_srgb(pixels: Pixels, source: &Source) -> Pixels {
    let pixels = if pixels.layout == Layout::Ycck { ycck_to_cmyk(pixels) } else { pixels };
    let profile = match &source.icc {
        Some(icc) => ColorProfile::new_from_slice(icc).ok(),
        None => source.is_adobe_rgb.then(ColorProfile::new_adobe_rgb),
    };
    let converted = profile.and_then(|profile| convert(&pixels, &profile));
    match converted {
        Some(converted) => converted,
        None if pixels.layout == Layout::Cmyk => plain_cmyk(&pixels),
        None => pixels,
    }
}

/// `None` if the profile is for other samples than the picture has, or cannot be applied.
fn convert(pixels: &Pixels, profile: &ColorProfile) -> Option<Pixels> {
    let (space, from, to, layout) = match pixels.layout {
        Layout::Gray => (DataColorSpace::Gray, CmsLayout::Gray, CmsLayout::Rgb, Layout::Rgb),
        Layout::GrayAlpha => (DataColorSpace::Gray, CmsLayout::GrayAlpha, CmsLayout::Rgba, Layout::Rgba),
        Layout::Rgb => (DataColorSpace::Rgb, CmsLayout::Rgb, CmsLayout::Rgb, Layout::Rgb),
        Layout::Rgba => (DataColorSpace::Rgb, CmsLayout::Rgba, CmsLayout::Rgba, Layout::Rgba),
        Layout::Cmyk | Layout::Ycck => (DataColorSpace::Cmyk, CmsLayout::Rgba, CmsLayout::Rgb, Layout::Rgb),
    };
    if profile.color_space != space {
        return None;
    }
    let srgb = ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(from, &srgb, to, TransformOptions::default()).ok()?;
    let count = pixels.data.len() / pixels.layout.channels();
    let mut data = vec![0; count * layout.channels()];
    if pixels.layout == Layout::Cmyk {
        // Profiles count ink, Adobe stores its absence.
        let ink: Vec<u8> = pixels.data.iter().map(|value| 255 - value).collect();
        transform.transform(&ink, &mut data).ok()?;
    } else {
        transform.transform(&pixels.data, &mut data).ok()?;
    }
    Some(Pixels { width: pixels.width, height: pixels.height, layout, data })
}

fn plain_cmyk(pixels: &Pixels) -> Pixels {
    // Both factors are the light that passes, so the result is at most 255.
    let through = |colour: u8, black: u8| ((u32::from(colour) * u32::from(black) + 127) / 255).min(255) as u8;
    let quads = pixels.data.as_chunks::<4>().0.iter();
    let data = quads.flat_map(|[c, m, y, k]| [through(*c, *k), through(*m, *k), through(*y, *k)]).collect();
    Pixels { width: pixels.width, height: pixels.height, layout: Layout::Rgb, data }
}

/// Luminance and colour difference of the inverted inks, by the formula of JFIF.
fn ycck_to_cmyk(mut pixels: Pixels) -> Pixels {
    for quad in pixels.data.as_chunks_mut::<4>().0 {
        let [y, cb, cr, _] = quad.map(f32::from);
        let (cb, cr) = (cb - 128.0, cr - 128.0);
        let rgb = [y + 1.402 * cr, y - 0.344_136 * cb - 0.714_136 * cr, y + 1.772 * cb];
        let [c, m, y, k] = quad;
        // What comes out is ink; stored is its absence. The cast saturates.
        for (ink, value) in [c, m, y].into_iter().zip(rgb) {
            *ink = 255 - value.round() as u8;
        }
        let _black_stays = k;
    }
    Pixels { layout: Layout::Cmyk, ..pixels }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn one(layout: Layout, data: &[u8]) -> Pixels {
        Pixels { width: 1, height: 1, layout, data: data.to_vec() }
    }

    fn near(left: &[u8], right: &[u8]) -> bool {
        left.len() == right.len() && left.iter().zip(right).all(|(a, b)| a.abs_diff(*b) <= 2)
    }

    #[test]
    fn a_wide_colour_becomes_the_stronger_srgb_colour() {
        let source = Source { icc: Some(samples::display_p3()), is_adobe_rgb: false };
        // A colour of both spaces: the known value of P3 (180, 100, 60) in sRGB.
        let seen = to_srgb(one(Layout::Rgb, &[180, 100, 60]), &source).data;
        assert!(near(&seen, &[191, 97, 49]), "{seen:?}");
        let white = to_srgb(one(Layout::Rgb, &[255, 255, 255]), &source).data;
        assert!(near(&white, &[255, 255, 255]), "{white:?}");
    }

    #[test]
    fn alpha_is_not_a_colour() {
        let source = Source { icc: Some(samples::display_p3()), is_adobe_rgb: false };
        let seen = to_srgb(one(Layout::Rgba, &[180, 100, 60, 77]), &source);
        assert_eq!((seen.layout, seen.data[3]), (Layout::Rgba, 77));
    }

    #[test]
    fn a_camera_set_to_adobe_rgb_is_believed_without_a_profile() {
        let source = Source { icc: None, is_adobe_rgb: true };
        let seen = to_srgb(one(Layout::Rgb, &[100, 200, 100]), &source).data;
        assert!(seen[0] < 40 && seen[1] > 195, "{seen:?}");
    }

    #[test]
    fn without_a_usable_profile_the_samples_are_srgb() {
        let rgb = one(Layout::Rgb, &[1, 2, 3]);
        assert_eq!(to_srgb(rgb.clone(), &Source::default()), rgb);
        let broken = Source { icc: Some(vec![7; 300]), is_adobe_rgb: false };
        assert_eq!(to_srgb(rgb.clone(), &broken), rgb);
        let gray = one(Layout::Gray, &[9]);
        let profile_for_rgb = Source { icc: Some(samples::display_p3()), is_adobe_rgb: false };
        assert_eq!(to_srgb(gray.clone(), &profile_for_rgb), gray);
    }

    #[test]
    fn ink_becomes_light() {
        let no_ink = to_srgb(one(Layout::Cmyk, &[255, 255, 255, 255]), &Source::default());
        assert_eq!(no_ink.data, [255, 255, 255]);
        let cyan = to_srgb(one(Layout::Cmyk, &[0, 255, 255, 255]), &Source::default());
        assert_eq!(cyan.data, [0, 255, 255]);
        let black = to_srgb(one(Layout::Cmyk, &[255, 255, 255, 0]), &Source::default());
        assert_eq!(black.data, [0, 0, 0]);
        // Y 76, Cb 85, Cr 255 is pure red as RGB: full ink of the first channel.
        let first_ink = to_srgb(one(Layout::Ycck, &[76, 85, 255, 255]), &Source::default());
        assert!(near(&first_ink.data, &[0, 255, 255]), "{first_ink:?}");
    }

    #[test]
    fn a_profile_tells_its_name() {
        assert_eq!(profile_name(&samples::display_p3()).as_deref(), Some("Display P3"));
        assert_eq!(profile_name(b"nonsense"), None);
    }
}
