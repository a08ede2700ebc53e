//! What the studio sells.

use atelier_application::paging::PageRequest;
use atelier_application::ports::{ContentMark, ProductFilter, Sort, StoreError};
use atelier_domain::access::{Action, Visible};
use atelier_domain::galleries::Visibility;
use atelier_domain::money::{Currency, Money};
use atelier_domain::products::ProductDetails;
use atelier_domain::{ImageGroupId, ImageId, ProductId, StudioId};
use atelier_testkit::a_studio;
use atelier_testkit::databases::TestDatabase;

use crate::world::{World, commit, group, image, job, main_group, new_product, now, product};

contract!(
    a_product_comes_back_as_it_was_written,
    an_old_value_of_a_product_is_refused,
    a_number_is_unique_among_the_live_products_of_a_studio,
    products_are_found_by_name_and_number_page_by_page,
    whatever_changes_in_what_a_product_shows_moves_its_mark,
    a_product_shows_its_ready_pictures_in_order,
    the_live_products_that_show_a_picture_or_a_group_are_found,
);

fn numbered(studio: StudioId, name: &str, sku: &str) -> atelier_application::ports::NewProduct {
    let mut new = new_product(studio, name);
    new.details.sku = Some(sku.to_owned());
    new
}

async fn a_product_comes_back_as_it_was_written(db: TestDatabase) {
    let world = World::on(db).await;
    let currency = Currency::parse("currency", "NOK").unwrap();
    let details = ProductDetails {
        name: "Rød krus".to_owned(),
        sku: Some("Krus-Rød".to_owned()),
        price: Some(Money { minor: Money::MAX, currency }),
        description: Some("Tåler oppvaskmaskin 🍵".to_owned()),
    };
    let tx = world.write().await;
    let new = atelier_application::ports::NewProduct {
        studio: world.studio.id,
        details: details.clone(),
        now: now(),
    };
    let inserted = tx.products().insert(new).await.unwrap();
    commit(tx).await;
    assert_eq!((inserted.version, inserted.content_version, inserted.deleted_at), (1, 1, None));
    assert_eq!(inserted.details, details);

    let tx = world.write().await;
    let bare = ProductDetails { name: "Krus".to_owned(), ..ProductDetails::default() };
    let changed = product(&tx, world.studio.id, inserted.id).await;
    let changed = changed.change(|product| product.describe(bare.clone(), now())).unwrap();
    tx.products().update(&changed).await.unwrap();
    tx.products().content_changed(&[inserted.id]).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    let found = tx.products().find(world.studio.id, inserted.id).await.unwrap().unwrap();
    let found = found.read(&job(world.studio.id)).unwrap();
    assert_eq!((found.version, found.content_version, found.details), (2, 2, bare));
    let other = a_studio().insert(&*world.db).await;
    assert!(tx.products().find(other.id, inserted.id).await.unwrap().is_none());
}

async fn an_old_value_of_a_product_is_refused(db: TestDatabase) {
    let world = World::on(db).await;
    let id = world.product("Mug").await;
    let tx = world.write().await;
    let old = product(&tx, world.studio.id, id).await;
    tx.products().update(&old).await.unwrap();
    let refused = tx.products().update(&old).await.unwrap_err();
    assert_eq!(refused, StoreError::VersionMismatch { current: 2 });
}

async fn a_number_is_unique_among_the_live_products_of_a_studio(db: TestDatabase) {
    let world = World::on(db).await;
    let taken = StoreError::Conflict { constraint: "sku" };
    let tx = world.write().await;
    let first = tx.products().insert(numbered(world.studio.id, "Mug", "TS-1")).await.unwrap().id;
    // Products without a number are any number of.
    tx.products().insert(new_product(world.studio.id, "Poster")).await.unwrap();
    tx.products().insert(new_product(world.studio.id, "Poster")).await.unwrap();
    let other = a_studio();
    commit(tx).await;
    let other = other.insert(&*world.db).await;
    let tx = world.write().await;
    tx.products().insert(numbered(other.id, "Theirs", "TS-1")).await.unwrap();
    commit(tx).await;
    let tx = world.write().await;
    assert_eq!(tx.products().insert(numbered(world.studio.id, "Cup", "ts-1")).await.unwrap_err(), taken);
    drop(tx);

    world.delete_product(first).await;
    let tx = world.write().await;
    let second = tx.products().insert(numbered(world.studio.id, "Cup", "ts-1")).await.unwrap();
    commit(tx).await;
    let tx = world.write().await;
    let back = product(&tx, world.studio.id, first).await;
    let back = back.change(|product| product.restore(now())).unwrap();
    assert_eq!(tx.products().update(&back).await.unwrap_err(), taken);
    drop(tx);
    world.delete_product(second.id).await;
    let tx = world.write().await;
    tx.products().update(&back).await.unwrap();
    commit(tx).await;
}

async fn products_are_found_by_name_and_number_page_by_page(db: TestDatabase) {
    let world = World::on(db).await;
    let tx = world.write().await;
    let mut ids = Vec::new();
    for (name, sku) in [("Rød krus", "K-100%"), ("Plakat", "P_1"), ("Krus", "K-200")] {
        ids.push(tx.products().insert(numbered(world.studio.id, name, sku)).await.unwrap().id);
    }
    commit(tx).await;
    let tx = world.read().await;
    let all = Visible::to(&job(world.studio.id), Action::ViewProducts);
    let found = async |search: &str, sort| -> Vec<ProductId> {
        let search = Some(search.to_owned()).filter(|text| !text.is_empty());
        let filter = ProductFilter { search, deleted: false, sort };
        let page = tx.products().list(&all, &filter, PageRequest::default()).await.unwrap();
        page.items.into_iter().map(|product| product.id).collect()
    };
    assert_eq!(found("krus", Sort::OldestFirst).await, [ids[0], ids[2]]);
    assert_eq!(found("krus", Sort::NewestFirst).await, [ids[2], ids[0]]);
    assert_eq!(found("rod", Sort::OldestFirst).await, [ids[0]]);
    assert_eq!(found("0%", Sort::OldestFirst).await, [ids[0]]);
    assert_eq!(found("p_", Sort::OldestFirst).await, [ids[1]]);

    let filter = ProductFilter::default();
    let first = tx.products().list(&all, &filter, PageRequest::first(2)).await.unwrap();
    assert_eq!((first.total, first.items.len()), (3, 2));
    let rest = PageRequest { after: first.next, ..PageRequest::first(2) };
    let rest = tx.products().list(&all, &filter, rest).await.unwrap();
    assert_eq!(rest.items.iter().map(|product| product.id).collect::<Vec<_>>(), [ids[2]]);
}

/// A product with a public group of three pictures.
async fn mug(world: &World) -> (ProductId, ImageGroupId, Vec<ImageId>) {
    let images = world.images(3).await;
    let shots = world.group_of(&images).await;
    let mug = world.product("Mug").await;
    world.attach_to_product(mug, shots, "main", Visibility::Public).await;
    (mug, shots, images)
}

async fn mark(world: &World, product: ProductId) -> ContentMark {
    world.read().await.products().content_mark(product, &[Visibility::Public], None).await.unwrap()
}

async fn whatever_changes_in_what_a_product_shows_moves_its_mark(db: TestDatabase) {
    let world = World::on(db).await;
    let (mug, shots, images) = mug(&world).await;
    let nothing = world.product("Nothing").await;
    assert_eq!(mark(&world, nothing).await, ContentMark::default());
    let mut marks = vec![mark(&world, mug).await];
    assert_eq!((marks[0].groups, marks[0].images), (1, 3));

    let studio = world.studio.id;
    let tx = world.write().await;
    let turned: Vec<ImageId> = images.iter().rev().copied().collect();
    tx.groups().reorder(&group(&tx, studio, shots).await, &turned).await.unwrap();
    commit(tx).await;
    marks.push(mark(&world, mug).await);

    let tx = world.write().await;
    let ready = image(&tx, studio, images[0]).await.change(|image| {
        image.became_ready(1, now());
        Ok(())
    });
    tx.images().update(&ready.unwrap()).await.unwrap();
    commit(tx).await;
    marks.push(mark(&world, mug).await);

    let tx = world.write().await;
    tx.groups().remove_images(&group(&tx, studio, shots).await, &images[1..2]).await.unwrap();
    commit(tx).await;
    marks.push(mark(&world, mug).await);
    // Another of the same version takes its place.
    let another = world.images(1).await;
    let tx = world.write().await;
    tx.groups().add_images(&group(&tx, studio, shots).await, &another, now()).await.unwrap();
    commit(tx).await;
    marks.push(mark(&world, mug).await);
    world.delete_image(images[2]).await;
    marks.push(mark(&world, mug).await);

    let mut distinct = marks.clone();
    distinct.dedup();
    assert_eq!(distinct.len(), marks.len(), "{marks:?}");
    assert!(marks.iter().enumerate().all(|(at, mark)| !marks[..at].contains(mark)), "{marks:?}");
    // What is taken out and put back changes nothing when it was not there.
    let tx = world.write().await;
    assert_eq!(tx.groups().remove_images(&group(&tx, studio, shots).await, &images[1..2]).await.unwrap(), 0);
    commit(tx).await;
    assert_eq!(mark(&world, mug).await, marks[5]);
}

async fn a_product_shows_its_ready_pictures_in_order(db: TestDatabase) {
    let world = World::on(db).await;
    let (mug, shots, images) = mug(&world).await;
    let studio = world.studio.id;
    let hidden = world.images(1).await;
    let behind = world.group_of(&hidden).await;
    world.attach_to_product(mug, behind, "main", Visibility::Members).await;
    let others = world.group_of(&images[..1]).await;
    world.attach_to_product(mug, others, "packaging", Visibility::Public).await;
    let tx = world.write().await;
    for &id in images[..2].iter().chain(&hidden) {
        let ready = image(&tx, studio, id).await.change(|image| {
            image.became_ready(1, now());
            Ok(())
        });
        tx.images().update(&ready.unwrap()).await.unwrap();
    }
    tx.groups().reorder(&group(&tx, studio, shots).await, &[images[1], images[2], images[0]]).await.unwrap();
    commit(tx).await;

    let tx = world.read().await;
    let shown = async |kind, page| {
        let shown = tx.products().images(mug, &[Visibility::Public], kind, page).await.unwrap();
        let ids: Vec<_> = shown.items.iter().map(|row| (row.id, row.group)).collect();
        (ids, shown.total)
    };
    let all = vec![(images[1], shots), (images[0], shots), (images[0], others)];
    assert_eq!(shown(None, PageRequest::default()).await, (all.clone(), 3));
    let second = PageRequest { offset: 1, ..PageRequest::first(1) };
    assert_eq!(shown(None, second).await, (all[1..2].to_vec(), 3));
    assert_eq!(shown(Some(&main_group()), PageRequest::default()).await, (all[..2].to_vec(), 2));
    drop(tx);
    world.delete_product(mug).await;
    let tx = world.read().await;
    let gone = tx.products().images(mug, &[Visibility::Public], None, PageRequest::default()).await.unwrap();
    assert_eq!((gone.items.len(), gone.total), (0, 0));
}

async fn the_live_products_that_show_a_picture_or_a_group_are_found(db: TestDatabase) {
    let world = World::on(db).await;
    let (mug, shots, images) = mug(&world).await;
    let (cup, gone) = (world.product("Cup").await, world.product("Gone").await);
    world.attach_to_product(cup, shots, "packaging", Visibility::Members).await;
    world.attach_to_product(cup, shots, "main", Visibility::Public).await;
    world.attach_to_product(gone, shots, "main", Visibility::Public).await;
    world.delete_product(gone).await;
    let loose = world.images(1).await;
    let tx = world.read().await;
    assert_eq!(tx.products().showing(&images).await.unwrap(), [mug, cup]);
    assert_eq!(tx.products().showing(&loose).await.unwrap(), []);
    assert_eq!(tx.products().showing_group(shots).await.unwrap(), [mug, cup]);
    assert_eq!(tx.products().showing_group(ImageGroupId(i64::MAX)).await.unwrap(), []);
}
