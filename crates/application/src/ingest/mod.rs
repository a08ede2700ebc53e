//! The tray: files arrive in batches, wait there, and are put into galleries.

mod assign;
mod batches;
mod intake;
mod marks;
mod matching;
mod previews;
mod sweep;
mod taking;
mod tray;
mod unassign;
mod uploads;
mod versions;

pub use assign::{Fate, FileResult};
pub use batches::{BatchInput, BatchView, Batches};
pub use intake::{Arrival, StagedOutcome, StagingIntake};
pub use matching::{MATCH_STAGED, MatchRun, MatchStaged, Matching, Selection};
pub use previews::{MAKE_PREVIEWS, MakePreviews};
pub use sweep::{SweepReport, Sweeper};
pub use tray::{PreviewFile, Tray, TrayFile, TrayWanted};
pub use uploads::{Checksum, Chunk, ChunkOutcome, UploadInput, Uploads};
