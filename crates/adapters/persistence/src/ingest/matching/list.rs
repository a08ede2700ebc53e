//! Proposals as the tray shows them.

use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::{ProposalEntry, ProposalFilter, StoreError};
use atelier_domain::StudioId;
use atelier_domain::access::Visible;
use atelier_domain::ingest::StagingState;
use atelier_domain::ingest::matching::Outcome;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
    Select,
};

use super::entities::{match_decision, staging_proposal};
use super::{WAITING, mapping};
use crate::columns::page_by_id;
use crate::error::failed;
use crate::galleries::entities::gallery;
use crate::ingest::entities::staging_image;
use crate::ingest::filter::is_rejected;
use crate::ingest::mapping::batch_id;
use crate::ingest::staging_mapping::marks;
use crate::paging::count;
use crate::store::SeaTx;

use match_decision::Column as D;
use staging_image::Column as S;
use staging_proposal::Column as P;

/// A decision with its file and, if there is one, its gallery.
#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    decision: match_decision::Model,
    filename: String,
    batch_id: String,
    rating: Option<i32>,
    flag: String,
    subject_name: Option<String>,
}

/// The decisions that hold, with their files and galleries.
fn scoped(studio: StudioId) -> Select<match_decision::Entity> {
    let holds: RelationDef = match_decision::Entity::belongs_to(staging_proposal::Entity)
        .from(D::Id)
        .to(P::MatchDecisionId)
        .into();
    let about: RelationDef =
        match_decision::Entity::belongs_to(staging_image::Entity).from(D::StagingImageId).to(S::Id).into();
    match_decision::Entity::find()
        .filter(D::StudioId.eq(studio.0))
        .join(JoinType::InnerJoin, holds)
        .join(JoinType::InnerJoin, about)
}

fn filtered(visible: &Visible, filter: &ProposalFilter) -> Select<match_decision::Entity> {
    let ProposalFilter { batch, gallery, outcomes, rejected } = filter;
    let offers = Outcome::ALL.into_iter().filter(|outcome| outcome.is_offer());
    // An offer that was carried out, or whose file was thrown away, waits for nobody.
    let (outcomes, states): (Vec<Outcome>, Vec<&str>) = if outcomes.is_empty() {
        (offers.collect(), WAITING.to_vec())
    } else {
        (outcomes.clone(), [WAITING.as_slice(), &[StagingState::Assigned.as_str()][..]].concat())
    };
    let mut select = scoped(visible.studio())
        .filter(P::Outcome.is_in(outcomes.iter().map(|outcome| outcome.as_str())))
        .filter(S::State.is_in(states));
    if let Some(batch) = batch {
        select = select.filter(S::BatchId.eq(batch.to_string()));
    }
    if let Some(gallery) = gallery {
        select = select.filter(P::GalleryId.eq(gallery.0));
    }
    if let Some(rejected) = rejected {
        select = select.filter(is_rejected(*rejected));
    }
    select
}

pub(super) async fn list(
    tx: &SeaTx,
    visible: &Visible,
    filter: &ProposalFilter,
    page: PageRequest,
) -> Result<Page<ProposalEntry>, StoreError> {
    let select = filtered(visible, filter);
    let total = count(tx, select.clone()).await?;
    let offered: RelationDef =
        match_decision::Entity::belongs_to(gallery::Entity).from(D::GalleryId).to(gallery::Column::Id).into();
    let mut wanted = select
        .column_as(S::Filename, "filename")
        .column_as(S::BatchId, "batch_id")
        .column_as(S::Rating, "rating")
        .column_as(S::Flag, "flag")
        .column_as(gallery::Column::SubjectName, "subject_name")
        .join(JoinType::LeftJoin, offered)
        .order_by_asc(P::StagingImageId)
        .limit(page.limit.saturating_add(1));
    wanted = match page.after {
        Some(after) => wanted.filter(P::StagingImageId.gt(after.id)),
        None => wanted.offset(page.offset),
    };
    let rows = wanted.into_model::<Row>().all(&tx.conn()).await.map_err(failed)?;
    page_by_id(rows, page, total, |row| row.decision.staging_image_id, entry)
}

fn entry(
    Row { decision, filename, batch_id: batch, rating, flag, subject_name }: Row,
) -> Result<ProposalEntry, StoreError> {
    Ok(ProposalEntry {
        batch: batch_id(&batch)?,
        filename,
        marks: marks(rating, &flag)?,
        subject_name,
        decision: mapping::decision(decision)?,
    })
}
