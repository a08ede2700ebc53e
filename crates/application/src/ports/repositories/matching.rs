//! What was decided about files in the tray.

use async_trait::async_trait;
use atelier_domain::access::{Visible, Writable};
use atelier_domain::ingest::StagingImage;
use atelier_domain::ingest::matching::{MatchDecision, Proposal};
use atelier_domain::{BatchId, StagingImageId, StudioId};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::matching::{NewDecision, ProposalEntry, ProposalFilter, ProposalSummary};

/// The log of decisions, and the one that holds for each file. The log only grows.
#[async_trait]
pub trait ProposalRepository: Send + Sync {
    /// The decisions that hold for these files of the studio, by file; files about which nothing was decided are left
    /// out. As many statements as there are hundreds of files.
    async fn holding(&self, studio: StudioId, files: &[StagingImageId]) -> Result<Vec<Proposal>>;

    /// As `holding`, each with what its gallery's pictures show, for who only looks: in no transaction is anything locked.
    async fn summaries(&self, studio: StudioId, files: &[StagingImageId]) -> Result<Vec<ProposalSummary>>;

    /// Appends to the log of each file, which was found in this transaction, a decision that holds from then on. A
    /// decision whose key the file's log has MUST NOT be appended again; it holds again. A few statements for every
    /// few hundred.
    async fn decide(&self, decisions: &[(&Writable<StagingImage>, NewDecision)]) -> Result<()>;

    /// By file; paged by offset or by cursor (key 0). Files that failed or were discarded are left out.
    async fn list(
        &self,
        visible: &Visible,
        filter: &ProposalFilter,
        page: PageRequest,
    ) -> Result<Page<ProposalEntry>>;

    /// The log of a file of the studio, newest first; paged by offset or by cursor (key 0).
    async fn log(
        &self,
        studio: StudioId,
        file: StagingImageId,
        page: PageRequest,
    ) -> Result<Page<MatchDecision>>;

    /// Files of the studio with ids above `after` that wait in the batch, by id.
    async fn waiting(
        &self,
        studio: StudioId,
        batch: BatchId,
        after: StagingImageId,
        limit: u64,
    ) -> Result<Vec<StagingImageId>>;

    /// What people call these batches of the studio; those without a name are left out.
    async fn batch_names(&self, studio: StudioId, batches: &[BatchId]) -> Result<Vec<(BatchId, String)>>;
}
