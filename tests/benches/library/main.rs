//! What a library costs: each request in milliseconds, and in the server's own processor time.
//!
//! `cargo bench -p atelier-tests --bench library`, or `just bench`. SQLite always; PostgreSQL when
//! `ATELIER_TEST_POSTGRES_URL` names a server. The server is a process of its own, so that what this one does to ask it is
//! not counted. `-- --million` adds a library of a million fingerprints, which takes some minutes to fill.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures, and stops when it cannot run"
)]

mod fill;
mod meter;

use std::time::Duration;

use atelier_server::{App, Config};
use atelier_testkit::databases::{self, Backend};
use meter::Meter;
use serde_json::{Value, json};

/// The photographs of the library that is read.
const PHOTOS: usize = 2_000;

/// By which the child knows that it is the server; the database's address follows.
const SERVE: &str = "--serve";

/// Asks for a library of a million fingerprints as well.
const MILLION: &str = "--million";

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let mut arguments = std::env::args().skip_while(|argument| argument != SERVE).skip(1);
    if let Some(url) = arguments.next() {
        runtime.block_on(serve(&url));
    }
    // `cargo test --benches` and clippy build this too; only `cargo bench` runs it.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    runtime.block_on(async {
        for backend in [Backend::Sqlite, Backend::Postgres] {
            if backend.is_available() {
                measure(backend).await;
            }
        }
    });
}

/// Serves until it is killed, and says where on its first line.
async fn serve(url: &str) -> ! {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().display().to_string();
    let settings = [
        ("server.bind", "127.0.0.1:0"),
        ("data.folder", data.as_str()),
        ("database.url", url),
        ("limits.enabled", "false"),
        ("log.level", "error"),
        ("worker.count", "0"),
    ];
    let config = Config::with(&settings).expect("the configuration holds");
    let server = App::start(&config).await.expect("the server starts");
    println!("{}", server.address());
    loop {
        tokio::time::sleep(Duration::from_secs(3_600)).await;
    }
}

async fn measure(backend: Backend) {
    let database = databases::ready(backend).await;
    let meter = Meter::start(SERVE, &database.settings().url).await;
    println!("\n{} — one client; medians; a library of {PHOTOS} photos\n", backend.name());
    println!("| request | ms | server CPU ms | body bytes |\n|---|---|---|---|");
    let previews: Vec<String> = (0..PHOTOS).map(fill::preview).collect();
    let mut hothashes = Vec::new();
    let mut files = Vec::new();
    let mut added = meter.begin("`new-photo`, 5 kB preview");
    for (number, preview) in previews.iter().enumerate() {
        let answer = added.ask(meter.post("/image-files/new-photo", &new_photo(number, preview))).await;
        hothashes.push(text(&answer, "/data/photo_hothash"));
        files.push(text(&answer, "/data/image_file_id"));
    }
    added.end();
    let some = |list: &[String], n: usize| list.get(n * 37 % list.len()).cloned().unwrap_or_default();

    meter.repeat("list of 50 with previews", 300, |_| meter.get("/photos?limit=50")).await;
    let pages = PHOTOS / 50;
    meter
        .repeat("the same, each page for the first time", pages, |n| {
            meter.get(&format!("/photos?limit=50&offset={}", n * 50 + 1))
        })
        .await;
    let wanted = json!({"q": "img_1", "limit": 50});
    meter.repeat("search, 50 found", 300, |_| meter.post("/photos/search", &wanted)).await;
    meter
        .repeat("search, another each time", 300, |n| {
            meter.post("/photos/search", &json!({"q": format!("img_{n}"), "limit": 50}))
        })
        .await;
    let one = some(&hothashes, 1);
    meter.repeat("one photo", 500, |_| meter.get(&format!("/photos/{one}"))).await;
    meter
        .repeat("another photo each time", 500, |n| meter.get(&format!("/photos/{}", some(&hothashes, n))))
        .await;
    meter
        .repeat("rating", 300, |n| {
            let stars = json!({"rating": n % 5 + 1});
            meter.patch(&format!("/photos/{}", some(&hothashes, n)), &stars)
        })
        .await;
    meter
        .repeat("similar, of 2,000", 300, |n| meter.get(&format!("/image-files/{}/similar", some(&files, n))))
        .await;
    meter
        .together("eight clients × 30 `new-photo`", 8, 30, |n| {
            new_photo(PHOTOS + n, &fill::preview(PHOTOS + n))
        })
        .await;
    let million = backend == Backend::Sqlite && std::env::args().any(|argument| argument == MILLION);
    let sizes: &[usize] = if million { &[100_000, 1_000_000] } else { &[100_000] };
    for size in sizes {
        fill::fingerprints(&database.store(), *size).await;
        let asked = || meter.get(&format!("/image-files/{}/similar", some(&files, 3)));
        // The server has not seen these come: another version of the library tells it.
        meter.patch(&format!("/photos/{one}"), &json!({"rating": 3})).send().await.expect("an answer");
        meter.repeat(&format!("similar, of {size}, the first time"), 1, |_| asked()).await;
        meter.repeat(&format!("similar, of {size}"), 300, |_| asked()).await;
    }
}

fn text(answer: &Value, pointer: &str) -> String {
    let found = answer.pointer(pointer).cloned().unwrap_or_default();
    found.as_str().map_or_else(|| found.to_string(), str::to_owned)
}

fn new_photo(number: usize, preview: &str) -> Value {
    json!({
        "filename": format!("IMG_{number}.jpg"),
        "hotpreview": preview,
        "file_size": 6_300_000,
        "taken_at": format!("2024-{:02}-{:02}T10:{:02}:00", 1 + number % 12, 1 + number % 28, number % 60),
        "gps_latitude": 59.9,
        "gps_longitude": 10.7,
        "exif_dict": {"Make": "Canon", "Model": "Canon EOS R5", "LensModel": "RF 50mm F1.2", "ISO": 400},
    })
}
