//! What looks alike in a library, on a database with one connection.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use async_trait::async_trait;
use atelier_application::images::Spooled;
use atelier_application::kernel::Kernel;
use atelier_application::library::{Duplicates, Photos, Similar, SimilarFound, SimilarWanted, Tags};
use atelier_application::paging::PageRequest;
use atelier_application::ports::library::{NewImageFile, NewPhoto};
use atelier_application::ports::{Developed, ImageError, PhotoReader, PreviewFacts, ProbedPhoto};
use atelier_domain::access::{Actor, Scope};
use atelier_domain::images::ImageFormat;
use atelier_domain::library::{Hashes, Hothash, ImageFile, Photo, Shelf, Threshold};
use atelier_domain::{ImageFileId, PhotoId};
use atelier_testkit::PlainScanner;
use atelier_testkit::library::{bare_file, bare_photo};
use chrono::Duration;

use crate::desk::{Desk, code};

/// A picture, and one that has nothing in common with it.
pub const PICTURE: i64 = 0x0f0f_3c3c_5a5a_9696;
pub const OTHER: i64 = 0x3333_0ff0_aaaa_5555;

fn looks(hash: i64) -> Hashes {
    Hashes { gradient: hash, dct: hash }
}

/// Files say of themselves in hex digits what they look like, or else nothing.
struct Telling;

fn told(bytes: &[u8]) -> Option<Hashes> {
    let text = std::str::from_utf8(bytes).ok()?;
    u64::from_str_radix(text, 16).ok().map(|hash| looks(hash.cast_signed()))
}

#[async_trait]
impl PhotoReader for Telling {
    fn hothash(&self, _: &[u8]) -> Hothash {
        Hothash::of_digest([7; 32])
    }

    async fn probe(&self, _: &Path) -> Result<ProbedPhoto, ImageError> {
        Err(ImageError::Processor("nobody asks".into()))
    }

    async fn develop(&self, _: &Path, _: &ProbedPhoto, _: &Path) -> Result<Option<Developed>, ImageError> {
        Ok(None)
    }

    async fn made_smaller(&self, coldpreview: &Path, _: u32) -> Result<Vec<u8>, ImageError> {
        std::fs::read(coldpreview).map_err(|error| ImageError::Processor(error.to_string()))
    }

    async fn read_preview(&self, preview: Vec<u8>) -> Result<PreviewFacts, ImageError> {
        let hashes = told(&preview).ok_or_else(|| ImageError::Processor("no picture".into()))?;
        Ok(PreviewFacts { format: ImageFormat::Jpeg, width: 60, height: 40, hashes })
    }

    async fn hashes_of(&self, file: &Path) -> Result<Option<Hashes>, ImageError> {
        Ok(told(&std::fs::read(file).unwrap()))
    }
}

pub struct Scene {
    pub desk: Desk,
    pub kari: Actor,
    pub scanner: Arc<PlainScanner>,
    pub similar: Similar,
    pub duplicates: Duplicates,
}

pub async fn scene() -> Scene {
    let desk = Desk::open().await;
    let signed_in = desk.register("Lys").await;
    let kari = desk.actor(&signed_in).await;
    let scanner = Arc::new(PlainScanner::default());
    let similar = similar(&desk.kernel, &desk, &scanner);
    let duplicates = Duplicates::new(desk.kernel.clone(), scanner.clone(), desk.media.clone());
    Scene { kari, scanner, similar, duplicates, desk }
}

fn similar(kernel: &Kernel, desk: &Desk, scanner: &Arc<PlainScanner>) -> Similar {
    let reader = Arc::new(Telling);
    let photos = Photos::new(kernel.clone(), reader.clone(), desk.media.clone(), Duration::seconds(10));
    Similar::new(kernel.clone(), reader, scanner.clone(), &photos)
}

/// The desk's kernel with its statements counted.
fn counted(desk: &Desk) -> (Kernel, Arc<AtomicUsize>) {
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    let store = desk.database.store().observed(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    (Kernel { store: Arc::new(store), ..desk.kernel.clone() }, statements)
}

fn a_hothash() -> String {
    static NEXT: AtomicI64 = AtomicI64::new(1);
    format!("{:064x}", NEXT.fetch_add(1, Ordering::SeqCst))
}

fn new_photo(actor: &Actor) -> NewPhoto {
    bare_photo(&a_hothash(), actor.now)
}

fn new_file(photo: PhotoId, hashes: Option<Hashes>, actor: &Actor) -> NewImageFile {
    NewImageFile { hashes, ..bare_file(photo, actor.now) }
}

/// A photograph with a file that looks like this.
pub async fn photo(
    desk: &Desk,
    actor: &Actor,
    hash: Option<i64>,
    change: impl FnOnce(&mut NewPhoto),
) -> (Photo, ImageFile) {
    let mut new = new_photo(actor);
    change(&mut new);
    let shelf = Shelf::of(actor).unwrap();
    let tx = desk.kernel.write().await.unwrap();
    let version = tx.photos().open(shelf).await.unwrap();
    let photo = tx.photos().insert(shelf, new).await.unwrap();
    let file = new_file(photo.id, hash.map(looks), actor);
    let file = tx.image_files().insert(shelf, version, file).await.unwrap();
    let photo = tx.photos().recount(shelf, photo.clone()).await.unwrap();
    tx.finish().await.unwrap();
    (photo, file)
}

impl Scene {
    pub async fn photo(&self, hash: i64) -> (Photo, ImageFile) {
        photo(&self.desk, &self.kari, Some(hash), |_| ()).await
    }

    /// Another file of a photograph.
    pub async fn file(&self, photo: &Photo, hash: Option<i64>) -> ImageFile {
        let shelf = Shelf::of(&self.kari).unwrap();
        let tx = self.desk.kernel.write().await.unwrap();
        let version = tx.photos().open(shelf).await.unwrap();
        let file = new_file(photo.id, hash.map(looks), &self.kari);
        let file = tx.image_files().insert(shelf, version, file).await.unwrap();
        tx.photos().recount(shelf, photo.clone()).await.unwrap();
        tx.finish().await.unwrap();
        file
    }

    pub async fn delete(&self, photo: &Photo) {
        let photos = Photos::new(
            self.desk.kernel.clone(),
            Arc::new(Telling),
            self.desk.media.clone(),
            chrono::Duration::seconds(10),
        );
        photos.delete(&self.kari, &photo.hothash, None).await.unwrap().into_inner();
    }

    pub async fn like(&self, file: &ImageFile) -> Vec<(PhotoId, u32)> {
        like(&self.similar, &self.kari, file.id).await
    }

    pub async fn tag(&self, photo: &Photo, tags: &[String]) {
        let use_case = Tags::new(self.desk.kernel.clone());
        use_case.add_to_photo(&self.kari, &photo.hothash, tags, None).await.unwrap().into_inner();
    }
}

async fn like(similar: &Similar, actor: &Actor, id: ImageFileId) -> Vec<(PhotoId, u32)> {
    pairs(&similar.to_file(actor, id, SimilarWanted::default()).await.unwrap())
}

fn pairs(found: &SimilarFound) -> Vec<(PhotoId, u32)> {
    found.photos.iter().map(|similar| (similar.photo.photo.id, similar.distance)).collect()
}

pub fn names(photos: &[&Photo]) -> Vec<String> {
    photos.iter().map(|photo| photo.hothash.to_string()).collect()
}

#[tokio::test]
async fn a_photograph_is_found_once_by_its_nearest_file_and_never_by_itself() {
    let scene = scene().await;
    let (own, file) = scene.photo(PICTURE).await;
    scene.file(&own, Some(PICTURE ^ 1)).await;
    let (far, _) = scene.photo(PICTURE ^ 0x7f).await;
    let (near, _) = scene.photo(PICTURE ^ 0xff).await;
    let nearer = scene.file(&near, Some(PICTURE ^ 0x3)).await;
    scene.photo(OTHER).await;
    let found = scene.similar.to_file(&scene.kari, file.id, SimilarWanted::default()).await.unwrap();
    assert_eq!(pairs(&found), [(near.id, 2), (far.id, 7)]);
    assert_eq!(found.photos.first().unwrap().file, nearer.id);
    assert!(found.pool.is_empty() && found.tray.is_empty());
    let one = SimilarWanted::new(Some(10), Some(1)).unwrap();
    assert_eq!(pairs(&scene.similar.to_file(&scene.kari, file.id, one).await.unwrap()), [(near.id, 2)]);
    let strict = SimilarWanted::new(Some(6), None).unwrap();
    assert_eq!(pairs(&scene.similar.to_file(&scene.kari, file.id, strict).await.unwrap()), [(near.id, 2)]);
}

#[tokio::test]
async fn nothing_looks_like_what_shows_nothing() {
    let scene = scene().await;
    let (_, card) = scene.photo(0).await;
    let (photo, _) = scene.photo(0).await;
    let bare = scene.file(&photo, None).await;
    assert!(scene.like(&card).await.is_empty());
    assert!(scene.like(&bare).await.is_empty());
    assert_eq!(scene.scanner.scans(), 0, "nothing was looked for");
    let refused = scene.similar.to_file(&scene.kari, ImageFileId(9_999), SimilarWanted::default()).await;
    assert_eq!(code(refused), "not_found");
}

#[tokio::test]
async fn a_picture_from_outside_is_compared_and_not_kept() {
    let scene = scene().await;
    let (photo, _) = scene.photo(PICTURE).await;
    let folder = tempfile::tempdir().unwrap();
    let text = format!("{:x}", PICTURE.cast_unsigned());
    let wanted = SimilarWanted::default();
    let file: Spooled = scene.desk.file(folder.path(), "a.jpg", text.as_bytes());
    let found = scene.similar.to_picture(&scene.kari, &file, wanted).await.unwrap();
    assert_eq!(pairs(&found), [(photo.id, 0)]);
    let found = scene.similar.to_preview(&scene.kari, text.into_bytes(), wanted).await.unwrap();
    assert_eq!(pairs(&found), [(photo.id, 0)]);
    let raw = scene.desk.file(folder.path(), "a.cr3", b"a camera's own");
    assert_eq!(code(scene.similar.to_picture(&scene.kari, &raw, wanted).await), "no_preview");
    let empty = scene.desk.file(folder.path(), "empty.jpg", b"");
    assert_eq!(code(scene.similar.to_picture(&scene.kari, &empty, wanted).await), "empty_file");
}

#[tokio::test]
async fn what_comes_is_found_at_once_and_what_goes_is_found_no_more() {
    let scene = scene().await;
    let (_, file) = scene.photo(PICTURE).await;
    assert!(scene.like(&file).await.is_empty());
    let (late, _) = scene.photo(PICTURE ^ 1).await;
    assert_eq!(scene.like(&file).await, [(late.id, 1)]);
    let (later, _) = scene.photo(PICTURE ^ 3).await;
    scene.delete(&late).await;
    assert_eq!(scene.like(&file).await, [(later.id, 2)]);
    let again = scene.photo(PICTURE).await.0;
    assert_eq!(scene.like(&file).await, [(again.id, 0), (later.id, 2)]);
}

#[tokio::test]
async fn one_node_finds_what_another_one_has_written() {
    let scene = scene().await;
    let node = |kernel: &Kernel| similar(kernel, &scene.desk, &scene.scanner);
    let (one, two) = (node(&scene.desk.kernel), node(&scene.desk.kernel));
    let (_, file) = scene.photo(PICTURE).await;
    for similar in [&one, &two] {
        assert!(like(similar, &scene.kari, file.id).await.is_empty());
    }
    let (late, _) = scene.photo(PICTURE ^ 1).await;
    for similar in [&one, &two] {
        assert_eq!(like(similar, &scene.kari, file.id).await, [(late.id, 1)]);
    }
    scene.delete(&late).await;
    let (last, _) = scene.photo(PICTURE ^ 7).await;
    for similar in [&two, &one] {
        assert_eq!(like(similar, &scene.kari, file.id).await, [(last.id, 3)]);
    }
}

#[tokio::test]
async fn a_library_that_is_known_is_not_read_again() {
    let scene = scene().await;
    let (_, file) = scene.photo(PICTURE).await;
    scene.photo(PICTURE ^ 1).await;
    let (kernel, statements) = counted(&scene.desk);
    let cost = async |similar: &Similar| {
        statements.store(0, Ordering::SeqCst);
        assert_eq!(like(similar, &scene.kari, file.id).await.len(), 1);
        statements.load(Ordering::SeqCst)
    };
    let similar = similar(&kernel, &scene.desk, &scene.scanner);
    let first = cost(&similar).await;
    let known = cost(&similar).await;
    let photograph = 1;
    assert_eq!(first, known + 2 + photograph, "the version once more, and the fingerprints");
    // Where there is no room, each use reads it anew and finds the same.
    let forgetful = similar.with_room(0);
    assert_eq!((cost(&forgetful).await, cost(&forgetful).await), (known + 2, known + 2));
}

#[tokio::test]
async fn of_many_who_ask_at_once_one_reads_the_library() {
    let scene = scene().await;
    let (_, file) = scene.photo(PICTURE).await;
    scene.photo(PICTURE ^ 1).await;
    let (kernel, statements) = counted(&scene.desk);
    let asked = similar(&kernel, &scene.desk, &scene.scanner);
    like(&asked, &scene.kari, file.id).await;
    let first = statements.swap(0, Ordering::SeqCst);
    like(&asked, &scene.kari, file.id).await;
    let known = statements.swap(0, Ordering::SeqCst);
    let (fresh, counter) = counted(&scene.desk);
    let fresh = similar(&fresh, &scene.desk, &scene.scanner);
    let asking = (0..8).map(|_| like(&fresh, &scene.kari, file.id));
    for found in futures_util::future::join_all(asking).await {
        assert_eq!(found.len(), 1);
    }
    // Who waits asks for the version once more, and reads nothing else but the photograph.
    let most = first + 7 * (known + 2);
    assert!(counter.load(Ordering::SeqCst) <= most, "{} of {most}", counter.load(Ordering::SeqCst));
}

#[tokio::test]
async fn questions_while_others_write_find_what_was_there_before_them() {
    let scene = scene().await;
    let (_, file) = scene.photo(PICTURE).await;
    let writing = async {
        for n in 0..20_i64 {
            let (photo, _) = scene.photo(PICTURE ^ (1 << (n % 8))).await;
            if n % 3 == 0 {
                scene.delete(&photo).await;
            }
            tokio::task::yield_now().await;
        }
    };
    let asking = async {
        for _ in 0..20 {
            assert!(scene.like(&file).await.len() <= 10);
            tokio::task::yield_now().await;
        }
    };
    futures_util::future::join(writing, asking).await;
    let all = SimilarWanted::new(None, Some(100)).unwrap();
    let found = scene.similar.to_file(&scene.kari, file.id, all).await.unwrap();
    assert_eq!(found.photos.len(), 13, "twenty came and seven went");
}

#[tokio::test]
async fn who_may_not_use_a_library_is_told_so_and_others_find_nothing() {
    let scene = scene().await;
    let (photo, file) = scene.photo(PICTURE).await;
    let signed_in = scene.desk.vendor(scene.kari.studio).await;
    let vendor = scene.desk.actor(&signed_in).await;
    let wanted = SimilarWanted::default();
    assert_eq!(code(scene.similar.to_file(&vendor, file.id, wanted).await), "forbidden");
    assert_eq!(code(scene.similar.ensure_may_look(&vendor)), "forbidden");
    let page = PageRequest::first(10);
    assert_eq!(code(scene.duplicates.list(&vendor, Threshold::default(), page).await), "forbidden");
    let merge = names(&[&photo]);
    let keep = merge.first().unwrap();
    assert_eq!(code(scene.duplicates.merge(&vendor, keep, &merge, None).await), "forbidden");

    let stranger = scene.desk.register("Fjord").await;
    let stranger = scene.desk.actor(&stranger).await;
    assert_eq!(code(scene.similar.to_file(&stranger, file.id, wanted).await), "not_found");
    let text = format!("{:x}", PICTURE.cast_unsigned());
    let found = scene.similar.to_preview(&stranger, text.into_bytes(), wanted).await.unwrap();
    assert_eq!(found, SimilarFound::default());
    let (own, _) = self::photo(&scene.desk, &stranger, Some(PICTURE), |_| ()).await;
    let refused = scene.duplicates.merge(&stranger, own.hothash.as_str(), &merge, None).await;
    assert_eq!(code(refused), "not_found");
    assert_eq!(scene.duplicates.list(&stranger, Threshold::default(), page).await.unwrap().total, 0);
}

#[tokio::test]
async fn pictures_of_pool_and_tray_are_found_by_their_gradient() {
    let scene = scene().await;
    let (_, file) = scene.photo(PICTURE).await;
    let tx = scene.desk.kernel.write().await.unwrap();
    let new = atelier_application::ports::NewImage {
        studio: scene.kari.studio,
        filename: "DSC_0001.JPG".into(),
        alt_text: None,
        storage_key: "originals/1".into(),
        content_hash: "ab".repeat(32),
        file_size: 1,
        format: ImageFormat::Jpeg,
        width: 60,
        height: 40,
        metadata: serde_json::Map::new(),
        taken_at: None,
        uploaded_by: None,
        now: scene.kari.now,
    };
    let id = tx.images().insert(new).await.unwrap().id;
    let scope = Scope::for_job(scene.kari.studio, "test", scene.kari.now);
    let image = tx.images().find(scene.kari.studio, id).await.unwrap().unwrap();
    let image = image.write(scope.actor(), atelier_domain::access::Action::EditImages).unwrap();
    let ready = image.change(|image| {
        image.became_ready(PICTURE ^ 0xf, scene.kari.now);
        Ok(())
    });
    tx.images().update(&ready.unwrap()).await.unwrap();
    tx.finish().await.unwrap();
    let found = scene.similar.to_file(&scene.kari, file.id, SimilarWanted::default()).await.unwrap();
    assert!(found.photos.is_empty() && found.tray.is_empty());
    let [picture] = found.pool.as_slice() else { panic!("one picture: {:?}", found.pool) };
    assert_eq!((picture.image, picture.distance, picture.filename.as_str()), (id, 4, "DSC_0001.JPG"));
    assert!(picture.galleries.is_empty() && picture.products.is_empty());
    let strict = SimilarWanted::new(Some(3), None).unwrap();
    assert!(scene.similar.to_file(&scene.kari, file.id, strict).await.unwrap().pool.is_empty());
}
