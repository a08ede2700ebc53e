//! One photograph: what it is called here, and whether it comes at all.

use atelier_domain::AuthorId;
use atelier_domain::library::{Hashes, Hothash};

use super::Run;
use super::report::{Fate, Moved, Notes};
use super::words::fitting;
use crate::ports::{ForeignPhoto, ImageError};
use crate::{AppError, AppResult};

/// How often a photograph is begun anew when somebody else changed it meanwhile.
const ATTEMPTS: u32 = 4;

/// What a photograph is known by.
pub(super) struct Face {
    /// Its name, where it has one before its originals were looked at.
    pub name: Option<Hothash>,
    pub picture: Option<Picture>,
}

/// The small picture that it is named by.
pub(super) struct Picture {
    /// Which of its files brought it.
    pub file: usize,
    pub bytes: Vec<u8>,
    pub hashes: Hashes,
}

impl Run<'_> {
    /// Brings the photograph with its files, all or nothing, and says what became of each.
    pub(super) async fn photo(&self, photo: ForeignPhoto) -> AppResult<Notes> {
        let first = photo.files.first();
        let name = first.map(|file| file.filename.clone()).unwrap_or_default();
        let id = match first {
            Some(file) if photo.hothash.is_empty() => file.id.to_string(),
            _ => photo.hothash.clone(),
        };
        let mut notes = Notes::about(id, name);
        for _ in 0..ATTEMPTS {
            match self.settled(&photo, &mut notes).await {
                Ok(()) => return Ok(notes),
                Err(AppError::Busy) => notes.restart(),
                Err(error @ AppError::Internal(_)) => return Err(error),
                Err(error) => {
                    notes.restart();
                    skip(&photo, error.to_string(), &mut notes);
                    return Ok(notes);
                }
            }
        }
        Err(AppError::Busy)
    }

    /// As `bring`, and afterwards removes bytes that no row came to name.
    async fn settled(&self, photo: &ForeignPhoto, notes: &mut Notes) -> AppResult<()> {
        let mut keys = Vec::new();
        let outcome = self.bring(photo, notes, &mut keys).await;
        // A commit whose answer was lost may have happened; then the orphan sweep decides.
        if !matches!(outcome, Err(AppError::Internal(_))) {
            for key in &keys {
                self.migration.intake.remove_unnamed(key).await;
            }
        }
        outcome
    }

    async fn bring(&self, photo: &ForeignPhoto, notes: &mut Notes, keys: &mut Vec<String>) -> AppResult<()> {
        if photo.files.is_empty() {
            skip(photo, "it has no file there".to_owned(), notes);
            return Ok(());
        }
        notes.all_lost(photo.troubles.clone());
        let words = fitting(photo, notes);
        let author = self.author(photo.author, notes);
        let Some(face) = self.face(photo, notes).await? else { return Ok(()) };
        match self.plan(photo, &words, face, notes, keys).await? {
            Some(plan) => self.write(photo, words, author, plan, notes).await,
            None => Ok(()),
        }
    }

    fn author(&self, author: Option<i64>, notes: &mut Notes) -> Option<AuthorId> {
        let id = author?;
        let known = self.authors.get(&id).copied();
        if known.is_none() {
            notes.lost(format!("its author {id} did not come"));
        }
        known
    }

    /// The small picture that the photograph is named by, if one of its files has one that can be looked at. `None` when
    /// it has pictures, and none can; then the photograph does not come.
    async fn face(&self, photo: &ForeignPhoto, notes: &mut Notes) -> AppResult<Option<Face>> {
        let named = Hothash::parse(&photo.hothash);
        let hashed = |bytes: &Vec<u8>| self.migration.reader.hothash(bytes);
        let pictures = photo.files.iter().enumerate();
        let mut pictures: Vec<(usize, &Vec<u8>, Hothash)> = pictures
            .filter_map(|(file, known)| known.hotpreview.as_ref().map(|bytes| (file, bytes, hashed(bytes))))
            .collect();
        // The one that it was named by is tried first.
        pictures.sort_by_key(|(file, _, hothash)| (named.as_ref() != Some(hothash), *file));
        let mut refused = None;
        for (file, bytes, hothash) in pictures {
            match self.migration.reader.read_preview(bytes.clone()).await {
                Ok(facts) => {
                    if !photo.hothash.is_empty() && named.as_ref() != Some(&hothash) {
                        notes.changed(format!(
                            "its hot preview is not the one that it was named by; it is called {hothash} here"
                        ));
                    }
                    let picture = Picture { file, bytes: bytes.clone(), hashes: facts.hashes };
                    return Ok(Some(Face { name: Some(hothash), picture: Some(picture) }));
                }
                Err(error @ ImageError::Processor(_)) => return Err(AppError::Internal(error.to_string())),
                Err(error) => {
                    refused.get_or_insert(error);
                }
            }
        }
        if let Some(why) = refused {
            skip(photo, format!("its hot preview cannot be looked at: {why}"), notes);
            return Ok(None);
        }
        notes.changed("it had no hot preview there");
        Ok(Some(Face { name: named, picture: None }))
    }
}

/// Says that the photograph did not come, and none of its files with it.
pub(super) fn skip(photo: &ForeignPhoto, why: String, notes: &mut Notes) {
    notes.say(Moved::Photo, Fate::Skipped, Some(why));
    for file in &photo.files {
        let why = Some("its photo did not come".to_owned());
        notes.say_of(Moved::File, Fate::Skipped, file.filename.clone(), why);
    }
}
