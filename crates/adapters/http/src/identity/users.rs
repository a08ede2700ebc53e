//! The people of a studio.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use atelier_application::identity::{UserPatch, Users};
use atelier_application::ports::UserFilter;
use atelier_domain::identity::{User, UserDetails, UserKind};
use atelier_domain::{OrganizationId, UserId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Body, Caller, Id, IfMatch, Paging, Patch, Query, not_null, search_text};
use crate::problem::ApiResult;
use crate::reply::{Envelope, Listing, Reply};

/// A person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub struct UserBody {
    #[schema(example = 7)]
    id: i64,
    #[schema(example = "Kari Nordmann")]
    name: String,
    #[schema(example = "kari")]
    username: Option<String>,
    #[schema(example = "kari@nordlys.example")]
    email: Option<String>,
    phone: Option<String>,
    avatar_url: Option<String>,
    #[schema(example = "Europe/Oslo")]
    timezone: Option<String>,
    #[schema(schema_with = crate::schema::user_kind)]
    kind: UserKind,
    is_active: bool,
    email_verified_at: Option<DateTime<Utc>>,
    /// The client organizations that the person is a contact of.
    organization_ids: Vec<i64>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<User> for UserBody {
    fn from(user: User) -> Self {
        let User {
            id,
            studio: _,
            details,
            password_hash: _,
            email_verified_at,
            is_active,
            kind,
            organizations,
            version,
            created_at,
            updated_at,
            deleted_at: _,
        } = user;
        let UserDetails { name, username, email, phone, avatar_url, timezone } = details;
        Self {
            id: id.0,
            name,
            username,
            email,
            phone,
            avatar_url,
            timezone,
            kind,
            is_active,
            email_verified_at,
            organization_ids: organizations.into_iter().map(i64::from).collect(),
            version,
            created_at,
            updated_at,
        }
    }
}

/// A change to a person: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UserPatch, example = json!({"phone": "+47 22 00 00 00", "avatar_url": null}))]
pub struct UserPatchBody {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1, max_length = 255)]
    name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    username: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    email: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    phone: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    avatar_url: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    timezone: Patch<String>,
}

impl From<UserPatchBody> for UserPatch {
    fn from(body: UserPatchBody) -> Self {
        let UserPatchBody { name, username, email, phone, avatar_url, timezone } = body;
        Self {
            name,
            username: username.into_change(),
            email: email.into_change(),
            phone: phone.into_change(),
            avatar_url: avatar_url.into_change(),
            timezone: timezone.into_change(),
        }
    }
}

/// Which people a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// Text to find in name, user name or e-mail.
    search: Option<String>,
    /// Only people of this kind; guests are left out unless they are asked for.
    #[param(schema_with = crate::schema::user_kind, required = false)]
    kind: Option<UserKind>,
    is_active: Option<bool>,
    /// Only contacts of this client.
    organization_id: Option<i64>,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    cursor: Option<String>,
}

/// Lists people.
///
/// Permission: can_manage_users.
#[utoipa::path(tag = "users", params(UserQuery),
    responses((status = 200, description = "A page of people, by id", body = Listing<UserBody>)))]
#[get("/users")]
pub async fn list(
    users: Data<Users>,
    caller: Caller,
    query: Query<UserQuery>,
) -> ApiResult<Reply<Listing<UserBody>>> {
    let UserQuery { search, kind, is_active, organization_id, offset, limit, cursor } = query.0;
    let page = Paging { offset, limit, cursor }.request()?;
    let search = search_text(search.as_deref())?;
    let filter = UserFilter { search, kind, is_active, organization: organization_id.map(OrganizationId) };
    let found = users.list(&caller, filter, page).await?;
    Ok(Reply::page("People", page, found.map(UserBody::from)))
}

/// Shows a person.
///
/// Permission: can_manage_users.
#[utoipa::path(tag = "users", params(("user_id" = i64, Path)),
    responses((status = 200, description = "The person", body = Envelope<UserBody>)))]
#[get("/users/{user_id}")]
pub async fn read(
    users: Data<Users>,
    caller: Caller,
    id: Id<UserId>,
) -> ApiResult<Reply<Envelope<UserBody>>> {
    let user = users.read(&caller, id.0).await?;
    Ok(shown("The person", user))
}

/// Changes a person.
///
/// Permission: can_manage_users. Errors: `username_taken`, `email_taken`, `version_mismatch`.
#[utoipa::path(tag = "users", params(("user_id" = i64, Path)), request_body = UserPatchBody,
    responses((status = 200, description = "The person", body = Envelope<UserBody>)))]
#[patch("/users/{user_id}")]
pub async fn change(
    users: Data<Users>,
    caller: Caller,
    id: Id<UserId>,
    expected: IfMatch,
    body: Body<UserPatchBody>,
) -> ApiResult<Reply<Envelope<UserBody>>> {
    let user = users.change(&caller, id.0, body.0.into(), expected.0).await?.into_inner();
    Ok(shown("Person changed", user))
}

/// Ends a person's access, and all its sign-ins at once.
///
/// Permission: can_manage_users. Errors: `own_account`.
#[utoipa::path(tag = "users", params(("user_id" = i64, Path)),
    responses((status = 200, description = "The person", body = Envelope<UserBody>)))]
#[post("/users/{user_id}/deactivate")]
pub async fn deactivate(
    users: Data<Users>,
    caller: Caller,
    id: Id<UserId>,
) -> ApiResult<Reply<Envelope<UserBody>>> {
    let user = users.deactivate(&caller, id.0).await?.into_inner();
    Ok(shown("Access ended", user))
}

/// Lets a person in again.
///
/// Permission: can_manage_users.
#[utoipa::path(tag = "users", params(("user_id" = i64, Path)),
    responses((status = 200, description = "The person", body = Envelope<UserBody>)))]
#[post("/users/{user_id}/reactivate")]
pub async fn reactivate(
    users: Data<Users>,
    caller: Caller,
    id: Id<UserId>,
) -> ApiResult<Reply<Envelope<UserBody>>> {
    let user = users.reactivate(&caller, id.0).await?.into_inner();
    Ok(shown("Access restored", user))
}

fn shown(message: &str, user: User) -> Reply<Envelope<UserBody>> {
    let version = user.version;
    Reply::ok(message, user.into()).version(version)
}
