//! What every media store must do, held against a folder and, where one is configured, against an S3 server.
//!
//! The S3 run needs `ATELIER_TEST_S3_ENDPOINT`, `…_BUCKET`, `…_ACCESS_KEY` and `…_SECRET_KEY` of a server that checks
//! signatures. Without them it prints `skipped`; with `ATELIER_REQUIRE_ALL_BACKENDS=1` it fails instead.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected has failed"
)]

#[cfg(test)]
mod support;

use std::collections::BTreeSet;

use atelier_application::ports::{MediaError, MediaStore};
use atelier_media::{ObjectMediaStore, S3Settings};
use support::{Bench, bytes, hash, s3_settings};

#[tokio::test(flavor = "multi_thread")]
async fn a_local_folder_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    contract(&ObjectMediaStore::local(folder.path()).unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_s3_bucket_keeps_the_contract() {
    let Some(settings) = s3_settings() else { return };
    contract(&ObjectMediaStore::s3(&settings).unwrap()).await;
}

async fn contract(store: &dyn MediaStore) {
    let bench = Bench::new(store);
    store.ping().await.unwrap();
    what_is_put_comes_back(&bench).await;
    objects_of_every_size_come_back(&bench).await;
    putting_again_replaces(&bench).await;
    a_range_gives_what_is_there(&bench).await;
    what_is_not_there_is_not_found(&bench).await;
    deleting_twice_is_fine(&bench).await;
    damage_is_found_and_leaves_nothing(&bench).await;
    a_listing_is_ordered_and_goes_on_where_it_stopped(&bench).await;
    many_can_put_at_once(&bench).await;
    a_key_that_is_none_is_refused(&bench).await;
}

async fn what_is_put_comes_back(bench: &Bench<'_>) {
    let (key, content) = (bench.key("ab/one.jpg"), bytes(70_000));
    bench.put(&key, &content).await.unwrap();
    assert_eq!(bench.read(&key, None).await.unwrap(), (70_000, content.clone()));
    assert_eq!(bench.store.size(&key).await.unwrap(), Some(70_000));
    assert_eq!(bench.store.digest(&key).await.unwrap(), hash(&content));
    let target = bench.folder.path().join("fetched");
    std::fs::write(&target, b"something longer than nothing").unwrap();
    bench.store.fetch_to(&key, &target).await.unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), content);
}

/// Around the sizes at which uploads and reads are cut into pieces, and 20 MB.
async fn objects_of_every_size_come_back(bench: &Bench<'_>) {
    const PART: usize = 5 * 1024 * 1024;
    for size in [0, 1, 256 * 1024, 256 * 1024 + 1, PART - 1, PART, PART + 1, 2 * PART, 20_000_000] {
        let (key, content) = (bench.key(&format!("sizes/{size}")), bytes(size));
        bench.put(&key, &content).await.unwrap();
        let (whole, read) = bench.read(&key, None).await.unwrap();
        assert_eq!(whole, size as u64);
        assert!(read == content, "{size} bytes came back changed");
        let target = bench.folder.path().join("fetched");
        bench.store.fetch_to(&key, &target).await.unwrap();
        assert!(std::fs::read(&target).unwrap() == content, "{size} bytes were fetched changed");
        assert_eq!(bench.store.digest(&key).await.unwrap(), hash(&content));
    }
}

async fn putting_again_replaces(bench: &Bench<'_>) {
    let key = bench.key("replaced");
    bench.put(&key, b"the first and longer one").await.unwrap();
    bench.put(&key, b"the second").await.unwrap();
    assert_eq!(bench.read(&key, None).await.unwrap(), (10, b"the second".to_vec()));
}

async fn a_range_gives_what_is_there(bench: &Bench<'_>) {
    let (key, content) = (bench.key("ranges"), bytes(1_000_000));
    bench.put(&key, &content).await.unwrap();
    for range in [0..1, 0..1_000_000, 1..2, 999_999..1_000_000, 300_000..700_001, 262_143..262_145] {
        let expected = &content[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()];
        let (size, read) = bench.read(&key, Some(range.clone())).await.unwrap();
        assert_eq!(size, 1_000_000);
        assert!(read == expected, "{range:?}");
    }
    assert_eq!(bench.read(&key, Some(999_990..u64::MAX)).await.unwrap().1, content[999_990..]);
    for nothing in [1_000_000..1_000_001, 5_000_000..6_000_000, 10..10, u64::MAX - 1..u64::MAX] {
        assert_eq!(
            bench.read(&key, Some(nothing.clone())).await.unwrap(),
            (1_000_000, vec![]),
            "{nothing:?}"
        );
    }
    let empty = bench.key("empty");
    bench.put(&empty, b"").await.unwrap();
    assert_eq!(bench.read(&empty, Some(0..10)).await.unwrap(), (0, vec![]));
}

async fn what_is_not_there_is_not_found(bench: &Bench<'_>) {
    bench.put(&bench.key("there/file"), b"x").await.unwrap();
    for missing in ["missing", "there", "there/file2", "there/file/below"] {
        let key = bench.key(missing);
        assert_eq!(bench.read(&key, None).await, Err(MediaError::NotFound), "{missing}");
        assert_eq!(bench.read(&key, Some(0..10)).await, Err(MediaError::NotFound), "{missing}");
        assert_eq!(bench.read(&key, Some(10..10)).await, Err(MediaError::NotFound), "{missing}");
        assert_eq!(bench.store.digest(&key).await, Err(MediaError::NotFound), "{missing}");
        assert_eq!(bench.store.size(&key).await, Ok(None), "{missing}");
        let target = bench.folder.path().join("never");
        assert_eq!(bench.store.fetch_to(&key, &target).await, Err(MediaError::NotFound), "{missing}");
        assert!(!target.exists());
    }
}

async fn deleting_twice_is_fine(bench: &Bench<'_>) {
    let key = bench.key("deleted");
    bench.put(&key, b"x").await.unwrap();
    bench.store.delete(&key).await.unwrap();
    assert_eq!(bench.store.size(&key).await, Ok(None));
    bench.store.delete(&key).await.unwrap();
    bench.store.delete(&bench.key("never/was")).await.unwrap();
}

async fn damage_is_found_and_leaves_nothing(bench: &Bench<'_>) {
    for (name, size) in [("small", 1_000), ("large", 6_000_000)] {
        let (key, content, expected) = (bench.key(&format!("damaged/{name}")), bytes(size), hash(b"others"));
        let file = bench.file(&content);
        for before in [false, true] {
            if before {
                bench.put(&key, b"an older object").await.unwrap();
            }
            let error = bench.store.put_file(&key, &file, &expected).await.unwrap_err();
            let (key, found) = (key.clone(), hash(&content));
            assert_eq!(error, MediaError::Damaged { key: key.clone(), expected: expected.clone(), found });
            assert_eq!(bench.store.size(&key).await, Ok(None), "{name}, something there before: {before}");
        }
    }
    let missing = bench.folder.path().join("no-such-file");
    let error = bench.store.put_file(&bench.key("x"), &missing, &hash(b"")).await.unwrap_err();
    assert!(matches!(error, MediaError::Unavailable(_)), "{error}");
    assert_eq!(bench.store.size(&bench.key("x")).await, Ok(None));
}

async fn a_listing_is_ordered_and_goes_on_where_it_stopped(bench: &Bench<'_>) {
    // Names that a listing by folders would put in another order than one by keys.
    let names = ["a-b", "a.b", "a/b", "a/b-c", "a/b.c/d", "a/c", "a0", "ab/c", "b/a/a/a", "b/a/b", "z"];
    for name in names {
        bench.put(&bench.key(&format!("listed/{name}")), name.as_bytes()).await.unwrap();
    }
    let mut expected: Vec<String> = names.map(|name| bench.key(&format!("listed/{name}"))).into();
    expected.sort_unstable();

    assert_eq!(bench.list("listed", None, 1_000).await, expected);
    assert_eq!(bench.list("listed/", None, 1_000).await, expected);
    assert_eq!(bench.list("listed", None, 0).await, [""; 0]);
    for limit in [1, 2, 3, 5] {
        let mut walked: Vec<String> = Vec::new();
        loop {
            let page = bench.list("listed", walked.last().map(String::as_str), limit).await;
            assert!(page.len() <= limit);
            if page.is_empty() {
                break;
            }
            walked.extend(page);
        }
        assert_eq!(walked, expected, "in pages of {limit}");
    }
    let after = |name: &str| bench.key(&format!("listed/{name}"));
    let rest = |name: &str| expected.iter().filter(|key| **key > after(name)).cloned().collect::<Vec<_>>();
    for name in ["0", "a", "a-", "aa", "ab", "b/a/a", "b/a/a/b", "b/b", "zz"] {
        assert_eq!(bench.list("listed", Some(&after(name)), 1_000).await, rest(name), "after {name}");
    }
    assert_eq!(bench.list("listed/b", None, 1_000).await, [after("b/a/a/a"), after("b/a/b")]);
    assert_eq!(bench.list("nothing/here", None, 10).await, [""; 0]);
    assert_eq!(bench.list("list", None, 10).await, [""; 0], "a prefix ends at a slash");

    let page = bench.store.list(&bench.key("listed/ab"), None, 10).await.unwrap();
    assert_eq!((page[0].key.as_str(), page[0].size), (after("ab/c").as_str(), 4));
    assert_eq!(page[0].modified_at.timestamp_subsec_nanos() % 1_000, 0);
}

async fn many_can_put_at_once(bench: &Bench<'_>) {
    let contents: Vec<Vec<u8>> = (0..16).map(|index| bytes(50_000 + index)).collect();
    let files: Vec<_> = contents.iter().map(|content| bench.file(content)).collect();
    let same = bench.key("race/same");
    let puts = contents.iter().zip(&files).enumerate().flat_map(|(index, (content, file))| {
        let own = bench.key(&format!("race/{index}"));
        [(own, content, file), (same.clone(), content, file)]
    });
    let outcomes = futures_util::future::join_all(puts.map(|(key, content, file)| async move {
        (key.clone(), bench.store.put_file(&key, file, &hash(content)).await)
    }))
    .await;
    for (key, outcome) in outcomes {
        // A bucket may give one writer of the same key the other's bytes back, and then must say so.
        assert!(outcome.is_ok() || key == same, "{key}: {outcome:?}");
    }
    for (index, content) in contents.iter().enumerate() {
        assert!(bench.read(&bench.key(&format!("race/{index}")), None).await.unwrap().1 == *content);
    }
    if let Ok((_, survivor)) = bench.read(&same, None).await {
        assert!(contents.contains(&survivor), "two objects were mixed");
    }
}

async fn a_key_that_is_none_is_refused(bench: &Bench<'_>) {
    let file = bench.file(b"x");
    for key in ["", "/etc/passwd", "../outside", "a/../../outside", "A", "a//b", ".staging/x"] {
        let refused = |outcome: Result<(), MediaError>| matches!(outcome, Err(MediaError::Unavailable(_)));
        assert!(refused(bench.store.put_file(key, &file, &hash(b"x")).await), "{key}");
        assert!(refused(bench.store.get(key, None).await.map(drop)), "{key}");
        assert!(refused(bench.store.size(key).await.map(drop)), "{key}");
        assert!(refused(bench.store.delete(key).await), "{key}");
    }
    assert!(bench.store.list("../", None, 1).await.is_err());
}

#[tokio::test]
async fn a_wrong_secret_makes_the_bucket_unavailable() {
    let Some(settings) = s3_settings() else { return };
    let wrong = S3Settings { secret_key: "wrong".repeat(8), ..settings.clone() };
    let unknown = S3Settings { access_key: "AKIAUNKNOWN".into(), ..settings.clone() };
    let other_bucket = S3Settings { bucket: "atelier-no-such-bucket".into(), ..settings };
    for settings in [wrong, unknown, other_bucket] {
        let store = ObjectMediaStore::s3(&settings).unwrap();
        let bench = Bench::new(&store);
        let key = bench.key("x");
        let unavailable = |error: MediaError| matches!(error, MediaError::Unavailable(_));
        assert!(unavailable(store.ping().await.unwrap_err()), "{settings:?}");
        assert!(unavailable(bench.put(&key, b"x").await.unwrap_err()), "{settings:?}");
        assert!(unavailable(bench.put(&key, &bytes(6_000_000)).await.unwrap_err()), "{settings:?}");
        assert!(unavailable(bench.read(&key, None).await.unwrap_err()), "{settings:?}");
        assert!(unavailable(store.list("", None, 1).await.unwrap_err()), "{settings:?}");
    }
}

#[tokio::test]
async fn keys_of_different_tests_do_not_meet_in_a_shared_bucket() {
    let folder = tempfile::tempdir().unwrap();
    let store = ObjectMediaStore::local(folder.path()).unwrap();
    let keys: BTreeSet<String> = (0..10).map(|_| Bench::new(&store).key("x")).collect();
    assert_eq!(keys.len(), 10);
}
