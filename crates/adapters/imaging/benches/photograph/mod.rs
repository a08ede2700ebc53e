//! The generated picture of the benchmarks: 24 megapixels, detailed as a photograph of grass is, the same on every run.

use std::path::Path;

use jpeg_encoder::{ColorType, Encoder, EncodingError, SamplingFactor};

const WIDTH: u16 = 6000;
const HEIGHT: u16 = 4000;

/// Writes it as a camera would: 4:2:0, about 8 MB.
pub fn write(file: &Path) -> Result<(), EncodingError> {
    let mut encoder = Encoder::new_file(file, 92)?;
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(&samples(), WIDTH, HEIGHT, ColorType::Rgb)
}

/// Slopes, edges and noise of several sizes.
fn samples() -> Vec<u8> {
    let (width, height) = (u32::from(WIDTH), u32::from(HEIGHT));
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut noise = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u32
    };
    let coarse: Vec<u32> = (0..400 * 300).map(|_| noise() % 90).collect();
    let mut samples = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            let slope = x * 70 / width + y * 50 / height;
            let edge = if (x / 97 + y / 61) % 5 == 0 { 40 } else { 0 };
            let patch = coarse.get((y / 14 * 400 + x / 15) as usize).copied().unwrap_or_default();
            let grain = noise() % 13;
            for tint in [0, 11, 23] {
                samples
                    .push(u8::try_from(slope + edge + patch * (30 - tint) / 30 + grain).unwrap_or(u8::MAX));
            }
        }
    }
    samples
}
