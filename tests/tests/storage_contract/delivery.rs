//! PINs, tickets, reminders, and what is made for the terms of links.

use atelier_application::ports::{
    Mode, NewDerivative, NewDownloadTicket, SequencedImage, Store, TicketEntry,
};
use atelier_domain::access::Action;
use atelier_domain::galleries::Visibility;
use atelier_domain::identity::UserKind;
use atelier_domain::images::{ImageFormat, Preset, ProcessingState};
use atelier_domain::{ImageId, ShareLinkId, Timestamp};
use atelier_testkit::a_user;
use atelier_testkit::databases::TestDatabase;
use chrono::Duration;

use crate::world::{World, a_hash, commit, job, now};

contract!(
    several_downloads_are_taken_together_or_not_at_all,
    a_pin_is_known_of_one_guest_until_it_is_changed,
    guesses_at_the_pin_are_kept_apart_from_the_terms,
    a_ticket_comes_back_as_it_was_made_and_is_forgotten_after_its_end,
    a_reminder_is_due_until_somebody_takes_it,
    the_sequence_is_the_order_of_the_gallery,
    the_oldest_of_what_was_made_for_links_is_forgotten,
);

async fn download_count(world: &World, link: ShareLinkId) -> i32 {
    let found = world.read().await.share_links().find(world.studio.id, link).await.unwrap().unwrap();
    found.read(&job(world.studio.id)).unwrap().download_count
}

async fn several_downloads_are_taken_together_or_not_at_all(db: TestDatabase) {
    let world = World::on(db).await;
    let link = world.link().await.id;
    let take = async |count, limit| {
        let tx = world.write().await;
        let taken = tx.share_links().take_downloads(link, count, limit, now()).await.unwrap();
        commit(tx).await;
        taken
    };
    assert!(take(3, Some(5)).await);
    assert!(!take(3, Some(5)).await);
    assert!(take(2, Some(5)).await);
    assert!(!take(1, Some(5)).await);
    assert!(!take(i32::MAX, Some(5)).await);
    assert!(take(10, None).await);
    assert_eq!(download_count(&world, link).await, 15);
    let takers: Vec<_> = (0..8)
        .map(|_| {
            let store = world.db.store();
            tokio::spawn(async move {
                let tx = store.begin(Mode::Write).await.unwrap();
                let taken = tx.share_links().take_downloads(link, 4, Some(27), now()).await.unwrap();
                commit(tx).await;
                taken
            })
        })
        .collect();
    let mut taken = 0;
    for taker in takers {
        taken += i32::from(taker.await.unwrap());
    }
    assert_eq!((taken, download_count(&world, link).await), (3, 27));
}

async fn a_pin_is_known_of_one_guest_until_it_is_changed(db: TestDatabase) {
    let world = World::on(db).await;
    let (link, other) = (world.link().await, world.link().await);
    let kari = a_user().kind(UserKind::Guest).insert(&*world.db, world.studio.id).await.id;
    let ola = a_user().kind(UserKind::Guest).insert(&*world.db, world.studio.id).await.id;
    let knows = async |link, user| world.read().await.share_links().is_unlocked(link, user).await.unwrap();
    assert!(!knows(link.id, kari).await);
    let tx = world.write().await;
    tx.share_links().unlock(&link, kari, now()).await.unwrap();
    tx.share_links().unlock(&link, kari, now() + Duration::hours(1)).await.unwrap();
    commit(tx).await;
    assert!(knows(link.id, kari).await);
    assert!(!knows(link.id, ola).await);
    assert!(!knows(other.id, kari).await);
    let tx = world.write().await;
    tx.share_links().lock_again(link.id).await.unwrap();
    commit(tx).await;
    assert!(!knows(link.id, kari).await);
}

async fn guesses_at_the_pin_are_kept_apart_from_the_terms(db: TestDatabase) {
    let world = World::on(db).await;
    let mut new = world.new_link(&a_hash());
    new.pin_hash = Some("a hash".to_owned());
    let tx = world.write().await;
    let link = tx.share_links().insert(new).await.unwrap();
    let mut tried = link.clone();
    tried.wrong_pin(now());
    tried.pin_locked_until = Some(now());
    tx.share_links().save_use(&tried).await.unwrap();
    let found = tx.share_links().find(world.studio.id, link.id).await.unwrap().unwrap();
    let found = found.write(&job(world.studio.id), Action::ShareGallery).unwrap();
    assert_eq!(found.get(), &tried);
    let changed = found.change(|link| {
        link.set_pin(Some("another".to_owned()), now());
        Ok(())
    });
    let written = tx.share_links().update(&changed.unwrap()).await.unwrap();
    commit(tx).await;
    assert_eq!(written.pin_hash.as_deref(), Some("another"));
    assert_eq!((written.pin_failed_attempts, written.pin_locked_until), (1, Some(now())));
}

async fn a_ticket_comes_back_as_it_was_made_and_is_forgotten_after_its_end(db: TestDatabase) {
    let world = World::on(db).await;
    let link = world.link().await.id;
    let hash = a_hash();
    let entries: Vec<_> = (1..=5_000).map(|n| TicketEntry { image: ImageId(n * 7), index: n }).collect();
    let new = NewDownloadTicket {
        studio: world.studio.id,
        gallery: world.gallery.id,
        user: world.owner.id,
        share_link: Some(link),
        api_token: None,
        token_hash: hash.clone(),
        preset: Preset::Large,
        entries: entries.clone(),
        expires_at: now() + Duration::hours(1),
        now: now(),
    };
    let tx = world.write().await;
    tx.tickets().insert(new.clone()).await.unwrap();
    let free = NewDownloadTicket { share_link: None, token_hash: a_hash(), entries: vec![], ..new };
    tx.tickets().insert(free).await.unwrap();
    commit(tx).await;
    let found = world.read().await.tickets().find_by_hash(&hash).await.unwrap().unwrap();
    assert_eq!(
        (found.studio, found.gallery, found.user),
        (world.studio.id, world.gallery.id, world.owner.id)
    );
    assert_eq!((found.share_link, found.preset), (Some(link), Preset::Large));
    assert_eq!((found.entries, found.expires_at), (entries, now() + Duration::hours(1)));
    let purge = async |before| {
        let tx = world.write().await;
        let count = tx.tickets().purge(before).await.unwrap();
        commit(tx).await;
        count
    };
    assert_eq!(purge(now() + Duration::hours(1)).await, 0);
    assert_eq!(purge(now() + Duration::hours(2)).await, 2);
    assert!(world.read().await.tickets().find_by_hash(&hash).await.unwrap().is_none());
}

async fn a_reminder_is_due_until_somebody_takes_it(db: TestDatabase) {
    let world = World::on(db).await;
    let ending = async |days: i64| {
        let mut new = world.new_link(&a_hash());
        new.expires_at = Some(now() + Duration::days(days));
        let tx = world.write().await;
        let link = tx.share_links().insert(new).await.unwrap();
        commit(tx).await;
        link
    };
    let (late, soon, near) = (ending(30).await, ending(10).await, ending(3).await);
    world.link().await;
    let due = async |at: Timestamp| {
        let due = world.read().await.share_links().reminders_due(at, 10).await.unwrap();
        due.into_iter()
            .map(|(studio, link)| {
                assert_eq!(studio, world.studio.id);
                link
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(due(now()).await, []);
    assert_eq!(due(now() + Duration::days(2)).await, [near.id]);
    assert_eq!(due(now() + Duration::days(3)).await, [near.id, soon.id]);
    let mut reminded = soon.clone();
    assert_eq!(reminded.remind(now() + Duration::days(3)), Some(7));
    let tx = world.write().await;
    tx.share_links().save_reminder(&reminded).await.unwrap();
    let found = tx.share_links().find(world.studio.id, soon.id).await.unwrap().unwrap();
    assert_eq!(found.read(&job(world.studio.id)).unwrap(), reminded, "nothing else is written");
    commit(tx).await;
    assert_eq!(due(now() + Duration::days(3)).await, [near.id]);
    assert_eq!(due(now() + Duration::days(23)).await, [near.id, soon.id, late.id]);
}

async fn the_sequence_is_the_order_of_the_gallery(db: TestDatabase) {
    let world = World::on(db).await;
    let images = world.images(5).await;
    let (first, second, hidden) = (
        world.group_of(&[images[2], images[0]]).await,
        world.group_of(&[images[3], images[2]]).await,
        world.group_of(&[images[4]]).await,
    );
    world.attach(world.gallery.id, first, "main", Visibility::Public).await;
    world.attach(world.gallery.id, second, "more", Visibility::Public).await;
    world.attach(world.gallery.id, hidden, "hidden", Visibility::Members).await;
    world.delete_image(images[0]).await;
    let tx = world.read().await;
    let sequence = tx.galleries().sequence(world.gallery.id, &[Visibility::Public], 100).await.unwrap();
    let entry = |image, group| SequencedImage {
        image,
        group,
        state: ProcessingState::Processing,
        format: ImageFormat::Jpeg,
    };
    let expected = [entry(images[2], first), entry(images[3], second), entry(images[2], second)];
    assert_eq!(sequence, expected);
    assert_eq!(tx.galleries().sequence(world.gallery.id, &Visibility::ALL, 2).await.unwrap().len(), 2);
    assert_eq!(tx.galleries().sequence(world.gallery.id, &[], 2).await.unwrap(), []);
}

async fn the_oldest_of_what_was_made_for_links_is_forgotten(db: TestDatabase) {
    let world = World::on(db).await;
    let images = world.images(2).await;
    let derivative = |image, name: &str, minutes| NewDerivative {
        version: 1,
        image,
        studio: world.studio.id,
        name: name.to_owned(),
        storage_key: format!("derivatives/{image}/{name}"),
        content_hash: a_hash(),
        format: ImageFormat::Jpeg,
        width: 1,
        height: 1,
        file_size: 1,
        placeholder: None,
        now: now() + Duration::minutes(minutes),
    };
    let tx = world.write().await;
    for (name, minutes) in [("web", 0), ("r-a", 3), ("r-b", 1), ("r-c", 2), ("rxa", 0)] {
        tx.images().put_derivative(derivative(images[0], name, minutes)).await.unwrap();
    }
    tx.images().put_derivative(derivative(images[1], "r-z", 0)).await.unwrap();
    tx.images().prune_derivatives(images[0], "r-", 2).await.unwrap();
    tx.images().prune_derivatives(images[0], "r-", 2).await.unwrap();
    commit(tx).await;
    let names = async |image| {
        let tx = world.read().await;
        let found = tx.images().derivatives(image, 1).await.unwrap();
        found.into_iter().map(|record| record.name).collect::<Vec<_>>()
    };
    assert_eq!(names(images[0]).await, ["r-a", "r-c", "rxa", "web"]);
    assert_eq!(names(images[1]).await, ["r-z"]);
}
