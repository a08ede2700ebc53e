//! Looking for photographs.

use atelier_application::paging::{Cursor, PageRequest};
use atelier_application::ports::library::NewPhoto;
use atelier_domain::library::{
    FileFormat, MapBox, Photo, PhotoOrder, PhotoSearch, PhotoSort, Place, RawFormat, Shelf, TagName,
};
use atelier_domain::{AuthorId, ImportSessionId, PhotoId};
use atelier_testkit::databases::TestDatabase;

use crate::shelves::{new_author, new_import};
use crate::two_libraries::{Shelves, at};
use crate::world::commit;

contract!(
    words_are_found_folded_and_every_sign_stands_for_itself,
    photographs_are_found_by_stars_times_and_places,
    photographs_are_found_by_what_belongs_to_them,
    a_box_may_cross_the_line_of_the_date,
    every_order_is_paged_without_losing_or_repeating_a_photograph,
    a_total_that_is_known_is_taken_as_it_is,
);

/// A photograph whose words can be searched.
async fn known(shelves: &Shelves, shelf: Shelf, change: impl FnOnce(&mut NewPhoto)) -> Photo {
    let photo = shelves.photo(shelf, change).await;
    let tx = shelves.open(shelf).await;
    let photo = tx.photos().recount(shelf, photo.clone()).await.unwrap();
    commit(tx).await;
    photo
}

async fn found(shelves: &Shelves, search: PhotoSearch) -> Vec<PhotoId> {
    let (kari, search) = (shelves.kari, search.checked().unwrap());
    let order = PhotoOrder { by: PhotoSort::CreatedAt, ascending: true };
    let tx = shelves.read().await;
    let page = tx.photos().search(kari, &search, order, PageRequest::default(), None).await.unwrap();
    assert_eq!((page.total, page.next), (page.items.len() as u64, None));
    assert_eq!(tx.photos().count(kari, &search).await.unwrap(), page.total);
    page.items.into_iter().map(|photo| photo.id).collect()
}

fn place(latitude: f64, longitude: f64) -> Option<Place> {
    Some(Place { latitude, longitude })
}

async fn words_are_found_folded_and_every_sign_stands_for_itself(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let berries = known(&shelves, kari, |new| {
        new.title = Some("Blåbær 100%".into());
        new.description = Some("Mellom Å og Reine!".into());
        (new.camera, new.lens) = (Some("NIKON Z 6".into()), Some("50mm f/1.8 S".into()));
    })
    .await
    .id;
    let other = known(&shelves, kari, |new| {
        new.title = Some("1000 fjords".into());
        new.camera = Some("Canon EOS R5".into());
    })
    .await;
    shelves.file(kari, other.id, |new| new.filename = "Été_1\\.JPG".into()).await;
    known(&shelves, shelves.ola, |new| new.title = Some("Blåbær 100%".into())).await;
    let text = async |text: &str| {
        found(&shelves, PhotoSearch { text: Some(text.into()), ..PhotoSearch::default() }).await
    };
    for wanted in ["blabaer", "BLÅBÆR", "reine blåbær", "100%", "%", "e!", "a og"] {
        assert_eq!(text(wanted).await, [berries], "{wanted}");
    }
    for wanted in ["ete", "e_1", "\\", "1000", "FJORDS ete"] {
        assert_eq!(text(wanted).await, [other.id], "{wanted}");
    }
    for wanted in ["blabaer fjords", "1_0", "b%r", "!!"] {
        assert!(text(wanted).await.is_empty(), "{wanted}");
    }
    assert_eq!(text("100").await, [berries, other.id]);
    let of = async |camera: Option<&str>, lens: Option<&str>| {
        let (camera, lens) = (camera.map(str::to_owned), lens.map(str::to_owned));
        found(&shelves, PhotoSearch { camera, lens, ..PhotoSearch::default() }).await
    };
    assert_eq!(of(Some("nikon"), None).await, [berries]);
    assert_eq!(of(Some("eos r"), None).await, [other.id]);
    assert_eq!(of(None, Some("F/1.8")).await, [berries]);
    assert!(of(Some("nikon"), Some("85mm")).await.is_empty());
}

async fn photographs_are_found_by_stars_times_and_places(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let none = shelves.photo(kari, |_| ()).await.id;
    let old = shelves
        .photo(kari, |new| {
            (new.rating, new.taken_at) = (Some(1), at("1931-05-30T15:56:01"));
            new.place = place(0.0, 0.0);
        })
        .await
        .id;
    let new = shelves
        .photo(kari, |new| (new.rating, new.taken_at) = (Some(5), at("2024-02-29T10:00:00.5")))
        .await
        .id;
    let stars = async |rating_min, rating_max| {
        found(&shelves, PhotoSearch { rating_min, rating_max, ..PhotoSearch::default() }).await
    };
    assert_eq!(stars(None, None).await, [none, old, new]);
    assert_eq!(stars(Some(0), None).await, [none, old, new]);
    assert_eq!(stars(Some(1), None).await, [old, new]);
    assert_eq!(stars(None, Some(4)).await, [none, old], "without stars is none of them");
    assert_eq!(stars(None, Some(0)).await, [none]);
    assert_eq!(stars(Some(5), Some(5)).await, [new]);
    let taken = async |after: Option<&str>, before: Option<&str>| {
        let time = |text: Option<&str>| text.and_then(at).map(|taken| taken.local);
        let (taken_after, taken_before) = (time(after), time(before));
        found(&shelves, PhotoSearch { taken_after, taken_before, ..PhotoSearch::default() }).await
    };
    assert_eq!(taken(Some("1931-05-30T15:56:01"), None).await, [old, new], "at the time itself too");
    assert_eq!(taken(Some("1931-05-30T15:56:01.000001"), None).await, [new]);
    assert_eq!(taken(None, Some("1931-05-30T15:56:01")).await, [old], "what has no time is not before it");
    assert_eq!(taken(None, Some("2024-02-29T10:00:00.5")).await, [old, new]);
    assert!(taken(Some("1970-01-01T00:00:00"), Some("2024-02-29T10:00:00")).await.is_empty());
    let has = async |has_gps| found(&shelves, PhotoSearch { has_gps, ..PhotoSearch::default() }).await;
    assert_eq!(has(Some(true)).await, [old], "nought and nought is a place");
    assert_eq!(has(Some(false)).await, [none, new]);
}

async fn photographs_are_found_by_what_belongs_to_them(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let tx = shelves.open(kari).await;
    let author = tx.authors().insert(kari, new_author("Åse")).await.unwrap().id;
    let import = tx.import_sessions().insert(kari, new_import(None)).await.unwrap().id;
    commit(tx).await;
    let first = shelves.photo(kari, |new| new.author = Some(author)).await;
    let second = shelves.photo(kari, |_| ()).await;
    shelves.tag(kari, &first, &["Blåbær", "fjord"]).await;
    shelves.tag(kari, &second, &["fjord", "fjords"]).await;
    // Two files of one import are one photograph.
    for format in [FileFormat::of_name("a.jpg"), Some(FileFormat::Raw(RawFormat::Nef))] {
        let change = |new: &mut atelier_application::ports::library::NewImageFile| {
            (new.format, new.import_session) = (format, Some(import));
        };
        shelves.file(kari, second.id, change).await;
    }
    let (first, second) = (first.id, second.id);
    let tagged = async |tags: &[&str]| {
        found(&shelves, PhotoSearch { tags: TagName::all(tags).unwrap(), ..PhotoSearch::default() }).await
    };
    assert_eq!(tagged(&["FJORD"]).await, [first, second]);
    assert_eq!(tagged(&["fjord", "blabaer"]).await, [first], "all of them");
    assert_eq!(tagged(&["fjords"]).await, [second]);
    assert!(tagged(&["fjor"]).await.is_empty() && tagged(&["blabaer", "fjords"]).await.is_empty());
    let raw = async |has_raw| found(&shelves, PhotoSearch { has_raw, ..PhotoSearch::default() }).await;
    assert_eq!((raw(Some(true)).await, raw(Some(false)).await), (vec![second], vec![first]));
    let by = async |author| found(&shelves, PhotoSearch { author, ..PhotoSearch::default() }).await;
    assert_eq!(by(Some(author)).await, [first]);
    assert!(by(Some(AuthorId(i64::MAX))).await.is_empty());
    let of = async |import_session| {
        found(&shelves, PhotoSearch { import_session, ..PhotoSearch::default() }).await
    };
    assert_eq!(of(Some(import)).await, [second]);
    assert!(of(Some(ImportSessionId(i64::MAX))).await.is_empty());
    // Another library has neither the photographs nor the import.
    for search in
        [PhotoSearch::default(), PhotoSearch { import_session: Some(import), ..PhotoSearch::default() }]
    {
        assert_eq!(shelves.read().await.photos().count(shelves.ola, &search).await.unwrap(), 0);
    }
}

async fn a_box_may_cross_the_line_of_the_date(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let mut ids = Vec::new();
    for (latitude, longitude) in [(-17.0, 178.0), (-17.0, -179.5), (0.0, 0.0), (-40.0, 178.0)] {
        ids.push(shelves.photo(shelves.kari, |new| new.place = place(latitude, longitude)).await.id);
    }
    shelves.photo(shelves.kari, |_| ()).await;
    let within = async |south: f64, west: f64, north: f64, east: f64| {
        let within = Some(MapBox { south, west, north, east });
        found(&shelves, PhotoSearch { within, ..PhotoSearch::default() }).await
    };
    assert_eq!(within(-21.0, 176.0, -12.0, -178.0).await, ids[..2]);
    assert!(within(-21.0, -178.0, -12.0, 176.0).await.is_empty(), "the other way round the earth");
    assert_eq!(within(-1.0, -1.0, 1.0, 1.0).await, [ids[2]]);
    assert_eq!(within(0.0, 0.0, 0.0, 0.0).await, [ids[2]], "its edges belong to it");
    assert_eq!(within(-90.0, -180.0, 90.0, 180.0).await, ids);
}

async fn a_total_that_is_known_is_taken_as_it_is(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    for _ in 0..3 {
        shelves.photo(shelves.kari, |_| ()).await;
    }
    let (everything, order) = (PhotoSearch::default(), PhotoOrder::default());
    let page = async |limit: u64, known: Option<u64>| {
        let request = PageRequest { offset: 0, limit, after: None };
        shelves.read().await.photos().search(shelves.kari, &everything, order, request, known).await.unwrap()
    };
    assert_eq!(page(2, None).await.total, 3);
    assert_eq!(page(2, Some(7)).await.total, 7, "nobody counts");
    assert_eq!(page(9, Some(7)).await.total, 3, "who sees the end sees how many there are");
}

async fn every_order_is_paged_without_losing_or_repeating_a_photograph(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let times = [
        Some("2024-02-29T10:00:00"),
        None,
        Some("2024-02-29T10:00:00"),
        Some("1931-05-30T15:56:01"),
        None,
        Some("2024-02-29T10:00:00"),
        Some("1931-05-30T15:56:01"),
    ];
    for (number, time) in (0..).zip(times) {
        let rating = [None, Some(3), Some(3)][number % 3];
        shelves.photo(kari, |new| (new.taken_at, new.rating) = (time.and_then(at), rating)).await;
    }
    let everything = PhotoSearch::default();
    for by in [PhotoSort::TakenAt, PhotoSort::CreatedAt, PhotoSort::Rating] {
        let mut orders = Vec::new();
        for ascending in [false, true] {
            let order = PhotoOrder { by, ascending };
            let page = async |offset: u64, limit: u64, after: Option<Cursor>| {
                let request = PageRequest { offset, limit, after };
                shelves.read().await.photos().search(kari, &everything, order, request, None).await.unwrap()
            };
            let all = page(0, 100, None).await.items;
            for (number, photo) in (1..).zip(&all) {
                let behind = page(0, 100, Some(Cursor::from(*photo))).await.items;
                assert_eq!(behind, all[number..], "{by:?}, behind the one at {number}");
            }
            for limit in 1..4 {
                let (mut paged, mut after) = (Vec::new(), None);
                loop {
                    let next = page(0, limit, after).await;
                    assert_eq!(next.total, 7);
                    paged.extend(next.items);
                    after = next.next;
                    if after.is_none() {
                        break;
                    }
                }
                assert_eq!(paged, all, "{by:?}, {limit} at a time");
                let skipped = page(2, limit, None).await.items;
                assert_eq!(skipped[..], all[2..2 + skipped.len()]);
            }
            orders.push(all);
        }
        let ids: Vec<PhotoId> = orders[0].iter().map(|photo| photo.id).collect();
        let read = shelves.read().await.photos().views(kari, &ids, false).await.unwrap();
        let read: Vec<Photo> = read.into_iter().map(|view| view.photo).collect();
        let [descending, ascending] = orders.as_mut_slice() else { panic!("two orders") };
        ascending.reverse();
        assert_eq!(descending, ascending, "the same order from its other end");
        let descending = read;
        match by {
            PhotoSort::TakenAt => {
                let known: Vec<bool> = descending.iter().map(|photo| photo.taken_at.is_some()).collect();
                assert_eq!(known, [true, true, true, true, true, false, false]);
                assert!(
                    descending[..5]
                        .is_sorted_by_key(|photo| std::cmp::Reverse(photo.taken_at.map(|at| at.local)))
                );
            }
            PhotoSort::CreatedAt => assert!(descending.is_sorted_by_key(|photo| std::cmp::Reverse(photo.id))),
            PhotoSort::Rating => {
                let stars: Vec<i32> = descending.iter().map(|photo| photo.rating.unwrap_or(0)).collect();
                assert_eq!(stars, [3, 3, 3, 3, 0, 0, 0]);
            }
        }
    }
}
