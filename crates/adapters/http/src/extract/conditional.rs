//! `If-Match` against lost updates, `If-None-Match` against needless answers.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};

use crate::problem::Problem;

/// The version that the caller last saw: `None` asks for no check.
///
/// ETags of single resources begin with the version (`"v7-…"`). A proxy that compresses may have made the tag weak,
/// which is forgiven; a tag of another form matches no version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub Option<i64>);

/// No row has it: versions begin at zero and grow.
const NO_VERSION: i64 = -1;

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(if_match(req).map(Self))
    }
}

fn if_match(req: &HttpRequest) -> Result<Option<i64>, Problem> {
    let mut values = req.headers().get_all(header::IF_MATCH);
    let Some(value) = values.next() else { return Ok(None) };
    let text = value.to_str().map_err(|_| bad_header("If-Match must be text"))?.trim();
    if text == "*" {
        return Ok(None);
    }
    if values.next().is_some() || text.contains(',') {
        return Err(bad_header("If-Match takes one tag here"));
    }
    let quoted = text.trim_start_matches("W/").strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let opaque = quoted.filter(|tag| !tag.contains('"'));
    let opaque = opaque.ok_or_else(|| bad_header("If-Match takes a tag in quotes, or *"))?;
    let version = opaque
        .strip_prefix('v')
        .map(|rest| rest.split_once('-').map_or(rest, |(version, _)| version))
        .and_then(|version| version.parse::<i64>().ok())
        .filter(|version| *version >= 0);
    Ok(Some(version.unwrap_or(NO_VERSION)))
}

fn bad_header(detail: &str) -> Problem {
    Problem::new("invalid_header", detail)
}

/// Whether the caller has the representation with this tag already. Weak comparison, as RFC 9110 asks for.
pub fn none_match(req: &HttpRequest, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let wanted = opaque(etag);
    req.headers()
        .get_all(header::IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim() == "*" || opaque(tag) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn version(value: &str) -> Result<Option<i64>, Problem> {
        if_match(&TestRequest::patch().insert_header(("if-match", value)).to_http_request())
    }

    #[test]
    fn a_tag_names_the_version_however_it_came_through_proxies() {
        assert_eq!(version("\"v7-abcdef\"").unwrap(), Some(7));
        assert_eq!(version("W/\"v7-abcdef\"").unwrap(), Some(7));
        assert_eq!(version("\"v7\"").unwrap(), Some(7));
        assert_eq!(version("*").unwrap(), None);
        assert_eq!(if_match(&TestRequest::patch().to_http_request()).unwrap(), None);
    }

    #[test]
    fn a_foreign_tag_matches_no_version() {
        for value in ["\"abc\"", "\"\"", "\"v\"", "\"v-7\"", "\"v99999999999999999999\"", "\"b-123\""] {
            assert_eq!(version(value).unwrap(), Some(NO_VERSION), "{value}");
        }
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for value in ["", "7", "v7", "\"v7", "\"", "\"v7\"\"", "W/"] {
            assert_eq!(version(value).unwrap_err().code, "invalid_header", "{value}");
        }
    }

    #[test]
    fn several_tags_are_refused() {
        assert_eq!(version("\"v1\", \"v2\"").unwrap_err().code, "invalid_header");
    }

    #[test]
    fn any_of_the_tags_may_match() {
        let req = TestRequest::get().insert_header(("if-none-match", "\"a\", W/\"b\"")).to_http_request();
        assert!(none_match(&req, "\"b\""));
        assert!(!none_match(&req, "\"c\""));
        let any = TestRequest::get().insert_header(("if-none-match", "*")).to_http_request();
        assert!(none_match(&any, "\"c\""));
    }
}
