//! Photographs with all that a camera writes, and what a retouching program makes of them.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{
    FilterType, brighten, flip_horizontal, flip_vertical, resize, rotate90, rotate180, rotate270,
};
use image::{Rgb, RgbImage};

/// What RAW files say of the lens.
pub const LENS: &str = "Testlens 24-70mm";

/// One release of the shutter.
#[derive(Debug, Clone)]
pub struct Shot {
    /// What is in front of the lens; two scenes look nothing alike.
    pub scene: u32,
    /// `2026:06:01 14:03:22`; nothing if the file does not tell.
    pub taken_at: Option<&'static str>,
    /// The number of the body; nothing if the file does not tell.
    pub serial: Option<&'static str>,
}

impl Shot {
    pub fn new(scene: u32, taken_at: &'static str, serial: &'static str) -> Self {
        Self { scene, taken_at: Some(taken_at), serial: Some(serial) }
    }

    /// Without metadata, as many programs export for the web.
    pub fn stripped(&self) -> Self {
        Self { scene: self.scene, taken_at: None, serial: None }
    }

    /// The file as the camera writes it.
    pub fn jpeg(&self) -> Vec<u8> {
        self.with_metadata(encoded(&scene(self.scene, 600, 400), 90))
    }

    /// The file as it comes back from retouching: smaller, lighter, and compressed again. Each `pass` has other bytes.
    pub fn retouched(&self, pass: u8) -> Vec<u8> {
        let smaller = resize(&scene(self.scene, 600, 400), 540, 360, FilterType::Triangle);
        self.with_metadata(encoded(&brighten(&smaller, 6), 80 - pass))
    }

    /// The file of a camera that was held so that the EXIF orientation turns it upright.
    pub fn held(&self, orientation: u16) -> Vec<u8> {
        let upright = scene(self.scene, 600, 400);
        let stored = match orientation {
            2 => flip_horizontal(&upright),
            3 => rotate180(&upright),
            4 => flip_vertical(&upright),
            5 => flip_horizontal(&rotate90(&upright)),
            6 => rotate270(&upright),
            7 => flip_horizontal(&rotate270(&upright)),
            8 => rotate90(&upright),
            _ => upright,
        };
        with_segment(&encoded(&stored, 95), &exif(self, Some(orientation)))
    }

    /// The RAW file (CR2) that the camera writes beside the JPEG: with the same metadata, its lens, and a JPEG to look at.
    /// Each `pass` has other bytes.
    pub fn raw(&self, pass: u8) -> Vec<u8> {
        let preview = encoded(&scene(self.scene, 600, 400), 60 + pass);
        let long = |value: usize| u32::try_from(value).expect("a short file").to_le_bytes();
        let main = |own_at: usize, preview_at: usize| {
            let mut main = Block::new(16);
            main.entry(0x0103, 3, 1, &6_u16.to_le_bytes());
            main.text(0x0110, "Testcam Pro");
            main.entry(0x0111, 4, 1, &long(preview_at));
            main.entry(0x0117, 4, 1, &long(preview.len()));
            main.entry(0x8769, 4, 1, &long(own_at));
            main
        };
        // Where the parts lie does not change how long they are.
        let own_at = main(0, 0).end();
        let mut own = own(self, own_at);
        own.text(0xa434, LENS);
        let head = b"II*\0\x10\0\0\0CR\x02\0\0\0\0\0".to_vec();
        [head, main(own_at, own.end()).bytes(), own.bytes(), preview].concat()
    }

    fn with_metadata(&self, jpeg: Vec<u8>) -> Vec<u8> {
        if self.taken_at.is_none() && self.serial.is_none() {
            return jpeg;
        }
        with_segment(&jpeg, &exif(self, None))
    }
}

/// A picture without any detail. No two shades have the same bytes.
pub fn flat(shade: u8) -> Vec<u8> {
    encoded(&RgbImage::from_pixel(600, 400, Rgb([shade; 3])), 90)
}

/// Patches of light and dark, as different from one scene to the next as noise.
fn scene(seed: u32, width: u32, height: u32) -> RgbImage {
    const ACROSS: u32 = 9;
    const DOWN: u32 = 8;
    let shade = |x: u32, y: u32| {
        let mut mixed =
            (seed + 1).wrapping_mul(0x9e37_79b9) ^ (x * 31 + y * 1_009 + 7).wrapping_mul(0x85eb_ca6b);
        mixed ^= mixed >> 15;
        mixed = mixed.wrapping_mul(0x2c1b_3c6d);
        mixed ^= mixed >> 12;
        u8::try_from(40 + mixed % 170).unwrap_or(u8::MAX)
    };
    RgbImage::from_fn(width, height, |x, y| {
        let light = shade(x * ACROSS / width, y * DOWN / height);
        Rgb([light, light / 2 + 40, 200 - light / 2])
    })
}

fn encoded(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(picture)
        .expect("a picture in memory can be encoded");
    bytes
}

/// Puts a segment behind the start of a JPEG.
fn with_segment(jpeg: &[u8], segment: &[u8]) -> Vec<u8> {
    let (start, rest) = jpeg.split_at(2);
    let length = u16::try_from(segment.len() + 2).expect("the segment is short");
    [start, &[0xff, 0xe1], &length.to_be_bytes(), segment, rest].concat()
}

/// An EXIF block: model and orientation, and in a second list the time and the number of the body.
fn exif(shot: &Shot, orientation: Option<u16>) -> Vec<u8> {
    let mut main = Block::new(8);
    main.text(0x0110, "Testcam Pro");
    if let Some(orientation) = orientation {
        main.entry(0x0112, 3, 1, &orientation.to_le_bytes());
    }
    // The second list comes behind the first, which is longer by the entry that points there.
    let second_at = main.end() + 12;
    main.entry(0x8769, 4, 1, &u32::try_from(second_at).expect("a short block").to_le_bytes());
    [b"Exif\0\0II*\0\x08\0\0\0".to_vec(), main.bytes(), own(shot, second_at).bytes()].concat()
}

/// The list of what is said of the shot alone.
fn own(shot: &Shot, at: usize) -> Block {
    let mut own = Block::new(at);
    if let Some(taken_at) = shot.taken_at {
        own.text(0x9003, taken_at);
    }
    if let Some(serial) = shot.serial {
        own.text(0xa431, serial);
    }
    own
}

/// A list of tags, with the texts that are too long for their entries behind it.
struct Block {
    at: usize,
    entries: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl Block {
    fn new(at: usize) -> Self {
        Self { at, entries: Vec::new() }
    }

    fn text(&mut self, tag: u16, text: &str) {
        let value = [text.as_bytes(), &[0]].concat();
        self.entry(tag, 2, value.len(), &value);
    }

    fn entry(&mut self, tag: u16, kind: u16, count: usize, value: &[u8]) {
        let count = u32::try_from(count).expect("a short text");
        let mut head = [tag.to_le_bytes(), kind.to_le_bytes()].concat();
        head.extend(count.to_le_bytes());
        if value.len() > 4 {
            self.entries.push((head, Some(value.to_vec())));
        } else {
            head.extend(value);
            head.resize(12, 0);
            self.entries.push((head, None));
        }
    }

    /// Where the list and its texts end.
    fn end(&self) -> usize {
        self.at + self.bytes().len()
    }

    fn bytes(&self) -> Vec<u8> {
        let mut list = u16::try_from(self.entries.len()).expect("a short list").to_le_bytes().to_vec();
        let mut texts: Vec<u8> = Vec::new();
        let texts_at = self.at + 2 + self.entries.len() * 12 + 4;
        for (head, text) in &self.entries {
            list.extend(head);
            if let Some(text) = text {
                list.extend(u32::try_from(texts_at + texts.len()).expect("a short block").to_le_bytes());
                texts.extend(text);
            }
        }
        list.extend([0; 4]);
        list.extend(texts);
        list
    }
}
