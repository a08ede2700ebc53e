//! Files into a gallery.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::post;
use actix_web::web::Data;
use atelier_application::AppError;
use atelier_application::images::{FileOutcome, Intake};
use atelier_application::ports::Committed;
use atelier_domain::GalleryId;
use atelier_domain::access::Actor;
use atelier_domain::images::GroupType;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Id, LiveCaller, Query};
use crate::images::StoredImage;
use crate::problem::{ApiResult, FieldError, Problem};
use crate::reply::{Envelope, Reply};
use crate::settings::HttpSettings;
use crate::stream::{Arrived, Form, FormPart};

/// The form of an upload.
#[expect(
    dead_code,
    reason = "it describes the form to readers of the document; its parts are read one by one"
)]
#[derive(ToSchema)]
#[schema(example = json!({"type": "main", "files": ["DSC_0812.jpg"]}))]
pub struct UploadForm {
    /// The type of the group that the files go to, made on demand; it comes before the files. `main` if missing.
    #[schema(rename = "type", pattern = "^[a-z0-9_]{1,50}$", required = false)]
    pub r#type: String,
    /// Describes the files that follow it for people who cannot see them.
    #[schema(max_length = 255, required = false)]
    pub alt_text: String,
    /// JPEG, PNG, WebP, TIFF or GIF. The field's name does not matter; every part with a file name is a file.
    #[schema(value_type = Vec<String>, format = Binary)]
    pub files: Vec<u8>,
}

/// Where the files go.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// The type of the group that the files go to; `main` if it is missing.
    #[serde(rename = "type")]
    #[param(rename = "type", pattern = "^[a-z0-9_]{1,50}$")]
    group_type: Option<String>,
}

/// What became of one file.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileResult {
    #[schema(example = "DSC_0812.jpg")]
    filename: String,
    /// `stored`, `duplicate` (the studio had these bytes), `restored` (it had deleted them) or `failed`.
    #[schema(example = "stored")]
    status: &'static str,
    /// The picture, unless the file failed.
    image: Option<StoredImage>,
    /// Which version of the picture these bytes are, where it has become another since.
    older_version: Option<i32>,
    /// Why the file failed.
    error: Option<FileError>,
}

/// Why a file was not taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileError {
    #[schema(example = "unsupported_image_type")]
    pub code: &'static str,
    #[schema(example = "HEIC files are not accepted; send JPEG, PNG, WebP, TIFF or GIF")]
    pub detail: String,
}

impl From<Problem> for FileError {
    fn from(problem: Problem) -> Self {
        Self { code: problem.code, detail: problem.detail.into() }
    }
}

/// What became of an upload.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct UploadResult {
    #[schema(example = 7)]
    stored: usize,
    #[schema(example = 0)]
    duplicates: usize,
    #[schema(example = 0)]
    restored: usize,
    #[schema(example = 3)]
    failed: usize,
    /// One entry per file, in the order in which they were sent.
    files: Vec<FileResult>,
}

/// Uploads one or many files.
///
/// Each file stands for itself: bad ones are named with their reason, and the others are stored. The answer is 201 if
/// anything is new in the gallery, 200 if everything was there already, and a problem only if every file failed.
///
/// Permission: can_upload_images. Errors: `unsupported_image_type`, `file_too_large`, `too_many_pixels`,
/// `truncated_image`, `damaged_image`, `empty_file`, `gallery_archived`, `malformed_multipart`.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path), UploadQuery),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "What became of each file", body = Envelope<UploadResult>),
        (status = 200, description = "Everything was there already", body = Envelope<UploadResult>),
    ))]
#[post("/galleries/{gallery_id}/images")]
pub async fn upload(
    intake: Data<Intake>,
    settings: Data<HttpSettings>,
    caller: LiveCaller,
    id: Id<GalleryId>,
    query: Query<UploadQuery>,
    multipart: Multipart,
) -> ApiResult<Reply<Envelope<UploadResult>>> {
    intake.ensure_may_upload(&caller.actor(), id.0).await?;
    let group_type = query.0.group_type.as_deref().map(GroupType::parse).transpose()?;
    let mut target = Target { intake: &intake, caller, gallery: id.0 };
    let mut form = Form::new(multipart, &settings.spool, settings.uploads, settings.stall_timeout);
    let result = target.take_all(&mut form, group_type.unwrap_or_else(GroupType::main)).await?;
    let anything_new = result.stored + result.restored > 0;
    let status = if anything_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Reply::ok(summary(&result), result).status(status))
}

fn summary(result: &UploadResult) -> String {
    let UploadResult { stored, duplicates, restored, failed, files: _ } = result;
    format!("{stored} stored, {duplicates} already there, {restored} restored, {failed} failed")
}

struct Target<'a> {
    intake: &'a Intake,
    caller: LiveCaller,
    gallery: GalleryId,
}

impl Target<'_> {
    /// Takes the files as they arrive; while one is stored, the client waits with the next.
    async fn take_all(&mut self, form: &mut Form<'_>, mut group_type: GroupType) -> ApiResult<UploadResult> {
        let mut alt_text = None;
        let mut result = UploadResult::default();
        let mut problems = Vec::new();
        while let Some(part) = form.next().await? {
            match part {
                FormPart::Text { name, value } if name == "type" => group_type = GroupType::parse(&value)?,
                FormPart::Text { name, value } if name == "alt_text" => alt_text = Some(value),
                FormPart::Text { .. } => {}
                FormPart::File(arrived) => {
                    let filename = shown_name(&arrived.filename);
                    let actor = self.caller.still().await?;
                    let outcome = self.take(&actor, &group_type, arrived, alt_text.as_deref()).await;
                    if let Err(problem) = &outcome {
                        problems.push((result.files.len(), filename.clone(), problem.clone()));
                    }
                    result.note(filename, outcome);
                }
            }
        }
        if result.files.is_empty() {
            let error = FieldError::at("/files", "required", "send at least one file");
            return Err(Problem::invalid(vec![error]));
        }
        if problems.len() == result.files.len() {
            return Err(all_failed(problems));
        }
        Ok(result)
    }

    async fn take(
        &self,
        actor: &Actor,
        group_type: &GroupType,
        arrived: Arrived,
        alt_text: Option<&str>,
    ) -> Result<FileOutcome, Problem> {
        let spooled = arrived.file.map_err(AppError::from)?;
        let stored = self.intake.store(actor, self.gallery, group_type, &spooled.file, alt_text).await;
        stored.map(Committed::into_inner).map_err(of_one_file)
    }
}

/// The problem of one file among others: what must not leave is logged here, because the answer succeeds.
pub(super) fn of_one_file(error: AppError) -> Problem {
    let problem = Problem::from(error);
    if let Some(inside) = &problem.inside {
        tracing::error!(detail = %inside, "a file could not be stored");
    }
    problem
}

impl UploadResult {
    fn note(&mut self, filename: String, outcome: Result<FileOutcome, Problem>) {
        let older_version = match &outcome {
            Ok(FileOutcome::OlderVersion(_, number)) => Some(*number),
            _ => None,
        };
        let (status, count, image, error) = match outcome {
            Ok(FileOutcome::Stored(image)) => ("stored", &mut self.stored, Some(image), None),
            Ok(FileOutcome::Duplicate(image) | FileOutcome::OlderVersion(image, _)) => {
                ("duplicate", &mut self.duplicates, Some(image), None)
            }
            Ok(FileOutcome::Restored(image)) => ("restored", &mut self.restored, Some(image), None),
            Err(problem) => {
                let error = FileError::from(problem);
                ("failed", &mut self.failed, None, Some(error))
            }
        };
        *count += 1;
        let image = image.map(StoredImage::from);
        self.files.push(FileResult { filename, status, image, older_version, error });
    }
}

/// The problem of an upload that brought nothing: the first file's, with all of them named.
pub(crate) fn all_failed(problems: Vec<(usize, String, Problem)>) -> Problem {
    let errors = problems.iter().map(|(index, filename, problem)| {
        let message = format!("{filename}: {}", problem.detail);
        FieldError::at(format!("/files/{index}"), problem.code, message)
    });
    let errors = errors.collect();
    let first = problems.into_iter().next().map(|(_, _, problem)| problem);
    first.map_or_else(Problem::not_found, |problem| Problem { errors, inside: None, ..problem })
}

/// The sender's name of a file, short enough to be shown.
pub(crate) fn shown_name(filename: &str) -> String {
    filename.chars().filter(|c| !c.is_control()).take(255).collect()
}
