//! Selection lists.

use atelier_application::paging::PageRequest;
use atelier_application::ports::StoreError;
use atelier_application::ports::selections::NewSelection;
use atelier_domain::access::{Action, Writable};
use atelier_domain::galleries::Visibility;
use atelier_domain::identity::UserKind;
use atelier_domain::money::{Currency, Money};
use atelier_domain::proofing::{Selection, SelectionState, SelectionTerms};
use atelier_domain::{ImageId, SelectionId, UserId};
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_studio, a_user};

use crate::world::{World, commit, image, job, now};

contract!(
    a_selection_comes_back_with_its_terms,
    pictures_keep_their_order_and_count_as_long_as_they_are_shown,
    a_person_sees_the_common_lists_and_its_own,
    a_removed_selection_takes_its_places_along,
    what_is_in_the_lists_of_a_gallery_is_read_at_once,
);

async fn insert(world: &World, owner: Option<UserId>, terms: SelectionTerms) -> Selection {
    let tx = world.write().await;
    let new = NewSelection {
        studio: world.studio.id,
        gallery: world.gallery.id,
        owner,
        name: "Album".into(),
        note: Some("for the grandparents".into()),
        terms,
        now: now(),
    };
    let made = tx.selections().insert(new).await.unwrap();
    commit(tx).await;
    made
}

async fn writable(
    tx: &atelier_application::ports::Tx,
    world: &World,
    id: SelectionId,
) -> Writable<Selection> {
    let found = tx.selections().find(world.studio.id, world.gallery.id, id).await.unwrap().unwrap();
    found.write(&job(world.studio.id), Action::EditGallery).unwrap()
}

/// Pictures in a public group of the gallery.
async fn hanging(world: &World, count: usize) -> Vec<ImageId> {
    let images = world.images(count).await;
    let group = world.group_of(&images).await;
    world.attach(world.gallery.id, group, "main", Visibility::Public).await;
    images
}

async fn a_selection_comes_back_with_its_terms(db: TestDatabase) {
    let world = World::on(db).await;
    let currency = Currency::parse("currency", "NOK").unwrap();
    let terms = SelectionTerms {
        included: Some(10),
        extra_price: Some(Money { minor: 15_050, currency }),
        max_images: Some(20),
    };
    let made = insert(&world, None, terms).await;
    assert_eq!(
        (made.terms, made.state, made.organization),
        (terms, SelectionState::Open, world.organization.id)
    );
    let other = a_studio().insert(&*world.db).await;
    let foreign = world.read().await.selections().find(other.id, world.gallery.id, made.id).await.unwrap();
    assert!(foreign.is_none());

    let tx = world.write().await;
    let old = writable(&tx, &world, made.id).await;
    let submitted = old.clone().change(|list| list.submit(world.owner.id, 1, now())).unwrap();
    let saved = tx.selections().update(&submitted).await.unwrap();
    assert_eq!((saved.state, saved.version), (SelectionState::Submitted, 2));
    let refused = tx.selections().update(&old).await.unwrap_err();
    assert_eq!(refused, StoreError::VersionMismatch { current: 2 });
    commit(tx).await;
    let tx = world.read().await;
    assert_eq!(writable(&tx, &world, made.id).await.get(), &saved);
}

async fn pictures_keep_their_order_and_count_as_long_as_they_are_shown(db: TestDatabase) {
    let world = World::on(db).await;
    let images = hanging(&world, 4).await;
    let made = insert(&world, None, SelectionTerms::default()).await;
    let tx = world.write().await;
    let list = writable(&tx, &world, made.id).await;
    tx.selections().add(&list, &[images[2], images[0]], world.owner.id, now()).await.unwrap();
    tx.selections().add(&list, &[images[3]], world.owner.id, now()).await.unwrap();
    assert_eq!(tx.selections().image_ids(made.id).await.unwrap(), [images[2], images[0], images[3]]);
    tx.selections().reorder(&list, &[images[0], images[3], images[2]]).await.unwrap();
    assert_eq!(tx.selections().take(&list, &[images[3], images[1]]).await.unwrap(), 1);
    commit(tx).await;
    let shown = async |visibilities: &[Visibility]| {
        let tx = world.read().await;
        let page = tx.selections().images(&made, visibilities, PageRequest::first(10)).await.unwrap();
        assert_eq!(page.total as usize, page.items.len());
        page.items.into_iter().map(|image| image.id).collect::<Vec<_>>()
    };
    assert_eq!(shown(&Visibility::ALL).await, [images[0], images[2]]);
    assert!(shown(&[Visibility::Studio]).await.is_empty());

    let tx = world.write().await;
    let gone = image(&tx, world.studio.id, images[0]).await.change(|image| {
        image.delete(now());
        Ok(())
    });
    tx.images().update(&gone.unwrap()).await.unwrap();
    commit(tx).await;
    assert_eq!(shown(&Visibility::ALL).await, [images[2]]);
    let tx = world.read().await;
    assert_eq!(tx.selections().count(&made).await.unwrap(), 1);
    let entries = tx.selections().of_gallery(world.gallery.id, None).await.unwrap();
    assert_eq!(entries[0].image_count, 1);
    assert_eq!(tx.selections().image_ids(made.id).await.unwrap().len(), 2);
}

async fn a_person_sees_the_common_lists_and_its_own(db: TestDatabase) {
    let world = World::on(db).await;
    let kari = a_user().kind(UserKind::Guest).insert(&*world.db, world.studio.id).await;
    let ola = a_user().kind(UserKind::Guest).insert(&*world.db, world.studio.id).await;
    let mut made = Vec::new();
    for owner in [None, Some(kari.id), Some(ola.id)] {
        made.push(insert(&world, owner, SelectionTerms::default()).await.id);
    }
    let tx = world.read().await;
    let ids = async |of| {
        let found = tx.selections().of_gallery(world.gallery.id, of).await.unwrap();
        found.into_iter().map(|entry| entry.selection.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(None).await, made);
    assert_eq!(ids(Some(kari.id)).await, made[..2]);
    let of_kari = tx.selections().of_gallery(world.gallery.id, Some(kari.id)).await.unwrap();
    assert_eq!(of_kari[1].owner_name.as_deref(), Some(kari.details.name.as_str()));
    assert_eq!(of_kari[0].owner_name, None);
}

async fn what_is_in_the_lists_of_a_gallery_is_read_at_once(db: TestDatabase) {
    let world = World::on(db).await;
    let images = hanging(&world, 3).await;
    let hidden = world.images(1).await[0];
    let group = world.group_of(&[hidden]).await;
    world.attach(world.gallery.id, group, "internal", Visibility::Studio).await;
    let kari = a_user().kind(UserKind::Guest).insert(&*world.db, world.studio.id).await;
    let ola = a_user().kind(UserKind::Guest).insert(&*world.db, world.studio.id).await;
    let mut lists = Vec::new();
    for (owner, chosen) in [
        (None, vec![images[2], hidden, images[0]]),
        (Some(kari.id), vec![images[1]]),
        (Some(ola.id), vec![images[1], images[0]]),
    ] {
        let made = insert(&world, owner, SelectionTerms::default()).await;
        let tx = world.write().await;
        let list = writable(&tx, &world, made.id).await;
        tx.selections().add(&list, &chosen, world.owner.id, now()).await.unwrap();
        commit(tx).await;
        lists.push(made.id);
    }
    let tx = world.read().await;
    let read = async |of, levels: &[Visibility], limit| {
        tx.selections().listed_ids(&world.gallery, of, levels, limit).await.unwrap()
    };
    let public = [Visibility::Public];
    let common = [(lists[0], images[2]), (lists[0], images[0])];
    assert_eq!(read(Some(kari.id), &public, 10).await, [&common[..], &[(lists[1], images[1])]].concat());
    assert_eq!(read(Some(ola.id), &public, 3).await, [&common[..], &[(lists[2], images[1])]].concat());
    let all = read(None, &Visibility::ALL, 10).await;
    assert_eq!((all.len(), all[1]), (6, (lists[0], hidden)));
    drop(tx);
    world.delete_image(images[0]).await;
    let tx = world.read().await;
    let left = tx.selections().listed_ids(&world.gallery, Some(ola.id), &public, 10).await.unwrap();
    assert_eq!(left, [(lists[0], images[2]), (lists[2], images[1])]);
}

async fn a_removed_selection_takes_its_places_along(db: TestDatabase) {
    let world = World::on(db).await;
    let images = hanging(&world, 2).await;
    let made = insert(&world, None, SelectionTerms::default()).await;
    let tx = world.write().await;
    let list = writable(&tx, &world, made.id).await;
    tx.selections().add(&list, &images, world.owner.id, now()).await.unwrap();
    tx.selections().remove(&list).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    assert!(tx.selections().find(world.studio.id, world.gallery.id, made.id).await.unwrap().is_none());
    assert!(tx.selections().image_ids(made.id).await.unwrap().is_empty());
}
