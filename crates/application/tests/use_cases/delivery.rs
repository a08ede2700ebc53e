use std::sync::atomic::Ordering;

use atelier_application::delivery::{Archive, ArchiveOrder, PictureView};
use atelier_application::galleries::{GalleryPage, Reminders, ShareLinkInput, ShareLinkPatch};
use atelier_application::paging::PageRequest;
use atelier_domain::access::Actor;
use atelier_domain::events::EventKind;
use atelier_domain::galleries::{
    CODE_ATTEMPTS, CODE_LOCK_MINUTES, DeliveryPolicy, Gallery, Mark, MetadataTerms, Notice, Position,
    ShareLink, Watermark,
};
use atelier_domain::images::{GroupType, Preset};
use atelier_domain::{EventId, ImageId};
use chrono::Duration;
use futures_util::TryStreamExt;

use crate::desk::{Desk, code};

async fn world(desk: &Desk, pictures: &[&str]) -> (Actor, Gallery) {
    let (owner, gallery) = desk.owner_with_gallery().await;
    for name in pictures {
        upload(desk, &owner, &gallery, name).await;
    }
    (owner, gallery)
}

async fn upload(desk: &Desk, owner: &Actor, gallery: &Gallery, name: &str) -> ImageId {
    let folder = tempfile::tempdir().unwrap();
    let file = desk.file(folder.path(), name, name.as_bytes());
    let stored = desk.intake.store(owner, gallery.id, &GroupType::main(), &file, None).await.unwrap();
    desk.work().await;
    stored.image().id
}

async fn share(desk: &Desk, maker: &Actor, gallery: &Gallery, input: ShareLinkInput) -> (ShareLink, Actor) {
    let shared = desk.sharing.create(maker, gallery.id, input).await.unwrap().into_inner();
    let entered = desk.sharing.enter(&shared.token.0, None, None).await.unwrap().into_inner();
    (shared.link, desk.actor(&entered.signed_in).await)
}

async fn pictures(desk: &Desk, actor: &Actor, gallery: &Gallery) -> Vec<PictureView> {
    match desk
        .pictures
        .list(actor, gallery.id, Default::default(), PageRequest::default(), None)
        .await
        .unwrap()
    {
        GalleryPage::Pictures { page, .. } => page.items.into_iter().map(|listed| listed.picture).collect(),
        GalleryPage::Unchanged(_) => panic!("nothing was known before"),
    }
}

fn token(url: &str) -> &str {
    url.rsplit('/').next().unwrap()
}

fn marked(mark: Mark) -> DeliveryPolicy {
    let watermark = Watermark {
        mark,
        position: Position::Center,
        opacity: 30,
        scale: 40,
        presets: Watermark::usual_presets(),
        downloads: true,
    };
    DeliveryPolicy { watermark: Some(watermark), ..DeliveryPolicy::default() }
}

fn text(text: &str) -> Mark {
    Mark::Text(text.to_owned())
}

fn with(policy: DeliveryPolicy) -> ShareLinkInput {
    ShareLinkInput { label: Some("Ola".to_owned()), policy, ..ShareLinkInput::default() }
}

async fn bytes(desk: &Desk, preset: Preset, url: &str) -> String {
    let file = desk.delivery.resolve(preset, token(url)).await.unwrap();
    let body = desk.delivery.open(&file, None).await.unwrap();
    let chunks: Vec<Vec<u8>> = body.stream.try_collect().await.unwrap();
    String::from_utf8(chunks.concat()).unwrap()
}

async fn kinds(desk: &Desk) -> Vec<String> {
    let events = desk.kernel.read().await.unwrap().events().outbox(EventId(0), 1_000).await.unwrap();
    events.into_iter().map(|event| event.kind).collect()
}

#[tokio::test]
async fn a_mark_is_drawn_once_for_all_who_ask_and_kept() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk, &["a"]).await;
    let (_, guest) = share(&desk, &owner, &gallery, with(marked(text("{recipient} of {gallery}")))).await;
    let seen = pictures(&desk, &guest, &gallery).await.remove(0);
    let web = &seen.urls[2].1;
    let (first, second) = tokio::join!(bytes(&desk, Preset::Web, web), bytes(&desk, Preset::Web, web));
    assert_eq!(first, format!("web of a under Ola of {}", gallery.details.subject_name));
    assert_eq!(second, first);
    assert_eq!(bytes(&desk, Preset::Web, &seen.downloads[2].1).await, first);
    assert_eq!(desk.processor.stamped.load(Ordering::SeqCst), 1);
    assert_eq!(bytes(&desk, Preset::Hotpreview, &seen.urls[0].1).await, "hotpreview of a");
}

#[tokio::test]
async fn another_mark_is_another_address_and_the_old_one_opens_nothing() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk, &["a"]).await;
    let (link, guest) = share(&desk, &owner, &gallery, with(DeliveryPolicy::default())).await;
    let clean = pictures(&desk, &guest, &gallery).await[0].urls[2].1.clone();
    assert_eq!(bytes(&desk, Preset::Web, &clean).await, "web of a");
    for policy in [marked(text("one")), marked(text("two"))] {
        let patch = ShareLinkPatch { policy: Some(policy), ..ShareLinkPatch::default() };
        desk.sharing.change(&owner, link.id, patch, None).await.unwrap().into_inner();
        assert_eq!(code(desk.delivery.resolve(Preset::Web, token(&clean)).await), "not_found");
    }
    let marked = pictures(&desk, &guest, &gallery).await[0].urls[2].1.clone();
    assert_eq!(bytes(&desk, Preset::Web, &marked).await, "web of a under two");
}

#[tokio::test]
async fn a_picture_as_mark_is_one_that_its_chooser_sees_and_outlives_its_deletion() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk, &["a"]).await;
    let logo = upload(&desk, &owner, &gallery, "logo").await;
    let (_, guest) = share(&desk, &owner, &gallery, with(marked(Mark::Image(logo)))).await;
    desk.images.delete(&owner, logo, None, true).await.unwrap().into_inner();
    let web = pictures(&desk, &guest, &gallery).await[0].urls[2].1.clone();
    assert_eq!(bytes(&desk, Preset::Web, &web).await, "web of a under logo");
    let unknown = with(marked(Mark::Image(ImageId(404))));
    assert_eq!(code(desk.sharing.create(&owner, gallery.id, unknown).await), "unknown_image");
    // Nobody gets a clean picture because the mark is gone for good.
    desk.upkeep.purge_images(desk.kernel.now() + Duration::days(1)).await.unwrap();
    let web = pictures(&desk, &guest, &gallery).await[0].urls[2].1.clone();
    assert_eq!(code(desk.delivery.resolve(Preset::Web, token(&web)).await), "watermark_unavailable");
}

#[tokio::test]
async fn a_mark_goes_on_with_the_name_that_it_had() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk, &["a"]).await;
    let (_, guest) = share(&desk, &owner, &gallery, with(marked(text("for {recipient}")))).await;
    let input = ShareLinkInput { label: Some("nobody".to_owned()), ..ShareLinkInput::default() };
    let (_, friend) = share(&desk, &guest, &gallery, input).await;
    let web = pictures(&desk, &friend, &gallery).await[0].urls[2].1.clone();
    assert_eq!(bytes(&desk, Preset::Web, &web).await, "web of a under for Ola");
    let other = with(marked(text("mine")));
    assert_eq!(code(desk.sharing.create(&guest, gallery.id, other).await), "exceeds_own_terms");
}

#[tokio::test]
async fn a_notice_is_written_into_what_is_marked_and_what_is_not() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk, &["a"]).await;
    let notice = Notice { copyright: " © {recipient}".into(), creator: None };
    let mut policy = marked(text("x"));
    policy.metadata = MetadataTerms::Replace(notice.clone());
    policy.watermark.as_mut().unwrap().downloads = false;
    let (_, guest) = share(&desk, &owner, &gallery, with(policy)).await;
    let seen = pictures(&desk, &guest, &gallery).await.remove(0);
    assert!(seen.metadata.is_empty());
    assert_eq!(bytes(&desk, Preset::Web, &seen.urls[2].1).await, "web of a under x© Ola");
    assert_eq!(bytes(&desk, Preset::Web, &seen.downloads[2].1).await, "web of a© Ola");
}

#[tokio::test]
async fn a_pin_opens_downloads_for_the_guest_who_shows_it_and_guessing_it_ends() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk, &["a"]).await;
    let input = ShareLinkInput { download_pin: Some("4711".to_owned()), ..ShareLinkInput::default() };
    let (link, guest) = share(&desk, &owner, &gallery, input).await;
    let open = async |actor: &Actor| !pictures(&desk, actor, &gallery).await[0].downloads.is_empty();
    assert!(!open(&guest).await);
    assert_eq!(pictures(&desk, &guest, &gallery).await[0].urls.len(), 3, "looking needs no PIN");
    let order =
        async |actor: &Actor| desk.delivery.order_archive(actor, gallery.id, ArchiveOrder::default()).await;
    assert_eq!(code(order(&guest).await), "download_pin_required");
    assert_eq!(code(desk.sharing.unlock_downloads(&guest, "0000").await), "wrong_download_pin");
    desk.sharing.unlock_downloads(&guest, " 4711 ").await.unwrap().into_inner();
    assert!(open(&guest).await);
    assert!(order(&guest).await.is_ok());
    let address = pictures(&desk, &guest, &gallery).await[0].downloads[2].1.clone();

    let patch = ShareLinkPatch { download_pin: Some(Some("9999".to_owned())), ..ShareLinkPatch::default() };
    desk.sharing.change(&owner, link.id, patch, None).await.unwrap().into_inner();
    assert!(!open(&guest).await);
    assert_eq!(code(desk.delivery.resolve(Preset::Web, token(&address)).await), "download_pin_required");
    for _ in 0..CODE_ATTEMPTS {
        assert_eq!(code(desk.sharing.unlock_downloads(&guest, "4711").await), "wrong_download_pin");
    }
    assert_eq!(code(desk.sharing.unlock_downloads(&guest, "9999").await), "download_pin_locked");
    desk.clock.advance(Duration::minutes(CODE_LOCK_MINUTES));
    desk.sharing.unlock_downloads(&guest, "9999").await.unwrap().into_inner();

    // Downloads that ask for a PIN are not handed on.
    let on = desk.sharing.create(&guest, gallery.id, ShareLinkInput::default()).await;
    assert_eq!(code(on), "exceeds_own_terms");
    let patch = ShareLinkPatch { download_pin: Some(None), ..ShareLinkPatch::default() };
    desk.sharing.change(&owner, link.id, patch, None).await.unwrap().into_inner();
    assert!(open(&guest).await);
    assert_eq!(code(desk.sharing.unlock_downloads(&guest, "9999").await), "no_download_pin");
    assert_eq!(code(desk.sharing.unlock_downloads(&owner, "9999").await), "no_download_pin");
    assert!(kinds(&desk).await.contains(&EventKind::DownloadsUnlocked.as_str().to_owned()));
}

async fn ordered(desk: &Desk, actor: &Actor, gallery: &Gallery) -> Archive {
    let ticket = desk.delivery.order_archive(actor, gallery.id, ArchiveOrder::default()).await.unwrap();
    desk.delivery.archive(&ticket.token.0).await.unwrap()
}

#[tokio::test]
async fn a_quota_is_taken_as_a_whole_when_the_archive_begins() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk, &["a", "b"]).await;
    let policy = DeliveryPolicy { download_limit: Some(3), ..DeliveryPolicy::default() };
    let (_, guest) = share(&desk, &owner, &gallery, with(policy)).await;
    let mut first = ordered(&desk, &guest, &gallery).await;
    let mut second = ordered(&desk, &guest, &gallery).await;
    first.begin().await.unwrap();
    assert_eq!(code(second.begin().await), "download_limit_reached");
    let order = desk.delivery.order_archive(&guest, gallery.id, ArchiveOrder::default()).await;
    assert_eq!(code(order), "download_limit_reached");
    let mut names = Vec::new();
    while let Some(file) = first.next_file().await.unwrap() {
        names.push(file.name);
    }
    assert_eq!(names, ["a.jpg", "b.jpg"]);
    assert_eq!(desk.galleries.read(&owner, gallery.id).await.unwrap().download_count, 2);
    let told = kinds(&desk).await;
    assert_eq!(told.iter().filter(|kind| *kind == EventKind::GalleryDownloaded.as_str()).count(), 1);
}

#[tokio::test]
async fn an_archive_stops_when_its_link_does_or_a_picture_may_not_be_seen_any_more() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk, &["a", "b"]).await;
    let ends = desk.kernel.now() + Duration::minutes(5);
    let ending = ShareLinkInput { expires_at: Some(ends), ..ShareLinkInput::default() };
    let (_, guest) = share(&desk, &owner, &gallery, ending).await;
    let mut archive = ordered(&desk, &guest, &gallery).await;
    archive.begin().await.unwrap();
    assert!(archive.next_file().await.unwrap().is_some());
    desk.clock.advance(Duration::minutes(5));
    assert_eq!(code(archive.next_file().await), "share_link_expired");

    let owner = Actor { now: desk.kernel.now(), ..owner };
    let (link, guest) = share(&desk, &owner, &gallery, ShareLinkInput::default()).await;
    let mut archive = ordered(&desk, &guest, &gallery).await;
    let mut shortened = ordered(&desk, &guest, &gallery).await;
    archive.begin().await.unwrap();
    shortened.begin().await.unwrap();
    assert!(archive.next_file().await.unwrap().is_some());
    assert!(shortened.next_file().await.unwrap().is_some());
    let last = pictures(&desk, &owner, &gallery).await[1].id;
    desk.images.delete(&owner, last, None, true).await.unwrap().into_inner();
    assert_eq!(code(shortened.next_file().await), "not_found");
    desk.sharing.revoke(&owner, link.id).await.unwrap().into_inner();
    assert_eq!(code(archive.next_file().await), "share_link_revoked");
}

#[tokio::test]
async fn a_ticket_waits_for_an_hour() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk, &["a"]).await;
    let ticket = desk.delivery.order_archive(&owner, gallery.id, ArchiveOrder::default()).await.unwrap();
    let ticket = ticket.into_inner();
    desk.clock.advance(Duration::minutes(59));
    assert!(desk.delivery.archive(&ticket.token.0).await.is_ok());
    desk.clock.advance(Duration::minutes(1));
    assert_eq!(code(desk.delivery.archive(&ticket.token.0).await.map(|_| ())), "download_ticket_expired");
    assert_eq!(code(desk.delivery.archive("nonsense").await.map(|_| ())), "not_found");
}

#[tokio::test]
async fn a_link_that_ends_is_told_of_a_week_and_a_day_before_however_many_look() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk, &["a"]).await;
    let ends = desk.kernel.now() + Duration::days(30);
    let input = ShareLinkInput { expires_at: Some(ends), ..ShareLinkInput::default() };
    let (link, _) = share(&desk, &owner, &gallery, input).await;
    let told = async || kinds(&desk).await.iter().filter(|kind| *kind == "share_link.expiring").count();
    let round = async || {
        let (one, two) = (Reminders::new(desk.kernel.clone()), Reminders::new(desk.kernel.clone()));
        let (one, two) = tokio::join!(one.send(), two.send());
        one.unwrap() + two.unwrap()
    };
    assert_eq!(round().await, 0);
    desk.clock.advance(Duration::days(23));
    assert_eq!((round().await, told().await), (1, 1));
    assert_eq!((round().await, told().await), (0, 1));
    // A new end is told of anew.
    let later =
        ShareLinkPatch { expires_at: Some(Some(ends + Duration::days(10))), ..ShareLinkPatch::default() };
    let owner = Actor { now: desk.kernel.now(), ..owner };
    desk.sharing.change(&owner, link.id, later, None).await.unwrap().into_inner();
    desk.clock.advance(Duration::days(6));
    assert_eq!(round().await, 0, "the day before the old end is no day before the new one");
    desk.clock.advance(Duration::days(4));
    assert_eq!(round().await, 1);
    desk.clock.advance(Duration::days(6));
    assert_eq!((round().await, told().await), (1, 3));
    desk.clock.advance(Duration::days(6));
    assert_eq!((round().await, told().await), (0, 3));
}
