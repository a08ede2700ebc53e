//! How a client is written.

use atelier_application::organizations::{OrganizationInput, OrganizationPatch};
use atelier_domain::organizations::{Organization, OrganizationDetails, OrganizationType};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::extract::{Patch, not_null};

/// A new client.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Fjord Shipping AS", "type": "corporate", "billing_email": "invoice@fjord.example",
    "payment_terms": "Net 30", "settings": {"po_required": true}
}))]
pub struct NewOrganization {
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    #[serde(rename = "type", default)]
    #[schema(rename = "type", schema_with = crate::schema::organization_type, required = false)]
    kind: OrganizationType,
    #[schema(max_length = 255)]
    billing_email: Option<String>,
    #[schema(max_length = 50)]
    billing_phone: Option<String>,
    #[schema(max_length = 255)]
    billing_address: Option<String>,
    #[schema(max_length = 100)]
    billing_city: Option<String>,
    #[schema(max_length = 50)]
    billing_state: Option<String>,
    #[schema(max_length = 20)]
    billing_zip: Option<String>,
    /// The number under which the client lists the studio.
    #[schema(max_length = 100)]
    vendor_number: Option<String>,
    #[schema(max_length = 100)]
    insurance_code: Option<String>,
    /// As agreed, such as "Net 30".
    #[schema(max_length = 50)]
    payment_terms: Option<String>,
    #[serde(default)]
    tax_exempt: bool,
    #[serde(default)]
    #[schema(schema_with = crate::schema::free_object, required = false)]
    settings: Map<String, Value>,
}

impl From<NewOrganization> for OrganizationInput {
    fn from(body: NewOrganization) -> Self {
        let NewOrganization {
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
            settings,
        } = body;
        let details = OrganizationDetails {
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
        };
        Self { details, settings }
    }
}

/// A change to a client: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrganizationPatch, example = json!({"payment_terms": "Net 14", "insurance_code": null}))]
pub struct OrganizationPatchBody {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1, max_length = 255)]
    name: Option<String>,
    #[serde(default, deserialize_with = "not_null", rename = "type")]
    #[schema(rename = "type", schema_with = crate::schema::organization_type, required = false)]
    kind: Option<OrganizationType>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    billing_email: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    billing_phone: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    billing_address: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    billing_city: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    billing_state: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    billing_zip: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    vendor_number: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    insurance_code: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    payment_terms: Patch<String>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = bool)]
    tax_exempt: Option<bool>,
    /// Laid over the settings: objects are merged one level deep, `null` removes a key.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(schema_with = crate::schema::free_object, required = false)]
    settings: Option<Map<String, Value>>,
}

impl From<OrganizationPatchBody> for OrganizationPatch {
    fn from(body: OrganizationPatchBody) -> Self {
        let OrganizationPatchBody {
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
            settings,
        } = body;
        Self {
            name,
            kind,
            billing_email: billing_email.into_change(),
            billing_phone: billing_phone.into_change(),
            billing_address: billing_address.into_change(),
            billing_city: billing_city.into_change(),
            billing_state: billing_state.into_change(),
            billing_zip: billing_zip.into_change(),
            vendor_number: vendor_number.into_change(),
            insurance_code: insurance_code.into_change(),
            payment_terms: payment_terms.into_change(),
            tax_exempt,
            settings,
        }
    }
}

/// A client of the studio: a company, an agency or a private person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Organization)]
pub struct OrganizationBody {
    #[schema(example = 5)]
    id: i64,
    #[schema(example = "Fjord Shipping AS")]
    name: String,
    #[serde(rename = "type")]
    #[schema(rename = "type", schema_with = crate::schema::organization_type)]
    kind: OrganizationType,
    billing_email: Option<String>,
    billing_phone: Option<String>,
    billing_address: Option<String>,
    billing_city: Option<String>,
    billing_state: Option<String>,
    billing_zip: Option<String>,
    vendor_number: Option<String>,
    insurance_code: Option<String>,
    #[schema(example = "Net 30")]
    payment_terms: Option<String>,
    tax_exempt: bool,
    #[schema(schema_with = crate::schema::free_object)]
    settings: Map<String, Value>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
}

impl From<Organization> for OrganizationBody {
    fn from(organization: Organization) -> Self {
        let Organization { id, studio: _, details, settings, version, created_at, updated_at, deleted_at } =
            organization;
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
        Self {
            id: id.0,
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
            settings: settings.into_map(),
            version,
            created_at,
            updated_at,
            deleted_at,
        }
    }
}
