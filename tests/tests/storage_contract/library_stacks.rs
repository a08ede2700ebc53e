//! Stacks of photographs.

use std::sync::atomic::Ordering;

use atelier_application::paging::PageRequest;
use atelier_application::ports::StoreError;
use atelier_application::ports::stacks::{NewStack, ShotFilter};
use atelier_domain::library::{Hothash, Photo, PhotoStack, Shelf, StackKind};
use atelier_domain::{PhotoId, PhotoStackId};
use atelier_testkit::databases::TestDatabase;
use serde_json::json;

use crate::two_libraries::{Shelves, at, new_file};
use crate::world::{commit, now};

contract!(
    a_stack_keeps_its_photographs_in_order,
    a_photograph_that_is_put_into_a_stack_leaves_the_other,
    stacks_are_listed_with_what_is_in_them_at_a_fixed_cost,
    another_user_of_the_studio_finds_no_stack,
    shots_are_those_of_known_time_and_camera_that_are_in_no_stack,
    how_a_photograph_was_exposed_is_read_from_its_files,
);

fn ids(photos: &[Photo]) -> Vec<PhotoId> {
    photos.iter().map(|photo| photo.id).collect()
}

async fn stack(shelves: &Shelves, shelf: Shelf, photos: &[Photo]) -> PhotoStack {
    let tx = shelves.open(shelf).await;
    let new = NewStack { kind: StackKind::Burst, title: Some("Take-off".into()), now: now() };
    let stack = tx.stacks().insert(shelf, new).await.unwrap();
    tx.stacks().put(shelf, stack.id, &ids(photos), now()).await.unwrap();
    commit(tx).await;
    stack
}

async fn members(shelves: &Shelves, shelf: Shelf, id: PhotoStackId) -> Vec<PhotoId> {
    let photos = shelves.read().await.stacks().photos(shelf, id).await.unwrap();
    photos.into_iter().map(|photo| photo.id).collect()
}

async fn a_stack_keeps_its_photographs_in_order(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photos = shelves.photos(shelves.kari, 4).await;
    let made = stack(&shelves, shelves.kari, &photos[..2]).await;
    let expected = (StackKind::Burst, Some("Take-off"), None, 1);
    assert_eq!((made.kind, made.title.as_deref(), made.cover, made.version), expected);
    let [a, b, c, d] = ids(&photos)[..] else { panic!("four photographs") };
    let tx = shelves.open(shelves.kari).await;
    // One that is in it stays where it is, and one that is named twice comes once.
    tx.stacks().put(shelves.kari, made.id, &[d, a, c, d], now()).await.unwrap();
    commit(tx).await;
    assert_eq!(members(&shelves, shelves.kari, made.id).await, [a, b, d, c]);
    let tx = shelves.open(shelves.kari).await;
    tx.stacks().arrange(shelves.kari, made.id, &[c, b, a, d]).await.unwrap();
    assert_eq!(tx.stacks().take(shelves.kari, made.id, &[b]).await.unwrap(), 1);
    assert_eq!(tx.stacks().take(shelves.kari, made.id, &[b]).await.unwrap(), 0);
    let changed = PhotoStack { kind: StackKind::Panorama, title: None, cover: Some(d), ..made.clone() };
    let saved = tx.stacks().update(shelves.kari, &changed).await.unwrap();
    assert_eq!(saved, PhotoStack { version: 2, ..changed });
    let refused = tx.stacks().update(shelves.kari, &made).await.unwrap_err();
    assert_eq!(refused, StoreError::VersionMismatch { current: 2 });
    commit(tx).await;
    assert_eq!(members(&shelves, shelves.kari, made.id).await, [c, a, d]);
    assert_eq!(shelves.read().await.stacks().find(shelves.kari, made.id).await.unwrap(), Some(saved));

    let tx = shelves.open(shelves.kari).await;
    tx.stacks().remove(shelves.kari, made.id).await.unwrap();
    commit(tx).await;
    let tx = shelves.read().await;
    assert_eq!(tx.stacks().find(shelves.kari, made.id).await.unwrap(), None);
    assert_eq!(tx.photos().views(shelves.kari, &ids(&photos), false).await.unwrap().len(), 4);
}

async fn a_photograph_that_is_put_into_a_stack_leaves_the_other(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photos = shelves.photos(shelves.kari, 5).await;
    let [a, b, c, d, e] = ids(&photos)[..] else { panic!("five photographs") };
    let old = stack(&shelves, shelves.kari, &photos[..3]).await;
    let new = stack(&shelves, shelves.kari, &photos[3..]).await;
    let tx = shelves.open(shelves.kari).await;
    let chosen = PhotoStack { cover: Some(b), ..old };
    let old = tx.stacks().update(shelves.kari, &chosen).await.unwrap();
    commit(tx).await;

    let tx = shelves.open(shelves.kari).await;
    tx.stacks().put(shelves.kari, new.id, &[b], now()).await.unwrap();
    commit(tx).await;
    assert_eq!(members(&shelves, shelves.kari, old.id).await, [a, c]);
    assert_eq!(members(&shelves, shelves.kari, new.id).await, [d, e, b]);
    let left = shelves.read().await.stacks().find(shelves.kari, old.id).await.unwrap().unwrap();
    assert_eq!((left.cover, left.version), (None, old.version + 1));
    let filled = shelves.read().await.stacks().find(shelves.kari, new.id).await.unwrap().unwrap();
    assert_eq!(filled.version, new.version);

    let tx = shelves.open(shelves.kari).await;
    tx.stacks().put(shelves.kari, new.id, &[a], now()).await.unwrap();
    commit(tx).await;
    assert_eq!(shelves.read().await.stacks().find(shelves.kari, old.id).await.unwrap(), None);
    assert_eq!(members(&shelves, shelves.kari, new.id).await, [d, e, b, a]);
    // The last one of the stack that is gone is free.
    let again = stack(&shelves, shelves.kari, &photos[1..3]).await;
    assert_eq!(members(&shelves, shelves.kari, again.id).await, [b, c]);
    assert_eq!(members(&shelves, shelves.kari, new.id).await, [d, e, a]);
}

async fn stacks_are_listed_with_what_is_in_them_at_a_fixed_cost(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photos = shelves.photos(shelves.kari, 10).await;
    let mut made = Vec::new();
    for pair in photos.chunks(2) {
        made.push(stack(&shelves, shelves.kari, pair).await.id);
    }
    let mut costs = Vec::new();
    for limit in [1, 5] {
        let (tx, statements) = shelves.counted().await;
        let page = tx.stacks().list(shelves.kari, None, PageRequest::first(limit)).await.unwrap();
        assert_eq!((page.total, page.items.len() as u64, page.next.is_some()), (5, limit, limit == 1));
        assert_eq!(page.items[0].stack.id, made[4], "the newest first");
        let newest: Vec<&Hothash> = page.items[0].photos.iter().map(|photo| &photo.hothash).collect();
        assert_eq!(newest, [&photos[8].hothash, &photos[9].hothash]);
        assert_eq!(page.items[0].cover().unwrap().id, photos[8].id);
        costs.push(statements.load(Ordering::SeqCst));
    }
    assert_eq!(costs[0], costs[1]);
    let tx = shelves.read().await;
    let first = tx.stacks().list(shelves.kari, None, PageRequest::first(3)).await.unwrap();
    let rest = PageRequest { after: first.next, ..PageRequest::first(3) };
    let rest = tx.stacks().list(shelves.kari, None, rest).await.unwrap();
    assert_eq!(rest.items.iter().map(|entry| entry.stack.id).collect::<Vec<_>>(), [made[1], made[0]]);
    let panoramas = tx.stacks().list(shelves.kari, Some(StackKind::Panorama), PageRequest::first(3)).await;
    assert_eq!(panoramas.unwrap().total, 0);
}

async fn another_user_of_the_studio_finds_no_stack(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photos = shelves.photos(shelves.kari, 3).await;
    let theirs = shelves.photos(shelves.ola, 2).await;
    let made = stack(&shelves, shelves.kari, &photos).await;
    let tx = shelves.open(shelves.ola).await;
    assert_eq!(tx.stacks().find(shelves.ola, made.id).await.unwrap(), None);
    assert!(tx.stacks().photos(shelves.ola, made.id).await.unwrap().is_empty());
    assert_eq!(tx.stacks().list(shelves.ola, None, PageRequest::first(10)).await.unwrap().total, 0);
    let hothashes = [photos[0].hothash.clone(), theirs[0].hothash.clone()];
    let named = tx.stacks().named(shelves.ola, &hothashes).await.unwrap();
    assert_eq!(named.iter().map(|photo| photo.id).collect::<Vec<_>>(), [theirs[0].id]);
    assert_eq!(tx.stacks().take(shelves.ola, made.id, &ids(&photos)).await.unwrap(), 0);
    tx.stacks().arrange(shelves.ola, made.id, &[photos[2].id, photos[1].id, photos[0].id]).await.unwrap();
    tx.stacks().remove(shelves.ola, made.id).await.unwrap();
    assert!(tx.stacks().update(shelves.ola, &made).await.is_err());
    commit(tx).await;
    assert_eq!(members(&shelves, shelves.kari, made.id).await, ids(&photos));
}

async fn shots_are_those_of_known_time_and_camera_that_are_in_no_stack(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let shelf = shelves.kari;
    let taken = async |time: &str, camera: Option<&str>| {
        let (time, camera) = (at(time), camera.map(str::to_owned));
        shelves.photo(shelf, |new| (new.taken_at, new.camera) = (time, camera)).await
    };
    let first = taken("2024-02-29T10:00:00", Some("Nikon Z6")).await;
    let second = taken("2024-02-29T10:00:01.5", Some("Nikon Z6")).await;
    taken("2024-02-29T10:00:02", None).await;
    shelves.photo(shelf, |new| new.camera = Some("Nikon Z6".into())).await;
    let stacked = [
        taken("2024-02-29T11:00:00", Some("Nikon Z6")).await,
        taken("2024-02-29T11:00:01", Some("Nikon Z6")).await,
    ];
    stack(&shelves, shelf, &stacked).await;
    let tx = shelves.read().await;
    let shots = tx.stacks().loose_shots(shelf, ShotFilter::default(), 10).await.unwrap();
    assert_eq!(shots.iter().map(|shot| shot.photo).collect::<Vec<_>>(), [second.id, first.id]);
    assert_eq!(shots[0].camera, "nikon z6");
    assert_eq!(shots[0].taken - shots[1].taken, 1_500_000);
    assert_eq!(tx.stacks().loose_shots(shelf, ShotFilter::default(), 1).await.unwrap().len(), 1);
    let until = ShotFilter { until: Some(shots[1].taken), ..ShotFilter::default() };
    let early = tx.stacks().loose_shots(shelf, until, 10).await.unwrap();
    assert_eq!(early.iter().map(|shot| shot.photo).collect::<Vec<_>>(), [first.id]);
    let from = ShotFilter { from: Some(shots[0].taken), ..ShotFilter::default() };
    assert_eq!(tx.stacks().loose_shots(shelf, from, 10).await.unwrap().len(), 1);
    assert!(tx.stacks().loose_shots(shelves.ola, ShotFilter::default(), 10).await.unwrap().is_empty());
}

async fn how_a_photograph_was_exposed_is_read_from_its_files(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let shelf = shelves.kari;
    let photos = shelves.photos(shelf, 4).await;
    let tx = shelves.open(shelf).await;
    let version = tx.photos().library_version(shelf).await.unwrap();
    let said = [json!({"exposure_bias": "-0.33 EV"}), json!({"exposure_bias": 1}), json!({"iso": 100})];
    for (photo, exif) in photos.iter().zip(&said) {
        let file = new_file(photo.id, exif.as_object().unwrap().clone());
        tx.image_files().insert(shelf, version, file).await.unwrap();
    }
    commit(tx).await;
    let tx = shelves.read().await;
    let biases = tx.stacks().exposure_biases(shelf, &ids(&photos)).await.unwrap();
    let told: Vec<(PhotoId, &str)> = biases.iter().map(|(photo, bias)| (*photo, bias.as_str())).collect();
    assert_eq!(told, [(photos[0].id, "-0.33 EV"), (photos[1].id, "1")]);
    assert!(tx.stacks().exposure_biases(shelves.ola, &ids(&photos)).await.unwrap().is_empty());
}
