//! A small memory for what is read over and over, which never outlives a change.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use atelier_domain::Timestamp;

/// Remembers values until an epoch moves or their time is up.
///
/// The epoch is read before the rows are: whatever is committed in between makes the value stale at once. The time
/// bounds how long a change that another node made can go unnoticed.
pub(crate) struct Memory<K, V> {
    capacity: usize,
    entries: Mutex<HashMap<K, Entry<V>>>,
}

struct Entry<V> {
    value: V,
    epoch: u64,
    until: Timestamp,
}

impl<K: Eq + Hash, V: Clone> Memory<K, V> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, entries: Mutex::default() }
    }

    pub(crate) fn get(&self, key: &K, epoch: u64, now: Timestamp) -> Option<V> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries
            .get(key)
            .filter(|entry| entry.epoch == epoch && now < entry.until)
            .map(|entry| entry.value.clone())
    }

    pub(crate) fn put(&self, key: K, value: V, epoch: u64, now: Timestamp, until: Timestamp) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= self.capacity {
            entries.retain(|_, entry| entry.epoch == epoch && now < entry.until);
            if entries.len() >= self.capacity {
                entries.clear();
            }
        }
        entries.insert(key, Entry { value, epoch, until });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    #[test]
    fn a_value_is_forgotten_when_the_epoch_moves_its_time_is_up_or_there_is_no_room() {
        let start = Timestamp::UNIX_EPOCH;
        let end = start + Duration::seconds(1);
        let memory = Memory::new(2);
        memory.put("a", 1, 7, start, end);
        assert_eq!(memory.get(&"a", 7, start), Some(1));
        assert_eq!(memory.get(&"a", 8, start), None);
        assert_eq!(memory.get(&"a", 7, end), None);
        memory.put("b", 2, 7, start, end);
        memory.put("c", 3, 7, start, end);
        assert_eq!(memory.get(&"a", 7, start), None);
        assert_eq!(memory.get(&"c", 7, start), Some(3));
    }
}
