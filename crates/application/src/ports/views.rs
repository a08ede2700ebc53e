//! Values that cross the store's border and are no entities: what is inserted, what lists filter by, what screens read.

use std::collections::BTreeSet;
use std::sync::Arc;

use atelier_domain::access::{Action, Context, Grant, HeldRole, Membership};
use atelier_domain::events::JobState;
use atelier_domain::galleries::{
    DeliveryPolicy, GalleryDetails, GalleryStatus, LinkState, SessionWindow, ShareLink,
};
use atelier_domain::identity::{StudioDetails, UserDetails, UserKind};
use atelier_domain::images::{AiLabel, FocalPoint, GroupType, ImageFormat, Preset, ProcessingState};
use atelier_domain::organizations::{MemberRole, OrganizationDetails};
use atelier_domain::settings::Settings;
use atelier_domain::{
    ApiTokenId, EventId, GalleryId, GrantId, ImageGroupId, ImageId, OrganizationId, RoleId, ShareLinkId,
    StudioId, Timestamp, UserId,
};
use serde_json::{Map, Value};

mod groups;
mod products;

pub use groups::{GroupAttachment, GroupFilter, ImageUse, NewImageGroup, PoolGroup, UsedBy};
pub use products::{ContentMark, NewProduct, ProductFilter};

// ---- identity

#[derive(Debug, Clone, PartialEq)]
pub struct NewStudio {
    pub details: StudioDetails,
    pub settings: Settings,
    pub now: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    pub studio: StudioId,
    pub details: UserDetails,
    pub password_hash: Option<String>,
    pub kind: UserKind,
    pub now: Timestamp,
}

/// Which users a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserFilter {
    /// Folded text to find in name, user name or e-mail.
    pub search: Option<String>,
    pub kind: Option<UserKind>,
    pub is_active: Option<bool>,
    /// Only members of this organization.
    pub organization: Option<OrganizationId>,
}

/// Everything that makes an actor, apart from the instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub user: UserId,
    pub studio: StudioId,
    pub name: String,
    pub is_active: bool,
    pub roles: Vec<HeldRole>,
    pub memberships: Vec<Membership>,
    pub grants: Vec<Grant>,
    /// Whether the sign-in (the refresh token's family) is still open.
    pub family_open: bool,
    /// For guests: the link by which they came.
    pub guest: Option<GuestSession>,
}

/// What a guest's access hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestSession {
    pub link: ShareLinkId,
    pub gallery: GalleryId,
    pub expires_at: Option<Timestamp>,
    pub revoked: bool,
    /// The gallery is archived or deleted.
    pub closed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrant {
    pub studio: StudioId,
    pub user: UserId,
    pub action: Action,
    pub context: Context,
    pub expires_at: Option<Timestamp>,
    pub granted_by: Option<UserId>,
    pub now: Timestamp,
}

/// A row of `permission_contexts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredGrant {
    pub id: GrantId,
    pub studio: StudioId,
    pub user: UserId,
    pub action: Action,
    pub context: Context,
    pub granted_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub granted_by: Option<UserId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRefreshToken {
    pub studio: StudioId,
    pub user: UserId,
    pub family: String,
    pub token_hash: String,
    pub share_link: Option<ShareLinkId>,
    pub expires_at: Timestamp,
    pub now: Timestamp,
}

/// A refresh token as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    pub id: i64,
    pub studio: StudioId,
    pub user: UserId,
    pub family: String,
    pub share_link: Option<ShareLinkId>,
    pub expires_at: Timestamp,
    /// Set when it was exchanged for the next one of its family.
    pub spent_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApiToken {
    pub studio: StudioId,
    pub user: UserId,
    pub name: String,
    pub prefix: String,
    pub token_hash: String,
    pub actions: ActionSet,
    pub expires_at: Option<Timestamp>,
    pub now: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvitation {
    pub studio: StudioId,
    pub email: String,
    pub role: RoleId,
    pub organization: Option<OrganizationId>,
    pub invited_by: UserId,
    pub token_hash: String,
    pub expires_at: Timestamp,
    pub now: Timestamp,
}

// ---- organizations

#[derive(Debug, Clone, PartialEq)]
pub struct NewOrganization {
    pub studio: StudioId,
    pub details: OrganizationDetails,
    pub settings: Settings,
    pub now: Timestamp,
}

/// Which organizations a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrganizationFilter {
    /// Folded text to find in the name or the billing e-mail.
    pub search: Option<String>,
    pub kind: Option<atelier_domain::organizations::OrganizationType>,
    /// Deleted ones instead of live ones.
    pub deleted: bool,
}

// ---- galleries and images

/// The direction of a list. Lists are ordered by creation (id) unless their method says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    OldestFirst,
    NewestFirst,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGallery {
    pub studio: StudioId,
    pub organization: OrganizationId,
    pub details: GalleryDetails,
    pub created_by: UserId,
    pub now: Timestamp,
}

/// Which galleries a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GalleryFilter {
    /// Folded text to find in the subject name.
    pub search: Option<String>,
    pub status: Option<GalleryStatus>,
    pub organization: Option<OrganizationId>,
    /// Deleted ones instead of live ones.
    pub deleted: bool,
    pub sort: Sort,
}

/// A new picture. It is labelled with what the metadata of its file say: see [`AiLabel::told_by`].
#[derive(Debug, Clone, PartialEq)]
pub struct NewImage {
    pub studio: StudioId,
    pub filename: String,
    pub alt_text: Option<String>,
    pub storage_key: String,
    pub content_hash: String,
    pub file_size: i64,
    pub format: ImageFormat,
    pub width: i32,
    pub height: i32,
    pub metadata: Map<String, Value>,
    pub taken_at: Option<chrono::NaiveDateTime>,
    pub uploaded_by: Option<UserId>,
    pub now: Timestamp,
}

/// Which pictures of the pool a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImageFilter {
    /// Folded text to find in file name or alt text.
    pub search: Option<String>,
    pub state: Option<ProcessingState>,
    pub ai: Option<AiLabel>,
    /// Only pictures of this group.
    pub group: Option<ImageGroupId>,
    /// Deleted ones instead of live ones.
    pub deleted: bool,
    pub sort: Sort,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDerivative {
    pub image: ImageId,
    pub studio: StudioId,
    /// Of which version of the picture it is.
    pub version: i32,
    /// A preset's name, `original_stripped`, or a rendition's: see `delivery::rendition`.
    pub name: String,
    pub storage_key: String,
    pub content_hash: String,
    pub format: ImageFormat,
    pub width: i32,
    pub height: i32,
    pub file_size: i64,
    /// What stands for the picture until it has come; only the hot preview has one.
    pub placeholder: Option<Vec<u8>>,
    pub now: Timestamp,
}

/// A derivative as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivativeRecord {
    pub name: String,
    pub storage_key: String,
    /// BLAKE3, 64 hex digits; also the strong ETag.
    pub content_hash: String,
    pub format: ImageFormat,
    pub width: i32,
    pub height: i32,
    pub file_size: i64,
    /// What stands for the picture until it has come; only the hot preview has one.
    pub placeholder: Option<Vec<u8>>,
}

/// A hot preview that was made before there were placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BareHotpreview {
    pub studio: StudioId,
    pub image: ImageId,
    pub version: i32,
    pub storage_key: String,
    pub content_hash: String,
    pub format: ImageFormat,
}

/// A counter of a gallery that differs from the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CounterDrift {
    pub gallery: GalleryId,
    /// The counter's name in the API.
    pub counter: &'static str,
    pub stored: i64,
    pub counted: i64,
}

/// A picture as a gallery's list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct GalleryImage {
    pub id: ImageId,
    pub filename: String,
    pub alt_text: Option<String>,
    pub focal_point: Option<FocalPoint>,
    pub ai: AiLabel,
    pub format: ImageFormat,
    pub width: i32,
    pub height: i32,
    pub file_size: i64,
    /// Shared, because pages of pictures are remembered and shown again and again.
    pub metadata: Arc<Map<String, Value>>,
    pub taken_at: Option<chrono::NaiveDateTime>,
    pub state: ProcessingState,
    pub failure: Option<String>,
    pub perceptual_hash: Option<i64>,
    pub content_hash: String,
    /// Which of its versions the picture is.
    pub current_version: i32,
    /// Where the service that delivers pictures has its copy; it opens nothing before it is signed.
    pub mirror_url: Option<String>,
    pub uploaded_at: Timestamp,
    pub version: i64,
    pub group: ImageGroupId,
    pub group_type: GroupType,
    pub sort_order: i32,
}

/// How many pictures of a gallery are in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImageProgress {
    pub total: u64,
    pub processing: u64,
    pub ready: u64,
    pub failed: u64,
}

/// A gallery's window as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredWindow {
    pub gallery: GalleryId,
    pub window: SessionWindow,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewShareLink {
    pub studio: StudioId,
    pub gallery: GalleryId,
    pub token_hash: String,
    pub code_hash: Option<String>,
    pub pin_hash: Option<String>,
    pub label: Option<String>,
    pub policy: DeliveryPolicy,
    pub expires_at: Option<Timestamp>,
    pub created_by: UserId,
    pub now: Timestamp,
}

/// A picture as a download sees it, before it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequencedImage {
    pub image: ImageId,
    pub group: ImageGroupId,
    pub state: ProcessingState,
    pub format: ImageFormat,
}

/// A file of an archive: the picture, and its place in the gallery from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketEntry {
    pub image: ImageId,
    pub index: i64,
}

/// A new ticket for an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDownloadTicket {
    pub studio: StudioId,
    pub gallery: GalleryId,
    pub user: UserId,
    pub share_link: Option<ShareLinkId>,
    /// The token by which a program asked.
    pub api_token: Option<ApiTokenId>,
    pub token_hash: String,
    pub preset: Preset,
    pub entries: Vec<TicketEntry>,
    pub expires_at: Timestamp,
    pub now: Timestamp,
}

/// A ticket as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTicket {
    pub studio: StudioId,
    pub gallery: GalleryId,
    pub user: UserId,
    pub share_link: Option<ShareLinkId>,
    /// The token by which a program asked.
    pub api_token: Option<ApiTokenId>,
    pub preset: Preset,
    pub entries: Vec<TicketEntry>,
    pub expires_at: Timestamp,
}

/// A link as the register of a gallery shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkRegisterEntry {
    pub link: ShareLink,
    pub state: LinkState,
    /// People who came in by it.
    pub guests: u64,
}

// ---- the spine

/// An event as the outbox keeps it, in the order of `id`.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxEntry {
    pub id: EventId,
    pub studio: StudioId,
    pub kind: String,
    pub subject_type: Option<String>,
    pub subject_id: Option<i64>,
    pub actor: Option<UserId>,
    pub payload: Value,
    pub occurred_at: Timestamp,
}

/// A line of the audit log.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    pub id: i64,
    pub kind: String,
    pub subject_type: Option<String>,
    pub subject_id: Option<i64>,
    pub actor: Option<UserId>,
    pub actor_name: Option<String>,
    pub payload: Value,
    pub occurred_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    pub studio: StudioId,
    pub kind: &'static str,
    pub payload: Value,
    /// Not before this instant.
    pub run_at: Timestamp,
    pub now: Timestamp,
}

impl NewJob {
    /// Whether it waits for a service outside the installation.
    pub fn is_outside(&self) -> bool {
        crate::images::is_outside(self.kind)
    }
}

/// Which jobs a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobFilter {
    pub state: Option<JobState>,
    pub kind: Option<String>,
    pub sort: Sort,
}

/// Jobs of the whole installation by state, for the metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobCounts {
    pub queued: u64,
    pub running: u64,
    pub dead: u64,
}

/// What is known of a key that a client chose for a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdempotencyRecord {
    /// Never seen: it is ours now.
    New,
    /// The first request is still under way.
    InProgress,
    /// The first request was another one.
    Mismatch,
    /// The first request's answer.
    Done { status: u16, body: String, location: Option<String> },
}

/// A set of permissions for a role of the studio's own.
pub type ActionSet = BTreeSet<Action>;

/// How a member belongs to an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewMember {
    pub user: UserId,
    pub role: MemberRole,
    pub is_primary: bool,
    pub now: Timestamp,
}
