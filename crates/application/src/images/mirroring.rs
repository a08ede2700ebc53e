//! Copies of pictures at the service that delivers them: when they are made, when they go, and what the service tells.
//!
//! A row and its copy never change in one step, because the service cannot take part in a transaction. So a row names a
//! copy only after it was made, and stops naming it in the transaction that orders its removal. Each job makes its copy
//! under a name of its own: a copy that is being removed is never one that another job is making.

use std::sync::Arc;

use atelier_domain::access::{Action, Context, Scope};
use atelier_domain::events::EventKind;
use atelier_domain::images::{Image, Mirror};
use atelier_domain::{ImageId, StudioId, Timestamp};
use serde_json::{Value, json};

use crate::kernel::{Kernel, did};
use crate::locking::lock_galleries;
use crate::ports::{Committed, ImageCdn, MediaStore, NewJob, Notice, NoticeError, NoticedChange, Tx};
use crate::{AppError, AppResult};

/// The kind of the jobs that copy a picture to the service.
pub const MIRROR: &str = "images.mirror";

/// The kind of the jobs that remove copies from the service.
pub const UNMIRROR: &str = "images.unmirror";

/// The kind of the jobs that ask the service what it has of a picture.
pub const CHECK_MIRROR: &str = "images.check_mirror";

/// Whether jobs of this kind wait for the service, which may be slow without end. Such jobs come last and never have a
/// worker to themselves.
pub fn is_outside(kind: &str) -> bool {
    [MIRROR, UNMIRROR, CHECK_MIRROR].contains(&kind)
}

/// How many copies one job removes: as many as the service deletes in one call.
const TOGETHER: usize = 100;

/// How many pictures one transaction gives work to.
const STEP: u64 = 500;

/// Keeps copies of pictures at the service, where there is one.
#[derive(Clone)]
pub struct Mirroring {
    pub(super) kernel: Kernel,
    pub(super) media: Arc<dyn MediaStore>,
    pub(super) cdn: Option<Arc<dyn ImageCdn>>,
}

impl Mirroring {
    /// Without a service nothing is ever copied.
    pub fn new(kernel: Kernel, media: Arc<dyn MediaStore>, cdn: Option<Arc<dyn ImageCdn>>) -> Self {
        Self { kernel, media, cdn }
    }

    pub fn is_on(&self) -> bool {
        self.cdn.is_some()
    }

    /// Orders copies in the transaction in which the pictures became ready, or came back.
    pub(crate) async fn wanted(
        &self,
        tx: &Tx,
        studio: StudioId,
        images: &[ImageId],
        now: Timestamp,
    ) -> AppResult<()> {
        if self.is_on() {
            let jobs = images.iter().map(|image| image_job(MIRROR, studio, *image, now)).collect();
            tx.jobs().enqueue_all(jobs).await?;
        }
        Ok(())
    }

    /// Orders copies of all ready pictures that have none, of every studio; how many.
    pub async fn mirror_missing(&self) -> AppResult<u64> {
        self.enqueue_all(MIRROR, false).await
    }

    /// Orders that the service is asked about every copy; how many.
    pub async fn check_all(&self) -> AppResult<u64> {
        self.enqueue_all(CHECK_MIRROR, true).await
    }

    async fn enqueue_all(&self, kind: &'static str, mirrored: bool) -> AppResult<u64> {
        let (mut after, mut count) = (ImageId(0), 0);
        loop {
            let now = self.kernel.now();
            let tx = self.kernel.write().await?;
            let found = tx.images().by_mirror(mirrored, after, STEP).await?;
            let Some((_, last)) = found.last() else { return Ok(count) };
            after = *last;
            let jobs: Vec<NewJob> =
                found.iter().map(|(studio, image)| image_job(kind, *studio, *image, now)).collect();
            count += jobs.len() as u64;
            tx.jobs().enqueue_all(jobs).await?;
            tx.finish().await?;
        }
    }

    /// Takes a notice of the service. It counts once, however often it is sent.
    pub async fn take_notice(&self, headers: &[(String, String)], body: &[u8]) -> AppResult<Committed<()>> {
        let cdn = self.cdn.as_ref().ok_or(AppError::NotFound)?;
        let now = self.kernel.now();
        let Notice { message, kind, change } = cdn.read_notice(headers, body, now).map_err(unbelieved)?;
        let tx = self.kernel.write().await?;
        if tx.inbox().receive(cdn.name(), &message, &kind, now).await? {
            match change {
                // No other file will ever have the id, so the notice is enough; the next viewer gets our own address.
                NoticedChange::Deleted { file_id } => {
                    for (studio, image) in tx.images().mirrored_as(&file_id).await? {
                        self.forget(&tx, studio, image, &file_id, now).await?;
                    }
                }
                // Notices come late and out of order: what holds is asked of the service.
                NoticedChange::Changed { file_id } => {
                    for (studio, image) in tx.images().mirrored_as(&file_id).await? {
                        tx.jobs().enqueue(image_job(CHECK_MIRROR, studio, image, now)).await?;
                    }
                }
                NoticedChange::Other => {}
            }
        }
        Ok(tx.commit(()).await?)
    }

    /// The copy under `file_id` is gone: the row no longer names it.
    pub(super) async fn forget(
        &self,
        tx: &Tx,
        studio: StudioId,
        id: ImageId,
        file_id: &str,
        now: Timestamp,
    ) -> AppResult<()> {
        let scope = Scope::for_job(studio, CHECK_MIRROR, now);
        lock_galleries(tx, studio, &[id], None).await?;
        let Some(image) = tx.images().find(studio, id).await? else { return Ok(()) };
        let image = image.write(scope.actor(), Action::EditImages)?;
        if image.get().mirror.as_ref().is_none_or(|mirror| mirror.file_id != file_id) {
            return Ok(());
        }
        let image = image.change(|image| {
            image.lost_mirror(now);
            Ok(())
        })?;
        let image = tx.images().update(&image).await?;
        tell(tx, &scope, &image, EventKind::ImageMirrorLost, file_id).await
    }
}

/// Orders the removal of copies in the transaction in which their rows stopped naming them.
pub(crate) async fn unwanted(
    tx: &Tx,
    studio: StudioId,
    copies: impl IntoIterator<Item = Mirror>,
    now: Timestamp,
) -> AppResult<()> {
    let named = |mirror: Mirror| {
        let Mirror { file_id, url, thumbnail_url: _, content_hash: _ } = mirror;
        json!({ "file_id": file_id, "url": url })
    };
    let copies: Vec<Value> = copies.into_iter().map(named).collect();
    let job = |copies: &[Value]| {
        let payload = json!({ "copies": copies });
        NewJob { studio, kind: UNMIRROR, payload, run_at: now, now }
    };
    let jobs: Vec<NewJob> = copies.chunks(TOGETHER).map(job).collect();
    tx.jobs().enqueue_all(jobs).await?;
    Ok(())
}

/// Moves the counters of the galleries that show the picture, whose addresses are others now, and tells the spine.
pub(super) async fn tell(
    tx: &Tx,
    scope: &Scope,
    image: &Image,
    kind: EventKind,
    file_id: &str,
) -> AppResult<()> {
    let galleries = tx.galleries().showing(&[image.id]).await?;
    tx.galleries().content_changed(&galleries, scope.actor().now).await?;
    let payload = json!({ "file_id": file_id });
    tx.events().record(&did(scope.actor(), kind, Context::Image(image.id), payload)).await?;
    Ok(())
}

fn image_job(kind: &'static str, studio: StudioId, image: ImageId, now: Timestamp) -> NewJob {
    NewJob { studio, kind, payload: json!({ "image_id": image.0 }), run_at: now, now }
}

fn unbelieved(error: NoticeError) -> AppError {
    match error {
        NoticeError::Unexpected => AppError::NotFound,
        NoticeError::Unsigned => AppError::Unauthenticated {
            code: "invalid_webhook_signature",
            message: "the signature does not fit the body",
        },
        NoticeError::Stale => AppError::Unauthenticated {
            code: "webhook_too_old",
            message: "the notice was signed too long ago",
        },
        NoticeError::Unreadable(reason) => {
            tracing::warn!(%reason, "a genuine notice cannot be understood");
            AppError::invalid("type", "invalid_value", "the notice cannot be understood")
        }
    }
}
