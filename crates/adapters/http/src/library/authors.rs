//! Who takes the photographs of a library.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post, put};
use atelier_application::library::{AuthorPatch, Authors};
use atelier_application::ports::library::{AuthorFilter, AuthorOrder, AuthorView};
use atelier_domain::AuthorId;
use atelier_domain::library::{Author, AuthorDetails};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Body, Caller, Id, IfMatch, Paging, Patch, Query, not_null, search_text};
use crate::problem::{ApiResult, FieldError, Problem};
use crate::reply::{Done, Envelope, Listing, Reply};

/// An author as they are written, whole.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Åse Berg", "email": "aase@berg.example", "bio": "Landscapes"}))]
pub struct NewAuthor {
    /// Two authors may have the same name.
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    #[schema(format = Email, max_length = 255)]
    email: Option<String>,
    #[schema(max_length = 2000)]
    bio: Option<String>,
}

impl From<NewAuthor> for AuthorDetails {
    fn from(body: NewAuthor) -> Self {
        let NewAuthor { name, email, bio } = body;
        Self { name, email, bio }
    }
}

/// A change to an author: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AuthorPatch, example = json!({"bio": null}))]
pub struct AuthorPatchBody {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1, max_length = 255)]
    name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 255)]
    email: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 2000)]
    bio: Patch<String>,
}

impl From<AuthorPatchBody> for AuthorPatch {
    fn from(body: AuthorPatchBody) -> Self {
        let AuthorPatchBody { name, email, bio } = body;
        Self { name, email: email.into_change(), bio: bio.into_change() }
    }
}

/// Somebody who takes photographs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Author)]
pub struct AuthorBody {
    #[schema(example = 4)]
    id: i64,
    #[schema(example = "Åse Berg")]
    name: String,
    #[schema(example = "aase@berg.example")]
    email: Option<String>,
    bio: Option<String>,
    /// How many photographs of the library name them.
    #[schema(example = 12)]
    image_count: u64,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<AuthorView> for AuthorBody {
    fn from(view: AuthorView) -> Self {
        let AuthorView { author, image_count } = view;
        let Author { id, studio: _, owner: _, details, version, created_at, updated_at } = author;
        let AuthorDetails { name, email, bio } = details;
        Self { id: id.0, name, email, bio, image_count, version, created_at, updated_at }
    }
}

/// By what authors are sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthorSort {
    #[default]
    Oldest,
    Newest,
    Name,
}

/// Which authors a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuthorQuery {
    /// Text to find in the name.
    search: Option<String>,
    /// The order; it ends in the number. By name there is no cursor.
    #[serde(default)]
    #[param(inline, required = false)]
    sort: AuthorSort,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    cursor: Option<String>,
}

/// Lists the authors of the caller's library.
///
/// Permission: can_use_library. Errors: `invalid_cursor`.
#[utoipa::path(tag = "library", params(AuthorQuery),
    responses((status = 200, description = "A page of authors", body = Listing<AuthorBody>)))]
#[get("/authors")]
pub async fn list(
    authors: Data<Authors>,
    caller: Caller,
    query: Query<AuthorQuery>,
) -> ApiResult<Reply<Listing<AuthorBody>>> {
    let AuthorQuery { search, sort, offset, limit, cursor } = query.0;
    let page = Paging { offset, limit, cursor }.request()?;
    let order = match sort {
        AuthorSort::Oldest => AuthorOrder::Oldest,
        AuthorSort::Newest => AuthorOrder::Newest,
        AuthorSort::Name => AuthorOrder::Name,
    };
    // Left aside silently, a cursor of another order would show the first page for ever.
    if order == AuthorOrder::Name && page.after.is_some() {
        let message = "the list by name has no cursor; page it by offset";
        return Err(Problem::invalid(vec![FieldError::parameter("cursor", "invalid_cursor", message)]));
    }
    let search = search_text(search.as_deref())?;
    let found = authors.list(&caller, AuthorFilter { search, order }, page).await?;
    Ok(Reply::page("Authors", page, found.map(AuthorBody::from)))
}

/// Adds an author to the caller's library.
///
/// Permission: can_use_library. Errors: `required`, `too_long`, `invalid_email`.
#[utoipa::path(tag = "library", request_body = NewAuthor,
    responses((status = 201, description = "The author", body = Envelope<AuthorBody>)))]
#[post("/authors")]
pub async fn create(
    authors: Data<Authors>,
    caller: Caller,
    body: Body<NewAuthor>,
) -> ApiResult<Reply<Envelope<AuthorBody>>> {
    let view = authors.create(&caller, body.0.into()).await?.into_inner();
    let location = format!("/api/v1/authors/{}", view.author.id);
    let version = view.author.version;
    Ok(Reply::created("Author created", location, view.into()).version(version))
}

/// Shows an author.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("author_id" = i64, Path)),
    responses((status = 200, description = "The author", body = Envelope<AuthorBody>)))]
#[get("/authors/{author_id}")]
pub async fn read(
    authors: Data<Authors>,
    caller: Caller,
    id: Id<AuthorId>,
) -> ApiResult<Reply<Envelope<AuthorBody>>> {
    Ok(shown("The author", authors.read(&caller, id.0).await?))
}

/// Changes an author, as older clients do; the same as PATCH.
///
/// Permission: can_use_library. Errors: `required`, `too_long`, `invalid_email`, `version_mismatch`.
#[utoipa::path(tag = "library", params(("author_id" = i64, Path)), request_body = AuthorPatchBody,
    responses((status = 200, description = "The author", body = Envelope<AuthorBody>)))]
#[put("/authors/{author_id}")]
pub async fn replace(
    authors: Data<Authors>,
    caller: Caller,
    id: Id<AuthorId>,
    expected: IfMatch,
    body: Body<AuthorPatchBody>,
) -> ApiResult<Reply<Envelope<AuthorBody>>> {
    let view = authors.change(&caller, id.0, body.0.into(), expected.0).await?.into_inner();
    Ok(shown("Author changed", view))
}

/// Changes an author.
///
/// Permission: can_use_library. Errors: `required`, `too_long`, `invalid_email`, `version_mismatch`.
#[utoipa::path(tag = "library", params(("author_id" = i64, Path)), request_body = AuthorPatchBody,
    responses((status = 200, description = "The author", body = Envelope<AuthorBody>)))]
#[patch("/authors/{author_id}")]
pub async fn change(
    authors: Data<Authors>,
    caller: Caller,
    id: Id<AuthorId>,
    expected: IfMatch,
    body: Body<AuthorPatchBody>,
) -> ApiResult<Reply<Envelope<AuthorBody>>> {
    let view = authors.change(&caller, id.0, body.0.into(), expected.0).await?.into_inner();
    Ok(shown("Author changed", view))
}

/// Deletes an author. Photographs and imports that name them stay, and name nobody.
///
/// Permission: can_use_library. Errors: `version_mismatch`.
#[utoipa::path(tag = "library", params(("author_id" = i64, Path)),
    responses((status = 200, description = "Deleted", body = Done)))]
#[delete("/authors/{author_id}")]
pub async fn remove(
    authors: Data<Authors>,
    caller: Caller,
    id: Id<AuthorId>,
    expected: IfMatch,
) -> ApiResult<Reply<Done>> {
    authors.delete(&caller, id.0, expected.0).await?.into_inner();
    Ok(Reply::done("Author deleted"))
}

fn shown(message: &str, view: AuthorView) -> Reply<Envelope<AuthorBody>> {
    let version = view.author.version;
    Reply::ok(message, view.into()).version(version)
}
