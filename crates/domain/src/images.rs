//! The pool: pictures, their versions, and the groups that they are put into.

mod ai;
mod likeness;
mod mirror;
mod version;

mod focal_point;
mod order;

pub use ai::{AiLabel, DIGITAL_SOURCE_TYPE};
pub use focal_point::FocalPoint;
pub use order::inserted;

use serde_json::{Map, Value};

use crate::access::{Action, Context, Facts, Path, Protected};
use crate::{ImageId, RuleViolation, StudioId, Timestamp, UserId, text};

mod groups;
mod owners;
mod sizes;

pub use groups::{GroupType, ImageGroup, Placement};
pub use owners::{GroupOwner, MAX_GROUPS, Owner, ensure_room};
pub use sizes::fit;

pub use likeness::{
    Candidate, Evidence, Likeness, SameCamera, Traits, compare, distance, is_worth_comparing, likeness,
};
pub use mirror::Mirror;
pub use version::{ImageVersion, MAX_VERSIONS, Original, next_version};

/// The file types that the pool takes, by their bytes and never by their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum ImageFormat {
    Jpeg,
    Png,
    WebP,
    Tiff,
    Gif,
}

impl ImageFormat {
    pub const ALL: [Self; 5] = [Self::Jpeg, Self::Png, Self::WebP, Self::Tiff, Self::Gif];

    pub const fn mime_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Tiff => "image/tiff",
            Self::Gif => "image/gif",
        }
    }

    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Tiff => "tif",
            Self::Gif => "gif",
        }
    }

    pub fn from_mime_type(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.mime_type() == name)
    }
}

/// The sizes in which a picture is served. There are no free sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Preset {
    /// 150 px: a placeholder that is there at once.
    Hotpreview,
    /// 512 px: the grid.
    Thumb,
    /// 2048 px: the screen.
    Web,
    /// 4096 px: print at moderate size. Made when it is first asked for.
    Large,
    /// The untouched bytes of the camera.
    Original,
}

impl Preset {
    pub const ALL: [Self; 5] = [Self::Hotpreview, Self::Thumb, Self::Web, Self::Large, Self::Original];

    /// The ones that are made for every picture as soon as it arrives.
    pub const EAGER: [Self; 3] = [Self::Hotpreview, Self::Thumb, Self::Web];

    /// The length of the longer side in pixels; `None` for the original.
    pub const fn long_edge(self) -> Option<u32> {
        match self {
            Self::Hotpreview => Some(150),
            Self::Thumb => Some(512),
            Self::Web => Some(2048),
            Self::Large => Some(4096),
            Self::Original => None,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hotpreview => "hotpreview",
            Self::Thumb => "thumb",
            Self::Web => "web",
            Self::Large => "large",
            Self::Original => "original",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.as_str() == name)
    }
}

/// How far a picture has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum ProcessingState {
    /// The original is safe; the derivatives are being made.
    Processing,
    /// Every eager derivative is there.
    Ready,
    /// The derivatives cannot be made; the original is kept.
    Failed,
}

impl ProcessingState {
    pub const ALL: [Self; 3] = [Self::Processing, Self::Ready, Self::Failed];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A picture of the studio's pool, with the facts of the file that it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    pub id: ImageId,
    pub studio: StudioId,
    /// The name under which the camera or the photographer knows it.
    pub filename: String,
    pub alt_text: Option<String>,
    /// What must stay in view when the picture is cropped.
    pub focal_point: Option<FocalPoint>,
    /// What artificial intelligence had to do with it: what its files say, or else the studio.
    pub ai: AiLabel,
    /// Where the media store keeps the original.
    pub storage_key: String,
    /// BLAKE3 of the original, 64 hex digits. Unique in the studio. It changes with the version: whoever decided on a
    /// picture has decided on these bytes.
    pub content_hash: String,
    /// Bytes.
    pub file_size: i64,
    pub format: ImageFormat,
    /// Pixels, as seen: the EXIF orientation has been applied.
    pub width: i32,
    pub height: i32,
    /// EXIF under the names of the API (`camera_model`, `iso`, …).
    pub metadata: Map<String, Value>,
    /// When the shutter opened, by the camera's own clock and without a zone.
    pub taken_at: Option<chrono::NaiveDateTime>,
    /// 64 bits of a gradient hash of the hot preview.
    pub perceptual_hash: Option<i64>,
    pub state: ProcessingState,
    /// Why the derivatives could not be made: a code of `docs/ERRORS.md`.
    pub failure: Option<String>,
    /// Which of its versions the picture is, from 1.
    pub current_version: i32,
    /// The copy from which an outside service delivers it, where there is one.
    pub mirror: Option<Mirror>,
    pub uploaded_by: Option<UserId>,
    pub uploaded_at: Timestamp,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
    /// Where it is shown; storage fills this in for live groups and galleries.
    pub placements: Vec<Placement>,
}

impl Image {
    /// Changes the description for people who cannot see it.
    pub fn describe(&mut self, alt_text: Option<&str>, now: Timestamp) -> Result<(), RuleViolation> {
        self.alt_text = text::optional("alt_text", alt_text, 255)?;
        self.updated_at = now;
        Ok(())
    }

    /// Says what must stay in view when the picture is cropped; `None` leaves it to the middle.
    pub fn focus(&mut self, point: Option<FocalPoint>, now: Timestamp) {
        self.focal_point = point;
        self.updated_at = now;
    }

    /// Says what artificial intelligence had to do with the picture, whatever its file says.
    pub fn label(&mut self, ai: AiLabel, now: Timestamp) {
        self.ai = ai;
        self.updated_at = now;
    }

    pub fn rename(&mut self, filename: &str, now: Timestamp) -> Result<(), RuleViolation> {
        self.filename = clean_filename(filename)?;
        self.updated_at = now;
        Ok(())
    }

    /// Every eager derivative is there.
    pub fn became_ready(&mut self, perceptual_hash: i64, now: Timestamp) {
        self.state = ProcessingState::Ready;
        self.perceptual_hash = Some(perceptual_hash);
        self.failure = None;
        self.updated_at = now;
    }

    /// The derivatives cannot be made; `code` says why. The original stays.
    pub fn became_failed(&mut self, code: &str, now: Timestamp) {
        self.state = ProcessingState::Failed;
        self.failure = Some(code.to_owned());
        self.updated_at = now;
    }

    /// The derivatives are to be made again.
    pub fn process_again(&mut self, now: Timestamp) {
        self.state = ProcessingState::Processing;
        self.failure = None;
        self.updated_at = now;
    }

    /// Soft delete: the row and the bytes stay for the retention period.
    pub fn delete(&mut self, now: Timestamp) {
        self.deleted_at.get_or_insert(now);
        self.updated_at = now;
    }

    pub fn restore(&mut self, now: Timestamp) -> Result<(), RuleViolation> {
        if self.deleted_at.take().is_none() {
            return Err(RuleViolation::conflict("not_deleted", "this image is not deleted"));
        }
        self.updated_at = now;
        Ok(())
    }
}

impl Protected for Image {
    const VIEW: Action = Action::ViewGallery;

    fn facts(&self) -> Facts {
        let own = Context::Image(self.id);
        let mut paths = vec![Path::studio_only(vec![own])];
        if self.deleted_at.is_none() {
            paths.extend(self.placements.iter().map(|placement| placement.path(Some(own))));
            // Where it hangs, the way there decides; a picture that hangs nowhere is its own way.
            if self.placements.is_empty() {
                paths.push(Path::public(vec![own]));
            }
        }
        Facts { studio: self.studio, paths }
    }
}

/// Takes the last part of a path in either notation, drops control characters and bounds the length.
///
/// The name is only ever shown and offered for download; it never names a file on our disk.
pub fn clean_filename(raw: &str) -> Result<String, RuleViolation> {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).collect();
    let clean = clean.trim().trim_start_matches('.');
    if clean.is_empty() {
        return Err(RuleViolation::invalid("filename", "required", "a file needs a name"));
    }
    let count = clean.chars().count();
    if count <= text::NAME_MAX {
        return Ok(clean.to_owned());
    }
    // Too long: the end, with its extension, is what people recognise.
    Ok(clean.chars().skip(count - text::NAME_MAX).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_only_a_name() {
        assert_eq!(clean_filename("../../etc/passwd").unwrap(), "passwd");
        assert_eq!(clean_filename("C:\\DCIM\\DSC_0001.JPG").unwrap(), "DSC_0001.JPG");
        assert_eq!(clean_filename("a\0b.jpg").unwrap(), "ab.jpg");
        assert!(clean_filename("../..").is_err());
        let long = clean_filename(&format!("{}.jpg", "😀".repeat(300))).unwrap();
        assert_eq!(long.chars().count(), 255);
        assert!(long.ends_with(".jpg"));
    }
}
