//! Files of the tray that take the place of pictures.

use atelier_tests::camera::Shot;
use atelier_tests::client::{Answer, Client, NamedFile};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, pictures as shown, text};
use serde_json::{Value, json};

use crate::versions::{NOON, studio, version};

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
