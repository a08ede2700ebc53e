//! The aggregate `Author`.

use std::collections::HashMap;

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::library::{AuthorFilter, AuthorOrder, NewAuthor};
use atelier_application::ports::repositories::AuthorRepository;
use atelier_application::ports::{Sort, StoreError};
use atelier_domain::library::{Author, Shelf};
use atelier_domain::{AuthorId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, DeleteMany, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany,
};

use super::author_entities::author::{Column, Entity, Model};
use super::author_entities::import_session;
use super::entities::photo;
use super::{author_mapping as mapping, counting, photo as photos};
use crate::columns::{contains, stored};
use crate::error::{corrupt, failed};
use crate::paging;
use crate::store::SeaTx;

fn scoped(shelf: Shelf) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(shelf.studio().0)).filter(Column::UserId.eq(shelf.owner().0))
}

fn scoped_update(shelf: Shelf, id: AuthorId) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::StudioId.eq(shelf.studio().0))
        .filter(Column::UserId.eq(shelf.owner().0))
        .filter(Column::Id.eq(id.0))
}

fn scoped_delete(shelf: Shelf, id: AuthorId) -> DeleteMany<Entity> {
    Entity::delete_many()
        .filter(Column::StudioId.eq(shelf.studio().0))
        .filter(Column::UserId.eq(shelf.owner().0))
        .filter(Column::Id.eq(id.0))
}

/// The shelf's imports that name the author.
fn scoped_imports_update(shelf: Shelf, author: AuthorId) -> UpdateMany<import_session::Entity> {
    use import_session::Column;
    import_session::Entity::update_many()
        .filter(Column::StudioId.eq(shelf.studio().0))
        .filter(Column::UserId.eq(shelf.owner().0))
        .filter(Column::DefaultAuthorId.eq(author.0))
}

async fn load(tx: &SeaTx, shelf: Shelf, id: AuthorId) -> Result<Option<Author>, StoreError> {
    let row = scoped(shelf).filter(Column::Id.eq(id.0)).one(&tx.conn()).await.map_err(failed)?;
    Ok(row.map(mapping::author))
}

/// A name is no number that a cursor could hold, so this order has none.
async fn by_name(tx: &SeaTx, select: Select<Entity>, page: PageRequest) -> Result<Page<Model>, StoreError> {
    let total = paging::count(tx, select.clone()).await?;
    let items = select
        .order_by_asc(Column::NameKey)
        .order_by_asc(Column::Id)
        .offset(page.offset)
        .limit(page.limit)
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    Ok(Page { items, total, next: None })
}

async fn by_number(
    tx: &SeaTx,
    select: Select<Entity>,
    sort: Sort,
    page: PageRequest,
) -> Result<Page<Model>, StoreError> {
    paging::list_by_id(tx, select, Column::Id, sort, page, |row| row.id).await
}

#[async_trait]
impl AuthorRepository for SeaTx {
    async fn find(&self, shelf: Shelf, id: AuthorId) -> Result<Option<Author>, StoreError> {
        load(self, shelf, id).await
    }

    async fn insert(&self, shelf: Shelf, new: NewAuthor) -> Result<Author, StoreError> {
        let row = mapping::new_author_row(shelf, new);
        let id = Entity::insert(row).exec(self.writer()?).await.map_err(failed)?.last_insert_id;
        load(self, shelf, AuthorId(id)).await?.ok_or_else(|| corrupt("a new author is not there"))
    }

    async fn update(&self, shelf: Shelf, author: &Author) -> Result<Author, StoreError> {
        let done = scoped_update(shelf, author.id)
            .set(mapping::author_row(author))
            .filter(Column::Version.eq(author.version))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        if done.rows_affected == 0 {
            let stored = load(self, shelf, author.id).await?;
            return Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) });
        }
        Ok(Author { version: author.version + 1, ..author.clone() })
    }

    async fn remove(&self, shelf: Shelf, author: &Author, now: Timestamp) -> Result<(), StoreError> {
        {
            use photo::Column;
            photos::scoped_update(shelf)
                .filter(Column::AuthorId.eq(author.id.0))
                .col_expr(Column::AuthorId, Expr::value(None::<i64>))
                .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                .col_expr(Column::UpdatedAt, Expr::value(stored(now)))
                .exec(self.writer()?)
                .await
                .map_err(failed)?;
        }
        {
            use import_session::Column;
            scoped_imports_update(shelf, author.id)
                .col_expr(Column::DefaultAuthorId, Expr::value(None::<i64>))
                .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                .col_expr(Column::UpdatedAt, Expr::value(stored(now)))
                .exec(self.writer()?)
                .await
                .map_err(failed)?;
        }
        scoped_delete(shelf, author.id).exec(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn list(
        &self,
        shelf: Shelf,
        filter: &AuthorFilter,
        page: PageRequest,
    ) -> Result<Page<Author>, StoreError> {
        let AuthorFilter { search, order } = filter;
        let mut select = scoped(shelf);
        if let Some(search) = search {
            select = select.filter(contains((Entity, Column::NameKey), search));
        }
        let found = match order {
            AuthorOrder::Name => by_name(self, select, page).await?,
            AuthorOrder::Oldest => by_number(self, select, Sort::OldestFirst, page).await?,
            AuthorOrder::Newest => by_number(self, select, Sort::NewestFirst, page).await?,
        };
        Ok(found.map(mapping::author))
    }

    async fn image_counts(
        &self,
        shelf: Shelf,
        ids: &[AuthorId],
    ) -> Result<HashMap<AuthorId, u64>, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let photos = photos::scoped(shelf);
        let counts = counting::counted(self, photos, photo::Column::AuthorId, &ids).await?;
        Ok(counts.into_iter().map(|(id, count)| (AuthorId(id), count)).collect())
    }
}
