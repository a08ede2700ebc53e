//! Photographs that belong together.

use std::collections::{BTreeMap, BTreeSet};

use atelier_domain::access::Actor;
use atelier_domain::library::{
    Hothash, PhotoStack, STACK_MAX, STACK_MIN, Shelf, StackKind, StackSuggestion, StackWords, bursts,
    not_in_stack, told_apart,
};
use atelier_domain::{PhotoId, PhotoStackId};
use chrono::NaiveDateTime;

use super::open_own;
use crate::kernel::{Kernel, ensure_version};
use crate::paging::{Page, PageRequest};
use crate::ports::stacks::{NewStack, ShotFilter, StackEntry, StackedPhoto};
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

/// How many photographs are looked at for what belongs together; older ones are reached by `taken_before`.
const SHOTS_MAX: u64 = 10_000;

/// How quickly a burst is taken unless it is said otherwise, in seconds from one photograph to the next.
const WITHIN: i64 = 2;

/// The longest that can be asked for.
const WITHIN_MAX: i64 = 60;

/// A new stack. Photographs are named by their hothashes; what is none is nobody's.
#[derive(Debug, Clone)]
pub struct StackInput {
    pub kind: StackKind,
    pub title: Option<String>,
    pub hothashes: Vec<String>,
    pub cover: Option<String>,
}

/// A change to a stack. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default)]
pub struct StackPatch {
    pub kind: Option<StackKind>,
    pub title: Option<Option<String>>,
    pub cover: Option<Option<String>>,
}

/// Among which photographs stacks are looked for, and how close in time.
#[derive(Debug, Clone, Copy, Default)]
pub struct SuggestInput {
    pub within_seconds: Option<i64>,
    pub taken_after: Option<NaiveDateTime>,
    pub taken_before: Option<NaiveDateTime>,
}

/// Use cases around stacks.
#[derive(Clone)]
pub struct Stacks {
    kernel: Kernel,
}

impl Stacks {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    /// The stacks of the actor's library, the newest first.
    pub async fn list(
        &self,
        actor: &Actor,
        kind: Option<StackKind>,
        page: PageRequest,
    ) -> AppResult<Page<StackEntry>> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        Ok(tx.stacks().list(shelf, kind, page).await?)
    }

    pub async fn read(&self, actor: &Actor, id: PhotoStackId) -> AppResult<StackEntry> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        let stack = find(&tx, shelf, id).await?;
        let photos = tx.stacks().photos(shelf, id).await?;
        Ok(StackEntry { stack, photos })
    }

    /// Makes a stack of photographs, which leave the stacks in which they are.
    pub async fn create(&self, actor: &Actor, input: StackInput) -> AppResult<Committed<StackEntry>> {
        let StackInput { kind, title, hothashes, cover } = input;
        let title = PhotoStack::checked_title(title.as_deref())?;
        PhotoStack::checked_size(hothashes.len())?;
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        let photos = named(&tx, shelf, &hothashes).await?;
        PhotoStack::checked_size(photos.len())?;
        let cover = covering(&tx, shelf, cover.as_deref()).await?;
        let mut stack = tx.stacks().insert(shelf, NewStack { kind, title, now: actor.now }).await?;
        tx.stacks().put(shelf, stack.id, &photos, actor.now).await?;
        if cover.is_some() {
            let words = StackWords { cover: Some(cover), ..StackWords::default() };
            stack.describe(words, &photos, actor.now)?;
            stack = tx.stacks().update(shelf, &stack).await?;
        }
        let photos = tx.stacks().photos(shelf, stack.id).await?;
        Ok(tx.commit(StackEntry { stack, photos }).await?)
    }

    /// Changes kind, title and cover.
    pub async fn change(
        &self,
        actor: &Actor,
        id: PhotoStackId,
        patch: StackPatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<StackEntry>> {
        let StackPatch { kind, title, cover } = patch;
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        let mut stack = find(&tx, shelf, id).await?;
        ensure_version(stack.version, expected)?;
        let cover = match cover {
            Some(cover) => Some(covering(&tx, shelf, cover.as_deref()).await?),
            None => None,
        };
        let photos = tx.stacks().photos(shelf, id).await?;
        stack.describe(StackWords { kind, title, cover }, &ids(&photos), actor.now)?;
        let stack = tx.stacks().update(shelf, &stack).await?;
        Ok(tx.commit(StackEntry { stack, photos }).await?)
    }

    /// Removes a stack; its photographs stay.
    pub async fn remove(
        &self,
        actor: &Actor,
        id: PhotoStackId,
        expected: Option<i64>,
    ) -> AppResult<Committed<()>> {
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        let stack = find(&tx, shelf, id).await?;
        ensure_version(stack.version, expected)?;
        tx.stacks().remove(shelf, id).await?;
        Ok(tx.commit(()).await?)
    }

    /// Puts photographs at the end of a stack; they leave the stacks in which they are.
    pub async fn add(
        &self,
        actor: &Actor,
        id: PhotoStackId,
        hothashes: &[String],
    ) -> AppResult<Committed<StackEntry>> {
        bounded(hothashes)?;
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        let stack = find(&tx, shelf, id).await?;
        let named = named(&tx, shelf, hothashes).await?;
        let photos = tx.stacks().photos(shelf, id).await?;
        let present = ids(&photos);
        let fresh: Vec<PhotoId> = named.into_iter().filter(|photo| !present.contains(photo)).collect();
        if fresh.is_empty() {
            return Ok(tx.commit(StackEntry { stack, photos }).await?);
        }
        PhotoStack::ensure_room(present.len(), fresh.len())?;
        tx.stacks().put(shelf, id, &fresh, actor.now).await?;
        let photos = tx.stacks().photos(shelf, id).await?;
        finish(tx, shelf, actor, stack, photos).await
    }

    /// Takes a photograph out of a stack. A stack that is left with one goes, and nothing is answered then.
    pub async fn take(
        &self,
        actor: &Actor,
        id: PhotoStackId,
        hothash: &Hothash,
    ) -> AppResult<Committed<Option<StackEntry>>> {
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        let stack = find(&tx, shelf, id).await?;
        let photo = tx.photos().find(shelf, hothash).await?.ok_or(AppError::NotFound)?;
        if tx.stacks().take(shelf, id, &[photo.id]).await? == 0 {
            return Err(AppError::NotFound);
        }
        let photos = tx.stacks().photos(shelf, id).await?;
        if photos.len() < STACK_MIN {
            tx.stacks().remove(shelf, id).await?;
            return Ok(tx.commit(None).await?);
        }
        Ok(finish(tx, shelf, actor, stack, photos).await?.map(Some))
    }

    /// Gives the photographs of a stack a new order. Those that are not named keep theirs, behind the named ones.
    pub async fn reorder(
        &self,
        actor: &Actor,
        id: PhotoStackId,
        hothashes: &[String],
    ) -> AppResult<Committed<StackEntry>> {
        bounded(hothashes)?;
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        let stack = find(&tx, shelf, id).await?;
        let named = named(&tx, shelf, hothashes).await?;
        let present = ids(&tx.stacks().photos(shelf, id).await?);
        if named.iter().any(|photo| !present.contains(photo)) {
            return Err(not_in_stack("hothashes").into());
        }
        let rest: Vec<PhotoId> = present.into_iter().filter(|photo| !named.contains(photo)).collect();
        let order = [named, rest].concat();
        tx.stacks().arrange(shelf, id, &order).await?;
        let photos = tx.stacks().photos(shelf, id).await?;
        finish(tx, shelf, actor, stack, photos).await
    }

    /// What seems to belong together among the newest photographs that are in no stack. Nothing is written.
    pub async fn suggest(&self, actor: &Actor, input: SuggestInput) -> AppResult<Vec<StackSuggestion>> {
        let SuggestInput { within_seconds, taken_after, taken_before } = input;
        let shelf = Shelf::of(actor)?;
        let within = within_seconds.unwrap_or(WITHIN);
        if !(1..=WITHIN_MAX).contains(&within) {
            let message = format!("within_seconds must be from 1 to {WITHIN_MAX}");
            return Err(AppError::invalid("within_seconds", "out_of_range", message));
        }
        let micros = |at: NaiveDateTime| at.and_utc().timestamp_micros();
        let filter = ShotFilter { from: taken_after.map(micros), until: taken_before.map(micros) };
        let tx = self.kernel.read().await?;
        let runs = bursts(tx.stacks().loose_shots(shelf, filter, SHOTS_MAX).await?, within);
        let photos: Vec<PhotoId> = runs.iter().flatten().map(|shot| shot.photo).collect();
        let biases = tx.stacks().exposure_biases(shelf, &photos).await?;
        Ok(told_apart(runs, &biases))
    }
}

async fn find(tx: &Tx, shelf: Shelf, id: PhotoStackId) -> AppResult<PhotoStack> {
    tx.stacks().find(shelf, id).await?.ok_or(AppError::NotFound)
}

fn ids(photos: &[StackedPhoto]) -> Vec<PhotoId> {
    photos.iter().map(|photo| photo.id).collect()
}

fn bounded(hothashes: &[String]) -> AppResult<()> {
    if hothashes.is_empty() || hothashes.len() > STACK_MAX {
        let message = format!("hothashes must name 1 to {STACK_MAX} photos");
        return Err(AppError::invalid("hothashes", "out_of_range", message));
    }
    Ok(())
}

/// Each photograph once, in the order in which they were named. One that is not there, or somebody else's, is the same.
async fn named(tx: &Tx, shelf: Shelf, hothashes: &[String]) -> AppResult<Vec<PhotoId>> {
    let parsed: Option<Vec<Hothash>> = hothashes.iter().map(|raw| Hothash::parse(raw)).collect();
    let hothashes = parsed.ok_or(AppError::NotFound)?;
    let found = tx.stacks().named(shelf, &hothashes).await?;
    let found: BTreeMap<Hothash, PhotoId> =
        found.into_iter().map(|StackedPhoto { id, hothash }| (hothash, id)).collect();
    let mut seen = BTreeSet::new();
    let mut photos = Vec::with_capacity(hothashes.len());
    for hothash in &hothashes {
        let photo = *found.get(hothash).ok_or(AppError::NotFound)?;
        if seen.insert(photo) {
            photos.push(photo);
        }
    }
    Ok(photos)
}

async fn covering(tx: &Tx, shelf: Shelf, cover: Option<&str>) -> AppResult<Option<PhotoId>> {
    let Some(cover) = cover else { return Ok(None) };
    let hothash = Hothash::parse(cover).ok_or(AppError::NotFound)?;
    let photo = tx.photos().find(shelf, &hothash).await?.ok_or(AppError::NotFound)?;
    Ok(Some(photo.id))
}

/// Writes that the stack holds other photographs now, or in another order.
async fn finish(
    tx: Tx,
    shelf: Shelf,
    actor: &Actor,
    mut stack: PhotoStack,
    photos: Vec<StackedPhoto>,
) -> AppResult<Committed<StackEntry>> {
    stack.rearranged(&ids(&photos), actor.now);
    let stack = tx.stacks().update(shelf, &stack).await?;
    Ok(tx.commit(StackEntry { stack, photos }).await?)
}
