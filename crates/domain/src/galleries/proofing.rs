//! How a gallery is proofed: whether at all, and within which limits.

use crate::RuleViolation;
use crate::rules::Bound;

/// What people may do with the pictures of a gallery beside looking at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum GalleryMode {
    /// Look only.
    Presentation,
    /// Rate, decide, comment and request edits, each as far as the permissions go.
    #[default]
    Proofing,
}

impl GalleryMode {
    pub const ALL: [Self; 2] = [Self::Presentation, Self::Proofing];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Presentation => "presentation",
            Self::Proofing => "proofing",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == name)
    }
}

/// For whom the limits of a gallery count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum LimitScope {
    /// Everybody has the whole limit.
    #[default]
    Person,
    /// All people outside the studio share it; a picture that two of them approve counts once.
    Gallery,
}

impl LimitScope {
    pub const ALL: [Self; 2] = [Self::Person, Self::Gallery];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Gallery => "gallery",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

/// The largest limit that can be set.
pub const LIMIT_MAX: i32 = 100_000;

/// The limits of a gallery that is proofed, and what of proofing is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofingSettings {
    /// So many approvals make a selection complete; with fewer it cannot be submitted.
    pub min_approvals: Option<i32>,
    pub max_approvals: Option<i32>,
    pub max_edit_requests: Option<i32>,
    pub limit_scope: LimitScope,
    pub ratings_enabled: bool,
    pub comments_enabled: bool,
}

impl Default for ProofingSettings {
    fn default() -> Self {
        Self {
            min_approvals: None,
            max_approvals: None,
            max_edit_requests: None,
            limit_scope: LimitScope::Person,
            ratings_enabled: true,
            comments_enabled: true,
        }
    }
}

impl ProofingSettings {
    /// Checks the limits one by one and against each other.
    pub fn checked(self) -> Result<Self, RuleViolation> {
        let range = |field: &'static str, limit: Option<i32>| match limit {
            Some(limit) if !(1..=LIMIT_MAX).contains(&limit) => {
                let message = format!("a limit must be from 1 to {LIMIT_MAX}, or null for none");
                Err(RuleViolation::invalid(field, "out_of_range", message))
            }
            _ => Ok(()),
        };
        range("proofing.min_approvals", self.min_approvals)?;
        range("proofing.max_approvals", self.max_approvals)?;
        range("proofing.max_edit_requests", self.max_edit_requests)?;
        if let (Some(min), Some(max)) = (self.min_approvals, self.max_approvals)
            && min > max
        {
            return Err(RuleViolation::invalid(
                "proofing.min_approvals",
                "out_of_range",
                "min_approvals must not be larger than max_approvals",
            ));
        }
        Ok(self)
    }

    /// Whether `more` pictures may be approved beside the `others` that are.
    pub fn ensure_room_for_approvals(&self, others: u64, more: u64) -> Result<(), RuleViolation> {
        room("max_approvals", "approved", self.max_approvals, others, more)
    }

    /// Whether edits of `more` pictures may be requested beside the `others` that are.
    pub fn ensure_room_for_edit_requests(&self, others: u64, more: u64) -> Result<(), RuleViolation> {
        room("max_edit_requests", "sent back for an edit", self.max_edit_requests, others, more)
    }

    /// Whether a selection of so many approvals can be handed in. There can be too many of them if the limit was lowered,
    /// or if pictures came back that had been taken away.
    pub fn ensure_complete(&self, approvals: u64) -> Result<(), RuleViolation> {
        if let Some(min) = limit(self.min_approvals).filter(|min| approvals < *min) {
            let message = format!("at least {min} pictures must be approved, and {approvals} are");
            let bound = Bound::Min { current: approvals, min };
            return Err(RuleViolation::conflict("min_approvals", message).within(bound));
        }
        if let Some(max) = limit(self.max_approvals).filter(|max| approvals > *max) {
            let message = format!("at most {max} pictures can be approved, and {approvals} are");
            let bound = Bound::Max { current: approvals, max };
            return Err(RuleViolation::conflict("max_approvals", message).within(bound));
        }
        Ok(())
    }
}

fn limit(stored: Option<i32>) -> Option<u64> {
    stored.and_then(|limit| u64::try_from(limit).ok())
}

fn room(
    code: &'static str,
    what: &str,
    max: Option<i32>,
    others: u64,
    more: u64,
) -> Result<(), RuleViolation> {
    match limit(max) {
        Some(max) if more > 0 && others.saturating_add(more) > max => {
            let message = format!("at most {max} pictures can be {what}, and {others} others are");
            Err(RuleViolation::conflict(code, message).within(Bound::Max { current: others, max }))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(min: Option<i32>, max: Option<i32>) -> ProofingSettings {
        ProofingSettings { min_approvals: min, max_approvals: max, ..ProofingSettings::default() }
    }

    #[test]
    fn limits_agree_with_each_other() {
        for (min, max) in [(None, None), (Some(1), None), (None, Some(1)), (Some(3), Some(3))] {
            assert!(with(min, max).checked().is_ok());
        }
        for (min, max) in [(Some(0), None), (None, Some(-1)), (Some(3), Some(2)), (None, Some(LIMIT_MAX + 1))]
        {
            assert_eq!(with(min, max).checked().unwrap_err().code, "out_of_range");
        }
    }

    #[test]
    fn the_last_place_is_given_and_no_more() {
        let settings = with(None, Some(2));
        assert!(settings.ensure_room_for_approvals(1, 1).is_ok());
        assert!(settings.ensure_room_for_approvals(7, 0).is_ok(), "what takes no place is never refused");
        let refused = settings.ensure_room_for_approvals(2, 1).unwrap_err();
        assert_eq!((refused.code, refused.bound), ("max_approvals", Some(Bound::Max { current: 2, max: 2 })));
        assert!(settings.ensure_room_for_approvals(u64::MAX, 1).is_err());
        assert!(with(None, None).ensure_room_for_approvals(u64::MAX, u64::MAX).is_ok());
    }

    #[test]
    fn a_selection_has_no_fewer_and_no_more_approvals_than_the_limits_say() {
        let settings = with(Some(2), Some(3));
        assert!(settings.ensure_complete(2).is_ok());
        assert!(settings.ensure_complete(3).is_ok());
        let refused = settings.ensure_complete(1).unwrap_err();
        assert_eq!((refused.code, refused.bound), ("min_approvals", Some(Bound::Min { current: 1, min: 2 })));
        let refused = settings.ensure_complete(4).unwrap_err();
        assert_eq!((refused.code, refused.bound), ("max_approvals", Some(Bound::Max { current: 4, max: 3 })));
    }
}
