//! Looks for similar pictures as the port says it, word by word, and for as long as that takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use atelier_application::ports::{HashColumns, HashScanner, Hit, LikenessGroup};
use atelier_domain::library::likeness::{Hashes, Threshold, distance};

/// Compares everything with everything, and counts how often it was asked.
#[derive(Debug, Default)]
pub struct PlainScanner {
    scans: AtomicUsize,
    groupings: AtomicUsize,
}

impl PlainScanner {
    /// How often one picture was looked for.
    pub fn scans(&self) -> usize {
        self.scans.load(Ordering::SeqCst)
    }

    /// How often all pictures were grouped.
    pub fn groupings(&self) -> usize {
        self.groupings.load(Ordering::SeqCst)
    }
}

/// The pictures at these places that are near enough, the nearest first.
fn near(
    haystack: &HashColumns,
    places: impl Iterator<Item = u32>,
    query: Hashes,
    threshold: Threshold,
) -> Vec<Hit> {
    let mut hits: Vec<Hit> = places
        .filter_map(|place| Some(Hit { distance: distance(query, haystack.hashes(place)?)?, place }))
        .filter(|hit| threshold.covers(hit.distance))
        .collect();
    hits.sort();
    hits
}

fn places(haystack: &HashColumns) -> std::ops::Range<u32> {
    0..u32::try_from(haystack.len()).unwrap_or(u32::MAX)
}

#[async_trait]
impl HashScanner for PlainScanner {
    async fn within(&self, haystack: Arc<HashColumns>, query: Hashes, threshold: Threshold) -> Vec<Hit> {
        self.scans.fetch_add(1, Ordering::SeqCst);
        near(&haystack, places(&haystack), query, threshold)
    }

    async fn groups(&self, haystack: Arc<HashColumns>, threshold: Threshold) -> Vec<LikenessGroup> {
        self.groupings.fetch_add(1, Ordering::SeqCst);
        let mut left: Vec<u32> = places(&haystack).collect();
        let mut groups = Vec::new();
        while !left.is_empty() {
            let centre = left.remove(0);
            let Some(hashes) = haystack.hashes(centre) else { continue };
            let others = near(&haystack, left.iter().copied(), hashes, threshold);
            left.retain(|place| others.iter().all(|hit| hit.place != *place));
            if !others.is_empty() {
                groups.push(LikenessGroup { centre, others });
            }
        }
        groups
    }
}
