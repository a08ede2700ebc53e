//! The files of photographs, one by one.

use std::sync::Arc;

use atelier_domain::ImageFileId;
use atelier_domain::access::Actor;
use atelier_domain::library::{ImageFile, Shelf};
use serde_json::{Map, Value};

use super::arrival::checked_info;
use super::imports::no_such_import;
use super::photos::forget;
use super::{open, open_at};
use crate::kernel::Kernel;
use crate::objects::unless_gone;
use crate::paging::{Page, PageRequest};
use crate::ports::library::{ImageFileFilter, ImageFileView};
use crate::ports::{ByteRange, Committed, MediaStore, ObjectBody};
use crate::{AppError, AppResult};

/// A change of what a client says of where a file is kept. Absent objects stay; `Some(None)` clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InfoPatch {
    pub imported_info: Option<Option<Map<String, Value>>>,
    pub local_storage_info: Option<Option<Map<String, Value>>>,
    pub cloud_storage_info: Option<Option<Map<String, Value>>>,
}

/// Use cases around the files of photographs.
#[derive(Clone)]
pub struct ImageFiles {
    kernel: Kernel,
    media: Arc<dyn MediaStore>,
}

impl ImageFiles {
    pub fn new(kernel: Kernel, media: Arc<dyn MediaStore>) -> Self {
        Self { kernel, media }
    }

    pub async fn list(
        &self,
        actor: &Actor,
        filter: ImageFileFilter,
        page: PageRequest,
    ) -> AppResult<Page<ImageFileView>> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        if let Some(import) = filter.import_session {
            tx.import_sessions().find(shelf, import).await?.ok_or_else(no_such_import)?;
        }
        Ok(tx.image_files().list(shelf, filter, page).await?)
    }

    pub async fn read(&self, actor: &Actor, id: ImageFileId) -> AppResult<ImageFileView> {
        let shelf = Shelf::of(actor)?;
        self.kernel.read().await?.image_files().view(shelf, id).await?.ok_or(AppError::NotFound)
    }

    /// Writes where it is kept.
    pub async fn change_info(
        &self,
        actor: &Actor,
        id: ImageFileId,
        patch: InfoPatch,
    ) -> AppResult<Committed<ImageFileView>> {
        let shelf = Shelf::of(actor)?;
        let InfoPatch { imported_info, local_storage_info, cloud_storage_info } = patch;
        for (field, object) in [
            ("imported_info", &imported_info),
            ("local_storage_info", &local_storage_info),
            ("cloud_storage_info", &cloud_storage_info),
        ] {
            checked_info(field, object.as_ref().and_then(Option::as_ref))?;
        }
        let tx = open(&self.kernel, shelf).await?;
        let file = find(&tx, shelf, id).await?;
        let file = ImageFile {
            imported_info: imported_info.unwrap_or(file.imported_info),
            local_storage_info: local_storage_info.unwrap_or(file.local_storage_info),
            cloud_storage_info: cloud_storage_info.unwrap_or(file.cloud_storage_info),
            updated_at: actor.now,
            ..file
        };
        tx.image_files().update_info(shelf, &file).await?;
        let view = tx.image_files().view(shelf, id).await?.ok_or(AppError::NotFound)?;
        Ok(tx.commit(view).await?)
    }

    /// Removes one file and its bytes. The last one goes with its photograph only.
    pub async fn delete(&self, actor: &Actor, id: ImageFileId) -> AppResult<Committed<()>> {
        let shelf = Shelf::of(actor)?;
        let (tx, version) = open_at(&self.kernel, shelf).await?;
        let file = find(&tx, shelf, id).await?;
        let photo = tx.photos().find_by_id(shelf, file.photo).await?.ok_or(AppError::NotFound)?;
        if photo.file_count <= 1 {
            let message = "it is the only file of its photo; delete the photo";
            return Err(AppError::conflict("last_file", message));
        }
        tx.image_files().remove(shelf, version, &file).await?;
        let mut photo = tx.photos().recount(shelf, photo).await?;
        photo.master_file = photo.master_file.filter(|master| *master != id);
        photo.updated_at = actor.now;
        tx.photos().update(shelf, &photo).await?;
        let done = tx.commit(()).await?;
        let keys: Vec<String> = file.original.into_iter().map(|original| original.storage_key).collect();
        forget(&*self.media, &keys).await;
        Ok(done)
    }

    /// The untouched bytes, where they were sent.
    pub async fn original(&self, actor: &Actor, id: ImageFileId) -> AppResult<ImageFile> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        let file = find(&tx, shelf, id).await?;
        if file.original.is_none() {
            return Err(AppError::NotFound);
        }
        Ok(file)
    }

    /// The bytes of an original that was found; 404 if it went meanwhile.
    pub async fn bytes(
        &self,
        actor: &Actor,
        file: &ImageFile,
        range: Option<ByteRange>,
    ) -> AppResult<ObjectBody> {
        let original = file.original.as_ref().ok_or(AppError::NotFound)?;
        let got = self.media.get(&original.storage_key, range).await;
        let still = async { Ok(self.original(actor, file.id).await?.original.as_ref() == Some(original)) };
        unless_gone(got, still).await?.ok_or(AppError::NotFound)
    }
}

async fn find(tx: &crate::ports::Tx, shelf: Shelf, id: ImageFileId) -> AppResult<ImageFile> {
    tx.image_files().find(shelf, id).await?.ok_or(AppError::NotFound)
}
