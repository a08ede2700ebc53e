//! Files into a library.

use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{self, Data};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, post};
use atelier_application::AppError;
use atelier_application::library::{FileWords, LibraryIntake, Uploaded};
use atelier_application::ports::Committed;
use atelier_domain::ImportSessionId;
use atelier_domain::library::Hothash;
use utoipa::ToSchema;

use super::upload_bodies::{ImageFileUploaded, NewCompanion, NewPhotoFile, hothash_at};
use crate::edge::older;
use crate::extract::{Body, LiveCaller};
use crate::problem::{ApiResult, FieldError, Problem};
use crate::reply::{Envelope, Reply};
use crate::settings::HttpSettings;
use crate::stream::{Form, FormPart, unknown_field};

/// An original with what is said of it. The texts come before the file.
#[expect(
    dead_code,
    reason = "it describes the form to readers of the document; its parts are read one by one"
)]
#[derive(ToSchema)]
#[schema(example = json!({"import_session_id": "4", "file": "IMG_001.CR3"}))]
pub struct PhotoFileForm {
    import_session_id: Option<String>,
    /// 1 to 5; 0 is none. Only of a new photo.
    rating: Option<String>,
    /// Ignored, as `perceptual_hash` is: it is computed here.
    hothash: Option<String>,
    perceptual_hash: Option<String>,
    /// Of which photo the file is, where it is another file of one.
    photo_hothash: Option<String>,
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Adds a photo with its first file.
///
/// Either JSON with a small picture, while the file stays with the client; or a form with the original, of which
/// everything is read here: the previews, the hashes, the size and EXIF. Of a form, a file whose companion is in the
/// library (the same name but for the ending, the same camera, the same second, one of them RAW) joins its photo;
/// `photo_created` says which it was.
///
/// Permission: can_use_library. Errors: `photo_exists`, `import_finished`, `unsupported_image_type`, `file_too_large`,
/// `too_many_pixels`, `truncated_image`, `damaged_image`, `empty_file`, `malformed_multipart`.
#[utoipa::path(tag = "library",
    request_body(content((NewPhotoFile = "application/json"), (PhotoFileForm = "multipart/form-data"))),
    responses((status = 201, description = "What became of it", body = Envelope<ImageFileUploaded>)))]
#[post("/image-files/new-photo")]
pub async fn new_photo(
    intake: Data<LibraryIntake>,
    settings: Data<HttpSettings>,
    caller: LiveCaller,
    req: HttpRequest,
    payload: web::Payload,
) -> ApiResult<Reply<Envelope<ImageFileUploaded>>> {
    add(&intake, &settings, caller, &req, payload).await
}

/// Adds a photo with its first file, as older programs do.
///
/// Use `/image-files/new-photo` and `/image-files/add-to-photo` instead: the headers say since when and until when.
///
/// Permission: can_use_library. Errors: `photo_exists`, `import_finished`, `unsupported_image_type`, `file_too_large`,
/// `too_many_pixels`, `truncated_image`, `damaged_image`, `empty_file`, `malformed_multipart`.
#[utoipa::path(tag = "library",
    request_body(content((NewPhotoFile = "application/json"), (PhotoFileForm = "multipart/form-data"))),
    responses((status = 201, description = "What became of it", body = Envelope<ImageFileUploaded>)))]
#[post("/image-files")]
pub async fn legacy(
    intake: Data<LibraryIntake>,
    settings: Data<HttpSettings>,
    caller: LiveCaller,
    req: HttpRequest,
    payload: web::Payload,
) -> ApiResult<HttpResponse> {
    let answered = add(&intake, &settings, caller, &req, payload).await;
    let response = match answered {
        Ok(reply) => reply.respond_to(&req).map_into_boxed_body(),
        Err(problem) => HttpResponse::from_error(problem),
    };
    Ok(older::marked(response, "/api/v1/image-files/new-photo"))
}

async fn add(
    intake: &LibraryIntake,
    settings: &HttpSettings,
    caller: LiveCaller,
    req: &HttpRequest,
    payload: web::Payload,
) -> ApiResult<Reply<Envelope<ImageFileUploaded>>> {
    let mut payload = payload.into_inner();
    let uploaded = if is_form(req) {
        take_form(intake, settings, caller, req, payload, false).await?
    } else {
        intake.ensure_may_add(&caller.actor(), None).await?;
        let Body(body) = Body::<NewPhotoFile>::of_upload(req, &mut payload).await?;
        intake.add_preview(&caller.actor(), body.try_into()?).await?.into_inner()
    };
    Ok(created(uploaded))
}

/// Adds another file to a photo: the RAW beside its JPEG.
///
/// Either JSON, while the file stays with the client, or a form with the file.
///
/// Permission: can_use_library. Errors: `image_file_exists`, `too_many_files`, `import_finished`,
/// `unsupported_image_type`, `file_too_large`, `too_many_pixels`, `truncated_image`, `damaged_image`, `empty_file`,
/// `malformed_multipart`.
#[utoipa::path(tag = "library",
    request_body(content((NewCompanion = "application/json"), (PhotoFileForm = "multipart/form-data"))),
    responses((status = 201, description = "What became of it", body = Envelope<ImageFileUploaded>)))]
#[post("/image-files/add-to-photo")]
pub async fn add_to_photo(
    intake: Data<LibraryIntake>,
    settings: Data<HttpSettings>,
    caller: LiveCaller,
    req: HttpRequest,
    payload: web::Payload,
) -> ApiResult<Reply<Envelope<ImageFileUploaded>>> {
    let mut payload = payload.into_inner();
    let uploaded = if is_form(&req) {
        take_form(&intake, &settings, caller, &req, payload, true).await?
    } else {
        intake.ensure_may_add(&caller.actor(), None).await?;
        let Body(body) = Body::<NewCompanion>::of_upload(&req, &mut payload).await?;
        let (photo, words) = body.into_parts()?;
        intake.add_companion(&caller.actor(), photo, words).await?.into_inner()
    };
    Ok(created(uploaded))
}

pub(super) fn is_form(req: &HttpRequest) -> bool {
    let kind = req.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("multipart/"))
}

/// Takes the one file of a form; what is said of it comes before.
async fn take_form(
    intake: &LibraryIntake,
    settings: &HttpSettings,
    mut caller: LiveCaller,
    req: &HttpRequest,
    mut payload: Payload,
    is_companion: bool,
) -> ApiResult<Uploaded> {
    let multipart = Multipart::from_request(req, &mut payload)
        .await
        .map_err(|error| Problem::new("malformed_multipart", format!("the form cannot be read: {error}")))?;
    intake.ensure_may_add(&caller.actor(), None).await?;
    let mut form = Form::new(multipart, &settings.spool, settings.uploads, settings.stall_timeout);
    let mut words = FileWords::default();
    let mut photo: Option<Hothash> = None;
    let mut rating = None;
    while let Some(part) = form.next().await? {
        match part {
            FormPart::Text { name, value } => match name.as_str() {
                "import_session_id" => {
                    words.import_session = Some(ImportSessionId(number("/import_session_id", &value)?));
                }
                "rating" => rating = Some(number("/rating", &value)?),
                "photo_hothash" if is_companion => photo = Some(hothash_at("/photo_hothash", &value)?),
                // Older clients say them, and they are computed here.
                "hothash" | "perceptual_hash" => {}
                unknown => return Err(unknown_field(unknown)),
            },
            FormPart::File(arrived) => {
                if is_companion && photo.is_none() {
                    return Err(missing("/photo_hothash", "say of which photo it is, before the file"));
                }
                intake.ensure_may_add(&caller.actor(), words.import_session).await?;
                form.end().await?;
                let spooled = match arrived.file {
                    Ok(spooled) => spooled,
                    Err(error) => {
                        // It came no further than the spool, and the import is told all the same.
                        let error = AppError::from(error);
                        let session = words.import_session;
                        intake.note(&caller.actor(), session, &arrived.filename, &error).await?;
                        return Err(error.into());
                    }
                };
                let actor = caller.still().await?;
                words.filename = arrived.filename;
                let added = intake.add_file(&actor, photo, &spooled.file, words, rating).await?;
                return Ok(Committed::into_inner(added));
            }
        }
    }
    Err(missing("/file", "send a file"))
}

fn number<T: std::str::FromStr>(pointer: &'static str, text: &str) -> Result<T, Problem> {
    text.trim().parse().map_err(|_| {
        Problem::invalid(vec![FieldError::at(pointer, "invalid_value", "a whole number is expected")])
    })
}

fn missing(pointer: &'static str, message: &'static str) -> Problem {
    Problem::invalid(vec![FieldError::at(pointer, "required", message)])
}

fn created(uploaded: Uploaded) -> Reply<Envelope<ImageFileUploaded>> {
    let message = match (uploaded.photo_created, &uploaded.file.no_preview) {
        (true, None) => "New photo created successfully",
        (true, Some(_)) => "New photo created; no picture could be made of it",
        (false, _) => "File added to the photo successfully",
    };
    let location = format!("/api/v1/image-files/{}", uploaded.file.id);
    Reply::created(message, location, uploaded.into())
}
