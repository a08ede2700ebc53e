//! How files of photographs are shown.

use atelier_application::library::InfoPatch;
use atelier_application::ports::library::ImageFileView;
use atelier_domain::library::{FileFormat, ImageFile};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::local_time::ShutterTime;
use crate::extract::Patch;

/// One file of a photo.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImageFile)]
pub struct ImageFileBody {
    #[schema(example = 12)]
    id: i64,
    #[schema(min_length = 64, max_length = 64)]
    photo_hothash: String,
    #[schema(example = "IMG_001.CR3")]
    filename: String,
    /// Bytes.
    file_size: Option<i64>,
    #[schema(example = "cr3")]
    file_format: Option<&'static str>,
    /// Whether its bytes are here.
    is_stored: bool,
    /// BLAKE3 of its bytes, where they are here.
    content_hash: Option<String>,
    /// Whether the photo's hot preview came with it.
    has_hotpreview: bool,
    /// Why no picture could be made of it.
    no_preview: Option<String>,
    /// 16 hex digits of the hash by cosine transform, by which similar pictures are found.
    #[schema(example = "e1c3870f1e3c78f0")]
    perceptual_hash: Option<String>,
    width: Option<i32>,
    height: Option<i32>,
    taken_at: Option<ShutterTime>,
    gps_latitude: Option<f64>,
    gps_longitude: Option<f64>,
    has_gps: bool,
    camera: Option<String>,
    lens: Option<String>,
    /// Whether its photo has a RAW file besides it.
    has_raw_companion: bool,
    import_session_id: Option<i64>,
    imported_time: DateTime<Utc>,
    #[schema(value_type = Option<Object>)]
    exif_dict: Option<Map<String, Value>>,
    #[schema(value_type = Option<Object>)]
    imported_info: Option<Map<String, Value>>,
    #[schema(value_type = Option<Object>)]
    local_storage_info: Option<Map<String, Value>>,
    #[schema(value_type = Option<Object>)]
    cloud_storage_info: Option<Map<String, Value>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<ImageFileView> for ImageFileBody {
    fn from(view: ImageFileView) -> Self {
        let ImageFileView { file, hothash, has_raw_companion } = view;
        let ImageFile {
            id,
            studio: _,
            owner: _,
            photo: _,
            filename,
            file_size,
            format,
            original,
            no_preview,
            width,
            height,
            has_hotpreview,
            hashes,
            exif,
            taken_at,
            place,
            camera,
            lens,
            import_session,
            imported_time,
            imported_info,
            local_storage_info,
            cloud_storage_info,
            created_at,
            updated_at,
        } = file;
        Self {
            id: id.0,
            photo_hothash: hothash.to_string(),
            filename,
            file_size,
            file_format: format.map(FileFormat::as_str),
            is_stored: original.is_some(),
            content_hash: original.map(|original| original.content_hash),
            has_hotpreview,
            no_preview,
            perceptual_hash: hashes.map(|hashes| format!("{:016x}", hashes.dct)),
            width,
            height,
            taken_at: taken_at.map(ShutterTime),
            gps_latitude: place.map(|place| place.latitude),
            gps_longitude: place.map(|place| place.longitude),
            has_gps: place.is_some(),
            camera,
            lens,
            has_raw_companion,
            import_session_id: import_session.map(i64::from),
            imported_time,
            exif_dict: exif,
            imported_info,
            local_storage_info,
            cloud_storage_info,
            created_at,
            updated_at,
        }
    }
}

/// Where a file is kept, as its owner's programs say.
#[derive(Debug, Serialize, ToSchema)]
pub struct StorageInfo {
    #[schema(value_type = Option<Object>)]
    imported_info: Option<Map<String, Value>>,
    #[schema(value_type = Option<Object>)]
    local_storage_info: Option<Map<String, Value>>,
    #[schema(value_type = Option<Object>)]
    cloud_storage_info: Option<Map<String, Value>>,
}

impl From<ImageFileView> for StorageInfo {
    fn from(view: ImageFileView) -> Self {
        let ImageFile { imported_info, local_storage_info, cloud_storage_info, .. } = view.file;
        Self { imported_info, local_storage_info, cloud_storage_info }
    }
}

/// A change of where a file is kept: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StorageInfoPatch, example = json!({"local_storage_info": {"disk": "archive-3", "path": "2024/02"}}))]
pub struct StorageInfoPatchBody {
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    imported_info: Patch<Map<String, Value>>,
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    local_storage_info: Patch<Map<String, Value>>,
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    cloud_storage_info: Patch<Map<String, Value>>,
}

impl From<StorageInfoPatchBody> for InfoPatch {
    fn from(body: StorageInfoPatchBody) -> Self {
        let StorageInfoPatchBody { imported_info, local_storage_info, cloud_storage_info } = body;
        Self {
            imported_info: imported_info.into_change(),
            local_storage_info: local_storage_info.into_change(),
            cloud_storage_info: cloud_storage_info.into_change(),
        }
    }
}
