//! A file in the tray.

use chrono::NaiveDateTime;
use serde_json::{Map, Value};

use super::facts_of_tray;
use crate::access::{Action, Facts, Protected};
use crate::images::{GroupType, ImageFormat, Traits};
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
    /// It is in a gallery.
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
    pub target: Target,
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
    pub uploaded_by: Option<UserId>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

impl StagingImage {
    /// Whether it can be put there. `false` says that it is there already, so that asking twice changes nothing.
    pub fn can_go_to(&self, target: &Target) -> Result<bool, RuleViolation> {
        match (self.state, &self.assignment) {
            (StagingState::Assigned, Some(assignment)) if assignment.target == *target => Ok(false),
            (StagingState::Assigned, _) => {
                Err(RuleViolation::conflict("assigned_elsewhere", "this file is in another place already"))
            }
            (StagingState::Discarded, _) => {
                Err(RuleViolation::conflict("staging_discarded", "this file was discarded"))
            }
            (StagingState::Failed, _) => {
                Err(RuleViolation::conflict("staging_failed", "this file cannot become a picture"))
            }
            (StagingState::Received | StagingState::Ready, _) => Ok(true),
        }
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
            StagingState::Assigned => {
                Err(RuleViolation::conflict("staging_assigned", "this file is in a gallery"))
            }
            StagingState::Discarded => Ok(()),
            StagingState::Received | StagingState::Ready | StagingState::Failed => {
                self.state = StagingState::Discarded;
                self.deleted_at = Some(now);
                self.updated_at = now;
                Ok(())
            }
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

    /// Back into the tray from a gallery.
    pub fn take_back(&mut self, now: Timestamp) {
        if self.state == StagingState::Assigned {
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

impl Protected for StagingImage {
    const VIEW: Action = Action::AccessStaging;

    fn facts(&self) -> Facts {
        facts_of_tray(self.studio)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn now() -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn target(gallery: i64) -> Target {
        Target { gallery: GalleryId(gallery), group_type: GroupType::main() }
    }

    fn file() -> StagingImage {
        StagingImage {
            id: StagingImageId(1),
            studio: StudioId(1),
            batch: BatchId(1),
            filename: "a.jpg".to_owned(),
            original_path: Some("originals/1/ab/x.jpg".to_owned()),
            content_hash: Some("ab".to_owned()),
            thumbnail_path: None,
            file_size: 1,
            format: Some(ImageFormat::Jpeg),
            width: Some(1),
            height: Some(1),
            metadata: Map::new(),
            taken_at: None,
            camera: CameraSettings::default(),
            perceptual_hash: None,
            state: StagingState::Received,
            failure: None,
            assignment: None,
            uploaded_by: None,
            version: 1,
            created_at: now(),
            updated_at: now(),
            deleted_at: None,
        }
    }

    fn assigned(gallery: i64) -> StagingImage {
        let assignment =
            Assignment { target: target(gallery), image: ImageId(7), made_image: true, at: now() };
        StagingImage { state: StagingState::Assigned, assignment: Some(assignment), ..file() }
    }

    #[test]
    fn a_file_goes_to_one_place_and_asking_twice_changes_nothing() {
        assert_eq!(file().can_go_to(&target(1)), Ok(true));
        assert_eq!(assigned(1).can_go_to(&target(1)), Ok(false));
        let behind = Target { group_type: GroupType::parse("behind_the_scenes").unwrap(), ..target(1) };
        for elsewhere in [target(2), behind] {
            assert_eq!(assigned(1).can_go_to(&elsewhere).unwrap_err().code, "assigned_elsewhere");
        }
        for (state, code) in
            [(StagingState::Failed, "staging_failed"), (StagingState::Discarded, "staging_discarded")]
        {
            assert_eq!(StagingImage { state, ..file() }.can_go_to(&target(1)).unwrap_err().code, code);
        }
    }

    #[test]
    fn a_file_comes_back_as_what_it_was() {
        for (perceptual_hash, failure, state) in [
            (None, None, StagingState::Received),
            (Some(5), None, StagingState::Ready),
            (None, Some("damaged_image".to_owned()), StagingState::Failed),
        ] {
            let mut discarded = StagingImage { perceptual_hash, failure, state, ..file() };
            discarded.discard(now()).unwrap();
            assert_eq!((discarded.state, discarded.deleted_at), (StagingState::Discarded, Some(now())));
            discarded.discard(now()).unwrap();
            discarded.restore(now());
            assert_eq!((discarded.state, discarded.deleted_at), (state, None));
        }
        let mut back = StagingImage { perceptual_hash: Some(5), ..assigned(1) };
        assert_eq!(back.discard(now()).unwrap_err().code, "staging_assigned");
        back.restore(now());
        assert_eq!(back.state, StagingState::Assigned);
        back.take_back(now());
        assert_eq!((back.state, back.assignment), (StagingState::Ready, None));
    }

    #[test]
    fn a_file_is_compared_while_it_waits_and_once_it_was_looked_at() {
        let metadata = json!({ "camera_model": "NIKON Z 6", "camera_serial": "6001234" });
        let mut waiting = StagingImage { metadata: metadata.as_object().unwrap().clone(), ..file() };
        assert_eq!(waiting.traits(), None, "what it looks like is not known yet");
        waiting.became_ready(5, None, now());
        let traits = waiting.traits().unwrap();
        assert_eq!((traits.perceptual_hash, traits.camera_serial.as_deref()), (Some(5), Some("6001234")));
        waiting.discard(now()).unwrap();
        assert_eq!(waiting.traits(), None);
    }

    #[test]
    fn previews_that_come_late_do_not_bring_a_file_back() {
        let mut discarded = file();
        discarded.discard(now()).unwrap();
        discarded.became_ready(5, Some("thumb"), now());
        assert_eq!(discarded.state, StagingState::Discarded);
        let mut taken = assigned(1);
        taken.became_failed("damaged_image", now());
        assert_eq!(taken.state, StagingState::Assigned);
        let mut waiting = file();
        waiting.became_failed("damaged_image", now());
        waiting.try_again(now());
        assert_eq!(waiting.state, StagingState::Received);
    }

    #[test]
    fn settings_are_read_as_the_pool_writes_them() {
        let metadata = json!({
            "camera_model": "NIKON Z 6", "lens": "35mm f/1.8", "iso": 400, "aperture": "f/0.95",
            "focal_length": "17.5mm",
        });
        let camera = CameraSettings::of(metadata.as_object().unwrap());
        assert_eq!(
            (camera.iso, camera.aperture_x100, camera.focal_length_x10),
            (Some(400), Some(95), Some(175))
        );
        assert_eq!(camera.camera_model.as_deref(), Some("NIKON Z 6"));
        let odd = json!({ "iso": -1, "aperture": "f/NaN", "focal_length": "1e300mm", "lens": 5 });
        assert_eq!(CameraSettings::of(odd.as_object().unwrap()), CameraSettings::default());
    }
}
