//! `Idempotency-Key`: a POST that is sent twice is done once.

use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody, to_bytes_limited};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpMessage, HttpResponse};
use async_trait::async_trait;
use atelier_application::AppResult;
use atelier_application::idempotency::Idempotency;
use atelier_application::ports::IdempotencyRecord;
use atelier_domain::access::Actor;
use futures_util::stream;

use crate::extract::{UPLOAD_LIMIT, actor_of, read_limited};
use crate::problem::Problem;
use crate::reply::ReplayBody;
use crate::settings::HttpSettings;

/// Remembers what became of requests: the application's service, or a test's stand-in.
#[async_trait]
pub trait Repeats: Send + Sync {
    /// Claims the key for the request with this fingerprint, or tells what became of the one before.
    async fn begin(&self, scope: &str, key: &str, fingerprint: &str) -> AppResult<IdempotencyRecord>;

    /// Keeps the answer for those who repeat the request.
    async fn complete(
        &self,
        scope: &str,
        key: &str,
        status: u16,
        body: &str,
        location: Option<&str>,
    ) -> AppResult<()>;

    /// Forgets a key whose request did not succeed.
    async fn release(&self, scope: &str, key: &str) -> AppResult<()>;
}

#[async_trait]
impl Repeats for Idempotency {
    async fn begin(&self, scope: &str, key: &str, fingerprint: &str) -> AppResult<IdempotencyRecord> {
        Idempotency::begin(self, scope, key, fingerprint).await
    }

    async fn complete(
        &self,
        scope: &str,
        key: &str,
        status: u16,
        body: &str,
        location: Option<&str>,
    ) -> AppResult<()> {
        Idempotency::complete(self, scope, key, status, body, location).await
    }

    async fn release(&self, scope: &str, key: &str) -> AppResult<()> {
        Idempotency::release(self, scope, key).await
    }
}

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The longest key.
const KEY_MAX: usize = 200;

/// The largest answer that is kept.
const BODY_MAX: usize = 256 * 1024;

/// Honours the key on every POST of somebody who is signed in. Sign-in itself has no part in it: its answers are
/// secrets, which are never stored.
pub async fn idempotency<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let repeats = req.app_data::<Data<dyn Repeats>>().cloned();
    let (Some(repeats), true, true) =
        (repeats, req.method() == Method::POST, req.headers().contains_key(KEY))
    else {
        return next.call(req).await.map(ServiceResponse::map_into_boxed_body);
    };
    let Ok(actor) = actor_of(req.request()).await else {
        // The handler says what is wrong with the token, or needs none.
        return next.call(req).await.map(ServiceResponse::map_into_boxed_body);
    };
    let claim = match Claim::of(&req, scope_of(&actor), repeats.into_inner()) {
        Ok(claim) => claim,
        Err(problem) => return Ok(req.error_response(problem)),
    };
    let (req, fingerprint) = match fingerprint(req).await {
        Ok(read) => read,
        Err((req, problem)) => return Ok(req.error_response(problem)),
    };
    let known = match claim.repeats.begin(&claim.scope, &claim.key, &fingerprint).await {
        Ok(known) => known,
        Err(error) => return Ok(req.error_response(Problem::from(error))),
    };
    match known {
        IdempotencyRecord::New => {}
        IdempotencyRecord::InProgress => {
            let detail = "the first request with this key is still under way";
            let problem = Problem::new("idempotency_in_progress", detail);
            return Ok(req.error_response(Problem { retry_after: Some(1), ..problem }));
        }
        IdempotencyRecord::Mismatch => {
            let detail = "this key was used for another request";
            return Ok(req.error_response(Problem::new("idempotency_key_reused", detail)));
        }
        IdempotencyRecord::Done { status, body, location } => {
            return Ok(req.into_response(replay(status, body, location)));
        }
    }
    // A task of its own: when the client hangs up, the work is finished all the same and its answer kept, rather than
    // cut off at a point that nobody can tell.
    let work = next.call(req);
    let task = actix_web::rt::spawn(async move {
        let outcome = work.await.map(ServiceResponse::map_into_boxed_body);
        claim.settle(outcome).await
    });
    task.await.unwrap_or_else(|error| Err(Problem::internal(error.to_string()).into()))
}

/// Whose keys these are. A program must not be given the answer that its owner got, who may see more.
fn scope_of(actor: &Actor) -> String {
    match actor.api_token() {
        None => format!("{}:{}", actor.studio, actor.user),
        Some(token) => format!("{}:{}:{token}", actor.studio, actor.user),
    }
}

/// A key that this request holds.
struct Claim {
    repeats: Arc<dyn Repeats>,
    scope: String,
    key: String,
}

impl Claim {
    fn of(req: &ServiceRequest, scope: String, repeats: Arc<dyn Repeats>) -> Result<Self, Problem> {
        let key = req.headers().get(KEY).and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
        if key.is_empty() || key.len() > KEY_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            let detail = format!("Idempotency-Key must be 1 to {KEY_MAX} visible ASCII characters");
            return Err(Problem::new("invalid_header", detail));
        }
        Ok(Self { repeats, scope, key: key.to_owned() })
    }

    /// Keeps a success, and forgets the key of anything else.
    async fn settle(
        self,
        outcome: Result<ServiceResponse<BoxBody>, Error>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        let response = match outcome {
            Ok(response) if response.status().is_success() => response,
            other => {
                self.release().await;
                return other;
            }
        };
        let status = response.status().as_u16();
        let location =
            response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let without_secret = response.request().extensions_mut().remove::<ReplayBody>();
        let is_secret =
            response.headers().get(header::CACHE_CONTROL).is_some_and(|value| value == "no-store");
        let (request, response) = response.into_parts();
        let (response, body) = response.into_parts();
        let Ok(Ok(bytes)) = to_bytes_limited(body, usize::MAX).await else {
            self.release().await;
            return Ok(ServiceResponse::from_err(Problem::internal("an answer broke off"), request));
        };
        let text = match without_secret {
            Some(ReplayBody(text)) => Some(text),
            None if is_secret || bytes.len() > BODY_MAX => None,
            None => std::str::from_utf8(&bytes).ok().map(str::to_owned),
        };
        match text {
            Some(text) => self.complete(status, &text, location.as_deref()).await,
            None => self.release().await,
        }
        Ok(ServiceResponse::new(request, response.set_body(BoxBody::new(bytes))))
    }

    async fn complete(&self, status: u16, body: &str, location: Option<&str>) {
        if let Err(error) = self.repeats.complete(&self.scope, &self.key, status, body, location).await {
            tracing::warn!(%error, "an answer could not be kept for repeated requests");
        }
    }

    async fn release(&self) {
        if let Err(error) = self.repeats.release(&self.scope, &self.key).await {
            tracing::warn!(%error, "an idempotency key could not be released");
        }
    }
}

fn replay(status: u16, body: String, location: Option<String>) -> HttpResponse {
    let mut response = HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::OK));
    response.content_type("application/json");
    response.insert_header((REPLAYED, HeaderValue::from_static("true")));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(location) = location {
        response.insert_header((header::LOCATION, location));
    }
    response.body(body)
}

/// What makes two requests the same: method, address and JSON body. A form of files is not read here, because it is
/// large; its content counts by the hashes of its files later on.
async fn fingerprint(mut req: ServiceRequest) -> Result<(ServiceRequest, String), (ServiceRequest, Problem)> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(req.method().as_str().as_bytes());
    hasher.update(b" ");
    hasher.update(req.uri().to_string().as_bytes());
    if !req.content_type().trim().to_ascii_lowercase().starts_with("multipart/") {
        let settings = req.app_data::<Data<HttpSettings>>().map(|settings| settings.get_ref().clone());
        let settings = settings.unwrap_or_default();
        let mut payload = req.take_payload();
        // The handler knows whether the body is an upload, and bounds it by that.
        let limit = settings.json_limit.max(UPLOAD_LIMIT);
        match read_limited(&mut payload, limit, settings.stall_timeout).await {
            Ok(bytes) => {
                hasher.update(b"\n");
                hasher.update(&bytes);
                req.set_payload(payload_of(bytes));
            }
            Err(problem) => return Err((req, problem)),
        }
    }
    Ok((req, hasher.finalize().to_hex().to_string()))
}

fn payload_of(bytes: Bytes) -> Payload {
    Payload::Stream { payload: Box::pin(stream::iter([Ok(bytes)])) }
}
