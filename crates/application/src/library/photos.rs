//! Looking at photographs, saying things of them, and taking them away.

use std::sync::Arc;

use atelier_domain::access::Actor;
use atelier_domain::library::{
    Hothash, Photo, PhotoOrder, PhotoSearch, PhotoWords, Place, Shelf, TagName, TakenAt, checked_place,
};
use atelier_domain::{AuthorId, ImageFileId};
use chrono::Duration;

use super::authors::ensure_known;
use super::finder::{Finder, Sought};
use super::imports::no_such_import;
use super::joining::find;
use super::open_at;
use super::shown::{Shown, view};
use crate::kernel::{Kernel, ensure_version, repeated};
use crate::paging::{Page, PageRequest};
use crate::ports::library::{NewImageFile, NewPhoto, PhotoView};
use crate::ports::{Committed, MediaStore, PhotoReader, Tx};
use crate::{AppError, AppResult};

/// A photograph that is added without a file: what a client knows of it, and its small picture.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoInput {
    pub hotpreview: Vec<u8>,
    pub patch: PhotoPatch,
    pub taken_at: Option<TakenAt>,
    pub gps_latitude: Option<f64>,
    pub gps_longitude: Option<f64>,
}

/// A change to a photograph. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PhotoPatch {
    pub title: Option<Option<String>>,
    pub description: Option<Option<String>>,
    pub rating: Option<Option<i32>>,
    pub author: Option<Option<AuthorId>>,
    pub tags: Option<Vec<String>>,
    pub master_file: Option<Option<ImageFileId>>,
}

/// When and where somebody says that it was taken. Absent parts stay as they are; `Some(None)` says that it is unknown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CorrectionInput {
    pub taken_at: Option<Option<TakenAt>>,
    /// Latitude and longitude.
    pub place: Option<Option<(f64, f64)>>,
    pub reason: Option<String>,
}

/// Use cases around photographs. They are their owner's alone, so no event is told of them.
#[derive(Clone)]
pub struct Photos {
    kernel: Kernel,
    reader: Arc<dyn PhotoReader>,
    media: Arc<dyn MediaStore>,
    shown: Shown,
    finder: Finder,
}

impl Photos {
    /// `time_to_live` bounds how long another node's change can go unnoticed.
    pub fn new(
        kernel: Kernel,
        reader: Arc<dyn PhotoReader>,
        media: Arc<dyn MediaStore>,
        time_to_live: Duration,
    ) -> Self {
        let shown = Shown::new(&kernel, time_to_live);
        Self { kernel, reader, media, shown, finder: Finder::default() }
    }

    /// How photographs are shown elsewhere too.
    pub(super) fn shown(&self) -> Shown {
        self.shown.clone()
    }

    /// How photographs are looked for elsewhere too.
    pub(super) fn finder(&self) -> Finder {
        self.finder.clone()
    }

    /// Whether the actor may use a library; asked before what it sends is looked at.
    pub fn ensure_may_use(&self, actor: &Actor) -> AppResult<()> {
        Ok(Shelf::of(actor).map(drop)?)
    }

    /// The library's version, by which it is known whether anything in it has changed: everything that changes a library
    /// moves it.
    pub async fn version(&self, actor: &Actor) -> AppResult<i64> {
        self.shown.version(Shelf::of(actor)?, actor.now).await
    }

    /// Small pictures that were not asked for may be there all the same.
    pub async fn search(
        &self,
        actor: &Actor,
        search: PhotoSearch,
        order: PhotoOrder,
        page: PageRequest,
        previews: bool,
    ) -> AppResult<Page<Arc<PhotoView>>> {
        let shelf = Shelf::of(actor)?;
        let search = search.checked()?;
        let version = self.shown.version(shelf, actor.now).await?;
        let tx = self.kernel.read().await?;
        ensure_named(&tx, shelf, &search).await?;
        let sought = Sought { shelf, version, search: &search, order, now: actor.now };
        let Page { items, total, next } = self.finder.page(&tx, sought, page).await?;
        let items = self.shown.all(&tx, shelf, version, &items, previews).await?;
        Ok(Page { items, total, next })
    }

    pub async fn read(&self, actor: &Actor, hothash: &Hothash) -> AppResult<Arc<PhotoView>> {
        self.shown.named(actor, Shelf::of(actor)?, hothash).await
    }

    /// Adds a photograph of which there is no file here or with the client, such as a print.
    pub async fn create(&self, actor: &Actor, input: PhotoInput) -> AppResult<Committed<PhotoView>> {
        let shelf = Shelf::of(actor)?;
        let PhotoInput { hotpreview, patch, taken_at, gps_latitude, gps_longitude } = input;
        let taken_at = taken_at.map(TakenAt::checked).transpose()?;
        let place = checked_place(gps_latitude, gps_longitude)?;
        if let Some(Some(_)) = patch.master_file {
            return Err(unknown_file());
        }
        let facts = self.reader.read_preview(hotpreview.clone()).await?;
        let hothash = self.reader.hothash(&hotpreview);
        let (tx, version) = open_at(&self.kernel, shelf).await?;
        if tx.photos().find(shelf, &hothash).await?.is_some() {
            let message = format!("your library has this photo as {hothash}");
            return Err(AppError::conflict("photo_exists", message));
        }
        let new = NewPhoto {
            first_file: Some((preview_name(&hothash), None)),
            hothash,
            title: None,
            description: None,
            rating: None,
            taken_at,
            place,
            author: None,
            width: None,
            height: None,
            camera: None,
            lens: None,
            coldpreview: None,
            created_at: actor.now,
            now: actor.now,
        };
        let photo = tx.photos().insert(shelf, new).await?;
        let picture = preview_file(&photo, hotpreview, facts.hashes, actor);
        tx.image_files().insert(shelf, version, picture).await?;
        let photo = described(&tx, shelf, photo, patch, actor).await?;
        let photo = view(&tx, shelf, photo.id).await?;
        Ok(tx.commit(photo).await?)
    }

    pub async fn change(
        &self,
        actor: &Actor,
        hothash: &Hothash,
        patch: PhotoPatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<Arc<PhotoView>>> {
        let shelf = Shelf::of(actor)?;
        let (tx, version) = open_at(&self.kernel, shelf).await?;
        let photo = self.shown.to_change(&tx, shelf, version, actor.now, hothash).await?;
        ensure_version(photo.version, expected)?;
        let retagged = patch.tags.is_some();
        let photo = described(&tx, shelf, photo, patch, actor).await?;
        let view = self.shown.rewritten(&tx, shelf, version, photo, retagged).await?;
        Ok(self.shown.keep(shelf, version, tx.commit(view).await?))
    }

    /// Says when and where it was taken. What its file says is kept.
    pub async fn correct(
        &self,
        actor: &Actor,
        hothash: &Hothash,
        input: CorrectionInput,
        expected: Option<i64>,
    ) -> AppResult<Committed<Arc<PhotoView>>> {
        let CorrectionInput { taken_at, place, reason } = input;
        let place: Option<Option<Place>> = match place {
            Some(Some((latitude, longitude))) => Some(checked_place(Some(latitude), Some(longitude))?),
            Some(None) => Some(None),
            None => None,
        };
        if taken_at.is_none() && place.is_none() {
            return Err(AppError::invalid("taken_at", "required", "say a time, a place, or both"));
        }
        self.rewritten(actor, hothash, expected, |photo| {
            Ok(photo.correct(taken_at, place, reason.as_deref(), actor.now)?)
        })
        .await
    }

    /// Goes back to what its file says.
    pub async fn undo_correction(
        &self,
        actor: &Actor,
        hothash: &Hothash,
        expected: Option<i64>,
    ) -> AppResult<Committed<Arc<PhotoView>>> {
        self.rewritten(actor, hothash, expected, |photo| {
            photo.undo_correction(actor.now);
            Ok(())
        })
        .await
    }

    async fn rewritten(
        &self,
        actor: &Actor,
        hothash: &Hothash,
        expected: Option<i64>,
        change: impl FnOnce(&mut Photo) -> AppResult<()> + Send,
    ) -> AppResult<Committed<Arc<PhotoView>>> {
        let shelf = Shelf::of(actor)?;
        let (tx, version) = open_at(&self.kernel, shelf).await?;
        let mut photo = self.shown.to_change(&tx, shelf, version, actor.now, hothash).await?;
        ensure_version(photo.version, expected)?;
        let before = photo.clone();
        change(&mut photo)?;
        let photo = if photo == before { photo } else { tx.photos().update(shelf, &photo).await? };
        let view = self.shown.rewritten(&tx, shelf, version, photo, false).await?;
        Ok(self.shown.keep(shelf, version, tx.commit(view).await?))
    }

    /// Removes it with all its files and their bytes. There is no way back.
    pub async fn delete(
        &self,
        actor: &Actor,
        hothash: &Hothash,
        expected: Option<i64>,
    ) -> AppResult<Committed<()>> {
        let shelf = Shelf::of(actor)?;
        // A file of the tray that was made of it may be leaving at this moment.
        repeated(async || self.try_delete(shelf, hothash, expected).await).await
    }

    async fn try_delete(
        &self,
        shelf: Shelf,
        hothash: &Hothash,
        expected: Option<i64>,
    ) -> AppResult<Committed<()>> {
        let (tx, version) = open_at(&self.kernel, shelf).await?;
        let photo = find(&tx, shelf, hothash).await?;
        ensure_version(photo.version, expected)?;
        let files = tx.image_files().of_photo(shelf, photo.id).await?;
        let originals = files.into_iter().filter_map(|file| file.original);
        let mut keys: Vec<String> = originals.map(|original| original.storage_key).collect();
        keys.extend(photo.coldpreview.as_ref().map(|preview| preview.storage_key.clone()));
        tx.photos().remove(shelf, &photo).await?;
        tx.image_files().fingerprints_removed(shelf, version).await?;
        let done = tx.commit(()).await?;
        forget(&*self.media, &keys).await;
        Ok(done)
    }
}

/// Removes bytes whose rows are gone. What cannot be removed now, the orphan sweep finds.
pub(super) async fn forget(media: &dyn MediaStore, keys: &[String]) {
    for key in keys {
        if let Err(error) = media.delete(key).await {
            tracing::warn!(%key, %error, "bytes of a removed photo were left behind");
        }
    }
}

/// Writes what a person says of it.
async fn described(
    tx: &Tx,
    shelf: Shelf,
    mut photo: Photo,
    patch: PhotoPatch,
    actor: &Actor,
) -> AppResult<Photo> {
    let PhotoPatch { title, description, rating, author, tags, master_file } = patch;
    if let Some(author) = author {
        ensure_known(tx, shelf, author, "author_id").await?;
    }
    let tags = tags.map(|tags| TagName::all(&tags)).transpose()?;
    if let Some(master) = master_file {
        if let Some(id) = master {
            let file = tx.image_files().find(shelf, id).await?;
            if file.is_none_or(|file| file.photo != photo.id) {
                return Err(unknown_file());
            }
        }
        photo.master_file = master;
    }
    let is_worded = title.is_some() || description.is_some();
    photo.describe(PhotoWords { title, description, rating, author }, actor.now)?;
    let photo = tx.photos().update(shelf, &photo).await?;
    if let Some(tags) = tags {
        tx.photos().set_tags(shelf, photo.id, &tags, actor.now).await?;
    }
    if is_worded { Ok(tx.photos().recount(shelf, photo).await?) } else { Ok(photo) }
}

/// Refuses criteria that name what is not the shelf's.
pub(super) async fn ensure_named(tx: &Tx, shelf: Shelf, search: &PhotoSearch) -> AppResult<()> {
    ensure_known(tx, shelf, search.author, "author_id").await?;
    let Some(import) = search.import_session else { return Ok(()) };
    tx.import_sessions().find(shelf, import).await?.map(drop).ok_or_else(no_such_import)
}

fn unknown_file() -> AppError {
    AppError::no_such("master_file_id", "unknown_file", "it names no file of this photo")
}

fn preview_name(hothash: &Hothash) -> String {
    format!("{}.jpg", hothash.as_str().chars().take(12).collect::<String>())
}

/// The small picture of a photograph that has no other file, which is a file of its own.
fn preview_file(
    photo: &Photo,
    hotpreview: Vec<u8>,
    hashes: atelier_domain::library::Hashes,
    actor: &Actor,
) -> NewImageFile {
    NewImageFile {
        photo: photo.id,
        filename: preview_name(&photo.hothash),
        file_size: i64::try_from(hotpreview.len()).ok(),
        format: None,
        original: None,
        no_preview: None,
        width: None,
        height: None,
        hotpreview: Some(hotpreview),
        hashes: Some(hashes),
        exif: None,
        taken_at: photo.taken_at,
        place: photo.place,
        camera: None,
        lens: None,
        import_session: None,
        imported_time: actor.now,
        imported_info: None,
        local_storage_info: None,
        cloud_storage_info: None,
        created_at: actor.now,
        now: actor.now,
    }
}
