//! Which gallery a staged file belongs to.
//!
//! A file is compared with the sessions around the time at which it was taken. Four components, each from 0 to 1, are
//! weighed: time, place, texts, and how certain the session itself is. The best session is assigned, proposed or left
//! alone. Nothing here guesses: the same file and the same sessions always give the same verdict, on every machine,
//! which is why scores are whole numbers. `docs/MATCHING.md` shows the tables.

mod decide;
mod file;
mod fingerprint;
mod location;
mod operational;
mod proposal;
mod score;
mod semantic;
mod spans;
mod time;
mod weigh;

pub use decide::{
    AMBIGUITY_DELTA, AMBIGUITY_RATIO_PERCENT, AUTO_ASSIGN, Outcome, PROPOSE, RANKED_MAX, ReasonCode, Verdict,
    decide,
};
pub use file::{Capture, CaptureSource, FileFacts, FileName, Hints, PositionState, words};
pub use fingerprint::inputs;
pub use location::{DistanceBucket, LocationEvidence};
pub use operational::OperationalEvidence;
pub use proposal::{MatchDecision, Proposal};
pub use score::Score;
pub use semantic::{SemanticEvidence, Signal};
pub use spans::{SPANS_MAX, Span, spans};
pub use time::{BufferClass, TimeEvidence, TimezoneSource};
pub use weigh::{Scored, WEIGHTS, candidates, score};

use crate::GalleryId;
use crate::galleries::SessionWindow;

/// The version of the formula. It changes with every change of a number, and stands with every decision.
pub const ALGORITHM: &str = "1";

/// How far outside its window, buffers included, a session is still looked at, in minutes.
pub const REACH_MINUTES: i64 = 720;

/// How far back sessions are looked at for a file that does not say when it was taken, in days before it came in.
pub const LOOK_BACK_DAYS: i64 = 30;

/// A session that a file may belong to, and the gallery that gets its pictures.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub gallery: GalleryId,
    /// What the session is called: the gallery's subject.
    pub title: String,
    pub window: SessionWindow,
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod samples;
