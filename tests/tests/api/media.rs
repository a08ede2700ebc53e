//! Files on their way out.

use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{Studio, pictures as shown, text};
use reqwest::Method;
use serde_json::json;

/// A studio with one ready picture, and the addresses by which its owner sees it.
async fn ready() -> (TestServer, Studio, i64, serde_json::Value) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    studio.picture(gallery, "a.jpg", pictures::jpeg(900, 600, 1)).await;
    let picture = studio.settled(gallery).await.remove(0);
    (server, studio, gallery, picture)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_original_comes_back_byte_for_byte() {
    let (server, _studio, _, picture) = ready().await;
    let taken = server.client().get(&text(&picture["downloads"], "original")).await.expect(200);
    assert_eq!(taken.bytes, pictures::jpeg(900, 600, 1));
    assert_eq!(taken.header("content-type"), Some("image/jpeg"));
    let etag = taken.header("etag").expect("a strong tag").to_owned();
    assert!(etag.starts_with('"'), "{etag}");
    let again = server.client().request(Method::GET, &text(&picture["downloads"], "original"));
    again.header("if-none-match", &etag).send().await.expect(304);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_file_is_the_part_that_was_asked_for() {
    let (server, _studio, _, picture) = ready().await;
    let address = text(&picture["downloads"], "original");
    let whole = server.client().get(&address).await.expect(200);
    let size = whole.bytes.len();
    let ask = |range: &str| server.client().request(Method::GET, &address).header("range", range).send();
    let part = ask("bytes=10-19").await.expect(206);
    assert_eq!(part.bytes, whole.bytes[10..20]);
    assert_eq!(part.header("content-range"), Some(format!("bytes 10-19/{size}").as_str()));
    assert_eq!(ask("bytes=-5").await.expect(206).bytes, whole.bytes[size - 5..]);
    let beyond = ask(&format!("bytes={size}-")).await.expect_problem(416, "range_not_satisfiable");
    assert_eq!(beyond.header("content-range"), Some(format!("bytes */{size}").as_str()));
    let head = server.client().request(Method::HEAD, &address).send().await.expect(200);
    assert_eq!((head.bytes.len(), head.header("content-length")), (0, Some(size.to_string().as_str())));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_of_one_size_and_cannot_be_changed() {
    let (server, _studio, _, picture) = ready().await;
    let address = text(&picture["urls"], "thumb");
    let other = address.replace("/thumb/", "/original/");
    server.client().get(&other).await.expect_problem(404, "not_found");
    let mut forged = address.clone();
    let last = forged.pop().expect("a token");
    forged.push(if last == 'A' { 'B' } else { 'A' });
    server.client().get(&forged).await.expect_problem(404, "not_found");
    server.client().get(&address.replace("/thumb/", "/640x480/")).await.expect_problem(404, "not_found");
    server.client().get("/media/").await.expect(404);
    server.client().get("/media/thumb/").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_listings_give_the_same_addresses() {
    let (_server, studio, gallery, picture) = ready().await;
    let again = shown(&studio.owner, gallery).await.remove(0);
    assert_eq!(picture["urls"], again["urls"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_with_transparency_keep_it_and_the_small_sizes_never_grow() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    studio.picture(gallery, "a.png", pictures::png(200, 100, 1)).await;
    let picture = studio.settled(gallery).await.remove(0);
    let thumb = server.client().get(&text(&picture["urls"], "thumb")).await.expect(200);
    assert_eq!(thumb.header("content-type"), Some("image/png"));
    let seen = image::load_from_memory(&thumb.bytes).expect("a picture");
    assert_eq!((seen.width(), seen.height()), (200, 100));
    assert!(seen.color().has_alpha());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_large_size_is_made_when_it_is_asked_for_and_kept() {
    let (server, _studio, _, picture) = ready().await;
    let address = text(&picture["urls"], "large");
    let first = server.client().get(&address).await.expect(200);
    let again = server.client().get(&address).await.expect(200);
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(image::load_from_memory(&first.bytes).expect("a picture").width(), 900);
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_leaves_only_if_the_terms_let_it() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    studio.picture(gallery, "a.jpg", pictures::jpeg_with_exif(300, 200, 1, "Secret camera", 1)).await;
    studio.settled(gallery).await;
    for (strip, told) in [(true, false), (false, true)] {
        let policy = json!({ "presets": ["thumb", "original"], "strip_metadata": strip });
        let link = studio.link(gallery, json!({ "policy": policy })).await;
        let guest = atelier_tests::studio::enter(&server.client(), &link.token).await;
        let picture = shown(&guest, gallery).await.remove(0);
        assert_eq!(picture["metadata"]["camera_model"] == "Secret camera", told, "{picture}");
        let file = server.client().get(&text(&picture["downloads"], "original")).await.expect(200);
        let found = file.bytes.windows(13).any(|window| window == b"Secret camera");
        assert_eq!(found, told, "the file");
        assert_eq!(image::load_from_memory(&file.bytes).expect("a picture").width(), 300);
    }
}
