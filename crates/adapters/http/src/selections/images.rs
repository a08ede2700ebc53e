//! The pictures of a selection.

use actix_web::web::Data;
use actix_web::{get, post, put};
use atelier_application::selections::Selections;
use atelier_domain::{GalleryId, SelectionId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::bodies::{SelectedImages, SelectionBody};
use super::lists::shown;
use crate::extract::{Body, Caller, Id, Paging, Query};
use crate::images::PictureBody;
use crate::problem::ApiResult;
use crate::reply::{Envelope, Listing, Reply};

/// Which part of the selection.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SelectionPage {
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
}

/// Lists the pictures of a selection in its order.
///
/// Permission: can_view_gallery.
#[utoipa::path(tag = "selections",
    params(("gallery_id" = i64, Path), ("selection_id" = i64, Path), SelectionPage),
    responses((status = 200, description = "A page of pictures", body = Listing<PictureBody>)))]
#[get("/galleries/{gallery_id}/selections/{selection_id}/images")]
pub async fn list(
    selections: Data<Selections>,
    caller: Caller,
    ids: Id<(GalleryId, SelectionId)>,
    query: Query<SelectionPage>,
) -> ApiResult<Reply<Listing<PictureBody>>> {
    let (gallery, id) = ids.0;
    let SelectionPage { offset, limit } = query.0;
    let page = Paging { offset, limit, cursor: None }.request()?;
    let found = selections.images(&caller, gallery, id, page).await?;
    Ok(Reply::page("Images", page, found.map(PictureBody::from)))
}

/// Puts pictures of the gallery at the end of a selection; those that are in it stay where they are.
///
/// Where there is no room, none is put in, and the problem tells `current` and `max`.
///
/// Permission: can_approve_images. Errors: `selection_full`, `unknown_image`, `selection_submitted`, `selection_locked`,
/// `not_your_selection`, `presentation_only`, `gallery_completed`, `gallery_archived`.
#[utoipa::path(tag = "selections", params(("gallery_id" = i64, Path), ("selection_id" = i64, Path)),
    request_body = SelectedImages,
    responses((status = 200, description = "The selection", body = Envelope<SelectionBody>)))]
#[post("/galleries/{gallery_id}/selections/{selection_id}/images")]
pub async fn choose(
    selections: Data<Selections>,
    caller: Caller,
    ids: Id<(GalleryId, SelectionId)>,
    body: Body<SelectedImages>,
) -> ApiResult<Reply<Envelope<SelectionBody>>> {
    let (gallery, id) = ids.0;
    let filled = selections.choose(&caller, gallery, id, &body.0.ids()).await?.into_inner();
    Ok(shown("Images selected", filled))
}

/// Takes pictures out of a selection.
///
/// Permission: can_approve_images. Errors: `selection_submitted`, `selection_locked`, `not_your_selection`,
/// `presentation_only`, `gallery_completed`, `gallery_archived`.
#[utoipa::path(tag = "selections", params(("gallery_id" = i64, Path), ("selection_id" = i64, Path)),
    request_body = SelectedImages,
    responses((status = 200, description = "The selection", body = Envelope<SelectionBody>)))]
#[post("/galleries/{gallery_id}/selections/{selection_id}/images/remove")]
pub async fn drop_images(
    selections: Data<Selections>,
    caller: Caller,
    ids: Id<(GalleryId, SelectionId)>,
    body: Body<SelectedImages>,
) -> ApiResult<Reply<Envelope<SelectionBody>>> {
    let (gallery, id) = ids.0;
    let left = selections.drop_images(&caller, gallery, id, &body.0.ids()).await?.into_inner();
    Ok(shown("Images removed from the selection", left))
}

/// Gives the pictures of a selection a new order; those that are not named follow the named ones.
///
/// Permission: can_approve_images. Errors: `unknown_image`, `selection_submitted`, `selection_locked`,
/// `not_your_selection`, `presentation_only`, `gallery_completed`, `gallery_archived`.
#[utoipa::path(tag = "selections", params(("gallery_id" = i64, Path), ("selection_id" = i64, Path)),
    request_body = SelectedImages,
    responses((status = 200, description = "The selection", body = Envelope<SelectionBody>)))]
#[put("/galleries/{gallery_id}/selections/{selection_id}/order")]
pub async fn reorder(
    selections: Data<Selections>,
    caller: Caller,
    ids: Id<(GalleryId, SelectionId)>,
    body: Body<SelectedImages>,
) -> ApiResult<Reply<Envelope<SelectionBody>>> {
    let (gallery, id) = ids.0;
    let ordered = selections.reorder(&caller, gallery, id, &body.0.ids()).await?.into_inner();
    Ok(shown("Selection reordered", ordered))
}
