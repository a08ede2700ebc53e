//! The aggregate `ImportSession`.

use std::collections::HashMap;

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::library::{ImportFilter, NewImportSession};
use atelier_application::ports::repositories::ImportSessionRepository;
use atelier_application::ports::{Sort, StoreError};
use atelier_domain::library::{ImportError, ImportSession, ImportStatus, NewImportError, Shelf};
use atelier_domain::{ImportSessionId, Timestamp};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait};
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, Select, UpdateMany};

use super::author_entities::import_session::{Column, Entity};
use super::entities::image_file;
use super::{author_mapping as mapping, counting, files, import_errors};
use crate::columns::stored;
use crate::error::{corrupt, failed};
use crate::paging;
use crate::store::SeaTx;

fn scoped(shelf: Shelf) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(shelf.studio().0)).filter(Column::UserId.eq(shelf.owner().0))
}

fn scoped_update(shelf: Shelf, id: ImportSessionId) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::StudioId.eq(shelf.studio().0))
        .filter(Column::UserId.eq(shelf.owner().0))
        .filter(Column::Id.eq(id.0))
}

fn scoped_delete(shelf: Shelf, id: ImportSessionId) -> DeleteMany<Entity> {
    Entity::delete_many()
        .filter(Column::StudioId.eq(shelf.studio().0))
        .filter(Column::UserId.eq(shelf.owner().0))
        .filter(Column::Id.eq(id.0))
}

async fn load(tx: &SeaTx, shelf: Shelf, id: ImportSessionId) -> Result<Option<ImportSession>, StoreError> {
    let row = scoped(shelf).filter(Column::Id.eq(id.0)).one(&tx.conn()).await.map_err(failed)?;
    row.map(mapping::session).transpose()
}

/// One more file is done with, and what was pending runs. `arrival` says the same in the words of its statement, and a
/// contract compares the two.
///
/// MySQL gives an assignment the values that those before it have written, the other two give it the old ones. So what
/// is compared with a column stands before the column's own assignment: the total before what is done with, the
/// beginning before the status.
fn one_more(shelf: Shelf, id: ImportSessionId, now: Timestamp) -> UpdateMany<Entity> {
    let done = || Expr::col(Column::ProcessedFiles).add(1);
    let pending = || Expr::col(Column::Status).eq(ImportStatus::Pending.as_str());
    let total = CaseStatement::new()
        .case(Expr::col(Column::TotalFiles).lt(done()), done())
        .finally(Expr::col(Column::TotalFiles));
    let started =
        CaseStatement::new().case(pending(), Expr::value(stored(now))).finally(Expr::col(Column::StartedAt));
    let status = CaseStatement::new()
        .case(pending(), Expr::value(ImportStatus::Running.as_str()))
        .finally(Expr::col(Column::Status));
    scoped_update(shelf, id)
        .col_expr(Column::TotalFiles, total.into())
        .col_expr(Column::ProcessedFiles, done())
        .col_expr(Column::StartedAt, started.into())
        .col_expr(Column::Status, status.into())
        .col_expr(Column::UpdatedAt, Expr::value(stored(now)))
}

#[async_trait]
impl ImportSessionRepository for SeaTx {
    async fn find(&self, shelf: Shelf, id: ImportSessionId) -> Result<Option<ImportSession>, StoreError> {
        load(self, shelf, id).await
    }

    async fn insert(&self, shelf: Shelf, new: NewImportSession) -> Result<ImportSession, StoreError> {
        let row = mapping::new_session_row(shelf, new);
        let id = Entity::insert(row).exec(self.writer_of(&[])?).await.map_err(failed)?.last_insert_id;
        let inserted = load(self, shelf, ImportSessionId(id)).await?;
        inserted.ok_or_else(|| corrupt("a new import is not there"))
    }

    async fn update(&self, shelf: Shelf, session: &ImportSession) -> Result<ImportSession, StoreError> {
        let done = scoped_update(shelf, session.id)
            .set(mapping::session_row(session))
            .filter(Column::Version.eq(session.version))
            .exec(self.writer_of(&[])?)
            .await
            .map_err(failed)?;
        match load(self, shelf, session.id).await? {
            // Read again, because files may have been counted since the value was read.
            Some(stored) if done.rows_affected > 0 => Ok(stored),
            stored => Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) }),
        }
    }

    async fn remove(&self, shelf: Shelf, session: &ImportSession) -> Result<(), StoreError> {
        files::scoped_update(shelf)
            .filter(image_file::Column::ImportSessionId.eq(session.id.0))
            .col_expr(image_file::Column::ImportSessionId, Expr::value(None::<i64>))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        // Its errors go with it, by their foreign key.
        scoped_delete(shelf, session.id).exec(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn list(
        &self,
        shelf: Shelf,
        filter: ImportFilter,
        page: PageRequest,
    ) -> Result<Page<ImportSession>, StoreError> {
        let ImportFilter { status, default_author } = filter;
        let mut select = scoped(shelf);
        if let Some(status) = status {
            select = select.filter(Column::Status.eq(status.as_str()));
        }
        if let Some(author) = default_author {
            select = select.filter(Column::DefaultAuthorId.eq(author.0));
        }
        let rows = paging::list_by_id(self, select, Column::Id, Sort::NewestFirst, page, |row| row.id);
        paging::try_map(rows.await?, mapping::session)
    }

    async fn images_counts(
        &self,
        shelf: Shelf,
        ids: &[ImportSessionId],
    ) -> Result<HashMap<ImportSessionId, u64>, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let by = image_file::Column::ImportSessionId;
        let counts = counting::counted(self, files::scoped(shelf), by, &ids).await?;
        Ok(counts.into_iter().map(|(id, count)| (ImportSessionId(id), count)).collect())
    }

    async fn file_arrived(
        &self,
        shelf: Shelf,
        id: ImportSessionId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        one_more(shelf, id, now).exec(self.writer_of(&[])?).await.map_err(failed)?;
        Ok(())
    }

    async fn file_failed(
        &self,
        shelf: Shelf,
        id: ImportSessionId,
        error: NewImportError,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let counted = one_more(shelf, id, now)
            .col_expr(Column::FailedFiles, Expr::col(Column::FailedFiles).add(1))
            .exec(self.writer_of(&[])?)
            .await
            .map_err(failed)?;
        if counted.rows_affected == 0 {
            return Ok(());
        }
        // The row is locked by now, and so the places for errors are given to one after the other.
        import_errors::keep(self, shelf, id, error, now).await
    }

    async fn note(
        &self,
        shelf: Shelf,
        id: ImportSessionId,
        error: NewImportError,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        import_errors::write(self, shelf, id, error, now).await
    }

    async fn errors(
        &self,
        shelf: Shelf,
        id: ImportSessionId,
        page: PageRequest,
    ) -> Result<Page<ImportError>, StoreError> {
        import_errors::list(self, shelf, id, page).await
    }
}
