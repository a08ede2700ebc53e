//! Files of photographs.

use std::collections::HashSet;

use atelier_application::paging::PageRequest;
use atelier_application::ports::StoreError;
use atelier_application::ports::library::{CompanionKey, ImageFileFilter, NewImageFile, StoredFile};
use atelier_domain::ImageFileId;
use atelier_domain::library::{
    Coldpreview, FileFormat, Hashes, ImageFile, Photo, Place, RawFormat, Shelf, StoredOriginal, TakenAt,
};
use atelier_testkit::databases::TestDatabase;
use chrono::Duration;
use serde_json::{Map, Value, json};

use crate::shelves::new_import;
use crate::two_libraries::{Shelves, at, new_file};
use crate::world::{a_hash, commit, now, write};

contract!(
    a_file_comes_back_as_it_was_written,
    the_same_bytes_are_one_file_of_each_library,
    what_is_told_of_a_file_is_written_anew,
    a_file_gets_its_original_and_stays_the_same_file,
    the_small_picture_passes_to_another_file,
    all_files_move_without_their_small_pictures,
    files_are_listed_newest_first_with_the_names_of_their_photographs,
    a_companion_is_of_the_other_kind_the_same_camera_and_the_same_second,
    a_companions_photograph_is_the_oldest_of_the_own_library,
    objects_are_named_whoever_they_belong_to,
    originals_are_read_in_steps,
    nobody_else_sees_or_changes_a_file,
);

const RAW: FileFormat = FileFormat::Raw(RawFormat::Cr3);

/// An original of bytes that no other has.
pub fn an_original(key: &str) -> StoredOriginal {
    StoredOriginal { storage_key: key.to_owned(), content_hash: a_hash() }
}

fn object(value: Value) -> Option<Map<String, Value>> {
    value.as_object().cloned()
}

async fn found(shelves: &Shelves, shelf: Shelf, id: ImageFileId) -> Option<ImageFile> {
    shelves.read().await.image_files().find(shelf, id).await.unwrap()
}

async fn a_file_comes_back_as_it_was_written(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let photo = shelves.photo(kari, |_| ()).await;
    let tx = shelves.open(kari).await;
    let import = tx.import_sessions().insert(kari, new_import(None)).await.unwrap().id;
    commit(tx).await;
    let exif =
        object(json!({ "iso": 250, "gps": { "latitude": -0.5 }, "note": "Blåbær 🫐", "list": [1, null] }));
    let taken_at = at("1931-05-30T15:56:01.5").map(|taken| TakenAt { offset_minutes: Some(-570), ..taken });
    let place = Some(Place { latitude: 68.25, longitude: 13.5 });
    let original = an_original("library/1/1/aa/x.cr3");
    let hashes = Some(Hashes { gradient: i64::MIN, dct: -42 });
    let file = shelves
        .file(kari, photo.id, |new| {
            (new.filename, new.file_size) = ("Blåbær.CR3".into(), Some(5_000_000_000));
            (new.format, new.original) = (Some(RAW), Some(original.clone()));
            (new.width, new.height, new.no_preview) = (Some(6000), Some(4000), Some("there is none".into()));
            (new.hotpreview, new.hashes) = (Some(vec![0, 255, 7]), hashes);
            (new.exif, new.taken_at, new.place) = (exif.clone(), taken_at, place);
            (new.camera, new.lens) = (Some("NIKON Z 6".into()), Some("50mm".into()));
            (new.import_session, new.imported_time) = (Some(import), now() + Duration::hours(1));
            new.imported_info = object(json!({ "card": 2 }));
            new.local_storage_info = object(json!({}));
            new.created_at = now() - Duration::days(9);
        })
        .await;
    assert_eq!((file.studio, file.owner, file.photo), (kari.studio(), kari.owner(), photo.id));
    assert_eq!((file.filename.as_str(), file.file_size), ("Blåbær.CR3", Some(5_000_000_000)));
    assert_eq!((file.format, &file.original), (Some(RAW), &Some(original.clone())));
    assert_eq!(
        (file.width, file.height, file.no_preview.as_deref()),
        (Some(6000), Some(4000), Some("there is none"))
    );
    assert_eq!((file.has_hotpreview, file.hashes), (true, hashes));
    assert_eq!((&file.exif, file.taken_at, file.place), (&exif, taken_at, place));
    assert_eq!((file.camera.as_deref(), file.lens.as_deref()), (Some("NIKON Z 6"), Some("50mm")));
    assert_eq!((file.import_session, file.imported_time), (Some(import), now() + Duration::hours(1)));
    assert_eq!((file.created_at, file.updated_at), (now() - Duration::days(9), now()));
    assert_eq!(file.imported_info, object(json!({ "card": 2 })));
    assert_eq!((file.local_storage_info.clone(), file.cloud_storage_info.clone()), (Some(Map::new()), None));
    let tx = shelves.read().await;
    assert_eq!(tx.image_files().hotpreview(kari, file.id).await.unwrap(), Some(vec![0, 255, 7]));
    let same = tx.image_files().find_by_content(kari, &original.content_hash).await.unwrap();
    assert_eq!((same.as_ref(), found(&shelves, kari, file.id).await.as_ref()), (Some(&file), Some(&file)));
    let bare = shelves.file(kari, photo.id, |_| ()).await;
    assert_eq!((bare.format, &bare.original, bare.hashes, bare.has_hotpreview), (None, &None, None, false));
    let files = tx.image_files().of_photo(kari, photo.id).await.unwrap();
    assert_eq!(files, [file, bare.clone()]);
    assert_eq!(tx.image_files().hotpreview(kari, bare.id).await.unwrap(), None);
}

async fn the_same_bytes_are_one_file_of_each_library(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let stranger = shelves.stranger().await;
    let hash = a_hash();
    let stored = |key: &str| StoredOriginal { storage_key: key.to_owned(), content_hash: hash.clone() };
    for (shelf, key) in [(shelves.kari, "a"), (shelves.ola, "b"), (stranger, "c")] {
        let photo = shelves.photo(shelf, |_| ()).await;
        shelves.file(shelf, photo.id, |new| new.original = Some(stored(key))).await;
        // Of files that stay with the client there can be many.
        shelves.file(shelf, photo.id, |_| ()).await;
        shelves.file(shelf, photo.id, |_| ()).await;
        let tx = shelves.open(shelf).await;
        let again = NewImageFile { original: Some(stored("again")), ..new_file(photo.id, Map::new()) };
        let refused = tx.image_files().insert(shelf, 1, again).await.unwrap_err();
        assert_eq!(refused, StoreError::Conflict { constraint: "content_hash" });
    }
}

async fn what_is_told_of_a_file_is_written_anew(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let photo = shelves.photo(kari, |_| ()).await;
    let tx = shelves.open(kari).await;
    let import = tx.import_sessions().insert(kari, new_import(None)).await.unwrap().id;
    commit(tx).await;
    let file = shelves.file(kari, photo.id, |new| new.imported_info = object(json!({ "card": 2 }))).await;
    let told = ImageFile {
        import_session: Some(import),
        imported_info: None,
        local_storage_info: object(json!({ "disk": "archive-3", "copies": [1, 2] })),
        cloud_storage_info: object(json!({ "bucket": "b" })),
        updated_at: now() + Duration::hours(1),
        ..file.clone()
    };
    // Nothing else of it is written.
    let wrong = ImageFile { filename: "other.jpg".into(), camera: Some("x".into()), ..told.clone() };
    let tx = shelves.open(kari).await;
    assert_eq!(tx.image_files().update_info(kari, &wrong).await.unwrap(), told);
    commit(tx).await;
    assert_eq!(found(&shelves, kari, file.id).await, Some(told));
}

async fn a_file_gets_its_original_and_stays_the_same_file(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let (kari, ola) = (shelves.kari, shelves.ola);
    let photo = shelves.photo(kari, |_| ()).await;
    let hashes = Some(Hashes { gradient: 1, dct: 2 });
    let told =
        shelves.file(kari, photo.id, |new| (new.hotpreview, new.hashes) = (Some(vec![7]), hashes)).await;
    let (original, later) = (an_original("library/1/1/aa/x.cr3"), now() + Duration::hours(1));
    let whole = NewImageFile {
        original: Some(original.clone()),
        format: Some(RAW),
        filename: "Blåbær.CR3".into(),
        camera: Some("NIKON Z 6".into()),
        exif: object(json!({ "iso": 250 })),
        now: later,
        ..new_file(photo.id, Map::new())
    };
    let tx = shelves.open(ola).await;
    tx.image_files().rewrite(ola, 9, &told, whole.clone()).await.unwrap_err();
    drop(tx);
    assert_eq!(found(&shelves, kari, told.id).await.as_ref(), Some(&told), "not hers to change");
    let rewrite = async |file: &ImageFile, new: NewImageFile| {
        let tx = write(&*shelves.db).await;
        let version = tx.photos().open(kari).await.unwrap();
        let written = tx.image_files().rewrite(kari, version, file, new).await.unwrap();
        let state = tx.fingerprints().state(kari).await.unwrap();
        commit(tx).await;
        assert_eq!(found(&shelves, kari, file.id).await.as_ref(), Some(&written));
        (written, state.removals_version == version)
    };
    let (file, is_another) = rewrite(&told, whole.clone()).await;
    let expected = ImageFile {
        original: Some(original.clone()),
        format: Some(RAW),
        filename: "Blåbær.CR3".into(),
        camera: Some("NIKON Z 6".into()),
        exif: object(json!({ "iso": 250 })),
        updated_at: later,
        ..told.clone()
    };
    assert_eq!((&file, is_another), (&expected, false), "picture and fingerprint stay where none came");
    let picture = async || shelves.read().await.image_files().hotpreview(kari, told.id).await.unwrap();
    assert_eq!(picture().await, Some(vec![7]));
    let seen = Some(Hashes { gradient: 3, dct: 4 });
    let new = NewImageFile { hashes: seen, hotpreview: Some(vec![8]), ..whole.clone() };
    let (file, is_another) = rewrite(&file, new.clone()).await;
    assert_eq!((file.hashes, is_another, picture().await), (seen, true, Some(vec![8])));
    let (_, is_another) = rewrite(&file, new).await;
    assert!(!is_another, "the same fingerprint is no other one");
    let other = shelves.file(kari, photo.id, |_| ()).await;
    let tx = shelves.open(kari).await;
    let refused = tx.image_files().rewrite(kari, 9, &other, whole).await.unwrap_err();
    assert_eq!(refused, StoreError::Conflict { constraint: "content_hash" });
}

async fn the_small_picture_passes_to_another_file(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let photo = shelves.photo(kari, |_| ()).await;
    let jpeg = shelves.file(kari, photo.id, |new| new.hotpreview = Some(vec![1, 2, 3])).await;
    let raw = shelves.file(kari, photo.id, |new| new.format = Some(RAW)).await;
    let last = shelves.file(kari, photo.id, |_| ()).await;
    let picture = async || shelves.read().await.photos().hotpreview(kari, photo.id).await.unwrap();
    let remove = async |file: &ImageFile| {
        let tx = shelves.open(kari).await;
        tx.image_files().remove(kari, 9, file).await.unwrap();
        commit(tx).await;
        assert_eq!(found(&shelves, kari, file.id).await, None);
    };
    remove(&jpeg).await;
    assert_eq!(picture().await, Some(vec![1, 2, 3]));
    let heir = found(&shelves, kari, raw.id).await.unwrap();
    assert_eq!(heir.hashes, jpeg.hashes, "the picture is found by its fingerprint wherever it is");
    assert!(heir.has_hotpreview && !found(&shelves, kari, last.id).await.unwrap().has_hotpreview);
    // One that has none takes none along.
    remove(&last).await;
    assert_eq!(picture().await, Some(vec![1, 2, 3]));
    remove(&heir).await;
    assert_eq!(picture().await, None);
}

async fn all_files_move_without_their_small_pictures(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let (kari, ola) = (shelves.kari, shelves.ola);
    let (from, to) = (shelves.photo(kari, |_| ()).await, shelves.photo(kari, |_| ()).await);
    let own = shelves.file(kari, to.id, |new| new.hotpreview = Some(vec![9])).await;
    let first = shelves.file(kari, from.id, |new| new.hotpreview = Some(vec![1])).await;
    let second = shelves.file(kari, from.id, |new| new.format = Some(RAW)).await;
    let tx = shelves.open(ola).await;
    tx.image_files().move_all(ola, from.id, to.id).await.unwrap();
    commit(tx).await;
    assert_eq!(found(&shelves, kari, first.id).await.unwrap().photo, from.id, "not hers to move");
    let tx = shelves.open(kari).await;
    tx.image_files().move_all(kari, from.id, to.id).await.unwrap();
    let counted = tx.photos().recount(kari, to.clone()).await.unwrap();
    let left = tx.photos().recount(kari, from.clone()).await.unwrap();
    commit(tx).await;
    assert_eq!((counted.file_count, counted.has_raw, left.file_count), (3, true, 0));
    let files = shelves.read().await.image_files().of_photo(kari, to.id).await.unwrap();
    let files: Vec<_> = files.iter().map(|file| (file.id, file.has_hotpreview)).collect();
    assert_eq!(files, [(own.id, true), (first.id, false), (second.id, false)]);
    let picture = shelves.read().await.photos().hotpreview(kari, to.id).await.unwrap();
    assert_eq!(picture, Some(vec![9]), "a photograph keeps the picture that it is named by");

    let (bare, seen) = (shelves.photo(kari, |_| ()).await, shelves.photo(kari, |_| ()).await);
    shelves.file(kari, bare.id, |new| new.format = Some(RAW)).await;
    shelves.file(kari, seen.id, |new| new.hotpreview = Some(vec![5])).await;
    let tx = shelves.open(kari).await;
    tx.image_files().move_all(kari, seen.id, bare.id).await.unwrap();
    commit(tx).await;
    let picture = shelves.read().await.photos().hotpreview(kari, bare.id).await.unwrap();
    assert_eq!(picture, Some(vec![5]), "one that had none is looked at by what has come");
}

async fn files_are_listed_newest_first_with_the_names_of_their_photographs(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let tx = shelves.open(kari).await;
    let import = tx.import_sessions().insert(kari, new_import(None)).await.unwrap().id;
    commit(tx).await;
    let (pair, alone) = (shelves.photo(kari, |_| ()).await, shelves.photo(kari, |_| ()).await);
    let jpeg = shelves.file(kari, pair.id, |new| new.import_session = Some(import)).await.id;
    let lone = shelves.file(kari, alone.id, |new| new.format = Some(RAW)).await.id;
    let raw = shelves
        .file(kari, pair.id, |new| (new.format, new.import_session) = (Some(RAW), Some(import)))
        .await
        .id;
    let tx = shelves.read().await;
    let list = async |filter: ImageFileFilter, page: PageRequest| {
        let page = tx.image_files().list(kari, filter, page).await.unwrap();
        let row = |view: &atelier_application::ports::library::ImageFileView| {
            (view.file.id, view.hothash.clone(), view.has_raw_companion)
        };
        (page.items.iter().map(row).collect::<Vec<_>>(), page.total, page.next)
    };
    let all = [
        (raw, pair.hothash.clone(), false),
        (lone, alone.hothash.clone(), false),
        (jpeg, pair.hothash.clone(), true),
    ];
    let everything = ImageFileFilter::default();
    let (rows, total, next) = list(everything, PageRequest::default()).await;
    assert_eq!((rows.as_slice(), total, next), (all.as_slice(), 3, None));
    let (first, total, next) = list(everything, PageRequest::first(2)).await;
    assert_eq!((first.as_slice(), total), (&all[..2], 3));
    let (rest, _, _) = list(everything, PageRequest { offset: 0, limit: 2, after: next }).await;
    assert_eq!(rest, all[2..]);
    let (rest, _, _) = list(everything, PageRequest { offset: 2, limit: 2, after: None }).await;
    assert_eq!(rest, all[2..]);
    let imported = ImageFileFilter { import_session: Some(import), photo: None };
    assert_eq!(list(imported, PageRequest::default()).await.0, [all[0].clone(), all[2].clone()]);
    let of_photo = ImageFileFilter { import_session: None, photo: Some(alone.id) };
    assert_eq!(list(of_photo, PageRequest::default()).await.0, [all[1].clone()]);
    let view = tx.image_files().view(kari, jpeg).await.unwrap().unwrap();
    assert_eq!((view.file.id, view.hothash, view.has_raw_companion), all[2].clone());
    assert!(tx.image_files().view(kari, ImageFileId(i64::MAX)).await.unwrap().is_none());
}

fn key(taken_at: &str, is_raw: bool) -> CompanionKey {
    CompanionKey {
        stem_key: "img_0001".to_owned(),
        taken_at: at(taken_at).unwrap(),
        camera: "Testcam Pro".to_owned(),
        is_raw,
    }
}

/// A photograph with a file that may have a companion.
async fn shot(shelves: &Shelves, shelf: Shelf, taken_at: &str, format: Option<FileFormat>) -> Photo {
    let photo = shelves.photo(shelf, |_| ()).await;
    let change = |new: &mut NewImageFile| {
        new.filename = "DCIM/IMG_0001.xyz".into();
        (new.taken_at, new.format, new.camera) = (at(taken_at), format, Some("Testcam Pro".into()));
    };
    shelves.file(shelf, photo.id, change).await;
    photo
}

async fn a_companion_is_of_the_other_kind_the_same_camera_and_the_same_second(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let jpeg = shot(&shelves, kari, "2024-02-29T10:00:00.25", FileFormat::of_name("a.jpg")).await;
    let raw = shot(&shelves, kari, "1931-05-30T15:56:01", Some(RAW)).await;
    let unknown = shot(&shelves, kari, "2024-03-01T10:00:00", None).await;
    let tx = shelves.read().await;
    let companion = async |key: CompanionKey| tx.image_files().companion(kari, &key).await.unwrap();
    for fraction in ["", ".25", ".999999"] {
        let taken = format!("2024-02-29T10:00:00{fraction}");
        assert_eq!(companion(key(&taken, true)).await, Some(jpeg.id), "{taken}");
        assert_eq!(companion(key(&taken, false)).await, None, "a JPEG is no companion of a JPEG");
    }
    assert_eq!(companion(key("1931-05-30T15:56:01.75", false)).await, Some(raw.id));
    assert_eq!(companion(key("1931-05-30T15:56:01.75", true)).await, None);
    assert_eq!(companion(key("2024-03-01T10:00:00", true)).await, Some(unknown.id));
    assert_eq!(companion(key("2024-03-01T10:00:00", false)).await, None);
    let good = key("2024-02-29T10:00:00", true);
    for other in [
        key("2024-02-29T10:00:01", true),
        key("2024-02-29T09:59:59.999999", true),
        CompanionKey { camera: "Testcam".to_owned(), ..good.clone() },
        CompanionKey { stem_key: "img_0002".to_owned(), ..good.clone() },
        CompanionKey { stem_key: "img%".to_owned(), ..good },
    ] {
        assert_eq!(companion(other.clone()).await, None, "{other:?}");
    }
}

async fn a_companions_photograph_is_the_oldest_of_the_own_library(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let theirs = shot(&shelves, shelves.ola, "2024-02-29T10:00:00", None).await;
    let key = key("2024-02-29T10:00:00", true);
    let companion =
        async |shelf: Shelf| shelves.read().await.image_files().companion(shelf, &key).await.unwrap();
    assert_eq!(companion(shelves.kari).await, None);
    let first = shot(&shelves, shelves.kari, "2024-02-29T10:00:00", None).await;
    shot(&shelves, shelves.kari, "2024-02-29T10:00:00", None).await;
    assert_eq!(companion(shelves.kari).await, Some(first.id));
    assert_eq!(companion(shelves.ola).await, Some(theirs.id));
}

async fn objects_are_named_whoever_they_belong_to(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let stranger = shelves.stranger().await;
    let mut keys = Vec::new();
    for (shelf, name) in [(shelves.kari, "a"), (shelves.ola, "b"), (stranger, "c")] {
        let (original, cold) = (format!("library/{name}/original.jpg"), format!("library/{name}/cold.jpg"));
        let preview = Coldpreview { storage_key: cold.clone(), width: 3, height: 2, size: 1 };
        let photo = shelves.photo(shelf, |new| new.coldpreview = Some(preview)).await;
        shelves.file(shelf, photo.id, |new| new.original = Some(an_original(&original))).await;
        shelves.file(shelf, photo.id, |_| ()).await;
        keys.extend([original, cold]);
    }
    let asked: Vec<String> =
        keys.iter().cloned().chain(["library/a/orphan.jpg".to_owned(), String::new()]).collect();
    let tx = shelves.read().await;
    let named = tx.image_files().named_objects(&asked).await.unwrap();
    assert_eq!(named, keys.into_iter().collect::<HashSet<_>>());
    assert!(tx.image_files().named_objects(&[]).await.unwrap().is_empty());
}

async fn originals_are_read_in_steps(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let stranger = shelves.stranger().await;
    let mut expected = Vec::new();
    for (shelf, storage_key) in [(shelves.kari, "a"), (shelves.ola, "b"), (stranger, "c")] {
        let photo = shelves.photo(shelf, |_| ()).await;
        shelves.file(shelf, photo.id, |_| ()).await;
        let original = an_original(storage_key);
        let StoredOriginal { storage_key, content_hash } = original.clone();
        let file = shelves
            .file(shelf, photo.id, |new| {
                (new.original, new.file_size) = (Some(original), Some(5_000_000_000))
            })
            .await;
        expected.push(StoredFile { id: file.id, storage_key, content_hash, file_size: 5_000_000_000 });
    }
    let tx = shelves.read().await;
    assert_eq!(tx.image_files().originals(ImageFileId(0), 10).await.unwrap(), expected);
    let first = tx.image_files().originals(ImageFileId(0), 2).await.unwrap();
    assert_eq!(first, expected[..2]);
    assert_eq!(tx.image_files().originals(first[1].id, 2).await.unwrap(), expected[2..]);
    assert!(tx.image_files().originals(expected[2].id, 2).await.unwrap().is_empty());
}

async fn nobody_else_sees_or_changes_a_file(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let (kari, stranger) = (shelves.kari, shelves.stranger().await);
    let photo = shelves.photo(kari, |_| ()).await;
    let original = an_original("library/1/1/aa/x.jpg");
    let hash = original.content_hash.clone();
    let file = shelves
        .file(kari, photo.id, |new| (new.original, new.hotpreview) = (Some(original), Some(vec![1])))
        .await;
    for shelf in [shelves.ola, stranger] {
        let tx = shelves.open(shelf).await;
        assert_eq!(tx.image_files().find(shelf, file.id).await.unwrap(), None);
        assert_eq!(tx.image_files().find_by_content(shelf, &hash).await.unwrap(), None);
        assert!(tx.image_files().of_photo(shelf, photo.id).await.unwrap().is_empty());
        assert!(tx.image_files().view(shelf, file.id).await.unwrap().is_none());
        assert_eq!(tx.image_files().hotpreview(shelf, file.id).await.unwrap(), None);
        let all =
            tx.image_files().list(shelf, ImageFileFilter::default(), PageRequest::default()).await.unwrap();
        assert_eq!((all.total, all.items.len()), (0, 0));
        let told = ImageFile { imported_info: object(json!({ "mine": true })), ..file.clone() };
        tx.image_files().update_info(shelf, &told).await.unwrap_err();
        tx.image_files().remove(shelf, 1, &file).await.unwrap();
        commit(tx).await;
        // The photograph is somebody else's, and so no file can be put there.
        let tx = shelves.open(shelf).await;
        let foreign = new_file(photo.id, Map::new());
        let refused = tx.image_files().insert(shelf, 1, foreign).await.unwrap_err();
        assert_eq!(refused, StoreError::Conflict { constraint: "reference" });
    }
    assert_eq!(found(&shelves, kari, file.id).await, Some(file));
}
