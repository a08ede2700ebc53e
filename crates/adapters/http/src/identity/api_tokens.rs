//! Keys for programs.

use std::collections::BTreeSet;

use actix_web::web::Data;
use actix_web::{delete, get, post};
use atelier_application::identity::{ApiTokenInput, ApiTokens};
use atelier_domain::ApiTokenId;
use atelier_domain::access::Action;
use atelier_domain::identity::ApiToken;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Body, Caller, Id, Paging, Query};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Listing, Reply};
use crate::schema::Moment;

/// A key with which a program calls in the name of whoever made it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ApiToken)]
pub struct ApiTokenBody {
    #[schema(example = 4)]
    id: i64,
    #[schema(example = "Web shop")]
    name: String,
    /// How the token begins, to tell it from others.
    #[schema(example = "atl_5iH1vPzW")]
    prefix: String,
    /// The person who answers for it. It never may more than this person may.
    user_id: i64,
    #[schema(schema_with = crate::schema::actions)]
    permissions: BTreeSet<Action>,
    expires_at: Option<DateTime<Utc>>,
    /// To the hour.
    last_used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    /// Shown once, in the answer that made it. Send it as `Authorization: Bearer …`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "atl_5iH1vPzWcQ0y2m4n6b8x1c3v5z7a9s1d3f5g7h9j1k0")]
    token: Option<String>,
}

impl From<ApiToken> for ApiTokenBody {
    fn from(token: ApiToken) -> Self {
        let ApiToken {
            id,
            studio: _,
            user,
            name,
            prefix,
            actions,
            expires_at,
            last_used_at,
            revoked_at,
            created_at,
        } = token;
        Self {
            id: id.0,
            name,
            prefix,
            user_id: user.0,
            permissions: actions,
            expires_at,
            last_used_at,
            revoked_at,
            created_at,
            token: None,
        }
    }
}

/// What a program may do, and until when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Web shop", "permissions": ["can_view_gallery"]}))]
pub struct NewApiToken {
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    /// At least one, and none that its maker does not hold.
    #[schema(schema_with = crate::schema::actions)]
    permissions: BTreeSet<Action>,
    /// Without it the token holds until it is revoked.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Moment>,
}

impl From<NewApiToken> for ApiTokenInput {
    fn from(body: NewApiToken) -> Self {
        let NewApiToken { name, permissions, expires_at } = body;
        Self { name, actions: permissions, expires_at: expires_at.map(|end| end.0) }
    }
}

/// Which tokens a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ApiTokenQuery {
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    cursor: Option<String>,
}

/// Makes an API token, for which the caller answers.
///
/// It can do what the caller can do at the time of each request, within its own permissions. An API token cannot make
/// another.
///
/// Permission: can_manage_api_tokens. Errors: `permission_not_held`, `sign_in_required`, `too_many_api_tokens`.
#[utoipa::path(tag = "api-tokens", request_body = NewApiToken,
    responses((status = 201, description = "The token with its text", body = Envelope<ApiTokenBody>)))]
#[post("/api-tokens")]
pub async fn create(
    tokens: Data<ApiTokens>,
    caller: Caller,
    body: Body<NewApiToken>,
) -> ApiResult<Reply<Envelope<ApiTokenBody>>> {
    let issued = tokens.create(&caller, body.0.into()).await?.into_inner();
    let location = format!("/api/v1/api-tokens/{}", issued.token.id);
    let without = ApiTokenBody::from(issued.token);
    let with = ApiTokenBody { token: Some(issued.text.0), ..without.clone() };
    let message = "API token created";
    let replay = Envelope { success: true, message: message.to_owned(), data: without };
    Ok(Reply::created(message, location, with).secret_once(&replay))
}

/// Lists the studio's API tokens, newest first, those that have ended included.
///
/// Permission: can_manage_api_tokens.
#[utoipa::path(tag = "api-tokens", params(ApiTokenQuery),
    responses((status = 200, description = "A page of tokens", body = Listing<ApiTokenBody>)))]
#[get("/api-tokens")]
pub async fn list(
    tokens: Data<ApiTokens>,
    caller: Caller,
    query: Query<ApiTokenQuery>,
) -> ApiResult<Reply<Listing<ApiTokenBody>>> {
    let ApiTokenQuery { offset, limit, cursor } = query.0;
    let page = Paging { offset, limit, cursor }.request()?;
    let found = tokens.list(&caller, page).await?;
    Ok(Reply::page("API tokens", page, found.map(ApiTokenBody::from)))
}

/// Shows an API token, without its text.
///
/// Permission: can_manage_api_tokens.
#[utoipa::path(tag = "api-tokens", params(("api_token_id" = i64, Path)),
    responses((status = 200, description = "The token", body = Envelope<ApiTokenBody>)))]
#[get("/api-tokens/{api_token_id}")]
pub async fn read(
    tokens: Data<ApiTokens>,
    caller: Caller,
    id: Id<ApiTokenId>,
) -> ApiResult<Reply<Envelope<ApiTokenBody>>> {
    Ok(Reply::ok("The API token", tokens.read(&caller, id.0).await?.into()))
}

/// Revokes an API token, with every address of a picture that was made with it.
///
/// Permission: can_manage_api_tokens.
#[utoipa::path(tag = "api-tokens", params(("api_token_id" = i64, Path)),
    responses((status = 200, description = "Revoked", body = Done)))]
#[delete("/api-tokens/{api_token_id}")]
pub async fn revoke(tokens: Data<ApiTokens>, caller: Caller, id: Id<ApiTokenId>) -> ApiResult<Reply<Done>> {
    tokens.revoke(&caller, id.0).await?.into_inner();
    Ok(Reply::done("API token revoked"))
}
