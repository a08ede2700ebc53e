//! Tells what a file is by its first bytes. Names of files are never asked.

use atelier_application::ports::ImageError;
use atelier_domain::images::ImageFormat;
use atelier_domain::library::{FileFormat, RawFormat};

use crate::errors::unsupported;

/// So many bytes are enough for every rule here.
pub(crate) const HEAD: u64 = 4096;

/// The pool's format of a file that begins with `head`, or the name of what it is instead.
///
/// A RAW file that is a TIFF container without a signature of its own comes out as TIFF here; walking its directories
/// finds it out.
pub(crate) fn sniff(head: &[u8]) -> Result<ImageFormat, ImageError> {
    match recognise(head)? {
        FileFormat::Image(format) => Ok(format),
        other => Err(unsupported(named(other))),
    }
}

/// The kind of a file that begins with `head`, or the name of what it is instead. Of TIFF containers it says what
/// [`sniff`] says.
pub(crate) fn recognise(head: &[u8]) -> Result<FileFormat, ImageError> {
    Ok(match head {
        [] => return Err(ImageError::Empty),
        [0xFF, 0xD8, 0xFF, ..] => FileFormat::Image(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => FileFormat::Image(ImageFormat::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => FileFormat::Image(ImageFormat::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => {
            FileFormat::Image(ImageFormat::WebP)
        }
        [b'I', b'I', 42, 0, rest @ ..] | [b'M', b'M', 0, 42, rest @ ..] => match rest {
            [_, _, _, _, b'C', b'R', 2, ..] => FileFormat::Raw(RawFormat::Cr2),
            _ => FileFormat::Image(ImageFormat::Tiff),
        },
        [b'I', b'I', b'R', b'O' | b'S', ..] | [b'M', b'M', b'O', b'R', ..] => FileFormat::Raw(RawFormat::Orf),
        [b'I', b'I', b'U', 0, ..] => FileFormat::Raw(RawFormat::Rw2),
        _ if head.starts_with(b"FUJIFILMCCD-RAW") => FileFormat::Raw(RawFormat::Raf),
        [_, _, _, _, b'f', b't', b'y', b'p', a, b, c, d, rest @ ..] => {
            iso_media([*a, *b, *c, *d], rest).map_err(unsupported)?
        }
        _ => return Err(unsupported(foreign(head))),
    })
}

/// The name of a kind for people.
pub(crate) fn named(format: FileFormat) -> String {
    match format {
        FileFormat::Raw(raw) => {
            format!("{} (camera RAW)", FileFormat::Raw(raw).as_str().to_ascii_uppercase())
        }
        FileFormat::Heic => "HEIC/HEIF".to_owned(),
        FileFormat::Image(_) => format.extension().to_ascii_uppercase(),
    }
}

const SIGNATURES: &[(&[u8], &str)] = &[
    (b"\0MRM", "MRW (camera RAW)"),
    (b"FOVb", "X3F (camera RAW)"),
    (b"II\x1a\0\0\0HEAPCCDR", "CRW (camera RAW)"),
    (b"II+\0", "BigTIFF"),
    (b"MM\0+", "BigTIFF"),
    (b"%PDF-", "PDF"),
    (b"%!PS", "PostScript"),
    (b"8BPS", "PSD"),
    (b"\xFF\x0A", "JPEG XL"),
    (b"\0\0\0\x0CJXL ", "JPEG XL"),
    (b"\0\0\0\x0CjP  ", "JPEG 2000"),
    (b"\xFF\x4F\xFF\x51", "JPEG 2000"),
    (b"\x76\x2F\x31\x01", "OpenEXR"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xBC\xAF\x27\x1C", "7-Zip"),
    (b"\x1F\x8B", "gzip"),
    (b"\x1A\x45\xDF\xA3", "Matroska"),
    (b"OggS", "Ogg"),
    (b"ID3", "MP3"),
    (b"\x7FELF", "program"),
    (b"MZ", "program"),
    (b"\0\0\x01\0", "ICO"),
    (b"BM", "BMP"),
];

fn foreign(head: &[u8]) -> &'static str {
    if let Some((_, name)) = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)) {
        return name;
    }
    match head {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ', ..] => "AVI",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => "WAV",
        _ if matches!(head.get(4..8), Some(b"moov" | b"wide" | b"mdat")) => "MOV",
        _ => text(head),
    }
}

/// HEIF, AVIF, MP4, MOV and CR3 share one container and differ by brand. `rest` begins with the minor version.
fn iso_media(major: [u8; 4], rest: &[u8]) -> Result<FileFormat, &'static str> {
    let compatible = rest.get(4..64.min(rest.len())).unwrap_or_default().as_chunks::<4>().0;
    match &major {
        b"crx " => Ok(FileFormat::Raw(RawFormat::Cr3)),
        b"avif" | b"avis" => Err("AVIF"),
        b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" => Ok(FileFormat::Heic),
        // A general brand: what it is compatible with tells more.
        b"mif1" | b"msf1" | b"miaf" if compatible.contains(b"avif") => Err("AVIF"),
        b"mif1" | b"msf1" | b"miaf" => Ok(FileFormat::Heic),
        b"qt  " => Err("MOV"),
        _ => Err("MP4"),
    }
}

fn text(head: &[u8]) -> &'static str {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    // The last character may be cut in two by the end of the head.
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => head
            .get(..error.valid_up_to())
            .and_then(|part| std::str::from_utf8(part).ok())
            .unwrap_or_default(),
        Err(_) => return "unknown",
    };
    if valid.is_empty() || valid.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return "unknown";
    }
    let lower = valid.trim_start().to_ascii_lowercase();
    if lower.contains("<svg") {
        "SVG"
    } else if lower.starts_with("<!doctype html") || lower.contains("<html") {
        "HTML"
    } else {
        "text"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn the_accepted_formats_are_known_by_their_bytes() {
        for (format, bytes) in samples::of_every_format() {
            assert_eq!(sniff(&bytes), Ok(format));
        }
    }

    #[test]
    fn a_library_takes_what_cameras_and_telephones_write() {
        let raw = |format| Ok(FileFormat::Raw(format));
        assert_eq!(recognise(b"II*\0\x10\0\0\0CR\x02\0"), raw(RawFormat::Cr2));
        assert_eq!(recognise(b"\0\0\0\x18ftypcrx \0\0\0\x01"), raw(RawFormat::Cr3));
        assert_eq!(recognise(b"FUJIFILMCCD-RAW 0201"), raw(RawFormat::Raf));
        for magic in [b"IIRO", b"IIRS", b"MMOR"] {
            assert_eq!(recognise(magic), raw(RawFormat::Orf));
        }
        assert_eq!(recognise(b"IIU\0\x18\0\0\0"), raw(RawFormat::Rw2));
        assert_eq!(recognise(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"), Ok(FileFormat::Heic));
        assert_eq!(recognise(b"\0\0\0\x18ftypavif\0\0\0\0"), Err(unsupported("AVIF")));
        assert_eq!(recognise(b"MM\0*\0\0\0\x08"), Ok(FileFormat::Image(ImageFormat::Tiff)));
    }

    #[test]
    fn anything_else_is_refused_by_its_name() {
        let cases: &[(&[u8], &str)] = &[
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC/HEIF"),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC/HEIF"),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "AVIF"),
            (b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF"),
            (b"\0\0\0\x18ftypcrx \0\0\0\x01", "CR3 (camera RAW)"),
            (b"\0\0\0\x18ftypisom\0\0\x02\0", "MP4"),
            (b"\0\0\0\x14ftypqt  \0\0\0\0", "MOV"),
            (b"\0\0\0\x08wide\0\0\0\0mdat", "MOV"),
            (b"II*\0\x10\0\0\0CR\x02\0", "CR2 (camera RAW)"),
            (b"FUJIFILMCCD-RAW 0201", "RAF (camera RAW)"),
            (b"IIU\0\x18\0\0\0", "RW2 (camera RAW)"),
            (b"IIRO\x08\0\0\0", "ORF (camera RAW)"),
            (b"II+\0\x08\0\0\0", "BigTIFF"),
            (b"%PDF-1.7\n", "PDF"),
            (b"BM\x36\0\0\0", "BMP"),
            (b"8BPS\0\x01", "PSD"),
            (b"PK\x03\x04\x14\0", "ZIP"),
            (b"<?xml version=\"1.0\"?>\n<svg xmlns=", "SVG"),
            (b"  <!DOCTYPE html><p>", "HTML"),
            ("Grüße aus dem Studi\u{f6}".as_bytes(), "text"),
            (b"\x01\x02\x03\x04", "unknown"),
            (b"\xFE\xFF", "unknown"),
        ];
        for (head, found) in cases {
            assert_eq!(sniff(head), Err(unsupported(*found)), "{head:?}");
        }
        assert_eq!(sniff(b""), Err(ImageError::Empty));
    }

    #[test]
    fn a_text_cut_in_the_middle_of_a_character_is_still_text() {
        let head = "für".as_bytes();
        assert_eq!(sniff(&head[..2]), Err(unsupported("text")));
    }
}
