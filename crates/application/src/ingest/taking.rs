//! How files of the tray become versions, many at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use atelier_domain::access::{Action, Actor, Context, Unchecked, Writable};
use atelier_domain::events::{Event, EventKind};
use atelier_domain::images::{Evidence, Image, Mirror, Original, next_version};
use atelier_domain::ingest::{StagingImage, StagingState};
use atelier_domain::{ImageId, RuleViolation, StagingImageId};
use serde_json::json;

use super::assign::{Fate, left_tray};
use super::matching::{Said, lock_by_hand};
use super::tray::Tray;
use crate::images::{unwanted, version_job};
use crate::kernel::did;
use crate::ports::{KnownBytes, NewJob, NewVersion, StoreError, TakenAs, Tx};
use crate::{AppError, AppResult};

/// A file that becomes a version of a picture, and why of that one.
pub(super) struct Retouched {
    pub(super) file: Writable<StagingImage>,
    pub(super) image: ImageId,
    pub(super) evidence: Option<Evidence>,
}

/// Makes each file the next version of its picture, in this order. The files, the pictures and the galleries that show
/// these are locked.
pub(super) async fn take_all(
    tray: &Tray,
    tx: &Tx,
    actor: &Actor,
    retouched: Vec<Retouched>,
    pictures: HashMap<ImageId, Writable<Image>>,
    notes: Option<&str>,
    said: Said,
) -> AppResult<HashMap<StagingImageId, Fate>> {
    let mut fates = HashMap::new();
    if retouched.is_empty() {
        return Ok(fates);
    }
    let hashes: Vec<String> = retouched.iter().filter_map(|it| it.file.get().content_hash.clone()).collect();
    let known = tx.versions().with_hashes(actor.studio, &hashes).await?;
    let known: HashMap<String, KnownBytes> =
        known.into_iter().map(|known| (known.content_hash.clone(), known)).collect();
    let ids: Vec<ImageId> = pictures.keys().copied().collect();
    let highest = tx.versions().highest_of(&ids).await?;
    let mut taking = Taking::new(tx, actor, notes, pictures, highest);
    for Retouched { file, image, evidence } in retouched {
        let id = file.get().id;
        let known = file.get().content_hash.as_ref().and_then(|hash| known.get(hash));
        let fate = match taking.take(file, image, known).await? {
            Ok(number) => Fate::Versioned { image, number, evidence },
            Err(violation) => Fate::Refused(violation),
        };
        fates.insert(id, fate);
    }
    taking.finish(tray, said).await?;
    Ok(fates)
}

/// What is left to do until a file is a version of a picture.
enum Step {
    /// Nothing: the file says that it is.
    Done(i32),
    /// The picture has had these bytes, and only the file does not know it.
    Had(i32),
    New(i32, Box<Original>),
}

fn step(
    file: &StagingImage,
    image: ImageId,
    known: Option<&KnownBytes>,
    highest: i32,
) -> Result<Step, RuleViolation> {
    let is_free = file.can_become_version_of(image)?;
    match known {
        Some(known) if known.image != image => {
            let message = format!("the studio has these bytes as version {} of another image", known.number);
            Err(RuleViolation::conflict("image_exists", message))
        }
        Some(known) if is_free => Ok(Step::Had(known.number)),
        Some(known) => Ok(Step::Done(known.number)),
        None => {
            // What is a version already has bytes that are known, and what waits has an original.
            let original = file.original().filter(|_| is_free);
            let missing = || RuleViolation::conflict("staging_failed", "nothing is kept of this file");
            let original = original.ok_or_else(missing)?;
            Ok(Step::New(next_version(highest)?, Box::new(original)))
        }
    }
}

/// Files on their way to being versions, with all that is to be written at the end for all of them.
struct Taking<'a> {
    tx: &'a Tx,
    actor: &'a Actor,
    notes: Option<&'a str>,
    /// The pictures, as they are by now.
    pictures: HashMap<ImageId, Writable<Image>>,
    /// The highest number that each of them has given, if it has had several files.
    highest: HashMap<ImageId, i32>,
    /// What pictures were before the first of their new versions.
    left: BTreeMap<ImageId, Writable<Image>>,
    made: Vec<(Writable<Image>, NewVersion)>,
    /// Copies of what the pictures were.
    copies: Vec<Mirror>,
    /// Pictures that can be copied as they are now.
    ready: BTreeSet<ImageId>,
    files: Vec<Writable<StagingImage>>,
    taken_as: Vec<TakenAs>,
    jobs: Vec<NewJob>,
    events: Vec<Event>,
}

impl<'a> Taking<'a> {
    fn new(
        tx: &'a Tx,
        actor: &'a Actor,
        notes: Option<&'a str>,
        pictures: HashMap<ImageId, Writable<Image>>,
        highest: HashMap<ImageId, i32>,
    ) -> Self {
        Self {
            tx,
            actor,
            notes,
            pictures,
            highest,
            left: BTreeMap::new(),
            made: Vec::new(),
            copies: Vec::new(),
            ready: BTreeSet::new(),
            files: Vec::new(),
            taken_as: Vec::new(),
            jobs: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Makes the file the next version of the picture; the number that it has.
    async fn take(
        &mut self,
        file: Writable<StagingImage>,
        image: ImageId,
        known: Option<&KnownBytes>,
    ) -> AppResult<Result<i32, RuleViolation>> {
        let highest = self.highest.get(&image).copied().unwrap_or(1);
        let (number, was_known) = match step(file.get(), image, known, highest) {
            Err(violation) => return Ok(Err(violation)),
            Ok(Step::Done(number)) => return Ok(Ok(number)),
            Ok(Step::Had(number)) => (number, true),
            Ok(Step::New(number, original)) => {
                self.replace(file.get(), image, number, *original).await?;
                (number, false)
            }
        };
        self.taken_as.push(TakenAs { image, number, was_known });
        self.files.push(file);
        Ok(Ok(number))
    }

    /// The picture becomes the file. Each is written by itself: the bytes have to pass through the picture's own row,
    /// where nobody else can bring them at the same moment.
    async fn replace(
        &mut self,
        file: &StagingImage,
        image: ImageId,
        number: i32,
        original: Original,
    ) -> AppResult<()> {
        let now = self.actor.now;
        let before = self.pictures.remove(&image).ok_or(AppError::Busy)?;
        let from = before.get().current_version;
        self.left.entry(image).or_insert_with(|| before.clone());
        // With the previews that are handed over the picture can be looked at at once.
        let looks = file.perceptual_hash.filter(|_| file.state == StagingState::Ready);
        let after = before.change(|picture| {
            self.copies.extend(picture.replace(number, original, now));
            if let Some(looks) = looks {
                picture.became_ready(looks, now);
            }
            Ok(())
        })?;
        let written = self.tx.images().update(&after).await.map_err(passing)?;
        if looks.is_some() {
            self.ready.insert(image);
        } else {
            self.ready.remove(&image);
        }
        self.tell(&written, from, file.id, looks.is_some());
        let new = NewVersion {
            filename: file.filename.clone(),
            notes: self.notes.map(str::to_owned),
            created_by: Some(self.actor.user),
            now,
        };
        let written = Unchecked::from_storage(written).write(self.actor, Action::VersionImages)?;
        self.made.push((written.clone(), new));
        self.highest.insert(image, number);
        self.pictures.insert(image, written);
        Ok(())
    }

    fn tell(&mut self, image: &Image, from: i32, file: StagingImageId, is_ready: bool) {
        let subject = Context::Image(image.id);
        let payload = json!({
            "version": image.current_version,
            "from_version": from,
            "content_hash": image.content_hash,
            "staging_id": file.0,
        });
        self.events.push(did(self.actor, EventKind::ImageVersioned, subject, payload));
        if is_ready {
            self.events.push(did(self.actor, EventKind::ImageReady, subject, json!({})));
        } else {
            let job = version_job(image.studio, image.id, image.current_version, self.actor.now);
            self.jobs.push(job);
        }
    }

    /// Writes what is left, for all files at once.
    async fn finish(self, tray: &Tray, said: Said) -> AppResult<()> {
        let Self { tx, actor, left, made, copies, ready, files, taken_as, jobs, events, .. } = self;
        let changed: Vec<ImageId> = left.keys().copied().collect();
        let left: Vec<Writable<Image>> = left.into_values().collect();
        tx.versions().set_aside_all(&left).await?;
        tx.versions().insert_all(made).await.map_err(passing)?;
        let taken: Vec<(&Writable<StagingImage>, TakenAs)> = files.iter().zip(taken_as).collect();
        tx.staging().become_versions(&taken, actor.now).await?;
        let images = taken.iter().map(|(file, taken)| (file.get().id, taken.image)).collect();
        left_tray(tx, actor, &files, &images).await?;
        let galleries = tx.galleries().showing(&changed).await?;
        tx.galleries().content_changed(&galleries, actor.now).await?;
        tx.jobs().enqueue_all(jobs).await?;
        unwanted(tx, actor.studio, copies, actor.now).await?;
        let ready: Vec<ImageId> = ready.into_iter().collect();
        tray.mirroring.wanted(tx, actor.studio, &ready, actor.now).await?;
        lock_by_hand(&tray.kernel, tx, actor, &files, |_| said).await?;
        tx.events().record_all(&events).await?;
        Ok(())
    }
}

/// Between the look and the write the bytes became another picture, which the next attempt will know.
fn passing(error: StoreError) -> AppError {
    match error {
        StoreError::Conflict { constraint: "content_hash" } => AppError::Busy,
        other => other.into(),
    }
}
