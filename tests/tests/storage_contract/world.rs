//! A studio with a client and a gallery, and short ways to fill it.

use std::sync::atomic::{AtomicU64, Ordering};

use atelier_application::ports::{Mode, NewImage, NewImageGroup, NewProduct, NewShareLink, Store, Tx};
use atelier_domain::access::{Action, Actor, Scope, Visible, Writable};
use atelier_domain::galleries::{DeliveryPolicy, Gallery, ShareLink, Visibility};
use atelier_domain::identity::{Studio, User};
use atelier_domain::images::{GroupType, Image, ImageFormat, ImageGroup};
use atelier_domain::organizations::Organization;
use atelier_domain::products::{Product, ProductDetails};
use atelier_domain::{GalleryId, ImageGroupId, ImageId, ProductId, StudioId, Timestamp};
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_gallery, a_studio, a_user, an_organization, builders};

pub struct World {
    pub db: TestDatabase,
    pub studio: Studio,
    pub owner: User,
    pub organization: Organization,
    pub gallery: Gallery,
}

pub fn now() -> Timestamp {
    builders::now()
}

/// 64 hex digits that no other test row has.
pub fn a_hash() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("{:064x}", NEXT.fetch_add(1, Ordering::SeqCst))
}

pub fn main_group() -> GroupType {
    GroupType::main()
}

pub async fn write(store: &dyn Store) -> Tx {
    store.begin(Mode::Write).await.unwrap()
}

pub async fn read(store: &dyn Store) -> Tx {
    store.begin(Mode::Read).await.unwrap()
}

pub async fn commit(tx: Tx) {
    let _done = tx.commit(()).await.unwrap();
}

/// A job's leave over everything in the studio.
pub fn job(studio: StudioId) -> Actor {
    Scope::for_job(studio, "test", now()).actor().clone()
}

pub fn everything(studio: StudioId) -> Visible {
    Visible::to(&job(studio), Action::ViewGallery)
}

pub async fn gallery(tx: &Tx, studio: StudioId, id: GalleryId) -> Writable<Gallery> {
    let found = tx.galleries().find(studio, id).await.unwrap().unwrap();
    found.write(&job(studio), Action::EditGallery).unwrap()
}

pub async fn product(tx: &Tx, studio: StudioId, id: ProductId) -> Writable<Product> {
    let found = tx.products().find(studio, id).await.unwrap().unwrap();
    found.write(&job(studio), Action::ManageProducts).unwrap()
}

pub fn new_product(studio: StudioId, name: &str) -> NewProduct {
    let details = ProductDetails { name: name.to_owned(), ..ProductDetails::default() };
    NewProduct { studio, details, now: now() }
}

pub async fn group(tx: &Tx, studio: StudioId, id: ImageGroupId) -> Writable<ImageGroup> {
    let found = tx.groups().find(studio, id).await.unwrap().unwrap();
    found.write(&job(studio), Action::ManageImageGroups).unwrap()
}

pub async fn image(tx: &Tx, studio: StudioId, id: ImageId) -> Writable<Image> {
    let found = tx.images().find(studio, id).await.unwrap().unwrap();
    found.write(&job(studio), Action::EditImages).unwrap()
}

pub fn new_image(studio: StudioId, filename: &str) -> NewImage {
    let hash = a_hash();
    NewImage {
        studio,
        filename: filename.to_owned(),
        alt_text: None,
        storage_key: format!("originals/{studio}/{hash}.jpg"),
        content_hash: hash,
        file_size: 5_000_000_000,
        format: ImageFormat::Jpeg,
        width: 6000,
        height: 4000,
        metadata: serde_json::json!({"camera_model": "Nikon Z6", "iso": 250}).as_object().unwrap().clone(),
        taken_at: Some(now().naive_utc()),
        uploaded_by: None,
        now: now(),
    }
}

impl World {
    /// The world on a database that holds nothing else.
    pub async fn on(db: TestDatabase) -> Self {
        let studio = a_studio().insert(&*db).await;
        let owner = a_user().insert(&*db, studio.id).await;
        let organization = an_organization().insert(&*db, studio.id).await;
        let gallery = a_gallery().insert(&*db, &organization, &owner).await;
        Self { db, studio, owner, organization, gallery }
    }

    pub async fn write(&self) -> Tx {
        write(&*self.db).await
    }

    pub async fn read(&self) -> Tx {
        read(&*self.db).await
    }

    /// Images of the studio's pool, in no group.
    pub async fn images(&self, count: usize) -> Vec<ImageId> {
        let tx = self.write().await;
        let mut ids = Vec::with_capacity(count);
        for n in 0..count {
            let new = new_image(self.studio.id, &format!("DSC_{n:04}.JPG"));
            ids.push(tx.images().insert(new).await.unwrap().id);
        }
        commit(tx).await;
        ids
    }

    /// A group that holds the images and hangs nowhere.
    pub async fn group_of(&self, images: &[ImageId]) -> ImageGroupId {
        let tx = self.write().await;
        let new = NewImageGroup {
            studio: self.studio.id,
            name: "A group".to_owned(),
            description: None,
            now: now(),
        };
        let id = tx.groups().insert(new).await.unwrap().id;
        let group = group(&tx, self.studio.id, id).await;
        tx.groups().add_images(&group, images, now()).await.unwrap();
        commit(tx).await;
        id
    }

    pub async fn attach(
        &self,
        gallery_id: GalleryId,
        group: ImageGroupId,
        kind: &str,
        visibility: Visibility,
    ) {
        let tx = self.write().await;
        let gallery = gallery(&tx, self.studio.id, gallery_id).await;
        let kind = GroupType::parse(kind).unwrap();
        tx.groups().attach(&gallery, group, &kind, visibility, now()).await.unwrap();
        tx.galleries().content_changed(&[gallery_id], now()).await.unwrap();
        commit(tx).await;
    }

    pub async fn product(&self, name: &str) -> ProductId {
        let tx = self.write().await;
        let id = tx.products().insert(new_product(self.studio.id, name)).await.unwrap().id;
        commit(tx).await;
        id
    }

    pub async fn attach_to_product(
        &self,
        id: ProductId,
        group: ImageGroupId,
        kind: &str,
        visibility: Visibility,
    ) {
        let tx = self.write().await;
        let product = product(&tx, self.studio.id, id).await;
        let kind = GroupType::parse(kind).unwrap();
        tx.groups().attach(&product, group, &kind, visibility, now()).await.unwrap();
        commit(tx).await;
    }

    pub async fn delete_product(&self, id: ProductId) {
        let tx = self.write().await;
        let deleted = product(&tx, self.studio.id, id).await.change(|product| {
            product.delete(now());
            Ok(())
        });
        tx.products().update(&deleted.unwrap()).await.unwrap();
        commit(tx).await;
    }

    pub async fn delete_image(&self, id: ImageId) {
        let tx = self.write().await;
        let deleted = image(&tx, self.studio.id, id).await.change(|image| {
            image.delete(now());
            Ok(())
        });
        tx.images().update(&deleted.unwrap()).await.unwrap();
        commit(tx).await;
    }

    pub async fn delete_gallery(&self, id: GalleryId) {
        let tx = self.write().await;
        let deleted = gallery(&tx, self.studio.id, id).await.change(|gallery| {
            gallery.delete(now());
            Ok(())
        });
        tx.galleries().update(&deleted.unwrap()).await.unwrap();
        commit(tx).await;
    }

    pub fn new_link(&self, token_hash: &str) -> NewShareLink {
        NewShareLink {
            studio: self.studio.id,
            gallery: self.gallery.id,
            token_hash: token_hash.to_owned(),
            code_hash: None,
            pin_hash: None,
            label: Some("For Kari".to_owned()),
            policy: DeliveryPolicy { download_limit: Some(3), ..DeliveryPolicy::default() },
            expires_at: None,
            created_by: self.owner.id,
            now: now(),
        }
    }

    pub async fn link(&self) -> ShareLink {
        let tx = self.write().await;
        let link = tx.share_links().insert(self.new_link(&a_hash())).await.unwrap();
        commit(tx).await;
        link
    }
}
