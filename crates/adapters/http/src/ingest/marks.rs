//! What photographers make of the files that wait.

use actix_web::web::Data;
use actix_web::{patch, post};
use atelier_application::ingest::Tray;
use atelier_domain::StagingImageId;
use atelier_domain::ingest::{Flag, MarksChange};
use serde::Deserialize;
use utoipa::ToSchema;

use super::bodies::StagingBody;
use super::moves::{MoveResult, shown};
use crate::extract::{Body, Caller, Id, IfMatch, Patch};
use crate::problem::ApiResult;
use crate::reply::{Envelope, Reply};

/// What is said of a file. An absent part stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StagingMarks, example = json!({"rating": 4, "flag": "pick"}))]
pub struct MarksBody {
    /// 1 to 5; `null` takes it away.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 5)]
    rating: Patch<i32>,
    /// `null` is `none`.
    #[serde(default)]
    #[schema(schema_with = crate::schema::staging_flag_or_null, required = false)]
    flag: Patch<Flag>,
}

/// What is said of many files. An absent part stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StagingMarksOfMany, example = json!({"staging_ids": [4711, 4712], "flag": "reject"}))]
pub struct MarksOfManyBody {
    #[schema(min_items = 1, max_items = 1000)]
    staging_ids: Vec<i64>,
    /// 1 to 5; `null` takes it away.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 5)]
    rating: Patch<i32>,
    /// `null` is `none`.
    #[serde(default)]
    #[schema(schema_with = crate::schema::staging_flag_or_null, required = false)]
    flag: Patch<Flag>,
}

fn change(rating: Patch<i32>, flag: Patch<Flag>) -> MarksChange {
    MarksChange {
        rating: rating.into_change(),
        flag: flag.into_change().map(|flag| flag.unwrap_or(Flag::None)),
    }
}

/// Says what somebody makes of a file that waits: stars, and whether it is wanted.
///
/// Saying what holds already changes nothing. What has left the tray or was thrown away keeps its marks.
///
/// Permission: can_assign_staging. Errors: `staging_assigned`, `staging_discarded`, `taken_as_version`,
/// `version_mismatch`.
#[utoipa::path(tag = "staging", params(("staging_id" = i64, Path)), request_body = MarksBody,
    responses((status = 200, description = "The file", body = Envelope<StagingBody>)))]
#[patch("/staging/{staging_id}")]
pub async fn mark(
    tray: Data<Tray>,
    caller: Caller,
    id: Id<StagingImageId>,
    expected: IfMatch,
    body: Body<MarksBody>,
) -> ApiResult<Reply<Envelope<StagingBody>>> {
    let MarksBody { rating, flag } = body.0;
    let file = tray.mark(&caller, id.0, change(rating, flag), expected.0).await?.into_inner();
    let version = file.file.version;
    Ok(Reply::ok("File marked", StagingBody::from(file)).version(version))
}

/// Says the same of many files that wait, all at once.
///
/// A file that has left the tray or was thrown away is named with its reason, unless what is said of it holds already; the
/// others go on. An id that names no file is 404, and then nothing is done.
///
/// Permission: can_assign_staging. Errors: per file `staging_assigned`, `staging_discarded`, `taken_as_version`.
#[utoipa::path(tag = "staging", request_body = MarksOfManyBody,
    responses((status = 200, description = "What became of each file", body = Envelope<MoveResult>)))]
#[post("/staging/marks")]
pub async fn mark_many(
    tray: Data<Tray>,
    caller: Caller,
    body: Body<MarksOfManyBody>,
) -> ApiResult<Reply<Envelope<MoveResult>>> {
    let MarksOfManyBody { staging_ids, rating, flag } = body.0;
    let files: Vec<StagingImageId> = staging_ids.into_iter().map(StagingImageId).collect();
    let results = tray.mark_many(&caller, &files, change(rating, flag)).await?;
    Ok(shown("marked", results.into_inner()))
}
