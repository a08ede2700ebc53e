//! Photographs and their files, from their arrival to their end, on a database with one connection.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use atelier_application::images::WorkFolder;
use atelier_application::ingest::StagingIntake;
use atelier_application::kernel::Kernel;
use atelier_application::library::{
    CorrectionInput, FileWords, ImportSessionInput, InfoPatch, Library, PhotoInput, PhotoPatch, Pool,
    PreviewUpload, Uploaded, Within,
};
use atelier_application::paging::PageRequest;
use atelier_application::ports::library::{Hotpreview, ImageFileFilter, PhotoView};
use atelier_application::ports::{Committed, HashScanner, MediaStore, PhotoReader};
use atelier_application::upkeep::{Finding, Retention};
use atelier_application::{AppError, AppResult};
use atelier_domain::access::Actor;
use atelier_domain::library::{
    AuthorDetails, FILES_MAX, Hothash, ImportSession, PhotoOrder, PhotoSearch, Place, TakenAt,
};
use atelier_domain::{ImageFileId, ImportSessionId};
use atelier_testkit::PlainScanner;
use chrono::Duration;
use tempfile::TempDir;

use crate::desk::{Desk, PASSWORD, TemporaryFolders, code};
use crate::library_reader::{PlainReader, hotpreview_of};

const RETENTION: Retention =
    Retention { deleted: Duration::days(30), orphans: Duration::hours(24), history: Duration::days(90) };

/// A photographer and a colleague of the same studio.
pub struct Scene {
    pub desk: Desk,
    pub library: Library,
    pub kari: Actor,
    pub ola: Actor,
    pub folder: TempDir,
}

pub async fn scene() -> Scene {
    let desk = Desk::open().await;
    let kari = desk.actor(&desk.register("Lys").await).await;
    atelier_testkit::a_user()
        .password_hash(format!("hash of {PASSWORD}"))
        .with(|details| details.username = Some("assistant".into()))
        .insert(&*desk.database, kari.studio)
        .await;
    let signed_in = desk.sign_in.login("assistant", PASSWORD, None).await.unwrap().into_inner();
    let library = library_on(&desk);
    Scene { ola: desk.actor(&signed_in).await, kari, library, desk, folder: tempfile::tempdir().unwrap() }
}

/// All use cases of libraries, which remember nothing yet.
pub fn library_on(desk: &Desk) -> Library {
    library_of(desk, &desk.kernel)
}

pub fn library_of(desk: &Desk, kernel: &Kernel) -> Library {
    let reader: Arc<dyn PhotoReader> = Arc::new(PlainReader);
    let media: Arc<dyn MediaStore> = desk.media.clone();
    let work: Arc<dyn WorkFolder> = Arc::new(TemporaryFolders);
    let scanner: Arc<dyn HashScanner> = Arc::new(PlainScanner::default());
    let staging = StagingIntake::new(desk.kernel.clone(), desk.processor.clone(), media.clone());
    let pool = Pool { intake: desk.intake.clone(), staging, versions: desk.versions.clone() };
    Library::new(kernel, &reader, &media, &work, &scanner, pool, Duration::seconds(10))
}

pub fn named(filename: &str) -> FileWords {
    FileWords { filename: filename.to_owned(), ..FileWords::default() }
}

pub fn of_import(filename: &str, session: ImportSessionId) -> FileWords {
    FileWords { import_session: Some(session), ..named(filename) }
}

fn at(text: &str) -> Option<TakenAt> {
    Some(TakenAt { local: text.parse().unwrap(), offset_minutes: None })
}

impl Scene {
    /// Sends a file that says this of itself.
    pub async fn send(
        &self,
        who: &Actor,
        photo: Option<&Hothash>,
        words: FileWords,
        says: &str,
    ) -> AppResult<Uploaded> {
        let file = self.desk.file(self.folder.path(), "spooled", says.as_bytes());
        let sent = self.library.intake.add_file(who, photo.cloned(), &file, words, None).await;
        sent.map(Committed::into_inner)
    }

    pub async fn sent(&self, filename: &str, says: &str) -> Uploaded {
        self.send(&self.kari, None, named(filename), says).await.unwrap()
    }

    /// Tells of a file that stays with the client.
    pub async fn tell(&self, who: &Actor, words: FileWords, preview: &[u8]) -> AppResult<Uploaded> {
        let upload = PreviewUpload { hotpreview: preview.to_vec(), words, rating: Some(0) };
        self.library.intake.add_preview(who, upload).await.map(Committed::into_inner)
    }

    pub async fn shown(&self, hothash: &Hothash) -> Arc<PhotoView> {
        self.library.photos.read(&self.kari, hothash).await.unwrap()
    }

    pub async fn count(&self, who: &Actor) -> u64 {
        let (search, order) = (PhotoSearch::default(), PhotoOrder::default());
        self.library.photos.search(who, search, order, PageRequest::default(), true).await.unwrap().total
    }

    pub async fn import(&self, input: ImportSessionInput) -> ImportSessionId {
        self.library.import_sessions.create(&self.kari, input).await.unwrap().session.id
    }

    pub async fn session(&self, id: ImportSessionId) -> ImportSession {
        self.library.import_sessions.read(&self.kari, id).await.unwrap().session
    }

    /// The codes of the import's errors, by file name.
    async fn errors(&self, id: ImportSessionId) -> BTreeSet<(String, String)> {
        let page = PageRequest::default();
        let errors = self.library.import_sessions.errors(&self.kari, id, page).await.unwrap().items;
        errors.into_iter().map(|error| (error.filename.unwrap_or_default(), error.code)).collect()
    }
}

/// Its files: expected, done with, failed.
pub fn counts(session: &ImportSession) -> (i32, i32, i32) {
    (session.total_files, session.processed_files, session.failed_files)
}

const JPEG: &str = "jpeg;Testcam;2026-06-01T14:03:22;fjord";
const RAW: &str = "raw;Testcam;2026-06-01T14:03:22;fjord";

#[tokio::test]
async fn who_may_not_use_a_library_is_told_so_everywhere() {
    let scene = scene().await;
    let vendor = scene.desk.actor(&scene.desk.vendor(scene.kari.studio).await).await;
    let hothash = scene.sent("IMG_1.JPG", JPEG).await.hothash;
    let Library { photos, previews, files, intake, .. } = &scene.library;
    let file = scene.desk.file(scene.folder.path(), "spooled", RAW.as_bytes());
    let (page, id) = (PageRequest::default(), ImageFileId(1));
    let input = PhotoInput {
        hotpreview: hotpreview_of("jpeg", "sea"),
        patch: PhotoPatch::default(),
        taken_at: None,
        gps_latitude: None,
        gps_longitude: None,
    };
    let (search, order) = (PhotoSearch::default(), PhotoOrder::default());
    let correction = CorrectionInput { taken_at: Some(None), ..CorrectionInput::default() };
    let refusals = [
        code(photos.version(&vendor).await),
        code(photos.search(&vendor, search, order, page, true).await),
        code(photos.read(&vendor, &hothash).await),
        code(photos.create(&vendor, input).await),
        code(photos.change(&vendor, &hothash, PhotoPatch::default(), None).await),
        code(photos.correct(&vendor, &hothash, correction, None).await),
        code(photos.undo_correction(&vendor, &hothash, None).await),
        code(photos.delete(&vendor, &hothash, None).await),
        code(previews.hotpreview(&vendor, &hothash).await),
        code(previews.coldpreview(&vendor, &hothash, Within::default()).await),
        code(previews.ensure_known(&vendor, &hothash).await),
        code(previews.put_coldpreview(&vendor, &hothash, &file).await),
        code(previews.delete_coldpreview(&vendor, &hothash).await),
        code(files.list(&vendor, ImageFileFilter::default(), page).await),
        code(files.read(&vendor, id).await),
        code(files.change_info(&vendor, id, InfoPatch::default()).await),
        code(files.delete(&vendor, id).await),
        code(files.original(&vendor, id).await),
        code(intake.ensure_may_add(&vendor, None).await),
        code(intake.add_companion(&vendor, hothash.clone(), named("a.CR3")).await),
        code(scene.send(&vendor, None, named("a.CR3"), RAW).await),
        code(scene.tell(&vendor, named("a.jpg"), &hotpreview_of("jpeg", "sea")).await),
    ];
    assert!(refusals.iter().all(|refusal| refusal == "forbidden"), "{refusals:?}");
}

#[tokio::test]
async fn a_preview_begins_a_photograph_with_what_the_client_and_the_import_say() {
    let scene = scene().await;
    let details = AuthorDetails { name: "Åse".into(), ..AuthorDetails::default() };
    let author = scene.library.authors.create(&scene.kari, details).await.unwrap().author.id;
    let input = ImportSessionInput { default_author: Some(author), ..ImportSessionInput::default() };
    let session = scene.import(input).await;
    let words = FileWords {
        file_size: Some(6_300_000),
        taken_at: at("2026-06-01T14:03:22"),
        gps_latitude: Some(0.0),
        gps_longitude: Some(0.0),
        ..of_import("C:\\DCIM\\IMG_1.JPG", session)
    };
    let preview = hotpreview_of("jpeg", "fjord");
    let made = scene.tell(&scene.kari, words, &preview).await.unwrap();
    assert!(made.photo_created && made.file.original.is_none());
    assert_eq!((made.file.filename.as_str(), made.file.file_size), ("IMG_1.JPG", Some(6_300_000)));
    let view = scene.shown(&made.hothash).await;
    assert_eq!((view.photo.author, view.author_name.as_deref()), (Some(author), Some("Åse")));
    assert_eq!(view.photo.place, Some(Place { latitude: 0.0, longitude: 0.0 }));
    assert_eq!((view.photo.rating, view.photo.file_count), (None, 1));
    assert_eq!(view.hotpreview, Some(Hotpreview::of(&preview)));
    assert_eq!(counts(&scene.session(session).await), (1, 1, 0));
    assert!(scene.desk.media.keys().is_empty());

    let again = scene.tell(&scene.kari, of_import("IMG_1.JPG", session), &preview).await;
    assert_eq!(code(again), "photo_exists");
    assert_eq!(scene.errors(session).await, BTreeSet::from([("IMG_1.JPG".into(), "photo_exists".into())]));
    let theirs = scene.tell(&scene.ola, named("IMG_1.JPG"), &preview).await.unwrap();
    assert_eq!((theirs.hothash, theirs.photo_created), (made.hothash, true));
    assert_eq!((scene.count(&scene.kari).await, scene.count(&scene.ola).await), (1, 1));
}

#[tokio::test]
async fn a_raw_file_joins_its_jpeg_and_the_other_way_round() {
    for (first, second) in
        [((JPEG, "IMG_1.JPG"), (RAW, "img_1.cr3")), ((RAW, "IMG_1.CR3"), (JPEG, "img_1.jpg"))]
    {
        let scene = scene().await;
        let began = scene.sent(first.1, first.0).await;
        let alone: BTreeSet<String> = scene.desk.media.keys().into_iter().collect();
        assert_eq!((began.photo_created, alone.len()), (true, 2), "an original and a larger preview");
        let joined = scene.sent(second.1, second.0).await;
        assert_eq!((joined.photo_created, &joined.hothash), (false, &began.hothash));
        let view = scene.shown(&began.hothash).await;
        assert_eq!((view.photo.file_count, view.photo.has_raw, view.files.len()), (2, true, 2));
        let kind = first.0.split(';').next().unwrap();
        assert_eq!(
            view.hotpreview,
            Some(Hotpreview::of(&hotpreview_of(kind, "fjord"))),
            "that of the first file"
        );
        assert_eq!((joined.file.has_hotpreview, joined.file.hashes.is_some()), (false, true));
        let keys: BTreeSet<String> = scene.desk.media.keys().into_iter().collect();
        assert_eq!(keys.len(), 3, "the companion's own preview is not kept: {keys:?}");
        assert!(keys.is_superset(&alone));
    }
}

#[tokio::test]
async fn what_was_not_taken_together_stays_apart() {
    let scene = scene().await;
    scene.sent("IMG_1.JPG", JPEG).await;
    for (filename, says) in [
        ("IMG_2.CR3", "raw;Testcam;2026-06-01T14:03:22;a"),
        ("IMG_1.CR3", "raw;Othercam;2026-06-01T14:03:22;b"),
        ("IMG_1.CR3", "raw;Testcam;2026-06-01T14:03:23;c"),
        ("IMG_1.CR3", "raw;;2026-06-01T14:03:22;d"),
        ("IMG_1.CR3", "raw;Testcam;;e"),
        ("IMG_1.JPG", "jpeg;Testcam;2026-06-01T14:03:22;f"),
    ] {
        assert!(scene.sent(filename, says).await.photo_created, "{filename}: {says}");
    }
    let theirs = scene.send(&scene.ola, None, named("IMG_1.CR3"), RAW).await.unwrap();
    assert!(theirs.photo_created, "companions are looked for in the own library");
    assert_eq!((scene.count(&scene.kari).await, scene.count(&scene.ola).await), (7, 1));
}

#[tokio::test]
async fn the_same_bytes_are_added_once_to_each_library() {
    let scene = scene().await;
    let made = scene.sent("IMG_1.JPG", JPEG).await;
    let keys = scene.desk.media.keys();
    for (photo, expected) in [(None, "photo_exists"), (Some(&made.hothash), "image_file_exists")] {
        let again = scene.send(&scene.kari, photo, named("copy.jpg"), JPEG).await;
        assert_eq!(code(again), expected);
        assert_eq!(scene.desk.media.keys(), keys);
    }
    // Other bytes that look the same: the name is made of what is seen.
    let same = scene.send(&scene.kari, None, named("b.jpg"), "jpeg;;;fjord").await;
    assert_eq!(code(same), "photo_exists");
    assert_eq!(scene.desk.media.keys(), keys, "nothing of it is left");
    scene.send(&scene.kari, Some(&made.hothash), named("b.jpg"), "jpeg;;;fjord").await.unwrap();
    scene.send(&scene.ola, None, named("IMG_1.JPG"), JPEG).await.unwrap();
    let nowhere = Hothash::parse(&"ab".repeat(32)).unwrap();
    assert_eq!(code(scene.send(&scene.kari, Some(&nowhere), named("c.jpg"), RAW).await), "not_found");
    assert_eq!(code(scene.send(&scene.ola, Some(&nowhere), named("c.jpg"), RAW).await), "not_found");
}

#[tokio::test]
async fn a_cameras_own_file_is_kept_without_a_picture_and_other_files_are_not() {
    let scene = scene().await;
    let bare = scene.sent("IMG_1.CR3", "bare raw;Testcam;2026-06-01T14:03:22;a").await;
    let reason = bare.file.no_preview.as_deref();
    assert_eq!(reason, Some("the camera put no preview into the file"));
    let hotpreview = scene.library.previews.hotpreview(&scene.kari, &bare.hothash).await;
    assert_eq!(code(hotpreview), "not_found");
    let torn = scene.sent("IMG_2.CR3", "torn raw;Testcam;2026-06-01T14:03:23;a").await;
    assert_eq!(torn.file.no_preview.as_deref(), Some("the preview in the file is damaged"));
    let strange = scene.sent("IMG_3.HIF", "torn heic;Testcam;2026-06-01T15:03:23;a").await;
    assert_eq!(strange.file.no_preview.as_deref(), Some("the picture in the file cannot be decoded here"));
    let keys = scene.desk.media.keys();
    assert_eq!(keys.len(), 3, "three originals and no preview");

    let refused = scene.send(&scene.kari, None, named("a.jpg"), "torn jpeg;;;a").await;
    assert_eq!(code(refused), "damaged_image");
    assert_eq!(code(scene.send(&scene.kari, None, named("a.jpg"), "").await), "empty_file");
    assert_eq!((scene.desk.media.keys(), scene.count(&scene.kari).await), (keys, 3));
    // A companion that can be shown lends its picture.
    let joined = scene.sent("IMG_1.JPG", JPEG).await;
    assert_eq!((joined.photo_created, joined.file.has_hotpreview), (false, true));
    let view = scene.shown(&bare.hothash).await;
    assert_eq!(
        (view.hotpreview.clone(), view.photo.coldpreview.is_some()),
        (Some(Hotpreview::of(&hotpreview_of("jpeg", "fjord"))), true)
    );
}

#[tokio::test]
async fn an_import_keeps_why_a_file_could_not_be_added() {
    let scene = scene().await;
    let session = scene.import(ImportSessionInput::default()).await;
    let kari = &scene.kari;
    scene.send(kari, None, of_import("good.jpg", session), JPEG).await.unwrap();
    let known = scene.send(kari, None, of_import("again.jpg", session), JPEG).await;
    assert_eq!(code(known), "photo_exists");
    let unknown = scene.send(kari, None, of_import("what.jpg", session), "what;;;a").await;
    assert_eq!(code(unknown), "damaged_image");
    let words =
        FileWords { gps_latitude: Some(99.0), gps_longitude: Some(0.0), ..of_import("far.jpg", session) };
    assert_eq!(code(scene.tell(kari, words, &hotpreview_of("jpeg", "sea")).await), "out_of_range");
    assert_eq!(
        code(scene.tell(kari, of_import("text.jpg", session), b"text").await),
        "unsupported_image_type"
    );
    let nowhere = Hothash::parse(&"ab".repeat(32)).unwrap();
    let lost = scene.library.intake.add_companion(kari, nowhere, of_import("lost.CR3", session)).await;
    assert_eq!(code(lost), "not_found");
    assert_eq!(counts(&scene.session(session).await), (6, 6, 5));
    let expected = [
        ("again.jpg", "photo_exists"),
        ("far.jpg", "validation_failed"),
        ("lost.CR3", "not_found"),
        ("text.jpg", "unsupported_image_type"),
        ("what.jpg", "damaged_image"),
    ];
    let expected = expected.map(|(name, code)| (name.to_owned(), code.to_owned()));
    assert_eq!(scene.errors(session).await, BTreeSet::from(expected));

    // What is not the file's fault is tried again, and counted then.
    scene.desk.media.is_down.store(true, Ordering::SeqCst);
    let down = scene.send(kari, None, of_import("later.jpg", session), "jpeg;;;later").await;
    assert_eq!(code(down), "internal");
    assert_eq!((counts(&scene.session(session).await), scene.count(kari).await), ((6, 6, 5), 1));
    scene.desk.media.is_down.store(false, Ordering::SeqCst);
    scene.send(kari, None, of_import("later.jpg", session), "jpeg;;;later").await.unwrap();
    assert_eq!(counts(&scene.session(session).await), (7, 7, 5));
}

#[tokio::test]
async fn an_import_of_somebody_else_or_one_that_has_ended_takes_nothing_and_nothing_is_left() {
    let scene = scene().await;
    let session = scene.import(ImportSessionInput::default()).await;
    for session in [session, ImportSessionId(987_654)] {
        let words = || of_import("IMG_1.JPG", session);
        let preview = hotpreview_of("jpeg", "sea");
        assert_eq!(
            code(scene.library.intake.ensure_may_add(&scene.ola, Some(session)).await),
            "unknown_import_session"
        );
        assert_eq!(code(scene.send(&scene.ola, None, words(), JPEG).await), "unknown_import_session");
        assert_eq!(code(scene.tell(&scene.ola, words(), &preview).await), "unknown_import_session");
    }
    let finished = scene.import(ImportSessionInput::default()).await;
    scene.library.import_sessions.cancel(&scene.kari, finished).await.unwrap().into_inner();
    let late = scene.send(&scene.kari, None, of_import("late.jpg", finished), JPEG).await;
    assert_eq!(code(late), "import_finished");
    for id in [session, finished] {
        assert_eq!(counts(&scene.session(id).await), (0, 0, 0));
        assert!(scene.errors(id).await.is_empty());
    }
    // Their bytes were stored before the transaction that refused them.
    assert!(scene.desk.media.keys().is_empty());
    assert_eq!((scene.count(&scene.kari).await, scene.count(&scene.ola).await), (0, 0));
}

#[tokio::test]
async fn a_photograph_has_a_hundred_files_at_most() {
    let scene = scene().await;
    let hothash = scene.sent("IMG_1.JPG", JPEG).await.hothash;
    let intake = &scene.library.intake;
    for number in 1..FILES_MAX {
        let words = named(&format!("{number}.CR3"));
        intake.add_companion(&scene.kari, hothash.clone(), words).await.unwrap().into_inner();
    }
    let refused = intake.add_companion(&scene.kari, hothash.clone(), named("more.CR3")).await;
    assert_eq!(code(refused), "too_many_files");
    assert!(scene.sent("IMG_1.CR3", RAW).await.photo_created, "a companion without room is a photograph");
    assert_eq!(scene.shown(&hothash).await.photo.file_count, FILES_MAX);
}

#[tokio::test]
async fn a_correction_outlives_later_files_and_can_be_undone() {
    let scene = scene().await;
    let preview = hotpreview_of("jpeg", "fjord");
    let hothash = scene.tell(&scene.kari, named("IMG_1.JPG"), &preview).await.unwrap().hothash;
    let (photos, kari) = (&scene.library.photos, &scene.kari);
    let nothing = photos.correct(kari, &hothash, CorrectionInput::default(), None).await;
    assert_eq!(code(nothing), "required");
    let input = CorrectionInput {
        taken_at: Some(at("2026-06-01T15:03:22")),
        place: Some(Some((68.2, 13.6))),
        reason: Some("winter time".into()),
    };
    assert_eq!(code(photos.correct(kari, &hothash, input.clone(), Some(7)).await), "version_mismatch");
    let far = CorrectionInput { place: Some(Some((99.0, 0.0))), ..input.clone() };
    assert_eq!(code(photos.correct(kari, &hothash, far, None).await), "out_of_range");
    let corrected = photos.correct(kari, &hothash, input, Some(1)).await.unwrap().into_inner().photo.clone();
    assert_eq!((corrected.taken_at, corrected.version), (at("2026-06-01T15:03:22"), 2));
    assert_eq!(corrected.correction.unwrap().reason.as_deref(), Some("winter time"));

    // The file that comes later knows when it was taken; what the person says stands until it is taken back.
    scene.send(kari, Some(&hothash), named("IMG_1.CR3"), RAW).await.unwrap();
    let after = scene.shown(&hothash).await.photo.clone();
    assert_eq!((after.taken_at, after.exif_taken_at), (at("2026-06-01T15:03:22"), at("2026-06-01T14:03:22")));
    assert_eq!((after.camera.as_deref(), after.width), (Some("Testcam"), Some(6000)));
    let undone = photos.undo_correction(kari, &hothash, None).await.unwrap().into_inner().photo.clone();
    assert_eq!((undone.taken_at, undone.place, undone.correction), (at("2026-06-01T14:03:22"), None, None));
    let again = photos.undo_correction(kari, &hothash, None).await.unwrap().into_inner().photo.clone();
    assert_eq!(again.version, undone.version, "undoing nothing is no change");
}

#[tokio::test]
async fn bytes_go_with_what_named_them() {
    let scene = scene().await;
    let (kari, keys) = (&scene.kari, || scene.desk.media.keys().len());
    let jpeg = scene.sent("IMG_1.JPG", JPEG).await;
    let raw = scene.sent("IMG_1.CR3", RAW).await;
    let Library { photos, previews, files, .. } = &scene.library;
    assert_eq!(keys(), 3);
    let larger = scene.desk.file(scene.folder.path(), "larger", b"jpeg;;;larger");
    let changed = previews.put_coldpreview(kari, &jpeg.hothash, &larger).await.unwrap().into_inner();
    assert_eq!((changed.photo.coldpreview.map(|preview| preview.width), keys()), (Some(1200), 3));
    let refused = previews.put_coldpreview(&scene.ola, &jpeg.hothash, &larger).await;
    assert_eq!((code(refused), keys()), ("not_found".to_owned(), 3));
    let master = PhotoPatch { master_file: Some(Some(raw.file.id)), ..PhotoPatch::default() };
    photos.change(kari, &jpeg.hothash, master, None).await.unwrap().into_inner();
    files.delete(kari, raw.file.id).await.unwrap().into_inner();
    let left = scene.shown(&jpeg.hothash).await.photo.clone();
    assert_eq!((left.master_file, left.has_raw, left.file_count, keys()), (None, false, 1, 2));
    let gone = PhotoPatch { master_file: Some(Some(raw.file.id)), ..PhotoPatch::default() };
    assert_eq!(code(photos.change(kari, &jpeg.hothash, gone, None).await), "unknown_file");
    assert_eq!(code(files.delete(kari, jpeg.file.id).await), "last_file");
    previews.delete_coldpreview(kari, &jpeg.hothash).await.unwrap().into_inner();
    assert_eq!(code(previews.delete_coldpreview(kari, &jpeg.hothash).await), "not_found");
    assert_eq!(code(photos.delete(kari, &jpeg.hothash, Some(1)).await), "version_mismatch");
    assert_eq!(
        (keys(), code(photos.delete(&scene.ola, &jpeg.hothash, None).await)),
        (1, "not_found".to_owned())
    );
    photos.delete(kari, &jpeg.hothash, None).await.unwrap().into_inner();
    assert_eq!((keys(), scene.count(kari).await), (0, 0));
    assert_eq!(code(files.read(kari, jpeg.file.id).await), "not_found");
    assert!(scene.sent("IMG_1.JPG", JPEG).await.photo_created, "what is gone can come again");
}

#[tokio::test]
async fn a_photograph_without_a_file_is_written_as_a_whole_or_not_at_all() {
    let scene = scene().await;
    let photos = &scene.library.photos;
    let input = |patch: PhotoPatch| PhotoInput {
        hotpreview: hotpreview_of("print", "grandmother"),
        patch,
        taken_at: at("1931-05-30T15:56:01"),
        gps_latitude: None,
        gps_longitude: None,
    };
    let many: Vec<String> = (0..21).map(|number| format!("tag {number}")).collect();
    let patch = PhotoPatch { tags: Some(many), ..PhotoPatch::default() };
    assert_eq!(code(photos.create(&scene.kari, input(patch)).await), "too_many_tags");
    let patch = PhotoPatch { author: Some(Some(atelier_domain::AuthorId(7))), ..PhotoPatch::default() };
    assert_eq!(code(photos.create(&scene.kari, input(patch)).await), "unknown_author");
    assert_eq!(scene.count(&scene.kari).await, 0);
    let patch = PhotoPatch {
        title: Some(Some("Grandmother".into())),
        rating: Some(Some(4)),
        tags: Some(vec!["family".into()]),
        ..PhotoPatch::default()
    };
    let made = photos.create(&scene.kari, input(patch.clone())).await.unwrap().into_inner();
    assert_eq!(
        (made.photo.title.as_deref(), made.photo.rating, made.tags.len()),
        (Some("Grandmother"), Some(4), 1)
    );
    assert_eq!((made.files.len(), made.photo.taken_at), (1, at("1931-05-30T15:56:01")));
    assert_eq!(code(photos.create(&scene.kari, input(patch)).await), "photo_exists");
}

#[tokio::test]
async fn the_sweep_leaves_what_libraries_name_and_a_check_misses_what_is_gone() {
    let scene = scene().await;
    let file = scene.sent("IMG_1.JPG", JPEG).await.file;
    scene.send(&scene.ola, None, named("IMG_1.CR3"), RAW).await.unwrap();
    let named = scene.desk.media.keys();
    let put = |key: &str| {
        let row = (b"left behind".to_vec(), scene.desk.kernel.now());
        scene.desk.media.objects.lock().unwrap().insert(key.to_owned(), row);
    };
    put("library/1/1/00/orphan.jpg");
    scene.desk.clock.advance(Duration::hours(24) + Duration::seconds(1));
    put("library/1/1/00/young.jpg");
    assert_eq!(scene.desk.upkeep.tidy(RETENTION).await.unwrap().orphans_removed, 1);
    let mut left = named;
    left.push("library/1/1/00/young.jpg".to_owned());
    left.sort();
    assert_eq!(scene.desk.media.keys(), left);

    let whole = scene.desk.upkeep.check(true, false).await.unwrap();
    assert_eq!((whole.originals, whole.findings.len()), (2, 0), "{:?}", whole.findings);
    let key = file.original.unwrap().storage_key;
    scene.desk.media.objects.lock().unwrap().get_mut(&key).unwrap().0 = b"x".to_vec();
    let damaged = scene.desk.upkeep.check(false, false).await.unwrap().findings;
    assert_eq!(damaged, [Finding::LibraryDamaged { file: file.id, storage_key: key.clone() }]);
    scene.desk.media.objects.lock().unwrap().remove(&key);
    let missing = scene.desk.upkeep.check(false, false).await.unwrap().findings;
    assert_eq!(missing, [Finding::LibraryMissing { file: file.id, storage_key: key }]);
}

#[tokio::test]
async fn what_is_somebody_elses_is_as_good_as_nothing() {
    let scene = scene().await;
    let made = scene.sent("IMG_1.JPG", JPEG).await;
    let (ola, hothash, id) = (&scene.ola, &made.hothash, made.file.id);
    let Library { photos, previews, files, intake, .. } = &scene.library;
    let correction = CorrectionInput { taken_at: Some(None), ..CorrectionInput::default() };
    let outcomes = [
        code(photos.read(ola, hothash).await),
        code(photos.change(ola, hothash, PhotoPatch::default(), None).await),
        code(photos.correct(ola, hothash, correction, None).await),
        code(photos.undo_correction(ola, hothash, None).await),
        code(previews.hotpreview(ola, hothash).await),
        code(previews.coldpreview(ola, hothash, Within::default()).await),
        code(previews.ensure_known(ola, hothash).await),
        code(files.read(ola, id).await),
        code(files.original(ola, id).await),
        code(files.delete(ola, id).await),
        code(files.change_info(ola, id, InfoPatch::default()).await),
        code(intake.add_companion(ola, hothash.clone(), named("a.CR3")).await),
    ];
    assert!(outcomes.iter().all(|outcome| outcome == "not_found"), "{outcomes:?}");
    let before = photos.version(&scene.kari).await.unwrap();
    scene.tell(ola, named("a.jpg"), &hotpreview_of("jpeg", "sea")).await.unwrap();
    assert_eq!(photos.version(&scene.kari).await.unwrap(), before, "each library has a version of its own");
    let gone: Result<Uploaded, AppError> = scene.send(ola, Some(hothash), named("a.CR3"), RAW).await;
    assert_eq!(code(gone), "not_found");
}
