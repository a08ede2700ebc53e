//! How answers to older programs say that a path has another in its place.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

/// When the older paths are taken away.
const SUNSET: &str = "Fri, 31 Dec 2027 23:59:59 GMT";

/// Since when they are not to be used any more: 2025-10-20.
const DEPRECATED: &str = "@1760918400";

/// A request that came by an older name of its path, with the one that took its place.
#[derive(Debug, Clone)]
pub(super) struct CameByOlder(pub String);

/// The answer with the headers that say so, and with the path that took this one's place.
pub(crate) fn marked(mut response: HttpResponse, successor: &str) -> HttpResponse {
    mark(response.headers_mut(), successor);
    response
}

pub(super) fn mark(headers: &mut HeaderMap, successor: &str) {
    headers.insert(HeaderName::from_static("deprecation"), HeaderValue::from_static(DEPRECATED));
    headers.insert(HeaderName::from_static("sunset"), HeaderValue::from_static(SUNSET));
    if let Ok(link) = HeaderValue::from_str(&format!("<{successor}>; rel=\"successor-version\"")) {
        headers.insert(HeaderName::from_static("link"), link);
    }
}
