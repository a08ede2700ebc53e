//! How far a gallery's pictures have come.

use std::time::Duration;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use atelier_application::galleries::Pictures;
use atelier_application::ports::ImageProgress;
use atelier_domain::GalleryId;
use futures_util::{Stream, stream};
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::{Authenticate, Bearer, Caller, Id};
use crate::problem::ApiResult;
use crate::reply::{Envelope, Reply};
use crate::settings::HttpSettings;
use crate::stream::{Event, event_stream};

/// How often a stream looks.
const TICK: Duration = Duration::from_millis(500);

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
/// Permission: can_view_gallery.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "Events", body = String, content_type = "text/event-stream")))]
#[get("/galleries/{gallery_id}/progress/stream")]
pub async fn watch(
    pictures: Data<Pictures>,
    authenticate: Data<dyn Authenticate>,
    settings: Data<HttpSettings>,
    caller: Caller,
    bearer: Bearer,
    id: Id<GalleryId>,
) -> ApiResult<HttpResponse> {
    // The first look decides whether there is anything to stream at all.
    pictures.progress(&caller, id.0).await?;
    let watch = Watch { pictures, authenticate, bearer, gallery: id.0, last: None, done: false };
    Ok(event_stream(watch.events(), settings.stream_lifetime))
}

struct Watch {
    pictures: Data<Pictures>,
    authenticate: Data<dyn Authenticate>,
    bearer: Bearer,
    gallery: GalleryId,
    last: Option<ImageProgress>,
    done: bool,
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
            let actor = self.authenticate.authenticate(&self.bearer.0).await.ok()?;
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
