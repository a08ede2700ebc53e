//! Groups of a product: making, hanging, showing, ordering.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post, put};
use atelier_application::images::Groups;
use atelier_domain::{ImageGroupId, ProductId};

use crate::extract::{Body, Caller, Id, Query};
use crate::images::{GroupBody, GroupOrder, GroupPatchBody, GroupsQuery, HangingBody, HungAs, NewGroup};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Listing, Reply};

/// Lists the groups of a product that the caller may look into, in their order, with their first pictures if wanted.
///
/// Permission: can_view_products; groups of visibility `members` need can_view_restricted_groups. Errors:
/// `invalid_group_type`.
#[utoipa::path(tag = "groups", params(("product_id" = i64, Path), GroupsQuery),
    responses((status = 200, description = "The groups", body = Listing<GroupBody>)))]
#[get("/products/{product_id}/groups")]
pub async fn list(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<ProductId>,
    query: Query<GroupsQuery>,
) -> ApiResult<Reply<Listing<GroupBody>>> {
    let found = groups.list(&caller, id.0.into(), query.0.wanted()?).await?;
    Ok(Reply::all("Groups", found.into_iter().map(GroupBody::from).collect()))
}

/// Makes a group and hangs it under the product, last.
///
/// Permission: can_manage_image_groups. Errors: `invalid_group_type`, `too_many_groups`.
#[utoipa::path(tag = "groups", params(("product_id" = i64, Path)), request_body = NewGroup,
    responses((status = 201, description = "The group", body = Envelope<GroupBody>)))]
#[post("/products/{product_id}/groups")]
pub async fn create(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<ProductId>,
    body: Body<NewGroup>,
) -> ApiResult<Reply<Envelope<GroupBody>>> {
    let group = groups.create(&caller, id.0.into(), body.0.into()).await?.into_inner();
    let location = format!("/api/v1/products/{}/groups", id.0);
    Ok(Reply::created("Group created", location, group.into()))
}

/// Hangs a group of the pool under the product, or, if it hangs there with this type, changes how.
///
/// Permission: can_manage_image_groups. Errors: `invalid_group_type`, `too_many_groups`.
#[utoipa::path(tag = "groups", params(("product_id" = i64, Path), ("group_id" = i64, Path)),
    request_body = HangingBody,
    responses((status = 200, description = "The group", body = Envelope<GroupBody>)))]
#[put("/products/{product_id}/groups/{group_id}")]
pub async fn hang(
    groups: Data<Groups>,
    caller: Caller,
    ids: Id<(ProductId, ImageGroupId)>,
    body: Body<HangingBody>,
) -> ApiResult<Reply<Envelope<GroupBody>>> {
    let (product, group) = ids.0;
    let hung = groups.hang(&caller, product.into(), group, body.0.into()).await?.into_inner();
    Ok(Reply::ok("Group attached", hung.into()))
}

/// Changes a group, and how it hangs under this product.
///
/// Permission: can_manage_image_groups. Errors: `ambiguous_type`.
#[utoipa::path(tag = "groups", params(("product_id" = i64, Path), ("group_id" = i64, Path), HungAs),
    request_body = GroupPatchBody,
    responses((status = 200, description = "The group", body = Envelope<GroupBody>)))]
#[patch("/products/{product_id}/groups/{group_id}")]
pub async fn change(
    groups: Data<Groups>,
    caller: Caller,
    ids: Id<(ProductId, ImageGroupId)>,
    hung: Query<HungAs>,
    body: Body<GroupPatchBody>,
) -> ApiResult<Reply<Envelope<GroupBody>>> {
    let (product, group) = ids.0;
    let group_type = hung.0.group_type.as_deref();
    let changed = groups.change(&caller, product.into(), group, group_type, body.0.into()).await?;
    Ok(Reply::ok("Group changed", changed.into_inner().into()))
}

/// Takes a group away from a product; the group and its pictures stay in the pool.
///
/// Permission: can_manage_image_groups. Errors: `ambiguous_type`.
#[utoipa::path(tag = "groups", params(("product_id" = i64, Path), ("group_id" = i64, Path), HungAs),
    responses((status = 200, description = "Detached", body = Done)))]
#[delete("/products/{product_id}/groups/{group_id}")]
pub async fn detach(
    groups: Data<Groups>,
    caller: Caller,
    ids: Id<(ProductId, ImageGroupId)>,
    hung: Query<HungAs>,
) -> ApiResult<Reply<Done>> {
    let (product, group) = ids.0;
    groups.detach(&caller, product.into(), group, hung.0.group_type.as_deref()).await?.into_inner();
    Ok(Reply::done("Group detached"))
}

/// Gives the groups of a product a new order: every one of them, exactly once. Elsewhere they stay as they are.
///
/// Permission: can_manage_image_groups. Errors: `not_a_permutation`.
#[utoipa::path(tag = "groups", params(("product_id" = i64, Path)), request_body = GroupOrder,
    responses((status = 200, description = "The groups", body = Listing<GroupBody>)))]
#[put("/products/{product_id}/group-order")]
pub async fn reorder(
    groups: Data<Groups>,
    caller: Caller,
    id: Id<ProductId>,
    body: Body<GroupOrder>,
) -> ApiResult<Reply<Listing<GroupBody>>> {
    let groups = groups.reorder_groups(&caller, id.0.into(), &body.0.places()).await?.into_inner();
    Ok(Reply::all("Groups reordered", groups.into_iter().map(GroupBody::from).collect()))
}
