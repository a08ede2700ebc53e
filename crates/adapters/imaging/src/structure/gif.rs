//! GIF: a screen, then images and extensions in blocks of at most 255 bytes, up to the trailer.

use std::io::{self, BufRead, Seek, Write};

use atelier_application::ports::ImageError;

use super::Structure;
use crate::errors::{damaged, writing};
use crate::limits::ImagingLimits;
use crate::source::Source;

pub(crate) const EXTENSION: u8 = 0x21;
pub(crate) const IMAGE: u8 = 0x2C;
pub(crate) const TRAILER: u8 = 0x3B;

/// The screen descriptor and the bytes it was read from, colour table included.
pub(crate) struct Screen {
    pub(crate) width: u16,
    pub(crate) height: u16,
    pub(crate) bytes: Vec<u8>,
}

pub(crate) fn screen<R: BufRead + Seek>(source: &mut Source<R>) -> Result<Screen, ImageError> {
    let head: [u8; 13] = source.array()?;
    let [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', w0, w1, h0, h1, packed, ..] = head else {
        return Err(damaged("it does not begin as a GIF"));
    };
    let mut bytes = head.to_vec();
    bytes.extend(source.bytes(colour_table(packed))?);
    Ok(Screen { width: u16::from_le_bytes([w0, w1]), height: u16::from_le_bytes([h0, h1]), bytes })
}

/// The size of the colour table that a packed field announces.
fn colour_table(packed: u8) -> u64 {
    if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 7) + 1) }
}

/// Copies a frame without its introducing byte: descriptor, local colour table, compressed data.
pub(crate) fn frame<R: BufRead + Seek>(
    source: &mut Source<R>,
    sink: &mut impl Write,
) -> Result<(), ImageError> {
    let descriptor: [u8; 9] = source.array()?;
    sink.write_all(&descriptor).map_err(|error| writing(&error))?;
    let [.., packed] = descriptor;
    // One more byte: the initial size of the codes.
    source.copy(colour_table(packed) + 1, sink)?;
    blocks(source, sink)
}

/// Copies blocks up to and including the empty one that ends them.
pub(crate) fn blocks<R: BufRead + Seek>(
    source: &mut Source<R>,
    sink: &mut impl Write,
) -> Result<(), ImageError> {
    loop {
        let length = source.byte()?;
        sink.write_all(&[length]).map_err(|error| writing(&error))?;
        if length == 0 {
            return Ok(());
        }
        source.copy(u64::from(length), sink)?;
    }
}

pub(crate) fn walk<R: BufRead + Seek>(
    source: &mut Source<R>,
    limits: &ImagingLimits,
) -> Result<Structure, ImageError> {
    let screen = screen(source)?;
    limits.check_dimensions(screen.width.into(), screen.height.into())?;
    let mut frames = 0_u64;
    loop {
        match source.byte()? {
            EXTENSION => {
                source.skip(1)?;
                blocks(source, &mut io::sink())?;
            }
            IMAGE => {
                frame(source, &mut io::sink())?;
                frames += 1;
            }
            TRAILER if frames == 0 => return Err(damaged("it has no image data")),
            TRAILER => break,
            // Some programs pad with zeroes between blocks.
            0 => {}
            other => return Err(damaged(format!("no block begins with byte {other:#04x}"))),
        }
    }
    Ok(Structure { width: screen.width.into(), height: screen.height.into(), ..Structure::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn the_size_is_that_of_the_screen() {
        let structure = walk(&mut Source::of(&samples::gif()), &ImagingLimits::default()).unwrap();
        assert_eq!((structure.width, structure.height), samples::SIZE);
    }

    #[test]
    fn every_shorter_file_is_incomplete() {
        let whole = samples::gif();
        for length in 6..whole.len() {
            let error = walk(&mut Source::of(&whole[..length]), &ImagingLimits::default()).unwrap_err();
            assert_eq!(error.code(), "truncated_image", "{length} bytes");
        }
    }

    #[test]
    fn a_screen_without_a_picture_is_damaged() {
        let bytes = b"GIF89a\x02\x00\x02\x00\x00\x00\x00\x3b";
        assert_eq!(
            walk(&mut Source::of(bytes), &ImagingLimits::default()).unwrap_err().code(),
            "damaged_image"
        );
    }
}
