//! WebP: chunks are copied or left out; the header says how long the rest is and which chunks there are.

use std::io::{BufRead, Seek, SeekFrom, Write};

use atelier_application::ports::ImageError;

use super::{kept_exif, put};
use crate::errors::{damaged, processor, writing};
use crate::orientation::Orientation;
use crate::source::Source;
use crate::structure::webp::{header, next_chunk, skip_padding};

const HAS_EXIF: u8 = 0b1000;
const HAS_XMP: u8 = 0b100;

pub(super) fn strip<R: BufRead + Seek>(
    source: &mut Source<R>,
    copy: &mut (impl Write + Seek),
    orientation: Orientation,
) -> Result<(), ImageError> {
    let end = header(source)?;
    let exif = kept_exif(orientation);
    put(copy, b"RIFF\0\0\0\0WEBP")?;
    let mut size = 4;
    while let Some(chunk) = next_chunk(source, end)? {
        match &chunk.name {
            b"VP8X" => {
                let mut flags = source.bytes(chunk.length)?;
                let first = flags.first_mut().ok_or_else(|| damaged("its header is empty"))?;
                *first &= !(HAS_EXIF | HAS_XMP);
                if exif.is_some() {
                    *first |= HAS_EXIF;
                }
                size += write_chunk(copy, chunk.name, &flags)?;
            }
            b"ICCP" | b"ANIM" | b"ANMF" | b"ALPH" | b"VP8 " | b"VP8L" => {
                put(copy, &chunk.name)?;
                put(copy, &u32::try_from(chunk.length).map_err(processor)?.to_le_bytes())?;
                source.copy(chunk.length, copy)?;
                pad(copy, chunk.padding())?;
                size += 8 + chunk.length + chunk.padding();
            }
            _ => source.skip(chunk.length)?,
        }
        skip_padding(source, &chunk)?;
    }
    if let Some(block) = exif {
        size += write_chunk(copy, *b"EXIF", &block)?;
    }
    copy.seek(SeekFrom::Start(4)).map_err(|error| writing(&error))?;
    put(copy, &u32::try_from(size).map_err(processor)?.to_le_bytes())
}

/// Answers with the bytes that it wrote.
fn write_chunk(copy: &mut impl Write, name: [u8; 4], data: &[u8]) -> Result<u64, ImageError> {
    let length = data.len() as u64;
    put(copy, &name)?;
    put(copy, &u32::try_from(length).map_err(processor)?.to_le_bytes())?;
    put(copy, data)?;
    pad(copy, length % 2)?;
    Ok(8 + length + length % 2)
}

fn pad(copy: &mut impl Write, count: u64) -> Result<(), ImageError> {
    if count == 0 { Ok(()) } else { put(copy, &[0]) }
}
