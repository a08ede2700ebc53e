//! The studio's own card, settings and audit log.

use actix_web::web::Data;
use actix_web::{get, patch};
use atelier_application::identity::{StudioPatch, Studios};
use atelier_application::ports::AuditEntry;
use atelier_domain::identity::{Studio, StudioDetails};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::extract::{Body, Caller, IfMatch, Paging, Patch, Query, not_null};
use crate::problem::ApiResult;
use crate::reply::{Envelope, Listing, Reply};

/// A photography studio.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Studio)]
pub struct StudioBody {
    #[schema(example = 1)]
    id: i64,
    #[schema(example = "Nordlys Foto")]
    name: String,
    subdomain: Option<String>,
    business_name: String,
    business_address: Option<String>,
    business_city: Option<String>,
    business_state: Option<String>,
    business_zip: Option<String>,
    business_phone: Option<String>,
    business_email: Option<String>,
    logo_url: Option<String>,
    website_url: Option<String>,
    #[schema(example = "Europe/Oslo")]
    timezone: String,
    #[schema(example = "NOK")]
    currency: String,
    #[schema(schema_with = crate::schema::free_object)]
    settings: Map<String, Value>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<Studio> for StudioBody {
    fn from(studio: Studio) -> Self {
        let Studio { id, details, settings, version, created_at, updated_at } = studio;
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
        } = details;
        Self {
            id: id.0,
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
            settings: settings.into_map(),
            version,
            created_at,
            updated_at,
        }
    }
}

/// A change to the studio: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StudioPatch, example = json!({"settings": {"invoice_prefix": "NL-", "mileage_rate": 3.5}}))]
pub struct StudioPatchBody {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1, max_length = 255)]
    name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    subdomain: Patch<String>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1, max_length = 255)]
    business_name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    business_address: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    business_city: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    business_state: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    business_zip: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    business_phone: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    business_email: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    logo_url: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    website_url: Patch<String>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String)]
    timezone: Option<String>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, pattern = "^[A-Z]{3}$")]
    currency: Option<String>,
    /// Laid over the settings: objects are merged one level deep, `null` removes a key.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(schema_with = crate::schema::free_object, required = false)]
    settings: Option<Map<String, Value>>,
}

impl From<StudioPatchBody> for StudioPatch {
    fn from(body: StudioPatchBody) -> Self {
        let StudioPatchBody {
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
        } = body;
        Self {
            name,
            subdomain: subdomain.into_change(),
            business_name,
            business_address: business_address.into_change(),
            business_city: business_city.into_change(),
            business_state: business_state.into_change(),
            business_zip: business_zip.into_change(),
            business_phone: business_phone.into_change(),
            business_email: business_email.into_change(),
            logo_url: logo_url.into_change(),
            website_url: website_url.into_change(),
            timezone,
            currency,
            settings,
        }
    }
}

/// A line of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct AuditBody {
    id: i64,
    #[schema(example = "gallery.created")]
    kind: String,
    #[schema(example = "gallery")]
    subject_type: Option<String>,
    subject_id: Option<i64>,
    /// Who did it; null for the program itself.
    actor_user_id: Option<i64>,
    actor_name: Option<String>,
    /// Ids and plain facts.
    #[schema(value_type = Object)]
    payload: Value,
    occurred_at: DateTime<Utc>,
}

impl From<AuditEntry> for AuditBody {
    fn from(entry: AuditEntry) -> Self {
        let AuditEntry { id, kind, subject_type, subject_id, actor, actor_name, payload, occurred_at } =
            entry;
        let actor_user_id = actor.map(i64::from);
        Self { id, kind, subject_type, subject_id, actor_user_id, actor_name, payload, occurred_at }
    }
}

/// Shows the own studio.
///
/// Permission: can_manage_studio_settings.
#[utoipa::path(tag = "studio",
    responses((status = 200, description = "The studio", body = Envelope<StudioBody>)))]
#[get("/studio")]
pub async fn read(studios: Data<Studios>, caller: Caller) -> ApiResult<Reply<Envelope<StudioBody>>> {
    let studio = studios.read(&caller).await?;
    let version = studio.version;
    Ok(Reply::ok("The studio", studio.into()).version(version))
}

/// Changes the own studio and its settings.
///
/// Permission: can_manage_studio_settings. Errors: `subdomain_taken`, `invalid_setting`, `version_mismatch`.
#[utoipa::path(tag = "studio", request_body = StudioPatchBody,
    responses((status = 200, description = "The studio", body = Envelope<StudioBody>)))]
#[patch("/studio")]
pub async fn change(
    studios: Data<Studios>,
    caller: Caller,
    expected: IfMatch,
    body: Body<StudioPatchBody>,
) -> ApiResult<Reply<Envelope<StudioBody>>> {
    let studio = studios.change(&caller, body.0.into(), expected.0).await?.into_inner();
    let version = studio.version;
    Ok(Reply::ok("Studio changed", studio.into()).version(version))
}

/// Lists what happened in the studio, newest first.
///
/// Permission: can_view_audit_log.
#[utoipa::path(tag = "studio", params(Paging),
    responses((status = 200, description = "A page of the audit log", body = Listing<AuditBody>)))]
#[get("/audit-log")]
pub async fn audit_log(
    studios: Data<Studios>,
    caller: Caller,
    query: Query<Paging>,
) -> ApiResult<Reply<Listing<AuditBody>>> {
    let page = query.0.request()?;
    let entries = studios.audit_log(&caller, page).await?;
    Ok(Reply::page("Audit log", page, entries.map(AuditBody::from)))
}
