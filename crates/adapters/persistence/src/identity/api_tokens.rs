//! Keys for programs.

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::repositories::ApiTokenRepository;
use atelier_application::ports::{NewApiToken, Sort, StoreError};
use atelier_domain::access::{Action, Reach, Unchecked, Visible, Writable};
use atelier_domain::identity::ApiToken;
use atelier_domain::{ApiTokenId, StudioId, Timestamp, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::prelude::Json;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, Select, UpdateMany};

use super::api_token::{ActiveModel, Column, Entity, Model};
use crate::columns::{corrupt, instant, stored};
use crate::error::failed;
use crate::paging;
use crate::store::SeaTx;

fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(token: &ApiToken) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(token.studio.0)).filter(Column::Id.eq(token.id.0))
}

/// A secret of full entropy names its row by itself, and whoever shows it has not said which studio it is of.
fn unscoped() -> Select<Entity> {
    Entity::find()
}

/// The use of a token that its bearer has just shown.
fn unscoped_update(id: ApiTokenId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::Id.eq(id.0))
}

#[async_trait]
impl ApiTokenRepository for SeaTx {
    async fn insert(&self, new: NewApiToken) -> Result<ApiToken, StoreError> {
        let NewApiToken { studio, user, name, prefix, token_hash, actions, expires_at, now } = new;
        let names = actions.iter().map(|action| Json::from(action.as_str())).collect();
        let row = ActiveModel {
            id: NotSet,
            studio_id: Set(studio.0),
            user_id: Set(user.0),
            name: Set(name),
            prefix: Set(prefix),
            token_hash: Set(token_hash),
            permissions: Set(Json::Array(names)),
            expires_at: Set(expires_at.map(stored)),
            last_used_at: Set(None),
            revoked_at: Set(None),
            created_at: Set(stored(now)),
        };
        to_token(row.insert(self.writer()?).await.map_err(failed)?)
    }

    async fn find(
        &self,
        studio: StudioId,
        id: ApiTokenId,
    ) -> Result<Option<Unchecked<ApiToken>>, StoreError> {
        let select = self.locked(scoped(studio).filter(Column::Id.eq(id.0)));
        let row = select.one(&self.conn()).await.map_err(failed)?;
        Ok(row.map(to_token).transpose()?.map(Unchecked::from_storage))
    }

    async fn find_by_hash(&self, token_hash: &str) -> Result<Option<ApiToken>, StoreError> {
        let select = self.locked(unscoped().filter(Column::TokenHash.eq(token_hash)));
        select.one(&self.conn()).await.map_err(failed)?.map(to_token).transpose()
    }

    async fn holding(&self, studio: StudioId, now: Timestamp) -> Result<u64, StoreError> {
        let open = Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(stored(now)));
        paging::count(self, scoped(studio).filter(Column::RevokedAt.is_null()).filter(open)).await
    }

    async fn list(&self, visible: &Visible, page: PageRequest) -> Result<Page<ApiToken>, StoreError> {
        let mut select = scoped(visible.studio());
        if matches!(visible.reach(), Reach::Within(_)) {
            // A token lies in no place but the studio, and no grant reaches it.
            select = select.filter(Condition::any().add(Expr::value(false)));
        }
        let sort = Sort::NewestFirst;
        let page = paging::list_by_id(self, select, Column::Id, sort, page, |row| row.id).await?;
        paging::try_map(page, to_token)
    }

    async fn revoke(&self, token: &Writable<ApiToken>) -> Result<(), StoreError> {
        self.touch_access();
        scoped_update(token.get())
            .col_expr(Column::RevokedAt, Expr::value(token.get().revoked_at.map(stored)))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn note_use(
        &self,
        id: ApiTokenId,
        now: Timestamp,
        unless_after: Timestamp,
    ) -> Result<(), StoreError> {
        let before = Condition::any()
            .add(Column::LastUsedAt.is_null())
            .add(Column::LastUsedAt.lte(stored(unless_after)));
        unscoped_update(id)
            .col_expr(Column::LastUsedAt, Expr::value(stored(now)))
            .filter(before)
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(())
    }
}

fn to_token(row: Model) -> Result<ApiToken, StoreError> {
    let Model {
        id,
        studio_id,
        user_id,
        name,
        prefix,
        token_hash: _,
        permissions,
        expires_at,
        last_used_at,
        revoked_at,
        created_at,
    } = row;
    let Json::Array(names) = permissions else {
        return Err(corrupt("api_tokens.permissions", &permissions.to_string()));
    };
    Ok(ApiToken {
        id: ApiTokenId(id),
        studio: StudioId(studio_id),
        user: UserId(user_id),
        name,
        prefix,
        // Names that this version does not know give nothing: a newer one wrote them.
        actions: names.iter().filter_map(|name| Action::parse(name.as_str()?)).collect(),
        expires_at: expires_at.map(instant),
        last_used_at: last_used_at.map(instant),
        revoked_at: revoked_at.map(instant),
        created_at: instant(created_at),
    })
}
