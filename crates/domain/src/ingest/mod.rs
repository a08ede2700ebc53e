//! The tray: files arrive in batches, wait, and are put into a gallery.

mod batch;
mod marks;
pub mod matching;
mod staging;
mod upload;

pub use batch::{BatchSource, BatchState, UploadBatch};
pub use marks::{Flag, Marks, MarksChange};
pub use staging::{Assignment, CameraSettings, StagingImage, StagingState, Target};
pub use upload::{Upload, UploadState};

use crate::StudioId;
use crate::access::{Facts, Path};

/// The tray is the studio's as a whole: who holds its permission by a role of the studio, or granted on the studio,
/// sees all of it.
fn facts_of_tray(studio: StudioId) -> Facts {
    Facts { studio, paths: vec![Path::public(Vec::new())] }
}
