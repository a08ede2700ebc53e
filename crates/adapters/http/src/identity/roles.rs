//! Roles, and permissions beside them.

use std::collections::BTreeSet;

use actix_web::web::Data;
use actix_web::{delete, get, patch, post, put};
use atelier_application::identity::{RoleInput, RolePatch, Roles};
use atelier_domain::access::Action;
use atelier_domain::identity::{Role, UserKind};
use atelier_domain::{RoleId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Body, Caller, Id, not_null};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Listing, Reply};

/// A named set of permissions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Role)]
pub struct RoleBody {
    #[schema(example = 1)]
    id: i64,
    #[schema(example = "studio_user")]
    name: String,
    #[schema(schema_with = crate::schema::user_kind)]
    kind: UserKind,
    /// Whether every studio has it and none can change it.
    built_in: bool,
    #[schema(schema_with = crate::schema::actions)]
    permissions: BTreeSet<Action>,
}

impl From<Role> for RoleBody {
    fn from(role: Role) -> Self {
        let Role { id, studio, name, kind, actions } = role;
        Self { id: id.0, name, kind, built_in: studio.is_none(), permissions: actions }
    }
}

/// A role of the studio's own, narrower than the built-in one of its kind.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "assistant", "kind": "studio", "permissions": ["can_view_gallery"]}))]
pub struct NewRole {
    /// Lower-case letters, digits and underscores.
    #[schema(pattern = "^[a-z0-9_]{1,50}$")]
    name: String,
    #[schema(schema_with = crate::schema::user_kind)]
    kind: UserKind,
    #[schema(schema_with = crate::schema::actions)]
    permissions: BTreeSet<Action>,
}

impl From<NewRole> for RoleInput {
    fn from(body: NewRole) -> Self {
        let NewRole { name, kind, permissions } = body;
        Self { name, kind, actions: permissions }
    }
}

/// A change to a role of the studio's own.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RolePatch, example = json!({"permissions": ["can_view_gallery", "can_upload_images"]}))]
pub struct RolePatchBody {
    /// Lower-case letters, digits and underscores.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = Option<String>, nullable = false, pattern = "^[a-z0-9_]{1,50}$")]
    name: Option<String>,
    /// All that it carries from now on.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(schema_with = crate::schema::actions, required = false)]
    permissions: Option<BTreeSet<Action>>,
}

impl From<RolePatchBody> for RolePatch {
    fn from(body: RolePatchBody) -> Self {
        let RolePatchBody { name, permissions } = body;
        Self { name, actions: permissions }
    }
}

/// Permissions that somebody holds.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"permissions": ["can_view_gallery", "can_upload_images"]}))]
pub struct Permissions {
    #[schema(schema_with = crate::schema::actions)]
    permissions: BTreeSet<Action>,
}

/// Lists the built-in roles and the studio's own.
///
/// Permission: can_assign_roles.
#[utoipa::path(tag = "roles",
    responses((status = 200, description = "All roles", body = Listing<RoleBody>)))]
#[get("/roles")]
pub async fn list(roles: Data<Roles>, caller: Caller) -> ApiResult<Reply<Listing<RoleBody>>> {
    Ok(shown("Roles", roles.list(&caller).await?))
}

/// Makes a role of the studio's own.
///
/// Permission: can_assign_roles. Errors: `role_name_taken`, `reserved_role_name`, `permission_not_grantable`.
#[utoipa::path(tag = "roles", request_body = NewRole,
    responses((status = 201, description = "The role", body = Envelope<RoleBody>)))]
#[post("/roles")]
pub async fn create(
    roles: Data<Roles>,
    caller: Caller,
    body: Body<NewRole>,
) -> ApiResult<Reply<Envelope<RoleBody>>> {
    let role = roles.create(&caller, body.0.into()).await?.into_inner();
    Ok(Reply::created("Role created", "/api/v1/roles".to_owned(), role.into()))
}

/// Renames a role of the studio's own, or replaces what it carries. Its kind stays.
///
/// Whoever holds the role has it as it is now with the next request; where several nodes serve, the others notice within
/// `security.access_cache`.
///
/// Permission: can_assign_roles. Errors: `built_in_role`, `role_name_taken`, `reserved_role_name`, `invalid_role_name`,
/// `permission_not_grantable`.
#[utoipa::path(tag = "roles", params(("role_id" = i64, Path)), request_body = RolePatchBody,
    responses((status = 200, description = "The role", body = Envelope<RoleBody>)))]
#[patch("/roles/{role_id}")]
pub async fn change(
    roles: Data<Roles>,
    caller: Caller,
    id: Id<RoleId>,
    body: Body<RolePatchBody>,
) -> ApiResult<Reply<Envelope<RoleBody>>> {
    let role = roles.change(&caller, id.0, body.0.into()).await?.into_inner();
    Ok(Reply::ok("Role changed", role.into()))
}

/// Deletes a role of the studio's own that nobody holds and no open invitation offers.
///
/// Permission: can_assign_roles. Errors: `built_in_role`, `role_in_use`.
#[utoipa::path(tag = "roles", params(("role_id" = i64, Path)),
    responses((status = 200, description = "Deleted", body = Done)))]
#[delete("/roles/{role_id}")]
pub async fn remove(roles: Data<Roles>, caller: Caller, id: Id<RoleId>) -> ApiResult<Reply<Done>> {
    roles.delete(&caller, id.0).await?.into_inner();
    Ok(Reply::done("Role deleted"))
}

/// Lists the roles that a person holds.
///
/// Permission: can_manage_users.
#[utoipa::path(tag = "roles", params(("user_id" = i64, Path)),
    responses((status = 200, description = "The person's roles", body = Listing<RoleBody>)))]
#[get("/users/{user_id}/roles")]
pub async fn of_user(
    roles: Data<Roles>,
    caller: Caller,
    id: Id<UserId>,
) -> ApiResult<Reply<Listing<RoleBody>>> {
    Ok(shown("The person's roles", roles.of_user(&caller, id.0).await?))
}

/// Gives a person a role. Giving it twice changes nothing.
///
/// Permission: can_assign_roles. Errors: `unknown_role`, `role_of_other_kind`.
#[utoipa::path(tag = "roles", params(("user_id" = i64, Path), ("role_id" = i64, Path)),
    responses((status = 200, description = "The person's roles", body = Listing<RoleBody>)))]
#[put("/users/{user_id}/roles/{role_id}")]
pub async fn assign(
    roles: Data<Roles>,
    caller: Caller,
    ids: Id<(UserId, RoleId)>,
) -> ApiResult<Reply<Listing<RoleBody>>> {
    let (user, role) = ids.0;
    Ok(shown("Role given", roles.assign(&caller, user, role).await?.into_inner()))
}

/// Takes a role from a person.
///
/// Permission: can_assign_roles. Errors: `last_owner`.
#[utoipa::path(tag = "roles", params(("user_id" = i64, Path), ("role_id" = i64, Path)),
    responses((status = 200, description = "The person's roles", body = Listing<RoleBody>)))]
#[delete("/users/{user_id}/roles/{role_id}")]
pub async fn withdraw(
    roles: Data<Roles>,
    caller: Caller,
    ids: Id<(UserId, RoleId)>,
) -> ApiResult<Reply<Listing<RoleBody>>> {
    let (user, role) = ids.0;
    Ok(shown("Role taken", roles.withdraw(&caller, user, role).await?.into_inner()))
}

/// Shows the permissions that a person holds beside its roles.
///
/// Permission: can_manage_users.
#[utoipa::path(tag = "roles", params(("user_id" = i64, Path)),
    responses((status = 200, description = "The permissions", body = Envelope<Permissions>)))]
#[get("/users/{user_id}/permissions")]
pub async fn direct_permissions(
    roles: Data<Roles>,
    caller: Caller,
    id: Id<UserId>,
) -> ApiResult<Reply<Envelope<Permissions>>> {
    let permissions = roles.direct_permissions(&caller, id.0).await?;
    Ok(Reply::ok("Permissions beside the roles", Permissions { permissions }))
}

/// Replaces the permissions that a person holds beside its roles.
///
/// Permission: can_assign_roles. Errors: `permission_not_grantable`.
#[utoipa::path(tag = "roles", params(("user_id" = i64, Path)), request_body = Permissions,
    responses((status = 200, description = "The permissions", body = Envelope<Permissions>)))]
#[put("/users/{user_id}/permissions")]
pub async fn set_direct_permissions(
    roles: Data<Roles>,
    caller: Caller,
    id: Id<UserId>,
    body: Body<Permissions>,
) -> ApiResult<Reply<Envelope<Permissions>>> {
    let permissions = roles.set_direct_permissions(&caller, id.0, body.0.permissions).await?.into_inner();
    Ok(Reply::ok("Permissions replaced", Permissions { permissions }))
}

fn shown(message: &str, roles: Vec<Role>) -> Reply<Listing<RoleBody>> {
    Reply::all(message, roles.into_iter().map(RoleBody::from).collect())
}
