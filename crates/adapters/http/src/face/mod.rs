//! The two faces: the studio's desk and the client's gallery, and the files that they are made of.
//!
//! They are pages for people and no part of the API's document, as the pages of the documentation are.

mod assets;
mod desk;
mod gallery;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, web};
use atelier_web::shell::{MANIFEST, Shell};
use atelier_web::{Assets, Face, Language, Page};

use crate::edge::{ShownAsIs, face_policy};
use crate::settings::HttpSettings;

/// The routes of the faces.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/assets/{file:.*}", web::get().to(assets::asset))
        .route(MANIFEST, web::get().to(desk::manifest))
        .route("/", web::get().to(desk::desk))
        .route("/desk", web::get().to(desk::desk))
        .route("/desk/{place:.*}", web::get().to(desk::desk))
        // Before the links, of which it would be taken for one: no token is so short.
        .route("/g/preview", web::get().to(gallery::previewed))
        .route("/g/{token}/cover", web::get().to(gallery::cover))
        .service(
            web::resource("/g/{token}")
                .route(web::get().to(gallery::look))
                .route(web::post().to(gallery::open)),
        );
}

/// The pages, made of the files in the program or of those in the folder that a developer names.
pub fn shell(settings: &HttpSettings) -> Shell {
    #[cfg(debug_assertions)]
    if let Some(folder) = &settings.web_assets {
        return Shell::new(Assets::of_folder(folder.clone()));
    }
    #[cfg(not(debug_assertions))]
    let _ = settings;
    Shell::new(Assets::embedded())
}

/// The language that the browser likes best of ours.
fn language(req: &HttpRequest) -> Language {
    Language::accepted(text(req.headers(), &header::ACCEPT_LANGUAGE))
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Sends a page, with the policy that its content needs. A status of a failure stays what people see.
fn send(face: Face, status: StatusCode, page: Page, settings: &HttpSettings) -> HttpResponse {
    let policy = face_policy(face, page.script_hash.as_deref(), &settings.picture_origins);
    let frames = if face == Face::Client { "SAMEORIGIN" } else { "DENY" };
    let mut response = HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::X_FRAME_OPTIONS, frames))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::VARY, "Accept-Language"))
        .insert_header(("x-robots-tag", "noindex"))
        .body(page.html);
    response.extensions_mut().insert(ShownAsIs);
    response
}
