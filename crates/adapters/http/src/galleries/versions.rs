//! Retouched files into a gallery, each to the picture that it shows.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::post;
use actix_web::web::Data;
use atelier_application::AppError;
use atelier_application::images::{FoundOutcome, Versions};
use atelier_application::ports::Committed;
use atelier_domain::GalleryId;
use atelier_domain::access::Actor;
use atelier_domain::images::{Candidate, Evidence, SameCamera};
use serde::Serialize;
use utoipa::ToSchema;

use super::upload::{FileError, all_failed, of_one_file, shown_name};
use crate::extract::{Id, LiveCaller};
use crate::problem::{ApiResult, FieldError, Problem};
use crate::reply::{Envelope, Reply};
use crate::settings::HttpSettings;
use crate::stream::{Arrived, Form, FormPart};

/// The form of retouched files.
#[expect(
    dead_code,
    reason = "it describes the form to readers of the document; its parts are read one by one"
)]
#[derive(ToSchema)]
#[schema(example = json!({"notes": "Final retouch", "files": ["DSC_0812.jpg", "DSC_0813.jpg"]}))]
pub struct RetouchedForm {
    /// What was done in the files that follow it. Whoever sees a picture sees it.
    #[schema(max_length = 5000, required = false)]
    pub notes: String,
    /// JPEG, PNG, WebP, TIFF or GIF. The field's name does not matter; every part with a file name is a file.
    #[schema(value_type = Vec<String>, format = Binary)]
    pub files: Vec<u8>,
}

/// Why a picture is thought to be the one that a file shows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VersionEvidence)]
pub struct EvidenceBody {
    /// Differing bits of the perceptual hashes, of 64; null where one of the two pictures is flat.
    #[schema(example = 3)]
    hash_distance: Option<u32>,
    /// Both were taken in the same second.
    same_second: bool,
    /// `body` (the same serial number) or `model`; null where one of the files does not tell.
    #[schema(example = "body")]
    same_camera: Option<&'static str>,
    /// What it comes to; from 50 on a picture is taken to be the one, if no other comes within 10.
    #[schema(example = 104)]
    score: i32,
}

impl From<Evidence> for EvidenceBody {
    fn from(evidence: Evidence) -> Self {
        let Evidence { hash_distance, same_second, same_camera, score } = evidence;
        let same_camera = same_camera.map(|same| match same {
            SameCamera::Body => "body",
            SameCamera::Model => "model",
        });
        Self { hash_distance, same_second, same_camera, score }
    }
}

/// A picture that a file may be a version of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VersionCandidate)]
pub struct CandidateBody {
    #[schema(example = 812)]
    image_id: i64,
    evidence: EvidenceBody,
}

impl From<Candidate> for CandidateBody {
    fn from(candidate: Candidate) -> Self {
        let Candidate { image, evidence } = candidate;
        Self { image_id: image.0, evidence: evidence.into() }
    }
}

/// What became of one file.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetouchedFile {
    #[schema(example = "DSC_0812.jpg")]
    filename: String,
    /// `versioned`, `duplicate` (the studio has these bytes), `ambiguous` (it may show one of the candidates),
    /// `unmatched` (it shows no picture of the gallery) or `failed`.
    #[schema(example = "versioned")]
    status: &'static str,
    /// The picture that has the bytes now, if the caller may see it.
    #[schema(example = 812)]
    image_id: Option<i64>,
    /// Which version of the picture they are.
    #[schema(example = 2)]
    number: Option<i32>,
    /// Why it is that picture.
    evidence: Option<EvidenceBody>,
    /// The likeliest first.
    candidates: Vec<CandidateBody>,
    /// Why the file was not taken.
    error: Option<FileError>,
}

/// What became of all files.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct RetouchedResult {
    #[schema(example = 7)]
    versioned: usize,
    #[schema(example = 0)]
    duplicates: usize,
    #[schema(example = 1)]
    ambiguous: usize,
    #[schema(example = 1)]
    unmatched: usize,
    #[schema(example = 0)]
    failed: usize,
    /// One entry per file, in the order in which they were sent.
    files: Vec<RetouchedFile>,
}

/// Uploads retouched files, each as the next version of the picture that it shows.
///
/// The picture is found by content: what it looks like, the second in which it was taken, the camera. Names are not
/// compared. A file for which no picture, or more than one, comes into question is not stored; send it to
/// `/images/{image_id}/versions` of the right one. The answer is 201 if any picture has a new version, 200 if none has,
/// and a problem only if every file failed.
///
/// Permission: can_version_images. Errors: `no_matching_image` (of a single file), `unsupported_image_type`,
/// `file_too_large`, `too_many_pixels`, `truncated_image`, `damaged_image`, `empty_file`, `too_many_versions`,
/// `gallery_archived`, `malformed_multipart`.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path)),
    request_body(content = RetouchedForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "What became of each file", body = Envelope<RetouchedResult>),
        (status = 200, description = "No picture has a new version", body = Envelope<RetouchedResult>),
    ))]
#[post("/galleries/{gallery_id}/versions")]
pub async fn add(
    versions: Data<Versions>,
    settings: Data<HttpSettings>,
    mut caller: LiveCaller,
    id: Id<GalleryId>,
    multipart: Multipart,
) -> ApiResult<Reply<Envelope<RetouchedResult>>> {
    versions.ensure_may_add_in(&caller.actor(), id.0).await?;
    let mut form = Form::new(multipart, &settings.spool, settings.uploads, settings.stall_timeout);
    let result = take_all(&versions, &mut caller, id.0, &mut form).await?;
    let status = if result.versioned > 0 { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Reply::ok(summary(&result), result).status(status))
}

fn summary(result: &RetouchedResult) -> String {
    let RetouchedResult { versioned, duplicates, ambiguous, unmatched, failed, files: _ } = result;
    format!(
        "{versioned} versioned, {duplicates} already there, {ambiguous} ambiguous, {unmatched} unmatched, {failed} failed"
    )
}

/// Takes the files as they arrive; while one is looked at, the client waits with the next.
async fn take_all(
    versions: &Versions,
    caller: &mut LiveCaller,
    gallery: GalleryId,
    form: &mut Form<'_>,
) -> ApiResult<RetouchedResult> {
    let mut notes = None;
    let mut result = RetouchedResult::default();
    let mut problems = Vec::new();
    while let Some(part) = form.next().await? {
        match part {
            FormPart::Text { name, value } if name == "notes" => notes = Some(value),
            FormPart::Text { .. } => {}
            FormPart::File(arrived) => {
                let filename = shown_name(&arrived.filename);
                let actor = caller.still().await?;
                let outcome = take(versions, &actor, gallery, arrived, notes.as_deref()).await;
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
    versions: &Versions,
    actor: &Actor,
    gallery: GalleryId,
    arrived: Arrived,
    notes: Option<&str>,
) -> Result<FoundOutcome, Problem> {
    let spooled = arrived.file.map_err(AppError::from)?;
    let outcome = versions.add_found(actor, gallery, &spooled.file, notes).await;
    outcome.map(Committed::into_inner).map_err(of_one_file)
}

impl RetouchedResult {
    fn note(&mut self, filename: String, outcome: Result<FoundOutcome, Problem>) {
        let mut file = RetouchedFile {
            filename,
            status: "failed",
            image_id: None,
            number: None,
            evidence: None,
            candidates: Vec::new(),
            error: None,
        };
        let (status, count) = match outcome {
            Ok(FoundOutcome::Versioned { image, number, evidence }) => {
                (file.image_id, file.number) = (Some(image.id.0), Some(number));
                file.evidence = Some(evidence.into());
                ("versioned", &mut self.versioned)
            }
            Ok(FoundOutcome::Duplicate { image, number }) => {
                (file.image_id, file.number) = (image.map(i64::from), Some(number));
                ("duplicate", &mut self.duplicates)
            }
            Ok(FoundOutcome::Ambiguous(candidates)) => {
                file.candidates = candidates.into_iter().map(CandidateBody::from).collect();
                ("ambiguous", &mut self.ambiguous)
            }
            Ok(FoundOutcome::Unmatched) => {
                let detail = "the file shows no image of this gallery".to_owned();
                file.error = Some(FileError { code: "no_matching_image", detail });
                ("unmatched", &mut self.unmatched)
            }
            Err(problem) => {
                file.error = Some(problem.into());
                ("failed", &mut self.failed)
            }
        };
        *count += 1;
        file.status = status;
        self.files.push(file);
    }
}
