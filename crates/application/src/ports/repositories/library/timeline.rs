//! A library along time.

use async_trait::async_trait;
use atelier_domain::library::{Bucket, Shelf, Span};

use super::Result;

/// How many photographs there are, and when.
#[async_trait]
pub trait TimelineRepository: Send + Sync {
    /// The buckets of this span that hold photographs, by time. What has no time is in none. For each bucket MUST stand
    /// its best rated photograph (of several, the one that came first), or, where none is rated, the first one at or
    /// after the middle between the first and the last. The number of queries MUST NOT depend on the number of
    /// photographs.
    async fn buckets(&self, shelf: Shelf, span: Span) -> Result<Vec<Bucket>>;
}
