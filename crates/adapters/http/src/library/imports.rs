//! An import from its announcement to its end.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use atelier_application::library::{ImportSessionInput, ImportSessionPatch, ImportSessions};
use atelier_application::ports::library::{ImportFilter, ImportSessionView};
use atelier_domain::library::ImportStatus;
use atelier_domain::{AuthorId, ImportSessionId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::import_bodies::{ImportBody, ImportFailure, ImportPatchBody, NewImportBody};
use crate::extract::{Body, Caller, Id, IfMatch, Paging, Query};
use crate::problem::{ApiResult, Problem};
use crate::reply::{Done, Envelope, Listing, Reply};

pub(super) fn shown(message: &str, view: ImportSessionView) -> Reply<Envelope<ImportBody>> {
    let version = view.session.version;
    Reply::ok(message, view.into()).version(version)
}

/// Which imports a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    #[param(schema_with = crate::schema::import_status, required = false)]
    status: Option<ImportStatus>,
    /// Only imports with this author.
    default_author_id: Option<i64>,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    cursor: Option<String>,
}

/// Lists the imports of the caller's library, newest first.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(ImportQuery),
    responses((status = 200, description = "A page of imports", body = Listing<ImportBody>)))]
#[get("/import-sessions")]
pub async fn list(
    imports: Data<ImportSessions>,
    caller: Caller,
    query: Query<ImportQuery>,
) -> ApiResult<Reply<Listing<ImportBody>>> {
    let ImportQuery { status, default_author_id, offset, limit, cursor } = query.0;
    let page = Paging { offset, limit, cursor }.request()?;
    let filter = ImportFilter { status, default_author: default_author_id.map(AuthorId) };
    let found = imports.list(&caller, filter, page).await;
    let found = found.map_err(|error| Problem::from(error).in_query())?;
    Ok(Reply::page("Imports", page, found.map(ImportBody::from)))
}

/// Announces an import, which files name as they are sent.
///
/// Permission: can_use_library. Errors: `unknown_author`, `contradicts`, `required`, `too_long`, `out_of_range`.
#[utoipa::path(tag = "library", request_body = NewImportBody,
    responses((status = 201, description = "The import", body = Envelope<ImportBody>)))]
#[post("/import-sessions")]
pub async fn create(
    imports: Data<ImportSessions>,
    caller: Caller,
    body: Body<NewImportBody>,
) -> ApiResult<Reply<Envelope<ImportBody>>> {
    let input = ImportSessionInput::try_from(body.0)?;
    let view = imports.create(&caller, input).await?.into_inner();
    let location = format!("/api/v1/import-sessions/{}", view.session.id);
    let version = view.session.version;
    Ok(Reply::created("Import created", location, view.into()).version(version))
}

/// Shows an import.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("import_session_id" = i64, Path)),
    responses((status = 200, description = "The import", body = Envelope<ImportBody>)))]
#[get("/import-sessions/{import_session_id}")]
pub async fn read(
    imports: Data<ImportSessions>,
    caller: Caller,
    id: Id<ImportSessionId>,
) -> ApiResult<Reply<Envelope<ImportBody>>> {
    Ok(shown("The import", imports.read(&caller, id.0).await?))
}

/// Changes what is written of an import, and how many files are expected. A finished one can still be renamed.
///
/// Permission: can_use_library. Errors: `unknown_author`, `contradicts`, `required`, `too_long`, `out_of_range`,
/// `version_mismatch`.
#[utoipa::path(tag = "library", params(("import_session_id" = i64, Path)), request_body = ImportPatchBody,
    responses((status = 200, description = "The import", body = Envelope<ImportBody>)))]
#[patch("/import-sessions/{import_session_id}")]
pub async fn change(
    imports: Data<ImportSessions>,
    caller: Caller,
    id: Id<ImportSessionId>,
    expected: IfMatch,
    body: Body<ImportPatchBody>,
) -> ApiResult<Reply<Envelope<ImportBody>>> {
    let patch = ImportSessionPatch::try_from(body.0)?;
    let view = imports.change(&caller, id.0, patch, expected.0).await?.into_inner();
    Ok(shown("Import changed", view))
}

/// Deletes an import with its errors. The files and photographs that came by it stay, and name no import.
///
/// Permission: can_use_library. Errors: `version_mismatch`.
#[utoipa::path(tag = "library", params(("import_session_id" = i64, Path)),
    responses((status = 200, description = "Deleted", body = Done)))]
#[delete("/import-sessions/{import_session_id}")]
pub async fn remove(
    imports: Data<ImportSessions>,
    caller: Caller,
    id: Id<ImportSessionId>,
    expected: IfMatch,
) -> ApiResult<Reply<Done>> {
    imports.delete(&caller, id.0, expected.0).await?.into_inner();
    Ok(Reply::done("Import deleted"))
}

/// Says that files begin to come; the first file says so too. Starting what runs changes nothing.
///
/// Permission: can_use_library. Errors: `import_finished`.
#[utoipa::path(tag = "library", params(("import_session_id" = i64, Path)),
    responses((status = 200, description = "The import", body = Envelope<ImportBody>)))]
#[post("/import-sessions/{import_session_id}/start")]
pub async fn start(
    imports: Data<ImportSessions>,
    caller: Caller,
    id: Id<ImportSessionId>,
) -> ApiResult<Reply<Envelope<ImportBody>>> {
    Ok(shown("Import started", imports.start(&caller, id.0).await?.into_inner()))
}

/// Says that all files have come. Completing what is completed changes nothing.
///
/// Permission: can_use_library. Errors: `import_finished`, `invalid_transition`.
#[utoipa::path(tag = "library", params(("import_session_id" = i64, Path)),
    responses((status = 200, description = "The import", body = Envelope<ImportBody>)))]
#[post("/import-sessions/{import_session_id}/complete")]
pub async fn complete(
    imports: Data<ImportSessions>,
    caller: Caller,
    id: Id<ImportSessionId>,
) -> ApiResult<Reply<Envelope<ImportBody>>> {
    Ok(shown("Import completed", imports.complete(&caller, id.0).await?.into_inner()))
}

/// Says that an import broke off. The reason is kept among its errors; what has come stays.
///
/// Permission: can_use_library. Errors: `import_finished`, `too_long`.
#[utoipa::path(tag = "library", params(("import_session_id" = i64, Path)), request_body = ImportFailure,
    responses((status = 200, description = "The import", body = Envelope<ImportBody>)))]
#[post("/import-sessions/{import_session_id}/fail")]
pub async fn fail(
    imports: Data<ImportSessions>,
    caller: Caller,
    id: Id<ImportSessionId>,
    body: Body<ImportFailure>,
) -> ApiResult<Reply<Envelope<ImportBody>>> {
    let ImportFailure { reason } = body.0;
    let view = imports.fail(&caller, id.0, reason.as_deref()).await?.into_inner();
    Ok(shown("Import failed", view))
}

/// Stops an import; what has come stays.
///
/// Permission: can_use_library. Errors: `import_finished`.
#[utoipa::path(tag = "library", params(("import_session_id" = i64, Path)),
    responses((status = 200, description = "The import", body = Envelope<ImportBody>)))]
#[post("/import-sessions/{import_session_id}/cancel")]
pub async fn cancel(
    imports: Data<ImportSessions>,
    caller: Caller,
    id: Id<ImportSessionId>,
) -> ApiResult<Reply<Envelope<ImportBody>>> {
    Ok(shown("Import cancelled", imports.cancel(&caller, id.0).await?.into_inner()))
}
