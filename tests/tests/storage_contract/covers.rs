//! What must stay in view of a picture, and the pictures that stand for galleries and products.

use atelier_application::ports::Tx;
use atelier_domain::access::Action;
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{FocalPoint, Owner};
use atelier_domain::{ImageGroupId, ImageId};
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_gallery, a_studio};

use crate::world::{World, commit, gallery, group, image, job, main_group, now, product};

contract!(
    a_focal_point_is_kept_exactly_and_cleared,
    many_pictures_are_found_at_once_in_their_studio,
    a_primary_image_is_one_that_its_owner_shows,
    a_primary_image_that_leaves_or_is_deleted_is_forgotten,
    a_stale_owner_does_not_bring_a_forgotten_cover_back,
    a_choice_that_a_product_forgets_moves_nothing_else,
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
    /// One owner of each kind, without groups.
    async fn owners(&self) -> [Owner; 2] {
        [self.gallery.id.into(), self.product("Mug").await.into()]
    }

    /// One more of the same kind.
    async fn another(&self, like: Owner) -> Owner {
        match like {
            Owner::Gallery(_) => {
                a_gallery().insert(&*self.db, &self.organization, &self.owner).await.id.into()
            }
            Owner::Product(_) => self.product("Another").await.into(),
        }
    }

    async fn hang(&self, owner: Owner, group: ImageGroupId, kind: &str, visibility: Visibility) {
        match owner {
            Owner::Gallery(id) => self.attach(id, group, kind, visibility).await,
            Owner::Product(id) => self.attach_to_product(id, group, kind, visibility).await,
        }
    }

    async fn choose(&self, owner: Owner, picture: Option<ImageId>) -> bool {
        let tx = self.write().await;
        let chosen = match owner {
            Owner::Gallery(id) => {
                let gallery = gallery(&tx, self.studio.id, id).await;
                tx.galleries().set_primary_image(&gallery, picture).await.unwrap()
            }
            Owner::Product(id) => {
                let product = product(&tx, self.studio.id, id).await;
                tx.products().set_primary_image(&product, picture).await.unwrap()
            }
        };
        commit(tx).await;
        chosen
    }

    async fn chosen(&self, owner: Owner) -> Option<ImageId> {
        let tx = self.read().await;
        match owner {
            Owner::Gallery(id) => gallery(&tx, self.studio.id, id).await.get().primary_image,
            Owner::Product(id) => product(&tx, self.studio.id, id).await.get().primary_image,
        }
    }

    async fn changed(&self, owner: Owner) {
        let tx = self.write().await;
        left(&tx, owner).await;
        commit(tx).await;
    }

    async fn covers(&self, owners: &[Owner], levels: &[Visibility]) -> Vec<(Owner, ImageId)> {
        let (mut galleries, mut products) = (Vec::new(), Vec::new());
        for owner in owners {
            match *owner {
                Owner::Gallery(id) => galleries.push(id),
                Owner::Product(id) => products.push(id),
            }
        }
        let tx = self.read().await;
        let galleries = tx.galleries().covers(&galleries, levels).await.unwrap();
        let products = tx.products().covers(&products, levels).await.unwrap();
        let galleries = galleries.into_iter().map(|(id, image)| (Owner::Gallery(id), image));
        let products = products.into_iter().map(|(id, image)| (Owner::Product(id), image));
        let mut covers: Vec<(Owner, ImageId)> = galleries.chain(products).collect();
        covers.sort_unstable();
        covers
    }
}

/// Tells the owner that pictures may have left it.
async fn left(tx: &Tx, owner: Owner) {
    match owner {
        Owner::Gallery(id) => tx.galleries().content_changed(&[id], now()).await.unwrap(),
        Owner::Product(id) => tx.products().pictures_left(&[id]).await.unwrap(),
    }
}

async fn a_primary_image_is_one_that_its_owner_shows(db: TestDatabase) {
    let world = World::on(db).await;
    for owner in world.owners().await {
        let ids = world.images(3).await;
        let hung = world.group_of(&ids[..2]).await;
        world.hang(owner, hung, "main", Visibility::Studio).await;
        world.delete_image(ids[1]).await;
        // Somebody else shows the third one.
        let elsewhere = world.group_of(&ids[2..]).await;
        world.hang(world.another(owner).await, elsewhere, "main", Visibility::Public).await;
        assert!(world.choose(owner, Some(ids[0])).await);
        assert!(!world.choose(owner, Some(ids[1])).await, "it is deleted");
        assert!(!world.choose(owner, Some(ids[2])).await, "it is in no group of the owner");
        assert!(!world.choose(owner, Some(ImageId(i64::MAX))).await, "there is none");
        assert_eq!(world.chosen(owner).await, Some(ids[0]));
        // A change of something else leaves it.
        world.changed(owner).await;
        assert_eq!(world.chosen(owner).await, Some(ids[0]));
        assert!(world.choose(owner, None).await);
        assert_eq!(world.chosen(owner).await, None);
    }
}

async fn a_primary_image_that_leaves_or_is_deleted_is_forgotten(db: TestDatabase) {
    let world = World::on(db).await;
    for owner in world.owners().await {
        let ids = world.images(2).await;
        let hung = world.group_of(&ids).await;
        world.hang(owner, hung, "main", Visibility::Public).await;

        assert!(world.choose(owner, Some(ids[0])).await);
        let tx = world.write().await;
        let group = group(&tx, world.studio.id, hung).await;
        tx.groups().remove_images(&group, &[ids[0]]).await.unwrap();
        left(&tx, owner).await;
        commit(tx).await;
        assert_eq!(world.chosen(owner).await, None);

        assert!(world.choose(owner, Some(ids[1])).await);
        world.delete_image(ids[1]).await;
        world.changed(owner).await;
        assert_eq!(world.chosen(owner).await, None);

        // Whatever was missed, no row points to a picture that has been erased.
        let tx = world.write().await;
        let restored = image(&tx, world.studio.id, ids[1]).await.change(|image| image.restore(now()));
        tx.images().update(&restored.unwrap()).await.unwrap();
        commit(tx).await;
        assert!(world.choose(owner, Some(ids[1])).await);
        let tx = world.write().await;
        let found = tx.images().find(world.studio.id, ids[1]).await.unwrap().unwrap();
        let erased = found.write(&job(world.studio.id), Action::DeleteImages).unwrap();
        tx.images().purge(&erased).await.unwrap();
        commit(tx).await;
        assert_eq!(world.chosen(owner).await, None);
    }
}

async fn a_stale_owner_does_not_bring_a_forgotten_cover_back(db: TestDatabase) {
    let world = World::on(db).await;
    let mug = world.product("Mug").await;
    let ids = world.images(1).await;
    let hung = world.group_of(&ids).await;
    for owner in [Owner::from(world.gallery.id), Owner::from(mug)] {
        world.hang(owner, hung, "main", Visibility::Public).await;
        assert!(world.choose(owner, Some(ids[0])).await);
    }
    let tx = world.write().await;
    let before = gallery(&tx, world.studio.id, world.gallery.id).await;
    assert!(tx.groups().detach(&before, hung, &main_group()).await.unwrap());
    tx.galleries().content_changed(&[world.gallery.id], now()).await.unwrap();
    let completed = before.change(|gallery| gallery.complete(now())).unwrap();
    assert_eq!(tx.galleries().update(&completed).await.unwrap().primary_image, None);

    let before = product(&tx, world.studio.id, mug).await;
    assert_eq!(before.get().primary_image, Some(ids[0]), "its group still hangs there");
    assert!(tx.groups().detach(&before, hung, &main_group()).await.unwrap());
    tx.products().content_changed(&[mug]).await.unwrap();
    let details = before.get().details.clone();
    let described = before.change(|product| product.describe(details, now())).unwrap();
    assert_eq!(tx.products().update(&described).await.unwrap().primary_image, None);
    commit(tx).await;
    assert_eq!(world.chosen(world.gallery.id.into()).await, None);
    assert_eq!(world.chosen(mug.into()).await, None);
}

async fn a_choice_that_a_product_forgets_moves_nothing_else(db: TestDatabase) {
    let world = World::on(db).await;
    let (mug, cup) = (world.product("Mug").await, world.product("Cup").await);
    let ids = world.images(2).await;
    let hung = world.group_of(&ids).await;
    world.attach_to_product(mug, hung, "packaging", Visibility::Public).await;
    world.attach_to_product(cup, hung, "main", Visibility::Public).await;
    assert!(world.choose(mug.into(), Some(ids[0])).await);
    assert!(world.choose(cup.into(), Some(ids[1])).await);
    let tx = world.write().await;
    let group = group(&tx, world.studio.id, hung).await;
    tx.groups().remove_images(&group, &[ids[0]]).await.unwrap();
    // In whatever order they are named.
    tx.products().pictures_left(&[cup, mug, cup]).await.unwrap();
    tx.products().pictures_left(&[]).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    for (id, chosen) in [(mug, None), (cup, Some(ids[1]))] {
        let product = product(&tx, world.studio.id, id).await.into_inner();
        let moved = (product.primary_image, product.version, product.content_version);
        assert_eq!(moved, (chosen, 1, 1));
    }
}

async fn the_cover_is_the_chosen_picture_or_the_first_that_can_be_seen(db: TestDatabase) {
    use Visibility::{Members, Public, Studio};
    let world = World::on(db).await;
    for first in world.owners().await {
        let ids = world.images(5).await;
        let empty = world.group_of(&[]).await;
        let hidden = world.group_of(&[ids[4], ids[0]]).await;
        let open = world.group_of(&[ids[3], ids[1], ids[2]]).await;
        world.hang(first, empty, "main", Public).await;
        world.hang(first, hidden, "behind_the_scenes", Members).await;
        world.hang(first, open, "sketches", Public).await;
        let second = world.another(first).await;
        world.hang(second, open, "main", Public).await;
        world.hang(second, open, "again", Public).await;
        let bare = world.another(first).await;
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
}
