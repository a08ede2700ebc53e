//! Retouched files that take the place of pictures.

use atelier_tests::camera::{Shot, flat};
use atelier_tests::client::{Answer, Client, NamedFile};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, pictures as shown, text, upload};
use reqwest::Method;
use serde_json::{Value, json};

pub const NOON: &str = "2026:06:01 12:00:00";

pub async fn studio() -> (TestServer, Studio, i64) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    (server, studio, gallery)
}

/// Sends one file as the next version of a picture.
pub async fn version(client: &Client, image: i64, name: &str, bytes: Vec<u8>) -> Answer {
    client.upload(&format!("{API}/images/{image}/versions"), &[(name, bytes)]).await
}

/// Sends retouched files to find their pictures themselves.
async fn retouched(client: &Client, gallery: i64, files: &[NamedFile<'_>]) -> Answer {
    client.upload(&format!("{API}/galleries/{gallery}/versions"), files).await
}

fn statuses(data: &Value) -> Vec<&str> {
    let files = data["files"].as_array().expect("a result for each file");
    files.iter().map(|file| file["status"].as_str().unwrap_or_default()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retouched_file_keeps_place_link_and_name_and_everybody_sees_the_new_bytes() {
    let (server, studio, gallery) = studio().await;
    let mut ids = Vec::new();
    for seed in 0..3 {
        ids.push(studio.picture(gallery, &format!("{seed}.jpg"), pictures::jpeg(300, 200, seed)).await);
    }
    studio.settled(gallery).await;
    let (_, guest) = studio.guest(gallery).await;
    let before = shown(&guest, gallery).await;
    let old = text(&before[1]["urls"], "web");
    let old_bytes = server.client().get(&old).await.expect(200).bytes;

    let form = reqwest::multipart::Form::new()
        .text("notes", "Reflections removed")
        .part("file", reqwest::multipart::Part::bytes(pictures::jpeg(240, 160, 77)).file_name("1-edit.jpg"));
    let path = format!("{API}/images/{}/versions", ids[1]);
    let made = studio.owner.request(Method::POST, &path).form(form).send().await.expect(201);
    assert_eq!(made.header("location"), Some(path.as_str()));
    let made = made.data();
    assert_eq!((&made["status"], &made["number"]), (&json!("versioned"), &json!(2)), "{made}");
    assert_eq!(made["image"]["filename"], "1.jpg");
    studio.settled(gallery).await;

    let after = shown(&guest, gallery).await;
    assert_eq!(after.iter().map(id_of).collect::<Vec<_>>(), ids, "the place stays");
    assert_eq!((&after[1]["width"], &after[1]["current_version"]), (&json!(240), &json!(2)));
    let new = text(&after[1]["urls"], "web");
    assert_ne!(new, old);
    assert_ne!(server.client().get(&new).await.expect(200).bytes, old_bytes);
    server.client().get(&old).await.expect_problem(404, "not_found");

    let told = list(&guest.get(&path).await.expect(200));
    let told: Vec<_> = told.iter().map(|it| (&it["number"], &it["notes"], &it["file"])).collect();
    let notes = json!("Reflections removed");
    assert_eq!(told, [(&json!(1), &Value::Null, &Value::Null), (&json!(2), &notes, &Value::Null)]);
    for secret in ["storage_key", "content_hash", "edit.jpg"] {
        assert!(!guest.get(&path).await.text().contains(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_says_that_it_changed_since_it_was_decided_about() {
    let (_server, studio, gallery) = studio().await;
    let image = studio.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    studio.settled(gallery).await;
    let (_, guest) = studio.guest(gallery).await;
    let decision = format!("{API}/galleries/{gallery}/images/{image}/decision");
    let decide =
        async |who: &Client| who.put(&decision, json!({ "decision": "approved" })).await.expect(200).data();
    let note = format!("{API}/galleries/{gallery}/images/{image}/comments");
    assert_eq!(decide(&guest).await["changed_since_decision"], false);
    guest.post(&note, json!({ "body": "Lovely" })).await.expect(201);

    let changed = async |who: &Client| {
        let own = shown(who, gallery).await.remove(0)["own_decision"].clone();
        assert_eq!(own["decision"], "approved", "what was said stays: {own}");
        own["changed_since_decision"].clone()
    };
    version(&studio.owner, image, "edit.jpg", pictures::jpeg(80, 60, 2)).await.expect(201);
    studio.settled(gallery).await;
    assert_eq!(changed(&guest).await, true);
    let told = studio.owner.get(&format!("{API}/galleries/{gallery}/decisions")).await.expect(200);
    assert_eq!(list(&told)[0]["changed_since_decision"], true, "the studio is told too");
    assert_eq!(list(&guest.get(&note).await.expect(200)).len(), 1);

    // The bytes that were approved are no news; others are settled by deciding again.
    let restore = |number: u32| format!("{API}/images/{image}/versions/{number}/restore");
    studio.owner.post(&restore(1), json!({})).await.expect(200);
    assert_eq!(changed(&guest).await, false);
    studio.owner.post(&restore(2), json!({})).await.expect(200);
    assert_eq!(changed(&guest).await, true);
    assert_eq!(decide(&guest).await["changed_since_decision"], false);
    assert_eq!(changed(&guest).await, false);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_studio_compares_two_versions_and_takes_the_first_one_back() {
    let (server, studio, gallery) = studio().await;
    let first = pictures::jpeg(300, 200, 1);
    let image = studio.picture(gallery, "a.jpg", first.clone()).await;
    studio.settled(gallery).await;
    version(&studio.owner, image, "b.jpg", pictures::jpeg(240, 160, 2)).await.expect(201);
    studio.settled(gallery).await;

    let path = format!("{API}/images/{image}/versions");
    let versions = list(&studio.owner.get(&path).await.expect(200));
    let mut widths = Vec::new();
    for version in &versions {
        let thumb = text(&version["file"]["image"]["urls"], "thumb");
        let thumb = server.client().get(&thumb).await.expect(200);
        widths.push(image::load_from_memory(&thumb.bytes).expect("a picture").width());
    }
    assert_eq!(widths, [300, 240]);
    let original = text(&versions[0]["file"]["image"]["downloads"], "original");
    assert_eq!(server.client().get(&original).await.expect(200).bytes, first);

    let back = studio.owner.post(&format!("{path}/1/restore"), json!({})).await.expect(200).data();
    assert_eq!((&back["current_version"], &back["state"]), (&json!(1), &json!("ready")), "{back}");
    let now = studio.owner.get(&format!("{API}/images/{image}")).await.expect(200).data();
    assert_eq!(server.client().get(&text(&now["downloads"], "original")).await.expect(200).bytes, first);
    studio.owner.post(&format!("{path}/1/restore"), json!({})).await.expect_problem(409, "already_current");
    for odd in ["0", "-1", "7", "x", "99999999999"] {
        let answer = studio.owner.post(&format!("{path}/{odd}/restore"), json!({})).await;
        answer.expect_problem(404, "not_found");
    }
    let stale = studio.owner.request(Method::POST, &format!("{path}/2/restore"));
    stale.header("if-match", "\"1\"").send().await.expect_problem(412, "version_mismatch");
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_the_studio_has_are_named_and_never_stored_twice() {
    let (_server, studio, gallery) = studio().await;
    let (one, two, other) = (pictures::jpeg(60, 40, 1), pictures::jpeg(60, 40, 2), pictures::jpeg(60, 40, 3));
    let image = studio.picture(gallery, "a.jpg", one.clone()).await;
    let neighbour = studio.picture(gallery, "b.jpg", other.clone()).await;
    version(&studio.owner, image, "a2.jpg", two.clone()).await.expect(201);
    let again = version(&studio.owner, image, "a2.jpg", two).await.expect(200).data();
    assert_eq!((&again["status"], &again["number"]), (&json!("duplicate"), &json!(2)));
    let refused = version(&studio.owner, image, "x.jpg", other).await.expect_problem(409, "image_exists");
    assert_eq!(refused.json()["image_id"], neighbour);
    let refused = version(&studio.owner, neighbour, "x.jpg", one.clone()).await;
    let refused = refused.expect_problem(409, "image_exists").json();
    assert_eq!(refused["image_id"], image);
    assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains("version 1")), "{refused}");

    let data = upload(&studio.owner, gallery, &[("again.jpg", one.clone())]).await.expect(200).data();
    let file = &data["files"][0];
    assert_eq!((&file["status"], &file["older_version"]), (&json!("duplicate"), &json!(1)), "{data}");
    assert_eq!(id_of(&file["image"]), image);
    let data = retouched(&studio.owner, gallery, &[("again.jpg", one)]).await.expect(200).data();
    let file = &data["files"][0];
    assert_eq!(statuses(&data), ["duplicate"]);
    assert_eq!((&file["image_id"], &file["number"]), (&json!(image), &json!(1)));
    let hash = list(&studio.owner.get(&format!("{API}/images/{image}/versions")).await.expect(200));
    let hash = text(&hash[0]["file"]["image"], "content_hash");
    let found = studio.owner.get(&format!("{API}/images/by-hash/{hash}")).await.expect(200).data();
    assert_eq!(id_of(&found), image);
    assert_eq!(shown(&studio.owner, gallery).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn retouched_files_find_their_pictures_by_content_and_never_by_name() {
    let (_server, studio, gallery) = studio().await;
    // Two photographers at one moment; both cameras write DSC_0001.
    let left = Shot::new(1, NOON, "6001");
    let right = Shot::new(2, NOON, "6002");
    let later = Shot::new(3, "2026:06:01 12:00:09", "6001");
    let left_id = studio.picture(gallery, "DSC_0001.jpg", left.jpeg()).await;
    let right_id = studio.picture(gallery, "DSC_0001.jpg", right.jpeg()).await;
    let later_id = studio.picture(gallery, "DSC_0002.jpg", later.jpeg()).await;
    studio.settled(gallery).await;
    // The names are those of other pictures, and one file comes without any metadata.
    let files = [
        ("DSC_0002.jpg", right.retouched(0)),
        ("DSC_0001.jpg", later.stripped().retouched(1)),
        ("final.jpg", left.retouched(2)),
        ("DSC_0001.jpg", Shot::new(9, NOON, "6003").jpeg()),
    ];
    let data = retouched(&studio.owner, gallery, &files).await.expect(201).data();
    assert_eq!(statuses(&data), ["versioned", "versioned", "versioned", "unmatched"], "{data}");
    let results = data["files"].as_array().expect("results");
    let found: Vec<_> = results.iter().map(|file| file["image_id"].as_i64()).collect();
    assert_eq!(found, [Some(right_id), Some(later_id), Some(left_id), None]);
    assert!(results.iter().take(3).all(|file| file["number"] == 2));
    let evidence = &results[0]["evidence"];
    assert_eq!((&evidence["same_second"], &evidence["same_camera"]), (&json!(true), &json!("body")));
    assert!(evidence["hash_distance"].as_u64().is_some_and(|bits| bits <= 4), "{evidence}");
    assert_eq!(results[3]["error"]["code"], "no_matching_image");
    assert_eq!(shown(&studio.owner, gallery).await.len(), 3, "nothing came beside them");

    // The picture is found again by what it was, after its file has lost all metadata.
    studio.settled(gallery).await;
    let data = retouched(&studio.owner, gallery, &[("x.jpg", later.retouched(3))]).await.expect(201).data();
    assert_eq!((&data["files"][0]["image_id"], &data["files"][0]["number"]), (&json!(later_id), &json!(3)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_may_be_one_of_several_pictures_is_left_to_a_person() {
    let (_server, studio, gallery) = studio().await;
    let first = Shot::new(1, NOON, "6001");
    let twin = Shot { taken_at: Some("2026:06:01 12:00:01"), ..first.clone() };
    let ids = [
        studio.picture(gallery, "a.jpg", first.jpeg()).await,
        studio.picture(gallery, "b.jpg", twin.jpeg()).await,
    ];
    studio.settled(gallery).await;
    let edit = first.stripped().retouched(0);
    let data = retouched(&studio.owner, gallery, &[("a.jpg", edit.clone())]).await.expect(200).data();
    assert_eq!(statuses(&data), ["ambiguous"], "{data}");
    let candidates = data["files"][0]["candidates"].as_array().expect("candidates");
    let named: Vec<_> = candidates.iter().filter_map(|candidate| candidate["image_id"].as_i64()).collect();
    assert_eq!(named, ids);
    version(&studio.owner, ids[1], "a.jpg", edit).await.expect(201);
    // With its metadata the file of the same scene says itself which frame it is.
    let data = retouched(&studio.owner, gallery, &[("b.jpg", first.retouched(1))]).await.expect(201).data();
    assert_eq!(data["files"][0]["image_id"], ids[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn flat_pictures_never_match_each_other() {
    let (_server, studio, gallery) = studio().await;
    studio.picture(gallery, "black.jpg", flat(0)).await;
    studio.settled(gallery).await;
    let files = [("black.jpg", flat(1)), ("white.jpg", flat(250))];
    let data = retouched(&studio.owner, gallery, &files).await.expect(200).data();
    assert_eq!(statuses(&data), ["unmatched", "unmatched"], "{data}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pictures_of_the_gallery_come_into_question() {
    let (_server, studio, gallery) = studio().await;
    let elsewhere = studio.some_gallery().await;
    let shot = Shot::new(4, NOON, "6001");
    let image = studio.picture(elsewhere, "a.jpg", shot.jpeg()).await;
    studio.settled(elsewhere).await;
    let data = retouched(&studio.owner, gallery, &[("a.jpg", shot.retouched(0))]).await.expect(200).data();
    assert_eq!(statuses(&data), ["unmatched"]);
    let data = retouched(&studio.owner, elsewhere, &[("a.jpg", shot.retouched(0))]).await.expect(201).data();
    assert_eq!(data["files"][0]["image_id"], image);
    let (_, guest) = studio.guest(gallery).await;
    retouched(&guest, gallery, &[("a.jpg", shot.retouched(1))]).await.expect_problem(403, "forbidden");
    retouched(&guest, elsewhere, &[("a.jpg", shot.retouched(1))]).await.expect_problem(404, "not_found");
    studio.owner.post(&format!("{API}/galleries/{elsewhere}/archive"), json!({})).await.expect(200);
    let archived = retouched(&studio.owner, elsewhere, &[("a.jpg", shot.retouched(1))]).await;
    archived.expect_problem(409, "gallery_archived");
}

/// Every way by which a file comes in, for the picture and the gallery.
fn ways(gallery: i64, image: i64) -> [String; 3] {
    [
        format!("{API}/galleries/{gallery}/images"),
        format!("{API}/images/{image}/versions"),
        format!("{API}/galleries/{gallery}/versions"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_files_are_named_by_every_way_and_change_nothing() {
    let (_server, studio, gallery) = studio().await;
    let image = studio.picture(gallery, "a.jpg", pictures::jpeg(300, 200, 1)).await;
    studio.settled(gallery).await;
    let path = format!("{API}/images/{image}");
    let before = studio.owner.get(&path).await.expect(200).data();
    let mut lying = b"%PDF-1.7 ".to_vec();
    lying.extend(pictures::jpeg(60, 40, 5));
    for (name, bytes, status, code) in [
        ("page.jpg", pictures::html(), 415, "unsupported_image_type"),
        ("lying.jpg", lying, 415, "unsupported_image_type"),
        ("phone.heic", pictures::heic(), 415, "unsupported_image_type"),
        ("cut.jpg", pictures::truncated_jpeg(300, 200, 6), 422, "truncated_image"),
        ("huge.png", pictures::blank_png(40_000, 40_000), 422, "too_many_pixels"),
        ("empty.jpg", Vec::new(), 422, "empty_file"),
        ("../..", pictures::jpeg(60, 40, 7), 422, "validation_failed"),
    ] {
        for way in ways(gallery, image) {
            let answer = studio.owner.upload(&way, &[(name, bytes.clone())]).await;
            assert_eq!(answer.status, status, "{name} at {way}: {}", answer.text());
            answer.expect_problem(status, code);
        }
    }
    assert_eq!(studio.owner.get(&path).await.expect(200).data(), before);
    assert_eq!(list(&studio.owner.get(&format!("{path}/versions")).await.expect(200)).len(), 1);
    assert_eq!(shown(&studio.owner, gallery).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_but_good_files_are_taken_by_every_way() {
    let (_server, studio, gallery) = studio().await;
    let image = studio.picture(gallery, "a.jpg", pictures::jpeg(300, 200, 1)).await;
    studio.settled(gallery).await;
    let long = "%F0%9F%98%80".repeat(300);
    let names = ["..%2F..%2Fetc%2Fpasswd.jpg", "a%00b.jpg", &format!("{long}.jpg"), "C:%5CDCIM%5Cx.jpg"];
    for (number, name) in (2..).zip(names) {
        let [upload, version, _] = ways(gallery, image);
        let data = named(&studio.owner, &upload, name, pictures::jpeg(1, 1, number * 10)).await;
        assert_safe(&text(&data.expect(201).data()["files"][0]["image"], "filename"));
        named(&studio.owner, &version, name, pictures::jpeg(1, 1, number * 10 + 5)).await.expect(201);
    }
    let settled = studio.settled(gallery).await;
    assert!(settled.iter().all(|picture| picture["state"] == "ready"), "{settled:?}");
    let versions = list(&studio.owner.get(&format!("{API}/images/{image}/versions")).await.expect(200));
    let names: Vec<String> = versions.iter().map(|version| text(&version["file"], "filename")).collect();
    names.iter().for_each(|name| assert_safe(name));
    assert_eq!(names[1], "passwd.jpg");
    assert_eq!(names[4], "x.jpg");
}

/// Sends a file under a name as RFC 8187 writes it, which can hold any character.
async fn named(client: &Client, path: &str, name: &str, bytes: Vec<u8>) -> Answer {
    let head =
        format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename*=utf-8''{name}\r\n\r\n");
    let body = [head.into_bytes(), bytes, b"\r\n--x--\r\n".to_vec()].concat();
    client.request(Method::POST, path).body("multipart/form-data; boundary=x", body).send().await
}

fn assert_safe(name: &str) {
    assert!(!name.contains(['/', '\\', '\0']) && !name.starts_with('.'), "{name:?}");
    assert!(name.ends_with(".jpg") && name.chars().count() <= 255, "{name:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_one_file_is_refused() {
    let (_server, studio, gallery) = studio().await;
    let image = studio.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    let path = format!("{API}/images/{image}/versions");
    let two = [("a.jpg", pictures::jpeg(60, 40, 2)), ("b.jpg", pictures::jpeg(60, 40, 3))];
    let none = reqwest::multipart::Form::new().text("notes", "nothing else");
    let none = studio.owner.request(Method::POST, &path).form(none).send().await;
    for refused in [none, studio.owner.upload(&path, &two).await] {
        let refused = refused.expect_problem(422, "validation_failed").json();
        assert_eq!(refused["errors"][0]["pointer"], "/file", "{refused}");
    }
    let form = reqwest::multipart::Form::new()
        .text("notes", "x".repeat(5_001))
        .part("file", reqwest::multipart::Part::bytes(pictures::jpeg(60, 40, 4)).file_name("c.jpg"));
    let refused = studio.owner.request(Method::POST, &path).form(form).send().await;
    let refused = refused.expect_problem(422, "validation_failed").json();
    assert_eq!(refused["errors"][0]["code"], "too_long", "{refused}");
    assert_eq!(list(&studio.owner.get(&path).await.expect(200)).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_camera_may_be_held_in_eight_ways_and_the_picture_looks_the_same() {
    let (_server, studio, gallery) = studio().await;
    let mut hashes = std::collections::BTreeSet::new();
    for orientation in 1..=8 {
        // A scene whose neighbouring patches differ so clearly that compression does not turn one bit over.
        let bytes = Shot::new(2_321, NOON, "6001").held(orientation);
        studio.picture(gallery, &format!("{orientation}.jpg"), bytes).await;
    }
    for picture in studio.settled(gallery).await {
        assert_eq!((&picture["width"], &picture["height"]), (&json!(600), &json!(400)), "{picture}");
        hashes.insert(text(&picture, "perceptual_hash"));
    }
    assert_eq!(hashes.len(), 1, "{hashes:?}");
}
