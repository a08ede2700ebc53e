//! Pages that people look at beside the faces: the API, its errors, and the way on from older share links.

use std::fmt::Write as _;
use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, get};
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::Config;

use crate::edge::PAGE_POLICY;
use crate::extract::none_match;
use crate::problem::{CODES, FIELD_CODES, Problem};

/// The OpenAPI document as it is sent.
#[derive(Debug)]
pub struct ApiDocument {
    json: web::Bytes,
    etag: String,
}

impl ApiDocument {
    pub fn of(api: &utoipa::openapi::OpenApi) -> Result<Self, serde_json::Error> {
        let json = serde_json::to_vec(api)?;
        let etag = format!("\"{}\"", blake3::hash(&json).to_hex());
        Ok(Self { json: json.into(), etag })
    }
}

/// The pages that are part of the API's document.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(document).service(errors).service(share);
}

/// The files of the pages, which are no part of the API.
pub fn docs(config: &mut web::ServiceConfig) {
    let to_folder = web::redirect("/api/docs", "/api/docs/").permanent();
    config
        .service(to_folder)
        .route("/api/docs/{file:.*}", web::get().to(docs_file))
        .route("/share.js", web::get().to(share_script));
}

/// Shows this document.
///
/// Permission: public.
#[utoipa::path(tag = "operations", security(()),
    responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
#[get("/api/openapi.json")]
pub async fn document(req: HttpRequest, document: Data<ApiDocument>) -> HttpResponse {
    let caching = (header::CACHE_CONTROL, "no-cache");
    if none_match(&req, &document.etag) {
        return HttpResponse::NotModified()
            .insert_header((header::ETAG, document.etag.as_str()))
            .insert_header(caching)
            .finish();
    }
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::ETAG, document.etag.as_str()))
        .insert_header(caching)
        .body(document.json.clone())
}

async fn docs_file(file: web::Path<String>) -> Result<HttpResponse, Problem> {
    let config = Config::from("/api/openapi.json").persist_authorization(true).filter(true);
    let found = utoipa_swagger_ui::serve(&file, Arc::new(config))
        .map_err(|error| Problem::internal(error.to_string()))?
        .ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok()
        .content_type(found.content_type)
        .insert_header((header::CONTENT_SECURITY_POLICY, PAGE_POLICY))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(found.bytes.into_owned()))
}

/// Lists the codes that problems carry. The `type` of a problem leads here.
///
/// Permission: public.
#[utoipa::path(tag = "operations", security(()),
    responses((status = 200, description = "A page", body = String, content_type = "text/html")))]
#[get("/api/errors")]
pub async fn errors() -> HttpResponse {
    let mut rows = String::new();
    for info in CODES {
        let (code, status, title) = (info.code, info.status, info.title);
        // Writing to a text does not fail, and the table holds no HTML.
        let _ = write!(rows, "<tr id=\"{code}\"><td><code>{code}</code><td>{status}<td>{title}</tr>");
    }
    let mut fields = String::new();
    for (code, title) in FIELD_CODES {
        let _ = write!(fields, "<tr><td><code>{code}</code><td>{title}</tr>");
    }
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Errors</title>\
         <style>body{{font:1rem/1.5 system-ui;margin:2rem}}td{{padding:.2rem 1rem .2rem 0}}\
         tr:target{{background:#fe9}}</style><h1>Errors</h1><table>{rows}</table>\
         <h2>Faults of single fields</h2><table>{fields}</table></html>"
    );
    page(&html, PAGE_POLICY.to_owned())
}

/// Leads share links of the older form, `/share#…`, on to `/g/…`.
///
/// The secret stands behind the `#` of the address, which browsers do not send: the page itself goes there.
///
/// Permission: public.
#[utoipa::path(tag = "sharing", security(()),
    responses((status = 200, description = "A page", body = String, content_type = "text/html")))]
#[get("/share")]
pub async fn share() -> HttpResponse {
    page(include_str!("pages/share.html"), PAGE_POLICY.to_owned())
}

async fn share_script() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(include_str!("pages/share.js"))
}

fn page(html: &str, policy: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(html.to_owned())
}
