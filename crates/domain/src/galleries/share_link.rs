//! A door to one gallery.

use chrono::Duration;

use super::DeliveryPolicy;
use crate::access::{Action, Context, Facts, Path, Protected};
use crate::{GalleryId, OrganizationId, RuleViolation, ShareLinkId, StudioId, Timestamp, UserId, text};

/// How many wrong access codes a link takes before it rests.
pub const CODE_ATTEMPTS: i32 = 10;

/// How long it rests then, in minutes.
pub const CODE_LOCK_MINUTES: i64 = 15;

/// A door to one gallery: who has the token comes in, on the link's terms, until it closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareLink {
    pub id: ShareLinkId,
    pub studio: StudioId,
    pub gallery: GalleryId,
    /// The gallery's owner; storage fills this in.
    pub organization: OrganizationId,
    /// Hash of the 256-bit token; the token itself is shown once and never stored.
    pub token_hash: String,
    /// argon2id hash of the access code, where there is one.
    pub code_hash: Option<String>,
    pub failed_attempts: i32,
    pub locked_until: Option<Timestamp>,
    pub label: Option<String>,
    pub policy: DeliveryPolicy,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    pub created_by: UserId,
    /// How many times somebody came in by it.
    pub view_count: i32,
    pub download_count: i32,
    pub last_used_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Whether a door is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum LinkState {
    Open,
    Expired,
    Revoked,
}

impl ShareLink {
    pub fn state(&self, now: Timestamp) -> LinkState {
        if self.revoked_at.is_some() {
            LinkState::Revoked
        } else if self.expires_at.is_some_and(|end| now >= end) {
            LinkState::Expired
        } else {
            LinkState::Open
        }
    }

    /// Changes label, terms and end. A link that was revoked stays closed.
    pub fn amend(
        &mut self,
        label: Option<&str>,
        policy: DeliveryPolicy,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), RuleViolation> {
        if self.revoked_at.is_some() {
            return Err(RuleViolation::conflict("share_link_revoked", "a revoked link cannot be changed"));
        }
        self.label = text::optional("label", label, text::NAME_MAX)?;
        self.policy = policy.checked()?;
        self.expires_at = expires_at;
        self.updated_at = now;
        Ok(())
    }

    /// Closes the door for good; doing it twice changes nothing.
    pub fn revoke(&mut self, now: Timestamp) {
        self.revoked_at.get_or_insert(now);
        self.updated_at = now;
    }

    /// Refuses further guesses while the link rests. The error says for how many seconds.
    pub fn may_try_code(&self, now: Timestamp) -> Result<(), i64> {
        match self.locked_until {
            Some(until) if now < until => Err((until - now).num_seconds().max(1)),
            _ => Ok(()),
        }
    }

    /// Counts a wrong access code; the last of the allowed ones lets the link rest.
    pub fn wrong_code(&mut self, now: Timestamp) {
        self.failed_attempts += 1;
        if self.failed_attempts >= CODE_ATTEMPTS {
            self.failed_attempts = 0;
            self.locked_until = Some(now + Duration::minutes(CODE_LOCK_MINUTES));
        }
    }

    /// Somebody came in.
    pub fn entered(&mut self, now: Timestamp) {
        self.failed_attempts = 0;
        self.locked_until = None;
        self.view_count += 1;
        self.last_used_at = Some(now);
    }

    /// Whether one more file may be taken.
    pub fn may_download(&self) -> Result<(), RuleViolation> {
        match self.policy.download_limit {
            Some(limit) if self.download_count >= limit => Err(RuleViolation::conflict(
                "download_limit_reached",
                format!("this link allows {limit} downloads, and all have been used"),
            )),
            _ => Ok(()),
        }
    }
}

impl Protected for ShareLink {
    const VIEW: Action = Action::ShareGallery;

    fn facts(&self) -> Facts {
        let contexts = vec![Context::Gallery(self.gallery), Context::Organization(self.organization)];
        Facts { studio: self.studio, paths: vec![Path::public(contexts)] }
    }
}
