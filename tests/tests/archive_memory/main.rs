//! An archive of five thousand files takes no more memory than one of five. A program of its own, because its memory is
//! what is looked at.

use atelier_tests::bulk;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, text};
use futures_util::StreamExt;
use reqwest::Method;
use serde_json::json;

const FILES: usize = 5_000;
const FILE_BYTES: usize = 64 * 1024;

/// What the rows of five thousand files and the buffers between server and client may take, far below the 312 MiB that go
/// through them.
const ALLOWED: usize = 64 << 20;

/// What the program takes at this moment, in bytes; `None` where the system does not tell.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_files_pass_through_little_memory() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    bulk::originals(&server, &studio, gallery, FILES, FILE_BYTES).await;

    let order = studio.owner.post(&format!("{API}/galleries/{gallery}/downloads"), json!({})).await;
    let ticket = order.expect(200).data();
    assert_eq!(ticket["file_count"], FILES);
    let before = resident();
    let response = server.client().request(Method::GET, &text(&ticket, "url")).begin().await;
    let mut body = response.bytes_stream();
    let (mut taken, mut most, mut pieces) = (0, before, 0_usize);
    let mut end = Vec::new();
    while let Some(piece) = body.next().await {
        let piece = piece.expect("the archive comes whole");
        taken += piece.len();
        pieces += 1;
        if pieces.is_multiple_of(100) {
            most = most.max(resident());
        }
        end.extend_from_slice(&piece);
        let surplus = end.len().saturating_sub(22);
        end.drain(..surplus);
    }
    assert!(taken > FILES * FILE_BYTES, "{taken} bytes");
    assert_eq!(end[..4], *b"PK\x05\x06");
    assert_eq!(usize::from(u16::from_le_bytes([end[10], end[11]])), FILES);
    if let (Some(before), Some(most)) = (before, most) {
        let grown = most.saturating_sub(before);
        assert!(grown < ALLOWED, "the program grew by {} MiB", grown >> 20);
    }
}
