//! How far a gallery's pictures have come.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use atelier_application::galleries::Pictures;
use atelier_application::ports::ImageProgress;
use atelier_domain::GalleryId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::{Caller, Id, LiveCaller};
use crate::problem::ApiResult;
use crate::reply::{Envelope, Reply};
use crate::settings::HttpSettings;
use crate::stream::{Seen, Streams, event_stream, progress};

/// How many pictures are in which state.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ImageProgress)]
pub struct ProgressBody {
    #[schema(example = 10)]
    total: u64,
    #[schema(example = 3)]
    processing: u64,
    #[schema(example = 7)]
    ready: u64,
    #[schema(example = 0)]
    failed: u64,
}

impl From<ImageProgress> for ProgressBody {
    fn from(progress: ImageProgress) -> Self {
        let ImageProgress { total, processing, ready, failed } = progress;
        Self { total, processing, ready, failed }
    }
}

/// Shows how far a gallery's pictures have come.
///
/// Permission: can_view_gallery.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "The counts", body = Envelope<ProgressBody>)))]
#[get("/galleries/{gallery_id}/progress")]
pub async fn read(
    pictures: Data<Pictures>,
    caller: Caller,
    id: Id<GalleryId>,
) -> ApiResult<Reply<Envelope<ProgressBody>>> {
    let progress = pictures.progress(&caller, id.0).await?;
    Ok(Reply::ok("Progress", progress.into()))
}

/// Streams the progress as server-sent events.
///
/// `progress` events carry the counts whenever they change; `done` carries them once nothing is being made any more,
/// and ends the stream. A stream that lasts too long ends without it: connect again.
///
/// Permission: can_view_gallery. Errors: `rate_limited`.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "Events", body = String, content_type = "text/event-stream")))]
#[get("/galleries/{gallery_id}/progress/stream")]
pub async fn watch(
    pictures: Data<Pictures>,
    settings: Data<HttpSettings>,
    streams: Data<Streams>,
    caller: LiveCaller,
    id: Id<GalleryId>,
) -> ApiResult<HttpResponse> {
    // The first look decides whether there is anything to stream at all.
    pictures.progress(&caller.actor(), id.0).await?;
    let (place, mut caller) = (streams.enter()?, caller);
    let look = async move || {
        let actor = caller.again().await.ok()?;
        let progress = pictures.progress(&actor, id.0).await.ok()?;
        Some(Seen { is_done: progress.processing == 0, body: ProgressBody::from(progress) })
    };
    Ok(event_stream(progress(place, look), settings.stream_lifetime))
}
