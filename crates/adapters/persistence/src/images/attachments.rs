//! Which groups hang under an owner, and how.

use atelier_application::ports::{GroupAttachment, StoreError};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{GroupOwner, GroupType, Owner};
use atelier_domain::{ImageGroupId, Timestamp};
use sea_orm::sea_query::{
    Asterisk, CaseStatement, Condition, DeleteStatement, Expr, ExprTrait, Func, Order, Query,
    SelectStatement, UpdateStatement,
};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::entities::{image, image_group, image_group_relation};
use super::owners::tables;
use crate::columns::stored;
use crate::error::failed;
use crate::galleries::{self, mapping};
use crate::paging::{rows, unsigned};
use crate::products;
use crate::store::SeaTx;

/// The attachment of this group with this type, or all of the owner's.
fn scoped_to(owner: &dyn GroupOwner, one: Option<(ImageGroupId, &GroupType)>) -> Condition {
    let (tables, id) = tables(owner.owner());
    let all = Condition::all()
        .add(Expr::col("studio_id").eq(owner.studio().0))
        .add(Expr::col(tables.owner_id).eq(id));
    match one {
        Some((group, group_type)) => all.add(named(group, group_type)),
        None => all,
    }
}

fn named(group: ImageGroupId, group_type: &GroupType) -> Condition {
    Condition::all()
        .add(Expr::col("image_group_id").eq(group.0))
        .add(Expr::col("type").eq(group_type.as_str()))
}

fn update(owner: &dyn GroupOwner) -> UpdateStatement {
    Query::update().table(tables(owner.owner()).0.relations).take()
}

fn delete(owner: &dyn GroupOwner) -> DeleteStatement {
    Query::delete().from_table(tables(owner.owner()).0.relations).take()
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
fn live_images(group: (&'static str, &'static str)) -> SelectStatement {
    use image_group_relation::Column as R;
    Query::select()
        .expr(Func::count(Expr::col(Asterisk)))
        .from(image_group_relation::Entity)
        .inner_join(
            image::Entity,
            Expr::col((image::Entity, image::Column::Id)).equals((image_group_relation::Entity, R::ImageId)),
        )
        .and_where(Expr::col((image_group_relation::Entity, R::ImageGroupId)).equals(group))
        .and_where(Expr::col((image::Entity, image::Column::DeletedAt)).is_null())
        .take()
}

pub(super) async fn list(tx: &SeaTx, owner: Owner) -> Result<Vec<GroupAttachment>, StoreError> {
    let (tables, id) = tables(owner);
    let group = tables.relation("image_group_id");
    let select = Query::select()
        .expr_as(Expr::col(group), "group_id")
        .expr_as(Expr::col((image_group::Entity, image_group::Column::Name)), "name")
        .expr_as(Expr::col((image_group::Entity, image_group::Column::Description)), "description")
        .expr_as(Expr::col(tables.relation("type")), "kind")
        .expr_as(Expr::col(tables.relation("sort_order")), "sort_order")
        .expr_as(Expr::col(tables.relation("visibility")), "visibility")
        .expr_as(Expr::SubQuery(None, Box::new(live_images(group).into())), "image_count")
        .from(tables.relations)
        .inner_join(
            image_group::Entity,
            Expr::col((image_group::Entity, image_group::Column::Id)).equals(group),
        )
        .and_where(Expr::col(tables.relation(tables.owner_id)).eq(id))
        .order_by(tables.relation("sort_order"), Order::Asc)
        .order_by(group, Order::Asc)
        .order_by(tables.relation("type"), Order::Asc)
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

pub(super) async fn attach(
    tx: &SeaTx,
    owner: &dyn GroupOwner,
    group: ImageGroupId,
    group_type: &GroupType,
    visibility: Visibility,
    now: Timestamp,
) -> Result<(), StoreError> {
    // The owner's lock keeps two groups from becoming the last at once, and one from hanging there twice.
    match owner.owner() {
        Owner::Gallery(id) => drop(galleries::load(tx, owner.studio(), id).await?),
        Owner::Product(id) => drop(products::load(tx, owner.studio(), id).await?),
    }
    let present = list(tx, owner.owner()).await?;
    if present.iter().any(|known| known.group == group && known.group_type == *group_type) {
        return Err(StoreError::Conflict { constraint: "attachment" });
    }
    let last = present.iter().map(|known| known.sort_order).max().unwrap_or(0);
    let (tables, id) = tables(owner.owner());
    let insert = Query::insert()
        .into_table(tables.relations)
        .columns([
            tables.owner_id,
            "image_group_id",
            "type",
            "studio_id",
            "sort_order",
            "visibility",
            "created_at",
        ])
        .values_panic([
            id.into(),
            group.0.into(),
            group_type.as_str().into(),
            owner.studio().0.into(),
            last.saturating_add(1).into(),
            visibility.as_str().into(),
            stored(now).into(),
        ])
        .take();
    tx.writer()?.execute(&insert).await.map_err(failed)?;
    Ok(())
}

pub(super) async fn set(
    tx: &SeaTx,
    owner: &dyn GroupOwner,
    group: ImageGroupId,
    group_type: &GroupType,
    visibility: Visibility,
    sort_order: i32,
) -> Result<bool, StoreError> {
    let update = update(owner)
        .value("visibility", visibility.as_str())
        .value("sort_order", sort_order)
        .cond_where(scoped_to(owner, Some((group, group_type))))
        .take();
    let done = tx.writer()?.execute(&update).await.map_err(failed)?;
    Ok(done.rows_affected() > 0)
}

pub(super) async fn detach(
    tx: &SeaTx,
    owner: &dyn GroupOwner,
    group: ImageGroupId,
    group_type: &GroupType,
) -> Result<bool, StoreError> {
    let delete = delete(owner).cond_where(scoped_to(owner, Some((group, group_type)))).take();
    let done = tx.writer()?.execute(&delete).await.map_err(failed)?;
    Ok(done.rows_affected() > 0)
}

pub(super) async fn reorder(
    tx: &SeaTx,
    owner: &dyn GroupOwner,
    order: &[(ImageGroupId, GroupType)],
) -> Result<(), StoreError> {
    let present = list(tx, owner.owner()).await?;
    let all_named = order.len() == present.len()
        && present.iter().all(|known| order.contains(&(known.group, known.group_type.clone())));
    if !all_named {
        return Err(StoreError::Conflict { constraint: "groups" });
    }
    if order.is_empty() {
        return Ok(());
    }
    let mut orders = CaseStatement::new();
    for (place, (group, group_type)) in (1_i32..).zip(order) {
        orders = orders.case(named(*group, group_type), place);
    }
    let update = update(owner).value("sort_order", orders).cond_where(scoped_to(owner, None)).take();
    tx.writer()?.execute(&update).await.map_err(failed)?;
    Ok(())
}
