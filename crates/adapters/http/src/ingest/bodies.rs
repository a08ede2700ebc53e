//! How uploads, batches and files of the tray are written.

use std::collections::BTreeMap;

use atelier_application::ingest::{BatchView, TrayFile};
use atelier_application::ports::{BatchProgress, StagingFacets};
use atelier_domain::images::Preset;
use atelier_domain::ingest::{
    BatchSource, BatchState, CameraSettings, Flag, Marks, StagingImage, StagingState, Upload, UploadBatch,
    UploadState,
};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::beside::{ProposalSummaryBody, VersionOfBody};
use crate::images::hex;

/// A file on its way here.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Upload)]
pub struct UploadBody {
    #[schema(example = "0191e8f4-7c3a-4b1d-9f20-00000000002a")]
    id: String,
    #[schema(example = "0191e8f4-7c3a-4b1d-9f20-000000000007")]
    batch_id: String,
    #[schema(example = "DSC_0812.jpg")]
    filename: String,
    /// Bytes of the whole file.
    length: i64,
    /// Bytes that are safe.
    offset: i64,
    #[schema(schema_with = crate::schema::upload_state)]
    state: UploadState,
    /// Why the file was refused: a code.
    failure: Option<String>,
    /// The file in the tray, once it is there.
    staging_id: Option<i64>,
    /// The file of the tray that had these bytes already.
    duplicate_of_staging_id: Option<i64>,
    expires_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
}

impl From<Upload> for UploadBody {
    fn from(upload: Upload) -> Self {
        let Upload {
            id,
            studio: _,
            batch,
            filename,
            length,
            offset,
            metadata: _,
            state,
            failure,
            staging,
            is_duplicate,
            created_by: _,
            expires_at,
            version: _,
            created_at,
            updated_at: _,
        } = upload;
        Self {
            id: id.to_string(),
            batch_id: batch.to_string(),
            filename,
            length,
            offset,
            state,
            failure,
            staging_id: staging.map(i64::from),
            duplicate_of_staging_id: staging.filter(|_| is_duplicate).map(i64::from),
            expires_at,
            created_at,
        }
    }
}

/// Files that were sent together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UploadBatch)]
pub struct BatchBody {
    #[schema(example = "0191e8f4-7c3a-4b1d-9f20-000000000007")]
    id: String,
    #[schema(example = "Ferry, second card")]
    name: Option<String>,
    #[schema(schema_with = crate::schema::batch_source)]
    source: BatchSource,
    #[schema(schema_with = crate::schema::batch_state)]
    state: BatchState,
    /// Files announced or sent.
    total: i32,
    /// Files that are new in the tray.
    received: i32,
    /// Files that were refused or never came whole.
    failed: i32,
    /// Files whose bytes the tray had.
    duplicate: i32,
    created_by_user_id: Option<i64>,
    version: i64,
    created_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
}

impl From<UploadBatch> for BatchBody {
    fn from(batch: UploadBatch) -> Self {
        let UploadBatch {
            id,
            studio: _,
            name,
            source,
            state,
            total,
            received,
            failed,
            duplicate,
            created_by,
            version,
            created_at,
            updated_at: _,
            closed_at,
        } = batch;
        Self {
            id: id.to_string(),
            name,
            source,
            state,
            total,
            received,
            failed,
            duplicate,
            created_by_user_id: created_by.map(i64::from),
            version,
            created_at,
            closed_at,
        }
    }
}

/// What the files of a batch are now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BatchProgress)]
pub struct BatchProgressBody {
    /// Still arriving.
    uploading: u64,
    /// In the tray; their previews are being made.
    processing: u64,
    ready: u64,
    failed: u64,
    assigned: u64,
    discarded: u64,
}

impl From<BatchProgress> for BatchProgressBody {
    fn from(progress: BatchProgress) -> Self {
        let BatchProgress { uploading, processing, ready, failed, assigned, discarded } = progress;
        Self { uploading, processing, ready, failed, assigned, discarded }
    }
}

/// A batch with what its files are now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BatchView)]
pub struct BatchViewBody {
    batch: BatchBody,
    progress: BatchProgressBody,
}

impl From<BatchView> for BatchViewBody {
    fn from(view: BatchView) -> Self {
        let BatchView { batch, progress } = view;
        Self { batch: batch.into(), progress: progress.into() }
    }
}

/// A file in the tray.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StagingImage)]
pub struct StagingBody {
    #[schema(example = 4711)]
    id: i64,
    batch_id: String,
    #[schema(example = "DSC_0812.jpg")]
    filename: String,
    #[schema(schema_with = crate::schema::staging_state)]
    state: StagingState,
    /// Why it failed: a code.
    failure: Option<String>,
    /// Bytes of the original.
    file_size: i64,
    #[schema(value_type = Option<String>, example = "image/jpeg")]
    content_type: Option<&'static str>,
    /// Pixels, as seen.
    width: Option<i32>,
    height: Option<i32>,
    /// What the camera wrote.
    #[schema(schema_with = crate::schema::free_object)]
    metadata: Map<String, Value>,
    /// When the shutter opened, by the camera's own clock and without a zone.
    #[schema(value_type = Option<String>, example = "2026-06-01T14:03:22")]
    taken_at: Option<NaiveDateTime>,
    camera_model: Option<String>,
    lens: Option<String>,
    iso: Option<i32>,
    /// The f-number.
    #[schema(example = 2.8)]
    aperture: Option<f64>,
    /// Millimetres.
    #[schema(example = 35.0)]
    focal_length: Option<f64>,
    /// 64 bits, as 16 hex digits; pictures that look alike differ in few of them.
    perceptual_hash: Option<String>,
    /// BLAKE3 of the original.
    content_hash: Option<String>,
    /// The picture of the pool that has these bytes already.
    duplicate_of_image_id: Option<i64>,
    /// Where it seems to belong, or what a person said. Null as long as nothing is decided, and in answers to uploads.
    proposal: Option<ProposalSummaryBody>,
    /// Only with `include=versions`. Null for a file that does not wait, that cannot be looked at yet, or whose bytes the
    /// studio has, be it as an earlier version or as a deleted picture.
    version_of: Option<VersionOfBody>,
    /// Null for a file that became a version: it is wherever its picture is.
    assigned_to_gallery_id: Option<i64>,
    assigned_group_type: Option<String>,
    /// The picture that it has become, or of which it has become a version.
    assigned_image_id: Option<i64>,
    assigned_at: Option<DateTime<Utc>>,
    /// 1 to 5, or null. It stays with the file when that leaves the tray: a picture has ratings by those who look at it.
    #[schema(minimum = 1, maximum = 5, example = 4)]
    rating: Option<i32>,
    /// Whether somebody wants it.
    #[schema(schema_with = crate::schema::staging_flag)]
    flag: Flag,
    uploaded_by_user_id: Option<i64>,
    version: i64,
    created_at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
    /// Addresses of previews, by size, relative to this server. They ask for the access token.
    #[schema(schema_with = crate::schema::addresses)]
    previews: BTreeMap<Preset, String>,
}

impl From<TrayFile> for StagingBody {
    fn from(shown: TrayFile) -> Self {
        let TrayFile { file, duplicate_of, proposal, version_of } = shown;
        Self {
            duplicate_of_image_id: duplicate_of.map(i64::from),
            proposal: proposal.map(ProposalSummaryBody::from),
            version_of: version_of.map(VersionOfBody::from),
            ..Self::from(file)
        }
    }
}

impl From<StagingImage> for StagingBody {
    fn from(file: StagingImage) -> Self {
        let previews = previews(&file);
        let StagingImage {
            id,
            studio: _,
            batch,
            filename,
            original_path: _,
            content_hash,
            thumbnail_path: _,
            file_size,
            format,
            width,
            height,
            metadata,
            taken_at,
            camera: CameraSettings { camera_model, lens, iso, aperture_x100, focal_length_x10 },
            perceptual_hash,
            state,
            failure,
            assignment,
            marks: Marks { rating, flag },
            uploaded_by,
            version,
            created_at,
            updated_at: _,
            deleted_at,
        } = file;
        let target = assignment.as_ref().and_then(|it| it.target.as_ref());
        Self {
            id: id.0,
            batch_id: batch.to_string(),
            filename,
            state,
            failure,
            file_size,
            content_type: format.map(|format| format.mime_type()),
            width,
            height,
            metadata,
            taken_at,
            camera_model,
            lens,
            iso,
            aperture: aperture_x100.map(|hundredths| f64::from(hundredths) / 100.0),
            focal_length: focal_length_x10.map(|tenths| f64::from(tenths) / 10.0),
            perceptual_hash: perceptual_hash.map(hex),
            content_hash,
            duplicate_of_image_id: None,
            proposal: None,
            version_of: None,
            assigned_to_gallery_id: target.map(|target| target.gallery.0),
            assigned_group_type: target.map(|target| target.group_type.as_str().to_owned()),
            assigned_image_id: assignment.as_ref().map(|it| it.image.0),
            assigned_at: assignment.as_ref().map(|it| it.at),
            rating,
            flag,
            uploaded_by_user_id: uploaded_by.map(i64::from),
            version,
            created_at,
            deleted_at,
            previews,
        }
    }
}

/// Previews have addresses once they are there.
fn previews(file: &StagingImage) -> BTreeMap<Preset, String> {
    if file.thumbnail_path.is_none() {
        return BTreeMap::new();
    }
    let address = |preset: Preset| format!("/api/v1/staging/{}/previews/{}", file.id, preset.as_str());
    Preset::EAGER.into_iter().map(|preset| (preset, address(preset))).collect()
}

/// A name with how many files have it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetBody {
    #[schema(example = "NIKON Z 6")]
    name: String,
    #[schema(example = 12)]
    count: u64,
}

/// A rating with how many files have it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RatingFacet)]
pub struct RatingFacetBody {
    #[schema(example = 4)]
    rating: i32,
    #[schema(example = 12)]
    count: u64,
}

/// How many files are wanted.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = FlagFacets)]
pub struct FlagFacetsBody {
    none: u64,
    #[schema(example = 12)]
    pick: u64,
    reject: u64,
}

/// What there is to filter by, the most frequent first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StagingFacets)]
pub struct FacetsBody {
    cameras: Vec<FacetBody>,
    lenses: Vec<FacetBody>,
    /// The best first; ratings that no file has are left out.
    ratings: Vec<RatingFacetBody>,
    flags: FlagFacetsBody,
}

impl From<StagingFacets> for FacetsBody {
    fn from(facets: StagingFacets) -> Self {
        let StagingFacets { cameras, lenses, ratings, flags } = facets;
        let bodies = |names: Vec<(String, u64)>| -> Vec<FacetBody> {
            names.into_iter().map(|(name, count)| FacetBody { name, count }).collect()
        };
        let ratings = ratings.into_iter().map(|(rating, count)| RatingFacetBody { rating, count });
        let of = |wanted: Flag| flags.iter().find(|(flag, _)| *flag == wanted).map_or(0, |(_, count)| *count);
        Self {
            cameras: bodies(cameras),
            lenses: bodies(lenses),
            ratings: ratings.collect(),
            flags: FlagFacetsBody { none: of(Flag::None), pick: of(Flag::Pick), reject: of(Flag::Reject) },
        }
    }
}
