//! One repository per aggregate. `find` answers `Option`, lists are bounded pages, and what is written had to be checked:
//! entities come out as [`Unchecked`] and go back as [`Writable`].
//!
//! Common contract. A method that takes a studio MUST NOT see another studio's rows. Soft-deleted rows are found by
//! `find` (their facts hide them from all but the studio) and left out of lists that do not ask for them. `update`
//! MUST write every column of the entity, add one to the version and answer `VersionMismatch` if the stored version is
//! not the entity's. In a `Write` transaction `find…` MUST lock the row until the transaction ends.

use async_trait::async_trait;
use atelier_domain::access::{Context, Facts, Unchecked, Visible, Writable};
use atelier_domain::events::{Event, Job};
use atelier_domain::galleries::{Gallery, ShareLink, Visibility};
use atelier_domain::identity::{Invitation, Role, Studio, User, UserKind};
use atelier_domain::images::{GroupType, Image, ImageGroup};
use atelier_domain::organizations::{Member, Organization};
use atelier_domain::{
    EventId, GalleryId, GrantId, ImageGroupId, ImageId, InvitationId, JobId, OrganizationId, RoleId,
    ShareLinkId, StudioId, Timestamp, UserId,
};
use chrono::Duration;

use super::store::StoreError;
use super::views::{
    ActionSet, AuditEntry, DerivativeRecord, GalleryFilter, GalleryImage, GroupAttachment, IdempotencyRecord,
    Identity, ImageFilter, ImageProgress, ImageUse, JobCounts, JobFilter, LinkRegisterEntry, NewDerivative,
    NewGallery, NewGrant, NewImage, NewImageGroup, NewInvitation, NewJob, NewMember, NewOrganization,
    NewRefreshToken, NewShareLink, NewStudio, NewUser, OrganizationFilter, OutboxEntry, RefreshToken,
    StoredGrant, UserFilter,
};
use crate::paging::{Page, PageRequest};

type Result<T> = std::result::Result<T, StoreError>;

/// Tenants.
#[async_trait]
pub trait StudioRepository: Send + Sync {
    /// The studio of this id.
    async fn find(&self, id: StudioId) -> Result<Option<Unchecked<Studio>>>;

    /// MUST answer `Conflict` with `subdomain` when the subdomain is taken.
    async fn insert(&self, new: NewStudio) -> Result<Studio>;

    /// MUST answer `Conflict` with `subdomain` when the subdomain is taken.
    async fn update(&self, studio: &Writable<Studio>) -> Result<Studio>;

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

/// What makes an actor, and grants in contexts.
#[async_trait]
pub trait AccessRepository: Send + Sync {
    /// All that is known of a user for decisions, with the sign-in named by `family`. Roles include direct permissions
    /// as a role named `direct`. Expired grants may be left out.
    async fn identify(&self, user: UserId, family: &str, now: Timestamp) -> Result<Option<Identity>>;

    /// Grants, or renews the end of a grant of the same user, permission and context.
    async fn grant(&self, new: NewGrant) -> Result<StoredGrant>;

    /// The grant of this id, expired ones included, if the studio gave it.
    async fn find_grant(&self, studio: StudioId, id: GrantId) -> Result<Option<StoredGrant>>;

    /// Whether there was such a grant.
    async fn revoke(&self, studio: StudioId, id: GrantId) -> Result<bool>;

    /// By id, expired ones included.
    async fn grants_of(&self, studio: StudioId, user: UserId) -> Result<Vec<StoredGrant>>;

    /// What the permission function needs of the row that `context` names, if this studio has it.
    async fn facts(&self, studio: StudioId, context: Context) -> Result<Option<Facts>>;
}

/// Refresh tokens.
#[async_trait]
pub trait TokenRepository: Send + Sync {
    /// Keeps the token's hash. Hashes are of 256 random bits, so they never collide.
    async fn insert(&self, new: NewRefreshToken) -> Result<()>;

    /// The token with this hash; spent, revoked and expired ones are found too, because their reuse means something.
    async fn find_by_hash(&self, token_hash: &str) -> Result<Option<RefreshToken>>;

    /// Marks the token as exchanged. MUST answer false when it already was, even with two callers at once.
    async fn spend(&self, id: i64, now: Timestamp) -> Result<bool>;

    /// Ends one sign-in.
    async fn revoke_family(&self, family: &str, now: Timestamp) -> Result<()>;

    /// Ends every sign-in of the user, except the one named by `keep`.
    async fn revoke_user(&self, user: UserId, keep: Option<&str>, now: Timestamp) -> Result<()>;

    /// Ends every sign-in that came by the link.
    async fn revoke_link(&self, link: ShareLinkId, now: Timestamp) -> Result<()>;

    /// Forgets tokens that expired before `before`; how many.
    async fn purge(&self, before: Timestamp) -> Result<u64>;
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

/// Clients and their contacts.
#[async_trait]
pub trait OrganizationRepository: Send + Sync {
    /// The client of this id, if it is the studio's.
    async fn find(&self, studio: StudioId, id: OrganizationId) -> Result<Option<Unchecked<Organization>>>;

    /// As a live client without members. Two clients may have the same name.
    async fn insert(&self, new: NewOrganization) -> Result<Organization>;

    /// As the common contract says; members have methods of their own.
    async fn update(&self, organization: &Writable<Organization>) -> Result<Organization>;

    /// By folded name, then id. Paged by offset; the page's `next` is `None`.
    async fn list(
        &self,
        visible: &Visible,
        filter: &OrganizationFilter,
        page: PageRequest,
    ) -> Result<Page<Organization>>;

    /// Primary first, then by id. Deleted users are left out. At most 1000.
    async fn members(&self, organization: OrganizationId) -> Result<Vec<Member>>;

    /// Adds the member or changes how it belongs. A new primary member MUST replace the old one. MUST answer
    /// `Conflict` with `user` when the user is of another studio.
    async fn put_member(&self, organization: &Writable<Organization>, member: NewMember) -> Result<()>;

    /// Whether there was such a member.
    async fn remove_member(&self, organization: &Writable<Organization>, user: UserId) -> Result<bool>;
}

/// Galleries.
#[async_trait]
pub trait GalleryRepository: Send + Sync {
    /// The gallery of this id, if it is the studio's.
    async fn find(&self, studio: StudioId, id: GalleryId) -> Result<Option<Unchecked<Gallery>>>;

    /// As an active gallery without pictures.
    async fn insert(&self, new: NewGallery) -> Result<Gallery>;

    /// Leaves the counters and the content version alone: they have methods of their own.
    async fn update(&self, gallery: &Writable<Gallery>) -> Result<Gallery>;

    /// By id in the filter's direction; paged by offset or by cursor (key 0).
    async fn list(
        &self,
        visible: &Visible,
        filter: &GalleryFilter,
        page: PageRequest,
    ) -> Result<Page<Gallery>>;

    /// The pictures in these galleries changed: recounts `image_count`, adds one to `content_version` and moves
    /// `last_activity_at`. Galleries MUST be touched in order of id, so that two writers cannot deadlock.
    async fn content_changed(&self, galleries: &[GalleryId], now: Timestamp) -> Result<()>;

    /// The live galleries that show any of these pictures, by id.
    async fn showing(&self, images: &[ImageId]) -> Result<Vec<GalleryId>>;

    /// The live galleries that show this group, by id.
    async fn showing_group(&self, group: ImageGroupId) -> Result<Vec<GalleryId>>;

    /// Adds one to `download_count` and moves `last_activity_at`; the version stays, because nothing was edited.
    async fn count_download(&self, gallery: GalleryId, now: Timestamp) -> Result<()>;

    /// States of the live pictures in the groups of the given visibilities.
    async fn progress(&self, gallery: GalleryId, visibilities: &[Visibility]) -> Result<ImageProgress>;

    /// A page of pictures in the live gallery's groups of the given visibilities and, if named, type: by the group's
    /// order, the group, the picture's order in it, then id. A picture in two groups comes twice. Paged by offset; the
    /// page's `next` is `None`. With `counted` false `total` is 0 and no count is made.
    async fn images(
        &self,
        gallery: GalleryId,
        visibilities: &[Visibility],
        group_type: Option<&GroupType>,
        page: PageRequest,
        counted: bool,
    ) -> Result<Page<GalleryImage>>;

    /// The place, from 1, of the picture in the order of `images` under these visibilities.
    async fn position(
        &self,
        gallery: GalleryId,
        visibilities: &[Visibility],
        image: ImageId,
    ) -> Result<Option<i64>>;

    /// Counts that differ from the facts: gallery, stored count, real count. With `repair` they are corrected.
    async fn recount(&self, repair: bool) -> Result<Vec<(GalleryId, i64, i64)>>;
}

/// Groups of pictures and where they hang.
#[async_trait]
pub trait GroupRepository: Send + Sync {
    /// The group of this id, if it is the studio's, with every place in which it hangs.
    async fn find(&self, studio: StudioId, id: ImageGroupId) -> Result<Option<Unchecked<ImageGroup>>>;

    /// As a group that is empty and hangs nowhere.
    async fn insert(&self, new: NewImageGroup) -> Result<ImageGroup>;

    /// As the common contract says; pictures and attachments have methods of their own.
    async fn update(&self, group: &Writable<ImageGroup>) -> Result<ImageGroup>;

    /// Groups of a gallery, by order, then id.
    async fn of_gallery(&self, gallery: GalleryId) -> Result<Vec<GroupAttachment>>;

    /// Hangs the group under the gallery, last. MUST answer `Conflict` with `attachment` when it hangs there already
    /// with this type.
    async fn attach(
        &self,
        gallery: &Writable<Gallery>,
        group: ImageGroupId,
        group_type: &GroupType,
        visibility: Visibility,
        now: Timestamp,
    ) -> Result<()>;

    /// Changes visibility and order of an attachment; whether there was one.
    async fn set_attachment(
        &self,
        gallery: &Writable<Gallery>,
        group: ImageGroupId,
        group_type: &GroupType,
        visibility: Visibility,
        sort_order: i32,
    ) -> Result<bool>;

    /// Takes the group away from the gallery; whether it hung there.
    async fn detach(
        &self,
        gallery: &Writable<Gallery>,
        group: ImageGroupId,
        group_type: &GroupType,
    ) -> Result<bool>;

    /// Puts pictures at the end of the group, in this order. Those that are in it already stay where they are. Answers
    /// how many are new.
    async fn add_images(
        &self,
        group: &Writable<ImageGroup>,
        images: &[ImageId],
        now: Timestamp,
    ) -> Result<u64>;

    /// Takes pictures out of the group; how many were in it.
    async fn remove_images(&self, group: &Writable<ImageGroup>, images: &[ImageId]) -> Result<u64>;

    /// The ids of the group's pictures in order, deleted ones included.
    async fn image_ids(&self, group: ImageGroupId) -> Result<Vec<ImageId>>;

    /// Gives the group's pictures the order of `images`, which MUST be exactly those of `image_ids`.
    async fn reorder(&self, group: &Writable<ImageGroup>, images: &[ImageId]) -> Result<()>;
}

/// The pool.
#[async_trait]
pub trait ImageRepository: Send + Sync {
    /// The picture of this id, if it is the studio's, with every place in which it is shown.
    async fn find(&self, studio: StudioId, id: ImageId) -> Result<Option<Unchecked<Image>>>;

    /// By BLAKE3 of the original; deleted pictures are found too.
    async fn find_by_hash(&self, studio: StudioId, content_hash: &str) -> Result<Option<Unchecked<Image>>>;

    /// In state `processing`. MUST answer `Conflict` with `content_hash` when the studio has these bytes.
    async fn insert(&self, new: NewImage) -> Result<Image>;

    /// As the common contract says; derivatives and memberships have methods of their own.
    async fn update(&self, image: &Writable<Image>) -> Result<Image>;

    /// By id in the filter's direction; paged by offset or by cursor (key 0).
    async fn list(&self, visible: &Visible, filter: &ImageFilter, page: PageRequest) -> Result<Page<Image>>;

    /// Writes the derivative, or replaces the one of the same name.
    async fn put_derivative(&self, new: NewDerivative) -> Result<()>;

    /// By name.
    async fn derivatives(&self, image: ImageId) -> Result<Vec<DerivativeRecord>>;

    /// The groups that hold the picture and the live galleries that show them.
    async fn uses(&self, image: ImageId) -> Result<Vec<ImageUse>>;

    /// Of these storage keys, those that a row of `images` or of its derivatives names.
    async fn named_keys(&self, keys: &[String]) -> Result<Vec<String>>;

    /// Id, storage key, hash and size of originals with ids above `after`, of every studio, deleted ones included.
    async fn originals(&self, after: ImageId, limit: u64) -> Result<Vec<(ImageId, String, String, i64)>>;

    /// Pictures of every studio that were deleted before `before`: studio and id.
    async fn deleted_before(&self, before: Timestamp, limit: u64) -> Result<Vec<(StudioId, ImageId)>>;

    /// Removes the row, its derivatives' rows and its memberships, for good. Answers the storage keys that nothing
    /// names any more.
    async fn purge(&self, image: &Writable<Image>) -> Result<Vec<String>>;
}

/// Doors to galleries.
#[async_trait]
pub trait ShareLinkRepository: Send + Sync {
    /// The link of this id, if it is the studio's; expired and revoked ones are found too.
    async fn find(&self, studio: StudioId, id: ShareLinkId) -> Result<Option<Unchecked<ShareLink>>>;

    /// The link of a token, with the state of its gallery: live and not archived.
    async fn find_by_hash(&self, token_hash: &str) -> Result<Option<(ShareLink, bool)>>;

    /// As an open link that nobody has used.
    async fn insert(&self, new: NewShareLink) -> Result<ShareLink>;

    /// Writes the terms and the revocation. What using the link changes is left to `save_use`.
    async fn update(&self, link: &Writable<ShareLink>) -> Result<ShareLink>;

    /// Writes what using a link changes: attempts, rest, views, last use. Not for terms.
    async fn save_use(&self, link: &ShareLink) -> Result<()>;

    /// Counts one download. MUST answer false, and count nothing, when the limit of its policy is reached, even with
    /// two callers at once.
    async fn take_download(&self, link: ShareLinkId, limit: Option<i32>, now: Timestamp) -> Result<bool>;

    /// The links, open or not, that were made by guests who came by this link.
    async fn made_through(&self, link: ShareLinkId) -> Result<Vec<Unchecked<ShareLink>>>;

    /// The links of a gallery, newest first, at most 1000.
    async fn register(&self, gallery: GalleryId, now: Timestamp) -> Result<Vec<LinkRegisterEntry>>;
}

/// The outbox and the audit log.
#[async_trait]
pub trait EventRepository: Send + Sync {
    /// Tells the spine: one row in the outbox and one in the audit log, in this transaction.
    async fn record(&self, event: &Event) -> Result<()>;

    /// The studio's audit log, newest first; paged by offset or by cursor (key 0).
    async fn audit(&self, studio: StudioId, page: PageRequest) -> Result<Page<AuditEntry>>;

    /// Events of every studio with ids above `after`, in order.
    async fn outbox(&self, after: EventId, limit: u64) -> Result<Vec<OutboxEntry>>;

    /// Forgets outbox rows older than `before`; how many. The audit log stays.
    async fn prune_outbox(&self, before: Timestamp) -> Result<u64>;
}

/// Durable work.
#[async_trait]
pub trait JobRepository: Send + Sync {
    /// Puts work into the queue in this transaction: it exists if and only if the transaction commits.
    async fn enqueue(&self, new: NewJob) -> Result<JobId>;

    /// Takes up to `limit` jobs that are due, or whose lease has run out, oldest first, marks them as running for
    /// `worker` until `now + lease` and counts the attempt. Two workers MUST never get the same job.
    async fn claim(&self, worker: &str, now: Timestamp, lease: Duration, limit: u64) -> Result<Vec<Job>>;

    /// Writes the outcome, if `worker` still holds the job; whether it did.
    async fn save(&self, job: &Job, worker: &str) -> Result<bool>;

    /// Lengthens the lease, if `worker` still holds the job; whether it did.
    async fn extend(&self, job: JobId, worker: &str, until: Timestamp) -> Result<bool>;

    /// The job of this id, if it is the studio's.
    async fn find(&self, studio: StudioId, id: JobId) -> Result<Option<Unchecked<Job>>>;

    /// Writes a job that a person replays.
    async fn update(&self, job: &Writable<Job>) -> Result<()>;

    /// By id in the filter's direction; paged by offset or by cursor (key 0).
    async fn list(&self, visible: &Visible, filter: &JobFilter, page: PageRequest) -> Result<Page<Job>>;

    /// Of every studio together; a job whose lease has run out counts as running until it is claimed.
    async fn counts(&self) -> Result<JobCounts>;

    /// Forgets jobs that succeeded before `before`; how many.
    async fn prune(&self, before: Timestamp) -> Result<u64>;
}

/// Keys by which clients make a request safe to repeat.
#[async_trait]
pub trait IdempotencyRepository: Send + Sync {
    /// Claims the key for a request with this fingerprint, or tells what became of the one before. With two callers at
    /// once exactly one MUST get `New`. Keys older than `now - 24 h` count as never seen.
    async fn claim(
        &self,
        scope: &str,
        key: &str,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<IdempotencyRecord>;

    /// Keeps the answer for those who repeat the request.
    async fn complete(
        &self,
        scope: &str,
        key: &str,
        status: u16,
        body: &str,
        location: Option<&str>,
    ) -> Result<()>;

    /// Forgets a key whose request did not succeed, so that it can be tried again.
    async fn release(&self, scope: &str, key: &str) -> Result<()>;

    /// Forgets keys that were claimed before `before`; how many.
    async fn purge(&self, before: Timestamp) -> Result<u64>;
}
