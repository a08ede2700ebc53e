//! Groups of a gallery: making, hanging, filling, ordering.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post, put};
use atelier_application::galleries::{GroupInput, GroupPatch, Groups};
use atelier_application::ports::GroupAttachment;
use atelier_domain::galleries::Visibility;
use atelier_domain::{GalleryId, ImageGroupId, ImageId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Body, Caller, Id, IfMatch, Patch, not_null};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Listing, Reply};

/// A group as it hangs under a gallery.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImageGroup)]
pub struct GroupBody {
    #[schema(example = 31)]
    id: i64,
    #[schema(example = "Behind the scenes")]
    name: String,
    description: Option<String>,
    #[serde(rename = "type")]
    #[schema(rename = "type", example = "behind_the_scenes")]
    group_type: String,
    sort_order: i32,
    #[schema(schema_with = crate::schema::visibility)]
    visibility: Visibility,
    /// Live pictures in the group.
    image_count: u64,
}

impl From<GroupAttachment> for GroupBody {
    fn from(attachment: GroupAttachment) -> Self {
        let GroupAttachment { group, name, description, group_type, sort_order, visibility, image_count } =
            attachment;
        let group_type = group_type.as_str().to_owned();
        Self { id: group.0, name, description, group_type, sort_order, visibility, image_count }
    }
}

/// A new group under a gallery.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Behind the scenes", "type": "behind_the_scenes", "visibility": "members"}))]
pub struct NewGroup {
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    #[schema(max_length = 5000)]
    description: Option<String>,
    /// What it is for; any word of this form will do.
    #[serde(rename = "type")]
    #[schema(rename = "type", pattern = "^[a-z0-9_]{1,50}$")]
    group_type: String,
    /// `public`: whoever sees the gallery; `members`: no guests; `studio`: the studio's own people.
    #[serde(default)]
    #[schema(schema_with = crate::schema::visibility, required = false)]
    visibility: Visibility,
}

impl From<NewGroup> for GroupInput {
    fn from(body: NewGroup) -> Self {
        let NewGroup { name, description, group_type, visibility } = body;
        Self { name, description, group_type, visibility }
    }
}

/// A change to a group: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImageGroupPatch, example = json!({"visibility": "studio", "sort_order": 2}))]
pub struct GroupPatchBody {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1, max_length = 255)]
    name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 5000)]
    description: Patch<String>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(schema_with = crate::schema::visibility, required = false)]
    visibility: Option<Visibility>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = i32, minimum = 0)]
    sort_order: Option<i32>,
}

impl From<GroupPatchBody> for GroupPatch {
    fn from(body: GroupPatchBody) -> Self {
        let GroupPatchBody { name, description, visibility, sort_order } = body;
        Self { name, description: description.into_change(), visibility, sort_order }
    }
}

/// Pictures of the pool, in order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"image_ids": [812, 811, 815]}))]
pub struct ImageIds {
    #[schema(min_items = 1, max_items = 5000)]
    image_ids: Vec<i64>,
}

impl ImageIds {
    fn ids(self) -> Vec<ImageId> {
        self.image_ids.into_iter().map(ImageId).collect()
    }
}

/// How many pictures a request moved.
#[derive(Debug, Serialize, ToSchema)]
pub struct Moved {
    #[schema(example = 3)]
    count: u64,
}

/// Lists the groups of a gallery that the caller may look into, in their order.
///
/// Permission: can_view_gallery; groups of visibility `members` need can_view_restricted_groups.
#[utoipa::path(tag = "groups", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "The groups", body = Listing<GroupBody>)))]
#[get("/galleries/{gallery_id}/groups")]
pub async fn list(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<GalleryId>,
) -> ApiResult<Reply<Listing<GroupBody>>> {
    let found = groups.list(&caller, id.0).await?;
    Ok(Reply::all("Groups", found.into_iter().map(GroupBody::from).collect()))
}

/// Makes a group and hangs it under the gallery, last.
///
/// Permission: can_manage_image_groups. Errors: `invalid_group_type`, `group_attached`.
#[utoipa::path(tag = "groups", params(("gallery_id" = i64, Path)), request_body = NewGroup,
    responses((status = 201, description = "The group", body = Envelope<GroupBody>)))]
#[post("/galleries/{gallery_id}/groups")]
pub async fn create(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<GalleryId>,
    body: Body<NewGroup>,
) -> ApiResult<Reply<Envelope<GroupBody>>> {
    let group = groups.create(&caller, id.0, body.0.into()).await?.into_inner();
    let location = format!("/api/v1/galleries/{}/groups", id.0);
    Ok(Reply::created("Group created", location, group.into()))
}

/// Changes a group, and how it hangs under this gallery.
///
/// Permission: can_manage_image_groups.
#[utoipa::path(tag = "groups", params(("gallery_id" = i64, Path), ("group_id" = i64, Path)),
    request_body = GroupPatchBody,
    responses((status = 200, description = "The group", body = Envelope<GroupBody>)))]
#[patch("/galleries/{gallery_id}/groups/{group_id}")]
pub async fn change(
    groups: Data<Groups>,
    caller: Caller,
    ids: Id<(GalleryId, ImageGroupId)>,
    body: Body<GroupPatchBody>,
) -> ApiResult<Reply<Envelope<GroupBody>>> {
    let (gallery, group) = ids.0;
    let changed = groups.change(&caller, gallery, group, body.0.into()).await?.into_inner();
    Ok(Reply::ok("Group changed", changed.into()))
}

/// Takes a group away from a gallery; the group and its pictures stay in the pool.
///
/// Permission: can_manage_image_groups.
#[utoipa::path(tag = "groups", params(("gallery_id" = i64, Path), ("group_id" = i64, Path)),
    responses((status = 200, description = "Detached", body = Done)))]
#[delete("/galleries/{gallery_id}/groups/{group_id}")]
pub async fn detach(
    groups: Data<Groups>,
    caller: Caller,
    ids: Id<(GalleryId, ImageGroupId)>,
) -> ApiResult<Reply<Done>> {
    let (gallery, group) = ids.0;
    groups.detach(&caller, gallery, group).await?.into_inner();
    Ok(Reply::done("Group detached"))
}

/// Gives the pictures of a group a new order: every one of them, exactly once.
///
/// Permission: can_manage_image_groups. Errors: `not_a_permutation`, `version_mismatch`.
#[utoipa::path(tag = "groups", params(("group_id" = i64, Path)), request_body = ImageIds,
    responses((status = 200, description = "Reordered", body = Done)))]
#[put("/image-groups/{group_id}/order")]
pub async fn reorder(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<ImageGroupId>,
    expected: IfMatch,
    body: Body<ImageIds>,
) -> ApiResult<Reply<Done>> {
    groups.reorder(&caller, id.0, &body.0.ids(), expected.0).await?.into_inner();
    Ok(Reply::done("Images reordered"))
}

/// Puts pictures of the pool at the end of a group; those that are in it stay where they are.
///
/// Permission: can_manage_image_groups. Errors: `unknown_image`.
#[utoipa::path(tag = "groups", params(("group_id" = i64, Path)), request_body = ImageIds,
    responses((status = 200, description = "How many are new", body = Envelope<Moved>)))]
#[post("/image-groups/{group_id}/images")]
pub async fn add_images(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<ImageGroupId>,
    body: Body<ImageIds>,
) -> ApiResult<Reply<Envelope<Moved>>> {
    let count = groups.add_images(&caller, id.0, &body.0.ids()).await?.into_inner();
    Ok(Reply::ok("Images added", Moved { count }))
}

/// Takes pictures out of a group; they stay in the pool.
///
/// Permission: can_manage_image_groups.
#[utoipa::path(tag = "groups", params(("group_id" = i64, Path)), request_body = ImageIds,
    responses((status = 200, description = "How many were in it", body = Envelope<Moved>)))]
#[post("/image-groups/{group_id}/images/remove")]
pub async fn remove_images(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<ImageGroupId>,
    body: Body<ImageIds>,
) -> ApiResult<Reply<Envelope<Moved>>> {
    let count = groups.remove_images(&caller, id.0, &body.0.ids()).await?.into_inner();
    Ok(Reply::ok("Images removed from the group", Moved { count }))
}
