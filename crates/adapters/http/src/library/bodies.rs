//! How photographs are shown.

use atelier_application::ports::library::{FileSummary, PhotoView};
use atelier_domain::library::{Coldpreview, Correction, FileFormat, Photo};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::local_time::ShutterTime;
use crate::json::Base64;

/// Who took a photo, in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorSummary {
    #[schema(example = 3)]
    id: i64,
    #[schema(example = "Åse Berg")]
    name: String,
}

/// A file of a photo, in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImageFileSummary {
    #[schema(example = 12)]
    id: i64,
    #[schema(example = "IMG_001.CR3")]
    filename: String,
    /// `jpeg`, `png`, `webp`, `tiff`, `gif`, `heic`, or a kind of RAW.
    #[schema(example = "cr3")]
    file_format: Option<&'static str>,
    /// Bytes.
    file_size: Option<i64>,
    /// Whether its bytes are here.
    is_stored: bool,
}

/// A larger preview.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColdpreviewBody {
    /// Pixels.
    width: i32,
    height: i32,
    /// Bytes.
    size: i64,
}

/// What somebody has said of time and place in place of the file.
#[derive(Debug, Serialize, ToSchema)]
pub struct CorrectionBody {
    corrected_at: DateTime<Utc>,
    reason: Option<String>,
    /// What the file says.
    exif_taken_at: Option<ShutterTime>,
    exif_gps_latitude: Option<f64>,
    exif_gps_longitude: Option<f64>,
}

/// A photograph of somebody's library.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Photo)]
pub struct PhotoBody {
    /// SHA-256 of its hot preview: its name in this library.
    #[schema(min_length = 64, max_length = 64)]
    hothash: String,
    /// Pixels as seen, where they are known.
    width: Option<i32>,
    height: Option<i32>,
    coldpreview: Option<ColdpreviewBody>,
    title: Option<String>,
    description: Option<String>,
    /// In the order in which they were written.
    tags: Vec<String>,
    /// 1 to 5.
    #[schema(minimum = 1, maximum = 5)]
    rating: Option<i32>,
    taken_at: Option<ShutterTime>,
    /// Degrees; north is positive.
    gps_latitude: Option<f64>,
    /// Degrees; east is positive.
    gps_longitude: Option<f64>,
    has_gps: bool,
    correction: Option<CorrectionBody>,
    camera: Option<String>,
    lens: Option<String>,
    author_id: Option<i64>,
    author: Option<AuthorSummary>,
    stack_id: Option<i64>,
    /// Whether a camera's own file is among its files.
    has_raw_companion: bool,
    /// The file that was chosen to stand for it.
    master_file_id: Option<i64>,
    /// The name of the chosen file, or of the first one.
    primary_filename: Option<String>,
    files: Vec<ImageFileSummary>,
    /// The imports that brought its files.
    import_sessions: Vec<i64>,
    first_imported: Option<DateTime<Utc>>,
    last_imported: Option<DateTime<Utc>>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    // It comes last: what is before it is written once, and the picture put behind it.
    /// The hot preview in base64, where it was asked for.
    #[schema(value_type = Option<String>)]
    hotpreview: Option<Base64>,
}

impl From<FileSummary> for ImageFileSummary {
    fn from(summary: FileSummary) -> Self {
        let FileSummary { id, filename, format, file_size, is_stored, import_session: _, imported_time: _ } =
            summary;
        let file_format = format.map(FileFormat::as_str);
        Self { id: id.0, filename, file_format, file_size, is_stored }
    }
}

impl From<PhotoView> for PhotoBody {
    fn from(view: PhotoView) -> Self {
        let PhotoView { photo, tags, files, author_name, stack, hotpreview } = view;
        let Photo {
            id: _,
            studio: _,
            owner: _,
            hothash,
            title,
            description,
            rating,
            taken_at,
            place,
            exif_taken_at,
            exif_place,
            correction,
            author,
            master_file,
            width,
            height,
            camera,
            lens,
            has_raw,
            file_count: _,
            coldpreview,
            version,
            created_at,
            updated_at,
        } = photo;
        let chosen = files.iter().find(|file| Some(file.id) == master_file).or_else(|| files.first());
        let primary_filename = chosen.map(|file| file.filename.clone());
        let mut import_sessions: Vec<i64> =
            files.iter().filter_map(|file| file.import_session.map(i64::from)).collect();
        import_sessions.sort_unstable();
        import_sessions.dedup();
        let imported = || files.iter().map(|file| file.imported_time);
        let (first_imported, last_imported) = (imported().min(), imported().max());
        Self {
            hothash: hothash.to_string(),
            width,
            height,
            coldpreview: coldpreview.map(|preview| {
                let Coldpreview { storage_key: _, width, height, size } = preview;
                ColdpreviewBody { width, height, size }
            }),
            title,
            description,
            tags,
            rating,
            taken_at: taken_at.map(ShutterTime),
            gps_latitude: place.map(|place| place.latitude),
            gps_longitude: place.map(|place| place.longitude),
            has_gps: place.is_some(),
            correction: correction.map(|correction| {
                let Correction { corrected_at, reason } = correction;
                CorrectionBody {
                    corrected_at,
                    reason,
                    exif_taken_at: exif_taken_at.map(ShutterTime),
                    exif_gps_latitude: exif_place.map(|place| place.latitude),
                    exif_gps_longitude: exif_place.map(|place| place.longitude),
                }
            }),
            camera,
            lens,
            author_id: author.map(i64::from),
            author: author.zip(author_name).map(|(id, name)| AuthorSummary { id: id.0, name }),
            stack_id: stack.map(i64::from),
            has_raw_companion: has_raw,
            master_file_id: master_file.map(i64::from),
            primary_filename,
            files: files.into_iter().map(ImageFileSummary::from).collect(),
            import_sessions,
            first_imported,
            last_imported,
            version,
            created_at,
            updated_at,
            hotpreview: hotpreview.map(Base64),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use atelier_application::ports::library::Hotpreview;
    use atelier_domain::library::Hothash;
    use atelier_domain::{PhotoId, StudioId, Timestamp, UserId};

    use super::*;

    /// A photograph of which little is known.
    pub(in crate::library) fn a_view(id: i64, hotpreview: &[u8]) -> PhotoView {
        let digest = std::array::from_fn(|at| id.to_be_bytes().get(at).copied().unwrap_or(0));
        let photo = Photo {
            id: PhotoId(id),
            studio: StudioId(1),
            owner: UserId(1),
            hothash: Hothash::of_digest(digest),
            title: None,
            description: None,
            rating: None,
            taken_at: None,
            place: None,
            exif_taken_at: None,
            exif_place: None,
            correction: None,
            author: None,
            master_file: None,
            width: None,
            height: None,
            camera: None,
            lens: None,
            has_raw: false,
            file_count: 1,
            coldpreview: None,
            version: 1,
            created_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
        };
        let hotpreview = Some(Hotpreview::of(hotpreview));
        PhotoView { photo, tags: Vec::new(), files: Vec::new(), author_name: None, stack: None, hotpreview }
    }
}
