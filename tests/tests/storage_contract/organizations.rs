//! Clients and their contacts.

use atelier_application::paging::PageRequest;
use atelier_application::ports::Tx;
use atelier_application::ports::{NewMember, OrganizationFilter, Store, StoreError};
use atelier_domain::access::{Action, Context, Grant, HeldRole, Visible, Writable};
use atelier_domain::identity::UserKind;
use atelier_domain::organizations::{MemberRole, Organization, OrganizationType};
use atelier_domain::{GrantId, OrganizationId, StudioId};
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_studio, a_user, an_organization};

use crate::world::{World, commit, everything, job, now};

contract!(
    an_organization_is_there_for_its_own_studio_only,
    every_detail_of_an_organization_comes_back,
    organizations_come_by_folded_name_and_are_found_by_folded_text,
    a_stale_organization_is_not_written,
    a_new_primary_member_replaces_the_old_one,
    nobody_of_another_studio_becomes_a_member,
    a_list_goes_no_further_than_the_actors_places,
);

async fn writable(tx: &Tx, studio: StudioId, id: OrganizationId) -> Writable<Organization> {
    let found = tx.organizations().find(studio, id).await.unwrap().unwrap();
    found.write(&job(studio), Action::EditOrganization).unwrap()
}

fn member(user: atelier_domain::UserId, role: MemberRole, is_primary: bool) -> NewMember {
    NewMember { user, role, is_primary, now: now() }
}

async fn an_organization_is_there_for_its_own_studio_only(db: TestDatabase) {
    let world = World::on(db).await;
    let other = a_studio().insert(&*world.db).await;
    let tx = world.read().await;
    let id = world.organization.id;
    assert!(tx.organizations().find(world.studio.id, id).await.unwrap().is_some());
    assert!(tx.organizations().find(other.id, id).await.unwrap().is_none());
    let filter = OrganizationFilter::default();
    let listed = tx.organizations().list(&everything(other.id), &filter, PageRequest::default()).await;
    assert_eq!(listed.unwrap().total, 0);
}

async fn every_detail_of_an_organization_comes_back(db: TestDatabase) {
    let world = World::on(db).await;
    let tx = world.write().await;
    let changed = writable(&tx, world.studio.id, world.organization.id)
        .await
        .change(|organization| {
            let details = atelier_domain::organizations::OrganizationDetails {
                name: "Blåbær & Søn".into(),
                kind: OrganizationType::Agency,
                billing_email: Some("faktura@blåbær.no".into()),
                billing_phone: Some("+47 22 00 00 00".into()),
                billing_address: Some("Storgata 1".into()),
                billing_city: Some("Oslo".into()),
                billing_state: Some("Oslo".into()),
                billing_zip: Some("0155".into()),
                vendor_number: Some("V-1".into()),
                insurance_code: Some("I-1".into()),
                payment_terms: Some("Net 30".into()),
                tax_exempt: true,
            };
            organization.describe(details, now())?;
            let patch = serde_json::json!({"po_required": true, "own": {"é": 1}});
            organization.configure(patch.as_object().unwrap(), now())
        })
        .unwrap();
    let written = tx.organizations().update(&changed).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    let found = tx.organizations().find(world.studio.id, world.organization.id).await.unwrap().unwrap();
    let found = found.read(&job(world.studio.id)).unwrap();
    assert_eq!(found, written);
    assert_eq!(found.version, 2);
    assert_eq!(found.details, changed.get().details);
    assert_eq!(found.settings, changed.get().settings);
}

async fn organizations_come_by_folded_name_and_are_found_by_folded_text(db: TestDatabase) {
    let world = World::on(db).await;
    for name in ["Ångström", "angora 100%", "Zebra_1", "Bjørn"] {
        an_organization()
            .with(|details| details.name = name.into())
            .insert(&*world.db, world.studio.id)
            .await;
    }
    let billed = an_organization().with(|details| details.billing_email = Some("pay@ørn.no".into()));
    let billed = billed.insert(&*world.db, world.studio.id).await;
    let tx = world.read().await;
    let visible = everything(world.studio.id);
    let find = async |search: &str, page: PageRequest| {
        let filter = OrganizationFilter { search: Some(search.into()), ..Default::default() };
        let page = tx.organizations().list(&visible, &filter, page).await.unwrap();
        let names: Vec<String> = page.items.into_iter().map(|item| item.details.name).collect();
        (names, page.total)
    };
    let all = PageRequest::default();
    assert_eq!(find("ang", all).await, (vec!["angora 100%".to_owned(), "Ångström".to_owned()], 2));
    assert_eq!(find("ang", PageRequest { offset: 1, limit: 1, after: None }).await.0, ["Ångström"]);
    assert_eq!(find("bjorn", all).await.0, ["Bjørn"]);
    // Wildcards mean themselves.
    assert_eq!(find("%", all).await.0, ["angora 100%"]);
    assert_eq!(find("_", all).await.0, ["Zebra_1"]);
    assert_eq!(find("\\", all).await.1, 0);
    assert_eq!(find("!", all).await.1, 0);
    assert_eq!(find("pay@orn", all).await.0, [billed.details.name.as_str()]);
}

async fn a_stale_organization_is_not_written(db: TestDatabase) {
    let world = World::on(db).await;
    let (studio, id) = (world.studio.id, world.organization.id);
    let tx = world.write().await;
    let stale = writable(&tx, studio, id).await;
    let deleted = stale.clone().change(|organization| {
        organization.delete(now());
        Ok(())
    });
    tx.organizations().update(&deleted.unwrap()).await.unwrap();
    let refused = tx.organizations().update(&stale).await.unwrap_err();
    assert_eq!(refused, StoreError::VersionMismatch { current: 2 });
    commit(tx).await;
    let tx = world.read().await;
    let list = async |deleted| {
        let filter = OrganizationFilter { deleted, ..Default::default() };
        tx.organizations().list(&everything(studio), &filter, PageRequest::default()).await.unwrap().total
    };
    assert_eq!((list(false).await, list(true).await), (0, 1));
}

async fn a_new_primary_member_replaces_the_old_one(db: TestDatabase) {
    let world = World::on(db).await;
    let (studio, id) = (world.studio.id, world.organization.id);
    let kari = a_user().kind(UserKind::Client).insert(&*world.db, studio).await;
    let ola = a_user().kind(UserKind::Client).insert(&*world.db, studio).await;
    let epoch = world.db.access_epoch();
    let tx = world.write().await;
    let organization = writable(&tx, studio, id).await;
    tx.organizations().put_member(&organization, member(kari.id, MemberRole::Admin, true)).await.unwrap();
    tx.organizations()
        .put_member(&organization, member(ola.id, MemberRole::BillingContact, true))
        .await
        .unwrap();
    commit(tx).await;
    assert!(world.db.access_epoch() > epoch);

    let tx = world.write().await;
    let members = tx.organizations().members(id).await.unwrap();
    let told: Vec<_> = members.iter().map(|m| (m.user, m.role, m.is_primary)).collect();
    assert_eq!(told, [(ola.id, MemberRole::BillingContact, true), (kari.id, MemberRole::Admin, false)]);
    let organization = writable(&tx, studio, id).await;
    tx.organizations()
        .put_member(&organization, member(kari.id, MemberRole::MarketingContact, false))
        .await
        .unwrap();
    assert!(tx.organizations().remove_member(&organization, ola.id).await.unwrap());
    assert!(!tx.organizations().remove_member(&organization, ola.id).await.unwrap());
    commit(tx).await;
    let tx = world.read().await;
    let members = tx.organizations().members(id).await.unwrap();
    assert_eq!(members.len(), 1);
    assert_eq!(members[0].role, MemberRole::MarketingContact);
}

async fn nobody_of_another_studio_becomes_a_member(db: TestDatabase) {
    let world = World::on(db).await;
    let other = a_studio().insert(&*world.db).await;
    let stranger = a_user().kind(UserKind::Client).insert(&*world.db, other.id).await;
    let tx = world.write().await;
    let organization = writable(&tx, world.studio.id, world.organization.id).await;
    let refused =
        tx.organizations().put_member(&organization, member(stranger.id, MemberRole::Admin, false)).await;
    assert_eq!(refused.unwrap_err(), StoreError::Conflict { constraint: "user" });
}

async fn a_list_goes_no_further_than_the_actors_places(db: TestDatabase) {
    let world = World::on(db).await;
    let studio = world.studio.id;
    let second = an_organization().insert(&*world.db, studio).await;
    let mut actor = job(studio);
    actor.credential = atelier_domain::access::Credential::SignIn;
    let kind = UserKind::Client;
    actor.roles = vec![HeldRole { name: "client_user".into(), kind, actions: kind.actions() }];
    actor.grants = vec![Grant {
        id: GrantId(1),
        action: Action::ViewOrganization,
        context: Context::Organization(second.id),
        expires_at: None,
    }];
    let tx = world.read().await;
    let visible = Visible::to(&actor, Action::ViewOrganization);
    let filter = OrganizationFilter::default();
    let page = tx.organizations().list(&visible, &filter, PageRequest::default()).await.unwrap();
    assert_eq!(page.items, [second]);
    assert_eq!(page.total, 1);
}
