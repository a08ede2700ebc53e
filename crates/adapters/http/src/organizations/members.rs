//! The contacts of a client.

use actix_web::web::Data;
use actix_web::{delete, get, put};
use atelier_application::organizations::Organizations;
use atelier_domain::organizations::{Member, MemberRole};
use atelier_domain::{OrganizationId, UserId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Body, Caller, Id};
use crate::problem::ApiResult;
use crate::reply::{Done, Listing, Reply};

/// A contact of a client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Member)]
pub struct MemberBody {
    #[schema(example = 9)]
    user_id: i64,
    #[schema(example = "Ola Nordmann")]
    name: String,
    email: Option<String>,
    #[schema(schema_with = crate::schema::member_role)]
    role: MemberRole,
    /// The one who is written to first.
    is_primary: bool,
    created_at: DateTime<Utc>,
}

impl From<Member> for MemberBody {
    fn from(member: Member) -> Self {
        let Member { organization: _, user, name, email, role, is_primary, created_at } = member;
        Self { user_id: user.0, name, email, role, is_primary, created_at }
    }
}

/// How a person belongs to a client.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"role": "marketing_contact", "is_primary": true}))]
pub struct Membership {
    #[schema(schema_with = crate::schema::member_role)]
    role: MemberRole,
    /// Replaces the primary contact that there was.
    #[serde(default)]
    is_primary: bool,
}

/// Lists a client's contacts, the primary one first.
///
/// Permission: can_view_organization.
#[utoipa::path(tag = "organizations", params(("organization_id" = i64, Path)),
    responses((status = 200, description = "The contacts", body = Listing<MemberBody>)))]
#[get("/organizations/{organization_id}/members")]
pub async fn list(
    organizations: Data<Organizations>,
    caller: Caller,
    id: Id<OrganizationId>,
) -> ApiResult<Reply<Listing<MemberBody>>> {
    let members = organizations.members(&caller, id.0).await?;
    Ok(shown("Members", members))
}

/// Adds a contact, or changes how it belongs.
///
/// Permission: can_manage_org_users. Errors: `unknown_user`.
#[utoipa::path(tag = "organizations", request_body = Membership,
    params(("organization_id" = i64, Path), ("user_id" = i64, Path)),
    responses((status = 200, description = "The contacts", body = Listing<MemberBody>)))]
#[put("/organizations/{organization_id}/members/{user_id}")]
pub async fn put_member(
    organizations: Data<Organizations>,
    caller: Caller,
    ids: Id<(OrganizationId, UserId)>,
    body: Body<Membership>,
) -> ApiResult<Reply<Listing<MemberBody>>> {
    let (organization, user) = ids.0;
    let Membership { role, is_primary } = body.0;
    let members = organizations.put_member(&caller, organization, user, role, is_primary).await?;
    Ok(shown("Member saved", members.into_inner()))
}

/// Takes a contact away from a client; the person stays.
///
/// Permission: can_manage_org_users.
#[utoipa::path(tag = "organizations", params(("organization_id" = i64, Path), ("user_id" = i64, Path)),
    responses((status = 200, description = "Removed", body = Done)))]
#[delete("/organizations/{organization_id}/members/{user_id}")]
pub async fn remove(
    organizations: Data<Organizations>,
    caller: Caller,
    ids: Id<(OrganizationId, UserId)>,
) -> ApiResult<Reply<Done>> {
    let (organization, user) = ids.0;
    organizations.remove_member(&caller, organization, user).await?.into_inner();
    Ok(Reply::done("Member removed"))
}

fn shown(message: &str, members: Vec<Member>) -> Reply<Listing<MemberBody>> {
    Reply::all(message, members.into_iter().map(MemberBody::from).collect())
}
