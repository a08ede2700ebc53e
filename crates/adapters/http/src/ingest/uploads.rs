//! Files in chunks: the protocol tus, version 1.0.0, with creation, checksum, expiration and termination.

use std::cell::Cell;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, delete, get, options, patch, post};
use atelier_application::ingest::{ChunkOutcome, UploadInput, Uploads};
use atelier_application::ports::ChecksumAlgorithm;
use atelier_domain::UploadId;
use atelier_domain::ingest::Upload;
use futures_util::StreamExt;

use super::bodies::UploadBody;
use super::headers;
use crate::edge::tus;
use crate::extract::{Caller, Id, stalled};
use crate::problem::{ApiResult, Problem};
use crate::reply::Envelope;
use crate::settings::HttpSettings;

/// The extensions of the protocol that are spoken.
const EXTENSIONS: &str = "creation,checksum,expiration,termination";

/// Tells what of the upload protocol is spoken here.
///
/// Permission: any signed-in user.
#[utoipa::path(tag = "staging",
    responses((status = 204, description = "`Tus-Version`, `Tus-Extension`, `Tus-Max-Size`, `Tus-Checksum-Algorithm`")))]
#[options("/uploads")]
pub async fn discover(uploads: Data<Uploads>, _caller: Caller) -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header(("tus-version", tus::VERSION))
        .insert_header(("tus-extension", EXTENSIONS))
        .insert_header(("tus-max-size", uploads.max_bytes().to_string()))
        .insert_header((
            "tus-checksum-algorithm",
            ChecksumAlgorithm::ALL.map(ChecksumAlgorithm::as_str).join(","),
        ))
        .finish()
}

/// Announces a file that is sent in chunks.
///
/// `Upload-Length` is its size. `Upload-Metadata` gives its `filename`, and the `batch_id` of an open batch; without
/// one it goes to the caller's own. `Location` is where its chunks go.
///
/// Permission: can_access_staging. Errors: `unsupported_tus_version`, `invalid_header`, `file_too_large`, `empty_file`,
/// `batch_closed`.
#[utoipa::path(tag = "staging",
    params(
        ("Tus-Resumable" = Option<String>, Header, description = "`1.0.0`"),
        ("Upload-Length" = Option<u64>, Header, description = "Bytes"),
        ("Upload-Metadata" = Option<String>, Header, description = "`filename` and `batch_id`, each with its value in base64"),
    ),
    responses((status = 201, description = "The upload", body = Envelope<UploadBody>)))]
#[post("/uploads")]
pub async fn announce(req: HttpRequest, uploads: Data<Uploads>, caller: Caller) -> ApiResult<HttpResponse> {
    headers::ensure_version(&req)?;
    let length = headers::length(&req)?;
    let metadata = headers::metadata(&req)?;
    let batch = headers::batch(&metadata)?;
    let filename = headers::filename(&metadata);
    let input = UploadInput { batch, filename, length, metadata };
    let upload = uploads.announce(&caller, input).await?.into_inner();
    let mut response = HttpResponse::Created();
    response.insert_header(("location", format!("/api/v1/uploads/{}", upload.id)));
    Ok(shown(response, "Upload announced", upload))
}

/// Shows how far an upload has come.
///
/// `HEAD` answers the same without a body: `Upload-Offset`, `Upload-Length`, `Upload-Metadata` and `Upload-Expires`.
///
/// Permission: can_access_staging. Errors: `upload_expired`.
#[utoipa::path(tag = "staging", params(("upload_id" = String, Path)),
    responses((status = 200, description = "The upload", body = Envelope<UploadBody>)))]
#[get("/uploads/{upload_id}")]
pub async fn read(uploads: Data<Uploads>, caller: Caller, id: Id<UploadId>) -> ApiResult<HttpResponse> {
    let upload = uploads.read(&caller, id.0).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header(("upload-length", upload.length.to_string()));
    if !upload.metadata.is_empty() {
        response.insert_header(("upload-metadata", headers::written(&upload.metadata)));
    }
    Ok(shown(response, "The upload", upload))
}

/// Sends a chunk of any size.
///
/// The body is `application/offset+octet-stream`, and `Upload-Offset` is where the upload has come to. What the answer
/// acknowledges outlives the server. With `Upload-Checksum` the chunk counts as a whole or not at all. The last chunk
/// puts the file into the tray: `GET` tells what became of it.
///
/// Permission: can_access_staging. Errors: `unsupported_tus_version`, `offset_mismatch`, `upload_locked`,
/// `upload_too_long`, `checksum_mismatch`, `upload_expired`, `upload_lost`.
#[utoipa::path(tag = "staging",
    params(
        ("upload_id" = String, Path),
        ("Tus-Resumable" = Option<String>, Header, description = "`1.0.0`"),
        ("Upload-Offset" = Option<u64>, Header, description = "Bytes that are here already"),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha1` or `sha256`, and the chunk's digest in base64"),
    ),
    responses((status = 204, description = "`Upload-Offset` tells how many bytes are safe")))]
#[patch("/uploads/{upload_id}")]
pub async fn receive(
    req: HttpRequest,
    uploads: Data<Uploads>,
    settings: Data<HttpSettings>,
    caller: Caller,
    id: Id<UploadId>,
    payload: Payload,
) -> ApiResult<HttpResponse> {
    // Whoever may not see the upload learns nothing of what is wrong with the chunk.
    uploads.read(&caller, id.0).await?;
    headers::ensure_version(&req)?;
    let chunk = headers::chunk(&req)?;
    let pause = settings.stall_timeout;
    let has_stalled = Cell::new(false);
    let body = futures_util::stream::unfold(payload, |mut payload| {
        let has_stalled = &has_stalled;
        async move {
            match tokio::time::timeout(pause, payload.next()).await {
                Ok(next) => next.map(|bytes| (bytes.map_err(|_| ()), payload)),
                Err(_) => {
                    has_stalled.set(true);
                    Some((Err(()), payload))
                }
            }
        }
    });
    match uploads.receive(&caller, id.0, chunk, Box::pin(body)).await? {
        ChunkOutcome::Whole(upload) => {
            let mut response = HttpResponse::NoContent();
            position(&mut response, &upload);
            Ok(response.finish())
        }
        ChunkOutcome::BrokenOff(_) if has_stalled.get() => Err(stalled()),
        ChunkOutcome::BrokenOff(upload) => {
            let detail = format!("the chunk broke off; {} bytes are safe", upload.offset);
            Err(Problem::new("bad_request", detail))
        }
    }
}

/// Ends an upload; nothing is kept of what came.
///
/// A file that is in the tray already stays there.
///
/// Permission: can_access_staging. Errors: `upload_locked`, `unsupported_tus_version`.
#[utoipa::path(tag = "staging", params(("upload_id" = String, Path)),
    responses((status = 204, description = "Ended")))]
#[delete("/uploads/{upload_id}")]
pub async fn terminate(
    req: HttpRequest,
    uploads: Data<Uploads>,
    caller: Caller,
    id: Id<UploadId>,
) -> ApiResult<HttpResponse> {
    uploads.read(&caller, id.0).await?;
    headers::ensure_version(&req)?;
    uploads.terminate(&caller, id.0).await?.into_inner();
    Ok(HttpResponse::build(StatusCode::NO_CONTENT).finish())
}

fn position(response: &mut HttpResponseBuilder, upload: &Upload) {
    response.insert_header(("upload-offset", upload.offset.to_string()));
    let expires = upload.expires_at.format("%a, %d %b %Y %H:%M:%S GMT");
    response.insert_header(("upload-expires", expires.to_string()));
    response.insert_header(("cache-control", "no-store"));
}

fn shown(mut response: HttpResponseBuilder, message: &str, upload: Upload) -> HttpResponse {
    position(&mut response, &upload);
    response.json(Envelope { success: true, message: message.to_owned(), data: UploadBody::from(upload) })
}
