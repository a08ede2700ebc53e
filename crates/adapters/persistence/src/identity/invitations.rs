//! Offers to join a studio.

use async_trait::async_trait;
use atelier_application::paging::MAX_LIMIT;
use atelier_application::ports::repositories::InvitationRepository;
use atelier_application::ports::{NewInvitation, StoreError};
use atelier_domain::identity::Invitation;
use atelier_domain::{InvitationId, OrganizationId, RoleId, StudioId, Timestamp, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    UpdateMany,
};

use super::invitation::{ActiveModel, Column, Entity, Model};
use crate::error::failed;
use crate::store::SeaTx;

fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(studio: StudioId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0))
}

/// Whoever shows the token has no account yet, and so no studio.
fn unscoped() -> Select<Entity> {
    Entity::find()
}

/// Those that can still be taken up at that instant.
pub(super) fn is_open(now: Timestamp) -> Condition {
    Condition::all()
        .add(Column::AcceptedAt.is_null())
        .add(Column::RevokedAt.is_null())
        .add(Column::ExpiresAt.gt(now.naive_utc()))
}

#[async_trait]
impl InvitationRepository for SeaTx {
    async fn insert(&self, new: NewInvitation) -> Result<Invitation, StoreError> {
        let NewInvitation { studio, email, role, organization, invited_by, token_hash, expires_at, now } =
            new;
        let row = ActiveModel {
            id: NotSet,
            studio_id: Set(studio.0),
            email: Set(email),
            role_id: Set(role.0),
            organization_id: Set(organization.map(|organization| organization.0)),
            invited_by_user_id: Set(invited_by.0),
            token_hash: Set(token_hash),
            expires_at: Set(expires_at.naive_utc()),
            accepted_at: Set(None),
            revoked_at: Set(None),
            created_at: Set(now.naive_utc()),
        };
        Ok(to_domain(row.insert(self.writer()?).await.map_err(failed)?))
    }

    async fn find_by_hash(&self, token_hash: &str) -> Result<Option<Invitation>, StoreError> {
        let select = self.locked(unscoped().filter(Column::TokenHash.eq(token_hash)));
        Ok(select.one(&self.conn()).await.map_err(failed)?.map(to_domain))
    }

    async fn find(&self, studio: StudioId, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
        let select = self.locked(scoped(studio).filter(Column::Id.eq(id.0)));
        Ok(select.one(&self.conn()).await.map_err(failed)?.map(to_domain))
    }

    async fn update(&self, invitation: &Invitation) -> Result<(), StoreError> {
        let row = ActiveModel {
            accepted_at: Set(invitation.accepted_at.map(|at| at.naive_utc())),
            revoked_at: Set(invitation.revoked_at.map(|at| at.naive_utc())),
            ..Default::default()
        };
        let update = scoped_update(invitation.studio).filter(Column::Id.eq(invitation.id.0)).set(row);
        update.exec(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn list_open(&self, studio: StudioId, now: Timestamp) -> Result<Vec<Invitation>, StoreError> {
        let select = scoped(studio).filter(is_open(now)).order_by_desc(Column::Id).limit(MAX_LIMIT);
        let rows = select.all(&self.conn()).await.map_err(failed)?;
        Ok(rows.into_iter().map(to_domain).collect())
    }
}

fn to_domain(row: Model) -> Invitation {
    let Model {
        id,
        studio_id,
        email,
        role_id,
        organization_id,
        invited_by_user_id,
        token_hash: _,
        expires_at,
        accepted_at,
        revoked_at,
        created_at,
    } = row;
    Invitation {
        id: InvitationId(id),
        studio: StudioId(studio_id),
        email,
        role: RoleId(role_id),
        organization: organization_id.map(OrganizationId),
        invited_by: UserId(invited_by_user_id),
        expires_at: expires_at.and_utc(),
        accepted_at: accepted_at.map(|at| at.and_utc()),
        revoked_at: revoked_at.map(|at| at.and_utc()),
        created_at: created_at.and_utc(),
    }
}
