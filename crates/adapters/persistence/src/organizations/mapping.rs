//! Rows to values of the domain, and back.

use atelier_application::ports::{NewOrganization, StoreError};
use atelier_domain::organizations::{MemberRole, Organization, OrganizationDetails, OrganizationType};
use atelier_domain::settings::Settings;
use atelier_domain::{OrganizationId, StudioId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::prelude::Json;

use super::entities::organization;
use crate::columns::{corrupt, instant, json_object, stored};
use crate::values::{key, search_key};

/// The length of `organizations.name_key`.
const NAME_KEY_MAX: usize = 512;

pub(super) fn to_domain(row: organization::Model) -> Result<Organization, StoreError> {
    let organization::Model {
        id,
        studio_id,
        name,
        name_key: _,
        search_key: _,
        kind,
        billing_email,
        billing_phone,
        billing_address,
        billing_city,
        billing_state,
        billing_zip,
        vendor_number,
        insurance_code,
        payment_terms,
        tax_exempt,
        settings,
        version,
        created_at,
        updated_at,
        deleted_at,
    } = row;
    let kind = OrganizationType::parse(&kind).ok_or_else(|| corrupt("organizations.type", &kind))?;
    Ok(Organization {
        id: OrganizationId(id),
        studio: StudioId(studio_id),
        details: OrganizationDetails {
            name,
            kind,
            billing_email,
            billing_phone,
            billing_address,
            billing_city,
            billing_state,
            billing_zip,
            vendor_number,
            insurance_code,
            payment_terms,
            tax_exempt,
        },
        settings: Settings::stored(json_object("organizations.settings", settings)?),
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
        deleted_at: deleted_at.map(instant),
    })
}

/// Every column of `organization` with the next version.
pub(super) fn to_row(organization: &Organization) -> organization::ActiveModel {
    let Organization { id: _, studio: _, details, settings, version, created_at: _, updated_at, deleted_at } =
        organization;
    organization::ActiveModel {
        settings: Set(Json::Object(settings.as_map().clone())),
        version: Set(version + 1),
        updated_at: Set(stored(*updated_at)),
        deleted_at: Set(deleted_at.map(stored)),
        ..details_row(details)
    }
}

pub(super) fn new_row(new: NewOrganization) -> organization::ActiveModel {
    let NewOrganization { studio, details, settings, now } = new;
    organization::ActiveModel {
        studio_id: Set(studio.0),
        settings: Set(Json::Object(settings.into_map())),
        version: Set(1),
        created_at: Set(stored(now)),
        updated_at: Set(stored(now)),
        deleted_at: Set(None),
        ..details_row(&details)
    }
}

fn details_row(details: &OrganizationDetails) -> organization::ActiveModel {
    let OrganizationDetails {
        name,
        kind,
        billing_email,
        billing_phone,
        billing_address,
        billing_city,
        billing_state,
        billing_zip,
        vendor_number,
        insurance_code,
        payment_terms,
        tax_exempt,
    } = details;
    organization::ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        name: Set(name.clone()),
        name_key: Set(key(name, NAME_KEY_MAX)),
        search_key: Set(search_key(&[Some(name), billing_email.as_deref()])),
        kind: Set(kind.as_str().to_owned()),
        billing_email: Set(billing_email.clone()),
        billing_phone: Set(billing_phone.clone()),
        billing_address: Set(billing_address.clone()),
        billing_city: Set(billing_city.clone()),
        billing_state: Set(billing_state.clone()),
        billing_zip: Set(billing_zip.clone()),
        vendor_number: Set(vendor_number.clone()),
        insurance_code: Set(insurance_code.clone()),
        payment_terms: Set(payment_terms.clone()),
        tax_exempt: Set(*tax_exempt),
        settings: NotSet,
        version: NotSet,
        created_at: NotSet,
        updated_at: NotSet,
        deleted_at: NotSet,
    }
}

pub(super) fn member_role(stored: &str) -> Result<MemberRole, StoreError> {
    MemberRole::parse(stored).ok_or_else(|| corrupt("organization_user.role", stored))
}
