//! Making lists, changing them, and handing them in.

use std::collections::HashMap;

use atelier_domain::access::{Action, Actor, Unchecked, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::identity::UserKind;
use atelier_domain::proofing::{Selection, SelectionTerms};
use atelier_domain::{GalleryId, ImageId, SelectionId};

use super::{Selections, fillable, find, save, tell};
use crate::access::visible_levels;
use crate::galleries::{find as find_gallery, live};
use crate::kernel::ensure_version;
use crate::ports::selections::{NewSelection, SelectionEntry};
use crate::ports::{Committed, Tx};
use crate::products::{PriceInput, priced};
use crate::{AppError, AppResult};

/// The fields of a price.
const PRICE: [&str; 2] = ["extra_price.amount", "extra_price.currency"];

/// How many lists a person makes in one gallery.
const LISTS_MAX: usize = 50;

/// So many pictures are named beside the lists of a gallery; whoever has more reads those lists by pages.
const IDS_MAX: usize = 10_000;

/// Gives the lists their pictures, which come in the order of the lists. More of them than `most` were cut off somewhere:
/// that list, and those behind it, get none, because half a list would be taken for a whole one.
fn fill(lists: &mut [SelectionEntry], found: Vec<(SelectionId, ImageId)>, most: usize) {
    let cut = if found.len() > most { found.last().map(|(list, _)| *list) } else { None };
    let mut ids: HashMap<SelectionId, Vec<ImageId>> = HashMap::new();
    for (list, image) in found {
        ids.entry(list).or_default().push(image);
    }
    for entry in lists {
        let id = entry.selection.id;
        if cut.is_none_or(|cut| id < cut) {
            entry.image_ids = Some(ids.remove(&id).unwrap_or_default());
        }
    }
}

/// A new list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionInput {
    pub name: String,
    pub note: Option<String>,
    pub included: Option<i32>,
    pub extra_price: Option<PriceInput>,
    pub max_images: Option<i32>,
}

/// A change to a list. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelectionPatch {
    pub name: Option<String>,
    pub note: Option<Option<String>>,
    pub included: Option<Option<i32>>,
    pub extra_price: Option<Option<PriceInput>>,
    pub max_images: Option<Option<i32>>,
}

impl SelectionPatch {
    fn touches_terms(&self) -> bool {
        self.included.is_some() || self.extra_price.is_some() || self.max_images.is_some()
    }
}

impl Selections {
    /// The lists of a gallery that the actor may know of, with the pictures in them if they are wanted.
    pub async fn list(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        image_ids: bool,
    ) -> AppResult<Vec<SelectionEntry>> {
        let tx = self.kernel.read().await?;
        let gallery = live(find_gallery(&tx, actor, gallery).await?.read(actor)?)?;
        let of = actor.is_guest().then_some(actor.user);
        let mut lists = tx.selections().of_gallery(gallery.id, of).await?;
        if image_ids {
            let levels = visible_levels(actor, &gallery);
            let found = tx.selections().listed_ids(&gallery, of, &levels, IDS_MAX as u64 + 1).await?;
            fill(&mut lists, found, IDS_MAX);
        }
        Ok(lists)
    }

    pub async fn read(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        id: SelectionId,
    ) -> AppResult<SelectionEntry> {
        let tx = self.kernel.read().await?;
        live(find_gallery(&tx, actor, gallery).await?.read(actor)?)?;
        let selection = find(&tx, actor, gallery, id).await?.read(actor)?;
        Ok(tx.selections().entry(&selection).await?)
    }

    /// Makes a list. The studio's are for everybody who comes to the gallery, and only they have terms; everybody else's
    /// are their own.
    pub async fn create(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        input: SelectionInput,
    ) -> AppResult<Committed<SelectionEntry>> {
        let (name, note) = Selection::checked_words(&input.name, input.note.as_deref())?;
        let (tx, gallery) = self.open(actor, gallery).await?;
        let of_studio = actor.is(UserKind::Studio);
        let action = if of_studio { Action::EditGallery } else { Action::ApproveImages };
        let gallery = find_gallery(&tx, actor, gallery.id).await?.allowed(actor, action)?;
        gallery.accepts_decisions()?;
        let terms = SelectionTerms {
            included: input.included,
            extra_price: priced(&tx, actor, input.extra_price, PRICE).await?,
            max_images: input.max_images,
        };
        if !of_studio && terms != SelectionTerms::default() {
            return Err(AppError::Forbidden(Action::EditGallery));
        }
        let owner = (!of_studio).then_some(actor.user);
        let lists = tx.selections().of_gallery(gallery.id, owner).await?;
        if lists.iter().filter(|entry| entry.selection.owner == owner).count() >= LISTS_MAX {
            let message = format!("a gallery has at most {LISTS_MAX} selections of one person");
            return Err(AppError::conflict("too_many_selections", message));
        }
        let new = NewSelection {
            studio: actor.studio,
            gallery: gallery.id,
            owner,
            name,
            note,
            terms: terms.checked()?,
            now: actor.now,
        };
        let selection = tx.selections().insert(new).await?;
        tell(&tx, actor, &selection, EventKind::SelectionCreated).await?;
        let entry = tx.selections().entry(&selection).await?;
        Ok(tx.commit(entry).await?)
    }

    /// Changes name, note and terms. People change their own lists while they are open; terms are the studio's.
    pub async fn change(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        id: SelectionId,
        patch: SelectionPatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<SelectionEntry>> {
        let (tx, gallery) = self.open(actor, gallery).await?;
        let found = find(&tx, actor, gallery.id, id).await?;
        let selection = owned(found, actor, patch.touches_terms())?;
        ensure_version(selection.get().version, expected)?;
        let old = selection.get().clone();
        let terms = SelectionTerms {
            included: patch.included.unwrap_or(old.terms.included),
            extra_price: match patch.extra_price.clone() {
                Some(input) => priced(&tx, actor, input, PRICE).await?,
                None => old.terms.extra_price,
            },
            max_images: patch.max_images.unwrap_or(old.terms.max_images),
        };
        let chosen = tx.selections().count(&old).await?;
        let name = patch.name.unwrap_or(old.name);
        let note = patch.note.unwrap_or(old.note);
        let selection = selection.change(|selection| {
            selection.describe(&name, note.as_deref(), actor.now)?;
            selection.set_terms(terms, chosen, actor.now)
        })?;
        self.finish(tx, actor, selection, EventKind::SelectionChanged).await
    }

    /// Removes a list; its pictures stay where they are.
    pub async fn remove(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        id: SelectionId,
    ) -> AppResult<Committed<()>> {
        let (tx, gallery) = self.open(actor, gallery).await?;
        let selection = owned(find(&tx, actor, gallery.id, id).await?, actor, false)?;
        tx.selections().remove(&selection).await?;
        tell(&tx, actor, selection.get(), EventKind::SelectionDeleted).await?;
        Ok(tx.commit(()).await?)
    }

    /// Hands the list in: from then on it stands, until the studio reopens it.
    pub async fn submit(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        id: SelectionId,
    ) -> AppResult<Committed<SelectionEntry>> {
        let (tx, gallery) = self.open(actor, gallery).await?;
        let selection = fillable(find(&tx, actor, gallery.id, id).await?, actor)?;
        gallery.accepts_decisions()?;
        let chosen = tx.selections().count(selection.get()).await?;
        let selection = selection.change(|selection| selection.submit(actor.user, chosen, actor.now))?;
        self.finish(tx, actor, selection, EventKind::SelectionSubmitted).await
    }

    /// Closes the list, submitted or not.
    pub async fn lock(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        id: SelectionId,
    ) -> AppResult<Committed<SelectionEntry>> {
        let (tx, gallery) = self.open(actor, gallery).await?;
        let selection = find(&tx, actor, gallery.id, id).await?.write(actor, Action::EditGallery)?;
        let selection = selection.change(|selection| {
            selection.lock(actor.now);
            Ok(())
        })?;
        self.finish(tx, actor, selection, EventKind::SelectionLocked).await
    }

    /// Lets people choose anew.
    pub async fn reopen(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        id: SelectionId,
    ) -> AppResult<Committed<SelectionEntry>> {
        let (tx, gallery) = self.open(actor, gallery).await?;
        let selection = find(&tx, actor, gallery.id, id).await?.write(actor, Action::EditGallery)?;
        let selection = selection.change(|selection| selection.reopen(actor.now))?;
        self.finish(tx, actor, selection, EventKind::SelectionReopened).await
    }

    pub(super) async fn finish(
        &self,
        tx: Tx,
        actor: &Actor,
        selection: Writable<Selection>,
        kind: EventKind,
    ) -> AppResult<Committed<SelectionEntry>> {
        let saved = save(&tx, actor, &selection, kind).await?;
        let entry = tx.selections().entry(&saved).await?;
        Ok(tx.commit(entry).await?)
    }
}

/// The list with leave to change it as a whole: the studio may, and whose it is while it is open.
fn owned(found: Unchecked<Selection>, actor: &Actor, terms: bool) -> AppResult<Writable<Selection>> {
    if actor.is(UserKind::Studio) || terms {
        return Ok(found.write(actor, Action::EditGallery)?);
    }
    let selection = fillable(found, actor)?;
    if selection.get().owner.is_none() {
        return Err(AppError::Forbidden(Action::EditGallery));
    }
    selection.get().ensure_open()?;
    Ok(selection)
}

#[cfg(test)]
mod tests {
    use atelier_domain::proofing::SelectionState;
    use atelier_domain::{OrganizationId, StudioId, Timestamp};

    use super::*;

    fn list(id: i64) -> SelectionEntry {
        let at = Timestamp::UNIX_EPOCH;
        let selection = Selection {
            id: SelectionId(id),
            studio: StudioId(1),
            gallery: GalleryId(1),
            organization: OrganizationId(1),
            owner: None,
            name: "Album".to_owned(),
            note: None,
            terms: SelectionTerms::default(),
            state: SelectionState::Open,
            submitted_at: None,
            submitted_by: None,
            version: 1,
            created_at: at,
            updated_at: at,
        };
        SelectionEntry { selection, owner_name: None, image_count: 0, image_ids: None }
    }

    /// What three lists, the second of them empty, get of these pictures where so many fit.
    fn filled(found: &[(i64, i64)], most: usize) -> Vec<Option<Vec<i64>>> {
        let mut lists = [1, 2, 3].map(list);
        let found = found.iter().map(|(list, image)| (SelectionId(*list), ImageId(*image))).collect();
        fill(&mut lists, found, most);
        let ids = |ids: Vec<ImageId>| ids.into_iter().map(|id| id.0).collect();
        lists.into_iter().map(|list| list.image_ids.map(ids)).collect()
    }

    #[test]
    fn half_a_list_is_never_taken_for_a_whole_one() {
        let all = [(1, 7), (1, 5), (3, 9)];
        assert_eq!(filled(&all, 3), [Some(vec![7, 5]), Some(vec![]), Some(vec![9])]);
        // One more than fits was read.
        assert_eq!(filled(&all, 2), [Some(vec![7, 5]), Some(vec![]), None]);
        assert_eq!(filled(&[(1, 7), (1, 5)], 1), [None, None, None]);
        assert_eq!(filled(&[], 1), [Some(vec![]), Some(vec![]), Some(vec![])]);
    }
}
