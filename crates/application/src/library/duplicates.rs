//! Photographs that a library has more than once.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use atelier_domain::access::Actor;
use atelier_domain::library::{Hashes, Shelf, Threshold};
use atelier_domain::{PhotoId, Timestamp};

use super::kept::Kept;
use crate::AppResult;
use crate::kernel::Kernel;
use crate::paging::{Page, PageRequest};
use crate::ports::library::PhotoView;
use crate::ports::{HashColumns, HashScanner, LikenessGroup, MediaStore, Tx};

/// How much memory the groups of all libraries take.
const ROOM: usize = 64 * 1024 * 1024;

/// Of how many photographs one step asks what makes one better than another.
const PAGE: u64 = 2_000;

/// How many photographs of a group are shown beside the best one.
const SHOWN: usize = 50;

/// A photograph that looks like the best of its group.
#[derive(Debug, Clone, PartialEq)]
pub struct DuplicatePhoto {
    pub photo: PhotoView,
    /// From the best one.
    pub distance: u32,
}

/// Photographs that look alike.
#[derive(Debug, Clone, PartialEq)]
pub struct DuplicateGroup {
    /// The one that is proposed to be kept.
    pub best: PhotoView,
    /// The others, the nearest first; no more than can be looked at.
    pub others: Vec<DuplicatePhoto>,
    /// How many photographs the group has, the best one included.
    pub count: usize,
}

/// Use cases around what is there more than once.
#[derive(Clone)]
pub struct Duplicates {
    pub(super) kernel: Kernel,
    pub(super) media: Arc<dyn MediaStore>,
    scanner: Arc<dyn HashScanner>,
    known: Arc<Kept<(Shelf, u32), Arc<Grouped>>>,
    /// Grouping takes seconds and memory, so it is done for one library at a time.
    turn: Arc<futures_util::lock::Mutex<()>>,
}

/// The groups of a library, the best photographs first.
struct Grouped {
    /// The version of the library that they are of.
    version: i64,
    groups: Vec<Group>,
}

struct Group {
    best: PhotoId,
    others: Vec<(PhotoId, u32)>,
}

impl Grouped {
    fn bytes(&self) -> usize {
        let others: usize = self.groups.iter().map(|group| group.others.capacity()).sum();
        let groups = self.groups.capacity().saturating_mul(size_of::<Group>());
        groups.saturating_add(others.saturating_mul(size_of::<(PhotoId, u32)>()))
    }
}

/// The best photograph comes first: the largest; of equally large ones, the best rated; then the one that came first.
type Rank = (Reverse<i64>, Reverse<Option<i32>>, Timestamp, PhotoId);

impl Duplicates {
    pub fn new(kernel: Kernel, scanner: Arc<dyn HashScanner>, media: Arc<dyn MediaStore>) -> Self {
        let (known, turn) = (Arc::new(Kept::new(ROOM)), Arc::default());
        Self { kernel, media, scanner, known, turn }
    }

    /// Groups of photographs that look alike, paged by offset. Their order stays the same until something in the library
    /// changes. A photograph is in one group at most, and none is in a group alone.
    pub async fn list(
        &self,
        actor: &Actor,
        threshold: Threshold,
        page: PageRequest,
    ) -> AppResult<Page<DuplicateGroup>> {
        let shelf = Shelf::of(actor)?;
        let grouped = self.grouped(shelf, threshold).await?;
        let offset = usize::try_from(page.offset).unwrap_or(usize::MAX);
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let groups: Vec<&Group> = grouped.groups.iter().skip(offset).take(limit).collect();
        let named = groups.iter().flat_map(|group| {
            let others = group.others.iter().take(SHOWN).map(|(photo, _)| *photo);
            std::iter::once(group.best).chain(others)
        });
        let named: Vec<PhotoId> = named.collect();
        let tx = self.kernel.read().await?;
        let mut views = views_of(&tx, shelf, &named).await?;
        let items = groups.into_iter().filter_map(|group| shown(group, &mut views)).collect();
        Ok(Page { items, total: grouped.groups.len() as u64, next: None })
    }

    /// The groups as of now: those that were made before, if nothing has changed since.
    async fn grouped(&self, shelf: Shelf, threshold: Threshold) -> AppResult<Arc<Grouped>> {
        let key = (shelf, threshold.bits());
        let version = self.kernel.read().await?.photos().library_version(shelf).await?;
        if let Some(known) = self.as_of(key, version) {
            return Ok(known);
        }
        // Nobody waits here with a transaction in hand; who waited for the same finds it done.
        let _turn = self.turn.lock().await;
        let tx = self.kernel.read().await?;
        let version = tx.photos().library_version(shelf).await?;
        if let Some(known) = self.as_of(key, version) {
            return Ok(known);
        }
        let columns = Arc::new(ranked(&tx, shelf).await?);
        drop(tx);
        let found = self.scanner.groups(Arc::clone(&columns), threshold).await;
        let groups = found.into_iter().filter_map(|group| named(&columns, group)).collect();
        let grouped = Arc::new(Grouped { version, groups });
        self.known.put(key, Arc::clone(&grouped), grouped.bytes());
        Ok(grouped)
    }

    fn as_of(&self, key: (Shelf, u32), version: i64) -> Option<Arc<Grouped>> {
        self.known.get(&key).filter(|known| known.version == version)
    }
}

/// The fingerprints of all photographs that show something, one for each, the best photographs first.
async fn ranked(tx: &Tx, shelf: Shelf) -> AppResult<HashColumns> {
    // They are put in order while they come, so that no thread is kept by it for long.
    let mut ranked: BTreeMap<Rank, Hashes> = BTreeMap::new();
    let mut after = PhotoId(0);
    loop {
        let page = tx.fingerprints().standings(shelf, after, PAGE).await?;
        let is_last = (page.len() as u64) < PAGE;
        after = page.last().map_or(after, |standing| standing.photo);
        ranked.extend(page.into_iter().filter_map(|standing| {
            let hashes = standing.hashes.filter(|hashes| hashes.say_something())?;
            let (size, rating) = (Reverse(standing.pixels), Reverse(standing.rating));
            Some(((size, rating, standing.created_at, standing.photo), hashes))
        }));
        if is_last {
            break;
        }
    }
    let mut columns = HashColumns::with_capacity(ranked.len());
    columns.extend(ranked.into_iter().map(|((_, _, _, photo), hashes)| (photo.0, hashes)));
    Ok(columns)
}

/// The group with its photographs in place of their places.
fn named(columns: &HashColumns, group: LikenessGroup) -> Option<Group> {
    let LikenessGroup { centre, others } = group;
    let others = others.into_iter().filter_map(|hit| Some((PhotoId(columns.id(hit.place)?), hit.distance)));
    Some(Group { best: PhotoId(columns.id(centre)?), others: others.collect() })
}

/// A group as it is shown, unless too little of it is left.
fn shown(group: &Group, views: &mut HashMap<PhotoId, PhotoView>) -> Option<DuplicateGroup> {
    let best = views.remove(&group.best)?;
    let others = group.others.iter().take(SHOWN).filter_map(|(photo, distance)| {
        Some(DuplicatePhoto { photo: views.remove(photo)?, distance: *distance })
    });
    let others: Vec<DuplicatePhoto> = others.collect();
    (!others.is_empty()).then_some(DuplicateGroup { best, others, count: group.others.len() + 1 })
}

/// Photographs as lists show them, without their small pictures.
async fn views_of(tx: &Tx, shelf: Shelf, ids: &[PhotoId]) -> AppResult<HashMap<PhotoId, PhotoView>> {
    let views = tx.photos().views(shelf, ids, false).await?;
    Ok(views.into_iter().map(|view| (view.photo.id, view)).collect())
}
