//! Headers that make browsers careful.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::settings::HttpSettings;

const API_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Pages run their own scripts and styles, and call nobody but us.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                           img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'";

/// Adds what every answer carries; a policy that the answer brought itself stays.
pub fn protect(headers: &mut HeaderMap, settings: &HttpSettings) {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(API_POLICY));
    }
    if let Some(age) = settings.hsts
        && let Ok(value) = HeaderValue::from_str(&format!("max-age={}; includeSubDomains", age.as_secs()))
    {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
}
