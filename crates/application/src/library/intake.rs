//! How files become photographs.

use std::path::Path;
use std::sync::Arc;

use atelier_domain::access::Actor;
use atelier_domain::library::{Coldpreview, FileFormat, Hashes, Hothash, Photo, Shelf, StoredOriginal};
use atelier_domain::{AuthorId, ImportSessionId, PhotoId};
use chrono::Duration;

use super::arrival::{FileWords, Known, Uploaded, ensure_takes_files, import_error};
use super::joining::{companion, enriched, file_exists, find, new_file, new_photo, photo_exists, refused};
use super::open_at;
use super::photos::Photos;
use super::shown::Shown;
use crate::images::{Spooled, WorkFolder};
use crate::kernel::Kernel;
use crate::memory::Memory;
use crate::ports::library::{Arrived, Hotpreview};
use crate::ports::{
    Committed, Developed, ImageError, MediaStore, PhotoReader, PreviewFile, PreviewSource, ProbedPhoto,
};
use crate::{AppError, AppResult};

/// A small picture that a client has made, with what it says of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewUpload {
    /// The bytes of the picture.
    pub hotpreview: Vec<u8>,
    pub words: FileWords,
    /// 1 to 5; 0 is none.
    pub rating: Option<i32>,
}

/// How many imports are known: some tens of bytes each.
const IMPORTS: usize = 1_000;

/// Takes files into a library.
#[derive(Clone)]
pub struct LibraryIntake {
    kernel: Kernel,
    reader: Arc<dyn PhotoReader>,
    media: Arc<dyn MediaStore>,
    work: Arc<dyn WorkFolder>,
    shown: Shown,
    /// Imports that took files a moment ago, in their versions.
    imports: Arc<Memory<(Shelf, ImportSessionId), KnownImport>>,
}

/// An import that takes files for as long as it has this version.
#[derive(Clone, Copy)]
struct KnownImport {
    version: i64,
    author: Option<AuthorId>,
}

/// What was made of a file before its transaction.
#[derive(Clone)]
pub(super) struct Prepared {
    pub known: Known,
    pub hothash: Hothash,
    pub hotpreview: Option<Vec<u8>>,
    pub hashes: Option<Hashes>,
    pub no_preview: Option<String>,
    pub original: Option<StoredOriginal>,
    pub coldpreview: Option<Coldpreview>,
    pub rating: Option<i32>,
}

impl Prepared {
    /// Where its bytes are.
    pub(super) fn keys(&self) -> Vec<String> {
        let original = self.original.as_ref().map(|original| original.storage_key.clone());
        original
            .into_iter()
            .chain(self.coldpreview.as_ref().map(|preview| preview.storage_key.clone()))
            .collect()
    }
}

/// Where a file is to go.
enum Goal {
    /// A photograph of its own, unless a companion is there.
    New,
    /// This photograph.
    Photo(Hothash),
}

impl LibraryIntake {
    /// What is added is shown by `photos`.
    pub fn new(
        kernel: Kernel,
        reader: Arc<dyn PhotoReader>,
        media: Arc<dyn MediaStore>,
        work: Arc<dyn WorkFolder>,
        photos: &Photos,
    ) -> Self {
        Self { kernel, reader, media, work, shown: photos.shown(), imports: Arc::new(Memory::new(IMPORTS)) }
    }

    /// Whether the actor has a library, and the import takes files; asked before a byte of a file is read.
    pub async fn ensure_may_add(&self, actor: &Actor, session: Option<ImportSessionId>) -> AppResult<()> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        ensure_takes_files(&tx, shelf, session).await?;
        Ok(())
    }

    /// Adds a photograph of which only a small picture was sent. MUST be refused when the library has it.
    pub async fn add_preview(&self, actor: &Actor, upload: PreviewUpload) -> AppResult<Committed<Uploaded>> {
        let shelf = Shelf::of(actor)?;
        let (name, session) = (upload.words.filename.clone(), upload.words.import_session);
        let outcome = self.try_preview(actor, shelf, upload).await;
        self.noted(actor, session, &name, outcome).await
    }

    async fn try_preview(
        &self,
        actor: &Actor,
        shelf: Shelf,
        upload: PreviewUpload,
    ) -> AppResult<Committed<Uploaded>> {
        let PreviewUpload { hotpreview, words, rating } = upload;
        let rating = Photo::checked_rating(rating)?;
        let known = words.known()?;
        let facts = self.reader.read_preview(hotpreview.clone()).await?;
        let prepared = Prepared {
            hothash: self.reader.hothash(&hotpreview),
            known,
            hotpreview: Some(hotpreview),
            hashes: Some(facts.hashes),
            no_preview: None,
            original: None,
            coldpreview: None,
            rating,
        };
        self.commit(actor, shelf, Goal::New, prepared).await
    }

    /// Says of a photograph that it has another file, which stays with the client.
    pub async fn add_companion(
        &self,
        actor: &Actor,
        photo: Hothash,
        words: FileWords,
    ) -> AppResult<Committed<Uploaded>> {
        let shelf = Shelf::of(actor)?;
        let (name, session) = (words.filename.clone(), words.import_session);
        let outcome = match words.known() {
            Ok(known) => {
                let prepared = Prepared {
                    hothash: photo.clone(),
                    known,
                    hotpreview: None,
                    hashes: None,
                    no_preview: None,
                    original: None,
                    coldpreview: None,
                    rating: None,
                };
                self.commit(actor, shelf, Goal::Photo(photo), prepared).await
            }
            Err(violation) => Err(violation.into()),
        };
        self.noted(actor, session, &name, outcome).await
    }

    /// Adds an original: to the photograph that is named; else to the one whose companion it is; else as a new one.
    pub async fn add_file(
        &self,
        actor: &Actor,
        photo: Option<Hothash>,
        file: &Spooled,
        words: FileWords,
        rating: Option<i32>,
    ) -> AppResult<Committed<Uploaded>> {
        let shelf = Shelf::of(actor)?;
        let (name, session) = (words.filename.clone(), words.import_session);
        let outcome = self.try_file(actor, shelf, photo, file, words, rating).await;
        self.noted(actor, session, &name, outcome).await
    }

    async fn try_file(
        &self,
        actor: &Actor,
        shelf: Shelf,
        photo: Option<Hothash>,
        file: &Spooled,
        words: FileWords,
        rating: Option<i32>,
    ) -> AppResult<Committed<Uploaded>> {
        let rating = Photo::checked_rating(rating)?;
        if file.size == 0 {
            return Err(ImageError::Empty.into());
        }
        self.ensure_new(shelf, photo.as_ref(), file).await?;
        let prepared = self.made(shelf, file, words, rating).await?;
        let keys = prepared.keys();
        let goal = photo.map_or(Goal::New, Goal::Photo);
        let outcome = self.commit(actor, shelf, goal, prepared).await;
        self.settle(&keys, &outcome).await;
        outcome
    }

    /// Looks at the file, makes its previews, and puts everything where it is safe. No row names it yet.
    pub(super) async fn made(
        &self,
        shelf: Shelf,
        file: &Spooled,
        words: FileWords,
        rating: Option<i32>,
    ) -> AppResult<Prepared> {
        let probed = self.reader.probe(&file.path).await?;
        let known = words.known_of(&probed, file.size)?;
        let folder = self.fresh()?;
        let made = self.developed(&file.path, &probed, (*folder).as_ref()).await?;
        let (original, coldpreview) = self.put(shelf, file, &probed, made.as_ref()).await?;
        Ok(self.prepared(known, &probed, made, original, coldpreview, rating))
    }

    /// A folder that is gone, with what is in it, when it is dropped.
    pub(super) fn fresh(&self) -> AppResult<Box<dyn AsRef<Path> + Send + Sync>> {
        self.work.fresh().map_err(|error| AppError::Internal(format!("no work folder: {error}")))
    }

    /// The picture of a larger preview with its longer side at most as long.
    pub(super) async fn made_smaller(&self, file: &Path, longer_side: u32) -> AppResult<Vec<u8>> {
        Ok(self.reader.made_smaller(file, longer_side).await?)
    }

    /// Makes a larger preview of a picture and puts it where it is safe.
    pub(super) async fn make_coldpreview(&self, shelf: Shelf, file: &Spooled) -> AppResult<Coldpreview> {
        let probed = self.reader.probe(&file.path).await?;
        let folder = self.fresh()?;
        let Some(made) = self.reader.develop(&file.path, &probed, (*folder).as_ref()).await? else {
            let found = probed.format.as_str().to_uppercase();
            return Err(ImageError::UnsupportedType { found }.into());
        };
        self.put_preview(shelf, &made.coldpreview).await
    }

    /// The library may have these very bytes, or not have the photograph; then nothing needs to be made of them.
    async fn ensure_new(&self, shelf: Shelf, photo: Option<&Hothash>, file: &Spooled) -> AppResult<()> {
        let tx = self.kernel.read().await?;
        if let Some(hothash) = photo {
            find(&tx, shelf, hothash).await?;
        }
        let Some(same) = tx.image_files().find_by_content(shelf, &file.blake3).await? else { return Ok(()) };
        // Removed since: then these bytes are new.
        let Some(owner) = tx.photos().find_by_id(shelf, same.photo).await? else { return Ok(()) };
        Err(match photo {
            Some(_) => file_exists(same.id, &owner.hothash),
            None => photo_exists(&owner.hothash),
        })
    }

    async fn developed(
        &self,
        file: &Path,
        probed: &ProbedPhoto,
        folder: &Path,
    ) -> AppResult<Option<Developed>> {
        match self.reader.develop(file, probed, folder).await {
            Ok(made) => Ok(made),
            // A camera's own file is kept whatever its preview is like.
            Err(ImageError::Damaged(_) | ImageError::Truncated(_)) if probed.format.is_raw() => Ok(None),
            // Nobody here reads all that telephones and cameras write as HEIC, so what seems damaged may be whole.
            Err(ImageError::Damaged(_)) if probed.format == FileFormat::Heic => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts the bytes where they are safe, before a row names them.
    async fn put(
        &self,
        shelf: Shelf,
        file: &Spooled,
        probed: &ProbedPhoto,
        made: Option<&Developed>,
    ) -> AppResult<(StoredOriginal, Option<Coldpreview>)> {
        let storage_key = self.key(shelf, &file.blake3, probed.format.extension());
        self.media.put_file(&storage_key, &file.path, &file.blake3).await?;
        let original = StoredOriginal { storage_key, content_hash: file.blake3.clone() };
        let coldpreview = match made {
            Some(made) => Some(self.put_preview(shelf, &made.coldpreview).await?),
            None => None,
        };
        Ok((original, coldpreview))
    }

    async fn put_preview(&self, shelf: Shelf, preview: &PreviewFile) -> AppResult<Coldpreview> {
        let PreviewFile { path, width, height, size, blake3 } = preview;
        let storage_key = self.key(shelf, blake3, "cold.jpg");
        self.media.put_file(&storage_key, path, blake3).await?;
        Ok(Coldpreview {
            storage_key,
            width: i32::try_from(*width).unwrap_or(i32::MAX),
            height: i32::try_from(*height).unwrap_or(i32::MAX),
            size: i64::try_from(*size).unwrap_or(i64::MAX),
        })
    }

    /// A key that no other attempt has.
    fn key(&self, shelf: Shelf, blake3: &str, ending: &str) -> String {
        let shard = blake3.get(..2).unwrap_or("00");
        let attempt = self.kernel.tokens.identifier();
        let attempt = attempt.get(..12).unwrap_or(&attempt);
        format!("library/{}/{}/{shard}/{blake3}-{attempt}.{ending}", shelf.studio(), shelf.owner())
    }

    fn prepared(
        &self,
        known: Known,
        probed: &ProbedPhoto,
        made: Option<Developed>,
        original: StoredOriginal,
        coldpreview: Option<Coldpreview>,
        rating: Option<i32>,
    ) -> Prepared {
        let no_preview = match (&made, &probed.preview) {
            (Some(_), _) => None,
            (None, PreviewSource::None { reason }) => Some(reason.chars().take(255).collect()),
            (None, PreviewSource::Itself) => {
                Some("the picture in the file cannot be decoded here".to_owned())
            }
            (None, _) => Some("the preview in the file is damaged".to_owned()),
        };
        // A photograph that cannot be shown is named by what its file holds.
        let unseen = || self.reader.hothash(original.content_hash.as_bytes());
        let hothash = made.as_ref().map_or_else(unseen, |made| self.reader.hothash(&made.hotpreview));
        let hashes = made.as_ref().map(|made| made.hashes);
        let hotpreview = made.map(|made| made.hotpreview);
        let original = Some(original);
        Prepared { known, hothash, hotpreview, hashes, no_preview, original, coldpreview, rating }
    }

    /// Writes the rows. Everything or nothing: no photograph is without a file.
    async fn commit(
        &self,
        actor: &Actor,
        shelf: Shelf,
        goal: Goal,
        prepared: Prepared,
    ) -> AppResult<Committed<Uploaded>> {
        // A small picture is what it is: nothing has to be looked up but its import, if that is not known.
        if matches!(goal, Goal::New) && prepared.original.is_none() {
            let Some(import) = prepared.known.import_session else {
                return self.arrive(actor, shelf, prepared, None).await;
            };
            if let Some(known) = self.imports.get(&(shelf, import), 0, actor.now) {
                match self.arrive(actor, shelf, prepared.clone(), Some(known)).await {
                    // The import has changed since.
                    Err(AppError::VersionMismatch { .. }) => {}
                    arrived => return arrived,
                }
            }
        }
        let (tx, version) = open_at(&self.kernel, shelf).await?;
        let session = ensure_takes_files(&tx, shelf, prepared.known.import_session).await?;
        let session = session.inspect(|session| {
            let known = KnownImport { version: session.version, author: session.details.default_author };
            let until = actor.now + Duration::minutes(1);
            self.imports.put((shelf, session.id), known, 0, actor.now, until);
        });
        if let Some(original) = &prepared.original
            && let Some(same) = tx.image_files().find_by_content(shelf, &original.content_hash).await?
        {
            let owner = tx.photos().find_by_id(shelf, same.photo).await?.ok_or(AppError::NotFound)?;
            return Err(match goal {
                Goal::New => photo_exists(&owner.hothash),
                Goal::Photo(_) => file_exists(same.id, &owner.hothash),
            });
        }
        let there = match &goal {
            Goal::Photo(hothash) => Some(find(&tx, shelf, hothash).await?),
            Goal::New => companion(&tx, shelf, &prepared).await?,
        };
        let photo_created = there.is_none();
        let photo = match there {
            Some(photo) => enriched(&tx, shelf, photo, &prepared, actor).await?,
            None => {
                let author = session.as_ref().and_then(|session| session.details.default_author);
                let new = new_photo(&prepared, author, actor.now);
                let added = tx.photos().insert(shelf, new).await;
                added.map_err(|error| refused(error, &prepared.hothash))?
            }
        };
        let has_picture = !photo_created && tx.photos().hotpreview(shelf, photo.id).await?.is_some();
        let hotpreview = prepared.hotpreview.as_deref().filter(|_| photo_created).map(Hotpreview::of);
        let file = tx
            .image_files()
            .insert(shelf, version, new_file(photo.id, prepared, has_picture, actor.now))
            .await?;
        let photo = if photo_created { photo } else { tx.photos().recount(shelf, photo).await? };
        if let Some(session) = session {
            tx.import_sessions().file_arrived(shelf, session.id, actor.now).await?;
        }
        let hothash = photo.hothash.clone();
        let uploaded = tx.commit(Uploaded { file, hothash, photo_created }).await?;
        if photo_created {
            self.shown.begin(shelf, version, photo, &uploaded.file, hotpreview);
        }
        Ok(uploaded)
    }

    /// Adds a photograph with nothing but its small picture; MUST be refused with a version mismatch if its import is not as
    /// it is known.
    async fn arrive(
        &self,
        actor: &Actor,
        shelf: Shelf,
        prepared: Prepared,
        import: Option<KnownImport>,
    ) -> AppResult<Committed<Uploaded>> {
        let author = import.and_then(|import| import.author);
        let photo = new_photo(&prepared, author, actor.now);
        let hothash = prepared.hothash.clone();
        let hotpreview = prepared.hotpreview.as_deref().map(Hotpreview::of);
        let file = new_file(PhotoId(0), prepared, false, actor.now);
        let added = self.kernel.store.arrive(shelf, photo, file, import.map(|import| import.version)).await;
        let added = added.map_err(|error| refused(error, &hothash))?;
        Ok(added.map(|Arrived { photo, file, version }| {
            self.shown.begin(shelf, version, photo, &file, hotpreview);
            Uploaded { file, hothash, photo_created: true }
        }))
    }

    async fn noted<T>(
        &self,
        actor: &Actor,
        session: Option<ImportSessionId>,
        filename: &str,
        outcome: AppResult<T>,
    ) -> AppResult<T> {
        if let Err(error) = &outcome {
            self.note(actor, session, filename, error).await?;
        }
        outcome
    }

    /// Tells the import of a file that could not be added, if the import still takes files.
    pub async fn note(
        &self,
        actor: &Actor,
        session: Option<ImportSessionId>,
        filename: &str,
        error: &AppError,
    ) -> AppResult<()> {
        let shelf = Shelf::of(actor)?;
        let Some(id) = session else { return Ok(()) };
        // What is not the file's fault is tried again and must not be counted twice.
        if matches!(error, AppError::Busy | AppError::Internal(_) | AppError::Image(ImageError::Processor(_)))
        {
            return Ok(());
        }
        let note = import_error(filename, error);
        let tx = super::open(&self.kernel, shelf).await?;
        if let Some(found) = tx.import_sessions().find(shelf, id).await?
            && found.takes_files().is_ok()
        {
            tx.import_sessions().file_failed(shelf, id, note, actor.now).await?;
            tx.finish().await?;
        }
        Ok(())
    }

    /// Removes bytes that no row came to name. If this fails, the orphan sweep finds them.
    async fn settle(&self, keys: &[String], outcome: &AppResult<Committed<Uploaded>>) {
        // A commit whose answer was lost may have happened.
        if matches!(outcome, Err(AppError::Internal(_) | AppError::Busy)) {
            return;
        }
        let named = |key: &String| match outcome {
            Ok(uploaded) => {
                let original = uploaded.file.original.as_ref();
                // A companion's own preview is not needed; the photograph says which it has.
                original.is_some_and(|original| original.storage_key == *key) || uploaded.photo_created
            }
            Err(_) => false,
        };
        for key in keys.iter().filter(|key| !named(key)) {
            self.remove_unnamed(key).await;
        }
    }

    pub(super) async fn remove_unnamed(&self, key: &String) {
        let still_unnamed = match self.kernel.read().await {
            Ok(tx) => tx
                .image_files()
                .named_objects(std::slice::from_ref(key))
                .await
                .is_ok_and(|named| named.is_empty()),
            Err(_) => false,
        };
        if still_unnamed && let Err(error) = self.media.delete(key).await {
            tracing::warn!(%key, %error, "bytes without a row were left behind");
        }
    }
}
