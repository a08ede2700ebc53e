//! Sessions, as far as staged files are compared with them.

use async_trait::async_trait;
use atelier_domain::StudioId;
use atelier_domain::ingest::matching::{Candidate, Span};

use super::StoreError;

/// Which sessions were on. Today they are the windows that galleries carry; a calendar may answer instead.
#[async_trait]
pub trait SessionWindows: Send + Sync {
    /// The sessions of live galleries that are not archived, which took place and touch any of the spans with their
    /// buffers, by gallery. More MAY come, fewer MUST NOT. One statement, however many spans there are.
    async fn touching(&self, studio: StudioId, spans: &[Span]) -> Result<Vec<Candidate>, StoreError>;
}
