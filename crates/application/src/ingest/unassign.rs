//! Back into the tray, and out of sight.

use std::collections::{BTreeMap, HashMap, HashSet};

use atelier_domain::access::{Action, Actor, Context, Scope, Writable};
use atelier_domain::events::{Event, EventKind};
use atelier_domain::galleries::Gallery;
use atelier_domain::ingest::matching::Outcome;
use atelier_domain::ingest::{StagingImage, StagingState, Target};
use atelier_domain::{GalleryId, ImageId, RuleViolation, StagingImageId};
use serde_json::json;

use super::Tray;
use super::assign::{Fate, FileResult, bounded, found, in_order};
use super::matching::{Said, lock_by_hand};
use crate::images::unwanted;
use crate::kernel::did;
use crate::locking::{lock, lock_products};
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

impl Tray {
    /// Takes files back out of their galleries' groups; what hung there before it was assigned stays. A picture that the
    /// assignment brought into the pool, and that no group holds any more, is deleted softly with all that is known of it;
    /// assigning the file again restores it. One that has got other versions since stays in the pool, for they are not the
    /// file's to take away. What became a version is refused by itself: the picture returns to an earlier version instead.
    pub async fn unassign(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
    ) -> AppResult<Committed<Vec<FileResult>>> {
        bounded(files)?;
        let (galleries, pictures) = self.places_of(actor, files).await?;
        let tx = self.kernel.write().await?;
        lock(&tx, actor.studio, galleries).await?;
        lock_products(&tx, actor.studio, &pictures).await?;
        let mut fates = HashMap::new();
        let mut by_target: BTreeMap<Target, Vec<Writable<StagingImage>>> = BTreeMap::new();
        for file in found(&tx, actor, files).await? {
            let placed = file.get().placed().map(|target| target.cloned());
            match placed {
                Ok(Some(target)) => by_target.entry(target).or_default().push(file),
                Ok(None) => {
                    fates.insert(file.get().id, fate_of(file.get()));
                }
                Err(violation) => {
                    fates.insert(file.get().id, Fate::Refused(violation));
                }
            }
        }
        let mut taken = Vec::new();
        let mut events = Vec::new();
        for (target, files) in by_target {
            if let Err(violation) = self.take_out(&tx, actor, &target, &files, &mut events).await? {
                let refused = files.iter().map(|file| (file.get().id, Fate::Refused(violation.clone())));
                fates.extend(refused);
                continue;
            }
            // The formula must not put them back.
            let said = Said { outcome: Outcome::ManualUnassign, gallery: Some(target.gallery) };
            lock_by_hand(&self.kernel, &tx, actor, &files, |_| said).await?;
            for file in files {
                let file = file.change(|file| {
                    file.take_back(actor.now);
                    Ok(())
                })?;
                fates.insert(file.get().id, fate_of(file.get()));
                taken.push(file);
            }
        }
        tx.staging().update_states(&taken, actor.now).await?;
        tx.events().record_all(&events).await?;
        Ok(tx.commit(in_order(files, fates)).await?)
    }

    /// Throws files away; they can be restored for a while. What is in a gallery is refused by itself.
    pub async fn discard(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
    ) -> AppResult<Committed<Vec<FileResult>>> {
        self.move_in_tray(actor, files, EventKind::StagingDiscarded, |file| file.discard(actor.now)).await
    }

    /// Brings back what was thrown away.
    pub async fn restore(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
    ) -> AppResult<Committed<Vec<FileResult>>> {
        let restore = |file: &mut StagingImage| {
            file.restore(actor.now);
            Ok(())
        };
        self.move_in_tray(actor, files, EventKind::StagingRestored, restore).await
    }

    async fn move_in_tray(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
        kind: EventKind,
        change: impl Fn(&mut StagingImage) -> Result<(), RuleViolation>,
    ) -> AppResult<Committed<Vec<FileResult>>> {
        bounded(files)?;
        let tx = self.kernel.write().await?;
        let mut fates = HashMap::new();
        let mut moved = Vec::new();
        for file in found(&tx, actor, files).await? {
            let (id, before) = (file.get().id, file.get().state);
            match file.change(&change) {
                Ok(file) => {
                    fates.insert(id, fate_of(file.get()));
                    if file.get().state != before {
                        moved.push(file);
                    }
                }
                Err(violation) => {
                    fates.insert(id, Fate::Refused(violation));
                }
            }
        }
        if !moved.is_empty() {
            tx.staging().update_states(&moved, actor.now).await?;
            let ids: Vec<i64> = moved.iter().map(|file| file.get().id.0).collect();
            let payload = json!({ "staging_ids": ids });
            tx.events().record(&did(actor, kind, Context::Studio(actor.studio), payload)).await?;
        }
        Ok(tx.commit(in_order(files, fates)).await?)
    }

    /// The galleries that the files are in and the pictures that they have become, so that the galleries, and the products
    /// that show the pictures, can be locked before the files.
    async fn places_of(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
    ) -> AppResult<(Vec<GalleryId>, Vec<ImageId>)> {
        let scope = Scope::for_job(actor.studio, "lock_order", actor.now);
        let tx = self.kernel.read().await?;
        let (mut galleries, mut pictures) = (Vec::new(), Vec::new());
        for file in tx.staging().find_many(actor.studio, files).await? {
            let Some(assignment) = file.read(scope.actor())?.assignment else { continue };
            if let Some(target) = assignment.target {
                galleries.push(target.gallery);
                pictures.push(assignment.image);
            }
        }
        Ok((galleries, pictures))
    }

    /// Takes the pictures of these files out of the gallery's groups of the type.
    async fn take_out(
        &self,
        tx: &Tx,
        actor: &Actor,
        target: &Target,
        files: &[Writable<StagingImage>],
        events: &mut Vec<Event>,
    ) -> AppResult<Result<(), RuleViolation>> {
        let gallery = tx.galleries().find(actor.studio, target.gallery).await?.ok_or(AppError::NotFound)?;
        let gallery: Gallery = gallery.allowed(actor, Action::UploadImages)?;
        if gallery.deleted_at.is_none()
            && let Err(violation) = gallery.accepts_images()
        {
            return Ok(Err(violation));
        }
        let kept = kept(tx, actor, target, files).await?;
        let assignments = files.iter().filter_map(|file| file.get().assignment.as_ref());
        // What the pool had may have hung there before, and then it stays.
        let (mut made, mut put) = (Vec::new(), Vec::new());
        for assignment in assignments.filter(|assignment| !kept.contains(&assignment.image)) {
            if assignment.made_image {
                made.push(assignment.image);
            } else {
                put.push((assignment.image, assignment.at));
            }
        }
        let (mut changed, mut products) = (vec![gallery.id], Vec::new());
        for attachment in tx.groups().of_gallery(gallery.id).await? {
            if attachment.group_type != target.group_type {
                continue;
            }
            let group = tx.groups().find(actor.studio, attachment.group).await?.ok_or(AppError::NotFound)?;
            let group = group.write(actor, Action::UploadImages)?;
            let removed = tx.groups().remove_images(&group, &made).await?
                + tx.groups().remove_images_of(&group, &put).await?;
            if removed > 0 {
                changed.extend(tx.galleries().showing_group(attachment.group).await?);
                products.extend(tx.products().showing_group(attachment.group).await?);
            }
        }
        let deleted = tx.staging().delete_loose(actor.studio, &made, actor.now).await?;
        let (deleted, copies): (Vec<ImageId>, Vec<_>) = deleted.into_iter().unzip();
        unwanted(tx, actor.studio, copies.into_iter().flatten(), actor.now).await?;
        tx.galleries().content_changed(&changed, actor.now).await?;
        tx.products().pictures_left(&products).await?;
        events.extend(told(actor, target, files, &deleted));
        Ok(Ok(()))
    }
}

/// The pictures as which other files stay in the same group: what a picture was is a file of its own.
async fn kept(
    tx: &Tx,
    actor: &Actor,
    target: &Target,
    files: &[Writable<StagingImage>],
) -> AppResult<HashSet<ImageId>> {
    let going: HashSet<StagingImageId> = files.iter().map(|file| file.get().id).collect();
    let images = files.iter().filter_map(|file| file.get().assignment.as_ref());
    let images: Vec<ImageId> = images.map(|assignment| assignment.image).collect();
    let there = tx.staging().assigned_as(actor.studio, target, &images).await?;
    Ok(there.into_iter().filter(|(file, _)| !going.contains(file)).map(|(_, image)| image).collect())
}

fn told(actor: &Actor, target: &Target, files: &[Writable<StagingImage>], deleted: &[ImageId]) -> Vec<Event> {
    let ids: Vec<i64> = files.iter().map(|file| file.get().id.0).collect();
    let payload = json!({ "type": target.group_type.as_str(), "staging_ids": ids });
    let subject = Context::Gallery(target.gallery);
    let mut events = vec![did(actor, EventKind::StagingUnassigned, subject, payload)];
    for &image in deleted {
        events.push(did(actor, EventKind::ImageDeleted, Context::Image(image), json!({})));
    }
    events
}

pub(super) fn fate_of(file: &StagingImage) -> Fate {
    match (file.state, &file.assignment) {
        (StagingState::Assigned, Some(assignment)) => Fate::Assigned(assignment.image),
        (StagingState::Discarded, _) => Fate::Discarded,
        _ => Fate::InTray,
    }
}
