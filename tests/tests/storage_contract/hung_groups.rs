//! Groups under galleries and products alike: order, first pictures, the pool, the end of a group.

use atelier_application::paging::PageRequest;
use atelier_application::ports::{GroupFilter, NewImageGroup, Sort, StoreError};
use atelier_domain::access::{Action, Visible};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{GroupType, Owner};
use atelier_domain::{ImageGroupId, ImageId};
use atelier_testkit::a_studio;
use atelier_testkit::databases::TestDatabase;

use crate::world::{World, commit, group, job, main_group, now, product};

contract!(
    a_group_hangs_under_a_product_once_with_each_type,
    a_group_of_another_studio_cannot_hang_under_a_product,
    the_order_of_one_owner_is_no_others,
    of_each_group_the_first_pictures_come_in_order,
    the_pool_lists_its_groups_and_tells_which_are_used,
    a_group_goes_from_everywhere_and_leaves_its_pictures,
    what_a_group_holds_is_part_of_its_version,
);

fn kind(name: &str) -> GroupType {
    GroupType::parse(name).unwrap()
}

async fn hanging(world: &World, owner: Owner) -> Vec<(ImageGroupId, String, i32)> {
    let groups = world.read().await.groups().of_owner(owner).await.unwrap();
    groups
        .into_iter()
        .map(|hung| (hung.group, hung.group_type.as_str().to_owned(), hung.sort_order))
        .collect()
}

async fn a_group_hangs_under_a_product_once_with_each_type(db: TestDatabase) {
    let world = World::on(db).await;
    let mug = world.product("Mug").await;
    let images = world.images(2).await;
    let id = world.group_of(&images).await;
    world.attach_to_product(mug, id, "main", Visibility::Public).await;
    world.delete_image(images[0]).await;
    let tx = world.write().await;
    let held = product(&tx, world.studio.id, mug).await;
    let again = tx.groups().attach(&held, id, &main_group(), Visibility::Studio, now()).await;
    assert_eq!(again.unwrap_err(), StoreError::Conflict { constraint: "attachment" });
    tx.groups().attach(&held, id, &kind("packaging"), Visibility::Members, now()).await.unwrap();
    assert!(tx.groups().set_attachment(&held, id, &main_group(), Visibility::Studio, 7).await.unwrap());
    assert!(!tx.groups().set_attachment(&held, id, &kind("x"), Visibility::Studio, 7).await.unwrap());
    commit(tx).await;

    let tx = world.write().await;
    let hung = tx.groups().of_owner(mug.into()).await.unwrap();
    let told: Vec<_> = hung
        .iter()
        .map(|hung| (hung.group_type.as_str(), hung.sort_order, hung.visibility, hung.image_count))
        .collect();
    assert_eq!(told, [("packaging", 2, Visibility::Members, 1), ("main", 7, Visibility::Studio, 1)]);
    let held = product(&tx, world.studio.id, mug).await;
    assert!(tx.groups().detach(&held, id, &main_group()).await.unwrap());
    assert!(!tx.groups().detach(&held, id, &main_group()).await.unwrap());
    commit(tx).await;
    assert_eq!(hanging(&world, mug.into()).await, [(id, "packaging".to_owned(), 2)]);
}

async fn a_group_of_another_studio_cannot_hang_under_a_product(db: TestDatabase) {
    let world = World::on(db).await;
    let mug = world.product("Mug").await;
    let other = a_studio().insert(&*world.db).await;
    let tx = world.write().await;
    let new = NewImageGroup { studio: other.id, name: "Theirs".into(), description: None, now: now() };
    let foreign = tx.groups().insert(new).await.unwrap().id;
    commit(tx).await;
    let tx = world.write().await;
    let held = product(&tx, world.studio.id, mug).await;
    let refused = tx.groups().attach(&held, foreign, &main_group(), Visibility::Public, now()).await;
    assert!(
        matches!(refused.unwrap_err(), StoreError::Conflict { constraint } if constraint != "attachment")
    );
}

async fn the_order_of_one_owner_is_no_others(db: TestDatabase) {
    let world = World::on(db).await;
    let (mug, poster) = (world.product("Mug").await, world.product("Poster").await);
    let gallery = Owner::Gallery(world.gallery.id);
    let mut groups = Vec::new();
    for _ in 0..3 {
        let id = world.group_of(&[]).await;
        world.attach(world.gallery.id, id, "main", Visibility::Public).await;
        world.attach_to_product(mug, id, "main", Visibility::Public).await;
        world.attach_to_product(poster, id, "main", Visibility::Public).await;
        groups.push(id);
    }
    world.attach_to_product(mug, groups[0], "packaging", Visibility::Public).await;
    let before = (hanging(&world, gallery).await, hanging(&world, poster.into()).await);

    let tx = world.write().await;
    let held = product(&tx, world.studio.id, mug).await;
    let order = [
        (groups[0], kind("packaging")),
        (groups[2], kind("main")),
        (groups[0], kind("main")),
        (groups[1], kind("main")),
    ];
    tx.groups().reorder_attachments(&held, &order).await.unwrap();
    for wrong in [&order[..3], &[order[0].clone(), order[0].clone(), order[1].clone(), order[2].clone()]] {
        let refused = tx.groups().reorder_attachments(&held, wrong).await.unwrap_err();
        assert_eq!(refused, StoreError::Conflict { constraint: "groups" });
    }
    commit(tx).await;
    let expected: Vec<_> =
        (1..).zip(&order).map(|(place, (group, kind))| (*group, kind.as_str().to_owned(), place)).collect();
    assert_eq!(hanging(&world, mug.into()).await, expected);
    assert_eq!((hanging(&world, gallery).await, hanging(&world, poster.into()).await), before);
}

async fn of_each_group_the_first_pictures_come_in_order(db: TestDatabase) {
    let world = World::on(db).await;
    let mug = world.product("Mug").await;
    let images = world.images(6).await;
    let first = world.group_of(&images[..4]).await;
    let second = world.group_of(&images[3..]).await;
    let behind = world.group_of(&images[..1]).await;
    world.attach_to_product(mug, second, "packaging", Visibility::Public).await;
    world.attach_to_product(mug, first, "main", Visibility::Public).await;
    world.attach_to_product(mug, behind, "main", Visibility::Members).await;
    world.attach(world.gallery.id, first, "main", Visibility::Public).await;
    world.delete_image(images[1]).await;
    let tx = world.write().await;
    let order = [images[3], images[2], images[1], images[0]];
    tx.groups().reorder(&group(&tx, world.studio.id, first).await, &order).await.unwrap();
    commit(tx).await;

    let tx = world.read().await;
    let of = async |owner: Owner, visibilities: &[Visibility], kind: Option<&GroupType>, limit| {
        let rows = tx.groups().first_images(owner, visibilities, kind, limit).await.unwrap();
        rows.into_iter().map(|row| (row.group, row.id)).collect::<Vec<(ImageGroupId, ImageId)>>()
    };
    let of_second = [(second, images[3]), (second, images[4]), (second, images[5])];
    let of_first = [(first, images[3]), (first, images[2]), (first, images[0])];
    let public = [Visibility::Public];
    assert_eq!(of(mug.into(), &public, None, 2).await, [&of_second[..2], &of_first[..2]].concat());
    assert_eq!(of(mug.into(), &public, None, 50).await, [of_second, of_first].concat());
    assert_eq!(of(mug.into(), &public, Some(&main_group()), 50).await, of_first);
    let all = of(mug.into(), &Visibility::ALL, Some(&main_group()), 1).await;
    assert_eq!(all, [of_first[0], (behind, images[0])]);
    assert_eq!(of(world.gallery.id.into(), &public, None, 50).await, of_first);
    assert_eq!(of(mug.into(), &[], None, 50).await, []);
}

async fn the_pool_lists_its_groups_and_tells_which_are_used(db: TestDatabase) {
    let world = World::on(db).await;
    let images = world.images(3).await;
    let (loose, shown, left) =
        (world.group_of(&images).await, world.group_of(&images[..1]).await, world.group_of(&[]).await);
    let (mug, gone) = (world.product("Mug").await, world.product("Gone").await);
    world.attach_to_product(mug, shown, "main", Visibility::Studio).await;
    world.attach_to_product(gone, left, "main", Visibility::Public).await;
    world.delete_product(gone).await;
    world.delete_image(images[2]).await;

    let tx = world.read().await;
    let all = Visible::to(&job(world.studio.id), Action::ManageImageGroups);
    let listed = async |visible: &Visible, used, sort| {
        let filter = GroupFilter { used, sort };
        let page = tx.groups().list(visible, &filter, PageRequest::default()).await.unwrap();
        assert_eq!(page.total, page.items.len() as u64);
        page.items.into_iter().map(|row| (row.group.id, row.image_count)).collect::<Vec<_>>()
    };
    let oldest = Sort::OldestFirst;
    assert_eq!(listed(&all, None, oldest).await, [(loose, 2), (shown, 1), (left, 0)]);
    assert_eq!(listed(&all, None, Sort::NewestFirst).await, [(left, 0), (shown, 1), (loose, 2)]);
    assert_eq!(listed(&all, Some(true), oldest).await, [(shown, 1)]);
    assert_eq!(listed(&all, Some(false), oldest).await, [(loose, 2), (left, 0)]);
    let other = a_studio().insert(&*world.db).await;
    let theirs = Visible::to(&job(other.id), Action::ManageImageGroups);
    assert_eq!(listed(&theirs, None, oldest).await, []);
}

async fn a_group_goes_from_everywhere_and_leaves_its_pictures(db: TestDatabase) {
    let world = World::on(db).await;
    let images = world.images(2).await;
    let (id, stays) = (world.group_of(&images).await, world.group_of(&images).await);
    let mug = world.product("Mug").await;
    for group in [id, stays] {
        world.attach(world.gallery.id, group, "main", Visibility::Public).await;
        world.attach_to_product(mug, group, "main", Visibility::Public).await;
    }
    let tx = world.write().await;
    tx.groups().delete(&group(&tx, world.studio.id, id).await).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    assert!(tx.groups().find(world.studio.id, id).await.unwrap().is_none());
    assert_eq!(tx.groups().image_ids(id).await.unwrap(), []);
    assert_eq!(tx.groups().image_ids(stays).await.unwrap(), images);
    for owner in [Owner::Gallery(world.gallery.id), Owner::Product(mug)] {
        let left = tx.groups().of_owner(owner).await.unwrap();
        assert_eq!(left.iter().map(|hung| hung.group).collect::<Vec<_>>(), [stays]);
    }
    for &image in &images {
        assert!(tx.images().find(world.studio.id, image).await.unwrap().is_some());
    }
}

async fn what_a_group_holds_is_part_of_its_version(db: TestDatabase) {
    let world = World::on(db).await;
    let images = world.images(2).await;
    let id = world.group_of(&images).await;
    let version = async || {
        let tx = world.write().await;
        group(&tx, world.studio.id, id).await.get().version
    };
    assert_eq!(version().await, 2);
    let tx = world.write().await;
    let held = group(&tx, world.studio.id, id).await;
    tx.groups().add_images(&held, &images, now()).await.unwrap();
    commit(tx).await;
    assert_eq!(version().await, 2, "nothing was new");
    let tx = world.write().await;
    let held = group(&tx, world.studio.id, id).await;
    tx.groups().reorder(&held, &[images[1], images[0]]).await.unwrap();
    tx.groups().remove_images(&held, &images[..1]).await.unwrap();
    commit(tx).await;
    assert_eq!(version().await, 4);
}
