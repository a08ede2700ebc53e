//! The size of a coded picture, from its sequence parameter set (ITU-T H.265, 7.3.2.2).
//!
//! It is the size that the decoder sets memory aside for. What is shown of it may be far less.

use atelier_application::ports::ImageError;

use crate::errors::damaged;

/// The size stands within so many bytes.
const HEAD: usize = 160;

/// No level of the standard has a longer side.
const LONGEST_SIDE: u32 = 16_888;

/// The pixels of the pictures that follow a parameter set, which begins with its header of two bytes.
pub(super) fn pixels(unit: &[u8]) -> Result<u64, ImageError> {
    size(unit)
        .filter(|sides| sides.iter().all(|side| (1..=LONGEST_SIDE).contains(side)))
        .map(|[width, height]| u64::from(width) * u64::from(height))
        .ok_or_else(|| damaged("a tile does not say how large it is"))
}

fn size(unit: &[u8]) -> Option<[u32; 2]> {
    let mut bits = Bits::of(unit.get(2..)?);
    bits.skip(4)?;
    let sub_layers = bits.take(3)?;
    bits.skip(1)?;
    // Profile, constraints and level.
    bits.skip(96)?;
    let mut present = Vec::new();
    for _ in 0..sub_layers {
        present.push((bits.take(1)? == 1, bits.take(1)? == 1));
    }
    if sub_layers > 0 {
        bits.skip(2 * (8 - sub_layers as usize))?;
    }
    for (profile, level) in present {
        bits.skip(if profile { 88 } else { 0 } + if level { 8 } else { 0 })?;
    }
    let _id = bits.golomb()?;
    // Three planes of full size may be told apart.
    if bits.golomb()? == 3 {
        bits.skip(1)?;
    }
    Some([bits.golomb()?, bits.golomb()?])
}

/// The payload bit by bit, without the bytes that keep it from looking like a start code.
struct Bits {
    bytes: Vec<u8>,
    at: usize,
}

impl Bits {
    fn of(payload: &[u8]) -> Self {
        let mut bytes: Vec<u8> = Vec::with_capacity(HEAD);
        // Two zeroes of the payload are followed by an escape before anything up to three. Zeroes before an escape do not
        // count for the next one.
        let mut zeroes = 0;
        for byte in payload.iter().take(HEAD) {
            if zeroes >= 2 && *byte == 3 {
                zeroes = 0;
                continue;
            }
            zeroes = if *byte == 0 { zeroes + 1 } else { 0 };
            bytes.push(*byte);
        }
        Self { bytes, at: 0 }
    }

    fn take(&mut self, count: u32) -> Option<u32> {
        (0..count).try_fold(0_u32, |value, _| {
            let byte = *self.bytes.get(self.at / 8)?;
            let bit = byte >> (7 - self.at % 8) & 1;
            self.at += 1;
            Some(value << 1 | u32::from(bit))
        })
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        self.at = self.at.checked_add(count)?;
        (self.at <= self.bytes.len() * 8).then_some(())
    }

    /// As many zeroes as bits follow the one.
    fn golomb(&mut self) -> Option<u32> {
        let mut zeroes = 0;
        while self.take(1)? == 0 {
            zeroes += 1;
            if zeroes > 24 {
                return None;
            }
        }
        Some((1 << zeroes) - 1 + self.take(zeroes)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bits by text, behind the header of the unit.
    fn unit(bits: &str) -> Vec<u8> {
        let bits: Vec<u8> =
            bits.bytes().filter(|bit| matches!(bit, b'0' | b'1')).map(|bit| bit - b'0').collect();
        let byte = |bits: &[u8]| bits.iter().enumerate().map(|(at, bit)| bit << (7 - at)).sum::<u8>();
        let mut bytes = vec![0x42, 0x01];
        let mut zeroes = 0;
        for byte in bits.chunks(8).map(byte) {
            if byte <= 3 && zeroes >= 2 {
                bytes.push(3);
                zeroes = 0;
            }
            zeroes = if byte == 0 { zeroes + 1 } else { 0 };
            bytes.push(byte);
        }
        bytes
    }

    /// 512 × 384, coded with eight zeroes before each.
    const SIZE: &str = "000000000 1000000001 00000000 110000001";

    #[test]
    fn the_size_stands_behind_profiles_of_any_number() {
        let plain = format!("0000 000 1 {} 1 010 {SIZE}", "0".repeat(96));
        assert_eq!(size(&unit(&plain)), Some([512, 384]));
        let layered =
            format!("0000 001 1 {} 11 {} {} 1 010 {SIZE}", "01".repeat(48), "0".repeat(14), "1".repeat(96));
        assert_eq!(size(&unit(&layered)), Some([512, 384]));
        let planes = format!("0000 000 1 {} 1 00100 0 {SIZE}", "0".repeat(96));
        assert_eq!(size(&unit(&planes)), Some([512, 384]));
        assert_eq!(pixels(&unit(&plain)), Ok(512 * 384));
    }

    #[test]
    fn a_set_that_is_cut_off_or_absurd_has_no_size() {
        let plain = unit(&format!("0000 000 1 {} 1 010 {SIZE}", "0".repeat(96)));
        for length in 0..plain.len() - 1 {
            assert!(pixels(&plain[..length]).is_err(), "{length} bytes");
        }
        let huge = format!("0000 000 1 {} 1 010 {}1{} 1", "0".repeat(96), "0".repeat(20), "1".repeat(20));
        assert!(pixels(&unit(&huge)).is_err());
        assert!(pixels(&unit(&"0".repeat(400))).is_err());
    }
}
