//! Where pictures and groups are used.

use std::collections::{BTreeMap, BTreeSet};

use atelier_application::ports::{ImageUse, StoreError, UsedBy};
use atelier_domain::images::{GroupType, Owner};
use atelier_domain::{ImageGroupId, ImageId};
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, UnionType};

use super::entities::{image_group, image_group_relation};
use super::owners::{OWNERS, OwnerTables, owner};
use crate::error::corrupt;
use crate::galleries::mapping::group_type;
use crate::paging::{CHUNK, rows};
use crate::store::SeaTx;

use image_group_relation::Column as R;

const GROUP_ID: (image_group::Entity, image_group::Column) = (image_group::Entity, image_group::Column::Id);

#[derive(FromQueryResult)]
struct Group {
    group_id: i64,
    group_name: String,
}

/// A picture in a group.
#[derive(FromQueryResult)]
struct Holding {
    image_id: i64,
    group_id: i64,
    group_name: String,
}

#[derive(FromQueryResult)]
struct Row {
    group_id: i64,
    kind: String,
    owners: String,
    owner_id: i64,
    owner_name: String,
}

/// The groups that hold each of these pictures, each with the live owners that show it, or without.
pub(super) async fn of_images(
    tx: &SeaTx,
    images: &[ImageId],
) -> Result<Vec<(ImageId, ImageUse)>, StoreError> {
    let image = (image_group_relation::Entity, R::ImageId);
    let mut uses = Vec::new();
    for chunk in images.chunks(CHUNK) {
        let holding = Query::select()
            .expr_as(Expr::col(image), "image_id")
            .expr_as(Expr::col(GROUP_ID), "group_id")
            .expr_as(Expr::col((image_group::Entity, image_group::Column::Name)), "group_name")
            .from(image_group::Entity)
            .inner_join(
                image_group_relation::Entity,
                Expr::col(GROUP_ID).equals((image_group_relation::Entity, R::ImageGroupId)),
            )
            .and_where(Expr::col(image).is_in(chunk.iter().map(|id| id.0)))
            .order_by(image, Order::Asc)
            .order_by(GROUP_ID, Order::Asc)
            .take();
        let holdings = rows::<Holding>(tx, &holding).await?;
        let groups: BTreeSet<i64> = holdings.iter().map(|holding| holding.group_id).collect();
        let used = live(tx, &groups.into_iter().collect::<Vec<_>>()).await?;
        for Holding { image_id, group_id, group_name } in holdings {
            let (image, group) = (ImageId(image_id), ImageGroupId(group_id));
            match used.get(&group_id) {
                None => uses.push((image, ImageUse { group, group_name, used_by: None })),
                Some(told) => uses.extend(told.iter().cloned().map(|used_by| {
                    (image, ImageUse { group, group_name: group_name.clone(), used_by: Some(used_by) })
                })),
            }
        }
    }
    Ok(uses)
}

/// The live owners that show the group.
pub(super) async fn of_group(tx: &SeaTx, group: ImageGroupId) -> Result<Vec<ImageUse>, StoreError> {
    let select = Query::select()
        .expr_as(Expr::col(GROUP_ID), "group_id")
        .expr_as(Expr::col((image_group::Entity, image_group::Column::Name)), "group_name")
        .from(image_group::Entity)
        .and_where(Expr::col(GROUP_ID).eq(group.0))
        .take();
    let groups = rows::<Group>(tx, &select).await?;
    let mut used = live(tx, &[group.0]).await?;
    let uses = groups.into_iter().flat_map(|Group { group_id, group_name }| {
        let told = used.remove(&group_id).unwrap_or_default();
        let group = ImageGroupId(group_id);
        told.into_iter().map(move |used_by| ImageUse {
            group,
            group_name: group_name.clone(),
            used_by: Some(used_by),
        })
    });
    Ok(uses.collect())
}

/// Who shows these groups, by group; of each, galleries before products, by id.
async fn live(tx: &SeaTx, groups: &[i64]) -> Result<BTreeMap<i64, Vec<UsedBy>>, StoreError> {
    let mut used: BTreeMap<i64, BTreeMap<(Owner, GroupType), UsedBy>> = BTreeMap::new();
    for chunk in groups.chunks(CHUNK) {
        let mut kinds = OWNERS.iter().map(|tables| shown(tables, chunk));
        let Some(first) = kinds.next() else { continue };
        let select = { first }.unions(kinds.map(|kind| (UnionType::All, kind))).take();
        for Row { group_id, kind, owners, owner_id, owner_name: name } in rows(tx, &select).await? {
            let owner = owner(Some(&owners), Some(owner_id))
                .ok_or_else(|| corrupt(format!("{owners} are no owners of groups")))?;
            let group_type = group_type(&kind)?;
            let key = (owner, group_type.clone());
            used.entry(group_id).or_default().insert(key, UsedBy { owner, name, group_type });
        }
    }
    Ok(used.into_iter().map(|(group, uses)| (group, uses.into_values().collect())).collect())
}

fn shown(tables: &OwnerTables, groups: &[i64]) -> SelectStatement {
    tables
        .live()
        .expr_as(Expr::col(tables.relation("image_group_id")), "group_id")
        .expr_as(Expr::col(tables.relation("type")), "kind")
        .expr_as(tables.kind(), "owners")
        .expr_as(Expr::col(tables.own("id")), "owner_id")
        .expr_as(Expr::col(tables.own(tables.name)), "owner_name")
        .and_where(Expr::col(tables.relation("image_group_id")).is_in(groups.iter().copied()))
        .take()
}
