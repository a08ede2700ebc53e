//! The order in which rows are locked, so that two writers never wait for each other.
//!
//! Batch, upload, share link, gallery, product, group, staged file with what was decided about it, picture: who needs
//! several takes them in this order, and several of a kind by id. What is in a group is counted for galleries and not for
//! products, which therefore are locked only by who changes what hangs under them, and by who takes pictures away, one of
//! which may stand for them. A use case that begins at a picture or a group therefore asks first which galleries, and
//! perhaps which products, show it. The versions of a picture have no lock of their own: whoever changes them holds the
//! picture's. What people say about a picture is locked after it; their limits are held by the lock of the gallery. Of a
//! library the library itself comes first, before the file of the tray that is made of a photograph; photographs are locked
//! after pictures, and before what remembers what was made of them.

use atelier_domain::access::Actor;
use atelier_domain::{GalleryId, ImageGroupId, ImageId, ProductId, StudioId};

use crate::AppResult;
use crate::ports::Tx;

/// Locks a guest's own link, which comes before the gallery, as everywhere.
pub(crate) async fn lock_own_link(tx: &Tx, actor: &Actor) -> AppResult<()> {
    if let Some(own) = actor.share_link() {
        tx.share_links().find(actor.studio, own).await?;
    }
    Ok(())
}

/// Locks the galleries that show any of these pictures, and `also`.
pub(crate) async fn lock_galleries(
    tx: &Tx,
    studio: StudioId,
    images: &[ImageId],
    also: Option<GalleryId>,
) -> AppResult<()> {
    let mut galleries = tx.galleries().showing(images).await?;
    galleries.extend(also);
    lock(tx, studio, galleries).await
}

/// Locks the galleries that show the group.
pub(crate) async fn lock_galleries_of_group(tx: &Tx, studio: StudioId, group: ImageGroupId) -> AppResult<()> {
    let galleries = tx.galleries().showing_group(group).await?;
    lock(tx, studio, galleries).await
}

/// Locks the galleries that show one of two groups.
pub(crate) async fn lock_galleries_of_both(
    tx: &Tx,
    studio: StudioId,
    one: ImageGroupId,
    other: ImageGroupId,
) -> AppResult<()> {
    let mut galleries = tx.galleries().showing_group(one).await?;
    galleries.extend(tx.galleries().showing_group(other).await?);
    lock(tx, studio, galleries).await
}

/// Locks the products that show any of these pictures. The galleries come before.
pub(crate) async fn lock_products(tx: &Tx, studio: StudioId, images: &[ImageId]) -> AppResult<()> {
    let products = tx.products().showing(images).await?;
    lock_each(tx, studio, products).await
}

/// Locks the products that show the group. The galleries come before.
pub(crate) async fn lock_products_of_group(tx: &Tx, studio: StudioId, group: ImageGroupId) -> AppResult<()> {
    let products = tx.products().showing_group(group).await?;
    lock_each(tx, studio, products).await
}

/// Locks these products, which are in the order of their ids.
async fn lock_each(tx: &Tx, studio: StudioId, products: Vec<ProductId>) -> AppResult<()> {
    for product in products {
        // What is found does not matter here: a lock is all that is wanted.
        tx.products().find(studio, product).await?;
    }
    Ok(())
}

/// Locks these pictures, which come last. Who finds them by their bytes would lock those that have them before those
/// that had them once.
pub(crate) async fn lock_pictures(tx: &Tx, studio: StudioId, images: &[ImageId]) -> AppResult<()> {
    tx.images().find_many(studio, images).await?;
    Ok(())
}

/// Locks these galleries.
pub(crate) async fn lock(tx: &Tx, studio: StudioId, mut galleries: Vec<GalleryId>) -> AppResult<()> {
    galleries.sort_unstable();
    galleries.dedup();
    for gallery in galleries {
        // What is found does not matter here: a lock is all that is wanted.
        tx.galleries().find(studio, gallery).await?;
    }
    Ok(())
}
