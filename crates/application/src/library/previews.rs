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
use crate::objects::unless_gone;
use crate::ports::library::PhotoView;
use crate::ports::{ByteRange, Committed, ImageError, MediaError, MediaStore, ObjectBody};
use crate::{AppError, AppResult};

/// A picture in the media store that may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewAnswer {
    pub storage_key: String,
    /// Bytes, as it is stored.
    pub size: u64,
    /// Pixels on the longer side, where a smaller one was asked for.
    pub longer_side: Option<u32>,
}

/// How large a picture may be that is asked for, in pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Within {
    pub width: Option<u32>,
    pub height: Option<u32>,
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

    /// The larger picture as it is stored, or as it is to be made smaller.
    pub async fn coldpreview(
        &self,
        actor: &Actor,
        hothash: &Hothash,
        within: Within,
    ) -> AppResult<PreviewAnswer> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        let photo = find(&tx, shelf, hothash).await?;
        let preview = photo.coldpreview.ok_or(AppError::NotFound)?;
        let longer_side = preview.longer_side_within(within.width, within.height);
        let size = u64::try_from(preview.size).unwrap_or_default();
        Ok(PreviewAnswer { storage_key: preview.storage_key, size, longer_side })
    }

    /// The stored bytes of what was answered. `None` if it was replaced meanwhile; 404 if it went.
    pub async fn bytes(
        &self,
        actor: &Actor,
        hothash: &Hothash,
        answer: &PreviewAnswer,
        range: Option<ByteRange>,
    ) -> AppResult<Option<ObjectBody>> {
        let got = self.media.get(&answer.storage_key, range).await;
        self.if_there(actor, hothash, answer, got).await
    }

    /// The same picture with its longer side at most as long, as a JPEG. `None` and 404 as of `bytes`.
    pub async fn made_smaller(
        &self,
        actor: &Actor,
        hothash: &Hothash,
        answer: &PreviewAnswer,
        longer_side: u32,
    ) -> AppResult<Option<Vec<u8>>> {
        let folder = self.intake.fresh()?;
        let file = (*folder).as_ref().join("coldpreview");
        let got = self.media.fetch_to(&answer.storage_key, &file).await;
        if self.if_there(actor, hothash, answer, got).await?.is_none() {
            return Ok(None);
        }
        Ok(Some(self.intake.made_smaller(&file, longer_side).await?))
    }

    /// What the media store gave, unless the photograph has gone or has another picture by now.
    async fn if_there<T>(
        &self,
        actor: &Actor,
        hothash: &Hothash,
        answer: &PreviewAnswer,
        got: Result<T, MediaError>,
    ) -> AppResult<Option<T>> {
        let still = async {
            let now = self.coldpreview(actor, hothash, Within::default()).await?;
            Ok(now.storage_key == answer.storage_key)
        };
        unless_gone(got, still).await
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
