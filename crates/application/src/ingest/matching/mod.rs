//! Finds out where files of the tray belong, and takes people's answers.

mod answer;
mod by_hand;
mod carry_out;
mod evidence;
mod job;
mod run;

use atelier_domain::access::{Action, Actor, Visible};
use atelier_domain::ingest::matching::MatchDecision;
use atelier_domain::{BatchId, StagingImageId};

pub(super) use by_hand::{Said, lock_by_hand};
pub(super) use job::match_job;
pub use job::{MATCH_STAGED, MatchStaged};
pub use run::MatchRun;
use run::{holding, key};

use super::Tray;
use super::intake::ensure_may_stage;
use crate::kernel::Kernel;
use crate::paging::{Page, PageRequest};
use crate::ports::{ProposalEntry, ProposalFilter};
use crate::{AppError, AppResult};

/// Files of the tray.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    Files(Vec<StagingImageId>),
    /// What waits in it.
    Batch(BatchId),
}

/// Use cases around proposals.
#[derive(Clone)]
pub struct Matching {
    kernel: Kernel,
    tray: Tray,
}

impl Matching {
    pub fn new(kernel: Kernel, tray: Tray) -> Self {
        Self { kernel, tray }
    }

    /// What was decided about the files of the tray.
    pub async fn proposals(
        &self,
        actor: &Actor,
        filter: ProposalFilter,
        page: PageRequest,
    ) -> AppResult<Page<ProposalEntry>> {
        let tx = self.kernel.read().await?;
        ensure_may_stage(&tx, actor).await?;
        let visible = Visible::to(actor, Action::AccessStaging);
        Ok(tx.proposals().list(&visible, &filter, page).await?)
    }

    /// Everything that was ever decided about a file, newest first.
    pub async fn decisions(
        &self,
        actor: &Actor,
        file: StagingImageId,
        page: PageRequest,
    ) -> AppResult<Page<MatchDecision>> {
        let tx = self.kernel.read().await?;
        let file = tx.staging().find(actor.studio, file).await?.ok_or(AppError::NotFound)?.read(actor)?;
        Ok(tx.proposals().log(file.studio, file.id, page).await?)
    }
}
