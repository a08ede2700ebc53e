//! Single pictures: lists, descriptions, uses.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use atelier_application::delivery::PictureView;
use atelier_application::images::Images;
use atelier_application::ports::ImageFilter;
use atelier_domain::images::{AiLabel, ProcessingState};
use atelier_domain::{ImageGroupId, ImageId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::bodies::{ImagePatchBody, PictureBody, UseBody};
use crate::extract::{Body, Caller, Id, IfMatch, Paging, Query, search_text};
use crate::problem::{ApiResult, Problem};
use crate::reply::{Envelope, Listing, Reply};

/// Which pictures a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImageQuery {
    /// Text to find in file name or alt text.
    search: Option<String>,
    #[param(schema_with = crate::schema::processing_state, required = false)]
    state: Option<ProcessingState>,
    /// Only pictures with this label.
    #[param(schema_with = crate::schema::ai_label, required = false)]
    ai: Option<AiLabel>,
    /// Only pictures of this group.
    group_id: Option<i64>,
    /// Deleted ones instead of live ones.
    #[serde(default)]
    deleted: bool,
    /// Newest first instead of oldest first.
    #[serde(default)]
    newest_first: bool,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    cursor: Option<String>,
}

/// Lists the pictures that the caller may see, over all galleries.
///
/// Permission: can_view_gallery; for deleted ones can_delete_images.
#[utoipa::path(tag = "images", params(ImageQuery),
    responses((status = 200, description = "A page of pictures, by id", body = Listing<PictureBody>)))]
#[get("/images")]
pub async fn list(
    images: Data<Images>,
    caller: Caller,
    query: Query<ImageQuery>,
) -> ApiResult<Reply<Listing<PictureBody>>> {
    let ImageQuery { search, state, ai, group_id, deleted, newest_first, offset, limit, cursor } = query.0;
    let page = Paging { offset, limit, cursor }.request()?;
    let sort = crate::galleries::sort(newest_first);
    let group = group_id.map(ImageGroupId);
    let search = search_text(search.as_deref())?;
    let found = images.list(&caller, ImageFilter { search, state, ai, group, deleted, sort }, page).await?;
    Ok(Reply::page("Images", page, found.map(PictureBody::from)))
}

/// Finds the picture with these bytes, so that an uploader can skip what is there.
///
/// Permission: can_view_gallery.
#[utoipa::path(tag = "images",
    params(("content_hash" = String, Path, pattern = "^[0-9a-f]{64}$", description = "BLAKE3, 64 hex digits")),
    responses((status = 200, description = "The picture", body = Envelope<PictureBody>)))]
#[get("/images/by-hash/{content_hash}")]
pub async fn by_hash(
    images: Data<Images>,
    caller: Caller,
    hash: Id<String>,
) -> ApiResult<Reply<Envelope<PictureBody>>> {
    if hash.0.len() != 64 || !hash.0.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Problem::not_found());
    }
    Ok(shown("The image", images.by_hash(&caller, &hash.0).await?))
}

/// Shows a picture.
///
/// Permission: can_view_gallery.
#[utoipa::path(tag = "images", params(("image_id" = i64, Path)),
    responses((status = 200, description = "The picture", body = Envelope<PictureBody>)))]
#[get("/images/{image_id}")]
pub async fn read(
    images: Data<Images>,
    caller: Caller,
    id: Id<ImageId>,
) -> ApiResult<Reply<Envelope<PictureBody>>> {
    Ok(shown("The image", images.read(&caller, id.0).await?))
}

/// Changes a picture's name, description, focal point and label.
///
/// Permission: can_edit_images. Errors: `version_mismatch`.
#[utoipa::path(tag = "images", params(("image_id" = i64, Path)), request_body = ImagePatchBody,
    responses((status = 200, description = "The picture", body = Envelope<PictureBody>)))]
#[patch("/images/{image_id}")]
pub async fn change(
    images: Data<Images>,
    caller: Caller,
    id: Id<ImageId>,
    expected: IfMatch,
    body: Body<ImagePatchBody>,
) -> ApiResult<Reply<Envelope<PictureBody>>> {
    let image = images.change(&caller, id.0, body.0.try_into()?, expected.0).await?;
    Ok(shown("Image changed", image.into_inner()))
}

/// Makes a picture's derivatives again.
///
/// Permission: can_edit_images. Errors: `already_processing`.
#[utoipa::path(tag = "images", params(("image_id" = i64, Path)),
    responses((status = 200, description = "The picture", body = Envelope<PictureBody>)))]
#[post("/images/{image_id}/process")]
pub async fn process_again(
    images: Data<Images>,
    caller: Caller,
    id: Id<ImageId>,
) -> ApiResult<Reply<Envelope<PictureBody>>> {
    Ok(shown("The derivatives are being made", images.process_again(&caller, id.0).await?.into_inner()))
}

/// Lists the groups that hold a picture, and the galleries and products that show them.
///
/// Permission: can_edit_images.
#[utoipa::path(tag = "images", params(("image_id" = i64, Path)),
    responses((status = 200, description = "Where it is used", body = Listing<UseBody>)))]
#[get("/images/{image_id}/uses")]
pub async fn uses(
    images: Data<Images>,
    caller: Caller,
    id: Id<ImageId>,
) -> ApiResult<Reply<Listing<UseBody>>> {
    let uses = images.uses(&caller, id.0).await?;
    Ok(Reply::all("Uses", uses.into_iter().map(UseBody::from).collect()))
}

pub(super) fn shown(message: &str, picture: PictureView) -> Reply<Envelope<PictureBody>> {
    let version = picture.version;
    Reply::ok(message, picture.into()).version(version)
}
