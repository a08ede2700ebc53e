//! Who calls.

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use async_trait::async_trait;
use atelier_application::{AppError, AppResult};
use atelier_domain::access::Actor;
use atelier_domain::identity::ApiToken;
use futures_util::future::{LocalBoxFuture, Ready, ready};

use crate::edge::Throttle;
use crate::problem::Problem;

/// Turns access tokens into actors: the identity use case, or a test's stand-in.
#[async_trait]
pub trait Authenticate: Send + Sync {
    /// The actor of an access token; 401 when the token, the sign-in or the account does not hold.
    async fn authenticate(&self, bearer: &str) -> AppResult<Actor>;
}

#[async_trait]
impl Authenticate for atelier_application::identity::Actors {
    async fn authenticate(&self, bearer: &str) -> AppResult<Actor> {
        atelier_application::identity::Actors::authenticate(self, bearer).await
    }
}

/// The signed-in caller. A handler that takes one cannot be reached without a valid token.
#[derive(Debug, Clone)]
pub struct Caller(pub Arc<Actor>);

impl std::ops::Deref for Caller {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.0
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { actor_of(&req).await.map(Self) })
    }
}

/// The actor of the request's token, asked once per request.
pub async fn actor_of(req: &HttpRequest) -> Result<Arc<Actor>, Problem> {
    if let Some(actor) = req.extensions().get::<Arc<Actor>>() {
        return Ok(Arc::clone(actor));
    }
    let token = bearer(req)?;
    let actor = Arc::new(authenticated(req, token).await?);
    // Whatever the route: what is not looking is refused before it begins.
    if actor.preview().is_some() && !req.method().is_safe() {
        return Err(AppError::read_only().into());
    }
    req.extensions_mut().insert(Arc::clone(&actor));
    Ok(actor)
}

/// The actor of this token. Programs do not wait between their calls as people do, so their tokens are limited.
async fn authenticated(req: &HttpRequest, token: &str) -> Result<Actor, Problem> {
    let authenticate = authenticator(req)?;
    if !ApiToken::has_mark(token) {
        return Ok(authenticate.authenticate(token).await?);
    }
    let throttle = Throttle::of(req)?;
    throttle.api_token(token)?;
    let known = authenticate.authenticate(token).await;
    if matches!(known, Err(AppError::Unauthenticated { .. })) {
        throttle.refused_api_token()?;
    }
    Ok(known?)
}

/// The access token itself, for signing out of exactly this sign-in.
#[derive(Clone)]
pub struct Bearer(pub String);

impl FromRequest for Bearer {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(bearer(req).map(|token| Self(token.to_owned())))
    }
}

/// A signed-in caller whose request lasts: who asks is asked for anew as it goes on.
pub struct LiveCaller {
    authenticate: Data<dyn Authenticate>,
    bearer: String,
    actor: Arc<Actor>,
}

impl LiveCaller {
    /// The actor as it was last known.
    pub fn actor(&self) -> Arc<Actor> {
        Arc::clone(&self.actor)
    }

    /// The actor as of now; an error once the access has ended.
    pub async fn again(&mut self) -> AppResult<Arc<Actor>> {
        self.actor = Arc::new(self.authenticate.authenticate(&self.bearer).await?);
        Ok(self.actor())
    }

    /// As [`LiveCaller::again`], but a token that merely grew old on the way does not end what it began.
    pub async fn still(&mut self) -> AppResult<Arc<Actor>> {
        match self.again().await {
            Err(AppError::Unauthenticated { code: "token_expired", .. }) => Ok(self.actor()),
            other => other,
        }
    }
}

impl FromRequest for LiveCaller {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let actor = actor_of(&req).await?;
            let bearer = bearer(&req)?.to_owned();
            Ok(Self { authenticate: authenticator(&req)?, bearer, actor })
        })
    }
}

fn authenticator(req: &HttpRequest) -> Result<Data<dyn Authenticate>, Problem> {
    let known = req.app_data::<Data<dyn Authenticate>>().cloned();
    known.ok_or_else(|| Problem::internal("no authentication is configured"))
}

fn bearer(req: &HttpRequest) -> Result<&str, Problem> {
    let missing = || Problem::of_status(actix_web::http::StatusCode::UNAUTHORIZED);
    let value = req.headers().get(header::AUTHORIZATION).ok_or_else(missing)?;
    let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(missing)?;
    let token = token.trim();
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
        return Err(missing());
    }
    Ok(token)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use atelier_domain::access::Credential;
    use atelier_domain::{StudioId, Timestamp, UserId};

    /// Knows the tokens `user-N`.
    pub(crate) struct Known;

    #[async_trait]
    impl Authenticate for Known {
        async fn authenticate(&self, bearer: &str) -> AppResult<Actor> {
            let user = bearer.strip_prefix("user-").and_then(|id| id.parse().ok()).ok_or(
                AppError::Unauthenticated { code: "invalid_token", message: "the access token is not valid" },
            )?;
            Ok(Actor {
                user: UserId(user),
                studio: StudioId(1),
                name: "x".into(),
                active: true,
                roles: Vec::new(),
                memberships: Vec::new(),
                grants: Vec::new(),
                credential: Credential::SignIn,
                now: Timestamp::UNIX_EPOCH,
            })
        }
    }

    async fn call(value: Option<&str>) -> Result<Caller, Problem> {
        let known: Arc<dyn Authenticate> = Arc::new(Known);
        let mut request = TestRequest::get().app_data(Data::from(known));
        if let Some(value) = value {
            request = request.insert_header(("authorization", value));
        }
        Caller::extract(&request.to_http_request()).await
    }

    #[actix_web::test]
    async fn a_bearer_token_names_the_caller() {
        assert_eq!(call(Some("Bearer user-7")).await.unwrap().user, UserId(7));
        assert_eq!(call(Some("bearer  user-8 ")).await.unwrap().user, UserId(8));
    }

    #[actix_web::test]
    async fn without_a_valid_token_the_answer_is_401_with_a_challenge() {
        for value in [None, Some(""), Some("Bearer"), Some("Bearer "), Some("Basic user-7"), Some("Bearer x")]
        {
            let problem = call(value).await.unwrap_err();
            assert_eq!(problem.status.as_u16(), 401, "{value:?}");
            assert!(problem.render().headers().contains_key("www-authenticate"));
        }
    }
}
