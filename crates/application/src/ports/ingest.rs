//! Values of the tray that cross the store's border and are no entities.

use atelier_domain::images::ImageFormat;
use atelier_domain::ingest::matching::Outcome;
use atelier_domain::ingest::{BatchSource, CameraSettings, Flag, StagingState};
use atelier_domain::{BatchId, GalleryId, ImageId, StagingImageId, StudioId, Timestamp, UploadId, UserId};
use chrono::NaiveDateTime;
use serde_json::{Map, Value};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    pub id: BatchId,
    pub studio: StudioId,
    pub name: Option<String>,
    pub source: BatchSource,
    pub created_by: UserId,
    pub now: Timestamp,
}

/// What a file adds to the counters of its batch; negative numbers take away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BatchCounts {
    pub total: i32,
    pub received: i32,
    pub failed: i32,
    pub duplicate: i32,
}

/// What the files of a batch are now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BatchProgress {
    /// Uploads that are still arriving or being taken in.
    pub uploading: u64,
    /// Files in the tray whose previews are being made.
    pub processing: u64,
    pub ready: u64,
    pub failed: u64,
    pub assigned: u64,
    pub discarded: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewUpload {
    pub id: UploadId,
    pub studio: StudioId,
    pub batch: BatchId,
    pub filename: String,
    pub length: i64,
    pub metadata: Map<String, Value>,
    pub created_by: UserId,
    pub expires_at: Timestamp,
    pub now: Timestamp,
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewStagingImage {
    pub studio: StudioId,
    pub batch: BatchId,
    pub filename: String,
    /// Bytes.
    pub file_size: i64,
    pub content: StagedContent,
    pub uploaded_by: Option<UserId>,
    pub now: Timestamp,
}

/// What is known of a file's content.
#[derive(Debug, Clone, PartialEq)]
pub enum StagedContent {
    /// Its original is in the media store.
    Kept {
        original_path: String,
        content_hash: String,
        format: ImageFormat,
        width: i32,
        height: i32,
        metadata: Map<String, Value>,
        taken_at: Option<NaiveDateTime>,
        camera: CameraSettings,
    },
    /// It was refused for this code, and nothing is kept.
    Refused { code: String },
}

/// By what the tray is sorted; the id decides between equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StagingOrder {
    #[default]
    Arrival,
    TakenAt,
    Filename,
}

/// Which files of the tray a list shows. Ranges include their ends.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StagingFilter {
    /// Folded text to find in the file name.
    pub search: Option<String>,
    pub batch: Option<BatchId>,
    /// Only the file with these bytes: BLAKE3, 64 hex digits.
    pub content_hash: Option<String>,
    /// Empty for everything that waits (received, ready and failed), or with `content_hash` for every state.
    pub states: Vec<StagingState>,
    pub gallery: Option<GalleryId>,
    pub taken_from: Option<NaiveDateTime>,
    /// Up to but without this instant.
    pub taken_until: Option<NaiveDateTime>,
    pub camera_model: Option<String>,
    pub lens: Option<String>,
    pub iso: (Option<i32>, Option<i32>),
    pub aperture_x100: (Option<i32>, Option<i32>),
    pub focal_length_x10: (Option<i32>, Option<i32>),
    /// Only files whose bytes are (`true`) or are not (`false`) those of a live picture of the pool.
    pub in_pool: Option<bool>,
    /// Only files about which this is the decision that holds.
    pub outcome: Option<Outcome>,
    /// Only files with this rating or a better one.
    pub rating_min: Option<i32>,
    pub flag: Option<Flag>,
    /// Only files that are (`true`) or are not (`false`) rejected.
    pub rejected: Option<bool>,
    pub order: StagingOrder,
    pub descending: bool,
}

/// What there is to filter by, with how many files each; the most frequent first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StagingFacets {
    pub cameras: Vec<(String, u64)>,
    pub lenses: Vec<(String, u64)>,
    /// The best first; those without a rating are left out.
    pub ratings: Vec<(i32, u64)>,
    pub flags: Vec<(Flag, u64)>,
}

/// The original of a staged file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedOriginal {
    pub id: StagingImageId,
    pub storage_key: String,
    pub content_hash: String,
    pub file_size: i64,
}

/// Which version of which picture a staged file has become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenAs {
    pub image: ImageId,
    pub number: i32,
    /// The picture has had these bytes before, and their derivatives.
    pub was_known: bool,
}

/// What became of the bytes of a staged file when it was put into the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adopted {
    pub staging: StagingImageId,
    pub image: ImageId,
    /// Which of its versions the picture is.
    pub version: i32,
    /// The picture is new in the pool, or back from deletion. Of several files of one picture the first says so.
    pub made_image: bool,
    /// Its derivatives are still to be made; as above.
    pub needs_derivatives: bool,
}
