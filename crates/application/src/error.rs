//! What can go wrong in a use case.

use atelier_domain::access::{Action, Denied};
use atelier_domain::rules::ViolationKind;
use atelier_domain::{ImageId, RuleViolation, TagId};

use crate::ports::{
    HashError, ImageError, ImageUse, MailError, MediaError, PartialError, StoreError, TokenError,
};

pub type AppResult<T> = Result<T, AppError>;

/// The outcome of a use case that did not succeed. The HTTP layer has one table from these to answers.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in, or the token does not hold: 401.
    #[error("{message}")]
    Unauthenticated { code: &'static str, message: &'static str },
    /// The row does not exist, or not for this actor: 404.
    #[error("not found")]
    NotFound,
    /// What the input refers to does not exist, or not for this actor: 404 with the place in the input.
    #[error(transparent)]
    NoSuch(RuleViolation),
    /// The actor sees the row and may not do this: 403.
    #[error("permission {0} is missing")]
    Forbidden(Action),
    /// Refused for a reason that is not a permission of the matrix: 403.
    #[error("{message}")]
    Refused { code: &'static str, message: String },
    /// A rule was broken: 422 or 409, by the violation's kind.
    #[error(transparent)]
    Rule(#[from] RuleViolation),
    /// The row has changed since the caller read it: 412.
    #[error("the resource has changed since it was read; its version is {current}")]
    VersionMismatch { current: i64 },
    /// The present state does not allow it: 409.
    #[error("{message}")]
    Conflict { code: &'static str, message: String },
    /// It is used, and would be missed: 409 with the list of its uses.
    #[error("{message}")]
    InUse { code: &'static str, message: String, uses: Vec<ImageUse> },
    /// The studio has these bytes as this version of a picture, which is named where the actor may see it: 409.
    #[error("the studio has these bytes as version {version} of an image")]
    ImageExists { image: Option<ImageId>, version: i32 },
    /// Another tag of the library has this name when both are folded: 409. It is named, because the two may be meant to
    /// become one.
    #[error("the tag {name} exists")]
    TagExists { tag: TagId, name: String },
    /// The link was good once: 410.
    #[error("{message}")]
    Gone { code: &'static str, message: &'static str },
    /// Too fast or too often: 429.
    #[error("too many attempts; try again in {retry_after} s")]
    TooManyAttempts { code: &'static str, retry_after: i64 },
    /// The file cannot be taken: 415 or 422, by its code.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// The store refused for a passing reason: 503.
    #[error("the database is busy")]
    Busy,
    /// A defect, or a dependency that is down: 5xx. The detail is logged and never leaves.
    #[error("internal error: {0}")]
    Internal(String),
}

impl AppError {
    /// A rule about one input field.
    pub fn invalid(field: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self::Rule(RuleViolation::invalid(field, code, message))
    }

    /// A field refers to what does not exist, or not for this actor.
    pub fn no_such(field: &'static str, code: &'static str, message: &'static str) -> Self {
        Self::NoSuch(RuleViolation::invalid(field, code, message))
    }

    /// Somebody looks through a preview, which changes nothing and gives nothing away.
    pub fn read_only() -> Self {
        let message =
            "a preview shows what a client would see, and changes and gives away nothing".to_owned();
        Self::Refused { code: "preview_is_read_only", message }
    }

    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::Conflict { code, message: message.into() }
    }

    /// The stable code of the error, as `docs/ERRORS.md` lists it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated { code, .. }
            | Self::Refused { code, .. }
            | Self::Conflict { code, .. }
            | Self::InUse { code, .. }
            | Self::Gone { code, .. }
            | Self::TooManyAttempts { code, .. } => code,
            Self::ImageExists { .. } => "image_exists",
            Self::TagExists { .. } => "tag_exists",
            Self::NotFound | Self::NoSuch(_) => "not_found",
            Self::Forbidden(_) => "forbidden",
            Self::Rule(violation) => match violation.kind {
                // The body's own code is general; the pointed error carries the rule's.
                ViolationKind::Invalid => "validation_failed",
                ViolationKind::Conflict => violation.code,
            },
            Self::VersionMismatch { .. } => "version_mismatch",
            Self::Image(error) => error.code(),
            Self::Busy => "busy",
            Self::Internal(_) => "internal",
        }
    }
}

impl From<Denied> for AppError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Hidden => Self::NotFound,
            Denied::Forbidden { action } => Self::Forbidden(action),
            Denied::ReadOnly => Self::read_only(),
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { constraint } => match constraint {
                "username" => Self::conflict("username_taken", "this user name is taken"),
                "email" => Self::conflict("email_taken", "a user with this e-mail address exists"),
                "subdomain" => Self::conflict("subdomain_taken", "this subdomain is taken"),
                "name" => Self::conflict("role_name_taken", "a role of this name exists"),
                "attachment" => {
                    Self::conflict("group_attached", "the group hangs there with this type already")
                }
                "sku" => Self::conflict("sku_taken", "a product with this number exists"),
                "content_hash" => Self::conflict("image_exists", "the studio has this image"),
                "staged_content" => Self::conflict("already_staged", "the tray has this file"),
                "tag" => Self::conflict("tag_exists", "a tag has this name"),
                "saved_search" => {
                    Self::conflict("saved_search_exists", "a saved search of yours has this name")
                }
                "batch" => Self::conflict("batch_exists", "a batch has this id"),
                "user" => Self::invalid("user_id", "unknown_user", "there is no such user"),
                other => Self::conflict("conflict", format!("{other} is taken")),
            },
            StoreError::VersionMismatch { current } => Self::VersionMismatch { current },
            StoreError::Busy => Self::Busy,
            StoreError::Unavailable(detail) | StoreError::Corrupt(detail) => Self::Internal(detail),
        }
    }
}

impl From<MediaError> for AppError {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::NotFound => Self::Internal("a row names an object that the media store lacks".into()),
            MediaError::Damaged { .. } | MediaError::Unavailable(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<PartialError> for AppError {
    fn from(error: PartialError) -> Self {
        match error {
            PartialError::Busy => Self::conflict("upload_locked", "another chunk of this upload is arriving"),
            PartialError::Lost => Self::Gone {
                code: "upload_lost",
                message: "what had arrived of this upload is gone; begin anew",
            },
            PartialError::Io(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<HashError> for AppError {
    fn from(error: HashError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<TokenError> for AppError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Invalid => {
                Self::Unauthenticated { code: "invalid_token", message: "the access token is not valid" }
            }
            TokenError::Expired => {
                Self::Unauthenticated { code: "token_expired", message: "the access token has expired" }
            }
        }
    }
}

impl From<MailError> for AppError {
    fn from(error: MailError) -> Self {
        Self::Internal(error.to_string())
    }
}
