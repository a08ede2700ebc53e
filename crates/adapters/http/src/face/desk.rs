//! The studio's desk. Which of its places is shown is decided by its script.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use atelier_web::Face;
use atelier_web::shell::{Content, Shell};

use super::{language, send};
use crate::settings::HttpSettings;

/// Shows the desk.
pub async fn desk(req: HttpRequest, shell: Data<Shell>, settings: Data<HttpSettings>) -> HttpResponse {
    let language = language(&req);
    let content = Content {
        title: "Atelier".to_owned(),
        without_script: atelier_web::texts::of(language).desk_needs_script(),
        ..Content::default()
    };
    send(Face::Desk, StatusCode::OK, shell.page(Face::Desk, language, &content), &settings)
}
