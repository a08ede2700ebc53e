//! A gallery from its creation to the archive, and back.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use atelier_application::galleries::{Galleries, GalleryInput, GalleryPatch, GalleryView, ProofingPatch};
use atelier_application::ports::{GalleryFilter, Sort};
use atelier_domain::galleries::{Gallery, GalleryDetails, GalleryMode, GalleryStatus};
use atelier_domain::{GalleryId, ImageId, OrganizationId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::proofing::{ProofingPatchBody, ProofingSettingsBody};
use crate::extract::{Body, Caller, Id, IfMatch, Paging, Patch, Query, not_null, search_text};
use crate::images::CoverBody;
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Listing, Reply};

/// A new gallery.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"organization_id": 5, "subject_name": "Annual report portraits"}))]
pub struct NewGallery {
    organization_id: i64,
    /// Who or what was photographed.
    #[schema(min_length = 1, max_length = 255)]
    subject_name: String,
    #[schema(max_length = 5000)]
    description: Option<String>,
}

impl From<NewGallery> for GalleryInput {
    fn from(body: NewGallery) -> Self {
        let NewGallery { organization_id, subject_name, description } = body;
        let details = GalleryDetails { subject_name, description };
        Self { organization: OrganizationId(organization_id), details }
    }
}

/// A change to a gallery: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GalleryPatch, example = json!({"description": null}))]
pub struct GalleryPatchBody {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1, max_length = 255)]
    subject_name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 5000)]
    description: Patch<String>,
    /// An image of one of its groups; `null` leaves it to the first one.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    primary_image_id: Patch<i64>,
    /// `presentation`: look only; `proofing`: rate, decide, comment, request edits.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(schema_with = crate::schema::gallery_mode, required = false)]
    mode: Option<GalleryMode>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = ProofingPatchBody, required = false)]
    proofing: Option<ProofingPatchBody>,
}

impl From<GalleryPatchBody> for GalleryPatch {
    fn from(body: GalleryPatchBody) -> Self {
        let GalleryPatchBody { subject_name, description, primary_image_id, mode, proofing } = body;
        let primary_image = primary_image_id.map(ImageId).into_change();
        let proofing = proofing.map(ProofingPatch::from).unwrap_or_default();
        Self { subject_name, description: description.into_change(), primary_image, mode, proofing }
    }
}

/// A set of pictures for one client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Gallery)]
pub struct GalleryBody {
    #[schema(example = 445)]
    id: i64,
    organization_id: i64,
    #[schema(example = "Annual report portraits")]
    subject_name: String,
    description: Option<String>,
    /// The image that was chosen to stand for it, for those who may see that one.
    primary_image_id: Option<i64>,
    /// The image that stands for it: the chosen one, or else the first one that the caller sees.
    primary_image: Option<CoverBody>,
    #[schema(schema_with = crate::schema::gallery_status)]
    status: GalleryStatus,
    ai_enabled: bool,
    /// `presentation`: look only; `proofing`: rate, decide, comment, request edits.
    #[schema(schema_with = crate::schema::gallery_mode)]
    mode: GalleryMode,
    proofing: ProofingSettingsBody,
    /// Live pictures in its groups, each counted once. Guests get null for this and the next three.
    image_count: Option<i32>,
    /// Those of them that somebody outside the studio has approved.
    approved_count: Option<i32>,
    download_count: Option<i32>,
    last_activity_at: Option<DateTime<Utc>>,
    delivered_at: Option<DateTime<Utc>>,
    completed_at: Option<DateTime<Utc>>,
    archived_at: Option<DateTime<Utc>>,
    created_by_user_id: Option<i64>,
    /// Grows whenever the pictures in it change.
    content_version: i64,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
}

impl From<GalleryView> for GalleryBody {
    fn from(view: GalleryView) -> Self {
        let primary_image_id = view.primary_image().map(i64::from);
        let GalleryView { row, cover, is_counted } = view;
        let Gallery {
            id,
            studio: _,
            organization,
            details,
            // Who may not see it is not told which one it is.
            primary_image: _,
            status,
            ai_enabled,
            mode,
            proofing,
            image_count,
            approved_count,
            download_count,
            last_activity_at,
            delivered_at,
            completed_at,
            archived_at,
            created_by,
            content_version,
            proofing_version: _,
            version,
            created_at,
            updated_at,
            deleted_at,
        } = row;
        let GalleryDetails { subject_name, description } = details;
        Self {
            id: id.0,
            organization_id: organization.0,
            subject_name,
            description,
            primary_image_id,
            primary_image: cover.map(CoverBody::from),
            status,
            ai_enabled,
            mode,
            proofing: proofing.into(),
            image_count: is_counted.then_some(image_count),
            approved_count: is_counted.then_some(approved_count),
            download_count: is_counted.then_some(download_count),
            last_activity_at: last_activity_at.filter(|_| is_counted),
            delivered_at,
            completed_at,
            archived_at,
            created_by_user_id: created_by.map(i64::from),
            content_version,
            version,
            created_at,
            updated_at,
            deleted_at,
        }
    }
}

/// Which galleries a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GalleryQuery {
    /// Text to find in the subject's name.
    search: Option<String>,
    #[param(schema_with = crate::schema::gallery_status, required = false)]
    status: Option<GalleryStatus>,
    /// Only this client's.
    organization_id: Option<i64>,
    /// Deleted ones instead of live ones.
    #[serde(default)]
    deleted: bool,
    /// Newest first instead of oldest first.
    #[serde(default)]
    newest_first: bool,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    cursor: Option<String>,
}

/// The direction that a list is asked for.
pub fn sort(newest_first: bool) -> Sort {
    if newest_first { Sort::NewestFirst } else { Sort::OldestFirst }
}

/// Creates a gallery for a client.
///
/// Permission: can_create_gallery. Errors: `unknown_organization`.
#[utoipa::path(tag = "galleries", request_body = NewGallery,
    responses((status = 201, description = "The gallery", body = Envelope<GalleryBody>)))]
#[post("/galleries")]
pub async fn create(
    galleries: Data<Galleries>,
    caller: Caller,
    body: Body<NewGallery>,
) -> ApiResult<Reply<Envelope<GalleryBody>>> {
    let gallery = galleries.create(&caller, body.0.into()).await?.into_inner();
    let (location, version) = (format!("/api/v1/galleries/{}", gallery.id), gallery.version);
    Ok(Reply::created("Gallery created", location, gallery.into()).version(version))
}

/// Lists galleries.
///
/// Permission: can_view_gallery; for deleted ones can_delete_gallery.
#[utoipa::path(tag = "galleries", params(GalleryQuery),
    responses((status = 200, description = "A page of galleries, by id", body = Listing<GalleryBody>)))]
#[get("/galleries")]
pub async fn list(
    galleries: Data<Galleries>,
    caller: Caller,
    query: Query<GalleryQuery>,
) -> ApiResult<Reply<Listing<GalleryBody>>> {
    let GalleryQuery { search, status, organization_id, deleted, newest_first, offset, limit, cursor } =
        query.0;
    let page = Paging { offset, limit, cursor }.request()?;
    let organization = organization_id.map(OrganizationId);
    let search = search_text(search.as_deref())?;
    let filter = GalleryFilter { search, status, organization, deleted, sort: sort(newest_first) };
    let found = galleries.list(&caller, filter, page).await?;
    Ok(Reply::page("Galleries", page, found.map(GalleryBody::from)))
}

/// Shows a gallery.
///
/// Permission: can_view_gallery.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "The gallery", body = Envelope<GalleryBody>)))]
#[get("/galleries/{gallery_id}")]
pub async fn read(
    galleries: Data<Galleries>,
    caller: Caller,
    id: Id<GalleryId>,
) -> ApiResult<Reply<Envelope<GalleryBody>>> {
    Ok(shown("The gallery", galleries.read(&caller, id.0).await?))
}

/// Changes what is written on a gallery's cover, the image on it, its mode and the limits of its proofing.
///
/// Permission: can_edit_gallery. Errors: `unknown_image`, `out_of_range`, `version_mismatch`.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path)), request_body = GalleryPatchBody,
    responses((status = 200, description = "The gallery", body = Envelope<GalleryBody>)))]
#[patch("/galleries/{gallery_id}")]
pub async fn change(
    galleries: Data<Galleries>,
    caller: Caller,
    id: Id<GalleryId>,
    expected: IfMatch,
    body: Body<GalleryPatchBody>,
) -> ApiResult<Reply<Envelope<GalleryBody>>> {
    let changed = galleries.change(&caller, id.0, body.0.into(), expected.0).await?;
    Ok(shown("Gallery changed", changed.into_inner()))
}

/// Deletes a gallery: its links close, its pictures stay in the pool, and it can be restored.
///
/// Permission: can_delete_gallery. Errors: `version_mismatch`.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "Deleted", body = Done)))]
#[delete("/galleries/{gallery_id}")]
pub async fn remove(
    galleries: Data<Galleries>,
    caller: Caller,
    id: Id<GalleryId>,
    expected: IfMatch,
) -> ApiResult<Reply<Done>> {
    galleries.delete(&caller, id.0, expected.0).await?.into_inner();
    Ok(Reply::done("Gallery deleted"))
}

/// Marks a gallery as done; it can still be seen.
///
/// Permission: can_complete_gallery. Errors: `invalid_transition`, `version_mismatch`.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "The gallery", body = Envelope<GalleryBody>)))]
#[post("/galleries/{gallery_id}/complete")]
pub async fn complete(
    galleries: Data<Galleries>,
    caller: Caller,
    id: Id<GalleryId>,
    expected: IfMatch,
) -> ApiResult<Reply<Envelope<GalleryBody>>> {
    let gallery = galleries.complete(&caller, id.0, expected.0).await?;
    Ok(shown("Gallery completed", gallery.into_inner()))
}

/// Puts a gallery away: its links are closed until it comes back.
///
/// Permission: can_archive_gallery. Errors: `invalid_transition`, `version_mismatch`.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "The gallery", body = Envelope<GalleryBody>)))]
#[post("/galleries/{gallery_id}/archive")]
pub async fn archive(
    galleries: Data<Galleries>,
    caller: Caller,
    id: Id<GalleryId>,
    expected: IfMatch,
) -> ApiResult<Reply<Envelope<GalleryBody>>> {
    let gallery = galleries.archive(&caller, id.0, expected.0).await?;
    Ok(shown("Gallery archived", gallery.into_inner()))
}

/// Takes a completed or archived gallery back to work.
///
/// Permission: can_edit_gallery. Errors: `invalid_transition`, `version_mismatch`.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "The gallery", body = Envelope<GalleryBody>)))]
#[post("/galleries/{gallery_id}/reactivate")]
pub async fn reactivate(
    galleries: Data<Galleries>,
    caller: Caller,
    id: Id<GalleryId>,
    expected: IfMatch,
) -> ApiResult<Reply<Envelope<GalleryBody>>> {
    let gallery = galleries.reactivate(&caller, id.0, expected.0).await?;
    Ok(shown("Gallery reactivated", gallery.into_inner()))
}

/// Brings a deleted gallery back.
///
/// Permission: can_delete_gallery. Errors: `not_deleted`.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "The gallery", body = Envelope<GalleryBody>)))]
#[post("/galleries/{gallery_id}/restore")]
pub async fn restore(
    galleries: Data<Galleries>,
    caller: Caller,
    id: Id<GalleryId>,
) -> ApiResult<Reply<Envelope<GalleryBody>>> {
    Ok(shown("Gallery restored", galleries.restore(&caller, id.0).await?.into_inner()))
}

fn shown(message: &str, gallery: GalleryView) -> Reply<Envelope<GalleryBody>> {
    let version = gallery.version;
    Reply::ok(message, gallery.into()).version(version)
}
