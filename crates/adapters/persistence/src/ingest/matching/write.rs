//! Decisions, appended many at a time.

use std::collections::HashMap;

use atelier_application::ports::{NewDecision, StoreError};
use atelier_domain::StudioId;
use atelier_domain::access::Writable;
use atelier_domain::ingest::StagingImage;
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, QuerySelect, Select};

use super::entities::{match_decision, staging_proposal};
use super::mapping;
use crate::error::{corrupt, failed};
use crate::store::SeaTx;

/// How many decisions one statement appends: each carries its evidence.
const PORTION: usize = 200;

type Decided<'a> = (&'a Writable<StagingImage>, NewDecision);

fn scoped_log(studio: StudioId) -> Select<match_decision::Entity> {
    match_decision::Entity::find().filter(match_decision::Column::StudioId.eq(studio.0))
}

fn scoped_delete(studio: StudioId) -> DeleteMany<staging_proposal::Entity> {
    staging_proposal::Entity::delete_many().filter(staging_proposal::Column::StudioId.eq(studio.0))
}

/// What identifies a decision: its file and its key.
type Key = (i64, String);

fn key((file, new): &Decided<'_>) -> Key {
    (file.get().id.0, new.idempotency_key.clone())
}

/// Those of the decisions that the log has, with their numbers.
async fn logged(
    tx: &SeaTx,
    studio: StudioId,
    decisions: &[Decided<'_>],
) -> Result<HashMap<Key, i64>, StoreError> {
    use match_decision::Column;
    let rows: Vec<(i64, i64, String)> = scoped_log(studio)
        .select_only()
        .columns([Column::Id, Column::StagingImageId, Column::IdempotencyKey])
        .filter(Column::StagingImageId.is_in(decisions.iter().map(|(file, _)| file.get().id.0)))
        .filter(Column::IdempotencyKey.is_in(decisions.iter().map(|(_, new)| new.idempotency_key.as_str())))
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    Ok(rows.into_iter().map(|(id, file, key)| ((file, key), id)).collect())
}

pub(super) async fn decide(tx: &SeaTx, decisions: &[Decided<'_>]) -> Result<(), StoreError> {
    for portion in decisions.chunks(PORTION) {
        let Some((first, _)) = portion.first() else { continue };
        append(tx, first.get().studio, portion).await?;
    }
    Ok(())
}

/// The files are locked, so that nobody else decides about them meanwhile.
async fn append(tx: &SeaTx, studio: StudioId, portion: &[Decided<'_>]) -> Result<(), StoreError> {
    let known = logged(tx, studio, portion).await?;
    let fresh: Vec<_> = portion
        .iter()
        .filter(|decided| !known.contains_key(&key(decided)))
        .map(|(file, new)| mapping::decision_row(file.get(), new))
        .collect();
    if !fresh.is_empty() {
        let insert = match_decision::Entity::insert_many(fresh);
        insert.exec_without_returning(tx.writer()?).await.map_err(failed)?;
    }
    let known = logged(tx, studio, portion).await?;
    let mut rows = Vec::with_capacity(portion.len());
    for decided in portion {
        let id = known.get(&key(decided)).ok_or_else(|| corrupt("a new decision is not there"))?;
        rows.push(mapping::proposal_row(decided.0.get(), *id, &decided.1));
    }
    scoped_delete(studio)
        .filter(
            staging_proposal::Column::StagingImageId.is_in(portion.iter().map(|(file, _)| file.get().id.0)),
        )
        .exec(tx.writer()?)
        .await
        .map_err(failed)?;
    let insert = staging_proposal::Entity::insert_many(rows);
    insert.exec_without_returning(tx.writer()?).await.map_err(failed)?;
    Ok(())
}
