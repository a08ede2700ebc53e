//! Groups of the pool, wherever they hang or not.

use std::collections::HashMap;

use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::{GroupFilter, PoolGroup, StoreError};
use atelier_domain::access::{Reach, Visible};
use atelier_domain::images::{ImageGroup, Owner};
use atelier_domain::{ImageGroupId, StudioId};
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, Order, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DeleteMany, EntityTrait, FromQueryResult, QueryFilter, Select,
};

use super::entities::image_group::{Column, Entity};
use super::entities::{image, image_group_relation};
use super::owners::{OWNERS, owner};
use super::{mapping, placements};
use crate::error::{corrupt, failed};
use crate::paging::{self, CHUNK, rows, unsigned};
use crate::store::SeaTx;

use image_group_relation::Column as R;

fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_delete(group: &ImageGroup) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::StudioId.eq(group.studio.0)).filter(Column::Id.eq(group.id.0))
}

fn filtered(studio: StudioId, filter: &GroupFilter) -> Select<Entity> {
    let select = scoped(studio);
    let Some(used) = filter.used else { return select };
    let mut shown = Condition::any();
    for kind in &OWNERS {
        let live = kind.live().column(kind.relation("image_group_id")).take();
        shown = shown.add(Column::Id.in_subquery(live));
    }
    select.filter(if used { shown } else { shown.not() })
}

pub(super) async fn list(
    tx: &SeaTx,
    visible: &Visible,
    filter: &GroupFilter,
    page: PageRequest,
) -> Result<Page<PoolGroup>, StoreError> {
    if let Reach::Within(_) = visible.reach() {
        // The pool as a whole is for people of the studio; others find its groups where they hang.
        return Ok(Page { items: Vec::new(), total: 0, next: None });
    }
    let select = filtered(visible.studio(), filter);
    let found = paging::list_by_id(tx, select, Column::Id, filter.sort, page, |row| row.id).await?;
    let ids: Vec<i64> = found.items.iter().map(|row| row.id).collect();
    let groups: Vec<ImageGroupId> = ids.iter().copied().map(ImageGroupId).collect();
    let mut placed = placements::of_groups(tx, &ids).await?;
    let counts = image_counts(tx, &groups).await?;
    Ok(found.map(|row| {
        let placements = placed.remove(&row.id).unwrap_or_default();
        let image_count = counts.get(&ImageGroupId(row.id)).copied().unwrap_or_default();
        PoolGroup { group: mapping::group(row, placements), image_count }
    }))
}

#[derive(FromQueryResult)]
struct Count {
    group_id: i64,
    count: i64,
}

pub(super) async fn image_counts(
    tx: &SeaTx,
    groups: &[ImageGroupId],
) -> Result<HashMap<ImageGroupId, u64>, StoreError> {
    let group = (image_group_relation::Entity, R::ImageGroupId);
    let mut counts = HashMap::new();
    for chunk in groups.chunks(CHUNK) {
        let select = Query::select()
            .expr_as(Expr::col(group), "group_id")
            .expr_as(Func::count(Expr::col(Asterisk)), "count")
            .from(image_group_relation::Entity)
            .inner_join(
                image::Entity,
                Expr::col((image::Entity, image::Column::Id))
                    .equals((image_group_relation::Entity, R::ImageId)),
            )
            .and_where(Expr::col(group).is_in(chunk.iter().map(|id| id.0)))
            .and_where(Expr::col((image::Entity, image::Column::DeletedAt)).is_null())
            .group_by_col(group)
            .take();
        let counted = rows::<Count>(tx, &select).await?;
        counts.extend(counted.into_iter().map(|row| (ImageGroupId(row.group_id), unsigned(row.count))));
    }
    Ok(counts)
}

#[derive(FromQueryResult)]
struct OwnerRow {
    id: i64,
}

pub(super) async fn owners_of(tx: &SeaTx, group: ImageGroupId) -> Result<Vec<Owner>, StoreError> {
    let mut owners = Vec::new();
    for kind in &OWNERS {
        let id = kind.relation(kind.owner_id);
        let select = Query::select()
            .distinct()
            .expr_as(Expr::col(id), "id")
            .from(kind.relations)
            .and_where(Expr::col(kind.relation("image_group_id")).eq(group.0))
            .order_by(id, Order::Asc)
            .take();
        for OwnerRow { id } in rows(tx, &select).await? {
            let owner = owner(Some(kind.owners), Some(id));
            owners.push(owner.ok_or_else(|| corrupt("a group hangs under nobody"))?);
        }
    }
    Ok(owners)
}

pub(super) async fn delete(tx: &SeaTx, group: &ImageGroup) -> Result<(), StoreError> {
    let db = tx.writer()?;
    let relations = OWNERS.iter().map(|kind| kind.relations).chain(["image_group_relations"]);
    for relations in relations {
        let detach = Query::delete()
            .from_table(relations)
            .and_where(Expr::col("studio_id").eq(group.studio.0))
            .and_where(Expr::col("image_group_id").eq(group.id.0))
            .take();
        db.execute(&detach).await.map_err(failed)?;
    }
    scoped_delete(group).exec(db).await.map_err(failed)?;
    Ok(())
}
