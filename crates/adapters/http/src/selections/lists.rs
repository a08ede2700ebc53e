//! A selection from its making to its end.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use atelier_application::ports::selections::SelectionEntry;
use atelier_application::selections::Selections;
use atelier_domain::{GalleryId, SelectionId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::bodies::{NewSelection, SelectionBody, SelectionPatchBody};
use crate::extract::{Body, Caller, Id, IfMatch, Query, included};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Listing, Reply};

/// The word that asks for what is in the lists.
const IMAGE_IDS: &str = "image_ids";

/// How much of the lists. Other parameters are passed over, as they were when there was none: clients send a `limit` to
/// every list, and this one is whole.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SelectionsQuery {
    /// `image_ids` names the pictures of each list.
    #[param(pattern = "^image_ids$", example = "image_ids")]
    include: Option<String>,
}

pub(super) fn shown(message: &str, entry: SelectionEntry) -> Reply<Envelope<SelectionBody>> {
    let version = entry.selection.version;
    Reply::ok(message, entry.into()).version(version)
}

/// Lists the selections of a gallery. A guest sees the common ones and its own.
///
/// Permission: can_view_gallery.
#[utoipa::path(tag = "selections", params(("gallery_id" = i64, Path), SelectionsQuery),
    responses((status = 200, description = "The selections", body = Listing<SelectionBody>)))]
#[get("/galleries/{gallery_id}/selections")]
pub async fn list(
    selections: Data<Selections>,
    caller: Caller,
    id: Id<GalleryId>,
    query: Query<SelectionsQuery>,
) -> ApiResult<Reply<Listing<SelectionBody>>> {
    let ids = |word: &str| (word == IMAGE_IDS).then_some(());
    let wanted = included(query.0.include.as_deref(), ids, &[IMAGE_IDS])?;
    let found = selections.list(&caller, id.0, !wanted.is_empty()).await?;
    Ok(Reply::all("Selections", found.into_iter().map(SelectionBody::from).collect()))
}

/// Makes a selection. The studio's are for everybody who comes to the gallery, and only they have terms; everybody
/// else's are their own.
///
/// Permission: can_approve_images; with terms can_edit_gallery. Errors: `required`, `too_long`, `out_of_range`,
/// `invalid_amount`, `foreign_currency`, `too_many_selections`, `presentation_only`, `gallery_completed`,
/// `gallery_archived`.
#[utoipa::path(tag = "selections", params(("gallery_id" = i64, Path)), request_body = NewSelection,
    responses((status = 201, description = "The selection", body = Envelope<SelectionBody>)))]
#[post("/galleries/{gallery_id}/selections")]
pub async fn create(
    selections: Data<Selections>,
    caller: Caller,
    id: Id<GalleryId>,
    body: Body<NewSelection>,
) -> ApiResult<Reply<Envelope<SelectionBody>>> {
    let made = selections.create(&caller, id.0, body.0.into()).await?.into_inner();
    let location = format!("/api/v1/galleries/{}/selections/{}", id.0, made.selection.id);
    let version = made.selection.version;
    Ok(Reply::created("Selection created", location, made.into()).version(version))
}

/// Shows a selection.
///
/// Permission: can_view_gallery.
#[utoipa::path(tag = "selections", params(("gallery_id" = i64, Path), ("selection_id" = i64, Path)),
    responses((status = 200, description = "The selection", body = Envelope<SelectionBody>)))]
#[get("/galleries/{gallery_id}/selections/{selection_id}")]
pub async fn read(
    selections: Data<Selections>,
    caller: Caller,
    ids: Id<(GalleryId, SelectionId)>,
) -> ApiResult<Reply<Envelope<SelectionBody>>> {
    let (gallery, id) = ids.0;
    Ok(shown("Selection", selections.read(&caller, gallery, id).await?))
}

/// Changes a selection's name, note and terms. People change their own while they are open.
///
/// Permission: can_approve_images; for those of the studio, and for terms, can_edit_gallery. Errors: `selection_full`,
/// `selection_submitted`, `selection_locked`, `not_your_selection`, `out_of_range`, `invalid_amount`,
/// `foreign_currency`, `version_mismatch`.
#[utoipa::path(tag = "selections", params(("gallery_id" = i64, Path), ("selection_id" = i64, Path)),
    request_body = SelectionPatchBody,
    responses((status = 200, description = "The selection", body = Envelope<SelectionBody>)))]
#[patch("/galleries/{gallery_id}/selections/{selection_id}")]
pub async fn change(
    selections: Data<Selections>,
    caller: Caller,
    ids: Id<(GalleryId, SelectionId)>,
    expected: IfMatch,
    body: Body<SelectionPatchBody>,
) -> ApiResult<Reply<Envelope<SelectionBody>>> {
    let (gallery, id) = ids.0;
    let changed = selections.change(&caller, gallery, id, body.0.into(), expected.0).await?.into_inner();
    Ok(shown("Selection changed", changed))
}

/// Deletes a selection; its pictures stay where they are.
///
/// Permission: can_approve_images; for those of others can_edit_gallery. Errors: `selection_submitted`,
/// `selection_locked`, `not_your_selection`.
#[utoipa::path(tag = "selections", params(("gallery_id" = i64, Path), ("selection_id" = i64, Path)),
    responses((status = 200, description = "Deleted", body = Done)))]
#[delete("/galleries/{gallery_id}/selections/{selection_id}")]
pub async fn remove(
    selections: Data<Selections>,
    caller: Caller,
    ids: Id<(GalleryId, SelectionId)>,
) -> ApiResult<Reply<Done>> {
    let (gallery, id) = ids.0;
    selections.remove(&caller, gallery, id).await?.into_inner();
    Ok(Reply::done("Selection deleted"))
}

/// Hands a selection in: from then on it stands, until the studio reopens it.
///
/// Permission: can_approve_images. Errors: `selection_empty`, `selection_submitted`, `selection_locked`,
/// `not_your_selection`, `presentation_only`, `gallery_completed`, `gallery_archived`.
#[utoipa::path(tag = "selections", params(("gallery_id" = i64, Path), ("selection_id" = i64, Path)),
    responses((status = 200, description = "The selection", body = Envelope<SelectionBody>)))]
#[post("/galleries/{gallery_id}/selections/{selection_id}/submit")]
pub async fn submit(
    selections: Data<Selections>,
    caller: Caller,
    ids: Id<(GalleryId, SelectionId)>,
) -> ApiResult<Reply<Envelope<SelectionBody>>> {
    let (gallery, id) = ids.0;
    Ok(shown("Selection submitted", selections.submit(&caller, gallery, id).await?.into_inner()))
}

/// Closes a selection, submitted or not.
///
/// Permission: can_edit_gallery.
#[utoipa::path(tag = "selections", params(("gallery_id" = i64, Path), ("selection_id" = i64, Path)),
    responses((status = 200, description = "The selection", body = Envelope<SelectionBody>)))]
#[post("/galleries/{gallery_id}/selections/{selection_id}/lock")]
pub async fn lock(
    selections: Data<Selections>,
    caller: Caller,
    ids: Id<(GalleryId, SelectionId)>,
) -> ApiResult<Reply<Envelope<SelectionBody>>> {
    let (gallery, id) = ids.0;
    Ok(shown("Selection locked", selections.lock(&caller, gallery, id).await?.into_inner()))
}

/// Lets people choose anew.
///
/// Permission: can_edit_gallery. Errors: `selection_open`.
#[utoipa::path(tag = "selections", params(("gallery_id" = i64, Path), ("selection_id" = i64, Path)),
    responses((status = 200, description = "The selection", body = Envelope<SelectionBody>)))]
#[post("/galleries/{gallery_id}/selections/{selection_id}/reopen")]
pub async fn reopen(
    selections: Data<Selections>,
    caller: Caller,
    ids: Id<(GalleryId, SelectionId)>,
) -> ApiResult<Reply<Envelope<SelectionBody>>> {
    let (gallery, id) = ids.0;
    Ok(shown("Selection reopened", selections.reopen(&caller, gallery, id).await?.into_inner()))
}
