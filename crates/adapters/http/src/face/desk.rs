//! The studio's desk. Which of its places is shown is decided by its script.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use atelier_web::shell::Shell;
use atelier_web::{Face, gallery};

use super::{language, send};
use crate::settings::HttpSettings;

/// Shows the desk.
pub async fn desk(req: HttpRequest, shell: Data<Shell>, settings: Data<HttpSettings>) -> HttpResponse {
    let language = language(&req);
    let content = gallery::desk(language);
    send(Face::Desk, StatusCode::OK, shell.page(Face::Desk, language, &content), &settings)
}
