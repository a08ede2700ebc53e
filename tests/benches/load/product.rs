//! A product with six groups of fifty pictures, all of which are in the gallery of the world already.

use atelier_application::paging::PageRequest;
use atelier_application::ports::{ImageFilter, Mode, NewImageGroup, NewProduct, Store};
use atelier_domain::access::{Action, Scope, Unchecked, Visible};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::GroupType;
use atelier_domain::products::ProductDetails;
use atelier_domain::{ImageId, ProductId, StudioId, Timestamp};
use atelier_persistence::SeaStore;

/// The kinds of pictures that a shop shows.
const TYPES: [&str; 6] =
    ["main", "official_gallery", "customer_photos", "how_to_use", "packaging", "lookbook"];

/// Pictures in each group.
pub const PICTURES: usize = 50;

/// Writes the product and answers its id.
pub async fn build(store: &SeaStore, studio: StudioId, now: Timestamp) -> ProductId {
    let scope = Scope::for_job(studio, "bench", now);
    let tx = store.begin(Mode::Write).await.expect("a transaction begins");
    let details = ProductDetails { name: "Red T-shirt".into(), ..ProductDetails::default() };
    let product = tx.products().insert(NewProduct { studio, details, now }).await.expect("a product");
    let id = product.id;
    let product =
        Unchecked::from_storage(product).write(scope.actor(), Action::ManageProducts).expect("leave");
    let wanted = PageRequest::first(u64::try_from(TYPES.len() * PICTURES).unwrap_or(u64::MAX));
    let visible = Visible::to(scope.actor(), Action::ViewGallery);
    let page = tx.images().list(&visible, &ImageFilter::default(), wanted).await.expect("pictures");
    let images: Vec<ImageId> = page.items.into_iter().map(|image| image.id).collect();
    for (name, images) in TYPES.iter().zip(images.chunks(PICTURES)) {
        let new = NewImageGroup { studio, name: (*name).into(), description: None, now };
        let group = tx.groups().insert(new).await.expect("a group");
        let group_type = GroupType::parse(name).expect("a type");
        tx.groups().attach(&product, group.id, &group_type, Visibility::Public, now).await.expect("attached");
        let group =
            Unchecked::from_storage(group).write(scope.actor(), Action::ManageImageGroups).expect("leave");
        tx.groups().add_images(&group, images, now).await.expect("added");
    }
    tx.finish().await.expect("committed");
    id
}
