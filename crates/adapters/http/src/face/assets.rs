//! The files of the faces.

use std::borrow::Cow;

use actix_web::http::header::{self, ContentEncoding};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use atelier_web::Encoding;
use atelier_web::shell::Shell;

use super::text;
use crate::extract::none_match;
use crate::problem::Problem;

/// Its address holds the hash of its content, so it never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Sends a file in the smallest form that the browser takes.
pub async fn asset(
    req: HttpRequest,
    shell: Data<Shell>,
    path: Path<String>,
) -> Result<HttpResponse, Problem> {
    let accepted = text(req.headers(), &header::ACCEPT_ENCODING);
    let asset = shell.assets().find(&path, accepted).ok_or_else(Problem::not_found)?;
    let caching = if shell.assets().is_fixed() { FOR_EVER } else { "no-store" };
    let is_known = asset.etag.as_ref().is_some_and(|tag| none_match(&req, tag));
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::CACHE_CONTROL, caching));
    if asset.varies {
        response.insert_header((header::VARY, "Accept-Encoding"));
    }
    if let Some(tag) = &asset.etag {
        response.insert_header((header::ETAG, tag.as_str()));
    }
    if is_known {
        return Ok(response.finish());
    }
    // Said for all forms: what has an encoding is not packed a second time on its way out.
    response.insert_header(match asset.encoding {
        Encoding::Brotli => ContentEncoding::Brotli,
        Encoding::Gzip => ContentEncoding::Gzip,
        Encoding::Identity => ContentEncoding::Identity,
    });
    let bytes = match asset.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    Ok(response.content_type(asset.content_type).body(bytes))
}
