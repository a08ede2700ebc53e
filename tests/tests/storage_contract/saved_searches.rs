//! Searches that people keep.

use atelier_application::paging::PageRequest;
use atelier_application::ports::StoreError;
use atelier_application::ports::saved_searches::NewSavedSearch;
use atelier_domain::library::{MapBox, PhotoOrder, PhotoSearch, PhotoSort, SavedSearch, Shelf, TagName};
use atelier_domain::{AuthorId, ImportSessionId};
use atelier_testkit::databases::TestDatabase;

use crate::two_libraries::{Shelves, at};
use crate::world::{commit, now};

contract!(
    a_search_comes_back_as_it_was_typed,
    a_name_is_one_persons_and_however_it_is_spelt,
    a_run_is_noted_and_is_no_change,
    favorites_are_listed_by_themselves,
    another_user_of_the_studio_finds_no_search,
);

fn criteria() -> (PhotoSearch, PhotoOrder) {
    let search = PhotoSearch {
        text: Some("Blåbær 100%".into()),
        tags: TagName::all(&["Blåbær", "f/1.8"]).unwrap(),
        rating_min: Some(3),
        rating_max: Some(5),
        taken_after: at("2024-02-29T00:00:00").map(|taken| taken.local),
        taken_before: at("2024-02-29T23:59:59.999999").map(|taken| taken.local),
        has_gps: Some(true),
        has_raw: Some(false),
        author: Some(AuthorId(7)),
        import_session: Some(ImportSessionId(8)),
        camera: Some("Nikon".into()),
        lens: Some("50mm".into()),
        within: Some(MapBox { south: -21.25, west: 176.0, north: -12.0, east: -178.5 }),
    };
    (search, PhotoOrder { by: PhotoSort::Rating, ascending: true })
}

fn new(name: &str, is_favorite: bool) -> NewSavedSearch {
    let (search, order) = criteria();
    NewSavedSearch { name: name.to_owned(), search, order, is_favorite, now: now() }
}

async fn saved(shelves: &Shelves, shelf: Shelf, new: NewSavedSearch) -> SavedSearch {
    let tx = shelves.open(shelf).await;
    let saved = tx.saved_searches().insert(shelf, new).await.unwrap();
    commit(tx).await;
    saved
}

async fn a_search_comes_back_as_it_was_typed(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let made = saved(&shelves, shelves.kari, new("Best berries", true)).await;
    assert_eq!((made.search.clone(), made.order), criteria());
    assert_eq!((made.name.as_str(), made.is_favorite, made.version), ("Best berries", true, 1));
    assert_eq!((made.last_count, made.last_run_at), (None, None));

    let tx = shelves.open(shelves.kari).await;
    let changed = SavedSearch {
        name: "Everything".into(),
        search: PhotoSearch::default(),
        order: PhotoOrder::default(),
        is_favorite: false,
        ..made.clone()
    };
    let stored = tx.saved_searches().update(shelves.kari, &changed).await.unwrap();
    assert_eq!(stored, SavedSearch { version: 2, ..changed });
    let refused = tx.saved_searches().update(shelves.kari, &made).await.unwrap_err();
    assert_eq!(refused, StoreError::VersionMismatch { current: 2 });
    commit(tx).await;
    let tx = shelves.read().await;
    assert_eq!(tx.saved_searches().find(shelves.kari, made.id).await.unwrap(), Some(stored));
}

async fn a_name_is_one_persons_and_however_it_is_spelt(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    saved(&shelves, shelves.kari, new("Blåbær", false)).await;
    let other = saved(&shelves, shelves.kari, new("Fjord", false)).await;
    saved(&shelves, shelves.ola, new("blabaer", false)).await;
    let taken = StoreError::Conflict { constraint: "saved_search" };
    let tx = shelves.open(shelves.kari).await;
    let refused = tx.saved_searches().insert(shelves.kari, new("BLABAER", false)).await.unwrap_err();
    assert_eq!(refused, taken);
    drop(tx);
    let tx = shelves.open(shelves.kari).await;
    let renamed = SavedSearch { name: "blåbaer".into(), ..other };
    assert_eq!(tx.saved_searches().update(shelves.kari, &renamed).await.unwrap_err(), taken);
}

async fn a_run_is_noted_and_is_no_change(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let made = saved(&shelves, shelves.kari, new("Fjord", false)).await;
    let tx = shelves.open(shelves.kari).await;
    tx.saved_searches().ran(shelves.kari, made.id, 12, now()).await.unwrap();
    let noted = tx.saved_searches().find(shelves.kari, made.id).await.unwrap();
    let expected = SavedSearch { last_count: Some(12), last_run_at: Some(now()), ..made.clone() };
    assert_eq!(noted, Some(expected));
    tx.saved_searches().remove(shelves.kari, made.id).await.unwrap();
    assert_eq!(tx.saved_searches().find(shelves.kari, made.id).await.unwrap(), None);
    // One that went meanwhile is left alone.
    tx.saved_searches().ran(shelves.kari, made.id, 13, now()).await.unwrap();
    commit(tx).await;
}

async fn favorites_are_listed_by_themselves(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let mut made = Vec::new();
    for (name, is_favorite) in [("a", false), ("b", true), ("c", false), ("d", true)] {
        made.push(saved(&shelves, shelves.kari, new(name, is_favorite)).await.id);
    }
    let tx = shelves.read().await;
    let first = tx.saved_searches().list(shelves.kari, false, PageRequest::first(3)).await.unwrap();
    assert_eq!(first.total, 4);
    assert_eq!(first.items.iter().map(|saved| saved.id).collect::<Vec<_>>(), made[..3]);
    let rest = PageRequest { after: first.next, ..PageRequest::first(3) };
    let rest = tx.saved_searches().list(shelves.kari, false, rest).await.unwrap();
    assert_eq!(rest.items[0].id, made[3]);
    let favorites = tx.saved_searches().list(shelves.kari, true, PageRequest::first(3)).await.unwrap();
    assert_eq!(favorites.items.iter().map(|saved| saved.id).collect::<Vec<_>>(), [made[1], made[3]]);
}

async fn another_user_of_the_studio_finds_no_search(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let made = saved(&shelves, shelves.kari, new("Fjord", true)).await;
    let tx = shelves.open(shelves.ola).await;
    assert_eq!(tx.saved_searches().find(shelves.ola, made.id).await.unwrap(), None);
    assert_eq!(tx.saved_searches().list(shelves.ola, false, PageRequest::first(9)).await.unwrap().total, 0);
    tx.saved_searches().ran(shelves.ola, made.id, 99, now()).await.unwrap();
    tx.saved_searches().remove(shelves.ola, made.id).await.unwrap();
    assert!(tx.saved_searches().update(shelves.ola, &made).await.is_err());
    commit(tx).await;
    let tx = shelves.read().await;
    assert_eq!(tx.saved_searches().find(shelves.kari, made.id).await.unwrap(), Some(made));
}
