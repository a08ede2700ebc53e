//! What one person says about one picture of a gallery.

use crate::access::{Action, Context, Facts, Path, Protected};
use crate::galleries::Visibility;
use crate::{
    GalleryId, ImageGroupId, ImageId, OrganizationId, RuleViolation, StudioId, Timestamp, UserId, text,
};

/// The longest description of a wanted edit, in characters.
pub const EDIT_NOTES_MAX: usize = 2_000;

/// Whether a picture is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Decision {
    #[default]
    Undecided,
    Approved,
    Rejected,
}

impl Decision {
    pub const ALL: [Self; 3] = [Self::Undecided, Self::Approved, Self::Rejected];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.as_str() == name)
    }
}

/// The present state of what one person says about one picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Opinion {
    pub decision: Decision,
    /// An approval may allow the studio to advertise with the picture.
    pub approved_for_marketing: bool,
    pub decided_at: Option<Timestamp>,
    /// BLAKE3 of the original that the decision was about.
    pub decided_on: Option<String>,
    /// 1 to 5.
    pub rating: Option<i32>,
    /// What is to be edited; present as long as an edit is requested.
    pub edit_notes: Option<String>,
}

impl Opinion {
    /// Whether the picture, which now has the bytes of `content_hash`, is another one than was decided about.
    pub fn is_outdated(&self, content_hash: &str) -> bool {
        self.decided_on.as_deref().is_some_and(|decided_on| decided_on != content_hash)
    }

    /// Whether nothing is said any more.
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}

/// A live picture as it hangs in one gallery, with what one person says about it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub image: ImageId,
    pub studio: StudioId,
    pub gallery: GalleryId,
    /// The gallery's owner.
    pub organization: OrganizationId,
    /// BLAKE3 of the original as it is now.
    pub content_hash: String,
    /// The gallery's groups in which it hangs.
    pub groups: Vec<(ImageGroupId, Visibility)>,
    pub user: UserId,
    pub opinion: Opinion,
}

impl Proof {
    /// Approves, rejects or takes the decision back. Deciding the same about the same bytes changes nothing. Without
    /// `for_marketing` an approval keeps what it said about that.
    pub fn decide(
        &mut self,
        decision: Decision,
        for_marketing: Option<bool>,
        now: Timestamp,
    ) -> Result<(), RuleViolation> {
        let approves = decision == Decision::Approved;
        if for_marketing == Some(true) && !approves {
            return Err(RuleViolation::invalid(
                "approved_for_marketing",
                "invalid_value",
                "only an approved picture can be approved for marketing",
            ));
        }
        let kept = self.opinion.approved_for_marketing;
        let for_marketing = approves && for_marketing.unwrap_or(kept);
        let opinion = &self.opinion;
        if opinion.decision == decision
            && kept == for_marketing
            && (decision == Decision::Undecided || !opinion.is_outdated(&self.content_hash))
        {
            return Ok(());
        }
        let decided = decision != Decision::Undecided;
        self.opinion.decision = decision;
        self.opinion.approved_for_marketing = for_marketing;
        self.opinion.decided_at = decided.then_some(now);
        self.opinion.decided_on = decided.then(|| self.content_hash.clone());
        Ok(())
    }

    /// Gives 1 to 5 stars, or takes them back.
    pub fn rate(&mut self, rating: Option<i32>) -> Result<(), RuleViolation> {
        if rating.is_some_and(|rating| !(1..=5).contains(&rating)) {
            return Err(RuleViolation::invalid("rating", "out_of_range", "rating must be from 1 to 5"));
        }
        self.opinion.rating = rating;
        Ok(())
    }

    /// Asks for an edit, in the words of the person.
    pub fn request_edit(&mut self, notes: &str) -> Result<(), RuleViolation> {
        self.opinion.edit_notes = Some(text::required("notes", notes, EDIT_NOTES_MAX)?);
        Ok(())
    }

    /// No edit is wanted any more.
    pub fn withdraw_edit(&mut self) {
        self.opinion.edit_notes = None;
    }
}

impl Protected for Proof {
    const VIEW: Action = Action::ViewGallery;

    /// Only the ways through this gallery count: a picture that hangs elsewhere is not there.
    fn facts(&self) -> Facts {
        let path = |&(group, visibility): &(ImageGroupId, Visibility)| Path {
            contexts: vec![
                Context::Image(self.image),
                Context::ImageGroup(group),
                Context::Gallery(self.gallery),
                Context::Organization(self.organization),
            ],
            visibility,
        };
        Facts { studio: self.studio, paths: self.groups.iter().map(path).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof() -> Proof {
        Proof {
            image: ImageId(1),
            studio: StudioId(1),
            gallery: GalleryId(1),
            organization: OrganizationId(1),
            content_hash: "first".to_owned(),
            groups: vec![(ImageGroupId(1), Visibility::Public)],
            user: UserId(1),
            opinion: Opinion::default(),
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + chrono::Duration::seconds(seconds)
    }

    #[test]
    fn deciding_the_same_again_changes_nothing() {
        let mut proof = proof();
        proof.decide(Decision::Approved, Some(true), at(1)).unwrap();
        let first = proof.opinion.clone();
        proof.decide(Decision::Approved, None, at(2)).unwrap();
        assert_eq!(proof.opinion, first);
        proof.decide(Decision::Undecided, None, at(3)).unwrap();
        assert!(proof.opinion.is_blank());
    }

    #[test]
    fn a_decision_is_about_the_bytes_that_were_seen() {
        let mut proof = proof();
        proof.decide(Decision::Approved, None, at(1)).unwrap();
        proof.content_hash = "second".to_owned();
        assert!(proof.opinion.is_outdated(&proof.content_hash));
        proof.rate(Some(5)).unwrap();
        assert!(proof.opinion.is_outdated(&proof.content_hash), "stars decide nothing");
        proof.decide(Decision::Approved, None, at(2)).unwrap();
        assert!(!proof.opinion.is_outdated(&proof.content_hash));
        assert_eq!(proof.opinion.decided_at, Some(at(2)));
        proof.decide(Decision::Undecided, None, at(3)).unwrap();
        assert!(!proof.opinion.is_outdated("third"));
    }

    #[test]
    fn only_an_approval_is_for_marketing() {
        let mut proof = proof();
        for decision in [Decision::Rejected, Decision::Undecided] {
            let refused = proof.decide(decision, Some(true), at(1)).unwrap_err();
            assert_eq!(refused.code, "invalid_value");
        }
        proof.decide(Decision::Approved, Some(true), at(1)).unwrap();
        proof.decide(Decision::Rejected, None, at(2)).unwrap();
        assert!(!proof.opinion.approved_for_marketing);
    }

    #[test]
    fn stars_are_one_to_five() {
        let mut proof = proof();
        for good in [None, Some(1), Some(5)] {
            assert!(proof.rate(good).is_ok());
        }
        for bad in [0, 6, -1, i32::MAX] {
            assert_eq!(proof.rate(Some(bad)).unwrap_err().code, "out_of_range");
        }
    }

    #[test]
    fn an_edit_is_asked_for_in_words() {
        let mut proof = proof();
        assert_eq!(proof.request_edit("  ").unwrap_err().code, "required");
        assert_eq!(proof.request_edit(&"x".repeat(2_001)).unwrap_err().code, "too_long");
        proof.request_edit("whiten teeth").unwrap();
        proof.withdraw_edit();
        assert!(proof.opinion.is_blank());
    }
}
