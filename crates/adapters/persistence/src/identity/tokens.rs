//! Refresh tokens.

use async_trait::async_trait;
use atelier_application::ports::repositories::TokenRepository;
use atelier_application::ports::{NewRefreshToken, RefreshToken, StoreError};
use atelier_domain::{ShareLinkId, StudioId, Timestamp, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DeleteMany, EntityTrait, QueryFilter, QueryOrder, Select,
    UpdateMany,
};

use super::refresh_token::{ActiveModel, Column, Entity, Model};
use crate::error::failed;
use crate::store::SeaTx;

/// A secret of full entropy names its row by itself, and whoever shows it has not said which studio it is of.
fn unscoped() -> Select<Entity> {
    Entity::find()
}

/// Sign-ins end by user, family or link, each of which belongs to one studio only.
fn unscoped_update() -> UpdateMany<Entity> {
    Entity::update_many()
}

/// Housekeeping goes over all studios.
fn unscoped_delete() -> DeleteMany<Entity> {
    Entity::delete_many()
}

#[async_trait]
impl TokenRepository for SeaTx {
    // A new or a spent token makes nothing stale that is known of its user, so neither touches the access epoch: every
    // sign-in would otherwise empty the cache of actors.
    async fn insert(&self, new: NewRefreshToken) -> Result<(), StoreError> {
        let NewRefreshToken { studio, user, family, token_hash, share_link, expires_at, now } = new;
        let row = ActiveModel {
            id: NotSet,
            studio_id: Set(studio.0),
            user_id: Set(user.0),
            family: Set(family),
            token_hash: Set(token_hash),
            share_link_id: Set(share_link.map(|link| link.0)),
            expires_at: Set(expires_at.naive_utc()),
            spent_at: Set(None),
            revoked_at: Set(None),
            created_at: Set(now.naive_utc()),
        };
        row.insert(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn find_by_hash(&self, token_hash: &str) -> Result<Option<RefreshToken>, StoreError> {
        let select = self.locked(unscoped().filter(Column::TokenHash.eq(token_hash)));
        Ok(select.one(&self.conn()).await.map_err(failed)?.map(to_token))
    }

    async fn spend(&self, id: i64, now: Timestamp) -> Result<bool, StoreError> {
        let update = unscoped_update()
            .filter(Column::Id.eq(id))
            .filter(Column::SpentAt.is_null())
            .col_expr(Column::SpentAt, Expr::value(now.naive_utc()));
        Ok(update.exec(self.writer()?).await.map_err(failed)?.rows_affected == 1)
    }

    async fn revoke_family(&self, family: &str, now: Timestamp) -> Result<(), StoreError> {
        revoke(self, Column::Family.eq(family).into(), now).await
    }

    async fn revoke_user(&self, user: UserId, keep: Option<&str>, now: Timestamp) -> Result<(), StoreError> {
        let mut which = Condition::all().add(Column::UserId.eq(user.0));
        if let Some(family) = keep {
            which = which.add(Column::Family.ne(family));
        }
        revoke(self, which, now).await
    }

    async fn revoke_link(&self, link: ShareLinkId, now: Timestamp) -> Result<(), StoreError> {
        revoke(self, Column::ShareLinkId.eq(link.0).into(), now).await
    }

    async fn purge(&self, before: Timestamp) -> Result<u64, StoreError> {
        let forgettable =
            Condition::any().add(Column::ShareLinkId.is_null()).add(Column::SpentAt.is_not_null());
        let delete = unscoped_delete().filter(Column::ExpiresAt.lt(before.naive_utc())).filter(forgettable);
        Ok(delete.exec(self.writer()?).await.map_err(failed)?.rows_affected)
    }
}

/// Ends sign-ins.
///
/// The rows are locked before they are changed: an exchange that is under way holds its token's row, and the token
/// that it adds is only visible to a statement that begins after it.
async fn revoke(tx: &SeaTx, which: Condition, now: Timestamp) -> Result<(), StoreError> {
    tx.touch_access();
    let open = which.add(Column::RevokedAt.is_null());
    let select = tx.locked(unscoped().filter(open.clone()).order_by_asc(Column::Id));
    if select.all(&tx.conn()).await.map_err(failed)?.is_empty() {
        return Ok(());
    }
    let update = unscoped_update().filter(open).col_expr(Column::RevokedAt, Expr::value(now.naive_utc()));
    update.exec(tx.writer()?).await.map_err(failed)?;
    Ok(())
}

fn to_token(row: Model) -> RefreshToken {
    let Model {
        id,
        studio_id,
        user_id,
        family,
        token_hash: _,
        share_link_id,
        expires_at,
        spent_at,
        revoked_at,
        created_at: _,
    } = row;
    RefreshToken {
        id,
        studio: StudioId(studio_id),
        user: UserId(user_id),
        family,
        share_link: share_link_id.map(ShareLinkId),
        expires_at: expires_at.and_utc(),
        spent_at: spent_at.map(|at| at.and_utc()),
        revoked_at: revoked_at.map(|at| at.and_utc()),
    }
}
