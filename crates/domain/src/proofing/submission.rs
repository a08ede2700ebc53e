//! A selection that somebody has handed in.

use crate::access::{Action, Context, Facts, Path, Protected};
use crate::{GalleryId, OrganizationId, RuleViolation, StudioId, Timestamp, UserId};

/// What one person has decided in one gallery, as a whole: open, or handed in and locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    pub studio: StudioId,
    pub gallery: GalleryId,
    /// The gallery's owner; storage fills this in.
    pub organization: OrganizationId,
    pub user: UserId,
    /// How many pictures were approved when it was handed in.
    pub approvals: i32,
    pub submitted_at: Option<Timestamp>,
    /// Since when the studio lets the person decide anew.
    pub reopened_at: Option<Timestamp>,
}

impl Submission {
    /// Whether the person's decisions stand.
    pub fn is_locked(&self) -> bool {
        self.submitted_at.is_some() && self.reopened_at.is_none()
    }

    /// Refuses a change to decisions that have been handed in.
    pub fn ensure_open(&self) -> Result<(), RuleViolation> {
        if self.is_locked() {
            let message = "the selection has been submitted; the studio can reopen it";
            return Err(RuleViolation::conflict("proofing_locked", message));
        }
        Ok(())
    }

    /// Hands it in.
    pub fn submit(&mut self, approvals: u64, now: Timestamp) -> Result<(), RuleViolation> {
        self.ensure_open()?;
        self.approvals = i32::try_from(approvals).unwrap_or(i32::MAX);
        self.submitted_at = Some(now);
        self.reopened_at = None;
        Ok(())
    }

    /// Lets the person decide anew.
    pub fn reopen(&mut self, now: Timestamp) -> Result<(), RuleViolation> {
        if !self.is_locked() {
            let message = "this person has no selection that is submitted";
            return Err(RuleViolation::conflict("not_submitted", message));
        }
        self.reopened_at = Some(now);
        Ok(())
    }
}

impl Protected for Submission {
    const VIEW: Action = Action::ViewGallery;

    fn facts(&self) -> Facts {
        let contexts = vec![Context::Gallery(self.gallery), Context::Organization(self.organization)];
        Facts { studio: self.studio, paths: vec![Path::public(contexts)] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_submitted_is_locked_until_the_studio_reopens_it() {
        let now = Timestamp::UNIX_EPOCH;
        let mut submission = Submission {
            studio: StudioId(1),
            gallery: GalleryId(1),
            organization: OrganizationId(1),
            user: UserId(1),
            approvals: 0,
            submitted_at: None,
            reopened_at: None,
        };
        assert_eq!(submission.reopen(now).unwrap_err().code, "not_submitted");
        submission.submit(3, now).unwrap();
        assert_eq!(submission.approvals, 3);
        assert_eq!(submission.submit(3, now).unwrap_err().code, "proofing_locked");
        submission.reopen(now).unwrap();
        assert!(submission.ensure_open().is_ok());
        assert_eq!(submission.reopen(now).unwrap_err().code, "not_submitted");
        submission.submit(4, now).unwrap();
        assert!(submission.is_locked());
    }
}
