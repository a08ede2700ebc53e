//! Pictures that look alike, found among all of a library by their hashes.

use std::sync::Arc;

use async_trait::async_trait;
use atelier_domain::library::likeness::{Hashes, Threshold};

/// The hashes of many pictures, each kind of them in a row of its own, so that a scan reads eight bytes for a picture and
/// looks at the rest of it only if they speak for it.
///
/// A picture is named by its place, which is the order in which pictures were put in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HashColumns {
    ids: Vec<i64>,
    dct: Vec<u64>,
    gradient: Vec<u64>,
}

/// The columns hold no more pictures than a place can name; there are two thousand times as many as in a large library.
const MOST: usize = u32::MAX as usize;

impl HashColumns {
    pub fn with_capacity(pictures: usize) -> Self {
        Self {
            ids: Vec::with_capacity(pictures),
            dct: Vec::with_capacity(pictures),
            gradient: Vec::with_capacity(pictures),
        }
    }

    /// Puts a picture behind all others. It is left out once there are 2³² of them, which no memory of today holds.
    pub fn push(&mut self, id: i64, hashes: Hashes) {
        if self.len() < MOST {
            self.ids.push(id);
            self.dct.push(hashes.dct.cast_unsigned());
            self.gradient.push(hashes.gradient.cast_unsigned());
        }
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Bytes of memory that they hold.
    pub fn bytes(&self) -> usize {
        let rows = self.ids.capacity() + self.dct.capacity() + self.gradient.capacity();
        rows.saturating_mul(size_of::<u64>())
    }

    /// Gives back what was reserved for more pictures.
    pub fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        self.dct.shrink_to_fit();
        self.gradient.shrink_to_fit();
    }

    /// The number of the picture at a place.
    pub fn id(&self, place: u32) -> Option<i64> {
        self.ids.get(usize::try_from(place).ok()?).copied()
    }

    /// The hashes of the picture at a place.
    pub fn hashes(&self, place: u32) -> Option<Hashes> {
        let place = usize::try_from(place).ok()?;
        let (dct, gradient) = (self.dct.get(place)?, self.gradient.get(place)?);
        Some(Hashes { gradient: gradient.cast_signed(), dct: dct.cast_signed() })
    }

    /// The DCT hashes, by place.
    pub fn dct(&self) -> &[u64] {
        &self.dct
    }

    /// The gradient hashes, by place.
    pub fn gradient(&self) -> &[u64] {
        &self.gradient
    }
}

impl Extend<(i64, Hashes)> for HashColumns {
    fn extend<T: IntoIterator<Item = (i64, Hashes)>>(&mut self, pictures: T) {
        for (id, hashes) in pictures {
            self.push(id, hashes);
        }
    }
}

impl FromIterator<(i64, Hashes)> for HashColumns {
    fn from_iter<T: IntoIterator<Item = (i64, Hashes)>>(pictures: T) -> Self {
        let pictures = pictures.into_iter();
        let mut columns = Self::with_capacity(pictures.size_hint().0);
        columns.extend(pictures);
        columns
    }
}

/// A picture that was found, and how far it is from what was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    pub distance: u32,
    pub place: u32,
}

/// Pictures that look like one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LikenessGroup {
    /// The picture that the others are compared with.
    pub centre: u32,
    /// The others, at least one, each with its distance from the centre; the nearest first.
    pub others: Vec<Hit>,
}

/// Looks through hashes. Among a million pictures, looking for one takes less than a millisecond, while grouping takes
/// seconds. What takes longer than others can wait for MUST NOT run on the threads of async work; it holds the columns as
/// long as it runs, also when nobody waits for it any more.
#[async_trait]
pub trait HashScanner: Send + Sync {
    /// All pictures whose distance from `query` by `likeness::distance` is within the threshold; none is missed and none
    /// comes that is not (MUST). The nearest come first, and of equally near ones those that were put in first (MUST). If the
    /// picture looked for is in the columns, it is among them.
    async fn within(&self, haystack: Arc<HashColumns>, query: Hashes, threshold: Threshold) -> Vec<Hit>;

    /// Groups of pictures that look alike. The order of the columns says which picture matters most: the first that is in
    /// no group becomes a centre, and takes all pictures within the threshold of it that are in no group yet; then the next
    /// (MUST). So every picture is in one group at most, is within the threshold of the group's centre, and a chain of
    /// frames that differ a little from each other does not become one group. Groups come in the order of their centres,
    /// and a picture that nothing looks like is in none (MUST).
    ///
    /// The memory that it needs is in proportion to the number of pictures, however many pairs look alike (MUST).
    async fn groups(&self, haystack: Arc<HashColumns>, threshold: Threshold) -> Vec<LikenessGroup>;
}
