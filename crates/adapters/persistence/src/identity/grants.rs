//! Permissions granted in one place.

use atelier_application::ports::{NewGrant, StoreError, StoredGrant};
use atelier_domain::access::{Action, Context, Grant};
use atelier_domain::{GrantId, StudioId, Timestamp, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DeleteMany, EntityTrait, QueryFilter, QueryOrder, Select,
};

use super::grant::{ActiveModel, Column, Entity, Model};
use super::{permission, permissions};
use crate::columns::corrupt;
use crate::error::failed;
use crate::store::SeaTx;

/// The studio's grants, each with the name of its permission.
fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0)).order_by_asc(Column::Id)
}

fn scoped_delete(studio: StudioId, id: GrantId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::StudioId.eq(studio.0)).filter(Column::Id.eq(id.0))
}

/// Grants, or renews the grant of the same user, permission and context in one statement, so that two who do it at
/// once do not collide.
pub(super) async fn put(tx: &SeaTx, new: NewGrant) -> Result<StoredGrant, StoreError> {
    tx.touch_access();
    let NewGrant { studio, user, action, context, expires_at, granted_by, now } = new;
    let permission = permissions::number(tx, action).await?;
    let row = ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        user_id: Set(user.0),
        permission_id: Set(permission),
        contextable_type: Set(context.type_name().to_owned()),
        contextable_id: Set(context.raw_id()),
        granted_by_user_id: Set(granted_by.map(|user| user.0)),
        granted_at: Set(now.naive_utc()),
        expires_at: Set(expires_at.map(|at| at.naive_utc())),
        created_at: Set(now.naive_utc()),
        updated_at: Set(now.naive_utc()),
    };
    let renewed = OnConflict::columns([
        Column::UserId,
        Column::PermissionId,
        Column::ContextableType,
        Column::ContextableId,
    ])
    .update_columns([Column::ExpiresAt, Column::GrantedByUserId, Column::UpdatedAt])
    .to_owned();
    let insert = Entity::insert_many([row]).on_conflict(renewed);
    insert.exec_without_returning(tx.writer()?).await.map_err(failed)?;

    let select = scoped(studio)
        .filter(Column::UserId.eq(user.0))
        .filter(Column::PermissionId.eq(permission))
        .filter(Column::ContextableType.eq(context.type_name()))
        .filter(Column::ContextableId.eq(context.raw_id()));
    let row = select.one(&tx.conn()).await.map_err(failed)?;
    // The key leads to a row of another studio only if the user is of that one.
    let row = row.ok_or(StoreError::Conflict { constraint: "user" })?;
    to_grant(row, action)
}

pub(super) async fn find(
    tx: &SeaTx,
    studio: StudioId,
    id: GrantId,
) -> Result<Option<StoredGrant>, StoreError> {
    let select = tx.locked(scoped(studio).filter(Column::Id.eq(id.0)));
    let rows = select.all(&tx.conn()).await.map_err(failed)?;
    Ok(with_actions(tx, rows).await?.pop())
}

pub(super) async fn remove(tx: &SeaTx, studio: StudioId, id: GrantId) -> Result<bool, StoreError> {
    tx.touch_access();
    let outcome = scoped_delete(studio, id).exec(tx.writer()?).await.map_err(failed)?;
    Ok(outcome.rows_affected > 0)
}

pub(super) async fn of_user(
    tx: &SeaTx,
    studio: StudioId,
    user: UserId,
) -> Result<Vec<StoredGrant>, StoreError> {
    let select = scoped(studio).filter(Column::UserId.eq(user.0));
    let rows = select.all(&tx.conn()).await.map_err(failed)?;
    with_actions(tx, rows).await
}

/// The user's grants that count at `now`, in the form in which decisions are made.
pub(super) async fn counting(tx: &SeaTx, user: UserId, now: Timestamp) -> Result<Vec<Grant>, StoreError> {
    use sea_orm::sea_query::{Expr, ExprTrait};
    let unexpired =
        Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(now.naive_utc()));
    let of_grant =
        Expr::col((permission::Entity, permission::Column::Id)).eq(Expr::col((Entity, Column::PermissionId)));
    let select = Query::select()
        .column((Entity, Column::Id))
        .column((permission::Entity, permission::Column::Name))
        .columns([
            (Entity, Column::ContextableType),
            (Entity, Column::ContextableId),
            (Entity, Column::ExpiresAt),
        ])
        .from(Entity)
        .inner_join(permission::Entity, of_grant)
        .and_where(Column::UserId.eq(user.0))
        .cond_where(unexpired)
        .order_by((Entity, Column::Id), sea_orm::Order::Asc)
        .take();
    let mut grants = Vec::new();
    for row in tx.conn().query_all(&select).await.map_err(failed)? {
        let name: String = row.try_get("", "name").map_err(failed)?;
        let place: String = row.try_get("", "contextable_type").map_err(failed)?;
        let place_id: i64 = row.try_get("", "contextable_id").map_err(failed)?;
        let expires_at: Option<chrono::NaiveDateTime> = row.try_get("", "expires_at").map_err(failed)?;
        // What a newer version wrote and this one does not know gives nothing.
        let (Some(action), Some(context)) = (Action::parse(&name), Context::parse(&place, place_id)) else {
            continue;
        };
        grants.push(Grant {
            id: GrantId(row.try_get("", "id").map_err(failed)?),
            action,
            context,
            expires_at: expires_at.map(|at| at.and_utc()),
        });
    }
    Ok(grants)
}

async fn with_actions(tx: &SeaTx, rows: Vec<Model>) -> Result<Vec<StoredGrant>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = permissions::numbers(tx).await?;
    rows.into_iter()
        .filter_map(|row| {
            let action = numbers.iter().find(|&(_, &number)| number == row.permission_id)?.0;
            Some(to_grant(row, *action))
        })
        .collect()
}

fn to_grant(row: Model, action: Action) -> Result<StoredGrant, StoreError> {
    let Model {
        id,
        studio_id,
        user_id,
        permission_id: _,
        contextable_type,
        contextable_id,
        granted_by_user_id,
        granted_at,
        expires_at,
        created_at: _,
        updated_at: _,
    } = row;
    let context = Context::parse(&contextable_type, contextable_id)
        .ok_or_else(|| corrupt("permission_contexts.contextable_type", &contextable_type))?;
    Ok(StoredGrant {
        id: GrantId(id),
        studio: StudioId(studio_id),
        user: UserId(user_id),
        action,
        context,
        granted_at: granted_at.and_utc(),
        expires_at: expires_at.map(|at| at.and_utc()),
        granted_by: granted_by_user_id.map(UserId),
    })
}
