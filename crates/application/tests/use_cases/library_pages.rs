//! Turning the pages of a library.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use atelier_application::library::Photos;
use atelier_application::paging::{Cursor, Page, PageRequest};
use atelier_application::ports::library::PhotoView;
use atelier_domain::PhotoId;
use atelier_domain::library::{PhotoOrder, PhotoSearch, PhotoSort};
use chrono::Duration;

use crate::imports::counted;
use crate::library_reader::PlainReader;
use crate::similar;

#[tokio::test]
async fn what_is_found_is_counted_once_and_again_after_a_change() {
    let scene = similar::scene().await;
    for _ in 0..5 {
        scene.photo(similar::PICTURE).await;
    }
    let (kernel, statements) = counted(&scene.desk);
    let photos = Photos::new(kernel, Arc::new(PlainReader), scene.desk.media.clone(), Duration::seconds(10));
    let page = async |offset: u64, rating: Option<i32>| {
        statements.store(0, Ordering::SeqCst);
        let search = PhotoSearch { rating_max: rating, ..PhotoSearch::default() };
        let request = PageRequest { offset, limit: 2, after: None };
        let order = PhotoOrder::default();
        let page = photos.search(&scene.kari, search, order, request, true).await.unwrap();
        (page.total, page.items.len(), statements.load(Ordering::SeqCst))
    };

    let (total, shown, first) = page(0, None).await;
    assert_eq!((total, shown), (5, 2));
    let (total, shown, second) = page(2, None).await;
    assert_eq!((total, shown), (5, 2));
    // Neither the library's version nor the count is asked for again.
    assert_eq!(second, first - 2);
    // What was shown is remembered, and so is where it stands.
    assert_eq!(page(0, None).await, (5, 2, 0));
    let (total, _, other) = page(0, Some(3)).await;
    assert_eq!((total, other), (5, 2), "another search is counted by itself");

    scene.photo(similar::OTHER).await;
    assert_eq!(page(0, None).await.0, 6);
    assert_eq!(page(0, Some(3)).await.0, 6);
}

#[tokio::test]
async fn who_turns_pages_is_read_ahead_for_until_something_changes() {
    let scene = similar::scene().await;
    for _ in 0..9 {
        scene.photo(similar::PICTURE).await;
    }
    let (kernel, statements) = counted(&scene.desk);
    let photos = Photos::new(kernel, Arc::new(PlainReader), scene.desk.media.clone(), Duration::seconds(10));
    let part = async |order: PhotoOrder, request: PageRequest| {
        photos.search(&scene.kari, PhotoSearch::default(), order, request, false).await.unwrap()
    };
    let page = async |order: PhotoOrder, offset: u64, after: Option<Cursor>| {
        part(order, PageRequest { offset, limit: 2, after }).await
    };
    let shown = |page: &Page<Arc<PhotoView>>| -> Vec<PhotoId> {
        page.items.iter().map(|view| view.photo.id).collect()
    };
    let newest = PhotoOrder { by: PhotoSort::CreatedAt, ascending: false };
    let oldest = PhotoOrder { ascending: true, ..newest };
    for (round, order) in [newest, oldest, newest].into_iter().enumerate() {
        let (added, _) = scene.photo(similar::OTHER).await;
        assert!(part(order, PageRequest::first(0)).await.items.is_empty());
        let total = page(order, 0, None).await.total;
        let mut all = Vec::new();
        for offset in (0..12).step_by(2) {
            all.extend(shown(&page(order, offset, None).await));
        }
        assert_eq!(all.len() as u64, total);
        let expected = if order.ascending { all.last() } else { all.first() };
        assert_eq!(expected, Some(&added.id), "round {round}: what has arrived in between is there");
        assert!(all.is_sorted_by(|one, other| (one < other) == order.ascending), "{all:?}");
        // Everything is known by now.
        statements.store(0, Ordering::SeqCst);
        for offset in 0..all.len() {
            let until = (offset + 2).min(all.len());
            assert_eq!(shown(&page(order, offset as u64, None).await), all[offset..until]);
        }
        assert!(shown(&page(order, 400, None).await).is_empty());
        let (mut walked, mut after) = (Vec::new(), None);
        loop {
            let next = page(order, 0, after).await;
            walked.extend(shown(&next));
            after = next.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!((walked, statements.load(Ordering::SeqCst)), (all, 0));
    }
}
