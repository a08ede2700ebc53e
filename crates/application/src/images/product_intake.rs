//! How a file becomes a picture of a product.

use atelier_domain::access::{Action, Actor, Context, Scope, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{GroupType, Image, ImageGroup, Owner, clean_filename, ensure_room};
use atelier_domain::products::Product;
use atelier_domain::{ImageGroupId, ProductId, text};
use serde_json::json;

use super::intake::{FileOutcome, Intake, Spooled, new_image, reload};
use super::rendering::derivatives_job;
use crate::kernel::did;
use crate::locking::lock;
use crate::ports::{Committed, ImageError, NewImage, NewImageGroup, StoreError, Tx};
use crate::{AppError, AppResult, products};

impl Intake {
    /// Whether the actor may give this product pictures now; asked before a single byte of a file is read.
    pub async fn ensure_may_fill(&self, actor: &Actor, product: ProductId) -> AppResult<()> {
        let tx = self.kernel.read().await?;
        let product = products::find(&tx, actor, product).await?.allowed(actor, Action::ManageProducts)?;
        products::live(product).map(drop)
    }

    /// As `store`, into the product's group of this type.
    pub async fn store_for_product(
        &self,
        actor: &Actor,
        product: ProductId,
        group_type: &GroupType,
        file: &Spooled,
        alt_text: Option<&str>,
    ) -> AppResult<Committed<FileOutcome>> {
        let filename = clean_filename(&file.filename)?;
        let alt_text = text::optional("alt_text", alt_text, 255)?;
        if file.size == 0 {
            return Err(ImageError::Empty.into());
        }
        self.ensure_may_fill(actor, product).await?;
        if let Some(outcome) = self.known_for_product(actor, product, group_type, &file.blake3).await? {
            return Ok(outcome);
        }
        let original = self.originals.put(actor, file).await?;
        let storage_key = original.storage_key.clone();
        let new = new_image(actor, filename, alt_text, original);
        let outcome = self.insert_for_product(actor, product, group_type, new).await;
        let named = |stored: &FileOutcome| matches!(stored, FileOutcome::Stored(_));
        self.originals.settle(&storage_key, &outcome, named).await;
        outcome
    }

    async fn insert_for_product(
        &self,
        actor: &Actor,
        product: ProductId,
        group_type: &GroupType,
        new: NewImage,
    ) -> AppResult<Committed<FileOutcome>> {
        let hash = new.content_hash.clone();
        let tx = self.kernel.write().await?;
        let group = opened(&tx, actor, product, group_type, None).await?;
        let image = match tx.images().insert(new).await {
            Ok(image) => image,
            Err(StoreError::Conflict { constraint: "content_hash" }) => {
                // Somebody else brought the same bytes a moment ago.
                drop(tx);
                let known = self.known_for_product(actor, product, group_type, &hash).await?;
                return known.ok_or(AppError::Busy);
            }
            Err(error) => return Err(error.into()),
        };
        tx.jobs().enqueue(derivatives_job(&image, actor.now)).await?;
        place(&tx, actor, &group, &image).await?;
        let payload = json!({ "product_id": product.0, "bytes": image.file_size });
        tx.events().record(&did(actor, EventKind::ImageUploaded, Context::Image(image.id), payload)).await?;
        let image = reload(&tx, actor, &image).await?;
        Ok(tx.commit(FileOutcome::Stored(image)).await?)
    }

    /// The picture with these bytes, put into the product's group, and brought back if it was deleted.
    async fn known_for_product(
        &self,
        actor: &Actor,
        product: ProductId,
        group_type: &GroupType,
        hash: &str,
    ) -> AppResult<Option<Committed<FileOutcome>>> {
        let known = {
            let tx = self.kernel.read().await?;
            tx.images().find_by_hash(actor.studio, hash).await?
        };
        let Some(known) = known else { return Ok(None) };
        let scope = Scope::for_job(actor.studio, "same_bytes", actor.now);
        let known = known.read(scope.actor())?;
        let tx = self.kernel.write().await?;
        let group = opened(&tx, actor, product, group_type, Some(&known)).await?;
        let Some(revived) = self.revive(&tx, actor, hash).await? else { return Ok(None) };
        place(&tx, actor, &group, &revived.image).await?;
        self.tell_revived(&tx, actor, &revived, json!({ "product_id": product.0 })).await?;
        let image = reload(&tx, actor, &revived.image).await?;
        Ok(Some(tx.commit(revived.outcome(image)).await?))
    }
}

/// The product's group of this type, made on demand, with everything locked that comes before it: the galleries that
/// show it or the picture, and the product.
async fn opened(
    tx: &Tx,
    actor: &Actor,
    product: ProductId,
    group_type: &GroupType,
    known: Option<&Image>,
) -> AppResult<Writable<ImageGroup>> {
    let before = group_of(tx, product, group_type).await?;
    let mut galleries = match known {
        Some(image) => tx.galleries().showing(&[image.id]).await?,
        None => Vec::new(),
    };
    if let Some(group) = before {
        galleries.extend(tx.galleries().showing_group(group).await?);
    }
    lock(tx, actor.studio, galleries).await?;
    let owner = products::find(tx, actor, product).await?.write(actor, Action::ManageProducts)?;
    products::live(owner.get().clone())?;
    // Groups are hung under a locked product only, so from here on it stays as it is.
    if group_of(tx, product, group_type).await? != before {
        return Err(AppError::Busy);
    }
    let scope = Scope::for_job(actor.studio, "fill_product", actor.now);
    let (group, is_new) = match before {
        Some(group) => (group, false),
        None => (made(tx, actor, &owner, group_type).await?, true),
    };
    let found = tx.groups().find(actor.studio, group).await?.ok_or(AppError::NotFound)?;
    // A group that others show too is not the product's alone to fill.
    let is_own = is_new || tx.groups().owners(group).await?.len() <= 1;
    let filler = if is_own { scope.actor() } else { actor };
    Ok(found.write(filler, Action::ManageImageGroups)?)
}

async fn group_of(tx: &Tx, product: ProductId, group_type: &GroupType) -> AppResult<Option<ImageGroupId>> {
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

async fn place(tx: &Tx, actor: &Actor, group: &Writable<ImageGroup>, image: &Image) -> AppResult<()> {
    if tx.groups().add_images(group, &[image.id], actor.now).await? > 0 {
        let galleries = tx.galleries().showing_group(group.get().id).await?;
        tx.galleries().content_changed(&galleries, actor.now).await?;
    }
    Ok(())
}
