//! The tray across the end that nobody announced, and the folder that is watched.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::Value;

use crate::process::{PASSWORD, PATIENCE, Process, Server, atelier, jpeg};

fn tus(server: &Server, method: Method, path: &str) -> reqwest::RequestBuilder {
    server.request(method, path).header("tus-resumable", "1.0.0")
}

fn chunk(
    server: &Server,
    path: &str,
    offset: usize,
    body: impl Into<reqwest::Body>,
) -> reqwest::RequestBuilder {
    tus(server, Method::PATCH, path)
        .header("upload-offset", offset)
        .header("content-type", "application/offset+octet-stream")
        .body(body)
}

async fn offset(server: &Server, path: &str) -> usize {
    let head = tus(server, Method::HEAD, path).send().await.unwrap();
    assert_eq!(head.status().as_u16(), 200);
    head.headers()["upload-offset"].to_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_where_it_was_after_the_server_was_killed() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    server.register().await;
    let bytes = jpeg(1, 1_600, 1_200);
    let made = tus(&server, Method::POST, "/api/v1/uploads")
        .header("upload-length", bytes.len())
        .header("upload-metadata", "filename YS5qcGc=")
        .send()
        .await
        .unwrap();
    assert_eq!(made.status().as_u16(), 201);
    let place = made.headers()["location"].to_str().unwrap().to_owned();
    let safe = bytes.len() * 6 / 10;
    let sent = chunk(&server, &place, 0, bytes[..safe].to_vec()).send().await.unwrap();
    assert_eq!(sent.status().as_u16(), 204);

    // The next chunk is half-way when the process is gone.
    let (sender, receiver) = tokio::sync::mpsc::channel::<std::io::Result<Vec<u8>>>(1);
    let body = futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|bytes| (bytes, receiver))
    });
    let under_way = tokio::spawn(chunk(&server, &place, safe, reqwest::Body::wrap_stream(body)).send());
    sender.send(Ok(bytes[safe..safe + 5_000].to_vec())).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    server.process.signal("KILL");
    server.process.wait();
    drop(sender);
    assert!(under_way.await.unwrap().is_err());

    let mut server = Server::start(folder.path(), &[]);
    server.sign_in().await;
    assert_eq!(offset(&server, &place).await, safe);
    let sent = chunk(&server, &place, safe, bytes[safe..].to_vec()).send().await.unwrap();
    assert_eq!(sent.status().as_u16(), 204);
    let (_, upload) = server.get(&place).await;
    assert_eq!(upload["data"]["state"], "completed", "{upload}");
    let (_, file) = server.get(&format!("/api/v1/staging/{}", upload["data"]["staging_id"])).await;
    assert_eq!(file["data"]["content_hash"], blake3::hash(&bytes).to_hex().as_str(), "{file}");
    assert_eq!(std::fs::read_dir(folder.path().join("data/spool/uploads")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn upkeep_leaves_what_is_under_way_and_removes_what_rests_too_long() {
    for (kept, settings) in [
        (true, vec![("ATELIER_WORKER_MAINTENANCE_INTERVAL", "1s")]),
        (false, vec![("ATELIER_WORKER_MAINTENANCE_INTERVAL", "1s"), ("ATELIER_RETENTION_UPLOADS", "1s")]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Server::start(folder.path(), &settings);
        server.register().await;
        let made = tus(&server, Method::POST, "/api/v1/uploads")
            .header("upload-length", 1_000)
            .header("upload-metadata", "filename YS5qcGc=")
            .send()
            .await
            .unwrap();
        let place = made.headers()["location"].to_str().unwrap().to_owned();
        let sent = chunk(&server, &place, 0, vec![1; 100]).send().await.unwrap();
        assert_eq!(sent.status().as_u16(), 204);
        tokio::time::sleep(Duration::from_millis(3_500)).await;
        let left = std::fs::read_dir(folder.path().join("data/spool/uploads")).unwrap().count();
        assert_eq!(left, usize::from(kept));
        if kept {
            assert_eq!(offset(&server, &place).await, 100);
        } else {
            assert_eq!(server.get(&place).await.0, 404);
        }
        let (_, batches) = server.get("/api/v1/upload-batches").await;
        assert_eq!(batches["data"][0]["failed"], i32::from(!kept), "{batches}");
    }
}

async fn tray(server: &Server) -> Vec<String> {
    let (status, listed) = server.get("/api/v1/staging?sort=filename").await;
    assert_eq!(status, 200, "{listed}");
    let files = listed["data"].as_array().unwrap().iter();
    files.map(|file| file["filename"].as_str().unwrap().to_owned()).collect()
}

async fn eventually(server: &Server, wanted: &[&str]) {
    let begun = Instant::now();
    while tray(server).await != wanted {
        assert!(begun.elapsed() < PATIENCE, "the tray holds {:?}", tray(server).await);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watched_folder_fills_the_tray_until_it_is_told_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    server.register().await;
    let card = tempfile::tempdir().unwrap();
    std::fs::write(card.path().join("a.jpg"), jpeg(1, 300, 200)).unwrap();
    std::fs::write(card.path().join("notes.txt"), "not a picture").unwrap();
    let url = server.url.clone();
    let path = card.path().to_str().unwrap().to_owned();
    let args = ["watch", &path, "--server", &url, "--login", "kari", "--every", "1"];
    let password = [("ATELIER_PASSWORD", PASSWORD)];
    let mut watch = Process::start(atelier(folder.path(), &args, &password));
    eventually(&server, &["a.jpg"]).await;

    // A file that cannot be read stops nobody, and one that comes later in a new folder is found.
    std::fs::create_dir(card.path().join("b")).unwrap();
    std::fs::write(card.path().join("b/b.jpg"), jpeg(2, 300, 200)).unwrap();
    let mut cut = jpeg(3, 300, 200);
    cut.truncate(cut.len() / 2);
    std::fs::write(card.path().join("cut.jpg"), cut).unwrap();
    eventually(&server, &["a.jpg", "b.jpg", "cut.jpg"]).await;
    watch.signal("INT");
    let out = watch.end();
    assert!(out.contains("stored         a.jpg\n"), "{out}");
    assert!(out.contains("skipped        notes.txt: "), "{out}");
    assert!(out.contains("failed         cut.jpg: "), "{out}");
    assert!(out.ends_with("2 stored, 0 already there, 1 skipped, 1 failed\n"), "{out}");
    let (_, batches) = server.get("/api/v1/upload-batches").await;
    assert_eq!(batches["data"][0]["state"], Value::from("closed"), "{batches}");
    assert_eq!(batches["data"][0]["source"], Value::from("watched_folder"), "{batches}");

    // The next watch sends nothing that is there.
    let mut watch = Process::start(atelier(folder.path(), &args, &password));
    tokio::time::sleep(Duration::from_secs(4)).await;
    watch.signal("TERM");
    let out = watch.end();
    assert!(out.ends_with("0 stored, 2 already there, 1 skipped, 1 failed\n"), "{out}");
    assert!(card.path().join("a.jpg").exists());
}
