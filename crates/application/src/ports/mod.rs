//! What the use cases need from the outside, in their own words.
//!
//! Ports are named by role, adapters by technology. Every method says its contract; a word in capitals (MUST) is held
//! by a test that runs against every adapter.

mod authors;
mod foreign_library;
mod image_cdn;
mod imaging;
mod imports;
mod ingest;
mod library_imaging;
mod library_watch;
mod mail;
mod matching;
mod media;
mod partial;
mod security;
mod sessions;
mod similarity;
mod store;
mod versions;
mod views;

pub mod fingerprints;
pub mod library;
pub mod proofing;
pub mod repositories;
pub mod saved_searches;
pub mod selections;
pub mod stacks;

pub use foreign_library::{
    ForeignAuthor, ForeignFile, ForeignLibrary, ForeignPhoto, ForeignSession, ForeignUser, FoundOriginal,
    OriginalFolder, Sought,
};
pub use image_cdn::{
    CdnError, CdnRendition, ImageCdn, NewMirror, Notice, NoticeError, NoticedChange, TextMark,
};
pub use imaging::{
    DerivativeFile, ImageError, ImageProcessor, MAX_PLACEHOLDER, ProbedImage, Processed, Stamp, Stamping,
};
pub use ingest::{
    Adopted, BatchCounts, BatchProgress, NewBatch, NewStagingImage, NewUpload, StagedContent, StagedOriginal,
    StagingFacets, StagingFilter, StagingOrder, TakenAs,
};
pub use library_imaging::{Developed, PhotoReader, PreviewFacts, PreviewFile, PreviewSource, ProbedPhoto};
pub use library_watch::{LibraryWatch, Touched};
pub use mail::{MailError, Mailer, OutgoingMail};
pub use matching::{NewDecision, ProposalEntry, ProposalFilter, ProposalSummary};
pub use media::{ByteRange, MediaError, MediaStore, ObjectBody, StoredObject};
pub use partial::{ChecksumAlgorithm, PartialError, PartialFile, PartialFiles};
pub use security::{
    AccessClaims, Clock, HashError, MediaClaims, PasswordHasher, PreviewClaims, PreviewedPicture,
    SecretToken, TokenError, TokenIssuer, TokenSource,
};
pub use sessions::SessionWindows;
pub use similarity::{HashColumns, HashScanner, Hit, LikenessGroup};
pub use store::{Committed, Mode, Store, StoreError, Transaction, Tx};
pub use versions::{KnownBytes, NewVersion, SearchPlace};
pub use views::{
    ActionSet, AuditEntry, BareHotpreview, ContentMark, CounterDrift, DerivativeRecord, GalleryFilter,
    GalleryImage, GroupAttachment, GroupFilter, GuestSession, IdempotencyRecord, Identity, ImageFilter,
    ImageProgress, ImageUse, JobCounts, JobFilter, LinkRegisterEntry, NewApiToken, NewDerivative,
    NewDownloadTicket, NewGallery, NewGrant, NewImage, NewImageGroup, NewInvitation, NewJob, NewMember,
    NewOrganization, NewProduct, NewRefreshToken, NewShareLink, NewStudio, NewUser, OrganizationFilter,
    OutboxEntry, PoolGroup, ProductFilter, RefreshToken, SequencedImage, Sort, StoredGrant, StoredTicket,
    StoredWindow, TicketEntry, UsedBy, UserFilter,
};
