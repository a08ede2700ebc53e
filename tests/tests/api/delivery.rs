//! What is drawn into pictures and written into files, for each link.

use atelier_tests::client::{Answer, Client};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, enter, pictures as shown, text};
use image::RgbImage;
use reqwest::Method;
use serde_json::{Value, json};

/// A studio with one ready picture.
async fn ready() -> (TestServer, Studio, i64) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    studio.picture(gallery, "a.jpg", pictures::jpeg_with_exif(900, 600, 1, "Secret camera", 1)).await;
    studio.settled(gallery).await;
    (server, studio, gallery)
}

async fn guest(studio: &Studio, gallery: i64, policy: Value) -> (i64, Client) {
    let link = studio.link(gallery, json!({ "label": "Board of Acme", "policy": policy })).await;
    (link.id, enter(&studio.owner.anonymous(), &link.token).await)
}

fn decoded(answer: &Answer) -> RgbImage {
    image::load_from_memory(&answer.bytes).expect("a picture").into_rgb8()
}

/// How many pixels of two pictures differ by much.
fn differing(one: &RgbImage, other: &RgbImage) -> usize {
    assert_eq!(one.dimensions(), other.dimensions());
    let far =
        |(a, b): (&image::Rgb<u8>, &image::Rgb<u8>)| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 50);
    one.pixels().zip(other.pixels()).filter(|pair| far(*pair)).count()
}

fn holds(answer: &Answer, needle: &str) -> bool {
    answer.bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_mark_no_size_no_way_and_no_part_gives_a_clean_picture() {
    let (server, studio, gallery) = ready().await;
    let policy = json!({
        "presets": ["thumb", "web", "large", "original"],
        "watermark": { "text": "© {studio} for {recipient}", "position": "tile", "opacity": 1, "scale": 0.5 },
    });
    let (_, guest) = guest(&studio, gallery, policy).await;
    let mine = shown(&studio.owner, gallery).await.remove(0);
    let seen = shown(&guest, gallery).await.remove(0);
    for way in ["urls", "downloads"] {
        for preset in ["thumb", "web", "large", "original"] {
            if way == "urls" && preset == "original" {
                assert!(seen[way].get(preset).is_none(), "{seen}");
                continue;
            }
            let address = text(&seen[way], preset);
            let marked = server.client().get(&address).await.expect(200);
            let clean = server.client().get(&text(&mine[way], preset)).await.expect(200);
            let picture = decoded(&marked);
            let changed = differing(&picture, &decoded(&clean));
            assert!(changed > picture.pixels().len() / 50, "{way} {preset}: {changed} pixels");
            assert_ne!(marked.header("etag"), clean.header("etag"));
            assert_eq!(marked.header("content-type"), Some("image/jpeg"));
            assert!(!holds(&marked, "Secret camera"));
            let ask =
                |name, value: &str| server.client().request(Method::GET, &address).header(name, value).send();
            let part = ask("range", "bytes=0-999").await.expect(206);
            assert_eq!(part.bytes, marked.bytes[..1000]);
            ask("if-none-match", marked.header("etag").expect("a tag")).await.expect(304);
            let other = ask("if-none-match", clean.header("etag").expect("a tag")).await.expect(200);
            assert_eq!(other.bytes, marked.bytes);
        }
    }
    let one = guest.get(&format!("{API}/images/{}", seen["id"])).await.expect(200).data();
    assert_eq!(one["urls"], seen["urls"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_for_previews_leaves_downloads_clean() {
    let (server, studio, gallery) = ready().await;
    let watermark = json!({ "text": "PROOF", "opacity": 1, "downloads": false });
    let (id, guest) = guest(&studio, gallery, json!({ "watermark": watermark })).await;
    let seen = shown(&guest, gallery).await.remove(0);
    let looked_at = server.client().get(&text(&seen["urls"], "web")).await.expect(200);
    let saved = server.client().get(&text(&seen["downloads"], "web")).await.expect(200);
    assert!(differing(&decoded(&looked_at), &decoded(&saved)) > 500);
    // An address for saving does not become one for looking, nor the other way round.
    let (view, save) = (text(&seen["urls"], "web"), text(&seen["downloads"], "web"));
    assert_ne!(view, save);
    let link = studio.owner.get(&format!("{API}/share-links/{id}")).await.expect(200).data();
    assert_eq!(link["policy"]["watermark"]["text"], "PROOF");
    assert_eq!(link["policy"]["watermark"]["position"], "center");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_ask_at_once_get_the_same_bytes() {
    let (server, studio, gallery) = ready().await;
    let (_, guest) = guest(&studio, gallery, json!({ "watermark": { "text": "PROOF" } })).await;
    let address = text(&shown(&guest, gallery).await[0]["urls"], "web");
    let asking = (0..8).map(|_| {
        let (client, address) = (server.client(), address.clone());
        tokio::spawn(async move { client.get(&address).await.expect(200).bytes })
    });
    let mut answers = Vec::new();
    for one in asking.collect::<Vec<_>>() {
        answers.push(one.await.expect("an answer"));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logo_of_the_pool_is_laid_over_and_nobody_elses() {
    let (server, studio, gallery) = ready().await;
    let logos = studio.some_gallery().await;
    let logo = studio.picture(logos, "logo.png", pictures::png(300, 200, 5)).await;
    studio.settled(logos).await;
    let watermark = json!({ "image_id": logo, "position": "bottom_right", "opacity": 0.9, "scale": 0.3 });
    let (_, guest) = guest(&studio, gallery, json!({ "watermark": watermark })).await;
    let seen = shown(&guest, gallery).await.remove(0);
    let mine = shown(&studio.owner, gallery).await.remove(0);
    let marked = decoded(&server.client().get(&text(&seen["urls"], "web")).await.expect(200));
    let clean = decoded(&server.client().get(&text(&mine["urls"], "web")).await.expect(200));
    assert!(differing(&marked, &clean) > 1_000);
    assert_eq!(shown(&guest, gallery).await.len(), 1, "the logo itself is not shown");

    let stranger = Studio::register(&server.client()).await;
    let theirs = stranger.some_gallery().await;
    for (owner, place) in [(&stranger, theirs), (&studio, gallery)] {
        let image = if place == theirs { logo } else { 999_999 };
        let body = json!({ "policy": { "watermark": { "image_id": image } } });
        let refused = owner.owner.post(&format!("{API}/galleries/{place}/share-links"), body).await;
        assert_eq!(refused.expect(422).json()["errors"][0]["code"], "unknown_image");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_takes_the_place_of_what_the_camera_wrote() {
    let (server, studio, gallery) = ready().await;
    let policy = json!({
        "presets": ["thumb", "web", "original"],
        "metadata": { "mode": "replace", "copyright": "© {gallery}, for {recipient}", "creator": "Blåbær" },
    });
    let (_, guest) = guest(&studio, gallery, policy).await;
    let seen = shown(&guest, gallery).await.remove(0);
    assert_eq!(seen["metadata"], json!({}));
    for (way, preset) in [("downloads", "original"), ("downloads", "web"), ("urls", "thumb")] {
        let file = server.client().get(&text(&seen[way], preset)).await.expect(200);
        assert!(holds(&file, "© Spring portraits, for Board of Acme"), "{way} {preset}");
        assert!(holds(&file, "Blåbær"), "{way} {preset}");
        assert!(!holds(&file, "Secret camera"), "{way} {preset}");
        image::load_from_memory(&file.bytes).expect("a picture");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_terms_are_refused_with_a_pointer() {
    let (_server, studio, gallery) = ready().await;
    let path = format!("{API}/galleries/{gallery}/share-links");
    for (policy, pointer, code) in [
        (json!({ "watermark": { "text": "{nobody}" } }), "/policy/watermark/text", "invalid_template"),
        (json!({ "watermark": { "text": "x".repeat(201) } }), "/policy/watermark/text", "too_long"),
        (json!({ "watermark": { "text": "x", "opacity": 7 } }), "/policy/watermark/opacity", "out_of_range"),
        (json!({ "watermark": { "text": "x", "presets": [] } }), "/policy/watermark/presets", "required"),
        (json!({ "watermark": { "colour": "red" } }), "/policy/watermark/colour", "unknown_field"),
        (
            json!({ "watermark": { "text": "x", "position": "up" } }),
            "/policy/watermark/position",
            "unknown_value",
        ),
        (json!({ "metadata": { "mode": "replace" } }), "/policy/metadata/copyright", "required"),
        (
            json!({ "metadata": { "mode": "keep" }, "strip_metadata": true }),
            "/policy/strip_metadata",
            "contradicts",
        ),
    ] {
        let refused = studio.owner.post(&path, json!({ "policy": policy })).await.expect(422).json();
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
        assert_eq!(refused["errors"][0]["code"], code, "{refused}");
    }
    let signs = json!({ "watermark": { "text": "漢字 😀 \u{202e}עברית" } });
    let (_, guest) = guest(&studio, gallery, signs).await;
    let address = text(&shown(&guest, gallery).await[0]["urls"], "web");
    guest.get(&address).await.expect(200);
}
