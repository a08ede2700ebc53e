//! Searches that people keep under a name.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use atelier_application::AppError;
use atelier_application::library::{SavedSearchInput, SavedSearches};
use atelier_domain::SavedSearchId;
use atelier_domain::library::{SavedSearch, SearchWords};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::bodies::PhotoBody;
use super::rendered::Renderings;
use super::search_body::{PhotoSearchBody, cursor_order};
use crate::extract::{Body, Caller, Id, IfMatch, Object, Paging, Query, not_null};
use crate::pieces::Pieces;
use crate::problem::{ApiResult, Problem};
use crate::reply::{Done, Envelope, Listing, Reply};

/// A new saved search.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Best of Lofoten", "criteria": {"tags": ["lofoten"], "rating_min": 4}}))]
pub struct NewSavedSearch {
    /// No two of one person's have the same one, however it is spelt.
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    #[schema(value_type = PhotoSearchBody)]
    criteria: Object<PhotoSearchBody>,
    #[serde(default)]
    is_favorite: bool,
}

impl NewSavedSearch {
    fn into_input(self) -> Result<SavedSearchInput, Problem> {
        let Self { name, criteria: Object(criteria), is_favorite } = self;
        let (search, order) = criteria.wanted().map_err(|problem| problem.below(CRITERIA))?;
        Ok(SavedSearchInput { name, search, order, is_favorite })
    }
}

/// A change to a saved search: an absent field stays. Criteria are replaced as a whole.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SavedSearchPatch, example = json!({"is_favorite": true}))]
pub struct SavedSearchPatchBody {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1, max_length = 255, required = false)]
    name: Option<String>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = PhotoSearchBody, required = false)]
    criteria: Option<Object<PhotoSearchBody>>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = bool, required = false)]
    is_favorite: Option<bool>,
}

impl SavedSearchPatchBody {
    fn into_words(self) -> Result<SearchWords, Problem> {
        let Self { name, criteria, is_favorite } = self;
        let criteria = criteria
            .map(|Object(criteria)| criteria.wanted())
            .transpose()
            .map_err(|problem| problem.below(CRITERIA))?;
        Ok(SearchWords { name, criteria, is_favorite })
    }
}

/// Where the criteria stand in a body.
const CRITERIA: &str = "/criteria";

/// What criteria refer to they refer to inside of the body.
fn in_criteria(error: AppError) -> Problem {
    let is_reference = matches!(error, AppError::NoSuch(_));
    let problem = Problem::from(error);
    if is_reference { problem.below(CRITERIA) } else { problem }
}

/// A search under a name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SavedSearch)]
pub struct SavedSearchBody {
    #[schema(example = 5)]
    id: i64,
    #[schema(example = "Best of Lofoten")]
    name: String,
    criteria: PhotoSearchBody,
    is_favorite: bool,
    /// How many photos it found when it was last run with these criteria.
    #[schema(example = 12)]
    last_count: Option<i64>,
    last_run_at: Option<DateTime<Utc>>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<SavedSearch> for SavedSearchBody {
    fn from(saved: SavedSearch) -> Self {
        let SavedSearch {
            id,
            studio: _,
            owner: _,
            name,
            search,
            order,
            is_favorite,
            last_count,
            last_run_at,
            version,
            created_at,
            updated_at,
        } = saved;
        Self {
            id: id.0,
            name,
            criteria: (search, order).into(),
            is_favorite,
            last_count,
            last_run_at,
            version,
            created_at,
            updated_at,
        }
    }
}

/// Which saved searches a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SavedSearchQuery {
    /// Only favorites.
    #[serde(default)]
    favorites: bool,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    cursor: Option<String>,
}

/// Which part of what is found.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"limit": 50}))]
pub struct SavedSearchRun {
    /// How many photos to skip.
    #[schema(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many photos to show.
    #[schema(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    cursor: Option<String>,
}

fn shown(message: &str, saved: SavedSearch) -> Reply<Envelope<SavedSearchBody>> {
    let version = saved.version;
    Reply::ok(message, saved.into()).version(version)
}

/// Lists the caller's saved searches.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(SavedSearchQuery),
    responses((status = 200, description = "A page of saved searches, by id", body = Listing<SavedSearchBody>)))]
#[get("/saved-searches")]
pub async fn list(
    searches: Data<SavedSearches>,
    caller: Caller,
    query: Query<SavedSearchQuery>,
) -> ApiResult<Reply<Listing<SavedSearchBody>>> {
    let SavedSearchQuery { favorites, offset, limit, cursor } = query.0;
    let page = Paging { offset, limit, cursor }.request()?;
    let found = searches.list(&caller, favorites, page).await?;
    Ok(Reply::page("Saved searches", page, found.map(SavedSearchBody::from)))
}

/// Keeps a search under a name.
///
/// Permission: can_use_library. Errors: `saved_search_exists`, `required`, `too_long`, `out_of_range`, `too_many_tags`,
/// `invalid_tag`.
#[utoipa::path(tag = "library", request_body = NewSavedSearch,
    responses((status = 201, description = "The saved search", body = Envelope<SavedSearchBody>)))]
#[post("/saved-searches")]
pub async fn create(
    searches: Data<SavedSearches>,
    caller: Caller,
    body: Body<NewSavedSearch>,
) -> ApiResult<Reply<Envelope<SavedSearchBody>>> {
    let saved = searches.create(&caller, body.0.into_input()?).await.map_err(in_criteria)?.into_inner();
    let (location, version) = (format!("/api/v1/saved-searches/{}", saved.id), saved.version);
    Ok(Reply::created("Saved search created", location, saved.into()).version(version))
}

/// Shows a saved search.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("saved_search_id" = i64, Path)),
    responses((status = 200, description = "The saved search", body = Envelope<SavedSearchBody>)))]
#[get("/saved-searches/{saved_search_id}")]
pub async fn read(
    searches: Data<SavedSearches>,
    caller: Caller,
    id: Id<SavedSearchId>,
) -> ApiResult<Reply<Envelope<SavedSearchBody>>> {
    Ok(shown("Saved search", searches.read(&caller, id.0).await?))
}

/// Changes a saved search. Other criteria forget what the old ones found.
///
/// Permission: can_use_library. Errors: `saved_search_exists`, `required`, `too_long`, `out_of_range`, `too_many_tags`,
/// `invalid_tag`, `version_mismatch`.
#[utoipa::path(tag = "library", params(("saved_search_id" = i64, Path)), request_body = SavedSearchPatchBody,
    responses((status = 200, description = "The saved search", body = Envelope<SavedSearchBody>)))]
#[patch("/saved-searches/{saved_search_id}")]
pub async fn change(
    searches: Data<SavedSearches>,
    caller: Caller,
    id: Id<SavedSearchId>,
    expected: IfMatch,
    body: Body<SavedSearchPatchBody>,
) -> ApiResult<Reply<Envelope<SavedSearchBody>>> {
    let words = body.0.into_words()?;
    let changed = searches.change(&caller, id.0, words, expected.0).await.map_err(in_criteria)?;
    Ok(shown("Saved search changed", changed.into_inner()))
}

/// Deletes a saved search; what it finds stays.
///
/// Permission: can_use_library. Errors: `version_mismatch`.
#[utoipa::path(tag = "library", params(("saved_search_id" = i64, Path)),
    responses((status = 200, description = "Deleted", body = Done)))]
#[delete("/saved-searches/{saved_search_id}")]
pub async fn remove(
    searches: Data<SavedSearches>,
    caller: Caller,
    id: Id<SavedSearchId>,
    expected: IfMatch,
) -> ApiResult<Reply<Done>> {
    searches.remove(&caller, id.0, expected.0).await?.into_inner();
    Ok(Reply::done("Saved search deleted"))
}

/// Runs a saved search, answers as a search does, and notes how many photos were found.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("saved_search_id" = i64, Path)), request_body = SavedSearchRun,
    responses((status = 200, description = "A page of photos", body = Listing<PhotoBody>)))]
#[post("/saved-searches/{saved_search_id}/run")]
pub async fn run(
    searches: Data<SavedSearches>,
    renderings: Data<Renderings>,
    caller: Caller,
    id: Id<SavedSearchId>,
    body: Body<SavedSearchRun>,
) -> ApiResult<Reply<Pieces>> {
    let SavedSearchRun { offset, limit, cursor } = body.0;
    let order = cursor_order(searches.read(&caller, id.0).await?.order);
    let page = Paging { offset, limit, cursor }.request_in(order).map_err(Problem::in_body)?;
    let found = searches.run(&caller, id.0, page).await?.into_inner();
    renderings.page("Photos", page, order, &found, false)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_with_criteria_is_pointed_at_inside_the_body() {
        let body = json!({"name": "x", "criteria": {"rating_max": 9}});
        let body: NewSavedSearch = serde_json::from_value(body).unwrap();
        let problem = body.into_input().unwrap_err();
        assert_eq!(problem.errors[0].pointer.as_deref(), Some("/criteria/rating_max"));
    }
}
