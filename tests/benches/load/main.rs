//! How many requests a server answers, beside a bare handler that runs the same statement in the same run.
//!
//! `cargo bench -p atelier-tests --bench load`, or `just bench`. SQLite always; PostgreSQL when
//! `ATELIER_TEST_POSTGRES_URL` names a server. Every figure is the median of three turns, in which the candidates follow
//! one another, so that a machine whose speed drifts is fair to all of them.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures, and stops when it cannot run"
)]

mod baseline;
mod client;
mod product;
mod world;

use std::time::Duration;

use atelier_domain::{StudioId, UserId};
use atelier_server::{App, Config};
use atelier_testkit::databases::{self, Backend};
use client::{Outcome, Request};

const CONNECTIONS: usize = 32;
const TURN: Duration = Duration::from_secs(4);
const TURNS: usize = 3;

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
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().display().to_string();
    let config = |remember: &'static str| {
        Config::with(&[
            ("server.bind", "127.0.0.1:0"),
            ("data.folder", data.as_str()),
            ("database.url", database.settings().url.as_str()),
            ("limits.enabled", "false"),
            ("log.level", "error"),
            ("worker.count", "0"),
            ("security.access_cache", remember),
        ])
        .expect("the configuration holds")
    };
    let server = App::start(&config("10s")).await.expect("the server starts");
    let address = server.address();
    let forgetful = App::start(&config("0s")).await.expect("the server starts");

    let registration = r#"{"studio_name":"Bench","name":"Bench","username":"bench","email":"b@bench.example","password":"a long pass phrase"}"#;
    let (_, _, body) =
        Request::post(address, "/api/v1/auth/register", registration).once().await.expect("an answer");
    let signed_in: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    let field = |pointer: &str| signed_in.pointer(pointer).cloned().unwrap_or_default();
    let token = field("/access_token")
        .as_str()
        .or(field("/data/access_token").as_str())
        .unwrap_or_default()
        .to_owned();
    assert!(!token.is_empty(), "registration answered {signed_in}");
    let store = database.store();
    let now = atelier_testkit::builders::now();
    let gallery = world::build(&store, StudioId(1), UserId(1), now).await;

    let product = product::build(&store, StudioId(1), now).await;

    let (bare, handle) = baseline::serve(store.connection().clone()).expect("the bare handler starts");
    let authorization = format!("Bearer {token}");
    let path = format!("/api/v1/galleries/{gallery}/images?limit=50");
    let headers = [("Authorization", authorization.as_str())];
    let list = Request::get(address, &path, &headers);
    let (status, head, _) = list.once().await.expect("an answer");
    assert_eq!(status, 200, "{head}");
    let tag = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("etag: ").map(|_| line))
        .unwrap_or("");
    let tag = tag.split_once(": ").map_or("", |(_, tag)| tag).to_owned();
    let forgotten = Request::get(forgetful.address(), &path, &headers);
    let conditional = [("Authorization", authorization.as_str()), ("If-None-Match", tag.as_str())];
    let unchanged = Request::get(address, &path, &conditional);
    let bare = Request::get(bare, &format!("/galleries/{gallery}"), &[]);
    let groups =
        format!("/api/v1/products/{product}/groups?include=images&image_limit={}", product::PICTURES);
    let groups = Request::get(address, &groups, &headers);
    let feed = Request::get(address, &format!("/api/v1/products/{product}/images?limit=300"), &headers);
    let me = Request::get(address, "/api/v1/auth/me", &headers);
    let login = r#"{"username":"bench","password":"a long pass phrase"}"#;
    let login = Request::post(address, "/api/v1/auth/login", login);

    let candidates = [
        ("bare handler, list of 50", &bare, 200),
        ("list of 50 of 10,000", &list, 200),
        ("the same, nothing remembered", &forgotten, 200),
        ("the same, unchanged (304)", &unchanged, 304),
        ("a product's 6 groups with 50 pictures each", &groups, 200),
        ("its feed of 300", &feed, 200),
        ("token check (`/auth/me`)", &me, 200),
        ("sign-in (argon2id)", &login, 200),
    ];
    let mut outcomes: Vec<Vec<Outcome>> = candidates.iter().map(|_| Vec::new()).collect();
    for _ in 0..TURNS {
        for ((name, request, expected), kept) in candidates.iter().zip(&mut outcomes) {
            let outcome = request.drive(CONNECTIONS, TURN).await.expect("the server answers");
            assert_eq!(outcome.status, *expected, "{name}");
            kept.push(outcome);
        }
    }
    println!(
        "\n{} — {CONNECTIONS} connections, median of {TURNS} turns of {} s\n",
        backend.name(),
        TURN.as_secs()
    );
    println!(
        "| request | req/s | p50 ms | p99 ms | body bytes | ratio to the bare handler |\n|---|---|---|---|---|---|"
    );
    let mut base = None;
    for ((name, _, _), kept) in candidates.iter().zip(&mut outcomes) {
        kept.sort_by(|one, other| one.per_second.total_cmp(&other.per_second));
        let Some(median) = kept.get(TURNS / 2) else { continue };
        let base = *base.get_or_insert(median.per_second);
        println!(
            "| {name} | {:.0} | {:.2} | {:.2} | {} | {:.2} |",
            median.per_second,
            median.median.as_secs_f64() * 1e3,
            median.p99.as_secs_f64() * 1e3,
            median.bytes,
            median.per_second / base,
        );
    }
    handle.stop(false).await;
    server.stop().await;
    forgetful.stop().await;
}
