//! Permissions by name and by number.

use std::collections::{BTreeSet, HashMap};

use atelier_application::ports::StoreError;
use atelier_domain::access::Action;
use sea_orm::sea_query::{ExprTrait, IntoColumnRef, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Select};

use super::{GUARD, permission, role_permission};
use crate::error::failed;
use crate::store::SeaTx;

/// Permissions are the installation's, not a studio's.
fn unscoped_permissions() -> Select<permission::Entity> {
    permission::Entity::find().filter(permission::Column::GuardName.eq(GUARD))
}

/// The numbers of all permissions that this version of the program knows.
pub(super) async fn numbers(tx: &SeaTx) -> Result<HashMap<Action, i64>, StoreError> {
    let rows = unscoped_permissions().all(&tx.conn()).await.map_err(failed)?;
    Ok(rows.into_iter().filter_map(|row| Some((Action::parse(&row.name)?, row.id))).collect())
}

/// The number of one permission.
pub(super) async fn number(tx: &SeaTx, action: Action) -> Result<i64, StoreError> {
    let select = unscoped_permissions().filter(permission::Column::Name.eq(action.as_str()));
    let row = select.one(&tx.conn()).await.map_err(failed)?;
    row.map(|row| row.id).ok_or_else(|| missing(action))
}

/// The numbers of `actions`, in their order.
pub(super) async fn numbers_of(tx: &SeaTx, actions: &BTreeSet<Action>) -> Result<Vec<i64>, StoreError> {
    let known = numbers(tx).await?;
    actions.iter().map(|action| known.get(action).copied().ok_or_else(|| missing(*action))).collect()
}

/// What each of these roles carries. Names that this version does not know are left out: a newer one wrote them.
pub(super) async fn of_roles(
    tx: &SeaTx,
    roles: &[i64],
) -> Result<HashMap<i64, BTreeSet<Action>>, StoreError> {
    let mut actions: HashMap<i64, BTreeSet<Action>> = HashMap::new();
    if roles.is_empty() {
        return Ok(actions);
    }
    let select =
        names(role_permission::Entity, (role_permission::Entity, role_permission::Column::PermissionId))
            .column((role_permission::Entity, role_permission::Column::RoleId))
            .and_where(role_permission::Column::RoleId.is_in(roles.iter().copied()))
            .take();
    for row in tx.conn().query_all(&select).await.map_err(failed)? {
        let role: i64 = row.try_get("", "role_id").map_err(failed)?;
        let name: String = row.try_get("", "name").map_err(failed)?;
        if let Some(action) = Action::parse(&name) {
            actions.entry(role).or_default().insert(action);
        }
    }
    Ok(actions)
}

/// The names of the permissions that `column` of `table` points to.
pub(super) fn names(table: impl EntityTrait, column: impl IntoColumnRef) -> SelectStatement {
    let id = (permission::Entity, permission::Column::Id);
    Query::select()
        .column((permission::Entity, permission::Column::Name))
        .from(table)
        .inner_join(
            permission::Entity,
            sea_orm::sea_query::Expr::col(id).eq(sea_orm::sea_query::Expr::col(column)),
        )
        .take()
}

fn missing(action: Action) -> StoreError {
    StoreError::Corrupt(format!(
        "the permission {action} is missing; the built-in roles have not been written"
    ))
}
