//! What is in a stack.

use std::collections::{BTreeMap, BTreeSet};

use atelier_application::ports::StoreError;
use atelier_application::ports::stacks::StackedPhoto;
use atelier_domain::library::{Hothash, STACK_MIN, Shelf};
use atelier_domain::{PhotoId, PhotoStackId, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Asterisk, CaseStatement, Expr, ExprTrait, Func, Order, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, DeleteMany, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
    UpdateMany,
};

use super::entities::photo_stack_member::{ActiveModel, Column, Entity};
use super::stack;
use crate::columns::stored;
use crate::error::{corrupt, failed};
use crate::library::entities::photo;
use crate::library::photo::among;
use crate::paging::{CHUNK, rows, unsigned};
use crate::store::SeaTx;

use super::entities::photo_stack::Column as S;

fn scoped(shelf: Shelf) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(shelf.studio().0)).filter(Column::UserId.eq(shelf.owner().0))
}

fn scoped_update(shelf: Shelf, stack: PhotoStackId) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::StudioId.eq(shelf.studio().0))
        .filter(Column::UserId.eq(shelf.owner().0))
        .filter(Column::StackId.eq(stack.0))
}

fn scoped_delete(shelf: Shelf) -> DeleteMany<Entity> {
    Entity::delete_many()
        .filter(Column::StudioId.eq(shelf.studio().0))
        .filter(Column::UserId.eq(shelf.owner().0))
}

/// The shelf's photographs by number and name.
fn scoped_photos(shelf: Shelf) -> SelectStatement {
    Query::select()
        .expr_as(Expr::col((photo::Entity, photo::Column::Id)), "photo_id")
        .expr_as(Expr::col((photo::Entity, photo::Column::Hothash)), "hothash")
        .from(photo::Entity)
        .cond_where(among(shelf))
        .take()
}

#[derive(FromQueryResult)]
struct Named {
    photo_id: i64,
    hothash: String,
}

#[derive(FromQueryResult)]
struct Placed {
    stack_id: i64,
    photo_id: i64,
    hothash: String,
}

#[derive(FromQueryResult)]
struct Counted {
    stack_id: i64,
    count: i64,
}

fn stacked(photo_id: i64, hothash: &str) -> Result<StackedPhoto, StoreError> {
    let hothash = Hothash::parse(hothash).ok_or_else(|| corrupt("photos.hothash is no hash"))?;
    Ok(StackedPhoto { id: PhotoId(photo_id), hothash })
}

/// What is in each of these stacks, in order.
pub(super) async fn of_stacks(
    tx: &SeaTx,
    shelf: Shelf,
    stacks: &[i64],
) -> Result<BTreeMap<i64, Vec<StackedPhoto>>, StoreError> {
    let mut found: BTreeMap<i64, Vec<StackedPhoto>> = BTreeMap::new();
    for chunk in stacks.chunks(CHUNK) {
        let select = scoped_photos(shelf)
            .expr_as(Expr::col((Entity, Column::StackId)), "stack_id")
            .inner_join(
                Entity,
                Expr::col((Entity, Column::PhotoId)).equals((photo::Entity, photo::Column::Id)),
            )
            .and_where(Expr::col((Entity, Column::StackId)).is_in(chunk.iter().copied()))
            .order_by((Entity, Column::SortOrder), Order::Asc)
            .order_by((Entity, Column::PhotoId), Order::Asc)
            .take();
        for Placed { stack_id, photo_id, hothash } in rows::<Placed>(tx, &select).await? {
            found.entry(stack_id).or_default().push(stacked(photo_id, &hothash)?);
        }
    }
    Ok(found)
}

pub(super) async fn named(
    tx: &SeaTx,
    shelf: Shelf,
    hothashes: &[Hothash],
) -> Result<Vec<StackedPhoto>, StoreError> {
    let mut found = Vec::with_capacity(hothashes.len());
    for chunk in hothashes.chunks(CHUNK) {
        let hashes = chunk.iter().map(Hothash::as_str);
        let select = scoped_photos(shelf)
            .and_where(Expr::col((photo::Entity, photo::Column::Hothash)).is_in(hashes))
            .take();
        for Named { photo_id, hothash } in rows::<Named>(tx, &select).await? {
            found.push(stacked(photo_id, &hothash)?);
        }
    }
    Ok(found)
}

/// Those of these photographs that are in a stack, with their stacks.
pub(in crate::library) async fn places(
    tx: &SeaTx,
    shelf: Shelf,
    photos: &[PhotoId],
) -> Result<Vec<(PhotoId, PhotoStackId)>, StoreError> {
    let mut found = Vec::with_capacity(photos.len());
    for chunk in photos.chunks(CHUNK) {
        let places: Vec<(i64, i64)> = scoped(shelf)
            .select_only()
            .column(Column::PhotoId)
            .column(Column::StackId)
            .filter(Column::PhotoId.is_in(chunk.iter().map(|photo| photo.0)))
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        found.extend(places.into_iter().map(|(photo, stack)| (PhotoId(photo), PhotoStackId(stack))));
    }
    Ok(found)
}

pub(super) async fn put(
    tx: &SeaTx,
    shelf: Shelf,
    id: PhotoStackId,
    photos: &[PhotoId],
    now: Timestamp,
) -> Result<(), StoreError> {
    let places = places(tx, shelf, photos).await?;
    let present: BTreeSet<PhotoId> =
        places.iter().filter(|(_, stack)| *stack == id).map(|(photo, _)| *photo).collect();
    let elsewhere: Vec<(PhotoId, PhotoStackId)> =
        places.into_iter().filter(|(_, stack)| *stack != id).collect();
    let moved: Vec<PhotoId> = elsewhere.iter().map(|(photo, _)| *photo).collect();
    let left: BTreeSet<PhotoStackId> = elsewhere.into_iter().map(|(_, stack)| stack).collect();
    delete(tx, shelf, None, &moved).await?;
    // One that is named twice is put in once.
    let mut seen = present;
    let fresh: Vec<PhotoId> = photos.iter().copied().filter(|photo| seen.insert(*photo)).collect();
    append(tx, shelf, id, &fresh).await?;
    settle(tx, shelf, &left.into_iter().collect::<Vec<_>>(), &moved, now).await
}

/// Takes a photograph out of its stack, if it is in one, before it ends.
pub(in crate::library) async fn leave(
    tx: &SeaTx,
    shelf: Shelf,
    photo: PhotoId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let left: Vec<PhotoStackId> =
        places(tx, shelf, &[photo]).await?.into_iter().map(|(_, stack)| stack).collect();
    if left.is_empty() {
        return Ok(());
    }
    delete(tx, shelf, None, &[photo]).await?;
    settle(tx, shelf, &left, &[photo], now).await
}

/// Takes photographs out of this stack, or out of whatever stack they are in; how many were.
async fn delete(
    tx: &SeaTx,
    shelf: Shelf,
    from: Option<PhotoStackId>,
    photos: &[PhotoId],
) -> Result<u64, StoreError> {
    let mut gone = 0;
    for chunk in photos.chunks(CHUNK) {
        let mut delete =
            scoped_delete(shelf).filter(Column::PhotoId.is_in(chunk.iter().map(|photo| photo.0)));
        if let Some(stack) = from {
            delete = delete.filter(Column::StackId.eq(stack.0));
        }
        gone += delete.exec(tx.writer()?).await.map_err(failed)?.rows_affected;
    }
    Ok(gone)
}

async fn append(tx: &SeaTx, shelf: Shelf, id: PhotoStackId, photos: &[PhotoId]) -> Result<(), StoreError> {
    let last: Option<i32> = scoped(shelf)
        .select_only()
        .column(Column::SortOrder)
        .filter(Column::StackId.eq(id.0))
        .order_by_desc(Column::SortOrder)
        .limit(1)
        .into_tuple()
        .one(&tx.conn())
        .await
        .map_err(failed)?;
    let mut order = last.unwrap_or(0);
    for chunk in photos.chunks(CHUNK) {
        let rows: Vec<ActiveModel> = chunk
            .iter()
            .map(|photo| {
                order = order.saturating_add(1);
                ActiveModel {
                    photo_id: Set(photo.0),
                    stack_id: Set(id.0),
                    studio_id: Set(shelf.studio().0),
                    user_id: Set(shelf.owner().0),
                    sort_order: Set(order),
                }
            })
            .collect();
        Entity::insert_many(rows).exec_without_returning(tx.writer()?).await.map_err(failed)?;
    }
    Ok(())
}

/// Puts the stacks in order that photographs have left: those that are too small go, the others forget covers that are
/// theirs no more.
async fn settle(
    tx: &SeaTx,
    shelf: Shelf,
    left: &[PhotoStackId],
    moved: &[PhotoId],
    now: Timestamp,
) -> Result<(), StoreError> {
    for chunk in left.chunks(CHUNK) {
        let sizes = sizes(tx, shelf, chunk).await?;
        let (large, small): (Vec<PhotoStackId>, Vec<PhotoStackId>) = chunk
            .iter()
            .copied()
            .partition(|stack| sizes.get(&stack.0).is_some_and(|size| *size >= STACK_MIN as u64));
        if !small.is_empty() {
            stack::scoped_delete(shelf)
                .filter(S::Id.is_in(small.iter().map(|stack| stack.0)))
                .exec(tx.writer()?)
                .await
                .map_err(failed)?;
        }
        if !large.is_empty() {
            stack::scoped_update(shelf)
                .col_expr(S::Version, Expr::col(S::Version).add(1))
                .col_expr(S::UpdatedAt, Expr::value(stored(now)))
                .filter(S::Id.is_in(large.iter().map(|stack| stack.0)))
                .exec(tx.writer()?)
                .await
                .map_err(failed)?;
        }
    }
    for chunk in moved.chunks(CHUNK) {
        // The stack into which they came has not chosen any of them yet.
        stack::scoped_update(shelf)
            .col_expr(S::CoverPhotoId, Expr::value(None::<i64>))
            .filter(S::CoverPhotoId.is_in(chunk.iter().map(|photo| photo.0)))
            .exec(tx.writer()?)
            .await
            .map_err(failed)?;
    }
    Ok(())
}

fn scoped_counts(shelf: Shelf, stacks: &[PhotoStackId]) -> SelectStatement {
    Query::select()
        .column(Column::StackId)
        .expr_as(Func::count(Expr::col(Asterisk)), "count")
        .from(Entity)
        .and_where(Expr::col(Column::UserId).eq(shelf.owner().0))
        .and_where(Expr::col(Column::StackId).is_in(stacks.iter().map(|stack| stack.0)))
        .group_by_col(Column::StackId)
        .take()
}

async fn sizes(tx: &SeaTx, shelf: Shelf, stacks: &[PhotoStackId]) -> Result<BTreeMap<i64, u64>, StoreError> {
    let counted = rows::<Counted>(tx, &scoped_counts(shelf, stacks)).await?;
    Ok(counted.into_iter().map(|Counted { stack_id, count }| (stack_id, unsigned(count))).collect())
}

pub(super) async fn take(
    tx: &SeaTx,
    shelf: Shelf,
    id: PhotoStackId,
    photos: &[PhotoId],
) -> Result<u64, StoreError> {
    delete(tx, shelf, Some(id), photos).await
}

pub(super) async fn arrange(
    tx: &SeaTx,
    shelf: Shelf,
    id: PhotoStackId,
    photos: &[PhotoId],
) -> Result<(), StoreError> {
    let mut order: i32 = 0;
    for chunk in photos.chunks(CHUNK) {
        let mut orders = CaseStatement::new();
        for photo in chunk {
            order = order.saturating_add(1);
            orders = orders.case(Expr::col(Column::PhotoId).eq(photo.0), order);
        }
        scoped_update(shelf, id)
            .col_expr(Column::SortOrder, orders.into())
            .filter(Column::PhotoId.is_in(chunk.iter().map(|photo| photo.0)))
            .exec(tx.writer()?)
            .await
            .map_err(failed)?;
    }
    Ok(())
}
