//! Headers that make browsers careful.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use atelier_web::Face;

use crate::settings::HttpSettings;

const API_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Pages run their own scripts and styles, and call nobody but us.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                           img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'";

/// The policy of a page of a face: only its own modules and the import map with this hash, no styles in attributes, and
/// nothing from elsewhere but pictures of these origins.
pub fn face_policy(face: Face, script_hash: Option<&str>, origins: &[String]) -> String {
    let scripts = script_hash.map_or_else(|| "'none'".to_owned(), |hash| format!("'self' {hash}"));
    let outside: String = origins.iter().map(|origin| format!(" {origin}")).collect();
    // The desk shows the client's page as the client sees it; nobody else shows either. It also reads pictures of libraries
    // and of the tray with its token; the client's page has addresses for all that it shows, and paints its placeholders.
    let (frames, ancestors, inlined) = match face {
        Face::Client => ("'none'", "'self'", ""),
        Face::Desk => ("'self'", "'none'", " data: blob:"),
    };
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self'{inlined}{outside}; \
         connect-src 'self'{outside}; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-src {frames}; frame-ancestors {ancestors}"
    )
}

/// Adds what every answer carries; what the answer says itself of policy and frames stays.
pub fn protect(headers: &mut HeaderMap, settings: &HttpSettings) {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::X_FRAME_OPTIONS) {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_loads_nothing_from_elsewhere_but_pictures() {
        let outside = ["https://ik.imagekit.io".to_owned()];
        let client = face_policy(Face::Client, Some("'sha256-x'"), &outside);
        assert!(client.contains("script-src 'self' 'sha256-x';"), "{client}");
        assert!(client.contains("img-src 'self' https://ik.imagekit.io;"), "{client}");
        assert!(client.contains("connect-src 'self' https://ik.imagekit.io;"), "{client}");
        assert!(client.ends_with("frame-src 'none'; frame-ancestors 'self'"), "{client}");
        let desk = face_policy(Face::Desk, None, &[]);
        assert!(desk.contains("script-src 'none'; style-src 'self'; img-src 'self' data: blob:;"), "{desk}");
        assert!(desk.ends_with("frame-src 'self'; frame-ancestors 'none'"), "{desk}");
        assert!(!client.contains("unsafe") && !desk.contains("unsafe"));
    }
}
