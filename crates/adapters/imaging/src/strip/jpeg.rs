//! JPEG: segments are copied or left out; what follows the end marker is left out.

use std::io::{BufRead, Seek, Write};

use atelier_application::ports::ImageError;

use super::{Kept, put, xmp};
use crate::errors::{damaged, processor};
use crate::source::Source;
use crate::structure::jpeg::{
    APP0, APP1, APP2, APP14, APP15, COM, EOI, EXIF_ID, ICC_ID, SOI, SOS, XMP_ID, next_marker, scan,
    segment_length,
};

pub(super) fn strip<R: BufRead + Seek>(
    source: &mut Source<R>,
    copy: &mut impl Write,
    kept: &Kept<'_>,
) -> Result<(), ImageError> {
    if source.array()? != [0xFF, SOI] {
        return Err(damaged("it does not begin as a JPEG"));
    }
    put(copy, &[0xFF, SOI])?;
    let mut exif = kept.exif();
    let mut marker = next_marker(source)?;
    while marker != EOI {
        if marker != APP0
            && let Some(block) = exif.take()
        {
            segment(copy, APP1, &[EXIF_ID, &block].concat())?;
            if let Some(notice) = kept.notice {
                segment(copy, APP1, &[XMP_ID, xmp::packet(notice).as_bytes()].concat())?;
            }
        }
        let length = segment_length(source)?;
        match marker {
            APP0..=APP15 => {
                let payload = source.bytes(length)?;
                if let Some(kept) = application_data(marker, payload) {
                    segment(copy, marker, &kept)?;
                }
            }
            COM => source.skip(length)?,
            _ => segment(copy, marker, &source.bytes(length)?)?,
        }
        marker = if marker == SOS { scan(source, copy)? } else { next_marker(source)? };
    }
    put(copy, &[0xFF, EOI])
}

/// What decoding needs: the density and the colour transform; and the colour profile.
fn application_data(marker: u8, payload: Vec<u8>) -> Option<Vec<u8>> {
    match marker {
        APP0 if payload.starts_with(b"JFIF\0") => {
            // Version, density and, from the thirteenth byte on, a thumbnail: an old one may show what was cropped.
            let mut header: Vec<u8> = payload.into_iter().take(12).collect();
            header.resize(14, 0);
            Some(header)
        }
        APP2 if payload.starts_with(ICC_ID) => Some(payload),
        APP14 if payload.starts_with(b"Adobe") => Some(payload),
        _ => None,
    }
}

fn segment(copy: &mut impl Write, marker: u8, payload: &[u8]) -> Result<(), ImageError> {
    let length = u16::try_from(payload.len() + 2).map_err(processor)?;
    put(copy, &[0xFF, marker])?;
    put(copy, &length.to_be_bytes())?;
    put(copy, payload)
}
