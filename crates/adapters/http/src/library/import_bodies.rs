//! How imports are written.

use atelier_application::library::{ImportSessionInput, ImportSessionPatch};
use atelier_application::ports::library::ImportSessionView;
use atelier_domain::library::{ImportDetails, ImportError, ImportSession, ImportStatus, NewImportError};
use atelier_domain::{AuthorId, RuleViolation};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Patch, not_null};

/// A new import.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewImportSession, example = json!({
    "name": "Lofoten, second card", "source_path": "/Volumes/EOS_DIGITAL/DCIM", "total_files": 412
}))]
pub struct NewImportBody {
    /// `Import of` and the day if it is missing.
    #[schema(min_length = 1, max_length = 255)]
    name: Option<String>,
    /// Another word for `name`, which older clients say.
    #[schema(min_length = 1, max_length = 255)]
    title: Option<String>,
    /// The card or folder from which the files come. The server never looks there.
    #[schema(max_length = 4096)]
    source_path: Option<String>,
    #[schema(max_length = 10000)]
    description: Option<String>,
    /// An author of the library.
    default_author_id: Option<i64>,
    /// How many files will come.
    #[schema(minimum = 0, maximum = 10_000_000)]
    total_files: Option<i32>,
}

impl TryFrom<NewImportBody> for ImportSessionInput {
    type Error = RuleViolation;

    fn try_from(body: NewImportBody) -> Result<Self, RuleViolation> {
        let NewImportBody { name, title, source_path, description, default_author_id, total_files } = body;
        Ok(Self {
            name: named(name, title)?,
            source_path,
            description,
            default_author: default_author_id.map(AuthorId),
            total_files,
        })
    }
}

/// A change to an import: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImportSessionPatch, example = json!({"total_files": 420, "description": null}))]
pub struct ImportPatchBody {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1, max_length = 255)]
    name: Option<String>,
    /// Another word for `name`, which older clients say.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1, max_length = 255)]
    title: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 4096)]
    source_path: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 10000)]
    description: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    default_author_id: Patch<i64>,
    /// How many files will come. It is never fewer than came already.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = i32, minimum = 0, maximum = 10_000_000)]
    total_files: Option<i32>,
}

impl TryFrom<ImportPatchBody> for ImportSessionPatch {
    type Error = RuleViolation;

    fn try_from(body: ImportPatchBody) -> Result<Self, RuleViolation> {
        let ImportPatchBody { name, title, source_path, description, default_author_id, total_files } = body;
        Ok(Self {
            name: named(name, title)?,
            source_path: source_path.into_change(),
            description: description.into_change(),
            default_author: default_author_id.map(AuthorId).into_change(),
            total_files,
        })
    }
}

/// The name, by either of its words. Which of two different ones is meant cannot be guessed.
fn named(name: Option<String>, title: Option<String>) -> Result<Option<String>, RuleViolation> {
    match (name, title) {
        (Some(name), Some(title)) if name != title => Err(RuleViolation::invalid(
            "title",
            "contradicts",
            "name and title are one thing; send one of them",
        )),
        (name, title) => Ok(name.or(title)),
    }
}

/// Many files that come into a library together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportSession)]
pub struct ImportBody {
    #[schema(example = 3)]
    id: i64,
    #[schema(example = "Lofoten, second card")]
    name: String,
    /// The same as `name`, for older clients.
    #[schema(example = "Lofoten, second card")]
    title: String,
    source_path: Option<String>,
    description: Option<String>,
    #[schema(schema_with = crate::schema::import_status)]
    status: ImportStatus,
    /// Files that are expected.
    #[schema(example = 412)]
    total_files: i32,
    /// Files that are done with, those that failed included.
    #[schema(example = 120)]
    processed_files: i32,
    #[schema(example = 1)]
    failed_files: i32,
    /// Files of the library that came by it and are still there.
    #[schema(example = 119)]
    images_count: u64,
    default_author_id: Option<i64>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    /// Counting leaves it as it is.
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<ImportSessionView> for ImportBody {
    fn from(view: ImportSessionView) -> Self {
        let ImportSessionView { session, images_count } = view;
        let ImportSession {
            id,
            studio: _,
            owner: _,
            details,
            status,
            total_files,
            processed_files,
            failed_files,
            started_at,
            finished_at,
            version,
            created_at,
            updated_at,
        } = session;
        let ImportDetails { name, source_path, description, default_author } = details;
        Self {
            id: id.0,
            title: name.clone(),
            name,
            source_path,
            description,
            status,
            total_files,
            processed_files,
            failed_files,
            images_count,
            default_author_id: default_author.map(i64::from),
            started_at,
            finished_at,
            version,
            created_at,
            updated_at,
        }
    }
}

/// How far an import has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportProgress)]
pub struct ImportProgressBody {
    #[schema(schema_with = crate::schema::import_status)]
    status: ImportStatus,
    #[schema(example = 412)]
    total_files: i32,
    #[schema(example = 120)]
    processed_files: i32,
    #[schema(example = 1)]
    failed_files: i32,
    #[schema(example = 119)]
    images_count: u64,
}

impl From<ImportSessionView> for ImportProgressBody {
    fn from(view: ImportSessionView) -> Self {
        let ImportSessionView { session, images_count } = view;
        let (status, total_files) = (session.status, session.total_files);
        let (processed_files, failed_files) = (session.processed_files, session.failed_files);
        Self { status, total_files, processed_files, failed_files, images_count }
    }
}

/// A file that a client could not read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewImportError, example = json!({
    "filename": "IMG_0042.CR3", "code": "unreadable", "message": "the card has a bad sector"
}))]
pub struct NewImportErrorBody {
    #[schema(min_length = 1, max_length = 255)]
    filename: String,
    /// The client's own word for the kind of error.
    #[schema(min_length = 1, max_length = 50)]
    code: String,
    #[schema(min_length = 1, max_length = 2000)]
    message: String,
}

impl From<NewImportErrorBody> for NewImportError {
    fn from(body: NewImportErrorBody) -> Self {
        let NewImportErrorBody { filename, code, message } = body;
        Self { filename, code, message }
    }
}

/// Why an import failed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "the card was pulled out"}))]
pub struct ImportFailure {
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

/// A file that an import could not take.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportError)]
pub struct ImportErrorBody {
    #[schema(example = 17)]
    id: i64,
    /// Null where it is about the import as a whole.
    #[schema(example = "IMG_0042.CR3")]
    filename: Option<String>,
    #[schema(example = "unreadable")]
    code: String,
    #[schema(example = "the card has a bad sector")]
    message: String,
    created_at: DateTime<Utc>,
}

impl From<ImportError> for ImportErrorBody {
    fn from(error: ImportError) -> Self {
        let ImportError { id, session: _, filename, code, message, created_at } = error;
        Self { id: id.0, filename, code, message, created_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_title_are_one_thing() {
        let named = |name: Option<&str>, title: Option<&str>| {
            named(name.map(str::to_owned), title.map(str::to_owned)).map_err(|violation| violation.code)
        };
        assert_eq!(named(None, None), Ok(None));
        assert_eq!(named(Some("Card"), None), Ok(Some("Card".into())));
        assert_eq!(named(None, Some("Card")), Ok(Some("Card".into())));
        assert_eq!(named(Some("Card"), Some("Card")), Ok(Some("Card".into())));
        assert_eq!(named(Some("Card"), Some("Disk")), Err("contradicts"));
    }
}
