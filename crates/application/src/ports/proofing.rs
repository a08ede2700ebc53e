//! What proofing writes and reads, beside its entities.

use std::net::IpAddr;

use atelier_domain::galleries::Visibility;
use atelier_domain::identity::UserKind;
use atelier_domain::proofing::{Decision, InteractionKind, Opinion, Pin};
use atelier_domain::{CommentId, GalleryId, ImageId, ShareLinkId, StudioId, Timestamp, UserId};

/// Whose opinions are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Person(UserId),
    /// Everybody's but the studio's own people's.
    Outside,
}

/// Pictures by what is said about them, each counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub approvals: u64,
    pub rejections: u64,
    pub edit_requests: u64,
}

/// Where an opinion came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub by_studio: bool,
    pub share_link: Option<ShareLinkId>,
    pub now: Timestamp,
}

/// What people outside the studio say of one picture, taken together.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ProofSummary {
    pub approvals: u64,
    pub rejections: u64,
    pub average_rating: Option<f64>,
    pub edit_requests: u64,
    /// Comments that have not been deleted, the studio's included.
    pub comments: u64,
}

/// Which opinions a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DecisionFilter {
    pub user: Option<UserId>,
    pub decision: Option<Decision>,
}

/// What one person says of one picture, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionEntry {
    pub image: ImageId,
    pub filename: String,
    /// BLAKE3 of the original as it is now.
    pub content_hash: String,
    pub user: UserId,
    pub user_name: String,
    pub by_studio: bool,
    pub opinion: Opinion,
    pub updated_at: Timestamp,
}

/// How far one person has come in a gallery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonProgress {
    pub user: UserId,
    pub name: String,
    pub kind: UserKind,
    pub tally: Tally,
    pub submitted_at: Option<Timestamp>,
    pub reopened_at: Option<Timestamp>,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// `None` takes the stars back.
    Rating(Option<i32>),
    Note(String),
    Approval {
        decision: Decision,
        for_marketing: bool,
    },
    Download {
        address: Option<IpAddr>,
    },
    /// `None` withdraws the request.
    EditRequest(Option<String>),
}

/// A line of the log of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInteraction {
    pub studio: StudioId,
    pub gallery: Option<GalleryId>,
    pub image: ImageId,
    /// BLAKE3 of the original that it was about.
    pub content_hash: String,
    pub user: UserId,
    pub share_link: Option<ShareLinkId>,
    pub deed: Deed,
    pub now: Timestamp,
}

/// A line of the log, as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interaction {
    pub id: i64,
    pub kind: InteractionKind,
    pub user: Option<UserId>,
    pub user_name: Option<String>,
    pub share_link: Option<ShareLinkId>,
    pub decision: Option<Decision>,
    pub approved_for_marketing: Option<bool>,
    pub rating: Option<i32>,
    pub note: Option<String>,
    pub edit_requested: Option<bool>,
    pub edit_notes: Option<String>,
    pub downloaded_at: Option<Timestamp>,
    pub ip_address: Option<String>,
    pub content_hash: String,
    pub created_at: Timestamp,
}

/// A comment that is about to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewComment {
    pub studio: StudioId,
    pub gallery: GalleryId,
    pub image: ImageId,
    pub author: UserId,
    pub parent: Option<CommentId>,
    pub body: String,
    pub pin: Option<Pin>,
    pub internal: bool,
    pub now: Timestamp,
}

/// A comment with the name of who wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct CommentEntry {
    pub comment: atelier_domain::proofing::Comment,
    pub author_name: String,
}

/// The part of a gallery that somebody may look into.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    pub gallery: GalleryId,
    pub visibilities: &'a [Visibility],
}
