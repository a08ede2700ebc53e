//! Writing a photograph, all at once.

use atelier_domain::library::{Coldpreview, FILES_MAX, ImageFile, Photo, Place, TakenAt};
use atelier_domain::{AuthorId, Timestamp};

use super::Run;
use super::plan::{Plan, Planned, completed};
use super::report::{Fate, Moved, Notes};
use super::words::Words;
use crate::library::intake::Prepared;
use crate::library::joining::new_file;
use crate::library::open_at;
use crate::ports::library::{NewImageFile, NewPhoto};
use crate::ports::{ForeignPhoto, Tx};
use crate::{AppError, AppResult};

/// What the files say of the photograph.
#[derive(Default)]
struct Seen {
    taken_at: Option<TakenAt>,
    place: Option<Place>,
    width: Option<i32>,
    height: Option<i32>,
    camera: Option<String>,
    lens: Option<String>,
    coldpreview: Option<Coldpreview>,
}

impl Run<'_> {
    /// Writes what was planned. Busy when the photograph is not as it was when the plan was made.
    pub(super) async fn write(
        &self,
        photo: &ForeignPhoto,
        words: Words,
        author: Option<AuthorId>,
        plan: Plan,
        notes: &mut Notes,
    ) -> AppResult<()> {
        let shelf = self.shelf;
        let now = self.migration.kernel.now();
        let (tx, version) = open_at(&self.migration.kernel, shelf).await?;
        let found = tx.photos().find(shelf, &plan.name).await?;
        let there = match &found {
            Some(found) => tx.image_files().of_photo(shelf, found.id).await?,
            None => Vec::new(),
        };
        let as_planned = found.as_ref().map(|found| found.id) == plan.photo
            && there.iter().map(|file| file.id).eq(plan.there.iter().copied());
        if !as_planned {
            return Err(AppError::Busy);
        }
        let seen = seen(&plan.files);
        let is_new = found.is_none();
        let current = match found {
            Some(found) => {
                notes.say(Moved::Photo, Fate::AlreadyThere, None);
                self.filled(&tx, found, &words, author, seen, notes).await?
            }
            None => {
                notes.say(Moved::Photo, Fate::Brought, None);
                let new = NewPhoto {
                    hothash: plan.name,
                    title: words.title.clone(),
                    description: words.description.clone(),
                    rating: words.rating,
                    taken_at: words.taken_at.or(seen.taken_at),
                    place: words.place.or(seen.place),
                    author,
                    width: seen.width,
                    height: seen.height,
                    camera: seen.camera,
                    lens: seen.lens,
                    coldpreview: seen.coldpreview,
                    first_file: None,
                    created_at: photo.created_at.unwrap_or(now),
                    now,
                };
                tx.photos().insert(shelf, new).await?
            }
        };
        let mut has_picture = !is_new && tx.photos().hotpreview(shelf, current.id).await?.is_some();
        let mut count = there.len();
        for planned in plan.files {
            match planned {
                Planned::There { name } => notes.say_of(Moved::File, Fate::AlreadyThere, name, None),
                Planned::New { prepared, imported_time, created_at } => {
                    let name = prepared.known.filename.clone();
                    if i32::try_from(count).unwrap_or(i32::MAX) >= FILES_MAX {
                        let why = format!("a photo has at most {FILES_MAX} files");
                        notes.say_of(Moved::File, Fate::Skipped, name, Some(why));
                        continue;
                    }
                    count += 1;
                    let session = prepared.known.import_session;
                    let new = NewImageFile {
                        imported_time: imported_time.unwrap_or(now),
                        created_at: created_at.unwrap_or(now),
                        ..new_file(current.id, *prepared, has_picture, now)
                    };
                    has_picture |= new.hotpreview.is_some();
                    told_of_file(&new, Fate::Brought, notes);
                    tx.image_files().insert(shelf, version, new).await?;
                    if let Some(session) = session {
                        tx.import_sessions().file_arrived(shelf, session, now).await?;
                    }
                }
                Planned::Better { file, prepared } => {
                    let old = there.iter().find(|known| known.id == file).ok_or(AppError::Busy)?;
                    let better = replacing(old, new_file(current.id, *prepared, has_picture, now));
                    has_picture |= better.hotpreview.is_some();
                    told_of_file(&better, Fate::AlreadyThere, notes);
                    tx.image_files().rewrite(shelf, version, old, better).await?;
                }
            }
        }
        if photo.has_coldpreview && current.coldpreview.is_none() {
            notes.changed("its larger preview lies beside the database there and does not come");
        }
        self.tagged(&tx, &current, &words, now, notes).await?;
        tx.photos().recount(shelf, current).await?;
        Ok(tx.finish().await?)
    }

    /// The photograph here with what it lacks. What somebody has said of it here stays.
    async fn filled(
        &self,
        tx: &Tx,
        photo: Photo,
        words: &Words,
        author: Option<AuthorId>,
        seen: Seen,
        notes: &mut Notes,
    ) -> AppResult<Photo> {
        let Words { title, description, tags: _, rating, taken_at, place } = words;
        for (what, stays) in [
            ("title", differs(photo.title.as_ref(), title.as_ref())),
            ("description", differs(photo.description.as_ref(), description.as_ref())),
            ("rating", differs(photo.rating.as_ref(), rating.as_ref())),
            ("author", differs(photo.author.as_ref(), author.as_ref())),
        ] {
            if stays {
                notes.changed(format!("its {what} is another one here, and stays"));
            }
        }
        let corrected = photo.correction.is_some();
        let taken_at = (*taken_at).or(seen.taken_at);
        let place = (*place).or(seen.place);
        let filled = Photo {
            title: photo.title.clone().or_else(|| title.clone()),
            description: photo.description.clone().or_else(|| description.clone()),
            rating: photo.rating.or(*rating),
            author: photo.author.or(author),
            taken_at: if corrected { photo.taken_at } else { photo.taken_at.or(taken_at) },
            place: if corrected { photo.place } else { photo.place.or(place) },
            exif_taken_at: photo.exif_taken_at.or(taken_at),
            exif_place: photo.exif_place.or(place),
            width: photo.width.or(seen.width),
            height: photo.height.or(seen.height),
            camera: photo.camera.clone().or(seen.camera),
            lens: photo.lens.clone().or(seen.lens),
            coldpreview: photo.coldpreview.clone().or(seen.coldpreview),
            ..photo.clone()
        };
        // What is here as it should be keeps its version.
        if filled == photo {
            return Ok(photo);
        }
        let updated_at = self.migration.kernel.now();
        Ok(tx.photos().update(self.shelf, &Photo { updated_at, ..filled }).await?)
    }

    /// Gives it its tags, unless it has some here.
    async fn tagged(
        &self,
        tx: &Tx,
        photo: &Photo,
        words: &Words,
        now: Timestamp,
        notes: &mut Notes,
    ) -> AppResult<()> {
        if words.tags.is_empty() {
            return Ok(());
        }
        let here = tx.photos().tags(self.shelf, photo.id).await?;
        if here.is_empty() {
            tx.photos().set_tags(self.shelf, photo.id, &words.tags, now).await?;
        }
        for tag in &words.tags {
            let (fate, why) = if here.is_empty() {
                (Fate::Brought, None)
            } else if here.iter().any(|known| known.key == tag.key) {
                (Fate::AlreadyThere, None)
            } else {
                (Fate::Changed, Some("it has other tags here, which stay".to_owned()))
            };
            notes.say_of(Moved::Tag, fate, tag.name.clone(), why);
        }
        Ok(())
    }
}

fn differs<T: PartialEq>(ours: Option<&T>, theirs: Option<&T>) -> bool {
    matches!((ours, theirs), (Some(ours), Some(theirs)) if ours != theirs)
}

/// What is known of the file now that its original is there; what was said of it stays.
fn replacing(old: &ImageFile, new: NewImageFile) -> NewImageFile {
    NewImageFile {
        import_session: old.import_session,
        imported_time: old.imported_time,
        imported_info: old.imported_info.clone(),
        local_storage_info: old.local_storage_info.clone(),
        cloud_storage_info: old.cloud_storage_info.clone(),
        exif: completed(old.exif.clone(), new.exif),
        ..new
    }
}

fn told_of_file(file: &NewImageFile, fate: Fate, notes: &mut Notes) {
    notes.say_of(Moved::File, fate, file.filename.clone(), None);
    if file.original.is_some() {
        notes.say_of(Moved::Original, Fate::Brought, file.filename.clone(), None);
    }
}

/// What the files say that are new or better; the first that says something counts.
fn seen(files: &[Planned]) -> Seen {
    let prepared = |planned: &'_ Planned| -> Option<Seen> {
        let prepared: &Prepared = match planned {
            Planned::There { .. } => return None,
            Planned::New { prepared, .. } | Planned::Better { prepared, .. } => prepared,
        };
        let known = &prepared.known;
        Some(Seen {
            taken_at: known.taken_at,
            place: known.place,
            width: known.width,
            height: known.height,
            camera: known.camera.clone(),
            lens: known.lens.clone(),
            coldpreview: prepared.coldpreview.clone(),
        })
    };
    files.iter().filter_map(prepared).fold(Seen::default(), |first, next| Seen {
        taken_at: first.taken_at.or(next.taken_at),
        place: first.place.or(next.place),
        width: first.width.or(next.width),
        height: first.height.or(next.height),
        camera: first.camera.or(next.camera),
        lens: first.lens.or(next.lens),
        coldpreview: first.coldpreview.or(next.coldpreview),
    })
}
