//! Which groups hang under a gallery.

use atelier_application::ports::{GroupAttachment, StoreError};
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::images::GroupType;
use atelier_domain::{GalleryId, ImageGroupId, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, Order, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, DeleteMany, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
    UpdateMany,
};

use super::entities::gallery_image_group_relation::{ActiveModel, Column, Entity};
use super::mapping;
use crate::columns::stored;
use crate::error::failed;
use crate::images::entities::{image, image_group, image_group_relation};
use crate::inserting::insert_unless_taken;
use crate::paging::{rows, unsigned};
use crate::store::SeaTx;

fn scoped(gallery: &Gallery) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(gallery.studio.0)).filter(Column::GalleryId.eq(gallery.id.0))
}

fn scoped_update(gallery: &Gallery, group: ImageGroupId, group_type: &GroupType) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::StudioId.eq(gallery.studio.0))
        .filter(Column::GalleryId.eq(gallery.id.0))
        .filter(Column::ImageGroupId.eq(group.0))
        .filter(Column::Kind.eq(group_type.as_str()))
}

fn scoped_delete(gallery: &Gallery, group: ImageGroupId, group_type: &GroupType) -> DeleteMany<Entity> {
    Entity::delete_many()
        .filter(Column::StudioId.eq(gallery.studio.0))
        .filter(Column::GalleryId.eq(gallery.id.0))
        .filter(Column::ImageGroupId.eq(group.0))
        .filter(Column::Kind.eq(group_type.as_str()))
}

#[derive(FromQueryResult)]
struct Row {
    group_id: i64,
    name: String,
    description: Option<String>,
    kind: String,
    sort_order: i32,
    visibility: String,
    image_count: i64,
}

/// The number of live pictures in the group of the outer query.
fn live_images() -> SelectStatement {
    use image_group_relation::Column as R;
    Query::select()
        .expr(Func::count(Expr::col(Asterisk)))
        .from(image_group_relation::Entity)
        .inner_join(
            image::Entity,
            Expr::col((image::Entity, image::Column::Id)).equals((image_group_relation::Entity, R::ImageId)),
        )
        .and_where(
            Expr::col((image_group_relation::Entity, R::ImageGroupId)).equals((Entity, Column::ImageGroupId)),
        )
        .and_where(Expr::col((image::Entity, image::Column::DeletedAt)).is_null())
        .take()
}

pub(crate) async fn list(tx: &SeaTx, gallery: GalleryId) -> Result<Vec<GroupAttachment>, StoreError> {
    let select = Query::select()
        .expr_as(Expr::col((Entity, Column::ImageGroupId)), "group_id")
        .expr_as(Expr::col((image_group::Entity, image_group::Column::Name)), "name")
        .expr_as(Expr::col((image_group::Entity, image_group::Column::Description)), "description")
        .expr_as(Expr::col((Entity, Column::Kind)), "kind")
        .expr_as(Expr::col((Entity, Column::SortOrder)), "sort_order")
        .expr_as(Expr::col((Entity, Column::Visibility)), "visibility")
        .expr_as(Expr::SubQuery(None, Box::new(live_images().into())), "image_count")
        .from(Entity)
        .inner_join(
            image_group::Entity,
            Expr::col((image_group::Entity, image_group::Column::Id)).equals((Entity, Column::ImageGroupId)),
        )
        .and_where(Expr::col((Entity, Column::GalleryId)).eq(gallery.0))
        .order_by((Entity, Column::SortOrder), Order::Asc)
        .order_by((Entity, Column::ImageGroupId), Order::Asc)
        .order_by((Entity, Column::Kind), Order::Asc)
        .take();
    rows::<Row>(tx, &select).await?.into_iter().map(attachment).collect()
}

fn attachment(row: Row) -> Result<GroupAttachment, StoreError> {
    let Row { group_id, name, description, kind, sort_order, visibility, image_count } = row;
    Ok(GroupAttachment {
        group: ImageGroupId(group_id),
        name,
        description,
        group_type: mapping::group_type(&kind)?,
        sort_order,
        visibility: mapping::visibility(&visibility)?,
        image_count: unsigned(image_count),
    })
}

pub(crate) async fn attach(
    tx: &SeaTx,
    gallery: &Gallery,
    group: ImageGroupId,
    group_type: &GroupType,
    visibility: Visibility,
    now: Timestamp,
) -> Result<(), StoreError> {
    // The gallery's lock keeps two groups from becoming the last at once.
    super::load(tx, gallery.studio, gallery.id).await?;
    let last: Option<i32> = scoped(gallery)
        .select_only()
        .column(Column::SortOrder)
        .order_by_desc(Column::SortOrder)
        .limit(1)
        .into_tuple()
        .one(&tx.conn())
        .await
        .map_err(failed)?;
    let row = ActiveModel {
        gallery_id: Set(gallery.id.0),
        image_group_id: Set(group.0),
        kind: Set(group_type.as_str().to_owned()),
        studio_id: Set(gallery.studio.0),
        sort_order: Set(last.unwrap_or(0).saturating_add(1)),
        visibility: Set(visibility.as_str().to_owned()),
        created_at: Set(stored(now)),
    };
    let unique = [Column::GalleryId, Column::ImageGroupId, Column::Kind];
    match insert_unless_taken(tx, row, unique).await? {
        Some(_) => Ok(()),
        None => Err(StoreError::Conflict { constraint: "attachment" }),
    }
}

pub(crate) async fn set(
    tx: &SeaTx,
    gallery: &Gallery,
    group: ImageGroupId,
    group_type: &GroupType,
    visibility: Visibility,
    sort_order: i32,
) -> Result<bool, StoreError> {
    let done = scoped_update(gallery, group, group_type)
        .col_expr(Column::Visibility, Expr::value(visibility.as_str()))
        .col_expr(Column::SortOrder, Expr::value(sort_order))
        .exec(tx.writer()?)
        .await
        .map_err(failed)?;
    Ok(done.rows_affected > 0)
}

pub(crate) async fn detach(
    tx: &SeaTx,
    gallery: &Gallery,
    group: ImageGroupId,
    group_type: &GroupType,
) -> Result<bool, StoreError> {
    let done = scoped_delete(gallery, group, group_type).exec(tx.writer()?).await.map_err(failed)?;
    Ok(done.rows_affected > 0)
}
