//! Pages of other origins: none, unless they are configured.

use actix_cors::Cors;
use actix_web::http::header;

use super::tus;
use crate::settings::HttpSettings;

/// Lets the configured origins call the API and read the headers that it answers with. Tokens travel in a header, so
/// credentials of the browser's own are never asked for.
pub fn cors(settings: &HttpSettings) -> Cors {
    let mut cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            header::RANGE,
        ])
        .allowed_header("idempotency-key")
        .allowed_headers(tus::SENT)
        .expose_headers(["etag", "location", "retry-after", "x-request-id", "idempotency-replayed"])
        .expose_headers(tus::ANSWERED)
        .max_age(3_600);
    for origin in &settings.cors_origins {
        cors = cors.allowed_origin(origin);
    }
    cors
}
