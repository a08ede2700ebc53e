//! What makes an actor.

use async_trait::async_trait;
use atelier_application::ports::repositories::AccessRepository;
use atelier_application::ports::{GuestSession, Identity, NewGrant, StoreError, StoredGrant};
use atelier_domain::access::{Action, Context, Facts, HeldRole, Membership};
use atelier_domain::galleries::GalleryStatus;
use atelier_domain::identity::UserKind;
use atelier_domain::organizations::MemberRole;
use atelier_domain::{GalleryId, GrantId, OrganizationId, ShareLinkId, StudioId, Timestamp, UserId};
use chrono::NaiveDateTime;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QueryResult, Select,
};

use super::{
    USER_MODEL, facts, grants, permission, refresh_token, role, role_permission, roles, user, user_role,
};
use crate::columns::corrupt;
use crate::error::failed;
use crate::galleries::entities::{gallery, share_link};
use crate::organizations::entities::{organization, organization_user};
use crate::store::SeaTx;

/// Who the bearer of a token is says the token, and its studio is what is looked up here.
fn unscoped_user(id: UserId) -> Select<user::Entity> {
    user::Entity::find().filter(user::Column::Id.eq(id.0))
}

/// The newest token of the sign-in: while that one is open, so is the sign-in.
fn unscoped_sign_in(user: UserId, family: &str) -> Select<refresh_token::Entity> {
    use refresh_token::{Column, Entity};
    Entity::find()
        .filter(Column::Family.eq(family))
        .filter(Column::UserId.eq(user.0))
        .order_by_desc(Column::Id)
}

#[async_trait]
impl AccessRepository for SeaTx {
    async fn identify(
        &self,
        id: UserId,
        family: &str,
        now: Timestamp,
    ) -> Result<Option<Identity>, StoreError> {
        let Some(row) = unscoped_user(id).one(&self.conn()).await.map_err(failed)? else { return Ok(None) };
        let sign_in = unscoped_sign_in(id, family).one(&self.conn()).await.map_err(failed)?;
        let kind = UserKind::from_role_name(&row.role).ok_or_else(|| corrupt("users.role", &row.role))?;
        let link = sign_in.as_ref().and_then(|token| token.share_link_id);
        Ok(Some(Identity {
            user: id,
            studio: StudioId(row.studio_id),
            name: row.name,
            is_active: row.is_active && row.deleted_at.is_none(),
            roles: held_roles(self, id, kind).await?,
            memberships: memberships(self, id).await?,
            grants: grants::counting(self, id, now).await?,
            family_open: sign_in
                .is_some_and(|token| token.revoked_at.is_none() && token.expires_at > now.naive_utc()),
            guest: match link {
                Some(link) => Some(guest_session(self, ShareLinkId(link)).await?),
                None => None,
            },
        }))
    }

    async fn grant(&self, new: NewGrant) -> Result<StoredGrant, StoreError> {
        grants::put(self, new).await
    }

    async fn find_grant(&self, studio: StudioId, id: GrantId) -> Result<Option<StoredGrant>, StoreError> {
        grants::find(self, studio, id).await
    }

    async fn revoke(&self, studio: StudioId, id: GrantId) -> Result<bool, StoreError> {
        grants::remove(self, studio, id).await
    }

    async fn grants_of(&self, studio: StudioId, user: UserId) -> Result<Vec<StoredGrant>, StoreError> {
        grants::of_user(self, studio, user).await
    }

    async fn facts(&self, studio: StudioId, context: Context) -> Result<Option<Facts>, StoreError> {
        facts::of(self, studio, context).await
    }
}

/// The user's roles with what they carry, in one query, and the permissions given directly as one more role.
async fn held_roles(tx: &SeaTx, user: UserId, kind: UserKind) -> Result<Vec<HeldRole>, StoreError> {
    let select = Query::select()
        .column((role::Entity, role::Column::Id))
        .expr_as(Expr::col((role::Entity, role::Column::Name)), "role_name")
        .column((role::Entity, role::Column::Kind))
        .expr_as(Expr::col((permission::Entity, permission::Column::Name)), "action")
        .from(user_role::Entity)
        .inner_join(role::Entity, joined(role::Column::Id, user_role::Column::RoleId))
        .left_join(role_permission::Entity, joined(role_permission::Column::RoleId, role::Column::Id))
        .left_join(permission::Entity, joined(permission::Column::Id, role_permission::Column::PermissionId))
        .and_where(user_role::Column::ModelId.eq(user.0))
        .and_where(user_role::Column::ModelType.eq(USER_MODEL))
        .order_by((role::Entity, role::Column::Id), Order::Asc)
        .take();
    let mut held: Vec<(i64, HeldRole)> = Vec::new();
    for row in tx.conn().query_all(&select).await.map_err(failed)? {
        let id: i64 = row.try_get("", "id").map_err(failed)?;
        let action: Option<String> = row.try_get("", "action").map_err(failed)?;
        if held.last().is_none_or(|(last, _)| *last != id) {
            held.push((id, held_role(&row)?));
        }
        if let Some((_, role)) = held.last_mut() {
            role.actions.extend(action.as_deref().and_then(Action::parse));
        }
    }
    let mut held: Vec<HeldRole> = held.into_iter().map(|(_, role)| role).collect();
    let direct = roles::direct_permissions(tx, user).await?;
    if !direct.is_empty() {
        held.push(HeldRole { name: "direct".to_owned(), kind, actions: direct });
    }
    Ok(held)
}

fn held_role(row: &QueryResult) -> Result<HeldRole, StoreError> {
    let kind: String = row.try_get("", "kind").map_err(failed)?;
    Ok(HeldRole {
        name: row.try_get("", "role_name").map_err(failed)?,
        kind: roles::kind_of(&kind)?,
        actions: Default::default(),
    })
}

/// The live organizations that the user is a contact of.
async fn memberships(tx: &SeaTx, user: UserId) -> Result<Vec<Membership>, StoreError> {
    use organization_user::Column;
    let select = Query::select()
        .columns([
            (organization_user::Entity, Column::OrganizationId),
            (organization_user::Entity, Column::Role),
        ])
        .from(organization_user::Entity)
        .inner_join(organization::Entity, joined(organization::Column::Id, Column::OrganizationId))
        .and_where(Column::UserId.eq(user.0))
        .and_where(organization::Column::DeletedAt.is_null())
        .order_by((organization_user::Entity, Column::OrganizationId), Order::Asc)
        .take();
    let rows = tx.conn().query_all(&select).await.map_err(failed)?;
    rows.iter()
        .map(|row| {
            let role: String = row.try_get("", "role").map_err(failed)?;
            Ok(Membership {
                organization: OrganizationId(row.try_get("", "organization_id").map_err(failed)?),
                role: MemberRole::parse(&role).ok_or_else(|| corrupt("organization_user.role", &role))?,
            })
        })
        .collect()
}

/// What a guest's access hangs on. A link whose row is gone counts as revoked.
async fn guest_session(tx: &SeaTx, link: ShareLinkId) -> Result<GuestSession, StoreError> {
    use share_link::{Column, Entity};
    let select = Query::select()
        .columns([(Entity, Column::GalleryId), (Entity, Column::ExpiresAt), (Entity, Column::RevokedAt)])
        .columns([(gallery::Entity, gallery::Column::Status), (gallery::Entity, gallery::Column::DeletedAt)])
        .from(Entity)
        .inner_join(gallery::Entity, joined(gallery::Column::Id, Column::GalleryId))
        .and_where(Expr::col((Entity, Column::Id)).eq(link.0))
        .take();
    let Some(row) = tx.conn().query_one(&select).await.map_err(failed)? else {
        return Ok(GuestSession {
            link,
            gallery: GalleryId(0),
            expires_at: None,
            revoked: true,
            closed: true,
        });
    };
    let instant = |column| row.try_get::<Option<NaiveDateTime>>("", column).map_err(failed);
    let status: String = row.try_get("", "status").map_err(failed)?;
    Ok(GuestSession {
        link,
        gallery: GalleryId(row.try_get("", "gallery_id").map_err(failed)?),
        expires_at: instant("expires_at")?.map(|at| at.and_utc()),
        revoked: instant("revoked_at")?.is_some(),
        closed: instant("deleted_at")?.is_some() || status == GalleryStatus::Archived.as_str(),
    })
}

/// `left = right`, each with its table.
fn joined(left: impl ColumnTrait, right: impl ColumnTrait) -> Expr {
    Expr::col(left.as_column_ref()).eq(Expr::col(right.as_column_ref()))
}
