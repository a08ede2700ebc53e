//! Out of the tray: into the place of a picture's file.

use actix_web::post;
use actix_web::web::Data;
use atelier_application::ingest::Tray;
use atelier_domain::{ImageId, StagingImageId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::moves::{MoveResult, shown};
use crate::extract::{Body, Caller};
use crate::problem::ApiResult;
use crate::reply::{Envelope, Reply};

/// A file, and the picture of which it is to be the next version.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileOfPicture {
    #[schema(example = 4711)]
    staging_id: i64,
    #[schema(example = 812)]
    image_id: i64,
}

/// Which files become versions of which pictures.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"files": [{"staging_id": 4711, "image_id": 812}], "notes": "Final retouch"}))]
pub struct TakeAsVersions {
    #[schema(min_items = 1, max_items = 1000)]
    files: Vec<FileOfPicture>,
    /// What was done in these files. Whoever sees the pictures sees it.
    #[schema(max_length = 5000)]
    notes: Option<String>,
}

/// Makes files of the tray the next versions of pictures, all at once.
///
/// A picture keeps its name, its places, its share links and what people have decided about it. Of several files of one
/// picture the last one is what it becomes. A file that is a version of its picture already is told as if it had become
/// it now, so that the request can be repeated; one that cannot become one is named with its reason, and the others go
/// on. An id that names nothing is 404, and then nothing is done. What has become a version is not taken back into the
/// tray: make an earlier version the current one again.
///
/// Permission: can_assign_staging, and can_version_images on the pictures. Errors: `not_found`; per file `image_exists`
/// (the bytes are another picture's), `too_many_versions`, `taken_as_version`, `assigned_elsewhere`, `staging_failed`,
/// `staging_discarded`.
#[utoipa::path(tag = "staging", request_body = TakeAsVersions,
    responses((status = 200, description = "What became of each file", body = Envelope<MoveResult>)))]
#[post("/staging/versions")]
pub async fn take(
    tray: Data<Tray>,
    caller: Caller,
    body: Body<TakeAsVersions>,
) -> ApiResult<Reply<Envelope<MoveResult>>> {
    let TakeAsVersions { files, notes } = body.0;
    let named = |FileOfPicture { staging_id, image_id }| (StagingImageId(staging_id), ImageId(image_id));
    let files: Vec<(StagingImageId, ImageId)> = files.into_iter().map(named).collect();
    let results = tray.take_as_versions(&caller, &files, notes.as_deref()).await?;
    Ok(shown("taken as versions", results.into_inner()))
}
