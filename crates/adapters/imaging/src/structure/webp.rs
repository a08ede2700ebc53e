//! WebP: a RIFF container whose chunks are padded to an even length.

use std::io::{BufRead, Seek};

use atelier_application::ports::ImageError;

use super::{MAX_EXIF, MAX_ICC, MAX_XMP, Structure, bare_exif};
use crate::errors::{damaged, truncated};
use crate::limits::ImagingLimits;
use crate::source::Source;

pub(crate) struct Chunk {
    pub(crate) name: [u8; 4],
    /// Without the padding byte of an odd length.
    pub(crate) length: u64,
}

impl Chunk {
    pub(crate) fn padding(&self) -> u64 {
        self.length % 2
    }
}

/// Reads the header and answers with the position at which the last chunk ends.
pub(crate) fn header<R: BufRead + Seek>(source: &mut Source<R>) -> Result<u64, ImageError> {
    let riff: [u8; 4] = source.array()?;
    let size = u64::from(u32::from_le_bytes(source.array()?));
    let webp: [u8; 4] = source.array()?;
    if &riff != b"RIFF" || &webp != b"WEBP" || size < 4 {
        return Err(damaged("it does not begin as a WebP"));
    }
    let end = size + 8;
    if end > source.length() {
        return Err(truncated(format!("it has {} of {end} bytes", source.length())));
    }
    Ok(end)
}

/// The next chunk before `end`, whose data must end there at the latest.
pub(crate) fn next_chunk<R: BufRead + Seek>(
    source: &mut Source<R>,
    end: u64,
) -> Result<Option<Chunk>, ImageError> {
    // A file of an odd length may lack or add one byte of padding.
    if source.position() + 8 > end {
        return Ok(None);
    }
    let name = source.array()?;
    let length = u64::from(u32::from_le_bytes(source.array()?));
    if source.position() + length > end {
        let name = String::from_utf8_lossy(&name).into_owned();
        return Err(damaged(format!("its {name} chunk is larger than the file says it is")));
    }
    Ok(Some(Chunk { name, length }))
}

/// Passes over the padding of a chunk, which may be missing at the very end.
pub(crate) fn skip_padding<R: BufRead + Seek>(
    source: &mut Source<R>,
    chunk: &Chunk,
) -> Result<(), ImageError> {
    source.skip(chunk.padding().min(source.remaining()))
}

pub(crate) fn walk<R: BufRead + Seek>(
    source: &mut Source<R>,
    limits: &ImagingLimits,
) -> Result<Structure, ImageError> {
    let end = header(source)?;
    let mut structure = Structure::default();
    let mut has_data = false;
    let mut extended = false;
    while let Some(chunk) = next_chunk(source, end)? {
        let after = source.position() + chunk.length;
        match &chunk.name {
            b"VP8X" => {
                let [_, _, _, _, w0, w1, w2, h0, h1, h2] = source.array()?;
                let size = |a, b, c| u32::from_le_bytes([a, b, c, 0]) + 1;
                (structure.width, structure.height) = (size(w0, w1, w2), size(h0, h1, h2));
                extended = true;
            }
            b"VP8 " => {
                has_data = true;
                let [_, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1] = source.array()? else {
                    return Err(damaged("its image data does not begin with a key frame"));
                };
                // The two upper bits ask for scaling, which no reader does.
                let size = |a, b| u32::from(u16::from_le_bytes([a, b]) & 0x3FFF);
                if !extended {
                    (structure.width, structure.height) = (size(w0, w1), size(h0, h1));
                }
            }
            b"VP8L" => {
                has_data = true;
                let [0x2F, b0, b1, b2, b3] = source.array()? else {
                    return Err(damaged("its image data has no lossless signature"));
                };
                let bits = u32::from_le_bytes([b0, b1, b2, b3]);
                if !extended {
                    (structure.width, structure.height) = ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
                }
            }
            b"ANMF" => has_data = true,
            // Only an extended file may carry metadata.
            b"EXIF" if extended && chunk.length <= MAX_EXIF && structure.exif.is_none() => {
                structure.exif = Some(bare_exif(source.bytes(chunk.length)?));
            }
            b"XMP " if extended && chunk.length <= MAX_XMP && structure.xmp.is_none() => {
                structure.xmp = Some(source.bytes(chunk.length)?);
            }
            b"ICCP" if extended && chunk.length <= MAX_ICC => {
                structure.icc = Some(source.bytes(chunk.length)?);
            }
            _ => {}
        }
        if structure.width != 0 {
            limits.check_dimensions(structure.width, structure.height)?;
        }
        if source.position() > after {
            return Err(damaged("one of its chunks is too short"));
        }
        source.skip(after - source.position())?;
        skip_padding(source, &chunk)?;
    }
    if !has_data {
        return Err(damaged("it has no image data"));
    }
    Ok(structure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn walked(bytes: &[u8]) -> Result<Structure, ImageError> {
        walk(&mut Source::of(bytes), &ImagingLimits::default())
    }

    #[test]
    fn the_size_and_the_metadata_come_from_the_chunks() {
        let exif = samples::exif_with_orientation(6);
        let structure = walked(&samples::webp_with(&exif, &samples::display_p3())).unwrap();
        assert_eq!((structure.width, structure.height), samples::SIZE);
        assert_eq!(structure.exif, Some(exif));
        assert_eq!(structure.icc, Some(samples::display_p3()));
        let plain = walked(&samples::webp()).unwrap();
        assert_eq!((plain.width, plain.height, plain.exif), (samples::SIZE.0, samples::SIZE.1, None));
    }

    #[test]
    fn every_shorter_file_is_incomplete() {
        let whole = samples::webp();
        for length in 12..whole.len() {
            assert_eq!(walked(&whole[..length]).unwrap_err().code(), "truncated_image", "{length} bytes");
        }
    }

    #[test]
    fn a_chunk_that_reaches_past_the_container_is_damaged() {
        let mut bytes = samples::webp();
        bytes[16] = 0xFF;
        bytes[17] = 0xFF;
        assert_eq!(walked(&bytes).unwrap_err().code(), "damaged_image");
    }
}
