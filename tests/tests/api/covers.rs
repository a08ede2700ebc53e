//! The picture that stands for a gallery, and what must stay in view of a picture.

use atelier_tests::client::Client;
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, pictures as shown, text};
use reqwest::Method;
use serde_json::{Value, json};

async fn studio() -> (TestServer, Studio, i64) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    (server, studio, gallery)
}

async fn read(client: &Client, gallery: i64) -> Value {
    client.get(&format!("{API}/galleries/{gallery}")).await.expect(200).data()
}

async fn choose(studio: &Studio, gallery: i64, image: Value) -> Value {
    let body = json!({ "primary_image_id": image });
    studio.owner.patch(&format!("{API}/galleries/{gallery}"), body).await.expect(200).data()
}

/// A picture in a group of the gallery that only members may look into.
async fn hidden_picture(studio: &Studio, gallery: i64) -> i64 {
    let body = json!({ "name": "Making of", "type": "behind_the_scenes", "visibility": "members" });
    studio.owner.post(&format!("{API}/galleries/{gallery}/groups"), body).await.expect(201);
    let form = reqwest::multipart::Form::new()
        .text("type", "behind_the_scenes")
        .part("files", reqwest::multipart::Part::bytes(pictures::jpeg(300, 200, 77)).file_name("hidden.jpg"));
    let upload = studio.owner.request(Method::POST, &format!("{API}/galleries/{gallery}/images"));
    id_of(&upload.form(form).send().await.expect(201).data()["files"][0]["image"])
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chosen_picture_stands_for_the_gallery_else_the_first_one() {
    let (server, studio, gallery) = studio().await;
    let empty = read(&studio.owner, gallery).await;
    assert_eq!((&empty["primary_image_id"], &empty["primary_image"]), (&Value::Null, &Value::Null));
    let first = studio.picture(gallery, "a.jpg", pictures::jpeg(300, 200, 1)).await;
    let second = studio.picture(gallery, "b.jpg", pictures::jpeg(300, 200, 2)).await;
    studio.settled(gallery).await;

    let seen = read(&studio.owner, gallery).await;
    assert_eq!((&seen["primary_image_id"], id_of(&seen["primary_image"])), (&Value::Null, first));
    let chosen = choose(&studio, gallery, json!(second)).await;
    assert_eq!((&chosen["primary_image_id"], id_of(&chosen["primary_image"])), (&json!(second), second));
    server.client().get(&text(&chosen["primary_image"]["urls"], "thumb")).await.expect(200);
    let listed = list(&studio.owner.get(&format!("{API}/galleries")).await.expect(200));
    assert_eq!(listed[0]["primary_image"], chosen["primary_image"]);
    let back = choose(&studio, gallery, Value::Null).await;
    assert_eq!((&back["primary_image_id"], id_of(&back["primary_image"])), (&Value::Null, first));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cover_that_leaves_or_is_deleted_is_never_left_dangling() {
    let (_server, studio, gallery) = studio().await;
    let first = studio.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    let second = studio.picture(gallery, "b.jpg", pictures::jpeg(60, 40, 2)).await;
    let groups = studio.owner.get(&format!("{API}/galleries/{gallery}/groups")).await.expect(200);
    let group = id_of(&list(&groups)[0]);
    let cover = || async {
        let row = read(&studio.owner, gallery).await;
        (row["primary_image_id"].clone(), row["primary_image"]["id"].clone())
    };

    choose(&studio, gallery, json!(second)).await;
    studio.owner.delete(&format!("{API}/images/{second}?force=true")).await.expect(200);
    assert_eq!(cover().await, (Value::Null, json!(first)));
    // It comes back as a picture, and not as the cover.
    studio.owner.post(&format!("{API}/images/{second}/restore"), json!({})).await.expect(200);
    assert_eq!(cover().await, (Value::Null, json!(first)));

    choose(&studio, gallery, json!(second)).await;
    let body = json!({ "image_ids": [second] });
    studio.owner.post(&format!("{API}/image-groups/{group}/images/remove"), body).await.expect(200);
    assert_eq!(cover().await, (Value::Null, json!(first)));

    choose(&studio, gallery, json!(first)).await;
    studio.owner.delete(&format!("{API}/galleries/{gallery}/groups/{group}")).await.expect(200);
    assert_eq!(cover().await, (Value::Null, Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_picture_of_the_gallery_can_be_its_cover() {
    let (server, studio, gallery) = studio().await;
    let other = studio.some_gallery().await;
    let elsewhere = studio.picture(other, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    let stranger = Studio::register(&server.client()).await;
    let theirs = stranger.some_gallery().await;
    let theirs = stranger.picture(theirs, "b.jpg", pictures::jpeg(60, 40, 2)).await;
    for image in [elsewhere, theirs, 999_999] {
        let body = json!({ "primary_image_id": image, "subject_name": "Changed" });
        let path = format!("{API}/galleries/{gallery}");
        let refused = studio.owner.patch(&path, body).await.expect_problem(422, "validation_failed").json();
        assert_eq!(refused["errors"][0]["pointer"], "/primary_image_id", "{refused}");
        assert_eq!(refused["errors"][0]["code"], "unknown_image");
    }
    assert_eq!(read(&studio.owner, gallery).await["subject_name"], "Spring portraits");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_does_not_get_a_cover_from_behind_the_scenes() {
    let (_server, studio, gallery) = studio().await;
    let hidden = hidden_picture(&studio, gallery).await;
    let (_, guest) = studio.guest(gallery).await;
    studio.settled(gallery).await;
    assert_eq!(id_of(&choose(&studio, gallery, json!(hidden)).await["primary_image"]), hidden);
    // Nothing but hidden pictures: no cover, and no word of which one was chosen.
    let seen = read(&guest, gallery).await;
    assert_eq!((&seen["primary_image_id"], &seen["primary_image"]), (&Value::Null, &Value::Null));

    let open = studio.picture(gallery, "open.jpg", pictures::jpeg(300, 200, 1)).await;
    studio.settled(gallery).await;
    for seen in [
        read(&guest, gallery).await,
        list(&guest.get(&format!("{API}/galleries")).await.expect(200)).remove(0),
    ] {
        assert_eq!(
            (&seen["primary_image_id"], id_of(&seen["primary_image"])),
            (&Value::Null, open),
            "{seen}"
        );
    }
    assert_eq!(id_of(&read(&studio.owner, gallery).await["primary_image"]), hidden);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_covers_addresses_are_on_the_links_terms_and_end_with_it() {
    let (server, studio, gallery) = studio().await;
    studio.picture(gallery, "a.jpg", pictures::jpeg(300, 200, 1)).await;
    studio.settled(gallery).await;
    let link = studio.link(gallery, json!({ "policy": { "presets": ["thumb"], "download": false } })).await;
    let guest = atelier_tests::studio::enter(&server.client(), &link.token).await;
    let cover = read(&guest, gallery).await["primary_image"].clone();
    assert!(cover["urls"]["web"].is_null(), "{cover}");
    let address = text(&cover["urls"], "thumb");
    server.client().get(&address).await.expect(200);
    studio.owner.delete(&format!("{API}/share-links/{}", link.id)).await.expect(200);
    server.client().get(&address).await.expect(410);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_focal_point_is_set_shown_everywhere_and_cleared() {
    let (_server, studio, gallery) = studio().await;
    let image = studio.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    let path = format!("{API}/images/{image}");
    let point = json!({ "x": 0.25, "y": 1.0 });
    let changed = studio.owner.patch(&path, json!({ "focal_point": point })).await.expect(200).data();
    assert_eq!(changed["focal_point"], point);
    studio.owner.patch(&path, json!({ "alt_text": "A board" })).await.expect(200);
    assert_eq!(shown(&studio.owner, gallery).await[0]["focal_point"], point);
    assert_eq!(read(&studio.owner, gallery).await["primary_image"]["focal_point"], point);
    let again = studio.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    assert_eq!(again, image);

    for (bad, pointer) in [
        (json!({ "x": 1.1, "y": 0.5 }), "/focal_point/x"),
        (json!({ "x": 0.5, "y": -0.1 }), "/focal_point/y"),
        (json!({ "x": 0.5 }), "/focal_point/y"),
        (json!([0.5, 0.5]), "/focal_point"),
        (json!({ "x": "0.5", "y": 0.5 }), "/focal_point/x"),
    ] {
        let refused = studio.owner.patch(&path, json!({ "focal_point": bad })).await.expect(422).json();
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
    }
    let cleared = studio.owner.patch(&path, json!({ "focal_point": null })).await.expect(200).data();
    assert_eq!(cleared["focal_point"], Value::Null);
}
