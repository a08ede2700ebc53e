use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use atelier_application::delivery::OutsideDelivery;
use atelier_application::galleries::{GalleryPage, ShareLinkInput};
use atelier_application::images::{CheckMirror, GroupInput, MirrorImage, Mirroring, RemoveMirror};
use atelier_application::ingest::{Arrival, Fate, MakePreviews, StagingIntake, Tray};
use atelier_application::jobs::{JobHandler, Worker};
use atelier_application::paging::PageRequest;
use atelier_application::ports::{
    CdnError, CdnRendition, ImageCdn, JobFilter, NewMirror, Notice, NoticeError, NoticedChange,
};
use atelier_application::products::{Feed, FeedPage, ProductInput, Products};
use atelier_application::upkeep::Retention;
use atelier_domain::access::{Action, Actor, Credential, Scope, Visible};
use atelier_domain::events::{Job, JobState};
use atelier_domain::galleries::{
    DeliveryPolicy, Gallery, Mark, MetadataTerms, Notice as FileNotice, Position, Visibility, Watermark,
};
use atelier_domain::images::{GroupType, Mirror, Preset};
use atelier_domain::{ApiTokenId, ImageId, Timestamp};
use chrono::Duration;
use tokio::sync::Semaphore;

use crate::desk::{Desk, code};

/// A service in memory. A notice is `kind message file`, and is believed if a header says so.
#[derive(Default)]
struct MemoryCdn {
    files: Mutex<BTreeMap<String, NewMirror>>,
    purged: Mutex<Vec<String>>,
    uploads: AtomicUsize,
    is_down: AtomicBool,
    /// How long it wants to be left alone while it is down.
    asks_for: Mutex<Option<std::time::Duration>>,
    /// Uploads arrive, and nobody hears of it.
    loses_answers: AtomicBool,
    /// Files that it does not delete, and addresses that it does not purge.
    refuses: Mutex<Vec<String>>,
    identity: AtomicU32,
    /// While this is closed, no copy that was begun is finished.
    gate: Mutex<Option<Arc<Semaphore>>>,
}

impl MemoryCdn {
    fn names(&self) -> Vec<String> {
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

    fn set_down(&self, is_down: bool) {
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
struct Mirrored {
    desk: Desk,
    cdn: Arc<MemoryCdn>,
    mirroring: Mirroring,
    outside: OutsideDelivery,
    owner: Actor,
    gallery: Gallery,
}

impl Mirrored {
    async fn open() -> Self {
        Self::drawing(false).await
    }

    /// With a service that draws marks, or does not.
    async fn drawing(draws_marks: bool) -> Self {
        let cdn = Arc::new(MemoryCdn::default());
        let outside = OutsideDelivery::new(cdn.clone(), Duration::hours(1)).with_marks(draws_marks);
        let desk = Desk::beside(Some(cdn.clone()), Some(outside.clone())).await;
        let mirroring = desk.mirroring.clone();
        let (owner, gallery) = desk.owner_with_gallery().await;
        Self { desk, cdn, mirroring, outside, owner, gallery }
    }

    fn worker(&self) -> Worker {
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
    async fn work(&self) {
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

    async fn store(&self, bytes: &[u8]) -> ImageId {
        let folder = tempfile::tempdir().unwrap();
        let file = self.desk.file(folder.path(), "a.jpg", bytes);
        let main = GroupType::main();
        let stored = self.desk.intake.store(&self.owner, self.gallery.id, &main, &file, None);
        stored.await.unwrap().image().id
    }

    /// Makes these bytes the picture's next version.
    async fn retouch(&self, id: ImageId, bytes: &[u8]) {
        let folder = tempfile::tempdir().unwrap();
        let file = self.desk.file(folder.path(), "edit.jpg", bytes);
        self.desk.versions.add(&self.owner, id, &file, None, None).await.unwrap().into_inner();
    }

    /// The bytes of the copy that the picture's row names.
    async fn copied_bytes(&self, id: ImageId) -> Option<Vec<u8>> {
        let file_id = self.mirror(id).await?.file_id;
        self.cdn.files.lock().unwrap().get(&file_id).map(|file| file.bytes.clone())
    }

    /// A picture that is ready and copied.
    async fn picture(&self) -> ImageId {
        let id = self.store(b"picture").await;
        self.work().await;
        id
    }

    async fn mirror(&self, id: ImageId) -> Option<Mirror> {
        let tx = self.desk.kernel.read().await.unwrap();
        let image = tx.images().find(self.owner.studio, id).await.unwrap().unwrap();
        let job = Scope::for_job(self.owner.studio, "test", self.owner.now);
        image.read(job.actor()).unwrap().mirror
    }

    async fn jobs(&self, kind: &str) -> Vec<Job> {
        let filter = JobFilter { kind: Some(kind.to_owned()), ..JobFilter::default() };
        let visible = Visible::to(&self.owner, Action::ViewAuditLog);
        let tx = self.desk.kernel.read().await.unwrap();
        tx.jobs().list(&visible, &filter, PageRequest::default()).await.unwrap().items
    }

    /// The address of a size, as the owner is given it now.
    async fn url(&self, id: ImageId, preset: Preset) -> String {
        let now = self.desk.kernel.now();
        let view = self.desk.images.read(&Actor { now, ..self.owner.clone() }, id).await.unwrap();
        view.urls.into_iter().find(|(size, _)| *size == preset).unwrap().1
    }

    async fn notice(&self, text: &str) {
        let signed = [("signed".to_owned(), "yes".to_owned())];
        self.mirroring.take_notice(&signed, text.as_bytes()).await.unwrap().into_inner();
    }
}

#[tokio::test]
async fn a_picture_that_becomes_ready_is_copied_and_then_delivered_from_outside() {
    let world = Mirrored::open().await;
    let id = world.store(b"picture").await;
    world.desk.work().await;
    assert!(world.url(id, Preset::Web).await.starts_with("/media/web/"), "there is no copy yet");
    world.work().await;

    let mirror = world.mirror(id).await.unwrap();
    let files = world.cdn.files.lock().unwrap().clone();
    let file = &files[&mirror.file_id];
    assert_eq!(file.bytes, b"web of picture", "the screen size is copied, and no original");
    assert_eq!(file.content_hash, mirror.content_hash);
    drop(files);
    for (preset, edge) in [(Preset::Hotpreview, 150), (Preset::Thumb, 512), (Preset::Web, 2048)] {
        let url = world.url(id, preset).await;
        assert!(url.starts_with(&format!("{}?{edge}&", mirror.url)), "{url}");
    }
    // More than the copy has, and everything that is taken home, comes from us.
    assert!(world.url(id, Preset::Large).await.starts_with("/media/large/"));
    let view = world.desk.images.read(&world.owner, id).await.unwrap();
    assert_eq!(view.downloads.len(), 5);
    assert!(view.downloads.iter().all(|(_, url)| url.starts_with("/media/")));
    assert_eq!(view.mirror_url, None, "an unsigned address leaves nobody's hands");
}

#[tokio::test]
async fn a_job_that_is_done_twice_copies_once() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let before = world.mirror(id).await;
    for mut job in world.jobs("images.mirror").await {
        job.state = JobState::Running;
        MirrorImage { mirroring: world.mirroring.clone() }.run(&job).await.unwrap();
    }
    assert_eq!(world.mirroring.mirror_missing().await.unwrap(), 0);
    assert_eq!(world.cdn.uploads.load(Ordering::SeqCst), 1);
    assert_eq!(world.mirror(id).await, before);
}

#[tokio::test]
async fn an_outage_delays_copies_and_loses_none() {
    let world = Mirrored::open().await;
    world.cdn.set_down(true);
    let id = world.picture().await;
    assert!(world.url(id, Preset::Web).await.starts_with("/media/web/"), "the picture is ready all the same");
    // Longer than the attempts of a job last.
    for _ in 0..40 {
        world.desk.clock.advance(Duration::minutes(15));
        world.work().await;
    }
    let job = world.jobs("images.mirror").await.remove(0);
    assert_eq!(job.state, JobState::Queued, "{job:?}");
    assert!(job.last_error.unwrap().contains("switched off"));
    world.cdn.set_down(false);
    world.desk.clock.advance(Duration::minutes(15));
    world.work().await;
    assert!(world.mirror(id).await.is_some());
}

#[tokio::test]
async fn thousands_of_copies_leave_our_own_work_and_a_part_of_the_workers_alone() {
    let world = Mirrored::open().await;
    for number in 0..4_u8 {
        world.store(&[b'a', number]).await;
    }
    world.desk.work().await;
    world.desk.clock.advance(Duration::minutes(1));
    world.store(b"picture").await;
    let worker = world.worker();
    let kinds = |jobs: &[Job]| jobs.iter().map(|job| job.kind.clone()).collect::<Vec<_>>();
    let first = worker.claim_within(2, 1).await.unwrap();
    assert_eq!(kinds(&first), ["images.make_derivatives", "images.mirror"]);
    assert_eq!(worker.claim_within(9, 0).await.unwrap(), [], "there is no room for more copies");
    assert_eq!(worker.claim_within(9, 9).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_service_that_wants_to_be_left_alone_is_and_no_attempt_is_used_up() {
    let world = Mirrored::open().await;
    world.store(b"picture").await;
    world.desk.work().await;
    world.cdn.set_down(true);
    let asked = [(1, 2), (600, 600), (86_400, 3_600)];
    for (seconds, waited) in asked {
        *world.cdn.asks_for.lock().unwrap() = Some(std::time::Duration::from_secs(seconds));
        let worker = world.worker();
        let job = worker.claim(1).await.unwrap().remove(0);
        let job = worker.run(job).await.unwrap();
        assert_eq!((job.state, job.attempts), (JobState::Queued, 0), "{job:?}");
        let pause = Duration::seconds(waited);
        assert_eq!(job.run_at, world.desk.kernel.now() + pause);
        world.desk.clock.advance(pause);
    }
}

#[tokio::test]
async fn an_upload_of_which_nobody_heard_is_overwritten_by_its_own_job() {
    let world = Mirrored::open().await;
    let id = world.store(b"picture").await;
    world.desk.work().await;
    world.cdn.loses_answers.store(true, Ordering::SeqCst);
    world.work().await;
    assert_eq!((world.cdn.names().len(), world.mirror(id).await), (1, None));
    // By the time of the next attempt the picture shows something else.
    world.retouch(id, b"retouched").await;
    world.cdn.loses_answers.store(false, Ordering::SeqCst);
    world.desk.clock.advance(Duration::seconds(2));
    world.work().await;
    assert_eq!(world.copied_bytes(id).await.unwrap(), b"web of retouched");
    assert_eq!(world.cdn.names(), [world.mirror(id).await.unwrap().file_id]);
}

#[tokio::test]
async fn one_copy_that_is_refused_keeps_no_other_from_going() {
    let world = Mirrored::open().await;
    let mut ids = Vec::new();
    for number in 0..3_u8 {
        ids.push(world.store(&[b'a', number]).await);
    }
    world.work().await;
    let first = world.mirror(ids[0]).await.unwrap();
    *world.cdn.refuses.lock().unwrap() = vec![first.file_id.clone(), first.url.clone()];
    world.desk.images.delete_many(&world.owner, &ids, true).await.unwrap().into_inner();
    world.work().await;
    assert_eq!(world.cdn.names(), [first.file_id]);
    assert_eq!(world.cdn.purged.lock().unwrap().len(), 2);
    let job = world.jobs("images.unmirror").await.remove(0);
    assert_eq!(job.state, JobState::Dead, "somebody has to see to the one: {job:?}");
}

#[tokio::test]
async fn a_copy_that_a_row_names_again_is_not_removed() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let mirror = world.mirror(id).await.unwrap();
    world.desk.images.delete(&world.owner, id, None, true).await.unwrap().into_inner();
    world.desk.images.restore(&world.owner, id).await.unwrap().into_inner();
    // As a backup leaves it from before the picture was deleted.
    let now = world.desk.kernel.now();
    let tx = world.desk.kernel.write().await.unwrap();
    let image = tx.images().find(world.owner.studio, id).await.unwrap().unwrap();
    let image = image.write(&world.owner, Action::EditImages).unwrap().change(|image| {
        image.became_mirrored(mirror.clone(), now);
        Ok(())
    });
    tx.images().update(&image.unwrap()).await.unwrap();
    tx.finish().await.unwrap();
    world.work().await;
    assert_eq!(world.cdn.names(), [mirror.file_id]);
    assert_eq!(*world.cdn.purged.lock().unwrap(), [mirror.url]);
}

#[tokio::test]
async fn a_picture_that_is_deleted_meanwhile_is_not_copied() {
    let world = Mirrored::open().await;
    let id = world.store(b"picture").await;
    world.desk.work().await;
    world.desk.images.delete(&world.owner, id, None, true).await.unwrap().into_inner();
    world.work().await;
    assert_eq!(world.cdn.uploads.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_deleted_picture_goes_from_the_service_at_once_and_a_restored_one_comes_back() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let mirror = world.mirror(id).await.unwrap();
    world.desk.images.delete(&world.owner, id, None, true).await.unwrap().into_inner();
    assert_eq!(world.mirror(id).await, None);
    world.work().await;
    assert!(world.cdn.names().is_empty());
    assert_eq!(*world.cdn.purged.lock().unwrap(), std::slice::from_ref(&mirror.url));

    world.desk.images.restore(&world.owner, id).await.unwrap().into_inner();
    world.work().await;
    let again = world.mirror(id).await.unwrap();
    assert_ne!(again.file_id, mirror.file_id, "a removal that comes late finds another file");
    assert_eq!(world.cdn.names(), [again.file_id]);
    // Sending the bytes again brings a picture back too.
    world.desk.images.delete(&world.owner, id, None, true).await.unwrap().into_inner();
    assert_eq!(world.store(b"picture").await, id);
    world.work().await;
    assert_eq!(world.cdn.names().len(), 1);
}

#[tokio::test]
async fn a_purge_takes_a_copy_with_it_that_the_row_still_names() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    // As it is left where the picture was deleted by something that knew nothing of copies.
    let now = world.desk.kernel.now();
    let tx = world.desk.kernel.write().await.unwrap();
    let image = tx.images().find(world.owner.studio, id).await.unwrap().unwrap();
    let image = image.write(&world.owner, Action::DeleteImages).unwrap().change(|image| {
        image.delete(now);
        Ok(())
    });
    tx.images().update(&image.unwrap()).await.unwrap();
    tx.finish().await.unwrap();
    world.desk.clock.advance(Duration::days(31));
    let days = Duration::days(30);
    let retention = Retention { deleted: days, orphans: days, history: days };
    assert_eq!(world.desk.upkeep.tidy(retention).await.unwrap().images_purged, 1);
    world.work().await;
    assert!(world.cdn.names().is_empty());
}

#[tokio::test]
async fn a_copy_of_what_the_picture_no_longer_shows_is_replaced() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let now = world.desk.kernel.now();
    let tx = world.desk.kernel.write().await.unwrap();
    let image = tx.images().find(world.owner.studio, id).await.unwrap().unwrap();
    let image = image.write(&world.owner, Action::EditImages).unwrap().change(|image| {
        let mirror = image.mirror.clone().unwrap();
        image.became_mirrored(Mirror { content_hash: "other".to_owned(), ..mirror }, now);
        Ok(())
    });
    tx.images().update(&image.unwrap()).await.unwrap();
    tx.finish().await.unwrap();
    let before = world.mirror(id).await.unwrap();
    world.desk.images.process_again(&world.owner, id).await.unwrap().into_inner();
    world.work().await;
    let after = world.mirror(id).await.unwrap();
    assert_ne!(after.content_hash, before.content_hash);
    assert_eq!(world.cdn.names(), [after.file_id]);
}

#[tokio::test]
async fn a_file_that_was_deleted_at_the_service_is_delivered_from_here() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let file = world.mirror(id).await.unwrap().file_id;
    world.notice(&format!("deleted m1 {file}")).await;
    assert_eq!(world.mirror(id).await, None);
    assert!(world.url(id, Preset::Web).await.starts_with("/media/web/"));
    // Nobody makes it again until somebody asks for it: whoever deleted it had a reason.
    world.work().await;
    assert_eq!(world.mirror(id).await, None);
    assert_eq!(world.mirroring.mirror_missing().await.unwrap(), 1);
    world.work().await;
    assert!(world.mirror(id).await.is_some());
}

#[tokio::test]
async fn a_notice_counts_once_and_one_about_a_change_is_verified() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let file = world.mirror(id).await.unwrap().file_id;
    world.notice(&format!("changed m1 {file}")).await;
    world.notice(&format!("changed m1 {file}")).await;
    world.notice("changed m2 unknown").await;
    world.notice("moon.risen m3 x").await;
    assert_eq!(world.jobs("images.check_mirror").await.len(), 1);
    world.work().await;
    assert!(world.mirror(id).await.unwrap().url.starts_with("cdn:/moved/"));
    // The file is gone although nobody said so.
    world.cdn.files.lock().unwrap().clear();
    assert_eq!(world.mirroring.check_all().await.unwrap(), 1);
    world.work().await;
    assert_eq!(world.mirror(id).await, None);
}

#[tokio::test]
async fn a_notice_that_nobody_signed_changes_nothing() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let file = world.mirror(id).await.unwrap().file_id;
    let text = format!("deleted m1 {file}");
    assert_eq!(code(world.mirroring.take_notice(&[], text.as_bytes()).await), "invalid_webhook_signature");
    let signed = [("signed".to_owned(), "yes".to_owned())];
    assert_eq!(code(world.mirroring.take_notice(&signed, b"").await), "invalid_value");
    assert!(world.mirror(id).await.is_some());
    let off = Desk::open().await;
    assert_eq!(code(off.mirroring.take_notice(&signed, text.as_bytes()).await), "not_found");
}

#[tokio::test]
async fn a_service_that_does_not_deliver_is_passed_over_until_it_does() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let list = async |known: Option<&str>| {
        let page = PageRequest::default();
        match world.desk.pictures.list(&world.owner, world.gallery.id, None, page, known).await.unwrap() {
            GalleryPage::Unchanged(_) => None,
            GalleryPage::Pictures { tag, .. } => Some(tag),
        }
    };
    let tag = list(None).await.unwrap();
    assert_eq!(list(Some(&tag)).await, None);
    world.cdn.set_down(true);
    for _ in 0..2 {
        world.outside.probe(world.desk.kernel.now()).await;
    }
    assert!(world.url(id, Preset::Web).await.starts_with("cdn:"), "two failures may be an accident");
    world.outside.probe(world.desk.kernel.now()).await;
    assert!(world.url(id, Preset::Web).await.starts_with("/media/web/"));
    assert!(list(Some(&tag)).await.is_some(), "a list with other addresses is another list");
    world.cdn.set_down(false);
    world.outside.probe(world.desk.kernel.now()).await;
    assert!(world.url(id, Preset::Web).await.starts_with("cdn:"));
    let tag = list(None).await.unwrap();
    world.cdn.identity.store(7, Ordering::SeqCst);
    assert!(list(Some(&tag)).await.is_some(), "another account has other addresses");
}

#[tokio::test]
async fn addresses_stay_the_same_for_a_while_and_end_with_the_link() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let first = world.url(id, Preset::Web).await;
    world.desk.clock.advance(Duration::minutes(59));
    assert_eq!(world.url(id, Preset::Web).await, first);
    world.desk.clock.advance(Duration::minutes(1));
    assert_ne!(world.url(id, Preset::Web).await, first);
    let end = |url: &str| url.rsplit_once('&').unwrap().1.parse::<i64>().unwrap();
    assert_eq!(end(&first) - world.owner.now.timestamp(), 7200);
}

/// The addresses for looking that a guest of such a link is given.
async fn guests_urls(world: &Mirrored, input: ShareLinkInput) -> Vec<(Preset, String)> {
    let shared = world.desk.sharing.create(&world.owner, world.gallery.id, input).await.unwrap().into_inner();
    let entered = world.desk.sharing.enter(&shared.token.0, None, None).await.unwrap().into_inner();
    let guest = world.desk.actor(&entered.signed_in).await;
    let page = PageRequest::default();
    match world.desk.pictures.list(&guest, world.gallery.id, None, page, None).await.unwrap() {
        GalleryPage::Pictures { page, .. } => {
            page.items.into_iter().flat_map(|listed| listed.picture.urls).collect()
        }
        GalleryPage::Unchanged(_) => panic!("nothing was known before"),
    }
}

fn with(policy: DeliveryPolicy) -> ShareLinkInput {
    ShareLinkInput { policy, label: Some("Ola".to_owned()), ..ShareLinkInput::default() }
}

fn all_ours(urls: &[(Preset, String)]) -> bool {
    !urls.is_empty() && urls.iter().all(|(_, url)| url.starts_with("/media/"))
}

#[tokio::test]
async fn a_guests_address_ends_with_its_link() {
    let world = Mirrored::open().await;
    world.picture().await;
    let soon = world.desk.kernel.now() + Duration::minutes(10);
    let input = ShareLinkInput { expires_at: Some(soon), ..ShareLinkInput::default() };
    for (size, url) in guests_urls(&world, input).await {
        assert!(
            url.starts_with("cdn:") && url.ends_with(&format!("&{}", soon.timestamp())),
            "{size:?} {url}"
        );
    }
}

#[tokio::test]
async fn an_address_ends_with_the_token_of_the_program_that_asked() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let soon = world.desk.kernel.now() + Duration::minutes(10);
    let program = Actor {
        credential: Credential::ApiToken { token: ApiTokenId(1), ends_at: Some(soon), revoked: false },
        ..world.owner.clone()
    };
    let view = world.desk.images.read(&program, id).await.unwrap();
    let (_, url) = view.urls.into_iter().find(|(size, _)| *size == Preset::Web).unwrap();
    assert!(url.ends_with(&format!("&{}", soon.timestamp())), "{url}");
}

#[tokio::test]
async fn links_that_count_ask_for_a_pin_or_write_a_notice_have_only_our_addresses() {
    let world = Mirrored::open().await;
    world.picture().await;
    assert!(!all_ours(&guests_urls(&world, with(DeliveryPolicy::default())).await));
    let counted = DeliveryPolicy { download_limit: Some(3), ..DeliveryPolicy::default() };
    let notice = FileNotice { copyright: "© {studio}".to_owned(), creator: None };
    let noticed = DeliveryPolicy { metadata: MetadataTerms::Replace(notice), ..DeliveryPolicy::default() };
    let guarded = ShareLinkInput { download_pin: Some("4711".to_owned()), ..ShareLinkInput::default() };
    for input in [with(counted), with(noticed), guarded] {
        let urls = guests_urls(&world, input.clone()).await;
        assert!(all_ours(&urls), "{input:?}: {urls:?}");
    }
}

fn marked(mark: Mark, position: Position) -> DeliveryPolicy {
    let watermark = Watermark {
        mark,
        position,
        opacity: 30,
        scale: 40,
        presets: Watermark::usual_presets(),
        downloads: true,
    };
    DeliveryPolicy { watermark: Some(watermark), ..DeliveryPolicy::default() }
}

#[tokio::test]
async fn a_link_with_a_mark_has_only_our_addresses() {
    let world = Mirrored::open().await;
    let logo = world.picture().await;
    for mark in [Mark::Text("for {recipient}".to_owned()), Mark::Image(logo)] {
        for position in [Position::Center, Position::Tile] {
            let urls = guests_urls(&world, with(marked(mark.clone(), position))).await;
            assert!(all_ours(&urls), "{mark:?} {position:?}: {urls:?}");
        }
    }
}

#[tokio::test]
async fn a_service_that_draws_marks_draws_the_texts_that_it_can_and_leaves_the_rest_to_us() {
    let world = Mirrored::drawing(true).await;
    let logo = world.picture().await;
    let text = || Mark::Text("for {recipient}".to_owned());
    let urls = guests_urls(&world, with(marked(text(), Position::Center))).await;
    for (size, url) in &urls {
        let drawn = url.starts_with("cdn:") && url.contains(",for Ola&");
        assert_eq!(
            drawn,
            *size != Preset::Hotpreview,
            "the hot preview is clean by its policy: {size:?} {url}"
        );
    }
    for (mark, position) in [(text(), Position::Tile), (Mark::Image(logo), Position::Center)] {
        let urls = guests_urls(&world, with(marked(mark.clone(), position))).await;
        for (size, url) in urls.iter().filter(|(size, _)| *size != Preset::Hotpreview) {
            assert!(url.starts_with("/media/"), "{mark:?} {position:?}: {size:?} {url}");
        }
    }
}

#[tokio::test]
async fn a_new_version_takes_its_copy_and_addresses_along_and_an_earlier_one_brings_its_own() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let first = world.mirror(id).await.unwrap();
    world.retouch(id, b"retouched").await;
    assert_eq!(world.mirror(id).await, None, "nobody is given the earlier picture's address any more");
    world.work().await;
    assert_eq!(world.copied_bytes(id).await.unwrap(), b"web of retouched");
    let second = world.mirror(id).await.unwrap();
    assert_ne!(second.url, first.url);
    assert_eq!(world.cdn.names(), std::slice::from_ref(&second.file_id));
    assert_eq!(*world.cdn.purged.lock().unwrap(), std::slice::from_ref(&first.url));
    assert!(world.url(id, Preset::Web).await.starts_with(&second.url));

    // Who compares versions sees the earlier one from here: the service has the present one only.
    let versions = world.desk.versions.list(&world.owner, id).await.unwrap();
    let web = |number: usize| {
        let urls = &versions[number].file.as_ref().unwrap().picture.urls;
        urls.iter().find(|(size, _)| *size == Preset::Web).unwrap().1.clone()
    };
    assert!(web(0).starts_with("/media/web/"));
    assert!(web(1).starts_with(&second.url));

    let back = world.desk.versions.restore(&world.owner, id, 1, None).await.unwrap().into_inner();
    assert!(all_ours(&back.urls));
    world.work().await;
    assert_eq!(world.copied_bytes(id).await.unwrap(), b"web of picture");
    let third = world.mirror(id).await.unwrap();
    assert!(![&first.url, &second.url].contains(&&third.url), "no address of before comes to life again");
    assert_eq!(world.cdn.names(), [third.file_id]);
    assert_eq!(*world.cdn.purged.lock().unwrap(), [first.url, second.url]);
}

#[tokio::test]
async fn a_copy_that_is_made_while_the_picture_becomes_another_file_goes_again() {
    let world = Mirrored::open().await;
    let id = world.store(b"picture").await;
    world.desk.work().await;
    let gate = Arc::new(Semaphore::new(0));
    *world.cdn.gate.lock().unwrap() = Some(Arc::clone(&gate));
    let worker = world.worker();
    let copying = worker.claim(100).await.unwrap().remove(0);
    assert_eq!(copying.kind, "images.mirror");
    let (done, ()) = tokio::join!(worker.run(copying), async {
        while world.cdn.uploads.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        world.retouch(id, b"retouched").await;
        *world.cdn.gate.lock().unwrap() = None;
        gate.add_permits(1);
    });
    done.unwrap();
    assert_eq!(world.mirror(id).await, None);
    world.work().await;
    assert_eq!(world.copied_bytes(id).await.unwrap(), b"web of retouched");
    assert_eq!(world.cdn.names().len(), 1, "the copy that came too late is gone");
}

#[tokio::test]
async fn pictures_that_go_together_are_removed_from_the_service_together() {
    let world = Mirrored::open().await;
    let mut ids = Vec::new();
    for number in 0..3_u8 {
        ids.push(world.store(&[b'a', number]).await);
    }
    world.work().await;
    assert_eq!(world.cdn.names().len(), 3);
    world.desk.images.delete_many(&world.owner, &ids, true).await.unwrap().into_inner();
    assert_eq!(world.jobs("images.unmirror").await.len(), 1);
    world.work().await;
    assert!(world.cdn.names().is_empty());
    assert_eq!(world.cdn.purged.lock().unwrap().len(), 3);
    world.desk.images.restore_many(&world.owner, &ids).await.unwrap().into_inner();
    world.work().await;
    assert_eq!(world.cdn.names().len(), 3);
}

#[tokio::test]
async fn what_waits_in_the_tray_is_copied_once_it_hangs_and_goes_when_it_is_taken_out() {
    let world = Mirrored::open().await;
    let (kernel, media) = (world.desk.kernel.clone(), world.desk.media.clone());
    let intake = StagingIntake::new(kernel.clone(), world.desk.processor.clone(), media.clone());
    let tray = Tray::new(kernel, media).mirrored_by(world.mirroring.clone());
    let batch = intake.batch(&world.owner, None).await.unwrap().into_inner();
    let folder = tempfile::tempdir().unwrap();
    let file = world.desk.file(folder.path(), "a.jpg", b"staged");
    let (studio, uploaded_by) = (world.owner.studio, Some(world.owner.user));
    let arrival = Arrival { studio, batch, uploaded_by, upload: None, file };
    let staged = intake.take(&arrival).await.unwrap().file().id;
    world.work().await;
    assert!(world.jobs("images.mirror").await.is_empty(), "nobody looks at what waits");

    let assign = async || {
        let assigned = tray.assign(&world.owner, &[staged], world.gallery.id, &GroupType::main()).await;
        let assigned = assigned.unwrap().into_inner();
        let Fate::Assigned(id) = assigned[0].fate else { panic!("{assigned:?}") };
        world.work().await;
        id
    };
    let id = assign().await;
    assert_eq!(world.copied_bytes(id).await.unwrap(), b"web of staged");
    tray.unassign(&world.owner, &[staged]).await.unwrap().into_inner();
    assert_eq!(world.mirror(id).await, None);
    world.work().await;
    assert!(world.cdn.names().is_empty());
    assert_eq!(assign().await, id);
    assert_eq!(world.copied_bytes(id).await.unwrap(), b"web of staged");
}

#[tokio::test]
async fn a_shop_and_a_cover_are_given_the_addresses_of_the_service_too() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let input = ProductInput { name: "Mug".into(), sku: None, price: None, description: None };
    let products = Products::new(world.desk.kernel.clone(), world.desk.delivery.clone());
    let product = products.create(&world.owner, input).await.unwrap().id;
    let input = GroupInput {
        name: "Shots".into(),
        description: None,
        group_type: "main".into(),
        visibility: Visibility::Public,
    };
    let group = world.desk.groups.create(&world.owner, product.into(), input).await.unwrap().group;
    world.desk.groups.add_images(&world.owner, group, &[id]).await.unwrap().into_inner();
    let feed = Feed::new(world.desk.kernel.clone(), world.desk.delivery.clone());
    let page = async |known: Option<&str>| match feed
        .page(&world.owner, product, None, PageRequest::default(), known)
        .await
        .unwrap()
    {
        FeedPage::Unchanged(_) => None,
        FeedPage::Pictures { tag, page } => Some((tag, page.items[0].sources.clone())),
    };
    let (tag, sources) = page(None).await.unwrap();
    assert!(sources.iter().any(|source| source.address.starts_with("cdn:")), "{sources:?}");
    assert_eq!(page(Some(&tag)).await, None);
    let cover = world.desk.galleries.read(&world.owner, world.gallery.id).await.unwrap().cover.unwrap();
    assert!(cover.urls.iter().any(|(_, url)| url.starts_with("cdn:")), "{:?}", cover.urls);

    // A copy that goes is another answer, whoever remembers the one before.
    let file = world.mirror(id).await.unwrap().file_id;
    world.notice(&format!("deleted m1 {file}")).await;
    let (_, sources) = page(Some(&tag)).await.unwrap();
    assert!(sources.iter().all(|source| source.address.starts_with("/media/")), "{sources:?}");
}
