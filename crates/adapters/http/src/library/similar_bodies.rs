//! How pictures that look alike are shown.

use std::sync::Arc;

use atelier_application::library::{
    DuplicateGroup, DuplicatePhoto, PoolLikeness, SimilarFound, SimilarPhoto, SimilarWanted, TrayLikeness,
};
use atelier_application::ports::library::PhotoView;
use atelier_domain::RuleViolation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::bodies::PhotoBody;
use crate::problem::{FieldError, Problem};

/// How alike, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SimilarQuery {
    /// In how many bits of 64 the pictures may differ. Copies are found at 10; crops at 16, with some strangers.
    #[param(minimum = 0, maximum = 16, default = 10)]
    threshold: Option<u32>,
    /// How many are found at most, of each part.
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: Option<u64>,
}

impl SimilarQuery {
    pub(super) fn wanted(self) -> Result<SimilarWanted, Problem> {
        let Self { threshold, limit } = self;
        SimilarWanted::new(threshold, limit).map_err(in_query)
    }
}

/// A rule about a parameter of the query.
pub(super) fn in_query(violation: RuleViolation) -> Problem {
    let RuleViolation { code, message, field, kind: _, bound: _ } = violation;
    Problem::invalid(vec![FieldError::parameter(field.unwrap_or_default(), code, message)])
}

/// A small picture that is looked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"hotpreview": "/9j/4AAQSkZJRgABAQ…"}))]
pub struct SimilarPicture {
    /// A small JPEG, PNG or WebP in base64, at most 1024 px on a side; a `data:` prefix is cut off.
    pub(super) hotpreview: String,
}

/// A photo that looks like what was looked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SimilarPhoto)]
pub struct SimilarPhotoBody {
    /// Differing bits; 0 is the same picture.
    #[schema(example = 2)]
    distance: u32,
    /// The file of the photo that comes nearest.
    #[schema(example = 12)]
    image_file_id: i64,
    photo: PhotoBody,
}

/// A picture of the studio's pool that looks like what was looked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SimilarImage)]
pub struct SimilarImageBody {
    #[schema(example = 7)]
    image_id: i64,
    #[schema(example = "IMG_001.jpg")]
    filename: String,
    /// Differing bits of the gradient hash, which takes more strangers for copies than a photo's two hashes.
    #[schema(example = 3)]
    distance: u32,
    /// The galleries in which it hangs, as far as the caller sees them.
    galleries: Vec<i64>,
    /// The products that show it, as far as the caller sees them.
    products: Vec<i64>,
}

/// A file of the tray that looks like what was looked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SimilarStagingImage)]
pub struct SimilarStagingBody {
    #[schema(example = 31)]
    staging_image_id: i64,
    #[schema(example = "IMG_001.jpg")]
    filename: String,
    /// As with images of the pool.
    #[schema(example = 3)]
    distance: u32,
}

/// What looks like a picture, the nearest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SimilarPictures)]
pub struct SimilarBody {
    /// Of the caller's library, each photo once.
    photos: Vec<SimilarPhotoBody>,
    /// Of the pool, as far as the caller sees it; empty for who is not of the studio.
    pool: Vec<SimilarImageBody>,
    /// Of the tray, for who works there; else empty.
    staging: Vec<SimilarStagingBody>,
}

impl From<SimilarPhoto> for SimilarPhotoBody {
    fn from(similar: SimilarPhoto) -> Self {
        let SimilarPhoto { photo, file, distance } = similar;
        // It was not asked for, and is no part of the answer.
        let photo = PhotoView { hotpreview: None, ..Arc::unwrap_or_clone(photo) };
        Self { distance, image_file_id: file.0, photo: photo.into() }
    }
}

impl From<PoolLikeness> for SimilarImageBody {
    fn from(likeness: PoolLikeness) -> Self {
        let PoolLikeness { image, filename, distance, galleries, products } = likeness;
        let galleries = galleries.into_iter().map(i64::from).collect();
        let products = products.into_iter().map(i64::from).collect();
        Self { image_id: image.0, filename, distance, galleries, products }
    }
}

impl From<TrayLikeness> for SimilarStagingBody {
    fn from(likeness: TrayLikeness) -> Self {
        let TrayLikeness { file, filename, distance } = likeness;
        Self { staging_image_id: file.0, filename, distance }
    }
}

impl From<SimilarFound> for SimilarBody {
    fn from(found: SimilarFound) -> Self {
        let SimilarFound { photos, pool, tray } = found;
        Self {
            photos: photos.into_iter().map(SimilarPhotoBody::from).collect(),
            pool: pool.into_iter().map(SimilarImageBody::from).collect(),
            staging: tray.into_iter().map(SimilarStagingBody::from).collect(),
        }
    }
}

/// A photo that looks like the best one of its group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DuplicatePhoto)]
pub struct DuplicatePhotoBody {
    /// Differing bits from the best one.
    #[schema(example = 2)]
    distance: u32,
    photo: PhotoBody,
}

/// Photos that look alike.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DuplicateGroup)]
pub struct DuplicateGroupBody {
    /// How many there are, the best one included.
    #[schema(example = 3)]
    count: usize,
    /// The one that is proposed to be kept: the largest, then the best rated, then the one that came first.
    best: PhotoBody,
    /// The others, the nearest first; at most 50 of them are shown.
    others: Vec<DuplicatePhotoBody>,
}

impl From<DuplicatePhoto> for DuplicatePhotoBody {
    fn from(duplicate: DuplicatePhoto) -> Self {
        let DuplicatePhoto { photo, distance } = duplicate;
        Self { distance, photo: photo.into() }
    }
}

impl From<DuplicateGroup> for DuplicateGroupBody {
    fn from(group: DuplicateGroup) -> Self {
        let DuplicateGroup { best, others, count } = group;
        let others = others.into_iter().map(DuplicatePhotoBody::from).collect();
        Self { count, best: best.into(), others }
    }
}
