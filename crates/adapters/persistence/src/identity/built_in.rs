//! Writes the permissions and the built-in roles of this version of the program.

use std::collections::{BTreeSet, HashMap};

use atelier_application::ports::StoreError;
use atelier_domain::Timestamp;
use atelier_domain::access::Action;
use atelier_domain::identity::UserKind;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, QueryOrder, Select};

use super::{GUARD, permission, permissions, role, role_permission};
use crate::error::failed;
use crate::store::SeaTx;

/// The built-in roles belong to the installation; `studio_key` is 0 for them alone.
pub(super) fn unscoped_built_in() -> Select<role::Entity> {
    role::Entity::find().filter(role::Column::StudioKey.eq(0)).order_by_asc(role::Column::Id)
}

/// What a built-in role carries too much, after the matrix took it away.
fn unscoped_surplus(role: i64, permissions: &[i64]) -> DeleteMany<role_permission::Entity> {
    role_permission::Entity::delete_many()
        .filter(role_permission::Column::RoleId.eq(role))
        .filter(role_permission::Column::PermissionId.is_in(permissions.iter().copied()))
}

/// Brings permissions and built-in roles up to date. Nodes that start together do it at once, so everything that is
/// there already is left alone.
pub(super) async fn ensure(tx: &SeaTx, now: Timestamp) -> Result<(), StoreError> {
    add_permissions(tx, now).await?;
    add_roles(tx, now).await?;

    let numbers = permissions::numbers(tx).await?;
    let roles = unscoped_built_in().all(&tx.conn()).await.map_err(failed)?;
    let ids: Vec<i64> = roles.iter().map(|role| role.id).collect();
    let carried = permissions::of_roles(tx, &ids).await?;
    let nothing = BTreeSet::new();
    for role in roles {
        let Some(kind) = UserKind::from_role_name(&role.name) else { continue };
        let carried = carried.get(&role.id).unwrap_or(&nothing);
        align(tx, role.id, carried, &kind.actions(), &numbers).await?;
    }
    Ok(())
}

async fn add_permissions(tx: &SeaTx, now: Timestamp) -> Result<(), StoreError> {
    let present = permissions::numbers(tx).await?;
    let missing: Vec<permission::ActiveModel> = Action::ALL
        .iter()
        .filter(|action| !present.contains_key(action))
        .map(|action| permission::ActiveModel {
            id: NotSet,
            name: Set(action.as_str().to_owned()),
            guard_name: Set(GUARD.to_owned()),
            created_at: Set(now.naive_utc()),
            updated_at: Set(now.naive_utc()),
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    tx.touch_access();
    let unless_there = OnConflict::columns([permission::Column::Name, permission::Column::GuardName])
        .do_nothing_on([permission::Column::Id])
        .to_owned();
    let insert = permission::Entity::insert_many(missing).on_conflict(unless_there);
    insert.exec_without_returning(tx.writer()?).await.map_err(failed)?;
    Ok(())
}

async fn add_roles(tx: &SeaTx, now: Timestamp) -> Result<(), StoreError> {
    let present = unscoped_built_in().all(&tx.conn()).await.map_err(failed)?;
    let missing: Vec<role::ActiveModel> = UserKind::ALL
        .into_iter()
        .filter(|kind| present.iter().all(|role| role.name != kind.role_name()))
        .map(|kind| role::ActiveModel {
            id: NotSet,
            studio_id: Set(None),
            studio_key: Set(0),
            name: Set(kind.role_name().to_owned()),
            guard_name: Set(GUARD.to_owned()),
            kind: Set(kind.role_name().to_owned()),
            created_at: Set(now.naive_utc()),
            updated_at: Set(now.naive_utc()),
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    tx.touch_access();
    let unless_there =
        OnConflict::columns([role::Column::StudioKey, role::Column::Name, role::Column::GuardName])
            .do_nothing_on([role::Column::Id])
            .to_owned();
    let insert = role::Entity::insert_many(missing).on_conflict(unless_there);
    insert.exec_without_returning(tx.writer()?).await.map_err(failed)?;
    Ok(())
}

/// Gives the role what it lacks of `wanted` and takes away what is not in it.
async fn align(
    tx: &SeaTx,
    role: i64,
    carried: &BTreeSet<Action>,
    wanted: &BTreeSet<Action>,
    numbers: &HashMap<Action, i64>,
) -> Result<(), StoreError> {
    let of = |actions: &mut dyn Iterator<Item = &Action>| -> Vec<i64> {
        actions.filter_map(|action| numbers.get(action).copied()).collect()
    };
    let lacking = of(&mut wanted.difference(carried));
    let surplus = of(&mut carried.difference(wanted));
    if !lacking.is_empty() {
        carry(tx, role, &lacking).await?;
    }
    if !surplus.is_empty() {
        tx.touch_access();
        unscoped_surplus(role, &surplus).exec(tx.writer()?).await.map_err(failed)?;
    }
    Ok(())
}

/// Gives the role these permissions; those that it has already stay.
pub(super) async fn carry(tx: &SeaTx, role: i64, permissions: &[i64]) -> Result<(), StoreError> {
    use role_permission::Column;
    if permissions.is_empty() {
        return Ok(());
    }
    tx.touch_access();
    let rows = permissions.iter().map(|&permission| role_permission::ActiveModel {
        role_id: Set(role),
        permission_id: Set(permission),
    });
    let unless_there = OnConflict::columns([Column::RoleId, Column::PermissionId])
        .do_nothing_on([Column::RoleId])
        .to_owned();
    let insert = role_permission::Entity::insert_many(rows).on_conflict(unless_there);
    insert.exec_without_returning(tx.writer()?).await.map_err(failed)?;
    Ok(())
}
