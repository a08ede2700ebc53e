//! Comments on pictures.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use atelier_application::ports::proofing::CommentEntry;
use atelier_application::proofing::{CommentInput, Proofing};
use atelier_domain::proofing::{Comment, Pin};
use atelier_domain::{CommentId, GalleryId, ImageId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Body, Caller, Id, Paging, Query};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Listing, Reply};

/// A point on a picture.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Pin)]
pub struct PinBody {
    /// From the left.
    #[schema(minimum = 0, maximum = 1, example = 0.5)]
    x: f64,
    /// From the top.
    #[schema(minimum = 0, maximum = 1, example = 0.25)]
    y: f64,
}

/// A new comment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"body": "Can the lamp go?", "pin": {"x": 0.42, "y": 0.1}}))]
pub struct NewComment {
    #[schema(min_length = 1, max_length = 2000)]
    body: String,
    /// The comment that it answers.
    parent_id: Option<i64>,
    pin: Option<PinBody>,
    /// For the studio's own people alone.
    #[serde(default)]
    internal: bool,
}

impl From<NewComment> for CommentInput {
    fn from(new: NewComment) -> Self {
        let NewComment { body, parent_id, pin, internal } = new;
        let pin = pin.map(|PinBody { x, y }| Pin { x, y });
        Self { body, parent: parent_id.map(CommentId), pin, internal }
    }
}

/// New words for a comment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"body": "Can both lamps go?"}))]
pub struct CommentPatch {
    #[schema(min_length = 1, max_length = 2000)]
    body: String,
}

/// A comment on a picture.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Comment)]
pub struct CommentBody {
    #[schema(example = 17)]
    id: i64,
    image_id: i64,
    /// The comment that it answers; absent at the beginning of a thread.
    parent_id: Option<i64>,
    user_id: i64,
    user_name: String,
    /// Empty once the comment is deleted.
    #[schema(example = "Can the lamp go?")]
    body: String,
    pin: Option<PinBody>,
    /// For the studio's own people alone.
    internal: bool,
    resolved_at: Option<DateTime<Utc>>,
    resolved_by_user_id: Option<i64>,
    edited_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
}

impl From<CommentEntry> for CommentBody {
    fn from(entry: CommentEntry) -> Self {
        let CommentEntry { comment, author_name } = entry;
        let Comment {
            id,
            studio: _,
            gallery: _,
            organization: _,
            image,
            author,
            parent,
            body,
            pin,
            internal,
            resolved_at,
            resolved_by,
            edited_at,
            created_at,
            deleted_at,
        } = comment;
        Self {
            id: id.0,
            image_id: image.0,
            parent_id: parent.map(i64::from),
            user_id: author.0,
            user_name: author_name,
            body,
            pin: pin.map(|Pin { x, y }| PinBody { x, y }),
            internal,
            resolved_at,
            resolved_by_user_id: resolved_by.map(i64::from),
            edited_at,
            created_at,
            deleted_at,
        }
    }
}

/// Lists the comments on a picture in a gallery by their time, threads and answers alike.
///
/// Permission: can_view_gallery; internal ones are for the studio.
#[utoipa::path(tag = "proofing", params(("gallery_id" = i64, Path), ("image_id" = i64, Path), Paging),
    responses((status = 200, description = "A page of comments, by id", body = Listing<CommentBody>)))]
#[get("/galleries/{gallery_id}/images/{image_id}/comments")]
pub async fn list(
    proofing: Data<Proofing>,
    caller: Caller,
    ids: Id<(GalleryId, ImageId)>,
    query: Query<Paging>,
) -> ApiResult<Reply<Listing<CommentBody>>> {
    let (gallery, image) = ids.0;
    let page = query.0.request()?;
    let found = proofing.comments(&caller, gallery, image, page).await?;
    Ok(Reply::page("Comments", page, found.map(CommentBody::from)))
}

/// Comments on a picture, or answers a comment. An answer to an internal comment is internal.
///
/// Permission: can_comment_on_images; for internal ones can_edit_gallery. Errors: `required`, `too_long`,
/// `out_of_range`, `unknown_comment`, `not_a_thread`, `comments_disabled`, `presentation_only`, `gallery_archived`.
#[utoipa::path(tag = "proofing", params(("gallery_id" = i64, Path), ("image_id" = i64, Path)),
    request_body = NewComment,
    responses((status = 201, description = "The comment", body = Envelope<CommentBody>)))]
#[post("/galleries/{gallery_id}/images/{image_id}/comments")]
pub async fn create(
    proofing: Data<Proofing>,
    caller: Caller,
    ids: Id<(GalleryId, ImageId)>,
    body: Body<NewComment>,
) -> ApiResult<Reply<Envelope<CommentBody>>> {
    let (gallery, image) = ids.0;
    let made = proofing.comment(&caller, gallery, image, body.0.into()).await?.into_inner();
    let location = format!("/api/v1/galleries/{gallery}/images/{image}/comments");
    Ok(Reply::created("Commented", location, made.into()))
}

/// Rewords a comment; only who wrote it may.
///
/// Permission: can_comment_on_images. Errors: `not_the_author`, `required`, `too_long`, `comments_disabled`,
/// `presentation_only`, `gallery_archived`.
#[utoipa::path(tag = "proofing",
    params(("gallery_id" = i64, Path), ("image_id" = i64, Path), ("comment_id" = i64, Path)),
    request_body = CommentPatch,
    responses((status = 200, description = "Changed", body = Done)))]
#[patch("/galleries/{gallery_id}/images/{image_id}/comments/{comment_id}")]
pub async fn change(
    proofing: Data<Proofing>,
    caller: Caller,
    ids: Id<(GalleryId, ImageId, CommentId)>,
    body: Body<CommentPatch>,
) -> ApiResult<Reply<Done>> {
    let (gallery, image, comment) = ids.0;
    proofing.edit_comment(&caller, gallery, image, comment, &body.0.body).await?.into_inner();
    Ok(Reply::done("Comment changed"))
}

/// Deletes a comment: people their own, the studio any. Its place in the thread stays.
///
/// Permission: can_comment_on_images; for those of others can_edit_gallery.
#[utoipa::path(tag = "proofing",
    params(("gallery_id" = i64, Path), ("image_id" = i64, Path), ("comment_id" = i64, Path)),
    responses((status = 200, description = "Deleted", body = Done)))]
#[delete("/galleries/{gallery_id}/images/{image_id}/comments/{comment_id}")]
pub async fn remove(
    proofing: Data<Proofing>,
    caller: Caller,
    ids: Id<(GalleryId, ImageId, CommentId)>,
) -> ApiResult<Reply<Done>> {
    let (gallery, image, comment) = ids.0;
    proofing.delete_comment(&caller, gallery, image, comment).await?.into_inner();
    Ok(Reply::done("Comment deleted"))
}

/// Settles a thread: who began it may, and the studio.
///
/// Permission: can_comment_on_images; for threads of others can_edit_gallery. Errors: `not_a_thread`.
#[utoipa::path(tag = "proofing",
    params(("gallery_id" = i64, Path), ("image_id" = i64, Path), ("comment_id" = i64, Path)),
    responses((status = 200, description = "Resolved", body = Done)))]
#[post("/galleries/{gallery_id}/images/{image_id}/comments/{comment_id}/resolve")]
pub async fn resolve(
    proofing: Data<Proofing>,
    caller: Caller,
    ids: Id<(GalleryId, ImageId, CommentId)>,
) -> ApiResult<Reply<Done>> {
    let (gallery, image, comment) = ids.0;
    proofing.resolve_comment(&caller, gallery, image, comment).await?.into_inner();
    Ok(Reply::done("Comment resolved"))
}

/// Opens a settled thread again: who began it may, and the studio.
///
/// Permission: can_comment_on_images; for threads of others can_edit_gallery. Errors: `not_a_thread`.
#[utoipa::path(tag = "proofing",
    params(("gallery_id" = i64, Path), ("image_id" = i64, Path), ("comment_id" = i64, Path)),
    responses((status = 200, description = "Reopened", body = Done)))]
#[post("/galleries/{gallery_id}/images/{image_id}/comments/{comment_id}/reopen")]
pub async fn reopen(
    proofing: Data<Proofing>,
    caller: Caller,
    ids: Id<(GalleryId, ImageId, CommentId)>,
) -> ApiResult<Reply<Done>> {
    let (gallery, image, comment) = ids.0;
    proofing.reopen_comment(&caller, gallery, image, comment).await?.into_inner();
    Ok(Reply::done("Comment reopened"))
}
