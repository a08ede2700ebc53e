//! Which photographs a search finds, read ahead for whoever turns its pages.

use std::sync::Arc;

use atelier_domain::library::{PhotoOrder, PhotoSearch, Shelf};
use atelier_domain::{PhotoId, Timestamp};
use chrono::Duration;

use crate::memory::Memory;
use crate::paging::{Cursor, Page, PageRequest};
use crate::ports::Tx;
use crate::ports::library::PlacedPhoto;
use crate::{AppError, AppResult};

/// How many searches' totals are remembered: some hundred bytes each.
const TOTALS: usize = 4_096;

/// Of how many searches runs are remembered.
const SEARCHES: usize = 256;

/// How many runs are remembered of a search, some 18 kB each: of all searches, 18 MB.
const RUNS: usize = 4;

/// Where runs that are read ahead begin: at multiples of so many.
const STEP: u64 = 1_000;

/// Pages of no more than this are read ahead for. A run has as many more, so that no page lies astride two runs.
const PAGE: u64 = 100;

/// For how long it is remembered that nobody asks for.
const LIFE: Duration = Duration::hours(1);

/// Finds photographs. Clones share what they remember.
///
/// The first page of a search is read as it is. Who asks for another one will ask for more, so a run of a thousand
/// photographs is read around it or from its cursor on: their numbers and places alone. All holds for the library's version that
/// was known before it was read.
#[derive(Clone)]
pub(super) struct Finder {
    totals: Arc<Memory<Key, u64>>,
    runs: Arc<Memory<Key, Runs>>,
}

/// Whose library, and what is sought in it.
type Key = (Shelf, String);

/// Those of one search and order, the last one read at the end.
type Runs = Vec<Arc<Run>>;

/// What is sought, in a library that had this version before it was looked for.
#[derive(Clone, Copy)]
pub(super) struct Sought<'a> {
    pub shelf: Shelf,
    pub version: i64,
    /// MUST be checked.
    pub search: &'a PhotoSearch,
    pub order: PhotoOrder,
    pub now: Timestamp,
}

impl Default for Finder {
    fn default() -> Self {
        Self { totals: Arc::new(Memory::new(TOTALS)), runs: Arc::new(Memory::new(SEARCHES)) }
    }
}

impl Finder {
    pub(super) async fn page(
        &self,
        tx: &Tx,
        sought: Sought<'_>,
        page: PageRequest,
    ) -> AppResult<Page<PhotoId>> {
        let Sought { shelf, version, search, order, now } = sought;
        let (epoch, until) = (version.unsigned_abs(), now + LIFE);
        // Whoever turns pages is not counted for anew on each of them, nor after another order was asked for.
        let counted = (shelf, format!("{search:?}"));
        let ordered = (shelf, format!("{} {order:?}", counted.1));
        let total = self.totals.get(&counted, epoch, now);
        let mut runs = self.runs.get(&ordered, epoch, now).unwrap_or_default();
        if let Some(total) = total
            && let Some(found) = runs.iter().rev().find_map(|run| run.page(page, total))
        {
            return Ok(found);
        }
        let wanted = if runs.is_empty() { page } else { run_around(page) };
        let found = tx.photos().search(shelf, search, order, wanted, total).await?;
        self.totals.put(counted, found.total, epoch, now, until);
        let total = found.total;
        // A page of none says nothing of what comes behind it.
        let ends = wanted.limit > 0 && found.next.is_none();
        let run = Run { began: wanted, ends, photos: found.items };
        let lacking =
            || AppError::Internal("a run of photographs lacks the page that it was read for".into());
        let found = run.page(page, total).ok_or_else(lacking)?;
        if runs.len() >= RUNS {
            runs.remove(0);
        }
        runs.push(Arc::new(run));
        self.runs.put(ordered, runs, epoch, now, until);
        Ok(found)
    }
}

/// What is read for somebody who asks for this page and has asked for another one before.
fn run_around(page: PageRequest) -> PageRequest {
    if page.limit > PAGE {
        return page;
    }
    PageRequest { offset: page.offset / STEP * STEP, limit: STEP + PAGE, after: page.after }
}

/// Photographs that follow one another in what a search finds.
struct Run {
    began: PageRequest,
    photos: Vec<PlacedPhoto>,
    /// Whether nothing comes behind it.
    ends: bool,
}

impl Run {
    /// The page, if all of it is here.
    fn page(&self, page: PageRequest, total: u64) -> Option<Page<PhotoId>> {
        let first = self.position(page)?;
        let behind = usize::try_from(page.limit).ok().and_then(|limit| first.checked_add(limit))?;
        if behind > self.photos.len() && !self.ends {
            return None;
        }
        let until = behind.min(self.photos.len());
        let photos = self.photos.get(first..until).unwrap_or_default();
        let more = until < self.photos.len() || !self.ends;
        let next = photos.last().filter(|_| more).map(|last| Cursor::from(*last));
        Some(Page { items: photos.iter().map(|photo| photo.id).collect(), total, next })
    }

    /// Where the page begins in this run.
    fn position(&self, page: PageRequest) -> Option<usize> {
        if page.after == self.began.after && page.after.is_some() {
            return Some(0);
        }
        match page.after {
            Some(after) => {
                self.photos.iter().position(|photo| Cursor::from(*photo) == after).map(|at| at + 1)
            }
            None if self.began.after.is_some() => None,
            None => page.offset.checked_sub(self.began.offset).and_then(|at| usize::try_from(at).ok()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOTAL: u64 = 25;

    /// Photographs 100 to 124, of which two each stand at one place.
    fn run(began: PageRequest) -> Run {
        let all = (0_i64..25).map(|at| PlacedPhoto { id: PhotoId(100 + at), place: at / 2 });
        let begin = began.after.map_or(began.offset, |after| u64::try_from(after.id - 99).unwrap());
        let (begin, limit) = (usize::try_from(begin).unwrap(), usize::try_from(began.limit).unwrap());
        Run { began, photos: all.skip(begin).take(limit).collect(), ends: begin + limit >= 25 }
    }

    fn at(offset: u64, limit: u64) -> PageRequest {
        PageRequest { offset, limit, after: None }
    }

    fn behind(id: i64, limit: u64) -> PageRequest {
        let after = Some(Cursor { key: (id - 100) / 2, id });
        // An offset beside a cursor says nothing.
        PageRequest { offset: 7, limit, after }
    }

    /// The first and last photograph of the page, and whether another page comes.
    fn ends(run: &Run, page: PageRequest) -> Option<(i64, i64, bool)> {
        let page = run.page(page, TOTAL)?;
        assert_eq!(page.total, TOTAL);
        let [first, .., last] = page.items[..] else { panic!("{page:?}") };
        if let Some(next) = page.next {
            assert_eq!(next, Cursor { key: (last.0 - 100) / 2, id: last.0 });
        }
        Some((first.0, last.0, page.next.is_some()))
    }

    #[test]
    fn a_run_holds_the_pages_that_lie_in_it_and_no_other() {
        let run = run(at(10, 10));
        assert_eq!(ends(&run, at(10, 10)), Some((110, 119, true)));
        assert_eq!(ends(&run, at(13, 3)), Some((113, 115, true)));
        assert_eq!(ends(&run, behind(112, 7)), Some((113, 119, true)));
        for other in
            [at(9, 2), at(0, 10), at(19, 2), at(20, 1), behind(109, 3), behind(112, 8), behind(119, 1)]
        {
            assert_eq!(ends(&run, other), None, "{other:?}");
        }
        let wrong = Cursor { key: 9, id: 112 };
        assert_eq!(
            ends(&run, PageRequest { after: Some(wrong), ..at(0, 2) }),
            None,
            "another order's cursor"
        );
    }

    #[test]
    fn a_run_from_a_cursor_holds_what_comes_behind_it_and_knows_no_offset() {
        let run = run(behind(109, 10));
        assert_eq!(ends(&run, behind(109, 4)), Some((110, 113, true)));
        assert_eq!(ends(&run, behind(113, 6)), Some((114, 119, true)));
        for other in [at(0, 4), at(7, 4), at(10, 4), behind(108, 4), behind(109, 11)] {
            assert_eq!(ends(&run, other), None, "{other:?}");
        }
    }

    #[test]
    fn the_last_run_holds_what_lies_beyond_its_end() {
        for run in [run(at(20, 10)), run(behind(119, 10))] {
            assert_eq!(ends(&run, behind(120, 10)), Some((121, 124, false)));
            assert_eq!(ends(&run, behind(121, 3)), Some((122, 124, false)));
            assert_eq!(ends(&run, behind(121, 2)), Some((122, 123, true)));
            let nothing = Page { items: Vec::new(), total: TOTAL, next: None };
            assert_eq!(run.page(behind(124, 5), TOTAL), Some(nothing.clone()));
            if run.began.after.is_none() {
                assert_eq!(run.page(at(25, 5), TOTAL), Some(nothing.clone()));
                assert_eq!(run.page(at(400, 5), TOTAL), Some(nothing));
                assert_eq!(ends(&run, at(20, 5)), Some((120, 124, false)));
            }
        }
    }

    #[test]
    fn what_is_read_ahead_holds_the_page_that_was_asked_for() {
        for offset in [0, 50, 949, 950, 999, 1_000, 1_001, 7_777] {
            for limit in [1, 50, 100] {
                let run = run_around(at(offset, limit));
                assert!(
                    run.offset <= offset && offset + limit <= run.offset + run.limit,
                    "{offset}, {limit}"
                );
            }
        }
        let long = at(1_050, 101);
        assert_eq!(run_around(long), long);
        let cursor = behind(109, 50);
        let run = run_around(cursor);
        assert_eq!((run.after, run.limit), (cursor.after, STEP + PAGE));
    }
}
