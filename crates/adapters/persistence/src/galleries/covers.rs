//! The pictures that stand for galleries.

use std::collections::HashMap;

use atelier_application::ports::StoreError;
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::{GalleryId, ImageId};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, UpdateMany};

use super::counters::{live_images, of_gallery};
use super::entities::gallery::{Column, Entity};
use super::entities::gallery_image_group_relation;
use crate::error::failed;
use crate::images::entities::image;
use crate::images::firsts;
use crate::paging::{CHUNK, rows};
use crate::store::SeaTx;

use gallery_image_group_relation::Column as A;

const ATTACHMENT: gallery_image_group_relation::Entity = gallery_image_group_relation::Entity;

fn scoped_update(gallery: &Gallery) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(gallery.studio.0)).filter(Column::Id.eq(gallery.id.0))
}

fn looked_into(visibilities: &[Visibility]) -> Expr {
    Expr::col((ATTACHMENT, A::Visibility)).is_in(visibilities.iter().map(|visibility| visibility.as_str()))
}

pub(super) async fn choose(
    tx: &SeaTx,
    gallery: &Gallery,
    picture: Option<ImageId>,
) -> Result<bool, StoreError> {
    let mut update =
        scoped_update(gallery).col_expr(Column::PrimaryImageId, Expr::value(picture.map(|id| id.0)));
    if let Some(picture) = picture {
        let held = live_images()
            .expr(Expr::value(1))
            .and_where(of_gallery(gallery.id))
            .and_where(Expr::col((image::Entity, image::Column::Id)).eq(picture.0))
            .take();
        update = update.filter(Expr::exists(held));
    }
    Ok(update.exec(tx.writer()?).await.map_err(failed)?.rows_affected > 0)
}

pub(super) async fn list(
    tx: &SeaTx,
    galleries: &[GalleryId],
    visibilities: &[Visibility],
) -> Result<Vec<(GalleryId, ImageId)>, StoreError> {
    let mut covers = Vec::with_capacity(galleries.len());
    if visibilities.is_empty() {
        return Ok(covers);
    }
    for chunk in galleries.chunks(CHUNK) {
        let chosen = chosen(tx, chunk, visibilities).await?;
        let others: Vec<i64> = chunk.iter().map(|id| id.0).filter(|id| !chosen.contains_key(id)).collect();
        let groups = first_groups(tx, &others, visibilities).await?;
        let ids: Vec<i64> = groups.iter().map(|(_, group)| *group).collect();
        let pictures = firsts::of_groups(tx, &ids).await?;
        let first = |(gallery, group): (i64, i64)| Some((gallery, *pictures.get(&group)?));
        let covered = chosen.into_iter().chain(groups.into_iter().filter_map(first));
        covers.extend(covered.map(|(gallery, picture)| (GalleryId(gallery), ImageId(picture))));
    }
    Ok(covers)
}

#[derive(FromQueryResult)]
struct Chosen {
    gallery_id: i64,
    image_id: i64,
}

/// The primary images that can be seen there, by gallery.
async fn chosen(
    tx: &SeaTx,
    galleries: &[GalleryId],
    visibilities: &[Visibility],
) -> Result<HashMap<i64, i64>, StoreError> {
    let (id, chosen) = ((Entity, Column::Id), (Entity, Column::PrimaryImageId));
    let select = live_images()
        .distinct()
        .expr_as(Expr::col(id), "gallery_id")
        .expr_as(Expr::col(chosen), "image_id")
        .inner_join(Entity, Expr::col(id).equals((ATTACHMENT, A::GalleryId)))
        .and_where(Expr::col((image::Entity, image::Column::Id)).equals(chosen))
        .and_where(Expr::col(id).is_in(galleries.iter().map(|id| id.0)))
        .and_where(looked_into(visibilities))
        .take();
    let rows = rows::<Chosen>(tx, &select).await?;
    Ok(rows.into_iter().map(|row| (row.gallery_id, row.image_id)).collect())
}

#[derive(FromQueryResult)]
struct First {
    gallery_id: i64,
    group_id: Option<i64>,
}

/// The first group of each gallery that has a picture and can be looked into: by index, and at the first one the
/// database stops.
async fn first_groups(
    tx: &SeaTx,
    galleries: &[i64],
    visibilities: &[Visibility],
) -> Result<Vec<(i64, i64)>, StoreError> {
    if galleries.is_empty() {
        return Ok(Vec::new());
    }
    let group = Query::select()
        .column((ATTACHMENT, A::ImageGroupId))
        .from(ATTACHMENT)
        .and_where(Expr::col((ATTACHMENT, A::GalleryId)).equals((Entity, Column::Id)))
        .and_where(looked_into(visibilities))
        .and_where(Expr::exists(firsts::live_of((ATTACHMENT, A::ImageGroupId)).expr(Expr::value(1)).take()))
        .order_by((ATTACHMENT, A::SortOrder), Order::Asc)
        .order_by((ATTACHMENT, A::ImageGroupId), Order::Asc)
        .order_by((ATTACHMENT, A::Kind), Order::Asc)
        .limit(1)
        .take();
    let select = Query::select()
        .expr_as(Expr::col((Entity, Column::Id)), "gallery_id")
        .expr_as(Expr::SubQuery(None, Box::new(group.into())), "group_id")
        .from(Entity)
        .and_where(Expr::col((Entity, Column::Id)).is_in(galleries.iter().copied()))
        .take();
    let rows = rows::<First>(tx, &select).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.gallery_id, row.group_id?))).collect())
}
