//! What depends on nothing but how long a side is.

use std::sync::OnceLock;

/// Hot previews have no longer side.
const LONGEST: usize = 150;

/// Made once for each length that a side of a hot preview can have, and anew for longer ones.
pub(crate) struct PerLength<T> {
    kept: [OnceLock<T>; LONGEST + 1],
    make: fn(usize) -> T,
}

impl<T> PerLength<T> {
    pub(crate) const fn new(make: fn(usize) -> T) -> Self {
        Self { kept: [const { OnceLock::new() }; LONGEST + 1], make }
    }

    /// Inlined, so that the work is compiled for the processor that its caller is compiled for.
    #[inline(always)]
    pub(crate) fn with<R>(&self, length: usize, work: impl FnOnce(&T) -> R) -> R {
        match self.kept.get(length) {
            Some(kept) => work(kept.get_or_init(|| (self.make)(length))),
            None => work(&(self.make)(length)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn each_length_of_a_hot_preview_is_worked_out_once() {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        static DOUBLED: PerLength<usize> = PerLength::new(|length| {
            MADE.fetch_add(1, Ordering::Relaxed);
            length * 2
        });
        let doubled = |length| DOUBLED.with(length, |doubled| *doubled);
        assert_eq!([0, 150, 150, 0].map(doubled), [0, 300, 300, 0]);
        assert_eq!(MADE.load(Ordering::Relaxed), 2);
        assert_eq!([151, 151].map(doubled), [302, 302]);
        assert_eq!(MADE.load(Ordering::Relaxed), 4);
    }
}
