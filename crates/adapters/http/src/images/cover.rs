//! How a picture is written that stands for something else.

use std::collections::BTreeMap;

use atelier_application::delivery::PictureView;
use atelier_domain::images::{AiLabel, Preset};
use serde::Serialize;
use utoipa::ToSchema;

use super::bodies::FocalPointBody;

/// A picture that stands for something else, such as a gallery or a product.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Cover)]
pub struct CoverBody {
    #[schema(example = 812)]
    id: i64,
    alt_text: Option<String>,
    focal_point: Option<FocalPointBody>,
    /// What artificial intelligence had to do with it.
    #[schema(schema_with = crate::schema::ai_label)]
    ai: AiLabel,
    /// Pixels, as seen.
    #[schema(example = 6000)]
    width: i32,
    #[schema(example = 4000)]
    height: i32,
    /// Addresses for looking, by size: relative to this server, or absolute where ImageKit delivers; none while it is
    /// being processed.
    #[schema(schema_with = crate::schema::addresses)]
    urls: BTreeMap<Preset, String>,
}

impl From<PictureView> for CoverBody {
    fn from(picture: PictureView) -> Self {
        let PictureView {
            id,
            current_version: _,
            alt_text,
            focal_point,
            ai,
            width,
            height,
            urls,
            // The rest is of interest where pictures are listed for themselves.
            filename: _,
            format: _,
            file_size: _,
            metadata: _,
            taken_at: _,
            state: _,
            failure: _,
            perceptual_hash: _,
            content_hash: _,
            mirror_url: _,
            uploaded_at: _,
            version: _,
            deleted_at: _,
            downloads: _,
        } = picture;
        let focal_point = focal_point.map(FocalPointBody::from);
        Self { id: id.0, alt_text, focal_point, ai, width, height, urls: urls.into_iter().collect() }
    }
}
