//! Tags of libraries as a whole; those of one photograph are written with it.

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::StoreError;
use atelier_application::ports::repositories::TagRepository;
use atelier_domain::library::{Shelf, Tag, TagName};
use atelier_domain::{TagId, Timestamp};
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DeleteMany, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    UpdateMany,
};

use super::entities::tag::{Column, Entity, Model};
use super::entities::{photo, photo_tag};
use super::photo::among_found;
use crate::columns::{begins_with, instant, stored};
use crate::error::{corrupt, failed};
use crate::paging::count;
use crate::store::SeaTx;

use photo_tag::Column as P;

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

/// The shelf's photographs that have one of these tags, as changed now.
fn scoped_touched(shelf: Shelf, tags: &[TagId], now: Timestamp) -> UpdateMany<photo::Entity> {
    photo::Entity::update_many()
        .col_expr(photo::Column::Version, Expr::col(photo::Column::Version).add(1))
        .col_expr(photo::Column::UpdatedAt, Expr::value(stored(now)))
        .filter(among_found(shelf))
        .filter(photo::Column::Id.in_subquery(with_tags(shelf, tags).column(P::PhotoId).take()))
}

/// Where the shelf's photographs have one of these tags, without columns yet.
fn with_tags(shelf: Shelf, tags: &[TagId]) -> SelectStatement {
    Query::select()
        .from(photo_tag::Entity)
        .and_where(Expr::col(P::UserId).eq(shelf.owner().0))
        .and_where(Expr::col(P::TagId).is_in(tags.iter().map(|tag| tag.0)))
        .take()
}

async fn touch(tx: &SeaTx, shelf: Shelf, tags: &[TagId], now: Timestamp) -> Result<(), StoreError> {
    scoped_touched(shelf, tags, now).exec(tx.writer()?).await.map_err(failed)?;
    Ok(())
}

/// Puts a tag where any of the others stands on a photograph that lacks it, at the place of the first of them. One
/// statement does it for all photographs, because a tag may be on most of a library.
async fn put_in_place(tx: &SeaTx, shelf: Shelf, others: &[TagId], tag: TagId) -> Result<(), StoreError> {
    let having = with_tags(shelf, &[tag]).column(P::PhotoId).take();
    let places = with_tags(shelf, others)
        .expr(Expr::col(P::PhotoId))
        .expr(Expr::value(tag.0))
        .expr(Expr::value(shelf.studio().0))
        .expr(Expr::value(shelf.owner().0))
        .expr(Expr::col(P::SortOrder).min())
        .and_where(Expr::col(P::PhotoId).not_in_subquery(having))
        .group_by_col(P::PhotoId)
        .take();
    let mut insert = Query::insert();
    insert.into_table(photo_tag::Entity).columns([
        P::PhotoId,
        P::TagId,
        P::StudioId,
        P::UserId,
        P::SortOrder,
    ]);
    // It is refused where columns and expressions differ in number, and five are five.
    insert.select_from(places).map_err(|error| corrupt(error.to_string()))?;
    tx.writer()?.execute(&insert).await.map_err(failed)?;
    Ok(())
}

async fn recount(tx: &SeaTx, shelf: Shelf, tag: TagId, now: Timestamp) -> Result<(), StoreError> {
    let counted = with_tags(shelf, &[tag]).expr(Expr::from(Func::count(Expr::col(Asterisk)))).take();
    scoped_update(shelf)
        .col_expr(Column::PhotoCount, Expr::SubQuery(None, Box::new(counted.into())))
        .col_expr(Column::UpdatedAt, Expr::value(stored(now)))
        .filter(Column::Id.eq(tag.0))
        .exec(tx.writer()?)
        .await
        .map_err(failed)?;
    Ok(())
}

fn to_domain(row: Model) -> Tag {
    let Model { id, studio_id: _, user_id: _, name, name_key, photo_count, created_at, updated_at } = row;
    Tag {
        id: TagId(id),
        name: TagName { name, key: name_key },
        photo_count: photo_count.into(),
        created_at: instant(created_at),
        updated_at: instant(updated_at),
    }
}

#[async_trait]
impl TagRepository for SeaTx {
    async fn list(
        &self,
        shelf: Shelf,
        prefix: Option<&str>,
        page: PageRequest,
    ) -> Result<Page<Tag>, StoreError> {
        let mut select = scoped(shelf);
        if let Some(prefix) = prefix {
            select = select.filter(begins_with((Entity, Column::NameKey), prefix));
        }
        let total = count(self, select.clone()).await?;
        let items = select
            .order_by_desc(Column::PhotoCount)
            .order_by_asc(Column::NameKey)
            .order_by_asc(Column::Id)
            .offset(page.offset)
            .limit(page.limit)
            .all(&self.conn())
            .await
            .map_err(failed)?;
        Ok(Page { items, total, next: None }.map(to_domain))
    }

    async fn find(&self, shelf: Shelf, id: TagId) -> Result<Option<Tag>, StoreError> {
        let select = scoped(shelf).filter(Column::Id.eq(id.0));
        Ok(select.one(&self.conn()).await.map_err(failed)?.map(to_domain))
    }

    async fn find_by_key(&self, shelf: Shelf, key: &str) -> Result<Option<Tag>, StoreError> {
        let select = scoped(shelf).filter(Column::NameKey.eq(key));
        Ok(select.one(&self.conn()).await.map_err(failed)?.map(to_domain))
    }

    async fn rename(
        &self,
        shelf: Shelf,
        id: TagId,
        name: &TagName,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let TagName { name, key } = name;
        scoped_update(shelf)
            .col_expr(Column::Name, Expr::value(name.as_str()))
            .col_expr(Column::NameKey, Expr::value(key.as_str()))
            .col_expr(Column::UpdatedAt, Expr::value(stored(now)))
            .filter(Column::Id.eq(id.0))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        touch(self, shelf, &[id], now).await
    }

    async fn merge(
        &self,
        shelf: Shelf,
        from: &[TagId],
        into: TagId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let others: Vec<TagId> = from.iter().copied().filter(|tag| *tag != into).collect();
        if others.is_empty() {
            return Ok(());
        }
        touch(self, shelf, &others, now).await?;
        put_in_place(self, shelf, &others, into).await?;
        // What the photographs had of them goes along.
        scoped_delete(shelf)
            .filter(Column::Id.is_in(others.iter().map(|tag| tag.0)))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        recount(self, shelf, into, now).await
    }

    async fn remove(&self, shelf: Shelf, id: TagId, now: Timestamp) -> Result<(), StoreError> {
        touch(self, shelf, &[id], now).await?;
        scoped_delete(shelf).filter(Column::Id.eq(id.0)).exec(self.writer()?).await.map_err(failed)?;
        Ok(())
    }
}
