//! Lists are bounded and their order always ends in a unique key.

/// The most rows that one page may have.
pub const MAX_LIMIT: u64 = 1_000;

/// The number of rows when none is asked for.
pub const DEFAULT_LIMIT: u64 = 100;

/// How far an offset may reach; beyond it a cursor is the way.
pub const MAX_OFFSET: u64 = 1_000_000;

/// Which part of a list is wanted. `after` wins over `offset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    pub offset: u64,
    pub limit: u64,
    /// The id of the last row of the page before; the list must be ordered so that this is enough.
    pub after: Option<Cursor>,
}

/// The place of a row in its list: the sort key and the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key as a number (a sort order, or microseconds), 0 where the list is ordered by id alone.
    pub key: i64,
    pub id: i64,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { offset: 0, limit: DEFAULT_LIMIT, after: None }
    }
}

impl PageRequest {
    /// The first `limit` rows.
    pub fn first(limit: u64) -> Self {
        Self { limit, ..Self::default() }
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Rows in the whole list, without paging.
    pub total: u64,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), total: self.total, next: self.next }
    }
}
