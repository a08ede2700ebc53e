//! What was decided about files in the tray.

mod entities;
mod list;
mod mapping;
mod summary;
mod write;

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::repositories::ProposalRepository;
use atelier_application::ports::{
    NewDecision, ProposalEntry, ProposalFilter, ProposalSummary, Sort, StoreError,
};
use atelier_domain::access::{Visible, Writable};
use atelier_domain::ingest::matching::{MatchDecision, Proposal};
use atelier_domain::ingest::{StagingImage, StagingState};
use atelier_domain::{BatchId, StagingImageId, StudioId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use self::entities::{match_decision, staging_proposal};
pub(super) use self::summary::decided;
use super::batches::sees_tray;
use super::entities::{batch, staging_image};
use super::mapping::batch_id;
use crate::error::failed;
use crate::paging::{self, CHUNK};
use crate::store::SeaTx;

fn scoped(studio: StudioId) -> Select<staging_proposal::Entity> {
    staging_proposal::Entity::find().filter(staging_proposal::Column::StudioId.eq(studio.0))
}

fn scoped_log(studio: StudioId) -> Select<match_decision::Entity> {
    match_decision::Entity::find().filter(match_decision::Column::StudioId.eq(studio.0))
}

fn scoped_files(studio: StudioId) -> Select<staging_image::Entity> {
    staging_image::Entity::find().filter(staging_image::Column::StudioId.eq(studio.0))
}

fn scoped_batches(studio: StudioId) -> Select<batch::Entity> {
    batch::Entity::find().filter(batch::Column::StudioId.eq(studio.0))
}

/// What can be put into a gallery.
const WAITING: [&str; 2] = [StagingState::Received.as_str(), StagingState::Ready.as_str()];

#[async_trait]
impl ProposalRepository for SeaTx {
    async fn holding(&self, studio: StudioId, files: &[StagingImageId]) -> Result<Vec<Proposal>, StoreError> {
        use staging_proposal::Column;
        let mut found = Vec::with_capacity(files.len());
        for chunk in files.chunks(CHUNK) {
            let select = scoped(studio)
                .filter(Column::StagingImageId.is_in(chunk.iter().map(|id| id.0)))
                .order_by_asc(Column::StagingImageId);
            let rows = self.locked(select).all(&self.conn()).await.map_err(failed)?;
            for row in rows {
                found.push(mapping::proposal(row)?);
            }
        }
        Ok(found)
    }

    async fn summaries(
        &self,
        studio: StudioId,
        files: &[StagingImageId],
    ) -> Result<Vec<ProposalSummary>, StoreError> {
        summary::of_files(self, studio, files).await
    }

    async fn decide(&self, decisions: &[(&Writable<StagingImage>, NewDecision)]) -> Result<(), StoreError> {
        write::decide(self, decisions).await
    }

    async fn list(
        &self,
        visible: &Visible,
        filter: &ProposalFilter,
        page: PageRequest,
    ) -> Result<Page<ProposalEntry>, StoreError> {
        if !sees_tray(visible) {
            return Ok(Page { items: Vec::new(), total: 0, next: None });
        }
        list::list(self, visible, filter, page).await
    }

    async fn log(
        &self,
        studio: StudioId,
        file: StagingImageId,
        page: PageRequest,
    ) -> Result<Page<MatchDecision>, StoreError> {
        use match_decision::Column;
        let select = scoped_log(studio).filter(Column::StagingImageId.eq(file.0));
        let page =
            paging::list_by_id(self, select, Column::Id, Sort::NewestFirst, page, |row| row.id).await?;
        paging::try_map(page, mapping::decision)
    }

    async fn waiting(
        &self,
        studio: StudioId,
        batch: BatchId,
        after: StagingImageId,
        limit: u64,
    ) -> Result<Vec<StagingImageId>, StoreError> {
        use staging_image::Column;
        let ids: Vec<i64> = scoped_files(studio)
            .select_only()
            .column(Column::Id)
            .filter(Column::BatchId.eq(batch.to_string()))
            .filter(Column::State.is_in(WAITING))
            .filter(Column::Id.gt(after.0))
            .order_by_asc(Column::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.conn())
            .await
            .map_err(failed)?;
        Ok(ids.into_iter().map(StagingImageId).collect())
    }

    async fn batch_names(
        &self,
        studio: StudioId,
        batches: &[BatchId],
    ) -> Result<Vec<(BatchId, String)>, StoreError> {
        use batch::Column;
        let mut found = Vec::new();
        for chunk in batches.chunks(CHUNK) {
            let rows: Vec<(String, Option<String>)> = scoped_batches(studio)
                .select_only()
                .columns([Column::Id, Column::Name])
                .filter(Column::Id.is_in(chunk.iter().map(BatchId::to_string)))
                .filter(Column::Name.is_not_null())
                .into_tuple()
                .all(&self.conn())
                .await
                .map_err(failed)?;
            for (id, name) in rows {
                found.extend(name.map(|name| batch_id(&id).map(|id| (id, name))).transpose()?);
            }
        }
        Ok(found)
    }
}
