//! Doors to galleries.

use atelier_application::ports::{NewRefreshToken, Store};
use atelier_domain::access::Action;
use atelier_domain::galleries::{DeliveryPolicy, LinkState};
use atelier_domain::identity::{User, UserKind};
use atelier_domain::{ShareLinkId, StudioId};
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_studio, a_user};
use chrono::Duration;

use crate::world::{World, a_hash, commit, gallery, job, now};

contract!(
    a_link_is_found_by_its_token_with_the_state_of_its_gallery,
    terms_and_use_of_a_link_are_written_apart,
    the_last_download_is_taken_once,
    the_register_tells_state_and_guests_newest_first,
    links_made_by_a_links_guests_are_found,
    labels_are_told_of_the_studios_own_links,
);

async fn writable(
    tx: &atelier_application::ports::Tx,
    studio: StudioId,
    id: ShareLinkId,
) -> atelier_domain::access::Writable<atelier_domain::galleries::ShareLink> {
    let found = tx.share_links().find(studio, id).await.unwrap().unwrap();
    found.write(&job(studio), Action::ShareGallery).unwrap()
}

async fn a_link_is_found_by_its_token_with_the_state_of_its_gallery(db: TestDatabase) {
    let world = World::on(db).await;
    let other = a_studio().insert(&*world.db).await;
    let epoch = world.db.access_epoch();
    let link = world.link().await;
    assert!(world.db.access_epoch() > epoch);
    let open = async || {
        let found = world.read().await.share_links().find_by_hash(&link.token_hash).await.unwrap().unwrap();
        assert_eq!(found.0, link);
        found.1
    };
    assert_eq!(link.organization, world.organization.id);
    assert!(open().await);
    assert!(world.read().await.share_links().find_by_hash(&a_hash()).await.unwrap().is_none());
    assert!(world.read().await.share_links().find(other.id, link.id).await.unwrap().is_none());

    let tx = world.write().await;
    let archived = gallery(&tx, world.studio.id, world.gallery.id).await.change(|g| g.archive(now()));
    tx.galleries().update(&archived.unwrap()).await.unwrap();
    commit(tx).await;
    assert!(!open().await);
    let tx = world.write().await;
    let back = gallery(&tx, world.studio.id, world.gallery.id).await.change(|g| g.reactivate(now()));
    tx.galleries().update(&back.unwrap()).await.unwrap();
    commit(tx).await;
    assert!(open().await);
    world.delete_gallery(world.gallery.id).await;
    assert!(!open().await);
}

async fn labels_are_told_of_the_studios_own_links(db: TestDatabase) {
    let world = World::on(db).await;
    let other = a_studio().insert(&*world.db).await;
    let (plain, named) = (world.link().await, world.link().await);
    let tx = world.write().await;
    let label = |link: &mut atelier_domain::galleries::ShareLink| {
        link.amend(Some("Til Åse"), link.policy.clone(), link.expires_at, now())
    };
    let changed = writable(&tx, world.studio.id, named.id).await.change(label).unwrap();
    tx.share_links().update(&changed).await.unwrap();
    commit(tx).await;
    let links = [plain.id, named.id, ShareLinkId(i64::MAX)];
    let tx = world.read().await;
    let labels = tx.share_links().labels(world.studio.id, &links).await.unwrap();
    assert_eq!(labels.len(), 2);
    assert_eq!((&labels[&plain.id], labels[&named.id].as_deref()), (&plain.label, Some("Til Åse")));
    assert!(tx.share_links().labels(other.id, &links).await.unwrap().is_empty());
    assert!(tx.share_links().labels(world.studio.id, &[]).await.unwrap().is_empty());
}

async fn terms_and_use_of_a_link_are_written_apart(db: TestDatabase) {
    let world = World::on(db).await;
    let link = world.link().await;
    let tx = world.write().await;
    let old = writable(&tx, world.studio.id, link.id).await;
    let mut used = old.get().clone();
    used.wrong_code(now());
    used.view_count = 4;
    used.last_used_at = Some(now());
    tx.share_links().save_use(&used).await.unwrap();
    assert!(tx.share_links().take_downloads(link.id, 1, None, now()).await.unwrap());
    let policy = DeliveryPolicy { download: false, ..DeliveryPolicy::unrestricted() };
    let end = now() + Duration::days(3);
    let amended =
        old.clone().change(|link| link.amend(Some("Ny"), policy.clone(), Some(end), now())).unwrap();
    let written = tx.share_links().update(&amended).await.unwrap();
    assert_eq!((written.failed_attempts, written.view_count, written.download_count), (1, 4, 1));
    assert_eq!((&written.policy, written.expires_at, written.version), (&policy, Some(end), 2));
    assert_eq!(written.label.as_deref(), Some("Ny"));
    let refused = tx.share_links().update(&old).await.unwrap_err();
    assert_eq!(refused, atelier_application::ports::StoreError::VersionMismatch { current: 2 });
    commit(tx).await;
}

async fn the_last_download_is_taken_once(db: TestDatabase) {
    let world = World::on(db).await;
    let link = world.link().await;
    let takers: Vec<_> = (0..8)
        .map(|_| {
            let (store, id) = (world.db.store(), link.id);
            tokio::spawn(async move {
                let tx = store.begin(atelier_application::ports::Mode::Write).await.unwrap();
                let taken = tx.share_links().take_downloads(id, 1, Some(3), now()).await.unwrap();
                commit(tx).await;
                taken
            })
        })
        .collect();
    let mut taken = 0;
    for taker in takers {
        taken += i32::from(taker.await.unwrap());
    }
    assert_eq!(taken, 3);
    let tx = world.read().await;
    let found = tx.share_links().find_by_hash(&link.token_hash).await.unwrap().unwrap().0;
    assert_eq!(found.download_count, 3);
}

async fn guest_by(world: &World, link: ShareLinkId) -> User {
    let guest = a_user().kind(UserKind::Guest).insert(&*world.db, world.studio.id).await;
    let tx = world.write().await;
    for _ in 0..2 {
        let token = NewRefreshToken {
            studio: world.studio.id,
            user: guest.id,
            family: format!("family-{}", guest.id),
            token_hash: a_hash(),
            share_link: Some(link),
            expires_at: now() + Duration::days(1),
            now: now(),
        };
        tx.tokens().insert(token).await.unwrap();
    }
    commit(tx).await;
    guest
}

async fn the_register_tells_state_and_guests_newest_first(db: TestDatabase) {
    let world = World::on(db).await;
    let first = world.link().await;
    let second = world.link().await;
    guest_by(&world, first.id).await;
    guest_by(&world, first.id).await;
    let tx = world.write().await;
    let revoked = writable(&tx, world.studio.id, second.id).await.change(|link| {
        link.revoke(now());
        Ok(())
    });
    tx.share_links().update(&revoked.unwrap()).await.unwrap();
    let mut ending = world.new_link(&a_hash());
    ending.expires_at = Some(now() + Duration::hours(1));
    let third = tx.share_links().insert(ending).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    let told = async |at| {
        let register = tx.share_links().register(world.gallery.id, at).await.unwrap();
        register.into_iter().map(|entry| (entry.link.id, entry.state, entry.guests)).collect::<Vec<_>>()
    };
    let expected =
        |ending| [(third.id, ending, 0), (second.id, LinkState::Revoked, 0), (first.id, LinkState::Open, 2)];
    assert_eq!(told(now()).await, expected(LinkState::Open));
    assert_eq!(told(now() + Duration::hours(1)).await, expected(LinkState::Expired));
}

async fn links_made_by_a_links_guests_are_found(db: TestDatabase) {
    let world = World::on(db).await;
    let link = world.link().await;
    let guest = guest_by(&world, link.id).await;
    let tx = world.write().await;
    let mut new = world.new_link(&a_hash());
    new.created_by = guest.id;
    let passed_on = tx.share_links().insert(new).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    let made = tx.share_links().made_through(link.id).await.unwrap();
    let made: Vec<_> = made.into_iter().map(|link| link.read(&job(world.studio.id)).unwrap().id).collect();
    assert_eq!(made, [passed_on.id]);
    assert!(tx.share_links().made_through(passed_on.id).await.unwrap().is_empty());
    // Nor is it forgotten when the guest's tokens are.
    let tx = world.write().await;
    tx.tokens().purge(now() + Duration::days(10_000)).await.unwrap();
    commit(tx).await;
    assert_eq!(world.read().await.share_links().made_through(link.id).await.unwrap().len(), 1);
}
