//! Out of the tray and back.

use actix_web::post;
use actix_web::web::Data;
use atelier_application::ingest::Tray;
use atelier_domain::images::GroupType;
use atelier_domain::{GalleryId, StagingImageId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::moves::{MoveResult, shown};
use crate::extract::{Body, Caller};
use crate::problem::ApiResult;
use crate::reply::{Envelope, Reply};

/// What becomes of files that show pictures of the gallery once more: `separate` pictures, or the versions that they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VersionsWanted {
    #[default]
    Separate,
    Match,
}

/// Which files go where.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"staging_ids": [4711, 4712], "gallery_id": 445, "type": "main"}))]
pub struct AssignInput {
    #[schema(min_items = 1, max_items = 1000)]
    staging_ids: Vec<i64>,
    gallery_id: i64,
    /// The type of the gallery's group, made on demand; `main` if it is missing.
    #[serde(rename = "type")]
    #[schema(rename = "type", pattern = "^[a-z0-9_]{1,50}$")]
    group_type: Option<String>,
    /// With `match` a file that is certainly a version of a picture of the gallery becomes its next version, and one that
    /// may be a version of several stays in the tray. `separate`, which holds if it is missing, makes each a picture.
    #[serde(default)]
    #[schema(required = false)]
    versions: VersionsWanted,
}

/// Which files are meant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"staging_ids": [4711, 4712]}))]
pub struct StagingIds {
    #[schema(min_items = 1, max_items = 1000)]
    staging_ids: Vec<i64>,
}

impl StagingIds {
    pub(super) fn into_ids(self) -> Vec<StagingImageId> {
        self.staging_ids.into_iter().map(StagingImageId).collect()
    }
}

/// Puts files into a gallery's group, all at once.
///
/// A file that is there already is told as if it had been put there now, so that the request can be repeated. What is
/// in another place, failed or was discarded stays as it is and is named with its reason; the others go on. Bytes that a
/// picture of the studio has, or had as an earlier version, are that picture. An id that names no file is 404, and then
/// nothing is done.
///
/// With `"versions": "match"` retouched files find their pictures in the gallery by what they show, when and with which
/// camera they were taken, and never by name. A picture that has a new version keeps its places, its links and what
/// people have decided about it. A file that may be a version of several is `ambiguous` and names its candidates; say of
/// which it is one with `/staging/versions`.
///
/// Permission: can_assign_staging, and can_upload_images on the gallery; matching versions needs can_version_images there.
/// Errors: `gallery_archived`; per file `assigned_elsewhere`, `staging_failed`, `staging_discarded`, `taken_as_version`,
/// `image_exists` (as an earlier version of a picture that the caller does not see), `ambiguous_version`,
/// `staging_processing`, `too_many_versions`.
#[utoipa::path(tag = "staging", request_body = AssignInput,
    responses((status = 200, description = "What became of each file", body = Envelope<MoveResult>)))]
#[post("/staging/assign")]
pub async fn assign(
    tray: Data<Tray>,
    caller: Caller,
    body: Body<AssignInput>,
) -> ApiResult<Reply<Envelope<MoveResult>>> {
    let AssignInput { staging_ids, gallery_id, group_type, versions } = body.0;
    let group_type = group_type.as_deref().map(GroupType::parse).transpose()?;
    let files: Vec<StagingImageId> = staging_ids.into_iter().map(StagingImageId).collect();
    let group_type = group_type.unwrap_or_else(GroupType::main);
    let gallery = GalleryId(gallery_id);
    let results = match versions {
        VersionsWanted::Separate => tray.assign(&caller, &files, gallery, &group_type).await?,
        VersionsWanted::Match => tray.assign_or_version(&caller, &files, gallery, &group_type).await?,
    };
    Ok(shown("assigned", results.into_inner()))
}

/// Takes files back out of their galleries.
///
/// A picture that hung there before stays. One that the assignment brought into the pool, and that no group holds any
/// more, is deleted softly; assigning the file again restores it with everything that is known of it. One that has got
/// other versions since stays in the pool. A file that became a version stays one: make an earlier version of its
/// picture the current one again.
///
/// Permission: can_assign_staging, and can_upload_images on the gallery. Errors: per file `gallery_archived`,
/// `taken_as_version`.
#[utoipa::path(tag = "staging", request_body = StagingIds,
    responses((status = 200, description = "What became of each file", body = Envelope<MoveResult>)))]
#[post("/staging/unassign")]
pub async fn unassign(
    tray: Data<Tray>,
    caller: Caller,
    body: Body<StagingIds>,
) -> ApiResult<Reply<Envelope<MoveResult>>> {
    let results = tray.unassign(&caller, &body.0.into_ids()).await?;
    Ok(shown("back in the tray", results.into_inner()))
}

/// Throws files away; they can be restored within the retention period.
///
/// Permission: can_assign_staging. Errors: per file `staging_assigned`, `taken_as_version`.
#[utoipa::path(tag = "staging", request_body = StagingIds,
    responses((status = 200, description = "What became of each file", body = Envelope<MoveResult>)))]
#[post("/staging/discard")]
pub async fn discard(
    tray: Data<Tray>,
    caller: Caller,
    body: Body<StagingIds>,
) -> ApiResult<Reply<Envelope<MoveResult>>> {
    let results = tray.discard(&caller, &body.0.into_ids()).await?;
    Ok(shown("discarded", results.into_inner()))
}

/// Brings files back that were thrown away.
///
/// Permission: can_assign_staging.
#[utoipa::path(tag = "staging", request_body = StagingIds,
    responses((status = 200, description = "What became of each file", body = Envelope<MoveResult>)))]
#[post("/staging/restore")]
pub async fn restore(
    tray: Data<Tray>,
    caller: Caller,
    body: Body<StagingIds>,
) -> ApiResult<Reply<Envelope<MoveResult>>> {
    let results = tray.restore(&caller, &body.0.into_ids()).await?;
    Ok(shown("restored", results.into_inner()))
}
