//! Pictures that ImageKit delivers, with a stand-in for ImageKit.

use std::time::{Duration, Instant};

use atelier_tests::client::{Answer, Client};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, pictures as shown, text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde_json::{Value, json};
use wiremock::matchers::{method, path, path_regex};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// How long background work may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

const SECRET: &str = "whsec_xeO2UNkfKMQnfJf7Q/Qx+fYptL1wabXd";

/// What the form of an upload says under a name.
fn field(request: &Request, name: &str) -> String {
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let mark = format!("name=\"{name}\"\r\n\r\n");
    let value = body.split_once(&mark).and_then(|(_, rest)| rest.split("\r\n").next());
    assert!(value.is_some(), "the form has no {name}");
    value.unwrap_or_default().to_owned()
}

fn stored(request: &Request) -> ResponseTemplate {
    let path = format!("{}/{}", field(request, "folder"), field(request, "fileName"));
    let file_id = format!("id-of-{}", field(request, "fileName"));
    ResponseTemplate::new(200).set_body_json(json!({
        "fileId": file_id,
        "filePath": path,
        "url": "https://ik.imagekit.io/demo/unused",
        "thumbnailUrl": "https://ik.imagekit.io/demo/thumbnail",
        "isPrivateFile": true,
    }))
}

/// ImageKit as it should be.
async fn imagekit() -> MockServer {
    let server = MockServer::start().await;
    let upload = Mock::given(method("POST")).and(path("/api/v1/files/upload"));
    upload.respond_with(stored).mount(&server).await;
    let delete = Mock::given(method("DELETE")).and(path_regex("^/v1/files/id-of-"));
    delete.respond_with(ResponseTemplate::new(204)).mount(&server).await;
    let purge = Mock::given(method("POST")).and(path("/v1/files/purge"));
    purge
        .respond_with(ResponseTemplate::new(201).set_body_json(json!({"requestId": "r"})))
        .mount(&server)
        .await;
    server
}

async fn atelier(imagekit: &str) -> TestServer {
    let endpoint = format!("{imagekit}/demo");
    TestServer::with(&[
        ("imagekit.private_key", "private_key_test"),
        ("imagekit.url_endpoint", &endpoint),
        ("imagekit.api_url", imagekit),
        ("imagekit.upload_url", imagekit),
        ("imagekit.webhook_secret", SECRET),
    ])
    .await
}

/// A studio with a gallery of one picture.
async fn world(server: &TestServer) -> (Studio, i64) {
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    studio.picture(gallery, "a.jpg", pictures::jpeg(900, 600, 1)).await;
    studio.settled(gallery).await;
    (studio, gallery)
}

fn web(picture: &Value) -> String {
    text(&picture["urls"], "web")
}

/// Waits until the picture's address is what it should be.
async fn until(studio: &Studio, gallery: i64, holds: impl Fn(&str) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let picture = shown(&studio.owner, gallery).await.remove(0);
        if picture["state"] == "ready" && holds(&web(&picture)) {
            return picture;
        }
        assert!(begun.elapsed() < PATIENCE, "the picture stays as it is: {picture}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn notify(server: &TestServer, id: &str, secret: &str, body: &str) -> Answer {
    let sent_at = server.now().await.timestamp().to_string();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{id}.{sent_at}.{body}").as_bytes());
    let signature = format!("v1,{}", STANDARD.encode(tag));
    server
        .client()
        .request(reqwest::Method::POST, &format!("{API}/webhooks/imagekit"))
        .header("webhook-id", id)
        .header("webhook-timestamp", &sent_at)
        .header("webhook-signature", &signature)
        .body("application/json", body)
        .send()
        .await
}

fn deleted(file_id: &str) -> String {
    json!({
        "type": "file.deleted",
        "id": "evt",
        "created_at": "2026-06-20T11:59:58.461Z",
        "data": {"fileId": file_id},
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_copied_delivered_taken_back_and_removed() {
    let imagekit = imagekit().await;
    let server = atelier(&imagekit.uri()).await;
    let (studio, gallery) = world(&server).await;
    let from_outside = |url: &str| url.starts_with(&imagekit.uri());
    let picture = until(&studio, gallery, from_outside).await;

    let url = web(&picture);
    assert!(url.contains("?tr=w-2048,h-2048,c-at_max,q-80,f-auto&ik-t="), "{url}");
    assert!(url.contains("&ik-s="), "{url}");
    let size = text(&picture["urls"], "thumb");
    assert!(size.contains("tr=w-512,h-512,"), "{size}");
    for (size, url) in picture["downloads"].as_object().expect("addresses by size") {
        assert!(url.as_str().is_some_and(|url| url.starts_with("/media/")), "{size}: {url}");
    }
    let large = text(&picture["urls"], "large");
    server.client().get(&large).await.expect(200);

    // A guest of the gallery gets the same addresses; one of a link that counts gets ours.
    let (_, guest) = studio.guest(gallery).await;
    assert_eq!(web(&shown(&guest, gallery).await[0]), url);
    let counted = studio.link(gallery, json!({"policy": {"download_limit": 3}})).await;
    let counted = atelier_tests::studio::enter(&server.client(), &counted.token).await;
    let ours = web(&shown(&counted, gallery).await[0]);
    server.client().get(&ours).await.expect(200);

    // Somebody deletes the file at ImageKit.
    let requests = imagekit.received_requests().await.expect("requests are recorded");
    let upload = requests.iter().find(|request| request.url.path().ends_with("/upload")).expect("an upload");
    assert!(field(upload, "folder").starts_with("/atelier/"));
    assert_eq!(field(upload, "isPrivateFile"), "true");
    let file_id = format!("id-of-{}", field(upload, "fileName"));
    let body = deleted(&file_id);
    notify(&server, "m1", "whsec_other", &body).await.expect_problem(401, "invalid_webhook_signature");
    assert_eq!(web(&shown(&studio.owner, gallery).await[0]), url);
    notify(&server, "m1", SECRET, &body).await.expect(200);
    let ours = web(&shown(&studio.owner, gallery).await[0]);
    server.client().get(&ours).await.expect(200);
    notify(&server, "m1", SECRET, &body).await.expect(200);
    notify(&server, "m2", SECRET, r#"{"type": "moon.risen", "id": "x"}"#).await.expect(200);
    notify(&server, "m3", SECRET, "{}").await.expect_problem(422, "validation_failed");

    // It is copied again when that is asked for, and goes with the picture.
    assert_eq!(server.running().use_cases().mirroring.mirror_missing().await.expect("jobs are ordered"), 1);
    let picture = until(&studio, gallery, from_outside).await;
    let address = format!("{API}/images/{}", picture["id"]);
    studio.owner.delete(&format!("{address}?force=true")).await.expect(200);
    for _ in 0..600 {
        let requests = imagekit.received_requests().await.expect("requests are recorded");
        let purge = requests.iter().find(|request| request.url.path().ends_with("/purge"));
        if let Some(purge) = purge {
            let body: Value = serde_json::from_slice(&purge.body).expect("the body is JSON");
            let (plain, _) =
                web(&picture).split_once('?').map(|(a, b)| (a.to_owned(), b.to_owned())).expect("?");
            assert_eq!(body["url"], format!("{plain}*"));
            assert!(requests.iter().any(|request| request.method.as_str() == "DELETE"));
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the copy stays at ImageKit");
}

/// The addresses for looking at the first picture.
async fn urls(client: &Client, gallery: i64) -> Vec<String> {
    let pictures = shown(client, gallery).await;
    let urls = pictures[0]["urls"].as_object().cloned().unwrap_or_default();
    urls.values().map(|url| url.as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn links_that_mark_or_ask_for_a_pin_never_lead_to_imagekit() {
    let imagekit = imagekit().await;
    let server = atelier(&imagekit.uri()).await;
    let (studio, gallery) = world(&server).await;
    let from_outside = |url: &str| url.starts_with(&imagekit.uri());
    until(&studio, gallery, from_outside).await;
    let (link, open) = studio.guest(gallery).await;
    assert!(urls(&open, gallery).await.iter().all(|url| from_outside(url)));
    for guarded in [
        json!({"policy": {"watermark": {"text": "PROOF"}}}),
        json!({"policy": {"watermark": {"text": "PROOF", "presets": ["web"], "downloads": false}}}),
        json!({"policy": {"metadata": {"mode": "replace", "copyright": "© {studio}"}}}),
        json!({"download_pin": "4711"}),
    ] {
        let link = studio.link(gallery, guarded.clone()).await;
        let guest = atelier_tests::studio::enter(&server.client(), &link.token).await;
        let urls = urls(&guest, gallery).await;
        assert!(!urls.is_empty() && urls.iter().all(|url| url.starts_with("/media/")), "{guarded}: {urls:?}");
        for url in urls {
            server.client().get(&url).await.expect(200);
        }
    }
    // The page behind a link shows pictures from there as well.
    let page = server.client().get(&format!("/g/{}", link.token)).await.expect(200);
    let policy = page.header("content-security-policy").unwrap_or_default().to_owned();
    assert!(policy.contains(&format!("img-src 'self' {}", imagekit.uri())), "{policy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retouched_file_takes_the_place_of_the_copy_and_the_old_one_is_removed() {
    let imagekit = imagekit().await;
    let server = atelier(&imagekit.uri()).await;
    let (studio, gallery) = world(&server).await;
    let from_outside = |url: &str| url.starts_with(&imagekit.uri());
    let picture = until(&studio, gallery, from_outside).await;
    let plain = |url: &str| url.split('?').next().unwrap_or_default().to_owned();
    let old = plain(&web(&picture));

    let path = format!("{API}/images/{}/versions", picture["id"]);
    studio.owner.upload(&path, &[("edit.jpg", pictures::jpeg(600, 400, 7))]).await.expect(201);
    let waiting = shown(&studio.owner, gallery).await.remove(0);
    assert!(!waiting["urls"].to_string().contains(&old), "{waiting}");
    let after = until(&studio, gallery, from_outside).await;
    assert_ne!(plain(&web(&after)), old);
    let begun = Instant::now();
    loop {
        let requests = imagekit.received_requests().await.expect("requests are recorded");
        let mut purges = requests.iter().filter(|request| request.url.path().ends_with("/purge"));
        if purges.any(|purge| String::from_utf8_lossy(&purge.body).contains(&format!("{old}*"))) {
            assert!(requests.iter().any(|request| request.method.as_str() == "DELETE"));
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "the earlier copy stays at ImageKit");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_imagekit_stops_nothing() {
    let down = MockServer::start().await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(503)).mount(&down).await;
    let server = atelier(&down.uri()).await;
    let (studio, gallery) = world(&server).await;
    let picture = shown(&studio.owner, gallery).await.remove(0);
    assert_eq!(picture["state"], "ready");
    server.client().get(&web(&picture)).await.expect(200);
    let (_, guest) = studio.guest(gallery).await;
    server.client().get(&web(&shown(&guest, gallery).await[0])).await.expect(200);
    studio.picture(gallery, "b.jpg", pictures::jpeg(600, 400, 2)).await;
    assert!(studio.settled(gallery).await.iter().all(|picture| picture["state"] == "ready"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imagekit_that_takes_calls_and_never_answers_leaves_our_work_alone() {
    let silent = MockServer::start().await;
    let never = ResponseTemplate::new(200).set_delay(Duration::from_secs(600));
    Mock::given(method("POST")).respond_with(never).mount(&silent).await;
    let server = atelier(&silent.uri()).await;
    let (studio, gallery) = world(&server).await;
    let begun = Instant::now();
    // More copies are under way than there are workers.
    for number in 0..4 {
        let name = format!("{number}.jpg");
        studio.picture(gallery, &name, pictures::jpeg(600, 400, 10 + number)).await;
        let settled = studio.settled(gallery).await;
        assert!(settled.iter().all(|picture| picture["state"] == "ready"), "{settled:?}");
    }
    // An upload is waited for 30 seconds, and tried again.
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    let asked = silent.received_requests().await.expect("requests are recorded");
    let uploads = asked.iter().filter(|request| request.url.path().ends_with("/upload"));
    assert_eq!(uploads.count(), 1, "one of two workers is held up, by one call");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_bounded_and_without_imagekit_there_is_nobody_to_take_it() {
    let imagekit = imagekit().await;
    let server = atelier(&imagekit.uri()).await;
    let long = format!(r#"{{"type": "a", "id": "b", "data": "{}"}}"#, "x".repeat(300_000));
    notify(&server, "m1", SECRET, &long).await.expect_problem(413, "payload_too_large");
    let unsigned = server.client().post(&format!("{API}/webhooks/imagekit"), json!({})).await;
    unsigned.expect_problem(401, "invalid_webhook_signature");

    let plain = TestServer::start().await;
    notify(&plain, "m1", SECRET, &deleted("f1")).await.expect_problem(404, "not_found");
}
