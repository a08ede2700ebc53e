//! Errors that imports keep.

use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::{Sort, StoreError};
use atelier_domain::library::{IMPORT_ERRORS_MAX, ImportError, NewImportError, Shelf};
use atelier_domain::{ImportSessionId, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::author_entities::import_session_error::{Column, Entity};
use super::author_mapping as mapping;
use crate::error::failed;
use crate::paging;
use crate::store::SeaTx;

fn scoped(shelf: Shelf, session: ImportSessionId) -> Select<Entity> {
    Entity::find()
        .filter(Column::StudioId.eq(shelf.studio().0))
        .filter(Column::UserId.eq(shelf.owner().0))
        .filter(Column::ImportSessionId.eq(session.0))
}

pub(super) async fn list(
    tx: &SeaTx,
    shelf: Shelf,
    session: ImportSessionId,
    page: PageRequest,
) -> Result<Page<ImportError>, StoreError> {
    let select = scoped(shelf, session);
    let rows = paging::list_by_id(tx, select, Column::Id, Sort::OldestFirst, page, |row| row.id).await?;
    Ok(rows.map(mapping::error))
}

/// Keeps the error of a file, if there is room for it. The caller has locked the import, so that two of them do not both
/// take the last place.
pub(super) async fn keep(
    tx: &SeaTx,
    shelf: Shelf,
    session: ImportSessionId,
    error: NewImportError,
    now: Timestamp,
) -> Result<(), StoreError> {
    if paging::count(tx, scoped(shelf, session)).await? >= IMPORT_ERRORS_MAX {
        return Ok(());
    }
    write(tx, shelf, session, error, now).await
}

pub(super) async fn write(
    tx: &SeaTx,
    shelf: Shelf,
    session: ImportSessionId,
    error: NewImportError,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = mapping::new_error_row(shelf, session, error, now);
    Entity::insert(row).exec(tx.writer_of(&[])?).await.map_err(failed)?;
    Ok(())
}
