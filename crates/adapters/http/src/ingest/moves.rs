//! How it is written what became of files that a request named.

use atelier_application::ingest::{Fate, FileResult};
use serde::Serialize;
use utoipa::ToSchema;

use crate::galleries::{CandidateBody, EvidenceBody, FileError};
use crate::problem::Problem;
use crate::reply::{Envelope, Reply};

/// What became of a file that was named.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovedFile {
    #[schema(example = 4711)]
    staging_id: i64,
    /// `assigned`, `versioned`, `in_tray`, `discarded`, `ambiguous` (it stays in the tray, and a person has to say of which
    /// of the candidates it is a version), or `refused` with the reason.
    #[schema(example = "assigned")]
    status: &'static str,
    /// The picture that it has become, or of which it has become a version.
    image_id: Option<i64>,
    /// Which version of the picture it is; of files that became one.
    version_number: Option<i32>,
    /// Why it is a version of that picture, if the picture was found by what the file shows.
    evidence: Option<EvidenceBody>,
    /// Pictures of which it may be a version, the likeliest first.
    candidates: Vec<CandidateBody>,
    /// Why it stays as it is.
    error: Option<FileError>,
}

impl From<FileResult> for MovedFile {
    fn from(result: FileResult) -> Self {
        let FileResult { file, fate } = result;
        let told = |status| Self {
            staging_id: file.0,
            status,
            image_id: None,
            version_number: None,
            evidence: None,
            candidates: Vec::new(),
            error: None,
        };
        match fate {
            Fate::Assigned(image) => Self { image_id: Some(image.0), ..told("assigned") },
            Fate::Versioned { image, number, evidence } => Self {
                image_id: Some(image.0),
                version_number: Some(number),
                evidence: evidence.map(EvidenceBody::from),
                ..told("versioned")
            },
            Fate::Ambiguous(candidates) => {
                let detail = "the file may be a version of several images".to_owned();
                Self {
                    candidates: candidates.into_iter().map(CandidateBody::from).collect(),
                    error: Some(FileError { code: "ambiguous_version", detail }),
                    ..told("ambiguous")
                }
            }
            Fate::InTray => told("in_tray"),
            Fate::Discarded => told("discarded"),
            Fate::Refused(violation) => {
                Self { error: Some(FileError::from(Problem::from(violation))), ..told("refused") }
            }
        }
    }
}

/// What became of the files that were named.
#[derive(Debug, Serialize, ToSchema)]
pub struct MoveResult {
    /// Files that are as they were asked to be.
    #[schema(example = 1)]
    done: usize,
    /// Files that stay as they are, ambiguous ones among them.
    #[schema(example = 0)]
    refused: usize,
    /// One entry per file, in the order in which they were named.
    files: Vec<MovedFile>,
}

impl From<Vec<FileResult>> for MoveResult {
    fn from(results: Vec<FileResult>) -> Self {
        let stays = |result: &&FileResult| matches!(result.fate, Fate::Refused(_) | Fate::Ambiguous(_));
        let refused = results.iter().filter(stays).count();
        let files: Vec<MovedFile> = results.into_iter().map(MovedFile::from).collect();
        Self { done: files.len() - refused, refused, files }
    }
}

/// The answer, in words such as "7 assigned, 1 refused".
pub(super) fn shown(what: &str, results: Vec<FileResult>) -> Reply<Envelope<MoveResult>> {
    let result = MoveResult::from(results);
    Reply::ok(format!("{} {what}, {} refused", result.done, result.refused), result)
}
