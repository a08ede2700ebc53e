//! What a library has more than once.

use actix_web::web::Data;
use actix_web::{get, post};
use atelier_application::library::Duplicates;
use atelier_domain::library::Threshold;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::bodies::PhotoBody;
use super::similar_bodies::{DuplicateGroupBody, in_query};
use crate::extract::{Body, Caller, IfMatch, Paging, Query};
use crate::problem::{ApiResult, FieldError, Problem};
use crate::reply::{Envelope, Listing, Reply};

/// How many groups a page has where nobody says how many.
const DEFAULT_LIMIT: u64 = 20;

/// How many groups a page has at most: each may show fifty photos.
const MAX_LIMIT: u64 = 100;

/// How alike photos of one group are, and which groups are shown.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DuplicateQuery {
    /// In how many bits of 64 a photo may differ from the best one of its group.
    #[param(minimum = 0, maximum = 16, default = 10)]
    threshold: Option<u32>,
    /// How many groups to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many groups to show.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u64>,
}

/// Photos that become one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"keep": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "merge": ["60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"]}))]
pub struct DuplicateMerge {
    /// The hothash of the photo that stays.
    keep: String,
    /// The hothashes of those that end.
    #[schema(min_items = 1, max_items = 99)]
    merge: Vec<String>,
}

/// Lists groups of photos that look alike, each with the one that is proposed to be kept; the groups of the largest photos
/// come first.
///
/// Every other photo of a group is compared with the best one. A photo is in one group at most. The groups stay the same
/// until something in the library changes.
///
/// Permission: can_use_library. Errors: `out_of_range`.
#[utoipa::path(tag = "library", params(DuplicateQuery),
    responses((status = 200, description = "A page of groups", body = Listing<DuplicateGroupBody>)))]
#[get("/duplicates")]
pub async fn list(
    duplicates: Data<Duplicates>,
    caller: Caller,
    query: Query<DuplicateQuery>,
) -> ApiResult<Reply<Listing<DuplicateGroupBody>>> {
    let DuplicateQuery { threshold, offset, limit } = query.0;
    let threshold = threshold.map_or(Ok(Threshold::default()), Threshold::new).map_err(in_query)?;
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    if limit > MAX_LIMIT {
        let message = format!("limit must be from 1 to {MAX_LIMIT}");
        return Err(Problem::invalid(vec![FieldError::parameter("limit", "out_of_range", message)]));
    }
    let page = Paging { offset, limit: Some(limit), cursor: None }.request()?;
    let found = duplicates.list(&caller, threshold, page).await?;
    Ok(Reply::page("Duplicates", page, found.map(DuplicateGroupBody::from)))
}

/// Makes one photo of several. It gets all files and tags, the best rating, and of the others what it does not say itself:
/// title, description, author, time and place. It keeps its hothash, its preview and its stack; the others end.
///
/// Permission: can_use_library. Errors: `too_many_files`, `too_many_tags`, `same_photo`, `out_of_range`,
/// `version_mismatch`.
#[utoipa::path(tag = "library", request_body = DuplicateMerge,
    responses((status = 200, description = "The photo that stays", body = Envelope<PhotoBody>)))]
#[post("/duplicates/merge")]
pub async fn merge(
    duplicates: Data<Duplicates>,
    caller: Caller,
    expected: IfMatch,
    body: Body<DuplicateMerge>,
) -> ApiResult<Reply<Envelope<PhotoBody>>> {
    let DuplicateMerge { keep, merge } = body.0;
    let view = duplicates.merge(&caller, &keep, &merge, expected.0).await?.into_inner();
    let version = view.photo.version;
    Ok(Reply::ok("Photos merged", view.into()).version(version))
}
