//! Durable work.

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::repositories::JobRepository;
use atelier_application::ports::{JobCounts, JobFilter, NewJob, StoreError};
use atelier_domain::access::{Reach, Unchecked, Visible, Writable};
use atelier_domain::events::{Job, JobState};
use atelier_domain::{JobId, StudioId, Timestamp};
use chrono::Duration;
use sea_orm::prelude::DateTime;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, DeleteMany, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
    UpdateMany,
};

use super::entities::job::{Column, Entity, Model};
use super::mapping;
use crate::columns::stored;
use crate::error::failed;
use crate::paging::{self, unsigned};
use crate::store::SeaTx;

fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(studio: StudioId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0))
}

/// Workers serve the whole installation.
fn unscoped_queue() -> Select<Entity> {
    Entity::find()
}

/// A worker proves its right to a job by its claim, not by a studio.
fn unscoped_update() -> UpdateMany<Entity> {
    Entity::update_many()
}

/// Housekeeping goes by age, whoever's job it was.
fn unscoped_delete() -> DeleteMany<Entity> {
    Entity::delete_many()
}

fn held_by(job: JobId, worker: &str) -> UpdateMany<Entity> {
    unscoped_update()
        .filter(Column::Id.eq(job.0))
        .filter(Column::State.eq(JobState::Running.as_str()))
        .filter(Column::ClaimedBy.eq(worker))
}

/// Jobs in `state` whose `clock` column is not after `now`, oldest first and locked: those that wait for a service
/// outside, or the others. Each call walks one index from its beginning, so that no more rows are locked than are taken;
/// MariaDB keeps the locks of rows that it walks past.
async fn lock_ready(
    tx: &SeaTx,
    (state, clock): (JobState, Column),
    now: DateTime,
    limit: u64,
    outside: bool,
) -> Result<Vec<Model>, StoreError> {
    let select = unscoped_queue()
        .filter(Column::State.eq(state.as_str()))
        .filter(Column::IsOutside.eq(outside))
        .filter(clock.lte(now))
        .order_by_asc(clock)
        .order_by_asc(Column::Id)
        .limit(limit);
    tx.dialect().claiming(select).all(tx.writer()?).await.map_err(failed)
}

#[derive(FromQueryResult)]
struct StateCount {
    state: String,
    count: i64,
}

#[async_trait]
impl JobRepository for SeaTx {
    async fn enqueue(&self, new: NewJob) -> Result<JobId, StoreError> {
        self.queue_work();
        let row = mapping::new_job_row(new);
        let inserted = Entity::insert(row).exec(self.writer()?).await.map_err(failed)?;
        Ok(JobId(inserted.last_insert_id))
    }

    async fn enqueue_all(&self, new: Vec<NewJob>) -> Result<(), StoreError> {
        self.queue_work();
        let rows: Vec<_> = new.into_iter().map(mapping::new_job_row).collect();
        for chunk in rows.chunks(paging::CHUNK) {
            let insert = Entity::insert_many(chunk.to_vec());
            insert.exec_without_returning(self.writer()?).await.map_err(failed)?;
        }
        Ok(())
    }

    async fn claim(
        &self,
        worker: &str,
        now: Timestamp,
        lease: Duration,
        limit: u64,
        outside: bool,
    ) -> Result<Vec<Job>, StoreError> {
        let at = stored(now);
        let silent = (JobState::Running, Column::LeaseUntil);
        let mut taken = lock_ready(self, silent, at, limit, outside).await?;
        let rest = limit.saturating_sub(taken.len() as u64);
        if rest > 0 {
            let due = (JobState::Queued, Column::RunAt);
            taken.extend(lock_ready(self, due, at, rest, outside).await?);
        }
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        let until = stored(now + lease);
        unscoped_update()
            .col_expr(Column::State, Expr::value(JobState::Running.as_str()))
            .col_expr(Column::ClaimedBy, Expr::value(worker))
            .col_expr(Column::LeaseUntil, Expr::value(until))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .col_expr(Column::UpdatedAt, Expr::value(at))
            .filter(Column::Id.is_in(taken.iter().map(|job| job.id)))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        taken.sort_by_key(|job| (job.run_at, job.id));
        taken
            .into_iter()
            .map(|row| {
                mapping::job(Model {
                    state: JobState::Running.as_str().to_owned(),
                    claimed_by: Some(worker.to_owned()),
                    lease_until: Some(until),
                    attempts: row.attempts + 1,
                    updated_at: at,
                    ..row
                })
            })
            .collect()
    }

    async fn save(&self, job: &Job, worker: &str) -> Result<bool, StoreError> {
        let update = held_by(job.id, worker).set(mapping::job_row(job));
        let done = update.exec(self.writer()?).await.map_err(failed)?;
        Ok(done.rows_affected > 0)
    }

    async fn extend(&self, job: JobId, worker: &str, until: Timestamp) -> Result<bool, StoreError> {
        let update = held_by(job, worker).col_expr(Column::LeaseUntil, Expr::value(stored(until)));
        let done = update.exec(self.writer()?).await.map_err(failed)?;
        Ok(done.rows_affected > 0)
    }

    async fn find(&self, studio: StudioId, id: JobId) -> Result<Option<Unchecked<Job>>, StoreError> {
        let select = self.locked(scoped(studio).filter(Column::Id.eq(id.0)));
        let row = select.one(&self.conn()).await.map_err(failed)?;
        Ok(row.map(mapping::job).transpose()?.map(Unchecked::from_storage))
    }

    async fn update(&self, job: &Writable<Job>) -> Result<(), StoreError> {
        self.queue_work();
        let job = job.get();
        let update = scoped_update(job.studio).set(mapping::job_row(job)).filter(Column::Id.eq(job.id.0));
        update.exec(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn list(
        &self,
        visible: &Visible,
        filter: &JobFilter,
        page: PageRequest,
    ) -> Result<Page<Job>, StoreError> {
        if let Reach::Within(_) = visible.reach() {
            // A job lies in no place: only people of the studio see it.
            return Ok(Page { items: Vec::new(), total: 0, next: None });
        }
        let mut select = scoped(visible.studio());
        if let Some(state) = filter.state {
            select = select.filter(Column::State.eq(state.as_str()));
        }
        if let Some(kind) = &filter.kind {
            select = select.filter(Column::Kind.eq(kind.as_str()));
        }
        let page = paging::list_by_id(self, select, Column::Id, filter.sort, page, |row| row.id).await?;
        paging::try_map(page, mapping::job)
    }

    async fn counts(&self) -> Result<JobCounts, StoreError> {
        let rows = unscoped_queue()
            .select_only()
            .column(Column::State)
            .expr_as(Expr::from(Func::count(Expr::col(Asterisk))), "count")
            .group_by(Column::State)
            .into_model::<StateCount>()
            .all(&self.conn())
            .await
            .map_err(failed)?;
        let of = |state: JobState| {
            rows.iter().find(|row| row.state == state.as_str()).map_or(0, |row| unsigned(row.count))
        };
        Ok(JobCounts {
            queued: of(JobState::Queued),
            running: of(JobState::Running),
            dead: of(JobState::Dead),
        })
    }

    async fn prune(&self, before: Timestamp) -> Result<u64, StoreError> {
        let done = unscoped_delete()
            .filter(Column::State.eq(JobState::Succeeded.as_str()))
            .filter(Column::FinishedAt.lt(stored(before)))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(done.rows_affected)
    }
}
