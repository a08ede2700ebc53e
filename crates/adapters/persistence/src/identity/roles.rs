//! Roles, who holds them, and what users carry beside them.

use async_trait::async_trait;
use atelier_application::ports::repositories::RoleRepository;
use atelier_application::ports::{ActionSet, StoreError};
use atelier_domain::access::{Action, Writable};
use atelier_domain::identity::{Role, User, UserKind};
use atelier_domain::{RoleId, StudioId, Timestamp, UserId};
use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use sea_orm::sea_query::{OnConflict, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DeleteMany, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use super::built_in::{self, unscoped_built_in};
use super::invitations::is_open;
use super::role::{Column, Entity, Model};
use super::{
    GUARD, USER_MODEL, invitation, permissions, role, role_permission, user, user_permission, user_role,
    users,
};
use crate::columns::{corrupt, stored};
use crate::error::failed;
use crate::paging;
use crate::store::SeaTx;

/// The studio's own roles and the built-in ones, which every studio has.
fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Condition::any().add(Column::StudioId.eq(studio.0)).add(Column::StudioKey.eq(0)))
}

/// The roles that a user holds, who belongs to one studio.
fn unscoped_held(user: UserId) -> Select<Entity> {
    let held = Query::select()
        .column(user_role::Column::RoleId)
        .from(user_role::Entity)
        .and_where(user_role::Column::ModelId.eq(user.0))
        .and_where(user_role::Column::ModelType.eq(USER_MODEL))
        .take();
    Entity::find().filter(Column::Id.in_subquery(held)).order_by_asc(Column::Id)
}

/// The holding itself; the user has been found in its studio.
fn unscoped_holding(user: &User, role: RoleId) -> DeleteMany<user_role::Entity> {
    user_role::Entity::delete_many()
        .filter(user_role::Column::RoleId.eq(role.0))
        .filter(user_role::Column::ModelId.eq(user.id.0))
        .filter(user_role::Column::ModelType.eq(USER_MODEL))
}

/// What a role carries, which has been found in its studio.
fn unscoped_carried(role: RoleId) -> DeleteMany<role_permission::Entity> {
    role_permission::Entity::delete_many().filter(role_permission::Column::RoleId.eq(role.0))
}

/// Who holds a role, which has been found in its studio.
fn unscoped_holdings(role: RoleId) -> Select<user_role::Entity> {
    user_role::Entity::find().filter(user_role::Column::RoleId.eq(role.0))
}

/// The open invitations into a role, which has been found in its studio.
fn unscoped_offers(role: RoleId, now: Timestamp) -> Select<invitation::Entity> {
    invitation::Entity::find().filter(invitation::Column::RoleId.eq(role.0)).filter(is_open(now))
}

fn scoped_delete(studio: StudioId, role: RoleId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::StudioId.eq(studio.0)).filter(Column::Id.eq(role.0))
}

/// What was given to the user directly; the user has been found in its studio.
fn unscoped_direct(user: &User) -> DeleteMany<user_permission::Entity> {
    user_permission::Entity::delete_many()
        .filter(user_permission::Column::ModelId.eq(user.id.0))
        .filter(user_permission::Column::ModelType.eq(USER_MODEL))
}

fn scoped_holders(studio: StudioId) -> Select<user::Entity> {
    user::Entity::find()
        .filter(user::Column::StudioId.eq(studio.0))
        .filter(user::Column::IsActive.eq(true))
        .filter(user::Column::DeletedAt.is_null())
}

#[async_trait]
impl RoleRepository for SeaTx {
    async fn ensure_built_in(&self, now: Timestamp) -> Result<(), StoreError> {
        built_in::ensure(self, now).await
    }

    async fn list(&self, studio: StudioId) -> Result<Vec<Role>, StoreError> {
        let rows = scoped(studio).order_by_asc(Column::Id).all(&self.conn()).await.map_err(failed)?;
        complete(self, rows).await
    }

    async fn find(&self, studio: StudioId, id: RoleId) -> Result<Option<Role>, StoreError> {
        let select = self.locked(scoped(studio).filter(Column::Id.eq(id.0)));
        let row = select.one(&self.conn()).await.map_err(failed)?;
        Ok(complete(self, row.into_iter().collect()).await?.pop())
    }

    async fn built_in(&self, kind: UserKind) -> Result<Role, StoreError> {
        let select = unscoped_built_in().filter(Column::Name.eq(kind.role_name()));
        let row = select.one(&self.conn()).await.map_err(failed)?;
        let role = complete(self, row.into_iter().collect()).await?.pop();
        role.ok_or_else(|| StoreError::Corrupt(format!("the built-in role {} is missing", kind.role_name())))
    }

    async fn insert(
        &self,
        studio: StudioId,
        name: &str,
        kind: UserKind,
        actions: &ActionSet,
        now: Timestamp,
    ) -> Result<Role, StoreError> {
        self.touch_access();
        let permissions = permissions::numbers_of(self, actions).await?;
        let row = role::ActiveModel {
            id: NotSet,
            studio_id: Set(Some(studio.0)),
            studio_key: Set(studio.0),
            name: Set(name.to_owned()),
            guard_name: Set(GUARD.to_owned()),
            kind: Set(kind.role_name().to_owned()),
            created_at: Set(now.naive_utc()),
            updated_at: Set(now.naive_utc()),
        };
        let stored = row.insert(self.writer()?).await.map_err(failed)?;
        built_in::carry(self, stored.id, &permissions).await?;
        to_domain(stored, actions.clone())
    }

    async fn update(
        &self,
        role: &Role,
        actions: Option<&ActionSet>,
        now: Timestamp,
    ) -> Result<Role, StoreError> {
        self.touch_access();
        if let Some(actions) = actions {
            let permissions = permissions::numbers_of(self, actions).await?;
            unscoped_carried(role.id).exec(self.writer()?).await.map_err(failed)?;
            built_in::carry(self, role.id.0, &permissions).await?;
        }
        let row = role::ActiveModel {
            id: Unchanged(role.id.0),
            name: Set(role.name.clone()),
            updated_at: Set(stored(now)),
            ..Default::default()
        };
        let stored = row.update(self.writer()?).await.map_err(failed)?;
        to_domain(stored, actions.unwrap_or(&role.actions).clone())
    }

    async fn is_used(&self, role: RoleId, now: Timestamp) -> Result<bool, StoreError> {
        let held = paging::count(self, unscoped_holdings(role)).await?;
        Ok(held > 0 || paging::count(self, unscoped_offers(role, now)).await? > 0)
    }

    async fn remove(&self, role: &Role) -> Result<(), StoreError> {
        self.touch_access();
        let Some(studio) = role.studio else {
            return Err(StoreError::Conflict { constraint: "built_in_role" });
        };
        scoped_delete(studio, role.id).exec(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn of_user(&self, user: UserId) -> Result<Vec<Role>, StoreError> {
        let rows = unscoped_held(user).all(&self.conn()).await.map_err(failed)?;
        complete(self, rows).await
    }

    async fn assign(&self, user: &Writable<User>, role: &Role) -> Result<(), StoreError> {
        use user_role::Column;
        let user = user.get();
        if role.studio.is_some_and(|studio| studio != user.studio) {
            return Err(StoreError::Conflict { constraint: "role" });
        }
        self.touch_access();
        let row = user_role::ActiveModel {
            role_id: Set(role.id.0),
            model_id: Set(user.id.0),
            model_type: Set(USER_MODEL.to_owned()),
        };
        let unless_there = OnConflict::columns([Column::RoleId, Column::ModelId, Column::ModelType])
            .do_nothing_on([Column::RoleId])
            .to_owned();
        let insert = user_role::Entity::insert_many([row]).on_conflict(unless_there);
        insert.exec_without_returning(self.writer()?).await.map_err(failed)?;
        users::cache_kind(self, user, role.kind).await
    }

    async fn withdraw(&self, user: &Writable<User>, role: RoleId) -> Result<bool, StoreError> {
        self.touch_access();
        let user = user.get();
        let gone = unscoped_holding(user, role).exec(self.writer()?).await.map_err(failed)?.rows_affected > 0;
        if gone {
            // The cached kind has to be one that the user still has.
            let left = unscoped_held(user.id).all(&self.conn()).await.map_err(failed)?;
            let kinds: Vec<UserKind> = left.iter().map(|row| kind_of(&row.kind)).collect::<Result<_, _>>()?;
            if let Some(&kind) = kinds.first()
                && !kinds.contains(&user.kind)
            {
                users::cache_kind(self, user, kind).await?;
            }
        }
        Ok(gone)
    }

    async fn holders(&self, studio: StudioId, kind: UserKind) -> Result<u64, StoreError> {
        let count: Option<i64> = scoped_holders(studio)
            .filter(user::Column::Id.in_subquery(holders_of(kind)))
            .select_only()
            .column_as(user::Column::Id.count(), "holders")
            .into_tuple()
            .one(&self.conn())
            .await
            .map_err(failed)?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    async fn direct_permissions(&self, user: UserId) -> Result<ActionSet, StoreError> {
        direct_permissions(self, user).await
    }

    async fn set_direct_permissions(
        &self,
        user: &Writable<User>,
        actions: &ActionSet,
    ) -> Result<(), StoreError> {
        self.touch_access();
        let user = user.get();
        let permissions = permissions::numbers_of(self, actions).await?;
        unscoped_direct(user).exec(self.writer()?).await.map_err(failed)?;
        if permissions.is_empty() {
            return Ok(());
        }
        let rows = permissions.into_iter().map(|permission| user_permission::ActiveModel {
            permission_id: Set(permission),
            model_id: Set(user.id.0),
            model_type: Set(USER_MODEL.to_owned()),
        });
        let insert = user_permission::Entity::insert_many(rows);
        insert.exec_without_returning(self.writer()?).await.map_err(failed)?;
        Ok(())
    }
}

/// What was given to the user directly.
pub(super) async fn direct_permissions(tx: &SeaTx, user: UserId) -> Result<ActionSet, StoreError> {
    use user_permission::{Column, Entity};
    let select = permissions::names(Entity, (Entity, Column::PermissionId))
        .and_where(Column::ModelId.eq(user.0))
        .and_where(Column::ModelType.eq(USER_MODEL))
        .take();
    let mut actions = ActionSet::new();
    for row in tx.conn().query_all(&select).await.map_err(failed)? {
        let name: String = row.try_get("", "name").map_err(failed)?;
        actions.extend(Action::parse(&name));
    }
    Ok(actions)
}

fn holders_of(kind: UserKind) -> SelectStatement {
    let role = Query::select()
        .column(Column::Id)
        .from(Entity)
        .and_where(Column::StudioKey.eq(0))
        .and_where(Column::Name.eq(kind.role_name()))
        .take();
    Query::select()
        .column(user_role::Column::ModelId)
        .from(user_role::Entity)
        .and_where(user_role::Column::ModelType.eq(USER_MODEL))
        .and_where(user_role::Column::RoleId.in_subquery(role))
        .take()
}

/// Completes rows with what each role carries, in their order.
async fn complete(tx: &SeaTx, rows: Vec<Model>) -> Result<Vec<Role>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut carried = permissions::of_roles(tx, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let actions = carried.remove(&row.id).unwrap_or_default();
            to_domain(row, actions)
        })
        .collect()
}

fn to_domain(row: Model, actions: ActionSet) -> Result<Role, StoreError> {
    let Model { id, studio_id, studio_key: _, name, guard_name: _, kind, created_at: _, updated_at: _ } = row;
    Ok(Role { id: RoleId(id), studio: studio_id.map(StudioId), name, kind: kind_of(&kind)?, actions })
}

pub(super) fn kind_of(stored: &str) -> Result<UserKind, StoreError> {
    UserKind::from_role_name(stored).ok_or_else(|| corrupt("roles.kind", stored))
}
