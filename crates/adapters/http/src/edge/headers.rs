//! Headers that make browsers careful.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::settings::HttpSettings;

const API_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Pages run their own scripts and styles, and call nobody but us.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                           img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'";

/// What a policy says of pictures, if they come from us only.
const OWN_PICTURES: &str = "img-src 'self' data:";

/// [`PAGE_POLICY`] for a page whose pictures may come from these origins too.
pub fn picture_policy(origins: &[String]) -> String {
    let mut sources = OWN_PICTURES.to_owned();
    for origin in origins {
        sources.push(' ');
        sources.push_str(origin);
    }
    PAGE_POLICY.replace(OWN_PICTURES, &sources)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_shows_pictures_from_us_and_from_where_they_are_delivered() {
        assert_eq!(picture_policy(&[]), PAGE_POLICY);
        let wider = picture_policy(&["https://ik.imagekit.io".to_owned()]);
        assert!(wider.contains("img-src 'self' data: https://ik.imagekit.io; font-src 'self'"), "{wider}");
        assert!(wider.contains("script-src 'self';"), "{wider}");
    }
}
