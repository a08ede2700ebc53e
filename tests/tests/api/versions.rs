//! Retouched files that take the place of pictures.

use atelier_tests::camera::{Shot, flat};
use atelier_tests::client::{Answer, Client, NamedFile};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, pictures as shown, text, upload};
use reqwest::Method;
use serde_json::{Value, json};

const NOON: &str = "2026:06:01 12:00:00";

async fn studio() -> (TestServer, Studio, i64) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    (server, studio, gallery)
}

/// Sends one file as the next version of a picture.
async fn version(client: &Client, image: i64, name: &str, bytes: Vec<u8>) -> Answer {
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

/// Puts files into the tray, and waits until they can be looked at.
async fn stage(client: &Client, files: &[NamedFile<'_>]) -> Vec<i64> {
    let result = client.upload(&format!("{API}/staging"), files).await.expect(201).data();
    let files = result["files"].as_array().expect("one result per file");
    let ids: Vec<i64> = files.iter().map(|file| id_of(&file["file"])).collect();
    let begun = std::time::Instant::now();
    while tray(client, "state=received").await.iter().any(|file| ids.contains(&id_of(file))) {
        assert!(begun.elapsed().as_secs() < 60, "the previews are not made");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    ids
}

async fn tray(client: &Client, query: &str) -> Vec<Value> {
    list(&client.get(&format!("{API}/staging?{query}")).await.expect(200))
}

/// Verdict and candidates of a file of the tray.
fn version_of(file: &Value) -> (&str, Vec<i64>) {
    let told = &file["version_of"];
    let candidates = told["candidates"].as_array().expect("candidates");
    let named = candidates.iter().filter_map(|candidate| candidate["image_id"].as_i64());
    (told["verdict"].as_str().expect("a verdict"), named.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_says_of_which_picture_a_file_may_be_a_version() {
    let (_server, studio, gallery) = studio().await;
    let first = Shot::new(1, NOON, "6001");
    let twin = Shot { taken_at: Some("2026:06:01 12:00:01"), ..first.clone() };
    let other = Shot::new(3, NOON, "6002");
    let one = studio.picture(gallery, "DSC_0001.jpg", first.jpeg()).await;
    let two = studio.picture(gallery, "DSC_0002.jpg", twin.jpeg()).await;
    let three = studio.picture(gallery, "DSC_0001.jpg", other.jpeg()).await;
    studio.settled(gallery).await;
    // The names say something else than the pictures do.
    let files = [
        ("DSC_0002.jpg", first.retouched(1)),
        ("DSC_0002.jpg", other.stripped().retouched(1)),
        ("DSC_0001.jpg", first.stripped().retouched(0)),
        ("DSC_0001.jpg", Shot::new(9, NOON, "6003").jpeg()),
        ("DSC_0001.jpg", first.jpeg()),
    ];
    let owner = &studio.owner;
    let ids = stage(owner, &files).await;
    assert!(tray(owner, "").await.iter().all(|file| file["version_of"].is_null()));
    let shown = tray(owner, "include=versions").await;
    assert_eq!(shown.iter().map(id_of).collect::<Vec<_>>(), ids);
    let told: Vec<_> = shown.iter().take(4).map(version_of).collect();
    let expected = [
        ("confident", vec![one]),
        ("confident", vec![three]),
        ("ambiguous", vec![one, two]),
        ("unmatched", vec![]),
    ];
    assert_eq!(told, expected);
    let evidence = &shown[0]["version_of"]["candidates"][0]["evidence"];
    assert_eq!((&evidence["same_second"], &evidence["same_camera"]), (&json!(true), &json!("body")));
    // The very bytes of a picture are no version of it.
    assert_eq!((&shown[4]["duplicate_of_image_id"], &shown[4]["version_of"]), (&json!(one), &Value::Null));
    let alone = owner.get(&format!("{API}/staging/{}?include=versions", ids[1])).await.expect(200).data();
    assert_eq!(version_of(&alone), ("confident", vec![three]));

    let refused = owner.get(&format!("{API}/staging?include=versions&limit=101")).await;
    let refused = refused.expect_problem(422, "validation_failed").json();
    assert_eq!(refused["errors"][0]["parameter"], "limit", "{refused}");
    owner.get(&format!("{API}/staging?include=faces")).await.expect_problem(422, "validation_failed");
    let (vendor_id, vendor) = studio.person("vendor_user", None).await;
    let studio_id = owner.get(&format!("{API}/studio")).await.expect(200).data()["id"].clone();
    let body =
        json!({ "permission": "can_access_staging", "context_type": "studio", "context_id": studio_id });
    owner.post(&format!("{API}/users/{vendor_id}/grants"), body).await.expect(201);
    assert_eq!(tray(&vendor, "").await.len(), 5);
    vendor.get(&format!("{API}/staging?include=versions")).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_compares_no_file_whose_bytes_the_studio_has() {
    let (_server, studio, gallery) = studio().await;
    let owner = &studio.owner;
    let (shot, other) = (Shot::new(1, NOON, "6001"), Shot::new(3, NOON, "6002"));
    let image = studio.picture(gallery, "a.jpg", shot.jpeg()).await;
    studio.picture(gallery, "b.jpg", other.jpeg()).await;
    let deleted = studio.picture(gallery, "c.jpg", other.retouched(0)).await;
    studio.settled(gallery).await;
    version(owner, image, "edit.jpg", shot.retouched(0)).await.expect(201);
    studio.settled(gallery).await;
    owner.delete(&format!("{API}/images/{deleted}?force=true")).await.expect(200);

    // What the first picture was, what was deleted, and what nobody has seen yet.
    let files = [("a.jpg", shot.jpeg()), ("c.jpg", other.retouched(0)), ("d.jpg", shot.retouched(1))];
    let ids = stage(owner, &files).await;
    let shown = tray(owner, "include=versions").await;
    assert_eq!(shown.iter().map(id_of).collect::<Vec<_>>(), ids);
    assert!(shown.iter().take(2).all(|file| file["version_of"].is_null()), "{shown:?}");
    assert_eq!(version_of(&shown[2]), ("confident", vec![image]));
}

/// Assigns files to the gallery, those that are versions of its pictures as such.
async fn assign_matching(client: &Client, files: &[i64], gallery: i64) -> Value {
    let body = json!({ "staging_ids": files, "gallery_id": gallery, "versions": "match" });
    client.post(&format!("{API}/staging/assign"), body).await.expect(200).data()
}

async fn take(client: &Client, files: &[(i64, i64)]) -> Answer {
    let files: Vec<Value> =
        files.iter().map(|(file, image)| json!({ "staging_id": file, "image_id": image })).collect();
    client.post(&format!("{API}/staging/versions"), json!({ "files": files, "notes": "Final" })).await
}

/// What became of each file: status, picture and version.
fn fates(data: &Value) -> Vec<(String, Option<i64>, Option<i64>)> {
    let files = data["files"].as_array().expect("a result for each file");
    let told =
        |file: &Value| (text(file, "status"), file["image_id"].as_i64(), file["version_number"].as_i64());
    files.iter().map(told).collect()
}

fn versioned(image: i64, number: i64) -> (String, Option<i64>, Option<i64>) {
    ("versioned".to_owned(), Some(image), Some(number))
}

fn codes(data: &Value) -> Vec<&str> {
    let files = data["files"].as_array().expect("a result for each file");
    files.iter().map(|file| file["error"]["code"].as_str().unwrap_or_default()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn retouched_files_leave_the_tray_as_versions_of_what_they_show() {
    let (server, studio, gallery) = studio().await;
    let left = Shot::new(3, NOON, "6001");
    let right = Shot::new(2, NOON, "6002");
    let burst = Shot::new(1, "2026:06:01 12:00:09", "6001");
    let twin = Shot { taken_at: Some("2026:06:01 12:00:10"), ..burst.clone() };
    let mut ids = Vec::new();
    for shot in [&left, &right, &burst, &twin] {
        ids.push(studio.picture(gallery, "DSC_0001.jpg", shot.jpeg()).await);
    }
    studio.settled(gallery).await;
    let owner = &studio.owner;
    let (_, guest) = studio.guest(gallery).await;
    let before = shown(&guest, gallery).await;
    let comments = format!("{API}/galleries/{gallery}/images/{}/comments", ids[1]);
    owner.post(&comments, json!({ "body": "Remove the reflection" })).await.expect(201);

    let files = [
        ("DSC_0001.jpg", right.retouched(0)),
        ("DSC_0001.jpg", left.stripped().retouched(1)),
        ("DSC_0001.jpg", burst.stripped().retouched(0)),
        ("DSC_0001.jpg", Shot::new(9, NOON, "6003").jpeg()),
    ];
    let staged = stage(owner, &files).await;
    let data = assign_matching(owner, &staged, gallery).await;
    assert_eq!((&data["done"], &data["refused"]), (&json!(3), &json!(1)), "{data}");
    let new = data["files"][3]["image_id"].as_i64().expect("a picture of its own");
    let expected = [
        versioned(ids[1], 2),
        versioned(ids[0], 2),
        ("ambiguous".to_owned(), None, None),
        ("assigned".to_owned(), Some(new), None),
    ];
    assert_eq!(fates(&data), expected);
    assert_eq!(codes(&data)[2], "ambiguous_version");
    let candidates = data["files"][2]["candidates"].as_array().expect("candidates");
    let named: Vec<_> = candidates.iter().filter_map(|candidate| candidate["image_id"].as_i64()).collect();
    assert_eq!(named, ids[2..]);
    assert_eq!(data["files"][0]["evidence"]["same_camera"], "body", "{data}");

    // Place, link and what people said stay; the picture can be looked at at once, and is another.
    let after = shown(&guest, gallery).await;
    assert_eq!(after.iter().map(id_of).collect::<Vec<_>>(), [&ids[..], &[new][..]].concat());
    let seen = shown(owner, gallery).await;
    assert!(seen.iter().all(|picture| picture["state"] == "ready"), "{seen:?}");
    assert_eq!((&seen[1]["filename"], &seen[1]["current_version"]), (&json!("DSC_0001.jpg"), &json!(2)));
    let (old, fresh) = (text(&before[1]["urls"], "thumb"), text(&after[1]["urls"], "thumb"));
    assert_ne!(old, fresh);
    let seen = server.client().get(&fresh).await.expect(200);
    assert_eq!(image::load_from_memory(&seen.bytes).expect("a picture").width(), 512);
    server.client().get(&old).await.expect_problem(404, "not_found");
    assert_eq!(list(&owner.get(&comments).await.expect(200)).len(), 1);

    // Asked again, the answer is the same. What is a version is neither put elsewhere nor taken back nor thrown away.
    assert_eq!(fates(&assign_matching(owner, &staged, gallery).await), expected);
    let elsewhere = studio.some_gallery().await;
    let other = assign_matching(owner, &staged[..1], elsewhere).await;
    assert_eq!(codes(&other), ["taken_as_version"], "{other}");
    let body = json!({ "staging_ids": &staged[..1], "gallery_id": gallery });
    let plain = owner.post(&format!("{API}/staging/assign"), body).await.expect(200).data();
    assert_eq!(codes(&plain), ["taken_as_version"], "{plain}");
    for what in ["unassign", "discard"] {
        let body = json!({ "staging_ids": &staged[..1] });
        let refused = owner.post(&format!("{API}/staging/{what}"), body).await.expect(200).data();
        assert_eq!(codes(&refused), ["taken_as_version"], "{what}: {refused}");
    }
    let file = owner.get(&format!("{API}/staging/{}", staged[0])).await.expect(200).data();
    assert_eq!((&file["state"], &file["assigned_image_id"]), (&json!("assigned"), &json!(ids[1])));
    assert_eq!(file["assigned_to_gallery_id"], Value::Null);
    assert_eq!(file["proposal"]["outcome"], "manual_assign", "{file}");
    let path = format!("{API}/images/{}/versions", ids[1]);
    owner.post(&format!("{path}/1/restore"), json!({})).await.expect(200);
    assert_eq!(shown(&guest, gallery).await[1]["current_version"], 1);

    // What may be one of two waits until a person says which it is.
    let waiting = tray(owner, "").await;
    assert_eq!(waiting.iter().map(id_of).collect::<Vec<_>>(), [staged[2]]);
    let said = take(owner, &[(staged[2], ids[3])]).await.expect(200).data();
    assert_eq!(fates(&said), [versioned(ids[3], 2)]);
    assert!(tray(owner, "").await.is_empty());
    let versions = list(&owner.get(&format!("{API}/images/{}/versions", ids[3])).await.expect(200));
    assert_eq!((versions.len(), &versions[1]["notes"]), (2, &json!("Final")));
    assert_eq!(shown(&guest, gallery).await.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_become_versions_of_the_pictures_that_a_person_names() {
    let (server, studio, gallery) = studio().await;
    let owner = &studio.owner;
    let bytes: Vec<Vec<u8>> = (1..8).map(|seed| pictures::jpeg(300, 200, seed)).collect();
    let image = studio.picture(gallery, "a.jpg", bytes[0].clone()).await;
    let neighbour = studio.picture(gallery, "b.jpg", bytes[1].clone()).await;
    studio.settled(gallery).await;
    let files: Vec<NamedFile<'_>> = bytes.iter().map(|bytes| ("edit.jpg", bytes.clone())).collect();
    let staged = stage(owner, &files).await;

    // Two files of one picture are its next two versions, in the order in which they are named.
    let both = [(staged[3], image), (staged[2], image)];
    let data = take(owner, &both).await.expect(200).data();
    assert_eq!(fates(&data), [versioned(image, 2), versioned(image, 3)]);
    assert_eq!(fates(&take(owner, &both).await.expect(200).data()), fates(&data), "twice is once");
    let versions = list(&owner.get(&format!("{API}/images/{image}/versions")).await.expect(200));
    let current: Vec<_> = versions.iter().map(|version| version["is_current"] == true).collect();
    assert_eq!(current, [false, false, true]);
    for version in &versions {
        assert_eq!(version["file"]["image"]["state"], "ready", "{version}");
        let thumb = text(&version["file"]["image"]["urls"], "thumb");
        server.client().get(&thumb).await.expect(200);
    }

    // Bytes that the picture has had are that version; those of another picture are none.
    let known = take(owner, &[(staged[0], image), (staged[1], image)]).await.expect(200).data();
    assert_eq!(fates(&known)[0], versioned(image, 1));
    assert_eq!(codes(&known), ["", "image_exists"], "{known}");
    let other = take(owner, &[(staged[2], neighbour)]).await.expect(200).data();
    assert_eq!(codes(&other), ["taken_as_version"], "{other}");
    assert_eq!(list(&owner.get(&format!("{API}/images/{image}/versions")).await.expect(200)).len(), 3);

    // What names nothing, or says two things, does nothing.
    take(owner, &[(staged[4], image), (staged[5], 9_999)]).await.expect_problem(404, "not_found");
    take(owner, &[(9_999, image)]).await.expect_problem(404, "not_found");
    take(owner, &[(staged[4], image), (staged[4], neighbour)]).await.expect_problem(422, "validation_failed");
    take(owner, &[]).await.expect_problem(422, "validation_failed");
    let many: Vec<(i64, i64)> = (1..1_002).map(|file| (file, image)).collect();
    take(owner, &many).await.expect_problem(422, "validation_failed");
    owner.delete(&format!("{API}/images/{neighbour}?force=true")).await.expect(200);
    take(owner, &[(staged[4], neighbour)]).await.expect_problem(404, "not_found");
    let stranger = Studio::register(&server.client()).await;
    take(&stranger.owner, &[(staged[4], image)]).await.expect_problem(404, "not_found");
    let (vendor_id, vendor) = studio.person("vendor_user", None).await;
    let studio_id = owner.get(&format!("{API}/studio")).await.expect(200).data()["id"].clone();
    let grant = async |permission: &str, kind: &str, id: Value| {
        let body = json!({ "permission": permission, "context_type": kind, "context_id": id });
        owner.post(&format!("{API}/users/{vendor_id}/grants"), body).await.expect(201);
    };
    for permission in ["can_access_staging", "can_assign_staging"] {
        grant(permission, "studio", studio_id.clone()).await;
    }
    take(&vendor, &[(staged[4], image)]).await.expect_problem(404, "not_found");
    grant("can_view_gallery", "gallery", json!(gallery)).await;
    take(&vendor, &[(staged[4], image)]).await.expect_problem(403, "forbidden");
    grant("can_version_images", "gallery", json!(gallery)).await;
    let data = take(&vendor, &[(staged[4], image)]).await.expect(200).data();
    assert_eq!(fates(&data), [versioned(image, 4)]);
    assert_eq!(
        tray(owner, "").await.iter().map(id_of).collect::<Vec<_>>(),
        [staged[1], staged[5], staged[6]]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_not_matched_before_it_can_be_looked_at_but_a_person_may_say_what_it_is() {
    let server = TestServer::with(&[("worker.count", "0")]).await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let shot = Shot::new(1, NOON, "6001");
    let image = studio.picture(gallery, "a.jpg", shot.jpeg()).await;
    let files = [("a.jpg", shot.retouched(0)), ("a.jpg", shot.retouched(1))];
    let sent = studio.owner.upload(&format!("{API}/staging"), &files).await.expect(201).data();
    let ids: Vec<i64> =
        sent["files"].as_array().expect("files").iter().map(|file| id_of(&file["file"])).collect();
    let data = assign_matching(&studio.owner, &ids[..1], gallery).await;
    assert_eq!(codes(&data), ["staging_processing"], "{data}");
    let data = take(&studio.owner, &[(ids[0], image)]).await.expect(200).data();
    assert_eq!(fates(&data), [versioned(image, 2)]);
    let seen = shown(&studio.owner, gallery).await;
    assert_eq!((&seen[0]["state"], &seen[0]["current_version"]), (&json!("processing"), &json!(2)));
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
