//! What looks alike: in a library, in the pool and in the tray; and what is there more than once.

use std::time::Duration;

use atelier_tests::camera::{Shot, flat};
use atelier_tests::client::{Answer, Client};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::multipart::Form;
use serde_json::{Value, json};

use crate::photo_library::{form, send};

struct Scene {
    _server: TestServer,
    studio: Studio,
    kari: Client,
    /// Of the same studio.
    ola: Client,
    /// Of another studio.
    stranger: Client,
}

async fn scene() -> Scene {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let (_, ola) = studio.person("studio_user", None).await;
    let stranger = Studio::register(&server.client()).await.owner;
    Scene { kari: studio.owner.clone(), studio, ola, stranger, _server: server }
}

/// Puts a file into the library; its number and its photo.
async fn photo(who: &Client, name: &str, bytes: Vec<u8>) -> (i64, String) {
    let answer = send(who, "new-photo", &[], name, bytes).await.expect(201);
    of(who, &answer).await
}

/// The file that an answer's `Location` names, and its photo.
async fn of(who: &Client, answer: &Answer) -> (i64, String) {
    let location = answer.header("location").expect("where the file is").to_owned();
    let file = who.get(&location).await.expect(200).data();
    (id_of(&file), text(&file, "photo_hothash"))
}

async fn like(who: &Client, file: i64, query: &str) -> Value {
    who.get(&format!("{API}/image-files/{file}/similar{query}")).await.expect(200).data()
}

/// Photos that were found, with their distances.
fn photos(found: &Value) -> Vec<(String, i64)> {
    let photos = found["photos"].as_array().expect("photos");
    let pair = |it: &Value| (text(&it["photo"], "hothash"), it["distance"].as_i64().expect("a distance"));
    photos.iter().map(pair).collect()
}

fn names(found: &Value) -> Vec<String> {
    photos(found).into_iter().map(|(name, _)| name).collect()
}

async fn find(who: &Client, name: &str, bytes: Vec<u8>) -> Answer {
    who.request(Method::POST, &format!("{API}/similar")).form(form(&[], name, bytes)).send().await
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_of_a_picture_are_found_by_file_and_by_picture() {
    let scene = scene().await;
    let who = &scene.kari;
    let shot = Shot::new(1, "2026:06:01 12:00:00", "6001");
    let (file, original) = photo(who, "DSC_0001.jpg", shot.jpeg()).await;
    let (_, copy) = photo(who, "copy.jpg", shot.stripped().retouched(1)).await;
    let (other, _) = photo(who, "DSC_0002.jpg", Shot::new(2, "2026:06:01 12:10:00", "6001").jpeg()).await;
    let found = like(who, file, "").await;
    assert_eq!(names(&found), [copy.as_str()]);
    assert!(photos(&found)[0].1 <= 10);
    assert!(names(&like(who, other, "?threshold=16&limit=100").await).is_empty());

    // The same picture, compressed once more or sent as it is, is as near as can be.
    let again = find(who, "web.jpg", shot.stripped().jpeg()).await.expect(200).data();
    assert_eq!(photos(&again)[0], (original.clone(), 0));
    assert_eq!(names(&again).len(), 2);
    let preview = who.get(&format!("{API}/photos/{original}/hotpreview")).await.expect(200).bytes;
    let body = json!({ "hotpreview": STANDARD.encode(preview) });
    let again = who.post(&format!("{API}/similar?limit=1"), body).await.expect(200).data();
    assert_eq!(names(&again), [original.as_str()]);
    assert_eq!(list(&who.get(&format!("{API}/photos")).await.expect(200)).len(), 3, "nothing was kept");

    let older = who.get(&format!("{API}/image-files/similar/{file}")).await.expect(200);
    assert_eq!(older.data(), found);
    assert!(older.header("deprecation").is_some() && older.header("sunset").is_some());
    let successor = format!("</api/v1/image-files/{file}/similar>; rel=\"successor-version\"");
    assert_eq!(older.header("link"), Some(successor.as_str()));

    who.delete(&format!("{API}/photos/{copy}")).await.expect(200);
    assert!(names(&like(who, file, "").await).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_shows_nothing_looks_like_nothing() {
    let scene = scene().await;
    let who = &scene.kari;
    let (card, _) = photo(who, "card.jpg", flat(120)).await;
    photo(who, "card2.jpg", flat(121)).await;
    assert_eq!(like(who, card, "?threshold=16").await, json!({ "photos": [], "pool": [], "staging": [] }));
    assert!(names(&find(who, "card.jpg", flat(120)).await.expect(200).data()).is_empty());
    let shot = Shot::new(1, "2026:06:01 12:00:00", "6001");
    let (_, hothash) = photo(who, "DSC_0001.jpg", shot.jpeg()).await;
    let body = json!({ "filename": "DSC_0001.CR3", "photo_hothash": hothash });
    let answer = who.post(&format!("{API}/image-files/add-to-photo"), body).await.expect(201);
    let (raw, _) = of(who, &answer).await;
    assert_eq!(like(who, raw, "").await, json!({ "photos": [], "pool": [], "staging": [] }));
    find(who, "page.jpg", pictures::html()).await.expect_problem(415, "unsupported_image_type");
    find(who, "empty.jpg", Vec::new()).await.expect_problem(422, "empty_file");
    let heic = find(who, "IMG_0001.HEIC", pictures::heic()).await;
    assert!([415, 422].contains(&heic.status), "{}", heic.status);
    let nothing = who.request(Method::POST, &format!("{API}/similar")).form(Form::new().text("a", "b"));
    assert_eq!(nothing.send().await.expect(422).json()["errors"][0]["pointer"], "/a");
}

#[tokio::test(flavor = "multi_thread")]
async fn thresholds_and_limits_are_bounded() {
    let scene = scene().await;
    let who = &scene.kari;
    let (file, _) = photo(who, "DSC_0001.jpg", Shot::new(1, "2026:06:01 12:00:00", "6001").jpeg()).await;
    for (query, parameter, code) in [
        ("threshold=17", "threshold", "out_of_range"),
        ("threshold=-1", "threshold", "invalid_value"),
        ("limit=0", "limit", "out_of_range"),
        ("limit=101", "limit", "out_of_range"),
        ("distance=3", "distance", "unknown_field"),
    ] {
        for path in [format!("/image-files/{file}/similar"), format!("/image-files/similar/{file}")] {
            let refused = who.get(&format!("{API}{path}?{query}")).await.expect(422).json();
            let error = &refused["errors"][0];
            assert_eq!((&error["parameter"], &error["code"]), (&json!(parameter), &json!(code)), "{query}");
        }
        let body = json!({ "hotpreview": "AQID" });
        who.post(&format!("{API}/similar?{query}"), body).await.expect(422);
        who.get(&format!("{API}/duplicates?{query}")).await.expect(422);
    }
    like(who, file, "?threshold=0&limit=100").await;
    who.get(&format!("{API}/duplicates?threshold=16&limit=100")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_finds_the_photos_of_somebody_else() {
    let scene = scene().await;
    let shot = Shot::new(1, "2026:06:01 12:00:00", "6001");
    let (file, _) = photo(&scene.kari, "DSC_0001.jpg", shot.jpeg()).await;
    let (_, hers) = photo(&scene.kari, "copy.jpg", shot.stripped().retouched(1)).await;
    for other in [&scene.ola, &scene.stranger] {
        let (own_file, own) = photo(other, "DSC_0001.jpg", shot.jpeg()).await;
        assert!(names(&like(other, own_file, "?threshold=16").await).is_empty());
        for path in [format!("/image-files/{file}/similar"), format!("/image-files/similar/{file}")] {
            other.get(&format!("{API}{path}")).await.expect_problem(404, "not_found");
        }
        let found = find(other, "a.jpg", shot.stripped().retouched(2)).await.expect(200).data();
        assert_eq!(names(&found), [own.as_str()]);
        let groups = other.get(&format!("{API}/duplicates")).await.expect(200).json();
        assert_eq!(groups["pagination"]["total"], 0);
        for body in [json!({ "keep": own, "merge": [hers] }), json!({ "keep": hers, "merge": [own] })] {
            let merge = other.post(&format!("{API}/duplicates/merge"), body).await;
            merge.expect_problem(404, "not_found");
        }
    }
    assert_eq!(list(&scene.kari.get(&format!("{API}/photos")).await.expect(200)).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_studio_finds_the_picture_in_its_galleries_and_in_its_tray() {
    let scene = scene().await;
    let (studio, shot) = (&scene.studio, Shot::new(1, "2026:06:01 12:00:00", "6001"));
    let gallery = studio.some_gallery().await;
    let image = studio.picture(gallery, "DSC_0001.jpg", shot.jpeg()).await;
    studio.picture(gallery, "DSC_0002.jpg", Shot::new(2, "2026:06:01 12:00:09", "6001").jpeg()).await;
    studio.settled(gallery).await;
    let staged = studio.owner.upload(&format!("{API}/staging"), &[("again.jpg", shot.retouched(1))]).await;
    let staged = id_of(&staged.expect(201).data()["files"][0]["file"]);
    let begun = std::time::Instant::now();
    while !list(&studio.owner.get(&format!("{API}/staging?state=received")).await.expect(200)).is_empty() {
        assert!(begun.elapsed().as_secs() < 60, "the previews are not made");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Whoever of the studio has the picture too, and nobody else.
    let (file, _) = photo(&scene.ola, "mine.jpg", shot.stripped().retouched(2)).await;
    let found = like(&scene.ola, file, "").await;
    let pool = found["pool"].as_array().expect("images of the pool");
    let images: Vec<i64> = pool.iter().filter_map(|it| it["image_id"].as_i64()).collect();
    assert_eq!(images, [image]);
    assert_eq!((&pool[0]["galleries"], &pool[0]["products"]), (&json!([gallery]), &json!([])));
    assert_eq!(pool[0]["filename"], "DSC_0001.jpg");
    let tray = found["staging"].as_array().expect("files of the tray");
    let files: Vec<i64> = tray.iter().filter_map(|it| it["staging_image_id"].as_i64()).collect();
    assert_eq!(files, [staged]);
    let (file, _) = photo(&scene.stranger, "mine.jpg", shot.stripped().retouched(2)).await;
    assert_eq!(like(&scene.stranger, file, "").await, json!({ "photos": [], "pool": [], "staging": [] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicates_are_listed_with_the_best_in_front_and_merged_into_it() {
    let scene = scene().await;
    let who = &scene.kari;
    let (one, two) =
        (Shot::new(1, "2026:06:01 12:00:00", "6001"), Shot::new(2, "2026:06:01 12:10:00", "6001"));
    // What came back from retouching is smaller.
    let (_, small) = photo(who, "copy.jpg", one.stripped().retouched(1)).await;
    let (_, large) = photo(who, "DSC_0001.jpg", one.jpeg()).await;
    let (_, first) = photo(who, "DSC_0002.jpg", two.jpeg()).await;
    let (_, second) = photo(who, "saved.jpg", two.stripped().retouched(2)).await;
    photo(who, "DSC_0003.jpg", Shot::new(3, "2026:06:01 12:20:00", "6001").jpeg()).await;
    let groups = async |query: &str| {
        let answer = who.get(&format!("{API}/duplicates{query}")).await.expect(200);
        let total = answer.json()["pagination"]["total"].as_u64().expect("a total");
        let found: Vec<Vec<String>> = list(&answer)
            .iter()
            .map(|group| {
                let others = group["others"].as_array().expect("the others");
                assert_eq!(group["count"].as_u64(), Some(others.len() as u64 + 1));
                let others = others.iter().map(|it| text(&it["photo"], "hothash"));
                std::iter::once(text(&group["best"], "hothash")).chain(others).collect()
            })
            .collect();
        (found, total)
    };
    let (all, total) = groups("").await;
    assert_eq!(total as usize, all.len());
    assert!(all.contains(&vec![large.clone(), small.clone()]), "{all:?}");
    assert!(all.contains(&vec![first, second]), "{all:?}");
    let (page, same) = groups("?offset=1&limit=1").await;
    assert_eq!((page.as_slice(), same), (&all[1..2], total));

    let words = |tags: Value, rating: i64| json!({ "tags": tags, "rating": rating, "title": "Fjord" });
    let at = |hothash: &str| format!("{API}/photos/{hothash}");
    who.patch(&at(&small), words(json!(["berry", "fjord"]), 5)).await.expect(200);
    who.patch(&at(&large), json!({ "tags": ["zebra", "Fjord"], "rating": 2 })).await.expect(200);
    let merge = format!("{API}/duplicates/merge");
    let itself = who.post(&merge, json!({ "keep": large, "merge": [large] })).await.expect(422).json();
    assert_eq!(
        (&itself["errors"][0]["code"], &itself["errors"][0]["pointer"]),
        (&json!("same_photo"), &json!("/merge"))
    );
    who.post(&merge, json!({ "keep": large, "merge": [] })).await.expect(422);
    let body = json!({ "keep": large, "merge": [small] });
    let stale = who.request(Method::POST, &merge).header("if-match", "\"v1\"").json(body.clone());
    stale.send().await.expect_problem(412, "version_mismatch");
    let merged = who.post(&merge, body.clone()).await.expect(200).data();
    assert_eq!((&merged["title"], &merged["rating"]), (&json!("Fjord"), &json!(5)));
    assert_eq!(merged["tags"].as_array().map(Vec::len), Some(3));
    assert_eq!(merged["primary_filename"], "DSC_0001.jpg");
    let files: Vec<i64> = merged["files"].as_array().expect("its files").iter().map(id_of).collect();
    assert_eq!(files.len(), 2);
    for file in files {
        who.get(&format!("{API}/image-files/{file}/original")).await.expect(200);
        let shown = who.get(&format!("{API}/image-files/{file}")).await.expect(200).data();
        assert_eq!(text(&shown, "photo_hothash"), large);
    }
    who.get(&at(&small)).await.expect(404);
    who.get(&format!("{}/coldpreview", at(&large))).await.expect(200);
    who.post(&merge, body).await.expect_problem(404, "not_found");
    let (left, _) = groups("").await;
    assert!(left.iter().all(|group| !group.contains(&large)), "{left:?}");
}
