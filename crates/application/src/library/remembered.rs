//! What is shown of photographs, remembered until it changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use atelier_domain::library::{Hothash, Shelf};
use atelier_domain::{PhotoId, Timestamp};
use chrono::Duration;

use crate::ports::library::PhotoView;
use crate::ports::{LibraryWatch, Touched};

/// What a photograph takes beside its small picture, in bytes, so that many without one are bounded too.
const VIEW: usize = 2_048;

/// What a file takes beside its name.
const FILE: usize = 128;

/// How many libraries are known: some tens of bytes each.
const LIBRARIES: usize = 10_000;

/// Remembers what is shown of the photographs of libraries, up to so many bytes in all.
///
/// A library is known with its version. As long as the versions that this process makes follow one another, nobody else
/// has changed it, and each takes away only what it touched; where one is missing, everything of the library is
/// forgotten. What is remembered holds for the library's version alone: whoever asks says which one it has.
pub(super) struct Remembered {
    room: usize,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    libraries: HashMap<Shelf, Known>,
    /// Grows whenever a library is forgotten, so that what was remembered of it is not found any more.
    eras: u64,
    recent: Generation,
    earlier: Generation,
}

struct Known {
    version: i64,
    /// When that was read from the store; the beginning of time if it has to be read.
    read: Timestamp,
    era: u64,
}

#[derive(Default)]
struct Generation {
    views: HashMap<(u64, PhotoId), Kept>,
    names: HashMap<(u64, Hothash), PhotoId>,
    bytes: usize,
}

#[derive(Clone)]
struct Kept {
    view: Arc<PhotoView>,
    /// Whether it was read with its small picture, if there is one.
    pictured: bool,
}

impl Kept {
    /// About what it takes.
    fn bytes(&self) -> usize {
        let PhotoView { photo, tags, files, author_name: _, stack: _, hotpreview } = &*self.view;
        let text = |text: Option<&String>| text.map_or(0, String::len);
        let files: usize = files.iter().map(|file| FILE + file.filename.len()).sum();
        let words = text(photo.title.as_ref()) + text(photo.description.as_ref());
        let tags: usize = tags.iter().map(String::len).sum();
        VIEW + hotpreview.as_ref().map_or(0, |picture| picture.base64().len()) + words + tags + files
    }
}

impl Remembered {
    pub(super) fn new(room: usize) -> Self {
        Self { room, inner: Mutex::default() }
    }

    /// The library's version, if it was read from the store not longer than so long ago.
    pub(super) fn version(&self, shelf: Shelf, now: Timestamp, time_to_live: Duration) -> Option<i64> {
        let inner = self.lock();
        let known = inner.libraries.get(&shelf)?;
        (known.read <= now && now < known.read + time_to_live).then_some(known.version)
    }

    /// The store says that the library has this version. A later one that is known stays: the answer was overtaken.
    pub(super) fn met(&self, shelf: Shelf, version: i64, now: Timestamp) {
        let mut inner = self.lock();
        match inner.libraries.get_mut(&shelf) {
            Some(known) if known.version == version => known.read = now,
            Some(known) if known.version > version => {}
            _ => inner.begin(shelf, version, now),
        }
    }

    /// What is remembered of these photographs, in their order.
    pub(super) fn views(
        &self,
        shelf: Shelf,
        version: i64,
        photos: &[PhotoId],
        pictured: bool,
    ) -> Vec<Option<Arc<PhotoView>>> {
        let mut inner = self.lock();
        let Some(era) = inner.era(shelf, version) else { return vec![None; photos.len()] };
        photos.iter().map(|photo| inner.view((era, *photo), pictured, self.room)).collect()
    }

    /// What is remembered of the photograph of this name, with its small picture.
    pub(super) fn named(&self, shelf: Shelf, version: i64, name: &Hothash) -> Option<Arc<PhotoView>> {
        let mut inner = self.lock();
        let era = inner.era(shelf, version)?;
        let key = (era, name.clone());
        let photo = inner.recent.names.get(&key).or_else(|| inner.earlier.names.get(&key)).copied()?;
        inner.view((era, photo), true, self.room)
    }

    /// Remembers what was read after the library was known to have this version.
    pub(super) fn put(&self, shelf: Shelf, version: i64, views: &[Arc<PhotoView>], pictured: bool) {
        let mut inner = self.lock();
        let Some(era) = inner.era(shelf, version) else { return };
        for view in views {
            inner.keep((era, view.photo.id), Kept { view: Arc::clone(view), pictured }, self.room);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LibraryWatch for Remembered {
    fn changed(&self, shelf: Shelf, version: i64, touched: &Touched) {
        let mut inner = self.lock();
        let Some(known) = inner.libraries.get_mut(&shelf) else {
            // A reader may be on its way with the version before.
            return inner.begin(shelf, version, Timestamp::MIN_UTC);
        };
        let follows = version <= known.version + 1;
        known.version = known.version.max(version);
        match touched {
            Touched::Photos(photos) if follows => {
                let era = known.era;
                for photo in photos {
                    inner.remove((era, *photo));
                }
            }
            _ => inner.renew(shelf),
        }
    }

    fn unsure(&self, shelf: Shelf) {
        let mut inner = self.lock();
        inner.renew(shelf);
        if let Some(known) = inner.libraries.get_mut(&shelf) {
            known.read = Timestamp::MIN_UTC;
        }
    }
}

impl Inner {
    fn begin(&mut self, shelf: Shelf, version: i64, read: Timestamp) {
        if self.libraries.len() >= LIBRARIES && !self.libraries.contains_key(&shelf) {
            self.libraries.clear();
        }
        self.eras += 1;
        self.libraries.insert(shelf, Known { version, read, era: self.eras });
    }

    /// Forgets what was remembered of the library, and not its version.
    fn renew(&mut self, shelf: Shelf) {
        self.eras += 1;
        if let Some(known) = self.libraries.get_mut(&shelf) {
            known.era = self.eras;
        }
    }

    fn era(&self, shelf: Shelf, version: i64) -> Option<u64> {
        self.libraries.get(&shelf).filter(|known| known.version == version).map(|known| known.era)
    }

    fn view(&mut self, key: (u64, PhotoId), pictured: bool, room: usize) -> Option<Arc<PhotoView>> {
        let found = self.recent.views.get(&key);
        let kept =
            found.or_else(|| self.earlier.views.get(&key)).filter(|kept| kept.pictured || !pictured)?;
        let (view, is_recent) = (Arc::clone(&kept.view), found.is_some());
        if !is_recent && let Some(kept) = self.earlier.remove(key) {
            self.put(key, kept, room);
        }
        Some(view)
    }

    fn keep(&mut self, key: (u64, PhotoId), kept: Kept, room: usize) {
        self.remove(key);
        self.put(key, kept, room);
    }

    /// Whatever is asked for moves to the recent ones, so the earlier ones have not been for longest.
    fn put(&mut self, key: (u64, PhotoId), kept: Kept, room: usize) {
        self.recent.put(key, kept);
        if self.recent.bytes > room / 2 {
            self.earlier = std::mem::take(&mut self.recent);
        }
    }

    fn remove(&mut self, key: (u64, PhotoId)) {
        self.recent.remove(key);
        self.earlier.remove(key);
    }
}

impl Generation {
    fn put(&mut self, key: (u64, PhotoId), kept: Kept) {
        self.bytes += kept.bytes();
        self.names.insert((key.0, kept.view.photo.hothash.clone()), key.1);
        self.views.insert(key, kept);
    }

    fn remove(&mut self, key: (u64, PhotoId)) -> Option<Kept> {
        let kept = self.views.remove(&key)?;
        self.bytes = self.bytes.saturating_sub(kept.bytes());
        self.names.remove(&(key.0, kept.view.photo.hothash.clone()));
        Some(kept)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use atelier_domain::library::Photo;
    use atelier_domain::{StudioId, UserId};

    use super::*;
    use crate::ports::library::Hotpreview;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn shelf(owner: i64) -> Shelf {
        Shelf::for_job(StudioId(1), UserId(owner), "test")
    }

    fn view(id: i64, bytes: usize) -> Arc<PhotoView> {
        let digest = std::array::from_fn(|at| id.to_be_bytes().get(at).copied().unwrap_or(0));
        let photo = Photo {
            id: PhotoId(id),
            studio: StudioId(1),
            owner: UserId(1),
            hothash: Hothash::of_digest(digest),
            title: None,
            description: None,
            rating: None,
            taken_at: None,
            place: None,
            exif_taken_at: None,
            exif_place: None,
            correction: None,
            author: None,
            master_file: None,
            width: None,
            height: None,
            camera: None,
            lens: None,
            has_raw: false,
            file_count: 1,
            coldpreview: None,
            version: 1,
            created_at: NOW,
            updated_at: NOW,
        };
        Arc::new(PhotoView {
            photo,
            tags: Vec::new(),
            files: Vec::new(),
            author_name: None,
            stack: None,
            hotpreview: Some(Hotpreview::of(&vec![0; bytes / 4 * 3])),
        })
    }

    /// A library of version 5 of which these are remembered.
    fn knowing(photos: &[i64]) -> Remembered {
        let remembered = Remembered::new(1_000_000);
        remembered.met(shelf(1), 5, NOW);
        let views: Vec<_> = photos.iter().map(|id| view(*id, 10)).collect();
        remembered.put(shelf(1), 5, &views, true);
        remembered
    }

    /// Which of the first photographs are remembered of the library at this version.
    fn known(remembered: &Remembered, version: i64) -> Vec<i64> {
        let ids: Vec<PhotoId> = (1..=4).map(PhotoId).collect();
        let found = remembered.views(shelf(1), version, &ids, true);
        found.iter().flatten().map(|view| view.photo.id.0).collect()
    }

    fn of(photos: &[i64]) -> Touched {
        Touched::Photos(photos.iter().copied().map(PhotoId).collect())
    }

    #[test]
    fn what_is_remembered_holds_for_the_librarys_version() {
        let remembered = knowing(&[1, 2]);
        assert_eq!(known(&remembered, 5), [1, 2]);
        assert!(known(&remembered, 4).is_empty() && known(&remembered, 6).is_empty());
        let named = |version| remembered.named(shelf(1), version, &view(2, 0).photo.hothash);
        assert_eq!(named(5).map(|view| view.photo.id), Some(PhotoId(2)));
        assert!(named(6).is_none());
        remembered.put(shelf(1), 4, &[view(3, 10)], true);
        remembered.put(shelf(2), 5, &[view(4, 10)], true);
        assert_eq!(known(&remembered, 5), [1, 2], "an overtaken answer and a strange library's are not kept");
        assert!(remembered.views(shelf(2), 5, &[PhotoId(1)], true).iter().all(Option::is_none));
    }

    #[test]
    fn a_change_takes_away_what_it_touched_and_no_more() {
        let remembered = knowing(&[1, 2, 3]);
        remembered.changed(shelf(1), 6, &of(&[2]));
        assert_eq!(known(&remembered, 6), [1, 3]);
        assert!(remembered.named(shelf(1), 6, &view(2, 0).photo.hothash).is_none());
        remembered.changed(shelf(2), 7, &Touched::Everything);
        remembered.changed(shelf(1), 7, &of(&[]));
        assert_eq!(known(&remembered, 7), [1, 3]);
        remembered.changed(shelf(1), 8, &Touched::Everything);
        assert!(known(&remembered, 8).is_empty());
    }

    #[test]
    fn where_somebody_else_has_changed_it_everything_is_forgotten() {
        let remembered = knowing(&[1, 2]);
        remembered.changed(shelf(1), 7, &of(&[]));
        assert!(known(&remembered, 7).is_empty(), "nobody here made the sixth version");
        let remembered = knowing(&[1, 2]);
        remembered.met(shelf(1), 6, NOW);
        assert!(known(&remembered, 6).is_empty());
        let remembered = knowing(&[1, 2]);
        remembered.unsure(shelf(1));
        assert_eq!(remembered.version(shelf(1), NOW, Duration::seconds(1)), None);
        remembered.met(shelf(1), 5, NOW);
        assert!(known(&remembered, 5).is_empty());
    }

    #[test]
    fn who_is_overtaken_by_a_change_does_not_bring_the_version_before_it() {
        let second = Duration::seconds(1);
        let remembered = Remembered::new(1_000_000);
        remembered.changed(shelf(1), 6, &of(&[]));
        assert_eq!(remembered.version(shelf(1), NOW, second), None, "it was never read");
        remembered.met(shelf(1), 5, NOW);
        assert_eq!(remembered.version(shelf(1), NOW, second), None);
        remembered.met(shelf(1), 6, NOW);
        assert_eq!(remembered.version(shelf(1), NOW, second), Some(6));
        remembered.unsure(shelf(1));
        remembered.met(shelf(1), 5, NOW);
        assert_eq!(remembered.version(shelf(1), NOW, second), None);
    }

    #[test]
    fn changes_may_be_told_in_another_order() {
        let remembered = knowing(&[1, 2, 3]);
        remembered.changed(shelf(1), 7, &of(&[1]));
        remembered.met(shelf(1), 6, NOW);
        remembered.put(shelf(1), 7, &[view(1, 10), view(2, 10)], true);
        remembered.changed(shelf(1), 6, &of(&[2]));
        assert_eq!(
            known(&remembered, 7),
            [1],
            "the later version stays, and what the earlier one touched goes"
        );
    }

    #[test]
    fn the_version_is_known_for_as_long_as_it_may_be() {
        let (remembered, second) = (knowing(&[]), Duration::seconds(1));
        let later = NOW + second;
        assert_eq!(remembered.version(shelf(1), NOW, second), Some(5));
        assert_eq!(remembered.version(shelf(1), later, second), None);
        remembered.changed(shelf(1), 6, &of(&[]));
        assert_eq!(remembered.version(shelf(1), NOW, second), Some(6));
        assert_eq!(remembered.version(shelf(1), later, second), None, "only the store knows what others do");
        remembered.met(shelf(1), 6, later);
        assert_eq!(remembered.version(shelf(1), later, second), Some(6));
        assert_eq!(remembered.version(shelf(2), later, second), None);
    }

    #[test]
    fn who_asks_for_small_pictures_is_not_given_what_was_read_without() {
        let remembered = knowing(&[]);
        remembered.put(shelf(1), 5, &[view(1, 10)], false);
        assert!(known(&remembered, 5).is_empty());
        assert!(remembered.views(shelf(1), 5, &[PhotoId(1)], false).iter().all(Option::is_some));
        remembered.put(shelf(1), 5, &[view(1, 10)], true);
        assert_eq!(known(&remembered, 5), [1]);
    }

    #[test]
    fn who_goes_back_and_forth_does_not_exceed_the_room() {
        let remembered = Remembered::new(8 * (VIEW + 1_000));
        remembered.met(shelf(1), 1, NOW);
        for last in 1..100 {
            remembered.put(shelf(1), 1, &[view(last, 1_000)], true);
            let ids: Vec<PhotoId> = (1..=last).rev().map(PhotoId).collect();
            remembered.views(shelf(1), 1, &ids, true);
            let inner = remembered.lock();
            assert!(inner.recent.bytes + inner.earlier.bytes <= 9 * (VIEW + 1_000), "{last}");
        }
    }

    #[test]
    fn what_was_not_asked_for_longest_goes_and_the_room_is_not_exceeded() {
        let remembered = Remembered::new(8 * (VIEW + 1_000));
        remembered.met(shelf(1), 1, NOW);
        for id in 1..100 {
            remembered.put(shelf(1), 1, &[view(id, 1_000)], true);
            assert!(remembered.views(shelf(1), 1, &[PhotoId(1)], true).iter().all(Option::is_some), "{id}");
            let inner = remembered.lock();
            assert!(inner.recent.bytes + inner.earlier.bytes <= 10 * (VIEW + 1_000));
            for generation in [&inner.recent, &inner.earlier] {
                let bytes: usize = generation.views.values().map(Kept::bytes).sum();
                assert_eq!((generation.bytes, generation.names.len()), (bytes, generation.views.len()));
            }
        }
        let ids: Vec<PhotoId> = (1..100).map(PhotoId).collect();
        let left = remembered.views(shelf(1), 1, &ids, true).iter().flatten().count();
        assert!((4..=9).contains(&left), "{left}");
        let touched: BTreeSet<PhotoId> = ids.into_iter().collect();
        remembered.changed(shelf(1), 2, &Touched::Photos(touched));
        let inner = remembered.lock();
        assert_eq!((inner.recent.bytes, inner.earlier.bytes), (0, 0));
    }
}
