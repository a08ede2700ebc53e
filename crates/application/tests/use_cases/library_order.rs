//! How people bring order into their libraries, on a database with one connection.

use std::sync::Arc;

use atelier_application::AppError;
use atelier_application::library::{
    Photos, SavedSearchInput, SavedSearches, StackInput, StackPatch, Stacks, SuggestInput, Tags, Timeline,
};
use atelier_application::paging::PageRequest;
use atelier_application::ports::library::NewPhoto;
use atelier_domain::access::Actor;
use atelier_domain::library::{
    Granularity, Hothash, Photo, PhotoOrder, PhotoSearch, STACK_MAX, Shelf, Span, StackKind, TakenAt,
};
use atelier_domain::{PhotoStackId, SavedSearchId, TagId};
use atelier_testkit::library::bare_photo;
use chrono::{DateTime, Duration, NaiveDateTime};

use crate::desk::{Desk, code};
use crate::library_reader::PlainReader;

struct Scene {
    desk: Desk,
    kari: Actor,
    tags: Tags,
    stacks: Stacks,
    searches: SavedSearches,
    timeline: Timeline,
}

async fn scene() -> Scene {
    let desk = Desk::open().await;
    let signed_in = desk.register("Lys").await;
    let kari = desk.actor(&signed_in).await;
    let kernel = desk.kernel.clone();
    let photos =
        Photos::new(kernel.clone(), Arc::new(PlainReader), desk.media.clone(), Duration::seconds(10));
    Scene {
        kari,
        tags: Tags::new(kernel.clone()),
        stacks: Stacks::new(kernel.clone()),
        searches: SavedSearches::new(kernel.clone(), &photos),
        timeline: Timeline::new(kernel),
        desk,
    }
}

fn taken() -> NaiveDateTime {
    DateTime::UNIX_EPOCH.naive_utc() + Duration::days(20_000)
}

impl Scene {
    /// So many photographs, a second apart.
    async fn photos(&self, count: i64) -> Vec<Photo> {
        let shelf = Shelf::of(&self.kari).unwrap();
        let tx = self.desk.kernel.write().await.unwrap();
        tx.photos().open(shelf).await.unwrap();
        let mut photos = Vec::new();
        for n in 0..count {
            let new = NewPhoto {
                taken_at: Some(TakenAt { local: taken() + Duration::seconds(n), offset_minutes: None }),
                camera: Some("Nikon Z6".to_owned()),
                ..bare_photo(&format!("{n:064x}"), self.kari.now)
            };
            photos.push(tx.photos().insert(shelf, new).await.unwrap());
        }
        tx.finish().await.unwrap();
        photos
    }

    async fn stack(&self, photos: &[Photo]) -> PhotoStackId {
        self.stacks.create(&self.kari, of(photos)).await.unwrap().into_inner().stack.id
    }
}

fn names(photos: &[Photo]) -> Vec<String> {
    photos.iter().map(|photo| photo.hothash.to_string()).collect()
}

fn of(photos: &[Photo]) -> StackInput {
    StackInput { kind: StackKind::Burst, title: None, hothashes: names(photos), cover: None }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[tokio::test]
async fn who_may_not_use_a_library_is_told_so_everywhere() {
    let scene = scene().await;
    let signed_in = scene.desk.vendor(scene.kari.studio).await;
    let vendor = scene.desk.actor(&signed_in).await;
    let page = PageRequest::default();
    let span = Span::within(Granularity::Year, None, None, None).unwrap();
    let hothash = Hothash::parse(&"ab".repeat(32)).unwrap();
    let (tag, stack, search) = (TagId(1), PhotoStackId(1), SavedSearchId(1));
    let refusals = [
        code(scene.tags.list(&vendor, None, page).await),
        code(scene.tags.rename(&vendor, tag, "x").await),
        code(scene.tags.merge(&vendor, &[tag], tag).await),
        code(scene.tags.remove(&vendor, tag).await),
        code(scene.tags.add_to_photo(&vendor, &hothash, &words(&["x"]), None).await),
        code(scene.tags.take_from_photo(&vendor, &hothash, "x", None).await),
        code(scene.stacks.list(&vendor, None, page).await),
        code(scene.stacks.read(&vendor, stack).await),
        code(scene.stacks.change(&vendor, stack, StackPatch::default(), None).await),
        code(scene.stacks.remove(&vendor, stack, None).await),
        code(scene.stacks.add(&vendor, stack, &words(&["x"])).await),
        code(scene.stacks.take(&vendor, stack, &hothash).await),
        code(scene.stacks.reorder(&vendor, stack, &words(&["x"])).await),
        code(scene.stacks.suggest(&vendor, SuggestInput::default()).await),
        code(scene.searches.list(&vendor, false, page).await),
        code(scene.searches.read(&vendor, search).await),
        code(scene.searches.remove(&vendor, search, None).await),
        code(scene.searches.run(&vendor, search, page).await),
        code(scene.timeline.buckets(&vendor, span).await),
    ];
    assert!(refusals.iter().all(|refusal| refusal == "forbidden"), "{refusals:?}");
}

#[tokio::test]
async fn a_photograph_has_twenty_tags_at_most_and_none_twice() {
    let scene = scene().await;
    let photos = scene.photos(1).await;
    let (kari, hothash) = (&scene.kari, &photos.first().unwrap().hothash);
    let added = scene.tags.add_to_photo(kari, hothash, &words(&["Fjord", "zebra"]), None).await.unwrap();
    assert_eq!(added.tags, ["Fjord", "zebra"]);
    let version = added.photo.version;
    let again = scene.tags.add_to_photo(kari, hothash, &words(&["FJORD"]), Some(version)).await.unwrap();
    assert_eq!((again.photo.version, again.tags.len()), (version, 2), "nothing has changed");
    let many: Vec<String> = (0..19).map(|n| format!("tag {n}")).collect();
    let refused = scene.tags.add_to_photo(kari, hothash, &many, None).await;
    assert_eq!(code(refused), "too_many_tags");
    let stale = scene.tags.add_to_photo(kari, hothash, &words(&["x"]), Some(version + 7)).await;
    assert_eq!(code(stale), "version_mismatch");
    let left = scene.tags.take_from_photo(kari, hothash, "fjørd", None).await.unwrap();
    assert_eq!(left.tags, ["zebra"]);
    assert!(left.photo.version > version);
    for absent in ["fjord", "", "\u{301}"] {
        assert_eq!(code(scene.tags.take_from_photo(kari, hothash, absent, None).await), "not_found");
    }
}

#[tokio::test]
async fn a_name_that_is_taken_is_refused_with_the_tag_that_has_it() {
    let scene = scene().await;
    let photos = scene.photos(1).await;
    let (kari, hothash) = (&scene.kari, &photos.first().unwrap().hothash);
    scene.tags.add_to_photo(kari, hothash, &words(&["Fjord", "zebra"]), None).await.unwrap().into_inner();
    let tags = scene.tags.list(kari, None, PageRequest::default()).await.unwrap().items;
    let [fjord, zebra] = tags.as_slice() else { panic!("two tags: {tags:?}") };
    match scene.tags.rename(kari, zebra.id, "FJØRD").await {
        Err(AppError::TagExists { tag, name }) => assert_eq!((tag, name.as_str()), (fjord.id, "Fjord")),
        other => panic!("{other:?}"),
    }
    let spelt = scene.tags.rename(kari, fjord.id, "Fjørd").await.unwrap();
    assert_eq!((spelt.id, spelt.name.name.as_str()), (fjord.id, "Fjørd"));
    assert_eq!(code(scene.tags.merge(kari, &[], fjord.id).await), "out_of_range");
    assert_eq!(code(scene.tags.merge(kari, &[TagId(99)], fjord.id).await), "not_found");
    assert_eq!(code(scene.tags.merge(kari, &[zebra.id], TagId(99)).await), "not_found");
    let merged = scene.tags.merge(kari, &[zebra.id, fjord.id], fjord.id).await.unwrap();
    assert_eq!((merged.id, merged.photo_count), (fjord.id, 1));
    assert_eq!(code(scene.tags.remove(kari, zebra.id).await), "not_found");
}

#[tokio::test]
async fn a_stack_that_is_left_with_one_photograph_goes() {
    let scene = scene().await;
    let photos = scene.photos(3).await;
    let [first, second, third] = photos.as_slice() else { panic!("three photographs") };
    let id = scene.stack(&photos).await;
    let left = scene.stacks.take(&scene.kari, id, &second.hothash).await.unwrap().into_inner().unwrap();
    assert_eq!((left.photos.len(), left.stack.version), (2, 2));
    assert_eq!(code(scene.stacks.take(&scene.kari, id, &second.hothash).await), "not_found");
    assert!(scene.stacks.take(&scene.kari, id, &first.hothash).await.unwrap().into_inner().is_none());
    assert_eq!(code(scene.stacks.read(&scene.kari, id).await), "not_found");
    // What was in it is free.
    let again = scene.stack(&[first.clone(), third.clone()]).await;
    assert_eq!(scene.stacks.read(&scene.kari, again).await.unwrap().photos.len(), 2);
}

#[tokio::test]
async fn what_is_named_in_a_stack_must_be_there_and_fit() {
    let scene = scene().await;
    let photos = scene.photos(4).await;
    let (inside, outside) = photos.split_at(3);
    let id = scene.stack(inside).await;
    let unknown = "f".repeat(64);
    let create = async |change: &dyn Fn(&mut StackInput)| {
        let mut input = of(inside);
        change(&mut input);
        code(scene.stacks.create(&scene.kari, input).await)
    };
    assert_eq!(create(&|input| input.hothashes.push(unknown.clone())).await, "not_found");
    assert_eq!(create(&|input| input.hothashes.push("x".to_owned())).await, "not_found");
    assert_eq!(create(&|input| input.hothashes.truncate(1)).await, "out_of_range");
    let twice = vec![names(inside).remove(0); 2];
    assert_eq!(create(&|input| input.hothashes.clone_from(&twice)).await, "out_of_range");
    assert_eq!(create(&|input| input.hothashes = vec!["x".to_owned(); STACK_MAX + 1]).await, "out_of_range");
    let other = names(outside).remove(0);
    assert_eq!(create(&|input| input.cover = Some(other.clone())).await, "not_in_stack");
    let patch = StackPatch { cover: Some(Some(other.clone())), ..StackPatch::default() };
    assert_eq!(code(scene.stacks.change(&scene.kari, id, patch, None).await), "not_in_stack");
    assert_eq!(code(scene.stacks.reorder(&scene.kari, id, &[other]).await), "not_in_stack");
    assert_eq!(code(scene.stacks.add(&scene.kari, id, &[]).await), "out_of_range");
    assert_eq!(code(scene.stacks.add(&scene.kari, id, &[unknown]).await), "not_found");
    // Nothing of it has happened.
    let kept = scene.stacks.read(&scene.kari, id).await.unwrap();
    assert_eq!((kept.photos.len(), kept.stack.version), (3, 1));
}

#[tokio::test]
async fn named_photographs_come_first_and_the_others_follow() {
    let scene = scene().await;
    let photos = scene.photos(4).await;
    let id = scene.stack(&photos).await;
    let all = names(&photos);
    let [a, b, c, d] = all.as_slice() else { panic!("four photographs") };
    let order = [c.clone(), a.clone()];
    let ordered = scene.stacks.reorder(&scene.kari, id, &order).await.unwrap().into_inner();
    let found: Vec<String> = ordered.photos.iter().map(|photo| photo.hothash.to_string()).collect();
    assert_eq!([c, a, b, d].map(String::clone).to_vec(), found);
    assert_eq!(ordered.cover().unwrap().hothash.to_string(), *c);
}

#[tokio::test]
async fn a_proposal_becomes_a_stack_and_is_not_proposed_again() {
    let scene = scene().await;
    let photos = scene.photos(3).await;
    let proposed = scene.stacks.suggest(&scene.kari, SuggestInput::default()).await.unwrap();
    let [proposal] = proposed.as_slice() else { panic!("one proposal: {proposed:?}") };
    let shots: Vec<String> = proposal.shots.iter().map(|shot| shot.hothash.to_string()).collect();
    assert_eq!((proposal.kind, shots), (StackKind::Burst, names(&photos)));
    scene.stack(&photos).await;
    assert!(scene.stacks.suggest(&scene.kari, SuggestInput::default()).await.unwrap().is_empty());
    let slow = SuggestInput { within_seconds: Some(61), ..SuggestInput::default() };
    assert_eq!(code(scene.stacks.suggest(&scene.kari, slow).await), "out_of_range");
}

#[tokio::test]
async fn a_saved_search_is_run_and_remembers_how_much_it_found() {
    let scene = scene().await;
    scene.photos(3).await;
    let input = SavedSearchInput {
        name: "Everything of that day".to_owned(),
        search: PhotoSearch { taken_after: Some(taken() + Duration::seconds(1)), ..PhotoSearch::default() },
        order: PhotoOrder::default(),
        is_favorite: true,
    };
    let saved = scene.searches.create(&scene.kari, input.clone()).await.unwrap().into_inner();
    assert_eq!(code(scene.searches.create(&scene.kari, input.clone()).await), "saved_search_exists");
    let bad = PhotoSearch { rating_min: Some(9), ..PhotoSearch::default() };
    let bad = SavedSearchInput { search: bad, ..input };
    assert_eq!(code(scene.searches.create(&scene.kari, bad).await), "out_of_range");
    let found = scene.searches.run(&scene.kari, saved.id, PageRequest::first(1)).await.unwrap().into_inner();
    assert_eq!((found.items.len(), found.total), (1, 2));
    let noted = scene.searches.read(&scene.kari, saved.id).await.unwrap();
    assert_eq!((noted.last_count, noted.last_run_at), (Some(2), Some(scene.kari.now)));
    assert_eq!(noted.version, saved.version);
}
