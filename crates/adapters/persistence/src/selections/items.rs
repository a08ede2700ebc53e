//! What is in a list.

use std::collections::HashMap;

use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::StoreError;
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::images::Image;
use atelier_domain::proofing::Selection;
use atelier_domain::{GalleryId, ImageId, SelectionId, Timestamp, UserId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, JoinType, Order, Query};
use sea_orm::{
    ColumnTrait, DeleteMany, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
    UpdateMany,
};

use super::entities::selection_item::{ActiveModel, Column, Entity};
use super::entities::selection_list;
use crate::columns::stored;
use crate::error::failed;
use crate::galleries::entities::gallery_image_group_relation as attachment;
use crate::images::entities::{image, image_group_relation as member};
use crate::images::{self, Ordered};
use crate::paging::{CHUNK, count, rows, unsigned};
use crate::store::SeaTx;

const ORDER: Ordered<Column> = Ordered { image: Column::ImageId, order: Column::SortOrder };

/// What is in a list that the caller has found.
fn unscoped_of(selection: SelectionId) -> Select<Entity> {
    Entity::find().filter(Column::SelectionListId.eq(selection.0))
}

fn scoped_update(selection: &Selection) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::StudioId.eq(selection.studio.0))
        .filter(Column::SelectionListId.eq(selection.id.0))
}

fn scoped_delete(selection: &Selection) -> DeleteMany<Entity> {
    Entity::delete_many()
        .filter(Column::StudioId.eq(selection.studio.0))
        .filter(Column::SelectionListId.eq(selection.id.0))
}

/// The picture of the row that is looked at hangs in the gallery, in a group of one of these visibilities.
fn hangs_in(gallery: GalleryId, visibilities: &[Visibility]) -> Expr {
    let group = Expr::col((member::Entity, member::Column::ImageGroupId));
    let hanging = Query::select()
        .expr(Expr::value(1))
        .from(attachment::Entity)
        .inner_join(member::Entity, group.equals((attachment::Entity, attachment::Column::ImageGroupId)))
        .and_where(Expr::col((attachment::Entity, attachment::Column::GalleryId)).eq(gallery.0))
        .and_where(
            Expr::col((attachment::Entity, attachment::Column::Visibility))
                .is_in(visibilities.iter().map(|visibility| visibility.as_str())),
        )
        .and_where(
            Expr::col((member::Entity, member::Column::ImageId)).equals((image::Entity, image::Column::Id)),
        )
        .take();
    Expr::exists(hanging)
}

/// The studio's live pictures that are in the list and hang in its gallery in groups of these visibilities.
fn scoped_images(selection: &Selection, visibilities: &[Visibility]) -> Select<image::Entity> {
    let in_list = Expr::col((Entity, Column::ImageId)).equals((image::Entity, image::Column::Id));
    let mut select = image::Entity::find()
        .filter(image::Column::StudioId.eq(selection.studio.0))
        .filter(image::Column::DeletedAt.is_null())
        .filter(Column::SelectionListId.eq(selection.id.0))
        .filter(hangs_in(selection.gallery, visibilities));
    QuerySelect::query(&mut select).join(JoinType::InnerJoin, Entity, in_list);
    select
}

#[derive(FromQueryResult)]
struct Counted {
    list: i64,
    count: i64,
}

/// How many live pictures that hang in the gallery are in each of its lists.
pub(super) async fn counts(tx: &SeaTx, gallery: GalleryId) -> Result<HashMap<i64, u64>, StoreError> {
    let list = (Entity, Column::SelectionListId);
    let select = Query::select()
        .expr_as(Expr::col(list), "list")
        .expr_as(Func::count(Expr::col(Asterisk)), "count")
        .from(Entity)
        .inner_join(
            selection_list::Entity,
            Expr::col((selection_list::Entity, selection_list::Column::Id)).equals(list),
        )
        .inner_join(
            image::Entity,
            Expr::col((image::Entity, image::Column::Id)).equals((Entity, Column::ImageId)),
        )
        .and_where(Expr::col((selection_list::Entity, selection_list::Column::GalleryId)).eq(gallery.0))
        .and_where(Expr::col((image::Entity, image::Column::DeletedAt)).is_null())
        .and_where(hangs_in(gallery, &Visibility::ALL))
        .group_by_col(list)
        .take();
    Ok(rows::<Counted>(tx, &select).await?.into_iter().map(|row| (row.list, unsigned(row.count))).collect())
}

pub(super) async fn shown(tx: &SeaTx, selection: &Selection) -> Result<u64, StoreError> {
    count(tx, scoped_images(selection, &Visibility::ALL)).await
}

pub(super) async fn images(
    tx: &SeaTx,
    selection: &Selection,
    visibilities: &[Visibility],
    page: PageRequest,
) -> Result<Page<Image>, StoreError> {
    let select = scoped_images(selection, visibilities);
    let total = count(tx, select.clone()).await?;
    let rows = select
        .order_by_asc(Column::SortOrder)
        .order_by_asc(image::Column::Id)
        .offset(page.offset)
        .limit(page.limit)
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    Ok(Page { items: images::image::placed(tx, rows).await?, total, next: None })
}

#[derive(FromQueryResult)]
struct Listed {
    list: i64,
    image: i64,
}

/// The pictures of the gallery's lists, or of the common ones and those of one person, in the order of the lists' ids and
/// of each list.
pub(super) async fn listed(
    tx: &SeaTx,
    gallery: &Gallery,
    of: Option<UserId>,
    visibilities: &[Visibility],
    limit: u64,
) -> Result<Vec<(SelectionId, ImageId)>, StoreError> {
    let list = (selection_list::Entity, selection_list::Column::Id);
    let owner = Expr::col((selection_list::Entity, selection_list::Column::UserId));
    let in_list = Expr::col((Entity, Column::SelectionListId)).equals(list);
    let in_pool = Expr::col((image::Entity, image::Column::Id)).equals((Entity, Column::ImageId));
    let mut select = Query::select();
    select
        .expr_as(Expr::col(list), "list")
        .expr_as(Expr::col((Entity, Column::ImageId)), "image")
        .from(selection_list::Entity)
        .inner_join(Entity, in_list)
        .inner_join(image::Entity, in_pool)
        .and_where(Expr::col((selection_list::Entity, selection_list::Column::StudioId)).eq(gallery.studio.0))
        .and_where(Expr::col((selection_list::Entity, selection_list::Column::GalleryId)).eq(gallery.id.0))
        .and_where(Expr::col((image::Entity, image::Column::DeletedAt)).is_null())
        .and_where(hangs_in(gallery.id, visibilities))
        .order_by(list, Order::Asc)
        .order_by((Entity, Column::SortOrder), Order::Asc)
        .order_by((Entity, Column::ImageId), Order::Asc)
        .limit(limit);
    if let Some(user) = of {
        select.and_where(owner.clone().is_null().or(owner.eq(user.0)));
    }
    let found = rows::<Listed>(tx, &select).await?;
    Ok(found.into_iter().map(|row| (SelectionId(row.list), ImageId(row.image))).collect())
}

pub(super) async fn ids(tx: &SeaTx, selection: SelectionId) -> Result<Vec<ImageId>, StoreError> {
    ORDER.ids(tx, unscoped_of(selection)).await
}

pub(super) async fn add(
    tx: &SeaTx,
    selection: &Selection,
    added: &[ImageId],
    by: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut order = ORDER.last(tx, unscoped_of(selection.id)).await?;
    for chunk in added.chunks(CHUNK) {
        let rows: Vec<ActiveModel> = chunk
            .iter()
            .map(|image| {
                order = order.saturating_add(1);
                ActiveModel {
                    selection_list_id: Set(selection.id.0),
                    image_id: Set(image.0),
                    studio_id: Set(selection.studio.0),
                    sort_order: Set(order),
                    user_id: Set(Some(by.0)),
                    created_at: Set(stored(now)),
                }
            })
            .collect();
        Entity::insert_many(rows).exec_without_returning(tx.writer()?).await.map_err(failed)?;
    }
    Ok(())
}

pub(super) async fn take(tx: &SeaTx, selection: &Selection, taken: &[ImageId]) -> Result<u64, StoreError> {
    let mut gone = 0;
    for chunk in taken.chunks(CHUNK) {
        let delete = scoped_delete(selection).filter(Column::ImageId.is_in(chunk.iter().map(|id| id.0)));
        gone += delete.exec(tx.writer()?).await.map_err(failed)?.rows_affected;
    }
    Ok(gone)
}

pub(super) async fn reorder(tx: &SeaTx, selection: &Selection, order: &[ImageId]) -> Result<(), StoreError> {
    ORDER.arrange(tx, || scoped_update(selection), order).await
}
