//! People.

use std::collections::HashMap;

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::repositories::UserRepository;
use atelier_application::ports::{NewUser, Sort, StoreError, UserFilter};
use atelier_domain::access::{Places, Reach, Unchecked, Visible, Writable};
use atelier_domain::identity::{User, UserKind};
use atelier_domain::{OrganizationId, StudioId, UserId};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    UpdateMany,
};

use super::user::{Column, Entity, Model};
use super::{studio, user_mapping as mapping};
use crate::columns::contains;
use crate::error::failed;
use crate::organizations::organization_user;
use crate::paging;
use crate::store::SeaTx;
use crate::values::key;

/// At most so many accounts can be meant by one login.
const LOGIN_MATCHES: u64 = 5;

fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(studio: StudioId, id: UserId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0)).filter(Column::Id.eq(id.0))
}

/// Whoever signs in has not said yet which studio it is of.
fn unscoped_login() -> Select<Entity> {
    Entity::find()
}

/// Which organizations these users, who have been found already, are members of.
fn unscoped_memberships(users: &[i64]) -> Select<organization_user::Entity> {
    organization_user::Entity::find().filter(organization_user::Column::UserId.is_in(users.iter().copied()))
}

pub(crate) async fn load(tx: &SeaTx, studio: StudioId, id: UserId) -> Result<Option<User>, StoreError> {
    let select = tx.locked(scoped(studio).filter(Column::Id.eq(id.0)));
    let row = select.one(&tx.conn()).await.map_err(failed)?;
    Ok(with_organizations(tx, row.into_iter().collect()).await?.pop())
}

/// Changes the cached kind, which is no change of what the user says of itself and leaves its version alone.
pub(super) async fn cache_kind(tx: &SeaTx, user: &User, kind: UserKind) -> Result<(), StoreError> {
    let update = scoped_update(user.studio, user.id).col_expr(Column::Role, kind.role_name().into());
    update.exec(tx.writer()?).await.map_err(failed)?;
    Ok(())
}

#[async_trait]
impl UserRepository for SeaTx {
    async fn find(&self, studio: StudioId, id: UserId) -> Result<Option<Unchecked<User>>, StoreError> {
        Ok(load(self, studio, id).await?.map(Unchecked::from_storage))
    }

    async fn find_by_login(&self, login: &str, subdomain: Option<&str>) -> Result<Vec<User>, StoreError> {
        // The keys of deleted users are NULL, so that only live ones match.
        let named = Condition::any()
            .add(Column::UsernameKey.eq(key(login, mapping::USERNAME_KEY_MAX)))
            .add(Column::EmailKey.eq(key(login, mapping::EMAIL_KEY_MAX)));
        let mut select = unscoped_login().filter(named);
        if let Some(subdomain) = subdomain {
            select = select.filter(Column::StudioId.in_subquery(studio_with(subdomain)));
        }
        let select = self.locked(select.order_by_asc(Column::Id).limit(LOGIN_MATCHES));
        let rows = select.all(&self.conn()).await.map_err(failed)?;
        with_organizations(self, rows).await
    }

    async fn insert(&self, new: NewUser) -> Result<User, StoreError> {
        self.touch_access();
        let row = mapping::new_row(new).insert(self.writer()?).await.map_err(failed)?;
        mapping::to_domain(row, Vec::new())
    }

    async fn update(&self, user: &Writable<User>) -> Result<User, StoreError> {
        self.touch_access();
        let user = user.get();
        let update = scoped_update(user.studio, user.id).filter(Column::Version.eq(user.version));
        let outcome = update.set(mapping::to_row(user)).exec(self.writer()?).await;
        let written = outcome.map_err(failed)?.rows_affected;
        let stored = load(self, user.studio, user.id).await?;
        super::replaced(written, stored, |user| user.version)
    }

    async fn list(
        &self,
        visible: &Visible,
        filter: &UserFilter,
        page: PageRequest,
    ) -> Result<Page<User>, StoreError> {
        let mut select = scoped(visible.studio()).filter(Column::DeletedAt.is_null());
        if let Reach::Within(places) = visible.reach()
            && !places.studio
        {
            select = select.filter(within(places));
        }
        let UserFilter { search, kind, is_active, organization } = filter;
        select = match kind {
            Some(kind) => select.filter(Column::Role.eq(kind.role_name())),
            None => select.filter(Column::Role.ne(UserKind::Guest.role_name())),
        };
        if let Some(is_active) = is_active {
            select = select.filter(Column::IsActive.eq(*is_active));
        }
        if let Some(organization) = organization {
            select = select.filter(Column::Id.in_subquery(members_of(&[*organization])));
        }
        if let Some(needle) = search {
            select = select.filter(contains((Entity, Column::SearchKey), needle));
        }

        let page =
            paging::list_by_id(self, select, Column::Id, Sort::OldestFirst, page, |row| row.id).await?;
        let Page { items, total, next } = page;
        Ok(Page { items: with_organizations(self, items).await?, total, next })
    }
}

/// The users that the actor has a part in: contacts of its organizations, and those it was granted one by one.
fn within(places: &Places) -> Condition {
    Condition::any()
        .add(Column::Id.is_in(places.users.iter().map(|user| user.0)))
        .add(Column::Id.in_subquery(members_of(&places.organizations)))
}

fn members_of(organizations: &[OrganizationId]) -> SelectStatement {
    use organization_user::Column;
    Query::select()
        .column(Column::UserId)
        .from(organization_user::Entity)
        .and_where(Column::OrganizationId.is_in(organizations.iter().map(|organization| organization.0)))
        .take()
}

fn studio_with(subdomain: &str) -> SelectStatement {
    Query::select()
        .column(studio::Column::Id)
        .from(studio::Entity)
        .and_where(studio::Column::Subdomain.eq(subdomain))
        .take()
}

/// Completes rows with the organizations of each user, by id.
async fn with_organizations(tx: &SeaTx, rows: Vec<Model>) -> Result<Vec<User>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut organizations: HashMap<i64, Vec<OrganizationId>> = HashMap::new();
    if !ids.is_empty() {
        let select = unscoped_memberships(&ids).order_by_asc(organization_user::Column::OrganizationId);
        for row in select.all(&tx.conn()).await.map_err(failed)? {
            organizations.entry(row.user_id).or_default().push(OrganizationId(row.organization_id));
        }
    }
    rows.into_iter()
        .map(|row| {
            let own = organizations.remove(&row.id).unwrap_or_default();
            mapping::to_domain(row, own)
        })
        .collect()
}
