//! Out of the tray: into a gallery.

use std::collections::{BTreeSet, HashMap, HashSet};

use atelier_domain::access::{Action, Actor, Context, Unchecked, Writable};
use atelier_domain::events::{Event, EventKind};
use atelier_domain::galleries::Gallery;
use atelier_domain::images::{Candidate, Evidence, GroupType};
use atelier_domain::ingest::matching::Outcome;
use atelier_domain::ingest::{StagingImage, Target};
use atelier_domain::{GalleryId, ImageId, RuleViolation, StagingImageId};
use serde_json::json;

use super::Tray;
use super::matching::{Said, lock_by_hand};
use crate::images::{group_of, open_gallery, version_job};
use crate::kernel::{did, repeated};
use crate::locking::{lock_galleries, lock_pictures};
use crate::ports::library::LeftTray;
use crate::ports::{Adopted, Committed, KnownBytes, Tx};
use crate::{AppError, AppResult};

/// How many files one request may name.
pub(super) const MAX_FILES: usize = 1_000;

/// What became of one of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is in a gallery as this picture, or a version of it.
    Assigned(ImageId),
    /// It is this version of the picture.
    Versioned {
        image: ImageId,
        number: i32,
        /// Why it is that picture, if it was found by what the file shows.
        evidence: Option<Evidence>,
    },
    /// It stays in the tray: it may be a version of several pictures, the likeliest first. A person has to say of which.
    Ambiguous(Vec<Candidate>),
    /// It is in the tray.
    InTray,
    /// It was thrown away.
    Discarded,
    /// It stays as it is, for this reason.
    Refused(RuleViolation),
}

/// What became of a file that a request named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileResult {
    pub file: StagingImageId,
    pub fate: Fate,
}

impl Tray {
    /// Puts files into the gallery's group of this type, made on demand, all in one transaction. What is there already
    /// is told as if it had been put there now; what is elsewhere, failed or discarded is refused by itself. Bytes that a
    /// picture had once are that picture, as it is now.
    pub async fn assign(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
        gallery: GalleryId,
        group_type: &GroupType,
    ) -> AppResult<Committed<Vec<FileResult>>> {
        bounded(files)?;
        let target = Target { gallery, group_type: group_type.clone() };
        repeated(async || self.try_assign(actor, files, &target).await).await
    }

    pub(super) async fn try_assign(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
        target: &Target,
    ) -> AppResult<Committed<Vec<FileResult>>> {
        let tx = self.kernel.write().await?;
        let pictures = tx.staging().pictures_of(actor.studio, files).await?;
        lock_galleries(&tx, actor.studio, &pictures, Some(target.gallery)).await?;
        let wanted = found(&tx, actor, files).await?;
        lock_pictures(&tx, actor.studio, &pictures).await?;
        let fates = assign_in(self, &tx, actor, wanted, target).await?;
        Ok(tx.commit(in_order(files, fates)).await?)
    }
}

/// Puts files into the gallery's group in a transaction that has locked them, their pictures, the galleries that show
/// these, and the target's.
pub(super) async fn assign_in(
    tray: &Tray,
    tx: &Tx,
    actor: &Actor,
    files: Vec<Writable<StagingImage>>,
    target: &Target,
) -> AppResult<HashMap<StagingImageId, Fate>> {
    let gallery = open_gallery(tx, actor, target.gallery).await?;
    let mut fates = HashMap::new();
    let mut wanted = Vec::new();
    for file in files {
        let id = file.get().id;
        match file.get().can_go_to(target) {
            Ok(true) => wanted.push(file),
            Ok(false) => {
                let image = file.get().assignment.as_ref().map(|assignment| assignment.image);
                fates.insert(id, Fate::Assigned(image.ok_or(AppError::NotFound)?));
            }
            Err(violation) => {
                fates.insert(id, Fate::Refused(violation));
            }
        }
    }
    let unseen = unseen(tx, actor, &wanted).await?;
    let is_unseen =
        |file: &StagingImage| file.content_hash.as_ref().is_some_and(|hash| unseen.contains(hash));
    let (refused, wanted): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|file| is_unseen(file.get()));
    fates.extend(refused.iter().map(|file| (file.get().id, Fate::Refused(had_once()))));
    if !wanted.is_empty() {
        let writable = Unchecked::from_storage(gallery.clone()).write(actor, Action::UploadImages)?;
        let adopted = tx.staging().adopt(&writable, target, &wanted, actor.now).await?;
        place(tx, actor, &gallery, &target.group_type, &adopted).await?;
        let images = adopted.iter().map(|file| (file.staging, file.image)).collect();
        left_tray(tx, actor, &wanted, &images).await?;
        // What waits in the tray is nobody's to look at, so it is copied only now; what has no sizes yet, once it has.
        let ready = adopted.iter().filter(|file| file.made_image && !file.needs_derivatives);
        let ready: Vec<ImageId> = ready.map(|file| file.image).collect();
        tray.mirroring.wanted(tx, actor.studio, &ready, actor.now).await?;
        let said = Said { outcome: Outcome::ManualAssign, gallery: Some(gallery.id) };
        lock_by_hand(&tray.kernel, tx, actor, &wanted, |_| said).await?;
        tx.events().record_all(&events(actor, target, &wanted, &adopted)).await?;
        fates.extend(adopted.iter().map(|file| (file.staging, Fate::Assigned(file.image))));
    }
    Ok(fates)
}

/// The bytes of these files that a picture out of the actor's sight had once. What it was gives no claim to what it has
/// become since.
async fn unseen(tx: &Tx, actor: &Actor, files: &[Writable<StagingImage>]) -> AppResult<HashSet<String>> {
    let hashes: Vec<String> = files.iter().filter_map(|file| file.get().content_hash.clone()).collect();
    let known = tx.versions().with_hashes(actor.studio, &hashes).await?;
    let older: Vec<KnownBytes> = known.into_iter().filter(|known| !known.is_current).collect();
    if older.is_empty() {
        return Ok(HashSet::new());
    }
    let images: Vec<ImageId> = older.iter().map(|known| known.image).collect();
    let found = tx.images().find_many(actor.studio, &images).await?;
    let seen = found.into_iter().filter(|(_, image)| image.decide(actor, Action::ViewGallery).is_allowed());
    let seen: HashSet<ImageId> = seen.map(|(id, _)| id).collect();
    Ok(older
        .into_iter()
        .filter(|known| !seen.contains(&known.image))
        .map(|known| known.content_hash)
        .collect())
}

fn had_once() -> RuleViolation {
    RuleViolation::conflict("image_exists", "the studio has these bytes as an earlier version of an image")
}

/// Tells libraries which pictures the files became that were made of their photographs.
pub(super) async fn left_tray(
    tx: &Tx,
    actor: &Actor,
    files: &[Writable<StagingImage>],
    images: &HashMap<StagingImageId, ImageId>,
) -> AppResult<()> {
    let left = files.iter().filter_map(|file| {
        let StagingImage { id, content_hash, .. } = file.get();
        let (image, content_hash) = (*images.get(id)?, content_hash.clone()?);
        Some(LeftTray { file: *id, image, content_hash })
    });
    let left: Vec<LeftTray> = left.collect();
    Ok(tx.publications().record_left(actor.studio, &left, actor.now).await?)
}

/// Puts the pictures into the gallery's group, moves counters and queues the work that is left.
async fn place(
    tx: &Tx,
    actor: &Actor,
    gallery: &Gallery,
    group_type: &GroupType,
    adopted: &[Adopted],
) -> AppResult<()> {
    let images: Vec<ImageId> = adopted.iter().map(|file| file.image).collect();
    let group = group_of(tx, actor, gallery, group_type).await?;
    let group = tx.groups().find(actor.studio, group).await?.ok_or(AppError::NotFound)?;
    let group = group.write(actor, Action::UploadImages)?;
    tx.groups().add_images(&group, &images, actor.now).await?;
    // Where a picture was brought back from deletion, other galleries show it again too.
    let showing = tx.galleries().showing(&images).await?;
    tx.galleries().content_changed(&showing, actor.now).await?;
    let unmade = adopted.iter().filter(|file| file.needs_derivatives);
    let jobs = unmade.map(|file| version_job(actor.studio, file.image, file.version, actor.now)).collect();
    tx.jobs().enqueue_all(jobs).await?;
    Ok(())
}

/// One event for the assignment, and for every picture that is new what an upload tells of it.
fn events(
    actor: &Actor,
    target: &Target,
    files: &[Writable<StagingImage>],
    adopted: &[Adopted],
) -> Vec<Event> {
    let gallery = target.gallery;
    let ids: Vec<i64> = adopted.iter().map(|file| file.staging.0).collect();
    let payload = json!({ "type": target.group_type.as_str(), "staging_ids": ids });
    let mut events = vec![did(actor, EventKind::StagingAssigned, Context::Gallery(gallery), payload)];
    let sizes: HashMap<StagingImageId, i64> =
        files.iter().map(|file| (file.get().id, file.get().file_size)).collect();
    for file in adopted.iter().filter(|file| file.made_image) {
        let subject = Context::Image(file.image);
        let payload = json!({ "gallery_id": gallery.0, "bytes": sizes.get(&file.staging) });
        events.push(did(actor, EventKind::ImageUploaded, subject, payload));
        if !file.needs_derivatives {
            events.push(did(actor, EventKind::ImageReady, subject, json!({})));
        }
    }
    events
}

/// The files, locked, if every one of them is the studio's and the actor may move it.
pub(super) async fn found(
    tx: &Tx,
    actor: &Actor,
    files: &[StagingImageId],
) -> AppResult<Vec<Writable<StagingImage>>> {
    let wanted: BTreeSet<StagingImageId> = files.iter().copied().collect();
    let found = tx.staging().find_many(actor.studio, files).await?;
    if found.len() != wanted.len() {
        return Err(AppError::NotFound);
    }
    let writable = found.into_iter().map(|file| file.write(actor, Action::AssignStaging));
    Ok(writable.collect::<Result<_, _>>()?)
}

/// The fates in the order in which the files were named, each file once.
pub(super) fn in_order(
    files: &[StagingImageId],
    mut fates: HashMap<StagingImageId, Fate>,
) -> Vec<FileResult> {
    files.iter().filter_map(|&file| fates.remove(&file).map(|fate| FileResult { file, fate })).collect()
}

pub(super) fn bounded(files: &[StagingImageId]) -> AppResult<()> {
    if files.is_empty() || files.len() > MAX_FILES {
        let message = format!("staging_ids must name 1 to {MAX_FILES} files");
        return Err(AppError::invalid("staging_ids", "out_of_range", message));
    }
    Ok(())
}
