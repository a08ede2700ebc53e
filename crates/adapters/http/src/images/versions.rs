//! The versions of a picture.

use actix_multipart::Multipart;
use actix_web::web::Data;
use actix_web::{get, post};
use atelier_application::AppError;
use atelier_application::images::{VersionFile, VersionOutcome, VersionView, Versions};
use atelier_domain::ImageId;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::bodies::{PictureBody, StoredImage};
use crate::extract::{Caller, Id, IfMatch, LiveCaller};
use crate::problem::{ApiResult, FieldError, Problem};
use crate::reply::{Envelope, Listing, Reply};
use crate::settings::HttpSettings;
use crate::stream::{Arrived, Form, FormPart, unknown_field};

/// A version of a picture.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImageVersion)]
pub struct VersionBody {
    /// From 1, in the order of arrival.
    #[schema(example = 2)]
    number: i32,
    /// Whether the picture is this version now.
    is_current: bool,
    created_at: DateTime<Utc>,
    /// What was done to the picture.
    #[schema(example = "Reflections in the glasses removed")]
    notes: Option<String>,
    /// The file; for the studio's own people and for those who may make versions.
    file: Option<VersionFileBody>,
}

/// The file of a version.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImageVersionFile)]
pub struct VersionFileBody {
    /// The name under which it came.
    #[schema(example = "DSC_0812-edit.tif")]
    filename: String,
    created_by_user_id: Option<i64>,
    /// The picture as it is in this version, with addresses for comparing it with others.
    image: PictureBody,
}

impl From<VersionView> for VersionBody {
    fn from(version: VersionView) -> Self {
        let VersionView { number, is_current, created_at, notes, file } = version;
        Self { number, is_current, created_at, notes, file: file.map(VersionFileBody::from) }
    }
}

impl From<VersionFile> for VersionFileBody {
    fn from(file: VersionFile) -> Self {
        let VersionFile { filename, created_by, picture } = file;
        Self { filename, created_by_user_id: created_by.map(i64::from), image: picture.into() }
    }
}

/// The form of a new version.
#[expect(
    dead_code,
    reason = "it describes the form to readers of the document; its parts are read one by one"
)]
#[derive(ToSchema)]
#[schema(example = json!({"notes": "Reflections in the glasses removed", "file": "DSC_0812-edit.tif"}))]
pub struct VersionForm {
    /// What was done to the picture. Whoever sees the picture sees it.
    #[schema(max_length = 5000, required = false)]
    pub notes: String,
    /// One file: JPEG, PNG, WebP, TIFF or GIF.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
}

/// What became of the file.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionResult {
    /// `versioned`, or `duplicate`: the picture has had these bytes, and stays what it is.
    #[schema(example = "versioned")]
    status: &'static str,
    /// Which version these bytes are.
    #[schema(example = 2)]
    number: i32,
    image: StoredImage,
}

/// Lists the versions of a picture.
///
/// Whoever sees the picture sees how many versions it has had, when they came and what was done. The files, and addresses
/// to compare them, are for the studio's own people and for those who may make versions.
///
/// Permission: can_view_gallery.
#[utoipa::path(tag = "images", params(("image_id" = i64, Path)),
    responses((status = 200, description = "The versions, by number", body = Listing<VersionBody>)))]
#[get("/images/{image_id}/versions")]
pub async fn list(
    versions: Data<Versions>,
    caller: Caller,
    id: Id<ImageId>,
) -> ApiResult<Reply<Listing<VersionBody>>> {
    let found = versions.list(&caller, id.0).await?;
    Ok(Reply::all("Versions", found.into_iter().map(VersionBody::from).collect()))
}

/// Replaces a picture's file by a later version, such as a retouched one.
///
/// The picture keeps its name, its description, its places, its share links and what people have decided about it. Its
/// addresses change. The file that it was is kept as an earlier version. The same bytes again are answered with 200 and
/// `duplicate`.
///
/// Permission: can_version_images. Errors: `image_exists` (the bytes are another picture's), `too_many_versions`,
/// `version_mismatch`, `unsupported_image_type`, `file_too_large`, `too_many_pixels`, `truncated_image`,
/// `damaged_image`, `empty_file`, `malformed_multipart`.
#[utoipa::path(tag = "images", params(("image_id" = i64, Path)),
    request_body(content = VersionForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "The new version", body = Envelope<VersionResult>),
        (status = 200, description = "The picture has had these bytes", body = Envelope<VersionResult>),
    ))]
#[post("/images/{image_id}/versions")]
pub async fn add(
    versions: Data<Versions>,
    settings: Data<HttpSettings>,
    mut caller: LiveCaller,
    id: Id<ImageId>,
    expected: IfMatch,
    multipart: Multipart,
) -> ApiResult<Reply<Envelope<VersionResult>>> {
    versions.ensure_may_add(&caller.actor(), id.0).await?;
    let mut form = Form::new(multipart, &settings.spool, settings.uploads, settings.stall_timeout);
    let (notes, arrived) = one_file(&mut form).await?;
    let spooled = arrived.file.map_err(AppError::from)?;
    let actor = caller.still().await?;
    let outcome = versions.add(&actor, id.0, &spooled.file, notes.as_deref(), expected.0).await?;
    Ok(match outcome.into_inner() {
        VersionOutcome::Versioned(image, number) => {
            let (version, place) = (image.version, format!("/api/v1/images/{}/versions", image.id));
            let result = VersionResult { status: "versioned", number, image: image.into() };
            Reply::created(format!("The image has version {number}"), place, result).version(version)
        }
        VersionOutcome::Duplicate(image, number) => {
            let version = image.version;
            let result = VersionResult { status: "duplicate", number, image: image.into() };
            Reply::ok(format!("The image has these bytes as version {number}"), result).version(version)
        }
    })
}

/// The form's notes and its only file.
async fn one_file(form: &mut Form<'_>) -> ApiResult<(Option<String>, Arrived)> {
    let (mut notes, mut file) = (None, None);
    while let Some(part) = form.next().await? {
        match part {
            FormPart::Text { name, value } if name == "notes" => notes = Some(value),
            FormPart::Text { name, .. } => return Err(unknown_field(&name)),
            FormPart::File(arrived) => {
                if file.replace(arrived).is_some() {
                    let error = FieldError::at("/file", "duplicate_field", "send one file");
                    return Err(Problem::invalid(vec![error]));
                }
            }
        }
    }
    let missing = || Problem::invalid(vec![FieldError::at("/file", "required", "send one file")]);
    Ok((notes, file.ok_or_else(missing)?))
}

/// Makes an earlier version the current one again.
///
/// What came after it stays a version, so that nothing is lost. The addresses of the picture change.
///
/// Permission: can_version_images. Errors: `already_current`, `version_mismatch`.
#[utoipa::path(tag = "images",
    params(("image_id" = i64, Path), ("version_number" = i32, Path, description = "Which of the versions")),
    responses((status = 200, description = "The picture", body = Envelope<PictureBody>)))]
#[post("/images/{image_id}/versions/{version_number}/restore")]
pub async fn restore(
    versions: Data<Versions>,
    caller: Caller,
    path: Id<(ImageId, i32)>,
    expected: IfMatch,
) -> ApiResult<Reply<Envelope<PictureBody>>> {
    let (id, number) = path.0;
    let image = versions.restore(&caller, id, number, expected.0).await?.into_inner();
    let version = image.version;
    Ok(Reply::ok(format!("The image is version {number} again"), image.into()).version(version))
}
