//! Permissions in one place and for a time.

use actix_web::web::Data;
use actix_web::{delete, get, post};
use atelier_application::identity::{GrantInput, Grants};
use atelier_application::ports::StoredGrant;
use atelier_domain::access::Action;
use atelier_domain::{GrantId, UserId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Body, Caller, Id};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Listing, Reply};
use crate::schema::Moment;

/// A permission for a person in one place.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Grant)]
pub struct GrantBody {
    #[schema(example = 3)]
    id: i64,
    user_id: i64,
    #[schema(schema_with = crate::schema::action)]
    permission: Action,
    #[schema(schema_with = crate::schema::context_type)]
    context_type: &'static str,
    context_id: i64,
    granted_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    granted_by_user_id: Option<i64>,
}

impl From<StoredGrant> for GrantBody {
    fn from(grant: StoredGrant) -> Self {
        let StoredGrant { id, studio: _, user, action, context, granted_at, expires_at, granted_by } = grant;
        Self {
            id: id.0,
            user_id: user.0,
            permission: action,
            context_type: context.type_name(),
            context_id: context.raw_id(),
            granted_at,
            expires_at,
            granted_by_user_id: granted_by.map(i64::from),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "permission": "can_upload_images", "context_type": "gallery", "context_id": 445,
    "expires_at": "2027-01-31T12:00:00Z"
}))]
pub struct NewGrant {
    #[schema(schema_with = crate::schema::action)]
    permission: Action,
    #[schema(schema_with = crate::schema::context_type)]
    context_type: String,
    context_id: i64,
    /// It no longer counts at this instant; without it, it counts until it is revoked.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Moment>,
}

impl From<NewGrant> for GrantInput {
    fn from(body: NewGrant) -> Self {
        let NewGrant { permission, context_type, context_id, expires_at } = body;
        Self { action: permission, context_type, context_id, expires_at: expires_at.map(|moment| moment.0) }
    }
}

/// Lists the permissions granted to a person in contexts, expired ones included.
///
/// Permission: can_manage_users.
#[utoipa::path(tag = "access", params(("user_id" = i64, Path)),
    responses((status = 200, description = "The grants", body = Listing<GrantBody>)))]
#[get("/users/{user_id}/grants")]
pub async fn list(
    grants: Data<Grants>,
    caller: Caller,
    id: Id<UserId>,
) -> ApiResult<Reply<Listing<GrantBody>>> {
    let found = grants.list(&caller, id.0).await?;
    Ok(Reply::all("Grants", found.into_iter().map(GrantBody::from).collect()))
}

/// Grants a permission in a context, or moves the end of a grant that is there.
///
/// Permission: can_assign_roles. Errors: `permission_not_grantable`, `unknown_context`, `in_the_past`.
#[utoipa::path(tag = "access", params(("user_id" = i64, Path)), request_body = NewGrant,
    responses((status = 201, description = "The grant", body = Envelope<GrantBody>)))]
#[post("/users/{user_id}/grants")]
pub async fn create(
    grants: Data<Grants>,
    caller: Caller,
    id: Id<UserId>,
    body: Body<NewGrant>,
) -> ApiResult<Reply<Envelope<GrantBody>>> {
    let grant = grants.grant(&caller, id.0, body.0.into()).await?.into_inner();
    let location = format!("/api/v1/users/{}/grants", id.0);
    Ok(Reply::created("Permission granted", location, grant.into()))
}

/// Takes a granted permission back.
///
/// Permission: can_assign_roles.
#[utoipa::path(tag = "access", params(("user_id" = i64, Path), ("grant_id" = i64, Path)),
    responses((status = 200, description = "Revoked", body = Done)))]
#[delete("/users/{user_id}/grants/{grant_id}")]
pub async fn revoke(
    grants: Data<Grants>,
    caller: Caller,
    ids: Id<(UserId, GrantId)>,
) -> ApiResult<Reply<Done>> {
    let (user, grant) = ids.0;
    grants.revoke(&caller, user, grant).await?.into_inner();
    Ok(Reply::done("Permission revoked"))
}
