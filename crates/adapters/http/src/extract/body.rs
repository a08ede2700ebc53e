//! JSON bodies: bounded in size and time, strict about fields, exact about faults.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::problem::{FieldError, Problem};
use crate::settings::HttpSettings;

/// How deeply a body may be nested; MariaDB takes no JSON deeper than 32 levels.
const MAX_DEPTH: usize = 24;

/// The largest JSON body that is an upload: a picture of a mebibyte in base64, and beside it four objects of what is
/// known of its file.
pub(crate) const UPLOAD_LIMIT: usize = 3 * 1024 * 1024;

/// A JSON body.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> Body<T> {
    /// As it is extracted, with the room that an upload needs.
    pub(crate) async fn of_upload(req: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        ensure_json(req)?;
        let (limit, stall) = limits(req);
        let bytes = read_limited(payload, limit.max(UPLOAD_LIMIT), stall).await?;
        parse(&bytes).map(Self)
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let wrong_type = ensure_json(req);
        let (limit, stall) = limits(req);
        let mut payload = payload.take();
        Box::pin(async move {
            wrong_type?;
            let bytes = read_limited(&mut payload, limit, stall).await?;
            parse(&bytes).map(Self)
        })
    }
}

pub(super) fn limits(req: &HttpRequest) -> (usize, Duration) {
    let default = HttpSettings::default;
    req.app_data::<Data<HttpSettings>>().map_or_else(
        || (default().json_limit, default().stall_timeout),
        |settings| (settings.json_limit, settings.stall_timeout),
    )
}

fn ensure_json(req: &HttpRequest) -> Result<(), Problem> {
    let encoded = req.headers().get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity");
    if encoded {
        return Err(Problem::new("unsupported_media_type", "send the body without a content encoding"));
    }
    let essence = req.content_type().trim().to_ascii_lowercase();
    if essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json")) {
        return Ok(());
    }
    Err(Problem::new("unsupported_media_type", "send the body as application/json"))
}

/// The whole body, if it is at most `limit` bytes and never pauses longer than `stall`.
pub async fn read_limited(payload: &mut Payload, limit: usize, stall: Duration) -> Result<Bytes, Problem> {
    let too_large = || Problem::new("payload_too_large", format!("the body must be at most {limit} bytes"));
    let mut bytes = BytesMut::new();
    loop {
        let next = tokio::time::timeout(stall, payload.next());
        let Ok(next) = next.await else { return Err(stalled()) };
        match next {
            None => return Ok(bytes.freeze()),
            Some(Ok(chunk)) if bytes.len().saturating_add(chunk.len()) > limit => {
                drop(chunk);
                return Err(too_large());
            }
            Some(Ok(chunk)) => bytes.extend_from_slice(&chunk),
            Some(Err(PayloadError::Overflow)) => return Err(too_large()),
            Some(Err(_)) => return Err(Problem::new("bad_request", "the body ended early")),
        }
    }
}

pub(crate) fn stalled() -> Problem {
    Problem::new("request_timeout", "the body stopped arriving")
}

/// Reads `bytes` as `T`. Malformed text is 400; a well-formed body of the wrong shape is 422 with a pointer.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if depth(bytes) > MAX_DEPTH {
        let message = format!("the body must not be nested deeper than {MAX_DEPTH} levels");
        return Err(Problem::invalid(vec![FieldError::at("", "too_deep", message)]));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let Object(value) = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let pointer = pointer(error.path());
        fault(&error.into_inner(), pointer, bytes)
    })?;
    deserializer.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

/// How deeply arrays and objects are nested, in one pass and without following them.
fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest, mut rest) = (0_usize, 0_usize, json);
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'"' => rest = after_text(after),
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// What follows the text that begins here: most of an upload is one text.
fn after_text(mut rest: &[u8]) -> &[u8] {
    while let Some(at) = memchr::memchr2(b'"', b'\\', rest) {
        let escapes = rest.get(at) == Some(&b'\\');
        rest = rest.get(at + 1 + usize::from(escapes)..).unwrap_or_default();
        if !escapes {
            return rest;
        }
    }
    &[]
}

/// A value that is written as an object. By itself serde takes a struct's fields from an array as well, in the order
/// in which we happen to have declared them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnlyMaps<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OnlyMaps<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }

        deserializer.deserialize_map(OnlyMaps(PhantomData)).map(Self)
    }
}

fn malformed(error: &serde_json::Error) -> Problem {
    Problem::new("malformed_json", format!("the body is not JSON: {error}"))
}

fn fault(error: &serde_json::Error, pointer: String, bytes: &[u8]) -> Problem {
    // A number that fits nowhere, and anything but a text where one of several words is meant, is called broken text
    // where it is read.
    let is_json = || str::from_utf8(bytes).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
    if !error.is_data() && !is_json() {
        return malformed(error);
    }
    let full = error.to_string();
    // The place in the text says nothing to a program that wrote the text.
    let message = full.rsplit_once(" at line ").map_or(full.as_str(), |(message, _)| message);
    Problem::invalid(vec![field_error(message, pointer)])
}

/// Turns serde's sentence into a coded fault; unknown and missing fields are pointed at by their own name.
fn field_error(message: &str, pointer: String) -> FieldError {
    let named = |code: &str, text: &str| {
        let name = message.split('`').nth(1).unwrap_or_default();
        FieldError::at(format!("{pointer}/{}", escape(name)), code, format!("{name} {text}"))
    };
    if message.starts_with("unknown field") {
        // The path may end in the field itself already.
        let name = message.split('`').nth(1).unwrap_or_default();
        let end = format!("/{}", escape(name));
        let pointer = if pointer.ends_with(&end) { pointer } else { format!("{pointer}{end}") };
        return FieldError::at(pointer, "unknown_field", format!("there is no field {name} here"));
    }
    if message.starts_with("missing field") {
        return named("required", "is required");
    }
    if message.starts_with("duplicate field") {
        return named("duplicate_field", "is given twice");
    }
    let code = if message.starts_with("invalid type") || message.starts_with("expected ") {
        "invalid_type"
    } else if message.starts_with("unknown variant") {
        "unknown_value"
    } else if message.starts_with("number out of range")
        || message.starts_with("invalid length")
        || message.starts_with("invalid value")
    {
        "out_of_range"
    } else {
        "invalid_value"
    };
    FieldError::at(pointer, code, message)
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", escape(key))),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        name: String,
        #[serde(default, rename = "inner")]
        _inner: Vec<Inner>,
        #[serde(default, rename = "sort")]
        _sort: Option<Sort>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Sort {
        Up,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[serde(default, rename = "limit")]
        _limit: Option<i32>,
    }

    fn refused(json: &str) -> (u16, &'static str, Option<FieldError>) {
        let problem = parse::<Outer>(json.as_bytes()).unwrap_err();
        (problem.status.as_u16(), problem.code, problem.errors.first().cloned())
    }

    #[test]
    fn faults_are_pointed_at() {
        let cases = [
            (r#"{"name": "x", "colour": 1}"#, "/colour", "unknown_field"),
            (r#"{"name": "x", "inner": [{"limit": 1}, {"a/b": 1}]}"#, "/inner/1/a~1b", "unknown_field"),
            (r#"{"inner": []}"#, "/name", "required"),
            (r#"{"name": 1}"#, "/name", "invalid_type"),
            (r#"{"name": 1e999}"#, "/name", "out_of_range"),
            (r#"{"name": "x", "sort": 5}"#, "/sort", "invalid_type"),
            (r#"{"name": "x", "sort": {}}"#, "/sort", "invalid_type"),
            (r#"{"name": "x", "sort": "down"}"#, "/sort", "unknown_value"),
            (r#"{"name": "x", "inner": [{"limit": 99999999999}]}"#, "/inner/0/limit", "out_of_range"),
            (r#"{"name": "x", "inner": [{"limit": 1.5}]}"#, "/inner/0/limit", "invalid_type"),
            (r#"{"name": "x", "name": "y"}"#, "/name", "duplicate_field"),
            (r#"["x"]"#, "", "invalid_type"),
            ("\"x\"", "", "invalid_type"),
        ];
        for (json, pointer, code) in cases {
            let (status, top, error) = refused(json);
            assert_eq!((status, top), (422, "validation_failed"), "{json}");
            let error = error.unwrap();
            assert_eq!((error.pointer.as_deref(), error.code.as_str()), (Some(pointer), code), "{json}");
        }
    }

    #[test]
    fn what_is_not_json_is_400() {
        for json in ["", "{", "{\"name\": \"x\"} x", "\u{feff}{}", "nul"] {
            let (status, code, _) = refused(json);
            assert_eq!((status, code), (400, "malformed_json"), "{:.20}", json);
        }
        assert_eq!(parse::<Outer>(b"{\"name\": \"\xff\"}").unwrap_err().code, "malformed_json");
    }

    #[test]
    fn a_deeply_nested_body_is_refused_without_following_it() {
        for deep in ["[".repeat(200_000), format!("{{\"name\": {}", "{\"a\":".repeat(200_000))] {
            let (status, code, error) = refused(&deep);
            assert_eq!((status, code, error.unwrap().code.as_str()), (422, "validation_failed", "too_deep"));
        }
        let text = format!("{{\"name\": \"\\\"{}\"}}", "[".repeat(100));
        assert!(parse::<Outer>(text.as_bytes()).is_ok());
    }

    async fn extract(request: TestRequest) -> Result<Body<Outer>, Problem> {
        let (req, mut payload) = request.to_http_parts();
        Body::<Outer>::from_request(&req, &mut payload).await
    }

    #[actix_web::test]
    async fn another_content_type_is_415() {
        let form = TestRequest::post().insert_header(("content-type", "text/plain")).set_payload("{}");
        assert_eq!(extract(form).await.unwrap_err().status.as_u16(), 415);
        assert_eq!(extract(TestRequest::post().set_payload("{}")).await.unwrap_err().status.as_u16(), 415);
        let zipped = TestRequest::post()
            .insert_header(("content-type", "application/json"))
            .insert_header(("content-encoding", "gzip"));
        assert_eq!(extract(zipped).await.unwrap_err().status.as_u16(), 415);
        let good = TestRequest::post()
            .insert_header(("content-type", "application/json; charset=utf-8"))
            .set_payload(r#"{"name": "x"}"#);
        assert_eq!(extract(good).await.unwrap().0.name, "x");
    }

    #[actix_web::test]
    async fn a_body_over_the_limit_is_413() {
        let big = format!(r#"{{"name": "{}"}}"#, "x".repeat(300 * 1024));
        let request =
            TestRequest::post().insert_header(("content-type", "application/json")).set_payload(big);
        assert_eq!(extract(request).await.unwrap_err().code, "payload_too_large");
    }

    #[actix_web::test]
    async fn a_body_that_stops_arriving_is_408() {
        let stream = futures_util::stream::pending::<Result<Bytes, PayloadError>>();
        let mut payload: Payload = Payload::Stream { payload: Box::pin(stream) };
        let problem = read_limited(&mut payload, 10, Duration::from_millis(5)).await.unwrap_err();
        assert_eq!(problem.code, "request_timeout");
    }
}
