//! Tenants.

use async_trait::async_trait;
use atelier_application::ports::repositories::StudioRepository;
use atelier_application::ports::{NewStudio, StoreError};
use atelier_domain::access::{Unchecked, Writable};
use atelier_domain::identity::{Studio, StudioDetails};
use atelier_domain::settings::Settings;
use atelier_domain::{StudioId, Timestamp};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::prelude::Json;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany,
};

use super::studio::{ActiveModel, Column, Entity, Model};
use crate::columns::json_object;
use crate::error::failed;
use crate::store::SeaTx;

/// The studio itself, which is its own tenant.
fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::Id.eq(studio.0))
}

fn scoped_update(studio: StudioId, version: i64) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::Id.eq(studio.0)).filter(Column::Version.eq(version))
}

/// Every studio: background work goes from one to the next, and a new installation has none.
fn unscoped_all() -> Select<Entity> {
    Entity::find()
}

pub(crate) async fn load(tx: &SeaTx, id: StudioId) -> Result<Option<Studio>, StoreError> {
    let row = scoped(id).one(&tx.conn()).await.map_err(failed)?;
    row.map(to_domain).transpose()
}

#[async_trait]
impl StudioRepository for SeaTx {
    async fn find(&self, id: StudioId) -> Result<Option<Unchecked<Studio>>, StoreError> {
        Ok(load(self, id).await?.map(Unchecked::from_storage))
    }

    async fn lock(&self, id: StudioId) -> Result<(), StoreError> {
        let select = self.locked(scoped(id)).select_only().column(Column::Id);
        let _: Option<i64> = select.into_tuple().one(&self.conn()).await.map_err(failed)?;
        Ok(())
    }

    async fn insert(&self, new: NewStudio) -> Result<Studio, StoreError> {
        let NewStudio { details, settings, now } = new;
        let row = ActiveModel {
            version: Set(1),
            created_at: Set(now.naive_utc()),
            ..to_row(&details, &settings, now)
        };
        to_domain(row.insert(self.writer()?).await.map_err(failed)?)
    }

    async fn update(&self, studio: &Writable<Studio>) -> Result<Studio, StoreError> {
        let studio = studio.get();
        let row = ActiveModel {
            version: Set(studio.version + 1),
            ..to_row(&studio.details, &studio.settings, studio.updated_at)
        };
        let outcome = scoped_update(studio.id, studio.version).set(row).exec(self.writer()?).await;
        let written = outcome.map_err(failed)?.rows_affected;
        let stored = load(self, studio.id).await?;
        super::replaced(written, stored, |studio| studio.version)
    }

    async fn exists(&self) -> Result<bool, StoreError> {
        let select = unscoped_all().select_only().column(Column::Id).limit(1);
        let found: Option<i64> = select.into_tuple().one(&self.conn()).await.map_err(failed)?;
        Ok(found.is_some())
    }

    async fn ids(&self) -> Result<Vec<StudioId>, StoreError> {
        let select = unscoped_all().select_only().column(Column::Id).order_by_asc(Column::Id);
        let ids: Vec<i64> = select.into_tuple().all(&self.conn()).await.map_err(failed)?;
        Ok(ids.into_iter().map(StudioId).collect())
    }
}

fn to_domain(row: Model) -> Result<Studio, StoreError> {
    let Model {
        id,
        name,
        subdomain,
        business_name,
        business_address,
        business_city,
        business_state,
        business_zip,
        business_phone,
        business_email,
        logo_url,
        website_url,
        timezone,
        currency,
        settings,
        version,
        created_at,
        updated_at,
    } = row;
    Ok(Studio {
        id: StudioId(id),
        details: StudioDetails {
            name,
            subdomain,
            business_name,
            business_address,
            business_city,
            business_state,
            business_zip,
            business_phone,
            business_email,
            logo_url,
            website_url,
            timezone,
            currency,
        },
        settings: Settings::stored(json_object("studios.settings", settings)?),
        version,
        created_at: created_at.and_utc(),
        updated_at: updated_at.and_utc(),
    })
}

/// Every column but those that only `insert` or only `update` decides.
fn to_row(details: &StudioDetails, settings: &Settings, updated_at: Timestamp) -> ActiveModel {
    let StudioDetails {
        name,
        subdomain,
        business_name,
        business_address,
        business_city,
        business_state,
        business_zip,
        business_phone,
        business_email,
        logo_url,
        website_url,
        timezone,
        currency,
    } = details.clone();
    ActiveModel {
        id: NotSet,
        name: Set(name),
        subdomain: Set(subdomain),
        business_name: Set(business_name),
        business_address: Set(business_address),
        business_city: Set(business_city),
        business_state: Set(business_state),
        business_zip: Set(business_zip),
        business_phone: Set(business_phone),
        business_email: Set(business_email),
        logo_url: Set(logo_url),
        website_url: Set(website_url),
        timezone: Set(timezone),
        currency: Set(currency),
        settings: Set(Json::Object(settings.as_map().clone())),
        version: NotSet,
        created_at: NotSet,
        updated_at: Set(updated_at.naive_utc()),
    }
}
