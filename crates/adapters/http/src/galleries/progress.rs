//! How far a gallery's pictures have come.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use atelier_application::galleries::Pictures;
use atelier_application::ports::ImageProgress;
use atelier_domain::GalleryId;
use futures_util::{Stream, stream};
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use utoipa::ToSchema;

use crate::extract::{Caller, Id, LiveCaller};
use crate::problem::{ApiResult, Problem};
use crate::reply::{Envelope, Reply};
use crate::settings::HttpSettings;
use crate::stream::{Event, event_stream};

/// How many streams may be open at once; each of them asks the database now and again.
const MAX_STREAMS: usize = 256;

/// The places for streams, shared by all workers.
#[derive(Debug, Clone)]
pub struct Streams(Arc<Semaphore>);

impl Default for Streams {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MAX_STREAMS)))
    }
}

impl Streams {
    /// A place, until it is dropped.
    pub(crate) fn enter(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let place = Arc::clone(&self.0).try_acquire_owned();
        place.map_err(|_| {
            let problem = Problem::new("rate_limited", "too many streams are open; try again in a moment");
            Problem { retry_after: Some(5), ..problem }
        })
    }
}

/// How often a stream looks.
pub(crate) const TICK: Duration = Duration::from_millis(500);

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
    let place = streams.enter()?;
    let watch = Watch { pictures, caller, gallery: id.0, last: None, done: false, _place: place };
    Ok(event_stream(watch.events(), settings.stream_lifetime))
}

struct Watch {
    pictures: Data<Pictures>,
    caller: LiveCaller,
    gallery: GalleryId,
    last: Option<ImageProgress>,
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
            let progress = self.pictures.progress(&actor, self.gallery).await.ok()?;
            self.done = progress.processing == 0;
            if self.last == Some(progress) && !self.done {
                continue;
            }
            self.last = Some(progress);
            let name = if self.done { "done" } else { "progress" };
            return Event::json(name, &ProgressBody::from(progress)).ok();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_streams_are_open_at_once() {
        let streams = Streams::default();
        let mut places: Vec<_> = (0..MAX_STREAMS).map(|_| streams.enter().unwrap()).collect();
        assert_eq!(streams.enter().unwrap_err().status.as_u16(), 429);
        places.pop();
        assert!(streams.enter().is_ok());
    }
}
