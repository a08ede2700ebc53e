//! Groups of a gallery: making, hanging, showing, ordering.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post, put};
use atelier_application::images::Groups;
use atelier_domain::{GalleryId, ImageGroupId};

use crate::extract::{Body, Caller, Id, Query};
use crate::images::{GroupBody, GroupOrder, GroupPatchBody, GroupsQuery, HangingBody, HungAs, NewGroup};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Listing, Reply};

/// Lists the groups of a gallery that the caller may look into, in their order, with their first pictures if wanted.
///
/// Permission: can_view_gallery; groups of visibility `members` need can_view_restricted_groups. Errors:
/// `invalid_group_type`.
#[utoipa::path(tag = "groups", params(("gallery_id" = i64, Path), GroupsQuery),
    responses((status = 200, description = "The groups", body = Listing<GroupBody>)))]
#[get("/galleries/{gallery_id}/groups")]
pub async fn list(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<GalleryId>,
    query: Query<GroupsQuery>,
) -> ApiResult<Reply<Listing<GroupBody>>> {
    let found = groups.list(&caller, id.0.into(), query.0.wanted()?).await?;
    Ok(Reply::all("Groups", found.into_iter().map(GroupBody::from).collect()))
}

/// Makes a group and hangs it under the gallery, last.
///
/// Permission: can_manage_image_groups. Errors: `invalid_group_type`, `too_many_groups`.
#[utoipa::path(tag = "groups", params(("gallery_id" = i64, Path)), request_body = NewGroup,
    responses((status = 201, description = "The group", body = Envelope<GroupBody>)))]
#[post("/galleries/{gallery_id}/groups")]
pub async fn create(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<GalleryId>,
    body: Body<NewGroup>,
) -> ApiResult<Reply<Envelope<GroupBody>>> {
    let group = groups.create(&caller, id.0.into(), body.0.into()).await?.into_inner();
    let location = format!("/api/v1/galleries/{}/groups", id.0);
    Ok(Reply::created("Group created", location, group.into()))
}

/// Hangs a group of the pool under the gallery, or, if it hangs there with this type, changes how.
///
/// Permission: can_manage_image_groups. Errors: `invalid_group_type`, `too_many_groups`.
#[utoipa::path(tag = "groups", params(("gallery_id" = i64, Path), ("group_id" = i64, Path)),
    request_body = HangingBody,
    responses((status = 200, description = "The group", body = Envelope<GroupBody>)))]
#[put("/galleries/{gallery_id}/groups/{group_id}")]
pub async fn hang(
    groups: Data<Groups>,
    caller: Caller,
    ids: Id<(GalleryId, ImageGroupId)>,
    body: Body<HangingBody>,
) -> ApiResult<Reply<Envelope<GroupBody>>> {
    let (gallery, group) = ids.0;
    let hung = groups.hang(&caller, gallery.into(), group, body.0.into()).await?.into_inner();
    Ok(Reply::ok("Group attached", hung.into()))
}

/// Changes a group, and how it hangs under this gallery.
///
/// Permission: can_manage_image_groups. Errors: `ambiguous_type`.
#[utoipa::path(tag = "groups", params(("gallery_id" = i64, Path), ("group_id" = i64, Path), HungAs),
    request_body = GroupPatchBody,
    responses((status = 200, description = "The group", body = Envelope<GroupBody>)))]
#[patch("/galleries/{gallery_id}/groups/{group_id}")]
pub async fn change(
    groups: Data<Groups>,
    caller: Caller,
    ids: Id<(GalleryId, ImageGroupId)>,
    hung: Query<HungAs>,
    body: Body<GroupPatchBody>,
) -> ApiResult<Reply<Envelope<GroupBody>>> {
    let (gallery, group) = ids.0;
    let group_type = hung.0.group_type.as_deref();
    let changed = groups.change(&caller, gallery.into(), group, group_type, body.0.into()).await?;
    Ok(Reply::ok("Group changed", changed.into_inner().into()))
}

/// Takes a group away from a gallery; the group and its pictures stay in the pool.
///
/// Permission: can_manage_image_groups. Errors: `ambiguous_type`.
#[utoipa::path(tag = "groups", params(("gallery_id" = i64, Path), ("group_id" = i64, Path), HungAs),
    responses((status = 200, description = "Detached", body = Done)))]
#[delete("/galleries/{gallery_id}/groups/{group_id}")]
pub async fn detach(
    groups: Data<Groups>,
    caller: Caller,
    ids: Id<(GalleryId, ImageGroupId)>,
    hung: Query<HungAs>,
) -> ApiResult<Reply<Done>> {
    let (gallery, group) = ids.0;
    groups.detach(&caller, gallery.into(), group, hung.0.group_type.as_deref()).await?.into_inner();
    Ok(Reply::done("Group detached"))
}

/// Gives the groups of a gallery a new order: every one of them, exactly once. Elsewhere they stay as they are.
///
/// Permission: can_manage_image_groups. Errors: `not_a_permutation`.
#[utoipa::path(tag = "groups", params(("gallery_id" = i64, Path)), request_body = GroupOrder,
    responses((status = 200, description = "The groups", body = Listing<GroupBody>)))]
#[put("/galleries/{gallery_id}/group-order")]
pub async fn reorder(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<GalleryId>,
    body: Body<GroupOrder>,
) -> ApiResult<Reply<Listing<GroupBody>>> {
    let groups = groups.reorder_groups(&caller, id.0.into(), &body.0.places()).await?.into_inner();
    Ok(Reply::all("Groups reordered", groups.into_iter().map(GroupBody::from).collect()))
}
