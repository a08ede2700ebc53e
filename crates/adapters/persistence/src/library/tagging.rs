//! The tags of photographs.

use std::collections::BTreeMap;

use atelier_application::ports::StoreError;
use atelier_domain::library::{Shelf, TagName};
use atelier_domain::{PhotoId, Timestamp};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query};
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, FromQueryResult, QueryFilter, Select, UpdateMany};

use super::entities::{photo_tag, tag};
use crate::columns::stored;
use crate::error::failed;
use crate::paging::{rows, steady};
use crate::store::SeaTx;

fn scoped(shelf: Shelf) -> Select<tag::Entity> {
    tag::Entity::find()
        .filter(tag::Column::UserId.eq(shelf.owner().0))
        .filter(tag::Column::StudioId.eq(shelf.studio().0))
}

fn scoped_update(shelf: Shelf) -> UpdateMany<tag::Entity> {
    tag::Entity::update_many()
        .filter(tag::Column::UserId.eq(shelf.owner().0))
        .filter(tag::Column::StudioId.eq(shelf.studio().0))
}

fn scoped_delete(shelf: Shelf) -> DeleteMany<tag::Entity> {
    tag::Entity::delete_many()
        .filter(tag::Column::UserId.eq(shelf.owner().0))
        .filter(tag::Column::StudioId.eq(shelf.studio().0))
}

fn scoped_links_delete(shelf: Shelf) -> DeleteMany<photo_tag::Entity> {
    photo_tag::Entity::delete_many()
        .filter(photo_tag::Column::UserId.eq(shelf.owner().0))
        .filter(photo_tag::Column::StudioId.eq(shelf.studio().0))
}

#[derive(FromQueryResult)]
struct Tagged {
    photo_id: i64,
    tag_id: i64,
    name: String,
    name_key: String,
}

/// The tags of these photographs of the shelf, in their order.
async fn links(tx: &SeaTx, shelf: Shelf, photos: &[i64]) -> Result<Vec<Tagged>, StoreError> {
    let select = Query::select()
        .column((photo_tag::Entity, photo_tag::Column::PhotoId))
        .column((photo_tag::Entity, photo_tag::Column::TagId))
        .column((tag::Entity, tag::Column::Name))
        .column((tag::Entity, tag::Column::NameKey))
        .from(photo_tag::Entity)
        .join(
            JoinType::InnerJoin,
            tag::Entity,
            Expr::col((tag::Entity, tag::Column::Id)).equals((photo_tag::Entity, photo_tag::Column::TagId)),
        )
        .and_where(Expr::col((photo_tag::Entity, photo_tag::Column::UserId)).eq(shelf.owner().0))
        .and_where(Expr::col((photo_tag::Entity, photo_tag::Column::PhotoId)).is_in(steady(photos)))
        .order_by((photo_tag::Entity, photo_tag::Column::PhotoId), sea_orm::Order::Asc)
        .order_by((photo_tag::Entity, photo_tag::Column::SortOrder), sea_orm::Order::Asc)
        .order_by((photo_tag::Entity, photo_tag::Column::TagId), sea_orm::Order::Asc)
        .take();
    rows(tx, &select).await
}

/// The names of the tags of each of these photographs.
pub(super) async fn names(
    tx: &SeaTx,
    shelf: Shelf,
    photos: &[i64],
) -> Result<BTreeMap<i64, Vec<String>>, StoreError> {
    let mut names: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for link in links(tx, shelf, photos).await? {
        names.entry(link.photo_id).or_default().push(link.name);
    }
    Ok(names)
}

pub(super) async fn of(tx: &SeaTx, shelf: Shelf, photo: PhotoId) -> Result<Vec<TagName>, StoreError> {
    let links = links(tx, shelf, &[photo.0]).await?;
    Ok(links.into_iter().map(|link| TagName { name: link.name, key: link.name_key }).collect())
}

pub(super) async fn set(
    tx: &SeaTx,
    shelf: Shelf,
    photo: PhotoId,
    tags: &[TagName],
    now: Timestamp,
) -> Result<(), StoreError> {
    let before = links(tx, shelf, &[photo.0]).await?;
    let same = before.iter().map(|link| &link.name_key).eq(tags.iter().map(|tag| &tag.key));
    if same {
        return Ok(());
    }
    let known: BTreeMap<String, i64> = scoped(shelf)
        .filter(tag::Column::NameKey.is_in(tags.iter().map(|tag| tag.key.as_str())))
        .all(&tx.conn())
        .await
        .map_err(failed)?
        .into_iter()
        .map(|row| (row.name_key, row.id))
        .collect();
    let now = stored(now);
    let mut wanted = Vec::with_capacity(tags.len());
    for name in tags {
        let id = match known.get(&name.key) {
            Some(id) => *id,
            None => {
                let row = tag::ActiveModel {
                    id: NotSet,
                    studio_id: Set(shelf.studio().0),
                    user_id: Set(shelf.owner().0),
                    name: Set(name.name.clone()),
                    name_key: Set(name.key.clone()),
                    photo_count: Set(0),
                    created_at: Set(now),
                    updated_at: Set(now),
                };
                tag::Entity::insert(row).exec(tx.writer_of(&[photo])?).await.map_err(failed)?.last_insert_id
            }
        };
        wanted.push(id);
    }
    if !before.is_empty() {
        let delete = scoped_links_delete(shelf).filter(photo_tag::Column::PhotoId.eq(photo.0));
        delete.exec(tx.writer_of(&[photo])?).await.map_err(failed)?;
    }
    if !wanted.is_empty() {
        let links = wanted.iter().zip(0..).map(|(id, sort_order)| photo_tag::ActiveModel {
            photo_id: Set(photo.0),
            tag_id: Set(*id),
            studio_id: Set(shelf.studio().0),
            user_id: Set(shelf.owner().0),
            sort_order: Set(sort_order),
        });
        photo_tag::Entity::insert_many(links)
            .exec_without_returning(tx.writer_of(&[photo])?)
            .await
            .map_err(failed)?;
    }
    let old: Vec<i64> = before.iter().map(|link| link.tag_id).collect();
    let added: Vec<i64> = wanted.iter().copied().filter(|id| !old.contains(id)).collect();
    let gone: Vec<i64> = old.into_iter().filter(|id| !wanted.contains(id)).collect();
    step(tx, shelf, &added, 1).await?;
    step(tx, shelf, &gone, -1).await?;
    if gone.is_empty() {
        return Ok(());
    }
    let unused =
        scoped_delete(shelf).filter(tag::Column::Id.is_in(gone)).filter(tag::Column::PhotoCount.lte(0));
    unused.exec(tx.writer_of(&[photo])?).await.map_err(failed)?;
    Ok(())
}

/// How many photographs have a tag is shown with the tag, and not with them.
async fn step(tx: &SeaTx, shelf: Shelf, tags: &[i64], by: i32) -> Result<(), StoreError> {
    if tags.is_empty() {
        return Ok(());
    }
    scoped_update(shelf)
        .col_expr(tag::Column::PhotoCount, Expr::col(tag::Column::PhotoCount).add(by))
        .filter(tag::Column::Id.is_in(tags.iter().copied()))
        .exec(tx.writer_of(&[])?)
        .await
        .map_err(failed)?;
    Ok(())
}
