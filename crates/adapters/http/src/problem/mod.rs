//! The one table from what went wrong to what is answered (RFC 9457).

use std::fmt;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use atelier_application::AppError;
use atelier_application::ports::ImageError;
use atelier_domain::RuleViolation;
use atelier_domain::rules::{Bound, ViolationKind};
use serde::Serialize;
use utoipa::ToSchema;

use crate::images::UseBody;

mod codes;
mod uses;

pub use codes::{CODES, CodeInfo, FIELD_CODES, info};

/// One fault of the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Where in the body, as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/subject_name")]
    pub pointer: Option<String>,
    /// Which query parameter or header, where it is not the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The rule that it breaks.
    #[schema(example = "required")]
    pub code: String,
    #[schema(example = "subject_name must not be empty")]
    pub message: String,
}

impl FieldError {
    pub fn at(pointer: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        let pointer = Some(pointer.into());
        Self { pointer, parameter: None, code: code.into(), message: message.into() }
    }

    pub fn parameter(name: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        let parameter = Some(name.into());
        Self { pointer: None, parameter, code: code.into(), message: message.into() }
    }
}

/// Something went wrong, as it is answered.
#[derive(Debug, Clone)]
pub struct Problem {
    pub code: &'static str,
    pub status: StatusCode,
    pub detail: Box<str>,
    pub errors: Box<[FieldError]>,
    /// What few problems tell; apart, because problems are handed around a lot.
    pub more: Option<Box<More>>,
    /// Seconds.
    pub retry_after: Option<u32>,
    /// The methods that a 405 names.
    pub allow: Option<Box<str>>,
    /// What is logged with the request id and never leaves.
    pub inside: Option<Box<str>>,
    /// Filled in where the answer leaves.
    pub request_id: Option<Box<str>>,
}

/// What a problem tells beside the members that all have.
#[derive(Debug, Clone, Default)]
pub struct More {
    /// Where it is used, when it is refused for that reason.
    pub uses: Vec<UseBody>,
    /// The image that is in the way.
    pub image_id: Option<i64>,
    /// The tag that is in the way.
    pub tag_id: Option<i64>,
    /// The limit that was met, where the problem is one.
    pub bound: Option<Bound>,
}

/// The body of a problem.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// Always false.
    pub success: bool,
    #[serde(rename = "type")]
    #[schema(example = "/api/errors#validation_failed")]
    pub kind: String,
    #[schema(example = "The input breaks a rule")]
    pub title: &'a str,
    #[schema(example = 422)]
    pub status: u16,
    #[schema(example = "subject_name must not be empty")]
    pub detail: &'a str,
    #[schema(example = "validation_failed")]
    pub code: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(required = false)]
    pub errors: &'a [FieldError],
    /// Where it is used, when it is refused for that reason.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(required = false)]
    pub uses: &'a [UseBody],
    /// The image that is in the way, where a problem is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_id: Option<i64>,
    /// The tag that is in the way, where a problem is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_id: Option<i64>,
    /// Where a limit was met: how many there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 2)]
    pub current: Option<u64>,
    /// The limit, where there is no room for more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 2)]
    pub max: Option<u64>,
    /// The limit, where there are too few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// Names the request in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0b0d3f0e-6d0c-4d3c-9d0e-0a5a1b6f9a11")]
    pub request_id: Option<&'a str>,
}

/// What a handler answers.
pub type ApiResult<T> = Result<T, Problem>;

impl Problem {
    /// A problem of the table. A code that the table lacks takes `fallback` as its status.
    fn coded(code: &'static str, fallback: StatusCode, detail: impl Into<Box<str>>) -> Self {
        let status = info(code).and_then(|info| StatusCode::from_u16(info.status).ok()).unwrap_or(fallback);
        Self {
            code,
            status,
            detail: detail.into(),
            errors: Box::default(),
            more: None,
            retry_after: None,
            allow: None,
            inside: None,
            request_id: None,
        }
    }

    pub fn new(code: &'static str, detail: impl Into<Box<str>>) -> Self {
        Self::coded(code, StatusCode::INTERNAL_SERVER_ERROR, detail)
    }

    /// Faults of the input: 422.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = errors.first().map(|error| error.message.clone()).unwrap_or_default();
        Self { errors: errors.into(), ..Self::new("validation_failed", detail) }
    }

    /// The same faults of a field that stands at `place` in the body.
    pub fn below(mut self, place: &str) -> Self {
        for error in &mut self.errors {
            error.pointer = error.pointer.take().map(|pointer| format!("{place}{pointer}"));
        }
        self
    }

    /// The same faults of fields that came in the query.
    pub fn in_query(mut self) -> Self {
        for error in &mut self.errors {
            let name = error.pointer.take().map(|pointer| pointer.trim_start_matches('/').to_owned());
            error.parameter = error.parameter.take().or(name);
        }
        self
    }

    /// The same faults of parameters that came in the body.
    pub fn in_body(mut self) -> Self {
        for error in &mut self.errors {
            let pointer = error.parameter.take().map(|name| format!("/{name}"));
            error.pointer = error.pointer.take().or(pointer);
        }
        self
    }

    /// The problem, telling more.
    fn telling(self, more: Option<More>) -> Self {
        Self { more: more.map(Box::new), ..self }
    }

    /// A defect or a dependency that is down; `inside` is logged and never leaves.
    pub fn internal(inside: impl Into<Box<str>>) -> Self {
        let detail = "the request could not be served; the request id names it in the server's log";
        Self { inside: Some(inside.into()), ..Self::new("internal", detail) }
    }

    pub fn not_found() -> Self {
        Self::new("not_found", "there is no such resource")
    }

    /// The problem of an answer that somebody else made: the framework, or a middleware of it.
    pub fn of_status(status: StatusCode) -> Self {
        let (code, detail) = match status.as_u16() {
            400 => ("bad_request", "the request cannot be understood"),
            401 => ("unauthenticated", "sign in, and send the access token"),
            403 => ("forbidden", "this is not allowed"),
            404 => ("not_found", "there is no such resource"),
            405 => ("method_not_allowed", "the method is not allowed here"),
            406 => ("not_acceptable", "none of the accepted encodings is supported"),
            408 => ("request_timeout", "the request took too long to arrive"),
            413 => ("payload_too_large", "the body is too large"),
            414 => ("uri_too_long", "the address is too long"),
            415 => ("unsupported_media_type", "the media type is not supported"),
            416 => ("range_not_satisfiable", "the range lies outside of the file"),
            422 => ("validation_failed", "the input breaks a rule"),
            429 => ("rate_limited", "too many requests"),
            431 => ("headers_too_large", "the headers are too large"),
            503 => ("unavailable", "the service is not ready"),
            _ if status.is_client_error() => ("bad_request", "the request cannot be understood"),
            _ => return Self::internal(format!("an unexplained answer of status {status}")),
        };
        Self::coded(code, status, detail)
    }

    pub fn title(&self) -> &'static str {
        let by_status = || self.status.canonical_reason().unwrap_or("Problem");
        info(self.code).map_or_else(by_status, |info| info.title)
    }

    /// The answer, as it leaves.
    pub fn render(&self) -> HttpResponse {
        let more = self.more.as_deref();
        let (current, max, min) = match more.and_then(|more| more.bound) {
            Some(Bound::Max { current, max }) => (Some(current), Some(max), None),
            Some(Bound::Min { current, min }) => (Some(current), None, Some(min)),
            None => (None, None, None),
        };
        let body = ProblemBody {
            success: false,
            kind: format!("/api/errors#{}", self.code),
            title: self.title(),
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            errors: &self.errors,
            uses: more.map_or(&[], |more| more.uses.as_slice()),
            image_id: more.and_then(|more| more.image_id),
            tag_id: more.and_then(|more| more.tag_id),
            current,
            max,
            min,
            request_id: self.request_id.as_deref(),
        };
        let mut response = HttpResponse::build(self.status);
        response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer realm=\"atelier\""));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds.max(1).to_string()));
        }
        if let Some(allow) = &self.allow {
            response.insert_header((header::ALLOW, allow.as_ref()));
        }
        // A struct of texts and numbers always serialises; an empty body is better than a panic all the same.
        response.body(serde_json::to_vec(&body).unwrap_or_default())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        self.render()
    }
}

impl From<RuleViolation> for Problem {
    fn from(violation: RuleViolation) -> Self {
        let RuleViolation { code, message, field, kind, bound } = violation;
        match kind {
            ViolationKind::Invalid => {
                let pointer = field.map(|field| format!("/{}", field.replace('.', "/")));
                let error = FieldError { pointer, parameter: None, code: code.to_owned(), message };
                Self::invalid(vec![error])
            }
            ViolationKind::Conflict => Self::coded(code, StatusCode::CONFLICT, message)
                .telling(bound.map(|bound| More { bound: Some(bound), ..More::default() })),
        }
    }
}

impl From<ImageError> for Problem {
    fn from(error: ImageError) -> Self {
        if let ImageError::Processor(inside) = error {
            return Self::internal(inside);
        }
        Self::coded(error.code(), StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let code = error.code();
        match error {
            AppError::Unauthenticated { message, .. } => Self::coded(code, StatusCode::UNAUTHORIZED, message),
            AppError::NotFound => Self::not_found(),
            AppError::NoSuch(violation) => {
                let named = Self::from(violation);
                Self { errors: named.errors, ..Self::new(code, named.detail) }
            }
            AppError::Forbidden(action) => Self::new(code, format!("this needs the permission {action}")),
            AppError::Refused { message, .. } => Self::coded(code, StatusCode::FORBIDDEN, message),
            AppError::Rule(violation) => violation.into(),
            AppError::VersionMismatch { current } => {
                Self::new(code, format!("the resource has version {current} by now; read it again"))
            }
            AppError::Conflict { message, .. } => Self::coded(code, StatusCode::CONFLICT, message),
            AppError::InUse { message, uses, .. } => Self::used(code, message, uses),
            AppError::ImageExists { image, version } => {
                let place = image.map_or_else(|| "an image".to_owned(), |image| format!("image {image}"));
                let detail = format!("the studio has these bytes as version {version} of {place}");
                let image_id = image.map(i64::from);
                Self::new(code, detail).telling(image_id.map(|_| More { image_id, ..More::default() }))
            }
            AppError::TagExists { tag, name } => {
                Self::new(code, format!("the tag {name} exists; merge with it, or choose another name"))
                    .telling(Some(More { tag_id: Some(tag.0), ..More::default() }))
            }
            AppError::Gone { message, .. } => Self::coded(code, StatusCode::GONE, message),
            AppError::TooManyAttempts { retry_after, .. } => {
                let detail = format!("too many attempts; try again in {} s", retry_after.max(1));
                let problem = Self::coded(code, StatusCode::TOO_MANY_REQUESTS, detail);
                let retry_after = u32::try_from(retry_after.max(1)).unwrap_or(u32::MAX);
                Self { retry_after: Some(retry_after), ..problem }
            }
            AppError::Image(error) => error.into(),
            AppError::Busy => {
                Self { retry_after: Some(1), ..Self::new(code, "the database is busy; try again") }
            }
            AppError::Internal(inside) => Self::internal(inside),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_about_a_field_points_at_it() {
        let violation = RuleViolation::invalid("policy.download_limit", "out_of_range", "too small");
        let problem = Problem::from(violation);
        assert_eq!((problem.status.as_u16(), problem.code), (422, "validation_failed"));
        let expected = [FieldError::at("/policy/download_limit", "out_of_range", "too small")];
        assert_eq!(*problem.errors, expected);
    }

    #[test]
    fn image_errors_keep_their_codes_and_a_failing_processor_tells_nothing() {
        let of = |error: ImageError| Problem::from(AppError::from(error));
        let unsupported = of(ImageError::UnsupportedType { found: "HEIC".into() });
        assert_eq!((unsupported.status.as_u16(), unsupported.code), (415, "unsupported_image_type"));
        assert!(unsupported.detail.contains("HEIC"));
        assert_eq!(of(ImageError::TooLarge { max: 1 }).status.as_u16(), 413);
        assert_eq!(of(ImageError::Damaged("x".into())).status.as_u16(), 422);
        let broken = of(ImageError::Processor("/secret/path".into()));
        assert_eq!(broken.status.as_u16(), 500);
        assert!(!broken.detail.contains("secret"));
        assert_eq!(broken.inside.as_deref(), Some("/secret/path"));
    }

    #[actix_web::test]
    async fn a_limit_is_told_with_where_the_caller_stands() {
        let bound = Bound::Max { current: 2, max: 2 };
        let violation = RuleViolation::conflict("max_approvals", "no more").within(bound);
        let response = Problem::from(AppError::from(violation)).render();
        assert_eq!(response.status().as_u16(), 409);
        let body = actix_web::body::to_bytes(response.into_body()).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(
            (&body["code"], &body["current"], &body["max"]),
            (&"max_approvals".into(), &2.into(), &2.into())
        );
        assert!(body.get("min").is_none());
    }

    #[test]
    fn an_internal_detail_never_leaves() {
        let problem = Problem::from(AppError::Internal("password=hunter2".into()));
        assert!(!format!("{problem} {}", problem.detail).contains("hunter2"));
    }

    #[actix_web::test]
    async fn a_problem_renders_as_rfc_9457() {
        let mut problem = Problem::from(AppError::TooManyAttempts { code: "rate_limited", retry_after: 7 });
        problem.request_id = Some("abc".into());
        let response = problem.render();
        assert_eq!(response.headers().get("retry-after").unwrap(), "7");
        assert_eq!(response.headers().get("content-type").unwrap(), "application/problem+json");
        let body = actix_web::body::to_bytes(response.into_body()).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["success"], false);
        assert_eq!(body["type"], "/api/errors#rate_limited");
        assert_eq!(body["status"], 429);
        assert_eq!(body["request_id"], "abc");
        assert!(body.get("errors").is_none());
    }
}
