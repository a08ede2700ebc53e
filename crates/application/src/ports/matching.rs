//! Values of matching that cross the store's border and are no entities.

use atelier_domain::ingest::Marks;
use atelier_domain::ingest::matching::{MatchDecision, Outcome, Proposal, Score};
use atelier_domain::{BatchId, GalleryId, Timestamp, UserId};
use serde_json::Value;

/// A decision for the log, which becomes the one that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDecision {
    pub outcome: Outcome,
    pub gallery: Option<GalleryId>,
    pub score: Option<Score>,
    pub evidence: Value,
    pub algorithm_version: &'static str,
    /// Of everything that it was made of.
    pub fingerprint: String,
    /// The same decision in the same place has the same key: 64 hex digits.
    pub idempotency_key: String,
    pub decided_by: Option<UserId>,
    pub now: Timestamp,
}

/// Which proposals a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProposalFilter {
    pub batch: Option<BatchId>,
    pub gallery: Option<GalleryId>,
    /// Empty for offers that wait for an answer.
    pub outcomes: Vec<Outcome>,
    /// Only files that are (`true`) or are not (`false`) rejected.
    pub rejected: Option<bool>,
}

/// A proposal as the tray shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalEntry {
    pub batch: BatchId,
    pub filename: String,
    pub marks: Marks,
    /// What the gallery's pictures show.
    pub subject_name: Option<String>,
    pub decision: MatchDecision,
}

/// The decision that holds for a file, as the tray shows it beside the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalSummary {
    pub proposal: Proposal,
    /// What the gallery's pictures show.
    pub subject_name: Option<String>,
}
