//! The border of the API: what every request passes on its way in and every answer on its way out.

mod cors;
mod headers;
mod idempotency;
mod logging;
mod metrics;
pub(crate) mod older;
mod rates;
mod routes;
pub mod tus;
mod unread;

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpMessage};
use tracing_actix_web::RequestId;

use self::older::CameByOlder;
use crate::openapi::{current, successor};
use crate::problem::Problem;
use crate::settings::HttpSettings;

pub use cors::cors;
pub use headers::{PAGE_POLICY, face_policy};
pub use idempotency::{Repeats, idempotency};
pub use logging::RequestSpan;
pub use metrics::Metrics;
pub use rates::{Rates, Throttle};
pub use routes::{RouteTable, fallback};

/// Marks an answer of a failure that people read as it is: a page, which is not turned into a problem.
#[derive(Debug, Clone, Copy)]
pub struct ShownAsIs;

/// Marks a HEAD request, which is routed as the GET that it asks about.
#[derive(Debug, Clone, Copy)]
pub struct HeadOnly;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Bounds the time, counts, renders every failure as a problem with the request's id, and adds the security headers.
pub async fn edge<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let settings = req.app_data::<Data<HttpSettings>>().cloned();
    let settings = settings.ok_or_else(|| Problem::internal("no settings are registered"))?;
    let metrics = req.app_data::<Data<Metrics>>().cloned();
    let request_id = req.extensions().get::<RequestId>().map(ToString::to_string);
    tus::honour_override(&mut req);
    let method = req.method().clone();
    canonical(&mut req);
    let is_head = method == Method::HEAD;
    if is_head {
        req.head_mut().method = Method::GET;
        req.extensions_mut().insert(HeadOnly);
    }
    let held = unread::hold(&mut req);
    let content_type = req.content_type().trim().to_ascii_lowercase();
    let is_upload = content_type.starts_with("multipart/") || content_type == tus::CHUNK_TYPE;
    let limit = if is_upload { settings.upload_timeout } else { settings.request_timeout };

    let started = Instant::now();
    let in_flight = metrics.as_ref().map(|metrics| metrics.enter());
    let outcome = tokio::time::timeout(limit, next.call(req)).await;
    drop(in_flight);
    let (response, route) = match outcome {
        Ok(Ok(response)) => {
            let route = response.request().match_pattern();
            (Ok(response.map_into_boxed_body()), route)
        }
        Ok(Err(error)) => (Err(problem_of(Some(&error), error.as_response_error().status_code())), None),
        Err(_) => {
            let detail = format!("the request took longer than {} s", limit.as_secs());
            (Err(Problem { retry_after: Some(1), ..Problem::new("timed_out", detail) }), None)
        }
    };
    let status = response.as_ref().map_or_else(|problem| problem.status, ServiceResponse::status);
    let route = route.as_deref().unwrap_or("unmatched");
    let elapsed = started.elapsed();
    if let Some(metrics) = &metrics {
        metrics.record(&method, route, status, elapsed);
    }
    tracing::info!(target: "atelier::access", %method, route, status = status.as_u16(), ms = elapsed.as_millis(), "served");

    match response {
        Ok(response) => {
            let response = finish(response, &settings, request_id.as_deref(), is_head);
            Ok(match held {
                Some(held) => held.until_sent(response),
                None => response,
            })
        }
        Err(mut problem) => {
            // The request itself is gone; the framework renders the problem.
            problem.request_id = request_id.map(String::into_boxed_str);
            log(&problem);
            Err(match held {
                Some(held) => held.until_told(&problem),
                None => problem.into(),
            })
        }
    }
}

/// Sign-in is also reached without the base of the API, and some paths by older names; what follows is the same.
fn canonical(req: &mut ServiceRequest) {
    let Some(target) = req.uri().path_and_query() else { return };
    let address = if target.path().starts_with("/auth/") {
        format!("/api/v1{target}")
    } else {
        let Some(address) = current(target.as_str()) else { return };
        if let Some(path) = successor(target.as_str()) {
            req.extensions_mut().insert(CameByOlder(path));
        }
        address
    };
    let Ok(uri) = address.parse::<Uri>() else { return };
    req.match_info_mut().get_mut().update(&uri);
    req.head_mut().uri = uri;
}

fn finish(
    response: ServiceResponse<BoxBody>,
    settings: &HttpSettings,
    request_id: Option<&str>,
    is_head: bool,
) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let is_shown = response.response().extensions().get::<ShownAsIs>().is_some();
    let mut response = if (status.is_client_error() || status.is_server_error()) && !is_shown {
        render(response, request_id)
    } else {
        response
    };
    let older = response.request().extensions().get::<CameByOlder>().cloned();
    if let Some(CameByOlder(path)) = older {
        older::mark(response.headers_mut(), &path);
    }
    tus::mark(&mut response);
    headers::protect(response.headers_mut(), settings);
    if let Some(id) = request_id.and_then(|id| HeaderValue::from_str(id).ok()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    if is_head {
        return response.map_body(|_, body| BoxBody::new(SizeOnly(body.size())));
    }
    response
}

/// Turns whatever failed into a problem of the table.
fn render(response: ServiceResponse<BoxBody>, request_id: Option<&str>) -> ServiceResponse<BoxBody> {
    let mut problem = problem_of(response.response().error(), response.status());
    problem.request_id = request_id.map(Box::from);
    log(&problem);
    let mut rendered = problem.render();
    keep(response.headers(), rendered.headers_mut());
    response.into_response(rendered)
}

fn problem_of(error: Option<&Error>, status: StatusCode) -> Problem {
    if let Some(problem) = error.and_then(|error| error.as_error::<Problem>()) {
        return problem.clone();
    }
    let mut problem = Problem::of_status(status);
    if let (Some(error), Some(_)) = (error, &problem.inside) {
        problem.inside = Some(error.to_string().into());
    }
    problem
}

fn log(problem: &Problem) {
    if let Some(inside) = &problem.inside {
        tracing::error!(code = problem.code, detail = %inside, "the request failed");
    } else if problem.status.is_server_error() {
        tracing::warn!(code = problem.code, detail = %problem.detail, "the request could not be served");
    }
}

/// Headers of the failed answer that a problem keeps.
fn keep(from: &HeaderMap, to: &mut HeaderMap) {
    let kept = [header::ALLOW, header::CONTENT_RANGE, header::LINK, header::VARY, header::RETRY_AFTER];
    // Who calls an older path has to learn of it from a refusal too.
    let is_older = |name: &str| matches!(name, "deprecation" | "sunset");
    for (name, value) in from {
        if kept.contains(name) || is_older(name.as_str()) || name.as_str().starts_with("access-control-") {
            to.insert(name.clone(), value.clone());
        }
    }
}

/// The size of a body without the body: what HEAD answers.
struct SizeOnly(BodySize);

impl MessageBody for SizeOnly {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        self.0
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Poll::Ready(None)
    }
}
