//! Tags of the library, and those of one photo.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use atelier_application::library::Tags;
use atelier_application::ports::library::PhotoView;
use atelier_domain::TagId;
use atelier_domain::library::{Tag, TagName};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::bodies::PhotoBody;
use super::named::Named;
use crate::extract::{Body, Caller, Id, IfMatch, Paging, Query};
use crate::problem::{ApiResult, FieldError, Problem};
use crate::reply::{Done, Envelope, Listing, Reply};

/// A word that stands on photos.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tag)]
pub struct TagBody {
    #[schema(example = 3)]
    id: i64,
    /// As it was written last by whoever renamed it, or else first.
    #[schema(example = "Blåbær")]
    name: String,
    /// As it is compared: `Blåbær` and `BLABAER` are one tag.
    #[schema(example = "blabaer")]
    key: String,
    /// How many photos have it.
    #[schema(example = 12)]
    photo_count: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<Tag> for TagBody {
    fn from(tag: Tag) -> Self {
        let Tag { id, name, photo_count, created_at, updated_at } = tag;
        let TagName { name, key } = name;
        Self { id: id.0, name, key, photo_count, created_at, updated_at }
    }
}

/// Which tags a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TagQuery {
    /// What the name begins with, however it is spelt: `bla` finds `Blåbær`. Signs are taken as they are.
    #[param(max_length = 50)]
    prefix: Option<String>,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
}

/// Another name for a tag.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Blåbær"}))]
pub struct TagRename {
    #[schema(min_length = 1, max_length = 50)]
    name: String,
}

/// Tags that become one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"from": [7, 8], "into": 3}))]
pub struct TagMerge {
    /// These go.
    #[schema(min_items = 1, max_items = 100)]
    from: Vec<i64>,
    /// This one stays, and stands wherever one of the others did.
    into: i64,
}

/// Tags for a photo, in order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"tags": ["lofoten", "f/1.8"]}))]
pub struct AddedTags {
    #[schema(min_items = 1, max_items = 20)]
    tags: Vec<String>,
}

/// Lists the tags of the caller's library, the most used first; with `prefix`, for autocompletion.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(TagQuery),
    responses((status = 200, description = "A page of tags", body = Listing<TagBody>)))]
#[get("/tags")]
pub async fn list(
    tags: Data<Tags>,
    caller: Caller,
    query: Query<TagQuery>,
) -> ApiResult<Reply<Listing<TagBody>>> {
    let TagQuery { prefix, offset, limit } = query.0;
    let page = Paging { offset, limit, cursor: None }.request()?;
    let prefix = atelier_domain::text::optional("prefix", prefix.as_deref(), 50).map_err(|violation| {
        let error = FieldError::parameter("prefix", violation.code, violation.message);
        Problem::invalid(vec![error])
    })?;
    let found = tags.list(&caller, prefix.as_deref(), page).await?;
    Ok(Reply::page("Tags", page, found.map(TagBody::from)))
}

/// Renames a tag on all photos. A name that differs only in spelling is another spelling.
///
/// A name that another tag has is refused, and the problem's `tag_id` names that one, to be merged with.
///
/// Permission: can_use_library. Errors: `tag_exists`, `required`, `too_long`, `invalid_tag`.
#[utoipa::path(tag = "library", params(("tag_id" = i64, Path)), request_body = TagRename,
    responses((status = 200, description = "The tag", body = Envelope<TagBody>)))]
#[patch("/tags/{tag_id}")]
pub async fn rename(
    tags: Data<Tags>,
    caller: Caller,
    id: Id<TagId>,
    body: Body<TagRename>,
) -> ApiResult<Reply<Envelope<TagBody>>> {
    let renamed = tags.rename(&caller, id.0, &body.0.name).await?.into_inner();
    Ok(Reply::ok("Tag renamed", renamed.into()))
}

/// Makes one tag of several: `into` stands on every photo that had any of them.
///
/// Permission: can_use_library. Errors: `out_of_range`.
#[utoipa::path(tag = "library", request_body = TagMerge,
    responses((status = 200, description = "The tag that stays", body = Envelope<TagBody>)))]
#[post("/tags/merge")]
pub async fn merge(
    tags: Data<Tags>,
    caller: Caller,
    body: Body<TagMerge>,
) -> ApiResult<Reply<Envelope<TagBody>>> {
    let TagMerge { from, into } = body.0;
    let from: Vec<TagId> = from.into_iter().map(TagId).collect();
    let merged = tags.merge(&caller, &from, TagId(into)).await?.into_inner();
    Ok(Reply::ok("Tags merged", merged.into()))
}

/// Deletes a tag: it is taken from all photos.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("tag_id" = i64, Path)),
    responses((status = 200, description = "Deleted", body = Done)))]
#[delete("/tags/{tag_id}")]
pub async fn remove(tags: Data<Tags>, caller: Caller, id: Id<TagId>) -> ApiResult<Reply<Done>> {
    tags.remove(&caller, id.0).await?.into_inner();
    Ok(Reply::done("Tag deleted"))
}

/// Puts tags onto a photo, behind those that it has; a photo has at most 20.
///
/// Permission: can_use_library. Errors: `too_many_tags`, `required`, `too_long`, `invalid_tag`, `version_mismatch`.
#[utoipa::path(tag = "library", params(("hothash" = String, Path)), request_body = AddedTags,
    responses((status = 200, description = "The photo", body = Envelope<PhotoBody>)))]
#[post("/photos/{hothash}/tags")]
pub async fn add(
    tags: Data<Tags>,
    caller: Caller,
    id: Id<Named>,
    expected: IfMatch,
    body: Body<AddedTags>,
) -> ApiResult<Reply<Envelope<PhotoBody>>> {
    let tagged = tags.add_to_photo(&caller, &id.0.0, &body.0.tags, expected.0).await?.into_inner();
    Ok(shown("Tags added", tagged))
}

/// Takes a tag from a photo. It is named by its text, percent-encoded, however it is spelt.
///
/// Permission: can_use_library. Errors: `version_mismatch`.
#[utoipa::path(tag = "library", params(("hothash" = String, Path), ("tag" = String, Path)),
    responses((status = 200, description = "The photo", body = Envelope<PhotoBody>)))]
#[delete("/photos/{hothash}/tags/{tag}")]
pub async fn take(
    tags: Data<Tags>,
    caller: Caller,
    ids: Id<(Named, String)>,
    expected: IfMatch,
) -> ApiResult<Reply<Envelope<PhotoBody>>> {
    let (Named(hothash), tag) = ids.0;
    let left = tags.take_from_photo(&caller, &hothash, &tag, expected.0).await?.into_inner();
    Ok(shown("Tag removed", left))
}

fn shown(message: &str, view: PhotoView) -> Reply<Envelope<PhotoBody>> {
    let version = view.photo.version;
    Reply::ok(message, view.into()).version(version)
}
