//! What is sent to a library.

use atelier_application::library::{FileWords, PreviewUpload, Uploaded};
use atelier_domain::ImportSessionId;
use atelier_domain::library::{Hothash, TakenAt};
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::local_time::ShutterTime;
use crate::problem::{FieldError, Problem};

/// Clients write base64 with and without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A new photograph with a file that stays with the client.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"filename": "IMG_001.jpg", "file_size": 6_300_000, "hotpreview": "/9j/4AAQSkZJRgABAQ…",
    "taken_at": "2024-02-29T10:30:00+02:00", "gps_latitude": 59.9139, "gps_longitude": 10.7522}))]
pub struct NewPhotoFile {
    #[schema(min_length = 1)]
    filename: String,
    /// A small JPEG, PNG or WebP in base64, at most 1024 px on a side; a `data:` prefix is cut off. Its SHA-256 is the
    /// photo's hothash.
    hotpreview: String,
    /// Bytes.
    #[schema(minimum = 0)]
    file_size: Option<i64>,
    /// Ignored: it is computed here.
    #[expect(dead_code, reason = "older clients send it, and what they say is not believed")]
    perceptual_hash: Option<Value>,
    /// Ignored: it is computed here.
    #[expect(dead_code, reason = "as with the perceptual hash")]
    hothash: Option<Value>,
    /// What the file's metadata says; kept as it is, but for NUL, by which cameras fill texts up.
    #[schema(value_type = Option<Object>)]
    exif_dict: Option<Map<String, Value>>,
    taken_at: Option<ShutterTime>,
    #[schema(minimum = -90, maximum = 90)]
    gps_latitude: Option<f64>,
    #[schema(minimum = -180, maximum = 180)]
    gps_longitude: Option<f64>,
    /// 1 to 5; 0 is none.
    #[schema(minimum = 0, maximum = 5)]
    rating: Option<i32>,
    import_session_id: Option<i64>,
    #[schema(value_type = Option<Object>)]
    imported_info: Option<Map<String, Value>>,
    #[schema(value_type = Option<Object>)]
    local_storage_info: Option<Map<String, Value>>,
    #[schema(value_type = Option<Object>)]
    cloud_storage_info: Option<Map<String, Value>>,
}

/// Another file of a photograph, which stays with the client.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"filename": "IMG_001.CR3", "file_size": 28_000_000,
    "photo_hothash": "7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730"}))]
pub struct NewCompanion {
    #[schema(min_length = 1)]
    filename: String,
    #[schema(min_length = 64, max_length = 64)]
    photo_hothash: String,
    #[schema(minimum = 0)]
    file_size: Option<i64>,
    /// Ignored: it is computed here.
    #[expect(dead_code, reason = "as with a new photo")]
    perceptual_hash: Option<Value>,
    /// Ignored: it is computed here.
    #[expect(dead_code, reason = "as with a new photo")]
    hothash: Option<Value>,
    #[schema(value_type = Option<Object>)]
    exif_dict: Option<Map<String, Value>>,
    taken_at: Option<ShutterTime>,
    #[schema(minimum = -90, maximum = 90)]
    gps_latitude: Option<f64>,
    #[schema(minimum = -180, maximum = 180)]
    gps_longitude: Option<f64>,
    import_session_id: Option<i64>,
    #[schema(value_type = Option<Object>)]
    imported_info: Option<Map<String, Value>>,
    #[schema(value_type = Option<Object>)]
    local_storage_info: Option<Map<String, Value>>,
    #[schema(value_type = Option<Object>)]
    cloud_storage_info: Option<Map<String, Value>>,
}

/// What became of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImageFileUploaded {
    #[schema(example = 12)]
    image_file_id: i64,
    #[schema(example = "IMG_001.jpg")]
    filename: String,
    /// Bytes.
    file_size: Option<i64>,
    #[schema(min_length = 64, max_length = 64)]
    photo_hothash: String,
    /// False where the file joined a photo that was there.
    photo_created: bool,
    /// Why no picture could be made of the file, where none could.
    no_preview: Option<String>,
}

impl From<Uploaded> for ImageFileUploaded {
    fn from(uploaded: Uploaded) -> Self {
        let Uploaded { file, hothash, photo_created } = uploaded;
        Self {
            image_file_id: file.id.0,
            filename: file.filename,
            file_size: file.file_size,
            photo_hothash: hothash.to_string(),
            photo_created,
            no_preview: file.no_preview,
        }
    }
}

impl TryFrom<NewPhotoFile> for PreviewUpload {
    type Error = Problem;

    fn try_from(body: NewPhotoFile) -> Result<Self, Problem> {
        let NewPhotoFile {
            filename,
            hotpreview,
            file_size,
            perceptual_hash: _,
            hothash: _,
            exif_dict: exif,
            taken_at,
            gps_latitude,
            gps_longitude,
            rating,
            import_session_id,
            imported_info,
            local_storage_info,
            cloud_storage_info,
        } = body;
        Ok(Self {
            hotpreview: picture(&hotpreview)?,
            words: FileWords {
                filename,
                file_size,
                exif,
                taken_at: taken_at.map(|time| time.0),
                gps_latitude,
                gps_longitude,
                import_session: import_session_id.map(ImportSessionId),
                imported_info,
                local_storage_info,
                cloud_storage_info,
            },
            rating,
        })
    }
}

impl NewCompanion {
    /// Of which photograph, and what is said of the file. What is no hothash names no photograph.
    pub(super) fn into_parts(self) -> Result<(Hothash, FileWords), Problem> {
        let Self {
            filename,
            photo_hothash,
            file_size,
            perceptual_hash: _,
            hothash: _,
            exif_dict: exif,
            taken_at,
            gps_latitude,
            gps_longitude,
            import_session_id,
            imported_info,
            local_storage_info,
            cloud_storage_info,
        } = self;
        let photo = hothash_at("/photo_hothash", &photo_hothash)?;
        let words = FileWords {
            filename,
            file_size,
            exif,
            taken_at: taken_at.map(|time: ShutterTime| -> TakenAt { time.0 }),
            gps_latitude,
            gps_longitude,
            import_session: import_session_id.map(ImportSessionId),
            imported_info,
            local_storage_info,
            cloud_storage_info,
        };
        Ok((photo, words))
    }
}

/// A hothash of a body.
pub(super) fn hothash_at(pointer: &'static str, raw: &str) -> Result<Hothash, Problem> {
    Hothash::parse(raw).ok_or_else(|| {
        Problem::invalid(vec![FieldError::at(pointer, "invalid_value", "a hothash has 64 hex digits")])
    })
}

/// The bytes of a picture in base64.
pub(super) fn picture(text: &str) -> Result<Vec<u8>, Problem> {
    let bare = match text.split_once(";base64,") {
        Some((prefix, bare)) if prefix.starts_with("data:") => bare,
        _ => text,
    };
    let bare: String = bare.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes = BASE64.decode(bare).unwrap_or_default();
    if bytes.is_empty() {
        let error = FieldError::at("/hotpreview", "invalid_value", "a picture in base64 is expected");
        return Err(Problem::invalid(vec![error]));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_taken_with_a_prefix_and_without_padding() {
        for text in ["AQIDBA==", "AQIDBA", "data:image/jpeg;base64,AQIDBA==", "AQID\nBA=="] {
            assert_eq!(picture(text).unwrap(), [1, 2, 3, 4], "{text}");
        }
        for text in ["", "!!", "data:image/jpeg;base64,", "plain text"] {
            let problem = picture(text).unwrap_err();
            assert_eq!(problem.errors[0].pointer.as_deref(), Some("/hotpreview"), "{text}");
        }
    }
}
