//! PNG: chunks with a length, a name and a checksum, up to IEND.

use std::io::{BufRead, Seek};

use atelier_application::ports::ImageError;

use super::{MAX_EXIF, MAX_XMP, Structure, bare_exif};
use crate::errors::{damaged, truncated};
use crate::limits::ImagingLimits;
use crate::source::Source;

pub(crate) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// The keyword of the text chunk that holds an XMP packet, with the zero that ends it.
const XMP_KEYWORD: &[u8] = b"XML:com.adobe.xmp\0";

/// The head of a chunk; its data and a checksum of four bytes follow.
pub(crate) struct Chunk {
    pub(crate) name: [u8; 4],
    pub(crate) length: u64,
}

impl Chunk {
    /// A reader may skip what it does not know, unless the first letter of the name is upper case.
    pub(crate) fn is_critical(&self) -> bool {
        self.name.first().is_some_and(u8::is_ascii_uppercase)
    }
}

pub(crate) fn signature<R: BufRead + Seek>(source: &mut Source<R>) -> Result<(), ImageError> {
    if source.array()? != SIGNATURE {
        return Err(damaged("it does not begin as a PNG"));
    }
    Ok(())
}

pub(crate) fn next_chunk<R: BufRead + Seek>(source: &mut Source<R>) -> Result<Chunk, ImageError> {
    let length = u32::from_be_bytes(source.array()?);
    let name: [u8; 4] = source.array()?;
    if length > i32::MAX as u32 || !name.iter().all(u8::is_ascii_alphabetic) {
        return Err(damaged(format!("byte {} does not begin a chunk", source.position() - 8)));
    }
    Ok(Chunk { name, length: u64::from(length) })
}

pub(crate) fn walk<R: BufRead + Seek>(
    source: &mut Source<R>,
    limits: &ImagingLimits,
) -> Result<Structure, ImageError> {
    signature(source)?;
    let first = next_chunk(source)?;
    if &first.name != b"IHDR" || first.length != 13 {
        return Err(damaged("its first chunk is not an image header"));
    }
    let (header, whole) = read(source, &first)?;
    if !whole {
        return Err(damaged("the checksum of its header is wrong"));
    }
    let Some([w3, w2, w1, w0, h3, h2, h1, h0]) = header.first_chunk().copied() else {
        return Err(damaged("its header is too short"));
    };
    let (width, height) = (u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]));
    limits.check_dimensions(width, height)?;
    let mut structure = Structure { width, height, ..Structure::default() };
    let mut has_data = false;
    loop {
        if source.remaining() == 0 {
            return Err(truncated("it ends before its end chunk"));
        }
        let chunk = next_chunk(source)?;
        if &chunk.name == b"eXIf" && chunk.length <= MAX_EXIF && structure.exif.is_none() {
            // Metadata may be broken; the picture is not the worse for it.
            let (exif, whole) = read(source, &chunk)?;
            structure.exif = whole.then(|| bare_exif(exif));
            continue;
        }
        if &chunk.name == b"iTXt" && chunk.length <= MAX_XMP && structure.xmp.is_none() {
            let (text, whole) = read(source, &chunk)?;
            structure.xmp = whole.then(|| packet(&text)).flatten();
            continue;
        }
        let whole = check(source, chunk.length, &chunk.name)?;
        if !whole && chunk.is_critical() {
            let name = String::from_utf8_lossy(&chunk.name).into_owned();
            return Err(damaged(format!("the checksum of its {name} chunk is wrong")));
        }
        has_data |= &chunk.name == b"IDAT";
        if &chunk.name == b"IEND" {
            return if has_data { Ok(structure) } else { Err(damaged("it has no image data")) };
        }
    }
}

/// The XMP packet of a text chunk, if it is one. XMP says that it is not to be packed, so one that is is not read.
fn packet(text: &[u8]) -> Option<Vec<u8>> {
    // The keyword ends with a zero; two more say that nothing is packed; then come a language and a translated keyword.
    let mut parts = text.strip_prefix(XMP_KEYWORD)?.strip_prefix(&[0, 0])?.splitn(3, |byte| *byte == 0);
    let (_language, _keyword) = (parts.next()?, parts.next()?);
    parts.next().map(<[u8]>::to_vec)
}

/// Reads the data of a small chunk, and whether its checksum is right.
fn read<R: BufRead + Seek>(source: &mut Source<R>, chunk: &Chunk) -> Result<(Vec<u8>, bool), ImageError> {
    let data = source.bytes(chunk.length)?;
    let mut crc = crc32fast::Hasher::new();
    crc.update(&chunk.name);
    crc.update(&data);
    let stated = u32::from_be_bytes(source.array()?);
    Ok((data, crc.finalize() == stated))
}

/// Passes over the data of a chunk, and answers whether its checksum is right.
fn check<R: BufRead + Seek>(source: &mut Source<R>, length: u64, name: &[u8; 4]) -> Result<bool, ImageError> {
    struct Checksum(crc32fast::Hasher);
    impl std::io::Write for Checksum {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut crc = Checksum(crc32fast::Hasher::new());
    crc.0.update(name);
    source.copy(length, &mut crc)?;
    let stated = u32::from_be_bytes(source.array()?);
    Ok(crc.0.finalize() == stated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn walked(bytes: &[u8]) -> Result<Structure, ImageError> {
        walk(&mut Source::of(bytes), &ImagingLimits::default())
    }

    #[test]
    fn the_size_comes_from_the_header() {
        let structure = walked(&samples::png()).unwrap();
        assert_eq!((structure.width, structure.height), samples::SIZE);
    }

    #[test]
    fn every_shorter_file_is_incomplete() {
        let whole = samples::png();
        for length in 8..whole.len() {
            assert_eq!(walked(&whole[..length]).unwrap_err().code(), "truncated_image", "{length} bytes");
        }
    }

    #[test]
    fn any_changed_byte_of_the_image_data_is_found_by_its_checksum() {
        let whole = samples::png();
        let data = whole.windows(4).position(|name| name == b"IDAT").unwrap() + 4;
        for at in data..data + 40 {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            assert_eq!(walked(&bytes).unwrap_err().code(), "damaged_image");
        }
    }

    #[test]
    fn broken_metadata_does_not_break_the_picture() {
        let mut bytes = samples::png_with_chunk(*b"eXIf", &samples::exif_with_orientation(6));
        assert!(walked(&bytes).unwrap().exif.is_some());
        let at = bytes.windows(4).position(|name| name == b"eXIf").unwrap() + 9;
        bytes[at] ^= 0xFF;
        assert_eq!(walked(&bytes).unwrap().exif, None);
    }

    #[test]
    fn what_follows_the_end_chunk_is_not_looked_at() {
        let mut bytes = samples::png();
        bytes.extend_from_slice(b"appended");
        assert!(walked(&bytes).is_ok());
    }
}
