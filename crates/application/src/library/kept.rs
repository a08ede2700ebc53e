//! Values that stay in memory while they are used and there is room for them.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What an entry takes beside its value, in bytes, so that many empty ones are bounded too.
const ENTRY: usize = 1_024;

/// Holds values up to so many bytes in all; those that were not used for longest go first.
pub(super) struct Kept<K, V> {
    room: usize,
    inner: Mutex<Inner<K, V>>,
}

struct Inner<K, V> {
    entries: HashMap<K, Entry<V>>,
    bytes: usize,
    /// Grows with every use.
    turn: u64,
}

struct Entry<V> {
    value: V,
    bytes: usize,
    used: u64,
}

impl<K: Copy + Eq + Hash, V: Clone> Kept<K, V> {
    pub(super) fn new(room: usize) -> Self {
        Self { room, inner: Mutex::new(Inner { entries: HashMap::new(), bytes: 0, turn: 0 }) }
    }

    pub(super) fn get(&self, key: &K) -> Option<V> {
        let mut inner = self.lock();
        let turn = inner.next();
        let entry = inner.entries.get_mut(key)?;
        entry.used = turn;
        Some(entry.value.clone())
    }

    /// The value of the key, made if there is none yet.
    pub(super) fn get_or(&self, key: K, make: impl FnOnce() -> V) -> V {
        if let Some(value) = self.get(&key) {
            return value;
        }
        let made = make();
        let mut inner = self.lock();
        // Somebody else may have made one in between.
        if let Some(entry) = inner.entries.get(&key) {
            return entry.value.clone();
        }
        inner.put(key, made.clone(), 0);
        inner.trim(self.room);
        made
    }

    /// Keeps a value in place of the one that the key has.
    pub(super) fn put(&self, key: K, value: V, bytes: usize) {
        let mut inner = self.lock();
        inner.put(key, value, bytes);
        inner.trim(self.room);
    }

    /// Says how many bytes the value of the key has come to hold. If it has gone meanwhile, it stays gone.
    pub(super) fn weigh(&self, key: &K, bytes: usize) {
        let mut inner = self.lock();
        let bytes = bytes.saturating_add(ENTRY);
        if let Some(entry) = inner.entries.get_mut(key) {
            let before = std::mem::replace(&mut entry.bytes, bytes);
            inner.bytes = inner.bytes.saturating_sub(before).saturating_add(bytes);
        }
        inner.trim(self.room);
    }

    fn lock(&self) -> MutexGuard<'_, Inner<K, V>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Copy + Eq + Hash, V> Inner<K, V> {
    fn next(&mut self) -> u64 {
        self.turn = self.turn.wrapping_add(1);
        self.turn
    }

    fn put(&mut self, key: K, value: V, bytes: usize) {
        let entry = Entry { value, bytes: bytes.saturating_add(ENTRY), used: self.next() };
        self.bytes = self.bytes.saturating_add(entry.bytes);
        if let Some(before) = self.entries.insert(key, entry) {
            self.bytes = self.bytes.saturating_sub(before.bytes);
        }
    }

    fn trim(&mut self, room: usize) {
        while self.bytes > room {
            let oldest = self.entries.iter().min_by_key(|(_, entry)| entry.used).map(|(key, _)| *key);
            let Some(entry) = oldest.and_then(|key| self.entries.remove(&key)) else { return };
            self.bytes = self.bytes.saturating_sub(entry.bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let kept = Kept::new(4 * ENTRY);
        for key in [1, 2, 3] {
            kept.put(key, key * 10, 0);
        }
        assert_eq!(kept.get(&1), Some(10));
        kept.put(4, 40, ENTRY);
        assert_eq!([1, 2, 3, 4].map(|key| kept.get(&key)), [Some(10), None, Some(30), Some(40)]);
        kept.weigh(&1, 2 * ENTRY);
        assert_eq!([1, 3, 4].map(|key| kept.get(&key)), [None, Some(30), Some(40)]);
    }

    #[test]
    fn what_does_not_fit_at_all_is_not_kept_and_what_has_gone_stays_gone() {
        let kept = Kept::new(2 * ENTRY);
        assert_eq!(kept.get_or(1, || 10), 10);
        assert_eq!(kept.get_or(1, || 11), 10);
        kept.weigh(&1, 5 * ENTRY);
        assert_eq!(kept.get(&1), None);
        kept.weigh(&1, 0);
        assert_eq!(kept.get(&1), None);
        kept.put(2, 20, 0);
        kept.put(2, 21, ENTRY);
        assert_eq!(kept.get(&2), Some(21), "what it replaces does not count any more");
    }
}
