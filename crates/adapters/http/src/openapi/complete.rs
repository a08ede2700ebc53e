//! What every operation of the document has in common, added in one place.

use std::collections::BTreeMap;

use serde_json::json;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, ContentBuilder, OpenApi, Ref, RefOr, Required, Response, ResponseBuilder};

use crate::problem::CODES;

/// Adds names, permissions, shared parameters and error answers to every operation.
pub(super) fn complete(api: &mut OpenApi) {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
    let bearer = bearer
        .description(Some("The access token of a sign-in or of a guest, or the API token of a program"));
    let components = api.components.get_or_insert_with(Components::new);
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
    for (status, response) in error_responses() {
        components.responses.insert(component(status), response.into());
    }
    api.security = Some(vec![SecurityRequirement::new("bearer", Vec::<String>::new())]);
    for (path, item) in &mut api.paths.paths {
        for (method, operation) in operations(item) {
            describe(path, method, operation);
        }
    }
}

pub(super) fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let PathItem { get, put, post, delete, patch, options, .. } = item;
    [("get", get), ("put", put), ("post", post), ("delete", delete), ("patch", patch), ("options", options)]
        .into_iter()
        .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

fn describe(path: &str, method: &'static str, operation: &mut Operation) {
    operation.operation_id = operation.operation_id.take().map(|function| name(&function, path));
    let description = operation.description.clone().unwrap_or_default();
    let whole = format!("{}\n{description}", operation.summary.clone().unwrap_or_default());
    if let Some(permission) = permission(&whole) {
        let extensions = operation.extensions.get_or_insert_with(Extensions::default);
        extensions.insert("x-permission".to_owned(), json!(permission));
    }
    let is_public = operation.security.is_some();
    let is_versioned = whole.contains("version_mismatch");
    if is_versioned {
        let text = "The ETag of the copy that is changed; another version is refused with 412";
        header_parameter(operation, "If-Match", text, Some(r#"^(\*|(W/)?"[^",]*")$"#));
    }
    if method == "post" && !is_public {
        let text = "Chosen by the client: the same request with the same key is done once, for 24 hours";
        header_parameter(operation, "Idempotency-Key", text, Some("^[!-~]{1,200}$"));
    }
    if method == "get" && !is_public {
        let text = "The ETag of the copy that the caller has; if nothing changed the answer is 304";
        header_parameter(operation, "If-None-Match", text, None);
        add(operation, "304", ResponseBuilder::new().description("Nothing has changed").build().into());
    }
    for status in statuses(path, method, operation, is_public, is_versioned) {
        let reference = Ref::new(format!("#/components/responses/{}", component(status)));
        add(operation, &status.to_string(), RefOr::Ref(reference));
    }
}

/// A name that no other operation has: what is done, and to what.
fn name(function: &str, path: &str) -> String {
    let words = path
        .trim_start_matches("/api/v1")
        .split('/')
        .filter(|word| !word.is_empty() && !word.starts_with('{') && *word != function);
    let words: Vec<String> = words.map(|word| word.replace(['-', '.'], "_")).collect();
    let mut name = function.to_owned();
    for word in words {
        name.push('_');
        name.push_str(&word);
    }
    name
}

/// The words after `Permission:`, up to the end of the sentence.
fn permission(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("Permission: ")?;
    rest.split(['.', '\n']).next().map(str::trim)
}

fn header_parameter(operation: &mut Operation, name: &str, text: &str, pattern: Option<&str>) {
    let schema = ObjectBuilder::new().schema_type(Type::String).pattern(pattern).build();
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(text))
        .schema(Some(schema))
        .build();
    operation.parameters.get_or_insert_with(Vec::new).push(parameter.into());
}

fn add(operation: &mut Operation, status: &str, response: RefOr<Response>) {
    operation.responses.responses.entry(status.to_owned()).or_insert(response);
}

/// The statuses of problems that an operation can answer.
fn statuses(
    path: &str,
    method: &str,
    operation: &Operation,
    is_public: bool,
    is_versioned: bool,
) -> Vec<u16> {
    let has_body = operation.request_body.is_some();
    let is_media = path.starts_with("/media/");
    let is_entry = is_public && method == "post";
    let is_limited = is_entry || !is_public || path.ends_with("/zip/{token}");
    let is_resumable = path.starts_with("/api/v1/uploads");
    let is_chunk = is_resumable && method == "patch";
    let rules: [(u16, bool); 18] = [
        (400, true),
        (401, !is_public || is_entry || path == "/metrics"),
        (403, !is_public || is_media),
        (404, true),
        (406, true),
        (408, has_body || is_chunk),
        (409, method != "get"),
        (410, !is_public || is_media || is_entry),
        (412, is_versioned || is_resumable),
        (413, has_body || method == "post" || is_chunk),
        (415, has_body || is_chunk),
        (416, is_media && !path.starts_with("/media/zip/")),
        (422, true),
        (423, is_resumable && path.contains('{')),
        (429, is_limited),
        (460, is_chunk),
        (500, true),
        (503, true),
    ];
    rules.into_iter().filter_map(|(status, applies)| applies.then_some(status)).collect()
}

fn component(status: u16) -> String {
    format!("Problem{status}")
}

/// One reusable answer for each status of the table, listing the codes that come with it.
fn error_responses() -> BTreeMap<u16, Response> {
    let mut by_status: BTreeMap<u16, Vec<(&str, &str)>> = BTreeMap::new();
    for info in CODES {
        by_status.entry(info.status).or_default().push((info.code, info.title));
    }
    by_status.into_iter().map(|(status, codes)| (status, error_response(status, &codes))).collect()
}

fn error_response(status: u16, codes: &[(&str, &str)]) -> Response {
    let lines: Vec<String> = codes.iter().map(|(code, title)| format!("- `{code}`: {title}")).collect();
    let (code, title) = codes.first().copied().unwrap_or_default();
    let example = json!({
        "success": false,
        "type": format!("/api/errors#{code}"),
        "title": title,
        "status": status,
        "detail": title,
        "code": code,
        "request_id": "0b0d3f0e-6d0c-4d3c-9d0e-0a5a1b6f9a11",
    });
    let content =
        ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).example(Some(example)).build();
    let mut response =
        ResponseBuilder::new().description(lines.join("\n")).content("application/problem+json", content);
    if matches!(status, 429 | 503) {
        let seconds = ObjectBuilder::new().schema_type(Type::String).build();
        let header = HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds to wait")).build();
        response = response.header("Retry-After", header);
    }
    response.build()
}
