//! How far a batch has come, as events.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use atelier_application::ingest::Batches;
use atelier_domain::BatchId;
use atelier_domain::ingest::BatchState;

use super::bodies::BatchViewBody;
use crate::extract::{Id, LiveCaller};
use crate::problem::ApiResult;
use crate::settings::HttpSettings;
use crate::stream::{Seen, Streams, event_stream, progress};

/// Streams the progress of a batch as server-sent events.
///
/// `progress` events carry the batch and its counts whenever they change; `done` carries them once the batch is closed
/// and nothing is under way any more, and ends the stream. A stream that lasts too long ends without it: connect again.
///
/// Permission: can_access_staging. Errors: `rate_limited`.
#[utoipa::path(tag = "staging", params(("batch_id" = String, Path)),
    responses((status = 200, description = "Events", body = String, content_type = "text/event-stream")))]
#[get("/upload-batches/{batch_id}/progress/stream")]
pub async fn watch(
    batches: Data<Batches>,
    settings: Data<HttpSettings>,
    streams: Data<Streams>,
    caller: LiveCaller,
    id: Id<BatchId>,
) -> ApiResult<HttpResponse> {
    // The first look decides whether there is anything to stream at all.
    batches.read(&caller.actor(), id.0).await?;
    let (place, mut caller) = (streams.enter()?, caller);
    let look = async move || {
        let actor = caller.again().await.ok()?;
        let view = batches.read(&actor, id.0).await.ok()?;
        let is_quiet = view.progress.uploading == 0 && view.progress.processing == 0;
        let is_done = is_quiet && view.batch.state == BatchState::Closed;
        Some(Seen { is_done, body: BatchViewBody::from(view) })
    };
    Ok(event_stream(progress(place, look), settings.stream_lifetime))
}
