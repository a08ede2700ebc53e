//! What depends on nothing but how long a side is.

use std::borrow::Cow;
use std::sync::OnceLock;

/// Hot previews have no longer side.
const LONGEST: usize = 150;

/// Made once for each length that a side of a hot preview can have, and anew for longer ones.
pub(crate) struct PerLength<T> {
    kept: [OnceLock<T>; LONGEST + 1],
    make: fn(usize) -> T,
}

impl<T: Clone> PerLength<T> {
    pub(crate) const fn new(make: fn(usize) -> T) -> Self {
        Self { kept: [const { OnceLock::new() }; LONGEST + 1], make }
    }

    /// What belongs to this length. It is given and not lent to a closure, which would be compiled for any processor and not for
    /// the one that its caller is compiled for.
    pub(crate) fn of(&self, length: usize) -> Cow<'_, T> {
        match self.kept.get(length) {
            Some(kept) => Cow::Borrowed(kept.get_or_init(|| (self.make)(length))),
            None => Cow::Owned((self.make)(length)),
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
        let doubled = |length| *DOUBLED.of(length);
        assert_eq!([0, 150, 150, 0].map(doubled), [0, 300, 300, 0]);
        assert_eq!(MADE.load(Ordering::Relaxed), 2);
        assert_eq!([151, 151].map(doubled), [302, 302]);
        assert_eq!(MADE.load(Ordering::Relaxed), 4);
    }
}
