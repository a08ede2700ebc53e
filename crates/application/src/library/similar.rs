//! Pictures that look like a picture.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use atelier_domain::access::Actor;
use atelier_domain::library::{Hashes, Shelf, Threshold};
use atelier_domain::{ImageFileId, PhotoId, RuleViolation};

use super::elsewhere::{PoolLikeness, TrayLikeness, in_pool, in_tray};
use super::index::LikenessIndex;
use super::photos::Photos;
use super::shown::Shown;
use crate::images::Spooled;
use crate::kernel::Kernel;
use crate::ports::fingerprints::{FileLook, FingerprintState};
use crate::ports::library::PhotoView;
use crate::ports::{HashColumns, HashScanner, Hit, ImageError, PhotoReader, Tx};
use crate::{AppError, AppResult};

/// How much memory the fingerprints of all libraries take: eleven million pictures.
const ROOM: usize = 256 * 1024 * 1024;

/// How many similar pictures are found where nobody says how many.
const DEFAULT_LIMIT: usize = 10;

/// How many similar pictures are found at most.
const MAX_LIMIT: u64 = 100;

/// Of how many files it is asked at once whose they are.
const AT_ONCE: usize = 500;

/// How alike, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimilarWanted {
    pub(super) threshold: Threshold,
    pub(super) limit: usize,
}

impl SimilarWanted {
    pub fn new(threshold: Option<u32>, limit: Option<u64>) -> Result<Self, RuleViolation> {
        let threshold = threshold.map_or(Ok(Threshold::default()), Threshold::new)?;
        let limit = match limit {
            None => DEFAULT_LIMIT,
            Some(limit @ 1..=MAX_LIMIT) => usize::try_from(limit).unwrap_or(DEFAULT_LIMIT),
            Some(_) => {
                let message = format!("limit must be from 1 to {MAX_LIMIT}");
                return Err(RuleViolation::invalid("limit", "out_of_range", message));
            }
        };
        Ok(Self { threshold, limit })
    }
}

impl Default for SimilarWanted {
    fn default() -> Self {
        Self { threshold: Threshold::default(), limit: DEFAULT_LIMIT }
    }
}

/// A photograph that looks like what was looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct SimilarPhoto {
    /// Its small picture was not asked for and may be there all the same.
    pub photo: Arc<PhotoView>,
    /// The file of it that comes nearest.
    pub file: ImageFileId,
    pub distance: u32,
}

/// What looks like a picture, each part with the nearest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SimilarFound {
    /// Of the actor's own library. Of equally near ones, the one whose file came first comes first.
    pub photos: Vec<SimilarPhoto>,
    /// Of the studio's pool, by the gradient hash alone.
    pub pool: Vec<PoolLikeness>,
    /// Of the tray, by the gradient hash alone.
    pub tray: Vec<TrayLikeness>,
}

/// Finds what looks like a picture.
#[derive(Clone)]
pub struct Similar {
    kernel: Kernel,
    reader: Arc<dyn PhotoReader>,
    scanner: Arc<dyn HashScanner>,
    index: Arc<LikenessIndex>,
    shown: Shown,
}

/// A photograph by its nearest file.
struct Near {
    photo: PhotoId,
    file: ImageFileId,
    distance: u32,
}

impl Similar {
    /// What is found is shown as the list shows it.
    pub fn new(
        kernel: Kernel,
        reader: Arc<dyn PhotoReader>,
        scanner: Arc<dyn HashScanner>,
        photos: &Photos,
    ) -> Self {
        let index = Arc::new(LikenessIndex::new(kernel.clone(), ROOM));
        Self { kernel, reader, scanner, index, shown: photos.shown() }
    }

    /// With so many bytes for the fingerprints of libraries.
    pub fn with_room(self, bytes: usize) -> Self {
        let index = Arc::new(LikenessIndex::new(self.kernel.clone(), bytes));
        Self { index, ..self }
    }

    /// Whether the actor has a library to look through; asked before a byte of a picture is read.
    pub fn ensure_may_look(&self, actor: &Actor) -> AppResult<()> {
        Ok(Shelf::of(actor).map(drop)?)
    }

    /// What looks like a file of the library. The photograph of the file is not among it. Nothing looks like a file that
    /// shows nothing, or of which there is no picture.
    pub async fn to_file(
        &self,
        actor: &Actor,
        id: ImageFileId,
        wanted: SimilarWanted,
    ) -> AppResult<SimilarFound> {
        let shelf = Shelf::of(actor)?;
        let look = self.kernel.read().await?.fingerprints().of_file(shelf, id).await?;
        let FileLook { photo, hashes, state } = look.ok_or(AppError::NotFound)?;
        match hashes {
            Some(hashes) => self.find(actor, shelf, state, hashes, Some(photo), wanted).await,
            None => Ok(SimilarFound::default()),
        }
    }

    /// What looks like a picture that need not be in the library.
    pub async fn to_picture(
        &self,
        actor: &Actor,
        file: &Spooled,
        wanted: SimilarWanted,
    ) -> AppResult<SimilarFound> {
        let shelf = Shelf::of(actor)?;
        if file.size == 0 {
            return Err(ImageError::Empty.into());
        }
        let Some(hashes) = self.reader.hashes_of(&file.path).await? else {
            let message = "nothing in this file can be shown, and so it cannot be compared";
            return Err(AppError::invalid("file", "no_preview", message));
        };
        let state = self.index.state(shelf).await?;
        self.find(actor, shelf, state, hashes, None, wanted).await
    }

    /// What looks like a small picture.
    pub async fn to_preview(
        &self,
        actor: &Actor,
        hotpreview: Vec<u8>,
        wanted: SimilarWanted,
    ) -> AppResult<SimilarFound> {
        let shelf = Shelf::of(actor)?;
        let facts = self.reader.read_preview(hotpreview).await?;
        let state = self.index.state(shelf).await?;
        self.find(actor, shelf, state, facts.hashes, None, wanted).await
    }

    async fn find(
        &self,
        actor: &Actor,
        shelf: Shelf,
        state: FingerprintState,
        hashes: Hashes,
        except: Option<PhotoId>,
        wanted: SimilarWanted,
    ) -> AppResult<SimilarFound> {
        if !hashes.say_something() {
            return Ok(SimilarFound::default());
        }
        let columns = self.index.columns(shelf, state).await?;
        let hits = self.scanner.within(Arc::clone(&columns), hashes, wanted.threshold).await;
        let tx = self.kernel.read().await?;
        let nearest = nearest(&tx, shelf, &columns, &hits, except, wanted.limit).await?;
        Ok(SimilarFound {
            photos: self.photos(&tx, actor, shelf, state.version, nearest).await?,
            pool: in_pool(&tx, actor, hashes.gradient, wanted).await?,
            tray: in_tray(&tx, actor, hashes.gradient, wanted).await?,
        })
    }

    /// The photographs of a library that had this version before they were looked for.
    async fn photos(
        &self,
        tx: &Tx,
        actor: &Actor,
        shelf: Shelf,
        version: i64,
        nearest: Vec<Near>,
    ) -> AppResult<Vec<SimilarPhoto>> {
        let ids: Vec<PhotoId> = nearest.iter().map(|near| near.photo).collect();
        self.shown.met(shelf, version, actor.now);
        let views = self.shown.all(tx, shelf, version, &ids, false).await?;
        let mut views: HashMap<PhotoId, Arc<PhotoView>> =
            views.into_iter().map(|view| (view.photo.id, view)).collect();
        let similar = nearest.into_iter().filter_map(|near| {
            let Near { photo, file, distance } = near;
            Some(SimilarPhoto { photo: views.remove(&photo)?, file, distance })
        });
        Ok(similar.collect())
    }
}

/// The nearest photographs, each once. What was found and has gone meanwhile is left out.
async fn nearest(
    tx: &Tx,
    shelf: Shelf,
    columns: &HashColumns,
    hits: &[Hit],
    except: Option<PhotoId>,
    limit: usize,
) -> AppResult<Vec<Near>> {
    let mut seen: HashSet<PhotoId> = except.into_iter().collect();
    let mut nearest = Vec::new();
    // A photograph has a hundred files at most, so that few of these suffice however many hits there are.
    for some in hits.chunks(AT_ONCE) {
        let found = some.iter().filter_map(|hit| Some((ImageFileId(columns.id(hit.place)?), hit.distance)));
        let found: Vec<(ImageFileId, u32)> = found.collect();
        let files: Vec<ImageFileId> = found.iter().map(|(file, _)| *file).collect();
        let photos: HashMap<ImageFileId, PhotoId> =
            tx.fingerprints().photos_of(shelf, &files).await?.into_iter().collect();
        for (file, distance) in found {
            let Some(photo) = photos.get(&file).copied() else { continue };
            if seen.insert(photo) {
                nearest.push(Near { photo, file, distance });
            }
            if nearest.len() >= limit {
                return Ok(nearest);
            }
        }
    }
    Ok(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_and_a_limit_are_bounded_and_have_defaults() {
        assert_eq!(SimilarWanted::new(None, None).unwrap(), SimilarWanted::default());
        let most = SimilarWanted::new(Some(16), Some(100)).unwrap();
        assert_eq!((most.threshold.bits(), most.limit), (16, 100));
        for (threshold, limit, field) in
            [(Some(17), None, "threshold"), (None, Some(0), "limit"), (None, Some(101), "limit")]
        {
            let refused = SimilarWanted::new(threshold, limit).unwrap_err();
            assert_eq!((refused.field, refused.code), (Some(field), "out_of_range"));
        }
    }
}
