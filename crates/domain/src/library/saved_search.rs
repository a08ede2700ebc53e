//! Searches that people keep under a name.

use super::{PhotoOrder, PhotoSearch};
use crate::{RuleViolation, SavedSearchId, StudioId, Timestamp, UserId, text};

/// A search under a name, which no other search of the same person has.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedSearch {
    pub id: SavedSearchId,
    pub studio: StudioId,
    pub owner: UserId,
    pub name: String,
    /// As it was typed: it is folded when it is run.
    pub search: PhotoSearch,
    pub order: PhotoOrder,
    pub is_favorite: bool,
    /// How many photographs it found when it was last run.
    pub last_count: Option<i64>,
    pub last_run_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What a person says of a search. Absent fields stay as they are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchWords {
    pub name: Option<String>,
    pub criteria: Option<(PhotoSearch, PhotoOrder)>,
    pub is_favorite: Option<bool>,
}

impl SavedSearch {
    pub fn checked_name(name: &str) -> Result<String, RuleViolation> {
        text::required("name", name, text::NAME_MAX)
    }

    /// Takes what a person says of it. What it found before says nothing of other criteria and is forgotten.
    pub fn describe(&mut self, words: SearchWords, now: Timestamp) -> Result<(), RuleViolation> {
        let SearchWords { name, criteria, is_favorite } = words;
        if let Some(name) = name {
            self.name = Self::checked_name(&name)?;
        }
        if let Some((search, order)) = criteria {
            search.clone().checked()?;
            if search != self.search {
                self.last_count = None;
                self.last_run_at = None;
            }
            self.search = search;
            self.order = order;
        }
        if let Some(is_favorite) = is_favorite {
            self.is_favorite = is_favorite;
        }
        self.updated_at = now;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration};

    use super::*;

    fn saved() -> SavedSearch {
        let now = DateTime::UNIX_EPOCH;
        SavedSearch {
            id: SavedSearchId(1),
            studio: StudioId(1),
            owner: UserId(1),
            name: "Blåbær".into(),
            search: PhotoSearch { text: Some("Blåbær".into()), ..PhotoSearch::default() },
            order: PhotoOrder::default(),
            is_favorite: false,
            last_count: Some(3),
            last_run_at: Some(now),
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    #[test]
    fn other_criteria_forget_what_was_found() {
        let mut search = saved();
        let later = search.created_at + Duration::hours(1);
        let same = (search.search.clone(), PhotoOrder { ascending: true, ..search.order });
        search.describe(SearchWords { criteria: Some(same), ..SearchWords::default() }, later).unwrap();
        assert_eq!((search.last_count, search.order.ascending), (Some(3), true), "only the order is another");
        let other = (PhotoSearch { rating_min: Some(4), ..PhotoSearch::default() }, search.order);
        search.describe(SearchWords { criteria: Some(other), ..SearchWords::default() }, later).unwrap();
        assert_eq!((search.last_count, search.last_run_at), (None, None));
        assert_eq!((search.name.as_str(), search.updated_at), ("Blåbær", later));
    }

    #[test]
    fn criteria_that_can_never_hold_are_not_kept() {
        let mut search = saved();
        let before = search.clone();
        let bad = (PhotoSearch { rating_max: Some(9), ..PhotoSearch::default() }, PhotoOrder::default());
        let words = SearchWords { criteria: Some(bad), ..SearchWords::default() };
        assert_eq!(search.describe(words, before.updated_at).unwrap_err().field, Some("rating_max"));
        assert_eq!(search, before);
        assert_eq!(SavedSearch::checked_name(" ").unwrap_err().code, "required");
    }
}
