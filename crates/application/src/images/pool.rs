//! The pool itself: lists, descriptions, uses.

use atelier_domain::access::{Action, Actor, Context, Unchecked, Visible};
use atelier_domain::events::EventKind;
use atelier_domain::images::{AiLabel, FocalPoint, Image, ProcessingState};
use atelier_domain::{ImageId, text};
use serde_json::json;

use super::rendering::derivatives_job;
use crate::delivery::{Delivery, PictureView, Terms, Viewer};
use crate::kernel::{Kernel, did, ensure_version};
use crate::locking::lock_galleries;
use crate::paging::{Page, PageRequest};
use crate::ports::{Committed, ImageFilter, ImageUse, Tx};
use crate::{AppError, AppResult};

/// A change to a picture. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default)]
pub struct ImagePatch {
    pub filename: Option<String>,
    pub alt_text: Option<Option<String>>,
    pub focal_point: Option<Option<FocalPoint>>,
    pub ai: Option<AiLabel>,
}

/// Use cases around single pictures.
#[derive(Clone)]
pub struct Images {
    pub(super) kernel: Kernel,
    pub(super) delivery: Delivery,
}

impl Images {
    pub fn new(kernel: Kernel, delivery: Delivery) -> Self {
        Self { kernel, delivery }
    }

    /// Pictures that the actor may see, over all galleries.
    pub async fn list(
        &self,
        actor: &Actor,
        mut filter: ImageFilter,
        page: PageRequest,
    ) -> AppResult<Page<PictureView>> {
        filter.search = filter.search.map(|text| text::fold(&text)).filter(|text| !text.is_empty());
        let action = if filter.deleted { Action::DeleteImages } else { Action::ViewGallery };
        let visible = Visible::to(actor, action);
        let tx = self.kernel.read().await?;
        let page = tx.images().list(&visible, &filter, page).await?;
        let viewer = Viewer::of(&tx, actor).await?;
        let view = |image: Image| self.delivery.view(actor, &viewer.terms(actor, &image), image);
        let items = page.items.into_iter().map(view).collect();
        Ok(Page { items, total: page.total, next: page.next })
    }

    /// The picture with these bytes (BLAKE3, 64 hex digits), if the studio has it and the actor may see it.
    pub async fn by_hash(&self, actor: &Actor, content_hash: &str) -> AppResult<PictureView> {
        let tx = self.kernel.read().await?;
        let hash = content_hash.to_ascii_lowercase();
        let image =
            tx.images().find_by_hash(actor.studio, &hash).await?.ok_or(AppError::NotFound)?.read(actor)?;
        self.show(&tx, actor, live(image)?).await
    }

    pub async fn read(&self, actor: &Actor, id: ImageId) -> AppResult<PictureView> {
        let tx = self.kernel.read().await?;
        let image = live(find(&tx, actor, id).await?.read(actor)?)?;
        self.show(&tx, actor, image).await
    }

    pub async fn change(
        &self,
        actor: &Actor,
        id: ImageId,
        patch: ImagePatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<PictureView>> {
        let tx = self.kernel.write().await?;
        lock_galleries(&tx, actor.studio, &[id], None).await?;
        let image = find(&tx, actor, id).await?.write(actor, Action::EditImages)?;
        live(image.get().clone())?;
        ensure_version(image.get().version, expected)?;
        let image = image.change(|image| {
            if let Some(filename) = &patch.filename {
                image.rename(filename, actor.now)?;
            }
            if let Some(alt_text) = &patch.alt_text {
                image.describe(alt_text.as_deref(), actor.now)?;
            }
            if let Some(point) = patch.focal_point {
                image.focus(point, actor.now);
            }
            if let Some(ai) = patch.ai {
                image.label(ai, actor.now);
            }
            Ok(())
        })?;
        let image = tx.images().update(&image).await?;
        self.tell(&tx, actor, EventKind::ImageChanged, &image).await?;
        let view = self.show(&tx, actor, image).await?;
        Ok(tx.commit(view).await?)
    }

    /// Where the picture is used.
    pub async fn uses(&self, actor: &Actor, id: ImageId) -> AppResult<Vec<ImageUse>> {
        let tx = self.kernel.read().await?;
        let image = find(&tx, actor, id).await?.allowed(actor, Action::EditImages)?;
        Ok(tx.images().uses(&[image.id]).await?.into_iter().map(|(_, place)| place).collect())
    }

    /// Makes the derivatives of a picture again, after a failure.
    pub async fn process_again(&self, actor: &Actor, id: ImageId) -> AppResult<Committed<PictureView>> {
        let tx = self.kernel.write().await?;
        lock_galleries(&tx, actor.studio, &[id], None).await?;
        let image = find(&tx, actor, id).await?.write(actor, Action::EditImages)?;
        live(image.get().clone())?;
        if image.get().state == ProcessingState::Processing {
            return Err(AppError::conflict("already_processing", "the derivatives are being made"));
        }
        let image = image.change(|image| {
            image.process_again(actor.now);
            Ok(())
        })?;
        let image = tx.images().update(&image).await?;
        tx.jobs().enqueue(derivatives_job(&image, actor.now)).await?;
        self.tell(&tx, actor, EventKind::ImageChanged, &image).await?;
        let view = self.show(&tx, actor, image).await?;
        Ok(tx.commit(view).await?)
    }

    /// Moves the counters of the galleries that show the picture, and tells the spine.
    pub(super) async fn tell(&self, tx: &Tx, actor: &Actor, kind: EventKind, image: &Image) -> AppResult<()> {
        self.tell_all(tx, actor, kind, std::slice::from_ref(image)).await
    }

    /// The same for pictures that changed together: each gallery is counted once.
    pub(super) async fn tell_all(
        &self,
        tx: &Tx,
        actor: &Actor,
        kind: EventKind,
        images: &[Image],
    ) -> AppResult<()> {
        let ids: Vec<ImageId> = images.iter().map(|image| image.id).collect();
        let galleries = tx.galleries().showing(&ids).await?;
        tx.galleries().content_changed(&galleries, actor.now).await?;
        for id in ids {
            tx.events().record(&did(actor, kind, Context::Image(id), json!({}))).await?;
        }
        Ok(())
    }

    pub(super) async fn show(&self, tx: &Tx, actor: &Actor, image: Image) -> AppResult<PictureView> {
        let terms = Terms::of(tx, actor, &image).await?;
        Ok(self.delivery.view(actor, &terms, image))
    }
}

pub(crate) async fn find(tx: &Tx, actor: &Actor, id: ImageId) -> AppResult<Unchecked<Image>> {
    tx.images().find(actor.studio, id).await?.ok_or(AppError::NotFound)
}

/// A deleted picture is only there to be restored.
pub(super) fn live(image: Image) -> AppResult<Image> {
    if image.deleted_at.is_some() { Err(AppError::NotFound) } else { Ok(image) }
}
