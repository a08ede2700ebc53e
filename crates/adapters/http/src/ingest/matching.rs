//! Where files of the tray belong: the formula's proposals, and people's answers.

use actix_web::web::Data;
use actix_web::{get, post};
use atelier_application::ingest::{MatchRun, Matching, Selection};
use atelier_application::ports::{ProposalEntry, ProposalFilter};
use atelier_domain::images::GroupType;
use atelier_domain::ingest::matching::{MatchDecision, Outcome};
use atelier_domain::ingest::{Flag, Marks};
use atelier_domain::{BatchId, GalleryId, StagingImageId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::assign::StagingIds;
use super::moves::{MoveResult, shown};
use crate::extract::{Body, Caller, Id, Paging, Query};
use crate::problem::{ApiResult, FieldError, Problem};
use crate::reply::{Envelope, Listing, Reply};

/// Which files are compared with the sessions: some, or what waits in a batch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"batch_id": "0191e8f4-7c3a-4b1d-9f20-00000000002a"}))]
pub struct MatchRequest {
    #[schema(min_items = 1, max_items = 1000)]
    staging_ids: Option<Vec<i64>>,
    #[schema(value_type = Option<String>)]
    batch_id: Option<BatchId>,
    /// Also files about which a person has decided: the formula may have another look at them.
    #[serde(default)]
    unlock: bool,
}

impl MatchRequest {
    fn selection(self) -> Result<(Selection, bool), Problem> {
        let Self { staging_ids, batch_id, unlock } = self;
        let selection = match (staging_ids, batch_id) {
            (Some(ids), None) => Selection::Files(ids.into_iter().map(StagingImageId).collect()),
            (None, Some(batch)) => Selection::Batch(batch),
            _ => {
                let message = "either staging_ids or batch_id must be given";
                return Err(Problem::invalid(vec![FieldError::at("/staging_ids", "required", message)]));
            }
        };
        Ok((selection, unlock))
    }
}

/// Which proposals are accepted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"staging_ids": [4711, 4712], "type": "main"}))]
pub struct AcceptRequest {
    #[schema(min_items = 1, max_items = 1000)]
    staging_ids: Vec<i64>,
    /// The type of the galleries' groups, made on demand; `main` if it is missing.
    #[serde(rename = "type")]
    #[schema(rename = "type", pattern = "^[a-z0-9_]{1,50}$")]
    group_type: Option<String>,
}

/// What became of the files that were compared.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MatchRun)]
pub struct MatchRunBody {
    /// Belong somewhere without a doubt.
    #[schema(example = 4)]
    confident: u64,
    /// Seem to belong somewhere; somebody should look.
    #[schema(example = 1)]
    proposed: u64,
    #[schema(example = 1)]
    unmatched: u64,
    /// Nothing is new about them.
    unchanged: u64,
    /// A person has decided about them.
    locked: u64,
    /// They no longer wait.
    skipped: u64,
    /// Put into their galleries at once, where the studio's settings say so.
    assigned: u64,
}

impl From<MatchRun> for MatchRunBody {
    fn from(run: MatchRun) -> Self {
        let MatchRun { confident, proposed, unmatched, unchanged, locked, skipped, assigned } = run;
        Self { confident, proposed, unmatched, unchanged, locked, skipped, assigned }
    }
}

/// Which proposals a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProposalQuery {
    /// Only files of this batch.
    #[param(value_type = Option<String>)]
    batch_id: Option<BatchId>,
    /// Only files that are said to belong to this gallery.
    gallery_id: Option<i64>,
    /// Only decisions of this kind; without it those that wait for an answer.
    #[param(schema_with = crate::schema::match_outcome, required = false)]
    outcome: Option<Outcome>,
    /// `false` leaves out files that were rejected; `true` shows only those.
    rejected: Option<bool>,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    cursor: Option<String>,
}

impl ProposalQuery {
    fn split(self) -> (ProposalFilter, Paging) {
        let Self { batch_id, gallery_id, outcome, rejected, offset, limit, cursor } = self;
        let filter = ProposalFilter {
            batch: batch_id,
            gallery: gallery_id.map(GalleryId),
            outcomes: outcome.into_iter().collect(),
            rejected,
        };
        (filter, Paging { offset, limit, cursor })
    }
}

/// What was decided about a file, and why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MatchDecision)]
pub struct DecisionBody {
    #[schema(example = 91)]
    decision_id: i64,
    #[schema(example = 1204)]
    staging_id: i64,
    #[schema(schema_with = crate::schema::match_outcome)]
    outcome: Outcome,
    gallery_id: Option<i64>,
    /// From 0 to 1; null if there was no session to compare with.
    #[schema(example = 0.925)]
    score: Option<f64>,
    /// What was looked at, and how well each session fitted. `reason` says in a word what decided.
    #[schema(schema_with = crate::schema::free_object)]
    evidence: Value,
    #[schema(example = "1")]
    algorithm_version: String,
    /// Null for the formula.
    decided_by_user_id: Option<i64>,
    decided_at: DateTime<Utc>,
}

impl From<MatchDecision> for DecisionBody {
    fn from(decision: MatchDecision) -> Self {
        let MatchDecision {
            id,
            studio: _,
            staging_image,
            outcome,
            gallery,
            score,
            evidence,
            algorithm_version,
            decided_by,
            created_at,
        } = decision;
        Self {
            decision_id: id.0,
            staging_id: staging_image.0,
            outcome,
            gallery_id: gallery.map(i64::from),
            score: score.map(|score| score.as_f64()),
            evidence,
            algorithm_version,
            decided_by_user_id: decided_by.map(i64::from),
            decided_at: created_at,
        }
    }
}

/// Where a file of the tray seems to belong.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Proposal)]
pub struct ProposalBody {
    batch_id: String,
    #[schema(example = "DSC_0412.JPG")]
    filename: String,
    /// 1 to 5, or null.
    #[schema(minimum = 1, maximum = 5, example = 4)]
    rating: Option<i32>,
    /// Whether somebody wants it.
    #[schema(schema_with = crate::schema::staging_flag)]
    flag: Flag,
    /// Who or what the gallery shows.
    #[schema(example = "Annual report portraits")]
    subject_name: Option<String>,
    /// It scored high, and no other session nearly as high.
    is_confident: bool,
    #[serde(flatten)]
    decision: DecisionBody,
}

impl From<ProposalEntry> for ProposalBody {
    fn from(entry: ProposalEntry) -> Self {
        let ProposalEntry { batch, filename, marks: Marks { rating, flag }, subject_name, decision } = entry;
        Self {
            batch_id: batch.to_string(),
            filename,
            rating,
            flag,
            subject_name,
            is_confident: decision.outcome == Outcome::AutoAssign,
            decision: decision.into(),
        }
    }
}

/// Compares files of the tray with the sessions of galleries.
///
/// Files are compared by themselves as soon as they can be looked at; this is for when sessions have changed. Files about
/// which a person has decided are left alone. Where nothing has changed nothing is written.
///
/// Permission: can_assign_staging. Errors: `not_found`, `validation_failed`.
#[utoipa::path(tag = "staging", request_body = MatchRequest,
    responses((status = 200, description = "What became of them", body = Envelope<MatchRunBody>)))]
#[post("/staging/match")]
pub async fn compare(
    matching: Data<Matching>,
    caller: Caller,
    body: Body<MatchRequest>,
) -> ApiResult<Reply<Envelope<MatchRunBody>>> {
    let (selection, unlock) = body.0.selection()?;
    let told = matching.run(&caller, selection, unlock).await?;
    Ok(Reply::ok("Files matched", told.into()))
}

/// Where files of the tray seem to belong, with scores and reasons.
///
/// Permission: can_access_staging. Errors: `validation_failed`.
#[utoipa::path(tag = "staging", params(ProposalQuery),
    responses((status = 200, description = "A page of proposals", body = Listing<ProposalBody>)))]
#[get("/staging/proposals")]
pub async fn list(
    matching: Data<Matching>,
    caller: Caller,
    query: Query<ProposalQuery>,
) -> ApiResult<Reply<Listing<ProposalBody>>> {
    let (filter, paging) = query.0.split();
    let request = paging.request()?;
    let page = matching.proposals(&caller, filter, request).await?;
    Ok(Reply::page("Proposals", request, page.map(ProposalBody::from)))
}

/// Puts files where they are proposed to go, all at once.
///
/// A file that is there already is told as if it had been put there now, so that the request can be repeated. A file
/// without a proposal stays as it is and is named with its reason, and so is one whose gallery takes no pictures; the
/// others go on. An id that names no file is 404, and then nothing is done. The formula leaves the files alone from
/// then on.
///
/// Permission: can_assign_staging, and can_upload_images on the galleries. Errors: `not_found`; per file `no_proposal`,
/// `gallery_archived`, `assigned_elsewhere`, `staging_failed`, `staging_discarded`, `image_exists`,
/// `taken_as_version`.
#[utoipa::path(tag = "staging", request_body = AcceptRequest,
    responses((status = 200, description = "What became of each file", body = Envelope<MoveResult>)))]
#[post("/staging/proposals/accept")]
pub async fn accept(
    matching: Data<Matching>,
    caller: Caller,
    body: Body<AcceptRequest>,
) -> ApiResult<Reply<Envelope<MoveResult>>> {
    let AcceptRequest { staging_ids, group_type } = body.0;
    let group_type = group_type.as_deref().map(GroupType::parse).transpose()?;
    let files: Vec<StagingImageId> = staging_ids.into_iter().map(StagingImageId).collect();
    let results = matching.accept(&caller, &files, &group_type.unwrap_or_else(GroupType::main)).await?;
    Ok(shown("assigned", results.into_inner()))
}

/// Says that files do not belong where they are proposed to go, or anywhere.
///
/// They stay in the tray, and the formula leaves them alone from then on. An id that names no file is 404, and then
/// nothing is done.
///
/// Permission: can_assign_staging. Errors: `not_found`; per file `staging_assigned`.
#[utoipa::path(tag = "staging", request_body = StagingIds,
    responses((status = 200, description = "What became of each file", body = Envelope<MoveResult>)))]
#[post("/staging/proposals/reject")]
pub async fn reject(
    matching: Data<Matching>,
    caller: Caller,
    body: Body<StagingIds>,
) -> ApiResult<Reply<Envelope<MoveResult>>> {
    let results = matching.reject(&caller, &body.0.into_ids()).await?;
    Ok(shown("left in the tray", results.into_inner()))
}

/// Everything that was ever decided about a file of the tray, newest first.
///
/// Permission: can_access_staging. Errors: `not_found`.
#[utoipa::path(tag = "staging", params(("staging_id" = i64, Path), Paging),
    responses((status = 200, description = "A page of decisions", body = Listing<DecisionBody>)))]
#[get("/staging/{staging_id}/decisions")]
pub async fn log(
    matching: Data<Matching>,
    caller: Caller,
    id: Id<StagingImageId>,
    paging: Query<Paging>,
) -> ApiResult<Reply<Listing<DecisionBody>>> {
    let request = paging.0.request()?;
    let page = matching.decisions(&caller, id.0, request).await?;
    Ok(Reply::page("Decisions", request, page.map(DecisionBody::from)))
}
