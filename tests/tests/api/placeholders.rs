//! What stands for pictures until they have come, and what else lists bring along when they are asked.

use atelier_tests::client::{Answer, Client};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, enter, id_of, list, text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

struct Scene {
    _server: TestServer,
    studio: Studio,
    gallery: i64,
    images: Vec<i64>,
}

async fn scene(count: u32) -> Scene {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let mut images = Vec::new();
    for seed in 0..count {
        images.push(studio.picture(gallery, &format!("{seed}.jpg"), pictures::jpeg(600, 400, seed)).await);
    }
    studio.settled(gallery).await;
    Scene { _server: server, studio, gallery, images }
}

impl Scene {
    fn at(&self, rest: &str) -> String {
        format!("{API}/galleries/{}/{rest}", self.gallery)
    }

    async fn guest(&self, terms: Value) -> Client {
        let link = self.studio.link(self.gallery, json!({ "policy": terms })).await;
        enter(&self.studio.owner.anonymous(), &link.token).await
    }
}

/// The placeholder of a listed picture, decoded.
fn placeholder(image: &Value) -> image::DynamicImage {
    let written = text(image, "placeholder");
    assert!(written.len() < 1024, "{} bytes", written.len());
    let bytes = STANDARD.decode(written).expect("base64");
    assert_eq!(image::guess_format(&bytes).expect("a picture"), image::ImageFormat::Jpeg);
    image::load_from_memory(&bytes).expect("a whole picture")
}

fn images_of(groups: &Answer) -> Vec<Value> {
    list(groups).iter().flat_map(|group| group["images"].as_array().cloned().unwrap_or_default()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_bring_placeholders_along_for_who_may_look() {
    let scene = scene(3).await;
    let watermark = json!({ "text": "proof", "presets": ["thumb", "web"] });
    let guest = scene.guest(json!({ "watermark": watermark })).await;
    for who in [&scene.studio.owner, &guest] {
        let listed = list(&who.get(&scene.at("images?include=placeholder")).await.expect(200));
        assert_eq!(listed.len(), 3);
        for image in &listed {
            let tiny = placeholder(image);
            assert_eq!((tiny.width(), tiny.height()), (24, 16));
        }
        let grouped = who.get(&scene.at("groups?include=images,placeholder&image_limit=2")).await.expect(200);
        let grouped = images_of(&grouped);
        assert_eq!(grouped.len(), 2);
        assert_eq!(grouped[0]["placeholder"], listed[0]["placeholder"]);
        // Who does not ask gets none.
        for path in ["images", "groups?include=images"] {
            assert!(!who.get(&scene.at(path)).await.expect(200).text().contains("placeholder"), "{path}");
        }
        for bad in [
            "images?include=",
            "images?include=images",
            "groups?include=images,",
            "groups?include=placeholders",
        ] {
            who.get(&scene.at(bad)).await.expect(422);
        }
    }
    // A picture that a guest does not see has none for it either.
    let hidden = text(
        &list(&scene.studio.owner.get(&scene.at("images?include=placeholder")).await.expect(200))[2],
        "placeholder",
    );
    let main = id_of(&list(&guest.get(&scene.at("groups")).await.expect(200))[0]);
    let body = json!({ "image_ids": [scene.images[2]] });
    scene
        .studio
        .group(&format!("galleries/{}", scene.gallery), "internal", "studio", &scene.images[2..])
        .await;
    scene.studio.owner.post(&format!("{API}/image-groups/{main}/images/remove"), body).await.expect(200);
    for path in ["images?include=placeholder", "groups?include=images,placeholder"] {
        let answer = guest.get(&scene.at(path)).await.expect(200);
        assert!(answer.text().contains("\"placeholder\":") && !answer.text().contains(&hidden), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_placeholder_is_one_of_the_present_version_and_a_copy_without_it_is_another_copy() {
    let scene = scene(2).await;
    let path = scene.at("images?include=placeholder");
    let first = scene.studio.owner.get(&path).await.expect(200);
    let tag = |answer: &Answer| answer.headers["etag"].to_str().expect("a tag").to_owned();
    let bare = scene.studio.owner.get(&scene.at("images")).await.expect(200);
    assert_ne!(tag(&first), tag(&bare));
    let again = scene.studio.owner.request(reqwest::Method::GET, &path).header("if-none-match", &tag(&first));
    assert_eq!(again.send().await.status, 304);
    // A second answer comes out of memory.
    assert_eq!(scene.studio.owner.get(&path).await.expect(200).data(), first.data());

    let upright = pictures::jpeg(400, 600, 77);
    let versions = format!("{API}/images/{}/versions", scene.images[0]);
    scene.studio.owner.upload(&versions, &[("later.jpg", upright)]).await.expect(201);
    scene.studio.settled(scene.gallery).await;
    let later = list(&scene.studio.owner.get(&path).await.expect(200));
    let tiny = placeholder(&later[0]);
    assert_eq!((tiny.width(), tiny.height()), (16, 24));
    assert_eq!(later[1]["placeholder"], list(&first)[1]["placeholder"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_came_through_the_tray_has_one_too() {
    let scene = scene(0).await;
    let owner = &scene.studio.owner;
    let staged = owner.upload(&format!("{API}/staging"), &[("a.jpg", pictures::jpeg(600, 400, 9))]).await;
    let staged = id_of(&staged.expect(201).data()["files"][0]["file"]);
    let begun = std::time::Instant::now();
    while owner.get(&format!("{API}/staging/{staged}")).await.expect(200).data()["state"] != "ready" {
        assert!(begun.elapsed().as_secs() < 60, "the file is still being looked at");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let body = json!({ "staging_ids": [staged], "gallery_id": scene.gallery, "type": "main" });
    owner.post(&format!("{API}/staging/assign"), body).await.expect(200);
    placeholder(&list(&owner.get(&scene.at("images?include=placeholder")).await.expect(200))[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pictures_of_groups_tell_what_their_viewer_said_of_them() {
    let scene = scene(2).await;
    let (_, guest) = scene.studio.guest(scene.gallery).await;
    let decision = scene.at(&format!("images/{}/decision", scene.images[0]));
    guest.put(&decision, json!({ "decision": "approved" })).await.expect(200);
    let path = scene.at("groups?include=images");
    let seen = images_of(&guest.get(&path).await.expect(200));
    assert_eq!(seen[0]["own_decision"]["decision"], "approved");
    assert_eq!(seen[1]["own_decision"]["decision"], "undecided");
    assert_eq!(seen[0]["summary"], Value::Null);
    assert_eq!(seen, list(&guest.get(&scene.at("images")).await.expect(200)));

    // Another guest has said nothing; the studio is told what people say together.
    let (_, other) = scene.studio.guest(scene.gallery).await;
    let others = images_of(&other.get(&path).await.expect(200));
    assert_eq!(others[0]["own_decision"]["decision"], "undecided");
    let told = images_of(&scene.studio.owner.get(&path).await.expect(200));
    assert_eq!(told[0]["summary"]["approvals"], 1);
    assert_eq!(told, list(&scene.studio.owner.get(&scene.at("images")).await.expect(200)));
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_a_gallery_name_their_pictures_if_asked() {
    let scene = scene(3).await;
    let hidden = scene.images[2];
    let group =
        scene.studio.group(&format!("galleries/{}", scene.gallery), "internal", "studio", &[hidden]).await;
    let main = id_of(&list(&scene.studio.owner.get(&scene.at("groups?type=main")).await.expect(200))[0]);
    let body = json!({ "image_ids": [hidden] });
    scene.studio.owner.post(&format!("{API}/image-groups/{main}/images/remove"), body).await.expect(200);
    assert_ne!(group, main);
    let album = scene.studio.owner.post(&scene.at("selections"), json!({ "name": "Album" })).await;
    let album = id_of(&album.expect(201).data());
    let images = scene.at(&format!("selections/{album}/images"));
    let chosen = json!({ "image_ids": [scene.images[1], hidden, scene.images[0]] });
    scene.studio.owner.post(&images, chosen).await.expect(200);
    let (_, guest) = scene.studio.guest(scene.gallery).await;
    guest.post(&scene.at("selections"), json!({ "name": "Mine" })).await.expect(201);

    let path = scene.at("selections?include=image_ids");
    let seen = list(&guest.get(&path).await.expect(200));
    assert_eq!(
        seen[0]["image_ids"],
        json!([scene.images[1], scene.images[0]]),
        "not the one behind the scenes"
    );
    assert_eq!(seen[1]["image_ids"], json!([]));
    let told = list(&scene.studio.owner.get(&path).await.expect(200));
    assert_eq!(told[0]["image_ids"], json!([scene.images[1], hidden, scene.images[0]]));
    let bare = list(&guest.get(&scene.at("selections")).await.expect(200));
    assert!(bare[0].get("image_ids").is_none());
    guest.get(&scene.at("selections?include=images")).await.expect(422);
}
