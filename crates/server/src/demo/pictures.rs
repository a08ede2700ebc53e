//! Landscapes that nobody photographed: a sky, a sun, hills behind hills, drawn from a number.

use image::codecs::jpeg::JpegEncoder;
use image::{ImageResult, Rgb, RgbImage};

/// How good the JPEG is.
const QUALITY: u8 = 88;

/// Sky above, sky at the horizon, nearest hill.
type Palette = [[f32; 3]; 3];

const PALETTES: [Palette; 6] = [
    [[38.0, 70.0, 130.0], [250.0, 190.0, 130.0], [28.0, 34.0, 52.0]],
    [[96.0, 160.0, 214.0], [236.0, 240.0, 236.0], [30.0, 66.0, 48.0]],
    [[60.0, 36.0, 84.0], [242.0, 120.0, 110.0], [24.0, 16.0, 38.0]],
    [[16.0, 24.0, 48.0], [70.0, 110.0, 140.0], [8.0, 12.0, 20.0]],
    [[206.0, 150.0, 90.0], [250.0, 232.0, 196.0], [92.0, 54.0, 34.0]],
    [[120.0, 170.0, 168.0], [240.0, 226.0, 214.0], [44.0, 62.0, 70.0]],
];

/// A small generator of its own, so that the same number draws the same picture on every machine.
struct Dice(u64);

impl Dice {
    /// From 0 up to 1.
    fn roll(&mut self) -> f32 {
        // splitmix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 40) as f32 / (1_u64 << 24) as f32
    }
}

/// A ridge: a few waves on top of each other.
struct Ridge {
    base: f32,
    waves: [(f32, f32, f32); 3],
    colour: [f32; 3],
}

impl Ridge {
    /// The height of the ridge, as a part of the picture's, at this part of its width.
    fn top(&self, x: f32) -> f32 {
        let wave = |&(height, length, shift): &(f32, f32, f32)| height * (x * length + shift).sin();
        self.base - self.waves.iter().map(wave).sum::<f32>()
    }
}

/// The JPEG of the landscape with this number, without any metadata.
pub fn landscape(number: u64, width: u32, height: u32) -> ImageResult<Vec<u8>> {
    let mut dice = Dice(number);
    let palette = usize::try_from(number).ok().and_then(|n| PALETTES.get(n % PALETTES.len()));
    let [zenith, horizon, near] = *palette.unwrap_or(&[[0.0; 3]; 3]);
    let sun = (0.15 + 0.7 * dice.roll(), 0.2 + 0.25 * dice.roll(), 0.035 + 0.04 * dice.roll());
    let ridges = ridges(&mut dice, horizon, near);
    let mut grain = Dice(number ^ 0x5EED);
    let (across, scale) = (1.0 / width as f32, 1.0 / height as f32);
    // The ridges are the same for a whole column.
    let tops: Vec<Vec<f32>> =
        ridges.iter().map(|ridge| (0..width).map(|x| ridge.top(x as f32 * across)).collect()).collect();
    let picture = RgbImage::from_fn(width, height, |column, y| {
        let (x, y) = (column as f32 * across, y as f32 * scale);
        let hides = |tops: &Vec<f32>| tops.get(column as usize).is_some_and(|&top| y > top);
        let nearest = ridges.iter().zip(&tops).rev().find(|(_, tops)| hides(tops));
        let colour = match nearest {
            Some((ridge, _)) => ridge.colour,
            None => sky(x, y, sun, width as f32 * scale, zenith, horizon),
        };
        let noise = (grain.roll() - 0.5) * 6.0;
        Rgb(colour.map(|channel| (channel + noise).clamp(0.0, 255.0) as u8))
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&picture)?;
    Ok(bytes)
}

/// Four ridges, from the farthest to the nearest, which is the darkest.
fn ridges(dice: &mut Dice, far: [f32; 3], near: [f32; 3]) -> Vec<Ridge> {
    (1..=4_u8)
        .map(|step| {
            let depth = f32::from(step) / 4.0;
            let mut wave = |height: f32, length: f32| {
                (height * dice.roll(), length * (0.6 + dice.roll()), 9.0 * dice.roll())
            };
            Ridge {
                base: 0.42 + 0.13 * f32::from(step),
                waves: [wave(0.09, 5.0), wave(0.05, 13.0), wave(0.012, 60.0)],
                colour: mix(far, near, 0.25 + 0.75 * depth),
            }
        })
        .collect()
}

fn sky(x: f32, y: f32, sun: (f32, f32, f32), ratio: f32, zenith: [f32; 3], horizon: [f32; 3]) -> [f32; 3] {
    let (sun_x, sun_y, radius) = sun;
    let distance = ((x - sun_x) * ratio).hypot(y - sun_y);
    let light = if distance < radius { 1.0 } else { 0.6 * (-(distance - radius) * 9.0).exp() };
    mix(mix(zenith, horizon, (y / 0.6).min(1.0)), [255.0, 248.0, 228.0], light)
}

fn mix(from: [f32; 3], to: [f32; 3], part: f32) -> [f32; 3] {
    let [a, b, c] = from;
    let [d, e, f] = to;
    [a + (d - a) * part, b + (e - b) * part, c + (f - c) * part]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_draws_its_own_picture_and_always_the_same() {
        let draw = |number| landscape(number, 60, 40).unwrap();
        assert_eq!(draw(1), draw(1));
        let all: std::collections::HashSet<Vec<u8>> = (0..24).map(draw).collect();
        assert_eq!(all.len(), 24);
        let decoded = image::load_from_memory(&draw(3)).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (60, 40));
    }
}
