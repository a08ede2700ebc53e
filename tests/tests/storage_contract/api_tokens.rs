//! Keys for programs.

use std::collections::BTreeSet;

use atelier_application::paging::PageRequest;
use atelier_application::ports::{NewApiToken, Store};
use atelier_domain::access::{Action, Actor, Visible};
use atelier_domain::identity::{ApiToken, UserKind};
use atelier_domain::{ApiTokenId, Timestamp, UserId};
use atelier_testkit::a_studio;
use atelier_testkit::databases::TestDatabase;
use chrono::Duration;

use crate::world::{World, a_hash, commit, everything, job, now};

contract!(
    a_token_is_found_by_its_hash_and_in_its_studio_only,
    a_token_keeps_what_it_carries,
    tokens_are_listed_newest_first_and_counted_while_they_hold,
    a_revocation_is_noticed_by_caches_and_a_use_is_not,
    a_use_is_noted_once_in_a_while,
);

impl World {
    fn new_token(&self, name: &str, expires_at: Option<Timestamp>) -> NewApiToken {
        NewApiToken {
            studio: self.studio.id,
            user: self.owner.id,
            name: name.to_owned(),
            prefix: "atl_abcdefgh".to_owned(),
            token_hash: a_hash(),
            actions: BTreeSet::from([Action::ViewGallery, Action::UploadImages]),
            expires_at,
            now: now(),
        }
    }

    async fn token(&self, new: NewApiToken) -> ApiToken {
        let tx = self.write().await;
        let token = tx.api_tokens().insert(new).await.unwrap();
        commit(tx).await;
        token
    }

    async fn known(&self, id: ApiTokenId) -> ApiToken {
        let found = self.read().await.api_tokens().find(self.studio.id, id).await.unwrap().unwrap();
        found.read(&job(self.studio.id)).unwrap()
    }

    async fn revoke(&self, id: ApiTokenId) {
        let tx = self.write().await;
        let found = tx.api_tokens().find(self.studio.id, id).await.unwrap().unwrap();
        let revoked = found.write(&job(self.studio.id), Action::ManageApiTokens).unwrap().change(|token| {
            token.revoke(now());
            Ok(())
        });
        tx.api_tokens().revoke(&revoked.unwrap()).await.unwrap();
        commit(tx).await;
    }
}

async fn a_token_is_found_by_its_hash_and_in_its_studio_only(db: TestDatabase) {
    let world = World::on(db).await;
    let other = a_studio().insert(&*world.db).await;
    let new = world.new_token("Shop", None);
    let hash = new.token_hash.clone();
    let token = world.token(new).await;
    let tx = world.read().await;
    assert_eq!(tx.api_tokens().find_by_hash(&hash).await.unwrap(), Some(token.clone()));
    assert_eq!(tx.api_tokens().find_by_hash(&a_hash()).await.unwrap(), None);
    assert!(tx.api_tokens().find(other.id, token.id).await.unwrap().is_none());
    assert_eq!(world.known(token.id).await, token);
}

async fn a_token_keeps_what_it_carries(db: TestDatabase) {
    let world = World::on(db).await;
    let end = now() + Duration::microseconds(86_400_000_001);
    let new = NewApiToken {
        actions: UserKind::Studio.actions(),
        ..world.new_token("Søren's «shop»", Some(end))
    };
    let token = world.token(new).await;
    let known = world.known(token.id).await;
    assert_eq!(known.actions, UserKind::Studio.actions());
    assert_eq!(
        (known.name.as_str(), known.expires_at, known.user),
        ("Søren's «shop»", Some(end), world.owner.id)
    );
    assert_eq!((known.last_used_at, known.revoked_at, known.created_at), (None, None, now()));
}

async fn tokens_are_listed_newest_first_and_counted_while_they_hold(db: TestDatabase) {
    let world = World::on(db).await;
    let mut ids = Vec::new();
    for end in [None, Some(now() + Duration::hours(1)), None] {
        ids.push(world.token(world.new_token("Shop", end)).await.id);
    }
    let holding = async |at| world.read().await.api_tokens().holding(world.studio.id, at).await.unwrap();
    assert_eq!(holding(now()).await, 3);
    assert_eq!(holding(now() + Duration::hours(1)).await, 2);
    world.revoke(ids[0]).await;
    assert_eq!(holding(now()).await, 2);

    let tx = world.read().await;
    let page = async |visible: &Visible, request| tx.api_tokens().list(visible, request).await.unwrap();
    let first = page(&everything(world.studio.id), PageRequest::first(2)).await;
    assert_eq!(first.items.iter().map(|token| token.id).collect::<Vec<_>>(), [ids[2], ids[1]]);
    assert_eq!(first.total, 3);
    let rest = PageRequest { after: first.next, ..PageRequest::first(2) };
    let rest = page(&everything(world.studio.id), rest).await;
    assert_eq!(rest.items.iter().map(|token| token.id).collect::<Vec<_>>(), [ids[0]]);
    let other = a_studio().insert(&*world.db).await;
    assert_eq!(page(&everything(other.id), PageRequest::default()).await.items, []);
    // Who holds the permission nowhere sees none.
    let nobody = Actor { credential: atelier_domain::access::Credential::SignIn, ..job(world.studio.id) };
    let nobody = Actor { user: UserId(999), ..nobody };
    let visible = Visible::to(&nobody, Action::ManageApiTokens);
    assert_eq!(page(&visible, PageRequest::default()).await.total, 0);
}

async fn a_revocation_is_noticed_by_caches_and_a_use_is_not(db: TestDatabase) {
    let world = World::on(db).await;
    let token = world.token(world.new_token("Shop", None)).await;
    let epoch = world.db.access_epoch();
    let tx = world.write().await;
    tx.api_tokens().note_use(token.id, now(), now() - Duration::hours(1)).await.unwrap();
    commit(tx).await;
    assert_eq!(world.db.access_epoch(), epoch);
    world.revoke(token.id).await;
    assert!(world.db.access_epoch() > epoch);
    let known = world.known(token.id).await;
    assert_eq!((known.revoked_at, known.last_used_at), (Some(now()), Some(now())));
}

async fn a_use_is_noted_once_in_a_while(db: TestDatabase) {
    let world = World::on(db).await;
    let token = world.token(world.new_token("Shop", None)).await;
    let use_at = async |minutes| {
        let at = now() + Duration::minutes(minutes);
        let tx = world.write().await;
        tx.api_tokens().note_use(token.id, at, at - Duration::hours(1)).await.unwrap();
        commit(tx).await;
        world.known(token.id).await.last_used_at.map(|used| (used - now()).num_minutes())
    };
    assert_eq!(use_at(0).await, Some(0));
    assert_eq!(use_at(59).await, Some(0));
    assert_eq!(use_at(60).await, Some(60));
}
