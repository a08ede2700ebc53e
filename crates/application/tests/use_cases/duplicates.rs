//! What a library has more than once, and how it becomes one.

use atelier_application::paging::PageRequest;
use atelier_application::ports::library::NewPhoto;
use atelier_domain::library::{Coldpreview, Photo, Shelf, Threshold};
use atelier_domain::{ImageFileId, PhotoId};

use crate::desk::code;
use crate::similar::{OTHER, PICTURE, names, photo, scene};

#[tokio::test]
async fn groups_have_the_best_photograph_in_front_and_stay_until_something_changes() {
    let scene = scene().await;
    let sized = async |hash: i64, side: i32, rating: Option<i32>| {
        let change = |new: &mut NewPhoto| {
            (new.width, new.height, new.rating) = (Some(side), Some(side), rating);
        };
        photo(&scene.desk, &scene.kari, Some(hash), change).await.0
    };
    let small = sized(PICTURE, 10, Some(5)).await;
    let large = sized(PICTURE ^ 1, 20, None).await;
    let rated = sized(OTHER, 10, Some(2)).await;
    let unrated = sized(OTHER ^ 3, 10, None).await;
    let last = sized(OTHER ^ 1, 10, None).await;
    scene.photo(0).await;
    let groups = async |offset: u64, limit: u64| {
        let page = PageRequest { offset, limit, after: None };
        let page = scene.duplicates.list(&scene.kari, Threshold::default(), page).await.unwrap();
        let ids: Vec<Vec<(PhotoId, u32)>> = page
            .items
            .iter()
            .map(|group| {
                assert_eq!(group.count, group.others.len() + 1);
                let others = group.others.iter().map(|it| (it.photo.photo.id, it.distance));
                std::iter::once((group.best.photo.id, 0)).chain(others).collect()
            })
            .collect();
        (ids, page.total)
    };
    let first = vec![(large.id, 0), (small.id, 1)];
    let second = vec![(rated.id, 0), (last.id, 1), (unrated.id, 2)];
    assert_eq!(groups(0, 10).await, (vec![first.clone(), second.clone()], 2));
    assert_eq!(groups(1, 1).await, (vec![second], 2));
    assert_eq!(groups(2, 1).await, (Vec::new(), 2));
    assert_eq!(scene.scanner.groupings(), 1, "nothing has changed");
    scene.delete(&rated).await;
    let second = vec![(unrated.id, 0), (last.id, 1)];
    assert_eq!(groups(0, 10).await, (vec![first, second], 2));
    assert_eq!(scene.scanner.groupings(), 2);
}

#[tokio::test]
async fn of_merged_photographs_one_has_everything() {
    let scene = scene().await;
    let preview = |key: &str| {
        scene.desk.media.objects.lock().unwrap().insert(key.to_owned(), (vec![1], scene.kari.now));
        Some(Coldpreview { storage_key: key.to_owned(), width: 3, height: 2, size: 1 })
    };
    let with = async |title: Option<&str>, rating: Option<i32>, key: &str| {
        let (title, coldpreview) = (title.map(str::to_owned), preview(key));
        photo(&scene.desk, &scene.kari, Some(PICTURE), |new| {
            (new.title, new.rating, new.coldpreview) = (title, rating, coldpreview);
        })
        .await
    };
    // The one that goes came first, and yet does not stand for the one that stays.
    let (gone, older) = with(Some("Fjord"), Some(5), "cold/gone").await;
    let (keep, chosen) = with(None, Some(2), "cold/kept").await;
    scene.tag(&keep, &["fjord".into(), "zebra".into()]).await;
    scene.tag(&gone, &["Zebra".into(), "berry".into()]).await;
    let (_, asked) = scene.photo(PICTURE ^ 1).await;
    assert_eq!(scene.like(&asked).await, [(gone.id, 1), (keep.id, 1)]);

    let merge = names(&[&gone]);
    let stale = scene.duplicates.merge(&scene.kari, keep.hothash.as_str(), &merge, Some(99)).await;
    assert_eq!(code(stale), "version_mismatch");
    let merged = scene.duplicates.merge(&scene.kari, keep.hothash.as_str(), &merge, None).await.unwrap();
    let merged = merged.into_inner();
    assert_eq!((merged.photo.title.as_deref(), merged.photo.rating), (Some("Fjord"), Some(5)));
    assert_eq!(merged.tags, ["fjord", "zebra", "berry"]);
    let files: Vec<ImageFileId> = merged.files.iter().map(|file| file.id).collect();
    assert_eq!((files, merged.photo.file_count), (vec![older.id, chosen.id], 2));
    assert_eq!(merged.photo.master_file, Some(chosen.id));
    assert_eq!(scene.desk.media.keys(), ["cold/kept"]);
    assert_eq!(scene.like(&asked).await, [(keep.id, 1)]);
    let again = scene.duplicates.merge(&scene.kari, keep.hothash.as_str(), &merge, None).await;
    assert_eq!(code(again), "not_found");
    let itself = names(&[&keep]);
    let itself = scene.duplicates.merge(&scene.kari, keep.hothash.as_str(), &itself, None).await;
    assert_eq!(code(itself), "same_photo");
}

#[tokio::test]
async fn photographs_that_have_too_much_together_stay_as_they_are() {
    let scene = scene().await;
    let (keep, _) = scene.photo(PICTURE).await;
    let (tagged, _) = scene.photo(PICTURE).await;
    let (full, _) = scene.photo(PICTURE).await;
    let tags = |from: usize| -> Vec<String> { (from..from + 11).map(|n| format!("tag {n}")).collect() };
    scene.tag(&keep, &tags(0)).await;
    scene.tag(&tagged, &tags(11)).await;
    for _ in 0..99 {
        scene.file(&full, None).await;
    }
    let merge = async |other: &Photo| {
        let names = names(&[other]);
        code(scene.duplicates.merge(&scene.kari, keep.hothash.as_str(), &names, None).await)
    };
    assert_eq!(merge(&tagged).await, "too_many_tags");
    assert_eq!(merge(&full).await, "too_many_files");
    let shelf = Shelf::of(&scene.kari).unwrap();
    let tx = scene.desk.kernel.read().await.unwrap();
    for photo in [&keep, &tagged, &full] {
        assert!(tx.photos().find_by_id(shelf, photo.id).await.unwrap().is_some());
    }
    assert_eq!(tx.photos().tags(shelf, keep.id).await.unwrap().len(), 11);
}
