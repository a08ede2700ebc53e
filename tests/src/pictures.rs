//! Camera files, good and bad, made on the spot. No two of different seeds have the same bytes.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// A gradient that depends on the seed.
fn pixels(width: u32, height: u32, seed: u32) -> RgbImage {
    let byte = |value: u32| u8::try_from(value % 256).unwrap_or(0);
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([byte(x * 255 / width.max(1) + seed * 31), byte(y * 255 / height.max(1)), byte((x ^ y) + seed)])
    })
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("a picture in memory can be encoded");
    bytes.into_inner()
}

/// How wide and high a picture is.
///
/// # Panics
///
/// When it is no picture.
pub fn size(bytes: &[u8]) -> (u32, u32) {
    let picture = image::load_from_memory(bytes).expect("a picture");
    (picture.width(), picture.height())
}

/// A JPEG as a camera writes it, without metadata.
pub fn jpeg(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 88)
        .encode_image(&pixels(width, height, seed))
        .expect("a picture in memory can be encoded");
    bytes
}

/// A PNG; every second pixel of the upper half can be looked through.
pub fn png(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let base = pixels(width, height, seed);
    let picture = RgbaImage::from_fn(width, height, |x, y| {
        let Rgb([red, green, blue]) = *base.get_pixel(x, y);
        Rgba([red, green, blue, if y < height / 2 && x % 2 == 0 { 0 } else { 255 }])
    });
    encoded(&DynamicImage::ImageRgba8(picture), ImageFormat::Png)
}

pub fn webp(width: u32, height: u32, seed: u32) -> Vec<u8> {
    encoded(&DynamicImage::ImageRgb8(pixels(width, height, seed)), ImageFormat::WebP)
}

pub fn tiff(width: u32, height: u32, seed: u32) -> Vec<u8> {
    encoded(&DynamicImage::ImageRgb8(pixels(width, height, seed)), ImageFormat::Tiff)
}

pub fn gif(width: u32, height: u32, seed: u32) -> Vec<u8> {
    encoded(&DynamicImage::ImageRgb8(pixels(width, height, seed)), ImageFormat::Gif)
}

/// A JPEG with an EXIF block: a camera's maker and model, and an orientation.
pub fn jpeg_with_exif(width: u32, height: u32, seed: u32, model: &str, orientation: u16) -> Vec<u8> {
    with_segment(&jpeg(width, height, seed), &exif(model, orientation))
}

/// A JPEG with an XMP packet that gives this IPTC Digital Source Type.
pub fn jpeg_with_source_type(width: u32, height: u32, seed: u32, term: &str) -> Vec<u8> {
    let packet = source_type_packet(term);
    with_segment(&jpeg(width, height, seed), &[b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat())
}

/// A PNG with the same.
pub fn png_with_source_type(width: u32, height: u32, seed: u32, term: &str) -> Vec<u8> {
    let plain = png(width, height, seed);
    let packet = source_type_packet(term);
    let chunk = [b"iTXtXML:com.adobe.xmp\0\0\0\0\0".as_slice(), packet.as_bytes()].concat();
    let length = u32::try_from(chunk.len() - 4).expect("a short packet").to_be_bytes();
    let (head, rest) = plain.split_at(33);
    [head, &length, &chunk, &crc32(&chunk).to_be_bytes(), rest].concat()
}

fn source_type_packet(term: &str) -> String {
    format!(
        "<?xpacket begin='\u{feff}' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>\
         <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' \
         xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'><Iptc4xmpExt:DigitalSourceType>\
         http://cv.iptc.org/newscodes/digitalsourcetype/{term}</Iptc4xmpExt:DigitalSourceType>\
         </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    )
}

/// A JPEG whose EXIF block points far outside of itself.
pub fn jpeg_with_broken_exif(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut block = exif("Broken", 1);
    for byte in block.iter_mut().skip(14) {
        *byte = 0xff;
    }
    with_segment(&jpeg(width, height, seed), &block)
}

/// The first part of a JPEG, as a card that was pulled out too early leaves it.
pub fn truncated_jpeg(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut bytes = jpeg(width, height, seed);
    bytes.truncate(bytes.len() * 2 / 3);
    bytes
}

/// A PNG that claims 60,000 × 60,000 pixels in a hundred bytes.
pub fn bomb() -> Vec<u8> {
    let mut bytes = png(8, 8, 1);
    // The header's length and name, then width and height; the checksum follows them.
    let (head, _) = bytes.split_at(16);
    let mut header = b"IHDR".to_vec();
    header.extend(60_000_u32.to_be_bytes());
    header.extend(60_000_u32.to_be_bytes());
    header.extend(bytes.iter().skip(24).take(5));
    let checksum = crc32(&header).to_be_bytes();
    let mut forged: Vec<u8> = head.iter().take(12).copied().collect();
    forged.extend(&header);
    forged.extend(checksum);
    forged.extend(bytes.split_off(33));
    forged
}

/// A whole PNG of one colour, however large: 40,000 × 40,000 pixels are a megabyte.
pub fn blank_png(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    // One bit of grey for each pixel.
    header.extend([1, 0, 0, 0, 0]);
    let rows = u64::from(width.div_ceil(8) + 1) * u64::from(height);
    let data = [b"IDAT".to_vec(), packed_zeros(rows)].concat();
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for chunk in [header, data, b"IEND".to_vec()] {
        bytes.extend(u32::try_from(chunk.len() - 4).expect("a short chunk").to_be_bytes());
        bytes.extend(&chunk);
        bytes.extend(crc32(&chunk).to_be_bytes());
    }
    bytes
}

/// What zlib makes of so many zeros: one of them, and then 258 at a time copied from before.
fn packed_zeros(count: u64) -> Vec<u8> {
    let mut bits = vec![true, true, false];
    let mut push = |code: u16, length: u16| bits.extend((0..length).rev().map(|bit| code >> bit & 1 == 1));
    for _ in 0..=(count - 1) % 258 {
        push(0b0011_0000, 8);
    }
    for _ in 0..(count - 1) / 258 {
        push(0b1100_0101, 8);
        push(0, 5);
    }
    push(0, 7);
    let byte = |bits: &[bool]| bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
    let mut packed = vec![0x78, 0x01];
    packed.extend(bits.chunks(8).map(byte));
    let sum = u32::try_from(count % 65_521).expect("it is smaller than that") << 16 | 1;
    packed.extend(sum.to_be_bytes());
    packed
}

/// What a phone writes as HEIC begins with.
pub fn heic() -> Vec<u8> {
    let mut bytes = vec![0, 0, 0, 24];
    bytes.extend(b"ftypheic\0\0\0\0mif1heic");
    bytes.extend([0; 512]);
    bytes
}

/// A page that calls itself a picture.
pub fn html() -> Vec<u8> {
    b"<!doctype html><script>alert(1)</script>".to_vec()
}

/// Puts a segment behind the start of a JPEG.
fn with_segment(jpeg: &[u8], segment: &[u8]) -> Vec<u8> {
    let (start, rest) = jpeg.split_at(2);
    let length = u16::try_from(segment.len() + 2).expect("the segment is short");
    [start, &[0xff, 0xe1], &length.to_be_bytes(), segment, rest].concat()
}

/// An EXIF block of three entries: maker, model, orientation.
fn exif(model: &str, orientation: u16) -> Vec<u8> {
    let texts = [(0x010f_u16, "Testcam".to_owned() + "\0"), (0x0110, model.to_owned() + "\0")];
    let mut entries = Vec::new();
    let mut tail: Vec<u8> = Vec::new();
    // Behind the header of 8 bytes, the count, three entries of 12 and the end of the list.
    let tail_at = 8 + 2 + 3 * 12 + 4;
    for (tag, text) in &texts {
        entries.extend(tag.to_le_bytes());
        entries.extend(2_u16.to_le_bytes());
        entries.extend(u32::try_from(text.len()).expect("a short text").to_le_bytes());
        if text.len() <= 4 {
            let mut inline = text.clone().into_bytes();
            inline.resize(4, 0);
            entries.extend(inline);
        } else {
            entries.extend(u32::try_from(tail_at + tail.len()).expect("a short block").to_le_bytes());
            tail.extend(text.as_bytes());
        }
    }
    entries.extend(0x0112_u16.to_le_bytes());
    entries.extend(3_u16.to_le_bytes());
    entries.extend(1_u32.to_le_bytes());
    entries.extend(u32::from(orientation).to_le_bytes());
    let mut block = b"Exif\0\0II*\0".to_vec();
    block.extend(8_u32.to_le_bytes());
    block.extend(3_u16.to_le_bytes());
    block.extend(entries);
    block.extend(0_u32.to_le_bytes());
    block.extend(tail);
    block
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(
            crc ^ u32::from(byte),
            |crc, _| {
                if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_files_can_be_read_and_bad_ones_cannot() {
        for (bytes, format) in [
            (jpeg(40, 30, 1), ImageFormat::Jpeg),
            (png(40, 30, 1), ImageFormat::Png),
            (webp(40, 30, 1), ImageFormat::WebP),
            (tiff(40, 30, 1), ImageFormat::Tiff),
            (gif(40, 30, 1), ImageFormat::Gif),
            (jpeg_with_exif(40, 30, 1, "Model X", 6), ImageFormat::Jpeg),
        ] {
            assert_eq!(image::guess_format(&bytes).unwrap(), format);
            let picture = image::load_from_memory(&bytes).unwrap();
            assert_eq!((picture.width(), picture.height()), (40, 30), "{format:?}");
        }
        assert!(image::guess_format(&html()).is_err());
        let size =
            image::ImageReader::new(Cursor::new(bomb())).with_guessed_format().unwrap().into_dimensions();
        assert_eq!(size.unwrap(), (60_000, 60_000));
        let blank = image::load_from_memory(&blank_png(900, 700)).unwrap();
        assert_eq!((blank.width(), blank.height()), (900, 700), "whole, and nothing but large");
    }

    #[test]
    fn another_seed_gives_other_bytes() {
        assert_ne!(jpeg(40, 30, 1), jpeg(40, 30, 2));
        assert_eq!(jpeg(40, 30, 1), jpeg(40, 30, 1));
    }
}
