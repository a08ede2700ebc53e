//! Words that people put on their photographs.

use atelier_domain::access::Actor;
use atelier_domain::library::{Hothash, Photo, Shelf, Tag, TagName};
use atelier_domain::{PhotoId, RuleViolation, TagId, text};

use super::open_own;
use crate::kernel::{Kernel, ensure_version};
use crate::paging::{Page, PageRequest};
use crate::ports::library::PhotoView;
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

/// How many tags are merged at once.
const MERGED_MAX: usize = 100;

/// Use cases around tags.
#[derive(Clone)]
pub struct Tags {
    kernel: Kernel,
}

impl Tags {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    /// The tags of the actor's library, the most used first; those that begin with `prefix`, for autocompletion.
    pub async fn list(&self, actor: &Actor, prefix: Option<&str>, page: PageRequest) -> AppResult<Page<Tag>> {
        let shelf = Shelf::of(actor)?;
        let prefix = prefix.map(text::fold).filter(|prefix| !prefix.is_empty());
        let tx = self.kernel.read().await?;
        Ok(tx.tags().list(shelf, prefix.as_deref(), page).await?)
    }

    /// Gives a tag another name on all photographs. A name that folds to the same is another spelling; one that another
    /// tag has is refused with that tag, because the two may be meant to become one.
    pub async fn rename(&self, actor: &Actor, id: TagId, name: &str) -> AppResult<Committed<Tag>> {
        let name = TagName::parse(name).map_err(of_name)?;
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        let tag = find(&tx, shelf, id).await?;
        if tag.name == name {
            return Ok(tx.commit(tag).await?);
        }
        if let Some(other) = tx.tags().find_by_key(shelf, &name.key).await?
            && other.id != id
        {
            return Err(AppError::TagExists { tag: other.id, name: other.name.name });
        }
        tx.tags().rename(shelf, id, &name, actor.now).await?;
        let renamed = find(&tx, shelf, id).await?;
        Ok(tx.commit(renamed).await?)
    }

    /// Makes one tag of several: `into` stands on every photograph that had any of them.
    pub async fn merge(&self, actor: &Actor, from: &[TagId], into: TagId) -> AppResult<Committed<Tag>> {
        if from.is_empty() || from.len() > MERGED_MAX {
            let message = format!("from must name 1 to {MERGED_MAX} tags");
            return Err(AppError::invalid("from", "out_of_range", message));
        }
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        for id in from {
            find(&tx, shelf, *id).await?;
        }
        find(&tx, shelf, into).await?;
        tx.tags().merge(shelf, from, into, actor.now).await?;
        let merged = find(&tx, shelf, into).await?;
        Ok(tx.commit(merged).await?)
    }

    /// Takes a tag from all photographs.
    pub async fn remove(&self, actor: &Actor, id: TagId) -> AppResult<Committed<()>> {
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        find(&tx, shelf, id).await?;
        tx.tags().remove(shelf, id, actor.now).await?;
        Ok(tx.commit(()).await?)
    }

    /// Puts tags onto a photograph, behind those that it has.
    pub async fn add_to_photo(
        &self,
        actor: &Actor,
        hothash: &Hothash,
        tags: &[String],
        expected: Option<i64>,
    ) -> AppResult<Committed<PhotoView>> {
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        let (photo, present) = tagged(&tx, shelf, hothash, expected).await?;
        let names = present.iter().map(|tag| tag.name.as_str()).chain(tags.iter().map(String::as_str));
        let all = TagName::all(&names.collect::<Vec<_>>())?;
        // What it had comes first and once, so that as many as before are the same as before.
        if all.len() == present.len() {
            return shown(tx, shelf, photo.id).await;
        }
        write(tx, shelf, actor, photo, &all).await
    }

    /// Takes a tag from a photograph, however it is spelt.
    pub async fn take_from_photo(
        &self,
        actor: &Actor,
        hothash: &Hothash,
        tag: &str,
        expected: Option<i64>,
    ) -> AppResult<Committed<PhotoView>> {
        let (tx, shelf) = open_own(&self.kernel, actor).await?;
        let (photo, present) = tagged(&tx, shelf, hothash, expected).await?;
        // What can be no tag is none that the photograph has.
        let tag = TagName::parse(tag).map_err(|_| AppError::NotFound)?;
        let left: Vec<TagName> = present.iter().filter(|known| known.key != tag.key).cloned().collect();
        if left.len() == present.len() {
            return Err(AppError::NotFound);
        }
        write(tx, shelf, actor, photo, &left).await
    }
}

async fn find(tx: &Tx, shelf: Shelf, id: TagId) -> AppResult<Tag> {
    tx.tags().find(shelf, id).await?.ok_or(AppError::NotFound)
}

/// The photograph and the tags that it has.
async fn tagged(
    tx: &Tx,
    shelf: Shelf,
    hothash: &Hothash,
    expected: Option<i64>,
) -> AppResult<(Photo, Vec<TagName>)> {
    let photo = tx.photos().find(shelf, hothash).await?.ok_or(AppError::NotFound)?;
    ensure_version(photo.version, expected)?;
    let present = tx.photos().tags(shelf, photo.id).await?;
    Ok((photo, present))
}

async fn write(
    tx: Tx,
    shelf: Shelf,
    actor: &Actor,
    photo: Photo,
    tags: &[TagName],
) -> AppResult<Committed<PhotoView>> {
    let id = photo.id;
    tx.photos().update(shelf, &Photo { updated_at: actor.now, ..photo }).await?;
    tx.photos().set_tags(shelf, id, tags, actor.now).await?;
    shown(tx, shelf, id).await
}

async fn shown(tx: Tx, shelf: Shelf, photo: PhotoId) -> AppResult<Committed<PhotoView>> {
    let view = tx.photos().views(shelf, &[photo], false).await?.pop().ok_or(AppError::NotFound)?;
    Ok(tx.commit(view).await?)
}

/// A rule about tags, where the tag is the field `name`.
fn of_name(violation: RuleViolation) -> RuleViolation {
    RuleViolation { field: Some("name"), ..violation }
}
