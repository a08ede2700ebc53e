//! The store and its transactions.

use std::sync::Arc;

use async_trait::async_trait;
use atelier_domain::library::Shelf;

use super::library::{Arrived, NewImageFile, NewPhoto};
use super::repositories::{
    AccessRepository, ApiTokenRepository, AuthorRepository, BatchRepository, CommentRepository,
    EventRepository, FingerprintRepository, GalleryRepository, GroupRepository, IdempotencyRepository,
    ImageFileRepository, ImageRepository, ImportSessionRepository, InboxRepository, InvitationRepository,
    JobRepository, OrganizationRepository, PasswordResetRepository, PhotoRepository, ProductRepository,
    ProofRepository, ProposalRepository, PublicationRepository, RoleRepository, SavedSearchRepository,
    SelectionRepository, SessionWindowRepository, ShareLinkRepository, StackRepository, StagingRepository,
    StudioRepository, TagRepository, TicketRepository, TimelineRepository, TokenRepository, UploadRepository,
    UserRepository, VersionRepository,
};
use super::{LibraryWatch, SessionWindows};

/// The store could not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A unique value is taken. `constraint` is one of the names that the repositories' contracts give.
    #[error("{constraint} is taken")]
    Conflict { constraint: &'static str },
    /// The row has another version than the one that was to be replaced.
    #[error("the row has version {current}")]
    VersionMismatch { current: i64 },
    /// Locked, deadlocked or out of connections: the whole transaction may be tried again.
    #[error("the database is busy")]
    Busy,
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A row does not hold what the program once wrote.
    #[error("the database holds what it should not: {0}")]
    Corrupt(String),
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Reads only. Each statement sees what is committed when it begins.
    Read,
    /// Reads and writes. What it has read with `find…` MUST NOT change under it before it ends.
    Write,
}

/// Opens transactions.
#[async_trait]
pub trait Store: Send + Sync {
    /// Begins. A `Write` transaction MUST wait for another writer rather than fail, up to the configured time.
    async fn begin(&self, mode: Mode) -> Result<Tx, StoreError>;

    /// A whole transaction, in as few round trips as the database allows: opens the library as `PhotoRepository::open`
    /// does, adds a photograph as `PhotoRepository::insert` does, and its first file as `ImageFileRepository::insert` does
    /// with the library's version. The file's `photo` is not looked at.
    ///
    /// With the version of the file's import, the import counts it as `ImportSessionRepository::file_arrived` does; MUST
    /// answer `VersionMismatch` and add nothing if that import has another version, or another default author than the
    /// photograph. Without, the import is not looked at.
    async fn arrive(
        &self,
        shelf: Shelf,
        new: NewPhoto,
        file: NewImageFile,
        import: Option<i64>,
    ) -> Result<Committed<Arrived>, StoreError>;

    /// A number that grows whenever this process committed a change to users, roles, grants, memberships or
    /// share links, or ended a sign-in. What was derived from them before is stale.
    fn access_epoch(&self) -> u64;

    /// A number that grows whenever this process committed a `Write` transaction, of whatever content. What was read
    /// before it grew may be stale.
    fn write_epoch(&self) -> u64;

    /// A number that grows whenever this process committed a `Write` transaction that put work into the queue or wrote a
    /// job that a person replays: there may be something to claim.
    fn work_epoch(&self) -> u64;

    /// From now on tells `watch`, as long as it is there, of every transaction of this process that opened a library. It
    /// MUST be told before the transaction's caller is.
    fn watch_libraries(&self, watch: Arc<dyn LibraryWatch>);

    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StoreError>;
}

/// Everything that can be done inside one transaction. Dropping it undoes all of it.
#[async_trait]
pub trait Transaction: Send + Sync {
    /// Tenants.
    fn studios(&self) -> &dyn StudioRepository;
    /// People.
    fn users(&self) -> &dyn UserRepository;
    /// Roles and what they carry.
    fn roles(&self) -> &dyn RoleRepository;
    /// What makes an actor, and grants in contexts.
    fn access(&self) -> &dyn AccessRepository;
    /// Refresh tokens.
    fn tokens(&self) -> &dyn TokenRepository;
    /// Keys for programs.
    fn api_tokens(&self) -> &dyn ApiTokenRepository;
    /// Offers to join a studio.
    fn invitations(&self) -> &dyn InvitationRepository;
    /// Links to a new password.
    fn password_resets(&self) -> &dyn PasswordResetRepository;
    /// Clients and their contacts.
    fn organizations(&self) -> &dyn OrganizationRepository;
    /// Galleries.
    fn galleries(&self) -> &dyn GalleryRepository;
    /// Groups of pictures and where they hang.
    fn groups(&self) -> &dyn GroupRepository;
    /// What the studio sells.
    fn products(&self) -> &dyn ProductRepository;
    /// The pool.
    fn images(&self) -> &dyn ImageRepository;
    /// The files that pictures have had.
    fn versions(&self) -> &dyn VersionRepository;
    /// Batches of uploads.
    fn batches(&self) -> &dyn BatchRepository;
    /// Files on their way here.
    fn uploads(&self) -> &dyn UploadRepository;
    /// Files in the tray.
    fn staging(&self) -> &dyn StagingRepository;
    /// What was decided about files in the tray.
    fn proposals(&self) -> &dyn ProposalRepository;
    /// Doors to galleries.
    fn share_links(&self) -> &dyn ShareLinkRepository;
    /// Tickets for archives.
    fn tickets(&self) -> &dyn TicketRepository;
    /// Decisions, ratings and edit requests, and the log of pictures.
    fn proofs(&self) -> &dyn ProofRepository;
    /// Lists of pictures that people choose.
    fn selections(&self) -> &dyn SelectionRepository;
    /// Comments on pictures.
    fn comments(&self) -> &dyn CommentRepository;
    /// Photographs of people's libraries.
    fn photos(&self) -> &dyn PhotoRepository;
    /// Their files.
    fn image_files(&self) -> &dyn ImageFileRepository;
    /// What they look like.
    fn fingerprints(&self) -> &dyn FingerprintRepository;
    /// Who takes the photographs.
    fn authors(&self) -> &dyn AuthorRepository;
    /// Imports by which the files come.
    fn import_sessions(&self) -> &dyn ImportSessionRepository;
    /// Words that people put on their photographs.
    fn tags(&self) -> &dyn TagRepository;
    /// Photographs that belong together.
    fn stacks(&self) -> &dyn StackRepository;
    /// Searches that people keep.
    fn saved_searches(&self) -> &dyn SavedSearchRepository;
    /// How many photographs there are, and when.
    fn timeline(&self) -> &dyn TimelineRepository;
    /// Which pictures of the pool were made of photographs.
    fn publications(&self) -> &dyn PublicationRepository;
    /// When and where galleries' pictures are taken.
    fn session_windows(&self) -> &dyn SessionWindowRepository;
    /// Which sessions were on.
    fn sessions(&self) -> &dyn SessionWindows;
    /// The outbox and the audit log.
    fn events(&self) -> &dyn EventRepository;
    /// Durable work.
    fn jobs(&self) -> &dyn JobRepository;
    /// What outside services have told us.
    fn inbox(&self) -> &dyn InboxRepository;
    /// Keys that make requests safe to repeat.
    fn idempotency(&self) -> &dyn IdempotencyRepository;

    /// Makes everything permanent.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// An open transaction.
pub struct Tx(Box<dyn Transaction>);

impl Tx {
    /// Wraps an adapter's transaction.
    pub fn new(inner: Box<dyn Transaction>) -> Self {
        Self(inner)
    }

    /// Commits, and only then lets `value` out.
    pub async fn commit<T>(self, value: T) -> Result<Committed<T>, StoreError> {
        self.0.commit().await?;
        Ok(Committed(value))
    }

    /// Commits where there is nothing to hand out.
    pub async fn finish(self) -> Result<(), StoreError> {
        self.0.commit().await
    }
}

impl std::ops::Deref for Tx {
    type Target = dyn Transaction;

    fn deref(&self) -> &Self::Target {
        self.0.as_ref()
    }
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tx")
    }
}

/// Proof that the transaction which made this value has been committed. Use cases that write return one.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Committed<T>(T);

impl<T> Committed<T> {
    /// For stores: what a statement has made that was a transaction of its own, and has been answered.
    pub fn at_once(value: T) -> Self {
        Self(value)
    }

    pub fn into_inner(self) -> T {
        self.0
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Committed<U> {
        Committed(f(self.0))
    }
}

impl<T> std::ops::Deref for Committed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
