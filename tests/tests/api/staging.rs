//! The tray: filtered, assigned, taken back, thrown away.

use std::time::{Duration, Instant};

use atelier_tests::client::{Answer, Client};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{self, API, Studio, id_of, list, text, upload};
use serde_json::{Value, json};

async fn studio() -> (TestServer, Studio) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    (server, studio)
}

/// Puts pictures into the tray, and waits until they can be looked at.
async fn stage(client: &Client, files: &[(&str, Vec<u8>)]) -> Vec<i64> {
    let result = client.upload(&format!("{API}/staging"), files).await.expect(201).data();
    let files = result["files"].as_array().expect("one result per file");
    let ids: Vec<i64> = files.iter().map(|file| id_of(&file["file"])).collect();
    let begun = Instant::now();
    while tray(client, "state=received").await.iter().any(|file| ids.contains(&id_of(file))) {
        assert!(begun.elapsed() < Duration::from_secs(60), "the previews are not made");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    ids
}

async fn tray(client: &Client, query: &str) -> Vec<Value> {
    list(&client.get(&format!("{API}/staging?{query}")).await.expect(200))
}

async fn names(client: &Client, query: &str) -> Vec<String> {
    tray(client, query).await.iter().map(|file| text(file, "filename")).collect()
}

async fn assign(client: &Client, files: &[i64], gallery: i64, kind: &str) -> Answer {
    let body = json!({ "staging_ids": files, "gallery_id": gallery, "type": kind });
    client.post(&format!("{API}/staging/assign"), body).await
}

async fn ask(client: &Client, what: &str, files: &[i64]) -> Answer {
    client.post(&format!("{API}/staging/{what}"), json!({ "staging_ids": files })).await
}

fn images(result: &Value) -> Vec<i64> {
    let files = result["files"].as_array().expect("one result per file");
    files.iter().map(|file| file["image_id"].as_i64().expect("a picture")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_wait_are_found_and_can_be_looked_at() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let files = [
        ("DSC_0001.JPG", pictures::jpeg_with_exif(600, 400, 1, "NIKON Z 6", 1)),
        ("DSC_0002.JPG", pictures::jpeg_with_exif(600, 400, 2, "NIKON Z 6", 6)),
        ("IMG_0003.jpg", pictures::jpeg(300, 200, 3)),
    ];
    let ids = stage(owner, &files).await;
    let file = owner.get(&format!("{API}/staging/{}", ids[1])).await.expect(200).data();
    assert_eq!(
        (&file["state"], &file["width"], &file["height"]),
        (&json!("ready"), &json!(400), &json!(600)),
        "{file}"
    );
    assert!(file["perceptual_hash"].is_string(), "{file}");
    let preview = owner.get(file["previews"]["thumb"].as_str().expect("an address")).await.expect(200);
    let seen = image::load_from_memory(&preview.bytes).expect("a picture");
    assert_eq!((seen.width(), seen.height()), (341, 512));
    owner.anonymous().get(file["previews"]["thumb"].as_str().expect("an address")).await.expect(401);

    assert_eq!(
        names(owner, "camera_model=NIKON%20Z%206&sort=filename&descending=true").await,
        ["DSC_0002.JPG", "DSC_0001.JPG"]
    );
    assert_eq!(names(owner, "search=img_").await, ["IMG_0003.jpg"]);
    let facets = owner.get(&format!("{API}/staging/facets")).await.expect(200).data();
    assert_eq!(facets["cameras"], json!([{ "name": "NIKON Z 6", "count": 2 }]), "{facets}");
    for (query, name) in [
        ("iso_min=x", "iso_min"),
        ("aperture_max=NaN", "aperture_max"),
        ("taken_from=yesterday", "taken_from"),
        ("taken_until=%2B99999-01-01", "taken_until"),
        ("batch_id=7", "batch_id"),
        ("sort=colour", "sort"),
    ] {
        let problem = owner
            .get(&format!("{API}/staging?{query}"))
            .await
            .expect_problem(422, "validation_failed")
            .json();
        assert_eq!(problem["errors"][0]["parameter"], name, "{problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_file_is_named_and_the_others_are_taken() {
    let (_server, studio) = studio().await;
    let files = [
        ("good.jpg", pictures::jpeg(300, 200, 1)),
        ("IMG.HEIC", pictures::heic()),
        ("cut.jpg", pictures::truncated_jpeg(300, 200, 2)),
    ];
    let result = studio.owner.upload(&format!("{API}/staging"), &files).await.expect(201).data();
    assert_eq!((&result["stored"], &result["failed"]), (&json!(1), &json!(2)), "{result}");
    assert_eq!(result["files"][2]["error"]["code"], "truncated_image", "{result}");
    let again = studio.owner.upload(&format!("{API}/staging"), &files[..1]).await.expect(200).data();
    assert_eq!(again["files"][0]["duplicate_of_staging_id"], result["files"][0]["file"]["id"], "{again}");
    assert_eq!(tray(&studio.owner, "state=failed").await.len(), 2);
    let batch = studio.owner.get(&format!("{API}/upload-batches/{}", text(&result, "batch_id"))).await.data();
    let counts = ["total", "received", "failed", "duplicate"].map(|name| batch["batch"][name].clone());
    assert_eq!(counts, [json!(4), json!(1), json!(2), json!(1)], "{batch}");
    studio
        .owner
        .upload(&format!("{API}/staging"), &files[1..])
        .await
        .expect_problem(415, "unsupported_image_type");
}

#[tokio::test(flavor = "multi_thread")]
async fn assigned_files_are_pictures_at_once_and_can_be_taken_back() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let gallery = studio.some_gallery().await;
    let other = studio.some_gallery().await;
    let files: Vec<_> = (1..4).map(|n| ("a.jpg", pictures::jpeg(300, 200, n))).collect();
    let ids = stage(owner, &files).await;
    let result = assign(owner, &ids, gallery, "main").await.expect(200).data();
    assert_eq!((&result["done"], &result["refused"]), (&json!(3), &json!(0)), "{result}");
    let shown = studio::pictures(owner, gallery).await;
    assert_eq!(shown.len(), 3);
    assert!(shown.iter().all(|picture| picture["state"] == "ready"), "{shown:?}");
    owner.anonymous().get(shown[0]["urls"]["thumb"].as_str().expect("an address")).await.expect(200);
    assert!(tray(owner, "").await.is_empty());

    // Asked again, the answer is the same; asked for elsewhere, each file says where it stands.
    assert_eq!(assign(owner, &ids, gallery, "main").await.expect(200).data(), result);
    let elsewhere = assign(owner, &ids[..1], other, "main").await.expect(200).data();
    assert_eq!(elsewhere["files"][0]["error"]["code"], "assigned_elsewhere", "{elsewhere}");
    let in_use = ask(owner, "discard", &ids[..1]).await.expect(200).data();
    assert_eq!(in_use["files"][0]["error"]["code"], "staging_assigned", "{in_use}");

    let back = ask(owner, "unassign", &ids).await.expect(200).data();
    assert!(
        back["files"].as_array().expect("files").iter().all(|file| file["status"] == "in_tray"),
        "{back}"
    );
    assert!(studio::pictures(owner, gallery).await.is_empty());
    let gallery_now = owner.get(&format!("{API}/galleries/{gallery}")).await.expect(200).data();
    assert_eq!(gallery_now["image_count"], 0, "{gallery_now}");
    assert_eq!(tray(owner, "in_pool=false").await.len(), 3);
    // Somewhere else they are the very same pictures.
    let again = assign(owner, &ids, other, "behind_the_scenes").await.expect(200).data();
    assert_eq!(images(&again), images(&result));
    assert_eq!(studio::pictures(owner, other).await.len(), 3);

    ask(owner, "unassign", &ids).await.expect(200);
    let gone = ask(owner, "discard", &ids[..2]).await.expect(200).data();
    assert_eq!(gone["files"][0]["status"], "discarded", "{gone}");
    assert_eq!(tray(owner, "").await.len(), 1);
    let refused = assign(owner, &ids[..1], gallery, "main").await.expect(200).data();
    assert_eq!(refused["files"][0]["error"]["code"], "staging_discarded", "{refused}");
    ask(owner, "restore", &ids).await.expect(200);
    assert_eq!(tray(owner, "state=ready").await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_can_go_before_their_previews_are_made() {
    let server = TestServer::with(&[("worker.count", "0")]).await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let files = [("a.jpg", pictures::jpeg(300, 200, 1))];
    let result = studio.owner.upload(&format!("{API}/staging"), &files).await.expect(201).data();
    let id = id_of(&result["files"][0]["file"]);
    assign(&studio.owner, &[id], gallery, "main").await.expect(200);
    assert_eq!(studio::pictures(&studio.owner, gallery).await[0]["state"], "processing");
    let jobs = list(&studio.owner.get(&format!("{API}/jobs")).await.expect(200));
    let kinds: Vec<String> = jobs.iter().map(|job| text(job, "kind")).collect();
    assert_eq!(kinds, ["ingest.make_previews", "images.make_derivatives"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_studio_has_already_is_told_and_used_again() {
    let (_server, studio) = studio().await;
    let gallery = studio.some_gallery().await;
    let other = studio.some_gallery().await;
    let bytes = pictures::jpeg(300, 200, 1);
    let picture = studio.picture(gallery, "a.jpg", bytes.clone()).await;
    studio.settled(gallery).await;
    let ids = stage(&studio.owner, &[("again.jpg", bytes), ("new.jpg", pictures::jpeg(300, 200, 2))]).await;
    let known = studio.owner.get(&format!("{API}/staging/{}", ids[0])).await.expect(200).data();
    assert_eq!(known["duplicate_of_image_id"], picture, "{known}");
    assert_eq!(names(&studio.owner, "in_pool=false").await, ["new.jpg"]);
    assert_eq!(names(&studio.owner, "in_pool=true").await, ["again.jpg"]);
    let result = assign(&studio.owner, &ids[..1], other, "main").await.expect(200).data();
    assert_eq!(images(&result), [picture]);
    // It was there before, so taking the file back leaves it there.
    ask(&studio.owner, "unassign", &ids[..1]).await.expect(200);
    assert_eq!(studio::pictures(&studio.owner, gallery).await.len(), 1);
    assert!(studio::pictures(&studio.owner, other).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_picture_was_before_is_taken_as_that_picture() {
    let (server, studio) = studio().await;
    let (gallery, other) = (studio.some_gallery().await, studio.some_gallery().await);
    let first = pictures::jpeg(300, 200, 1);
    let picture = studio.picture(gallery, "a.jpg", first.clone()).await;
    let path = format!("{API}/images/{picture}/versions");
    studio.owner.upload(&path, &[("b.jpg", pictures::jpeg(240, 160, 2))]).await.expect(201);
    studio.settled(gallery).await;
    let ids = stage(&studio.owner, &[("again.jpg", first)]).await;
    // What waits is the file that was sent, and not what the picture has become since.
    let file = studio.owner.get(&format!("{API}/staging/{}", ids[0])).await.expect(200).data();
    let preview = studio.owner.get(&text(&file["previews"], "thumb")).await.expect(200);
    assert_eq!(image::load_from_memory(&preview.bytes).expect("a picture").width(), 300);
    let report = server.running().use_cases().upkeep.check(true, false).await.expect("a report");
    assert!(report.findings.is_empty(), "{report:?}");
    let result = assign(&studio.owner, &ids, other, "main").await.expect(200).data();
    assert_eq!(images(&result), [picture]);
    let there = studio::pictures(&studio.owner, other).await;
    assert_eq!((there.len(), &there[0]["current_version"]), (1, &json!(2)), "{there:?}");
    assert_eq!(list(&studio.owner.get(&path).await.expect(200)).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_hung_in_the_gallery_before_stays_there() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let gallery = studio.some_gallery().await;
    let bytes = pictures::jpeg(300, 200, 1);
    let picture = studio.picture(gallery, "a.jpg", bytes.clone()).await;
    studio.settled(gallery).await;
    let (_, guest) = studio.guest(gallery).await;
    let decision = format!("{API}/galleries/{gallery}/images/{picture}/decision");
    guest.put(&decision, json!({ "decision": "approved" })).await.expect(200);
    // The whole card is sent again, and turns out to have been meant for another gallery.
    let ids = stage(owner, &[("a.jpg", bytes), ("b.jpg", pictures::jpeg(300, 200, 2))]).await;
    assign(owner, &ids, gallery, "main").await.expect(200);
    assert_eq!(studio::pictures(owner, gallery).await.len(), 2);
    ask(owner, "unassign", &ids).await.expect(200);
    let left = studio::pictures(&guest, gallery).await;
    assert_eq!(left.iter().map(id_of).collect::<Vec<_>>(), [picture]);
    assert_eq!(left[0]["own_decision"]["decision"], "approved", "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_stays_as_long_as_one_of_its_files_does() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let (gallery, other) = (studio.some_gallery().await, studio.some_gallery().await);
    let (first, second) = (pictures::jpeg(300, 200, 1), pictures::jpeg(240, 160, 2));
    let picture = studio.picture(gallery, "a.jpg", first.clone()).await;
    let path = format!("{API}/images/{picture}/versions");
    owner.upload(&path, &[("b.jpg", second.clone())]).await.expect(201);
    studio.settled(gallery).await;
    let ids = stage(owner, &[("a.jpg", first), ("b.jpg", second)]).await;
    let result = assign(owner, &ids, other, "main").await.expect(200).data();
    assert_eq!(images(&result), [picture, picture]);
    ask(owner, "unassign", &ids[..1]).await.expect(200);
    assert_eq!(studio::pictures(owner, other).await.len(), 1);
    ask(owner, "unassign", &ids[1..]).await.expect(200);
    assert!(studio::pictures(owner, other).await.is_empty());
    assert_eq!(studio::pictures(owner, gallery).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retouched_picture_outlives_the_file_that_brought_it() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let (gallery, other) = (studio.some_gallery().await, studio.some_gallery().await);
    let ids = stage(owner, &[("a.jpg", pictures::jpeg(300, 200, 1))]).await;
    let picture = images(&assign(owner, &ids, gallery, "main").await.expect(200).data())[0];
    let path = format!("{API}/images/{picture}");
    let retouched = [("edit.jpg", pictures::jpeg(240, 160, 2))];
    owner.upload(&format!("{path}/versions"), &retouched).await.expect(201);
    studio.settled(gallery).await;

    ask(owner, "unassign", &ids).await.expect(200);
    assert!(studio::pictures(owner, gallery).await.is_empty());
    let kept = owner.get(&path).await.expect(200).data();
    assert_eq!((&kept["deleted_at"], &kept["current_version"]), (&Value::Null, &json!(2)), "{kept}");
    assert_eq!(tray(owner, "").await.iter().map(id_of).collect::<Vec<_>>(), ids);
    let again = assign(owner, &ids, other, "main").await.expect(200).data();
    assert_eq!(images(&again), [picture]);
    assert_eq!(studio::pictures(owner, other).await[0]["current_version"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_want_the_same_frames_one_gets_each() {
    let (_server, studio) = studio().await;
    let (one, two) = (studio.some_gallery().await, studio.some_gallery().await);
    let files: Vec<_> = (1..9).map(|n| ("a.jpg", pictures::jpeg(60, 40, n))).collect();
    let ids = stage(&studio.owner, &files).await;
    let reversed: Vec<i64> = ids.iter().rev().copied().collect();
    let (first, second) = tokio::join!(
        assign(&studio.owner, &ids, one, "main"),
        assign(&studio.owner, &reversed, two, "main"),
    );
    let (first, second) = (first.expect(200).data(), second.expect(200).data());
    let done = |result: &Value| result["done"].as_u64().expect("a count");
    assert_eq!(done(&first) + done(&second), 8, "{first} {second}");
    let (one, two) = (studio::pictures(&studio.owner, one).await, studio::pictures(&studio.owner, two).await);
    assert_eq!(one.len() + two.len(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_anothers_is_not_found_and_nothing_is_half_done() {
    let (server, studio) = studio().await;
    let stranger = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let foreign_gallery = stranger.some_gallery().await;
    let own = stage(&studio.owner, &[("a.jpg", pictures::jpeg(60, 40, 1))]).await;
    let foreign = stage(&stranger.owner, &[("b.jpg", pictures::jpeg(60, 40, 2))]).await;
    let both = [own[0], foreign[0]];
    assign(&studio.owner, &both, gallery, "main").await.expect_problem(404, "not_found");
    assign(&studio.owner, &own, foreign_gallery, "main").await.expect_problem(404, "not_found");
    for what in ["unassign", "discard", "restore"] {
        ask(&studio.owner, what, &both).await.expect_problem(404, "not_found");
    }
    assign(&studio.owner, &own, gallery, "Not A Type").await.expect_problem(422, "validation_failed");
    assign(&studio.owner, &[], gallery, "main").await.expect_problem(422, "validation_failed");
    let many: Vec<i64> = (1..1_002).collect();
    assign(&studio.owner, &many, gallery, "main").await.expect_problem(422, "validation_failed");
    assert!(studio::pictures(&studio.owner, gallery).await.is_empty());
    assert_eq!(tray(&studio.owner, "").await.len(), 1);
    studio.owner.post(&format!("{API}/galleries/{gallery}/archive"), json!({})).await.expect(200);
    assign(&studio.owner, &own, gallery, "main").await.expect_problem(409, "gallery_archived");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_works_in_the_tray_as_far_as_it_was_granted() {
    let (_server, studio) = studio().await;
    let gallery = studio.some_gallery().await;
    let (vendor_id, vendor) = studio.person("vendor_user", None).await;
    let files = [("a.jpg", pictures::jpeg(60, 40, 1))];
    vendor.upload(&format!("{API}/staging"), &files).await.expect_problem(403, "forbidden");
    vendor.get(&format!("{API}/staging")).await.expect_problem(403, "forbidden");
    let studio_id = studio.owner.get(&format!("{API}/studio")).await.expect(200).data()["id"].clone();
    let grant = async |permission: &str, kind: &str, id: Value| {
        let body = json!({ "permission": permission, "context_type": kind, "context_id": id });
        studio.owner.post(&format!("{API}/users/{vendor_id}/grants"), body).await.expect(201);
    };
    grant("can_access_staging", "studio", studio_id.clone()).await;
    let ids = stage(&vendor, &files).await;
    ask(&vendor, "discard", &ids).await.expect_problem(403, "forbidden");
    grant("can_assign_staging", "studio", studio_id).await;
    assign(&vendor, &ids, gallery, "main").await.expect_problem(404, "not_found");
    grant("can_upload_images", "gallery", json!(gallery)).await;
    grant("can_view_gallery", "gallery", json!(gallery)).await;
    let result = assign(&vendor, &ids, gallery, "main").await.expect(200).data();
    assert_eq!(result["done"], 1, "{result}");
    // What was uploaded into a gallery itself is not the tray's to take back.
    upload(&studio.owner, gallery, &[("b.jpg", pictures::jpeg(60, 40, 2))]).await.expect(201);
    ask(&vendor, "unassign", &ids).await.expect(200);
    assert_eq!(studio::pictures(&studio.owner, gallery).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_taken_back_stands_for_no_product_any_more() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let gallery = studio.some_gallery().await;
    let ids = stage(owner, &[("a.jpg", pictures::jpeg(300, 200, 1))]).await;
    let image = images(&assign(owner, &ids, gallery, "main").await.expect(200).data())[0];
    let groups = list(&owner.get(&format!("{API}/galleries/{gallery}/groups")).await.expect(200));
    let product = format!("{API}/products/{}", studio.product("Mug").await);
    let hung = json!({ "type": "main", "visibility": "public" });
    owner.put(&format!("{product}/groups/{}", id_of(&groups[0])), hung).await.expect(200);
    let chosen = owner.patch(&product, json!({ "primary_image_id": image })).await.expect(200).data();
    assert_eq!(chosen["primary_image_id"], image);

    ask(owner, "unassign", &ids).await.expect(200);
    // Assigned again it is a picture of the product, and no choice.
    assign(owner, &ids, gallery, "main").await.expect(200);
    let seen = owner.get(&product).await.expect(200).data();
    assert_eq!((&seen["primary_image_id"], id_of(&seen["primary_image"])), (&Value::Null, image));
}
