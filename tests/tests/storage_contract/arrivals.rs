//! Photographs that arrive with their first file.

use std::sync::atomic::Ordering;
use std::time::Duration;

use atelier_application::ports::fingerprints::FingerprintPlace;
use atelier_application::ports::library::{NewImageFile, NewImportSession, NewPhoto};
use atelier_application::ports::{Store, StoreError};
use atelier_domain::library::{
    Coldpreview, FileFormat, Hashes, ImageFile, ImportSession, ImportStatus, Photo, PhotoSearch, Place,
    RawFormat, Shelf,
};
use atelier_domain::{AuthorId, ImportSessionId, PhotoId};
use atelier_persistence::SeaStore;
use atelier_testkit::databases::{Backend, TestDatabase};
use serde_json::json;

use crate::shelves::new_import;
use crate::two_libraries::{Shelves, at, new_file, new_photo};
use crate::world::{commit, now, write};

contract!(
    what_arrives_is_as_if_it_had_been_added_bit_by_bit,
    its_fingerprint_has_the_librarys_version,
    what_a_library_has_does_not_arrive_again,
    all_that_arrive_at_once_are_there,
    whoever_goes_away_meanwhile_leaves_all_of_it_or_nothing,
    an_import_counts_what_arrives_as_if_it_had_been_told,
    what_arrives_for_an_import_that_is_another_by_now_is_refused_whole,
    an_import_counts_all_that_arrive_at_once,
);

const PICTURE: Hashes = Hashes { gradient: i64::MIN, dct: i64::MAX };

fn full_photo() -> NewPhoto {
    NewPhoto {
        title: Some("Blåbær".into()),
        rating: Some(4),
        taken_at: at("2024-02-29T10:00:00.123456"),
        place: Some(Place { latitude: -0.5, longitude: 180.0 }),
        width: Some(6000),
        camera: Some("NIKON Z 6".into()),
        coldpreview: Some(Coldpreview {
            storage_key: "library/1/1/aa/cold.jpg".into(),
            width: 1200,
            height: 800,
            size: 5_000_000_000,
        }),
        first_file: Some(("Blåbær_7.CR3".into(), Some(FileFormat::Raw(RawFormat::Cr3)))),
        ..new_photo()
    }
}

fn full_file() -> NewImageFile {
    let Some(exif) = json!({"Make": "Canon", "ISO": 100, "Note": "a $1 and a ?"}).as_object().cloned() else {
        panic!("it is an object");
    };
    NewImageFile {
        filename: "Blåbær_7.CR3".into(),
        format: Some(FileFormat::Raw(RawFormat::Cr3)),
        file_size: Some(6_000_000_000),
        hotpreview: Some(vec![0xFF, 0xD8, 0, 0xFF]),
        hashes: Some(PICTURE),
        taken_at: at("2024-02-29T10:00:00.123456"),
        place: Some(Place { latitude: -0.5, longitude: 180.0 }),
        local_storage_info: exif
            .get("Make")
            .map(|make| [("of".to_owned(), make.clone())].into_iter().collect()),
        ..new_file(PhotoId(0), exif)
    }
}

async fn arrive(
    store: &SeaStore,
    shelf: Shelf,
    new: NewPhoto,
    file: NewImageFile,
) -> Result<(Photo, ImageFile), StoreError> {
    let arrived = store.arrive(shelf, new, file, None).await?.into_inner();
    Ok((arrived.photo, arrived.file))
}

async fn what_arrives_is_as_if_it_had_been_added_bit_by_bit(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    // The first one begins the library, the others find it.
    for _ in 0..3 {
        let (photo, file) = arrive(&shelves.db, kari, full_photo(), full_file()).await.unwrap();
        assert_eq!(shelves.find(kari, &photo).await, Some(photo.clone()));
        let tx = shelves.read().await;
        assert_eq!(tx.image_files().find(kari, file.id).await.unwrap(), Some(file.clone()));
        assert_eq!(tx.photos().hotpreview(kari, photo.id).await.unwrap(), full_file().hotpreview);
        assert_eq!((photo.file_count, photo.has_raw, photo.version, file.photo), (1, true, 1, photo.id));

        let tx = write(&*shelves.db).await;
        let version = tx.photos().open(kari).await.unwrap();
        let other = tx.photos().insert(kari, full_photo()).await.unwrap();
        let new = NewImageFile { photo: other.id, ..full_file() };
        let other_file = tx.image_files().insert(kari, version, new).await.unwrap();
        commit(tx).await;
        assert_eq!(ImageFile { id: file.id, photo: file.photo, ..other_file }, file);
        assert_eq!(Photo { id: photo.id, hothash: photo.hothash.clone(), ..other }, photo);
    }
    let bare = NewImageFile { exif: None, ..new_file(PhotoId(0), serde_json::Map::new()) };
    let (photo, file) = arrive(&shelves.db, kari, new_photo(), bare).await.unwrap();
    assert_eq!(shelves.find(kari, &photo).await, Some(photo));
    assert_eq!(shelves.read().await.image_files().find(kari, file.id).await.unwrap(), Some(file));
}

async fn its_fingerprint_has_the_librarys_version(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    for number in 1..=4 {
        let hashes = (number != 2).then_some(PICTURE);
        let file = NewImageFile { hashes, ..full_file() };
        let arrived = shelves.db.arrive(kari, new_photo(), file, None).await.unwrap();
        assert_eq!(arrived.version, number);
        assert_eq!(shelves.read().await.photos().library_version(kari).await.unwrap(), number);
    }
    let tx = shelves.read().await;
    let found = tx.fingerprints().since(kari, FingerprintPlace::START, 10).await.unwrap();
    let found: Vec<_> = found.iter().map(|print| (print.version, print.hashes)).collect();
    assert_eq!(found, [(1, PICTURE), (3, PICTURE), (4, PICTURE)]);
}

async fn what_a_library_has_does_not_arrive_again(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let (kari, stranger) = (shelves.kari, shelves.stranger().await);
    let new = full_photo();
    arrive(&shelves.db, kari, new.clone(), full_file()).await.unwrap();
    let again = arrive(&shelves.db, kari, new.clone(), full_file()).await;
    assert_eq!(again.unwrap_err(), StoreError::Conflict { constraint: "hothash" });
    let tx = shelves.read().await;
    assert_eq!(tx.photos().library_version(kari).await.unwrap(), 1, "nothing of it is left");
    for shelf in [shelves.ola, stranger] {
        let (photo, file) = arrive(&shelves.db, shelf, new.clone(), full_file()).await.unwrap();
        assert_eq!((photo.owner, photo.studio), (shelf.owner(), shelf.studio()));
        assert_eq!((file.owner, file.studio), (shelf.owner(), shelf.studio()));
    }
}

async fn all_that_arrive_at_once_are_there(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let same = new_photo();
    let arriving: Vec<_> = (0..8)
        .map(|number| {
            let store = shelves.db.store();
            let new = if number % 2 == 0 { same.clone() } else { new_photo() };
            tokio::spawn(async move { arrive(&store, kari, new, full_file()).await })
        })
        .collect();
    let (mut added, mut refused) = (0, 0);
    for task in arriving {
        match task.await.unwrap() {
            Ok(_) => added += 1,
            Err(error) => {
                assert_eq!(error, StoreError::Conflict { constraint: "hothash" });
                refused += 1;
            }
        }
    }
    assert_eq!((added, refused), (5, 3));
    assert_eq!(shelves.read().await.photos().library_version(kari).await.unwrap(), 5);
}

async fn whoever_goes_away_meanwhile_leaves_all_of_it_or_nothing(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let (first, _) = arrive(&shelves.db, kari, new_photo(), full_file()).await.unwrap();
    for moment in 0..40 {
        let arriving = arrive(&shelves.db, kari, new_photo(), full_file());
        let _gone = tokio::time::timeout(Duration::from_micros(moment * 50), arriving).await;
        // What is refused half-way is given up whole.
        let again = NewPhoto { hothash: first.hothash.clone(), ..new_photo() };
        let refused = arrive(&shelves.db, kari, again, full_file()).await;
        assert_eq!(refused.unwrap_err(), StoreError::Conflict { constraint: "hothash" });
    }
    arrive(&shelves.db, kari, new_photo(), full_file()).await.unwrap();
    let tx = write(&*shelves.db).await;
    // Each has opened the library once, and so does this.
    let version = tx.photos().open(kari).await.unwrap();
    let all = PhotoSearch::default();
    assert_eq!(tx.photos().count(kari, &all).await.unwrap() + 1, version.unsigned_abs());
    let prints = tx.fingerprints().since(kari, FingerprintPlace::START, 100).await.unwrap();
    assert_eq!(prints.len() as u64 + 1, version.unsigned_abs(), "no photograph is without its file");
}

async fn an_import(
    shelves: &Shelves,
    shelf: Shelf,
    author: Option<AuthorId>,
    total_files: i32,
) -> ImportSession {
    let tx = shelves.open(shelf).await;
    let new = NewImportSession { total_files, ..new_import(author) };
    let import = tx.import_sessions().insert(shelf, new).await.unwrap();
    commit(tx).await;
    import
}

fn for_import(import: &ImportSession, minutes: i64) -> NewImageFile {
    let now = now() + chrono::Duration::minutes(minutes);
    NewImageFile { import_session: Some(import.id), now, ..full_file() }
}

async fn an_import_counts_what_arrives_as_if_it_had_been_told(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let author = shelves.author(kari).await;
    let (store, statements) = shelves.counting();
    for author in [None, Some(author)] {
        let of_it = an_import(&shelves, kari, author, 2).await;
        let other = an_import(&shelves, kari, author, 2).await;
        for minutes in 1..=3 {
            let new = NewPhoto { author, ..full_photo() };
            let file = for_import(&of_it, minutes);
            let arrived = store.arrive(kari, new, file, Some(of_it.version)).await.unwrap().into_inner();
            assert_eq!((arrived.photo.author, arrived.file.import_session), (author, Some(of_it.id)));
            let sent = statements.swap(0, Ordering::SeqCst);
            assert!(sent == 1 || shelves.db.backend == Backend::MySql, "{sent} statements");
            assert_eq!(shelves.find(kari, &arrived.photo).await, Some(arrived.photo.clone()));
            let tx = shelves.open(kari).await;
            tx.import_sessions().file_arrived(kari, other.id, for_import(&other, minutes).now).await.unwrap();
            commit(tx).await;
            let tx = shelves.read().await;
            let counted = tx.import_sessions().find(kari, of_it.id).await.unwrap().unwrap();
            let told = tx.import_sessions().find(kari, other.id).await.unwrap().unwrap();
            assert_eq!(counted.processed_files, i32::try_from(minutes).unwrap());
            assert_eq!(counted, ImportSession { id: of_it.id, ..told });
        }
    }
}

async fn what_arrives_for_an_import_that_is_another_by_now_is_refused_whole(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let author = shelves.author(kari).await;
    let own = an_import(&shelves, kari, Some(author), 0).await;
    let foreign = an_import(&shelves, shelves.ola, None, 0).await;
    let (there, file) = arrive(&shelves.db, kari, new_photo(), full_file()).await.unwrap();
    let unknown = ImportSession { id: ImportSessionId(987_654), ..own.clone() };
    let all = PhotoSearch::default();
    for (import, version, author) in [
        (&own, own.version + 1, Some(author)),
        (&own, own.version, None),
        (&foreign, foreign.version, None),
        (&unknown, own.version, Some(author)),
    ] {
        // One that the library has is refused no sooner, and does not get the file.
        for hothash in [new_photo().hothash, there.hothash.clone()] {
            let new = NewPhoto { author, hothash, ..full_photo() };
            let refused = shelves.db.arrive(kari, new, for_import(import, 1), Some(version)).await;
            assert!(matches!(refused.map(drop), Err(StoreError::VersionMismatch { .. })));
        }
        let tx = shelves.read().await;
        assert_eq!(tx.photos().count(kari, &all).await.unwrap(), 1);
        assert_eq!(tx.image_files().of_photo(kari, there.id).await.unwrap(), std::slice::from_ref(&file));
    }
    let known = NewPhoto { author: Some(author), hothash: there.hothash.clone(), ..full_photo() };
    let refused = shelves.db.arrive(kari, known, for_import(&own, 1), Some(own.version)).await;
    assert_eq!(refused.map(drop).unwrap_err(), StoreError::Conflict { constraint: "hothash" });
    let tx = shelves.read().await;
    assert_eq!(tx.import_sessions().find(kari, own.id).await.unwrap(), Some(own));
    assert_eq!(tx.import_sessions().find(shelves.ola, foreign.id).await.unwrap(), Some(foreign));
}

async fn an_import_counts_all_that_arrive_at_once(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let import = an_import(&shelves, kari, None, 3).await;
    let arriving: Vec<_> = (0..24)
        .map(|_| {
            let (store, file) = (shelves.db.store(), for_import(&import, 1));
            tokio::spawn(async move { store.arrive(kari, new_photo(), file, Some(import.version)).await })
        })
        .collect();
    for task in arriving {
        task.await.unwrap().unwrap().into_inner();
    }
    let tx = shelves.read().await;
    let counted = tx.import_sessions().find(kari, import.id).await.unwrap().unwrap();
    assert_eq!((counted.total_files, counted.processed_files, counted.failed_files), (24, 24, 0));
    assert_eq!((counted.status, counted.version), (ImportStatus::Running, import.version));
    assert_eq!(tx.photos().count(kari, &PhotoSearch::default()).await.unwrap(), 24);
}
