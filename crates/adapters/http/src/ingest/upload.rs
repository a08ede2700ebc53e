//! Whole files into the tray.

use std::sync::Arc;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::post;
use actix_web::web::Data;
use atelier_application::AppError;
use atelier_application::images::Spooled;
use atelier_application::ingest::{Arrival, StagedOutcome, StagingIntake};
use atelier_domain::access::Actor;
use atelier_domain::{BatchId, StagingImageId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::bodies::StagingBody;
use crate::extract::{LiveCaller, Query};
use crate::galleries::{FileError, all_failed, shown_name};
use crate::problem::{ApiResult, FieldError, Problem};
use crate::reply::{Envelope, Reply};
use crate::settings::HttpSettings;
use crate::stream::{Arrived, Form, FormPart};

/// The form of an upload into the tray.
#[expect(
    dead_code,
    reason = "it describes the form to readers of the document; its parts are read one by one"
)]
#[derive(ToSchema)]
#[schema(example = json!({"files": ["DSC_0812.jpg"]}))]
pub struct StagingForm {
    /// JPEG, PNG, WebP, TIFF or GIF. The field's name does not matter; every part with a file name is a file.
    #[schema(value_type = Vec<String>, format = Binary)]
    pub files: Vec<u8>,
}

/// Where the files go.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StagingUploadQuery {
    /// An open batch; the caller's own if it is missing.
    batch_id: Option<String>,
}

/// What became of one file.
#[derive(Debug, Serialize, ToSchema)]
pub struct StagedFile {
    #[schema(example = "DSC_0812.jpg")]
    filename: String,
    /// `stored`, `duplicate` (the tray had these bytes), `restored` (it had thrown them away) or `failed`.
    #[schema(example = "stored")]
    status: &'static str,
    /// The file in the tray. One that failed is there too, with its reason.
    file: Option<StagingBody>,
    /// The file of the tray that had these bytes.
    duplicate_of_staging_id: Option<i64>,
    /// Why the file failed.
    error: Option<FileError>,
}

/// What became of an upload into the tray.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct StagingResult {
    /// The batch that the files are in.
    batch_id: String,
    #[schema(example = 7)]
    stored: usize,
    #[schema(example = 0)]
    duplicates: usize,
    #[schema(example = 0)]
    restored: usize,
    #[schema(example = 3)]
    failed: usize,
    /// One entry per file, in the order in which they were sent.
    files: Vec<StagedFile>,
}

/// Uploads one or many files into the tray.
///
/// Each file stands for itself: bad ones are named with their reason, and the others are taken. The answer is 201 if
/// anything is new in the tray, 200 if everything was there already, and a problem only if every file failed.
///
/// Permission: can_access_staging. Errors: `batch_closed`, `unsupported_image_type`, `file_too_large`,
/// `too_many_pixels`, `truncated_image`, `damaged_image`, `empty_file`, `malformed_multipart`.
#[utoipa::path(tag = "staging", params(StagingUploadQuery),
    request_body(content = StagingForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "What became of each file", body = Envelope<StagingResult>),
        (status = 200, description = "Everything was there already", body = Envelope<StagingResult>),
    ))]
#[post("/staging")]
pub async fn upload(
    intake: Data<StagingIntake>,
    settings: Data<HttpSettings>,
    caller: LiveCaller,
    query: Query<StagingUploadQuery>,
    multipart: Multipart,
) -> ApiResult<Reply<Envelope<StagingResult>>> {
    let named =
        query.0.batch_id.map(|raw| BatchId::parse(&raw).ok_or_else(Problem::not_found)).transpose()?;
    let batch = intake.batch(&caller.actor(), named).await?.into_inner();
    let mut form = Form::new(multipart, &settings.spool, settings.uploads, settings.stall_timeout);
    let result = Target { intake: &intake, caller, batch }.take_all(&mut form).await?;
    let anything_new = result.stored + result.restored > 0;
    let status = if anything_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Reply::ok(summary(&result), result).status(status))
}

fn summary(result: &StagingResult) -> String {
    let StagingResult { batch_id: _, stored, duplicates, restored, failed, files: _ } = result;
    format!("{stored} stored, {duplicates} already there, {restored} restored, {failed} failed")
}

struct Target<'a> {
    intake: &'a StagingIntake,
    caller: LiveCaller,
    batch: BatchId,
}

impl Target<'_> {
    /// Takes the files as they arrive; while one is taken in, the client waits with the next.
    async fn take_all(&mut self, form: &mut Form<'_>) -> ApiResult<StagingResult> {
        let mut result = StagingResult { batch_id: self.batch.to_string(), ..StagingResult::default() };
        let mut problems = Vec::new();
        while let Some(part) = form.next().await? {
            let FormPart::File(arrived) = part else { continue };
            let filename = shown_name(&arrived.filename);
            let actor = self.uploader().await?;
            let outcome = self.take(&actor, arrived).await;
            if let Some(problem) = failure(&outcome) {
                problems.push((result.files.len(), filename.clone(), problem));
            }
            result.note(filename, outcome);
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

    /// Whoever uploads, asked for before each file. A token that merely grew old on the way does not end the upload.
    async fn uploader(&mut self) -> ApiResult<Arc<Actor>> {
        match self.caller.again().await {
            Err(AppError::Unauthenticated { code: "token_expired", .. }) => Ok(self.caller.actor()),
            other => Ok(other?),
        }
    }

    async fn take(&self, actor: &Actor, arrived: Arrived) -> Result<StagedOutcome, Problem> {
        let spooled = arrived.file.map_err(AppError::from)?;
        let file: Spooled = spooled.file.clone();
        let arrival = Arrival {
            studio: actor.studio,
            batch: self.batch,
            uploaded_by: Some(actor.user),
            upload: None,
            file,
        };
        match self.intake.take(&arrival).await {
            Ok(outcome) => Ok(outcome.into_inner()),
            Err(error) => {
                let problem = Problem::from(error);
                if let Some(inside) = &problem.inside {
                    tracing::error!(detail = %inside, "a file could not be taken into the tray");
                }
                Err(problem)
            }
        }
    }
}

/// What is wrong with the file, if anything is.
fn failure(outcome: &Result<StagedOutcome, Problem>) -> Option<Problem> {
    match outcome {
        Err(problem) => Some(problem.clone()),
        Ok(StagedOutcome::Refused(_, error)) => Some(Problem::from(error.clone())),
        Ok(_) => None,
    }
}

impl StagingResult {
    fn note(&mut self, filename: String, outcome: Result<StagedOutcome, Problem>) {
        let error = failure(&outcome).map(FileError::from);
        let (status, count) = match &outcome {
            Ok(StagedOutcome::Staged(_)) => ("stored", &mut self.stored),
            Ok(StagedOutcome::Duplicate(_)) => ("duplicate", &mut self.duplicates),
            Ok(StagedOutcome::Restored(_)) => ("restored", &mut self.restored),
            Ok(StagedOutcome::Refused(..)) | Err(_) => ("failed", &mut self.failed),
        };
        *count += 1;
        let duplicate_of = match &outcome {
            Ok(StagedOutcome::Duplicate(file)) => Some(file.id),
            _ => None::<StagingImageId>,
        };
        let file = outcome.ok().map(|outcome| StagingBody::from(outcome.file().clone()));
        let duplicate_of_staging_id = duplicate_of.map(i64::from);
        self.files.push(StagedFile { filename, status, file, duplicate_of_staging_id, error });
    }
}
