//! Photos that belong together.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post, put};
use atelier_application::library::Stacks;
use atelier_application::ports::stacks::StackEntry;
use atelier_domain::PhotoStackId;

use super::named::Named;
use super::stack_bodies::{
    NewStack, StackBody, StackPatchBody, StackQuery, StackRemains, StackedPhotos, SuggestBody, SuggestionBody,
};
use crate::extract::{Body, Caller, Id, IfMatch, Paging, Query};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Listing, Reply};

fn shown(message: &str, entry: StackEntry) -> Reply<Envelope<StackBody>> {
    let version = entry.stack.version;
    Reply::ok(message, entry.into()).version(version)
}

/// Lists the stacks of the caller's library, the newest first.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(StackQuery),
    responses((status = 200, description = "A page of stacks", body = Listing<StackBody>)))]
#[get("/photo-stacks")]
pub async fn list(
    stacks: Data<Stacks>,
    caller: Caller,
    query: Query<StackQuery>,
) -> ApiResult<Reply<Listing<StackBody>>> {
    let StackQuery { kind, offset, limit, cursor } = query.0;
    let page = Paging { offset, limit, cursor }.request()?;
    let found = stacks.list(&caller, kind, page).await?;
    Ok(Reply::page("Photo stacks", page, found.map(StackBody::from)))
}

/// Makes a stack of two photos or more. A photo is in one stack at most: it leaves the one in which it is, and a stack that
/// is left with one photo goes.
///
/// Permission: can_use_library. Errors: `out_of_range`, `not_in_stack`, `too_long`.
#[utoipa::path(tag = "library", request_body = NewStack,
    responses((status = 201, description = "The stack", body = Envelope<StackBody>)))]
#[post("/photo-stacks")]
pub async fn create(
    stacks: Data<Stacks>,
    caller: Caller,
    body: Body<NewStack>,
) -> ApiResult<Reply<Envelope<StackBody>>> {
    let made = stacks.create(&caller, body.0.into()).await?.into_inner();
    let (location, version) = (format!("/api/v1/photo-stacks/{}", made.stack.id), made.stack.version);
    Ok(Reply::created("Photo stack created", location, made.into()).version(version))
}

/// Proposes stacks of photos that are in none: those that one camera took within seconds of one another. What was exposed
/// differently is a bracket, everything else a burst. Nothing is written.
///
/// The newest 10,000 photos of the span are looked at, and at most 50 runs are told, the newest first.
///
/// Permission: can_use_library. Errors: `out_of_range`.
#[utoipa::path(tag = "library", request_body = SuggestBody,
    responses((status = 200, description = "The proposals", body = Listing<SuggestionBody>)))]
#[post("/photo-stacks/suggest")]
pub async fn suggest(
    stacks: Data<Stacks>,
    caller: Caller,
    body: Body<SuggestBody>,
) -> ApiResult<Reply<Listing<SuggestionBody>>> {
    let found = stacks.suggest(&caller, body.0.into()).await?;
    Ok(Reply::all("Suggestions", found.into_iter().map(SuggestionBody::from).collect()))
}

/// Shows a stack.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("stack_id" = i64, Path)),
    responses((status = 200, description = "The stack", body = Envelope<StackBody>)))]
#[get("/photo-stacks/{stack_id}")]
pub async fn read(
    stacks: Data<Stacks>,
    caller: Caller,
    id: Id<PhotoStackId>,
) -> ApiResult<Reply<Envelope<StackBody>>> {
    Ok(shown("Photo stack", stacks.read(&caller, id.0).await?))
}

/// Changes a stack's kind, title and cover.
///
/// Permission: can_use_library. Errors: `not_in_stack`, `too_long`, `version_mismatch`.
#[utoipa::path(tag = "library", params(("stack_id" = i64, Path)), request_body = StackPatchBody,
    responses((status = 200, description = "The stack", body = Envelope<StackBody>)))]
#[patch("/photo-stacks/{stack_id}")]
pub async fn change(
    stacks: Data<Stacks>,
    caller: Caller,
    id: Id<PhotoStackId>,
    expected: IfMatch,
    body: Body<StackPatchBody>,
) -> ApiResult<Reply<Envelope<StackBody>>> {
    let changed = stacks.change(&caller, id.0, body.0.into(), expected.0).await?.into_inner();
    Ok(shown("Photo stack changed", changed))
}

/// Deletes a stack; its photos stay.
///
/// Permission: can_use_library. Errors: `version_mismatch`.
#[utoipa::path(tag = "library", params(("stack_id" = i64, Path)),
    responses((status = 200, description = "Deleted", body = Done)))]
#[delete("/photo-stacks/{stack_id}")]
pub async fn remove(
    stacks: Data<Stacks>,
    caller: Caller,
    id: Id<PhotoStackId>,
    expected: IfMatch,
) -> ApiResult<Reply<Done>> {
    stacks.remove(&caller, id.0, expected.0).await?.into_inner();
    Ok(Reply::done("Photo stack deleted"))
}

/// Puts photos at the end of a stack; those that are in it stay where they are, and those of other stacks leave them.
///
/// Permission: can_use_library. Errors: `stack_full`, `out_of_range`.
#[utoipa::path(tag = "library", params(("stack_id" = i64, Path)), request_body = StackedPhotos,
    responses((status = 200, description = "The stack", body = Envelope<StackBody>)))]
#[post("/photo-stacks/{stack_id}/photos")]
pub async fn add(
    stacks: Data<Stacks>,
    caller: Caller,
    id: Id<PhotoStackId>,
    body: Body<StackedPhotos>,
) -> ApiResult<Reply<Envelope<StackBody>>> {
    let filled = stacks.add(&caller, id.0, &body.0.hothashes).await?.into_inner();
    Ok(shown("Photos stacked", filled))
}

/// Takes a photo out of a stack. A stack that is left with one photo goes, and `stack` is null then.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("stack_id" = i64, Path), ("hothash" = String, Path)),
    responses((status = 200, description = "What is left", body = Envelope<StackRemains>)))]
#[delete("/photo-stacks/{stack_id}/photos/{hothash}")]
pub async fn take(
    stacks: Data<Stacks>,
    caller: Caller,
    ids: Id<(PhotoStackId, Named)>,
) -> ApiResult<Reply<Envelope<StackRemains>>> {
    let (id, Named(hothash)) = ids.0;
    let left = stacks.take(&caller, id, &hothash).await?.into_inner();
    Ok(Reply::ok("Photo taken out of the stack", StackRemains { stack: left.map(StackBody::from) }))
}

/// Gives the photos of a stack a new order; those that are not named follow the named ones.
///
/// Permission: can_use_library. Errors: `not_in_stack`, `out_of_range`.
#[utoipa::path(tag = "library", params(("stack_id" = i64, Path)), request_body = StackedPhotos,
    responses((status = 200, description = "The stack", body = Envelope<StackBody>)))]
#[put("/photo-stacks/{stack_id}/order")]
pub async fn reorder(
    stacks: Data<Stacks>,
    caller: Caller,
    id: Id<PhotoStackId>,
    body: Body<StackedPhotos>,
) -> ApiResult<Reply<Envelope<StackBody>>> {
    let ordered = stacks.reorder(&caller, id.0, &body.0.hothashes).await?.into_inner();
    Ok(shown("Photo stack reordered", ordered))
}
