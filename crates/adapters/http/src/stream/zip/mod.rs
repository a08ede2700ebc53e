//! Archives on their way out.

mod format;

use std::io;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header;
use atelier_application::delivery::{Archive, ArchiveFile};
use bytes::{Bytes, BytesMut};
use chrono::NaiveDateTime;
use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;

use super::content_disposition;
use format::ZipWriter;

/// How many bytes go out at a time.
const PIECE: usize = 128 * 1024;

/// How many pieces wait for the client. With the one that is being filled they are all the memory that an archive takes.
const WAITING: usize = 4;

/// The head of the answer; an archive is never kept by a cache, and never sent in parts.
fn head(archive: &Archive) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, "application/zip"));
    response.insert_header((header::CONTENT_DISPOSITION, content_disposition(&archive.name())));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response.insert_header((header::ACCEPT_RANGES, "none"));
    // A compressor would hold pieces back and win nothing.
    response.insert_header((header::CONTENT_ENCODING, "identity"));
    response
}

/// The answer without the archive.
pub fn archive_head(archive: &Archive) -> HttpResponse {
    head(archive).streaming(stream::empty::<Result<Bytes, io::Error>>())
}

/// Sends the archive file by file. A client that takes nothing for as long as `stall` has gone away. Whatever else stops
/// it cuts the connection, so that nobody takes a part of an archive for the whole.
pub fn archive_answer(archive: Archive, stall: Duration) -> HttpResponse {
    let mut response = head(&archive);
    let (sender, mut receiver) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let mut outlet = Outlet { sender, stall, piece: BytesMut::new() };
        if let Err(reason) = send(archive, &mut outlet).await {
            tracing::info!(%reason, "an archive broke off");
            // If the client is gone there is nobody to tell.
            let _ = outlet.sender.send_timeout(Err(io::Error::other("the archive broke off")), stall).await;
        }
    });
    response.streaming(stream::poll_fn(move |context| receiver.poll_recv(context)))
}

/// A small archive of files that are in memory, all of the same time.
pub fn bundle(files: impl IntoIterator<Item = (String, Vec<u8>)>, modified: NaiveDateTime) -> Vec<u8> {
    let mut zip = ZipWriter::default();
    let mut bytes = Vec::new();
    for (name, content) in files {
        bytes.extend(zip.begin(&name, content.len() as u64, modified));
        bytes.extend_from_slice(&content);
        bytes.extend(zip.end(crc32fast::hash(&content)));
    }
    for piece in zip.directory() {
        bytes.extend(piece);
    }
    bytes
}

async fn send(mut archive: Archive, outlet: &mut Outlet) -> Result<(), String> {
    let mut zip = ZipWriter::default();
    while let Some(file) = archive.next_file().await.map_err(|error| error.to_string())? {
        let ArchiveFile { name, size, modified, mut body } = file;
        outlet.put(&zip.begin(&name, size, modified)).await?;
        let mut crc = crc32fast::Hasher::new();
        let mut sent = 0;
        while let Some(chunk) = body.stream.next().await {
            let chunk = chunk.map_err(|error| error.to_string())?;
            sent += chunk.len() as u64;
            crc.update(&chunk);
            outlet.put(&chunk).await?;
        }
        if sent != size {
            return Err(format!("{name} has {sent} bytes instead of {size}"));
        }
        outlet.put(&zip.end(crc.finalize())).await?;
    }
    for piece in zip.directory() {
        outlet.put(&piece).await?;
    }
    outlet.flush().await
}

/// Where the bytes go: into pieces of even size, and no faster than the client takes them.
struct Outlet {
    sender: mpsc::Sender<Result<Bytes, io::Error>>,
    stall: Duration,
    piece: BytesMut,
}

impl Outlet {
    async fn put(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> Result<(), String> {
        let piece = self.piece.split().freeze();
        if piece.is_empty() {
            return Ok(());
        }
        let sent = self.sender.send_timeout(Ok(piece), self.stall).await;
        sent.map_err(|error| match error {
            mpsc::error::SendTimeoutError::Timeout(_) => "the client takes nothing any more".to_owned(),
            mpsc::error::SendTimeoutError::Closed(_) => "the client has gone".to_owned(),
        })
    }
}
