//! Copies at the service that delivers pictures, and its notices.

use atelier_application::paging::PageRequest;
use atelier_domain::ImageId;
use atelier_domain::galleries::Visibility;
use atelier_domain::images::Mirror;
use atelier_testkit::databases::TestDatabase;
use chrono::Duration;

use crate::world::{World, commit, image, job, now};

contract!(
    a_copy_comes_back_whole_and_goes_whole,
    pictures_are_found_by_their_copies,
    lists_tell_where_the_copies_are,
    loose_pictures_hand_their_copies_out,
    a_message_is_new_once_for_each_provider,
    of_two_deliveries_at_once_one_is_new,
    old_messages_are_forgotten,
);

fn mirror(file_id: &str) -> Mirror {
    Mirror {
        file_id: file_id.to_owned(),
        url: format!("https://ik.imagekit.io/demo/atelier/7/{file_id}.jpg"),
        thumbnail_url: Some("https://ik.imagekit.io/demo/tr:n-ik_ml_thumbnail/å.jpg".to_owned()),
        content_hash: "0123456789abcdef".repeat(4),
    }
}

/// Makes the picture ready, with this copy or without one.
async fn settle(world: &World, id: ImageId, mirror: Option<Mirror>) {
    let tx = world.write().await;
    let changed = image(&tx, world.studio.id, id).await.change(|image| {
        image.became_ready(1, now());
        match mirror {
            Some(mirror) => image.became_mirrored(mirror, now()),
            None => drop(image.lost_mirror(now())),
        }
        Ok(())
    });
    tx.images().update(&changed.unwrap()).await.unwrap();
    commit(tx).await;
}

async fn stored(world: &World, id: ImageId) -> Option<Mirror> {
    let found = world.read().await.images().find(world.studio.id, id).await.unwrap().unwrap();
    found.read(&job(world.studio.id)).unwrap().mirror
}

async fn a_copy_comes_back_whole_and_goes_whole(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(2).await;
    assert_eq!(stored(&world, ids[0]).await, None);
    settle(&world, ids[0], Some(mirror("f1"))).await;
    let plain = Mirror { thumbnail_url: None, ..mirror("f2") };
    settle(&world, ids[1], Some(plain.clone())).await;
    assert_eq!(stored(&world, ids[0]).await, Some(mirror("f1")));
    assert_eq!(stored(&world, ids[1]).await, Some(plain));
    settle(&world, ids[0], None).await;
    assert_eq!(stored(&world, ids[0]).await, None);
}

async fn pictures_are_found_by_their_copies(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(5).await;
    let studio = world.studio.id;
    settle(&world, ids[0], Some(mirror("f1"))).await;
    settle(&world, ids[1], None).await;
    settle(&world, ids[2], None).await;
    settle(&world, ids[3], None).await;
    // The last one is still being processed.
    world.delete_image(ids[3]).await;

    let tx = world.read().await;
    let list = async |mirrored, after, limit| tx.images().by_mirror(mirrored, after, limit).await.unwrap();
    assert_eq!(list(true, ImageId(0), 10).await, [(studio, ids[0])]);
    assert_eq!(list(false, ImageId(0), 10).await, [(studio, ids[1]), (studio, ids[2])]);
    assert_eq!(list(false, ImageId(0), 1).await, [(studio, ids[1])]);
    assert_eq!(list(false, ids[1], 10).await, [(studio, ids[2])]);
    assert_eq!(tx.images().mirrored_as("f1").await.unwrap(), [(studio, ids[0])]);
    assert_eq!(tx.images().mirrored_as("F1").await.unwrap(), []);
}

async fn lists_tell_where_the_copies_are(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(2).await;
    settle(&world, ids[0], Some(mirror("f1"))).await;
    settle(&world, ids[1], None).await;
    let group = world.group_of(&ids).await;
    world.attach(world.gallery.id, group, "main", Visibility::Public).await;
    let product = world.product("Mug").await;
    world.attach_to_product(product, group, "main", Visibility::Public).await;

    let tx = world.read().await;
    let (levels, page) = ([Visibility::Public], PageRequest::first(10));
    let expected = [Some(mirror("f1").url), None];
    let in_gallery = tx.galleries().images(world.gallery.id, &levels, None, page, true).await.unwrap();
    assert_eq!(in_gallery.items.into_iter().map(|row| row.mirror_url).collect::<Vec<_>>(), expected);
    let in_product = tx.products().images(product, &levels, None, page).await.unwrap();
    assert_eq!(in_product.items.into_iter().map(|row| row.mirror_url).collect::<Vec<_>>(), expected);
}

async fn loose_pictures_hand_their_copies_out(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(3).await;
    settle(&world, ids[0], Some(mirror("f1"))).await;
    settle(&world, ids[1], Some(mirror("f2"))).await;
    world.group_of(&ids[1..2]).await;
    let tx = world.write().await;
    let deleted = tx.staging().delete_loose(world.studio.id, &ids, now()).await.unwrap();
    assert_eq!(deleted, [(ids[0], Some(mirror("f1"))), (ids[2], None)]);
    commit(tx).await;
    assert_eq!(stored(&world, ids[0]).await, None);
    assert_eq!(stored(&world, ids[1]).await, Some(mirror("f2")));
}

async fn a_message_is_new_once_for_each_provider(db: TestDatabase) {
    let tx = crate::world::write(&*db).await;
    let inbox = tx.inbox();
    assert!(inbox.receive("imagekit", "m1", "file.deleted", now()).await.unwrap());
    assert!(!inbox.receive("imagekit", "m1", "file.deleted", now()).await.unwrap());
    assert!(inbox.receive("imagekit", "M1", "file.deleted", now()).await.unwrap());
    assert!(inbox.receive("another", "m1", "file.deleted", now()).await.unwrap());
    let (longest, kind) = ("x".repeat(200), "y".repeat(200));
    assert!(inbox.receive("imagekit", &longest, &kind, now()).await.unwrap());
    commit(tx).await;
}

async fn of_two_deliveries_at_once_one_is_new(db: TestDatabase) {
    let world = World::on(db).await;
    let deliver = || {
        let store = world.db.store();
        tokio::spawn(async move {
            let tx = crate::world::write(&store).await;
            let is_new = tx.inbox().receive("imagekit", "m1", "file.deleted", now()).await.unwrap();
            commit(tx).await;
            is_new
        })
    };
    let deliveries: Vec<_> = (0..4).map(|_| deliver()).collect();
    let mut new = 0;
    for delivery in deliveries {
        new += u32::from(delivery.await.unwrap());
    }
    assert_eq!(new, 1);
}

async fn old_messages_are_forgotten(db: TestDatabase) {
    let tx = crate::world::write(&*db).await;
    let later = now() + Duration::days(1);
    tx.inbox().receive("imagekit", "old", "k", now()).await.unwrap();
    tx.inbox().receive("imagekit", "young", "k", later).await.unwrap();
    assert_eq!(tx.inbox().prune(later).await.unwrap(), 1);
    assert!(tx.inbox().receive("imagekit", "old", "k", later).await.unwrap());
    assert!(!tx.inbox().receive("imagekit", "young", "k", later).await.unwrap());
    commit(tx).await;
}
