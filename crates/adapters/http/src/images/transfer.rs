//! Moving and copying pictures from one group to another.

use actix_web::post;
use actix_web::web::Data;
use atelier_application::images::{Groups, Transfer, TransferInput};
use atelier_domain::{ImageGroupId, ImageId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::group_bodies::Moved;
use crate::extract::{Body, Caller, Id};
use crate::problem::ApiResult;
use crate::reply::{Envelope, Reply};

/// Which pictures go where.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"image_ids": [812, 811], "to_group_id": 32, "position": 1}))]
pub struct ImageTransfer {
    /// Pictures of the group, in the order in which they shall stand.
    #[schema(min_items = 1, max_items = 5000)]
    image_ids: Vec<i64>,
    to_group_id: i64,
    /// Where the first of them comes to stand, from 1; last if it is missing.
    #[schema(minimum = 1)]
    position: Option<usize>,
}

impl From<ImageTransfer> for TransferInput {
    fn from(body: ImageTransfer) -> Self {
        let ImageTransfer { image_ids, to_group_id, position } = body;
        let images = image_ids.into_iter().map(ImageId).collect();
        Self { images, to: ImageGroupId(to_group_id), position }
    }
}

/// Moves pictures from this group to another one.
///
/// Those that are in the other group already stay where they are there. Doing it again changes nothing.
///
/// Permission: can_manage_image_groups. Errors: `not_in_group`, `same_group`.
#[utoipa::path(tag = "groups", params(("group_id" = i64, Path)), request_body = ImageTransfer,
    responses((status = 200, description = "How many are new in the other group", body = Envelope<Moved>)))]
#[post("/image-groups/{group_id}/images/move")]
pub async fn move_images(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<ImageGroupId>,
    body: Body<ImageTransfer>,
) -> ApiResult<Reply<Envelope<Moved>>> {
    let count = groups.transfer(&caller, id.0, Transfer::Move, body.0.into()).await?.into_inner();
    Ok(Reply::ok("Images moved", Moved { count }))
}

/// Puts pictures of this group into another one as well.
///
/// They are the same pictures in one more place: a studio has each content once. Those that are in the other group
/// already stay where they are there. Doing it again changes nothing.
///
/// Permission: can_duplicate_images, and can_manage_image_groups for the other group. Errors: `not_in_group`,
/// `same_group`.
#[utoipa::path(tag = "groups", params(("group_id" = i64, Path)), request_body = ImageTransfer,
    responses((status = 200, description = "How many are new in the other group", body = Envelope<Moved>)))]
#[post("/image-groups/{group_id}/images/copy")]
pub async fn copy_images(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<ImageGroupId>,
    body: Body<ImageTransfer>,
) -> ApiResult<Reply<Envelope<Moved>>> {
    let count = groups.transfer(&caller, id.0, Transfer::Copy, body.0.into()).await?.into_inner();
    Ok(Reply::ok("Images copied", Moved { count }))
}
