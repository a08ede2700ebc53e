//! Retouched files take the place of a picture's file, and earlier ones come back.

use std::sync::Arc;

use atelier_domain::access::{Action, Actor, Context};
use atelier_domain::events::EventKind;
use atelier_domain::images::{
    Candidate, Evidence, Image, ImageVersion, Likeness, Original, ProcessingState, clean_filename,
    next_version,
};
use atelier_domain::{GalleryId, ImageId, Timestamp, UserId, text};
use serde_json::json;

use super::finding::VersionFinder;
use super::intake::Spooled;
use super::mirroring::unwanted;
use super::originals::Originals;
use super::pool::{find, live};
use super::rendering::derivatives_job;
use crate::access::works_with_versions;
use crate::delivery::{Delivery, PictureView, Terms};
use crate::kernel::{Kernel, did, ensure_version};
use crate::locking::lock_galleries;
use crate::ports::{
    Committed, ImageError, ImageProcessor, MediaStore, NewVersion, ProbedImage, StoreError, Tx,
};
use crate::{AppError, AppResult};

/// The longest note to a version.
pub(crate) const NOTES_MAX: usize = 5_000;

/// A version as its viewer may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionView {
    pub number: i32,
    pub is_current: bool,
    pub created_at: Timestamp,
    pub notes: Option<String>,
    /// The file itself, for those who work with versions.
    pub file: Option<VersionFile>,
}

/// The file of a version, with addresses for looking and for taking home.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionFile {
    pub filename: String,
    pub created_by: Option<UserId>,
    /// The picture as it is in this version.
    pub picture: PictureView,
}

/// What became of a file that was sent as a version.
#[derive(Debug, Clone, PartialEq)]
pub enum VersionOutcome {
    /// The picture is this file now; this is the version's number.
    Versioned(Image, i32),
    /// The picture had these bytes as this version, and stays what it is.
    Duplicate(Image, i32),
}

/// What became of a file whose picture had to be found.
#[derive(Debug, Clone, PartialEq)]
pub enum FoundOutcome {
    /// The picture was found, and is this file now.
    Versioned { image: Box<Image>, number: i32, evidence: Evidence },
    /// The studio has these bytes as this version of a picture, which is named where the actor may see it.
    Duplicate { image: Option<ImageId>, number: i32 },
    /// It may be a version of several pictures; a person has to say which.
    Ambiguous(Vec<Candidate>),
    /// It is no version of any picture of the gallery.
    Unmatched,
}

/// A file that was checked and may become a version.
struct Arrived<'a> {
    file: &'a Spooled,
    filename: String,
    notes: Option<String>,
}

impl<'a> Arrived<'a> {
    fn check(file: &'a Spooled, notes: Option<&str>) -> AppResult<Self> {
        let filename = clean_filename(&file.filename)?;
        let notes = text::optional("notes", notes, NOTES_MAX)?;
        if file.size == 0 {
            return Err(ImageError::Empty.into());
        }
        Ok(Self { file, filename, notes })
    }
}

/// Use cases around the versions of pictures.
#[derive(Clone)]
pub struct Versions {
    kernel: Kernel,
    processor: Arc<dyn ImageProcessor>,
    originals: Originals,
    finder: VersionFinder,
    delivery: Delivery,
}

impl Versions {
    pub fn new(
        kernel: Kernel,
        processor: Arc<dyn ImageProcessor>,
        media: Arc<dyn MediaStore>,
        delivery: Delivery,
    ) -> Self {
        Self {
            originals: Originals::new(kernel.clone(), Arc::clone(&processor), media),
            finder: VersionFinder::new(kernel.clone(), Arc::clone(&processor)),
            processor,
            delivery,
            kernel,
        }
    }

    /// What finds the picture of a file, for other ways by which files come in.
    pub fn finder(&self) -> &VersionFinder {
        &self.finder
    }

    /// Every version of the picture, by number.
    pub async fn list(&self, actor: &Actor, id: ImageId) -> AppResult<Vec<VersionView>> {
        let tx = self.kernel.read().await?;
        let image = live(find(&tx, actor, id).await?.read(actor)?)?;
        let terms = Terms::of(&tx, actor, &image).await?;
        let mut versions = tx.versions().of_image(image.id).await?;
        if versions.is_empty() {
            versions.push(image.first_version());
        }
        let sees_files = works_with_versions(actor, &image);
        let view = |version: ImageVersion| {
            let ImageVersion { number, ref filename, ref notes, created_by, created_at, .. } = version;
            let is_current = number == image.current_version;
            let (filename, notes) = (filename.clone(), notes.clone());
            let file = sees_files.then(|| {
                // What became of the current version since it came, the picture says.
                let seen = if is_current { image.clone() } else { image.clone().as_of(version) };
                VersionFile { filename, created_by, picture: self.delivery.view(actor, &terms, seen) }
            });
            VersionView { number, is_current, created_at, notes, file }
        };
        Ok(versions.into_iter().map(view).collect())
    }

    /// Whether the actor may make a version of this picture now; asked before a single byte of a file is read.
    pub async fn ensure_may_add(&self, actor: &Actor, id: ImageId) -> AppResult<()> {
        let tx = self.kernel.read().await?;
        live(find(&tx, actor, id).await?.allowed(actor, Action::VersionImages)?)?;
        Ok(())
    }

    /// Whether the actor may bring versions of this gallery's pictures now.
    pub async fn ensure_may_add_in(&self, actor: &Actor, gallery: GalleryId) -> AppResult<()> {
        let tx = self.kernel.read().await?;
        let gallery = tx.galleries().find(actor.studio, gallery).await?.ok_or(AppError::NotFound)?;
        let gallery = gallery.allowed(actor, Action::VersionImages)?;
        if gallery.deleted_at.is_some() {
            return Err(AppError::NotFound);
        }
        Ok(gallery.accepts_images()?)
    }

    /// Makes the file the picture's next version: name, description, groups, decisions and links stay with the picture.
    pub async fn add(
        &self,
        actor: &Actor,
        id: ImageId,
        file: &Spooled,
        notes: Option<&str>,
        expected: Option<i64>,
    ) -> AppResult<Committed<VersionOutcome>> {
        let arrived = Arrived::check(file, notes)?;
        {
            let tx = self.kernel.read().await?;
            let image = live(find(&tx, actor, id).await?.allowed(actor, Action::VersionImages)?)?;
            match tx.versions().with_hash(actor.studio, &file.blake3).await? {
                Some((known, number)) if known == id => {
                    return Ok(tx.commit(VersionOutcome::Duplicate(image, number)).await?);
                }
                Some((known, number)) => return Err(in_the_way(&tx, actor, known, number).await?),
                None => ensure_version(image.version, expected)?,
            }
        }
        let probed = self.processor.probe(&file.path).await?;
        self.store(actor, id, arrived, probed, expected).await
    }

    /// Finds the picture of the gallery that the file is a version of, by its content, and makes it the next one.
    pub async fn add_found(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        file: &Spooled,
        notes: Option<&str>,
    ) -> AppResult<Committed<FoundOutcome>> {
        let arrived = Arrived::check(file, notes)?;
        self.ensure_may_add_in(actor, gallery).await?;
        {
            let tx = self.kernel.read().await?;
            if let Some((image, number)) = tx.versions().with_hash(actor.studio, &file.blake3).await? {
                let image = if_seen(&tx, actor, image).await?;
                return Ok(tx.commit(FoundOutcome::Duplicate { image, number }).await?);
            }
        }
        let probed = self.processor.probe(&file.path).await?;
        let traits = self.finder.traits_of(&file.path, &probed).await?;
        let Candidate { image, evidence } = match self.finder.in_gallery(actor, gallery, &traits).await? {
            Likeness::Confident(candidate) => candidate,
            Likeness::Ambiguous(candidates) => {
                return Ok(self.kernel.read().await?.commit(FoundOutcome::Ambiguous(candidates)).await?);
            }
            Likeness::Unmatched => {
                return Ok(self.kernel.read().await?.commit(FoundOutcome::Unmatched).await?);
            }
        };
        let stored = self.store(actor, image, arrived, probed, None).await?;
        Ok(stored.map(|outcome| match outcome {
            VersionOutcome::Versioned(image, number) => {
                FoundOutcome::Versioned { image: Box::new(image), number, evidence }
            }
            VersionOutcome::Duplicate(image, number) => {
                FoundOutcome::Duplicate { image: Some(image.id), number }
            }
        }))
    }

    /// The picture becomes one of its earlier versions again. What came after it stays a version.
    pub async fn restore(
        &self,
        actor: &Actor,
        id: ImageId,
        number: i32,
        expected: Option<i64>,
    ) -> AppResult<Committed<PictureView>> {
        let tx = self.kernel.write().await?;
        lock_galleries(&tx, actor.studio, &[id], None).await?;
        let image = find(&tx, actor, id).await?.write(actor, Action::VersionImages)?;
        live(image.get().clone())?;
        ensure_version(image.get().version, expected)?;
        let left = image.get().current_version;
        let version = match tx.versions().find(id, number).await? {
            Some(version) => version,
            // A picture that has had only one file is its own first version.
            None if number == left => image.get().first_version(),
            None => return Err(AppError::NotFound),
        };
        tx.versions().set_aside(&image).await?;
        let mut copy = None;
        let image = image.change(|image| {
            copy = image.return_to(version, actor.now)?;
            Ok(())
        })?;
        let image = tx.images().update(&image).await?;
        unwanted(&tx, actor.studio, copy, actor.now).await?;
        if image.state == ProcessingState::Ready {
            self.delivery.mirroring().wanted(&tx, actor.studio, &[id], actor.now).await?;
        } else {
            tx.jobs().enqueue(derivatives_job(&image, actor.now)).await?;
        }
        tell(&tx, actor, EventKind::ImageVersionRestored, &image, left).await?;
        let terms = Terms::of(&tx, actor, &image).await?;
        let view = self.delivery.view(actor, &terms, image);
        Ok(tx.commit(view).await?)
    }

    /// Puts the bytes into the media store, and only then writes the rows that name them.
    async fn store(
        &self,
        actor: &Actor,
        id: ImageId,
        arrived: Arrived<'_>,
        probed: ProbedImage,
        expected: Option<i64>,
    ) -> AppResult<Committed<VersionOutcome>> {
        let original = self.originals.put_probed(actor, arrived.file, probed).await?;
        let storage_key = original.storage_key.clone();
        let outcome = self.insert(actor, id, arrived, original, expected).await;
        let named = |outcome: &VersionOutcome| matches!(outcome, VersionOutcome::Versioned(..));
        self.originals.settle(&storage_key, &outcome, named).await;
        outcome
    }

    async fn insert(
        &self,
        actor: &Actor,
        id: ImageId,
        arrived: Arrived<'_>,
        original: Original,
        expected: Option<i64>,
    ) -> AppResult<Committed<VersionOutcome>> {
        let Arrived { file, filename, notes } = arrived;
        let tx = self.kernel.write().await?;
        lock_galleries(&tx, actor.studio, &[id], None).await?;
        let image = find(&tx, actor, id).await?.write(actor, Action::VersionImages)?;
        live(image.get().clone())?;
        // Somebody else may have brought the same bytes since they were looked for.
        match tx.versions().with_hash(actor.studio, &file.blake3).await? {
            Some((known, number)) if known == id => {
                let outcome = VersionOutcome::Duplicate(image.into_inner(), number);
                return Ok(tx.commit(outcome).await?);
            }
            Some(_) => {
                drop(tx);
                return Err(self.taken(actor, &file.blake3).await?);
            }
            None => ensure_version(image.get().version, expected)?,
        }
        let left = image.get().current_version;
        let number = next_version(tx.versions().highest(id).await?)?;
        tx.versions().set_aside(&image).await?;
        let mut copy = None;
        let image = image.change(|image| {
            copy = image.replace(number, original, actor.now);
            Ok(())
        })?;
        let new = NewVersion { filename, notes, created_by: Some(actor.user), now: actor.now };
        let written = match tx.images().update(&image).await {
            Ok(written) => tx.versions().insert(&image, new).await.map(|()| written),
            Err(error) => Err(error),
        };
        let written = match written {
            // Between the look and the write the bytes became another picture.
            Err(StoreError::Conflict { constraint: "content_hash" }) => {
                drop(tx);
                return Err(self.taken(actor, &file.blake3).await?);
            }
            written => written?,
        };
        // The copy of the new file is ordered once its sizes are there.
        unwanted(&tx, actor.studio, copy, actor.now).await?;
        tx.jobs().enqueue(derivatives_job(&written, actor.now)).await?;
        tell(&tx, actor, EventKind::ImageVersioned, &written, left).await?;
        Ok(tx.commit(VersionOutcome::Versioned(written, number)).await?)
    }

    /// Says which picture has these bytes. No transaction that writes may be open: it would lock a second picture.
    async fn taken(&self, actor: &Actor, hash: &str) -> AppResult<AppError> {
        let tx = self.kernel.read().await?;
        match tx.versions().with_hash(actor.studio, hash).await? {
            Some((image, number)) => in_the_way(&tx, actor, image, number).await,
            // It is gone again: the next attempt will pass.
            None => Ok(AppError::Busy),
        }
    }
}

/// The bytes are another picture's.
async fn in_the_way(tx: &Tx, actor: &Actor, image: ImageId, version: i32) -> AppResult<AppError> {
    Ok(AppError::ImageExists { image: if_seen(tx, actor, image).await?, version })
}

/// The id of a picture that the actor may see; of any other it learns nothing.
async fn if_seen(tx: &Tx, actor: &Actor, id: ImageId) -> AppResult<Option<ImageId>> {
    let found = tx.images().find(actor.studio, id).await?;
    Ok(found.and_then(|image| image.read(actor).ok()).map(|image| image.id))
}

/// Moves the content of the galleries that show the picture, and tells the spine.
async fn tell(tx: &Tx, actor: &Actor, kind: EventKind, image: &Image, left: i32) -> AppResult<()> {
    let galleries = tx.galleries().showing(&[image.id]).await?;
    tx.galleries().content_changed(&galleries, actor.now).await?;
    let payload = json!({
        "version": image.current_version,
        "from_version": left,
        "content_hash": image.content_hash,
    });
    tx.events().record(&did(actor, kind, Context::Image(image.id), payload)).await?;
    Ok(())
}
