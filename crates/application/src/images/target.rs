//! Where an uploaded picture goes: into a group of a gallery or of a product.

use atelier_domain::access::{Action, Actor, Context, Scope, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{GroupType, ImageGroup, Owner, ensure_room};
use atelier_domain::products::Product;
use atelier_domain::{GalleryId, ImageGroupId, ImageId, ProductId, text};
use serde_json::json;

use super::intake::{group_of, open_gallery};
use crate::kernel::did;
use crate::locking::{lock, lock_galleries};
use crate::ports::{NewImageGroup, Tx};
use crate::{AppError, AppResult, products};

/// The group of a type, under what it hangs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target<'a> {
    Gallery(GalleryId, &'a GroupType),
    Product(ProductId, &'a GroupType),
}

impl Target<'_> {
    /// The group, made on demand, if the actor may fill it. What comes before it is locked, and what shows the picture,
    /// if it is one that is there.
    pub(super) async fn opened(
        self,
        tx: &Tx,
        actor: &Actor,
        known: Option<ImageId>,
    ) -> AppResult<Writable<ImageGroup>> {
        match self {
            Self::Gallery(gallery, group_type) => of_gallery(tx, actor, gallery, group_type, known).await,
            Self::Product(product, group_type) => of_product(tx, actor, product, group_type, known).await,
        }
    }

    /// How the spine is told of it: by this name, and this number.
    pub(super) fn told(self) -> (&'static str, i64) {
        match self {
            Self::Gallery(gallery, _) => ("gallery_id", gallery.0),
            Self::Product(product, _) => ("product_id", product.0),
        }
    }
}

async fn of_gallery(
    tx: &Tx,
    actor: &Actor,
    gallery: GalleryId,
    group_type: &GroupType,
    known: Option<ImageId>,
) -> AppResult<Writable<ImageGroup>> {
    if let Some(image) = known {
        lock_galleries(tx, actor.studio, &[image], Some(gallery)).await?;
    }
    let gallery = open_gallery(tx, actor, gallery).await?;
    let group = group_of(tx, actor, &gallery, group_type).await?;
    let group = tx.groups().find(actor.studio, group).await?.ok_or(AppError::NotFound)?;
    Ok(group.write(actor, Action::UploadImages)?)
}

/// The product's group of this type, made on demand, with everything locked that comes before it: the galleries that
/// show it or the picture, and the product.
async fn of_product(
    tx: &Tx,
    actor: &Actor,
    product: ProductId,
    group_type: &GroupType,
    known: Option<ImageId>,
) -> AppResult<Writable<ImageGroup>> {
    let before = present(tx, product, group_type).await?;
    let mut galleries = match known {
        Some(image) => tx.galleries().showing(&[image]).await?,
        None => Vec::new(),
    };
    if let Some(group) = before {
        galleries.extend(tx.galleries().showing_group(group).await?);
    }
    lock(tx, actor.studio, galleries.clone()).await?;
    let owner = products::find(tx, actor, product).await?.write(actor, Action::ManageProducts)?;
    products::live(owner.get().clone())?;
    // Groups are hung under a locked product only, so from here on it stays as it is.
    let there = present(tx, product, group_type).await?;
    if there != before && is_shown_beside(tx, there, &galleries).await? {
        return Err(AppError::Busy);
    }
    let scope = Scope::for_job(actor.studio, "fill_product", actor.now);
    let (group, is_new) = match there {
        Some(group) => (group, false),
        None => (made(tx, actor, &owner, group_type).await?, true),
    };
    let found = tx.groups().find(actor.studio, group).await?.ok_or(AppError::NotFound)?;
    // A group that others show too is not the product's alone to fill.
    let is_own = is_new || tx.groups().owners(group).await?.len() <= 1;
    let filler = if is_own { scope.actor() } else { actor };
    Ok(found.write(filler, Action::ManageImageGroups)?)
}

/// Whether a gallery shows the group that is not locked, and can be no more: it comes before the product. Of several who
/// fill a product for the first time one makes the group, and no gallery shows it when the others find it.
async fn is_shown_beside(tx: &Tx, group: Option<ImageGroupId>, locked: &[GalleryId]) -> AppResult<bool> {
    let Some(group) = group else { return Ok(false) };
    let shown = tx.galleries().showing_group(group).await?;
    Ok(shown.iter().any(|gallery| !locked.contains(gallery)))
}

async fn present(tx: &Tx, product: ProductId, group_type: &GroupType) -> AppResult<Option<ImageGroupId>> {
    let present = tx.groups().of_owner(Owner::Product(product)).await?;
    Ok(present.into_iter().find(|known| known.group_type == *group_type).map(|known| known.group))
}

async fn made(
    tx: &Tx,
    actor: &Actor,
    product: &Writable<Product>,
    group_type: &GroupType,
) -> AppResult<ImageGroupId> {
    let id = product.get().id;
    ensure_room(tx.groups().of_owner(Owner::Product(id)).await?.len())?;
    let name = format!("{} – {group_type}", product.get().details.name);
    let new = NewImageGroup {
        studio: actor.studio,
        name: name.chars().take(text::NAME_MAX).collect(),
        description: None,
        now: actor.now,
    };
    let group = tx.groups().insert(new).await?.id;
    tx.groups().attach(product, group, group_type, Visibility::Public, actor.now).await?;
    tx.products().content_changed(&[id]).await?;
    let payload = json!({ "type": group_type.as_str(), "product_id": id.0 });
    tx.events().record(&did(actor, EventKind::GroupCreated, Context::ImageGroup(group), payload)).await?;
    Ok(group)
}
