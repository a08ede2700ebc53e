//! What products show, to whom, and at what cost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use atelier_application::identity::GrantInput;
use atelier_application::images::{GroupInput, GroupPatch, Groups, GroupsWanted};
use atelier_application::kernel::Kernel;
use atelier_application::paging::PageRequest;
use atelier_application::ports::{ImageFilter, NewImage, ProductFilter};
use atelier_application::products::{Feed, FeedPage, FeedPicture, ProductInput, ProductPatch, Products};
use atelier_domain::access::{Action, Actor, Scope};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::ImageFormat;
use atelier_domain::{ImageGroupId, ImageId, ProductId, UserId};

use crate::desk::{Desk, code};

async fn product(desk: &Desk, owner: &Actor) -> ProductId {
    let input = ProductInput { name: "Mug".into(), sku: None, price: None, description: None };
    Products::new(desk.kernel.clone(), desk.delivery.clone()).create(owner, input).await.unwrap().id
}

/// A public group under the product, with so many pictures that are ready.
async fn group(desk: &Desk, owner: &Actor, product: ProductId, count: usize) -> (ImageGroupId, Vec<ImageId>) {
    let input = GroupInput {
        name: "Shots".into(),
        description: None,
        group_type: "main".into(),
        visibility: Visibility::Public,
    };
    let id = desk.groups.create(owner, product.into(), input).await.unwrap().group;
    let scope = Scope::for_job(owner.studio, "test", owner.now);
    let tx = desk.kernel.write().await.unwrap();
    let mut images = Vec::with_capacity(count);
    for number in 0..count {
        let image = tx.images().insert(picture(owner, id, number)).await.unwrap().id;
        let found = tx.images().find(owner.studio, image).await.unwrap().unwrap();
        let ready = found.write(scope.actor(), Action::EditImages).unwrap().change(|image| {
            image.became_ready(1, owner.now);
            Ok(())
        });
        tx.images().update(&ready.unwrap()).await.unwrap();
        images.push(image);
    }
    tx.finish().await.unwrap();
    desk.groups.add_images(owner, id, &images).await.unwrap().into_inner();
    (id, images)
}

fn picture(owner: &Actor, group: ImageGroupId, number: usize) -> NewImage {
    let hash = format!("{:032x}{number:032x}", group.0);
    NewImage {
        studio: owner.studio,
        filename: format!("DSC_{number:04}.JPG"),
        alt_text: None,
        storage_key: format!("originals/{hash}"),
        content_hash: hash,
        file_size: 1,
        format: ImageFormat::Jpeg,
        width: 6000,
        height: 4000,
        metadata: Default::default(),
        taken_at: None,
        uploaded_by: Some(owner.user),
        now: owner.now,
    }
}

/// The desk's kernel with its statements counted.
fn counted(desk: &Desk) -> (Kernel, Arc<AtomicUsize>) {
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    let store = desk.database.store().observed(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    (Kernel { store: Arc::new(store), ..desk.kernel.clone() }, statements)
}

#[tokio::test]
async fn six_groups_of_fifty_pictures_cost_as_many_statements_as_one_of_one() {
    let desk = Desk::open().await;
    let (owner, _) = desk.owner_with_gallery().await;
    let small = product(&desk, &owner).await;
    group(&desk, &owner, small, 1).await;
    let large = product(&desk, &owner).await;
    for _ in 0..6 {
        group(&desk, &owner, large, 50).await;
    }
    let (kernel, statements) = counted(&desk);
    let groups = Groups::new(kernel, desk.delivery.clone());
    let mut costs = Vec::new();
    for (id, expected) in [(small, 1), (large, 300)] {
        let wanted = GroupsWanted { pictures: Some(50), ..Default::default() };
        let found = groups.list(&owner, id.into(), wanted).await.unwrap();
        let shown: usize = found.iter().map(|group| group.pictures.as_ref().map_or(0, Vec::len)).sum();
        assert_eq!(shown, expected);
        costs.push(statements.swap(0, Ordering::SeqCst));
    }
    assert_eq!(costs, [3, 3]);
}

#[tokio::test]
async fn a_list_of_nine_products_costs_as_many_statements_as_one_of_one() {
    let desk = Desk::open().await;
    let (owner, _) = desk.owner_with_gallery().await;
    let (kernel, statements) = counted(&desk);
    let products = Products::new(kernel, desk.delivery.clone());
    let first = product(&desk, &owner).await;
    let (_, images) = group(&desk, &owner, first, 2).await;
    let mut expected = vec![Some(images[0])];
    let mut costs = Vec::new();
    for more in [0, 8] {
        for number in 0..more {
            let another = product(&desk, &owner).await;
            let (_, images) = group(&desk, &owner, another, 2).await;
            let chosen = images[number % 2];
            let patch = ProductPatch { primary_image: Some(Some(chosen)), ..ProductPatch::default() };
            products.change(&owner, another, patch, None).await.unwrap().into_inner();
            expected.push(Some(chosen));
        }
        statements.store(0, Ordering::SeqCst);
        let found =
            products.list(&owner, ProductFilter::default(), PageRequest::default()).await.unwrap().items;
        costs.push(statements.load(Ordering::SeqCst));
        let shown: Vec<_> = found.iter().map(|view| view.cover.as_ref().map(|cover| cover.id)).collect();
        assert_eq!(shown, expected);
    }
    assert_eq!(costs[0], costs[1], "{costs:?}");
}

async fn grant(desk: &Desk, owner: &Actor, user: UserId, action: Action, place: (&str, i64)) {
    let input = GrantInput { action, context_type: place.0.into(), context_id: place.1, expires_at: None };
    desk.grants.grant(owner, user, input).await.unwrap().into_inner();
}

async fn feed(desk: &Desk, actor: &Actor, product: ProductId) -> Vec<FeedPicture> {
    let feed = Feed::new(desk.kernel.clone(), desk.delivery.clone());
    match feed.page(actor, product, None, PageRequest::default(), None).await.unwrap() {
        FeedPage::Pictures { page, .. } => page.items,
        FeedPage::Unchanged(_) => panic!("nothing was known before"),
    }
}

#[tokio::test]
async fn who_may_look_at_a_product_sees_its_public_pictures_by_every_route_and_no_others() {
    let desk = Desk::open().await;
    let (owner, _) = desk.owner_with_gallery().await;
    let mug = product(&desk, &owner).await;
    let (shots, open) = group(&desk, &owner, mug, 1).await;
    let (behind, hidden) = group(&desk, &owner, mug, 1).await;
    let patch = GroupPatch { visibility: Some(Visibility::Members), ..GroupPatch::default() };
    desk.groups.change(&owner, mug.into(), behind, None, patch).await.unwrap().into_inner();
    let other = product(&desk, &owner).await;
    let (_, elsewhere) = group(&desk, &owner, other, 1).await;

    let signed_in = desk.vendor(owner.studio).await;
    let user = signed_in.user.id;
    assert_eq!(code(desk.images.read(&desk.actor(&signed_in).await, open[0]).await), "not_found");
    grant(&desk, &owner, user, Action::ViewProducts, ("product", mug.0)).await;
    let vendor = desk.actor(&signed_in).await;

    let shown = feed(&desk, &vendor, mug).await;
    assert_eq!(shown.iter().map(|picture| picture.id).collect::<Vec<_>>(), open);
    assert!(desk.images.read(&vendor, open[0]).await.is_ok());
    for id in hidden.iter().chain(&elsewhere) {
        assert_eq!(code(desk.images.read(&vendor, *id).await), "not_found");
    }
    let pool = desk.images.list(&vendor, ImageFilter::default(), PageRequest::default()).await.unwrap();
    assert_eq!(pool.items.iter().map(|picture| picture.id).collect::<Vec<_>>(), open);
    let groups = desk.groups.list(&vendor, mug.into(), GroupsWanted::default()).await.unwrap();
    assert_eq!(groups.iter().map(|group| group.attachment.group).collect::<Vec<_>>(), [shots]);
    assert!(desk.groups.read(&vendor, shots).await.is_ok());
    assert_eq!(code(desk.groups.read(&vendor, behind).await), "not_found");
    assert_eq!(code(desk.groups.uses(&vendor, shots).await), "forbidden");
    let wanted = GroupsWanted::default();
    assert_eq!(code(desk.groups.list(&vendor, other.into(), wanted).await), "not_found");

    let picture = desk.images.read(&vendor, open[0]).await.unwrap();
    assert!(picture.downloads.is_empty(), "looking is not taking home");
    let patch = GroupPatch { visibility: Some(Visibility::Studio), ..GroupPatch::default() };
    desk.groups.change(&owner, mug.into(), shots, None, patch).await.unwrap().into_inner();
    assert_eq!(code(desk.images.read(&vendor, open[0]).await), "not_found");
    assert!(feed(&desk, &vendor, mug).await.is_empty());
}

#[tokio::test]
async fn looking_at_products_gives_nothing_else() {
    let desk = Desk::open().await;
    let (owner, _) = desk.owner_with_gallery().await;
    let mug = product(&desk, &owner).await;
    let (shots, images) = group(&desk, &owner, mug, 2).await;
    let signed_in = desk.vendor(owner.studio).await;
    grant(&desk, &owner, signed_in.user.id, Action::ViewProducts, ("studio", owner.studio.0)).await;
    let vendor = desk.actor(&signed_in).await;
    assert_eq!(feed(&desk, &vendor, mug).await.len(), 2);
    let products = Products::new(desk.kernel.clone(), desk.delivery.clone());
    assert_eq!(code(products.delete(&vendor, mug, None).await), "forbidden");
    assert_eq!(code(desk.groups.detach(&vendor, mug.into(), shots, None).await), "forbidden");
    assert_eq!(code(desk.groups.reorder(&vendor, shots, &images, None).await), "forbidden");
    assert_eq!(code(desk.images.delete(&vendor, images[0], None, false).await), "forbidden");
}

#[tokio::test]
async fn a_grant_of_looking_at_products_on_a_group_is_no_way_into_a_product() {
    let desk = Desk::open().await;
    let (owner, _) = desk.owner_with_gallery().await;
    let mug = product(&desk, &owner).await;
    let (shots, images) = group(&desk, &owner, mug, 1).await;
    let signed_in = desk.vendor(owner.studio).await;
    grant(&desk, &owner, signed_in.user.id, Action::ViewProducts, ("image_group", shots.0)).await;
    let dealer = desk.actor(&signed_in).await;
    assert_eq!(code(desk.images.read(&dealer, images[0]).await), "not_found");
    let products = Products::new(desk.kernel.clone(), desk.delivery.clone());
    assert_eq!(code(products.read(&dealer, mug).await), "not_found");
    let listed = desk.images.list(&dealer, ImageFilter::default(), PageRequest::default()).await.unwrap();
    assert_eq!(listed.total, 0);
}
