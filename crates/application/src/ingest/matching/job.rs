//! Matches a file as soon as it can be looked at.

use async_trait::async_trait;
use atelier_domain::access::Scope;
use atelier_domain::events::Job;
use atelier_domain::{StagingImageId, StudioId, Timestamp};
use serde_json::{Value, json};

use super::Matching;
use crate::jobs::{JobFailure, JobHandler};
use crate::ports::NewJob;

/// The kind of the jobs that match a file.
pub const MATCH_STAGED: &str = "ingest.match_staged";

/// The job that matches a file of the tray.
pub(in crate::ingest) fn match_job(studio: StudioId, file: StagingImageId, now: Timestamp) -> NewJob {
    let payload = json!({ "staging_id": file.0 });
    NewJob { studio, kind: MATCH_STAGED, payload, run_at: now, now }
}

/// Matches a file of the tray.
pub struct MatchStaged {
    pub matching: Matching,
}

#[async_trait]
impl JobHandler for MatchStaged {
    fn kind(&self) -> &'static str {
        MATCH_STAGED
    }

    async fn run(&self, job: &Job) -> Result<(), JobFailure> {
        let id = job.payload.get("staging_id").and_then(Value::as_i64);
        let id = StagingImageId(id.ok_or_else(|| JobFailure::lasting("the job names no file"))?);
        let scope = Scope::for_job(job.studio, MATCH_STAGED, self.matching.kernel.now());
        self.matching.run_known(scope.actor(), &[id]).await?;
        Ok(())
    }
}
