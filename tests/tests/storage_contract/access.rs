//! What makes an actor: roles, memberships, grants, and facts of rows.

use std::collections::BTreeSet;

use atelier_application::ports::{
    GuestSession, Mode, NewGrant, NewMember, NewRefreshToken, NewShareLink, Store, StoreError,
};
use atelier_domain::access::{Action, Context, Membership, Protected};
use atelier_domain::galleries::{DeliveryPolicy, GalleryStatus};
use atelier_domain::identity::{Studio, User, UserKind};
use atelier_domain::organizations::{MemberRole, Organization};
use atelier_domain::{GalleryId, GrantId, UserId};
use atelier_testkit::builders::{anybody_in, now};
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_gallery, a_studio, a_user, an_organization};
use chrono::Duration;

contract!(
    an_identity_holds_all_that_decisions_need,
    a_guests_identity_follows_its_link_and_gallery,
    a_deleted_organization_gives_no_membership,
    granting_again_renews_the_end,
    a_grant_is_of_its_studio_only,
    two_who_grant_the_same_at_once_make_one_grant,
    facts_are_those_of_the_row_and_of_its_studio_only,
);

fn a_grant(user: &User, action: Action, context: Context) -> NewGrant {
    NewGrant {
        studio: user.studio,
        user: user.id,
        action,
        context,
        expires_at: None,
        granted_by: None,
        now: now(),
    }
}

async fn join(db: &TestDatabase, organization: &Organization, user: UserId, role: MemberRole) {
    let tx = db.begin(Mode::Write).await.unwrap();
    let found = tx.organizations().find(organization.studio, organization.id).await.unwrap().unwrap();
    let found = found.write(&anybody_in(organization.studio), Action::ManageOrgUsers).unwrap();
    let member = NewMember { user, role, is_primary: true, now: now() };
    tx.organizations().put_member(&found, member).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();
}

async fn an_identity_holds_all_that_decisions_need(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = a_user().kind(UserKind::Client).insert(&*db, studio.id).await;
    let organization = an_organization().insert(&*db, studio.id).await;
    join(&db, &organization, user.id, MemberRole::BillingContact).await;

    let tx = db.begin(Mode::Write).await.unwrap();
    let direct = BTreeSet::from([Action::AccessOriginals]);
    let found = tx.users().find(studio.id, user.id).await.unwrap().unwrap();
    let found = found.write(&anybody_in(studio.id), Action::ManageUsers).unwrap();
    tx.roles().set_direct_permissions(&found, &direct).await.unwrap();
    let bare = tx.roles().insert(studio.id, "bare", UserKind::Client, &BTreeSet::new(), now()).await.unwrap();
    tx.roles().assign(&found, &bare).await.unwrap();
    let gallery = Context::Gallery(GalleryId(445));
    let lasting = tx.access().grant(a_grant(&user, Action::ViewGallery, gallery)).await.unwrap();
    let ended = NewGrant {
        expires_at: Some(now() - Duration::seconds(1)),
        ..a_grant(&user, Action::DownloadImages, gallery)
    };
    tx.access().grant(ended).await.unwrap();
    let token = NewRefreshToken {
        studio: studio.id,
        user: user.id,
        family: "family".to_owned(),
        token_hash: "f".repeat(64),
        share_link: None,
        expires_at: now() + Duration::days(30),
        now: now(),
    };
    tx.tokens().insert(token).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();

    let tx = db.begin(Mode::Read).await.unwrap();
    let identity = tx.access().identify(user.id, "family", now()).await.unwrap().unwrap();
    assert_eq!((identity.user, identity.studio, identity.is_active), (user.id, studio.id, true));
    let roles: Vec<_> = identity.roles.iter().map(|role| (role.name.as_str(), &role.actions)).collect();
    let by_role = UserKind::Client.actions();
    assert_eq!(roles, [("client_user", &by_role), ("bare", &BTreeSet::new()), ("direct", &direct)]);
    assert!(identity.roles.iter().all(|role| role.kind == UserKind::Client));
    let member = Membership { organization: organization.id, role: MemberRole::BillingContact };
    assert_eq!(identity.memberships, [member]);
    assert_eq!(identity.grants.iter().map(|grant| grant.id).collect::<Vec<_>>(), [lasting.id]);
    assert_eq!((identity.family_open, identity.guest), (true, None));

    let elsewhere = tx.access().identify(user.id, "another", now()).await.unwrap().unwrap();
    assert!(!elsewhere.family_open);
    let later = tx.access().identify(user.id, "family", now() + Duration::days(30)).await.unwrap().unwrap();
    assert!(!later.family_open, "a sign-in ends at the instant at which its token does");
    assert_eq!(tx.access().identify(UserId(user.id.0 + 100), "family", now()).await.unwrap(), None);
}

async fn a_guests_identity_follows_its_link_and_gallery(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let owner = a_user().insert(&*db, studio.id).await;
    let guest = a_user().kind(UserKind::Guest).insert(&*db, studio.id).await;
    let organization = an_organization().insert(&*db, studio.id).await;
    let gallery = a_gallery().insert(&*db, &organization, &owner).await;
    let end = Some(now() + Duration::days(14));
    let tx = db.begin(Mode::Write).await.unwrap();
    let new = NewShareLink {
        studio: studio.id,
        gallery: gallery.id,
        token_hash: "a".repeat(64),
        code_hash: None,
        pin_hash: None,
        label: None,
        policy: DeliveryPolicy::default(),
        expires_at: end,
        created_by: owner.id,
        now: now(),
    };
    let link = tx.share_links().insert(new).await.unwrap();
    let token = NewRefreshToken {
        studio: studio.id,
        user: guest.id,
        family: "guest".to_owned(),
        token_hash: "b".repeat(64),
        share_link: Some(link.id),
        expires_at: now() + Duration::days(1),
        now: now(),
    };
    tx.tokens().insert(token).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();

    let session = async || {
        let tx = db.begin(Mode::Read).await.unwrap();
        tx.access().identify(guest.id, "guest", now()).await.unwrap().unwrap().guest.unwrap()
    };
    let open =
        GuestSession { link: link.id, gallery: gallery.id, expires_at: end, revoked: false, closed: false };
    assert_eq!(session().await, open);

    let tx = db.begin(Mode::Write).await.unwrap();
    let found = tx.galleries().find(studio.id, gallery.id).await.unwrap().unwrap();
    let archived = found.write(&anybody_in(studio.id), Action::ArchiveGallery).unwrap().change(|gallery| {
        gallery.status = GalleryStatus::Archived;
        Ok(())
    });
    tx.galleries().update(&archived.unwrap()).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();
    assert_eq!(session().await, GuestSession { closed: true, ..open.clone() });

    let tx = db.begin(Mode::Write).await.unwrap();
    let found = tx.share_links().find(studio.id, link.id).await.unwrap().unwrap();
    let revoked = found.write(&anybody_in(studio.id), Action::ShareGallery).unwrap().change(|link| {
        link.revoked_at = Some(now());
        Ok(())
    });
    tx.share_links().update(&revoked.unwrap()).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();
    assert_eq!(session().await, GuestSession { closed: true, revoked: true, ..open });
}

async fn a_deleted_organization_gives_no_membership(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = a_user().kind(UserKind::Client).insert(&*db, studio.id).await;
    let organization = an_organization().insert(&*db, studio.id).await;
    join(&db, &organization, user.id, MemberRole::Admin).await;
    let tx = db.begin(Mode::Write).await.unwrap();
    let found = tx.organizations().find(studio.id, organization.id).await.unwrap().unwrap();
    let found = found.write(&anybody_in(studio.id), Action::EditOrganization).unwrap();
    let deleted = found.change(|organization| {
        organization.delete(now());
        Ok(())
    });
    tx.organizations().update(&deleted.unwrap()).await.unwrap();
    let identity = tx.access().identify(user.id, "none", now()).await.unwrap().unwrap();
    assert_eq!(identity.memberships, []);
}

async fn granting_again_renews_the_end(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = a_user().kind(UserKind::Vendor).insert(&*db, studio.id).await;
    let place = Context::Gallery(GalleryId(1));
    let tx = db.begin(Mode::Write).await.unwrap();
    let first = tx.access().grant(a_grant(&user, Action::ViewGallery, place)).await.unwrap();
    let end = Some(now() + Duration::days(1));
    let longer = NewGrant { expires_at: end, ..a_grant(&user, Action::ViewGallery, place) };
    let second = tx.access().grant(longer).await.unwrap();
    assert_eq!((second.id, second.expires_at), (first.id, end));
    let other = tx.access().grant(a_grant(&user, Action::UploadImages, place)).await.unwrap();
    assert_eq!(tx.access().grants_of(studio.id, user.id).await.unwrap(), [second.clone(), other]);

    assert!(tx.access().revoke(studio.id, first.id).await.unwrap());
    assert!(!tx.access().revoke(studio.id, first.id).await.unwrap());
    assert_eq!(tx.access().find_grant(studio.id, first.id).await.unwrap(), None);
}

async fn a_grant_is_of_its_studio_only(db: TestDatabase) {
    let (ours, theirs) = (a_studio().insert(&*db).await, a_studio().insert(&*db).await);
    let user = a_user().kind(UserKind::Vendor).insert(&*db, ours.id).await;
    let place = Context::Studio(ours.id);
    let tx = db.begin(Mode::Write).await.unwrap();
    let grant = tx.access().grant(a_grant(&user, Action::ViewGallery, place)).await.unwrap();
    assert_eq!(tx.access().find_grant(ours.id, grant.id).await.unwrap().as_ref(), Some(&grant));
    assert_eq!(tx.access().find_grant(theirs.id, grant.id).await.unwrap(), None);
    assert_eq!(tx.access().grants_of(theirs.id, user.id).await.unwrap(), []);
    assert!(!tx.access().revoke(theirs.id, grant.id).await.unwrap());
    assert!(!tx.access().revoke(ours.id, GrantId(grant.id.0 + 1)).await.unwrap());

    let crossed = NewGrant { studio: theirs.id, ..a_grant(&user, Action::UploadImages, place) };
    let refused = tx.access().grant(crossed).await;
    assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
}

async fn two_who_grant_the_same_at_once_make_one_grant(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = a_user().kind(UserKind::Vendor).insert(&*db, studio.id).await;
    let mut granting = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (store, new) = (db.store(), a_grant(&user, Action::ViewGallery, Context::Studio(studio.id)));
        granting.spawn(async move {
            let tx = store.begin(Mode::Write).await.unwrap();
            let grant = tx.access().grant(new).await.unwrap();
            tx.commit(grant.id).await.unwrap().into_inner()
        });
    }
    let ids: BTreeSet<_> = granting.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 1);
}

async fn facts_are_those_of_the_row_and_of_its_studio_only(db: TestDatabase) {
    let (ours, theirs) = (a_studio().insert(&*db).await, a_studio().insert(&*db).await);
    let user = a_user().insert(&*db, ours.id).await;
    let organization = an_organization().insert(&*db, ours.id).await;
    let gallery = a_gallery().insert(&*db, &organization, &user).await;
    let tx = db.begin(Mode::Read).await.unwrap();
    let expected = [
        (Context::Studio(ours.id), ours.facts()),
        (Context::User(user.id), user.facts()),
        (Context::Organization(organization.id), organization.facts()),
        (Context::Gallery(gallery.id), gallery.facts()),
    ];
    for (context, facts) in expected {
        assert_eq!(tx.access().facts(ours.id, context).await.unwrap(), Some(facts), "{context:?}");
        assert_eq!(tx.access().facts(theirs.id, context).await.unwrap(), None, "{context:?}");
    }
    none_of(&db, &ours).await;
}

async fn none_of(db: &TestDatabase, studio: &Studio) {
    let tx = db.begin(Mode::Read).await.unwrap();
    for &name in Context::TYPES {
        let nowhere = Context::parse(name, i64::MAX).unwrap();
        assert_eq!(tx.access().facts(studio.id, nowhere).await.unwrap(), None, "{name}");
    }
}
