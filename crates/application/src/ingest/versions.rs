//! Files of the tray that show pictures of the studio once more: each becomes the next version of its picture.

use std::collections::{BTreeSet, HashMap, HashSet};

use atelier_domain::access::{Action, Actor, Writable};
use atelier_domain::images::{Evidence, GroupType, Image, Likeness, Owner, Traits};
use atelier_domain::ingest::matching::Outcome;
use atelier_domain::ingest::{Assignment, StagingImage, StagingState, Target};
use atelier_domain::{GalleryId, ImageId, RuleViolation, StagingImageId, text};

use super::Tray;
use super::assign::{Fate, FileResult, MAX_FILES, assign_in, bounded, found, in_order};
use super::matching::Said;
use super::taking::{Retouched, take_all};
use crate::images::{NOTES_MAX, likenesses, within_gallery};
use crate::kernel::repeated;
use crate::locking::lock_galleries;
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

impl Tray {
    /// As `assign`, but a file that is certainly a version of a picture that the actor sees in the gallery becomes its
    /// next version, and is put nowhere: place, decisions, notes and links stay with the picture. One that may be a
    /// version of several stays in the tray until a person says of which. Of several files of one picture the last one
    /// named is what the picture becomes.
    pub async fn assign_or_version(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
        gallery: GalleryId,
        group_type: &GroupType,
    ) -> AppResult<Committed<Vec<FileResult>>> {
        bounded(files)?;
        let target = Target { gallery, group_type: group_type.clone() };
        // Comparing takes its time, so it is done before anything is locked.
        let looks = self.look(actor, files, gallery).await?;
        repeated(async || self.try_assign_or_version(actor, files, &target, &looks).await).await
    }

    async fn try_assign_or_version(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
        target: &Target,
        looks: &HashMap<StagingImageId, Look>,
    ) -> AppResult<Committed<Vec<FileResult>>> {
        let gallery = target.gallery;
        let tx = self.kernel.write().await?;
        let mut pictures = tx.staging().pictures_of(actor.studio, files).await?;
        pictures.extend(looks.values().filter_map(Look::picture));
        lock_galleries(&tx, actor.studio, &pictures, Some(gallery)).await?;
        let wanted = found(&tx, actor, files).await?;
        let pictures = present(&tx, actor, &pictures).await?;
        let mut fates = HashMap::new();
        let (mut alone, mut retouched) = (Vec::new(), Vec::new());
        for file in wanted {
            let id = file.get().id;
            match way(file.get(), looks.get(&id), &pictures, gallery)? {
                Way::Alone => alone.push(file),
                Way::Version(image, evidence) => retouched.push(Retouched { file, image, evidence }),
                Way::Stays(fate) => {
                    fates.insert(id, fate);
                }
            }
        }
        retouched.sort_by_cached_key(|it| files.iter().position(|id| *id == it.file.get().id));
        let said = Said { outcome: Outcome::ManualAssign, gallery: Some(gallery) };
        fates.extend(take_all(self, &tx, actor, retouched, pictures, None, said).await?);
        // The pictures were read before this may bring some of them back, so they are written before it.
        fates.extend(assign_in(self, &tx, actor, alone, target).await?);
        Ok(tx.commit(in_order(files, fates)).await?)
    }

    /// Makes each file the next version of the picture that a person names for it, all in one transaction and in this
    /// order. What is that version already is told as if it had become it now.
    pub async fn take_as_versions(
        &self,
        actor: &Actor,
        files: &[(StagingImageId, ImageId)],
        notes: Option<&str>,
    ) -> AppResult<Committed<Vec<FileResult>>> {
        ensure_named_once(files)?;
        let notes = text::optional("notes", notes, NOTES_MAX)?;
        repeated(async || self.try_take_as_versions(actor, files, notes.as_deref()).await).await
    }

    async fn try_take_as_versions(
        &self,
        actor: &Actor,
        files: &[(StagingImageId, ImageId)],
        notes: Option<&str>,
    ) -> AppResult<Committed<Vec<FileResult>>> {
        let ids: Vec<StagingImageId> = files.iter().map(|(file, _)| *file).collect();
        let images: BTreeSet<ImageId> = files.iter().map(|(_, image)| *image).collect();
        let images: Vec<ImageId> = images.into_iter().collect();
        let tx = self.kernel.write().await?;
        lock_galleries(&tx, actor.studio, &images, None).await?;
        let wanted = found(&tx, actor, &ids).await?;
        let pictures = all_of(&tx, actor, &images).await?;
        let mut wanted: HashMap<StagingImageId, Writable<StagingImage>> =
            wanted.into_iter().map(|file| (file.get().id, file)).collect();
        let mut retouched = Vec::with_capacity(files.len());
        for (id, image) in files {
            let file = wanted.remove(id);
            retouched.extend(file.map(|file| Retouched { file, image: *image, evidence: None }));
        }
        let said = Said { outcome: Outcome::ManualAssign, gallery: None };
        let fates = take_all(self, &tx, actor, retouched, pictures, notes, said).await?;
        Ok(tx.commit(in_order(&ids, fates)).await?)
    }

    /// What those of the files are that wait and can be compared with the pictures of the gallery.
    async fn look(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
        gallery: GalleryId,
    ) -> AppResult<HashMap<StagingImageId, Look>> {
        let tx = self.kernel.read().await?;
        let place = within_gallery(&tx, actor, gallery).await?;
        let mut waiting = Vec::with_capacity(files.len());
        for file in tx.staging().find_many(actor.studio, files).await? {
            let file = file.allowed(actor, Action::AssignStaging)?;
            if waits(&file) {
                waiting.push(file);
            }
        }
        let hashes: Vec<String> = waiting.iter().filter_map(|file| file.content_hash.clone()).collect();
        let known = tx.versions().with_hashes(actor.studio, &hashes).await?;
        let known: HashSet<String> = known.into_iter().map(|known| known.content_hash).collect();
        let is_known =
            |file: &StagingImage| file.content_hash.as_ref().is_some_and(|hash| known.contains(hash));
        let (had, new): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_known);
        let compared = new.into_iter().filter_map(|file| Some((file.id, file.traits()?)));
        let (ids, traits): (Vec<StagingImageId>, Vec<Traits>) = compared.unzip();
        let found = likenesses(&tx, &place, &traits).await?;
        let mut looks: HashMap<StagingImageId, Look> =
            ids.into_iter().zip(found.into_iter().map(Look::Like)).collect();
        looks.extend(had.into_iter().map(|file| (file.id, Look::Had)));
        Ok(looks)
    }
}

/// What a file was found to be before anything was locked.
enum Look {
    /// The studio has its bytes.
    Had,
    Like(Likeness),
}

impl Look {
    /// The picture of which it certainly is a version.
    fn picture(&self) -> Option<ImageId> {
        match self {
            Self::Like(Likeness::Confident(candidate)) => Some(candidate.image),
            Self::Like(Likeness::Ambiguous(_) | Likeness::Unmatched) | Self::Had => None,
        }
    }
}

/// What is to become of a file.
enum Way {
    /// A picture of its own, or what `assign` says of it.
    Alone,
    Version(ImageId, Option<Evidence>),
    /// It stays as it is, and this is told of it.
    Stays(Fate),
}

fn way(
    file: &StagingImage,
    look: Option<&Look>,
    pictures: &HashMap<ImageId, Writable<Image>>,
    gallery: GalleryId,
) -> AppResult<Way> {
    if let Some(Assignment { target: None, image, .. }) = &file.assignment {
        // It became one before: asked again for the same gallery, the answer is the same.
        let is_there = pictures.get(image).is_some_and(|picture| hangs_in(picture.get(), gallery));
        return Ok(match file.placed() {
            Err(violation) if !is_there => Way::Stays(Fate::Refused(violation)),
            _ => Way::Version(*image, None),
        });
    }
    if !waits(file) {
        return Ok(Way::Alone);
    }
    Ok(match look {
        None => Way::Stays(Fate::Refused(not_looked_at())),
        Some(Look::Had | Look::Like(Likeness::Unmatched)) => Way::Alone,
        Some(Look::Like(Likeness::Ambiguous(candidates))) => Way::Stays(Fate::Ambiguous(candidates.clone())),
        // The picture went since it was compared: the next attempt will not find it.
        Some(Look::Like(Likeness::Confident(candidate))) if !pictures.contains_key(&candidate.image) => {
            return Err(AppError::Busy);
        }
        Some(Look::Like(Likeness::Confident(candidate))) => {
            Way::Version(candidate.image, Some(candidate.evidence))
        }
    })
}

fn not_looked_at() -> RuleViolation {
    RuleViolation::conflict("staging_processing", "this file cannot be looked at yet")
}

/// What can be put into a gallery.
fn waits(file: &StagingImage) -> bool {
    matches!(file.state, StagingState::Received | StagingState::Ready)
}

fn hangs_in(picture: &Image, gallery: GalleryId) -> bool {
    let mut owners = picture.placements.iter().filter_map(|placement| placement.owner);
    owners.any(|(owner, _)| owner == Owner::Gallery(gallery))
}

/// Those of the pictures that are live and of which the actor may make versions, locked.
async fn present(tx: &Tx, actor: &Actor, ids: &[ImageId]) -> AppResult<HashMap<ImageId, Writable<Image>>> {
    let found = tx.images().find_many(actor.studio, ids).await?;
    let writable = found.into_iter().filter_map(|(id, image)| {
        let image = image.write(actor, Action::VersionImages).ok()?;
        image.get().deleted_at.is_none().then_some((id, image))
    });
    Ok(writable.collect())
}

/// The pictures, locked, if every one of them is there and the actor may make versions of it.
async fn all_of(tx: &Tx, actor: &Actor, ids: &[ImageId]) -> AppResult<HashMap<ImageId, Writable<Image>>> {
    let found = tx.images().find_many(actor.studio, ids).await?;
    let mut pictures = HashMap::with_capacity(found.len());
    for (id, image) in found {
        let image = image.write(actor, Action::VersionImages)?;
        if image.get().deleted_at.is_none() {
            pictures.insert(id, image);
        }
    }
    if pictures.len() == ids.len() { Ok(pictures) } else { Err(AppError::NotFound) }
}

fn ensure_named_once(files: &[(StagingImageId, ImageId)]) -> AppResult<()> {
    if files.is_empty() || files.len() > MAX_FILES {
        let message = format!("files must name 1 to {MAX_FILES} files");
        return Err(AppError::invalid("files", "out_of_range", message));
    }
    let mut named = HashMap::with_capacity(files.len());
    for (file, image) in files {
        if named.insert(file, image).is_some_and(|before| before != image) {
            let message = "a file becomes a version of one image";
            return Err(AppError::invalid("files", "contradicts", message));
        }
    }
    Ok(())
}
