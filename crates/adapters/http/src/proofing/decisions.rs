//! Decisions, ratings and edit requests.

use actix_web::web::Data;
use actix_web::{delete, get, put};
use atelier_application::ports::proofing::DecisionFilter;
use atelier_application::proofing::{DecisionInput, Proofing};
use atelier_domain::proofing::Decision;
use atelier_domain::{GalleryId, ImageId, UserId};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::bodies::{DecisionEntryBody, InteractionBody, OwnDecisionBody};
use crate::extract::{Body, Caller, Id, Paging, Query};
use crate::problem::ApiResult;
use crate::reply::{Envelope, Listing, Reply};

/// A decision about a picture.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"decision": "approved", "approved_for_marketing": false}))]
pub struct NewDecision {
    #[schema(schema_with = crate::schema::decision)]
    decision: Decision,
    /// Absent, an approval keeps what it said about marketing.
    approved_for_marketing: Option<bool>,
}

impl From<NewDecision> for DecisionInput {
    fn from(body: NewDecision) -> Self {
        let NewDecision { decision, approved_for_marketing } = body;
        Self { decision, for_marketing: approved_for_marketing }
    }
}

/// One decision about many pictures.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"image_ids": [812, 811], "decision": "rejected"}))]
pub struct NewDecisions {
    #[schema(min_items = 1, max_items = 500)]
    image_ids: Vec<i64>,
    #[schema(schema_with = crate::schema::decision)]
    decision: Decision,
    /// Absent, an approval keeps what it said about marketing.
    approved_for_marketing: Option<bool>,
}

/// Stars.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"rating": 4}))]
pub struct NewRating {
    #[schema(minimum = 1, maximum = 5)]
    rating: i32,
}

/// What is to be edited.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"notes": "Whiten the teeth"}))]
pub struct NewEditRequest {
    #[schema(min_length = 1, max_length = 2000)]
    notes: String,
}

/// Which decisions a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DecisionQuery {
    /// Only this person's. A guest gets its own in any case.
    user_id: Option<i64>,
    #[param(schema_with = crate::schema::decision, required = false)]
    decision: Option<Decision>,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    cursor: Option<String>,
}

/// Approves or rejects a picture, or takes the decision back.
///
/// Deciding the same again changes nothing. Taking an approval back frees its place.
///
/// Permission: can_approve_images. Errors: `max_approvals`, `proofing_locked`, `presentation_only`,
/// `gallery_completed`, `gallery_archived`.
#[utoipa::path(tag = "proofing", params(("gallery_id" = i64, Path), ("image_id" = i64, Path)),
    request_body = NewDecision,
    responses((status = 200, description = "What the caller says of it", body = Envelope<OwnDecisionBody>)))]
#[put("/galleries/{gallery_id}/images/{image_id}/decision")]
pub async fn decide(
    proofing: Data<Proofing>,
    caller: Caller,
    ids: Id<(GalleryId, ImageId)>,
    body: Body<NewDecision>,
) -> ApiResult<Reply<Envelope<OwnDecisionBody>>> {
    let (gallery, image) = ids.0;
    let decided = proofing.decide(&caller, gallery, image, body.0.into()).await?.into_inner();
    Ok(Reply::ok("Decided", decided.into()))
}

/// Decides about many pictures alike: about all of them, or about none if a limit is met.
///
/// Permission: can_approve_images. Errors: `unknown_image`, `max_approvals`, `proofing_locked`,
/// `presentation_only`, `gallery_completed`, `gallery_archived`.
#[utoipa::path(tag = "proofing", params(("gallery_id" = i64, Path)), request_body = NewDecisions,
    responses((status = 200, description = "What the caller says of them", body = Listing<OwnDecisionBody>)))]
#[put("/galleries/{gallery_id}/decisions")]
pub async fn decide_many(
    proofing: Data<Proofing>,
    caller: Caller,
    id: Id<GalleryId>,
    body: Body<NewDecisions>,
) -> ApiResult<Reply<Listing<OwnDecisionBody>>> {
    let NewDecisions { image_ids, decision, approved_for_marketing } = body.0;
    let images: Vec<ImageId> = image_ids.into_iter().map(ImageId).collect();
    let input = DecisionInput { decision, for_marketing: approved_for_marketing };
    let decided = proofing.decide_many(&caller, id.0, &images, input).await?.into_inner();
    Ok(Reply::all("Decided", decided.into_iter().map(OwnDecisionBody::from).collect()))
}

/// Lists what people say of the pictures that the caller may see; a guest gets what it says itself.
///
/// Permission: can_view_gallery.
#[utoipa::path(tag = "proofing", params(("gallery_id" = i64, Path), DecisionQuery),
    responses((status = 200, description = "A page of decisions, by id", body = Listing<DecisionEntryBody>)))]
#[get("/galleries/{gallery_id}/decisions")]
pub async fn list(
    proofing: Data<Proofing>,
    caller: Caller,
    id: Id<GalleryId>,
    query: Query<DecisionQuery>,
) -> ApiResult<Reply<Listing<DecisionEntryBody>>> {
    let DecisionQuery { user_id, decision, offset, limit, cursor } = query.0;
    let page = Paging { offset, limit, cursor }.request()?;
    let filter = DecisionFilter { user: user_id.map(UserId), decision };
    let found = proofing.decisions(&caller, id.0, filter, page).await?;
    Ok(Reply::page("Decisions", page, found.map(DecisionEntryBody::from)))
}

/// Gives a picture 1 to 5 stars; the latest count.
///
/// Permission: can_rate_images. Errors: `out_of_range`, `ratings_disabled`, `proofing_locked`,
/// `presentation_only`, `gallery_completed`, `gallery_archived`.
#[utoipa::path(tag = "proofing", params(("gallery_id" = i64, Path), ("image_id" = i64, Path)),
    request_body = NewRating,
    responses((status = 200, description = "What the caller says of it", body = Envelope<OwnDecisionBody>)))]
#[put("/galleries/{gallery_id}/images/{image_id}/rating")]
pub async fn rate(
    proofing: Data<Proofing>,
    caller: Caller,
    ids: Id<(GalleryId, ImageId)>,
    body: Body<NewRating>,
) -> ApiResult<Reply<Envelope<OwnDecisionBody>>> {
    let (gallery, image) = ids.0;
    let rated = proofing.rate(&caller, gallery, image, Some(body.0.rating)).await?.into_inner();
    Ok(Reply::ok("Rated", rated.into()))
}

/// Takes the caller's stars back.
///
/// Permission: can_rate_images. Errors: `ratings_disabled`, `proofing_locked`, `presentation_only`,
/// `gallery_completed`, `gallery_archived`.
#[utoipa::path(tag = "proofing", params(("gallery_id" = i64, Path), ("image_id" = i64, Path)),
    responses((status = 200, description = "What the caller says of it", body = Envelope<OwnDecisionBody>)))]
#[delete("/galleries/{gallery_id}/images/{image_id}/rating")]
pub async fn unrate(
    proofing: Data<Proofing>,
    caller: Caller,
    ids: Id<(GalleryId, ImageId)>,
) -> ApiResult<Reply<Envelope<OwnDecisionBody>>> {
    let (gallery, image) = ids.0;
    let rated = proofing.rate(&caller, gallery, image, None).await?.into_inner();
    Ok(Reply::ok("Rating taken back", rated.into()))
}

/// Asks for an edit of a picture, or changes what is asked for.
///
/// Permission: can_request_edits. Errors: `required`, `too_long`, `max_edit_requests`, `proofing_locked`,
/// `presentation_only`, `gallery_completed`, `gallery_archived`.
#[utoipa::path(tag = "proofing", params(("gallery_id" = i64, Path), ("image_id" = i64, Path)),
    request_body = NewEditRequest,
    responses((status = 200, description = "What the caller says of it", body = Envelope<OwnDecisionBody>)))]
#[put("/galleries/{gallery_id}/images/{image_id}/edit-request")]
pub async fn request_edit(
    proofing: Data<Proofing>,
    caller: Caller,
    ids: Id<(GalleryId, ImageId)>,
    body: Body<NewEditRequest>,
) -> ApiResult<Reply<Envelope<OwnDecisionBody>>> {
    let (gallery, image) = ids.0;
    let asked = proofing.request_edit(&caller, gallery, image, Some(&body.0.notes)).await?.into_inner();
    Ok(Reply::ok("Edit requested", asked.into()))
}

/// Withdraws the caller's edit request, which frees its place.
///
/// Permission: can_request_edits. Errors: `proofing_locked`, `presentation_only`, `gallery_completed`,
/// `gallery_archived`.
#[utoipa::path(tag = "proofing", params(("gallery_id" = i64, Path), ("image_id" = i64, Path)),
    responses((status = 200, description = "What the caller says of it", body = Envelope<OwnDecisionBody>)))]
#[delete("/galleries/{gallery_id}/images/{image_id}/edit-request")]
pub async fn withdraw_edit(
    proofing: Data<Proofing>,
    caller: Caller,
    ids: Id<(GalleryId, ImageId)>,
) -> ApiResult<Reply<Envelope<OwnDecisionBody>>> {
    let (gallery, image) = ids.0;
    let asked = proofing.request_edit(&caller, gallery, image, None).await?.into_inner();
    Ok(Reply::ok("Edit request withdrawn", asked.into()))
}

/// Lists what was done with a picture in a gallery, newest first: decisions, stars, notes, edit requests, downloads.
///
/// Permission: can_edit_gallery.
#[utoipa::path(tag = "proofing", params(("gallery_id" = i64, Path), ("image_id" = i64, Path), Paging),
    responses((status = 200, description = "A page of the log", body = Listing<InteractionBody>)))]
#[get("/galleries/{gallery_id}/images/{image_id}/interactions")]
pub async fn interactions(
    proofing: Data<Proofing>,
    caller: Caller,
    ids: Id<(GalleryId, ImageId)>,
    query: Query<Paging>,
) -> ApiResult<Reply<Listing<InteractionBody>>> {
    let (gallery, image) = ids.0;
    let page = query.0.request()?;
    let found = proofing.interactions(&caller, gallery, image, page).await?;
    Ok(Reply::page("Interactions", page, found.map(InteractionBody::from)))
}
