//! The own account.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use atelier_application::identity::Users;
use serde::Deserialize;
use utoipa::ToSchema;

use super::users::{UserBody, UserPatchBody};
use crate::edge::Throttle;
use crate::extract::{Body, Caller, IfMatch};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Reply};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"old_password": "a long pass phrase", "new_password": "an even longer pass phrase"}))]
pub struct PasswordChange {
    old_password: String,
    #[schema(min_length = 10, max_length = 200)]
    new_password: String,
}

/// Shows the own account.
///
/// Permission: any signed-in caller.
#[utoipa::path(tag = "sign-in",
    responses((status = 200, description = "The account", body = Envelope<UserBody>)))]
#[get("/auth/me")]
pub async fn me(users: Data<Users>, caller: Caller) -> ApiResult<Reply<Envelope<UserBody>>> {
    let user = users.me(&caller).await?;
    let version = user.version;
    Ok(Reply::ok("This is you", user.into()).version(version))
}

/// Changes the own account.
///
/// Permission: any signed-in caller but a guest. Errors: `username_taken`, `email_taken`,
/// `version_mismatch`.
#[utoipa::path(tag = "sign-in", request_body = UserPatchBody,
    responses((status = 200, description = "The account", body = Envelope<UserBody>)))]
#[patch("/auth/me")]
pub async fn change_me(
    users: Data<Users>,
    caller: Caller,
    expected: IfMatch,
    body: Body<UserPatchBody>,
) -> ApiResult<Reply<Envelope<UserBody>>> {
    let user = users.change_me(&caller, body.0.into(), expected.0).await?.into_inner();
    let version = user.version;
    Ok(Reply::ok("Account changed", user.into()).version(version))
}

/// Changes the own password and ends every sign-in, this one too.
///
/// Permission: any signed-in caller but a guest. Errors: `wrong_password`, `weak_password`, `rate_limited`.
#[utoipa::path(tag = "sign-in", request_body = PasswordChange,
    responses((status = 200, description = "Changed; sign in again", body = Done)))]
#[post("/auth/change-password")]
pub async fn change_password(
    users: Data<Users>,
    caller: Caller,
    throttle: Throttle,
    body: Body<PasswordChange>,
) -> ApiResult<Reply<Done>> {
    throttle.password_of(caller.user.0)?;
    let PasswordChange { old_password, new_password } = body.0;
    users.change_password(&caller, &old_password, &new_password).await?.into_inner();
    Ok(Reply::done("Password changed; sign in again"))
}
