//! Photographs that arrive with their first file.

use std::time::Duration;

use atelier_application::ports::fingerprints::FingerprintPlace;
use atelier_application::ports::library::{NewImageFile, NewPhoto};
use atelier_application::ports::{Store, StoreError};
use atelier_domain::PhotoId;
use atelier_domain::library::{
    Coldpreview, FileFormat, Hashes, ImageFile, Photo, PhotoSearch, Place, RawFormat, Shelf,
};
use atelier_persistence::SeaStore;
use atelier_testkit::databases::TestDatabase;
use serde_json::json;

use crate::two_libraries::{Shelves, at, new_file, new_photo};
use crate::world::{commit, write};

contract!(
    what_arrives_is_as_if_it_had_been_added_bit_by_bit,
    its_fingerprint_has_the_librarys_version,
    what_a_library_has_does_not_arrive_again,
    all_that_arrive_at_once_are_there,
    whoever_goes_away_meanwhile_leaves_all_of_it_or_nothing,
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
    let arrived = store.arrive(shelf, new, file).await?.into_inner();
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
        let arrived = shelves.db.arrive(kari, new_photo(), file).await.unwrap();
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
