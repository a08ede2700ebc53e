//! How long it takes to put files of the tray into a gallery, one and a thousand.
//!
//! `cargo bench -p atelier-tests --bench assign`. SQLite always; PostgreSQL when `ATELIER_TEST_POSTGRES_URL` names a
//! server. Every figure is the median of five turns, in which the candidates follow one another, each with files and a
//! gallery of its own. The files are rows without bytes: assigning hands bytes over and reads none.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures, and stops when it cannot run"
)]

mod tray;

use std::time::{Duration, Instant};

use atelier_testkit::databases::{self, Backend};
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio};
use serde_json::{Value, json};

const TURNS: usize = 5;

/// How many files each candidate assigns and takes back.
const CANDIDATES: [usize; 3] = [1, 100, 1_000];

fn main() {
    // `cargo test --benches` and clippy build this too; only `cargo bench` runs it.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        for backend in [Backend::Sqlite, Backend::Postgres] {
            if backend.is_available() {
                measure(backend).await;
            }
        }
    });
}

async fn measure(backend: Backend) {
    let database = databases::ready(backend).await;
    let url = database.settings().url.clone();
    // Nothing runs beside the requests: there are no workers, and every picture is ready when it is assigned.
    let settings = [("database.url", url.as_str()), ("worker.count", "0"), ("log.level", "error")];
    let server = TestServer::with(&settings).await;
    let studio = Studio::register(&server.client()).await;
    let mut times = CANDIDATES.map(|_| (Vec::new(), Vec::new()));
    for _ in 0..TURNS {
        for (count, (there, back)) in CANDIDATES.into_iter().zip(&mut times) {
            let files = tray::stage(&server, &studio, count).await;
            let gallery = studio.some_gallery().await;
            there.push(ask(&studio, "assign", json!({ "staging_ids": files, "gallery_id": gallery })).await);
            back.push(ask(&studio, "unassign", json!({ "staging_ids": files })).await);
        }
    }
    println!("\n{} — median of {TURNS} turns\n", backend.name());
    println!("| files in one request | assign ms | files/s | unassign ms | files/s |\n|---|---|---|---|---|");
    for (count, (there, back)) in CANDIDATES.into_iter().zip(times) {
        let (there, back) = (median(there), median(back));
        let rate = |time: Duration| count as f64 / time.as_secs_f64();
        println!(
            "| {count} | {:.1} | {:.0} | {:.1} | {:.0} |",
            there.as_secs_f64() * 1e3,
            rate(there),
            back.as_secs_f64() * 1e3,
            rate(back),
        );
    }
}

/// Sends the request, which no file may refuse, and answers how long it took.
async fn ask(studio: &Studio, what: &str, body: Value) -> Duration {
    let begun = Instant::now();
    let answer = studio.owner.post(&format!("{API}/staging/{what}"), body).await;
    let took = begun.elapsed();
    let result = answer.expect(200).data();
    assert_eq!(result.get("refused"), Some(&json!(0)), "{what}");
    took
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
