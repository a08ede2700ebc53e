//! What is to be written of a photograph: which files are here, which are not, and which originals were found.

use std::collections::BTreeSet;

use atelier_domain::images::clean_filename;
use atelier_domain::library::{Hothash, ImageFile};
use atelier_domain::{ImageFileId, PhotoId, Timestamp};
use serde_json::{Map, Value};

use super::Run;
use super::photo::{Face, Picture, skip};
use super::report::{Fate, Moved, Notes};
use super::words::Words;
use crate::images::Spooled;
use crate::library::arrival::{FileWords, checked_info, without_nul};
use crate::library::intake::Prepared;
use crate::ports::{ForeignFile, ForeignPhoto, FoundOriginal, Sought};
use crate::{AppError, AppResult};

/// What is to be written. It holds as long as the photograph here is as it was when the plan was made.
pub(super) struct Plan {
    pub name: Hothash,
    pub photo: Option<PhotoId>,
    /// The files that it has here.
    pub there: Vec<ImageFileId>,
    pub files: Vec<Planned>,
}

/// What becomes of one file.
pub(super) enum Planned {
    /// It is here.
    There {
        name: String,
    },
    New {
        prepared: Box<Prepared>,
        imported_time: Option<Timestamp>,
        created_at: Option<Timestamp>,
    },
    /// It is here without its original, which was found.
    Better {
        file: ImageFileId,
        prepared: Box<Prepared>,
    },
}

/// A file on its way into the plan.
struct Candidate<'a> {
    theirs: &'a ForeignFile,
    name: String,
    ours: Option<ImageFile>,
    /// What the folder was found to have, if it was looked into.
    sought: Option<Sought>,
}

impl Run<'_> {
    /// `None` when there is nothing by which the photograph could be kept. The keys of bytes that were stored are added
    /// to `keys` at once.
    pub(super) async fn plan(
        &self,
        photo: &ForeignPhoto,
        words: &Words,
        face: Face,
        notes: &mut Notes,
        keys: &mut Vec<String>,
    ) -> AppResult<Option<Plan>> {
        let Face { name, picture } = face;
        let (mut id, mut ours) = self.here(name.as_ref()).await?;
        let mut there: Vec<ImageFileId> = ours.iter().map(|file| file.id).collect();
        let mut name = name;
        let mut files = matched(&photo.files, &mut ours);
        self.look_for_originals(&mut files).await;
        if id.is_none()
            && picture.is_none()
            && let Some(owner) = self.owner_of(&files).await?
        {
            // It came before, and was named by its original because it had no picture.
            let (found, mut ours) = self.here(Some(&owner)).await?;
            (id, there) = (found, ours.iter().map(|file| file.id).collect());
            name = Some(owner);
            let sought: Vec<Option<Sought>> = files.into_iter().map(|file| file.sought).collect();
            files = matched(&photo.files, &mut ours);
            for (file, sought) in files.iter_mut().zip(sought) {
                file.sought = sought;
            }
        }
        let mut planned = Vec::with_capacity(files.len());
        let mut taken = BTreeSet::new();
        let mut named_by_original = None;
        for (index, file) in files.into_iter().enumerate() {
            let original = self.original_of(&file, notes);
            let Candidate { theirs, name: filename, ours, sought: _ } = file;
            let said = self.said(theirs, &filename, words, notes);
            tell_of_second_picture(theirs, &filename, picture.as_ref(), notes);
            let made = match original {
                Some(original) if taken.insert(original.blake3.clone()) => {
                    self.made(original, &filename, said.clone(), notes).await?
                }
                Some(_) => {
                    let why = "another file of the photo has the same bytes".to_owned();
                    notes.say_of(Moved::Original, Fate::Skipped, filename.clone(), Some(why));
                    None
                }
                None => None,
            };
            if let Some(made) = &made {
                keys.extend(made.keys());
                if made.hotpreview.is_some() {
                    named_by_original.get_or_insert_with(|| made.hothash.clone());
                }
            }
            planned.push(match (ours, made) {
                (Some(ours), Some(made)) => Planned::Better {
                    file: ours.id,
                    prepared: Box::new(faced(made, index, picture.as_ref())),
                },
                (Some(_), None) => Planned::There { name: filename },
                (None, made) => {
                    let prepared = match made {
                        Some(made) => made,
                        None => bare(said, name.as_ref())?,
                    };
                    Planned::New {
                        prepared: Box::new(faced(prepared, index, picture.as_ref())),
                        imported_time: theirs.imported_time,
                        created_at: theirs.created_at,
                    }
                }
            });
        }
        let name = match (id, picture, named_by_original) {
            (None, None, Some(own)) => {
                notes.changed(format!("it is named by the picture of its original here: {own}"));
                Some(own)
            }
            _ => name,
        };
        let Some(name) = name else {
            skip(photo, "it has neither a photo nor a picture there".to_owned(), notes);
            return Ok(None);
        };
        Ok(Some(Plan { name, photo: id, there, files: planned }))
    }

    /// The photograph of this name here, with its files.
    async fn here(&self, name: Option<&Hothash>) -> AppResult<(Option<PhotoId>, Vec<ImageFile>)> {
        let Some(name) = name else { return Ok((None, Vec::new())) };
        let tx = self.migration.kernel.read().await?;
        match tx.photos().find(self.shelf, name).await? {
            Some(photo) => {
                let files = tx.image_files().of_photo(self.shelf, photo.id).await?;
                Ok((Some(photo.id), files))
            }
            None => Ok((None, Vec::new())),
        }
    }

    async fn look_for_originals(&self, files: &mut [Candidate<'_>]) {
        let Some(folder) = self.what.originals else { return };
        for file in files.iter_mut().filter(|file| !is_stored(file.ours.as_ref())) {
            let place = place_of(file.theirs);
            file.sought = Some(folder.find(&file.name, file.theirs.file_size, place).await);
        }
    }

    /// The original that the file is to get. Where it gets none although originals are to come, it is told why.
    fn original_of(&self, file: &Candidate<'_>, notes: &mut Notes) -> Option<FoundOriginal> {
        self.what.originals?;
        if is_stored(file.ours.as_ref()) {
            notes.say_of(Moved::Original, Fate::AlreadyThere, file.name.clone(), None);
            return None;
        }
        match file.sought.clone()? {
            Sought::Found(found) => Some(found),
            Sought::Missing(why) => {
                notes.say_of(Moved::Original, Fate::Skipped, file.name.clone(), Some(why));
                None
            }
        }
    }

    /// The photograph that has one of these originals.
    async fn owner_of(&self, files: &[Candidate<'_>]) -> AppResult<Option<Hothash>> {
        let tx = self.migration.kernel.read().await?;
        for file in files {
            let Some(Sought::Found(original)) = &file.sought else { continue };
            if let Some(known) = tx.image_files().find_by_content(self.shelf, &original.blake3).await? {
                let photo = tx.photos().find_by_id(self.shelf, known.photo).await?;
                return Ok(photo.map(|photo| photo.hothash));
            }
        }
        Ok(None)
    }

    /// Takes the original in, unless the library has it or cannot take it; then it is told why, and the file comes without.
    async fn made(
        &self,
        original: FoundOriginal,
        filename: &str,
        said: FileWords,
        notes: &mut Notes,
    ) -> AppResult<Option<Prepared>> {
        let known = {
            let tx = self.migration.kernel.read().await?;
            tx.image_files().find_by_content(self.shelf, &original.blake3).await?
        };
        if let Some(known) = known {
            let why = format!("the library has its bytes as file {}", known.id);
            notes.say_of(Moved::Original, Fate::AlreadyThere, filename.to_owned(), Some(why));
            return Ok(None);
        }
        let FoundOriginal { path, blake3, size } = original;
        let file = Spooled { path, filename: filename.to_owned(), blake3, size };
        let told = said.exif.clone();
        match self.migration.intake.made(self.shelf, &file, said, None).await {
            Ok(mut made) => {
                made.known.exif = completed(told, made.known.exif);
                Ok(Some(made))
            }
            Err(error @ (AppError::Image(_) | AppError::Rule(_))) => {
                let why = Some(error.to_string());
                notes.say_of(Moved::Original, Fate::Skipped, filename.to_owned(), why);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// What is said of the file, as far as it can be kept.
    fn said(&self, file: &ForeignFile, filename: &str, words: &Words, notes: &mut Notes) -> FileWords {
        let told = file.troubles.iter().map(|trouble| format!("{filename}: {trouble}"));
        notes.all_lost(told.collect());
        if filename != file.filename {
            notes.changed(format!("the file {:?} is called {filename} here", file.filename));
        }
        let mut kept = |field: &'static str, object: &Option<Map<String, Value>>| {
            let checked = checked_info(field, object.as_ref());
            if let Err(violation) = &checked {
                notes.lost(format!("{filename}: {violation}"));
            }
            checked.ok().and(object.clone())
        };
        let exif = kept("exif_dict", &file.exif.clone().map(without_nul));
        let imported_info = kept("imported_info", &file.imported_info);
        let local_storage_info = kept("local_storage_info", &file.local_storage_info);
        let cloud_storage_info = kept("cloud_storage_info", &file.cloud_storage_info);
        let file_size = file.file_size.filter(|size| *size >= 0);
        if file_size != file.file_size {
            notes.lost(format!("{filename}: its size is negative"));
        }
        let import_session = file.import_session.and_then(|id| self.sessions.get(&id).copied());
        if let (Some(id), None) = (file.import_session, import_session) {
            notes.lost(format!("{filename}: its import {id} did not come"));
        }
        FileWords {
            filename: filename.to_owned(),
            file_size,
            exif,
            taken_at: words.taken_at,
            gps_latitude: words.place.map(|place| place.latitude),
            gps_longitude: words.place.map(|place| place.longitude),
            import_session,
            imported_info,
            local_storage_info,
            cloud_storage_info,
        }
    }
}

/// What was told of a file, and what its original says beside it. The original can be read again; what was told cannot.
pub(super) fn completed(
    told: Option<Map<String, Value>>,
    read: Option<Map<String, Value>>,
) -> Option<Map<String, Value>> {
    let Some(mut all) = told else { return read };
    for (name, value) in read.into_iter().flatten() {
        all.entry(name).or_insert(value);
    }
    Some(all)
}

fn is_stored(file: Option<&ImageFile>) -> bool {
    file.is_some_and(|file| file.original.is_some())
}

/// Which of their files is which of ours: by name, and by size where several have it.
fn matched<'a>(theirs: &'a [ForeignFile], ours: &mut Vec<ImageFile>) -> Vec<Candidate<'a>> {
    let one = |file: &'a ForeignFile| {
        let name = clean_filename(&file.filename).unwrap_or_else(|_| format!("file-{}", file.id));
        let same_size =
            ours.iter().position(|known| known.filename == name && known.file_size == file.file_size);
        let place = same_size.or_else(|| ours.iter().position(|known| known.filename == name));
        let ours = place.map(|place| ours.remove(place));
        Candidate { theirs: file, name, ours, sought: None }
    };
    theirs.iter().map(one).collect()
}

/// Where the file was said to be.
fn place_of(file: &ForeignFile) -> Option<&str> {
    let is_path = |text: &&str| text.contains(['/', '\\']);
    let told = file.local_storage_info.as_ref().and_then(|info| {
        let named =
            ["path", "file_path", "full_path", "local_path"].iter().find_map(|key| info.get(*key)?.as_str());
        named.or_else(|| info.values().filter_map(Value::as_str).find(is_path))
    });
    told.or_else(|| Some(file.filename.as_str()).filter(is_path))
}

/// A photograph has one small picture. Another one that one of its files brings is not kept.
fn tell_of_second_picture(file: &ForeignFile, filename: &str, picture: Option<&Picture>, notes: &mut Notes) {
    let is_other = |bytes: &Vec<u8>| picture.is_some_and(|picture| picture.bytes != *bytes);
    if file.hotpreview.as_ref().is_some_and(is_other) {
        notes.lost(format!("{filename}: a second hot preview of the photo is not kept"));
    }
}

/// The file with the small picture that its photograph is named by, or without one where another file brings it.
fn faced(prepared: Prepared, index: usize, picture: Option<&Picture>) -> Prepared {
    match picture {
        Some(Picture { file, bytes, hashes }) if *file == index => Prepared {
            hotpreview: Some(bytes.clone()),
            hashes: prepared.hashes.or(Some(*hashes)),
            ..prepared
        },
        Some(_) => Prepared { hotpreview: None, ..prepared },
        None => prepared,
    }
}

/// A file of which there is no original here.
fn bare(said: FileWords, name: Option<&Hothash>) -> AppResult<Prepared> {
    Ok(Prepared {
        known: said.known()?,
        // Only the photograph's name counts, and it is in the plan.
        hothash: name.cloned().unwrap_or_else(|| Hothash::of_digest([0; 32])),
        hotpreview: None,
        hashes: None,
        no_preview: None,
        original: None,
        coldpreview: None,
        rating: None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_told_of_a_file_stays_whatever_its_original_says() {
        let map = |value: Value| value.as_object().cloned();
        let told = map(json!({ "Make": "X", "iso": 100 }));
        let read = map(json!({ "camera_make": "Testcam", "iso": 250 }));
        let both = map(json!({ "Make": "X", "iso": 100, "camera_make": "Testcam" }));
        assert_eq!(completed(told.clone(), read.clone()), both);
        assert_eq!(completed(both.clone(), read.clone()), both, "once more changes nothing");
        assert_eq!((completed(told.clone(), None), completed(None, read.clone())), (told, read));
        assert_eq!(completed(None, None), None);
    }
}
