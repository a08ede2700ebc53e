//! The pool, its groups, and who finds what in it.

use std::collections::BTreeSet;

use atelier_application::paging::{Cursor, PageRequest};
use atelier_application::ports::{ImageFilter, NewDerivative, Sort, Store, StoreError};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{ImageFormat, Owner, ProcessingState};
use atelier_domain::{GalleryId, ImageGroupId, ImageId};
use atelier_testkit::a_studio;
use atelier_testkit::databases::TestDatabase;

use crate::world::{World, commit, everything, gallery, group, image, job, new_image, now};

contract!(
    the_same_bytes_are_one_image_in_a_studio,
    the_same_bytes_sent_at_once_are_one_image,
    every_column_of_an_image_comes_back,
    the_pool_is_paged_by_offset_and_by_cursor_in_both_directions,
    the_pool_is_filtered_by_text_state_group_and_deletion,
    a_group_keeps_its_order,
    only_what_was_put_in_at_an_instant_is_taken_out,
    a_large_group_is_reordered_as_a_whole,
    a_group_takes_no_picture_of_another_studio,
    uploads_at_once_lose_no_place_and_no_count,
    a_derivative_is_replaced_by_one_of_the_same_name,
    a_purge_names_the_keys_that_nothing_else_names,
    uses_and_placements_tell_of_live_owners,
);

async fn the_same_bytes_are_one_image_in_a_studio(db: TestDatabase) {
    let world = World::on(db).await;
    let other = a_studio().insert(&*world.db).await;
    let tx = world.write().await;
    let new = new_image(world.studio.id, "a.jpg");
    let first = tx.images().insert(new.clone()).await.unwrap();
    assert_eq!(first.state, ProcessingState::Processing);
    let refused = tx.images().insert(new.clone()).await.unwrap_err();
    assert_eq!(refused, StoreError::Conflict { constraint: "content_hash" });
    // The transaction goes on after the refusal, on every database.
    let mut elsewhere = new.clone();
    elsewhere.studio = other.id;
    let second = tx.images().insert(elsewhere).await.unwrap();
    assert_ne!(first.id, second.id);
    commit(tx).await;

    world.delete_image(first.id).await;
    let tx = world.read().await;
    let found = tx.images().find_by_hash(world.studio.id, &new.content_hash).await.unwrap().unwrap();
    let found = found.read(&job(world.studio.id)).unwrap();
    assert_eq!(found.id, first.id);
    assert!(found.deleted_at.is_some());
    assert!(tx.images().find(other.id, first.id).await.unwrap().is_none());
}

async fn the_same_bytes_sent_at_once_are_one_image(db: TestDatabase) {
    let world = World::on(db).await;
    let new = new_image(world.studio.id, "a.jpg");
    let senders: Vec<_> = (0..8)
        .map(|_| {
            let (store, new) = (world.db.store(), new.clone());
            tokio::spawn(async move {
                let tx = store.begin(atelier_application::ports::Mode::Write).await.unwrap();
                let (studio, hash) = (new.studio, new.content_hash.clone());
                let (id, made) = match tx.images().insert(new).await {
                    Ok(image) => (image.id, true),
                    Err(StoreError::Conflict { constraint: "content_hash" }) => {
                        let found = tx.images().find_by_hash(studio, &hash).await.unwrap().unwrap();
                        (found.read(&job(studio)).unwrap().id, false)
                    }
                    Err(other) => panic!("{other:?}"),
                };
                commit(tx).await;
                (id, made)
            })
        })
        .collect();
    let mut ids = BTreeSet::new();
    let mut made = 0;
    for sender in senders {
        let (id, new) = sender.await.unwrap();
        ids.insert(id);
        made += i32::from(new);
    }
    assert_eq!((ids.len(), made), (1, 1));
}

async fn every_column_of_an_image_comes_back(db: TestDatabase) {
    let world = World::on(db).await;
    let id = world.images(1).await[0];
    let tx = world.write().await;
    let changed = image(&tx, world.studio.id, id).await.change(|image| {
        image.describe(Some("Brudeparet på brygga"), now())?;
        image.rename("DSC 1.JPG", now())?;
        // The sign bit is a bit of the hash like any other.
        image.became_ready(i64::MIN, now());
        Ok(())
    });
    let written = tx.images().update(&changed.unwrap()).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    let found = tx.images().find(world.studio.id, id).await.unwrap().unwrap();
    let found = found.read(&job(world.studio.id)).unwrap();
    assert_eq!(found, written);
    assert_eq!((found.perceptual_hash, found.file_size), (Some(i64::MIN), 5_000_000_000));
    assert_eq!(found.taken_at, Some(now().naive_utc()));
    assert_eq!(found.metadata["iso"], 250);
    let tx = world.write().await;
    let stale = image(&tx, world.studio.id, id).await;
    tx.images().update(&stale).await.unwrap();
    let refused = tx.images().update(&stale).await.unwrap_err();
    assert_eq!(refused, StoreError::VersionMismatch { current: 3 });
}

async fn the_pool_is_paged_by_offset_and_by_cursor_in_both_directions(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(5).await;
    let tx = world.read().await;
    let visible = everything(world.studio.id);
    for sort in [Sort::OldestFirst, Sort::NewestFirst] {
        let mut expected = ids.clone();
        if sort == Sort::NewestFirst {
            expected.reverse();
        }
        let filter = ImageFilter { sort, ..Default::default() };
        let mut seen = Vec::new();
        let mut after: Option<Cursor> = None;
        loop {
            let page = PageRequest { offset: 0, limit: 2, after };
            let page = tx.images().list(&visible, &filter, page).await.unwrap();
            assert_eq!(page.total, 5);
            seen.extend(page.items.into_iter().map(|image| image.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, expected);
        let page = PageRequest { offset: 3, limit: 2, after: None };
        let page = tx.images().list(&visible, &filter, page).await.unwrap();
        let last: Vec<ImageId> = page.items.into_iter().map(|image| image.id).collect();
        assert_eq!((last.as_slice(), page.next), (&expected[3..], None));
    }
}

async fn the_pool_is_filtered_by_text_state_group_and_deletion(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(4).await;
    let group = world.group_of(&[ids[2], ids[1]]).await;
    world.delete_image(ids[3]).await;
    let tx = world.write().await;
    let ready = image(&tx, world.studio.id, ids[0]).await.change(|image| {
        image.describe(Some("Søsken"), now())?;
        image.became_ready(1, now());
        Ok(())
    });
    tx.images().update(&ready.unwrap()).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    let list = async |filter: ImageFilter| {
        let page = tx.images().list(&everything(world.studio.id), &filter, PageRequest::default()).await;
        page.unwrap().items.into_iter().map(|image| image.id).collect::<Vec<_>>()
    };
    let any = ImageFilter::default;
    assert_eq!(list(ImageFilter { search: Some("sosk".into()), ..any() }).await, [ids[0]]);
    assert_eq!(list(ImageFilter { search: Some("dsc_0001".into()), ..any() }).await, [ids[1]]);
    assert_eq!(list(ImageFilter { state: Some(ProcessingState::Ready), ..any() }).await, [ids[0]]);
    assert_eq!(list(ImageFilter { group: Some(group), ..any() }).await, [ids[1], ids[2]]);
    assert_eq!(list(ImageFilter { deleted: true, ..any() }).await, [ids[3]]);
}

async fn order(world: &World, id: ImageGroupId) -> Vec<ImageId> {
    world.read().await.groups().image_ids(id).await.unwrap()
}

async fn a_group_keeps_its_order(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(5).await;
    let id = world.group_of(&[ids[2], ids[0]]).await;
    let tx = world.write().await;
    let held = group(&tx, world.studio.id, id).await;
    // What is there stays, what comes twice comes once.
    let added = tx.groups().add_images(&held, &[ids[0], ids[4], ids[1], ids[4]], now()).await.unwrap();
    assert_eq!(added, 2);
    commit(tx).await;
    assert_eq!(order(&world, id).await, [ids[2], ids[0], ids[4], ids[1]]);

    let tx = world.write().await;
    let held = group(&tx, world.studio.id, id).await;
    for wrong in [vec![ids[0]], vec![ids[0], ids[1], ids[2], ids[3]], vec![ids[0]; 4]] {
        let refused = tx.groups().reorder(&held, &wrong).await.unwrap_err();
        assert_eq!(refused, StoreError::Conflict { constraint: "images" });
    }
    tx.groups().reorder(&held, &[ids[1], ids[4], ids[0], ids[2]]).await.unwrap();
    let removed = tx.groups().remove_images(&held, &[ids[4], ids[3]]).await.unwrap();
    assert_eq!(removed, 1);
    tx.groups().add_images(&held, &[ids[3]], now()).await.unwrap();
    commit(tx).await;
    assert_eq!(order(&world, id).await, [ids[1], ids[0], ids[2], ids[3]]);
}

async fn only_what_was_put_in_at_an_instant_is_taken_out(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(3).await;
    let id = world.group_of(&ids[..1]).await;
    let later = now() + chrono::Duration::microseconds(1);
    let tx = world.write().await;
    let held = group(&tx, world.studio.id, id).await;
    assert_eq!(tx.groups().add_images(&held, &ids, later).await.unwrap(), 2);
    let named = [(ids[0], later), (ids[1], later), (ids[2], now())];
    assert_eq!(tx.groups().remove_images_of(&held, &named).await.unwrap(), 1);
    assert_eq!(tx.groups().remove_images_of(&held, &[]).await.unwrap(), 0);
    commit(tx).await;
    assert_eq!(order(&world, id).await, [ids[0], ids[2]]);
    let tx = world.write().await;
    let held = group(&tx, world.studio.id, id).await;
    // More than one statement names, most of which are not in it.
    let others = (0..450).map(|number| (ImageId(1_000_000 + number), later));
    let named: Vec<_> = others.chain([(ids[0], now()), (ids[2], later)]).collect();
    assert_eq!(tx.groups().remove_images_of(&held, &named).await.unwrap(), 2);
    commit(tx).await;
    assert!(order(&world, id).await.is_empty());
}

async fn a_large_group_is_reordered_as_a_whole(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(1_100).await;
    let id = world.group_of(&ids).await;
    let reversed: Vec<ImageId> = ids.iter().rev().copied().collect();
    let tx = world.write().await;
    let held = group(&tx, world.studio.id, id).await;
    tx.groups().reorder(&held, &reversed).await.unwrap();
    commit(tx).await;
    assert_eq!(order(&world, id).await, reversed);
}

async fn a_group_takes_no_picture_of_another_studio(db: TestDatabase) {
    let world = World::on(db).await;
    let other = a_studio().insert(&*world.db).await;
    let tx = world.write().await;
    let foreign = tx.images().insert(new_image(other.id, "b.jpg")).await.unwrap().id;
    commit(tx).await;
    let id = world.group_of(&[]).await;
    let tx = world.write().await;
    let held = group(&tx, world.studio.id, id).await;
    let refused = tx.groups().add_images(&held, &[foreign], now()).await.unwrap_err();
    assert!(matches!(refused, StoreError::Conflict { .. }), "{refused:?}");
}

async fn uploads_at_once_lose_no_place_and_no_count(db: TestDatabase) {
    let world = World::on(db).await;
    let id = world.group_of(&[]).await;
    world.attach(world.gallery.id, id, "main", Visibility::Public).await;
    let (studio, at) = (world.studio.id, world.gallery.id);
    let uploads = (0..8).map(|n| {
        let store = world.db.store();
        tokio::spawn(async move {
            for m in 0..5 {
                let tx = store.begin(atelier_application::ports::Mode::Write).await.unwrap();
                let new = new_image(studio, &format!("{n}-{m}.jpg"));
                let image = tx.images().insert(new).await.unwrap().id;
                let held = group(&tx, studio, id).await;
                tx.groups().add_images(&held, &[image], now()).await.unwrap();
                if m == 4 {
                    tx.groups().remove_images(&held, &[image]).await.unwrap();
                }
                tx.galleries().content_changed(&[at], now()).await.unwrap();
                commit(tx).await;
            }
        })
    });
    for upload in uploads.collect::<Vec<_>>() {
        upload.await.unwrap();
    }
    let tx = world.read().await;
    let page = tx.galleries().images(at, &Visibility::ALL, None, PageRequest::first(100), true).await;
    let page = page.unwrap();
    let orders: BTreeSet<i32> = page.items.iter().map(|picture| picture.sort_order).collect();
    assert_eq!((page.total, orders.len()), (32, 32));
    let stored = tx.galleries().find(studio, at).await.unwrap().unwrap().read(&job(studio)).unwrap();
    assert_eq!(stored.image_count, 32);
    // One for hanging the group, one for each upload.
    assert_eq!(stored.content_version, 1 + 1 + 40);
    assert_eq!(tx.galleries().recount(false).await.unwrap(), []);
}

pub fn derivative(world: &World, image: ImageId, name: &str, key: &str) -> NewDerivative {
    NewDerivative {
        image,
        studio: world.studio.id,
        version: 1,
        name: name.into(),
        storage_key: key.into(),
        content_hash: format!("{:0>64}", key.len()),
        format: ImageFormat::Jpeg,
        width: 512,
        height: 341,
        file_size: 40_000,
        placeholder: None,
        now: now(),
    }
}

async fn a_derivative_is_replaced_by_one_of_the_same_name(db: TestDatabase) {
    let world = World::on(db).await;
    let id = world.images(1).await[0];
    let tx = world.write().await;
    for key in ["d/web-1", "d/web-22"] {
        tx.images().put_derivative(derivative(&world, id, "web", key)).await.unwrap();
    }
    tx.images().put_derivative(derivative(&world, id, "thumb", "d/thumb")).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    let told: Vec<(String, String)> = tx
        .images()
        .derivatives(id, 1)
        .await
        .unwrap()
        .into_iter()
        .map(|record| (record.name, record.storage_key))
        .collect();
    let expected = [("thumb", "d/thumb"), ("web", "d/web-22")];
    assert_eq!(told, expected.map(|(name, key)| (name.to_owned(), key.to_owned())));
}

async fn a_purge_names_the_keys_that_nothing_else_names(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(2).await;
    let id = world.group_of(&ids).await;
    let tx = world.write().await;
    tx.images().put_derivative(derivative(&world, ids[0], "web", "d/own")).await.unwrap();
    tx.images().put_derivative(derivative(&world, ids[0], "thumb", "d/shared")).await.unwrap();
    tx.images().put_derivative(derivative(&world, ids[1], "thumb", "d/shared")).await.unwrap();
    commit(tx).await;
    world.delete_image(ids[0]).await;

    let tx = world.write().await;
    let later = now() + chrono::Duration::seconds(1);
    let due = tx.images().deleted_before(later, 10).await.unwrap();
    assert_eq!(due, [(world.studio.id, ids[0])]);
    assert_eq!(tx.images().deleted_before(now(), 10).await.unwrap(), []);
    let doomed = image(&tx, world.studio.id, ids[0]).await;
    let own = doomed.get().storage_key.clone();
    let mut freed = tx.images().purge(&doomed).await.unwrap();
    freed.sort();
    assert_eq!(freed, ["d/own".to_owned(), own.clone()]);
    commit(tx).await;

    let tx = world.read().await;
    assert!(tx.images().find(world.studio.id, ids[0]).await.unwrap().is_none());
    assert_eq!(tx.groups().image_ids(id).await.unwrap(), [ids[1]]);
    let asked = [own, "d/own".into(), "d/shared".into(), "d/never".into()];
    assert_eq!(tx.images().named_keys(&asked).await.unwrap(), ["d/shared"]);
    let originals = tx.images().originals(ImageId(0), 10).await.unwrap();
    assert_eq!(originals.iter().map(|row| row.0).collect::<Vec<_>>(), [ids[1]]);
    assert_eq!(tx.images().originals(ids[1], 10).await.unwrap(), []);
}

async fn uses_and_placements_tell_of_live_owners(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(1).await;
    let loose = world.group_of(&ids).await;
    let hung = world.group_of(&ids).await;
    let left = world.group_of(&ids).await;
    let gone = second_gallery(&world).await;
    let (mug, sold_out) = (world.product("Mug").await, world.product("Sold out").await);
    world.attach(world.gallery.id, hung, "main", Visibility::Public).await;
    world.attach(world.gallery.id, hung, "sketches", Visibility::Studio).await;
    world.attach(gone, hung, "main", Visibility::Public).await;
    world.attach(gone, left, "main", Visibility::Studio).await;
    world.attach_to_product(mug, hung, "lookbook", Visibility::Members).await;
    world.attach_to_product(sold_out, left, "main", Visibility::Public).await;
    world.delete_gallery(gone).await;
    world.delete_product(sold_out).await;

    let tx = world.read().await;
    let (gallery, mug) = (Owner::Gallery(world.gallery.id), Owner::Product(mug));
    let uses = tx.images().uses(&ids).await.unwrap();
    let uses: Vec<_> = uses.into_iter().map(|(_, used)| used).collect();
    let told: Vec<_> = uses
        .iter()
        .map(|used| (used.group, used.used_by.as_ref().map(|by| (by.owner, by.group_type.as_str()))))
        .collect();
    let of_hung = [
        (hung, Some((gallery, "main"))),
        (hung, Some((gallery, "sketches"))),
        (hung, Some((mug, "lookbook"))),
    ];
    assert_eq!(told, [&[(loose, None)], &of_hung[..], &[(left, None)]].concat());
    assert_eq!(uses[1].used_by.as_ref().unwrap().name, world.gallery.details.subject_name);
    assert_eq!(uses[3].used_by.as_ref().unwrap().name, "Mug");
    assert_eq!(tx.groups().uses(hung).await.unwrap(), uses[1..4]);
    assert_eq!(tx.groups().uses(left).await.unwrap(), []);
    assert_eq!(tx.groups().owners(left).await.unwrap(), [Owner::Gallery(gone), Owner::Product(sold_out)]);

    let image = tx.images().find(world.studio.id, ids[0]).await.unwrap().unwrap();
    let image = image.read(&job(world.studio.id)).unwrap();
    let placed: Vec<_> = image.placements.iter().map(|p| (p.group, p.owner, p.visibility)).collect();
    let of_client = Some((gallery, Some(world.organization.id)));
    let expected = [
        (loose, None, Visibility::Public),
        (hung, of_client, Visibility::Public),
        (hung, of_client, Visibility::Studio),
        (hung, Some((mug, None)), Visibility::Members),
    ];
    assert_eq!(placed, expected);
    let group = tx.groups().find(world.studio.id, hung).await.unwrap().unwrap();
    assert_eq!(group.read(&job(world.studio.id)).unwrap().placements, image.placements[1..]);
    assert_eq!(tx.galleries().showing(&ids).await.unwrap(), [world.gallery.id]);
    assert_eq!(tx.galleries().showing_group(hung).await.unwrap(), [world.gallery.id]);
    assert_eq!(tx.galleries().showing_group(left).await.unwrap(), []);
}

async fn second_gallery(world: &World) -> GalleryId {
    let made = atelier_testkit::a_gallery().insert(&*world.db, &world.organization, &world.owner).await;
    let tx = world.read().await;
    let found = gallery(&tx, world.studio.id, made.id).await;
    found.get().id
}
