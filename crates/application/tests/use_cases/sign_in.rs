use atelier_application::identity::{GrantInput, InviteInput, Registration, RoleInput, Roles};
use atelier_domain::access::{Action, HeldRole};
use atelier_domain::identity::{StudioDetails, UserDetails, UserKind};
use chrono::Duration;

use crate::desk::{Desk, PASSWORD, code, ids};

#[tokio::test]
async fn a_refresh_token_is_good_once_and_its_second_use_ends_the_sign_in() {
    let desk = Desk::open().await;
    let first = desk.register("Lys").await;
    let second = desk.sign_in.refresh(&first.refresh_token.0).await.unwrap().into_inner();
    assert_eq!(ids(&second), ids(&first));
    assert!(desk.actors.authenticate(&second.access_token).await.is_ok());

    assert_eq!(code(desk.sign_in.refresh(&first.refresh_token.0).await), "refresh_token_reused");
    assert_eq!(code(desk.sign_in.refresh(&second.refresh_token.0).await), "invalid_refresh_token");
    assert_eq!(code(desk.actors.authenticate(&second.access_token).await), "session_ended");
}

#[tokio::test]
async fn signing_out_ends_this_sign_in_at_once_and_no_other() {
    let desk = Desk::open().await;
    let here = desk.register("Lys").await;
    let there = desk.sign_in.login("lys", PASSWORD, None).await.unwrap().into_inner();
    let actor = desk.actor(&here).await;
    let family = desk.actors.family(&here.access_token).unwrap();
    desk.sign_in.logout(&actor, &family).await.unwrap().into_inner();
    assert_eq!(code(desk.actors.authenticate(&here.access_token).await), "session_ended");
    assert!(desk.actors.authenticate(&there.access_token).await.is_ok());
}

#[tokio::test]
async fn a_new_password_ends_every_sign_in_and_the_old_one_is_asked_for() {
    let desk = Desk::open().await;
    let signed_in = desk.register("Lys").await;
    let actor = desk.actor(&signed_in).await;
    let wrong = desk.users.change_password(&actor, "not my password", "a longer password").await;
    assert_eq!(code(wrong), "wrong_password");
    desk.users.change_password(&actor, PASSWORD, "a longer password").await.unwrap().into_inner();
    assert_eq!(code(desk.actors.authenticate(&signed_in.access_token).await), "session_ended");
    assert_eq!(code(desk.sign_in.login("lys", PASSWORD, None).await), "invalid_credentials");
    assert!(desk.sign_in.login("LYS", "a longer password", None).await.is_ok());
}

#[tokio::test]
async fn an_address_with_accounts_in_two_studios_asks_which_one_is_meant() {
    let desk = Desk::open().await;
    desk.register("Lys").await;
    let mut other = StudioDetails {
        name: "Skygge".into(),
        business_name: "Skygge AS".into(),
        timezone: "UTC".into(),
        currency: "NOK".into(),
        ..StudioDetails::default()
    };
    other.subdomain = Some("skygge".into());
    let owner =
        UserDetails { name: "Kari".into(), email: Some("KARI@example.com".into()), ..UserDetails::default() };
    let input = Registration { studio: other, owner, password: PASSWORD.into() };
    let second = desk.sign_in.register(input).await.unwrap().into_inner();

    assert_eq!(code(desk.sign_in.login("kari@example.com", PASSWORD, None).await), "ambiguous_sign_in");
    let chosen = desk.sign_in.login("kari@example.com", PASSWORD, Some("Skygge")).await.unwrap();
    assert_eq!(ids(&chosen), ids(&second));
}

#[tokio::test]
async fn an_access_token_ends_after_its_time_and_a_deactivated_account_at_once() {
    let desk = Desk::open().await;
    let owner = desk.register("Lys").await;
    let actor = desk.actor(&owner).await;
    assert_eq!(code(desk.users.deactivate(&actor, actor.user).await), "own_account");
    desk.clock.advance(Duration::minutes(15));
    assert_eq!(code(desk.actors.authenticate(&owner.access_token).await), "token_expired");
}

#[tokio::test]
async fn a_grant_counts_until_its_last_instant_and_not_a_moment_longer() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    let signed_in = desk.vendor(owner.studio).await;
    let vendor = &signed_in.user;
    let end = desk.kernel.now() + Duration::minutes(5);
    let input = GrantInput {
        action: Action::ViewGallery,
        context_type: "gallery".into(),
        context_id: gallery.id.0,
        expires_at: Some(end),
    };
    assert_eq!(code(desk.galleries.read(&desk.actor(&signed_in).await, gallery.id).await), "not_found");
    desk.grants.grant(&owner, vendor.id, input).await.unwrap().into_inner();
    assert!(desk.galleries.read(&desk.actor(&signed_in).await, gallery.id).await.is_ok());

    let why = desk
        .grants
        .explain(&owner, Some(vendor.id), Action::ViewGallery, "gallery", gallery.id.0)
        .await
        .unwrap();
    assert!(why.allowed && why.reason.starts_with("grant "), "{why:?}");
    desk.clock.set(end - Duration::microseconds(1));
    assert!(desk.galleries.read(&desk.actor(&signed_in).await, gallery.id).await.is_ok());
    desk.clock.set(end);
    assert_eq!(code(desk.galleries.read(&desk.actor(&signed_in).await, gallery.id).await), "not_found");
}

#[tokio::test]
async fn secrets_are_stored_as_digests_only() {
    let desk = Desk::open().await;
    let signed_in = desk.register("Lys").await;
    let tx = desk.kernel.read().await.unwrap();
    assert!(tx.tokens().find_by_hash(&signed_in.refresh_token.0).await.unwrap().is_none());
    let digest = desk.kernel.tokens.digest(&signed_in.refresh_token.0);
    assert!(tx.tokens().find_by_hash(&digest).await.unwrap().is_some());
}

#[tokio::test]
async fn who_may_only_invite_cannot_make_an_owner() {
    let desk = Desk::open().await;
    let signed_in = desk.register("Lys").await;
    let owner = desk.actor(&signed_in).await;
    let input =
        RoleInput { name: "desk".into(), kind: UserKind::Studio, actions: [Action::InviteUsers].into() };
    let role = Roles::new(desk.kernel.clone()).create(&owner, input).await.unwrap().into_inner();
    let mut inviter = owner.clone();
    inviter.roles = vec![HeldRole { name: role.name, kind: role.kind, actions: role.actions }];
    let owner_role = desk.kernel.read().await.unwrap().roles().built_in(UserKind::Studio).await.unwrap().id;
    let invite = |role| InviteInput {
        email: "ola@example.com".into(),
        role,
        organization: None,
        base_url: "http://localhost".into(),
    };
    assert_eq!(code(desk.users.invite(&inviter, invite(owner_role)).await), "forbidden");
    assert!(desk.users.invite(&owner, invite(owner_role)).await.is_ok());
}
