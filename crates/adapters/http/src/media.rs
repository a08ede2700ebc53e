//! The bytes of pictures.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use atelier_application::delivery::Delivery;
use atelier_application::kernel::Kernel;
use atelier_domain::images::Preset;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::extract::Id;
use crate::problem::{ApiResult, Problem};
use crate::stream::{FileAnswer, Wanted};

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(file);
}

/// An address of a picture.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct MediaPath {
    /// The size.
    #[param(schema_with = crate::schema::preset)]
    preset: String,
    /// From `urls` or `downloads` of a picture.
    token: String,
}

/// Sends a picture in one of its sizes.
///
/// The address is signed, expires, and names picture, size and viewer; who holds it needs no token. Whether the viewer
/// may still see the picture is asked anew each time. `HEAD`, `If-None-Match`, `Range` and `If-Range` are honoured.
///
/// Permission: whoever holds the address. Errors: `share_link_expired`, `share_link_revoked`, `gallery_closed`,
/// `download_limit_reached`, `range_not_satisfiable`.
#[utoipa::path(tag = "media", security(()),
    params(
        MediaPath,
        ("Range" = Option<String>, Header, description = "One part of the file, such as `bytes=0-1023`. \
            A download by a link with a limit is sent whole"),
    ),
    responses(
        (status = 200, description = "The file", content_type = "image/*", body = Vec<u8>),
        (status = 206, description = "A part of the file", content_type = "image/*", body = Vec<u8>),
    ))]
#[get("/media/{preset}/{token}")]
pub async fn file(
    req: HttpRequest,
    delivery: Data<Delivery>,
    kernel: Data<Kernel>,
    path: Id<MediaPath>,
) -> ApiResult<HttpResponse> {
    let MediaPath { preset, token } = path.0;
    let preset = Preset::parse(&preset).ok_or_else(Problem::not_found)?;
    let file = delivery.resolve(preset, &token).await?;
    let answer = FileAnswer {
        size: file.size,
        etag: file.etag.clone(),
        content_type: file.format.mime_type(),
        max_age: (file.expires_at - kernel.now()).num_seconds(),
        download_name: file.download_name.clone(),
    };
    match answer.wanted(&req) {
        Wanted::Nothing(response) => Ok(response),
        Wanted::Bytes(range) => {
            let range = range.filter(|_| file.in_parts);
            let body = delivery.open(&file, range.clone()).await?;
            Ok(answer.send(range, body))
        }
    }
}
