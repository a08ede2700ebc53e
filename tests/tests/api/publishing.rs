//! Photos of a library become pictures of the studio.

use atelier_tests::client::{Answer, Client};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{self, API, Studio, id_of, list, text};
use serde_json::{Value, json};

use crate::photo_library;

struct Scene {
    _server: TestServer,
    studio: Studio,
    stranger: Studio,
}

async fn scene() -> Scene {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let stranger = Studio::register(&server.client()).await;
    Scene { studio, stranger, _server: server }
}

async fn send(who: &Client, path: &str, photo: Option<&str>, name: &str, bytes: Vec<u8>) -> Value {
    let texts: Vec<_> = photo.map(|photo| ("photo_hothash", photo)).into_iter().collect();
    photo_library::send(who, path, &texts, name, bytes).await.expect(201).data()
}

/// A photo with its original; its hothash.
async fn photo(who: &Client, seed: u32) -> String {
    let sent = send(who, "new-photo", None, "IMG_1.jpg", pictures::jpeg(300, 200, seed)).await;
    text(&sent, "photo_hothash")
}

async fn publish(who: &Client, photo: &str, body: Value) -> Answer {
    who.post(&format!("{API}/photos/{photo}/publish"), body).await
}

async fn publications(who: &Client, photo: &str) -> Vec<Value> {
    list(&who.get(&format!("{API}/photos/{photo}/publications")).await.expect(200))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_becomes_a_picture_of_a_gallery_once() {
    let scene = scene().await;
    let owner = &scene.studio.owner;
    let gallery = scene.studio.some_gallery().await;
    let photo = photo(owner, 1).await;
    let made = publish(owner, &photo, json!({ "gallery_id": gallery })).await.expect(201).data();
    assert_eq!((&made["is_new"], &made["staging_id"]), (&json!(true), &Value::Null), "{made}");
    let shown = studio::pictures(owner, gallery).await;
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0]["id"], made["image_id"]);
    let again = publish(owner, &photo, json!({ "gallery_id": gallery })).await.expect(200).data();
    assert_eq!((&again["is_new"], &again["image_id"]), (&json!(false), &made["image_id"]));
    assert_eq!(studio::pictures(owner, gallery).await.len(), 1);

    let listed = publications(owner, &photo).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["image_id"], made["image_id"]);
    assert_eq!(listed[0]["newer_file"], Value::Null);
    // The picture has bytes of its own.
    owner.delete(&format!("{API}/photos/{photo}")).await.expect(200);
    scene.studio.settled(gallery).await;
    assert_eq!(studio::pictures(owner, gallery).await[0]["state"], "ready");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_becomes_a_picture_of_a_product_and_lies_in_the_tray() {
    let scene = scene().await;
    let owner = &scene.studio.owner;
    let product = scene.studio.product("Vase").await;
    let one = photo(owner, 1).await;
    let made = publish(owner, &one, json!({ "product_id": product })).await.expect(201).data();
    let groups = format!("{API}/products/{product}/groups?include=images");
    let groups = list(&owner.get(&groups).await.expect(200));
    assert_eq!(groups.len(), 1, "the group is made on demand: {groups:?}");
    let again = publish(owner, &one, json!({ "product_id": product })).await.expect(200).data();
    assert_eq!(again["image_id"], made["image_id"]);

    let two = photo(owner, 2).await;
    let staged = publish(owner, &two, json!({ "staging": true })).await.expect(201).data();
    assert_eq!(staged["image_id"], Value::Null);
    let file = owner.get(&format!("{API}/staging/{}", staged["staging_id"])).await.expect(200).data();
    assert_eq!(file["filename"], "IMG_1.jpg");
    let again = publish(owner, &two, json!({ "staging": true })).await.expect(200).data();
    assert_eq!(again["staging_id"], staged["staging_id"]);
    assert!(publications(owner, &two).await.is_empty(), "it is no picture yet");
}

async fn source_of(who: &Client, image: &Value) -> Answer {
    who.get(&format!("{API}/images/{image}/photo")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_through_the_tray_is_the_photos_picture_too() {
    let scene = scene().await;
    let owner = &scene.studio.owner;
    let gallery = scene.studio.some_gallery().await;
    let (_, colleague) = scene.studio.person("studio_user", None).await;
    let photo = photo(owner, 1).await;
    let staged = publish(owner, &photo, json!({ "staging": true })).await.expect(201).data();
    // Somebody else takes it out of the tray.
    let assign = json!({ "staging_ids": [staged["staging_id"]], "gallery_id": gallery });
    colleague.post(&format!("{API}/staging/assign"), assign.clone()).await.expect(200);
    let shown = studio::pictures(owner, gallery).await;
    let listed = publications(owner, &photo).await;
    assert_eq!((listed.len(), &listed[0]["image_id"]), (1, &shown[0]["id"]), "{listed:?}");
    let source = source_of(owner, &shown[0]["id"]).await.expect(200).data();
    assert_eq!((&source["photo_hothash"], &source["newer_file"]), (&json!(photo), &Value::Null), "{source}");
    assert_eq!(source_of(&colleague, &shown[0]["id"]).await.expect(200).data(), Value::Null);
    source_of(&scene.stranger.owner, &shown[0]["id"]).await.expect_problem(404, "not_found");

    // The export that comes later goes the same way, and the tray knows the picture that it shows.
    let edited =
        send(owner, "add-to-photo", Some(&photo), "IMG_1_edit.jpg", pictures::jpeg(300, 200, 2)).await;
    let source = source_of(owner, &shown[0]["id"]).await.expect(200).data();
    assert_eq!(source["newer_file"]["image_file_id"], edited["image_file_id"], "{source}");
    let body = json!({ "staging": true, "image_file_id": edited["image_file_id"] });
    let second = publish(owner, &photo, body).await.expect(201).data();
    let versions = json!({ "files": [{ "staging_id": second["staging_id"], "image_id": shown[0]["id"] }] });
    colleague.post(&format!("{API}/staging/versions"), versions).await.expect(200);
    let source = source_of(owner, &shown[0]["id"]).await.expect(200).data();
    assert_eq!((&source["newer_file"], &source["current_version"]), (&Value::Null, &json!(2)), "{source}");
    assert_eq!(publications(owner, &photo).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_to_the_photo_while_its_file_lay_in_the_tray_offers_itself() {
    let scene = scene().await;
    let owner = &scene.studio.owner;
    let gallery = scene.studio.some_gallery().await;
    let photo = photo(owner, 1).await;
    let staged = publish(owner, &photo, json!({ "staging": true })).await.expect(201).data();
    let edit = pictures::jpeg(300, 200, 2);
    let edited = send(owner, "add-to-photo", Some(&photo), "IMG_1_edit.jpg", edit).await;
    let ids = json!({ "staging_ids": [staged["staging_id"]] });
    let assign = json!({ "staging_ids": [staged["staging_id"]], "gallery_id": gallery });
    owner.post(&format!("{API}/staging/assign"), assign.clone()).await.expect(200);
    let listed = publications(owner, &photo).await;
    assert_eq!(listed[0]["newer_file"]["image_file_id"], edited["image_file_id"], "{listed:?}");

    // Back in the tray it is no picture; put into a gallery again it is the same one.
    owner.post(&format!("{API}/staging/unassign"), ids).await.expect(200);
    assert!(publications(owner, &photo).await.is_empty());
    owner.post(&format!("{API}/staging/assign"), assign).await.expect(200);
    let again = publications(owner, &photo).await;
    assert_eq!(again, listed);
    let renew = format!("{API}/photos/{photo}/publications/{}", again[0]["image_id"]);
    assert_eq!(owner.post(&renew, json!({})).await.expect(200).data()["version"], json!(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_went_through_the_tray_before_are_the_photos_picture() {
    let scene = scene().await;
    let owner = &scene.studio.owner;
    let gallery = scene.studio.some_gallery().await;
    let photo = photo(owner, 1).await;
    let file = [("DSC_1.jpg", pictures::jpeg(300, 200, 1))];
    let sent = owner.upload(&format!("{API}/staging"), &file).await.expect(201).data();
    let staged = sent["files"][0]["file"]["id"].clone();
    let assign = json!({ "staging_ids": [staged], "gallery_id": gallery });
    owner.post(&format!("{API}/staging/assign"), assign).await.expect(200);
    let image = studio::pictures(owner, gallery).await[0]["id"].clone();
    assert_eq!(source_of(owner, &image).await.expect(200).data(), Value::Null);

    let made = publish(owner, &photo, json!({ "staging": true })).await.expect(200).data();
    assert_eq!(made["staging_id"], staged);
    assert_eq!(source_of(owner, &image).await.expect(200).data()["photo_hothash"], json!(photo));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_file_offers_itself_and_becomes_the_next_version() {
    let scene = scene().await;
    let owner = &scene.studio.owner;
    let gallery = scene.studio.some_gallery().await;
    let photo = photo(owner, 1).await;
    let made = publish(owner, &photo, json!({ "gallery_id": gallery })).await.expect(201).data();
    let renew = format!("{API}/photos/{photo}/publications/{}", made["image_id"]);
    owner.post(&renew, json!({})).await.expect_problem(409, "nothing_newer");
    let edit = pictures::jpeg(300, 200, 2);
    let edited = send(owner, "add-to-photo", Some(&photo), "IMG_1_edit.jpg", edit).await;
    let listed = publications(owner, &photo).await;
    let offered = json!({ "image_file_id": edited["image_file_id"], "filename": "IMG_1_edit.jpg" });
    assert_eq!(listed[0]["newer_file"], offered, "{listed:?}");

    let version = owner.post(&renew, json!({})).await.expect(200).data();
    assert_eq!((&version["version"], &version["is_new"]), (&json!(2), &json!(true)), "{version}");
    let listed = publications(owner, &photo).await;
    assert_eq!((&listed[0]["newer_file"], &listed[0]["current_version"]), (&Value::Null, &json!(2)));
    let again = json!({ "image_file_id": edited["image_file_id"] });
    let again = owner.post(&renew, again).await.expect(200).data();
    assert_eq!((&again["version"], &again["is_new"]), (&json!(2), &json!(false)), "{again}");
    // The first file is an earlier version by now, and publishing it does not bring it back.
    let first = list(&owner.get(&format!("{API}/image-files?limit=100")).await.expect(200));
    let first = first.iter().find(|file| file["filename"] == "IMG_1.jpg").map(id_of).expect("the first file");
    let body = json!({ "gallery_id": gallery, "image_file_id": first });
    let old = publish(owner, &photo, body).await.expect(200).data();
    assert_eq!(old["image_id"], made["image_id"]);
    assert_eq!(publications(owner, &photo).await[0]["current_version"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_see_the_photo_or_the_place_learns_of_neither() {
    let scene = scene().await;
    let owner = &scene.studio.owner;
    let gallery = scene.studio.some_gallery().await;
    let foreign = scene.stranger.some_gallery().await;
    let photo = photo(owner, 1).await;
    let unknown = "ab".repeat(32);
    let (_, colleague) = scene.studio.person("studio_user", None).await;
    for who in [&scene.stranger.owner, &colleague] {
        publish(who, &photo, json!({ "staging": true })).await.expect_problem(404, "not_found");
        let listed = who.get(&format!("{API}/photos/{photo}/publications")).await;
        listed.expect_problem(404, "not_found");
    }
    publish(owner, &unknown, json!({ "gallery_id": gallery })).await.expect_problem(404, "not_found");
    publish(owner, &photo, json!({ "gallery_id": foreign })).await.expect_problem(404, "not_found");
    publish(owner, &photo, json!({ "product_id": 987_654 })).await.expect_problem(404, "not_found");
    let renew = format!("{API}/photos/{photo}/publications/987654");
    owner.post(&renew, json!({})).await.expect_problem(404, "not_found");
    let organization = scene.studio.organization("Acme").await;
    let (_, client) = scene.studio.person("client_user", Some(organization)).await;
    publish(&client, &photo, json!({ "gallery_id": gallery })).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_pool_takes_is_published_and_to_one_place() {
    let scene = scene().await;
    let owner = &scene.studio.owner;
    let gallery = scene.studio.some_gallery().await;
    let photo = photo(owner, 1).await;
    for body in [json!({}), json!({ "gallery_id": gallery, "staging": true }), json!({ "staging": false })] {
        let refused = publish(owner, &photo, body).await.expect_problem(422, "validation_failed").json();
        assert_eq!(refused["errors"][0]["code"], "one_target", "{refused}");
    }
    let companion = json!({ "filename": "IMG_1.NEF", "photo_hothash": photo });
    let companion =
        owner.post(&format!("{API}/image-files/add-to-photo"), companion).await.expect(201).data();
    let body = json!({ "gallery_id": gallery, "image_file_id": companion["image_file_id"] });
    let refused = publish(owner, &photo, body).await.expect_problem(422, "validation_failed").json();
    assert_eq!(refused["errors"][0]["code"], "original_not_stored", "{refused}");
    let raw = send(owner, "new-photo", None, "IMG_2.heic", pictures::heic()).await;
    let refused = publish(owner, &text(&raw, "photo_hothash"), json!({ "gallery_id": gallery })).await;
    let refused = refused.expect_problem(422, "validation_failed").json();
    assert_eq!(refused["errors"][0]["code"], "not_publishable", "{refused}");
    assert!(studio::pictures(owner, gallery).await.is_empty());
}

/// Published while it is removed: it was there in time or it was not.
#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_goes_while_it_is_published_is_not_there() {
    let scene = scene().await;
    let owner = &scene.studio.owner;
    let mut gone = 0;
    for round in 0..20 {
        let photo = photo(owner, 100 + round).await;
        let at = format!("{API}/photos/{photo}");
        let (published, deleted) =
            tokio::join!(publish(owner, &photo, json!({ "staging": true })), owner.delete(&at));
        deleted.expect(200);
        assert!(matches!(published.status, 201 | 404), "{}: {}", published.status, published.text());
        gone += u32::from(published.status == 404);
    }
    assert!(gone > 0, "none of them went in time");
}
