//! Compares files of the tray with the sessions, and writes down what follows.

use std::collections::HashMap;

use atelier_domain::access::{Action, Actor, Context, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::ingest::matching::{
    ALGORITHM, FileFacts, FileName, Outcome, Proposal, Verdict, decide, inputs, spans,
};
use atelier_domain::ingest::{StagingImage, StagingState};
use atelier_domain::{BatchId, GalleryId, MatchDecisionId, StagingImageId};
use serde_json::json;

use super::{Matching, Selection, evidence};
use crate::ingest::assign::bounded;
use crate::kernel::{Kernel, did};
use crate::locking::lock;
use crate::ports::{NewDecision, Tx};
use crate::{AppError, AppResult};

/// How many files are decided about in one transaction.
const PORTION: usize = 500;

/// What became of the files that were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MatchRun {
    /// Certain enough to be assigned without a question.
    pub confident: u64,
    pub proposed: u64,
    pub unmatched: u64,
    /// Nothing is new about them.
    pub unchanged: u64,
    /// A person has decided about them.
    pub locked: u64,
    /// They no longer wait in the tray.
    pub skipped: u64,
    /// Put into their galleries at once, because the studio wants that.
    pub assigned: u64,
}

/// A verdict that differs from what holds.
struct Fresh {
    verdict: Verdict,
    facts: FileFacts,
    fingerprint: String,
    /// The decision that held when the verdict was made.
    previous: Option<MatchDecisionId>,
}

impl Matching {
    /// Compares the files with the sessions. Files about which a person has decided are left alone, unless `unlock`
    /// says that the formula may have another look.
    pub async fn run(&self, actor: &Actor, selection: Selection, unlock: bool) -> AppResult<MatchRun> {
        let mut run = MatchRun::default();
        match selection {
            Selection::Files(mut ids) => {
                bounded(&ids)?;
                ids.sort_unstable();
                ids.dedup();
                self.ensure_found(actor, &ids).await?;
                for portion in ids.chunks(PORTION) {
                    self.portion(actor, portion, unlock, &mut run).await?;
                }
            }
            Selection::Batch(batch) => {
                self.ensure_batch(actor, batch).await?;
                let mut after = StagingImageId(0);
                loop {
                    let limit = u64::try_from(PORTION).unwrap_or(1);
                    let tx = self.kernel.read().await?;
                    let portion = tx.proposals().waiting(actor.studio, batch, after, limit).await?;
                    drop(tx);
                    let Some(last) = portion.last() else { break };
                    after = *last;
                    self.portion(actor, &portion, unlock, &mut run).await?;
                }
            }
        }
        Ok(run)
    }

    /// As `run`, for files that the program itself names: those that are gone are left out.
    pub(super) async fn run_known(&self, actor: &Actor, ids: &[StagingImageId]) -> AppResult<MatchRun> {
        let mut run = MatchRun::default();
        self.portion(actor, ids, false, &mut run).await?;
        Ok(run)
    }

    async fn ensure_found(&self, actor: &Actor, ids: &[StagingImageId]) -> AppResult<()> {
        let tx = self.kernel.read().await?;
        let files = tx.staging().find_many(actor.studio, ids).await?;
        let all_there = files.len() == ids.len();
        for file in files {
            file.allowed(actor, Action::AssignStaging)?;
        }
        if all_there { Ok(()) } else { Err(AppError::NotFound) }
    }

    async fn ensure_batch(&self, actor: &Actor, batch: BatchId) -> AppResult<()> {
        let tx = self.kernel.read().await?;
        let batch = tx.batches().find(actor.studio, batch).await?.ok_or(AppError::NotFound)?;
        batch.allowed(actor, Action::AssignStaging)?;
        Ok(())
    }

    /// Decides about files that were found already; those that have gone meanwhile are left out.
    async fn portion(
        &self,
        actor: &Actor,
        ids: &[StagingImageId],
        unlock: bool,
        run: &mut MatchRun,
    ) -> AppResult<()> {
        let fresh = self.compare(actor, ids, unlock, run).await?;
        if !fresh.is_empty() {
            self.write_down(actor, fresh, run).await?;
        }
        run.assigned += self.carry_out(actor, ids).await?;
        Ok(())
    }

    /// The verdicts that differ from what holds. Nothing is locked meanwhile.
    async fn compare(
        &self,
        actor: &Actor,
        ids: &[StagingImageId],
        unlock: bool,
        run: &mut MatchRun,
    ) -> AppResult<HashMap<StagingImageId, Fresh>> {
        let tx = self.kernel.read().await?;
        let mut files = Vec::with_capacity(ids.len());
        for file in tx.staging().find_many(actor.studio, ids).await? {
            files.push(file.allowed(actor, Action::AssignStaging)?);
        }
        let facts = facts(&tx, actor, &files).await?;
        let sessions = tx.sessions().touching(actor.studio, &spans(&facts)).await?;
        let held = holding(&tx, actor, ids).await?;
        let mut fresh = HashMap::new();
        for (file, facts) in files.into_iter().zip(facts) {
            let held = held.get(&file.id);
            if !waits(&file) {
                run.skipped += 1;
            } else if held.is_some_and(Proposal::is_locked) && !unlock {
                run.locked += 1;
            } else {
                let fingerprint = self.kernel.tokens.digest(&inputs(&facts, &sessions));
                if held.is_some_and(|held| !held.is_locked() && !held.gives_way_to(&fingerprint)) {
                    run.unchanged += 1;
                    continue;
                }
                let verdict = decide(&facts, &sessions);
                let previous = held.map(|held| held.decision);
                fresh.insert(file.id, Fresh { verdict, facts, fingerprint, previous });
            }
        }
        Ok(fresh)
    }

    async fn write_down(
        &self,
        actor: &Actor,
        fresh: HashMap<StagingImageId, Fresh>,
        run: &mut MatchRun,
    ) -> AppResult<()> {
        let ids: Vec<StagingImageId> = fresh.keys().copied().collect();
        let galleries: Vec<GalleryId> = fresh.values().filter_map(|fresh| fresh.verdict.gallery).collect();
        let tx = self.kernel.write().await?;
        lock(&tx, actor.studio, galleries).await?;
        let mut files: Vec<Writable<StagingImage>> = Vec::with_capacity(ids.len());
        for file in tx.staging().find_many(actor.studio, &ids).await? {
            files.push(file.write(actor, Action::AssignStaging)?);
        }
        let held = holding(&tx, actor, &ids).await?;
        let mut told = MatchRun::default();
        let mut decisions = Vec::with_capacity(files.len());
        for file in &files {
            let id = file.get().id;
            let Some(fresh) = fresh.get(&id) else { continue };
            // Somebody else has decided, or the file has left the tray, since the verdict was made.
            if !waits(file.get()) || held.get(&id).map(|held| held.decision) != fresh.previous {
                told.skipped += 1;
                continue;
            }
            count(&mut told, fresh.verdict.outcome);
            decisions.push((file, self.decision(actor, fresh)?));
        }
        if !decisions.is_empty() {
            tx.proposals().decide(&decisions).await?;
            let ids: Vec<i64> = decisions.iter().map(|(file, _)| file.get().id.0).collect();
            let payload = json!({
                "confident": told.confident,
                "proposed": told.proposed,
                "unmatched": told.unmatched,
                "staging_ids": ids,
            });
            let subject = Context::Studio(actor.studio);
            tx.events().record(&did(actor, EventKind::StagingMatched, subject, payload)).await?;
        }
        tx.finish().await?;
        run.confident += told.confident;
        run.proposed += told.proposed;
        run.unmatched += told.unmatched;
        run.skipped += told.skipped;
        Ok(())
    }

    fn decision(&self, actor: &Actor, fresh: &Fresh) -> AppResult<NewDecision> {
        let Fresh { verdict, facts, fingerprint, previous } = fresh;
        Ok(NewDecision {
            outcome: verdict.outcome,
            gallery: verdict.gallery,
            score: verdict.score,
            evidence: evidence::of_verdict(facts, verdict)?,
            algorithm_version: ALGORITHM,
            fingerprint: fingerprint.clone(),
            idempotency_key: key(&self.kernel, fingerprint, *previous),
            decided_by: None,
            now: actor.now,
        })
    }
}

/// What was decided before is part of the key: sessions that are moved and moved back leave three entries.
pub(super) fn key(kernel: &Kernel, told: &str, previous: Option<MatchDecisionId>) -> String {
    let previous = previous.map_or(0, i64::from);
    kernel.tokens.digest(&format!("{told} after {previous}"))
}

/// What can be put into a gallery.
pub(super) fn waits(file: &StagingImage) -> bool {
    matches!(file.state, StagingState::Received | StagingState::Ready)
}

pub(super) async fn holding(
    tx: &Tx,
    actor: &Actor,
    ids: &[StagingImageId],
) -> AppResult<HashMap<StagingImageId, Proposal>> {
    let held = tx.proposals().holding(actor.studio, ids).await?;
    Ok(held.into_iter().map(|proposal| (proposal.staging_image, proposal)).collect())
}

async fn facts(tx: &Tx, actor: &Actor, files: &[StagingImage]) -> AppResult<Vec<FileFacts>> {
    let mut batches: Vec<BatchId> = files.iter().map(|file| file.batch).collect();
    batches.sort_unstable();
    batches.dedup();
    let names: HashMap<BatchId, String> =
        tx.proposals().batch_names(actor.studio, &batches).await?.into_iter().collect();
    let of = |file: &StagingImage| {
        let label = names.get(&file.batch).map(String::as_str);
        let name = FileName(&file.filename);
        FileFacts::of(&file.metadata, file.taken_at, name, label, file.created_at)
    };
    Ok(files.iter().map(of).collect())
}

fn count(run: &mut MatchRun, outcome: Outcome) {
    match outcome {
        Outcome::AutoAssign => run.confident += 1,
        Outcome::Propose => run.proposed += 1,
        Outcome::NoMatch => run.unmatched += 1,
        // The formula is no person.
        Outcome::ManualAssign | Outcome::ManualUnassign => {}
    }
}
