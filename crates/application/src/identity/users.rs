//! People: the own account, the others', invitations.

use std::sync::Arc;

use atelier_domain::access::{Action, Actor, Context, Denied, Scope, Unchecked, Visible, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::identity::{Invitation, User, UserDetails, UserKind};
use atelier_domain::{InvitationId, OrganizationId, RoleId, UserId, text};
use chrono::Duration;
use serde_json::json;

use super::api_tokens::require_sign_in;
use super::sign_in::{SignIn, SignedIn};
use crate::kernel::{Kernel, did, ensure_version, happened};
use crate::mail::mail_job;
use crate::paging::{Page, PageRequest};
use crate::ports::{
    Committed, NewInvitation, NewMember, NewUser, OutgoingMail, PasswordHasher, SecretToken, Tx, UserFilter,
};
use crate::{AppError, AppResult};

/// How long an invitation stays open.
const INVITATION_DAYS: i64 = 14;

/// A change to a person. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default)]
pub struct UserPatch {
    pub name: Option<String>,
    pub username: Option<Option<String>>,
    pub email: Option<Option<String>>,
    pub phone: Option<Option<String>>,
    pub avatar_url: Option<Option<String>>,
    pub timezone: Option<Option<String>>,
}

impl UserPatch {
    fn over(self, old: &UserDetails) -> UserDetails {
        let old = old.clone();
        UserDetails {
            name: self.name.unwrap_or(old.name),
            username: self.username.unwrap_or(old.username),
            email: self.email.unwrap_or(old.email),
            phone: self.phone.unwrap_or(old.phone),
            avatar_url: self.avatar_url.unwrap_or(old.avatar_url),
            timezone: self.timezone.unwrap_or(old.timezone),
        }
    }
}

/// An offer to join the studio.
#[derive(Debug, Clone)]
pub struct InviteInput {
    pub email: String,
    pub role: RoleId,
    /// The client organization that the person will belong to; needed for roles of clients.
    pub organization: Option<OrganizationId>,
    /// The public address of the installation, for the letter.
    pub base_url: String,
}

/// An invitation with its token, which is shown once.
#[derive(Debug, Clone)]
pub struct Invited {
    pub invitation: Invitation,
    pub token: SecretToken,
}

/// Taking up an invitation.
#[derive(Debug, Clone)]
pub struct AcceptInvitation {
    pub token: String,
    pub name: String,
    pub username: Option<String>,
    pub password: String,
}

/// Use cases around people.
#[derive(Clone)]
pub struct Users {
    pub(super) kernel: Kernel,
    pub(super) hasher: Arc<dyn PasswordHasher>,
    sign_in: SignIn,
}

impl Users {
    pub fn new(kernel: Kernel, hasher: Arc<dyn PasswordHasher>, sign_in: SignIn) -> Self {
        Self { kernel, hasher, sign_in }
    }

    /// The actor's own account; guests have one too, with no more than a name.
    pub async fn me(&self, actor: &Actor) -> AppResult<User> {
        let scope = Scope::for_job(actor.studio, "me", actor.now);
        let tx = self.kernel.read().await?;
        let user = tx.users().find(actor.studio, actor.user).await?.ok_or(AppError::NotFound)?;
        Ok(user.read(scope.actor())?)
    }

    pub async fn change_me(
        &self,
        actor: &Actor,
        patch: UserPatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<User>> {
        require_sign_in(actor)?;
        let tx = self.kernel.write().await?;
        let user = own(&tx, actor).await?;
        self.save(tx, actor, user, patch, expected).await
    }

    /// Changes the own password and ends every other sign-in, and this one: the caller signs in again.
    pub async fn change_password(&self, actor: &Actor, old: &str, new: &str) -> AppResult<Committed<()>> {
        require_sign_in(actor)?;
        text::password("new_password", new)?;
        let proved = {
            let tx = self.kernel.read().await?;
            own(&tx, actor).await?.into_inner().password_hash
        };
        if !self.hasher.verify(old, proved.as_deref()).await? {
            return Err(AppError::invalid("old_password", "wrong_password", "the old password is wrong"));
        }
        let hash = self.hasher.hash(new).await?;
        let tx = self.kernel.write().await?;
        let user = own(&tx, actor).await?;
        if user.get().password_hash != proved {
            return Err(AppError::conflict("password_changed", "the password was changed meanwhile"));
        }
        let user = user.change(|user| {
            user.set_password(hash, actor.now);
            Ok(())
        })?;
        tx.users().update(&user).await?;
        tx.tokens().revoke_user(actor.user, None, actor.now).await?;
        tx.password_resets().withdraw(actor.studio, actor.user).await?;
        let event = did(actor, EventKind::PasswordChanged, Context::User(actor.user), json!({}));
        tx.events().record(&event).await?;
        Ok(tx.commit(()).await?)
    }

    pub async fn list(
        &self,
        actor: &Actor,
        mut filter: UserFilter,
        page: PageRequest,
    ) -> AppResult<Page<User>> {
        filter.search = filter.search.map(|text| text::fold(&text)).filter(|text| !text.is_empty());
        let visible = Visible::to(actor, Action::ManageUsers);
        let tx = self.kernel.read().await?;
        Ok(tx.users().list(&visible, &filter, page).await?)
    }

    pub async fn read(&self, actor: &Actor, id: UserId) -> AppResult<User> {
        let tx = self.kernel.read().await?;
        Ok(find(&tx, actor, id).await?.read(actor)?)
    }

    pub async fn change(
        &self,
        actor: &Actor,
        id: UserId,
        patch: UserPatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<User>> {
        let tx = self.kernel.write().await?;
        let user = find(&tx, actor, id).await?.write(actor, Action::ManageUsers)?;
        self.save(tx, actor, user, patch, expected).await
    }

    async fn save(
        &self,
        tx: Tx,
        actor: &Actor,
        user: Writable<User>,
        patch: UserPatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<User>> {
        ensure_version(user.get().version, expected)?;
        let address = user.get().details.email.clone();
        let user = user.change(|user| {
            let details = patch.over(&user.details);
            user.describe(details, actor.now)
        })?;
        let user = tx.users().update(&user).await?;
        if user.details.email != address {
            // Whoever reads the old address is no longer asked.
            tx.password_resets().withdraw(user.studio, user.id).await?;
        }
        let event = did(actor, EventKind::UserChanged, Context::User(user.id), json!({}));
        tx.events().record(&event).await?;
        Ok(tx.commit(user).await?)
    }

    /// Ends the person's access and all its sign-ins at once.
    pub async fn deactivate(&self, actor: &Actor, id: UserId) -> AppResult<Committed<User>> {
        let tx = self.kernel.write().await?;
        lock_studio(&tx, actor).await?;
        let user = find(&tx, actor, id).await?.write(actor, Action::ManageUsers)?;
        let leaving = user.get().clone();
        let user = user.change(|user| user.deactivate(actor.user, actor.now))?;
        ensure_owner_left(&tx, actor, &leaving).await?;
        let user = tx.users().update(&user).await?;
        tx.tokens().revoke_user(id, None, actor.now).await?;
        tx.password_resets().withdraw(actor.studio, id).await?;
        let event = did(actor, EventKind::UserDeactivated, Context::User(id), json!({}));
        tx.events().record(&event).await?;
        Ok(tx.commit(user).await?)
    }

    pub async fn reactivate(&self, actor: &Actor, id: UserId) -> AppResult<Committed<User>> {
        let tx = self.kernel.write().await?;
        let user = find(&tx, actor, id).await?.write(actor, Action::ManageUsers)?;
        let user = user.change(|user| {
            user.reactivate(actor.now);
            Ok(())
        })?;
        let user = tx.users().update(&user).await?;
        let event = did(actor, EventKind::UserReactivated, Context::User(id), json!({}));
        tx.events().record(&event).await?;
        Ok(tx.commit(user).await?)
    }

    /// Invites somebody by e-mail into a role. Who may assign roles invites into any; others, such as a client's `admin`
    /// member, only into client roles of an organization where they may invite.
    pub async fn invite(&self, actor: &Actor, input: InviteInput) -> AppResult<Committed<Invited>> {
        let email = text::email("email", &input.email)?;
        let token = self.kernel.tokens.secret();
        let tx = self.kernel.write().await?;
        let role = tx
            .roles()
            .find(actor.studio, input.role)
            .await?
            .ok_or_else(|| unknown("role_id", "unknown_role"))?;
        if role.kind == UserKind::Guest {
            return Err(AppError::invalid("role_id", "guests_come_by_links", "guests come by share links"));
        }
        if role.kind == UserKind::Client && input.organization.is_none() {
            return Err(AppError::invalid(
                "organization_id",
                "required",
                "a client belongs to an organization",
            ));
        }
        match input.organization {
            Some(id) => {
                let organization = tx
                    .organizations()
                    .find(actor.studio, id)
                    .await?
                    .ok_or_else(|| unknown("organization_id", "unknown_organization"))?;
                match organization.allowed(actor, Action::InviteUsers) {
                    Ok(_) => {}
                    Err(Denied::Hidden) => return Err(unknown("organization_id", "unknown_organization")),
                    Err(denied) => return Err(denied.into()),
                }
            }
            None => in_studio(&tx, actor, Action::InviteUsers).await?,
        }
        if role.kind != UserKind::Client {
            // Whoever brings people into the studio's own roles could give itself any of them.
            in_studio(&tx, actor, Action::AssignRoles).await?;
        }
        let new = NewInvitation {
            studio: actor.studio,
            email: email.clone(),
            role: role.id,
            organization: input.organization,
            invited_by: actor.user,
            token_hash: self.kernel.tokens.digest(&token.0),
            expires_at: actor.now + Duration::days(INVITATION_DAYS),
            now: actor.now,
        };
        let invitation = tx.invitations().insert(new).await?;
        let letter = OutgoingMail {
            to: email,
            subject: "You are invited".to_owned(),
            text: format!(
                "{} invites you to work together.\n\nYour invitation token, valid for {INVITATION_DAYS} days:\n\n{}\n\n\
                 Take it up with your name and a password of your choice:\n\n\
                 curl {}/api/v1/auth/accept-invitation -H 'Content-Type: application/json' \\\n  \
                 -d '{{\"token\": \"{}\", \"name\": \"Your Name\", \"password\": \"a long pass phrase\"}}'\n",
                actor.name, token.0, input.base_url, token.0,
            ),
        };
        tx.jobs().enqueue(mail_job(actor.studio, &letter, actor.now)).await?;
        let payload = json!({ "invitation_id": invitation.id.0, "role": role.name });
        let event = did(actor, EventKind::UserInvited, Context::Studio(actor.studio), payload);
        tx.events().record(&event).await?;
        Ok(tx.commit(Invited { invitation, token }).await?)
    }

    /// The invitations that have not been taken up.
    pub async fn invitations(&self, actor: &Actor) -> AppResult<Vec<Invitation>> {
        let tx = self.kernel.read().await?;
        in_studio(&tx, actor, Action::InviteUsers).await?;
        Ok(tx.invitations().list_open(actor.studio, actor.now).await?)
    }

    pub async fn revoke_invitation(&self, actor: &Actor, id: InvitationId) -> AppResult<Committed<()>> {
        let tx = self.kernel.write().await?;
        in_studio(&tx, actor, Action::InviteUsers).await?;
        let mut invitation = tx.invitations().find(actor.studio, id).await?.ok_or(AppError::NotFound)?;
        invitation.revoked_at.get_or_insert(actor.now);
        tx.invitations().update(&invitation).await?;
        let payload = json!({ "invitation_id": id.0 });
        let event = did(actor, EventKind::InvitationRevoked, Context::Studio(actor.studio), payload);
        tx.events().record(&event).await?;
        Ok(tx.commit(()).await?)
    }

    /// Takes up an invitation: creates the account, in its role and organization, and signs it in.
    pub async fn accept(&self, input: AcceptInvitation) -> AppResult<Committed<SignedIn>> {
        text::password("password", &input.password)?;
        let digest = self.kernel.tokens.digest(&input.token);
        let known = self.kernel.read().await?.invitations().find_by_hash(&digest).await?;
        let mut details =
            UserDetails { name: input.name, username: input.username, ..UserDetails::default() };
        details.email = Some(known.ok_or_else(unknown_invitation)?.email);
        let details = details.checked()?;
        let hash = self.hasher.hash(&input.password).await?;
        let now = self.kernel.now();

        let tx = self.kernel.write().await?;
        let mut invitation = tx.invitations().find_by_hash(&digest).await?.ok_or_else(unknown_invitation)?;
        invitation.accept(now)?;
        let role =
            tx.roles().find(invitation.studio, invitation.role).await?.ok_or_else(unknown_invitation)?;
        let new =
            NewUser { studio: invitation.studio, details, password_hash: Some(hash), kind: role.kind, now };
        let user = tx.users().insert(new).await?;
        let scope = Scope::for_job(invitation.studio, "accept_invitation", now);
        let writable = Unchecked::from_storage(user.clone()).write(scope.actor(), Action::ManageUsers)?;
        tx.roles().assign(&writable, &role).await?;
        if let Some(id) = invitation.organization {
            let organization =
                tx.organizations().find(invitation.studio, id).await?.ok_or_else(unknown_invitation)?;
            let organization = organization.write(scope.actor(), Action::ManageOrgUsers)?;
            let member = NewMember {
                user: user.id,
                role: atelier_domain::organizations::MemberRole::MarketingContact,
                is_primary: false,
                now,
            };
            tx.organizations().put_member(&organization, member).await?;
        }
        tx.invitations().update(&invitation).await?;
        let payload = json!({ "invitation_id": invitation.id.0 });
        let subject = Some(Context::User(user.id));
        let event =
            happened(user.studio, EventKind::InvitationAccepted, subject, Some(user.id), payload, now);
        tx.events().record(&event).await?;
        let signed_in =
            self.sign_in.issue(&tx, user, None, self.kernel.tokens.identifier(), None, now).await?;
        Ok(tx.commit(signed_in).await?)
    }
}

/// Two changes to the studio's owners happen one after the other.
pub(super) async fn lock_studio(tx: &Tx, actor: &Actor) -> AppResult<()> {
    Ok(tx.studios().lock(actor.studio).await?)
}

/// Refuses what would take the last active owner from the studio. The studio MUST be locked.
pub(super) async fn ensure_owner_left(tx: &Tx, actor: &Actor, leaving: &User) -> AppResult<()> {
    let owner_role = tx.roles().built_in(UserKind::Studio).await?.id;
    let is_owner =
        leaving.is_active && tx.roles().of_user(leaving.id).await?.iter().any(|role| role.id == owner_role);
    if is_owner && tx.roles().holders(actor.studio, UserKind::Studio).await? <= 1 {
        let message = "a studio keeps at least one active user with the role studio_user";
        return Err(AppError::conflict("last_owner", message));
    }
    Ok(())
}

/// A user of the actor's studio.
pub(super) async fn find(tx: &Tx, actor: &Actor, id: UserId) -> AppResult<Unchecked<User>> {
    tx.users().find(actor.studio, id).await?.ok_or(AppError::NotFound)
}

async fn own(tx: &Tx, actor: &Actor) -> AppResult<Writable<User>> {
    Ok(find(tx, actor, actor.user).await?.own(actor)?)
}

/// Requires a permission in the studio as a whole.
pub(crate) async fn in_studio(tx: &Tx, actor: &Actor, action: Action) -> AppResult<()> {
    let studio = tx.studios().find(actor.studio).await?.ok_or(AppError::NotFound)?;
    match studio.allowed(actor, action) {
        Ok(_) => Ok(()),
        // Everybody knows that the own studio exists.
        Err(_) => Err(AppError::Forbidden(action)),
    }
}

fn unknown(field: &'static str, code: &'static str) -> AppError {
    AppError::invalid(field, code, format!("{field} names nothing that you can use"))
}

fn unknown_invitation() -> AppError {
    AppError::invalid("token", "unknown_invitation", "there is no such invitation")
}
