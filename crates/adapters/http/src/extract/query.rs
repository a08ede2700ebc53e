//! Query strings.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};
use serde::de::DeserializeOwned;

use crate::problem::{FieldError, Problem};

/// The query string. A wrong value is 422 and names its parameter.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(req.query_string()).map(Self))
    }
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let deserializer = serde_urlencoded::Deserializer::new(pairs);
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let path = error.path().to_string();
        let message = error.into_inner().to_string();
        let quoted = || message.split('`').nth(1).unwrap_or_default().to_owned();
        let (name, code) = if message.starts_with("missing field") {
            (quoted(), "required")
        } else if message.starts_with("unknown field") {
            (quoted(), "unknown_field")
        } else if message.starts_with("duplicate field") {
            (quoted(), "duplicate_field")
        } else if message.starts_with("unknown variant") {
            (path, "unknown_value")
        } else {
            (path, "invalid_value")
        };
        Problem::invalid(vec![FieldError::parameter(name, code, message)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        limit: Option<u64>,
        #[serde(default)]
        deleted: bool,
        search: Option<String>,
    }

    #[test]
    fn a_wrong_parameter_is_named() {
        for (query, name) in [("limit=x", "limit"), ("limit=-1", "limit"), ("deleted=maybe", "deleted")] {
            let problem = parse::<Sample>(query).unwrap_err();
            assert_eq!(problem.status.as_u16(), 422);
            assert_eq!(problem.errors[0].parameter.as_deref(), Some(name), "{query}");
        }
        let misspelt = parse::<Sample>("serach=x").unwrap_err().errors[0].clone();
        assert_eq!(
            (misspelt.parameter.as_deref(), misspelt.code.as_str()),
            (Some("serach"), "unknown_field")
        );
        assert_eq!(parse::<Sample>("limit=1&limit=2").unwrap_err().errors[0].code, "duplicate_field");
    }

    #[test]
    fn broken_percent_encoding_does_no_harm() {
        let sample = parse::<Sample>("search=%ff%zz&deleted=true").unwrap();
        assert!(sample.deleted);
        assert!(sample.limit.is_none());
        assert!(sample.search.unwrap().contains('\u{fffd}'));
    }
}
