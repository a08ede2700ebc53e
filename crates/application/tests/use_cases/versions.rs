use std::sync::Arc;
use std::sync::atomic::Ordering;

use atelier_application::AppError;
use atelier_application::delivery::PictureView;
use atelier_application::galleries::{GalleryPage, ShareLinkInput};
use atelier_application::identity::GrantInput;
use atelier_application::images::{FileOutcome, VersionOutcome};
use atelier_application::paging::PageRequest;
use atelier_application::ports::ImageError;
use atelier_application::upkeep::{Finding, Retention};
use atelier_domain::ImageId;
use atelier_domain::access::{Action, Actor};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::Gallery;
use atelier_domain::images::{GroupType, Image, Preset, ProcessingState};
use chrono::Duration;
use futures_util::StreamExt;
use tokio::sync::Semaphore;

use crate::desk::{Desk, code};

/// A gallery with one picture, whose derivatives are not made yet.
async fn world(desk: &Desk) -> (Actor, Gallery, Image) {
    let (owner, gallery) = desk.owner_with_gallery().await;
    let image = upload(desk, &owner, &gallery, b"one").await.image().clone();
    (owner, gallery, image)
}

async fn upload(desk: &Desk, owner: &Actor, gallery: &Gallery, bytes: &[u8]) -> FileOutcome {
    let folder = tempfile::tempdir().unwrap();
    let file = desk.file(folder.path(), "DSC_0001.JPG", bytes);
    desk.intake.store(owner, gallery.id, &GroupType::main(), &file, None).await.unwrap().into_inner()
}

async fn try_adding(
    desk: &Desk,
    actor: &Actor,
    id: ImageId,
    bytes: &[u8],
) -> Result<VersionOutcome, AppError> {
    let folder = tempfile::tempdir().unwrap();
    let file = desk.file(folder.path(), "edit.jpg", bytes);
    let added = desk.versions.add(actor, id, &file, Some("retouched"), None).await;
    added.map(|outcome| outcome.into_inner())
}

async fn add(desk: &Desk, actor: &Actor, id: ImageId, bytes: &[u8]) -> i32 {
    match try_adding(desk, actor, id, bytes).await.unwrap() {
        VersionOutcome::Versioned(_, number) => number,
        VersionOutcome::Duplicate(_, number) => panic!("the bytes were version {number}"),
    }
}

async fn seen(desk: &Desk, actor: &Actor, gallery: &Gallery) -> PictureView {
    match desk
        .pictures
        .list(actor, gallery.id, Default::default(), PageRequest::default(), None)
        .await
        .unwrap()
    {
        GalleryPage::Pictures { mut page, .. } => page.items.remove(0).picture,
        GalleryPage::Unchanged(_) => panic!("nothing was known before"),
    }
}

async fn guest(desk: &Desk, owner: &Actor, gallery: &Gallery) -> Actor {
    let shared = desk.sharing.create(owner, gallery.id, ShareLinkInput::default()).await.unwrap();
    let entered = desk.sharing.enter(&shared.into_inner().token.0, None, None).await.unwrap().into_inner();
    desk.actor(&entered.signed_in).await
}

fn address(addresses: &[(Preset, String)], preset: Preset) -> String {
    let (_, url) = addresses.iter().find(|(known, _)| *known == preset).unwrap();
    url.rsplit('/').next().unwrap().to_owned()
}

/// The bytes behind an address, as text.
async fn bytes(desk: &Desk, preset: Preset, token: &str) -> Result<String, AppError> {
    let file = desk.delivery.resolve(preset, token).await?;
    let mut stream = desk.delivery.open(&file, None).await?.stream;
    let mut all = Vec::new();
    while let Some(chunk) = stream.next().await {
        all.extend(chunk.unwrap());
    }
    Ok(String::from_utf8(all).unwrap())
}

async fn told(desk: &Desk, kind: EventKind) -> usize {
    let tx = desk.kernel.read().await.unwrap();
    let entries = tx.events().outbox(atelier_domain::EventId(0), 1_000).await.unwrap();
    entries.iter().filter(|entry| entry.kind == kind.as_str()).count()
}

#[tokio::test]
async fn a_version_keeps_the_place_and_changes_the_bytes_and_the_addresses() {
    let desk = Desk::open().await;
    let (owner, gallery, image) = world(&desk).await;
    desk.work().await;
    let visitor = guest(&desk, &owner, &gallery).await;
    let before = seen(&desk, &visitor, &gallery).await;
    let old_thumb = address(&before.urls, Preset::Thumb);
    let old_etag = desk.delivery.resolve(Preset::Thumb, &old_thumb).await.unwrap().etag;

    assert_eq!(add(&desk, &owner, image.id, b"two").await, 2);
    let waiting = seen(&desk, &owner, &gallery).await;
    assert_eq!((waiting.id, waiting.state), (image.id, ProcessingState::Processing));
    assert_eq!(waiting.filename, "DSC_0001.JPG");
    assert_ne!(waiting.content_hash, Some(image.content_hash.clone()));
    assert!(waiting.urls.is_empty(), "the sizes of the new file are not there yet");
    desk.work().await;

    let after = seen(&desk, &visitor, &gallery).await;
    assert_eq!((after.current_version, after.state), (2, ProcessingState::Ready));
    let new_thumb = address(&after.urls, Preset::Thumb);
    assert_ne!(new_thumb, old_thumb);
    assert_eq!(bytes(&desk, Preset::Thumb, &new_thumb).await.unwrap(), "thumb of two");
    assert_ne!(desk.delivery.resolve(Preset::Thumb, &new_thumb).await.unwrap().etag, old_etag);
    // For the guest the old address is gone: what the studio has replaced is replaced.
    assert_eq!(code(bytes(&desk, Preset::Thumb, &old_thumb).await), "not_found");
    assert_eq!(desk.galleries.read(&owner, gallery.id).await.unwrap().image_count, 1);
    assert_eq!(told(&desk, EventKind::ImageVersioned).await, 1);
}

#[tokio::test]
async fn the_studio_compares_versions_through_addresses_of_their_own() {
    let desk = Desk::open().await;
    let (owner, gallery, image) = world(&desk).await;
    desk.work().await;
    add(&desk, &owner, image.id, b"two").await;
    desk.work().await;
    let versions = desk.versions.list(&owner, image.id).await.unwrap();
    let numbers: Vec<_> = versions.iter().map(|version| (version.number, version.is_current)).collect();
    assert_eq!(numbers, [(1, false), (2, true)]);
    assert_eq!(versions[1].notes.as_deref(), Some("retouched"));
    for (version, source) in versions.iter().zip(["one", "two"]) {
        let picture = &version.file.as_ref().unwrap().picture;
        let thumb = address(&picture.urls, Preset::Thumb);
        assert_eq!(bytes(&desk, Preset::Thumb, &thumb).await.unwrap(), format!("thumb of {source}"));
        let large = address(&picture.urls, Preset::Large);
        assert_eq!(bytes(&desk, Preset::Large, &large).await.unwrap(), format!("large of {source}"));
        let original = address(&picture.downloads, Preset::Original);
        assert_eq!(bytes(&desk, Preset::Original, &original).await.unwrap(), source);
    }
    let visitor = guest(&desk, &owner, &gallery).await;
    let versions = desk.versions.list(&visitor, image.id).await.unwrap();
    assert!(versions.iter().all(|version| version.file.is_none()));
    assert_eq!(versions[1].notes.as_deref(), Some("retouched"));
}

#[tokio::test]
async fn a_slow_job_for_an_old_version_leaves_the_new_one_alone() {
    let desk = Desk::open().await;
    let (owner, gallery, image) = world(&desk).await;
    let gate = Arc::new(Semaphore::new(0));
    *desk.processor.gate.lock().unwrap() = Some(Arc::clone(&gate));
    let worker = desk.worker(Vec::new());
    let slow = worker.claim(1).await.unwrap().remove(0);
    // The first file is being decoded while the second one arrives, is decoded and is ready.
    let (done, ()) = tokio::join!(worker.run(slow), async {
        tokio::task::yield_now().await;
        add(&desk, &owner, image.id, b"two").await;
        *desk.processor.gate.lock().unwrap() = None;
        desk.work().await;
        let ready = seen(&desk, &owner, &gallery).await;
        assert_eq!((ready.current_version, ready.state), (2, ProcessingState::Ready));
        gate.add_permits(1);
    });
    done.unwrap();
    let after = seen(&desk, &owner, &gallery).await;
    assert_eq!(bytes(&desk, Preset::Web, &address(&after.urls, Preset::Web)).await.unwrap(), "web of two");
    // What the slow job made is the first version's, which is ready to be compared and to come back.
    let first = desk.versions.list(&owner, image.id).await.unwrap().remove(0).file.unwrap().picture;
    assert_eq!(first.state, ProcessingState::Ready);
    assert_eq!(bytes(&desk, Preset::Web, &address(&first.urls, Preset::Web)).await.unwrap(), "web of one");
    assert_eq!(told(&desk, EventKind::ImageReady).await, 1);
}

#[tokio::test]
async fn an_old_versions_job_that_fails_says_nothing_about_the_new_one() {
    let desk = Desk::open().await;
    let (owner, gallery, image) = world(&desk).await;
    let gate = Arc::new(Semaphore::new(0));
    *desk.processor.gate.lock().unwrap() = Some(Arc::clone(&gate));
    let worker = desk.worker(Vec::new());
    let slow = worker.claim(1).await.unwrap().remove(0);
    let (done, ()) = tokio::join!(worker.run(slow), async {
        tokio::task::yield_now().await;
        add(&desk, &owner, image.id, b"two").await;
        *desk.processor.failure.lock().unwrap() = Some(ImageError::Damaged("scratched".into()));
        gate.add_permits(1);
    });
    done.unwrap();
    assert_eq!(seen(&desk, &owner, &gallery).await.state, ProcessingState::Processing);
    let first = desk.versions.list(&owner, image.id).await.unwrap().remove(0).file.unwrap().picture;
    assert_eq!((first.state, first.failure.as_deref()), (ProcessingState::Failed, Some("damaged_image")));
    *desk.processor.failure.lock().unwrap() = None;
    *desk.processor.gate.lock().unwrap() = None;
    desk.work().await;
    assert_eq!(seen(&desk, &owner, &gallery).await.state, ProcessingState::Ready);
}

#[tokio::test]
async fn a_job_that_comes_after_its_version_has_gone_does_nothing() {
    let desk = Desk::open().await;
    let (owner, gallery, image) = world(&desk).await;
    let worker = desk.worker(Vec::new());
    let late = worker.claim(1).await.unwrap().remove(0);
    add(&desk, &owner, image.id, b"two").await;
    worker.run(late).await.unwrap();
    assert_eq!(seen(&desk, &owner, &gallery).await.state, ProcessingState::Processing);
    desk.work().await;
    // The first version was never made ready; when it comes back, it is.
    desk.versions.restore(&owner, image.id, 1, None).await.unwrap().into_inner();
    assert_eq!(seen(&desk, &owner, &gallery).await.state, ProcessingState::Processing);
    desk.work().await;
    let back = seen(&desk, &owner, &gallery).await;
    assert_eq!(
        bytes(&desk, Preset::Thumb, &address(&back.urls, Preset::Thumb)).await.unwrap(),
        "thumb of one"
    );
}

#[tokio::test]
async fn an_earlier_version_comes_back_at_once_and_nothing_is_lost() {
    let desk = Desk::open().await;
    let (owner, gallery, image) = world(&desk).await;
    desk.work().await;
    let first = seen(&desk, &owner, &gallery).await;
    add(&desk, &owner, image.id, b"two").await;
    desk.work().await;
    let second = seen(&desk, &owner, &gallery).await;
    let back = desk.versions.restore(&owner, image.id, 1, None).await.unwrap().into_inner();
    assert_eq!((back.current_version, back.state), (1, ProcessingState::Ready));
    assert_eq!((&back.content_hash, back.urls.len()), (&first.content_hash, first.urls.len()));
    assert_eq!(code(desk.versions.restore(&owner, image.id, 1, None).await), "already_current");
    assert_eq!(code(desk.versions.restore(&owner, image.id, 9, None).await), "not_found");
    // The next file is the third version, whatever is current.
    assert_eq!(add(&desk, &owner, image.id, b"three").await, 3);
    let again = desk.versions.restore(&owner, image.id, 2, None).await.unwrap().into_inner();
    assert_eq!((again.content_hash, again.urls.len()), (second.content_hash, second.urls.len()));
    assert_eq!(told(&desk, EventKind::ImageVersionRestored).await, 2);
    let stale = desk.versions.restore(&owner, image.id, 1, Some(1)).await;
    assert_eq!(code(stale), "version_mismatch");
}

#[tokio::test]
async fn the_only_version_of_a_picture_is_its_current_one() {
    let desk = Desk::open().await;
    let (owner, _, image) = world(&desk).await;
    let versions = desk.versions.list(&owner, image.id).await.unwrap();
    assert_eq!(versions.len(), 1);
    assert_eq!((versions[0].number, versions[0].is_current, &versions[0].notes), (1, true, &None));
    assert_eq!(code(desk.versions.restore(&owner, image.id, 1, None).await), "already_current");
    assert_eq!(desk.versions.list(&owner, image.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn known_bytes_are_named_and_never_become_a_second_picture() {
    let desk = Desk::open().await;
    let (owner, gallery, image) = world(&desk).await;
    let other = upload(&desk, &owner, &gallery, b"other").await.image().id;
    add(&desk, &owner, image.id, b"two").await;
    let originals = desk.media.keys();

    for (bytes, number) in [(b"two", 2), (b"one", 1)] {
        let again = try_adding(&desk, &owner, image.id, bytes).await.unwrap();
        assert!(matches!(again, VersionOutcome::Duplicate(_, known) if known == number), "{again:?}");
    }
    assert_eq!(desk.images.read(&owner, image.id).await.unwrap().current_version, 2);
    for (target, bytes, taken) in [
        (image.id, b"other".as_slice(), (other, 1)),
        (other, b"one".as_slice(), (image.id, 1)),
        (other, b"two".as_slice(), (image.id, 2)),
    ] {
        match try_adding(&desk, &owner, target, bytes).await {
            Err(AppError::ImageExists { image: Some(id), version }) => assert_eq!((id, version), taken),
            outcome => panic!("{outcome:?}"),
        }
    }
    let uploaded = upload(&desk, &owner, &gallery, b"one").await;
    assert!(matches!(&uploaded, FileOutcome::OlderVersion(known, 1) if known.id == image.id), "{uploaded:?}");
    let uploaded = upload(&desk, &owner, &gallery, b"two").await;
    assert!(matches!(&uploaded, FileOutcome::Duplicate(known) if known.id == image.id), "{uploaded:?}");
    desk.images.delete(&owner, image.id, None, true).await.unwrap().into_inner();
    assert_eq!(code(try_adding(&desk, &owner, other, b"one").await), "image_exists");
    let uploaded = upload(&desk, &owner, &gallery, b"one").await;
    assert!(matches!(&uploaded, FileOutcome::Restored(known) if known.id == image.id), "{uploaded:?}");
    assert_eq!(desk.media.keys(), originals, "nothing was stored that no row names");
}

#[tokio::test]
async fn the_same_file_at_once_is_one_version() {
    let desk = Desk::open().await;
    let (owner, _, image) = world(&desk).await;
    let send = || try_adding(&desk, &owner, image.id, b"two");
    let (one, other, third) = tokio::join!(send(), send(), send());
    let made = [one, other, third]
        .into_iter()
        .filter(|outcome| matches!(outcome.as_ref().unwrap(), VersionOutcome::Versioned(_, 2)));
    assert_eq!(made.count(), 1);
    assert_eq!(desk.media.keys().len(), 2);
    assert_eq!(desk.versions.list(&owner, image.id).await.unwrap().len(), 2);
}

#[tokio::test]
async fn who_may_not_make_versions_makes_none() {
    let desk = Desk::open().await;
    let (owner, gallery, image) = world(&desk).await;
    let visitor = guest(&desk, &owner, &gallery).await;
    assert_eq!(code(try_adding(&desk, &visitor, image.id, b"two").await), "forbidden");
    assert_eq!(code(desk.versions.restore(&visitor, image.id, 1, None).await), "forbidden");
    let signed_in = desk.vendor(owner.studio).await;
    let vendor = desk.actor(&signed_in).await;
    assert_eq!(code(try_adding(&desk, &vendor, image.id, b"two").await), "not_found");
    for action in [Action::ViewGallery, Action::VersionImages] {
        let input = GrantInput {
            action,
            context_type: "gallery".to_owned(),
            context_id: gallery.id.0,
            expires_at: None,
        };
        desk.grants.grant(&owner, vendor.user, input).await.unwrap().into_inner();
    }
    let retoucher = desk.actor(&signed_in).await;
    assert_eq!(add(&desk, &retoucher, image.id, b"two").await, 2);
    let versions = desk.versions.list(&retoucher, image.id).await.unwrap();
    assert!(versions.iter().all(|version| version.file.is_some()));
    // A picture in another gallery is in the way, and the retoucher does not learn which.
    let elsewhere = atelier_testkit::an_organization().insert(&*desk.database, owner.studio).await;
    let user = desk.users.read(&owner, owner.user).await.unwrap();
    let elsewhere = atelier_testkit::a_gallery().insert(&*desk.database, &elsewhere, &user).await;
    upload(&desk, &owner, &elsewhere, b"secret").await;
    let refused = try_adding(&desk, &retoucher, image.id, b"secret").await;
    assert!(matches!(refused, Err(AppError::ImageExists { image: None, version: 1 })), "{refused:?}");
    // Who has an old file of a picture has no claim to what it has become.
    let input = GrantInput {
        action: Action::UploadImages,
        context_type: "gallery".to_owned(),
        context_id: elsewhere.id.0,
        expires_at: None,
    };
    let other = desk.sign_in.login("retoucher", crate::desk::PASSWORD, None).await.unwrap().into_inner();
    desk.grants.grant(&owner, vendor.user, input).await.unwrap().into_inner();
    for grant in desk.grants.list(&owner, vendor.user).await.unwrap() {
        if grant.context.raw_id() == gallery.id.0 {
            desk.grants.revoke(&owner, vendor.user, grant.id).await.unwrap().into_inner();
        }
    }
    let uploader = desk.actor(&other).await;
    let folder = tempfile::tempdir().unwrap();
    let file = desk.file(folder.path(), "old.jpg", b"one");
    let refused = desk.intake.store(&uploader, elsewhere.id, &GroupType::main(), &file, None).await;
    assert_eq!(code(refused), "image_exists");

    desk.images.delete(&owner, image.id, None, true).await.unwrap().into_inner();
    assert_eq!(code(try_adding(&desk, &owner, image.id, b"three").await), "not_found");
    assert_eq!(code(desk.versions.list(&owner, image.id).await), "not_found");
}

#[tokio::test]
async fn a_media_store_that_is_down_changes_nothing() {
    let desk = Desk::open().await;
    let (owner, gallery, image) = world(&desk).await;
    desk.work().await;
    let before = seen(&desk, &owner, &gallery).await;
    desk.media.is_down.store(true, Ordering::SeqCst);
    assert_eq!(code(try_adding(&desk, &owner, image.id, b"two").await), "internal");
    assert_eq!(code(try_adding(&desk, &owner, image.id, b"").await), "empty_file");
    let after = seen(&desk, &owner, &gallery).await;
    assert_eq!((after.content_hash, after.version), (before.content_hash, before.version));
}

#[tokio::test]
async fn upkeep_knows_the_files_of_every_version() {
    let desk = Desk::open().await;
    let (owner, _, image) = world(&desk).await;
    desk.work().await;
    for bytes in [b"two".as_slice(), b"three"] {
        add(&desk, &owner, image.id, bytes).await;
        desk.work().await;
    }
    let retention =
        Retention { deleted: Duration::days(30), orphans: Duration::hours(24), history: Duration::days(90) };
    let keys = desk.media.keys();
    desk.clock.advance(Duration::days(2));
    assert_eq!(desk.upkeep.tidy(retention).await.unwrap().orphans_removed, 0);
    assert_eq!(desk.media.keys(), keys);

    let report = desk.upkeep.check(true, false).await.unwrap();
    assert_eq!((report.originals, report.bytes, report.findings), (3, 11, vec![]));
    let first = image.storage_key.clone();
    desk.media.objects.lock().unwrap().get_mut(&first).unwrap().0 = b"eno".to_vec();
    let damaged = Finding::Damaged { image: image.id, storage_key: first.clone() };
    assert_eq!(desk.upkeep.check(true, false).await.unwrap().findings, [damaged]);
    desk.media.objects.lock().unwrap().remove(&first);
    let missing = Finding::Missing { image: image.id, storage_key: first };
    assert_eq!(desk.upkeep.check(false, false).await.unwrap().findings, [missing]);

    let owner = Actor { now: desk.kernel.now(), ..owner };
    desk.images.delete(&owner, image.id, None, true).await.unwrap().into_inner();
    desk.clock.advance(Duration::days(30) + Duration::seconds(1));
    assert_eq!(desk.upkeep.tidy(retention).await.unwrap().images_purged, 1);
    assert!(desk.media.keys().is_empty(), "{:?}", desk.media.keys());
}

#[tokio::test]
async fn there_is_a_last_version() {
    let desk = Desk::open().await;
    let (owner, _, image) = world(&desk).await;
    for number in 2..=atelier_domain::images::MAX_VERSIONS {
        assert_eq!(add(&desk, &owner, image.id, number.to_string().as_bytes()).await, number);
    }
    let objects = desk.media.keys().len();
    assert_eq!(code(try_adding(&desk, &owner, image.id, b"one more").await), "too_many_versions");
    assert_eq!(desk.media.keys().len(), objects);
}
