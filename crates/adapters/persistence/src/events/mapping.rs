//! Rows to values of the domain, and back.

use atelier_application::ports::{AuditEntry, NewJob, OutboxEntry, StoreError};
use atelier_domain::events::{Event, Job, JobState, MAX_ATTEMPTS};
use atelier_domain::{EventId, JobId, StudioId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};

use super::entities::{audit_log, job, outbox_event};
use crate::columns::{corrupt, instant, stored};

pub(super) fn outbox(row: outbox_event::Model) -> OutboxEntry {
    let outbox_event::Model {
        id,
        studio_id,
        kind,
        subject_type,
        subject_id,
        actor_user_id,
        payload,
        occurred_at,
    } = row;
    OutboxEntry {
        id: EventId(id),
        studio: StudioId(studio_id),
        kind,
        subject_type,
        subject_id,
        actor: actor_user_id.map(UserId),
        payload,
        occurred_at: instant(occurred_at),
    }
}

pub(super) fn new_outbox_row(event: &Event) -> outbox_event::ActiveModel {
    let Event { studio, kind, subject, actor, payload, occurred_at } = event;
    outbox_event::ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        kind: Set(kind.as_str().to_owned()),
        subject_type: Set(subject.map(|subject| subject.type_name().to_owned())),
        subject_id: Set(subject.map(|subject| subject.raw_id())),
        actor_user_id: Set(actor.map(|user| user.0)),
        payload: Set(payload.clone()),
        occurred_at: Set(stored(*occurred_at)),
    }
}

pub(super) fn new_audit_row(event: &Event, actor_name: Option<String>) -> audit_log::ActiveModel {
    let Event { studio, kind, subject, actor, payload, occurred_at } = event;
    audit_log::ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        kind: Set(kind.as_str().to_owned()),
        subject_type: Set(subject.map(|subject| subject.type_name().to_owned())),
        subject_id: Set(subject.map(|subject| subject.raw_id())),
        actor_user_id: Set(actor.map(|user| user.0)),
        actor_name: Set(actor_name),
        payload: Set(payload.clone()),
        occurred_at: Set(stored(*occurred_at)),
    }
}

pub(super) fn audit(row: audit_log::Model) -> AuditEntry {
    let audit_log::Model {
        id,
        studio_id: _,
        kind,
        subject_type,
        subject_id,
        actor_user_id,
        actor_name,
        payload,
        occurred_at,
    } = row;
    AuditEntry {
        id,
        kind,
        subject_type,
        subject_id,
        actor: actor_user_id.map(UserId),
        actor_name,
        payload,
        occurred_at: instant(occurred_at),
    }
}

pub(super) fn job(row: job::Model) -> Result<Job, StoreError> {
    let job::Model {
        id,
        studio_id,
        kind,
        payload,
        state,
        attempts,
        max_attempts,
        run_at,
        claimed_by,
        lease_until,
        last_error,
        created_at,
        updated_at,
        finished_at,
        // The kind says it too.
        is_outside: _,
    } = row;
    Ok(Job {
        id: JobId(id),
        studio: StudioId(studio_id),
        kind,
        payload,
        state: JobState::parse(&state).ok_or_else(|| corrupt("jobs.state", &state))?,
        attempts,
        max_attempts,
        run_at: instant(run_at),
        claimed_by,
        lease_until: lease_until.map(instant),
        last_error,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
        finished_at: finished_at.map(instant),
    })
}

/// What changes in the life of a job.
pub(super) fn job_row(job: &Job) -> job::ActiveModel {
    let Job {
        id: _,
        studio: _,
        kind: _,
        payload,
        state,
        attempts,
        max_attempts,
        run_at,
        claimed_by,
        lease_until,
        last_error,
        created_at: _,
        updated_at,
        finished_at,
    } = job;
    job::ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        kind: NotSet,
        payload: Set(payload.clone()),
        state: Set(state.as_str().to_owned()),
        attempts: Set(*attempts),
        max_attempts: Set(*max_attempts),
        run_at: Set(stored(*run_at)),
        claimed_by: Set(claimed_by.clone()),
        lease_until: Set(lease_until.map(stored)),
        last_error: Set(last_error.clone()),
        created_at: NotSet,
        updated_at: Set(stored(*updated_at)),
        finished_at: Set(finished_at.map(stored)),
        is_outside: NotSet,
    }
}

pub(super) fn new_job_row(new: NewJob) -> job::ActiveModel {
    let is_outside = new.is_outside();
    let NewJob { studio, kind, payload, run_at, now } = new;
    job::ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        kind: Set(kind.to_owned()),
        payload: Set(payload),
        state: Set(JobState::Queued.as_str().to_owned()),
        attempts: Set(0),
        max_attempts: Set(MAX_ATTEMPTS),
        run_at: Set(stored(run_at)),
        claimed_by: Set(None),
        lease_until: Set(None),
        last_error: Set(None),
        created_at: Set(stored(now)),
        updated_at: Set(stored(now)),
        finished_at: Set(None),
        is_outside: Set(is_outside),
    }
}
