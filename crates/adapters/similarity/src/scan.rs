//! One picture against all.

use atelier_application::ports::{HashColumns, Hit};
use atelier_domain::library::likeness::{Hashes, Threshold, distance};

/// So many hashes are compared before anything is decided. The smallest distance among them is worked out without a branch,
/// several hashes at a time; nearly always it is too large, and the whole chunk is done with.
const CHUNK: usize = 64;

/// All pictures within the threshold of the query, by place.
///
/// This and what it calls must be inlined: a function of its own would be compiled without the instructions of the caller.
#[inline(always)]
pub(crate) fn within(haystack: &HashColumns, query: Hashes, threshold: Threshold) -> Vec<Hit> {
    let mut hits = Vec::new();
    let (dct, most) = (query.dct.cast_unsigned(), u64::from(threshold.bits()));
    let chunks = haystack.dct().chunks(CHUNK).zip((0..).step_by(CHUNK));
    for (chunk, first) in chunks {
        if nearest(chunk, dct) <= most {
            collect(haystack, query, threshold, chunk, first, &mut hits);
        }
    }
    hits
}

/// The smallest distance between the query and any hash of the chunk.
#[inline(always)]
fn nearest(chunk: &[u64], query: u64) -> u64 {
    // A chunk of fixed length is unrolled; only the last one of all has another.
    if let Ok(whole) = <&[u64; CHUNK]>::try_from(chunk) {
        whole.iter().fold(64, |least, hash| least.min(u64::from((hash ^ query).count_ones())))
    } else {
        chunk.iter().fold(64, |least, hash| least.min(u64::from((hash ^ query).count_ones())))
    }
}

/// The pictures of a chunk that the rule accepts.
#[inline(always)]
fn collect(
    haystack: &HashColumns,
    query: Hashes,
    threshold: Threshold,
    chunk: &[u64],
    first: u32,
    hits: &mut Vec<Hit>,
) {
    let near = |hash: &u64| (hash ^ query.dct.cast_unsigned()).count_ones() <= threshold.bits();
    let places = chunk.iter().zip(first..).filter(|(hash, _)| near(hash)).map(|(_, place)| place);
    hits.extend(places.filter_map(|place| {
        let distance = distance(query, haystack.hashes(place)?)?;
        threshold.covers(distance).then_some(Hit { distance, place })
    }));
}
