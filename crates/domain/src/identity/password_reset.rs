//! Leave to choose a new password without the old one.

use chrono::Duration;

use super::User;
use crate::{StudioId, Timestamp, UserId};

/// Leave to choose a new password without the old one, for whoever reads the person's mail. Only the hash of its token
/// is stored. A person has one at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordReset {
    pub studio: StudioId,
    pub user: UserId,
    pub expires_at: Timestamp,
    pub created_at: Timestamp,
}

impl PasswordReset {
    /// How long it holds.
    pub const MINUTES: i64 = 60;

    /// One for this person; none for somebody who cannot sign in with a password, or whom no letter reaches.
    pub fn of(user: &User, now: Timestamp) -> Option<Self> {
        let may = user.can_sign_in() && user.details.email.is_some();
        may.then(|| Self {
            studio: user.studio,
            user: user.id,
            expires_at: now + Duration::minutes(Self::MINUTES),
            created_at: now,
        })
    }

    pub fn holds_at(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{UserDetails, UserKind};

    fn start() -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn kari() -> User {
        User {
            id: UserId(7),
            studio: StudioId(1),
            details: UserDetails {
                name: "Kari".into(),
                email: Some("kari@example.com".into()),
                ..UserDetails::default()
            },
            password_hash: Some("hash".into()),
            email_verified_at: None,
            is_active: true,
            kind: UserKind::Studio,
            organizations: Vec::new(),
            version: 1,
            created_at: start(),
            updated_at: start(),
            deleted_at: None,
        }
    }

    #[test]
    fn it_holds_for_an_hour() {
        let reset = PasswordReset::of(&kari(), start()).unwrap();
        let end = start() + Duration::minutes(60);
        assert!(reset.holds_at(start()) && reset.holds_at(end - Duration::microseconds(1)));
        assert!(!reset.holds_at(end));
    }

    #[test]
    fn who_cannot_sign_in_or_has_no_address_gets_none() {
        let changes: [fn(&mut User); 4] = [
            |user| user.is_active = false,
            |user| user.deleted_at = Some(start()),
            |user| user.password_hash = None,
            |user| user.details.email = None,
        ];
        for change in changes {
            let mut user = kari();
            change(&mut user);
            assert_eq!(PasswordReset::of(&user, start()), None, "{user:?}");
        }
    }
}
