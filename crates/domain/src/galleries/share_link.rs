//! A door to one gallery.

use chrono::Duration;

use super::DeliveryPolicy;
use crate::access::{Action, Context, Facts, Path, Protected};
use crate::{GalleryId, OrganizationId, RuleViolation, ShareLinkId, StudioId, Timestamp, UserId, text};

/// How many wrong access codes a link takes before it rests.
pub const CODE_ATTEMPTS: i32 = 10;

/// How long it rests then, in minutes.
pub const CODE_LOCK_MINUTES: i64 = 15;

/// How many days before its end a link reminds of it, the earliest first.
pub const REMINDER_DAYS: [i64; 2] = [7, 1];

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
    /// argon2id hash of the PIN that downloads ask for, where there is one.
    pub pin_hash: Option<String>,
    pub pin_failed_attempts: i32,
    pub pin_locked_until: Option<Timestamp>,
    pub label: Option<String>,
    pub policy: DeliveryPolicy,
    pub expires_at: Option<Timestamp>,
    /// When the next reminder of the end is due.
    pub remind_at: Option<Timestamp>,
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

    /// Whether whoever has the address alone may be shown what it leads to before it is opened, as messengers do: no code
    /// is asked for, and it was given to nobody by name.
    pub fn is_for_anybody(&self) -> bool {
        self.code_hash.is_none() && self.label.is_none()
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
        if self.expires_at != expires_at {
            self.expires_at = expires_at;
            self.remind_at = Self::next_reminder(expires_at, now);
        }
        self.updated_at = now;
        Ok(())
    }

    /// Sets or takes away the PIN that downloads ask for; guesses at the one before do not count for it.
    pub fn set_pin(&mut self, hash: Option<String>, now: Timestamp) {
        self.pin_hash = hash;
        self.pin_failed_attempts = 0;
        self.pin_locked_until = None;
        self.updated_at = now;
    }

    /// The first reminder that is still to come of a link that ends then. What would have been due before the end was
    /// set is not made up for.
    pub fn next_reminder(expires_at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        let end = expires_at?;
        REMINDER_DAYS.into_iter().map(|days| end - Duration::days(days)).find(|&at| at > now)
    }

    /// Reminds of the end, if that is due: how many days before it, in round numbers. It is due once, however late it
    /// is asked.
    pub fn remind(&mut self, now: Timestamp) -> Option<i64> {
        let due = self.remind_at.filter(|&at| at <= now)?;
        self.remind_at = Self::next_reminder(self.expires_at, now);
        let end = self.expires_at.filter(|_| self.state(now) == LinkState::Open)?;
        REMINDER_DAYS.into_iter().rev().find(|&days| {
            let at = end - Duration::days(days);
            due <= at && at <= now
        })
    }

    /// Closes the door for good; doing it twice changes nothing.
    pub fn revoke(&mut self, now: Timestamp) {
        self.revoked_at.get_or_insert(now);
        self.updated_at = now;
    }

    /// Refuses further guesses at the PIN while it rests. The error says for how many seconds.
    pub fn may_try_pin(&self, now: Timestamp) -> Result<(), i64> {
        rested(self.pin_locked_until, now)
    }

    /// Counts a wrong PIN; the last of the allowed ones lets it rest.
    pub fn wrong_pin(&mut self, now: Timestamp) {
        count_wrong(&mut self.pin_failed_attempts, &mut self.pin_locked_until, now);
    }

    /// Somebody knew the PIN.
    pub fn pin_known(&mut self) {
        self.pin_failed_attempts = 0;
        self.pin_locked_until = None;
    }

    /// Refuses further guesses while the link rests. The error says for how many seconds.
    pub fn may_try_code(&self, now: Timestamp) -> Result<(), i64> {
        rested(self.locked_until, now)
    }

    /// Counts a wrong access code; the last of the allowed ones lets the link rest.
    pub fn wrong_code(&mut self, now: Timestamp) {
        count_wrong(&mut self.failed_attempts, &mut self.locked_until, now);
    }

    /// Somebody came in.
    pub fn entered(&mut self, now: Timestamp) {
        self.failed_attempts = 0;
        self.locked_until = None;
        self.view_count += 1;
        self.last_used_at = Some(now);
    }

    /// Whether so many more files may be taken.
    pub fn may_download(&self, count: i32) -> Result<(), RuleViolation> {
        match self.policy.download_limit {
            Some(limit) if self.download_count.saturating_add(count) > limit => Err(RuleViolation::conflict(
                "download_limit_reached",
                format!("this link allows {limit} downloads, of which {} are used", self.download_count),
            )),
            _ => Ok(()),
        }
    }
}

fn rested(until: Option<Timestamp>, now: Timestamp) -> Result<(), i64> {
    match until {
        Some(until) if now < until => Err((until - now).num_seconds().max(1)),
        _ => Ok(()),
    }
}

fn count_wrong(attempts: &mut i32, locked_until: &mut Option<Timestamp>, now: Timestamp) {
    *attempts += 1;
    if *attempts >= CODE_ATTEMPTS {
        *attempts = 0;
        *locked_until = Some(now + Duration::minutes(CODE_LOCK_MINUTES));
    }
}

impl Protected for ShareLink {
    const VIEW: Action = Action::ShareGallery;

    fn facts(&self) -> Facts {
        let contexts = vec![Context::Gallery(self.gallery), Context::Organization(self.organization)];
        Facts { studio: self.studio, paths: vec![Path::public(contexts)] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(days: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + Duration::days(days)
    }

    fn link(expires_at: Option<Timestamp>) -> ShareLink {
        ShareLink {
            id: ShareLinkId(1),
            studio: StudioId(1),
            gallery: GalleryId(1),
            organization: OrganizationId(1),
            token_hash: String::new(),
            code_hash: None,
            failed_attempts: 0,
            locked_until: None,
            pin_hash: None,
            pin_failed_attempts: 0,
            pin_locked_until: None,
            label: None,
            policy: DeliveryPolicy::default(),
            expires_at,
            remind_at: ShareLink::next_reminder(expires_at, at(0)),
            revoked_at: None,
            created_by: UserId(1),
            view_count: 0,
            download_count: 0,
            last_used_at: None,
            version: 1,
            created_at: at(0),
            updated_at: at(0),
        }
    }

    #[test]
    fn a_link_reminds_of_its_end_once_a_week_and_once_a_day_before() {
        let mut link = link(Some(at(30)));
        assert_eq!(link.remind(at(22)), None);
        assert_eq!(link.remind(at(23)), Some(7));
        assert_eq!(link.remind(at(24)), None);
        assert_eq!(link.remind(at(29)), Some(1));
        assert_eq!(link.remind(at(29)), None);
        assert_eq!(link.remind_at, None);
    }

    #[test]
    fn a_reminder_that_comes_late_comes_once() {
        let mut late = link(Some(at(30)));
        assert_eq!(late.remind(at(29) + Duration::hours(3)), Some(1));
        assert_eq!(late.remind(at(30) - Duration::hours(1)), None);
        let mut too_late = link(Some(at(30)));
        assert_eq!(too_late.remind(at(31)), None);
        assert_eq!(too_late.remind_at, None);
    }

    #[test]
    fn an_end_that_is_near_from_the_beginning_is_not_announced_a_week_before() {
        let mut link = link(Some(at(3)));
        assert_eq!(link.remind(at(1)), None);
        assert_eq!(link.remind(at(2)), Some(1));
    }

    #[test]
    fn a_new_end_has_reminders_of_its_own_and_a_revoked_link_has_none() {
        let mut link = link(Some(at(10)));
        assert_eq!(link.remind(at(3)), Some(7));
        link.amend(None, DeliveryPolicy::default(), Some(at(40)), at(4)).unwrap();
        assert_eq!(link.remind(at(9)), None);
        assert_eq!(link.remind(at(33)), Some(7));
        link.amend(Some("a label"), DeliveryPolicy::default(), Some(at(40)), at(34)).unwrap();
        assert_eq!(link.remind_at, Some(at(39)));
        link.revoke(at(35));
        assert_eq!(link.remind(at(39)), None);
    }

    #[test]
    fn so_many_wrong_pins_and_it_rests() {
        let mut link = link(None);
        for _ in 0..CODE_ATTEMPTS {
            assert!(link.may_try_pin(at(1)).is_ok());
            link.wrong_pin(at(1));
        }
        assert_eq!(link.may_try_pin(at(1)), Err(CODE_LOCK_MINUTES * 60));
        assert!(link.may_try_code(at(1)).is_ok());
        link.set_pin(Some("new".into()), at(1));
        assert!(link.may_try_pin(at(1)).is_ok());
    }

    #[test]
    fn a_link_with_a_code_or_a_name_is_not_for_anybody() {
        let plain = link(None);
        assert!(plain.is_for_anybody());
        assert!(!ShareLink { code_hash: Some("hash".into()), ..plain.clone() }.is_for_anybody());
        assert!(!ShareLink { label: Some("Kari".into()), ..plain }.is_for_anybody());
    }

    #[test]
    fn several_files_are_taken_together_or_not_at_all() {
        let mut link = link(None);
        link.policy.download_limit = Some(5);
        link.download_count = 3;
        assert!(link.may_download(2).is_ok());
        assert!(link.may_download(3).is_err());
        assert!(link.may_download(i32::MAX).is_err());
    }
}
