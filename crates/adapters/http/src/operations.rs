//! What whoever runs the installation asks it: is it alive, is it ready, how busy is it.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use atelier_application::jobs::Jobs;
use atelier_application::upkeep::Upkeep;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::edge::Metrics;
use crate::problem::{ApiResult, Problem};
use crate::settings::HttpSettings;

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(health).service(ready).service(metrics);
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Status {
    #[schema(example = "ok")]
    status: &'static str,
}

/// Answers as long as the process lives.
///
/// Permission: public.
#[utoipa::path(tag = "operations", security(()),
    responses((status = 200, description = "It lives", body = Status)))]
#[get("/health")]
pub async fn health() -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(Status { status: "ok" })
}

/// Tells whether database and media store answer.
///
/// Permission: public. Errors: `unavailable`.
#[utoipa::path(tag = "operations", security(()),
    responses((status = 200, description = "Ready for work", body = Status)))]
#[get("/ready")]
pub async fn ready(upkeep: Data<Upkeep>) -> ApiResult<HttpResponse> {
    let down = upkeep.unready().await;
    if down.is_empty() {
        let mut response = HttpResponse::Ok();
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        return Ok(response.json(Status { status: "ready" }));
    }
    Err(Problem::new("unavailable", format!("not answering: {}", down.join(", "))))
}

/// Shows counts and durations in the text format of Prometheus.
///
/// Permission: public, unless a token for it is configured. Errors: `unauthenticated`.
#[utoipa::path(tag = "operations", security(()),
    responses((status = 200, description = "Metrics", body = String, content_type = "text/plain")))]
#[get("/metrics")]
pub async fn metrics(
    req: HttpRequest,
    settings: Data<HttpSettings>,
    metrics: Data<Metrics>,
    jobs: Data<Jobs>,
) -> ApiResult<HttpResponse> {
    if let Some(secret) = &settings.metrics_token {
        let given = req.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        // Hashes are compared in constant time.
        if blake3::hash(given.as_bytes()) != blake3::hash(secret.0.as_bytes()) {
            return Err(Problem::new("unauthenticated", "send the token for metrics"));
        }
    }
    // Without the database there are no job counts, and the rest is wanted all the more.
    let counts = jobs.counts().await.ok();
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(metrics.render(counts)))
}
