//! Searches that people keep.

pub(crate) mod criteria;
mod entities;
mod mapping;

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::repositories::SavedSearchRepository;
use atelier_application::ports::saved_searches::NewSavedSearch;
use atelier_application::ports::{Sort, StoreError};
use atelier_domain::library::{SavedSearch, Shelf};
use atelier_domain::{SavedSearchId, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, Select, UpdateMany};

use self::entities::saved_search::{Column, Entity};
use crate::columns::stored;
use crate::error::{corrupt, failed};
use crate::paging;
use crate::store::SeaTx;

fn scoped(shelf: Shelf) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(shelf.studio().0)).filter(Column::UserId.eq(shelf.owner().0))
}

fn scoped_update(shelf: Shelf) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::StudioId.eq(shelf.studio().0))
        .filter(Column::UserId.eq(shelf.owner().0))
}

fn scoped_delete(shelf: Shelf) -> DeleteMany<Entity> {
    Entity::delete_many()
        .filter(Column::StudioId.eq(shelf.studio().0))
        .filter(Column::UserId.eq(shelf.owner().0))
}

async fn load(tx: &SeaTx, shelf: Shelf, id: SavedSearchId) -> Result<Option<SavedSearch>, StoreError> {
    let select = scoped(shelf).filter(Column::Id.eq(id.0));
    select.one(&tx.conn()).await.map_err(failed)?.map(mapping::to_domain).transpose()
}

#[async_trait]
impl SavedSearchRepository for SeaTx {
    async fn find(&self, shelf: Shelf, id: SavedSearchId) -> Result<Option<SavedSearch>, StoreError> {
        load(self, shelf, id).await
    }

    async fn insert(&self, shelf: Shelf, new: NewSavedSearch) -> Result<SavedSearch, StoreError> {
        let row = mapping::new_row(shelf, new)?;
        let id = Entity::insert(row).exec(self.writer_of(&[])?).await.map_err(failed)?.last_insert_id;
        let inserted = load(self, shelf, SavedSearchId(id)).await?;
        inserted.ok_or_else(|| corrupt("a new saved search is not there"))
    }

    async fn update(&self, shelf: Shelf, search: &SavedSearch) -> Result<SavedSearch, StoreError> {
        let done = scoped_update(shelf)
            .set(mapping::to_row(search)?)
            .filter(Column::Id.eq(search.id.0))
            .filter(Column::Version.eq(search.version))
            .exec(self.writer_of(&[])?)
            .await
            .map_err(failed)?;
        if done.rows_affected == 0 {
            let stored = load(self, shelf, search.id).await?;
            return Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) });
        }
        Ok(SavedSearch { version: search.version + 1, ..search.clone() })
    }

    async fn remove(&self, shelf: Shelf, id: SavedSearchId) -> Result<(), StoreError> {
        scoped_delete(shelf).filter(Column::Id.eq(id.0)).exec(self.writer_of(&[])?).await.map_err(failed)?;
        Ok(())
    }

    async fn list(
        &self,
        shelf: Shelf,
        favorites: bool,
        page: PageRequest,
    ) -> Result<Page<SavedSearch>, StoreError> {
        let mut select = scoped(shelf);
        if favorites {
            select = select.filter(Column::IsFavorite.eq(true));
        }
        let page =
            paging::list_by_id(self, select, Column::Id, Sort::OldestFirst, page, |row| row.id).await?;
        paging::try_map(page, mapping::to_domain)
    }

    async fn ran(
        &self,
        shelf: Shelf,
        id: SavedSearchId,
        count: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        scoped_update(shelf)
            .col_expr(Column::LastCount, Expr::value(count))
            .col_expr(Column::LastRunAt, Expr::value(stored(now)))
            .filter(Column::Id.eq(id.0))
            .exec(self.writer_of(&[])?)
            .await
            .map_err(failed)?;
        Ok(())
    }
}
