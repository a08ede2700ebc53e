//! Where pictures and groups are used.

use std::collections::BTreeMap;

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

#[derive(FromQueryResult)]
struct Holder {
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

/// The groups that hold the picture, each with the live owners that show it, or without.
pub(super) async fn of_image(tx: &SeaTx, image: ImageId) -> Result<Vec<ImageUse>, StoreError> {
    let holding = groups()
        .inner_join(
            image_group_relation::Entity,
            Expr::col((image_group::Entity, image_group::Column::Id))
                .equals((image_group_relation::Entity, R::ImageGroupId)),
        )
        .and_where(Expr::col((image_group_relation::Entity, R::ImageId)).eq(image.0))
        .take();
    let holders = rows::<Holder>(tx, &holding).await?;
    let mut used = live(tx, &holders).await?;
    let mut uses = Vec::new();
    for Holder { group_id, group_name } in holders {
        let group = ImageGroupId(group_id);
        let told = used.remove(&group_id).unwrap_or_default();
        if told.is_empty() {
            uses.push(ImageUse { group, group_name, used_by: None });
            continue;
        }
        let of = |used_by| ImageUse { group, group_name: group_name.clone(), used_by: Some(used_by) };
        uses.extend(told.into_iter().map(of));
    }
    Ok(uses)
}

/// The live owners that show the group.
pub(super) async fn of_group(tx: &SeaTx, group: ImageGroupId) -> Result<Vec<ImageUse>, StoreError> {
    let select =
        groups().and_where(Expr::col((image_group::Entity, image_group::Column::Id)).eq(group.0)).take();
    let holders = rows::<Holder>(tx, &select).await?;
    let mut used = live(tx, &holders).await?;
    let uses = holders.into_iter().flat_map(|Holder { group_id, group_name }| {
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

fn groups() -> SelectStatement {
    let id = (image_group::Entity, image_group::Column::Id);
    Query::select()
        .expr_as(Expr::col(id), "group_id")
        .expr_as(Expr::col((image_group::Entity, image_group::Column::Name)), "group_name")
        .from(image_group::Entity)
        .order_by(id, Order::Asc)
        .take()
}

/// Who shows these groups, by group; of each, galleries before products, by id.
async fn live(tx: &SeaTx, groups: &[Holder]) -> Result<BTreeMap<i64, Vec<UsedBy>>, StoreError> {
    let mut used: BTreeMap<i64, BTreeMap<(Owner, GroupType), UsedBy>> = BTreeMap::new();
    for chunk in groups.chunks(CHUNK) {
        let ids: Vec<i64> = chunk.iter().map(|group| group.group_id).collect();
        let mut kinds = OWNERS.iter().map(|tables| shown(tables, &ids));
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
