//! A studio's view of its background work.

use actix_web::web::Data;
use actix_web::{get, post};
use atelier_application::jobs::Jobs;
use atelier_application::ports::JobFilter;
use atelier_domain::JobId;
use atelier_domain::events::{Job, JobState};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::extract::{Caller, Id, Paging, Query};
use crate::problem::{ApiResult, FieldError, Problem};
use crate::reply::{Envelope, Listing, Reply};

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(read).service(replay);
}

/// A piece of background work. What it works on is left out: letters carry secrets.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub struct JobBody {
    #[schema(example = 99)]
    id: i64,
    #[schema(example = "images.make_derivatives")]
    kind: String,
    #[schema(schema_with = crate::schema::job_state)]
    state: JobState,
    attempts: i32,
    max_attempts: i32,
    /// Not before this instant.
    run_at: DateTime<Utc>,
    last_error: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
}

impl From<Job> for JobBody {
    fn from(job: Job) -> Self {
        let Job {
            id,
            studio: _,
            kind,
            payload: _,
            state,
            attempts,
            max_attempts,
            run_at,
            claimed_by: _,
            lease_until: _,
            last_error,
            created_at,
            updated_at,
            finished_at,
        } = job;
        Self {
            id: id.0,
            kind,
            state,
            attempts,
            max_attempts,
            run_at,
            last_error,
            created_at,
            updated_at,
            finished_at,
        }
    }
}

/// Which jobs a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct JobQuery {
    #[param(schema_with = crate::schema::job_state, required = false)]
    state: Option<JobState>,
    /// Only work of this kind, such as `images.make_derivatives`.
    kind: Option<String>,
    /// Newest first instead of oldest first.
    #[serde(default)]
    newest_first: bool,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    cursor: Option<String>,
}

/// Lists the studio's background work.
///
/// Permission: can_view_audit_log.
#[utoipa::path(tag = "jobs", params(JobQuery),
    responses((status = 200, description = "A page of jobs, by id", body = Listing<JobBody>)))]
#[get("/jobs")]
pub async fn list(
    jobs: Data<Jobs>,
    caller: Caller,
    query: Query<JobQuery>,
) -> ApiResult<Reply<Listing<JobBody>>> {
    let JobQuery { state, kind, newest_first, offset, limit, cursor } = query.0;
    let page = Paging { offset, limit, cursor }.request()?;
    if kind.as_deref().is_some_and(|kind| kind.len() > 100 || kind.contains(char::is_control)) {
        let error = FieldError::parameter("kind", "invalid_value", "there are no jobs of such a kind");
        return Err(Problem::invalid(vec![error]));
    }
    let filter = JobFilter { state, kind, sort: crate::galleries::sort(newest_first) };
    let found = jobs.list(&caller, filter, page).await?;
    Ok(Reply::page("Jobs", page, found.map(JobBody::from)))
}

/// Shows a job.
///
/// Permission: can_view_audit_log.
#[utoipa::path(tag = "jobs", params(("job_id" = i64, Path)),
    responses((status = 200, description = "The job", body = Envelope<JobBody>)))]
#[get("/jobs/{job_id}")]
pub async fn read(jobs: Data<Jobs>, caller: Caller, id: Id<JobId>) -> ApiResult<Reply<Envelope<JobBody>>> {
    Ok(Reply::ok("The job", jobs.read(&caller, id.0).await?.into()))
}

/// Puts a job that was given up back into the queue.
///
/// Permission: can_manage_studio_settings. Errors: `job_not_dead`.
#[utoipa::path(tag = "jobs", params(("job_id" = i64, Path)),
    responses((status = 200, description = "The job", body = Envelope<JobBody>)))]
#[post("/jobs/{job_id}/replay")]
pub async fn replay(jobs: Data<Jobs>, caller: Caller, id: Id<JobId>) -> ApiResult<Reply<Envelope<JobBody>>> {
    Ok(Reply::ok("Job queued again", jobs.replay(&caller, id.0).await?.into_inner().into()))
}
