//! A library along time.

use atelier_domain::access::Actor;
use atelier_domain::library::{Bucket, Shelf, Span};

use crate::AppResult;
use crate::kernel::Kernel;

/// Use cases around the timeline.
#[derive(Clone)]
pub struct Timeline {
    kernel: Kernel,
}

impl Timeline {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    /// The years, months, days or hours of which the actor has photographs.
    pub async fn buckets(&self, actor: &Actor, span: Span) -> AppResult<Vec<Bucket>> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        Ok(tx.timeline().buckets(shelf, span).await?)
    }
}
