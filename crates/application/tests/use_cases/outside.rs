//! Addresses of a service that delivers pictures, and where our own are given instead.

use std::sync::atomic::Ordering;

use atelier_application::galleries::{GalleryPage, ShareLinkInput};
use atelier_application::images::GroupInput;
use atelier_application::paging::PageRequest;
use atelier_application::products::{Feed, FeedPage, ProductInput, Products};
use atelier_domain::ApiTokenId;
use atelier_domain::access::{Actor, Credential};
use atelier_domain::galleries::{
    DeliveryPolicy, Mark, MetadataTerms, Notice as FileNotice, Position, Visibility, Watermark,
};
use atelier_domain::images::Preset;
use chrono::Duration;

use crate::mirrored::Mirrored;

#[tokio::test]
async fn a_service_that_does_not_deliver_is_passed_over_until_it_does() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let list = async |known: Option<&str>| {
        let page = PageRequest::default();
        match world
            .desk
            .pictures
            .list(&world.owner, world.gallery.id, Default::default(), page, known)
            .await
            .unwrap()
        {
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
    match world.desk.pictures.list(&guest, world.gallery.id, Default::default(), page, None).await.unwrap() {
        GalleryPage::Pictures { page, .. } => {
            page.items.into_iter().flat_map(|listed| listed.picture.urls).collect()
        }
        GalleryPage::Unchanged(_) => panic!("nothing was known before"),
    }
}

fn with(policy: DeliveryPolicy) -> ShareLinkInput {
    ShareLinkInput { policy, label: Some("Ola".to_owned()), ..ShareLinkInput::default() }
}

pub fn all_ours(urls: &[(Preset, String)]) -> bool {
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
