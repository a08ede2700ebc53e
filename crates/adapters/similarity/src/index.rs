//! Finds the hashes near a hash without looking at all of them (multi-index hashing, exact).
//!
//! A hash is cut into four chunks of 16 bits. If two hashes differ in at most `t` bits, the chunks cannot all differ by more
//! than their share: with radii `r₁ … r₄` whose sum is `t - 3`, some chunk `i` differs in at most `rᵢ` bits, for else there
//! would be at least `(r₁ + 1) + … + (r₄ + 1) = t + 1` differing bits. So it is enough to look, for each chunk, at the hashes
//! whose chunk is one of the few values near it: 428 values in all for a threshold of 10.

/// The chunks of a hash. Sixteen bits are few enough for a table of all values, and many enough that among a million
/// pictures a value has about fifteen.
const CHUNKS: u32 = 4;
const CHUNK_BITS: u32 = 16;
const VALUES: usize = 1 << CHUNK_BITS;

/// The hashes whose chunk has the same value.
#[derive(Debug, Clone, Copy, Default)]
struct Bucket {
    start: u32,
    /// How many of them still count; they come first.
    alive: u32,
}

/// All hashes by the value of one of their chunks.
struct Table {
    shift: u32,
    /// By how many bits a chunk may differ.
    radius: u32,
    buckets: Vec<Bucket>,
    /// Bucket after bucket. The hashes lie close together, because that is all that is read of nearly all of them.
    hashes: Vec<u64>,
    places: Vec<u32>,
}

/// What becomes of an entry that is near enough.
pub(crate) enum Fate {
    Stays,
    /// It is not asked about again in this chunk.
    Goes,
}

pub(crate) struct Index {
    tables: Vec<Table>,
    /// The values by which a chunk may differ, those with the fewest bits first.
    differences: Vec<u16>,
    threshold: u32,
}

impl Index {
    /// `hashes` and their places: twelve bytes for each, four times.
    pub(crate) fn new(hashes: impl Iterator<Item = (u64, u32)> + Clone, threshold: u32) -> Self {
        // The sum of (radius + 1) over the chunks is the threshold + 1. With a threshold below three, some chunks need not
        // be looked at.
        let tables = (0..CHUNKS)
            .filter_map(|chunk| {
                let share = (threshold + 1 + chunk) / CHUNKS;
                Some(Table::new(hashes.clone(), chunk * CHUNK_BITS, share.checked_sub(1)?))
            })
            .collect();
        let mut differences: Vec<u16> =
            (0..=u16::MAX).filter(|bits| bits.count_ones() <= threshold / CHUNKS).collect();
        differences.sort_by_key(|bits| bits.count_ones());
        Self { tables, differences, threshold }
    }

    /// Calls `meet` with the place of each hash within the threshold of this one, perhaps once for each chunk, and forgets
    /// those that it lets go.
    #[inline(always)]
    pub(crate) fn near(&mut self, hash: u64, mut meet: impl FnMut(u32) -> Fate) {
        for table in &mut self.tables {
            let (value, radius) = (chunk_of(hash, table.shift), table.radius);
            for difference in self.differences.iter().take_while(|bits| bits.count_ones() <= radius) {
                table.visit(value ^ usize::from(*difference), hash, self.threshold, &mut meet);
            }
        }
    }
}

impl Table {
    fn new(hashes: impl Iterator<Item = (u64, u32)> + Clone, shift: u32, radius: u32) -> Self {
        let mut buckets = vec![Bucket::default(); VALUES];
        for (hash, _) in hashes.clone() {
            if let Some(bucket) = buckets.get_mut(chunk_of(hash, shift)) {
                bucket.alive += 1;
            }
        }
        let mut next = 0;
        for bucket in &mut buckets {
            bucket.start = next;
            next += std::mem::take(&mut bucket.alive);
        }
        let mut table =
            Self { shift, radius, buckets, hashes: vec![0; widen(next)], places: vec![0; widen(next)] };
        for (hash, place) in hashes {
            table.put(hash, place);
        }
        table
    }

    fn put(&mut self, hash: u64, place: u32) {
        let Some(bucket) = self.buckets.get_mut(chunk_of(hash, self.shift)) else { return };
        let at = widen(bucket.start + bucket.alive);
        if let (Some(free), Some(free_place)) = (self.hashes.get_mut(at), self.places.get_mut(at)) {
            (*free, *free_place) = (hash, place);
            bucket.alive += 1;
        }
    }

    /// Goes through the hashes of one bucket.
    #[inline(always)]
    fn visit(&mut self, value: usize, hash: u64, threshold: u32, meet: &mut impl FnMut(u32) -> Fate) {
        let Some(bucket) = self.buckets.get_mut(value).filter(|bucket| bucket.alive > 0) else { return };
        let range = widen(bucket.start)..widen(bucket.start + bucket.alive);
        let (Some(mut hashes), Some(mut places)) =
            (self.hashes.get_mut(range.clone()), self.places.get_mut(range))
        else {
            return;
        };
        let mut at = 0;
        while let (Some(other), Some(place)) = (hashes.get(at), places.get(at)) {
            if (other ^ hash).count_ones() > threshold {
                at += 1;
                continue;
            }
            match meet(*place) {
                Fate::Stays => at += 1,
                // The last one takes its place and is looked at next; the slices end before it from now on.
                Fate::Goes => {
                    let last = hashes.len() - 1;
                    hashes.swap(at, last);
                    places.swap(at, last);
                    (hashes, places) = (hashes.split_at_mut(last).0, places.split_at_mut(last).0);
                    bucket.alive -= 1;
                }
            }
        }
    }
}

fn chunk_of(hash: u64, shift: u32) -> usize {
    usize::from((hash >> shift) as u16)
}

/// A place as the index of a vector; a `usize` has at least 32 bits wherever this runs.
fn widen(place: u32) -> usize {
    place as usize
}
