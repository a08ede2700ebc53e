//! How far a batch has come, as events.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use atelier_application::ingest::{BatchView, Batches};
use atelier_domain::BatchId;
use atelier_domain::ingest::BatchState;
use futures_util::{Stream, stream};
use tokio::sync::OwnedSemaphorePermit;

use super::bodies::BatchViewBody;
use crate::extract::{Id, LiveCaller};
use crate::galleries::{Streams, TICK};
use crate::problem::ApiResult;
use crate::settings::HttpSettings;
use crate::stream::{Event, event_stream};

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
    let place = streams.enter()?;
    let watch = Watch { batches, caller, batch: id.0, last: None, done: false, _place: place };
    Ok(event_stream(watch.events(), settings.stream_lifetime))
}

struct Watch {
    batches: Data<Batches>,
    caller: LiveCaller,
    batch: BatchId,
    last: Option<BatchView>,
    done: bool,
    _place: OwnedSemaphorePermit,
}

impl Watch {
    fn events(self) -> impl Stream<Item = Event> {
        stream::unfold(self, |mut state| async move {
            let event = state.next().await?;
            Some((event, state))
        })
    }

    /// The next change. The caller is asked for anew each time, so that whose access ends sees no more.
    async fn next(&mut self) -> Option<Event> {
        while !self.done {
            if self.last.is_some() {
                tokio::time::sleep(TICK).await;
            }
            let actor = self.caller.again().await.ok()?;
            let view = self.batches.read(&actor, self.batch).await.ok()?;
            let is_quiet = view.progress.uploading == 0 && view.progress.processing == 0;
            self.done = view.batch.state == BatchState::Closed && is_quiet;
            if self.last.as_ref() == Some(&view) && !self.done {
                continue;
            }
            self.last = Some(view.clone());
            let name = if self.done { "done" } else { "progress" };
            return Event::json(name, &BatchViewBody::from(view)).ok();
        }
        None
    }
}
