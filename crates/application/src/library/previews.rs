//! The pictures by which photographs are looked at.

use std::sync::Arc;

use atelier_domain::ImageFileId;
use atelier_domain::access::Actor;
use atelier_domain::library::{Coldpreview, Hothash, Photo, Shelf};

use super::intake::LibraryIntake;
use super::joining::find;
use super::open;
use super::photos::forget;
use super::shown::view;
use crate::images::Spooled;
use crate::kernel::Kernel;
use crate::ports::library::PhotoView;
use crate::ports::{ByteRange, Committed, ImageError, MediaStore, ObjectBody};
use crate::{AppError, AppResult};

/// A picture in the media store that may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewAnswer {
    pub storage_key: String,
    /// Bytes.
    pub size: u64,
}

/// Use cases around hot and cold previews.
#[derive(Clone)]
pub struct Previews {
    kernel: Kernel,
    media: Arc<dyn MediaStore>,
    intake: LibraryIntake,
}

impl Previews {
    pub fn new(kernel: Kernel, media: Arc<dyn MediaStore>, intake: LibraryIntake) -> Self {
        Self { kernel, media, intake }
    }

    /// The bytes of the small picture.
    pub async fn hotpreview(&self, actor: &Actor, hothash: &Hothash) -> AppResult<Vec<u8>> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        let photo = find(&tx, shelf, hothash).await?;
        tx.photos().hotpreview(shelf, photo.id).await?.ok_or(AppError::NotFound)
    }

    /// The bytes of the small picture of the photograph that a file is of, with its name.
    pub async fn hotpreview_of_file(&self, actor: &Actor, id: ImageFileId) -> AppResult<(Hothash, Vec<u8>)> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        let file = tx.image_files().find(shelf, id).await?.ok_or(AppError::NotFound)?;
        let photo = tx.photos().find_by_id(shelf, file.photo).await?.ok_or(AppError::NotFound)?;
        let bytes = tx.photos().hotpreview(shelf, photo.id).await?.ok_or(AppError::NotFound)?;
        Ok((photo.hothash, bytes))
    }

    pub async fn coldpreview(&self, actor: &Actor, hothash: &Hothash) -> AppResult<PreviewAnswer> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        let photo = find(&tx, shelf, hothash).await?;
        let Coldpreview { storage_key, size, .. } = photo.coldpreview.ok_or(AppError::NotFound)?;
        Ok(PreviewAnswer { storage_key, size: u64::try_from(size).unwrap_or_default() })
    }

    /// The bytes of what was answered.
    pub async fn bytes(&self, answer: &PreviewAnswer, range: Option<ByteRange>) -> AppResult<ObjectBody> {
        Ok(self.media.get(&answer.storage_key, range).await?)
    }

    /// Whether the actor has this photograph; asked before a byte of a file is read.
    pub async fn ensure_known(&self, actor: &Actor, hothash: &Hothash) -> AppResult<()> {
        let shelf = Shelf::of(actor)?;
        find(&self.kernel.read().await?, shelf, hothash).await.map(drop)
    }

    /// Gives the photograph a larger picture that a client has made; it is made anew here, at most 1200 px.
    pub async fn put_coldpreview(
        &self,
        actor: &Actor,
        hothash: &Hothash,
        file: &Spooled,
    ) -> AppResult<Committed<PhotoView>> {
        let shelf = Shelf::of(actor)?;
        if file.size == 0 {
            return Err(ImageError::Empty.into());
        }
        let stored = self.intake.make_coldpreview(shelf, file).await?;
        let key = stored.storage_key.clone();
        let outcome = self.change(actor, shelf, hothash, Some(stored)).await;
        if matches!(&outcome, Err(error) if !matches!(error, AppError::Busy | AppError::Internal(_))) {
            forget(&*self.media, &[key]).await;
        }
        outcome
    }

    pub async fn delete_coldpreview(
        &self,
        actor: &Actor,
        hothash: &Hothash,
    ) -> AppResult<Committed<PhotoView>> {
        let shelf = Shelf::of(actor)?;
        self.change(actor, shelf, hothash, None).await
    }

    /// Writes which one it is from now on, and removes the bytes of the one before.
    async fn change(
        &self,
        actor: &Actor,
        shelf: Shelf,
        hothash: &Hothash,
        coldpreview: Option<Coldpreview>,
    ) -> AppResult<Committed<PhotoView>> {
        let tx = open(&self.kernel, shelf).await?;
        let mut photo: Photo = find(&tx, shelf, hothash).await?;
        if photo.coldpreview.is_none() && coldpreview.is_none() {
            return Err(AppError::NotFound);
        }
        let before = std::mem::replace(&mut photo.coldpreview, coldpreview);
        photo.updated_at = actor.now;
        let photo = tx.photos().update(shelf, &photo).await?;
        let photo = view(&tx, shelf, photo.id).await?;
        let done = tx.commit(photo).await?;
        let old: Vec<String> = before.into_iter().map(|preview| preview.storage_key).collect();
        forget(&*self.media, &old).await;
        Ok(done)
    }
}
