//! The aggregate `Organization`.

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::repositories::OrganizationRepository;
use atelier_application::ports::{NewMember, NewOrganization, OrganizationFilter, StoreError};
use atelier_domain::access::{Reach, Unchecked, Visible, Writable};
use atelier_domain::organizations::{Member, Organization};
use atelier_domain::{OrganizationId, StudioId, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany};

use super::entities::organization::{Column, Entity};
use super::{mapping, members};
use crate::columns::contains;
use crate::error::{corrupt, failed};
use crate::paging;
use crate::store::SeaTx;

/// The studio's organizations, deleted ones included.
fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(studio: StudioId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0))
}

/// The organization, deleted or not. In a transaction that writes, its row is locked.
pub(crate) async fn load(
    tx: &SeaTx,
    studio: StudioId,
    id: OrganizationId,
) -> Result<Option<Organization>, StoreError> {
    let select = tx.locked(scoped(studio).filter(Column::Id.eq(id.0)));
    select.one(&tx.conn()).await.map_err(failed)?.map(mapping::to_domain).transpose()
}

fn within(visible: &Visible, filter: &OrganizationFilter) -> Select<Entity> {
    let mut select = scoped(visible.studio());
    if let Reach::Within(places) = visible.reach()
        && !places.studio
    {
        select = select.filter(Column::Id.is_in(places.organizations.iter().map(|id| id.0)));
    }
    select = if filter.deleted {
        select.filter(Column::DeletedAt.is_not_null())
    } else {
        select.filter(Column::DeletedAt.is_null())
    };
    if let Some(kind) = filter.kind {
        select = select.filter(Column::Kind.eq(kind.as_str()));
    }
    if let Some(search) = &filter.search {
        select = select.filter(contains((Entity, Column::SearchKey), search));
    }
    select
}

#[async_trait]
impl OrganizationRepository for SeaTx {
    async fn find(
        &self,
        studio: StudioId,
        id: OrganizationId,
    ) -> Result<Option<Unchecked<Organization>>, StoreError> {
        Ok(load(self, studio, id).await?.map(Unchecked::from_storage))
    }

    async fn insert(&self, new: NewOrganization) -> Result<Organization, StoreError> {
        let studio = new.studio;
        let row = mapping::new_row(new);
        let id = Entity::insert(row).exec(self.writer()?).await.map_err(failed)?.last_insert_id;
        let inserted = load(self, studio, OrganizationId(id)).await?;
        inserted.ok_or_else(|| corrupt("a new organization is not there"))
    }

    async fn update(&self, organization: &Writable<Organization>) -> Result<Organization, StoreError> {
        // A deleted organization gives no membership, a restored one does again.
        self.touch_access();
        let organization = organization.get();
        let done = scoped_update(organization.studio)
            .set(mapping::to_row(organization))
            .filter(Column::Id.eq(organization.id.0))
            .filter(Column::Version.eq(organization.version))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        if done.rows_affected == 0 {
            let stored = load(self, organization.studio, organization.id).await?;
            return Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) });
        }
        Ok(Organization { version: organization.version + 1, ..organization.clone() })
    }

    async fn list(
        &self,
        visible: &Visible,
        filter: &OrganizationFilter,
        page: PageRequest,
    ) -> Result<Page<Organization>, StoreError> {
        let select = within(visible, filter);
        let total = paging::count(self, select.clone()).await?;
        let rows = select
            .order_by_asc(Column::NameKey)
            .order_by_asc(Column::Id)
            .offset(page.offset)
            .limit(page.limit)
            .all(&self.conn())
            .await
            .map_err(failed)?;
        paging::try_map(Page { items: rows, total, next: None }, mapping::to_domain)
    }

    async fn members(&self, organization: OrganizationId) -> Result<Vec<Member>, StoreError> {
        members::list(self, organization).await
    }

    async fn put_member(
        &self,
        organization: &Writable<Organization>,
        member: NewMember,
    ) -> Result<(), StoreError> {
        members::put(self, organization.get(), member).await
    }

    async fn remove_member(
        &self,
        organization: &Writable<Organization>,
        user: UserId,
    ) -> Result<bool, StoreError> {
        members::remove(self, organization.get(), user).await
    }
}
