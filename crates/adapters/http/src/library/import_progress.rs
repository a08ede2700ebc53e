//! How far an import has come, and what it could not take.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use atelier_application::library::ImportSessions;
use atelier_domain::ImportSessionId;

use super::import_bodies::{ImportBody, ImportErrorBody, ImportProgressBody, NewImportErrorBody};
use super::imports::shown;
use crate::extract::{Body, Caller, Id, LiveCaller, Paging, Query};
use crate::problem::ApiResult;
use crate::reply::{Envelope, Listing, Reply};
use crate::settings::HttpSettings;
use crate::stream::{Seen, Streams, event_stream, progress};

/// Lists what an import could not take, oldest first: the first thousand errors of files, and why it failed as a whole.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("import_session_id" = i64, Path), Paging),
    responses((status = 200, description = "A page of errors", body = Listing<ImportErrorBody>)))]
#[get("/import-sessions/{import_session_id}/errors")]
pub async fn errors(
    imports: Data<ImportSessions>,
    caller: Caller,
    id: Id<ImportSessionId>,
    query: Query<Paging>,
) -> ApiResult<Reply<Listing<ImportErrorBody>>> {
    let page = query.0.request()?;
    let found = imports.errors(&caller, id.0, page).await?;
    Ok(Reply::page("Errors", page, found.map(ImportErrorBody::from)))
}

/// Takes what a client says of a file that it could not read: one more is done with, and has failed.
///
/// Permission: can_use_library. Errors: `import_finished`, `required`, `too_long`.
#[utoipa::path(tag = "library", params(("import_session_id" = i64, Path)), request_body = NewImportErrorBody,
    responses((status = 200, description = "The import", body = Envelope<ImportBody>)))]
#[post("/import-sessions/{import_session_id}/errors")]
pub async fn report(
    imports: Data<ImportSessions>,
    caller: Caller,
    id: Id<ImportSessionId>,
    body: Body<NewImportErrorBody>,
) -> ApiResult<Reply<Envelope<ImportBody>>> {
    let view = imports.report(&caller, id.0, body.0.into()).await?.into_inner();
    Ok(shown("Error noted", view))
}

/// Shows how far an import has come.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("import_session_id" = i64, Path)),
    responses((status = 200, description = "The counts", body = Envelope<ImportProgressBody>)))]
#[get("/import-sessions/{import_session_id}/progress")]
pub async fn read(
    imports: Data<ImportSessions>,
    caller: Caller,
    id: Id<ImportSessionId>,
) -> ApiResult<Reply<Envelope<ImportProgressBody>>> {
    Ok(Reply::ok("Progress", imports.read(&caller, id.0).await?.into()))
}

/// Streams the progress of an import as server-sent events.
///
/// `progress` events carry status and counts whenever they change; `done` carries them once the import is completed,
/// failed or cancelled, and ends the stream. A stream that lasts too long ends without it: connect again.
///
/// Permission: can_use_library. Errors: `rate_limited`.
#[utoipa::path(tag = "library", params(("import_session_id" = i64, Path)),
    responses((status = 200, description = "Events", body = String, content_type = "text/event-stream")))]
#[get("/import-sessions/{import_session_id}/progress/stream")]
pub async fn watch(
    imports: Data<ImportSessions>,
    settings: Data<HttpSettings>,
    streams: Data<Streams>,
    caller: LiveCaller,
    id: Id<ImportSessionId>,
) -> ApiResult<HttpResponse> {
    // The first look decides whether there is anything to stream at all.
    imports.read(&caller.actor(), id.0).await?;
    let (place, mut caller) = (streams.enter()?, caller);
    let look = async move || {
        let actor = caller.again().await.ok()?;
        let view = imports.read(&actor, id.0).await.ok()?;
        Some(Seen { is_done: view.session.status.is_finished(), body: ImportProgressBody::from(view) })
    };
    Ok(event_stream(progress(place, look), settings.stream_lifetime))
}
