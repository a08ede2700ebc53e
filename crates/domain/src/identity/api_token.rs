//! Keys for programs, which carry a part of what their owner may do.

use std::collections::BTreeSet;

use chrono::Duration;

use crate::access::{Action, Actor, Context, Facts, Path, Protected};
use crate::{ApiTokenId, RuleViolation, StudioId, Timestamp, UserId, text};

/// How many tokens of one studio can hold at once.
pub const MAX_API_TOKENS: u64 = 100;

/// How exactly the last use is noted.
const USE_NOTED_EVERY: Duration = Duration::hours(1);

/// A key for a program. What it may do is what the person who answers for it may do, within its own permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    pub id: ApiTokenId,
    pub studio: StudioId,
    /// The person who answers for it, and whose rights it narrows.
    pub user: UserId,
    pub name: String,
    /// The beginning of the token, by which people tell theirs apart; the token itself is shown once and never stored.
    pub prefix: String,
    pub actions: BTreeSet<Action>,
    pub expires_at: Option<Timestamp>,
    /// To the hour.
    pub last_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

impl ApiToken {
    /// How every token begins, so that it is told from an access token, and found by those who search for secrets.
    pub const MARK: &'static str = "atl_";

    /// Whether this could be an API token, rather than an access token.
    pub fn has_mark(bearer: &str) -> bool {
        bearer.starts_with(Self::MARK)
    }

    /// The token that is made of a fresh secret.
    pub fn text_of(secret: &str) -> String {
        format!("{}{secret}", Self::MARK)
    }

    /// What is shown of a token to those who may not have it.
    pub fn prefix_of(token: &str) -> String {
        token.chars().take(Self::MARK.len() + 8).collect()
    }

    /// Checks what a person wants a token to have: a name, at least one permission, and none that the person lacks.
    pub fn checked(maker: &Actor, name: &str, actions: &BTreeSet<Action>) -> Result<String, RuleViolation> {
        let name = text::required("name", name, text::NAME_MAX)?;
        if actions.is_empty() {
            let message = "a token without a permission can do nothing";
            return Err(RuleViolation::invalid("permissions", "required", message));
        }
        let held = maker.actions();
        if let Some(action) = actions.difference(&held).next() {
            return Err(RuleViolation::invalid(
                "permissions",
                "permission_not_held",
                format!("you do not hold {action} yourself"),
            ));
        }
        Ok(name)
    }

    /// Whether it still opens anything. It ends *at* its end, not after it.
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }

    /// Ends it for good; doing it twice changes nothing.
    pub fn revoke(&mut self, now: Timestamp) {
        self.revoked_at.get_or_insert(now);
    }

    /// Whether a use at this instant is to be noted. A program may call many times in a second, and nobody needs to
    /// know the second.
    pub fn is_use_due(&self, now: Timestamp) -> bool {
        self.last_used_at.is_none_or(|last| last <= Self::use_noted_before(now))
    }

    /// A use is noted unless one was noted after this.
    pub fn use_noted_before(now: Timestamp) -> Timestamp {
        now - USE_NOTED_EVERY
    }
}

impl Protected for ApiToken {
    const VIEW: Action = Action::ManageApiTokens;

    fn facts(&self) -> Facts {
        Facts { studio: self.studio, paths: vec![Path::studio_only(vec![Context::User(self.user)])] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Credential, HeldRole};
    use crate::identity::UserKind;

    fn start() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn token() -> ApiToken {
        ApiToken {
            id: ApiTokenId(1),
            studio: StudioId(1),
            user: UserId(1),
            name: "Shop".into(),
            prefix: "atl_abcdefgh".into(),
            actions: BTreeSet::from([Action::ViewGallery]),
            expires_at: Some(start() + Duration::days(1)),
            last_used_at: None,
            revoked_at: None,
            created_at: start(),
        }
    }

    fn assistant() -> Actor {
        Actor {
            user: UserId(1),
            studio: StudioId(1),
            name: "Ola".into(),
            active: true,
            roles: vec![HeldRole {
                name: "assistant".into(),
                kind: UserKind::Studio,
                actions: BTreeSet::from([Action::ViewGallery, Action::ManageApiTokens]),
            }],
            memberships: Vec::new(),
            grants: Vec::new(),
            credential: Credential::SignIn,
            now: start(),
        }
    }

    #[test]
    fn a_token_ends_at_its_end_and_when_it_is_revoked() {
        let mut token = token();
        let end = start() + Duration::days(1);
        assert!(token.holds_at(end - Duration::microseconds(1)));
        assert!(!token.holds_at(end));
        token.revoke(start());
        token.revoke(end);
        assert_eq!(token.revoked_at, Some(start()));
        assert!(!token.holds_at(start()));
    }

    #[test]
    fn a_use_is_noted_once_an_hour() {
        let mut token = token();
        assert!(token.is_use_due(start()));
        token.last_used_at = Some(start());
        assert!(!token.is_use_due(start() + Duration::minutes(59)));
        assert!(token.is_use_due(start() + Duration::minutes(60)));
    }

    #[test]
    fn nobody_makes_a_token_that_can_do_more_than_its_maker() {
        let wants = |actions: &[Action]| {
            let checked = ApiToken::checked(&assistant(), " Shop ", &actions.iter().copied().collect());
            checked.map_err(|violation| violation.code)
        };
        assert_eq!(wants(&[Action::ViewGallery]), Ok("Shop".to_owned()));
        assert_eq!(wants(&[Action::ViewGallery, Action::DeleteGallery]), Err("permission_not_held"));
        assert_eq!(wants(&[]), Err("required"));
    }

    #[test]
    fn little_of_a_token_is_shown() {
        let text = ApiToken::text_of("5iH1vPzWcQ0y2m4n6b8x1c3v5z7a9s1d3f5g7h9j1k0");
        assert!(ApiToken::has_mark(&text));
        assert_eq!(ApiToken::prefix_of(&text), "atl_5iH1vPzW");
    }
}
