//! The pictures by which photographs are looked at.

use std::ops::RangeInclusive;

use actix_multipart::Multipart;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, put};
use atelier_application::library::{Previews, Within};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::bodies::PhotoBody;
use super::named::Named;
use crate::extract::{Caller, Id, LiveCaller, Query, none_match};
use crate::problem::{ApiResult, FieldError, Problem};
use crate::reply::{Envelope, Reply};
use crate::settings::HttpSettings;
use crate::stream::{FileAnswer, Form, Keeping, Wanted};

/// How long a preview may be kept by whoever was sent it, in seconds.
const MAX_AGE: i64 = 3600;

/// Pixels of a side that can be asked for.
const SIDES: RangeInclusive<u32> = 100..=2000;

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
    Ok(small_picture(&req, id.0.0.as_str(), bytes, Keeping::ByCaller(MAX_AGE)))
}

/// The bytes as what they are. The name is made of them, so it is their tag.
pub(super) fn small_picture(
    req: &HttpRequest,
    hothash: &str,
    bytes: Vec<u8>,
    keeping: Keeping,
) -> HttpResponse {
    let kind = match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'R', b'I', b'F', b'F', ..] => "image/webp",
        _ => "image/jpeg",
    };
    picture(req, hothash, kind, bytes, keeping)
}

fn picture(
    req: &HttpRequest,
    tag: &str,
    kind: &'static str,
    bytes: Vec<u8>,
    keeping: Keeping,
) -> HttpResponse {
    let tag = format!("\"{tag}\"");
    let is_known = none_match(req, &tag);
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::ETAG, tag));
    keeping.write(&mut response);
    if is_known {
        return response.finish();
    }
    response.insert_header((header::CONTENT_TYPE, kind)).body(bytes)
}

/// How large the picture may be that is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ColdpreviewQuery {
    /// At most so many pixels wide; the proportions stay, and nothing is enlarged.
    #[param(minimum = 100, maximum = 2000)]
    width: Option<u32>,
    /// At most so many pixels high.
    #[param(minimum = 100, maximum = 2000)]
    height: Option<u32>,
}

impl ColdpreviewQuery {
    fn within(&self) -> ApiResult<Within> {
        let outside = |(field, side): (&str, Option<u32>)| {
            let side = side.filter(|side| !SIDES.contains(side));
            let message = format!("it must be from {} to {}", SIDES.start(), SIDES.end());
            side.map(|_| FieldError::parameter(field, "out_of_range", message))
        };
        let errors: Vec<FieldError> =
            [("width", self.width), ("height", self.height)].into_iter().filter_map(outside).collect();
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        Ok(Within { width: self.width, height: self.height })
    }
}

/// Sends the larger picture of a photo, at most 1200 px, or a smaller one made of it.
///
/// It is sent as it is stored where it fits into what is asked for.
///
/// Permission: can_use_library. Errors: `out_of_range`.
#[utoipa::path(tag = "library", params(("hothash" = String, Path), ColdpreviewQuery),
    responses((status = 200, description = "The picture", content_type = "image/jpeg", body = Vec<u8>)))]
#[get("/photos/{hothash}/coldpreview")]
pub async fn coldpreview(
    previews: Data<Previews>,
    caller: Caller,
    req: HttpRequest,
    id: Id<Named>,
    query: Query<ColdpreviewQuery>,
) -> ApiResult<HttpResponse> {
    let (hothash, within) = (&id.0.0, query.0.within()?);
    loop {
        let found = previews.coldpreview(&caller, hothash, within).await?;
        let etag = found.storage_key.rsplit('/').next().unwrap_or_default().to_owned();
        if let Some(longer_side) = found.longer_side {
            let tag = format!("{etag}-{longer_side}");
            let made = if none_match(&req, &format!("\"{tag}\"")) {
                Some(Vec::new())
            } else {
                previews.made_smaller(&caller, hothash, &found, longer_side).await?
            };
            let Some(bytes) = made else { continue };
            return Ok(picture(&req, &tag, "image/jpeg", bytes, Keeping::Asking));
        }
        let answer = FileAnswer {
            size: found.size,
            etag,
            content_type: "image/jpeg",
            keeping: Keeping::Asking,
            download_name: None,
        };
        match answer.wanted(&req) {
            Wanted::Nothing(response) => return Ok(response),
            Wanted::Bytes(range) => {
                // Each turn is a picture that somebody replaced while it was being asked for.
                let body = previews.bytes(&caller, hothash, &found, range.clone()).await?;
                let Some(body) = body else { continue };
                return Ok(answer.send(range, body));
            }
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
