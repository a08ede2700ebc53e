//! Invitations into a studio.

use actix_web::web::Data;
use actix_web::{delete, get, post};
use atelier_application::identity::{AcceptInvitation, InviteInput, Users};
use atelier_domain::identity::Invitation;
use atelier_domain::{InvitationId, OrganizationId, RoleId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::sign_in::SignedInBody;
use crate::edge::Throttle;
use crate::extract::{Body, Caller, Id};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Listing, Reply};
use crate::settings::HttpSettings;

/// An offer to join the studio.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Invitation)]
pub struct InvitationBody {
    #[schema(example = 12)]
    id: i64,
    #[schema(example = "ola@client.example")]
    email: String,
    role_id: i64,
    organization_id: Option<i64>,
    invited_by_user_id: i64,
    expires_at: DateTime<Utc>,
    accepted_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    /// Shown once, in the answer that made it; the letter carries it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl From<Invitation> for InvitationBody {
    fn from(invitation: Invitation) -> Self {
        let Invitation {
            id,
            studio: _,
            email,
            role,
            organization,
            invited_by,
            expires_at,
            accepted_at,
            revoked_at,
            created_at,
        } = invitation;
        Self {
            id: id.0,
            email,
            role_id: role.0,
            organization_id: organization.map(i64::from),
            invited_by_user_id: invited_by.0,
            expires_at,
            accepted_at,
            revoked_at,
            created_at,
            token: None,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ola@client.example", "role_id": 2, "organization_id": 5}))]
pub struct NewInvitation {
    #[schema(format = Email, max_length = 255)]
    email: String,
    role_id: i64,
    /// The client that the person will be a contact of; needed for roles of clients.
    organization_id: Option<i64>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "token": "Zk3…", "name": "Ola Nordmann", "username": "ola", "password": "a long pass phrase"
}))]
pub struct Acceptance {
    token: String,
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    username: Option<String>,
    #[schema(min_length = 10, max_length = 200)]
    password: String,
}

/// Invites somebody by e-mail into a role.
///
/// A client's `admin` contact may invite into its own organization.
///
/// Permission: can_invite_users. Errors: `unknown_role`, `unknown_organization`, `guests_come_by_links`.
#[utoipa::path(tag = "users", request_body = NewInvitation,
    responses((status = 201, description = "The invitation with its token", body = Envelope<InvitationBody>)))]
#[post("/invitations")]
pub async fn invite(
    users: Data<Users>,
    settings: Data<HttpSettings>,
    caller: Caller,
    body: Body<NewInvitation>,
) -> ApiResult<Reply<Envelope<InvitationBody>>> {
    let NewInvitation { email, role_id, organization_id } = body.0;
    let input = InviteInput {
        email,
        role: RoleId(role_id),
        organization: organization_id.map(OrganizationId),
        base_url: settings.public_url.clone(),
    };
    let invited = users.invite(&caller, input).await?.into_inner();
    let without = InvitationBody::from(invited.invitation);
    let with = InvitationBody { token: Some(invited.token.0), ..without.clone() };
    let replay = Envelope { success: true, message: "Invitation sent".to_owned(), data: without };
    let reply = Reply::created("Invitation sent", "/api/v1/invitations".to_owned(), with);
    Ok(reply.secret_once(&replay))
}

/// Lists the invitations that have not been taken up, newest first.
///
/// Permission: can_invite_users.
#[utoipa::path(tag = "users",
    responses((status = 200, description = "Open invitations", body = Listing<InvitationBody>)))]
#[get("/invitations")]
pub async fn list(users: Data<Users>, caller: Caller) -> ApiResult<Reply<Listing<InvitationBody>>> {
    let open = users.invitations(&caller).await?;
    Ok(Reply::all("Open invitations", open.into_iter().map(InvitationBody::from).collect()))
}

/// Takes an invitation back.
///
/// Permission: can_invite_users.
#[utoipa::path(tag = "users", params(("invitation_id" = i64, Path)),
    responses((status = 200, description = "Revoked", body = Done)))]
#[delete("/invitations/{invitation_id}")]
pub async fn revoke(users: Data<Users>, caller: Caller, id: Id<InvitationId>) -> ApiResult<Reply<Done>> {
    users.revoke_invitation(&caller, id.0).await?.into_inner();
    Ok(Reply::done("Invitation revoked"))
}

/// Takes up an invitation: makes the account and signs it in.
///
/// Permission: public. Errors: `unknown_invitation`, `invitation_used`, `invitation_expired`, `username_taken`,
/// `email_taken`, `rate_limited`.
#[utoipa::path(tag = "sign-in", security(()), request_body = Acceptance,
    responses((status = 201, description = "Tokens", body = Envelope<SignedInBody>)))]
#[post("/auth/accept-invitation")]
pub async fn accept(
    users: Data<Users>,
    throttle: Throttle,
    body: Body<Acceptance>,
) -> ApiResult<Reply<Envelope<SignedInBody>>> {
    throttle.registration()?;
    let Acceptance { token, name, username, password } = body.0;
    let input = AcceptInvitation { token, name, username, password };
    let signed_in = users.accept(input).await?.into_inner();
    Ok(Reply::created("Welcome", "/api/v1/auth/me".to_owned(), signed_in.into()).secret())
}
