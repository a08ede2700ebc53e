//! A file in the tray.

use chrono::NaiveDateTime;
use serde_json::{Map, Value};

use super::{Marks, facts_of_tray};
use crate::access::{Action, Facts, Protected};
use crate::images::{GroupType, ImageFormat, Original, Traits};
use crate::{BatchId, GalleryId, ImageId, RuleViolation, StagingImageId, StudioId, Timestamp, UserId};

/// Where a file of the tray stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum StagingState {
    /// The original is safe; its previews are being made.
    Received,
    /// It can be looked at.
    Ready,
    /// The file was refused, or its pixels cannot be read.
    Failed,
    /// It is in a gallery, or a version of a picture.
    Assigned,
    /// Thrown away; it can be restored for a while.
    Discarded,
}

impl StagingState {
    pub const ALL: [Self; 5] = [Self::Received, Self::Ready, Self::Failed, Self::Assigned, Self::Discarded];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Ready => "ready",
            Self::Failed => "failed",
            Self::Assigned => "assigned",
            Self::Discarded => "discarded",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// How the camera was set, as far as the tray is filtered by it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CameraSettings {
    pub camera_model: Option<String>,
    pub lens: Option<String>,
    pub iso: Option<i32>,
    /// The f-number in hundredths: 280 is f/2.8. Whole, so that a range includes its ends.
    pub aperture_x100: Option<i32>,
    /// Millimetres in tenths.
    pub focal_length_x10: Option<i32>,
}

impl CameraSettings {
    /// Reads what the pool's metadata says under the names of the API.
    pub fn of(metadata: &Map<String, Value>) -> Self {
        let text = |name: &str| {
            let text = metadata.get(name).and_then(Value::as_str)?;
            Some(text.chars().take(crate::text::NAME_MAX).collect::<String>())
        };
        let scaled = |name: &str, factor: f64| {
            let shown = text(name)?;
            let number = shown.trim_start_matches("f/").trim_end_matches("mm").parse::<f64>().ok()?;
            whole(number * factor)
        };
        let iso = metadata.get("iso").and_then(Value::as_i64).and_then(|iso| i32::try_from(iso).ok());
        Self {
            camera_model: text("camera_model"),
            lens: text("lens"),
            iso: iso.filter(|iso| *iso > 0),
            aperture_x100: scaled("aperture", 100.0),
            focal_length_x10: scaled("focal_length", 10.0),
        }
    }
}

/// The nearest whole number, if a column of 32 bits has room for it.
fn whole(number: f64) -> Option<i32> {
    let rounded = number.round();
    let fits = rounded.is_finite() && (0.0..=f64::from(i32::MAX)).contains(&rounded);
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked above")]
    fits.then_some(rounded as i32)
}

/// Where a file of the tray is to go: a gallery's group of this type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Target {
    pub gallery: GalleryId,
    pub group_type: GroupType,
}

/// Where a file of the tray went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The gallery's group that it was put into; `None` for a file that became a version, which is wherever the picture is.
    pub target: Option<Target>,
    /// The picture that it is, or of which it is a version.
    pub image: ImageId,
    /// The assignment brought the picture into the pool, or back into it.
    pub made_image: bool,
    pub at: Timestamp,
}

/// A file in the tray.
#[derive(Debug, Clone, PartialEq)]
pub struct StagingImage {
    pub id: StagingImageId,
    pub studio: StudioId,
    pub batch: BatchId,
    /// As the camera or the photographer named it.
    pub filename: String,
    /// Where the media store keeps the original; `None` for a file that was refused.
    pub original_path: Option<String>,
    /// BLAKE3 of the original, 64 hex digits. Unique in the studio's tray.
    pub content_hash: Option<String>,
    /// Where the media store keeps the small preview, once it is made.
    pub thumbnail_path: Option<String>,
    /// Bytes.
    pub file_size: i64,
    pub format: Option<ImageFormat>,
    /// Pixels, as seen: the EXIF orientation has been applied.
    pub width: Option<i32>,
    pub height: Option<i32>,
    /// EXIF under the names of the API (`camera_model`, `gps`, …).
    pub metadata: Map<String, Value>,
    /// When the shutter opened, by the camera's own clock and without a zone.
    pub taken_at: Option<NaiveDateTime>,
    pub camera: CameraSettings,
    /// 64 bits of a gradient hash of the hot preview.
    pub perceptual_hash: Option<i64>,
    pub state: StagingState,
    /// Why it failed: a code of `docs/ERRORS.md`.
    pub failure: Option<String>,
    pub assignment: Option<Assignment>,
    /// What somebody makes of it.
    pub marks: Marks,
    pub uploaded_by: Option<UserId>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

impl StagingImage {
    /// Whether it can be put there. `false` says that it is there already, so that asking twice changes nothing.
    pub fn can_go_to(&self, target: &Target) -> Result<bool, RuleViolation> {
        match &self.assignment {
            Some(Assignment { target: Some(present), .. }) if present == target => Ok(false),
            _ => self.ensure_free().map(|()| true),
        }
    }

    /// Whether it can become a version of the picture. `false` says that it is one already, so that asking twice changes
    /// nothing.
    pub fn can_become_version_of(&self, picture: ImageId) -> Result<bool, RuleViolation> {
        match &self.assignment {
            Some(Assignment { target: None, image, .. }) if *image == picture => Ok(false),
            _ => self.ensure_free().map(|()| true),
        }
    }

    /// Refuses a file that does not wait in the tray.
    fn ensure_free(&self) -> Result<(), RuleViolation> {
        match self.state {
            StagingState::Assigned if self.is_version() => Err(taken_as_version()),
            StagingState::Assigned => {
                Err(RuleViolation::conflict("assigned_elsewhere", "this file is in another place already"))
            }
            StagingState::Discarded => {
                Err(RuleViolation::conflict("staging_discarded", "this file was discarded"))
            }
            StagingState::Failed => {
                Err(RuleViolation::conflict("staging_failed", "this file cannot become a picture"))
            }
            StagingState::Received | StagingState::Ready => Ok(()),
        }
    }

    /// Whether it became a version of a picture.
    fn is_version(&self) -> bool {
        self.assignment.as_ref().is_some_and(|assignment| assignment.target.is_none())
    }

    /// The group of a gallery that it can be taken back from; `None` if it is in none. A version stays one: the picture
    /// returns to an earlier version instead.
    pub fn placed(&self) -> Result<Option<&Target>, RuleViolation> {
        match &self.assignment {
            Some(Assignment { target: None, .. }) => Err(taken_as_version()),
            Some(Assignment { target: Some(target), .. }) => Ok(Some(target)),
            None => Ok(None),
        }
    }

    /// What a picture would be made of that it becomes a version of; `None` if nothing is kept of the file.
    pub fn original(&self) -> Option<Original> {
        Some(Original {
            storage_key: self.original_path.clone()?,
            content_hash: self.content_hash.clone()?,
            file_size: self.file_size,
            format: self.format?,
            width: self.width?,
            height: self.height?,
            metadata: self.metadata.clone(),
            taken_at: self.taken_at,
        })
    }

    /// What it can be compared with pictures by, while it waits and once it has been looked at.
    pub fn traits(&self) -> Option<Traits> {
        let is_ready = self.state == StagingState::Ready;
        is_ready.then(|| Traits::of(&self.metadata, self.taken_at, self.perceptual_hash))
    }

    /// The previews are there.
    pub fn became_ready(&mut self, perceptual_hash: i64, thumbnail_path: Option<&str>, now: Timestamp) {
        self.perceptual_hash = Some(perceptual_hash);
        self.thumbnail_path = thumbnail_path.map(str::to_owned);
        self.failure = None;
        self.settle(now);
    }

    /// The previews cannot be made; `code` says why. The original stays.
    pub fn became_failed(&mut self, code: &str, now: Timestamp) {
        self.failure = Some(code.to_owned());
        self.settle(now);
    }

    /// The previews are to be made again, unless nothing failed.
    pub fn try_again(&mut self, now: Timestamp) {
        self.failure = None;
        self.settle(now);
    }

    /// Thrown away. Doing it twice changes nothing; what is in a gallery must be taken back first.
    pub fn discard(&mut self, now: Timestamp) -> Result<(), RuleViolation> {
        match self.state {
            StagingState::Assigned => Err(self.in_use()),
            StagingState::Discarded => Ok(()),
            StagingState::Received | StagingState::Ready | StagingState::Failed => {
                self.state = StagingState::Discarded;
                self.deleted_at = Some(now);
                self.updated_at = now;
                Ok(())
            }
        }
    }

    /// Why a file that has left the tray stays as it is.
    pub(super) fn in_use(&self) -> RuleViolation {
        if self.is_version() {
            taken_as_version()
        } else {
            RuleViolation::conflict("staging_assigned", "this file is in a gallery")
        }
    }

    /// Back into the tray after having been thrown away. What was not thrown away stays as it is.
    pub fn restore(&mut self, now: Timestamp) {
        if self.state == StagingState::Discarded {
            self.deleted_at = None;
            self.state = self.state_in_tray();
            self.updated_at = now;
        }
    }

    /// Back into the tray from a gallery. What is not in one stays as it is.
    pub fn take_back(&mut self, now: Timestamp) {
        if self.state == StagingState::Assigned && !self.is_version() {
            self.assignment = None;
            self.state = self.state_in_tray();
            self.updated_at = now;
        }
    }

    /// A file that waits says what it is now; one that was assigned or discarded meanwhile stays so.
    fn settle(&mut self, now: Timestamp) {
        if matches!(self.state, StagingState::Received | StagingState::Ready | StagingState::Failed) {
            self.state = self.state_in_tray();
        }
        self.updated_at = now;
    }

    /// What it is while it lies in the tray.
    pub fn state_in_tray(&self) -> StagingState {
        if self.failure.is_some() {
            StagingState::Failed
        } else if self.perceptual_hash.is_some() {
            StagingState::Ready
        } else {
            StagingState::Received
        }
    }
}

fn taken_as_version() -> RuleViolation {
    RuleViolation::conflict("taken_as_version", "this file is a version of an image")
}

impl Protected for StagingImage {
    const VIEW: Action = Action::AccessStaging;

    fn facts(&self) -> Facts {
        facts_of_tray(self.studio)
    }
}

#[cfg(test)]
mod tests;
