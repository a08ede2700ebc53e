//! Which pictures a group holds, and in which order.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use atelier_application::ports::StoreError;
use atelier_domain::images::ImageGroup;
use atelier_domain::{ImageGroupId, ImageId, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, DeleteMany, EntityTrait, QueryFilter, QuerySelect, Select, UpdateMany,
};

use super::entities::image_group;
use super::entities::image_group_relation::{ActiveModel, Column, Entity};
use super::ordered::Ordered;
use crate::columns::stored;
use crate::error::failed;
use crate::paging::CHUNK;
use crate::store::SeaTx;

const ORDER: Ordered<Column> = Ordered { image: Column::ImageId, order: Column::SortOrder };

/// The members of one group, which the caller has found in its studio.
fn unscoped_of(group: ImageGroupId) -> Select<Entity> {
    Entity::find().filter(Column::ImageGroupId.eq(group.0))
}

fn scoped_update(group: &ImageGroup) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::StudioId.eq(group.studio.0))
        .filter(Column::ImageGroupId.eq(group.id.0))
}

fn scoped_delete(group: &ImageGroup) -> DeleteMany<Entity> {
    Entity::delete_many()
        .filter(Column::StudioId.eq(group.studio.0))
        .filter(Column::ImageGroupId.eq(group.id.0))
}

/// Lets one transaction at a time change the order of the group. Whoever comes second sees what the first has done.
async fn lock(tx: &SeaTx, group: &ImageGroup) -> Result<(), StoreError> {
    super::load_group(tx, group.studio, group.id).await.map(|_| ())
}

fn scoped_group_update(group: &ImageGroup) -> UpdateMany<image_group::Entity> {
    image_group::Entity::update_many()
        .filter(image_group::Column::StudioId.eq(group.studio.0))
        .filter(image_group::Column::Id.eq(group.id.0))
}

/// The group holds something else than before, or in another order.
async fn touch(tx: &SeaTx, group: &ImageGroup) -> Result<(), StoreError> {
    let version = image_group::Column::Version;
    scoped_group_update(group)
        .col_expr(version, Expr::col(version).add(1))
        .exec(tx.writer()?)
        .await
        .map_err(failed)?;
    Ok(())
}

pub(super) async fn image_ids(tx: &SeaTx, group: ImageGroupId) -> Result<Vec<ImageId>, StoreError> {
    ORDER.ids(tx, unscoped_of(group)).await
}

pub(super) async fn add(
    tx: &SeaTx,
    group: &ImageGroup,
    images: &[ImageId],
    now: Timestamp,
) -> Result<u64, StoreError> {
    lock(tx, group).await?;
    let mut present: HashSet<i64> = HashSet::new();
    for chunk in images.chunks(CHUNK) {
        let ids: Vec<i64> = unscoped_of(group.id)
            .select_only()
            .column(Column::ImageId)
            .filter(Column::ImageId.is_in(chunk.iter().map(|id| id.0)))
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        present.extend(ids);
    }
    // An id that comes twice is new once.
    let new: Vec<ImageId> = images.iter().copied().filter(|id| present.insert(id.0)).collect();

    let mut order = ORDER.last(tx, unscoped_of(group.id)).await?;
    for chunk in new.chunks(CHUNK) {
        let rows = chunk.iter().map(|id| {
            order = order.saturating_add(1);
            ActiveModel {
                image_group_id: Set(group.id.0),
                image_id: Set(id.0),
                studio_id: Set(group.studio.0),
                sort_order: Set(order),
                created_at: Set(stored(now)),
            }
        });
        let insert = Entity::insert_many(rows);
        insert.exec_without_returning(tx.writer()?).await.map_err(failed)?;
    }
    if !new.is_empty() {
        touch(tx, group).await?;
    }
    Ok(new.len() as u64)
}

pub(super) async fn remove(tx: &SeaTx, group: &ImageGroup, images: &[ImageId]) -> Result<u64, StoreError> {
    lock(tx, group).await?;
    let mut removed = 0;
    for chunk in images.chunks(CHUNK) {
        let delete = scoped_delete(group).filter(Column::ImageId.is_in(chunk.iter().map(|id| id.0)));
        removed += delete.exec(tx.writer()?).await.map_err(failed)?.rows_affected;
    }
    if removed > 0 {
        touch(tx, group).await?;
    }
    Ok(removed)
}

/// How many pictures one statement takes out: each may have come at another instant, and SQLite takes no condition
/// deeper than 1,000.
const PORTION: usize = 200;

pub(super) async fn remove_of(
    tx: &SeaTx,
    group: &ImageGroup,
    images: &[(ImageId, Timestamp)],
) -> Result<u64, StoreError> {
    if images.is_empty() {
        return Ok(0);
    }
    lock(tx, group).await?;
    let mut removed = 0;
    for chunk in images.chunks(PORTION) {
        let mut together: BTreeMap<Timestamp, Vec<i64>> = BTreeMap::new();
        for (id, at) in chunk {
            together.entry(*at).or_default().push(id.0);
        }
        let mut put = Condition::any();
        for (at, ids) in together {
            let then = Condition::all().add(Column::CreatedAt.eq(stored(at))).add(Column::ImageId.is_in(ids));
            put = put.add(then);
        }
        let delete = scoped_delete(group).filter(put);
        removed += delete.exec(tx.writer()?).await.map_err(failed)?.rows_affected;
    }
    if removed > 0 {
        touch(tx, group).await?;
    }
    Ok(removed)
}

pub(super) async fn reorder(tx: &SeaTx, group: &ImageGroup, images: &[ImageId]) -> Result<(), StoreError> {
    lock(tx, group).await?;
    let present: BTreeSet<ImageId> = image_ids(tx, group.id).await?.into_iter().collect();
    let wanted: BTreeSet<ImageId> = images.iter().copied().collect();
    if present != wanted || wanted.len() != images.len() {
        return Err(StoreError::Conflict { constraint: "images" });
    }
    ORDER.arrange(tx, || scoped_update(group), images).await?;
    touch(tx, group).await
}
