//! A library along time.

use std::sync::atomic::Ordering;

use atelier_domain::library::{Bucket, Granularity, Hothash, Photo, Shelf, Span};
use atelier_testkit::databases::TestDatabase;

use crate::two_libraries::{Shelves, at};

contract!(
    photographs_are_counted_by_year_month_day_and_hour,
    the_best_rated_photograph_stands_for_its_bucket,
    without_ratings_the_middle_of_the_time_stands_for_it,
    what_has_no_time_or_is_somebody_elses_is_in_no_bucket,
    a_timeline_costs_the_same_however_many_photographs_there_are,
);

async fn taken(shelves: &Shelves, shelf: Shelf, time: &str, rating: Option<i32>) -> Photo {
    let taken_at = at(time);
    shelves.photo(shelf, |new| (new.taken_at, new.rating) = (taken_at, rating)).await
}

async fn buckets(
    shelves: &Shelves,
    granularity: Granularity,
    date: (Option<i32>, Option<u32>, Option<u32>),
) -> Vec<Bucket> {
    let (year, month, day) = date;
    let span = Span::within(granularity, year, month, day).unwrap();
    shelves.read().await.timeline().buckets(shelves.kari, span).await.unwrap()
}

fn counts(buckets: &[Bucket]) -> Vec<(i64, u64)> {
    buckets.iter().map(|bucket| (bucket.begins, bucket.count)).collect()
}

async fn photographs_are_counted_by_year_month_day_and_hour(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    for time in [
        "1931-05-30T15:56:01",
        "2023-12-31T23:59:59.999999",
        "2024-01-01T00:00:00",
        "2024-02-28T23:59:59",
        "2024-02-29T00:00:00",
        "2024-02-29T00:59:59",
        "2024-02-29T23:00:00",
        "2024-03-01T00:00:00",
    ] {
        taken(&shelves, shelves.kari, time, None).await;
    }
    let years = buckets(&shelves, Granularity::Year, (None, None, None)).await;
    assert_eq!(counts(&years), [(1_931_000_000, 1), (2_023_000_000, 1), (2_024_000_000, 6)]);
    let leap_year = years.last().unwrap();
    assert_eq!(Some(leap_year.first), at("2024-01-01T00:00:00").map(|taken| taken.local));
    assert_eq!(Some(leap_year.last), at("2024-03-01T00:00:00").map(|taken| taken.local));
    let months = buckets(&shelves, Granularity::Month, (Some(2024), None, None)).await;
    assert_eq!(counts(&months), [(2_024_010_000, 1), (2_024_020_000, 4), (2_024_030_000, 1)]);
    let days = buckets(&shelves, Granularity::Day, (Some(2024), Some(2), None)).await;
    assert_eq!(counts(&days), [(2_024_022_800, 1), (2_024_022_900, 3)]);
    let hours = buckets(&shelves, Granularity::Hour, (Some(2024), Some(2), Some(29))).await;
    assert_eq!(counts(&hours), [(2_024_022_900, 2), (2_024_022_923, 1)]);
    let one = buckets(&shelves, Granularity::Year, (Some(2023), None, None)).await;
    assert_eq!(counts(&one), [(2_023_000_000, 1)]);
    assert!(buckets(&shelves, Granularity::Day, (Some(2022), Some(2), None)).await.is_empty());
}

async fn the_best_rated_photograph_stands_for_its_bucket(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let times = ["10:00:00", "11:00:00", "12:00:00", "13:00:00"];
    let mut photos = Vec::new();
    for (time, rating) in times.into_iter().zip([Some(3), Some(5), Some(5), None]) {
        photos.push(taken(&shelves, shelves.kari, &format!("2024-05-01T{time}"), rating).await);
    }
    let other = taken(&shelves, shelves.kari, "2024-06-01T10:00:00", Some(1)).await;
    let months = buckets(&shelves, Granularity::Month, (Some(2024), None, None)).await;
    let shown: Vec<&Hothash> = months.iter().map(|bucket| &bucket.photo).collect();
    assert_eq!(shown, [&photos[1].hothash, &other.hothash], "of two with five stars the one that came first");
}

async fn without_ratings_the_middle_of_the_time_stands_for_it(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let mut photos = Vec::new();
    // The middle of ten and twenty is fifteen, and nobody photographed then.
    for hour in [20, 10, 16, 11, 12, 13, 14] {
        photos.push(taken(&shelves, shelves.kari, &format!("2024-05-01T{hour}:00:00"), None).await);
    }
    let twin = taken(&shelves, shelves.kari, "2024-05-01T16:00:00", None).await;
    let alone = taken(&shelves, shelves.kari, "2024-05-02T16:00:00", None).await;
    let rated = taken(&shelves, shelves.kari, "2024-05-03T16:00:00", Some(1)).await;
    let days = buckets(&shelves, Granularity::Day, (Some(2024), Some(5), None)).await;
    let shown: Vec<&Hothash> = days.iter().map(|bucket| &bucket.photo).collect();
    assert_ne!(shown[0], &twin.hothash, "of two at one moment the one that came first");
    assert_eq!(shown, [&photos[2].hothash, &alone.hothash, &rated.hothash]);
}

async fn what_has_no_time_or_is_somebody_elses_is_in_no_bucket(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    shelves.photo(shelves.kari, |new| new.rating = Some(5)).await;
    taken(&shelves, shelves.ola, "2024-05-01T10:00:00", Some(5)).await;
    assert!(buckets(&shelves, Granularity::Year, (None, None, None)).await.is_empty());
    let mine = taken(&shelves, shelves.kari, "2024-05-01T10:00:00", None).await;
    let years = buckets(&shelves, Granularity::Year, (None, None, None)).await;
    assert_eq!(counts(&years), [(2_024_000_000, 1)]);
    assert_eq!(years[0].photo, mine.hothash);
}

async fn a_timeline_costs_the_same_however_many_photographs_there_are(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let mut costs = Vec::new();
    for month in 1..=6 {
        for rating in [None, Some(month % 5 + 1)] {
            taken(&shelves, shelves.kari, &format!("2024-{month:02}-{month:02}T10:00:00"), rating).await;
        }
        taken(&shelves, shelves.kari, &format!("2023-{month:02}-01T10:00:00"), None).await;
        let (tx, statements) = shelves.counted().await;
        let span = Span::within(Granularity::Year, None, None, None).unwrap();
        assert_eq!(tx.timeline().buckets(shelves.kari, span).await.unwrap().len(), 2);
        costs.push(statements.load(Ordering::SeqCst));
    }
    assert!(costs.iter().all(|cost| *cost == costs[0] && *cost <= 5), "{costs:?}");
}
