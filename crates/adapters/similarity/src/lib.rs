//! Finds pictures that look alike: the adapter behind `application::ports::HashScanner`.
//!
//! * `scan.rs` reads the DCT hashes of all pictures from end to end. Nothing is built, nothing can be out of date, and up to ten
//!   million pictures nothing is faster: a BK-tree visits half of its nodes at useful thresholds, one cache miss each.
//! * `groups.rs` compares all pictures with each other, through the index of `index.rs`, because a scan for each of them would
//!   be a square.
//!
//! Whether two pictures count as alike is the domain's rule alone; here is only what finds the pairs to ask it about. The
//! rule reports no distance that is smaller than that of the DCT hashes, so that those may be compared first.
//!
//! The loops are plain Rust. They are compiled once for each set of instructions that matters, because a program for any
//! x86-64 must count bits by arithmetic, which takes several times as long as the instruction for it.

mod groups;
mod index;
mod scan;

use std::sync::Arc;

use async_trait::async_trait;
use atelier_application::ports::{HashColumns, HashScanner, Hit, LikenessGroup};
use atelier_domain::library::likeness::{Hashes, Threshold};
use fearless_simd::{Level, dispatch};

/// Looking for one picture among so many takes a tenth of a millisecond at most, less than a change of threads is worth.
const FEW_TO_SCAN: usize = 100_000;

/// Grouping so many takes a few milliseconds: most of it goes into the tables of the index, which are the same for one.
const FEW_TO_GROUP: usize = 1_000;

/// Scans with the best instructions of the processor that it runs on.
#[derive(Debug, Clone, Copy)]
pub struct SimdScanner {
    level: Level,
}

impl SimdScanner {
    pub fn new() -> Self {
        Self { level: Level::new() }
    }

    /// What the port says, on the caller's thread.
    pub fn within(&self, haystack: &HashColumns, query: Hashes, threshold: Threshold) -> Vec<Hit> {
        let mut hits = dispatch!(self.level, _ => scan::within(haystack, query, threshold));
        hits.sort_unstable();
        hits
    }

    /// What the port says, on the caller's thread.
    pub fn groups(&self, haystack: &HashColumns, threshold: Threshold) -> Vec<LikenessGroup> {
        dispatch!(self.level, _ => groups::groups(haystack, threshold))
    }
}

impl Default for SimdScanner {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl HashScanner for SimdScanner {
    async fn within(&self, haystack: Arc<HashColumns>, query: Hashes, threshold: Threshold) -> Vec<Hit> {
        let scanner = *self;
        off_thread(haystack, FEW_TO_SCAN, move |haystack| scanner.within(haystack, query, threshold)).await
    }

    async fn groups(&self, haystack: Arc<HashColumns>, threshold: Threshold) -> Vec<LikenessGroup> {
        let scanner = *self;
        off_thread(haystack, FEW_TO_GROUP, move |haystack| scanner.groups(haystack, threshold)).await
    }
}

/// Does the work here if the pictures are few, and else on a thread for work that takes its time.
async fn off_thread<T: Send + 'static>(
    haystack: Arc<HashColumns>,
    few: usize,
    work: impl Fn(&HashColumns) -> T + Copy + Send + 'static,
) -> T {
    if haystack.len() <= few {
        return work(&haystack);
    }
    let shared = Arc::clone(&haystack);
    match tokio::task::spawn_blocking(move || work(&shared)).await {
        Ok(done) => done,
        // The program is about to end and begins nothing new on such threads; this answer is still waited for.
        Err(_) => work(&haystack),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn many_pictures_are_looked_through_as_few_are() {
        let picture = Hashes { gradient: 1, dct: 0x0f0f_3c3c_5a5a_9696 };
        let port: &dyn HashScanner = &SimdScanner::new();
        for count in [3, 1_001, 100_001] {
            let haystack: Arc<HashColumns> = Arc::new((1..=count).map(|id| (id, picture)).collect());
            let hits = port.within(Arc::clone(&haystack), picture, Threshold::default()).await;
            assert_eq!(hits.len(), haystack.len());
            let groups = port.groups(Arc::clone(&haystack), Threshold::default()).await;
            assert_eq!(groups, SimdScanner::new().groups(&haystack, Threshold::default()));
        }
    }
}
