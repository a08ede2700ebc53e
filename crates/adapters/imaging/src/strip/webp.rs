//! WebP: chunks are copied or left out; the header says how long the rest is and which chunks there are.

use std::io::{BufRead, Seek, SeekFrom, Write};

use atelier_application::ports::ImageError;

use super::{Kept, put};
use crate::errors::{damaged, processor, writing};
use crate::source::Source;
use crate::structure::webp::{header, next_chunk, skip_padding};

const HAS_EXIF: u8 = 0b1000;
const HAS_XMP: u8 = 0b100;
const HAS_ALPHA: u8 = 0b1_0000;

/// How many bytes of a lossless picture tell its size and whether it is transparent.
const LOSSLESS_HEAD: u64 = 5;

pub(super) fn strip<R: BufRead + Seek>(
    source: &mut Source<R>,
    copy: &mut (impl Write + Seek),
    kept: &Kept<'_>,
    (width, height): (u32, u32),
) -> Result<(), ImageError> {
    let end = header(source)?;
    let exif = kept.exif();
    put(copy, b"RIFF\0\0\0\0WEBP")?;
    let mut size = 4;
    let mut is_extended = false;
    while let Some(chunk) = next_chunk(source, end)? {
        match &chunk.name {
            b"VP8X" => {
                is_extended = true;
                let mut flags = source.bytes(chunk.length)?;
                let first = flags.first_mut().ok_or_else(|| damaged("its header is empty"))?;
                *first &= !(HAS_EXIF | HAS_XMP);
                if exif.is_some() {
                    *first |= HAS_EXIF;
                }
                size += write_chunk(copy, chunk.name, &flags)?;
            }
            b"ICCP" | b"ANIM" | b"ANMF" | b"ALPH" | b"VP8 " | b"VP8L" => {
                let head = source.bytes(chunk.length.min(LOSSLESS_HEAD))?;
                if exif.is_some() && !is_extended {
                    is_extended = true;
                    let flags = HAS_EXIF | if has_alpha(&chunk.name, &head) { HAS_ALPHA } else { 0 };
                    size += write_chunk(copy, *b"VP8X", &extended(flags, width, height))?;
                }
                put(copy, &chunk.name)?;
                put(copy, &u32::try_from(chunk.length).map_err(processor)?.to_le_bytes())?;
                put(copy, &head)?;
                source.copy(chunk.length - head.len() as u64, copy)?;
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

/// A lossless picture says in its head whether anything in it is transparent; a lossy one of the plain form cannot be.
fn has_alpha(name: &[u8; 4], head: &[u8]) -> bool {
    name == b"VP8L" && head.get(4).is_some_and(|byte| byte & 0b1_0000 != 0)
}

/// The header that a file needs as soon as it has more than its picture.
fn extended(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let mut data = vec![flags, 0, 0, 0];
    for side in [width, height] {
        data.extend(side.saturating_sub(1).to_le_bytes().into_iter().take(3));
    }
    data
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
