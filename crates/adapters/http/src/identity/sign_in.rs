//! Registration, sign-in, and the tokens that follow.

use actix_web::web::Data;
use actix_web::{get, post};
use atelier_application::identity::{Actors, Registration, SignIn, SignedIn};
use atelier_domain::identity::{StudioDetails, UserDetails};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::users::UserBody;
use crate::edge::Throttle;
use crate::extract::{Bearer, Body, Caller};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Reply};
use crate::schema::looked_up;

/// A studio with its first user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "studio_name": "Nordlys Foto", "name": "Kari Nordmann", "username": "kari",
    "email": "kari@nordlys.example", "password": "a long pass phrase"
}))]
pub struct NewRegistration {
    /// The studio's name.
    #[schema(min_length = 1, max_length = 255)]
    studio_name: String,
    /// The name on invoices; the studio's name if it is missing.
    business_name: Option<String>,
    /// A DNS label that names the studio at sign-in.
    subdomain: Option<String>,
    /// IANA zone name; `UTC` if it is missing.
    timezone: Option<String>,
    /// ISO 4217 code; `USD` if it is missing.
    currency: Option<String>,
    /// The owner's name; the user name, or else the e-mail address, if it is missing.
    name: Option<String>,
    /// Unique in the installation.
    #[schema(min_length = 3, max_length = 50)]
    username: Option<String>,
    #[schema(format = Email, max_length = 255)]
    email: String,
    #[schema(min_length = 10, max_length = 200)]
    password: String,
}

impl From<NewRegistration> for Registration {
    fn from(body: NewRegistration) -> Self {
        let NewRegistration {
            studio_name,
            business_name,
            subdomain,
            timezone,
            currency,
            name,
            username,
            email,
            password,
        } = body;
        let name = name.or_else(|| username.clone()).unwrap_or_else(|| email.clone());
        let studio = StudioDetails {
            business_name: business_name.unwrap_or_else(|| studio_name.clone()),
            name: studio_name,
            subdomain,
            timezone: timezone.unwrap_or_else(|| "UTC".to_owned()),
            currency: currency.unwrap_or_else(|| "USD".to_owned()),
            ..StudioDetails::default()
        };
        let owner = UserDetails { name, username, email: Some(email), ..UserDetails::default() };
        Self { studio, owner, password }
    }
}

/// Name and password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"username": "kari", "password": "a long pass phrase"}))]
pub struct Credentials {
    /// A user name or an e-mail address.
    username: String,
    password: String,
    /// The studio's subdomain, where one address signs in to several studios.
    studio: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"refresh_token": "3q2-7w…"}))]
pub struct RefreshRequest {
    refresh_token: String,
}

/// Tokens of somebody who proved who it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedInBody {
    /// Send it as `Authorization: Bearer …`.
    #[schema(example = "eyJhbGciOi…")]
    access_token: String,
    /// Always `bearer`.
    #[schema(example = "bearer")]
    token_type: &'static str,
    /// Seconds until the access token ends.
    #[schema(example = 900)]
    expires_in: i64,
    /// Good for one exchange; the answer to it brings the next one.
    #[schema(example = "3q2-7w…")]
    refresh_token: String,
    user: UserBody,
}

impl From<SignedIn> for SignedInBody {
    fn from(signed_in: SignedIn) -> Self {
        let SignedIn { access_token, expires_in, refresh_token, user } = signed_in;
        let (token_type, refresh_token) = ("bearer", refresh_token.0);
        Self { access_token, token_type, expires_in, refresh_token, user: user.into() }
    }
}

/// Whether somebody has to set the installation up.
#[derive(Debug, Serialize, ToSchema)]
pub struct Setup {
    /// Whether there is no studio yet: the next step is to register one.
    needed: bool,
}

/// Tells whether the installation waits for its first studio.
///
/// Pages ask it to know whether to begin with a registration or with a sign-in. It says nothing else.
///
/// Permission: public.
#[utoipa::path(tag = "sign-in", security(()),
    responses((status = 200, description = "Whether a studio has to be registered", body = Envelope<Setup>)))]
#[get("/setup")]
pub async fn setup(sign_in: Data<SignIn>) -> ApiResult<Reply<Envelope<Setup>>> {
    let needed = sign_in.needs_setup().await?;
    Ok(Reply::ok("Setup", Setup { needed }))
}

/// Registers a studio and its owner, who is signed in at once.
///
/// Permission: public. Errors: `username_taken`, `email_taken`, `subdomain_taken`, `rate_limited`.
#[utoipa::path(tag = "sign-in", security(()), request_body = NewRegistration,
    responses((status = 201, description = "The owner's tokens", body = Envelope<SignedInBody>)))]
#[post("/auth/register")]
pub async fn register(
    sign_in: Data<SignIn>,
    throttle: Throttle,
    body: Body<NewRegistration>,
) -> ApiResult<Reply<Envelope<SignedInBody>>> {
    throttle.registration()?;
    let signed_in = sign_in.register(body.0.into()).await?.into_inner();
    Ok(Reply::created("Studio registered", "/api/v1/studio".to_owned(), signed_in.into()).secret())
}

/// Signs in by user name or e-mail address.
///
/// Permission: public. Errors: `invalid_credentials`, `ambiguous_sign_in` (name the studio), `rate_limited`.
#[utoipa::path(tag = "sign-in", security(()), request_body = Credentials,
    responses((status = 200, description = "Tokens", body = Envelope<SignedInBody>)))]
#[post("/auth/login")]
pub async fn login(
    sign_in: Data<SignIn>,
    throttle: Throttle,
    body: Body<Credentials>,
) -> ApiResult<Reply<Envelope<SignedInBody>>> {
    let Credentials { username, password, studio } = body.0;
    let username = looked_up("username", &username)?;
    let studio = studio.map(|studio| looked_up("studio", &studio)).transpose()?;
    throttle.sign_in(&username)?;
    let signed_in = sign_in.login(&username, &password, studio.as_deref()).await?.into_inner();
    Ok(Reply::ok("Signed in", signed_in.into()).secret())
}

/// Exchanges a refresh token for new tokens.
///
/// Using one a second time ends the whole sign-in, because either the owner or a thief holds the newer one.
///
/// Permission: public. Errors: `invalid_refresh_token`, `refresh_token_reused`, `rate_limited`.
#[utoipa::path(tag = "sign-in", security(()), request_body = RefreshRequest,
    responses((status = 200, description = "Tokens", body = Envelope<SignedInBody>)))]
#[post("/auth/refresh")]
pub async fn refresh(
    sign_in: Data<SignIn>,
    throttle: Throttle,
    body: Body<RefreshRequest>,
) -> ApiResult<Reply<Envelope<SignedInBody>>> {
    throttle.refresh()?;
    let signed_in = sign_in.refresh(&body.0.refresh_token).await?.into_inner();
    Ok(Reply::ok("Tokens renewed", signed_in.into()).secret())
}

/// Ends this sign-in with all its tokens.
///
/// Permission: any signed-in caller.
#[utoipa::path(tag = "sign-in", responses((status = 200, description = "Signed out", body = Done)))]
#[post("/auth/logout")]
pub async fn logout(
    sign_in: Data<SignIn>,
    actors: Data<Actors>,
    caller: Caller,
    bearer: Bearer,
) -> ApiResult<Reply<Done>> {
    let family = actors.family(&bearer.0)?;
    sign_in.logout(&caller, &family).await?.into_inner();
    Ok(Reply::done("Signed out"))
}
