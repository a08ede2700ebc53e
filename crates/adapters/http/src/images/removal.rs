//! Deleting pictures and bringing them back.

use actix_web::web::Data;
use actix_web::{delete, post};
use atelier_application::images::{Images, Removal};
use atelier_domain::ImageId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::bodies::{PictureBody, UseBody};
use super::pool::shown;
use crate::extract::{Body, Caller, Id, IfMatch, Query};
use crate::problem::{ApiResult, Problem};
use crate::reply::{Done, Envelope, Reply};

/// How a picture is deleted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RemovalQuery {
    /// Also if it is used.
    #[serde(default)]
    #[param(default = false)]
    force: bool,
}

/// Which pictures to delete.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"image_ids": [812, 811], "force": false}))]
pub struct ImagesToDelete {
    #[schema(min_items = 1, max_items = 500)]
    image_ids: Vec<i64>,
    /// Also those that are used.
    #[serde(default)]
    #[schema(default = false)]
    force: bool,
}

/// Which pictures to bring back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"image_ids": [812, 811]}))]
pub struct ImagesToRestore {
    #[schema(min_items = 1, max_items = 500)]
    image_ids: Vec<i64>,
}

/// What became of one picture.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImageResult {
    #[schema(example = 812)]
    image_id: i64,
    /// Whether it is as it was to be.
    #[schema(example = true)]
    done: bool,
    /// Why it is not.
    error: Option<ImageError>,
}

/// Why a picture stays as it was.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImageError {
    #[schema(example = "image_in_use")]
    code: &'static str,
    #[schema(example = "this image is used in 2 places; delete it with force, or take it out of them")]
    detail: Box<str>,
    /// Where it is used, when it stays for that reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    uses: Vec<UseBody>,
}

/// What became of many pictures.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImageResults {
    #[schema(example = 2)]
    done: usize,
    #[schema(example = 0)]
    failed: usize,
    /// One entry per picture, in the order in which they were named.
    images: Vec<ImageResult>,
}

impl From<Removal> for ImageResult {
    fn from(removal: Removal) -> Self {
        let Removal { image, refused } = removal;
        let error = refused.map(|refused| {
            let Problem { code, detail, more, .. } = Problem::from(refused);
            let uses = more.map(|more| more.uses).unwrap_or_default();
            ImageError { code, detail, uses }
        });
        Self { image_id: image.0, done: error.is_none(), error }
    }
}

impl From<Vec<Removal>> for ImageResults {
    fn from(removals: Vec<Removal>) -> Self {
        let images: Vec<ImageResult> = removals.into_iter().map(ImageResult::from).collect();
        let done = images.iter().filter(|result| result.done).count();
        Self { done, failed: images.len() - done, images }
    }
}

/// Deletes a picture: it disappears from every gallery and can be restored within the retention period.
///
/// A picture that is in a group is only deleted with `force=true`; the refusal lists its `uses`.
///
/// Permission: can_delete_images. Errors: `image_in_use`, `version_mismatch`.
#[utoipa::path(tag = "images", params(("image_id" = i64, Path), RemovalQuery),
    responses((status = 200, description = "Deleted", body = Done)))]
#[delete("/images/{image_id}")]
pub async fn remove(
    images: Data<Images>,
    caller: Caller,
    id: Id<ImageId>,
    query: Query<RemovalQuery>,
    expected: IfMatch,
) -> ApiResult<Reply<Done>> {
    images.delete(&caller, id.0, expected.0, query.0.force).await?.into_inner();
    Ok(Reply::done("Image deleted"))
}

/// Brings a deleted picture back, to every place where it was.
///
/// Permission: can_delete_images. Errors: `not_deleted`.
#[utoipa::path(tag = "images", params(("image_id" = i64, Path)),
    responses((status = 200, description = "The picture", body = Envelope<PictureBody>)))]
#[post("/images/{image_id}/restore")]
pub async fn restore(
    images: Data<Images>,
    caller: Caller,
    id: Id<ImageId>,
) -> ApiResult<Reply<Envelope<PictureBody>>> {
    Ok(shown("Image restored", images.restore(&caller, id.0).await?.into_inner()))
}

/// Deletes many pictures: those that cannot be deleted are named with their reason, and the others are deleted.
///
/// Doing it again changes nothing.
///
/// Permission: can_delete_images. Errors: `image_in_use` and `not_found` for single pictures.
#[utoipa::path(tag = "images", request_body = ImagesToDelete,
    responses((status = 200, description = "What became of each picture", body = Envelope<ImageResults>)))]
#[post("/images/delete")]
pub async fn remove_many(
    images: Data<Images>,
    caller: Caller,
    body: Body<ImagesToDelete>,
) -> ApiResult<Reply<Envelope<ImageResults>>> {
    let ImagesToDelete { image_ids, force } = body.0;
    let removals = images.delete_many(&caller, &ids(image_ids), force).await?.into_inner();
    Ok(Reply::ok("Images deleted", removals.into()))
}

/// Brings many deleted pictures back, to every place where they were.
///
/// Doing it again changes nothing.
///
/// Permission: can_delete_images. Errors: `not_found` for single pictures.
#[utoipa::path(tag = "images", request_body = ImagesToRestore,
    responses((status = 200, description = "What became of each picture", body = Envelope<ImageResults>)))]
#[post("/images/restore")]
pub async fn restore_many(
    images: Data<Images>,
    caller: Caller,
    body: Body<ImagesToRestore>,
) -> ApiResult<Reply<Envelope<ImageResults>>> {
    let restored = images.restore_many(&caller, &ids(body.0.image_ids)).await?.into_inner();
    Ok(Reply::ok("Images restored", restored.into()))
}

fn ids(numbers: Vec<i64>) -> Vec<ImageId> {
    numbers.into_iter().map(ImageId).collect()
}
