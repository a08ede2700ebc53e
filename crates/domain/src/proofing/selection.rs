//! Lists of pictures that people choose: for an album, for prints, as favourites.

use crate::access::{Action, Context, Facts, Path, Protected};
use crate::money::Money;
use crate::rules::Bound;
use crate::{GalleryId, OrganizationId, RuleViolation, SelectionId, StudioId, Timestamp, UserId, text};

/// The largest number of pictures that a list can be made for.
pub const SELECTION_MAX: i32 = 5_000;

/// How many pictures a list may have, and what those beyond the included ones cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SelectionTerms {
    /// So many are included.
    pub included: Option<i32>,
    /// What each further one costs. Without a price the included ones are all that there can be.
    pub extra_price: Option<Money>,
    /// So many at most, included and further ones.
    pub max_images: Option<i32>,
}

impl SelectionTerms {
    /// Checks the numbers one by one and against each other.
    pub fn checked(self) -> Result<Self, RuleViolation> {
        let range = |field: &'static str, count: Option<i32>| match count {
            Some(count) if !(1..=SELECTION_MAX).contains(&count) => {
                let message = format!("{field} must be from 1 to {SELECTION_MAX}, or null");
                Err(RuleViolation::invalid(field, "out_of_range", message))
            }
            _ => Ok(()),
        };
        range("included", self.included)?;
        range("max_images", self.max_images)?;
        if let Some(price) = self.extra_price {
            if price.minor < 0 {
                let message = "extra_price must not be negative";
                return Err(RuleViolation::invalid("extra_price", "out_of_range", message));
            }
            if self.included.is_none() {
                let message = "a price for further images needs a number of included ones";
                return Err(RuleViolation::invalid("included", "required", message));
            }
        }
        if let (Some(included), Some(max)) = (self.included, self.max_images)
            && max < included
        {
            let message = "max_images must not be smaller than included";
            return Err(RuleViolation::invalid("max_images", "out_of_range", message));
        }
        Ok(self)
    }

    /// So many pictures at most.
    pub fn cap(&self) -> u64 {
        let without_price = if self.extra_price.is_none() { self.included } else { None };
        let cap = self.max_images.or(without_price).unwrap_or(SELECTION_MAX);
        u64::try_from(cap).unwrap_or_default()
    }

    /// How many of `count` pictures are beyond the included ones.
    pub fn extra(&self, count: u64) -> u64 {
        let included = self.included.map_or(count, |included| u64::try_from(included).unwrap_or_default());
        count.saturating_sub(included)
    }

    /// What those cost together.
    pub fn extra_total(&self, count: u64) -> Option<Money> {
        let price = self.extra_price?;
        let extra = i64::try_from(self.extra(count)).unwrap_or(i64::MAX);
        Some(Money { minor: price.minor.saturating_mul(extra), ..price })
    }
}

/// How far a list has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum SelectionState {
    /// Pictures come and go.
    Open,
    /// Handed in: it stands until the studio reopens it.
    Submitted,
    /// Closed by the studio.
    Locked,
}

impl SelectionState {
    pub const ALL: [Self; 3] = [Self::Open, Self::Submitted, Self::Locked];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Submitted => "submitted",
            Self::Locked => "locked",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A named list of pictures of a gallery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    pub id: SelectionId,
    pub studio: StudioId,
    pub gallery: GalleryId,
    /// The gallery's owner; storage fills this in.
    pub organization: OrganizationId,
    /// Whose list it is; absent where everybody who comes to the gallery chooses together.
    pub owner: Option<UserId>,
    pub name: String,
    pub note: Option<String>,
    pub terms: SelectionTerms,
    pub state: SelectionState,
    pub submitted_at: Option<Timestamp>,
    pub submitted_by: Option<UserId>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Selection {
    /// The name and the note of a list, if they can be that.
    pub fn checked_words(name: &str, note: Option<&str>) -> Result<(String, Option<String>), RuleViolation> {
        Ok((text::required("name", name, text::NAME_MAX)?, text::optional("note", note, 2_000)?))
    }

    pub fn describe(&mut self, name: &str, note: Option<&str>, now: Timestamp) -> Result<(), RuleViolation> {
        (self.name, self.note) = Self::checked_words(name, note)?;
        self.updated_at = now;
        Ok(())
    }

    /// Sets the terms, which must have room for the `chosen` pictures.
    pub fn set_terms(
        &mut self,
        terms: SelectionTerms,
        chosen: u64,
        now: Timestamp,
    ) -> Result<(), RuleViolation> {
        let terms = terms.checked()?;
        Self { terms, ..self.clone() }.ensure_room(chosen, 0)?;
        self.terms = terms;
        self.updated_at = now;
        Ok(())
    }

    /// Refuses a change to a list that stands.
    pub fn ensure_open(&self) -> Result<(), RuleViolation> {
        match self.state {
            SelectionState::Open => Ok(()),
            SelectionState::Submitted => Err(RuleViolation::conflict(
                "selection_submitted",
                "this selection has been submitted; the studio can reopen it",
            )),
            SelectionState::Locked => {
                Err(RuleViolation::conflict("selection_locked", "the studio has closed this selection"))
            }
        }
    }

    /// Whether `more` pictures have room beside the `chosen` ones.
    pub fn ensure_room(&self, chosen: u64, more: u64) -> Result<(), RuleViolation> {
        let max = self.terms.cap();
        if chosen.saturating_add(more) > max {
            let message = format!("this selection has room for {max} images");
            let bound = Bound::Max { current: chosen, max };
            return Err(RuleViolation::conflict("selection_full", message).within(bound));
        }
        Ok(())
    }

    /// Hands in the `chosen` pictures.
    pub fn submit(&mut self, by: UserId, chosen: u64, now: Timestamp) -> Result<(), RuleViolation> {
        self.ensure_open()?;
        if chosen == 0 {
            let bound = Bound::Min { current: 0, min: 1 };
            let violation = RuleViolation::conflict("selection_empty", "this selection has no images");
            return Err(violation.within(bound));
        }
        self.state = SelectionState::Submitted;
        self.submitted_at = Some(now);
        self.submitted_by = Some(by);
        self.updated_at = now;
        Ok(())
    }

    /// Closes the list, submitted or not; doing it twice changes nothing.
    pub fn lock(&mut self, now: Timestamp) {
        self.state = SelectionState::Locked;
        self.updated_at = now;
    }

    /// Lets people choose anew.
    pub fn reopen(&mut self, now: Timestamp) -> Result<(), RuleViolation> {
        if self.state == SelectionState::Open {
            return Err(RuleViolation::conflict("selection_open", "this selection is open"));
        }
        self.state = SelectionState::Open;
        self.submitted_at = None;
        self.submitted_by = None;
        self.updated_at = now;
        Ok(())
    }
}

impl Protected for Selection {
    const VIEW: Action = Action::ViewGallery;

    /// Whose list it is decides beside this; a permission knows places and no authors.
    fn facts(&self) -> Facts {
        let contexts = vec![Context::Gallery(self.gallery), Context::Organization(self.organization)];
        Facts { studio: self.studio, paths: vec![Path::public(contexts)] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn price(minor: i64) -> Money {
        Money { minor, currency: Currency::parse("currency", "EUR").unwrap() }
    }

    fn selection(terms: SelectionTerms) -> Selection {
        Selection {
            id: SelectionId(1),
            studio: StudioId(1),
            gallery: GalleryId(1),
            organization: OrganizationId(1),
            owner: None,
            name: "Album".into(),
            note: None,
            terms,
            state: SelectionState::Open,
            submitted_at: None,
            submitted_by: None,
            version: 1,
            created_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn without_a_price_the_included_ones_are_all_there_can_be() {
        let album = selection(SelectionTerms { included: Some(10), ..SelectionTerms::default() });
        assert!(album.ensure_room(9, 1).is_ok());
        let full = album.ensure_room(10, 1).unwrap_err();
        assert_eq!(full.code, "selection_full");
        assert_eq!(full.bound, Some(Bound::Max { current: 10, max: 10 }));
    }

    #[test]
    fn with_a_price_further_ones_are_counted_and_paid() {
        let terms =
            SelectionTerms { included: Some(10), extra_price: Some(price(1_550)), max_images: Some(12) };
        let album = selection(terms.checked().unwrap());
        assert!(album.ensure_room(10, 2).is_ok());
        assert_eq!(album.ensure_room(10, 3).unwrap_err().code, "selection_full");
        assert_eq!((terms.extra(7), terms.extra(12)), (0, 2));
        assert_eq!(terms.extra_total(12).map(|total| total.to_string()), Some("31.00".into()));
    }

    #[test]
    fn terms_that_contradict_themselves_are_refused() {
        let none = SelectionTerms::default();
        let refused = |terms: SelectionTerms| terms.checked().unwrap_err();
        assert_eq!(refused(SelectionTerms { included: Some(0), ..none }).code, "out_of_range");
        assert_eq!(refused(SelectionTerms { extra_price: Some(price(1)), ..none }).field, Some("included"));
        let both = SelectionTerms { included: Some(5), max_images: Some(4), ..none };
        assert_eq!(refused(both).field, Some("max_images"));
        let negative = SelectionTerms { included: Some(5), extra_price: Some(price(-1)), ..none };
        assert_eq!(refused(negative).field, Some("extra_price"));
        let mut album = selection(none);
        let small = SelectionTerms { included: Some(2), ..none };
        assert_eq!(album.set_terms(small, 3, Timestamp::UNIX_EPOCH).unwrap_err().code, "selection_full");
        assert_eq!(album.terms, none);
    }

    #[test]
    fn what_is_handed_in_stands_until_it_is_reopened() {
        let now = Timestamp::UNIX_EPOCH;
        let mut album = selection(SelectionTerms::default());
        assert_eq!(album.submit(UserId(1), 0, now).unwrap_err().code, "selection_empty");
        album.submit(UserId(1), 3, now).unwrap();
        assert_eq!(album.ensure_open().unwrap_err().code, "selection_submitted");
        album.lock(now);
        assert_eq!(album.ensure_open().unwrap_err().code, "selection_locked");
        album.reopen(now).unwrap();
        assert_eq!((album.submitted_at, album.ensure_open()), (None, Ok(())));
        assert_eq!(album.reopen(now).unwrap_err().code, "selection_open");
    }
}
