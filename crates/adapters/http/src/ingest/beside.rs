//! What the tray writes beside a file.

use atelier_application::ports::ProposalSummary;
use atelier_domain::images::Likeness;
use atelier_domain::ingest::matching::{Outcome, Proposal};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::galleries::CandidateBody;

/// What was decided about where a file belongs, in short; `/staging/{staging_id}/decisions` says why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StagingProposal)]
pub struct ProposalSummaryBody {
    #[schema(example = 91)]
    decision_id: i64,
    #[schema(schema_with = crate::schema::match_outcome)]
    outcome: Outcome,
    gallery_id: Option<i64>,
    /// Who or what the gallery shows.
    #[schema(example = "Annual report portraits")]
    subject_name: Option<String>,
    /// From 0 to 1; null if there was no session to compare with.
    #[schema(example = 0.925)]
    score: Option<f64>,
    /// It scored high, and no other session nearly as high.
    is_confident: bool,
    /// A person has decided, and the formula leaves the file alone.
    is_locked: bool,
    decided_at: DateTime<Utc>,
}

impl From<ProposalSummary> for ProposalSummaryBody {
    fn from(summary: ProposalSummary) -> Self {
        let ProposalSummary { proposal, subject_name } = summary;
        let is_locked = proposal.is_locked();
        let Proposal {
            staging_image: _,
            studio: _,
            decision,
            outcome,
            gallery,
            score,
            fingerprint: _,
            decided_at,
        } = proposal;
        Self {
            decision_id: decision.0,
            outcome,
            gallery_id: gallery.map(i64::from),
            subject_name,
            score: score.map(|score| score.as_f64()),
            is_confident: outcome == Outcome::AutoAssign,
            is_locked,
            decided_at,
        }
    }
}

/// Of which picture of the studio a file may be a version, by what it shows, when and with which camera it was taken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VersionOf)]
pub struct VersionOfBody {
    /// `confident` (of this picture; no other comes near), `ambiguous` (a person has to say of which) or `unmatched`.
    #[schema(example = "confident")]
    verdict: &'static str,
    /// The likeliest first.
    candidates: Vec<CandidateBody>,
}

impl From<Likeness> for VersionOfBody {
    fn from(likeness: Likeness) -> Self {
        let (verdict, candidates) = match likeness {
            Likeness::Confident(candidate) => ("confident", vec![candidate]),
            Likeness::Ambiguous(candidates) => ("ambiguous", candidates),
            Likeness::Unmatched => ("unmatched", Vec::new()),
        };
        Self { verdict, candidates: candidates.into_iter().map(CandidateBody::from).collect() }
    }
}
