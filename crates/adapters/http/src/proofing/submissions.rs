//! Handing in, and how far people have come.

use actix_web::web::Data;
use actix_web::{get, post};
use atelier_application::ports::proofing::{PersonProgress, Tally};
use atelier_application::proofing::{Proofing, ProofingState};
use atelier_domain::galleries::GalleryMode;
use atelier_domain::identity::UserKind;
use atelier_domain::proofing::Submission;
use atelier_domain::{GalleryId, UserId};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::{Caller, Id};
use crate::galleries::ProofingSettingsBody;
use crate::problem::ApiResult;
use crate::reply::{Envelope, Reply};

/// Pictures by what is said of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tally)]
pub struct TallyBody {
    approvals: u64,
    rejections: u64,
    edit_requests: u64,
}

impl From<Tally> for TallyBody {
    fn from(tally: Tally) -> Self {
        let Tally { approvals, rejections, edit_requests } = tally;
        Self { approvals, rejections, edit_requests }
    }
}

/// How far one person has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonProgress)]
pub struct PersonBody {
    user_id: i64,
    name: String,
    #[schema(schema_with = crate::schema::user_kind)]
    kind: UserKind,
    #[serde(flatten)]
    tally: TallyBody,
    submitted_at: Option<DateTime<Utc>>,
    reopened_at: Option<DateTime<Utc>>,
}

impl From<PersonProgress> for PersonBody {
    fn from(person: PersonProgress) -> Self {
        let PersonProgress { user, name, kind, tally, submitted_at, reopened_at } = person;
        Self { user_id: user.0, name, kind, tally: tally.into(), submitted_at, reopened_at }
    }
}

/// How far a gallery's proofing has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProofingState)]
pub struct StateBody {
    #[schema(schema_with = crate::schema::gallery_mode)]
    mode: GalleryMode,
    settings: ProofingSettingsBody,
    /// What counts for the caller's limits: its own, or everybody's if the limits are shared.
    counted: TallyBody,
    /// Whether the caller has handed in, so that its decisions stand.
    is_locked: bool,
    submitted_at: Option<DateTime<Utc>>,
    /// Everybody who has said something; for a guest nobody but itself.
    people: Vec<PersonBody>,
}

impl From<ProofingState> for StateBody {
    fn from(state: ProofingState) -> Self {
        let ProofingState { gallery, own, counted, people } = state;
        let submitted_at = own.as_ref().and_then(|own| own.submitted_at);
        let is_locked = own.is_some_and(|own| own.submitted_at.is_some() && own.reopened_at.is_none());
        Self {
            mode: gallery.mode,
            settings: gallery.proofing.into(),
            counted: counted.into(),
            is_locked,
            submitted_at,
            people: people.into_iter().map(PersonBody::from).collect(),
        }
    }
}

/// A selection that was handed in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Submission)]
pub struct SubmissionBody {
    gallery_id: i64,
    user_id: i64,
    /// How many pictures were approved.
    approvals: i32,
    /// Whether the person's decisions stand.
    is_locked: bool,
    submitted_at: Option<DateTime<Utc>>,
    reopened_at: Option<DateTime<Utc>>,
}

impl From<Submission> for SubmissionBody {
    fn from(submission: Submission) -> Self {
        let is_locked = submission.is_locked();
        let Submission { studio: _, gallery, organization: _, user, approvals, submitted_at, reopened_at } =
            submission;
        Self { gallery_id: gallery.0, user_id: user.0, approvals, is_locked, submitted_at, reopened_at }
    }
}

/// Shows how far a gallery's proofing has come; a guest is told only of itself.
///
/// Permission: can_view_gallery.
#[utoipa::path(tag = "proofing", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "The limits, and who has come how far", body = Envelope<StateBody>)))]
#[get("/galleries/{gallery_id}/proofing")]
pub async fn read(
    proofing: Data<Proofing>,
    caller: Caller,
    id: Id<GalleryId>,
) -> ApiResult<Reply<Envelope<StateBody>>> {
    Ok(Reply::ok("Proofing", proofing.state(&caller, id.0).await?.into()))
}

/// Hands in what the caller has decided: from then on it stands, until the studio reopens it.
///
/// Permission: can_approve_images. Errors: `min_approvals`, `max_approvals`, `proofing_locked`, `presentation_only`,
/// `gallery_completed`, `gallery_archived`.
#[utoipa::path(tag = "proofing", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "What was handed in", body = Envelope<SubmissionBody>)))]
#[post("/galleries/{gallery_id}/submit")]
pub async fn submit(
    proofing: Data<Proofing>,
    caller: Caller,
    id: Id<GalleryId>,
) -> ApiResult<Reply<Envelope<SubmissionBody>>> {
    let submission = proofing.submit(&caller, id.0).await?.into_inner();
    Ok(Reply::ok("Selection submitted", submission.into()))
}

/// Lets somebody who has handed in decide anew.
///
/// Permission: can_edit_gallery. Errors: `not_submitted`.
#[utoipa::path(tag = "proofing", params(("gallery_id" = i64, Path), ("user_id" = i64, Path)),
    responses((status = 200, description = "What was handed in", body = Envelope<SubmissionBody>)))]
#[post("/galleries/{gallery_id}/submissions/{user_id}/reopen")]
pub async fn reopen(
    proofing: Data<Proofing>,
    caller: Caller,
    ids: Id<(GalleryId, UserId)>,
) -> ApiResult<Reply<Envelope<SubmissionBody>>> {
    let (gallery, user) = ids.0;
    let submission = proofing.reopen(&caller, gallery, user).await?.into_inner();
    Ok(Reply::ok("Selection reopened", submission.into()))
}
