//! Tenants, people, roles, invitations and links to a new password.

use async_trait::async_trait;
use atelier_domain::access::{Unchecked, Visible, Writable};
use atelier_domain::identity::{Invitation, PasswordReset, Role, Studio, User, UserKind};
use atelier_domain::{InvitationId, RoleId, StudioId, Timestamp, UserId};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::views::{ActionSet, NewInvitation, NewStudio, NewUser, UserFilter};

/// Tenants.
#[async_trait]
pub trait StudioRepository: Send + Sync {
    /// The studio of this id. MUST NOT lock it in any transaction: all that is written in a studio refers to its row, so
    /// whoever held it while it waits for something else would bring everybody to a standstill.
    async fn find(&self, id: StudioId) -> Result<Option<Unchecked<Studio>>>;

    /// Lets nobody else who locks the studio go on until this transaction ends. MUST be the first lock that it takes.
    async fn lock(&self, id: StudioId) -> Result<()>;

    /// MUST answer `Conflict` with `subdomain` when the subdomain is taken.
    async fn insert(&self, new: NewStudio) -> Result<Studio>;

    /// MUST answer `Conflict` with `subdomain` when the subdomain is taken.
    async fn update(&self, studio: &Writable<Studio>) -> Result<Studio>;

    /// Whether the installation has a studio. MUST look at one row at most.
    async fn exists(&self) -> Result<bool>;

    /// Every studio of the installation, for background work.
    async fn ids(&self) -> Result<Vec<StudioId>>;
}

/// People.
#[async_trait]
pub trait UserRepository: Send + Sync {
    /// The person of this id, if it belongs to the studio.
    async fn find(&self, studio: StudioId, id: UserId) -> Result<Option<Unchecked<User>>>;

    /// The accounts, at most five, that could be meant at sign-in: live ones whose folded user name or folded e-mail
    /// is `login`, in the studio with this subdomain or, with `None`, in any.
    async fn find_by_login(&self, login: &str, subdomain: Option<&str>) -> Result<Vec<User>>;

    /// MUST answer `Conflict` with `username` (unique in the installation) or `email` (unique among a studio's live
    /// users), both compared folded.
    async fn insert(&self, new: NewUser) -> Result<User>;

    /// MUST answer `Conflict` as `insert` does.
    async fn update(&self, user: &Writable<User>) -> Result<User>;

    /// People without guests unless the filter asks for them, by id.
    async fn list(&self, visible: &Visible, filter: &UserFilter, page: PageRequest) -> Result<Page<User>>;
}

/// Roles and what they carry.
#[async_trait]
pub trait RoleRepository: Send + Sync {
    /// Writes every permission and the four built-in roles with what the matrix gives them. Doing it again MUST bring
    /// a database of an older version up to date, and change nothing else.
    async fn ensure_built_in(&self, now: Timestamp) -> Result<()>;

    /// The built-in roles and the studio's own, by id.
    async fn list(&self, studio: StudioId) -> Result<Vec<Role>>;

    /// A built-in role or one of the studio's own.
    async fn find(&self, studio: StudioId, id: RoleId) -> Result<Option<Role>>;

    /// The built-in role of this kind. MUST exist after `ensure_built_in`.
    async fn built_in(&self, kind: UserKind) -> Result<Role>;

    /// MUST answer `Conflict` with `name` when the studio has a role of that name.
    async fn insert(
        &self,
        studio: StudioId,
        name: &str,
        kind: UserKind,
        actions: &ActionSet,
        now: Timestamp,
    ) -> Result<Role>;

    /// Writes the name of a role of the studio's own and, if any are given, replaces its permissions; those of `role` are
    /// not written. Answers it as it is stored. MUST answer `Conflict` with `name` when the studio has another role of that
    /// name.
    async fn update(&self, role: &Role, actions: Option<&ActionSet>, now: Timestamp) -> Result<Role>;

    /// Whether somebody holds the role, or an invitation that is open at that instant offers it.
    async fn is_used(&self, role: RoleId, now: Timestamp) -> Result<bool>;

    /// Removes a role of the studio's own, and with it invitations into it that were used or have ended. MUST answer
    /// `Conflict` with `built_in_role` for one that is not.
    async fn remove(&self, role: &Role) -> Result<()>;

    /// The roles that the user holds, by id.
    async fn of_user(&self, user: UserId) -> Result<Vec<Role>>;

    /// Gives the role; giving it twice changes nothing. The user's cached kind becomes the role's.
    async fn assign(&self, user: &Writable<User>, role: &Role) -> Result<()>;

    /// Takes the role away; whether the user had it.
    async fn withdraw(&self, user: &Writable<User>, role: RoleId) -> Result<bool>;

    /// How many active users of the studio hold the built-in role of this kind.
    async fn holders(&self, studio: StudioId, kind: UserKind) -> Result<u64>;

    /// The permissions given to the user directly, beside its roles.
    async fn direct_permissions(&self, user: UserId) -> Result<ActionSet>;

    /// Replaces the permissions given to the user directly.
    async fn set_direct_permissions(&self, user: &Writable<User>, actions: &ActionSet) -> Result<()>;
}

/// Offers to join a studio.
#[async_trait]
pub trait InvitationRepository: Send + Sync {
    /// Keeps the offer as an open one.
    async fn insert(&self, new: NewInvitation) -> Result<Invitation>;

    /// The offer whose token has this hash; used and expired ones are found too, so that the answer can say so.
    async fn find_by_hash(&self, token_hash: &str) -> Result<Option<Invitation>>;

    /// The offer of this id, if the studio made it.
    async fn find(&self, studio: StudioId, id: InvitationId) -> Result<Option<Invitation>>;

    /// Writes `accepted_at` and `revoked_at`.
    async fn update(&self, invitation: &Invitation) -> Result<()>;

    /// Open ones of the studio, newest first, at most 1000.
    async fn list_open(&self, studio: StudioId, now: Timestamp) -> Result<Vec<Invitation>>;
}

/// Links to a new password.
#[async_trait]
pub trait PasswordResetRepository: Send + Sync {
    /// Keeps it under the hash of its token. What the person had before MUST no longer be found.
    async fn replace(&self, reset: &PasswordReset, token_hash: &str) -> Result<()>;

    /// The one whose token has this hash; expired ones are found until they are forgotten.
    async fn find_by_hash(&self, token_hash: &str) -> Result<Option<PasswordReset>>;

    /// Takes back what the person has, if it has one.
    async fn withdraw(&self, studio: StudioId, user: UserId) -> Result<()>;

    /// Forgets those that expired before `before`; how many.
    async fn purge(&self, before: Timestamp) -> Result<u64>;
}
