use atelier_application::galleries::{GalleryPage, PreviewInput, ShareLinkInput, ShareLinkPatch};
use atelier_application::images::{GroupInput, GroupPatch, GroupsWanted};
use atelier_application::paging::PageRequest;
use atelier_application::ports::ImageFilter;
use atelier_domain::access::{Action, Actor};
use atelier_domain::galleries::{
    CODE_ATTEMPTS, CODE_LOCK_MINUTES, DeliveryPolicy, Gallery, MetadataTerms, PREVIEW_MINUTES, Visibility,
};
use atelier_domain::images::{GroupType, Preset};
use chrono::Duration;

use crate::desk::{Desk, code};

/// An owner with a gallery that has one picture, ready.
async fn world(desk: &Desk) -> (Actor, Gallery) {
    let (owner, gallery) = desk.owner_with_gallery().await;
    upload(desk, &owner, &gallery, "main", b"picture").await;
    (owner, gallery)
}

async fn upload(desk: &Desk, owner: &Actor, gallery: &Gallery, group_type: &str, bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let file = desk.file(folder.path(), "DSC_0001.JPG", bytes);
    let group_type = GroupType::parse(group_type).unwrap();
    desk.intake.store(owner, gallery.id, &group_type, &file, None).await.unwrap().into_inner();
    desk.work().await;
}

async fn share(desk: &Desk, maker: &Actor, gallery: &Gallery, input: ShareLinkInput) -> (String, Actor) {
    let shared = desk.sharing.create(maker, gallery.id, input).await.unwrap().into_inner();
    let entered = desk.sharing.enter(&shared.token.0, None, None).await.unwrap().into_inner();
    (shared.token.0, desk.actor(&entered.signed_in).await)
}

async fn pictures(
    desk: &Desk,
    actor: &Actor,
    gallery: &Gallery,
) -> Vec<atelier_application::delivery::PictureView> {
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

#[tokio::test]
async fn a_guest_gets_what_the_policy_allows_and_no_metadata_when_it_is_withheld() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    let (_, guest) = share(&desk, &owner, &gallery, ShareLinkInput::default()).await;
    let seen = &pictures(&desk, &guest, &gallery).await[0];
    assert!(seen.metadata.is_empty() && seen.content_hash.is_none());
    let sizes: Vec<Preset> = seen.urls.iter().map(|(preset, _)| *preset).collect();
    assert_eq!(sizes, [Preset::Hotpreview, Preset::Thumb, Preset::Web]);
    let web = token(&seen.urls[2].1);
    assert!(desk.delivery.resolve(Preset::Web, web).await.unwrap().download_name.is_none());
    assert_eq!(code(desk.delivery.resolve(Preset::Thumb, web).await), "not_found");
    let file = desk.delivery.resolve(Preset::Web, token(&seen.downloads[2].1)).await.unwrap();
    assert_eq!(file.download_name.as_deref(), Some("DSC_0001.jpg"));
    assert_eq!(pictures(&desk, &owner, &gallery).await[0].metadata["camera_model"], "Nikon Z6");
}

#[tokio::test]
async fn revoking_a_link_closes_every_address_that_was_made_by_it() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    let (link_token, guest) = share(&desk, &owner, &gallery, ShareLinkInput::default()).await;
    let url = pictures(&desk, &guest, &gallery).await[0].urls[0].1.clone();
    assert!(desk.delivery.resolve(Preset::Hotpreview, token(&url)).await.is_ok());
    let link = desk.sharing.register(&owner, gallery.id).await.unwrap()[0].link.id;
    desk.sharing.revoke(&owner, link).await.unwrap().into_inner();
    assert_eq!(code(desk.delivery.resolve(Preset::Hotpreview, token(&url)).await), "share_link_revoked");
    assert_eq!(code(desk.sharing.enter(&link_token, None, None).await), "share_link_revoked");
}

#[tokio::test]
async fn a_link_ends_at_its_instant_and_an_archived_gallery_closes_its_links() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    let end = desk.kernel.now() + Duration::minutes(5);
    let input = ShareLinkInput { expires_at: Some(end), ..ShareLinkInput::default() };
    let shared = desk.sharing.create(&owner, gallery.id, input).await.unwrap().into_inner();
    let link_token = shared.token.0;
    let entered = desk.sharing.enter(&link_token, None, None).await.unwrap().into_inner().signed_in;
    let guest = desk.actor(&entered).await;
    let url = pictures(&desk, &guest, &gallery).await[0].urls[0].1.clone();
    desk.galleries.archive(&owner, gallery.id, None).await.unwrap().into_inner();
    assert_eq!(code(desk.delivery.resolve(Preset::Hotpreview, token(&url)).await), "gallery_closed");
    desk.galleries.reactivate(&owner, gallery.id, None).await.unwrap().into_inner();
    assert!(desk.delivery.resolve(Preset::Hotpreview, token(&url)).await.is_ok());
    desk.clock.set(end);
    assert_eq!(code(desk.sharing.enter(&link_token, None, None).await), "share_link_expired");
    assert_eq!(code(desk.delivery.resolve(Preset::Hotpreview, token(&url)).await), "share_link_expired");
    assert_eq!(code(desk.actors.authenticate(&entered.access_token).await), "share_link_expired");
    assert_eq!(code(desk.sign_in.refresh(&entered.refresh_token.0).await), "share_link_expired");
}

#[tokio::test]
async fn a_group_for_members_is_not_there_for_a_guest_by_any_route() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    let input = GroupInput {
        name: "Behind the scenes".into(),
        description: None,
        group_type: "behind_the_scenes".into(),
        visibility: Visibility::Public,
    };
    let group = desk.groups.create(&owner, gallery.id.into(), input).await.unwrap().into_inner();
    upload(&desk, &owner, &gallery, "behind_the_scenes", b"the making of").await;
    let (_, guest) = share(&desk, &owner, &gallery, ShareLinkInput::default()).await;
    let before = pictures(&desk, &guest, &gallery).await;
    assert_eq!(before.len(), 2);
    let hidden = before[1].clone();

    let patch = GroupPatch { visibility: Some(Visibility::Members), ..GroupPatch::default() };
    desk.groups.change(&owner, gallery.id.into(), group.group, None, patch).await.unwrap().into_inner();
    assert_eq!(pictures(&desk, &guest, &gallery).await.len(), 1);
    assert_eq!(desk.groups.list(&guest, gallery.id.into(), GroupsWanted::default()).await.unwrap().len(), 1);
    assert_eq!(code(desk.images.read(&guest, hidden.id).await), "not_found");
    assert_eq!(code(desk.delivery.resolve(Preset::Hotpreview, token(&hidden.urls[0].1)).await), "not_found");
    assert_eq!(desk.pictures.progress(&guest, gallery.id).await.unwrap().total, 1);
    assert_eq!(pictures(&desk, &owner, &gallery).await.len(), 2);
}

#[tokio::test]
async fn a_guests_own_link_never_grants_more_and_closes_with_the_link_by_which_the_guest_came() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    let end = desk.kernel.now() + Duration::days(7);
    let policy = DeliveryPolicy::default();
    let input = ShareLinkInput { expires_at: Some(end), policy: policy.clone(), ..ShareLinkInput::default() };
    let (_, guest) = share(&desk, &owner, &gallery, input).await;

    let endless = ShareLinkInput { policy: policy.clone(), ..ShareLinkInput::default() };
    assert_eq!(code(desk.sharing.create(&guest, gallery.id, endless).await), "exceeds_own_terms");
    for wider in [
        DeliveryPolicy { metadata: MetadataTerms::Keep, ..policy.clone() },
        DeliveryPolicy { presets: Preset::ALL.into(), ..policy.clone() },
    ] {
        let input = ShareLinkInput { expires_at: Some(end), policy: wider, ..ShareLinkInput::default() };
        assert_eq!(code(desk.sharing.create(&guest, gallery.id, input).await), "exceeds_own_terms");
    }
    let input = ShareLinkInput { expires_at: Some(end), policy, ..ShareLinkInput::default() };
    let (_, friend) = share(&desk, &guest, &gallery, input).await;
    let url = pictures(&desk, &friend, &gallery).await[0].urls[0].1.clone();
    assert_eq!(desk.sharing.register(&guest, gallery.id).await.unwrap().len(), 1, "the own one only");

    let first = desk.sharing.register(&owner, gallery.id).await.unwrap().pop().unwrap().link.id;
    assert_eq!(code(desk.sharing.revoke(&guest, first).await), "not_found");
    desk.sharing.revoke(&owner, first).await.unwrap().into_inner();
    assert_eq!(code(desk.delivery.resolve(Preset::Hotpreview, token(&url)).await), "share_link_revoked");
}

#[tokio::test]
async fn wrong_access_codes_let_the_link_rest_even_for_the_right_one() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    let input = ShareLinkInput { access_code: Some("4711".into()), ..ShareLinkInput::default() };
    let token = desk.sharing.create(&owner, gallery.id, input).await.unwrap().into_inner().token.0;
    assert_eq!(code(desk.sharing.enter(&token, None, None).await), "access_code_required");
    assert!(desk.sharing.enter(&token, Some("4711"), Some("Ola")).await.is_ok());
    for _ in 0..CODE_ATTEMPTS {
        assert_eq!(code(desk.sharing.enter(&token, Some("0000"), None).await), "wrong_access_code");
    }
    assert_eq!(code(desk.sharing.enter(&token, Some("4711"), None).await), "access_code_locked");
    desk.clock.advance(Duration::minutes(CODE_LOCK_MINUTES));
    assert!(desk.sharing.enter(&token, Some("4711"), None).await.is_ok());
}

#[tokio::test]
async fn downloads_stop_at_the_limit_and_are_counted() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    let policy = DeliveryPolicy { download_limit: Some(1), ..DeliveryPolicy::default() };
    let (_, guest) =
        share(&desk, &owner, &gallery, ShareLinkInput { policy, ..ShareLinkInput::default() }).await;
    let url = pictures(&desk, &guest, &gallery).await[0].downloads[2].1.clone();
    let file = desk.delivery.resolve(Preset::Web, token(&url)).await.unwrap();
    assert!(desk.delivery.open(&file, None).await.is_ok());
    assert_eq!(
        code(desk.delivery.open(&file, Some(1..2)).await),
        "download_limit_reached",
        "no part goes by uncounted"
    );
    assert_eq!(code(desk.delivery.open(&file, None).await), "download_limit_reached");
    assert_eq!(desk.galleries.read(&owner, gallery.id).await.unwrap().download_count, 1);
}

#[tokio::test]
async fn an_original_without_its_metadata_is_made_once_and_kept() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    let policy = DeliveryPolicy { presets: Preset::ALL.into(), ..DeliveryPolicy::default() };
    let (_, guest) =
        share(&desk, &owner, &gallery, ShareLinkInput { policy, ..ShareLinkInput::default() }).await;
    let url = pictures(&desk, &guest, &gallery).await[0].downloads[4].1.clone();
    let before = desk.media.keys().len();
    desk.delivery.resolve(Preset::Original, token(&url)).await.unwrap();
    desk.delivery.resolve(Preset::Original, token(&url)).await.unwrap();
    assert_eq!(desk.media.keys().len(), before + 1);
}

#[tokio::test]
async fn the_terms_of_an_open_link_can_be_changed_and_hold_at_once() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    let (_, guest) = share(&desk, &owner, &gallery, ShareLinkInput::default()).await;
    let url = pictures(&desk, &guest, &gallery).await[0].downloads[2].1.clone();
    let link = desk.sharing.register(&owner, gallery.id).await.unwrap()[0].link.clone();
    let policy = DeliveryPolicy { download: false, ..DeliveryPolicy::default() };
    let patch = ShareLinkPatch { policy: Some(policy), ..ShareLinkPatch::default() };
    assert_eq!(
        code(desk.sharing.change(&owner, link.id, patch.clone(), Some(link.version + 7)).await),
        "version_mismatch"
    );
    desk.sharing.change(&owner, link.id, patch, Some(link.version)).await.unwrap().into_inner();
    assert_eq!(code(desk.delivery.resolve(Preset::Web, token(&url)).await), "not_found");
    assert!(pictures(&desk, &guest, &gallery).await[0].downloads.is_empty());
}

#[tokio::test]
async fn a_download_limit_is_not_passed_on_by_further_links() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    let policy = DeliveryPolicy { download_limit: Some(1), ..DeliveryPolicy::default() };
    let input = ShareLinkInput { policy: policy.clone(), ..ShareLinkInput::default() };
    let (_, guest) = share(&desk, &owner, &gallery, input.clone()).await;
    assert_eq!(code(desk.sharing.create(&guest, gallery.id, input).await), "exceeds_own_terms");
    let look_only = DeliveryPolicy { download: false, ..policy };
    let input = ShareLinkInput { policy: look_only, ..ShareLinkInput::default() };
    let (_, friend) = share(&desk, &guest, &gallery, input).await;
    assert!(pictures(&desk, &friend, &gallery).await[0].downloads.is_empty());
}

#[tokio::test]
async fn a_guest_who_is_deactivated_keeps_no_address() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    let (_, guest) = share(&desk, &owner, &gallery, ShareLinkInput::default()).await;
    let url = pictures(&desk, &guest, &gallery).await[0].urls[0].1.clone();
    desk.users.deactivate(&owner, guest.user).await.unwrap().into_inner();
    assert_eq!(code(desk.delivery.resolve(Preset::Hotpreview, token(&url)).await), "not_found");
}

#[tokio::test]
async fn a_list_is_another_one_when_its_viewer_may_look_into_other_groups() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    upload(&desk, &owner, &gallery, "behind_the_scenes", b"the making of").await;
    let group = desk
        .groups
        .list(&owner, gallery.id.into(), GroupsWanted::default())
        .await
        .unwrap()
        .pop()
        .unwrap()
        .attachment
        .group;
    let patch = GroupPatch { visibility: Some(Visibility::Members), ..GroupPatch::default() };
    desk.groups.change(&owner, gallery.id.into(), group, None, patch).await.unwrap().into_inner();
    let vendor = desk.vendor(owner.studio).await;
    let grant = |action| atelier_application::identity::GrantInput {
        action,
        context_type: "gallery".into(),
        context_id: gallery.id.0,
        expires_at: None,
    };
    desk.grants.grant(&owner, vendor.user.id, grant(Action::ViewGallery)).await.unwrap().into_inner();
    let list = async |known: Option<&str>| {
        let actor = desk.actor(&vendor).await;
        desk.pictures
            .list(&actor, gallery.id, Default::default(), PageRequest::default(), known)
            .await
            .unwrap()
    };
    let GalleryPage::Pictures { tag, page } = list(None).await else { panic!("nothing was known before") };
    assert_eq!(page.items.len(), 1);
    desk.grants
        .grant(&owner, vendor.user.id, grant(Action::ViewRestrictedGroups))
        .await
        .unwrap()
        .into_inner();
    let GalleryPage::Pictures { page, .. } = list(Some(&tag)).await else {
        panic!("there is more to see now")
    };
    assert_eq!(page.items.len(), 2);
}

#[tokio::test]
async fn a_picture_that_hangs_only_behind_the_scenes_is_not_opened_by_a_grant_on_the_studio() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    let shown = pictures(&desk, &owner, &gallery).await.remove(0);
    let group = desk
        .groups
        .list(&owner, gallery.id.into(), GroupsWanted::default())
        .await
        .unwrap()
        .pop()
        .unwrap()
        .attachment
        .group;
    let vendor = desk.vendor(owner.studio).await;
    for (context_type, context_id) in [("studio", owner.studio.0), ("image", shown.id.0)] {
        let input = atelier_application::identity::GrantInput {
            action: Action::ViewGallery,
            context_type: context_type.into(),
            context_id,
            expires_at: None,
        };
        desk.grants.grant(&owner, vendor.user.id, input).await.unwrap().into_inner();
    }
    assert!(desk.images.read(&desk.actor(&vendor).await, shown.id).await.is_ok());
    let patch = GroupPatch { visibility: Some(Visibility::Studio), ..GroupPatch::default() };
    desk.groups.change(&owner, gallery.id.into(), group, None, patch).await.unwrap().into_inner();
    let actor = desk.actor(&vendor).await;
    assert_eq!(code(desk.images.read(&actor, shown.id).await), "not_found");
    assert_eq!(
        desk.images.list(&actor, ImageFilter::default(), PageRequest::default()).await.unwrap().total,
        0
    );
}

#[tokio::test]
async fn a_preview_holds_for_some_minutes_and_no_longer_than_its_gallery_is_open() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    let input = || PreviewInput::Terms { policy: DeliveryPolicy::default(), label: None };
    let made = desk.sharing.show(&owner, gallery.id, input()).await.unwrap();
    let looker = desk.actors.authenticate(&made.token.0).await.unwrap();
    let url = pictures(&desk, &looker, &gallery).await[0].urls[0].1.clone();
    assert!(desk.delivery.resolve(Preset::Hotpreview, token(&url)).await.is_ok());
    desk.galleries.archive(&owner, gallery.id, None).await.unwrap().into_inner();
    assert_eq!(code(desk.actors.authenticate(&made.token.0).await), "gallery_closed");
    assert_eq!(code(desk.delivery.resolve(Preset::Hotpreview, token(&url)).await), "gallery_closed");
    desk.galleries.reactivate(&owner, gallery.id, None).await.unwrap().into_inner();
    assert!(desk.actors.authenticate(&made.token.0).await.is_ok());

    desk.clock.set(owner.now + Duration::minutes(PREVIEW_MINUTES));
    assert_eq!(code(desk.actors.authenticate(&made.token.0).await), "preview_ended");
    assert_eq!(code(desk.delivery.resolve(Preset::Hotpreview, token(&url)).await), "not_found");
}

#[tokio::test]
async fn what_a_preview_may_read_it_may_not_write() {
    let desk = Desk::open().await;
    let (owner, gallery) = world(&desk).await;
    let input = PreviewInput::Terms { policy: DeliveryPolicy::default(), label: None };
    let made = desk.sharing.show(&owner, gallery.id, input).await.unwrap();
    let looker = desk.actors.authenticate(&made.token.0).await.unwrap();
    assert_eq!(code(desk.galleries.archive(&looker, gallery.id, None).await), "forbidden");
    let link = desk.sharing.create(&owner, gallery.id, ShareLinkInput::default()).await.unwrap().into_inner();
    assert_eq!(code(desk.sharing.revoke(&looker, link.link.id).await), "preview_is_read_only");
}
