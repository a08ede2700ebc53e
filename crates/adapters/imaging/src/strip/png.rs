//! PNG: chunks are copied with their checksums, or left out.

use std::io::{BufRead, Seek, Write};

use atelier_application::ports::ImageError;

use super::{Kept, put};
use crate::errors::processor;
use crate::source::Source;
use crate::structure::png::{SIGNATURE, next_chunk, signature};

/// The chunks beside the critical ones that change what is seen: transparency, colours, proportions, animation.
const KEPT: [&[u8; 4]; 15] = [
    b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD", b"pHYs",
    b"hIST", b"acTL", b"fcTL", b"fdAT",
];

pub(super) fn strip<R: BufRead + Seek>(
    source: &mut Source<R>,
    copy: &mut impl Write,
    kept: &Kept<'_>,
) -> Result<(), ImageError> {
    signature(source)?;
    put(copy, &SIGNATURE)?;
    let mut exif = kept.exif();
    loop {
        let chunk = next_chunk(source)?;
        if &chunk.name == b"IDAT"
            && let Some(block) = exif.take()
        {
            write_chunk(copy, *b"eXIf", &block)?;
        }
        // The checksum follows the data.
        let rest = chunk.length + 4;
        if chunk.is_critical() || KEPT.contains(&&chunk.name) {
            put(copy, &u32::try_from(chunk.length).map_err(processor)?.to_be_bytes())?;
            put(copy, &chunk.name)?;
            source.copy(rest, copy)?;
        } else {
            source.skip(rest)?;
        }
        if &chunk.name == b"IEND" {
            return Ok(());
        }
    }
}

pub(crate) fn write_chunk(copy: &mut impl Write, name: [u8; 4], data: &[u8]) -> Result<(), ImageError> {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&name);
    crc.update(data);
    put(copy, &u32::try_from(data.len()).map_err(processor)?.to_be_bytes())?;
    put(copy, &name)?;
    put(copy, data)?;
    put(copy, &crc.finalize().to_be_bytes())
}
