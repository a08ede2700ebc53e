//! People, roles and invitations.

use std::collections::BTreeSet;

use crate::access::{
    Action, Actor, Cell, Context, Denied, Facts, Path, Protected, Unchecked, Writable, cell,
};
use crate::{InvitationId, OrganizationId, RoleId, RuleViolation, StudioId, Timestamp, UserId, text};

/// The four kinds of people that the permission matrix knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum UserKind {
    /// Photographers and the studio's own staff.
    Studio,
    /// Contacts of client organizations.
    Client,
    /// Subjects and others who came by a share link.
    Guest,
    /// Outside collaborators: retouchers, second shooters.
    Vendor,
}

/// The roles that every studio has.
pub type BuiltInRole = UserKind;

impl UserKind {
    pub const ALL: [UserKind; 4] = [UserKind::Studio, UserKind::Client, UserKind::Guest, UserKind::Vendor];

    /// The name of the built-in role of this kind.
    pub const fn role_name(self) -> &'static str {
        match self {
            UserKind::Studio => "studio_user",
            UserKind::Client => "client_user",
            UserKind::Guest => "guest_user",
            UserKind::Vendor => "vendor_user",
        }
    }

    /// The kind whose built-in role has this name.
    pub fn from_role_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.role_name() == name)
    }

    /// What the built-in role carries by the matrix.
    pub fn actions(self) -> BTreeSet<Action> {
        Action::ALL.iter().copied().filter(|&action| cell(action, self) == Cell::ByRole).collect()
    }
}

/// A named set of permissions. Built-in roles have no studio; a studio may make narrower ones of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub id: RoleId,
    pub studio: Option<StudioId>,
    pub name: String,
    pub kind: UserKind,
    pub actions: BTreeSet<Action>,
}

impl Role {
    /// Checks a studio's own role: a free name, and nothing that its kind could not do by role.
    pub fn checked(name: &str, kind: UserKind, actions: &BTreeSet<Action>) -> Result<String, RuleViolation> {
        let name = text::required("name", name, 50)?;
        if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            return Err(RuleViolation::invalid(
                "name",
                "invalid_role_name",
                "a role name has lower-case letters, digits and underscores",
            ));
        }
        if UserKind::from_role_name(&name).is_some() {
            return Err(RuleViolation::invalid(
                "name",
                "reserved_role_name",
                "this name belongs to a built-in role",
            ));
        }
        if let Some(action) = actions.iter().find(|&&action| cell(action, kind) != Cell::ByRole) {
            return Err(RuleViolation::invalid(
                "permissions",
                "permission_not_grantable",
                format!("{} cannot carry {action}", kind.role_name()),
            ));
        }
        Ok(name)
    }
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub studio: StudioId,
    pub details: UserDetails,
    /// Guests have none, and cannot sign in.
    pub password_hash: Option<String>,
    pub email_verified_at: Option<Timestamp>,
    pub is_active: bool,
    /// The kind of its built-in role, cached for lists.
    pub kind: UserKind,
    /// The organizations that it is a member of; storage fills this in.
    pub organizations: Vec<OrganizationId>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// What a person says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserDetails {
    pub name: String,
    pub username: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub avatar_url: Option<String>,
    pub timezone: Option<String>,
}

impl UserDetails {
    /// Trims and checks every field.
    pub fn checked(self) -> Result<Self, RuleViolation> {
        Ok(Self {
            name: text::required("name", &self.name, text::NAME_MAX)?,
            username: self.username.map(|raw| text::username("username", &raw)).transpose()?,
            email: self.email.map(|raw| text::email("email", &raw)).transpose()?,
            phone: text::optional("phone", self.phone.as_deref(), 50)?,
            avatar_url: text::web_url("avatar_url", self.avatar_url.as_deref(), 500)?,
            timezone: self.timezone.map(|raw| text::timezone("timezone", &raw)).transpose()?,
        })
    }
}

impl User {
    /// Whether the person may sign in at all.
    pub fn can_sign_in(&self) -> bool {
        self.is_active && self.deleted_at.is_none() && self.password_hash.is_some()
    }

    /// Replaces what the person says of itself. Who signs in with a password keeps an e-mail address.
    pub fn describe(&mut self, details: UserDetails, now: Timestamp) -> Result<(), RuleViolation> {
        let details = details.checked()?;
        if self.password_hash.is_some() && details.email.is_none() {
            return Err(RuleViolation::invalid("email", "required", "email must not be empty"));
        }
        if details.email != self.details.email {
            self.email_verified_at = None;
        }
        self.details = details;
        self.updated_at = now;
        Ok(())
    }

    pub fn set_password(&mut self, hash: String, now: Timestamp) {
        self.password_hash = Some(hash);
        self.updated_at = now;
    }

    /// Ends the person's access. Nobody can lock itself out.
    pub fn deactivate(&mut self, by: UserId, now: Timestamp) -> Result<(), RuleViolation> {
        if by == self.id {
            return Err(RuleViolation::conflict("own_account", "nobody can deactivate the own account"));
        }
        self.is_active = false;
        self.updated_at = now;
        Ok(())
    }

    pub fn reactivate(&mut self, now: Timestamp) {
        self.is_active = true;
        self.updated_at = now;
    }
}

impl Unchecked<User> {
    /// The own account, which everybody who signed in may read and change in part. Guests have no account to change.
    pub fn own(self, actor: &Actor) -> Result<Writable<User>, Denied> {
        self.vouched(|user| {
            user.id == actor.user && user.studio == actor.studio && actor.is_live() && !actor.is_guest()
        })
    }
}

impl Protected for User {
    const VIEW: Action = Action::ManageUsers;

    fn facts(&self) -> Facts {
        let mut contexts = vec![Context::User(self.id)];
        contexts.extend(self.organizations.iter().copied().map(Context::Organization));
        Facts { studio: self.studio, paths: vec![Path::public(contexts)] }
    }
}

/// An offer to join a studio in a role. Only the hash of its token is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub studio: StudioId,
    pub email: String,
    pub role: RoleId,
    /// The client organization that the person will be a member of.
    pub organization: Option<OrganizationId>,
    pub invited_by: UserId,
    pub expires_at: Timestamp,
    pub accepted_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

impl Invitation {
    /// Marks the offer as taken, once and in time.
    pub fn accept(&mut self, now: Timestamp) -> Result<(), RuleViolation> {
        if self.accepted_at.is_some() {
            return Err(RuleViolation::conflict("invitation_used", "this invitation has been used"));
        }
        if self.revoked_at.is_some() || now >= self.expires_at {
            return Err(RuleViolation::conflict("invitation_expired", "this invitation is no longer valid"));
        }
        self.accepted_at = Some(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_studios_own_role_cannot_carry_what_its_kind_never_does() {
        let actions = BTreeSet::from([Action::DeleteGallery]);
        let refused = Role::checked("proofer", UserKind::Client, &actions).unwrap_err();
        assert_eq!(refused.code, "permission_not_grantable");
        assert!(Role::checked("assistant", UserKind::Studio, &actions).is_ok());
        assert_eq!(
            Role::checked("studio_user", UserKind::Studio, &actions).unwrap_err().code,
            "reserved_role_name"
        );
    }
}
