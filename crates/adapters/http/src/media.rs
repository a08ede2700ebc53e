//! The bytes of pictures.

use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, get};
use atelier_application::delivery::Delivery;
use atelier_application::kernel::Kernel;
use atelier_domain::images::Preset;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::edge::HeadOnly;
use crate::extract::{ClientAddress, Id};
use crate::problem::{ApiResult, Problem};
use crate::settings::HttpSettings;
use crate::stream::{FileAnswer, Keeping, Wanted, archive_answer, archive_head};

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    // Before the presets, of which `zip` would be taken for one.
    config.service(zip).service(file);
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
/// `download_limit_reached`, `download_pin_required`, `watermark_unavailable`, `metadata_cannot_be_removed`,
/// `range_not_satisfiable`.
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
    address: ClientAddress,
) -> ApiResult<HttpResponse> {
    let MediaPath { preset, token } = path.0;
    let preset = Preset::parse(&preset).ok_or_else(Problem::not_found)?;
    let file = delivery.resolve(preset, &token).await?.asked_from(address.0);
    let answer = FileAnswer {
        size: file.size,
        etag: file.etag.clone(),
        content_type: file.format.mime_type(),
        keeping: Keeping::ByAddress((file.expires_at - kernel.now()).num_seconds()),
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

/// An address of an archive.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ZipPath {
    /// From the `url` of a ticket.
    token: String,
}

/// Sends an archive (ZIP), file by file as they are read.
///
/// Who holds the address needs no token. Its files are stored and not deflated; they are counted together when it
/// begins. Before each file it is asked anew whether it may be sent: if not, the connection is cut, so that what has
/// arrived is no valid archive. It is always sent whole.
///
/// Permission: whoever holds the address. Errors: `download_ticket_expired`, `share_link_expired`,
/// `share_link_revoked`, `gallery_closed`, `downloads_not_allowed`, `download_pin_required`, `download_limit_reached`,
/// `too_many_downloads`.
#[utoipa::path(tag = "media", security(()), params(ZipPath),
    responses((status = 200, description = "The archive", content_type = "application/zip", body = Vec<u8>)))]
#[get("/media/zip/{token}")]
pub async fn zip(
    req: HttpRequest,
    delivery: Data<Delivery>,
    settings: Data<HttpSettings>,
    path: Id<ZipPath>,
    address: ClientAddress,
) -> ApiResult<HttpResponse> {
    let mut archive = delivery.archive(&path.0.token).await?.asked_from(address.0);
    if req.extensions().get::<HeadOnly>().is_some() {
        return Ok(archive_head(&archive));
    }
    archive.begin().await?;
    Ok(archive_answer(archive, settings.stall_timeout))
}
