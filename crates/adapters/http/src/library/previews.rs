//! The pictures by which photographs are looked at.

use actix_multipart::Multipart;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, put};
use atelier_application::library::Previews;
use utoipa::ToSchema;

use super::bodies::PhotoBody;
use super::named::Named;
use crate::extract::{Caller, Id, LiveCaller, none_match};
use crate::problem::ApiResult;
use crate::reply::{Envelope, Reply, not_modified};
use crate::settings::HttpSettings;
use crate::stream::{FileAnswer, Form, Wanted};

/// How long a preview may be kept by whoever was sent it, in seconds.
const MAX_AGE: i64 = 3600;

/// A larger picture.
#[expect(
    dead_code,
    reason = "it describes the form to readers of the document; its parts are read one by one"
)]
#[derive(ToSchema)]
#[schema(example = json!({"file": "preview.jpg"}))]
pub struct ColdpreviewForm {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Sends the small picture of a photo.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("hothash" = String, Path)),
    responses((status = 200, description = "The picture", content_type = "image/jpeg", body = Vec<u8>)))]
#[get("/photos/{hothash}/hotpreview")]
pub async fn hotpreview(
    previews: Data<Previews>,
    caller: Caller,
    req: HttpRequest,
    id: Id<Named>,
) -> ApiResult<HttpResponse> {
    let bytes = previews.hotpreview(&caller, &id.0.0).await?;
    Ok(small_picture(&req, id.0.0.as_str(), bytes))
}

/// The bytes as what they are. The name is made of them, so it is their tag.
pub(super) fn small_picture(req: &HttpRequest, hothash: &str, bytes: Vec<u8>) -> HttpResponse {
    if none_match(req, &format!("\"{hothash}\"")) {
        return not_modified(hothash);
    }
    let kind = match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'R', b'I', b'F', b'F', ..] => "image/webp",
        _ => "image/jpeg",
    };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::ETAG, format!("\"{hothash}\"")))
        .insert_header((header::CACHE_CONTROL, format!("private, max-age={MAX_AGE}")))
        .body(bytes)
}

/// Sends the larger picture of a photo, at most 1200 px.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("hothash" = String, Path)),
    responses((status = 200, description = "The picture", content_type = "image/jpeg", body = Vec<u8>)))]
#[get("/photos/{hothash}/coldpreview")]
pub async fn coldpreview(
    previews: Data<Previews>,
    caller: Caller,
    req: HttpRequest,
    id: Id<Named>,
) -> ApiResult<HttpResponse> {
    let found = previews.coldpreview(&caller, &id.0.0).await?;
    let etag = found.storage_key.rsplit('/').next().unwrap_or_default().to_owned();
    let answer = FileAnswer {
        size: found.size,
        etag,
        content_type: "image/jpeg",
        max_age: MAX_AGE,
        download_name: None,
    };
    match answer.wanted(&req) {
        Wanted::Nothing(response) => Ok(response),
        Wanted::Bytes(range) => {
            let body = previews.bytes(&found, range.clone()).await?;
            Ok(answer.send(range, body))
        }
    }
}

/// Gives a photo a larger picture. It is made anew here, at most 1200 px.
///
/// Permission: can_use_library. Errors: `unsupported_image_type`, `file_too_large`, `too_many_pixels`,
/// `truncated_image`, `damaged_image`, `empty_file`, `malformed_multipart`.
#[utoipa::path(tag = "library", params(("hothash" = String, Path)),
    request_body(content = ColdpreviewForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "The photo", body = Envelope<PhotoBody>)))]
#[put("/photos/{hothash}/coldpreview")]
pub async fn put_coldpreview(
    previews: Data<Previews>,
    settings: Data<HttpSettings>,
    mut caller: LiveCaller,
    id: Id<Named>,
    multipart: Multipart,
) -> ApiResult<Reply<Envelope<PhotoBody>>> {
    previews.ensure_known(&caller.actor(), &id.0.0).await?;
    let mut form = Form::new(multipart, &settings.spool, settings.uploads, settings.stall_timeout);
    let spooled = form.one_file().await?;
    let actor = caller.still().await?;
    let view = previews.put_coldpreview(&actor, &id.0.0, &spooled.file).await?.into_inner();
    let version = view.photo.version;
    Ok(Reply::ok("Preview stored", view.into()).version(version))
}

/// Takes the larger picture of a photo away.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("hothash" = String, Path)),
    responses((status = 200, description = "The photo", body = Envelope<PhotoBody>)))]
#[delete("/photos/{hothash}/coldpreview")]
pub async fn remove_coldpreview(
    previews: Data<Previews>,
    caller: Caller,
    id: Id<Named>,
) -> ApiResult<Reply<Envelope<PhotoBody>>> {
    let view = previews.delete_coldpreview(&caller, &id.0.0).await?.into_inner();
    let version = view.photo.version;
    Ok(Reply::ok("Preview removed", view.into()).version(version))
}
