//! Passwords that were forgotten.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{post, rt};
use atelier_application::AppResult;
use atelier_application::identity::{ForgottenPassword, Users};
use atelier_application::ports::Committed;
use serde::Deserialize;
use tokio::time::{Instant, sleep_until};
use utoipa::ToSchema;

use crate::edge::Throttle;
use crate::extract::Body;
use crate::problem::{ApiResult, Problem};
use crate::reply::{Done, Reply};
use crate::schema::looked_up;
use crate::settings::HttpSettings;

/// After what time somebody who forgot is answered, whether there is a letter to write or not, and whether it is written
/// by then or not: time does not tell.
const TAKES: Duration = Duration::from_millis(300);

/// Whose password was forgotten.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"username": "kari@nordlys.example"}))]
pub struct ForgottenAccount {
    /// A user name or an e-mail address.
    username: String,
    /// The studio's subdomain, where one address signs in to several studios; without it every one of them writes.
    studio: Option<String>,
}

/// A new password, and the leave to set it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "Zk3…", "password": "an even longer pass phrase"}))]
pub struct NewPassword {
    /// What stands behind `#reset=` in the letter's link.
    token: String,
    #[schema(min_length = 10, max_length = 200)]
    password: String,
}

/// Sends a link to a new password to the address of an account.
///
/// The answer is the same whether there is an account or not. The link holds for an hour and once; asking again ends the
/// links before.
///
/// Permission: public. Errors: `rate_limited`.
#[utoipa::path(tag = "sign-in", security(()), request_body = ForgottenAccount,
    responses((status = 202, description = "If there is such an account, a letter is on its way", body = Done)))]
#[post("/auth/password/forgot")]
pub async fn forgot(
    users: Data<Users>,
    settings: Data<HttpSettings>,
    throttle: Throttle,
    body: Body<ForgottenAccount>,
) -> ApiResult<Reply<Done>> {
    let ForgottenAccount { username, studio } = body.0;
    let login = looked_up("username", &username)?;
    let studio = studio.map(|studio| looked_up("studio", &studio)).transpose()?;
    throttle.forgotten(&login)?;
    let answered = Instant::now() + TAKES;
    let input = ForgottenPassword { login, studio, base_url: settings.public_url.clone() };
    let writing = rt::spawn(write(users, input));
    sleep_until(answered).await;
    if writing.is_finished() {
        // What fails by then fails before anybody has looked whether there is an account, as a rule.
        writing.await.map_err(|error| Problem::internal(error.to_string()))??;
    }
    let message = "If there is such an account, a letter is on its way";
    Ok(Reply::done(message).status(StatusCode::ACCEPTED))
}

async fn write(users: Data<Users>, input: ForgottenPassword) -> AppResult<()> {
    let written = users.forgot_password(input).await.map(Committed::into_inner);
    if let Err(error) = &written {
        tracing::warn!(%error, "somebody who forgot a password gets no letter");
    }
    written
}

/// Sets a new password with the token of a letter, and ends every sign-in of the account.
///
/// A password that is refused leaves the token as it was.
///
/// Permission: public. Errors: `password_reset_expired`, `weak_password`, `rate_limited`.
#[utoipa::path(tag = "sign-in", security(()), request_body = NewPassword,
    responses((status = 200, description = "Set; sign in with it", body = Done)))]
#[post("/auth/password/reset")]
pub async fn reset(
    users: Data<Users>,
    throttle: Throttle,
    body: Body<NewPassword>,
) -> ApiResult<Reply<Done>> {
    throttle.password_reset()?;
    let NewPassword { token, password } = body.0;
    users.reset_password(&token, &password).await?.into_inner();
    Ok(Reply::done("Password set; sign in"))
}
