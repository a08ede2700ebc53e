//! Pictures that look like a picture.

use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::web::{self, Data};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, get, post};
use atelier_application::library::{Similar, SimilarFound, SimilarWanted};
use atelier_domain::ImageFileId;
use utoipa::ToSchema;

use super::similar_bodies::{SimilarBody, SimilarPicture, SimilarQuery};
use super::upload_bodies::picture;
use super::uploads::is_form;
use crate::edge::older;
use crate::extract::{Body, Caller, Id, LiveCaller, Query};
use crate::problem::{ApiResult, Problem};
use crate::reply::{Envelope, Reply};
use crate::settings::HttpSettings;
use crate::stream::Form;

/// A picture that is looked for.
#[expect(
    dead_code,
    reason = "it describes the form to readers of the document; its parts are read one by one"
)]
#[derive(ToSchema)]
#[schema(example = json!({"file": "IMG_001.jpg"}))]
pub struct SimilarPictureForm {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Finds what looks like a file of the library: its own photos, and in the studio's pool and tray what the caller sees there.
///
/// The photo of the file is not among it. Nothing is found for a file that has no picture, such as one that stays with the
/// client beside another, or whose picture shows nothing, such as a grey card.
///
/// Permission: can_use_library. Errors: `out_of_range`.
#[utoipa::path(tag = "library", params(("image_file_id" = i64, Path), SimilarQuery),
    responses((status = 200, description = "What looks like it, the nearest first", body = Envelope<SimilarBody>)))]
#[get("/image-files/{image_file_id}/similar")]
pub async fn of_file(
    similar: Data<Similar>,
    caller: Caller,
    id: Id<ImageFileId>,
    query: Query<SimilarQuery>,
) -> ApiResult<Reply<Envelope<SimilarBody>>> {
    let found = similar.to_file(&caller, id.0, query.0.wanted()?).await?;
    Ok(shown(found))
}

/// Finds what looks like a file of the library, as older programs ask for it.
///
/// Use `/image-files/{image_file_id}/similar` instead: the headers say since when and until when.
///
/// Permission: can_use_library. Errors: `out_of_range`.
#[utoipa::path(tag = "library", params(("image_file_id" = i64, Path), SimilarQuery),
    responses((status = 200, description = "What looks like it, the nearest first", body = Envelope<SimilarBody>)))]
#[get("/image-files/similar/{image_file_id}")]
pub async fn of_file_older(
    similar: Data<Similar>,
    caller: Caller,
    req: HttpRequest,
    id: Id<ImageFileId>,
    query: Query<SimilarQuery>,
) -> ApiResult<HttpResponse> {
    let found = similar.to_file(&caller, id.0, query.0.wanted()?).await?;
    let successor = format!("/api/v1/image-files/{}/similar", id.0);
    Ok(older::marked(shown(found).respond_to(&req), &successor))
}

/// Finds what looks like a picture, which need not be in the library and does not come into it.
///
/// Either JSON with a small picture, or a form with a file of any kind that a library takes.
///
/// Permission: can_use_library. Errors: `out_of_range`, `no_preview`, `unsupported_image_type`, `file_too_large`,
/// `too_many_pixels`, `truncated_image`, `damaged_image`, `empty_file`, `malformed_multipart`.
#[utoipa::path(tag = "library", params(SimilarQuery),
    request_body(content((SimilarPicture = "application/json"), (SimilarPictureForm = "multipart/form-data"))),
    responses((status = 200, description = "What looks like it, the nearest first", body = Envelope<SimilarBody>)))]
#[post("/similar")]
pub async fn of_picture(
    similar: Data<Similar>,
    settings: Data<HttpSettings>,
    caller: LiveCaller,
    req: HttpRequest,
    query: Query<SimilarQuery>,
    payload: web::Payload,
) -> ApiResult<Reply<Envelope<SimilarBody>>> {
    let wanted = query.0.wanted()?;
    similar.ensure_may_look(&caller.actor())?;
    let mut payload = payload.into_inner();
    let found = if is_form(&req) {
        of_form(&similar, &settings, caller, &req, payload, wanted).await?
    } else {
        let Body(body) = Body::<SimilarPicture>::of_upload(&req, &mut payload).await?;
        similar.to_preview(&caller.actor(), picture(&body.hotpreview)?, wanted).await?
    };
    Ok(shown(found))
}

/// Looks for the one file of a form.
async fn of_form(
    similar: &Similar,
    settings: &HttpSettings,
    mut caller: LiveCaller,
    req: &HttpRequest,
    mut payload: Payload,
    wanted: SimilarWanted,
) -> ApiResult<SimilarFound> {
    let multipart = Multipart::from_request(req, &mut payload)
        .await
        .map_err(|error| Problem::new("malformed_multipart", error.to_string()))?;
    let mut form = Form::new(multipart, &settings.spool, settings.uploads, settings.stall_timeout);
    let spooled = form.one_file().await?;
    let actor = caller.still().await?;
    Ok(similar.to_picture(&actor, &spooled.file, wanted).await?)
}

fn shown(found: SimilarFound) -> Reply<Envelope<SimilarBody>> {
    Reply::ok("Similar pictures", found.into())
}
