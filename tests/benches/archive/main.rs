//! How fast an archive of originals comes, beside `cat` of the same files in the same run.
//!
//! `cargo bench -p atelier-tests --bench archive`. Both are read over and over in turn, and the median of each is shown.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures, and stops when it cannot run"
)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use atelier_tests::bulk;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, text};
use futures_util::StreamExt;
use reqwest::Method;
use serde_json::json;

const FILES: usize = 500;
const FILE_BYTES: usize = 8 << 20;
const TURNS: usize = 5;

fn main() {
    // `cargo test --benches` and clippy build this too; only `cargo bench` runs it.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure());
}

async fn measure() {
    let server = TestServer::with(&[("log.level", "error")]).await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let folder = bulk::originals(&server, &studio, gallery, FILES, FILE_BYTES).await;
    let (mut archives, mut cats) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let order = studio.owner.post(&format!("{API}/galleries/{gallery}/downloads"), json!({})).await;
        let url = text(&order.expect(200).data(), "url");
        archives.push(fetch(&server, &url).await);
        cats.push(cat(&folder));
    }
    let (archive, cat) = (median(archives), median(cats));
    let rate = |time: Duration| (FILES * FILE_BYTES) as f64 / time.as_secs_f64() / 1e6;
    println!("{FILES} files of {} MiB", FILE_BYTES >> 20);
    println!("archive over HTTP  {:8.0} MB/s", rate(archive));
    println!("cat into a pipe    {:8.0} MB/s", rate(cat));
}

async fn fetch(server: &TestServer, url: &str) -> Duration {
    let begun = Instant::now();
    let mut body = server.client().request(Method::GET, url).begin().await.bytes_stream();
    while let Some(piece) = body.next().await {
        piece.expect("the archive comes whole");
    }
    begun.elapsed()
}

/// The same bytes out of the same files, through a pipe to somebody who reads them.
fn cat(folder: &Path) -> Duration {
    let files = (0..FILES).map(|n| folder.join(format!("{n}.jpg")));
    let begun = Instant::now();
    let mut child = Command::new("cat").args(files).stdout(Stdio::piped()).spawn().expect("cat");
    let mut out = child.stdout.take().expect("its output");
    std::io::copy(&mut out, &mut std::io::sink()).expect("its bytes");
    child.wait().expect("its end");
    begun.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
