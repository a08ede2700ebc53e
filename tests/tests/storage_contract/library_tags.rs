//! Tags of libraries as a whole.

use atelier_application::paging::PageRequest;
use atelier_application::ports::StoreError;
use atelier_domain::TagId;
use atelier_domain::library::{Shelf, TagName};
use atelier_testkit::databases::TestDatabase;

use crate::two_libraries::Shelves;
use crate::world::{commit, now};

contract!(
    tags_are_listed_by_use_and_found_by_their_beginning,
    a_tag_takes_another_name_on_all_photographs,
    of_merged_tags_one_stands_where_the_first_of_them_did,
    a_removed_tag_leaves_its_photographs_and_the_others_in_order,
    another_user_of_the_studio_sees_and_changes_no_tag,
);

async fn listed(shelves: &Shelves, shelf: Shelf, prefix: Option<&str>) -> Vec<(String, i64)> {
    let tx = shelves.read().await;
    let page = tx.tags().list(shelf, prefix, PageRequest::first(10)).await.unwrap();
    assert_eq!(page.total as usize, page.items.len());
    page.items.into_iter().map(|tag| (tag.name.name, tag.photo_count)).collect()
}

fn counted(tags: &[(&str, i64)]) -> Vec<(String, i64)> {
    tags.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

async fn id(shelves: &Shelves, shelf: Shelf, key: &str) -> TagId {
    shelves.read().await.tags().find_by_key(shelf, key).await.unwrap().unwrap().id
}

async fn tags_are_listed_by_use_and_found_by_their_beginning(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photos = shelves.photos(shelves.kari, 3).await;
    shelves.tag(shelves.kari, &photos[0], &["zebra", "Blåbær", "100%"]).await;
    shelves.tag(shelves.kari, &photos[1], &["Blåbær", "black & white", "100_", "10!"]).await;
    shelves.tag(shelves.kari, &photos[2], &["zebra", "Blåbær"]).await;
    let all = [("Blåbær", 3), ("zebra", 2), ("10!", 1), ("100%", 1), ("100_", 1), ("black & white", 1)];
    let found = listed(&shelves, shelves.kari, None).await;
    assert_eq!(found[..2], counted(&all)[..2], "the most used first");
    // How signs are put in order is each database's own business.
    let mut rest = found[2..].to_vec();
    rest.sort();
    assert_eq!(rest, counted(&all)[2..]);
    let begins = async |prefix: &str| listed(&shelves, shelves.kari, Some(prefix)).await;
    assert_eq!(begins("bla").await, counted(&[("Blåbær", 3), ("black & white", 1)]));
    assert_eq!(begins("100%").await, counted(&[("100%", 1)]));
    assert_eq!(begins("100_").await, counted(&[("100_", 1)]));
    assert_eq!(begins("10!").await, counted(&[("10!", 1)]));
    assert!(begins("%").await.is_empty() && begins("_").await.is_empty(), "they stand for nothing else");
    assert!(begins("baer").await.is_empty(), "it is the beginning that counts");
    let tx = shelves.read().await;
    let page = PageRequest { offset: 1, limit: 1, after: None };
    let second = tx.tags().list(shelves.kari, None, page).await.unwrap();
    assert_eq!((second.total, second.items[0].name.name.as_str()), (6, "zebra"));
}

async fn a_tag_takes_another_name_on_all_photographs(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photos = shelves.photos(shelves.kari, 2).await;
    shelves.tag(shelves.kari, &photos[0], &["fjord", "zebra"]).await;
    let before = shelves.version(shelves.kari, &photos[0]).await;
    let untouched = shelves.version(shelves.kari, &photos[1]).await;
    let fjord = id(&shelves, shelves.kari, "fjord").await;
    let tx = shelves.open(shelves.kari).await;
    let name = TagName::parse("Fjørd").unwrap();
    tx.tags().rename(shelves.kari, fjord, &name, now()).await.unwrap();
    let renamed = tx.tags().find(shelves.kari, fjord).await.unwrap().unwrap();
    assert_eq!((renamed.name, renamed.photo_count), (name, 1));
    commit(tx).await;
    assert_eq!(shelves.tags(shelves.kari, &photos[0]).await, ["Fjørd", "zebra"]);
    assert_eq!(shelves.version(shelves.kari, &photos[0]).await, before + 1);
    assert_eq!(shelves.version(shelves.kari, &photos[1]).await, untouched);

    let tx = shelves.open(shelves.kari).await;
    let taken = TagName::parse("ZEBRA").unwrap();
    let refused = tx.tags().rename(shelves.kari, fjord, &taken, now()).await.unwrap_err();
    assert_eq!(refused, StoreError::Conflict { constraint: "tag" });
}

async fn of_merged_tags_one_stands_where_the_first_of_them_did(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photos = shelves.photos(shelves.kari, 5).await;
    let before = [
        &["a", "sea", "b", "ocean"][..],
        &["ocean", "a", "water"],
        &["water", "a", "sea"],
        &["water"],
        &["a"],
    ];
    for (photo, tags) in photos.iter().zip(before) {
        shelves.tag(shelves.kari, photo, tags).await;
    }
    let theirs = shelves.photo(shelves.ola, |_| ()).await;
    shelves.tag(shelves.ola, &theirs, &["sea", "ocean"]).await;
    let mut versions = Vec::new();
    for photo in &photos {
        versions.push(shelves.version(shelves.kari, photo).await);
    }
    let sea = id(&shelves, shelves.kari, "sea").await;
    let ocean = id(&shelves, shelves.kari, "ocean").await;
    let water = id(&shelves, shelves.kari, "water").await;
    let tx = shelves.open(shelves.kari).await;
    tx.tags().merge(shelves.kari, &[ocean, sea, water], water, now()).await.unwrap();
    commit(tx).await;
    let after = [&["a", "water", "b"][..], &["a", "water"], &["water", "a"], &["water"], &["a"]];
    let changed = [1, 1, 1, 0, 0];
    for (n, photo) in photos.iter().enumerate() {
        assert_eq!(shelves.tags(shelves.kari, photo).await, after[n], "{:?}", before[n]);
        let version = shelves.version(shelves.kari, photo).await;
        assert_eq!(version, versions[n] + changed[n], "{:?}", before[n]);
    }
    assert_eq!(listed(&shelves, shelves.kari, None).await, counted(&[("a", 4), ("water", 4), ("b", 1)]));
    assert_eq!(shelves.tags(shelves.ola, &theirs).await, ["sea", "ocean"]);
}

async fn a_removed_tag_leaves_its_photographs_and_the_others_in_order(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photos = shelves.photos(shelves.kari, 2).await;
    shelves.tag(shelves.kari, &photos[0], &["a", "b", "c"]).await;
    shelves.tag(shelves.kari, &photos[1], &["a"]).await;
    let before =
        (shelves.version(shelves.kari, &photos[0]).await, shelves.version(shelves.kari, &photos[1]).await);
    let b = id(&shelves, shelves.kari, "b").await;
    let tx = shelves.open(shelves.kari).await;
    tx.tags().remove(shelves.kari, b, now()).await.unwrap();
    commit(tx).await;
    assert_eq!(shelves.tags(shelves.kari, &photos[0]).await, ["a", "c"]);
    assert_eq!(shelves.version(shelves.kari, &photos[0]).await, before.0 + 1);
    assert_eq!(shelves.version(shelves.kari, &photos[1]).await, before.1);
    assert_eq!(listed(&shelves, shelves.kari, None).await, counted(&[("a", 2), ("c", 1)]));
}

async fn another_user_of_the_studio_sees_and_changes_no_tag(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photo = shelves.photo(shelves.kari, |_| ()).await;
    let theirs = shelves.photo(shelves.ola, |_| ()).await;
    shelves.tag(shelves.kari, &photo, &["fjord"]).await;
    shelves.tag(shelves.ola, &theirs, &["fjord", "zebra"]).await;
    let fjord = id(&shelves, shelves.kari, "fjord").await;
    let zebra = id(&shelves, shelves.ola, "zebra").await;
    let before = shelves.version(shelves.kari, &photo).await;
    let tx = shelves.open(shelves.ola).await;
    assert!(tx.tags().find(shelves.ola, fjord).await.unwrap().is_none());
    let name = TagName::parse("mine").unwrap();
    tx.tags().rename(shelves.ola, fjord, &name, now()).await.unwrap();
    tx.tags().merge(shelves.ola, &[fjord], zebra, now()).await.unwrap();
    tx.tags().remove(shelves.ola, fjord, now()).await.unwrap();
    commit(tx).await;
    assert_eq!(shelves.tags(shelves.kari, &photo).await, ["fjord"]);
    assert_eq!(shelves.version(shelves.kari, &photo).await, before);
    assert_eq!(listed(&shelves, shelves.kari, None).await, counted(&[("fjord", 1)]));
    assert_eq!(listed(&shelves, shelves.ola, Some("f")).await, counted(&[("fjord", 1)]));
}
