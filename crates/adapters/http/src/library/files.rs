//! Files of photographs, one by one.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, put};
use atelier_application::library::{ImageFiles, Previews};
use atelier_application::ports::library::ImageFileFilter;
use atelier_domain::library::FileFormat;
use atelier_domain::{ImageFileId, ImportSessionId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::file_bodies::{ImageFileBody, StorageInfo, StorageInfoPatchBody};
use super::previews::small_picture;
use crate::extract::{Body, Caller, Id, Paging, Query};
use crate::problem::{ApiResult, Problem};
use crate::reply::{Done, Envelope, Listing, Reply};
use crate::stream::{FileAnswer, Keeping, Wanted};

/// How long an original may be kept by whoever was sent it, in seconds.
const MAX_AGE: i64 = 3600;

/// Which files a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImageFileQuery {
    /// Those of this import.
    import_session_id: Option<i64>,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    cursor: Option<String>,
}

/// Lists the files of the library, the newest first.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(ImageFileQuery),
    responses((status = 200, description = "A page of files", body = Listing<ImageFileBody>)))]
#[get("/image-files")]
pub async fn list(
    files: Data<ImageFiles>,
    caller: Caller,
    query: Query<ImageFileQuery>,
) -> ApiResult<Reply<Listing<ImageFileBody>>> {
    let ImageFileQuery { import_session_id, offset, limit, cursor } = query.0;
    let page = Paging { offset, limit, cursor }.request()?;
    let filter = ImageFileFilter { import_session: import_session_id.map(ImportSessionId), photo: None };
    let found = files.list(&caller, filter, page).await.map_err(|error| Problem::from(error).in_query())?;
    Ok(Reply::page("Files", page, found.map(ImageFileBody::from)))
}

/// Shows a file.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("image_file_id" = i64, Path)),
    responses((status = 200, description = "The file", body = Envelope<ImageFileBody>)))]
#[get("/image-files/{image_file_id}")]
pub async fn read(
    files: Data<ImageFiles>,
    caller: Caller,
    id: Id<ImageFileId>,
) -> ApiResult<Reply<Envelope<ImageFileBody>>> {
    Ok(Reply::ok("The file", files.read(&caller, id.0).await?.into()))
}

/// Sends the small picture of the photo that a file is of.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("image_file_id" = i64, Path)),
    responses((status = 200, description = "The picture", content_type = "image/jpeg", body = Vec<u8>)))]
#[get("/image-files/{image_file_id}/hotpreview")]
pub async fn hotpreview(
    previews: Data<Previews>,
    caller: Caller,
    req: HttpRequest,
    id: Id<ImageFileId>,
) -> ApiResult<HttpResponse> {
    let (hothash, bytes) = previews.hotpreview_of_file(&caller, id.0).await?;
    // A merge can give the file to another photo.
    Ok(small_picture(&req, hothash.as_str(), bytes, Keeping::Asking))
}

/// Sends the untouched bytes of a file, where they are here.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("image_file_id" = i64, Path)),
    responses(
        (status = 200, description = "The file", content_type = "image/*", body = Vec<u8>),
        (status = 206, description = "A part of it", content_type = "image/*", body = Vec<u8>),
    ))]
#[get("/image-files/{image_file_id}/original")]
pub async fn original(
    files: Data<ImageFiles>,
    caller: Caller,
    req: HttpRequest,
    id: Id<ImageFileId>,
) -> ApiResult<HttpResponse> {
    let file = files.original(&caller, id.0).await?;
    let etag = file.original.as_ref().map(|original| original.content_hash.clone()).unwrap_or_default();
    let answer = FileAnswer {
        size: file.file_size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default(),
        etag,
        content_type: file.format.map_or("application/octet-stream", FileFormat::media_type),
        keeping: Keeping::ByCaller(MAX_AGE),
        download_name: Some(file.filename.clone()),
    };
    match answer.wanted(&req) {
        Wanted::Nothing(response) => Ok(response),
        Wanted::Bytes(range) => {
            let body = files.bytes(&caller, &file, range.clone()).await?;
            Ok(answer.send(range, body))
        }
    }
}

/// Shows where a file is kept, as its owner's programs say.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("image_file_id" = i64, Path)),
    responses((status = 200, description = "Where it is kept", body = Envelope<StorageInfo>)))]
#[get("/image-files/{image_file_id}/storage-info")]
pub async fn storage_info(
    files: Data<ImageFiles>,
    caller: Caller,
    id: Id<ImageFileId>,
) -> ApiResult<Reply<Envelope<StorageInfo>>> {
    Ok(Reply::ok("Where it is kept", files.read(&caller, id.0).await?.into()))
}

/// Says where a file is kept: an absent field stays, `null` clears.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("image_file_id" = i64, Path)), request_body = StorageInfoPatchBody,
    responses((status = 200, description = "Where it is kept", body = Envelope<StorageInfo>)))]
#[put("/image-files/{image_file_id}/storage-info")]
pub async fn change_storage_info(
    files: Data<ImageFiles>,
    caller: Caller,
    id: Id<ImageFileId>,
    body: Body<StorageInfoPatchBody>,
) -> ApiResult<Reply<Envelope<StorageInfo>>> {
    let view = files.change_info(&caller, id.0, body.0.into()).await?.into_inner();
    Ok(Reply::ok("Where it is kept", view.into()))
}

/// Deletes one file of a photo and its bytes. The last one goes with its photo only.
///
/// Permission: can_use_library. Errors: `last_file`.
#[utoipa::path(tag = "library", params(("image_file_id" = i64, Path)),
    responses((status = 200, description = "Deleted", body = Done)))]
#[delete("/image-files/{image_file_id}")]
pub async fn remove(files: Data<ImageFiles>, caller: Caller, id: Id<ImageFileId>) -> ApiResult<Reply<Done>> {
    files.delete(&caller, id.0).await?.into_inner();
    Ok(Reply::done("File deleted"))
}
