//! Who asks, and at what instant.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Action, Context};
use crate::galleries::SharePreview;
use crate::identity::{ApiToken, UserKind};
use crate::organizations::MemberRole;
use crate::{ApiTokenId, GalleryId, GrantId, OrganizationId, ShareLinkId, StudioId, Timestamp, UserId};

/// A role that the actor holds, with what it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    pub name: String,
    pub kind: UserKind,
    pub actions: BTreeSet<Action>,
}

/// The actor is a contact of a client organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    pub organization: OrganizationId,
    pub role: MemberRole,
}

/// A permission granted to the actor in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    pub id: GrantId,
    pub action: Action,
    pub context: Context,
    pub expires_at: Option<Timestamp>,
}

impl Grant {
    /// A grant that expires at an instant no longer counts at that instant.
    pub fn counts_at(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

/// How the actor proved who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// Signed in with a password.
    SignIn,
    /// Opened a share link; the access ends with the link.
    ShareLink { link: ShareLinkId, gallery: GalleryId, ends_at: Option<Timestamp>, revoked: bool },
    /// Looks at a gallery as somebody who comes by a link would; nobody, who sees as a guest and changes nothing.
    Preview(Arc<SharePreview>),
    /// A program with a key, in the name of a person; the access ends with the key.
    ApiToken { token: ApiTokenId, ends_at: Option<Timestamp>, revoked: bool },
    /// The program itself, in the name of one studio and for a named job.
    Job(&'static str),
}

/// Somebody who asks, with everything that decides the answer, as of `now`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub user: UserId,
    pub studio: StudioId,
    pub name: String,
    pub active: bool,
    pub roles: Vec<HeldRole>,
    pub memberships: Vec<Membership>,
    pub grants: Vec<Grant>,
    pub credential: Credential,
    /// The instant of the question; expiry is compared with it and with nothing else.
    pub now: Timestamp,
}

impl Actor {
    /// Whether the account is active and the credential still holds.
    pub fn is_live(&self) -> bool {
        self.active
            && match &self.credential {
                Credential::ShareLink { ends_at, revoked, .. }
                | Credential::ApiToken { ends_at, revoked, .. } => {
                    !revoked && ends_at.is_none_or(|end| self.now < end)
                }
                Credential::Preview(preview) => self.now < preview.ends_at,
                Credential::SignIn | Credential::Job(_) => true,
            }
    }

    /// Whether any role of the actor is of this kind.
    pub fn is(&self, kind: UserKind) -> bool {
        self.roles.iter().any(|role| role.kind == kind)
    }

    /// A guest is somebody who came by a share link or looks as such a person would, and nobody else.
    pub fn is_guest(&self) -> bool {
        matches!(self.credential, Credential::ShareLink { .. } | Credential::Preview(_))
    }

    /// The preview through which the actor looks. It changes nothing, whatever a guest may do.
    pub fn preview(&self) -> Option<&Arc<SharePreview>> {
        match &self.credential {
            Credential::Preview(preview) => Some(preview),
            Credential::SignIn
            | Credential::ShareLink { .. }
            | Credential::ApiToken { .. }
            | Credential::Job(_) => None,
        }
    }

    /// The link by which the actor came.
    pub fn share_link(&self) -> Option<ShareLinkId> {
        match self.credential {
            Credential::ShareLink { link, .. } => Some(link),
            Credential::SignIn
            | Credential::Preview(_)
            | Credential::ApiToken { .. }
            | Credential::Job(_) => None,
        }
    }

    /// The key with which a program calls in the actor's name.
    pub fn api_token(&self) -> Option<ApiTokenId> {
        match self.credential {
            Credential::ApiToken { token, .. } => Some(token),
            Credential::SignIn
            | Credential::ShareLink { .. }
            | Credential::Preview(_)
            | Credential::Job(_) => None,
        }
    }

    /// Everything that the actor may do somewhere: by its roles, and by grants that count now.
    pub fn actions(&self) -> BTreeSet<Action> {
        let by_role = self.roles.iter().flat_map(|role| role.actions.iter().copied());
        let counting = self.grants.iter().filter(|grant| grant.counts_at(self.now));
        by_role.chain(counting.map(|grant| grant.action)).collect()
    }

    /// The same person as a program that calls with `token`: what its roles, memberships and grants gave, they give
    /// within the token's permissions, and never more. Guests have no tokens, so one that is narrowed is nobody.
    pub fn narrowed_to(mut self, token: &ApiToken) -> Self {
        let own = token.user == self.user && token.studio == self.studio;
        self.active = self.active && own && !self.is_guest();
        // A membership gives what a role carries, so it is narrowed with the roles.
        for role in &mut self.roles {
            role.actions.retain(|action| token.actions.contains(action));
        }
        self.grants.retain(|grant| token.actions.contains(&grant.action));
        self.credential = Credential::ApiToken {
            token: token.id,
            ends_at: token.expires_at,
            revoked: token.revoked_at.is_some(),
        };
        self
    }

    /// The first instant at which the actor may see less than it sees now: its credential ends then, or a grant does.
    pub fn sees_until(&self) -> Option<Timestamp> {
        let credential = match &self.credential {
            Credential::ShareLink { ends_at, .. } | Credential::ApiToken { ends_at, .. } => *ends_at,
            Credential::Preview(preview) => Some(preview.ends_at),
            Credential::SignIn | Credential::Job(_) => None,
        };
        let counting = self.grants.iter().filter(|grant| grant.counts_at(self.now));
        counting.filter_map(|grant| grant.expires_at).chain(credential).min()
    }

    /// The same actor asking at another instant.
    pub fn at(&self, now: Timestamp) -> Self {
        Self { now, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_first_bounds_what_is_seen() {
        let at = |hour: i64| Timestamp::UNIX_EPOCH + chrono::Duration::hours(hour);
        let grant = |ends: Option<i64>| Grant {
            id: GrantId(1),
            action: Action::ViewGallery,
            context: Context::Gallery(GalleryId(1)),
            expires_at: ends.map(at),
        };
        let actor = Actor {
            user: UserId(1),
            studio: StudioId(1),
            name: String::new(),
            active: true,
            roles: Vec::new(),
            memberships: Vec::new(),
            grants: vec![grant(None), grant(Some(1)), grant(Some(9))],
            credential: Credential::SignIn,
            now: at(2),
        };
        assert_eq!(actor.sees_until(), Some(at(9)), "one that has ended bounds nothing");
        let token = |ends: i64| Credential::ApiToken {
            token: ApiTokenId(1),
            ends_at: Some(at(ends)),
            revoked: false,
        };
        assert_eq!(Actor { credential: token(5), ..actor.clone() }.sees_until(), Some(at(5)));
        assert_eq!(Actor { credential: token(12), ..actor.clone() }.sees_until(), Some(at(9)));
        assert_eq!(Actor { grants: Vec::new(), ..actor }.sees_until(), None);
    }
    #[test]
    fn a_preview_sees_as_a_guest_until_it_ends_and_changes_nothing() {
        let at = |minute: i64| Timestamp::UNIX_EPOCH + chrono::Duration::minutes(minute);
        let preview = SharePreview {
            studio: StudioId(1),
            gallery: GalleryId(1),
            maker: UserId(7),
            link: None,
            api_token: None,
            policy: crate::galleries::DeliveryPolicy::default(),
            recipient: None,
            year: 1970,
            ends_at: at(10),
        };
        let actor = Actor {
            user: UserId(0),
            studio: StudioId(1),
            name: String::new(),
            active: true,
            roles: Vec::new(),
            memberships: Vec::new(),
            grants: Vec::new(),
            credential: Credential::Preview(Arc::new(preview)),
            now: at(9),
        };
        assert!(actor.is_live() && actor.is_guest() && actor.preview().is_some());
        assert_eq!((actor.share_link(), actor.api_token(), actor.sees_until()), (None, None, Some(at(10))));
        assert!(!actor.at(at(10)).is_live());
    }
}
