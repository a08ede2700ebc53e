//! How a camera file becomes a picture of the pool.

use std::path::PathBuf;
use std::sync::Arc;

use atelier_domain::access::{Action, Actor, Context, Scope, Unchecked, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::images::{
    GroupType, Image, ImageGroup, Original, ProcessingState, clean_filename, ensure_room,
};
use atelier_domain::{GalleryId, ImageGroupId, ProductId, text};
use serde_json::{Value, json};

use super::mirroring::Mirroring;
use super::originals::Originals;
use super::rendering::derivatives_job;
use super::target::Target;
use crate::kernel::{Kernel, did};
use crate::ports::{
    Committed, ImageError, ImageProcessor, MediaStore, NewImage, NewImageGroup, StoreError, Tx,
};
use crate::{AppError, AppResult, products};

/// A file that has arrived on our disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spooled {
    pub path: PathBuf,
    /// As the sender named it.
    pub filename: String,
    /// 64 hex digits, computed while the bytes arrived.
    pub blake3: String,
    /// Bytes.
    pub size: u64,
}

/// What became of one uploaded file.
#[derive(Debug, Clone, PartialEq)]
pub enum FileOutcome {
    /// A new picture of the pool.
    Stored(Image),
    /// The studio had these bytes; they are in the gallery's group now, if they were not before.
    Duplicate(Image),
    /// The studio had these bytes as this earlier version of a picture, which is in the gallery's group now.
    OlderVersion(Image, i32),
    /// The studio had deleted these bytes; they are back.
    Restored(Image),
}

impl FileOutcome {
    pub fn image(&self) -> &Image {
        match self {
            Self::Stored(image)
            | Self::Duplicate(image)
            | Self::OlderVersion(image, _)
            | Self::Restored(image) => image,
        }
    }
}

/// Takes files into the pool and into a gallery's group.
#[derive(Clone)]
pub struct Intake {
    kernel: Kernel,
    originals: Originals,
    mirroring: Mirroring,
}

/// A picture that the studio had, and what had to be done to have it back.
struct Revived {
    image: Image,
    was_deleted: bool,
    /// Which earlier version of it the bytes are.
    older: Option<i32>,
}

impl Revived {
    /// What became of the file; `image` is the picture as it is now.
    fn outcome(&self, image: Image) -> FileOutcome {
        match (self.was_deleted, self.older) {
            (true, _) => FileOutcome::Restored(image),
            (false, Some(number)) => FileOutcome::OlderVersion(image, number),
            (false, None) => FileOutcome::Duplicate(image),
        }
    }
}

impl Intake {
    pub fn new(kernel: Kernel, processor: Arc<dyn ImageProcessor>, media: Arc<dyn MediaStore>) -> Self {
        let mirroring = Mirroring::new(kernel.clone(), Arc::clone(&media), None);
        Self { originals: Originals::new(kernel.clone(), processor, media), mirroring, kernel }
    }

    /// Orders copies of what an upload brings back.
    pub fn mirrored_by(self, mirroring: Mirroring) -> Self {
        Self { mirroring, ..self }
    }

    /// Whether the actor may upload into this gallery now; asked before a single byte of a file is read.
    pub async fn ensure_may_upload(&self, actor: &Actor, gallery: GalleryId) -> AppResult<()> {
        let tx = self.kernel.read().await?;
        open_gallery(&tx, actor, gallery).await?;
        Ok(())
    }

    /// Whether the actor may give this product pictures now; asked before a single byte of a file is read.
    pub async fn ensure_may_fill(&self, actor: &Actor, product: ProductId) -> AppResult<()> {
        let tx = self.kernel.read().await?;
        let product = products::find(&tx, actor, product).await?.allowed(actor, Action::ManageProducts)?;
        products::live(product).map(drop)
    }

    /// Takes one file: checks it, puts its bytes into the media store, and only then writes the row that names them.
    pub async fn store(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        group_type: &GroupType,
        file: &Spooled,
        alt_text: Option<&str>,
    ) -> AppResult<Committed<FileOutcome>> {
        self.take(actor, Target::Gallery(gallery, group_type), file, alt_text).await
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
        self.take(actor, Target::Product(product, group_type), file, alt_text).await
    }

    async fn take(
        &self,
        actor: &Actor,
        target: Target<'_>,
        file: &Spooled,
        alt_text: Option<&str>,
    ) -> AppResult<Committed<FileOutcome>> {
        let filename = clean_filename(&file.filename)?;
        let alt_text = text::optional("alt_text", alt_text, 255)?;
        if file.size == 0 {
            return Err(ImageError::Empty.into());
        }
        // What the studio has is safe already. Only a purge in between makes this miss, and then the long way is taken.
        if let Some(outcome) = self.reuse(actor, target, &file.blake3).await? {
            return Ok(outcome);
        }
        let original = self.originals.put(actor, file).await?;
        let storage_key = original.storage_key.clone();
        let new = new_image(actor, filename, alt_text, original);
        let outcome = self.insert(actor, target, new).await;
        let named = |stored: &FileOutcome| matches!(stored, FileOutcome::Stored(_));
        self.originals.settle(&storage_key, &outcome, named).await;
        outcome
    }

    async fn insert(
        &self,
        actor: &Actor,
        target: Target<'_>,
        new: NewImage,
    ) -> AppResult<Committed<FileOutcome>> {
        let hash = new.content_hash.clone();
        let tx = self.kernel.write().await?;
        let group = target.opened(&tx, actor, None).await?;
        let image = match tx.images().insert(new).await {
            Ok(image) => image,
            Err(StoreError::Conflict { constraint: "content_hash" }) => {
                // Somebody else brought the same bytes a moment ago.
                drop(tx);
                return self.reuse(actor, target, &hash).await?.ok_or(AppError::Busy);
            }
            Err(error) => return Err(error.into()),
        };
        tx.jobs().enqueue(derivatives_job(&image, actor.now)).await?;
        place(&tx, actor, &group, &image).await?;
        let (place_id, id) = target.told();
        let payload = json!({ (place_id): id, "bytes": image.file_size });
        tx.events().record(&did(actor, EventKind::ImageUploaded, Context::Image(image.id), payload)).await?;
        let image = reload(&tx, actor, &image).await?;
        Ok(tx.commit(FileOutcome::Stored(image)).await?)
    }

    /// The picture with these bytes, put into the group, and brought back if it was deleted.
    async fn reuse(
        &self,
        actor: &Actor,
        target: Target<'_>,
        hash: &str,
    ) -> AppResult<Option<Committed<FileOutcome>>> {
        let known = {
            let tx = self.kernel.read().await?;
            tx.images().find_by_hash(actor.studio, hash).await?
        };
        let scope = Scope::for_job(actor.studio, "same_bytes", actor.now);
        let Some(known) = known else { return Ok(None) };
        let known = known.read(scope.actor())?.id;
        let tx = self.kernel.write().await?;
        let group = target.opened(&tx, actor, Some(known)).await?;
        let Some(revived) = self.revive(&tx, actor, hash).await? else { return Ok(None) };
        place(&tx, actor, &group, &revived.image).await?;
        let (place_id, id) = target.told();
        self.tell_revived(&tx, actor, &revived, json!({ (place_id): id })).await?;
        let image = reload(&tx, actor, &revived.image).await?;
        Ok(Some(tx.commit(revived.outcome(image)).await?))
    }

    /// The picture with these bytes: brought back if it was deleted, and made ready again if that had failed. `None` when
    /// there is none. Who calls has locked what shows it.
    async fn revive(&self, tx: &Tx, actor: &Actor, hash: &str) -> AppResult<Option<Revived>> {
        let scope = Scope::for_job(actor.studio, "same_bytes", actor.now);
        let Some(found) = tx.images().find_by_hash(actor.studio, hash).await? else { return Ok(None) };
        let is_seen = found.decide(actor, Action::ViewGallery).is_allowed();
        let number = tx.versions().with_hash(actor.studio, hash).await?.map_or(1, |(_, number)| number);
        // Who sends the very bytes of a picture may have it in the place that it uploads to. What it was before gives no
        // claim to what it has become since.
        let found = found.write(scope.actor(), Action::EditImages)?;
        let is_older = number != found.get().current_version;
        if is_older && !is_seen {
            return Err(AppError::ImageExists { image: None, version: number });
        }
        let was_deleted = found.get().deleted_at.is_some();
        let failed = found.get().state == ProcessingState::Failed;
        let mut image = found.get().clone();
        if was_deleted || failed {
            let changed = found.change(|image| {
                if image.deleted_at.is_some() {
                    image.restore(actor.now)?;
                }
                if image.state == ProcessingState::Failed {
                    image.process_again(actor.now);
                }
                Ok(())
            })?;
            image = tx.images().update(&changed).await?;
        }
        if failed {
            tx.jobs().enqueue(derivatives_job(&image, actor.now)).await?;
        }
        Ok(Some(Revived { image, was_deleted, older: is_older.then_some(number) }))
    }

    /// Tells of a picture that was deleted and is back, once it is in its place.
    async fn tell_revived(&self, tx: &Tx, actor: &Actor, revived: &Revived, place: Value) -> AppResult<()> {
        if !revived.was_deleted {
            return Ok(());
        }
        let id = revived.image.id;
        self.mirroring.wanted(tx, actor.studio, &[id], actor.now).await?;
        let elsewhere = tx.galleries().showing(&[id]).await?;
        tx.galleries().content_changed(&elsewhere, actor.now).await?;
        tx.events().record(&did(actor, EventKind::ImageRestored, Context::Image(id), place)).await?;
        Ok(())
    }
}

fn new_image(actor: &Actor, filename: String, alt_text: Option<String>, original: Original) -> NewImage {
    let Original { storage_key, content_hash, file_size, format, width, height, metadata, taken_at } =
        original;
    NewImage {
        studio: actor.studio,
        filename,
        alt_text,
        storage_key,
        content_hash,
        file_size,
        format,
        width,
        height,
        metadata,
        taken_at,
        uploaded_by: Some(actor.user),
        now: actor.now,
    }
}

/// The gallery, if the actor may upload into it and it takes pictures.
pub(crate) async fn open_gallery(tx: &Tx, actor: &Actor, id: GalleryId) -> AppResult<Gallery> {
    let gallery = tx.galleries().find(actor.studio, id).await?.ok_or(AppError::NotFound)?;
    let gallery = gallery.allowed(actor, Action::UploadImages)?;
    if gallery.deleted_at.is_some() {
        return Err(AppError::NotFound);
    }
    gallery.accepts_images()?;
    Ok(gallery)
}

/// Puts the picture into the group, and tells the galleries that show it.
async fn place(tx: &Tx, actor: &Actor, group: &Writable<ImageGroup>, image: &Image) -> AppResult<()> {
    if tx.groups().add_images(group, &[image.id], actor.now).await? > 0 {
        let galleries = tx.galleries().showing_group(group.get().id).await?;
        tx.galleries().content_changed(&galleries, actor.now).await?;
    }
    Ok(())
}

/// The gallery's group of this type, which is made on demand.
pub(crate) async fn group_of(
    tx: &Tx,
    actor: &Actor,
    gallery: &Gallery,
    group_type: &GroupType,
) -> AppResult<ImageGroupId> {
    let attached = tx.groups().of_gallery(gallery.id).await?;
    let present = attached.len();
    if let Some(found) = attached.into_iter().find(|attachment| attachment.group_type == *group_type) {
        return Ok(found.group);
    }
    ensure_room(present)?;
    let new = NewImageGroup {
        studio: actor.studio,
        name: format!("{} – {group_type}", gallery.details.subject_name)
            .chars()
            .take(text::NAME_MAX)
            .collect(),
        description: None,
        now: actor.now,
    };
    let group = tx.groups().insert(new).await?;
    let writable = Unchecked::from_storage(gallery.clone()).write(actor, Action::UploadImages)?;
    tx.groups().attach(&writable, group.id, group_type, Visibility::Public, actor.now).await?;
    Ok(group.id)
}

/// The picture as it is now, with its placements.
async fn reload(tx: &Tx, actor: &Actor, image: &Image) -> AppResult<Image> {
    let scope = Scope::for_job(actor.studio, "upload_result", actor.now);
    let image = tx.images().find(actor.studio, image.id).await?.ok_or(AppError::NotFound)?;
    Ok(image.read(scope.actor())?)
}
