//! What the library is filled with.

use std::io::Cursor;

use atelier_application::ports::library::NewImageFile;
use atelier_application::ports::{Mode, Store};
use atelier_domain::library::{Hashes, Shelf};
use atelier_domain::{StudioId, UserId};
use atelier_persistence::SeaStore;
use atelier_testkit::library::{bare_file, bare_photo};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{Rgb, RgbImage};

/// Numbers that look like chance and are the same in each run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// A picture of 150 × 100 pixels like no other, in base64.
pub fn preview(number: usize) -> String {
    let mut chance = Chance(number as u64);
    let coarse = RgbImage::from_fn(15, 10, |_, _| {
        let [r, g, b, ..] = chance.next().to_le_bytes();
        Rgb([r, g, b])
    });
    let picture = image::imageops::resize(&coarse, 150, 100, FilterType::CatmullRom);
    let mut jpeg = Cursor::new(Vec::new());
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 88)).expect("a JPEG");
    STANDARD.encode(jpeg.into_inner())
}

/// Gives the library of the first user so many fingerprints of chance, all of them of one photograph.
pub async fn fingerprints(store: &SeaStore, count: usize) {
    let shelf = Shelf::for_job(StudioId(1), UserId(1), "filling for a benchmark");
    let now = atelier_testkit::builders::now();
    let tx = store.begin(Mode::Write).await.expect("a transaction");
    let version = tx.photos().open(shelf).await.expect("a version");
    let new = bare_photo(&format!("{count:064x}"), now);
    let photo = tx.photos().insert(shelf, new).await.expect("a photo").id;
    let mut chance = Chance(7);
    for _ in 0..count {
        let hashes = Hashes { gradient: chance.next().cast_signed(), dct: chance.next().cast_signed() };
        let new = NewImageFile { hashes: Some(hashes), ..bare_file(photo, now) };
        tx.image_files().insert(shelf, version, new).await.expect("a file");
    }
    tx.finish().await.expect("a commit");
}
