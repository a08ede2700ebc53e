//! Links to a new password.

use async_trait::async_trait;
use atelier_application::ports::StoreError;
use atelier_application::ports::repositories::PasswordResetRepository;
use atelier_domain::identity::PasswordReset;
use atelier_domain::{StudioId, Timestamp, UserId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, Select};

use super::password_reset::{ActiveModel, Column, Entity, Model};
use crate::error::failed;
use crate::store::SeaTx;

fn scoped_delete(studio: StudioId, user: UserId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::StudioId.eq(studio.0)).filter(Column::UserId.eq(user.0))
}

/// A secret of full entropy names its row by itself, and whoever shows it has not said which studio it is of.
fn unscoped() -> Select<Entity> {
    Entity::find()
}

/// Housekeeping goes over all studios.
fn unscoped_delete() -> DeleteMany<Entity> {
    Entity::delete_many()
}

#[async_trait]
impl PasswordResetRepository for SeaTx {
    async fn replace(&self, reset: &PasswordReset, token_hash: &str) -> Result<(), StoreError> {
        let PasswordReset { studio, user, expires_at, created_at } = reset;
        let row = ActiveModel {
            user_id: Set(user.0),
            studio_id: Set(studio.0),
            token_hash: Set(token_hash.to_owned()),
            expires_at: Set(expires_at.naive_utc()),
            created_at: Set(created_at.naive_utc()),
        };
        // The studio is written too: a row of another one would break the foreign key instead of being taken over.
        let replaced = OnConflict::column(Column::UserId)
            .update_columns([Column::StudioId, Column::TokenHash, Column::ExpiresAt, Column::CreatedAt])
            .to_owned();
        let insert = Entity::insert_many([row]).on_conflict(replaced);
        insert.exec_without_returning(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn find_by_hash(&self, token_hash: &str) -> Result<Option<PasswordReset>, StoreError> {
        let select = self.locked(unscoped().filter(Column::TokenHash.eq(token_hash)));
        Ok(select.one(&self.conn()).await.map_err(failed)?.map(to_domain))
    }

    async fn withdraw(&self, studio: StudioId, user: UserId) -> Result<(), StoreError> {
        scoped_delete(studio, user).exec(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn purge(&self, before: Timestamp) -> Result<u64, StoreError> {
        let delete = unscoped_delete().filter(Column::ExpiresAt.lt(before.naive_utc()));
        Ok(delete.exec(self.writer()?).await.map_err(failed)?.rows_affected)
    }
}

fn to_domain(row: Model) -> PasswordReset {
    let Model { user_id, studio_id, token_hash: _, expires_at, created_at } = row;
    PasswordReset {
        studio: StudioId(studio_id),
        user: UserId(user_id),
        expires_at: expires_at.and_utc(),
        created_at: created_at.and_utc(),
    }
}
