//! Many files by one address.

use std::collections::BTreeSet;
use std::time::Duration;

use atelier_tests::client::{Answer, Client};
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, enter, id_of, list, pictures as shown, text, upload};
use atelier_tests::{pictures, zip};
use futures_util::StreamExt;
use reqwest::Method;
use serde_json::{Value, json};

async fn studio(settings: &[(&str, &str)]) -> (TestServer, Studio, i64) {
    let server = TestServer::with(settings).await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    (server, studio, gallery)
}

async fn order(client: &Client, gallery: i64, body: Value) -> Answer {
    client.post(&format!("{API}/galleries/{gallery}/downloads"), body).await
}

async fn fetched(client: &Client, gallery: i64, body: Value) -> Vec<zip::Member> {
    let ticket = order(client, gallery, body).await.expect(200).data();
    let archive = client.anonymous().get(&text(&ticket, "url")).await.expect(200);
    assert_eq!(archive.header("content-type"), Some("application/zip"));
    zip::assert_sound(&archive.bytes, tempfile::tempdir().expect("a folder").path());
    let members = zip::members(&archive.bytes);
    assert_eq!(ticket["file_count"], members.len(), "{ticket}");
    members
}

fn names(members: &[zip::Member]) -> Vec<&str> {
    members.iter().map(|(name, _)| name.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_holds_what_single_downloads_give_in_order_and_under_names_of_its_own() {
    let (server, studio, gallery) = studio(&[]).await;
    let files = [("Portrait.jpg", 1), ("portrait.JPG", 2), ("../../etc/passwd.jpg", 3), ("Portrait.jpg", 4)];
    for (name, seed) in files {
        studio.picture(gallery, name, pictures::jpeg(300, 200, seed)).await;
    }
    studio.settled(gallery).await;
    let members = fetched(&studio.owner, gallery, json!({})).await;
    assert_eq!(names(&members), ["Portrait.jpg", "portrait (2).jpg", "passwd.jpg", "Portrait (3).jpg"]);
    for ((_, seed), (_, bytes)) in files.iter().zip(&members) {
        assert_eq!(*bytes, pictures::jpeg(300, 200, *seed), "the originals, byte for byte");
    }
    let policy = json!({
        "filename_template": "{gallery} {index}", "watermark": { "text": "PROOF" },
        "metadata": { "mode": "replace", "copyright": "© {recipient}" },
    });
    let link = studio.link(gallery, json!({ "label": "Ola", "policy": policy })).await;
    let guest = enter(&server.client(), &link.token).await;
    let seen = shown(&guest, gallery).await;
    let members = fetched(&guest, gallery, json!({})).await;
    assert_eq!(names(&members)[3], "Spring portraits 0004.jpg");
    for (picture, (name, bytes)) in seen.iter().zip(&members) {
        let single = server.client().get(&text(&picture["downloads"], "web")).await.expect(200);
        assert_eq!(single.bytes, *bytes, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_of_a_gallery_a_group_or_single_pictures() {
    let (_server, studio, gallery) = studio(&[]).await;
    let first = studio.picture(gallery, "first.jpg", pictures::jpeg(60, 40, 1)).await;
    let second = studio.picture(gallery, "second.jpg", pictures::jpeg(60, 40, 2)).await;
    let path = format!("{API}/galleries/{gallery}/images?type=sketches");
    let sketch = studio.owner.upload(&path, &[("sketch.jpg", pictures::jpeg(60, 40, 3))]).await.expect(201);
    let sketch = id_of(&sketch.data()["files"][0]["image"]);
    studio.settled(gallery).await;
    let groups = list(&studio.owner.get(&format!("{API}/galleries/{gallery}/groups")).await.expect(200));
    let group = |kind: &str| id_of(groups.iter().find(|group| group["type"] == kind).expect("a group"));
    let of = async |body: Value| {
        let members = fetched(&studio.owner, gallery, body).await;
        names(&members).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(of(json!({})).await, ["first.jpg", "second.jpg", "sketch.jpg"]);
    assert_eq!(of(json!({ "group_id": group("sketches") })).await, ["sketch.jpg"]);
    assert_eq!(of(json!({ "image_ids": [second, first, second] })).await, ["first.jpg", "second.jpg"]);
    assert_eq!(of(json!({ "preset": "thumb", "image_ids": [first] })).await, ["first.jpg"]);

    let nothing = order(&studio.owner, gallery, json!({ "image_ids": [] })).await;
    nothing.expect_problem(409, "nothing_to_download");
    let apart = json!({ "group_id": group("sketches"), "image_ids": [first] });
    order(&studio.owner, gallery, apart).await.expect_problem(409, "nothing_to_download");
    for (body, code) in [
        (json!({ "image_ids": [first, 999_999] }), "unknown_image"),
        (json!({ "group_id": 999_999 }), "unknown_group"),
        (json!({ "selection_id": 999_999 }), "unknown_selection"),
        (json!({ "preset": "huge" }), "unknown_value"),
        (json!({ "images": [] }), "unknown_field"),
    ] {
        let refused = order(&studio.owner, gallery, body).await.expect(422).json();
        assert_eq!(refused["errors"][0]["code"], code, "{refused}");
    }

    // What is behind the scenes is in no guest's archive, however it is asked for.
    let hide = json!({ "visibility": "members" });
    let path = format!("{API}/galleries/{gallery}/groups/{}", group("sketches"));
    studio.owner.patch(&path, hide).await.expect(200);
    let (_, guest) = studio.guest(gallery).await;
    assert_eq!(names(&fetched(&guest, gallery, json!({})).await), ["first.jpg", "second.jpg"]);
    for body in [json!({ "group_id": group("sketches") }), json!({ "image_ids": [sketch] })] {
        order(&guest, gallery, body).await.expect(422);
    }
    let refused = order(&guest, gallery, json!({ "preset": "original" })).await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "preset_not_delivered");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_of_a_selection_holds_what_its_reader_may_download_of_it() {
    let (_server, studio, gallery) = studio(&[]).await;
    let mut images = Vec::new();
    for number in 1..=4 {
        let name = format!("{number}.jpg");
        images.push(studio.picture(gallery, &name, pictures::jpeg(60, 40, number)).await);
    }
    studio.settled(gallery).await;
    let selections = format!("{API}/galleries/{gallery}/selections");
    let fill = async |who: &Client, name: &str, images: &[i64]| {
        let made = id_of(&who.post(&selections, json!({ "name": name })).await.expect(201).data());
        let chosen = json!({ "image_ids": images });
        who.post(&format!("{selections}/{made}/images"), chosen).await.expect(200);
        made
    };
    let album = fill(&studio.owner, "Album", &[images[3], images[0], images[2]]).await;
    let (_, guest) = studio.guest(gallery).await;
    let (_, other) = studio.guest(gallery).await;
    let favourites = fill(&guest, "Favourites", &[images[1]]).await;
    let of = async |who: &Client, body: Value| {
        let members = fetched(who, gallery, body).await;
        names(&members).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(of(&studio.owner, json!({ "selection_id": album })).await, ["1.jpg", "3.jpg", "4.jpg"]);
    assert_eq!(of(&guest, json!({ "selection_id": favourites })).await, ["2.jpg"]);
    let both = json!({ "selection_id": album, "image_ids": [images[0], images[1]] });
    assert_eq!(of(&guest, both).await, ["1.jpg"]);

    // Another guest's list is not there for anybody but its owner and the studio.
    let foreign = order(&other, gallery, json!({ "selection_id": favourites })).await.expect(422).json();
    assert_eq!(foreign["errors"][0]["code"], "unknown_selection", "{foreign}");
    assert_eq!(of(&studio.owner, json!({ "selection_id": favourites })).await, ["2.jpg"]);

    // What a guest no longer sees is in no archive either.
    let groups = list(&studio.owner.get(&format!("{API}/galleries/{gallery}/groups")).await.expect(200));
    let path = format!("{API}/galleries/{gallery}/groups/{}", id_of(&groups[0]));
    studio.owner.patch(&path, json!({ "visibility": "members" })).await.expect(200);
    order(&guest, gallery, json!({ "selection_id": album })).await.expect_problem(409, "nothing_to_download");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_archive_takes_is_counted_and_told_once() {
    let (server, studio, gallery) = studio(&[]).await;
    for seed in 1..=3 {
        studio.picture(gallery, &format!("{seed}.jpg"), pictures::jpeg(60, 40, seed)).await;
    }
    studio.settled(gallery).await;
    let link = studio.link(gallery, json!({ "policy": { "download_limit": 4 } })).await;
    let guest = enter(&server.client(), &link.token).await;
    let ticket = order(&guest, gallery, json!({})).await.expect(200).data();
    let url = text(&ticket, "url");
    let head = server.client().request(Method::HEAD, &url).send().await.expect(200);
    assert_eq!(head.bytes.len(), 0);
    let count = async || {
        let link = studio.owner.get(&format!("{API}/share-links/{}", link.id)).await.expect(200).data();
        link["download_count"].as_i64().expect("a count")
    };
    assert_eq!(count().await, 0, "asking is not taking");
    server.client().get(&url).await.expect(200);
    assert_eq!(count().await, 3);
    server.client().get(&url).await.expect_problem(403, "download_limit_reached");
    order(&guest, gallery, json!({})).await.expect_problem(403, "download_limit_reached");
    assert_eq!(count().await, 3, "all or none");
    let shown = studio.owner.get(&format!("{API}/galleries/{gallery}")).await.expect(200).data();
    assert_eq!(shown["download_count"], 3);
    let log = list(&studio.owner.get(&format!("{API}/audit-log?limit=5")).await.expect(200));
    let told: Vec<&Value> = log.iter().filter(|entry| entry["kind"] == "gallery.downloaded").collect();
    assert_eq!(told.len(), 1, "{log:?}");
    assert_eq!(told[0]["payload"]["file_count"], 3);
    assert_eq!(told[0]["payload"]["image_ids"].as_array().map(Vec::len), Some(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_download_orders_nothing_and_a_forged_address_opens_nothing() {
    let (server, studio, gallery) = studio(&[]).await;
    studio.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    studio.settled(gallery).await;
    let link = studio.link(gallery, json!({ "policy": { "download": false } })).await;
    let looking = enter(&server.client(), &link.token).await;
    order(&looking, gallery, json!({})).await.expect_problem(403, "downloads_not_allowed");
    let stranger = Studio::register(&server.client()).await;
    order(&stranger.owner, gallery, json!({})).await.expect_problem(404, "not_found");
    server.client().get(&format!("/media/zip/{}", "A".repeat(43))).await.expect_problem(404, "not_found");

    let (link, guest) = studio.guest(gallery).await;
    let url = text(&order(&guest, gallery, json!({})).await.expect(200).data(), "url");
    let stricter = json!({ "policy": { "download": false } });
    studio.owner.patch(&format!("{API}/share-links/{}", link.id), stricter).await.expect(200);
    server.client().get(&url).await.expect_problem(403, "downloads_not_allowed");
    studio.owner.delete(&format!("{API}/share-links/{}", link.id)).await.expect(200);
    server.client().get(&url).await.expect_problem(410, "share_link_revoked");
}

/// Pictures that cannot all wait in buffers between the server and a client that does not read. What follows the end of
/// a JPEG is nobody's pixels, and makes a small picture a large file.
async fn fill(studio: &Studio, gallery: i64) {
    let files: Vec<Vec<u8>> = (0..60)
        .map(|seed| {
            let mut bytes = pictures::jpeg(40, 30, seed);
            bytes.resize(1 << 20, 0);
            bytes
        })
        .collect();
    let named: Vec<(&str, Vec<u8>)> = files.into_iter().map(|bytes| ("large.jpg", bytes)).collect();
    upload(&studio.owner, gallery, &named).await.expect(201);
    studio.settled(gallery).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_link_stops_an_open_zip() {
    let (server, studio, gallery) = studio(&[]).await;
    fill(&studio, gallery).await;
    let policy = json!({ "presets": ["original"], "strip_metadata": false });
    let link = studio.link(gallery, json!({ "policy": policy })).await;
    let guest = enter(&server.client(), &link.token).await;
    let url = text(&order(&guest, gallery, json!({})).await.expect(200).data(), "url");
    let response = server.client().request(Method::GET, &url).begin().await;
    assert_eq!(response.status(), 200);
    let mut body = response.bytes_stream();
    body.next().await.expect("a first piece").expect("it begins well");
    studio.owner.delete(&format!("{API}/share-links/{}", link.id)).await.expect(200);
    let (mut taken, mut broke_off) = (0, false);
    while let Some(piece) = body.next().await {
        match piece {
            Ok(piece) => taken += piece.len(),
            Err(_) => broke_off = true,
        }
    }
    assert!(broke_off, "the client would take {taken} bytes for the whole archive");
    assert!(taken < 60 << 20, "{taken} bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_hangs_up_leaves_nothing_behind_and_its_place_to_others() {
    let (server, studio, gallery) = studio(&[("downloads.archives_per_studio", "1")]).await;
    fill(&studio, gallery).await;
    let url = text(&order(&studio.owner, gallery, json!({})).await.expect(200).data(), "url");
    let mut body = server.client().request(Method::GET, &url).begin().await.bytes_stream();
    body.next().await.expect("a first piece").expect("it begins well");
    let busy = server.client().get(&url).await.expect_problem(429, "too_many_downloads");
    assert!(busy.header("retry-after").is_some());
    drop(body);
    let begun = std::time::Instant::now();
    loop {
        let again = server.client().get(&url).await;
        if again.status == 200 {
            assert_eq!(zip::members(&again.bytes).len(), 60);
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "the place is still taken");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let left: BTreeSet<_> = std::fs::read_dir(server.data().join("spool"))
        .expect("the spool")
        .map(|entry| entry.expect("an entry").file_name())
        // Uploads in chunks are kept there.
        .filter(|name| name != "uploads")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
