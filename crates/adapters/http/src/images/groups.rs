//! Groups of the pool: making, describing, filling, ordering, removing.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post, put};
use atelier_application::images::Groups;
use atelier_application::ports::{GroupFilter, PoolGroup};
use atelier_domain::ImageGroupId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::bodies::UseBody;
use super::group_bodies::{ImageIds, Moved, NewPoolGroup, PoolGroupBody, PoolGroupPatchBody};
use crate::extract::{Body, Caller, Id, IfMatch, Paging, Query};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Listing, Reply};

/// Which groups a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PoolGroupQuery {
    /// Only groups that hang somewhere, or only those that hang nowhere.
    used: Option<bool>,
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

/// What is to happen to a group that is used.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Force {
    /// Takes the group away from every place where it hangs.
    #[serde(default)]
    force: bool,
}

/// Makes a group of the pool, which hangs nowhere yet.
///
/// Permission: can_manage_image_groups.
#[utoipa::path(tag = "groups", request_body = NewPoolGroup,
    responses((status = 201, description = "The group", body = Envelope<PoolGroupBody>)))]
#[post("/image-groups")]
pub async fn create(
    groups: Data<Groups>,
    caller: Caller,
    body: Body<NewPoolGroup>,
) -> ApiResult<Reply<Envelope<PoolGroupBody>>> {
    let made = groups.create_in_pool(&caller, body.0.into()).await?.into_inner();
    let (location, version) = (format!("/api/v1/image-groups/{}", made.group.id), made.group.version);
    Ok(Reply::created("Group created", location, made.into()).version(version))
}

/// Lists the groups of the pool, wherever they hang.
///
/// Permission: can_manage_image_groups; to others the list is empty.
#[utoipa::path(tag = "groups", params(PoolGroupQuery),
    responses((status = 200, description = "A page of groups, by id", body = Listing<PoolGroupBody>)))]
#[get("/image-groups")]
pub async fn list(
    groups: Data<Groups>,
    caller: Caller,
    query: Query<PoolGroupQuery>,
) -> ApiResult<Reply<Listing<PoolGroupBody>>> {
    let PoolGroupQuery { used, newest_first, offset, limit, cursor } = query.0;
    let page = Paging { offset, limit, cursor }.request()?;
    let filter = GroupFilter { used, sort: crate::galleries::sort(newest_first) };
    let found = groups.list_pool(&caller, filter, page).await?;
    Ok(Reply::page("Groups", page, found.map(PoolGroupBody::from)))
}

/// Shows a group.
///
/// Permission: can_view_gallery, or can_view_products where a product shows it.
#[utoipa::path(tag = "groups", params(("group_id" = i64, Path)),
    responses((status = 200, description = "The group", body = Envelope<PoolGroupBody>)))]
#[get("/image-groups/{group_id}")]
pub async fn read(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<ImageGroupId>,
) -> ApiResult<Reply<Envelope<PoolGroupBody>>> {
    Ok(shown("The group", groups.read(&caller, id.0).await?))
}

/// Changes a group's name and description, wherever it hangs.
///
/// Permission: can_manage_image_groups. Errors: `version_mismatch`.
#[utoipa::path(tag = "groups", params(("group_id" = i64, Path)), request_body = PoolGroupPatchBody,
    responses((status = 200, description = "The group", body = Envelope<PoolGroupBody>)))]
#[patch("/image-groups/{group_id}")]
pub async fn change(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<ImageGroupId>,
    expected: IfMatch,
    body: Body<PoolGroupPatchBody>,
) -> ApiResult<Reply<Envelope<PoolGroupBody>>> {
    let group = groups.describe(&caller, id.0, body.0.into(), expected.0).await?;
    Ok(shown("Group changed", group.into_inner()))
}

/// Removes a group for good; its pictures stay in the pool.
///
/// A group that is used is refused with the list of its `uses`; `force=true` takes it away everywhere.
///
/// Permission: can_manage_image_groups. Errors: `group_in_use`, `version_mismatch`.
#[utoipa::path(tag = "groups", params(("group_id" = i64, Path), Force),
    responses((status = 200, description = "Removed", body = Done)))]
#[delete("/image-groups/{group_id}")]
pub async fn remove(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<ImageGroupId>,
    expected: IfMatch,
    query: Query<Force>,
) -> ApiResult<Reply<Done>> {
    groups.delete(&caller, id.0, query.0.force, expected.0).await?.into_inner();
    Ok(Reply::done("Group removed"))
}

/// Lists the galleries and products that show a group.
///
/// Permission: can_manage_image_groups.
#[utoipa::path(tag = "groups", params(("group_id" = i64, Path)),
    responses((status = 200, description = "Where it is used", body = Listing<UseBody>)))]
#[get("/image-groups/{group_id}/uses")]
pub async fn uses(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<ImageGroupId>,
) -> ApiResult<Reply<Listing<UseBody>>> {
    let uses = groups.uses(&caller, id.0).await?;
    Ok(Reply::all("Uses", uses.into_iter().map(UseBody::from).collect()))
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

fn shown(message: &str, group: PoolGroup) -> Reply<Envelope<PoolGroupBody>> {
    let version = group.group.version;
    Reply::ok(message, group.into()).version(version)
}
