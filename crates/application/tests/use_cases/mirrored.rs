//! A desk with a service beside it that delivers pictures, in memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use atelier_application::delivery::OutsideDelivery;
use atelier_application::images::{CheckMirror, MirrorImage, Mirroring, RemoveMirror};
use atelier_application::ingest::MakePreviews;
use atelier_application::jobs::{JobHandler, Worker};
use atelier_application::paging::PageRequest;
use atelier_application::ports::{
    CdnError, CdnRendition, ImageCdn, JobFilter, NewMirror, Notice, NoticeError, NoticedChange,
};
use atelier_domain::access::{Action, Actor, Scope, Visible};
use atelier_domain::events::Job;
use atelier_domain::galleries::{Gallery, Position};
use atelier_domain::images::{GroupType, Mirror, Preset};
use atelier_domain::{ImageId, Timestamp};
use chrono::Duration;
use tokio::sync::Semaphore;

use crate::desk::Desk;

/// A service in memory. A notice is `kind message file`, and is believed if a header says so.
#[derive(Default)]
pub struct MemoryCdn {
    pub files: Mutex<BTreeMap<String, NewMirror>>,
    pub purged: Mutex<Vec<String>>,
    pub uploads: AtomicUsize,
    is_down: AtomicBool,
    /// How long it wants to be left alone while it is down.
    pub asks_for: Mutex<Option<std::time::Duration>>,
    /// Uploads arrive, and nobody hears of it.
    pub loses_answers: AtomicBool,
    /// Files that it does not delete, and addresses that it does not purge.
    pub refuses: Mutex<Vec<String>>,
    pub identity: AtomicU32,
    /// While this is closed, no copy that was begun is finished.
    pub gate: Mutex<Option<Arc<Semaphore>>>,
}

impl MemoryCdn {
    pub fn names(&self) -> Vec<String> {
        self.files.lock().unwrap().keys().cloned().collect()
    }

    fn answers(&self) -> Result<(), CdnError> {
        if self.is_down.load(Ordering::SeqCst) {
            return Err(CdnError::Passing {
                message: "switched off".to_owned(),
                after: *self.asks_for.lock().unwrap(),
            });
        }
        Ok(())
    }

    pub fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::SeqCst);
    }
}

#[async_trait]
impl ImageCdn for MemoryCdn {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn max_bytes(&self) -> u64 {
        1_000
    }

    async fn mirror(&self, new: NewMirror) -> Result<Mirror, CdnError> {
        self.answers()?;
        self.uploads.fetch_add(1, Ordering::SeqCst);
        let gate = self.gate.lock().unwrap().clone();
        if let Some(gate) = gate {
            gate.acquire().await.unwrap().forget();
        }
        let (file_id, content_hash) = (new.name.clone(), new.content_hash.clone());
        self.files.lock().unwrap().insert(file_id.clone(), new);
        if self.loses_answers.load(Ordering::SeqCst) {
            return Err(CdnError::Passing { message: "no answer".to_owned(), after: None });
        }
        Ok(Mirror { url: format!("cdn:/{file_id}"), thumbnail_url: None, file_id, content_hash })
    }

    async fn find(&self, mirror: &Mirror) -> Result<Option<Mirror>, CdnError> {
        self.answers()?;
        let is_there = self.files.lock().unwrap().contains_key(&mirror.file_id);
        Ok(is_there.then(|| Mirror { url: format!("cdn:/moved/{}", mirror.file_id), ..mirror.clone() }))
    }

    async fn delete(&self, file_ids: &[String]) -> Result<(), CdnError> {
        self.answers()?;
        if let Some(refused) = self.refuses.lock().unwrap().iter().find(|refused| file_ids.contains(refused))
        {
            return Err(CdnError::Lasting(refused.clone()));
        }
        self.files.lock().unwrap().retain(|file_id, _| !file_ids.contains(file_id));
        Ok(())
    }

    async fn purge(&self, url: &str) -> Result<(), CdnError> {
        self.answers()?;
        if self.refuses.lock().unwrap().iter().any(|refused| refused == url) {
            return Err(CdnError::Lasting(url.to_owned()));
        }
        self.purged.lock().unwrap().push(url.to_owned());
        Ok(())
    }

    fn sign_url(&self, url: &str, rendition: &CdnRendition, expires_at: Timestamp) -> Option<String> {
        let mark = match &rendition.watermark {
            None => String::new(),
            Some(mark) if mark.position == Position::Tile => return None,
            Some(mark) => format!(",{}", mark.text),
        };
        Some(format!("{url}?{}{mark}&{}", rendition.long_edge, expires_at.timestamp()))
    }

    fn identity(&self) -> u32 {
        self.identity.load(Ordering::SeqCst)
    }

    async fn ping(&self, _: Timestamp) -> Result<(), CdnError> {
        self.answers()
    }

    fn read_notice(
        &self,
        headers: &[(String, String)],
        body: &[u8],
        _: Timestamp,
    ) -> Result<Notice, NoticeError> {
        if headers.is_empty() {
            return Err(NoticeError::Unsigned);
        }
        let text = String::from_utf8_lossy(body).into_owned();
        let words: Vec<&str> = text.split(' ').collect();
        let [kind, message, file] = words.as_slice() else {
            return Err(NoticeError::Unreadable(text));
        };
        let file_id = (*file).to_owned();
        let change = match *kind {
            "deleted" => NoticedChange::Deleted { file_id },
            "changed" => NoticedChange::Changed { file_id },
            _ => NoticedChange::Other,
        };
        Ok(Notice { message: (*message).to_owned(), kind: (*kind).to_owned(), change })
    }
}

/// A desk with the service beside it, and one gallery.
pub struct Mirrored {
    pub desk: Desk,
    pub cdn: Arc<MemoryCdn>,
    pub mirroring: Mirroring,
    pub outside: OutsideDelivery,
    pub owner: Actor,
    pub gallery: Gallery,
}

impl Mirrored {
    pub async fn open() -> Self {
        Self::drawing(false).await
    }

    /// With a service that draws marks, or does not.
    pub async fn drawing(draws_marks: bool) -> Self {
        let cdn = Arc::new(MemoryCdn::default());
        let outside = OutsideDelivery::new(cdn.clone(), Duration::hours(1)).with_marks(draws_marks);
        let desk = Desk::beside(Some(cdn.clone()), Some(outside.clone())).await;
        let mirroring = desk.mirroring.clone();
        let (owner, gallery) = desk.owner_with_gallery().await;
        Self { desk, cdn, mirroring, outside, owner, gallery }
    }

    pub fn worker(&self) -> Worker {
        let mirroring = || self.mirroring.clone();
        let handlers: Vec<Arc<dyn JobHandler>> = vec![
            Arc::new(MirrorImage { mirroring: mirroring() }),
            Arc::new(RemoveMirror { mirroring: mirroring() }),
            Arc::new(CheckMirror { mirroring: mirroring() }),
            Arc::new(MakePreviews { renderer: self.desk.renderer.clone() }),
        ];
        self.desk.worker(handlers)
    }

    /// Does what is due, and what follows from it.
    pub async fn work(&self) {
        let worker = self.worker();
        loop {
            let jobs = worker.claim(100).await.unwrap();
            if jobs.is_empty() {
                return;
            }
            for job in jobs {
                worker.run(job).await.unwrap();
            }
        }
    }

    pub async fn store(&self, bytes: &[u8]) -> ImageId {
        let folder = tempfile::tempdir().unwrap();
        let file = self.desk.file(folder.path(), "a.jpg", bytes);
        let main = GroupType::main();
        let stored = self.desk.intake.store(&self.owner, self.gallery.id, &main, &file, None);
        stored.await.unwrap().image().id
    }

    /// Makes these bytes the picture's next version.
    pub async fn retouch(&self, id: ImageId, bytes: &[u8]) {
        let folder = tempfile::tempdir().unwrap();
        let file = self.desk.file(folder.path(), "edit.jpg", bytes);
        self.desk.versions.add(&self.owner, id, &file, None, None).await.unwrap().into_inner();
    }

    /// The bytes of the copy that the picture's row names.
    pub async fn copied_bytes(&self, id: ImageId) -> Option<Vec<u8>> {
        let file_id = self.mirror(id).await?.file_id;
        self.cdn.files.lock().unwrap().get(&file_id).map(|file| file.bytes.clone())
    }

    /// A picture that is ready and copied.
    pub async fn picture(&self) -> ImageId {
        let id = self.store(b"picture").await;
        self.work().await;
        id
    }

    pub async fn mirror(&self, id: ImageId) -> Option<Mirror> {
        let tx = self.desk.kernel.read().await.unwrap();
        let image = tx.images().find(self.owner.studio, id).await.unwrap().unwrap();
        let job = Scope::for_job(self.owner.studio, "test", self.owner.now);
        image.read(job.actor()).unwrap().mirror
    }

    pub async fn jobs(&self, kind: &str) -> Vec<Job> {
        let filter = JobFilter { kind: Some(kind.to_owned()), ..JobFilter::default() };
        let visible = Visible::to(&self.owner, Action::ViewAuditLog);
        let tx = self.desk.kernel.read().await.unwrap();
        tx.jobs().list(&visible, &filter, PageRequest::default()).await.unwrap().items
    }

    /// The address of a size, as the owner is given it now.
    pub async fn url(&self, id: ImageId, preset: Preset) -> String {
        let now = self.desk.kernel.now();
        let view = self.desk.images.read(&Actor { now, ..self.owner.clone() }, id).await.unwrap();
        view.urls.into_iter().find(|(size, _)| *size == preset).unwrap().1
    }

    pub async fn notice(&self, text: &str) {
        let signed = [("signed".to_owned(), "yes".to_owned())];
        self.mirroring.take_notice(&signed, text.as_bytes()).await.unwrap().into_inner();
    }
}
