//! Photographs become pictures of the pool, and pictures get the later files of their photographs.
//!
//! What happens in the pool happens by the pool's own ways in: who may, what is told, and what is done with bytes that the
//! studio has already. A picture keeps what was made of it; the photograph only remembers which pictures it became.

use std::path::Path;
use std::sync::Arc;

use atelier_domain::access::{Action, Actor};
use atelier_domain::images::GroupType;
use atelier_domain::ingest::StagingImage;
use atelier_domain::library::{
    Hothash, ImageFile, Photo, Publication, Shelf, published_by_itself, published_by_name,
};
use atelier_domain::{GalleryId, ImageFileId, ImageId, PhotoId, ProductId, StagingImageId};

use super::joining::find;
use super::open;
use crate::images::{FileOutcome, Intake, Spooled, VersionOutcome, Versions, WorkFolder};
use crate::ingest::{Arrival, StagedOutcome, StagingIntake};
use crate::kernel::Kernel;
use crate::objects::unless_gone;
use crate::ports::library::LeftTray;
use crate::ports::{Committed, MediaStore, Tx};
use crate::{AppError, AppResult};

/// The ways into the pool.
#[derive(Clone)]
pub struct Pool {
    pub intake: Intake,
    pub staging: StagingIntake,
    pub versions: Versions,
}

/// Where a photograph is to be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublishTarget {
    Gallery(GalleryId, GroupType),
    Product(ProductId, GroupType),
    /// In the tray, from which it is assigned later.
    Staging,
}

/// What a photograph became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishedAs {
    Image(ImageId),
    Staged(StagingImageId),
}

/// What became of a photograph that was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    pub made: PublishedAs,
    /// Whether the pool, or the tray, did not have these bytes.
    pub is_new: bool,
}

/// A picture that was made of a photograph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationView {
    pub publication: Publication,
    /// Which version the picture is in.
    pub current_version: i32,
    /// The file that offers itself as the next version: its number and name.
    pub newer_file: Option<(ImageFileId, String)>,
}

/// Of which photograph a picture was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureSource {
    pub hothash: Hothash,
    pub publication: PublicationView,
}

/// What became of a file that was taken as a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedVersion {
    pub image: ImageId,
    pub number: i32,
    /// Whether the picture had not had these bytes.
    pub is_new: bool,
}

/// The bytes of a file, in a folder that goes with this value.
struct Fetched {
    file: Spooled,
    _folder: Box<dyn AsRef<Path> + Send + Sync>,
}

/// Use cases between a library and the pool.
#[derive(Clone)]
pub struct Publishing {
    kernel: Kernel,
    media: Arc<dyn MediaStore>,
    work: Arc<dyn WorkFolder>,
    pool: Pool,
}

impl Publishing {
    pub fn new(kernel: Kernel, media: Arc<dyn MediaStore>, work: Arc<dyn WorkFolder>, pool: Pool) -> Self {
        Self { kernel, media, work, pool }
    }

    /// Puts a file of the photograph where it is to be seen: the file that is named, or the one that stands for it. Doing
    /// it again changes nothing.
    pub async fn publish(
        &self,
        actor: &Actor,
        hothash: &Hothash,
        target: PublishTarget,
        file: Option<ImageFileId>,
    ) -> AppResult<Committed<Published>> {
        let shelf = Shelf::of(actor)?;
        let (photo, file) = {
            let tx = self.kernel.read().await?;
            let photo = find(&tx, shelf, hothash).await?;
            let files = tx.image_files().of_photo(shelf, photo.id).await?;
            let chosen = chosen(&photo, &files, file)?.clone();
            (photo, chosen)
        };
        match target {
            PublishTarget::Gallery(gallery, group_type) => {
                self.pool.intake.ensure_may_upload(actor, gallery).await?;
                let fetched = self.fetched(shelf, &file).await?;
                let stored = self.pool.intake.store(actor, gallery, &group_type, &fetched.file, None).await?;
                self.published(actor, shelf, photo.id, &fetched, stored).await
            }
            PublishTarget::Product(product, group_type) => {
                self.pool.intake.ensure_may_fill(actor, product).await?;
                let fetched = self.fetched(shelf, &file).await?;
                let intake = &self.pool.intake;
                let stored =
                    intake.store_for_product(actor, product, &group_type, &fetched.file, None).await?;
                self.published(actor, shelf, photo.id, &fetched, stored).await
            }
            PublishTarget::Staging => {
                // Who may not use the tray is refused here.
                let batch = self.pool.staging.batch(actor, None).await?.into_inner();
                let fetched = self.fetched(shelf, &file).await?;
                let arrival = Arrival {
                    studio: actor.studio,
                    batch,
                    uploaded_by: Some(actor.user),
                    upload: None,
                    file: fetched.file,
                };
                let staged = self.pool.staging.take(&arrival).await?;
                if let StagedOutcome::Refused(_, error) = &*staged {
                    return Err(error.clone().into());
                }
                self.staged(actor, shelf, photo.id, staged.file()).await?;
                Ok(staged.map(|outcome| Published {
                    made: PublishedAs::Staged(outcome.file().id),
                    is_new: matches!(outcome, StagedOutcome::Staged(_)),
                }))
            }
        }
    }

    /// The photograph of the actor's library of which the picture was made; `None` where it was made of nobody's, or of
    /// somebody else's.
    pub async fn source(&self, actor: &Actor, image: ImageId) -> AppResult<Option<PictureSource>> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        let seen = tx.images().find(actor.studio, image).await?.ok_or(AppError::NotFound)?.read(actor)?;
        if seen.deleted_at.is_some() {
            return Err(AppError::NotFound);
        }
        let Some(publication) = tx.publications().find(shelf, image).await? else { return Ok(None) };
        let Some(photo) = tx.photos().find_by_id(shelf, publication.photo).await? else { return Ok(None) };
        let files = tx.image_files().of_photo(shelf, photo.id).await?;
        let publication = view(&tx, actor, publication, seen.current_version, &files).await?;
        Ok(Some(PictureSource { hothash: photo.hothash, publication }))
    }

    /// The pictures that were made of the photograph and that its owner may see, each with the file that offers itself as
    /// its next version.
    pub async fn list(&self, actor: &Actor, hothash: &Hothash) -> AppResult<Vec<PublicationView>> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        let photo = find(&tx, shelf, hothash).await?;
        let files = tx.image_files().of_photo(shelf, photo.id).await?;
        let publications = tx.publications().of_photo(shelf, photo.id).await?;
        let ids: Vec<ImageId> = publications.iter().map(|publication| publication.image).collect();
        let mut seen = std::collections::HashMap::new();
        for (id, image) in tx.images().find_many(actor.studio, &ids).await? {
            if let Ok(image) = image.read(actor)
                && image.deleted_at.is_none()
            {
                seen.insert(id, image.current_version);
            }
        }
        let mut views = Vec::with_capacity(seen.len());
        for publication in publications {
            let Some(current_version) = seen.get(&publication.image).copied() else { continue };
            views.push(view(&tx, actor, publication, current_version, &files).await?);
        }
        Ok(views)
    }

    /// Makes a file of the photograph the picture's next version: the file that is named, or the one that offers itself.
    pub async fn renew(
        &self,
        actor: &Actor,
        hothash: &Hothash,
        image: ImageId,
        file: Option<ImageFileId>,
        expected: Option<i64>,
    ) -> AppResult<Committed<PublishedVersion>> {
        let shelf = Shelf::of(actor)?;
        let (photo, file) = {
            let tx = self.kernel.read().await?;
            let photo = find(&tx, shelf, hothash).await?;
            let publication = tx.publications().find(shelf, image).await?;
            let publication =
                publication.filter(|known| known.photo == photo.id).ok_or(AppError::NotFound)?;
            let files = tx.image_files().of_photo(shelf, photo.id).await?;
            let chosen = match file {
                Some(id) => chosen(&photo, &files, Some(id))?,
                None => newer_file(&tx, actor, &publication, &files).await?.ok_or_else(nothing_newer)?,
            };
            (photo.id, chosen.clone())
        };
        self.pool.versions.ensure_may_add(actor, image).await?;
        let fetched = self.fetched(shelf, &file).await?;
        let added = self.pool.versions.add(actor, image, &fetched.file, None, expected).await?;
        let (number, is_current, is_new) = match &*added {
            VersionOutcome::Versioned(_, number) => (*number, true, true),
            VersionOutcome::Duplicate(image, number) => (*number, *number == image.current_version, false),
        };
        self.record(actor, shelf, photo, image, &fetched.file.blake3, is_current).await?;
        Ok(added.map(|_| PublishedVersion { image, number, is_new }))
    }

    /// Remembers what the photograph became.
    async fn published(
        &self,
        actor: &Actor,
        shelf: Shelf,
        photo: PhotoId,
        fetched: &Fetched,
        stored: Committed<FileOutcome>,
    ) -> AppResult<Committed<Published>> {
        let image = stored.image().id;
        let is_current = !matches!(&*stored, FileOutcome::OlderVersion(..));
        self.record(actor, shelf, photo, image, &fetched.file.blake3, is_current).await?;
        Ok(stored.map(|outcome| Published {
            made: PublishedAs::Image(image),
            is_new: matches!(outcome, FileOutcome::Stored(_)),
        }))
    }

    /// Remembers of which photograph the file of the tray was made, and with it what becomes of the file, or has become of
    /// it: the bytes may have gone through the tray before.
    async fn staged(
        &self,
        actor: &Actor,
        shelf: Shelf,
        photo: PhotoId,
        file: &StagingImage,
    ) -> AppResult<()> {
        let tx = open(&self.kernel, shelf).await?;
        if tx.photos().find_by_id(shelf, photo).await?.is_none() {
            return Ok(());
        }
        // Locked: either the file is still there when it is told of, or where it went is known here.
        let Some(file) = tx.staging().find(actor.studio, file.id).await? else { return Ok(()) };
        let file = file.allowed(actor, Action::AccessStaging)?;
        tx.publications().record_staged(shelf, file.id, photo, actor.now).await?;
        if let (Some(assignment), Some(content_hash)) = (&file.assignment, &file.content_hash) {
            let (image, content_hash) = (assignment.image, content_hash.clone());
            let left = LeftTray { file: file.id, image, content_hash };
            tx.publications().record_left(actor.studio, &[left], actor.now).await?;
        }
        Ok(tx.finish().await?)
    }

    /// Writes of which file the picture was made, after it is there: a crash before this leaves a picture, and publishing
    /// the photograph again finds it. Bytes that the picture has left behind do not count as what was published last.
    async fn record(
        &self,
        actor: &Actor,
        shelf: Shelf,
        photo: PhotoId,
        image: ImageId,
        content_hash: &str,
        is_current: bool,
    ) -> AppResult<()> {
        let tx = open(&self.kernel, shelf).await?;
        // The photograph may have been removed meanwhile; the picture stays, as it would have.
        if tx.photos().find_by_id(shelf, photo).await?.is_none() {
            return Ok(());
        }
        let known = tx.publications().find(shelf, image).await?;
        if known.is_some_and(|known| !is_current || known.content_hash == content_hash) {
            return Ok(());
        }
        let content_hash = content_hash.to_owned();
        let publication =
            Publication { image, photo, content_hash, created_at: actor.now, updated_at: actor.now };
        if tx.publications().record(shelf, &publication).await? {
            tx.finish().await?;
        }
        Ok(())
    }

    /// The bytes of a file that was found; 404 if it went meanwhile.
    async fn fetched(&self, shelf: Shelf, file: &ImageFile) -> AppResult<Fetched> {
        let original = file.original.as_ref().ok_or(AppError::NotFound)?;
        let folder =
            self.work.fresh().map_err(|error| AppError::Internal(format!("no work folder: {error}")))?;
        let path = (*folder).as_ref().join("original");
        let got = self.media.fetch_to(&original.storage_key, &path).await;
        let still = async {
            let again = self.kernel.read().await?.image_files().find(shelf, file.id).await?;
            Ok(again.is_some_and(|again| again.original.as_ref() == Some(original)))
        };
        unless_gone(got, still).await?.ok_or(AppError::NotFound)?;
        let file = Spooled {
            path,
            filename: file.filename.clone(),
            blake3: original.content_hash.clone(),
            size: file.file_size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default(),
        };
        Ok(Fetched { file, _folder: folder })
    }
}

/// The file that is meant, if the pool takes it. A photograph without any is being removed.
fn chosen<'a>(photo: &Photo, files: &'a [ImageFile], file: Option<ImageFileId>) -> AppResult<&'a ImageFile> {
    if files.is_empty() {
        return Err(AppError::NotFound);
    }
    let Some(id) = file else { return Ok(published_by_itself(files, photo.master_file)?) };
    match files.iter().find(|file| file.id == id) {
        Some(file) => Ok(published_by_name(file)?),
        None => Err(AppError::no_such("image_file_id", "unknown_file", "it names no file of this photo")),
    }
}

/// The publication with the file that offers itself.
async fn view(
    tx: &Tx,
    actor: &Actor,
    publication: Publication,
    current_version: i32,
    files: &[ImageFile],
) -> AppResult<PublicationView> {
    let newer = newer_file(tx, actor, &publication, files).await?;
    let newer_file = newer.map(|file| (file.id, file.filename.clone()));
    Ok(PublicationView { publication, current_version, newer_file })
}

/// The file that offers itself, unless the studio has had its bytes already.
async fn newer_file<'a>(
    tx: &Tx,
    actor: &Actor,
    publication: &Publication,
    files: &'a [ImageFile],
) -> AppResult<Option<&'a ImageFile>> {
    let Some(file) = publication.newer_file(files) else { return Ok(None) };
    let Some(original) = &file.original else { return Ok(None) };
    let known = tx.versions().with_hash(actor.studio, &original.content_hash).await?;
    Ok(known.is_none().then_some(file))
}

fn nothing_newer() -> AppError {
    let message = "no file that can be published came to the photo after this one";
    AppError::conflict("nothing_newer", message)
}
