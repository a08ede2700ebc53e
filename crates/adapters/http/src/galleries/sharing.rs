//! Share links: made, handed out, opened, withdrawn.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use atelier_application::galleries::{Entered, ShareLinkInput, ShareLinkPatch, Sharing};
use atelier_application::ports::LinkRegisterEntry;
use atelier_domain::galleries::{DeliveryPolicy, LinkState, ShareLink};
use atelier_domain::{GalleryId, RuleViolation, ShareLinkId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::policy::PolicyBody;
use crate::edge::Throttle;
use crate::extract::{Body, Caller, Id, IfMatch, Object, Patch, not_null};
use crate::identity::SignedInBody;
use crate::problem::ApiResult;
use crate::reply::{Envelope, Listing, Reply};
use crate::schema::{Moment, instant};
use crate::settings::HttpSettings;

/// A new link.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"label": "For the board", "expires_at": "2027-01-31T12:00:00Z", "access_code": "4711"}))]
pub struct NewShareLink {
    #[schema(max_length = 255)]
    label: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<PolicyBody>)]
    policy: Option<Object<PolicyBody>>,
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Moment>,
    /// A code to be told by another way than the link.
    #[schema(min_length = 4, max_length = 64)]
    access_code: Option<String>,
    /// A PIN that downloads ask for; looking needs none.
    #[schema(min_length = 4, max_length = 64)]
    download_pin: Option<String>,
}

impl TryFrom<NewShareLink> for ShareLinkInput {
    type Error = RuleViolation;

    fn try_from(body: NewShareLink) -> Result<Self, RuleViolation> {
        let NewShareLink { label, policy, expires_at, access_code, download_pin } = body;
        let policy =
            policy.map(|Object(policy)| DeliveryPolicy::try_from(policy)).transpose()?.unwrap_or_default();
        let expires_at = expires_at.map(|moment| moment.0);
        Ok(Self { label, policy, expires_at, access_code, download_pin })
    }
}

/// A change to a link: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ShareLinkPatch, example = json!({"expires_at": null}))]
pub struct ShareLinkPatchBody {
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 255)]
    label: Patch<String>,
    /// Replaces the terms as a whole.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = PolicyBody)]
    policy: Option<Object<PolicyBody>>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Patch<Moment>,
    /// A new PIN has to be shown again by those who have shown the old one.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 4, max_length = 64)]
    download_pin: Patch<String>,
}

impl TryFrom<ShareLinkPatchBody> for ShareLinkPatch {
    type Error = RuleViolation;

    fn try_from(body: ShareLinkPatchBody) -> Result<Self, RuleViolation> {
        let ShareLinkPatchBody { label, policy, expires_at, download_pin } = body;
        let policy = policy.map(|Object(policy)| DeliveryPolicy::try_from(policy)).transpose()?;
        let (label, download_pin) = (label.into_change(), download_pin.into_change());
        Ok(Self { label, policy, expires_at: instant(expires_at), download_pin })
    }
}

/// A door to one gallery.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ShareLink)]
pub struct ShareLinkBody {
    #[schema(example = 17)]
    id: i64,
    gallery_id: i64,
    #[schema(example = "For the board")]
    label: Option<String>,
    #[schema(schema_with = crate::schema::link_state)]
    state: LinkState,
    has_access_code: bool,
    has_download_pin: bool,
    policy: PolicyBody,
    expires_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
    created_by_user_id: i64,
    /// How many times somebody came in by it.
    view_count: i32,
    download_count: i32,
    /// People who came in by it; in the register only.
    #[serde(skip_serializing_if = "Option::is_none")]
    guest_count: Option<u64>,
    last_used_at: Option<DateTime<Utc>>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// The secret of the link, shown once: in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// What to send to the client, shown once: the address of the gallery. It holds the secret, so keep it out of logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl ShareLinkBody {
    fn new(link: ShareLink, state: LinkState) -> Self {
        let ShareLink {
            id,
            studio: _,
            gallery,
            organization: _,
            token_hash: _,
            code_hash,
            failed_attempts: _,
            locked_until: _,
            pin_hash,
            pin_failed_attempts: _,
            pin_locked_until: _,
            label,
            policy,
            expires_at,
            remind_at: _,
            revoked_at,
            created_by,
            view_count,
            download_count,
            last_used_at,
            version,
            created_at,
            updated_at,
        } = link;
        Self {
            id: id.0,
            gallery_id: gallery.0,
            label,
            state,
            has_access_code: code_hash.is_some(),
            has_download_pin: pin_hash.is_some(),
            policy: policy.into(),
            expires_at,
            revoked_at,
            created_by_user_id: created_by.0,
            view_count,
            download_count,
            guest_count: None,
            last_used_at,
            version,
            created_at,
            updated_at,
            token: None,
            url: None,
        }
    }
}

impl From<LinkRegisterEntry> for ShareLinkBody {
    fn from(entry: LinkRegisterEntry) -> Self {
        let LinkRegisterEntry { link, state, guests } = entry;
        Self { guest_count: Some(guests), ..Self::new(link, state) }
    }
}

/// What opens a link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "Zk3…", "access_code": "4711", "name": "Ola"}))]
pub struct Entry {
    token: String,
    /// Where the link asks for one.
    access_code: Option<String>,
    /// How the guest wants to be called.
    #[schema(max_length = 255)]
    name: Option<String>,
}

/// A guest who came in.
#[derive(Debug, Serialize, ToSchema)]
pub struct GuestSession {
    #[serde(flatten)]
    tokens: SignedInBody,
    #[schema(example = 445)]
    gallery_id: i64,
    #[schema(example = "Annual report portraits")]
    subject_name: String,
    policy: PolicyBody,
    /// Whether downloads wait for a PIN: see `POST /api/v1/share/unlock-downloads`.
    needs_download_pin: bool,
    expires_at: Option<DateTime<Utc>>,
}

impl From<Entered> for GuestSession {
    fn from(entered: Entered) -> Self {
        let Entered { signed_in, gallery, subject_name, policy, needs_download_pin, expires_at } = entered;
        let (tokens, policy) = (signed_in.into(), policy.into());
        Self { tokens, gallery_id: gallery.0, subject_name, policy, needs_download_pin, expires_at }
    }
}

/// Makes a share link. It never grants more than its maker has.
///
/// Permission: can_share_gallery. Errors: `exceeds_own_terms`, `invalid_template`, `contradicts`, `unknown_image`,
/// `in_the_past`, `invalid_access_code`, `invalid_download_pin`.
#[utoipa::path(tag = "sharing", params(("gallery_id" = i64, Path)), request_body = NewShareLink,
    responses((status = 201, description = "The link with its secret", body = Envelope<ShareLinkBody>)))]
#[post("/galleries/{gallery_id}/share-links")]
pub async fn create(
    sharing: Data<Sharing>,
    settings: Data<HttpSettings>,
    caller: Caller,
    id: Id<GalleryId>,
    body: Body<NewShareLink>,
) -> ApiResult<Reply<Envelope<ShareLinkBody>>> {
    let shared = sharing.create(&caller, id.0, body.0.try_into()?).await?.into_inner();
    let location = format!("/api/v1/share-links/{}", shared.link.id);
    let without = ShareLinkBody::new(shared.link, LinkState::Open);
    let url = format!("{}/g/{}", settings.public_url, shared.token.0);
    let with = ShareLinkBody { token: Some(shared.token.0), url: Some(url), ..without.clone() };
    let replay = Envelope { success: true, message: "Share link created".to_owned(), data: without };
    Ok(Reply::created("Share link created", location, with).secret_once(&replay))
}

/// Lists the links of a gallery with their counts, newest first. Who is not of the studio sees its own.
///
/// Permission: can_share_gallery.
#[utoipa::path(tag = "sharing", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "The register", body = Listing<ShareLinkBody>)))]
#[get("/galleries/{gallery_id}/share-links")]
pub async fn register(
    sharing: Data<Sharing>,
    caller: Caller,
    id: Id<GalleryId>,
) -> ApiResult<Reply<Listing<ShareLinkBody>>> {
    let entries = sharing.register(&caller, id.0).await?;
    Ok(Reply::all("Share links", entries.into_iter().map(ShareLinkBody::from).collect()))
}

/// Shows a link.
///
/// Permission: can_share_gallery.
#[utoipa::path(tag = "sharing", params(("share_link_id" = i64, Path)),
    responses((status = 200, description = "The link", body = Envelope<ShareLinkBody>)))]
#[get("/share-links/{share_link_id}")]
pub async fn read(
    sharing: Data<Sharing>,
    caller: Caller,
    id: Id<ShareLinkId>,
) -> ApiResult<Reply<Envelope<ShareLinkBody>>> {
    let (link, state) = sharing.read(&caller, id.0).await?;
    let version = link.version;
    Ok(Reply::ok("The share link", ShareLinkBody::new(link, state)).version(version))
}

/// Changes a link's label, terms and end.
///
/// Permission: can_share_gallery. Errors: `exceeds_own_terms`, `share_link_revoked`, `version_mismatch`.
#[utoipa::path(tag = "sharing", params(("share_link_id" = i64, Path)), request_body = ShareLinkPatchBody,
    responses((status = 200, description = "The link", body = Envelope<ShareLinkBody>)))]
#[patch("/share-links/{share_link_id}")]
pub async fn change(
    sharing: Data<Sharing>,
    caller: Caller,
    id: Id<ShareLinkId>,
    expected: IfMatch,
    body: Body<ShareLinkPatchBody>,
) -> ApiResult<Reply<Envelope<ShareLinkBody>>> {
    let link = sharing.change(&caller, id.0, body.0.try_into()?, expected.0).await?.into_inner();
    let (version, state) = (link.version, link.state(caller.now));
    Ok(Reply::ok("Share link changed", ShareLinkBody::new(link, state)).version(version))
}

/// Closes a link for good, with every sign-in that came by it and every link that its guests made.
///
/// Permission: can_share_gallery.
#[utoipa::path(tag = "sharing", params(("share_link_id" = i64, Path)),
    responses((status = 200, description = "The closed link", body = Envelope<ShareLinkBody>)))]
#[delete("/share-links/{share_link_id}")]
pub async fn revoke(
    sharing: Data<Sharing>,
    caller: Caller,
    id: Id<ShareLinkId>,
) -> ApiResult<Reply<Envelope<ShareLinkBody>>> {
    let link = sharing.revoke(&caller, id.0).await?.into_inner();
    let (version, state) = (link.version, link.state(caller.now));
    Ok(Reply::ok("Share link revoked", ShareLinkBody::new(link, state)).version(version))
}

/// Opens a link: exchanges its secret for a guest's tokens, which end with the link.
///
/// Permission: public. Errors: `access_code_required`, `wrong_access_code`, `access_code_locked`, `share_link_expired`,
/// `share_link_revoked`, `gallery_closed`, `rate_limited`.
#[utoipa::path(tag = "sharing", security(()), request_body = Entry,
    responses((status = 200, description = "The guest's tokens", body = Envelope<GuestSession>)))]
#[post("/share/enter")]
pub async fn enter(
    sharing: Data<Sharing>,
    throttle: Throttle,
    body: Body<Entry>,
) -> ApiResult<Reply<Envelope<GuestSession>>> {
    let Entry { token, access_code, name } = body.0;
    throttle.link()?;
    if access_code.is_some() {
        throttle.access_code(&token)?;
    }
    let entered = sharing.enter(&token, access_code.as_deref(), name.as_deref()).await?.into_inner();
    Ok(Reply::ok("Welcome", entered.into()).secret())
}
