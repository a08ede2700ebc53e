//! Studios, users, roles and invitations.

use std::collections::BTreeSet;

use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::{Mode, NewInvitation, NewUser, Store, StoreError, Tx, UserFilter};
use atelier_domain::access::{Action, Visible, Writable};
use atelier_domain::identity::{Role, Studio, User, UserDetails, UserKind};
use atelier_domain::{RoleId, StudioId, UserId};
use atelier_testkit::builders::{anybody_in, now};
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_studio, a_user, an_organization};
use chrono::Duration;
use serde_json::json;

use crate::world::{commit, job, read, write};

contract!(
    another_studio_never_sees_a_person,
    a_subdomain_belongs_to_one_studio,
    settings_come_back_as_they_went_in,
    user_names_are_unique_in_the_installation_and_compared_folded,
    an_e_mail_address_is_unique_among_a_studios_live_users,
    the_address_of_a_deleted_user_is_free_again,
    sign_in_finds_accounts_by_either_name_however_it_is_written,
    a_list_shows_each_user_once_by_offset_and_by_cursor,
    a_search_takes_wildcards_literally,
    a_list_reaches_as_far_as_its_asker,
    built_in_roles_follow_the_matrix_after_any_number_of_starts,
    a_studios_own_role_is_its_own,
    role_names_compare_byte_by_byte,
    a_studios_own_role_is_changed_and_removed,
    a_role_is_not_removed_under_whom_it_is_given,
    a_withdrawn_role_leaves_a_kind_that_the_user_still_has,
    direct_permissions_are_replaced_as_a_whole,
    an_invitation_is_open_until_it_is_taken_revoked_or_late,
);

async fn writable(tx: &Tx, studio: StudioId, id: UserId) -> Writable<User> {
    let found = tx.users().find(studio, id).await.unwrap().unwrap();
    found.write(&anybody_in(studio), Action::ManageUsers).unwrap()
}

fn everybody(studio: StudioId) -> Visible {
    Visible::to(&anybody_in(studio), Action::ManageUsers)
}

async fn insert(db: &TestDatabase, studio: &Studio, details: UserDetails) -> Result<User, StoreError> {
    let tx = db.begin(Mode::Write).await.unwrap();
    let new = NewUser { studio: studio.id, details, password_hash: None, kind: UserKind::Client, now: now() };
    let user = tx.users().insert(new).await?;
    Ok(tx.commit(user).await.unwrap().into_inner())
}

fn named(username: &str) -> UserDetails {
    UserDetails { name: "N".to_owned(), username: Some(username.to_owned()), ..UserDetails::default() }
}

fn with_email(email: &str) -> UserDetails {
    UserDetails { name: "N".to_owned(), email: Some(email.to_owned()), ..UserDetails::default() }
}

async fn another_studio_never_sees_a_person(db: TestDatabase) {
    let (ours, theirs) = (a_studio().insert(&*db).await, a_studio().insert(&*db).await);
    let user = a_user().insert(&*db, ours.id).await;
    let tx = db.begin(Mode::Write).await.unwrap();
    assert!(tx.users().find(theirs.id, user.id).await.unwrap().is_none());
    let list = tx.users().list(&everybody(theirs.id), &UserFilter::default(), PageRequest::default()).await;
    assert_eq!(list.unwrap(), Page { items: vec![], total: 0, next: None });

    let invitation = NewInvitation {
        studio: ours.id,
        email: "new@example.com".to_owned(),
        role: tx.roles().built_in(UserKind::Client).await.unwrap().id,
        organization: None,
        invited_by: user.id,
        token_hash: "a".repeat(64),
        expires_at: now() + Duration::days(7),
        now: now(),
    };
    // The inviter is of another studio: such a row cannot even be written.
    let crossed = NewInvitation { studio: theirs.id, token_hash: "b".repeat(64), ..invitation.clone() };
    let stored = tx.invitations().insert(invitation).await.unwrap();
    assert!(tx.invitations().find(theirs.id, stored.id).await.unwrap().is_none());
    assert_eq!(tx.invitations().list_open(theirs.id, now()).await.unwrap(), []);
    let refused = tx.invitations().insert(crossed).await;
    assert_eq!(refused, Err(StoreError::Conflict { constraint: "reference" }));
}

async fn a_subdomain_belongs_to_one_studio(db: TestDatabase) {
    let first = a_studio().insert(&*db).await;
    let second = a_studio().insert(&*db).await;
    let tx = db.begin(Mode::Write).await.unwrap();
    let found = tx.studios().find(second.id).await.unwrap().unwrap();
    let taken = found.write(&anybody_in(second.id), Action::ManageStudioSettings).unwrap().change(|studio| {
        studio.details.subdomain = first.details.subdomain.clone();
        Ok(())
    });
    let refused = tx.studios().update(&taken.unwrap()).await;
    assert_eq!(refused, Err(StoreError::Conflict { constraint: "subdomain" }));
    drop(tx);

    let without = |details: &mut atelier_domain::identity::StudioDetails| details.subdomain = None;
    a_studio().with(without).insert(&*db).await;
    a_studio().with(without).insert(&*db).await;
}

async fn settings_come_back_as_they_went_in(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let patch = json!({
        "invoice_prefix": "PELOSO-", "mileage_rate": 0.66, "rates": {"headshot": 100.5},
        "another program's": {"list": [1, "två", null, "📷"], "deep": {"b": true}}
    });
    let patch = patch.as_object().unwrap().clone();
    let tx = db.begin(Mode::Write).await.unwrap();
    let found = tx.studios().find(studio.id).await.unwrap().unwrap();
    let found = found.write(&anybody_in(studio.id), Action::ManageStudioSettings).unwrap();
    let changed = found.change(|studio| studio.configure(&patch, now())).unwrap();
    let updated = tx.studios().update(&changed).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();

    let tx = db.begin(Mode::Read).await.unwrap();
    let stored = tx.studios().find(studio.id).await.unwrap().unwrap().read(&anybody_in(studio.id)).unwrap();
    assert_eq!(stored, updated);
    assert_eq!(stored.settings.as_map(), &patch);
}

async fn user_names_are_unique_in_the_installation_and_compared_folded(db: TestDatabase) {
    let (one, other) = (a_studio().insert(&*db).await, a_studio().insert(&*db).await);
    insert(&db, &one, named("Søren.Å")).await.unwrap();
    for taken in ["Søren.Å", "soren.a", "SOREN.A"] {
        let refused = insert(&db, &other, named(taken)).await;
        assert_eq!(refused, Err(StoreError::Conflict { constraint: "username" }), "{taken}");
    }
    insert(&db, &other, named("soren.b")).await.unwrap();
    // Guests have none, and are many.
    insert(&db, &one, UserDetails { name: "G".to_owned(), ..UserDetails::default() }).await.unwrap();
    insert(&db, &one, UserDetails { name: "G".to_owned(), ..UserDetails::default() }).await.unwrap();
}

async fn an_e_mail_address_is_unique_among_a_studios_live_users(db: TestDatabase) {
    let (one, other) = (a_studio().insert(&*db).await, a_studio().insert(&*db).await);
    let first = insert(&db, &one, with_email("Kari@Example.com")).await.unwrap();
    let refused = insert(&db, &one, with_email("kari@example.COM")).await;
    assert_eq!(refused, Err(StoreError::Conflict { constraint: "email" }));
    insert(&db, &other, with_email("kari@example.com")).await.unwrap();

    let second = insert(&db, &one, with_email("ola@example.com")).await.unwrap();
    let tx = db.begin(Mode::Write).await.unwrap();
    let taken = writable(&tx, one.id, second.id).await.change(|user| {
        user.details.email = first.details.email.clone();
        Ok(())
    });
    let refused = tx.users().update(&taken.unwrap()).await;
    assert_eq!(refused, Err(StoreError::Conflict { constraint: "email" }));
}

async fn the_address_of_a_deleted_user_is_free_again(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let details = UserDetails { email: Some("kari@example.com".to_owned()), ..named("kari") };
    let first = insert(&db, &studio, details.clone()).await.unwrap();
    let tx = db.begin(Mode::Write).await.unwrap();
    let deleted = writable(&tx, studio.id, first.id).await.change(|user| {
        user.deleted_at = Some(now());
        Ok(())
    });
    let deleted = tx.users().update(&deleted.unwrap()).await.unwrap();
    assert_eq!(deleted.details, details, "what the person was called is kept");
    tx.commit(()).await.unwrap().into_inner();

    let second = insert(&db, &studio, details).await.unwrap();
    let tx = db.begin(Mode::Read).await.unwrap();
    let found = tx.users().find_by_login("kari@example.com", None).await.unwrap();
    assert_eq!(found.iter().map(|user| user.id).collect::<Vec<_>>(), [second.id]);
    assert!(tx.users().find(studio.id, first.id).await.unwrap().is_some(), "deleted rows are found");
    let page = tx.users().list(&everybody(studio.id), &UserFilter::default(), PageRequest::default()).await;
    assert_eq!(page.unwrap().total, 1, "and not listed");
}

async fn sign_in_finds_accounts_by_either_name_however_it_is_written(db: TestDatabase) {
    let mut studios = Vec::new();
    for _ in 0..6 {
        let studio = a_studio().insert(&*db).await;
        insert(&db, &studio, with_email("Åse@example.com")).await.unwrap();
        studios.push(studio);
    }
    let studio = studios.last().unwrap();
    let user = insert(&db, studio, named("Åse.B")).await.unwrap();
    let client = an_organization().insert(&*db, studio.id).await;
    join(&db, &client, user.id).await;

    let tx = db.begin(Mode::Read).await.unwrap();
    let by_name = tx.users().find_by_login("ase.b", None).await.unwrap();
    assert_eq!(by_name.iter().map(|user| user.id).collect::<Vec<_>>(), [user.id]);
    assert_eq!(by_name.first().unwrap().organizations, [client.id]);
    assert_eq!(tx.users().find_by_login("ÅSE@example.com", None).await.unwrap().len(), 5);
    let subdomain = studio.details.subdomain.as_deref();
    let there = tx.users().find_by_login("ase@EXAMPLE.com", subdomain).await.unwrap();
    assert_eq!(there.iter().map(|user| user.studio).collect::<Vec<_>>(), [studio.id]);
    assert_eq!(tx.users().find_by_login("ase.b", Some("nowhere")).await.unwrap(), []);
    assert_eq!(tx.users().find_by_login("ase.%", None).await.unwrap(), []);
}

async fn join(db: &TestDatabase, client: &atelier_domain::organizations::Organization, user: UserId) {
    use atelier_application::ports::NewMember;
    use atelier_domain::organizations::MemberRole;
    let tx = db.begin(Mode::Write).await.unwrap();
    let found = tx.organizations().find(client.studio, client.id).await.unwrap().unwrap();
    let found = found.write(&anybody_in(client.studio), Action::ManageOrgUsers).unwrap();
    let member = NewMember { user, role: MemberRole::Admin, is_primary: false, now: now() };
    tx.organizations().put_member(&found, member).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();
}

async fn a_list_shows_each_user_once_by_offset_and_by_cursor(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let mut ids = Vec::new();
    for _ in 0..7 {
        ids.push(a_user().insert(&*db, studio.id).await.id);
    }
    let guest = a_user().kind(UserKind::Guest).insert(&*db, studio.id).await;

    let tx = db.begin(Mode::Read).await.unwrap();
    let (visible, all) = (everybody(studio.id), UserFilter::default());
    let mut seen = Vec::new();
    let mut page = PageRequest::first(3);
    loop {
        let got = tx.users().list(&visible, &all, page).await.unwrap();
        assert_eq!(got.total, 7);
        seen.extend(got.items.iter().map(|user| user.id));
        let Some(next) = got.next else { break };
        page.after = Some(next);
    }
    assert_eq!(seen, ids);

    let last = PageRequest { offset: 6, limit: 3, after: None };
    let got = tx.users().list(&visible, &all, last).await.unwrap();
    assert_eq!(
        (got.items.iter().map(|user| user.id).collect::<Vec<_>>(), got.next),
        (ids.split_off(6), None)
    );

    let guests = UserFilter { kind: Some(UserKind::Guest), ..all };
    let got = tx.users().list(&visible, &guests, PageRequest::default()).await.unwrap();
    assert_eq!(got.items.iter().map(|user| user.id).collect::<Vec<_>>(), [guest.id]);
}

async fn a_search_takes_wildcards_literally(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    for (name, email) in [("Søren 100%", "a_b@x.no"), ("Sara!", "a\\b@x.no"), ("Åse", "axb@x.no")] {
        let details =
            UserDetails { name: name.to_owned(), email: Some(email.to_owned()), ..UserDetails::default() };
        insert(&db, &studio, details).await.unwrap();
    }
    let tx = db.begin(Mode::Read).await.unwrap();
    let found = async |needle: &str| {
        let filter = UserFilter { search: Some(needle.to_owned()), ..UserFilter::default() };
        let page = tx.users().list(&everybody(studio.id), &filter, PageRequest::default()).await.unwrap();
        page.items.into_iter().map(|user| user.details.name).collect::<Vec<_>>()
    };
    assert_eq!(found("soren").await, ["Søren 100%"]);
    assert_eq!(found("100%").await, ["Søren 100%"]);
    assert_eq!(found("a_b@").await, ["Søren 100%"]);
    assert_eq!(found("a\\b").await, ["Sara!"]);
    assert_eq!(found("ara!").await, ["Sara!"]);
    assert_eq!(found("ase").await, ["Åse"]);
    assert_eq!(found("%e%").await, Vec::<String>::new());
    assert_eq!(found("' OR 1=1 --").await, Vec::<String>::new());
}

async fn a_list_reaches_as_far_as_its_asker(db: TestDatabase) {
    use atelier_domain::access::{Context, Grant};
    let studio = a_studio().insert(&*db).await;
    let (colleague, granted, other) = (
        a_user().kind(UserKind::Client).insert(&*db, studio.id).await,
        a_user().kind(UserKind::Client).insert(&*db, studio.id).await,
        a_user().kind(UserKind::Client).insert(&*db, studio.id).await,
    );
    let client = an_organization().insert(&*db, studio.id).await;
    join(&db, &client, colleague.id).await;

    let mut asker = anybody_in(studio.id);
    asker.credential = atelier_domain::access::Credential::SignIn;
    let role = atelier_domain::access::HeldRole {
        name: "direct".to_owned(),
        kind: UserKind::Studio,
        actions: BTreeSet::new(),
    };
    asker.roles = vec![role];
    let tx = db.begin(Mode::Read).await.unwrap();
    let ids = async |grants: Vec<Context>| {
        let mut asker = asker.clone();
        asker.grants = grants
            .into_iter()
            .map(|context| Grant {
                id: atelier_domain::GrantId(1),
                action: Action::ManageUsers,
                context,
                expires_at: None,
            })
            .collect();
        let visible = Visible::to(&asker, Action::ManageUsers);
        let page = tx.users().list(&visible, &UserFilter::default(), PageRequest::default()).await.unwrap();
        assert_eq!(page.total, page.items.len() as u64);
        page.items.into_iter().map(|user| user.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(vec![]).await, []);
    assert_eq!(ids(vec![Context::Organization(client.id)]).await, [colleague.id]);
    let both = vec![Context::Organization(client.id), Context::User(granted.id)];
    assert_eq!(ids(both).await, [colleague.id, granted.id]);
    assert_eq!(ids(vec![Context::Studio(studio.id)]).await, [colleague.id, granted.id, other.id]);
}

async fn built_in_roles_follow_the_matrix_after_any_number_of_starts(db: TestDatabase) {
    use sea_orm::ConnectionTrait;
    let studio = a_studio().insert(&*db).await;
    let own = {
        let tx = db.begin(Mode::Write).await.unwrap();
        let actions = BTreeSet::from([Action::ViewGallery]);
        let own = tx.roles().insert(studio.id, "assistant", UserKind::Studio, &actions, now()).await.unwrap();
        tx.commit(own).await.unwrap().into_inner()
    };
    let before = {
        let tx = db.begin(Mode::Read).await.unwrap();
        tx.roles().list(studio.id).await.unwrap()
    };
    // An older version knew fewer permissions and gave one role too much.
    for sql in [
        "DELETE FROM role_has_permissions WHERE permission_id IN \
         (SELECT id FROM permissions WHERE name = 'can_delete_gallery')",
        "DELETE FROM permissions WHERE name = 'can_delete_gallery'",
        "INSERT INTO role_has_permissions (role_id, permission_id) SELECT r.id, p.id FROM roles r, permissions p \
         WHERE r.name = 'vendor_user' AND p.name = 'can_edit_gallery'",
    ] {
        db.connection().execute_unprepared(sql).await.unwrap();
    }
    for _ in 0..2 {
        let tx = db.begin(Mode::Write).await.unwrap();
        tx.roles().ensure_built_in(now()).await.unwrap();
        tx.commit(()).await.unwrap().into_inner();
    }

    let tx = db.begin(Mode::Read).await.unwrap();
    let roles = tx.roles().list(studio.id).await.unwrap();
    assert_eq!(roles, before);
    assert!(roles.contains(&own));
    for kind in UserKind::ALL {
        let role = tx.roles().built_in(kind).await.unwrap();
        assert_eq!((role.name.as_str(), role.studio, role.kind), (kind.role_name(), None, kind));
        assert_eq!(role.actions, kind.actions());
    }
}

async fn a_studios_own_role_is_its_own(db: TestDatabase) {
    let (ours, theirs) = (a_studio().insert(&*db).await, a_studio().insert(&*db).await);
    let user = a_user().insert(&*db, theirs.id).await;
    let actions = BTreeSet::from([Action::ViewGallery, Action::EditGallery]);
    let tx = db.begin(Mode::Write).await.unwrap();
    let role = tx.roles().insert(ours.id, "assistant", UserKind::Studio, &actions, now()).await.unwrap();
    assert_eq!(role.actions, actions);
    assert_eq!(tx.roles().find(ours.id, role.id).await.unwrap().as_ref(), Some(&role));
    assert_eq!(tx.roles().find(theirs.id, role.id).await.unwrap(), None);
    assert_eq!(tx.roles().list(theirs.id).await.unwrap().len(), 4);
    let stranger = writable(&tx, theirs.id, user.id).await;
    let refused = tx.roles().assign(&stranger, &role).await;
    assert_eq!(refused, Err(StoreError::Conflict { constraint: "role" }));
    tx.roles().insert(theirs.id, "assistant", UserKind::Studio, &actions, now()).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();

    let tx = db.begin(Mode::Write).await.unwrap();
    let refused = tx.roles().insert(ours.id, "assistant", UserKind::Client, &BTreeSet::new(), now()).await;
    assert_eq!(refused, Err(StoreError::Conflict { constraint: "name" }));
}

async fn a_studios_own_role_is_changed_and_removed(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = a_user().insert(&*db, studio.id).await;
    let tx = write(&*db).await;
    let actions = BTreeSet::from([Action::ViewGallery, Action::UploadImages]);
    let role = tx.roles().insert(studio.id, "assistant", UserKind::Studio, &actions, now()).await.unwrap();
    let other = tx.roles().insert(studio.id, "second", UserKind::Studio, &actions, now()).await.unwrap();
    commit(tx).await;
    let epoch = db.access_epoch();
    let changed = Role {
        name: "uploader".to_owned(),
        actions: BTreeSet::from([Action::UploadImages, Action::EditImages]),
        ..role.clone()
    };
    let tx = write(&*db).await;
    assert_eq!(tx.roles().update(&changed, Some(&changed.actions), now()).await, Ok(changed.clone()));
    let renamed = Role { name: "sender".to_owned(), ..changed.clone() };
    assert_eq!(tx.roles().update(&renamed, None, now()).await, Ok(renamed.clone()));
    commit(tx).await;
    let changed = renamed;
    assert!(db.access_epoch() > epoch, "those who hold it are told");
    let tx = read(&*db).await;
    assert_eq!(tx.roles().find(studio.id, role.id).await.unwrap(), Some(changed.clone()));
    assert_eq!(tx.roles().find(studio.id, other.id).await.unwrap(), Some(other.clone()));
    drop(tx);
    let tx = write(&*db).await;
    let taken = Role { name: "second".to_owned(), ..changed.clone() };
    let refused = tx.roles().update(&taken, None, now()).await;
    assert_eq!(refused, Err(StoreError::Conflict { constraint: "name" }));
    drop(tx);

    let tx = write(&*db).await;
    assert!(!tx.roles().is_used(role.id, now()).await.unwrap());
    let holder = tx.users().find(studio.id, user.id).await.unwrap().unwrap();
    let holder = holder.write(&job(studio.id), Action::AssignRoles).unwrap();
    tx.roles().assign(&holder, &changed).await.unwrap();
    assert!(tx.roles().is_used(role.id, now()).await.unwrap());
    assert!(!tx.roles().is_used(other.id, now()).await.unwrap());
    assert!(tx.roles().withdraw(&holder, role.id).await.unwrap());
    assert!(!tx.roles().is_used(role.id, now()).await.unwrap());
    let built_in = tx.roles().built_in(UserKind::Studio).await.unwrap();
    let refused = tx.roles().remove(&built_in).await;
    assert_eq!(refused, Err(StoreError::Conflict { constraint: "built_in_role" }));
    tx.roles().remove(&changed).await.unwrap();
    commit(tx).await;
    let tx = read(&*db).await;
    assert_eq!(tx.roles().find(studio.id, role.id).await.unwrap(), None);
    assert_eq!(tx.roles().list(studio.id).await.unwrap().len(), 5);
}

async fn a_role_is_not_removed_under_whom_it_is_given(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = a_user().insert(&*db, studio.id).await;
    for round in 0..8 {
        let tx = write(&*db).await;
        let name = format!("role_{round}");
        let nothing = BTreeSet::new();
        let role = tx.roles().insert(studio.id, &name, UserKind::Studio, &nothing, now()).await.unwrap();
        commit(tx).await;
        let giving = async {
            let tx = write(&*db).await;
            let holder = tx.users().find(studio.id, user.id).await.unwrap().unwrap();
            let holder = holder.write(&job(studio.id), Action::AssignRoles).unwrap();
            let Some(role) = tx.roles().find(studio.id, role.id).await.unwrap() else { return false };
            tx.roles().assign(&holder, &role).await.unwrap();
            commit(tx).await;
            true
        };
        let removing = async {
            let tx = write(&*db).await;
            let role = tx.roles().find(studio.id, role.id).await.unwrap().unwrap();
            if tx.roles().is_used(role.id, now()).await.unwrap() {
                return false;
            }
            tx.roles().remove(&role).await.unwrap();
            commit(tx).await;
            true
        };
        let (given, removed) = tokio::join!(giving, removing);
        assert_ne!(given, removed, "one of the two comes first");
        let held = read(&*db).await.roles().of_user(user.id).await.unwrap();
        assert_eq!(held.contains(&role), given);
    }
}

async fn role_names_compare_byte_by_byte(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let tx = db.begin(Mode::Write).await.unwrap();
    for name in ["as", "AS", "ås", "as ", "a\u{30a}s", "📷", "📸"] {
        let role = tx.roles().insert(studio.id, name, UserKind::Client, &BTreeSet::new(), now()).await;
        let id = role.unwrap_or_else(|error| panic!("{name:?}: {error}")).id;
        let stored = tx.roles().find(studio.id, id).await.unwrap().unwrap();
        assert_eq!(stored.name, name);
    }
    // A value that reads like the database's own message does not change what is said to be taken.
    let sly = "x' for key 'uq_studios_subdomain";
    tx.roles().insert(studio.id, sly, UserKind::Client, &BTreeSet::new(), now()).await.unwrap();
    let refused = tx.roles().insert(studio.id, sly, UserKind::Client, &BTreeSet::new(), now()).await;
    assert_eq!(refused, Err(StoreError::Conflict { constraint: "name" }));
}

async fn a_withdrawn_role_leaves_a_kind_that_the_user_still_has(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = a_user().kind(UserKind::Client).insert(&*db, studio.id).await;
    let tx = db.begin(Mode::Write).await.unwrap();
    let vendor = tx.roles().built_in(UserKind::Vendor).await.unwrap();
    let client = tx.roles().built_in(UserKind::Client).await.unwrap();
    for _ in 0..2 {
        let found = writable(&tx, studio.id, user.id).await;
        tx.roles().assign(&found, &vendor).await.unwrap();
    }
    let found = writable(&tx, studio.id, user.id).await;
    assert_eq!(found.get().kind, UserKind::Vendor);
    let names: Vec<_> =
        tx.roles().of_user(user.id).await.unwrap().into_iter().map(|role| role.name).collect();
    assert_eq!(names, ["client_user", "vendor_user"]);
    assert_eq!(tx.roles().holders(studio.id, UserKind::Vendor).await.unwrap(), 1);
    assert_eq!(tx.roles().holders(StudioId(studio.id.0 + 1), UserKind::Vendor).await.unwrap(), 0);

    assert!(tx.roles().withdraw(&found, vendor.id).await.unwrap());
    let found = writable(&tx, studio.id, user.id).await;
    assert_eq!(found.get().kind, UserKind::Client);
    assert!(!tx.roles().withdraw(&found, vendor.id).await.unwrap());
    assert!(!tx.roles().withdraw(&found, RoleId(999_999)).await.unwrap());
    assert_eq!(tx.roles().of_user(user.id).await.unwrap(), [client]);

    let gone = found.change(|user| {
        user.is_active = false;
        Ok(())
    });
    tx.users().update(&gone.unwrap()).await.unwrap();
    assert_eq!(tx.roles().holders(studio.id, UserKind::Client).await.unwrap(), 0);
}

async fn direct_permissions_are_replaced_as_a_whole(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = a_user().kind(UserKind::Vendor).insert(&*db, studio.id).await;
    let tx = db.begin(Mode::Write).await.unwrap();
    let found = writable(&tx, studio.id, user.id).await;
    for actions in [
        BTreeSet::from([Action::ViewGallery, Action::UploadImages]),
        BTreeSet::from([Action::UploadImages, Action::AccessStaging]),
        BTreeSet::new(),
    ] {
        tx.roles().set_direct_permissions(&found, &actions).await.unwrap();
        assert_eq!(tx.roles().direct_permissions(user.id).await.unwrap(), actions);
    }
}

async fn an_invitation_is_open_until_it_is_taken_revoked_or_late(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = a_user().insert(&*db, studio.id).await;
    let tx = db.begin(Mode::Write).await.unwrap();
    let role = tx.roles().built_in(UserKind::Client).await.unwrap().id;
    let mut stored = Vec::new();
    for (index, days) in [7, 7, 7, -1].into_iter().enumerate() {
        let new = NewInvitation {
            studio: studio.id,
            email: format!("{index}@example.com"),
            role,
            organization: None,
            invited_by: user.id,
            token_hash: format!("{index:064}"),
            expires_at: now() + Duration::days(days),
            now: now(),
        };
        stored.push(tx.invitations().insert(new).await.unwrap());
    }
    let [mut taken, mut revoked, open, _late] = <[_; 4]>::try_from(stored).unwrap();
    assert_eq!(tx.invitations().find_by_hash(&format!("{:064}", 0)).await.unwrap().as_ref(), Some(&taken));
    taken.accept(now()).unwrap();
    revoked.revoked_at = Some(now());
    tx.invitations().update(&taken).await.unwrap();
    tx.invitations().update(&revoked).await.unwrap();
    assert_eq!(tx.invitations().find(studio.id, taken.id).await.unwrap(), Some(taken));
    assert_eq!(tx.invitations().list_open(studio.id, now()).await.unwrap(), [open]);
}
