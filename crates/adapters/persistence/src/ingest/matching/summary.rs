//! What was decided about files, as the tray shows it beside them.

use atelier_application::ports::{ProposalSummary, StoreError};
use atelier_domain::ingest::matching::Outcome;
use atelier_domain::{StagingImageId, StudioId};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};

use super::entities::staging_proposal;
use super::{mapping, scoped};
use crate::error::failed;
use crate::galleries::entities::gallery;
use crate::ingest::entities::staging_image;
use crate::paging::CHUNK;
use crate::store::SeaTx;

use staging_image::Column as S;
use staging_proposal::Column as P;

/// A decision that holds with, if there is one, its gallery.
#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    proposal: staging_proposal::Model,
    subject_name: Option<String>,
}

pub(super) async fn of_files(
    tx: &SeaTx,
    studio: StudioId,
    files: &[StagingImageId],
) -> Result<Vec<ProposalSummary>, StoreError> {
    let mut found = Vec::with_capacity(files.len());
    for chunk in files.chunks(CHUNK) {
        let offered: RelationDef = staging_proposal::Entity::belongs_to(gallery::Entity)
            .from(P::GalleryId)
            .to(gallery::Column::Id)
            .into();
        let rows = scoped(studio)
            .column_as(gallery::Column::SubjectName, "subject_name")
            .join(JoinType::LeftJoin, offered)
            .filter(P::StagingImageId.is_in(chunk.iter().map(|id| id.0)))
            .order_by_asc(P::StagingImageId)
            .into_model::<Row>()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        for Row { proposal, subject_name } in rows {
            found.push(ProposalSummary { proposal: mapping::proposal(proposal)?, subject_name });
        }
    }
    Ok(found)
}

/// Whether this is what holds for the file of the query around it.
pub(in crate::ingest) fn decided(outcome: Outcome) -> Expr {
    let proposal = |column: P| (staging_proposal::Entity, column);
    let holding = Query::select()
        .column(proposal(P::StagingImageId))
        .from(staging_proposal::Entity)
        .and_where(Expr::col(proposal(P::StudioId)).equals((staging_image::Entity, S::StudioId)))
        .and_where(Expr::col(proposal(P::StagingImageId)).equals((staging_image::Entity, S::Id)))
        .and_where(Expr::col(proposal(P::Outcome)).eq(outcome.as_str()))
        .take();
    Expr::exists(holding)
}
