//! One repository per aggregate. `find` answers `Option`, lists are bounded pages, and what is written had to be checked:
//! entities come out as [`Unchecked`](atelier_domain::access::Unchecked) and go back as
//! [`Writable`](atelier_domain::access::Writable).
//!
//! Common contract. A method that takes a studio MUST NOT see another studio's rows. Soft-deleted rows are found by
//! `find` (their facts hide them from all but the studio) and left out of lists that do not ask for them. `update`
//! MUST write every column of the entity, add one to the version and answer `VersionMismatch` if the stored version is
//! not the entity's. In a `Write` transaction `find…` MUST lock the row until the transaction ends.

mod access;
mod api_tokens;
mod downloads;
mod events;
mod galleries;
mod groups;
mod identity;
mod images;
mod inbox;
mod ingest;
mod library;
mod matching;
mod organizations;
mod products;
mod proofing;
mod selections;
mod versions;

pub use access::{AccessRepository, TokenRepository};
pub use api_tokens::ApiTokenRepository;
pub use downloads::TicketRepository;
pub use events::{EventRepository, IdempotencyRepository, JobRepository};
pub use galleries::{GalleryRepository, SessionWindowRepository, ShareLinkRepository};
pub use groups::GroupRepository;
pub use identity::{
    InvitationRepository, PasswordResetRepository, RoleRepository, StudioRepository, UserRepository,
};
pub use images::ImageRepository;
pub use inbox::InboxRepository;
pub use ingest::{BatchRepository, StagingRepository, UploadRepository};
pub use library::{
    AuthorRepository, FingerprintRepository, ImageFileRepository, ImportSessionRepository, PhotoRepository,
    PublicationRepository, SavedSearchRepository, StackRepository, TagRepository, TimelineRepository,
};
pub use matching::ProposalRepository;
pub use organizations::OrganizationRepository;
pub use products::ProductRepository;
pub use proofing::{CommentRepository, ProofRepository};
pub use selections::SelectionRepository;
pub use versions::VersionRepository;

use super::store::StoreError;

type Result<T> = std::result::Result<T, StoreError>;
