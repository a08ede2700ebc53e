//! JPEG: segments up to the scans, then entropy-coded data up to the end marker.

use std::io::{self, BufRead, Seek, Write};

use atelier_application::ports::ImageError;

use super::{MAX_ICC, Structure};
use crate::errors::{damaged, truncated, unsupported, writing};
use crate::limits::ImagingLimits;
use crate::source::Source;

pub(crate) const SOI: u8 = 0xD8;
pub(crate) const EOI: u8 = 0xD9;
pub(crate) const SOS: u8 = 0xDA;
pub(crate) const APP0: u8 = 0xE0;
pub(crate) const APP1: u8 = 0xE1;
pub(crate) const APP2: u8 = 0xE2;
pub(crate) const APP14: u8 = 0xEE;
pub(crate) const APP15: u8 = 0xEF;
pub(crate) const COM: u8 = 0xFE;

pub(crate) const EXIF_ID: &[u8] = b"Exif\0\0";
pub(crate) const ICC_ID: &[u8] = b"ICC_PROFILE\0";
/// What a segment with XMP begins with.
pub(crate) const XMP_ID: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// Walks to the end marker of the first image. What cameras append after it (more pictures, maker data) is not looked at.
pub(crate) fn walk<R: BufRead + Seek>(
    source: &mut Source<R>,
    limits: &ImagingLimits,
) -> Result<Structure, ImageError> {
    let structure = headers(source, limits)?;
    let mut marker = scan(source, &mut io::sink())?;
    while marker != EOI {
        let length = segment_length(source)?;
        source.skip(length)?;
        marker = match marker {
            SOS => scan(source, &mut io::sink())?,
            _ => next_marker(source)?,
        };
    }
    Ok(structure)
}

/// Reads up to and including the header of the first scan.
pub(crate) fn headers<R: BufRead + Seek>(
    source: &mut Source<R>,
    limits: &ImagingLimits,
) -> Result<Structure, ImageError> {
    if source.array()? != [0xFF, SOI] {
        return Err(damaged("it does not begin as a JPEG"));
    }
    let mut structure = Structure::default();
    let mut profile = Profile::default();
    loop {
        let marker = next_marker(source)?;
        if marker == EOI {
            return Err(damaged("it ends before any image data"));
        }
        let length = segment_length(source)?;
        match marker {
            SOS => {
                source.skip(length)?;
                break;
            }
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                if structure.width != 0 {
                    return Err(damaged("it describes its frame twice"));
                }
                let frame = source.bytes(length)?;
                (structure.width, structure.height) = frame_size(marker, &frame)?;
                limits.check_dimensions(structure.width, structure.height)?;
            }
            APP1 | APP2 | APP14 => {
                let payload = source.bytes(length)?;
                if marker == APP1 {
                    if let Some(exif) = payload.strip_prefix(EXIF_ID) {
                        structure.exif.get_or_insert_with(|| exif.to_vec());
                    } else if let Some(xmp) = payload.strip_prefix(XMP_ID) {
                        structure.xmp.get_or_insert_with(|| xmp.to_vec());
                    }
                } else if marker == APP2 {
                    profile.add(&payload);
                } else if marker == APP14 {
                    structure.adobe |= payload.starts_with(b"Adobe");
                }
            }
            _ => source.skip(length)?,
        }
    }
    if structure.width == 0 {
        return Err(damaged("it has image data but no frame"));
    }
    structure.icc = profile.assemble();
    Ok(structure)
}

/// Finds the next marker, over fill bytes and over the stray bytes that some programs leave between segments.
pub(crate) fn next_marker<R: BufRead + Seek>(source: &mut Source<R>) -> Result<u8, ImageError> {
    loop {
        while source.byte()? != 0xFF {}
        let mut code = source.byte()?;
        while code == 0xFF {
            code = source.byte()?;
        }
        // Stuffing, TEM and restart markers stand alone and mean nothing between segments.
        if !matches!(code, 0x00 | 0x01 | 0xD0..=0xD7) {
            return Ok(code);
        }
    }
}

/// The length of the payload of a segment whose marker has been read.
pub(crate) fn segment_length<R: BufRead + Seek>(source: &mut Source<R>) -> Result<u64, ImageError> {
    let length = u16::from_be_bytes(source.array()?);
    length
        .checked_sub(2)
        .map(u64::from)
        .ok_or_else(|| damaged(format!("a segment before byte {} has no length", source.position())))
}

/// Passes over entropy-coded data, copying it into `sink`, and answers with the marker that ended it; the marker itself
/// is not copied.
pub(crate) fn scan<R: BufRead + Seek>(
    source: &mut Source<R>,
    sink: &mut impl Write,
) -> Result<u8, ImageError> {
    let mut after_ff = false;
    loop {
        let chunk = source.chunk()?;
        if chunk.is_empty() {
            return Err(truncated("it ends before its end marker"));
        }
        if after_ff {
            let code = chunk.first().copied().unwrap_or_default();
            after_ff = code == 0xFF;
            match code {
                0x00 | 0xD0..=0xD7 => sink.write_all(&[0xFF, code]).map_err(|error| writing(&error))?,
                // A fill byte: the marker's code is still to come.
                0xFF => {}
                // Tables, further scans, the number of lines, the end, application data.
                0xC4 | EOI | SOS | 0xDB | 0xDC | 0xDD | APP0..=APP15 | COM => {
                    source.consume(1);
                    return Ok(code);
                }
                _ => {
                    let at = source.position();
                    return Err(damaged(format!("byte {at} of its image data cannot stand there")));
                }
            }
            source.consume(1);
            continue;
        }
        let (plain, found) = match memchr::memchr(0xFF, chunk) {
            Some(at) => (at, true),
            None => (chunk.len(), false),
        };
        sink.write_all(chunk.get(..plain).unwrap_or_default()).map_err(|error| writing(&error))?;
        source.consume(plain + usize::from(found));
        after_ff = found;
    }
}

fn frame_size(marker: u8, frame: &[u8]) -> Result<(u32, u32), ImageError> {
    let Some(&[precision, h1, h0, w1, w0, components]) = frame.first_chunk() else {
        return Err(damaged("its frame header is too short"));
    };
    match marker {
        0xC0..=0xC2 => {}
        0xC3 | 0xC7 | 0xCB | 0xCF => return Err(unsupported("lossless JPEG")),
        0xC9..=0xCA | 0xCD..=0xCE => return Err(unsupported("arithmetic-coded JPEG")),
        _ => return Err(unsupported("hierarchical JPEG")),
    }
    if precision != 8 {
        return Err(unsupported(format!("{precision}-bit JPEG")));
    }
    if !matches!(components, 1 | 3 | 4) {
        return Err(damaged(format!("it has {components} colour components")));
    }
    Ok((u32::from(u16::from_be_bytes([w1, w0])), u32::from(u16::from_be_bytes([h1, h0]))))
}

/// A colour profile comes in numbered pieces of at most 64 KiB.
#[derive(Default)]
struct Profile {
    pieces: Vec<(u8, Vec<u8>)>,
    size: u64,
}

impl Profile {
    fn add(&mut self, payload: &[u8]) {
        if let Some([number, _count, data @ ..]) = payload.strip_prefix(ICC_ID)
            && self.size <= MAX_ICC
        {
            self.size += data.len() as u64;
            self.pieces.push((*number, data.to_vec()));
        }
    }

    /// `None` if a piece is missing or doubled: half a profile would give wrong colours.
    fn assemble(mut self) -> Option<Vec<u8>> {
        self.pieces.sort_by_key(|(number, _)| *number);
        let complete =
            self.pieces.iter().enumerate().all(|(index, (number, _))| usize::from(*number) == index + 1);
        let profile: Vec<u8> = self.pieces.into_iter().flat_map(|(_, data)| data).collect();
        (complete && !profile.is_empty() && self.size <= MAX_ICC).then_some(profile)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn walked(bytes: &[u8]) -> Result<Structure, ImageError> {
        walk(&mut Source::of(bytes), &ImagingLimits::default())
    }

    #[test]
    fn the_size_the_exif_and_the_profile_come_from_the_headers() {
        let exif = samples::exif_with_orientation(6);
        let icc = samples::display_p3();
        let structure = walked(&samples::jpeg_with(&exif, &icc)).unwrap();
        assert_eq!((structure.width, structure.height), samples::SIZE);
        assert_eq!(structure.exif.as_deref(), Some(exif.as_slice()));
        assert_eq!(structure.icc.as_deref(), Some(icc.as_slice()));
    }

    #[test]
    fn a_picture_appended_after_the_end_marker_is_not_looked_at() {
        let mut bytes = samples::jpeg();
        let half_a_picture = bytes.get(..bytes.len() / 2).unwrap().to_vec();
        bytes.extend_from_slice(&half_a_picture);
        assert!(walked(&bytes).is_ok());
    }

    #[test]
    fn a_whole_thumbnail_in_the_exif_does_not_stand_for_the_end_of_the_picture() {
        let whole = samples::jpeg_with(&samples::jpeg(), &[]);
        assert!(walked(&whole).is_ok());
        assert_eq!(walked(&whole[..whole.len() - 2]).unwrap_err().code(), "truncated_image");
        assert_eq!(walked(&whole[..whole.len() - 200]).unwrap_err().code(), "truncated_image");
    }

    #[test]
    fn every_shorter_file_is_incomplete() {
        let whole = samples::jpeg();
        for length in 2..whole.len() {
            let error = walked(&whole[..length]).unwrap_err();
            assert_eq!(error.code(), "truncated_image", "{length} bytes: {error}");
        }
    }

    #[test]
    fn stray_bytes_between_segments_are_passed_over() {
        let mut bytes = samples::jpeg();
        bytes.splice(2..2, [0x00, 0x11, 0xFF, 0xFF]);
        assert!(walked(&bytes).is_ok());
    }

    #[test]
    fn a_marker_that_cannot_stand_in_image_data_is_damage() {
        let mut bytes = samples::jpeg();
        let middle = bytes.len() - 40;
        bytes[middle] = 0xFF;
        bytes[middle + 1] = 0xC0;
        assert_eq!(walked(&bytes).unwrap_err().code(), "damaged_image");
    }

    #[test]
    fn kinds_of_jpeg_that_nobody_decodes_are_named() {
        for (marker, found) in
            [(0xC3, "lossless JPEG"), (0xC9, "arithmetic-coded JPEG"), (0xC5, "hierarchical JPEG")]
        {
            let error = frame_size(marker, &[8, 0, 1, 0, 1, 3]).unwrap_err();
            assert_eq!(error, unsupported(found));
        }
        assert_eq!(frame_size(0xC1, &[12, 0, 1, 0, 1, 3]).unwrap_err(), unsupported("12-bit JPEG"));
    }

    #[test]
    fn a_profile_with_a_missing_piece_is_left_out() {
        let piece = |number: u8| [ICC_ID, &[number, 3, 1, 2, 3]].concat();
        let mut profile = Profile::default();
        profile.add(&piece(3));
        profile.add(&piece(1));
        assert_eq!(profile.assemble(), None);
    }
}
