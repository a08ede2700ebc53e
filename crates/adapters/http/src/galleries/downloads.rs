//! Archives of a gallery, and the PIN that downloads may ask for.

use actix_web::post;
use actix_web::web::Data;
use atelier_application::delivery::{ArchiveOrder, Delivery, Ticket};
use atelier_application::galleries::Sharing;
use atelier_domain::images::Preset;
use atelier_domain::{GalleryId, ImageGroupId, ImageId, SelectionId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::edge::Throttle;
use crate::extract::{Body, Caller, Id};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Reply};

/// What an archive shall hold. Without anything it is the whole gallery, as far as the caller sees it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ArchiveOrder, example = json!({"preset": "web"}))]
pub struct ArchiveBody {
    /// Only the pictures of this group.
    #[serde(default)]
    group_id: Option<i64>,
    /// Only what this selection holds of the gallery, in the gallery's order.
    #[serde(default)]
    selection_id: Option<i64>,
    /// Only these pictures, in the gallery's order.
    #[serde(default)]
    #[schema(max_items = 10_000)]
    image_ids: Option<Vec<i64>>,
    /// The size of the pictures; without it, the largest that may be downloaded.
    #[serde(default)]
    #[schema(schema_with = crate::schema::preset, required = false)]
    preset: Option<Preset>,
}

impl From<ArchiveBody> for ArchiveOrder {
    fn from(body: ArchiveBody) -> Self {
        let ArchiveBody { group_id, selection_id, image_ids, preset } = body;
        Self {
            group: group_id.map(ImageGroupId),
            selection: selection_id.map(SelectionId),
            images: image_ids.map(|ids| ids.into_iter().map(ImageId).collect()),
            preset,
        }
    }
}

/// Leave to fetch an archive.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = DownloadTicket)]
pub struct TicketBody {
    /// Where the archive can be fetched without a token; shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/media/zip/Zk3…")]
    url: Option<String>,
    #[schema(schema_with = crate::schema::preset)]
    preset: Preset,
    #[schema(example = 240)]
    file_count: usize,
    /// Pictures that are not in it, because they are not ready or cannot be delivered on these terms.
    skipped: usize,
    /// Until when fetching it must begin.
    expires_at: DateTime<Utc>,
}

/// Makes a ticket for an archive (ZIP) of a gallery, of a group in it, of a selection or of single pictures.
///
/// Where several are named, of what they have in common. The pictures are those that single downloads would give on the caller's terms. They are counted when the archive is
/// fetched, all of them at once.
///
/// Permission: can_download_images. Errors: `downloads_not_allowed`, `download_pin_required`, `download_limit_reached`,
/// `nothing_to_download`, `too_many_files`, `preset_not_delivered`, `unknown_group`, `unknown_selection`, `unknown_image`.
#[utoipa::path(tag = "media", params(("gallery_id" = i64, Path)), request_body = ArchiveBody,
    responses((status = 200, description = "The ticket", body = Envelope<TicketBody>)))]
#[post("/galleries/{gallery_id}/downloads")]
pub async fn order(
    delivery: Data<Delivery>,
    caller: Caller,
    id: Id<GalleryId>,
    body: Body<ArchiveBody>,
) -> ApiResult<Reply<Envelope<TicketBody>>> {
    let ticket = delivery.order_archive(&caller, id.0, body.0.into()).await?.into_inner();
    let Ticket { token, preset, file_count, skipped, expires_at } = ticket;
    let without = TicketBody { url: None, preset, file_count, skipped, expires_at };
    let with = TicketBody { url: Some(format!("/media/zip/{}", token.0)), ..without.clone() };
    let replay = Envelope { success: true, message: "Archive ordered".to_owned(), data: without };
    Ok(Reply::ok("Archive ordered", with).secret_once(&replay))
}

/// What opens downloads.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DownloadPin, example = json!({"pin": "4711"}))]
pub struct PinBody {
    pin: String,
}

/// Shows the PIN that downloads by the guest's link ask for; they are open to this guest from then on.
///
/// Permission: guest. Errors: `wrong_download_pin`, `download_pin_locked`, `no_download_pin`, `rate_limited`.
#[utoipa::path(tag = "sharing", request_body = PinBody,
    responses((status = 200, description = "Downloads are open", body = Done)))]
#[post("/share/unlock-downloads")]
pub async fn unlock(
    sharing: Data<Sharing>,
    throttle: Throttle,
    caller: Caller,
    body: Body<PinBody>,
) -> ApiResult<Reply<Done>> {
    if let Some(link) = caller.share_link() {
        throttle.download_pin(link.0)?;
    }
    sharing.unlock_downloads(&caller, &body.0.pin).await?.into_inner();
    Ok(Reply::done("Downloads are open"))
}
