//! Of several photographs that show the same, one stays.

use atelier_domain::access::Actor;
use atelier_domain::library::{FILES_MAX, Hothash, Photo, Shelf, TagName};
use atelier_domain::rules::Bound;
use atelier_domain::{PhotoId, RuleViolation};

use super::duplicates::Duplicates;
use super::joining::find;
use super::open_at;
use super::photos::forget;
use super::shown::view;
use crate::kernel::{ensure_version, repeated};
use crate::ports::library::PhotoView;
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

/// How many photographs are merged into another one at once. Each has a file, and a photograph has not more of them.
const MERGED_MAX: usize = 99;

impl Duplicates {
    /// Makes one photograph of several. It gets the files and tags of all, and of the others what it says nothing of
    /// itself; it keeps its name, its picture and its stack. The others end.
    pub async fn merge(
        &self,
        actor: &Actor,
        keep: &str,
        merged: &[String],
        expected: Option<i64>,
    ) -> AppResult<Committed<PhotoView>> {
        let shelf = Shelf::of(actor)?;
        let (keep, others) = parsed(keep, merged)?;
        // Files of the tray that were made of them may be leaving at this moment.
        repeated(async || self.try_merge(actor, shelf, &keep, &others, expected).await).await
    }

    async fn try_merge(
        &self,
        actor: &Actor,
        shelf: Shelf,
        keep: &Hothash,
        others: &[Hothash],
        expected: Option<i64>,
    ) -> AppResult<Committed<PhotoView>> {
        let (tx, version) = open_at(&self.kernel, shelf).await?;
        let mut kept = find(&tx, shelf, keep).await?;
        ensure_version(kept.version, expected)?;
        let mut gone: Vec<Photo> = Vec::with_capacity(others.len());
        for hothash in others {
            gone.push(find(&tx, shelf, hothash).await?);
        }
        ensure_room(&kept, &gone)?;
        let tags = united(&tx, shelf, &kept, &gone).await?;
        kept.master_file = match kept.master_file {
            Some(chosen) => Some(chosen),
            // An older file of another photograph is not to stand for this one.
            None => tx.image_files().of_photo(shelf, kept.id).await?.first().map(|file| file.id),
        };
        let mut unneeded: Vec<String> = Vec::new();
        for other in &gone {
            let preview = kept.absorb(other.clone(), actor.now);
            unneeded.extend(preview.map(|preview| preview.storage_key));
        }
        let id = kept.id;
        let kept = tx.photos().update(shelf, &kept).await?;
        for other in &gone {
            end(&tx, shelf, other, id).await?;
        }
        tx.photos().set_tags(shelf, id, &tags, actor.now).await?;
        // What others remember of the files that moved names photographs that are gone.
        tx.image_files().fingerprints_removed(shelf, version).await?;
        let photo = tx.photos().recount(shelf, kept).await?;
        let photo = view(&tx, shelf, photo.id).await?;
        let done = tx.commit(photo).await?;
        forget(&*self.media, &unneeded).await;
        Ok(done)
    }
}

/// Whose name is kept, and the others, each once and in the order in which they were named. What is no name names nothing.
fn parsed(keep: &str, merged: &[String]) -> AppResult<(Hothash, Vec<Hothash>)> {
    if merged.is_empty() || merged.len() > MERGED_MAX {
        let message = format!("merge must name 1 to {MERGED_MAX} photos");
        return Err(AppError::invalid("merge", "out_of_range", message));
    }
    let keep = Hothash::parse(keep).ok_or(AppError::NotFound)?;
    let mut others: Vec<Hothash> = Vec::with_capacity(merged.len());
    for raw in merged {
        let hothash = Hothash::parse(raw).ok_or(AppError::NotFound)?;
        if !others.contains(&hothash) {
            others.push(hothash);
        }
    }
    if others.contains(&keep) {
        return Err(AppError::invalid("merge", "same_photo", "a photo is not merged with itself"));
    }
    Ok((keep, others))
}

fn ensure_room(kept: &Photo, gone: &[Photo]) -> Result<(), RuleViolation> {
    let files: i64 = std::iter::once(kept).chain(gone).map(|photo| i64::from(photo.file_count)).sum();
    if files <= i64::from(FILES_MAX) {
        return Ok(());
    }
    let unsigned = |count: i64| u64::try_from(count).unwrap_or_default();
    let bound = Bound::Max { current: unsigned(files), max: unsigned(i64::from(FILES_MAX)) };
    let message = format!("together they have {files} files; a photo has at most {FILES_MAX}");
    Err(RuleViolation::conflict("too_many_files", message).within(bound))
}

/// The tags of all, those of the photograph that is kept first.
async fn united(tx: &Tx, shelf: Shelf, kept: &Photo, gone: &[Photo]) -> AppResult<Vec<TagName>> {
    let mut names: Vec<String> = Vec::new();
    for photo in std::iter::once(kept).chain(gone) {
        let tags = tx.photos().tags(shelf, photo.id).await?;
        names.extend(tags.into_iter().map(|tag| tag.name));
    }
    let of_merge = |violation| RuleViolation { field: Some("merge"), ..violation };
    Ok(TagName::all(&names).map_err(of_merge)?)
}

/// Ends a photograph whose files and publications are another one's from now on.
async fn end(tx: &Tx, shelf: Shelf, other: &Photo, heir: PhotoId) -> AppResult<()> {
    tx.image_files().move_all(shelf, other.id, heir).await?;
    tx.publications().move_all(shelf, other.id, heir).await?;
    Ok(tx.photos().remove(shelf, other).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(keep: &str, merged: &[&str]) -> AppError {
        let merged: Vec<String> = merged.iter().map(|raw| (*raw).to_owned()).collect();
        parsed(keep, &merged).unwrap_err()
    }

    #[test]
    fn a_photograph_is_merged_with_others_and_not_with_itself() {
        let (one, other) = ("ab".repeat(32), "cd".repeat(32));
        let (keep, others) = parsed(&one, &[other.clone(), other.to_uppercase()]).unwrap();
        assert_eq!((keep.as_str(), others.len()), (one.as_str(), 1));
        let itself = refused(&one, &[&other, &one.to_uppercase()]);
        assert!(matches!(itself, AppError::Rule(violation) if violation.code == "same_photo"));
        assert!(matches!(refused(&one, &[]), AppError::Rule(violation) if violation.code == "out_of_range"));
        let many = vec![other.as_str(); MERGED_MAX + 1];
        assert!(
            matches!(refused(&one, &many), AppError::Rule(violation) if violation.code == "out_of_range")
        );
        assert!(matches!(refused(&one, &["x"]), AppError::NotFound));
        assert!(matches!(refused("x", &[&other]), AppError::NotFound));
    }
}
