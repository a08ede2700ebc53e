//! The spine: what happened, and the work that follows from it.

use chrono::Duration;
use serde_json::Value;

use crate::access::Context;
use crate::{JobId, RuleViolation, StudioId, Timestamp, UserId};

macro_rules! event_kinds {
    ($($variant:ident $name:literal),+ $(,)?) => {
        /// What can happen. The names are stored, sent to webhooks, and never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum EventKind {
            $($variant),+
        }

        impl EventKind {
            pub const ALL: &'static [EventKind] = &[$(EventKind::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self {
                    $(EventKind::$variant => $name),+
                }
            }
        }
    };
}

event_kinds! {
    StudioRegistered "studio.registered",
    StudioChanged "studio.changed",
    UserSignedIn "user.signed_in",
    SignInRefused "user.sign_in_refused",
    UserSignedOut "user.signed_out",
    TokenReused "user.refresh_token_reused",
    UserChanged "user.changed",
    PasswordChanged "user.password_changed",
    PasswordForgotten "user.password_forgotten",
    PasswordReset "user.password_reset",
    UserDeactivated "user.deactivated",
    UserReactivated "user.reactivated",
    UserInvited "user.invited",
    InvitationAccepted "invitation.accepted",
    InvitationRevoked "invitation.revoked",
    RoleCreated "role.created",
    RoleChanged "role.changed",
    RoleDeleted "role.deleted",
    RoleAssigned "role.assigned",
    RoleWithdrawn "role.withdrawn",
    PermissionGranted "permission.granted",
    PermissionRevoked "permission.revoked",
    ApiTokenCreated "api_token.created",
    ApiTokenRevoked "api_token.revoked",
    OrganizationCreated "organization.created",
    OrganizationChanged "organization.changed",
    OrganizationDeleted "organization.deleted",
    OrganizationRestored "organization.restored",
    MemberAdded "organization.member_added",
    MemberChanged "organization.member_changed",
    MemberRemoved "organization.member_removed",
    GalleryCreated "gallery.created",
    GalleryChanged "gallery.changed",
    GalleryCompleted "gallery.completed",
    GalleryArchived "gallery.archived",
    GalleryReactivated "gallery.reactivated",
    GalleryDeleted "gallery.deleted",
    GalleryRestored "gallery.restored",
    SessionWindowSet "gallery.session_window_set",
    SessionWindowRemoved "gallery.session_window_removed",
    GroupCreated "image_group.created",
    GroupChanged "image_group.changed",
    GroupReordered "image_group.reordered",
    GroupAttached "image_group.attached",
    GroupDetached "image_group.detached",
    GroupDeleted "image_group.deleted",
    GalleryGroupsReordered "gallery.groups_reordered",
    ProductCreated "product.created",
    ProductChanged "product.changed",
    ProductDeleted "product.deleted",
    ProductRestored "product.restored",
    ProductGroupsReordered "product.groups_reordered",
    ImageUploaded "image.uploaded",
    ImageReady "image.ready",
    ImageFailed "image.failed",
    ImageChanged "image.changed",
    ImageMirrored "image.mirrored",
    ImageMirrorLost "image.mirror_lost",
    ImagesRemovedFromGroup "image.removed_from_group",
    ImagesMoved "image.moved_to_group",
    ImagesCopied "image.copied_to_group",
    ImageDeleted "image.deleted",
    ImageRestored "image.restored",
    ImageDownloaded "image.downloaded",
    ImageVersioned "image.versioned",
    ImageVersionRestored "image.version_restored",
    GalleryDownloaded "gallery.downloaded",
    ImageRated "image.rated",
    ImageApproved "image.approved",
    ImageRejected "image.rejected",
    ImageDecisionCleared "image.decision_cleared",
    ImageEditRequested "image.edit_requested",
    ImageEditRequestWithdrawn "image.edit_request_withdrawn",
    ImageCommented "image.commented",
    CommentChanged "comment.changed",
    CommentDeleted "comment.deleted",
    CommentResolved "comment.resolved",
    CommentReopened "comment.reopened",
    SelectionCreated "selection.created",
    SelectionChanged "selection.changed",
    SelectionFilled "selection.filled",
    SelectionSubmitted "selection.submitted",
    SelectionLocked "selection.locked",
    SelectionReopened "selection.reopened",
    SelectionDeleted "selection.deleted",
    GallerySubmitted "gallery.submitted",
    GallerySubmissionReopened "gallery.submission_reopened",
    ShareLinkCreated "share_link.created",
    ShareLinkChanged "share_link.changed",
    ShareLinkRevoked "share_link.revoked",
    ShareLinkOpened "share_link.opened",
    DownloadsUnlocked "share_link.downloads_unlocked",
    ShareLinkExpiring "share_link.expiring",
    JobReplayed "job.replayed",
    BatchOpened "upload_batch.opened",
    BatchClosed "upload_batch.closed",
    StagingReceived "staging.received",
    StagingRefused "staging.refused",
    StagingReady "staging.ready",
    StagingFailed "staging.failed",
    StagingAssigned "staging.assigned",
    StagingUnassigned "staging.unassigned",
    StagingDiscarded "staging.discarded",
    StagingRestored "staging.restored",
    StagingMarked "staging.marked",
    StagingMatched "staging.matched",
    ProposalAccepted "staging.proposal_accepted",
    ProposalRejected "staging.proposal_rejected",
}

impl EventKind {
    /// What people do with a gallery that is shown to them, and how it is shown.
    pub const ACTIVITY: &'static [EventKind] = &[
        Self::ShareLinkCreated,
        Self::ShareLinkChanged,
        Self::ShareLinkRevoked,
        Self::ShareLinkOpened,
        Self::DownloadsUnlocked,
        Self::ImageDownloaded,
        Self::GalleryDownloaded,
        Self::ImageRated,
        Self::ImageApproved,
        Self::ImageRejected,
        Self::ImageDecisionCleared,
        Self::ImageEditRequested,
        Self::ImageEditRequestWithdrawn,
        Self::ImageCommented,
        Self::CommentResolved,
        Self::CommentReopened,
        Self::SelectionSubmitted,
        Self::SelectionReopened,
        Self::GallerySubmitted,
        Self::GallerySubmissionReopened,
    ];
}

/// Something that happened, told in the transaction in which it happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub studio: StudioId,
    pub kind: EventKind,
    /// The row that it happened to.
    pub subject: Option<Context>,
    /// Who did it; `None` for the program itself.
    pub actor: Option<UserId>,
    /// Ids and plain facts; never a secret, never a token.
    pub payload: Value,
    pub occurred_at: Timestamp,
}

/// Where a piece of background work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum JobState {
    /// Waits for a worker, or for its next attempt.
    Queued,
    /// A worker holds it until its lease ends.
    Running,
    Succeeded,
    /// Given up; it waits for a person to replay it.
    Dead,
}

impl JobState {
    pub const ALL: [Self; 4] = [Self::Queued, Self::Running, Self::Succeeded, Self::Dead];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Dead => "dead",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A durable piece of work.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: JobId,
    pub studio: StudioId,
    /// Which worker function does it, such as `images.make_derivatives`.
    pub kind: String,
    pub payload: Value,
    pub state: JobState,
    pub attempts: i32,
    pub max_attempts: i32,
    /// Not before this instant.
    pub run_at: Timestamp,
    pub claimed_by: Option<String>,
    /// Until when the claim counts; after that another worker may take it.
    pub lease_until: Option<Timestamp>,
    pub last_error: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// How often a job is tried before it is given up.
pub const MAX_ATTEMPTS: i32 = 8;

impl Job {
    pub fn succeed(&mut self, now: Timestamp) {
        self.state = JobState::Succeeded;
        self.finish(now);
        self.last_error = None;
    }

    /// The attempt failed. A passing failure is tried again after [`backoff`]; a lasting one, or the last attempt,
    /// ends the job.
    pub fn fail(&mut self, error: &str, lasting: bool, now: Timestamp) {
        self.last_error = Some(error.chars().take(2_000).collect());
        if lasting || self.attempts >= self.max_attempts {
            self.state = JobState::Dead;
            self.finish(now);
        } else {
            self.state = JobState::Queued;
            self.run_at = now + backoff(self.attempts);
            self.release(now);
        }
    }

    /// The work waits for something outside that is not there, however long that takes; the attempt does not count.
    pub fn postpone(&mut self, reason: &str, until: Timestamp, now: Timestamp) {
        self.give_back(now);
        self.last_error = Some(reason.chars().take(2_000).collect());
        self.run_at = until;
    }

    /// Gives an unfinished job back at shutdown; the attempt does not count.
    pub fn give_back(&mut self, now: Timestamp) {
        self.state = JobState::Queued;
        self.attempts = (self.attempts - 1).max(0);
        self.run_at = now;
        self.release(now);
    }

    /// Puts a job that was given up back into the queue, with all its attempts.
    pub fn replay(&mut self, now: Timestamp) -> Result<(), RuleViolation> {
        if self.state != JobState::Dead {
            return Err(RuleViolation::conflict(
                "job_not_dead",
                "only a job that was given up can be replayed",
            ));
        }
        self.state = JobState::Queued;
        self.attempts = 0;
        self.run_at = now;
        self.finished_at = None;
        self.updated_at = now;
        Ok(())
    }

    fn finish(&mut self, now: Timestamp) {
        self.finished_at = Some(now);
        self.release(now);
    }

    fn release(&mut self, now: Timestamp) {
        self.claimed_by = None;
        self.lease_until = None;
        self.updated_at = now;
    }
}

/// The pause after the given number of attempts: 2 s, 4 s, 8 s, … at most 15 minutes.
pub fn backoff(attempts: i32) -> Duration {
    let exponent = attempts.clamp(1, 10).unsigned_abs();
    Duration::seconds(2_i64.pow(exponent)).min(Duration::minutes(15))
}

impl crate::access::Protected for Job {
    const VIEW: crate::access::Action = crate::access::Action::ViewAuditLog;

    fn facts(&self) -> crate::access::Facts {
        crate::access::Facts {
            studio: self.studio,
            paths: vec![crate::access::Path::studio_only(Vec::new())],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_grows_and_stays_bounded() {
        let pauses: Vec<i64> = (1..=12).map(|n| backoff(n).num_seconds()).collect();
        assert_eq!(pauses, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    }
}
