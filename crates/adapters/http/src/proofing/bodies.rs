//! How opinions are written.

use atelier_application::ports::proofing::{DecisionEntry, Interaction, ProofSummary};
use atelier_application::proofing::OwnOpinion;
use atelier_domain::proofing::{Decision, InteractionKind, Opinion, Proof};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// What one person says of a picture.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Decision)]
pub struct DecisionBody {
    #[schema(schema_with = crate::schema::decision)]
    decision: Decision,
    /// An approval may allow the studio to advertise with the picture.
    approved_for_marketing: bool,
    /// 1 to 5.
    #[schema(example = 4)]
    rating: Option<i32>,
    edit_requested: bool,
    #[schema(example = "Whiten the teeth")]
    edit_notes: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    /// The picture has got other bytes since it was approved or rejected.
    changed_since_decision: bool,
}

impl DecisionBody {
    fn of(opinion: Opinion, changed_since_decision: bool) -> Self {
        let Opinion { decision, approved_for_marketing, decided_at, decided_on: _, rating, edit_notes } =
            opinion;
        Self {
            decision,
            approved_for_marketing,
            rating,
            edit_requested: edit_notes.is_some(),
            edit_notes,
            decided_at,
            changed_since_decision,
        }
    }
}

impl From<OwnOpinion> for DecisionBody {
    fn from(own: OwnOpinion) -> Self {
        let OwnOpinion { opinion, is_outdated } = own;
        Self::of(opinion, is_outdated)
    }
}

/// What the caller says of a picture.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnDecision)]
pub struct OwnDecisionBody {
    #[schema(example = 812)]
    image_id: i64,
    #[serde(flatten)]
    decision: DecisionBody,
}

impl From<Proof> for OwnDecisionBody {
    fn from(proof: Proof) -> Self {
        let Proof {
            image,
            studio: _,
            gallery: _,
            organization: _,
            content_hash,
            groups: _,
            user: _,
            opinion,
        } = proof;
        let changed = opinion.is_outdated(&content_hash);
        Self { image_id: image.0, decision: DecisionBody::of(opinion, changed) }
    }
}

/// What somebody says of a picture.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DecisionEntry)]
pub struct DecisionEntryBody {
    #[schema(example = 812)]
    image_id: i64,
    #[schema(example = "DSC_0812.jpg")]
    filename: String,
    user_id: i64,
    user_name: String,
    /// A person of the studio itself; the gallery's counters and shared limits leave it out.
    by_studio: bool,
    #[serde(flatten)]
    decision: DecisionBody,
    updated_at: DateTime<Utc>,
}

impl From<DecisionEntry> for DecisionEntryBody {
    fn from(entry: DecisionEntry) -> Self {
        let DecisionEntry { image, filename, content_hash, user, user_name, by_studio, opinion, updated_at } =
            entry;
        let changed = opinion.is_outdated(&content_hash);
        let decision = DecisionBody::of(opinion, changed);
        Self { image_id: image.0, filename, user_id: user.0, user_name, by_studio, decision, updated_at }
    }
}

/// What people outside the studio say of a picture together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProofSummary)]
pub struct SummaryBody {
    approvals: u64,
    rejections: u64,
    #[schema(example = 4.5)]
    average_rating: Option<f64>,
    edit_requests: u64,
    /// Comments of everybody, the studio's included.
    comments: u64,
}

impl From<ProofSummary> for SummaryBody {
    fn from(summary: ProofSummary) -> Self {
        let ProofSummary { approvals, rejections, average_rating, edit_requests, comments } = summary;
        Self { approvals, rejections, average_rating, edit_requests, comments }
    }
}

/// A line of the log of a picture.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Interaction)]
pub struct InteractionBody {
    id: i64,
    #[schema(schema_with = crate::schema::interaction_type)]
    interaction_type: InteractionKind,
    user_id: Option<i64>,
    user_name: Option<String>,
    share_link_id: Option<i64>,
    #[schema(value_type = Option<String>, example = "approved")]
    decision: Option<Decision>,
    approved_for_marketing: Option<bool>,
    rating: Option<i32>,
    note: Option<String>,
    edit_requested: Option<bool>,
    edit_notes: Option<String>,
    downloaded_at: Option<DateTime<Utc>>,
    /// Where a download was asked for from.
    #[schema(example = "192.0.2.7")]
    ip_address: Option<String>,
    /// BLAKE3 of the original that it was about.
    content_hash: String,
    created_at: DateTime<Utc>,
}

impl From<Interaction> for InteractionBody {
    fn from(line: Interaction) -> Self {
        let Interaction {
            id,
            kind,
            user,
            user_name,
            share_link,
            decision,
            approved_for_marketing,
            rating,
            note,
            edit_requested,
            edit_notes,
            downloaded_at,
            ip_address,
            content_hash,
            created_at,
        } = line;
        Self {
            id,
            interaction_type: kind,
            user_id: user.map(i64::from),
            user_name,
            share_link_id: share_link.map(i64::from),
            decision,
            approved_for_marketing,
            rating,
            note,
            edit_requested,
            edit_notes,
            downloaded_at,
            ip_address,
            content_hash,
            created_at,
        }
    }
}
