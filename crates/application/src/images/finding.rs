//! Which picture a file is a version of, asked of its content: what it looks like, when and with which camera it was
//! taken. Its name is not asked.

use std::path::Path;
use std::sync::Arc;

use atelier_domain::GalleryId;
use atelier_domain::access::{Action, Actor, Reach, Visible};
use atelier_domain::images::{Likeness, Traits, likeness};

use crate::access::{levels_for, visible_levels};
use crate::kernel::Kernel;
use crate::ports::{ImageProcessor, ProbedImage, SearchPlace, Tx};
use crate::{AppError, AppResult};

/// Finds the picture that a file is a version of.
#[derive(Clone)]
pub struct VersionFinder {
    kernel: Kernel,
    processor: Arc<dyn ImageProcessor>,
}

impl VersionFinder {
    pub fn new(kernel: Kernel, processor: Arc<dyn ImageProcessor>) -> Self {
        Self { kernel, processor }
    }

    /// What the file can be compared by. It is decoded for that, so no transaction may be open.
    pub async fn traits_of(&self, file: &Path, probed: &ProbedImage) -> AppResult<Traits> {
        let hash = self.processor.perceptual_hash(file, probed.format).await?;
        Ok(Traits::of(&probed.metadata, probed.taken_at, Some(hash)))
    }

    /// The picture of the gallery that a file with these traits is a version of, among those that the actor sees there.
    pub async fn in_gallery(&self, actor: &Actor, id: GalleryId, file: &Traits) -> AppResult<Likeness> {
        let tx = self.kernel.read().await?;
        let place = within_gallery(&tx, actor, id).await?;
        Ok(likeness(file, &tx.versions().candidates(&place, std::slice::from_ref(file)).await?))
    }

    /// The picture of the whole pool that a file with these traits is a version of. Only who makes versions everywhere in
    /// the studio may ask.
    pub async fn in_pool(&self, actor: &Actor, file: &Traits) -> AppResult<Likeness> {
        let place = whole_pool(actor)?;
        let tx = self.kernel.read().await?;
        Ok(likeness(file, &tx.versions().candidates(&place, std::slice::from_ref(file)).await?))
    }
}

/// The pictures of the gallery that the actor sees there and may make versions of.
pub(crate) async fn within_gallery(tx: &Tx, actor: &Actor, id: GalleryId) -> AppResult<SearchPlace> {
    let gallery = tx.galleries().find(actor.studio, id).await?.ok_or(AppError::NotFound)?;
    let gallery = gallery.allowed(actor, Action::VersionImages)?;
    let may = levels_for(actor, &gallery, Action::VersionImages);
    let mut levels = visible_levels(actor, &gallery);
    levels.retain(|level| may.contains(level));
    if gallery.deleted_at.is_some() || levels.is_empty() {
        return Err(AppError::NotFound);
    }
    Ok(SearchPlace { studio: actor.studio, gallery: Some((id, levels)) })
}

/// Every picture of the studio, for who makes versions everywhere in it.
pub(crate) fn whole_pool(actor: &Actor) -> AppResult<SearchPlace> {
    if *Visible::to(actor, Action::VersionImages).reach() != Reach::Everything {
        return Err(AppError::Forbidden(Action::VersionImages));
    }
    Ok(SearchPlace { studio: actor.studio, gallery: None })
}

/// Of which picture of the place each of the files is a version, in the files' order. All of them are asked for at once.
pub(crate) async fn likenesses(tx: &Tx, place: &SearchPlace, files: &[Traits]) -> AppResult<Vec<Likeness>> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let known = tx.versions().candidates(place, files).await?;
    Ok(files.iter().map(|file| likeness(file, &known)).collect())
}
