//! Files that come in chunks, by the protocol tus 1.0.0.

use atelier_tests::client::{Answer, Client, Request};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};

const CHUNK: &str = "application/offset+octet-stream";

async fn studio() -> (TestServer, Studio) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    (server, studio)
}

fn tus(client: &Client, method: Method, path: &str) -> Request {
    client.request(method, path).header("tus-resumable", "1.0.0")
}

async fn announce(client: &Client, name: &str, length: usize) -> Answer {
    let metadata = format!("filename {}", STANDARD.encode(name));
    tus(client, Method::POST, &format!("{API}/uploads"))
        .header("upload-length", &length.to_string())
        .header("upload-metadata", &metadata)
        .send()
        .await
}

/// Announces a file and answers where its chunks go.
async fn begin(client: &Client, name: &str, length: usize) -> String {
    let made = announce(client, name, length).await.expect(201);
    assert_eq!(made.header("tus-resumable"), Some("1.0.0"));
    assert!(made.header("upload-expires").is_some_and(|at| at.ends_with(" GMT")));
    made.header("location").expect("a place").to_owned()
}

fn chunk(client: &Client, path: &str, offset: usize, bytes: &[u8]) -> Request {
    tus(client, Method::PATCH, path).header("upload-offset", &offset.to_string()).body(CHUNK, bytes.to_vec())
}

async fn offset(client: &Client, path: &str) -> usize {
    let head = tus(client, Method::HEAD, path).send().await.expect(200);
    assert_eq!(head.header("cache-control"), Some("no-store"));
    head.header("upload-offset").expect("an offset").parse().expect("a number")
}

async fn state(client: &Client, path: &str) -> Value {
    client.get(path).await.expect(200).data()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_chunks_is_in_the_tray_with_the_same_bytes() {
    let (_server, studio) = studio().await;
    let bytes = pictures::jpeg_with_exif(600, 400, 1, "NIKON Z 6", 1);
    let place = begin(&studio.owner, "DSC_0001.JPG", bytes.len()).await;
    let third = bytes.len() / 3;
    let mut at = 0;
    for part in [&bytes[..third], &bytes[third..2 * third], &bytes[2 * third..]] {
        assert_eq!(offset(&studio.owner, &place).await, at);
        let sent = chunk(&studio.owner, &place, at, part).send().await.expect(204);
        at += part.len();
        assert_eq!(sent.header("upload-offset"), Some(at.to_string().as_str()));
    }
    let upload = state(&studio.owner, &place).await;
    assert_eq!((&upload["state"], &upload["offset"]), (&json!("completed"), &json!(bytes.len())), "{upload}");
    let file = studio.owner.get(&format!("{API}/staging/{}", upload["staging_id"])).await.expect(200).data();
    assert_eq!(text(&file, "content_hash"), blake3::hash(&bytes).to_hex().to_string());
    assert_eq!(file["camera_model"], "NIKON Z 6", "{file}");
    // Asking again after the end is answered as before, and the same chunk is not taken twice.
    assert_eq!(offset(&studio.owner, &place).await, bytes.len());
    chunk(&studio.owner, &place, 2 * third, &bytes[2 * third..])
        .send()
        .await
        .expect_problem(409, "offset_mismatch");

    chunk(&studio.owner, &place, bytes.len(), &[]).send().await.expect(204);

    let again = begin(&studio.owner, "copy.jpg", bytes.len()).await;
    chunk(&studio.owner, &again, 0, &bytes).send().await.expect(204);
    let again = state(&studio.owner, &again).await;
    assert_eq!(again["duplicate_of_staging_id"], upload["staging_id"], "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_chunk_is_said_and_nothing_of_it_counts() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let bytes = pictures::jpeg(300, 200, 2);
    let place = begin(owner, "a.jpg", bytes.len()).await;
    let (first, rest) = bytes.split_at(1_000);
    chunk(owner, &place, 0, first).send().await.expect(204);

    chunk(owner, &place, 0, first).send().await.expect_problem(409, "offset_mismatch");
    chunk(owner, &place, 1_500, rest).send().await.expect_problem(409, "offset_mismatch");
    let long = [rest, b"more"].concat();
    chunk(owner, &place, 1_000, &long).send().await.expect_problem(413, "upload_too_long");
    for (algorithm, digest) in [("sha1", "Kq5sNclPz7QV2+lfQIuc6R7oRu0="), ("sha256", "AAAA")] {
        let vouched =
            chunk(owner, &place, 1_000, rest).header("upload-checksum", &format!("{algorithm} {digest}"));
        vouched.send().await.expect_problem(460, "checksum_mismatch");
    }
    let unknown = chunk(owner, &place, 1_000, rest).header("upload-checksum", "md5 AAAA");
    unknown.send().await.expect_problem(400, "invalid_header");
    let json = tus(owner, Method::PATCH, &place).header("upload-offset", "1000").json(json!({}));
    json.send().await.expect_problem(415, "unsupported_media_type");
    let nowhere = tus(owner, Method::PATCH, &place).body(CHUNK, rest.to_vec());
    nowhere.send().await.expect_problem(400, "invalid_header");
    let other =
        owner.request(Method::PATCH, &place).header("tus-resumable", "0.2.2").body(CHUNK, rest.to_vec());
    let other = other.send().await.expect_problem(412, "unsupported_tus_version");
    assert_eq!((other.header("tus-version"), other.header("tus-resumable")), (Some("1.0.0"), Some("1.0.0")));
    assert_eq!(offset(owner, &place).await, 1_000);

    let sum = STANDARD.encode(<sha2::Sha256 as sha2::Digest>::digest(rest));
    let good = chunk(owner, &place, 1_000, rest).header("upload-checksum", &format!("sha256 {sum}"));
    good.send().await.expect(204);
    let upload = state(owner, &place).await;
    assert_eq!(upload["state"], "completed", "{upload}");
    let file = owner.get(&format!("{API}/staging/{}", upload["staging_id"])).await.expect(200).data();
    assert_eq!(text(&file, "content_hash"), blake3::hash(&bytes).to_hex().to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_announced_is_refused() {
    let server = TestServer::with(&[("uploads.max_file_bytes", "20KiB")]).await;
    let studio = Studio::register(&server.client()).await;
    let owner = &studio.owner;
    let told = tus(owner, Method::OPTIONS, &format!("{API}/uploads")).send().await.expect(204);
    assert_eq!(told.header("tus-version"), Some("1.0.0"));
    assert_eq!(told.header("tus-max-size"), Some("20480"));
    assert_eq!(told.header("tus-extension"), Some("creation,checksum,expiration,termination"));
    assert_eq!(told.header("tus-checksum-algorithm"), Some("sha1,sha256"));

    announce(owner, "a.jpg", 20_481).await.expect_problem(413, "file_too_large");
    announce(owner, "a.jpg", 0).await.expect_problem(422, "empty_file");
    announce(owner, "../..", 10).await.expect_problem(422, "validation_failed");
    let path = format!("{API}/uploads");
    tus(owner, Method::POST, &path).send().await.expect_problem(400, "invalid_header");
    let deferred = tus(owner, Method::POST, &path).header("upload-defer-length", "1");
    deferred.send().await.expect_problem(400, "invalid_header");
    owner
        .request(Method::POST, &path)
        .header("upload-length", "1")
        .send()
        .await
        .expect_problem(412, "unsupported_tus_version");
    let batch = format!("filename YQ==,batch_id {}", STANDARD.encode("0191e8f4-7c3a-4b1d-9f20-00000000002a"));
    let foreign =
        tus(owner, Method::POST, &path).header("upload-length", "1").header("upload-metadata", &batch);
    foreign.send().await.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_chunks_at_once_never_spoil_the_file() {
    let (_server, studio) = studio().await;
    let bytes = pictures::jpeg(1_200, 800, 3);
    let place = begin(&studio.owner, "a.jpg", bytes.len()).await;
    let half = bytes.len() / 2;
    let (one, two) = tokio::join!(
        chunk(&studio.owner, &place, 0, &bytes[..half]).send(),
        chunk(&studio.owner, &place, 0, &bytes[..half]).send(),
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 204, "{statuses:?}");
    assert!(matches!(statuses[1], 409 | 423), "{statuses:?}");
    chunk(&studio.owner, &place, half, &bytes[half..]).send().await.expect(204);
    let upload = state(&studio.owner, &place).await;
    let file = studio.owner.get(&format!("{API}/staging/{}", upload["staging_id"])).await.expect(200).data();
    assert_eq!(text(&file, "content_hash"), blake3::hash(&bytes).to_hex().to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_picture_fails_by_itself_and_says_why() {
    let (_server, studio) = studio().await;
    let bytes = pictures::heic();
    let place = begin(&studio.owner, "IMG_1.JPG", bytes.len()).await;
    chunk(&studio.owner, &place, 0, &bytes).send().await.expect(204);
    let upload = state(&studio.owner, &place).await;
    assert_eq!(
        (&upload["state"], &upload["failure"]),
        (&json!("failed"), &json!("unsupported_image_type")),
        "{upload}"
    );
    let file = studio.owner.get(&format!("{API}/staging/{}", upload["staging_id"])).await.expect(200).data();
    assert_eq!(
        (&file["state"], &file["failure"]),
        (&json!("failed"), &json!("unsupported_image_type")),
        "{file}"
    );
    let batch = studio.owner.get(&format!("{API}/upload-batches/{}", text(&upload, "batch_id"))).await.data();
    assert_eq!((&batch["batch"]["total"], &batch["batch"]["failed"]), (&json!(1), &json!(1)), "{batch}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_ended_is_gone_and_nobody_elses_is_seen() {
    let (server, studio) = studio().await;
    let stranger = Studio::register(&server.client()).await;
    let bytes = pictures::jpeg(300, 200, 4);
    let place = begin(&studio.owner, "a.jpg", bytes.len()).await;
    chunk(&studio.owner, &place, 0, &bytes[..100]).send().await.expect(204);
    chunk(&stranger.owner, &place, 100, &bytes[100..]).send().await.expect_problem(404, "not_found");
    tus(&stranger.owner, Method::DELETE, &place).send().await.expect_problem(404, "not_found");
    assert_eq!(offset(&studio.owner, &place).await, 100);
    // Some clients can send no other method than POST.
    tus(&studio.owner, Method::POST, &place)
        .header("x-http-method-override", "DELETE")
        .send()
        .await
        .expect(204);
    tus(&studio.owner, Method::HEAD, &place).send().await.expect(404);
    let batches = studio.owner.get(&format!("{API}/upload-batches")).await.expect(200).data();
    assert_eq!(batches[0]["total"], 0, "{batches}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_batch_takes_nothing_new_and_what_is_under_way_arrives() {
    let (_server, studio) = studio().await;
    let made = studio.owner.post(&format!("{API}/upload-batches"), json!({ "name": "Card one" })).await;
    let batch = text(&made.expect(201).data(), "id");
    let bytes = pictures::jpeg(300, 200, 5);
    let metadata = format!("filename {},batch_id {}", STANDARD.encode("a.jpg"), STANDARD.encode(&batch));
    let announce = || {
        tus(&studio.owner, Method::POST, &format!("{API}/uploads"))
            .header("upload-length", &bytes.len().to_string())
            .header("upload-metadata", &metadata)
            .send()
    };
    let place = announce().await.expect(201).header("location").expect("a place").to_owned();
    let closed = studio.owner.post(&format!("{API}/upload-batches/{batch}/close"), json!({})).await;
    assert_eq!(closed.expect(200).data()["state"], "closed");
    announce().await.expect_problem(409, "batch_closed");
    chunk(&studio.owner, &place, 0, &bytes).send().await.expect(204);
    let view = studio.owner.get(&format!("{API}/upload-batches/{batch}")).await.expect(200).data();
    assert_eq!((&view["batch"]["total"], &view["batch"]["received"]), (&json!(1), &json!(1)), "{view}");
    let events = studio.owner.get(&format!("{API}/upload-batches/{batch}/progress/stream")).await.expect(200);
    assert!(events.text().contains("event: done\n"), "{}", events.text());
}
