//! Turning the pages of a library.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use atelier_application::library::Photos;
use atelier_application::paging::PageRequest;
use atelier_domain::library::{PhotoOrder, PhotoSearch};
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
    // What was shown is remembered; only where it stands is looked up.
    assert_eq!(page(0, None).await, (5, 2, 1));
    let (total, _, other) = page(0, Some(3)).await;
    assert_eq!((total, other), (5, 2), "another search is counted by itself");

    scene.photo(similar::OTHER).await;
    assert_eq!(page(0, None).await.0, 6);
    assert_eq!(page(0, Some(3)).await.0, 6);
}
