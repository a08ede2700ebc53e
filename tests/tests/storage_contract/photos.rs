//! Photographs, and the lock of the library that they are in.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use atelier_application::paging::PageRequest;
use atelier_application::ports::library::{Hotpreview, NewImageFile, NewPhoto, PhotoView};
use atelier_application::ports::stacks::NewStack;
use atelier_application::ports::{Mode, Store, StoreError};
use atelier_domain::library::{
    Coldpreview, Correction, FileFormat, Hothash, Photo, PhotoSearch, Place, RawFormat, Shelf, StackKind,
    TagName, TakenAt,
};
use atelier_domain::{PhotoId, PhotoStackId};
use atelier_testkit::databases::TestDatabase;
use chrono::Duration;

use crate::shelves::new_author;
use crate::two_libraries::{Shelves, at, new_photo};
use crate::world::{a_hash, commit, now};

contract!(
    two_changes_are_never_answered_the_same_version,
    a_library_that_several_begin_at_once_is_one,
    a_photograph_is_found_by_its_owner_alone,
    a_name_is_taken_once_in_each_library,
    a_photograph_comes_back_as_it_was_written,
    an_old_value_of_a_photograph_is_refused,
    counts_and_what_is_searched_follow_the_files,
    a_removed_photograph_takes_along_what_is_its_own,
    tags_keep_their_order_and_are_counted,
    what_is_read_beside_photographs_is_complete,
    many_photographs_cost_as_many_statements_as_some,
    a_long_page_has_as_many_small_pictures_as_fit,
    a_new_photograph_counts_its_first_file,
);

/// The versions that so many changes at once are answered.
async fn opened(shelves: &Shelves, shelf: Shelf, count: usize) -> Vec<i64> {
    let opening: Vec<_> = (0..count)
        .map(|_| {
            let store = shelves.db.store();
            tokio::spawn(async move {
                let tx = store.begin(Mode::Write).await.unwrap();
                let version = tx.photos().open(shelf).await.unwrap();
                assert_eq!(tx.photos().library_version(shelf).await.unwrap(), version);
                commit(tx).await;
                version
            })
        })
        .collect();
    let mut versions = Vec::with_capacity(count);
    for task in opening {
        versions.push(task.await.unwrap());
    }
    versions.sort_unstable();
    versions
}

async fn two_changes_are_never_answered_the_same_version(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let (kari, ola) = (shelves.kari, shelves.ola);
    assert_eq!(shelves.read().await.photos().library_version(kari).await.unwrap(), 0);
    assert_eq!(opened(&shelves, kari, 1).await, [1]);
    assert_eq!(opened(&shelves, kari, 8).await, (2..10).collect::<Vec<i64>>());
    assert_eq!(shelves.read().await.photos().library_version(kari).await.unwrap(), 9);
    assert_eq!(shelves.read().await.photos().library_version(ola).await.unwrap(), 0);
    // A change that is given up leaves the version as it was.
    drop(shelves.open(kari).await);
    assert_eq!(opened(&shelves, kari, 1).await, [10]);
}

async fn a_library_that_several_begin_at_once_is_one(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    assert_eq!(opened(&shelves, shelves.kari, 2).await, [1, 2]);
    let versions: BTreeSet<i64> = opened(&shelves, shelves.ola, 5).await.into_iter().collect();
    assert_eq!(versions, (1..6).collect());
}

async fn a_photograph_is_found_by_its_owner_alone(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let (kari, stranger) = (shelves.kari, shelves.stranger().await);
    let photo = shelves.photo(kari, |_| ()).await;
    let other = shelves.photo(kari, |_| ()).await;
    shelves.tag(kari, &photo, &["fjord"]).await;
    shelves.file(kari, photo.id, |new| new.hotpreview = Some(vec![1, 2, 3])).await;
    let kept = shelves.find(kari, &photo).await.unwrap();
    let tx = shelves.read().await;
    assert_eq!(tx.photos().find(kari, &photo.hothash).await.unwrap(), Some(kept.clone()));
    let ids = [other.id, photo.id, other.id, PhotoId(i64::MAX)];
    let many = tx.photos().views(kari, &ids, true).await.unwrap();
    assert_eq!(many.iter().map(|view| view.photo.id).collect::<Vec<_>>(), [other.id, photo.id]);
    let named = tx.photos().view(kari, &photo.hothash).await.unwrap();
    assert_eq!(named.as_ref(), many.last());
    drop(tx);
    for shelf in [shelves.ola, stranger] {
        let tx = shelves.open(shelf).await;
        assert_eq!(tx.photos().find(shelf, &photo.hothash).await.unwrap(), None);
        assert_eq!(tx.photos().find_by_id(shelf, photo.id).await.unwrap(), None);
        assert!(tx.photos().views(shelf, &ids, true).await.unwrap().is_empty());
        assert_eq!(tx.photos().view(shelf, &photo.hothash).await.unwrap(), None);
        assert!(tx.photos().tags(shelf, photo.id).await.unwrap().is_empty());
        assert_eq!(tx.photos().hotpreview(shelf, photo.id).await.unwrap(), None);
        let refused = tx.photos().update(shelf, &kept).await.unwrap_err();
        assert_eq!(refused, StoreError::VersionMismatch { current: 0 });
        tx.photos().remove(shelf, &kept).await.unwrap();
        commit(tx).await;
    }
    assert_eq!(shelves.find(kari, &photo).await, Some(kept));
    assert_eq!(shelves.tags(kari, &photo).await, ["fjord"]);
}

async fn a_name_is_taken_once_in_each_library(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let stranger = shelves.stranger().await;
    let hothash = Hothash::parse(&a_hash()).unwrap();
    for shelf in [shelves.kari, shelves.ola, stranger] {
        let photo = shelves.photo(shelf, |new| new.hothash = hothash.clone()).await;
        assert_eq!((photo.studio, photo.owner), (shelf.studio(), shelf.owner()));
        let tx = shelves.open(shelf).await;
        let again = NewPhoto { hothash: hothash.clone(), ..new_photo() };
        let refused = tx.photos().insert(shelf, again).await.unwrap_err();
        assert_eq!(refused, StoreError::Conflict { constraint: "hothash" });
    }
}

fn a_coldpreview(key: &str) -> Coldpreview {
    Coldpreview { storage_key: key.to_owned(), width: 1200, height: 800, size: 5_000_000_000 }
}

async fn a_photograph_comes_back_as_it_was_written(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let author = shelves.author(kari).await;
    for taken in ["2024-02-29T10:00:00.123456", "1931-05-30T15:56:01"] {
        let taken_at = at(taken).map(|taken| TakenAt { offset_minutes: Some(-570), ..taken });
        let place = Some(Place { latitude: 0.0, longitude: -180.0 });
        let photo = shelves
            .photo(kari, |new| {
                (new.title, new.description) = (Some("Blåbær 🫐".into()), Some("Regn\nog sol".into()));
                (new.rating, new.taken_at, new.place) = (Some(5), taken_at, place);
                (new.author, new.width, new.height) = (Some(author), Some(6000), Some(4000));
                (new.camera, new.lens) = (Some("NIKON Z 6".into()), Some("50 mm f/1.8".into()));
                new.coldpreview = Some(a_coldpreview("library/1/1/aa/cold.jpg"));
            })
            .await;
        assert_eq!(
            (photo.title.as_deref(), photo.description.as_deref()),
            (Some("Blåbær 🫐"), Some("Regn\nog sol"))
        );
        assert_eq!((photo.taken_at, photo.place), (taken_at, place));
        assert_eq!((photo.exif_taken_at, photo.exif_place), (taken_at, place), "the file says it");
        assert_eq!((photo.author, photo.width, photo.height), (Some(author), Some(6000), Some(4000)));
        assert_eq!(
            (photo.camera.as_deref(), photo.lens.as_deref()),
            (Some("NIKON Z 6"), Some("50 mm f/1.8"))
        );
        assert_eq!(photo.coldpreview, Some(a_coldpreview("library/1/1/aa/cold.jpg")));
        assert_eq!((photo.rating, photo.version, photo.file_count, photo.has_raw), (Some(5), 1, 0, false));
        assert_eq!((photo.created_at, photo.updated_at, photo.correction.as_ref()), (now(), now(), None));
        assert_eq!(shelves.find(kari, &photo).await, Some(photo));
    }
}

async fn an_old_value_of_a_photograph_is_refused(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let photo = shelves.photo(kari, |new| new.taken_at = at("2024-02-29T10:00:00")).await;
    let file = shelves.file(kari, photo.id, |_| ()).await;
    let later = now() + Duration::hours(1);
    let changed = Photo {
        title: Some("Lofoten".into()),
        rating: Some(3),
        taken_at: at("2024-02-29T11:00:00").map(|taken| TakenAt { offset_minutes: Some(60), ..taken }),
        place: Some(Place { latitude: 68.2, longitude: 13.6 }),
        correction: Some(Correction { corrected_at: later, reason: Some("winter time".into()) }),
        master_file: Some(file.id),
        width: Some(600),
        camera: Some("Nikon".into()),
        coldpreview: Some(a_coldpreview("library/1/1/bb/cold.jpg")),
        // What is counted is nobody's to write.
        has_raw: true,
        file_count: 77,
        updated_at: later,
        ..photo.clone()
    };
    let tx = shelves.open(kari).await;
    let saved = tx.photos().update(kari, &changed).await.unwrap();
    commit(tx).await;
    assert_eq!(saved, Photo { version: 2, ..changed.clone() });
    let stored = Photo { has_raw: false, file_count: 1, ..saved.clone() };
    assert_eq!(shelves.find(kari, &photo).await, Some(stored));
    let tx = shelves.open(kari).await;
    let refused = tx.photos().update(kari, &photo).await.unwrap_err();
    assert_eq!(refused, StoreError::VersionMismatch { current: 2 });
    let bare = Photo {
        taken_at: None,
        place: None,
        correction: None,
        master_file: None,
        coldpreview: None,
        ..saved
    };
    let cleared = tx.photos().update(kari, &bare).await.unwrap();
    commit(tx).await;
    assert_eq!((cleared.taken_at, cleared.place, cleared.master_file), (None, None, None));
    assert_eq!((cleared.exif_taken_at, cleared.version), (photo.exif_taken_at, 3));
}

async fn counts_and_what_is_searched_follow_the_files(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let photo = shelves.photo(kari, |new| new.title = Some("Fjord".into())).await;
    shelves.file(kari, photo.id, |new| new.format = FileFormat::of_name("a.jpg")).await;
    let raw = FileFormat::Raw(RawFormat::Cr3);
    let second = shelves
        .file(kari, photo.id, |new| {
            new.filename = "Blåbær_7.CR3".into();
            new.format = Some(raw);
        })
        .await;
    let counted = shelves.find(kari, &photo).await.unwrap();
    assert_eq!((counted.file_count, counted.has_raw, counted.version), (2, true, photo.version));
    let finds = async |text: &str| {
        let search = PhotoSearch { text: Some(text.into()), ..PhotoSearch::default() }.checked().unwrap();
        shelves.read().await.photos().count(kari, &search).await.unwrap() == 1
    };
    assert!(finds("blabaer_7.cr3").await && finds("fjord").await && finds("img_0001 FJORD").await);
    let tx = shelves.open(kari).await;
    tx.image_files().remove(kari, 1, &second).await.unwrap();
    let counted = tx.photos().recount(kari, photo.clone()).await.unwrap();
    commit(tx).await;
    assert_eq!((counted.file_count, counted.has_raw), (1, false));
    assert!(!finds("blabaer").await && finds("fjord").await);
}

async fn stack_of(shelves: &Shelves, photos: &[Photo]) -> PhotoStackId {
    let tx = shelves.open(shelves.kari).await;
    let new = NewStack { kind: StackKind::Burst, title: None, now: now() };
    let stack = tx.stacks().insert(shelves.kari, new).await.unwrap().id;
    let ids: Vec<PhotoId> = photos.iter().map(|photo| photo.id).collect();
    tx.stacks().put(shelves.kari, stack, &ids, now()).await.unwrap();
    commit(tx).await;
    stack
}

async fn a_removed_photograph_takes_along_what_is_its_own(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let photos = shelves.photos(kari, 5).await;
    shelves.tag(kari, &photos[0], &["fjord", "only here"]).await;
    shelves.tag(kari, &photos[1], &["fjord"]).await;
    let theirs = shelves.photo(shelves.ola, |_| ()).await;
    shelves.tag(shelves.ola, &theirs, &["fjord", "only here"]).await;
    let file = shelves.file(kari, photos[0].id, |_| ()).await;
    let (pair, three) = (stack_of(&shelves, &photos[..2]).await, stack_of(&shelves, &photos[2..]).await);
    for photo in [&photos[0], &photos[2]] {
        let tx = shelves.open(kari).await;
        tx.photos().remove(kari, photo).await.unwrap();
        commit(tx).await;
        assert_eq!(shelves.find(kari, photo).await, None);
    }
    let tx = shelves.read().await;
    assert_eq!(tx.image_files().find(kari, file.id).await.unwrap(), None);
    let tags = tx.tags().list(kari, None, PageRequest::default()).await.unwrap().items;
    let tags: Vec<_> = tags.iter().map(|tag| (tag.name.name.as_str(), tag.photo_count)).collect();
    assert_eq!(tags, [("fjord", 1)], "a tag that nobody has is gone");
    assert_eq!(tx.stacks().find(kari, pair).await.unwrap(), None, "one photograph is no stack");
    let left: Vec<_> = tx.stacks().photos(kari, three).await.unwrap().iter().map(|photo| photo.id).collect();
    assert_eq!(left, [photos[3].id, photos[4].id]);
    assert!(tx.photos().find_by_id(kari, photos[1].id).await.unwrap().is_some());
    drop(tx);
    assert_eq!(shelves.tags(shelves.ola, &theirs).await, ["fjord", "only here"]);
}

async fn tags_keep_their_order_and_are_counted(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let photos = shelves.photos(kari, 2).await;
    shelves.tag(kari, &photos[0], &["zebra", "Blåbær", "a"]).await;
    shelves.tag(kari, &photos[1], &["BLABAER"]).await;
    assert_eq!(shelves.tags(kari, &photos[0]).await, ["zebra", "Blåbær", "a"]);
    assert_eq!(shelves.tags(kari, &photos[1]).await, ["Blåbær"], "folded it is the same tag");
    let counts = async || {
        let tags = shelves.read().await.tags().list(kari, None, PageRequest::default()).await.unwrap().items;
        let mut counts: Vec<_> = tags.into_iter().map(|tag| (tag.name.key, tag.photo_count)).collect();
        counts.sort();
        counts
    };
    let counted = |tags: &[(&str, i64)]| -> Vec<(String, i64)> {
        tags.iter().map(|(key, count)| ((*key).to_owned(), *count)).collect()
    };
    assert_eq!(counts().await, counted(&[("a", 1), ("blabaer", 2), ("zebra", 1)]));
    shelves.tag(kari, &photos[0], &["a", "new", "zebra"]).await;
    assert_eq!(shelves.tags(kari, &photos[0]).await, ["a", "new", "zebra"]);
    assert_eq!(counts().await, counted(&[("a", 1), ("blabaer", 1), ("new", 1), ("zebra", 1)]));
    shelves.tag(kari, &photos[0], &["a", "new", "zebra"]).await;
    shelves.tag(kari, &photos[1], &[]).await;
    assert_eq!(counts().await, counted(&[("a", 1), ("new", 1), ("zebra", 1)]));
    // In one transaction what is gone can come back.
    let tx = shelves.open(kari).await;
    for tags in [&["b"][..], &[], &["b"]] {
        tx.photos().set_tags(kari, photos[1].id, &TagName::all(tags).unwrap(), now()).await.unwrap();
    }
    commit(tx).await;
    assert_eq!(counts().await, counted(&[("a", 1), ("b", 1), ("new", 1), ("zebra", 1)]));
}

async fn views(shelves: &Shelves, photos: &[Photo], previews: bool) -> (Vec<PhotoView>, usize) {
    let (tx, statements) = shelves.counted().await;
    let ids: Vec<PhotoId> = photos.iter().map(|photo| photo.id).collect();
    let views = tx.photos().views(shelves.kari, &ids, previews).await.unwrap();
    (views, statements.load(Ordering::SeqCst))
}

async fn what_is_read_beside_photographs_is_complete(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let author = shelves.author(kari).await;
    let bare = shelves.photo(kari, |_| ()).await;
    let photo = shelves.photo(kari, |new| new.author = Some(author)).await;
    shelves.tag(kari, &photo, &["zebra", "Blåbær"]).await;
    let told = shelves.file(kari, photo.id, |_| ()).await;
    let stored = shelves
        .file(kari, photo.id, |new| {
            new.filename = "IMG_1.CR3".into();
            new.format = Some(FileFormat::Raw(RawFormat::Cr3));
            new.original = Some(crate::image_files::an_original("library/1/1/aa/x.cr3"));
            new.file_size = Some(5_000_000_000);
            new.hotpreview = Some(vec![0xff, 0xd8, 7]);
        })
        .await;
    let stack = stack_of(&shelves, &[bare.clone(), photo.clone()]).await;
    let (found, _) = views(&shelves, &[photo.clone(), bare.clone()], true).await;
    let [view, other] = found.as_slice() else { panic!("two views: {found:?}") };
    let read = (shelves.find(kari, &photo).await.unwrap(), shelves.find(kari, &bare).await.unwrap());
    assert_eq!((&view.photo, &other.photo), (&read.0, &read.1), "in their order");
    assert_eq!(
        (view.tags.as_slice(), view.author_name.as_deref()),
        (["zebra", "Blåbær"].map(String::from).as_slice(), Some("Åse"))
    );
    assert_eq!((view.stack, &view.hotpreview), (Some(stack), &Some(Hotpreview::of(&[0xff, 0xd8, 7]))));
    let files: Vec<_> = view.files.iter().map(|file| (file.id, file.is_stored, file.file_size)).collect();
    assert_eq!(files, [(told.id, false, None), (stored.id, true, Some(5_000_000_000))]);
    assert_eq!((view.files[1].format, view.files[1].filename.as_str()), (stored.format, "IMG_1.CR3"));
    assert!(other.tags.is_empty() && other.files.is_empty() && other.author_name.is_none());
    assert_eq!((other.stack, &other.hotpreview), (Some(stack), &None));
    let (found, _) = views(&shelves, std::slice::from_ref(&photo), false).await;
    assert_eq!(found[0].hotpreview, None);
    let bytes = shelves.read().await.photos().hotpreview(kari, photo.id).await.unwrap();
    assert_eq!(bytes, Some(vec![0xff, 0xd8, 7]));
    assert_eq!(shelves.read().await.photos().hotpreview(kari, bare.id).await.unwrap(), None);
}

async fn many_photographs_cost_as_many_statements_as_some(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let tx = shelves.open(kari).await;
    let mut photos = Vec::new();
    for number in 0..300 {
        let author = tx.authors().insert(kari, new_author(&format!("Author {number}"))).await.unwrap().id;
        let new = NewPhoto { author: Some(author), ..new_photo() };
        photos.push(tx.photos().insert(kari, new).await.unwrap());
    }
    commit(tx).await;
    let (one, of_one) = views(&shelves, &photos[..1], true).await;
    let (some, cost) = views(&shelves, &photos[..60], true).await;
    let (many, of_many) = views(&shelves, &photos, true).await;
    assert_eq!((one.len(), some.len(), many.len(), cost), (1, 60, 300, of_many));
    assert!(of_one < cost, "a short page needs not ask how large its pictures are");
    assert!(many.iter().zip(&photos).all(|(view, photo)| view.photo == *photo));
    assert!(views(&shelves, &[], true).await.0.is_empty());
}

async fn a_long_page_has_as_many_small_pictures_as_fit(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let mut photos = shelves.photos(kari, 60).await;
    photos.reverse();
    for photo in &photos[..5] {
        shelves.file(kari, photo.id, |new| new.hotpreview = Some(vec![1; 9 * 1024 * 1024])).await;
    }
    let (long, _) = views(&shelves, &photos, true).await;
    let shown: Vec<bool> = long.iter().take(6).map(|view| view.hotpreview.is_some()).collect();
    assert_eq!(shown, [true, true, true, false, false, false], "32 MiB together");
    let (short, _) = views(&shelves, &photos[..5], true).await;
    assert!(short.iter().all(|view| view.hotpreview.is_some()));
}

async fn a_new_photograph_counts_its_first_file(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let raw = FileFormat::Raw(RawFormat::Cr3);
    let photo = shelves
        .photo(kari, |new| {
            new.title = Some("Åse".into());
            new.first_file = Some(("Blåbær_7.CR3".into(), Some(raw)));
        })
        .await;
    assert_eq!((photo.file_count, photo.has_raw), (1, true));
    let search = PhotoSearch { text: Some("blabaer_7.cr3 åse".into()), ..PhotoSearch::default() };
    let tx = shelves.read().await;
    assert_eq!(tx.photos().count(kari, &search.checked().unwrap()).await.unwrap(), 1);
    let tx = shelves.open(kari).await;
    let new = NewImageFile {
        filename: "Blåbær_7.CR3".into(),
        format: Some(raw),
        ..crate::two_libraries::new_file(photo.id, serde_json::Map::new())
    };
    tx.image_files().insert(kari, 1, new).await.unwrap();
    let counted = tx.photos().recount(kari, photo.clone()).await.unwrap();
    commit(tx).await;
    assert_eq!(counted, photo, "counting anew finds the same");
}
