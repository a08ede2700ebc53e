//! How a picture is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use atelier_application::delivery::PictureView;
use atelier_application::images::ImagePatch;
use atelier_application::ports::{ImageUse, UsedBy};
use atelier_domain::RuleViolation;
use atelier_domain::images::{AiLabel, FocalPoint, Image, Owner, Preset, ProcessingState};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::extract::{Object, Patch, not_null};

/// A point of a picture: fractions of its width and height, from the upper left corner.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FocalPoint, example = json!({"x": 0.5, "y": 0.33}))]
pub struct FocalPointBody {
    #[schema(minimum = 0, maximum = 1)]
    x: f64,
    #[schema(minimum = 0, maximum = 1)]
    y: f64,
}

impl From<FocalPoint> for FocalPointBody {
    fn from(point: FocalPoint) -> Self {
        Self { x: point.x(), y: point.y() }
    }
}

/// A picture as its viewer may see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Image)]
pub struct PictureBody {
    #[schema(example = 812)]
    id: i64,
    #[schema(example = "DSC_0812.jpg")]
    filename: String,
    alt_text: Option<String>,
    /// What must stay in view when it is cropped.
    focal_point: Option<FocalPointBody>,
    /// What artificial intelligence had to do with it, by its file's IPTC Digital Source Type or the studio's word.
    #[schema(schema_with = crate::schema::ai_label)]
    ai: AiLabel,
    #[schema(schema_with = crate::schema::image_type)]
    content_type: &'static str,
    /// Pixels, as seen.
    #[schema(example = 6000)]
    width: i32,
    #[schema(example = 4000)]
    height: i32,
    /// Bytes of the original.
    file_size: i64,
    /// What the camera wrote; empty where the terms withhold it.
    #[schema(schema_with = crate::schema::free_object)]
    #[serde(serialize_with = "shared")]
    metadata: Arc<Map<String, Value>>,
    /// When the shutter opened, by the camera's own clock and without a zone.
    #[schema(value_type = Option<String>, example = "2026-06-01T14:03:22")]
    taken_at: Option<NaiveDateTime>,
    #[schema(schema_with = crate::schema::processing_state)]
    state: ProcessingState,
    /// Why the derivatives could not be made; for the studio's own people.
    failure: Option<String>,
    /// 64 bits, as 16 hex digits; pictures that look alike differ in few of them. For the studio's own people.
    #[schema(example = "a0f1c2d3e4b5a697")]
    perceptual_hash: Option<String>,
    /// BLAKE3 of the original; for the studio's own people.
    content_hash: Option<String>,
    /// Which of its versions the picture is, from 1.
    #[schema(example = 1)]
    current_version: i32,
    uploaded_at: DateTime<Utc>,
    version: i64,
    deleted_at: Option<DateTime<Utc>>,
    /// Addresses for looking, by size: relative to this server, or absolute where ImageKit delivers.
    #[schema(schema_with = crate::schema::addresses)]
    urls: BTreeMap<Preset, String>,
    /// Addresses for taking home, by size, relative to this server.
    #[schema(schema_with = crate::schema::addresses)]
    downloads: BTreeMap<Preset, String>,
}

impl From<PictureView> for PictureBody {
    fn from(picture: PictureView) -> Self {
        let PictureView {
            id,
            filename,
            alt_text,
            focal_point,
            ai,
            format,
            width,
            height,
            file_size,
            metadata,
            taken_at,
            state,
            failure,
            perceptual_hash,
            content_hash,
            current_version,
            mirror_url: _,
            uploaded_at,
            version,
            deleted_at,
            urls,
            downloads,
        } = picture;
        Self {
            id: id.0,
            filename,
            alt_text,
            focal_point: focal_point.map(FocalPointBody::from),
            ai,
            content_type: format.mime_type(),
            width,
            height,
            file_size,
            metadata,
            taken_at,
            state,
            failure,
            perceptual_hash: perceptual_hash.map(hex),
            content_hash,
            current_version,
            uploaded_at,
            version,
            deleted_at,
            urls: urls.into_iter().collect(),
            downloads: downloads.into_iter().collect(),
        }
    }
}

fn shared<S: Serializer>(value: &Arc<Map<String, Value>>, to: S) -> Result<S::Ok, S::Error> {
    value.as_ref().serialize(to)
}

/// The bits of a hash; JSON numbers lose some of them in browsers.
pub(crate) fn hex(bits: i64) -> String {
    format!("{bits:016x}")
}

/// A picture that has just arrived.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoredImage {
    #[schema(example = 812)]
    id: i64,
    filename: String,
    alt_text: Option<String>,
    /// What must stay in view when it is cropped.
    focal_point: Option<FocalPointBody>,
    /// What artificial intelligence had to do with it, by what its file says.
    #[schema(schema_with = crate::schema::ai_label)]
    ai: AiLabel,
    #[schema(schema_with = crate::schema::image_type)]
    content_type: &'static str,
    width: i32,
    height: i32,
    file_size: i64,
    #[schema(schema_with = crate::schema::free_object)]
    metadata: Map<String, Value>,
    #[schema(value_type = Option<String>, example = "2026-06-01T14:03:22")]
    taken_at: Option<NaiveDateTime>,
    #[schema(schema_with = crate::schema::processing_state)]
    state: ProcessingState,
    content_hash: String,
    /// Which of its versions the picture is, from 1.
    #[schema(example = 1)]
    current_version: i32,
    uploaded_at: DateTime<Utc>,
    version: i64,
}

impl From<Image> for StoredImage {
    fn from(image: Image) -> Self {
        let Image {
            id,
            studio: _,
            filename,
            alt_text,
            focal_point,
            ai,
            storage_key: _,
            content_hash,
            file_size,
            format,
            width,
            height,
            metadata,
            taken_at,
            perceptual_hash: _,
            state,
            failure: _,
            current_version,
            mirror: _,
            uploaded_by: _,
            uploaded_at,
            version,
            created_at: _,
            updated_at: _,
            deleted_at: _,
            placements: _,
        } = image;
        Self {
            id: id.0,
            filename,
            alt_text,
            focal_point: focal_point.map(FocalPointBody::from),
            ai,
            content_type: format.mime_type(),
            width,
            height,
            file_size,
            metadata,
            taken_at,
            state,
            content_hash,
            current_version,
            uploaded_at,
            version,
        }
    }
}

/// A change to a picture: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImagePatch, example = json!({"alt_text": "The board in front of the new ferry"}))]
pub struct ImagePatchBody {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1)]
    filename: Option<String>,
    /// For people who cannot see it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 255)]
    alt_text: Patch<String>,
    /// What must stay in view when it is cropped.
    #[serde(default)]
    #[schema(value_type = Option<FocalPointBody>)]
    focal_point: Patch<Object<FocalPointBody>>,
    /// What artificial intelligence had to do with it; it is shown to everybody who sees the picture.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(schema_with = crate::schema::ai_label, required = false)]
    ai: Option<AiLabel>,
}

impl TryFrom<ImagePatchBody> for ImagePatch {
    type Error = RuleViolation;

    fn try_from(body: ImagePatchBody) -> Result<Self, RuleViolation> {
        let ImagePatchBody { filename, alt_text, focal_point, ai } = body;
        let focal_point = match focal_point.into_change() {
            None => None,
            Some(None) => Some(None),
            Some(Some(Object(FocalPointBody { x, y }))) => Some(Some(FocalPoint::new(x, y)?)),
        };
        Ok(Self { filename, alt_text: alt_text.into_change(), focal_point, ai })
    }
}

/// Where a picture or a group is used: in a group, and through it by a gallery, by a product, or by nobody yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ImageUse)]
pub struct UseBody {
    group_id: i64,
    group_name: String,
    gallery_id: Option<i64>,
    gallery_name: Option<String>,
    product_id: Option<i64>,
    product_name: Option<String>,
    #[serde(rename = "type")]
    #[schema(rename = "type", example = "main")]
    group_type: Option<String>,
}

impl From<ImageUse> for UseBody {
    fn from(place: ImageUse) -> Self {
        let ImageUse { group, group_name, used_by } = place;
        let mut body = Self {
            group_id: group.0,
            group_name,
            gallery_id: None,
            gallery_name: None,
            product_id: None,
            product_name: None,
            group_type: None,
        };
        if let Some(UsedBy { owner, name, group_type }) = used_by {
            body.group_type = Some(group_type.as_str().to_owned());
            let (id, shown_as) = match owner {
                Owner::Gallery(id) => (id.0, (&mut body.gallery_id, &mut body.gallery_name)),
                Owner::Product(id) => (id.0, (&mut body.product_id, &mut body.product_name)),
            };
            (*shown_as.0, *shown_as.1) = (Some(id), Some(name));
        }
        body
    }
}
