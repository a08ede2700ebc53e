//! What must stay in view of a picture, and the pictures that stand for galleries.

use atelier_domain::access::Action;
use atelier_domain::galleries::Visibility;
use atelier_domain::images::FocalPoint;
use atelier_domain::{GalleryId, ImageId};
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_gallery, a_studio};

use crate::world::{World, commit, gallery, group, image, job, now};

contract!(
    a_focal_point_is_kept_exactly_and_cleared,
    many_pictures_are_found_at_once_in_their_studio,
    a_primary_image_is_one_that_the_gallery_shows,
    a_primary_image_that_leaves_or_is_deleted_is_forgotten,
    a_stale_gallery_does_not_bring_a_forgotten_cover_back,
    the_cover_is_the_chosen_picture_or_the_first_that_can_be_seen,
);

async fn a_focal_point_is_kept_exactly_and_cleared(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(1).await;
    let hung = world.group_of(&ids).await;
    world.attach(world.gallery.id, hung, "main", Visibility::Public).await;
    for point in
        [Some(FocalPoint::new(1.0 / 3.0, 0.1).unwrap()), Some(FocalPoint::new(0.0, 1.0).unwrap()), None]
    {
        let tx = world.write().await;
        let focused = image(&tx, world.studio.id, ids[0]).await.change(|image| {
            image.focus(point, now());
            Ok(())
        });
        tx.images().update(&focused.unwrap()).await.unwrap();
        commit(tx).await;
        let tx = world.read().await;
        assert_eq!(image(&tx, world.studio.id, ids[0]).await.get().focal_point, point);
        let page = Default::default();
        let listed =
            tx.galleries().images(world.gallery.id, &Visibility::ALL, None, page, true).await.unwrap();
        assert_eq!(listed.items[0].focal_point, point);
    }
}

async fn many_pictures_are_found_at_once_in_their_studio(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(3).await;
    let other = a_studio().insert(&*world.db).await;
    let asked = [ids[2], ids[0], ids[2], ImageId(i64::MAX)];
    let tx = world.write().await;
    let found = tx.images().find_many(world.studio.id, &asked).await.unwrap();
    let found: Vec<_> =
        found.into_iter().map(|(id, image)| (id, image.read(&job(world.studio.id)).unwrap().id)).collect();
    assert_eq!(found, [(ids[0], ids[0]), (ids[2], ids[2])]);
    assert!(tx.images().find_many(other.id, &asked).await.unwrap().is_empty());
    assert!(tx.images().find_many(world.studio.id, &[]).await.unwrap().is_empty());
}

impl World {
    async fn choose(&self, gallery_id: GalleryId, picture: Option<ImageId>) -> bool {
        let tx = self.write().await;
        let writable = gallery(&tx, self.studio.id, gallery_id).await;
        let chosen = tx.galleries().set_primary_image(&writable, picture).await.unwrap();
        commit(tx).await;
        chosen
    }

    async fn chosen(&self, gallery_id: GalleryId) -> Option<ImageId> {
        let tx = self.read().await;
        gallery(&tx, self.studio.id, gallery_id).await.get().primary_image
    }

    async fn changed(&self, gallery_id: GalleryId) {
        let tx = self.write().await;
        tx.galleries().content_changed(&[gallery_id], now()).await.unwrap();
        commit(tx).await;
    }

    async fn covers(&self, galleries: &[GalleryId], levels: &[Visibility]) -> Vec<(GalleryId, ImageId)> {
        let mut covers = self.read().await.galleries().covers(galleries, levels).await.unwrap();
        covers.sort_unstable();
        covers
    }
}

async fn a_primary_image_is_one_that_the_gallery_shows(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(3).await;
    let hung = world.group_of(&ids[..2]).await;
    world.attach(world.gallery.id, hung, "main", Visibility::Studio).await;
    world.delete_image(ids[1]).await;
    assert!(world.choose(world.gallery.id, Some(ids[0])).await);
    assert!(!world.choose(world.gallery.id, Some(ids[1])).await, "it is deleted");
    assert!(!world.choose(world.gallery.id, Some(ids[2])).await, "it is in no group of the gallery");
    assert!(!world.choose(world.gallery.id, Some(ImageId(i64::MAX))).await, "there is none");
    assert_eq!(world.chosen(world.gallery.id).await, Some(ids[0]));
    // A change of something else leaves it.
    world.changed(world.gallery.id).await;
    assert_eq!(world.chosen(world.gallery.id).await, Some(ids[0]));
    assert!(world.choose(world.gallery.id, None).await);
    assert_eq!(world.chosen(world.gallery.id).await, None);
}

async fn a_primary_image_that_leaves_or_is_deleted_is_forgotten(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(2).await;
    let hung = world.group_of(&ids).await;
    world.attach(world.gallery.id, hung, "main", Visibility::Public).await;

    assert!(world.choose(world.gallery.id, Some(ids[0])).await);
    let tx = world.write().await;
    let group = group(&tx, world.studio.id, hung).await;
    tx.groups().remove_images(&group, &[ids[0]]).await.unwrap();
    tx.galleries().content_changed(&[world.gallery.id], now()).await.unwrap();
    commit(tx).await;
    assert_eq!(world.chosen(world.gallery.id).await, None);

    assert!(world.choose(world.gallery.id, Some(ids[1])).await);
    world.delete_image(ids[1]).await;
    world.changed(world.gallery.id).await;
    assert_eq!(world.chosen(world.gallery.id).await, None);

    // Whatever was missed, no row points to a picture that has been erased.
    let tx = world.write().await;
    let restored = image(&tx, world.studio.id, ids[1]).await.change(|image| image.restore(now()));
    tx.images().update(&restored.unwrap()).await.unwrap();
    commit(tx).await;
    assert!(world.choose(world.gallery.id, Some(ids[1])).await);
    let tx = world.write().await;
    let found = tx.images().find(world.studio.id, ids[1]).await.unwrap().unwrap();
    let erased = found.write(&job(world.studio.id), Action::DeleteImages).unwrap();
    tx.images().purge(&erased).await.unwrap();
    commit(tx).await;
    assert_eq!(world.chosen(world.gallery.id).await, None);
}

async fn a_stale_gallery_does_not_bring_a_forgotten_cover_back(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(1).await;
    let hung = world.group_of(&ids).await;
    world.attach(world.gallery.id, hung, "main", Visibility::Public).await;
    assert!(world.choose(world.gallery.id, Some(ids[0])).await);
    let tx = world.write().await;
    let before = gallery(&tx, world.studio.id, world.gallery.id).await;
    assert!(tx.groups().detach(&before, hung, &crate::world::main_group()).await.unwrap());
    tx.galleries().content_changed(&[world.gallery.id], now()).await.unwrap();
    let completed = before.change(|gallery| gallery.complete(now())).unwrap();
    assert_eq!(tx.galleries().update(&completed).await.unwrap().primary_image, None);
    commit(tx).await;
    assert_eq!(world.chosen(world.gallery.id).await, None);
}

async fn the_cover_is_the_chosen_picture_or_the_first_that_can_be_seen(db: TestDatabase) {
    use Visibility::{Members, Public, Studio};
    let world = World::on(db).await;
    let ids = world.images(5).await;
    let empty = world.group_of(&[]).await;
    let hidden = world.group_of(&[ids[4], ids[0]]).await;
    let open = world.group_of(&[ids[3], ids[1], ids[2]]).await;
    let first = world.gallery.id;
    world.attach(first, empty, "main", Public).await;
    world.attach(first, hidden, "behind_the_scenes", Members).await;
    world.attach(first, open, "sketches", Public).await;
    let second = a_gallery().insert(&*world.db, &world.organization, &world.owner).await.id;
    world.attach(second, open, "main", Public).await;
    world.attach(second, open, "again", Public).await;
    let bare = a_gallery().insert(&*world.db, &world.organization, &world.owner).await.id;
    let all = [first, second, bare];

    assert_eq!(world.covers(&all, &Visibility::ALL).await, [(first, ids[4]), (second, ids[3])]);
    assert_eq!(world.covers(&all, &[Public]).await, [(first, ids[3]), (second, ids[3])]);
    assert_eq!(world.covers(&all, &[Studio]).await, []);
    assert_eq!(world.covers(&all, &[]).await, []);

    // A deleted picture is passed over, and the chosen one goes before the first where it can be seen.
    world.delete_image(ids[3]).await;
    assert!(world.choose(first, Some(ids[0])).await);
    assert!(world.choose(second, Some(ids[2])).await);
    assert_eq!(world.covers(&all, &Visibility::ALL).await, [(first, ids[0]), (second, ids[2])]);
    assert_eq!(world.covers(&all, &[Public]).await, [(first, ids[1]), (second, ids[2])]);
}
