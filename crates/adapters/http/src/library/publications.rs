//! Photos as pictures of the studio.

use actix_web::web::Data;
use actix_web::{get, post};
use atelier_application::library::{
    PictureSource, PublicationView, PublishTarget, Published, PublishedAs, PublishedVersion, Publishing,
};
use atelier_domain::images::GroupType;
use atelier_domain::library::Publication;
use atelier_domain::{GalleryId, ImageFileId, ImageId, ProductId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::named::Named;
use crate::extract::{Body, Caller, Id, IfMatch};
use crate::problem::{ApiResult, FieldError, Problem};
use crate::reply::{Envelope, Listing, Reply};

/// Where a photo is to be seen: exactly one of a gallery, a product and the tray.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PhotoPublish, example = json!({"gallery_id": 12, "group_type": "main"}))]
pub struct PublishBody {
    gallery_id: Option<i64>,
    product_id: Option<i64>,
    /// `true` puts it into the tray.
    staging: Option<bool>,
    /// The kind of group there that receives it; `main` without one. The tray has no groups.
    #[schema(max_length = 50)]
    group_type: Option<String>,
    /// A file of the photo whose original is here; without it, the one that stands for the photo, or else the first JPEG,
    /// PNG, WebP, TIFF or GIF.
    image_file_id: Option<i64>,
}

impl PublishBody {
    fn target(&self) -> ApiResult<PublishTarget> {
        let group_type = match &self.group_type {
            Some(raw) => GroupType::parse(raw).map_err(|violation| {
                Problem::invalid(vec![FieldError::at("/group_type", violation.code, violation.message)])
            })?,
            None => GroupType::main(),
        };
        match (self.gallery_id, self.product_id, self.staging.unwrap_or(false)) {
            (Some(gallery), None, false) => Ok(PublishTarget::Gallery(GalleryId(gallery), group_type)),
            (None, Some(product), false) => Ok(PublishTarget::Product(ProductId(product), group_type)),
            (None, None, true) => Ok(PublishTarget::Staging),
            _ => {
                let message = "name exactly one of gallery_id, product_id and staging";
                Err(Problem::invalid(vec![FieldError::at("/gallery_id", "one_target", message)]))
            }
        }
    }
}

/// What a photo became.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PublishedPhoto)]
pub struct PublishedBody {
    /// The picture in the pool; `null` for one that lies in the tray.
    image_id: Option<i64>,
    /// The file in the tray; `null` for a picture.
    staging_id: Option<i64>,
    /// Whether the studio did not have these bytes there.
    is_new: bool,
}

impl From<Published> for PublishedBody {
    fn from(published: Published) -> Self {
        let Published { made, is_new } = published;
        let (image_id, staging_id) = match made {
            PublishedAs::Image(id) => (Some(id.0), None),
            PublishedAs::Staged(id) => (None, Some(id.0)),
        };
        Self { image_id, staging_id, is_new }
    }
}

/// A file that came to the photo after the one that was published.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewerFile {
    image_file_id: i64,
    #[schema(example = "IMG_0001_retouched.jpg")]
    filename: String,
}

/// A picture that was made of a photo.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PhotoPublication)]
pub struct PublicationBody {
    image_id: i64,
    /// BLAKE3 of the file that was published last.
    content_hash: String,
    /// Which version the picture is in.
    current_version: i32,
    /// The file that offers itself as the next version; `null` where there is none.
    newer_file: Option<NewerFile>,
    published_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<PublicationView> for PublicationBody {
    fn from(view: PublicationView) -> Self {
        let PublicationView { publication, current_version, newer_file } = view;
        let Publication { image, photo: _, content_hash, created_at, updated_at } = publication;
        Self {
            image_id: image.0,
            content_hash,
            current_version,
            newer_file: newer_file.map(|(id, filename)| NewerFile { image_file_id: id.0, filename }),
            published_at: created_at,
            // Of a file that waited in the tray it is when it came there, which tells what has come to the photo since.
            updated_at: updated_at.max(created_at),
        }
    }
}

/// The photo of which a picture was made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PictureSource)]
pub struct PictureSourceBody {
    #[schema(min_length = 64, max_length = 64)]
    photo_hothash: String,
    #[serde(flatten)]
    publication: PublicationBody,
}

impl From<PictureSource> for PictureSourceBody {
    fn from(source: PictureSource) -> Self {
        let PictureSource { hothash, publication } = source;
        Self { photo_hothash: hothash.to_string(), publication: publication.into() }
    }
}

/// Which file becomes the version.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PhotoRenewal, example = json!({"image_file_id": 9}))]
pub struct RenewBody {
    /// A file of the photo whose original is here; without it, the one that offers itself.
    image_file_id: Option<i64>,
}

/// The version that a file became.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PublishedVersion)]
pub struct PublishedVersionBody {
    image_id: i64,
    #[schema(example = 2)]
    version: i32,
    /// Whether the picture had not had these bytes.
    is_new: bool,
}

impl From<PublishedVersion> for PublishedVersionBody {
    fn from(version: PublishedVersion) -> Self {
        let PublishedVersion { image, number, is_new } = version;
        Self { image_id: image.0, version: number, is_new }
    }
}

/// Makes a picture of a photo, in a gallery or a product, or puts it into the tray. The bytes are copied: what happens to
/// the photo later does not touch the picture.
///
/// Doing it again answers the same picture with `is_new: false`. Beside the library it takes can_upload_images on the
/// gallery, can_manage_products on the product, or can_access_staging for the tray.
///
/// Permission: can_use_library. Errors: `one_target`, `not_publishable`, `original_not_stored`, `unknown_file`,
/// `image_exists`, `unsupported_image_type`, `file_too_large`, `too_many_pixels`, `truncated_image`, `damaged_image`.
#[utoipa::path(tag = "library", params(("hothash" = String, Path)), request_body = PublishBody,
    responses(
        (status = 201, description = "What became of it", body = Envelope<PublishedBody>),
        (status = 200, description = "The studio had it", body = Envelope<PublishedBody>)))]
#[post("/photos/{hothash}/publish")]
pub async fn publish(
    publishing: Data<Publishing>,
    caller: Caller,
    id: Id<Named>,
    body: Body<PublishBody>,
) -> ApiResult<Reply<Envelope<PublishedBody>>> {
    let target = body.0.target()?;
    let file = body.0.image_file_id.map(ImageFileId);
    let published = publishing.publish(&caller, &id.0.0, target, file).await?.into_inner();
    if !published.is_new {
        return Ok(Reply::ok("Photo was published already", published.into()));
    }
    let location = match published.made {
        PublishedAs::Image(image) => format!("/api/v1/images/{image}"),
        PublishedAs::Staged(file) => format!("/api/v1/staging/{file}"),
    };
    Ok(Reply::created("Photo published", location, published.into()))
}

/// Lists the pictures that were made of a photo, each with the file that offers itself as its next version.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("hothash" = String, Path)),
    responses((status = 200, description = "The pictures", body = Listing<PublicationBody>)))]
#[get("/photos/{hothash}/publications")]
pub async fn list(
    publishing: Data<Publishing>,
    caller: Caller,
    id: Id<Named>,
) -> ApiResult<Reply<Listing<PublicationBody>>> {
    let found = publishing.list(&caller, &id.0.0).await?;
    Ok(Reply::all("Publications", found.into_iter().map(PublicationBody::from).collect()))
}

/// Makes a later file of the photo the next version of a picture that was made of it. Beside the library it takes
/// can_version_images on the picture.
///
/// Permission: can_use_library. Errors: `nothing_newer`, `not_publishable`,
/// `original_not_stored`, `unknown_file`, `image_exists`, `version_mismatch`.
#[utoipa::path(tag = "library", params(("hothash" = String, Path), ("image_id" = i64, Path)),
    request_body = RenewBody,
    responses((status = 200, description = "The version", body = Envelope<PublishedVersionBody>)))]
#[post("/photos/{hothash}/publications/{image_id}")]
pub async fn renew(
    publishing: Data<Publishing>,
    caller: Caller,
    ids: Id<(Named, ImageId)>,
    expected: IfMatch,
    body: Body<RenewBody>,
) -> ApiResult<Reply<Envelope<PublishedVersionBody>>> {
    let (Named(hothash), image) = ids.0;
    let file = body.0.image_file_id.map(ImageFileId);
    let version = publishing.renew(&caller, &hothash, image, file, expected.0).await?.into_inner();
    Ok(Reply::ok("Picture has a new version", version.into()))
}

/// Shows of which photo of the caller's library a picture was made, and the file that offers itself as its next version.
///
/// A picture that came by way of the tray has its photo too. `data` is `null` where it was made of nobody's photo, or of a
/// colleague's.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("image_id" = i64, Path)),
    responses((status = 200, description = "The photo", body = Envelope<Option<PictureSourceBody>>)))]
#[get("/images/{image_id}/photo")]
pub async fn of_image(
    publishing: Data<Publishing>,
    caller: Caller,
    id: Id<ImageId>,
) -> ApiResult<Reply<Envelope<Option<PictureSourceBody>>>> {
    let source = publishing.source(&caller, id.0).await?;
    Ok(Reply::ok("The photo", source.map(PictureSourceBody::from)))
}
