//! The studio's desk. Which of its places is shown is decided by its script.

use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use atelier_web::shell::Shell;
use atelier_web::{Face, gallery};

use super::{language, send};
use crate::settings::HttpSettings;

/// Tells what the desk is, to devices that keep it among their programs. It names files by their hashes, so it is asked for anew.
pub async fn manifest(shell: Data<Shell>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/manifest+json")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(shell.manifest())
}

/// Shows the desk.
pub async fn desk(req: HttpRequest, shell: Data<Shell>, settings: Data<HttpSettings>) -> HttpResponse {
    let language = language(&req);
    let content = gallery::desk(language);
    send(Face::Desk, StatusCode::OK, shell.page(Face::Desk, language, &content), &settings)
}
