//! Who belongs to an organization.

use atelier_application::ports::{NewMember, StoreError};
use atelier_domain::organizations::{Member, Organization};
use atelier_domain::{OrganizationId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, FromQueryResult, QueryFilter, Select, UpdateMany};

use super::entities::organization_user::{ActiveModel, Column, Entity};
use super::mapping;
use crate::columns::{instant, stored};
use crate::error::failed;
use crate::paging::rows;
use crate::store::SeaTx;

/// How many members are listed.
const LIST_MAX: u64 = 1_000;

/// The memberships of one organization, which belongs to one studio.
fn scoped(organization: &Organization) -> Select<Entity> {
    Entity::find()
        .filter(Column::StudioId.eq(organization.studio.0))
        .filter(Column::OrganizationId.eq(organization.id.0))
}

fn scoped_update(organization: &Organization) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::StudioId.eq(organization.studio.0))
        .filter(Column::OrganizationId.eq(organization.id.0))
}

fn scoped_delete(organization: &Organization) -> DeleteMany<Entity> {
    Entity::delete_many()
        .filter(Column::StudioId.eq(organization.studio.0))
        .filter(Column::OrganizationId.eq(organization.id.0))
}

#[derive(FromQueryResult)]
struct MemberRow {
    organization_id: i64,
    user_id: i64,
    name: String,
    email: Option<String>,
    role: String,
    is_primary: bool,
    created_at: sea_orm::prelude::DateTime,
}

pub(super) async fn list(tx: &SeaTx, organization: OrganizationId) -> Result<Vec<Member>, StoreError> {
    let select = Query::select()
        .columns(
            [Column::OrganizationId, Column::UserId, Column::Role, Column::IsPrimary, Column::CreatedAt]
                .map(|column| (Entity, column)),
        )
        .columns([("users", "name"), ("users", "email")])
        .from(Entity)
        .inner_join("users", Expr::col(("users", "id")).equals((Entity, Column::UserId)))
        .and_where(Expr::col((Entity, Column::OrganizationId)).eq(organization.0))
        .and_where(Expr::col(("users", "deleted_at")).is_null())
        .order_by((Entity, Column::IsPrimary), Order::Desc)
        .order_by((Entity, Column::Id), Order::Asc)
        .limit(LIST_MAX)
        .take();
    rows::<MemberRow>(tx, &select).await?.into_iter().map(member).collect()
}

fn member(row: MemberRow) -> Result<Member, StoreError> {
    let MemberRow { organization_id, user_id, name, email, role, is_primary, created_at } = row;
    Ok(Member {
        organization: OrganizationId(organization_id),
        user: UserId(user_id),
        name,
        email,
        role: mapping::member_role(&role)?,
        is_primary,
        created_at: instant(created_at),
    })
}

pub(super) async fn put(
    tx: &SeaTx,
    organization: &Organization,
    member: NewMember,
) -> Result<(), StoreError> {
    let NewMember { user, role, is_primary, now } = member;
    // The organization's lock lets the members of one organization be changed by one transaction at a time.
    super::load(tx, organization.studio, organization.id).await?;
    if !is_of_studio(tx, organization, user).await? {
        return Err(StoreError::Conflict { constraint: "user" });
    }
    if is_primary {
        scoped_update(organization)
            .col_expr(Column::IsPrimary, Expr::value(false))
            .filter(Column::UserId.ne(user.0))
            .exec(tx.writer()?)
            .await
            .map_err(failed)?;
    }
    let present =
        scoped(organization).filter(Column::UserId.eq(user.0)).one(&tx.conn()).await.map_err(failed)?;
    if present.is_some() {
        scoped_update(organization)
            .col_expr(Column::Role, Expr::value(role.as_str()))
            .col_expr(Column::IsPrimary, Expr::value(is_primary))
            .filter(Column::UserId.eq(user.0))
            .exec(tx.writer()?)
            .await
            .map_err(failed)?;
    } else {
        let row = ActiveModel {
            id: NotSet,
            studio_id: Set(organization.studio.0),
            organization_id: Set(organization.id.0),
            user_id: Set(user.0),
            role: Set(role.as_str().to_owned()),
            is_primary: Set(is_primary),
            created_at: Set(stored(now)),
        };
        Entity::insert(row).exec(tx.writer()?).await.map_err(failed)?;
    }
    tx.touch_access();
    Ok(())
}

#[derive(FromQueryResult)]
struct UserRow {
    #[expect(dead_code, reason = "only whether there is such a row matters")]
    id: i64,
}

async fn is_of_studio(tx: &SeaTx, organization: &Organization, user: UserId) -> Result<bool, StoreError> {
    let select = Query::select()
        .column("id")
        .from("users")
        .and_where(Expr::col("id").eq(user.0))
        .and_where(Expr::col("studio_id").eq(organization.studio.0))
        .take();
    Ok(!rows::<UserRow>(tx, &select).await?.is_empty())
}

pub(super) async fn remove(
    tx: &SeaTx,
    organization: &Organization,
    user: UserId,
) -> Result<bool, StoreError> {
    let done = scoped_delete(organization)
        .filter(Column::UserId.eq(user.0))
        .exec(tx.writer()?)
        .await
        .map_err(failed)?;
    tx.touch_access();
    Ok(done.rows_affected > 0)
}
