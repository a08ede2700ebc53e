//! What is shown of photographs: read where it is not remembered.

use std::collections::HashMap;
use std::sync::Arc;

use atelier_domain::access::Actor;
use atelier_domain::library::{Hothash, ImageFile, Photo, Shelf};
use atelier_domain::{PhotoId, Timestamp};
use chrono::Duration;

use super::joining::find;
use super::remembered::Remembered;
use crate::kernel::Kernel;
use crate::ports::library::{FileSummary, Hotpreview, PhotoView};
use crate::ports::{Committed, Mode, Store, Tx};
use crate::{AppError, AppResult};

/// How many bytes of photographs are remembered in all: some ten thousand.
const ROOM: usize = 80 * 1024 * 1024;

/// Of longer pages with small pictures nothing is remembered: the store leaves some of the pictures out.
const PAGE: usize = 50;

/// Shows photographs. Clones share what they remember.
#[derive(Clone)]
pub(super) struct Shown {
    store: Arc<dyn Store>,
    remembered: Arc<Remembered>,
    time_to_live: Duration,
}

impl Shown {
    /// `time_to_live` bounds how long another node's change can go unnoticed.
    pub(super) fn new(kernel: &Kernel, time_to_live: Duration) -> Self {
        let remembered = Arc::new(Remembered::new(ROOM));
        kernel.store.watch_libraries(remembered.clone());
        Self { store: Arc::clone(&kernel.store), remembered, time_to_live }
    }

    /// The library's version, as it is known or else as the store says.
    pub(super) async fn version(&self, shelf: Shelf, now: Timestamp) -> AppResult<i64> {
        if let Some(version) = self.remembered.version(shelf, now, self.time_to_live) {
            return Ok(version);
        }
        let version = self.store.begin(Mode::Read).await?.photos().library_version(shelf).await?;
        self.remembered.met(shelf, version, now);
        Ok(version)
    }

    /// The store has just said that the library has this version.
    pub(super) fn met(&self, shelf: Shelf, version: i64, now: Timestamp) {
        self.remembered.met(shelf, version, now);
    }

    /// These photographs in their order, of a library that had this version before they were looked for. Those that have
    /// gone since are left out. Small pictures that were not asked for may be there all the same.
    pub(super) async fn all(
        &self,
        tx: &Tx,
        shelf: Shelf,
        version: i64,
        photos: &[PhotoId],
        previews: bool,
    ) -> AppResult<Vec<Arc<PhotoView>>> {
        let keeps = !previews || photos.len() <= PAGE;
        let mut found = match keeps {
            true => self.remembered.views(shelf, version, photos, previews),
            false => vec![None; photos.len()],
        };
        let sought = photos.iter().zip(&found).filter(|(_, view)| view.is_none());
        let missing: Vec<PhotoId> = sought.map(|(photo, _)| *photo).collect();
        if !missing.is_empty() {
            let read = read(tx, shelf, &missing, previews).await?;
            if keeps {
                self.remembered.put(shelf, version, &read, previews);
            }
            let mut read: HashMap<PhotoId, Arc<PhotoView>> =
                read.into_iter().map(|view| (view.photo.id, view)).collect();
            for (photo, view) in photos.iter().zip(&mut found) {
                *view = view.take().or_else(|| read.remove(photo));
            }
        }
        Ok(found.into_iter().flatten().collect())
    }

    /// The photograph of this name, with its small picture.
    pub(super) async fn named(
        &self,
        actor: &Actor,
        shelf: Shelf,
        name: &Hothash,
    ) -> AppResult<Arc<PhotoView>> {
        let version = self.version(shelf, actor.now).await?;
        if let Some(view) = self.remembered.named(shelf, version, name) {
            return Ok(view);
        }
        let tx = self.store.begin(Mode::Read).await?;
        let view = Arc::new(tx.photos().view(shelf, name).await?.ok_or(AppError::NotFound)?);
        self.remembered.put(shelf, version, &[Arc::clone(&view)], true);
        Ok(view)
    }

    /// The photograph of this name, for a transaction that has opened the library with this version and changed nothing yet.
    pub(super) async fn to_change(
        &self,
        tx: &Tx,
        shelf: Shelf,
        version: i64,
        now: Timestamp,
        name: &Hothash,
    ) -> AppResult<Photo> {
        // The library is locked, so the version before is what everybody sees, and nobody has changed it since.
        self.remembered.met(shelf, version - 1, now);
        match self.remembered.named(shelf, version - 1, name) {
            Some(view) => Ok(view.photo.clone()),
            None => find(tx, shelf, name).await,
        }
    }

    /// The photograph as the transaction has changed it, which has opened the library with this version and changed
    /// nothing that is shown but the photograph's own fields and perhaps its tags.
    pub(super) async fn rewritten(
        &self,
        tx: &Tx,
        shelf: Shelf,
        version: i64,
        photo: Photo,
        retagged: bool,
    ) -> AppResult<PhotoView> {
        let before = self.remembered.views(shelf, version - 1, &[photo.id], true).pop().flatten();
        let Some(before) = before.filter(|before| before.photo.author == photo.author) else {
            return view(tx, shelf, photo.id).await;
        };
        let mut view = PhotoView { photo, ..Arc::unwrap_or_clone(before) };
        if retagged {
            let tags = tx.photos().tags(shelf, view.photo.id).await?;
            view.tags = tags.into_iter().map(|tag| tag.name).collect();
        }
        Ok(view)
    }

    /// Remembers a photograph that has been added, once that is committed: nobody has read it yet, and whoever sends
    /// photographs looks at them next. It MUST have this file alone and no tags. One that has an author is not remembered:
    /// the name would have to be read.
    pub(super) fn begin(
        &self,
        shelf: Shelf,
        version: i64,
        photo: Photo,
        file: &ImageFile,
        hotpreview: Option<Hotpreview>,
    ) {
        if photo.author.is_some() {
            return;
        }
        let view = PhotoView {
            photo,
            tags: Vec::new(),
            files: vec![FileSummary::of(file)],
            author_name: None,
            stack: None,
            hotpreview,
        };
        self.remembered.put(shelf, version, &[Arc::new(view)], true);
    }

    /// Remembers what a change has left, once it is committed.
    pub(super) fn keep(
        &self,
        shelf: Shelf,
        version: i64,
        view: Committed<PhotoView>,
    ) -> Committed<Arc<PhotoView>> {
        let view = view.map(Arc::new);
        self.remembered.put(shelf, version, &[Arc::clone(&*view)], true);
        view
    }
}

async fn read(tx: &Tx, shelf: Shelf, photos: &[PhotoId], previews: bool) -> AppResult<Vec<Arc<PhotoView>>> {
    let views = tx.photos().views(shelf, photos, previews).await?;
    Ok(views.into_iter().map(Arc::new).collect())
}

/// The photograph with its small picture and what is read beside it.
pub(super) async fn view(tx: &Tx, shelf: Shelf, photo: PhotoId) -> AppResult<PhotoView> {
    let views = tx.photos().views(shelf, &[photo], true).await?;
    views.into_iter().next().ok_or(AppError::NotFound)
}
