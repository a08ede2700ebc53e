//! Client organizations and their contacts.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use atelier_application::organizations::{OrganizationInput, OrganizationPatch, Organizations};
use atelier_application::ports::OrganizationFilter;
use atelier_domain::OrganizationId;
use atelier_domain::organizations::OrganizationType;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

mod bodies;
mod members;

pub use bodies::{NewOrganization, OrganizationBody, OrganizationPatchBody};

use crate::extract::{Body, Caller, Id, IfMatch, Paging, Query, search_text};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Listing, Reply};

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(create)
        .service(list)
        .service(read)
        .service(change)
        .service(remove)
        .service(restore)
        .service(members::list)
        .service(members::put_member)
        .service(members::remove);
}

/// Which clients a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrganizationQuery {
    /// Text to find in the name or the billing e-mail.
    search: Option<String>,
    /// Only clients of this kind.
    #[serde(rename = "type")]
    #[param(rename = "type", schema_with = crate::schema::organization_type, required = false)]
    kind: Option<OrganizationType>,
    /// Deleted ones instead of live ones.
    #[serde(default)]
    deleted: bool,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
}

/// Creates a client.
///
/// Permission: can_create_organization. Errors: `invalid_setting`, `invalid_email`.
#[utoipa::path(tag = "organizations", request_body = NewOrganization,
    responses((status = 201, description = "The client", body = Envelope<OrganizationBody>)))]
#[post("/organizations")]
pub async fn create(
    organizations: Data<Organizations>,
    caller: Caller,
    body: Body<NewOrganization>,
) -> ApiResult<Reply<Envelope<OrganizationBody>>> {
    let organization = organizations.create(&caller, OrganizationInput::from(body.0)).await?.into_inner();
    let (location, version) = (format!("/api/v1/organizations/{}", organization.id), organization.version);
    Ok(Reply::created("Organization created", location, organization.into()).version(version))
}

/// Lists clients by name.
///
/// Permission: can_view_organization; for deleted ones can_edit_organization.
#[utoipa::path(tag = "organizations", params(OrganizationQuery),
    responses((status = 200, description = "A page of clients", body = Listing<OrganizationBody>)))]
#[get("/organizations")]
pub async fn list(
    organizations: Data<Organizations>,
    caller: Caller,
    query: Query<OrganizationQuery>,
) -> ApiResult<Reply<Listing<OrganizationBody>>> {
    let OrganizationQuery { search, kind, deleted, offset, limit } = query.0;
    let page = Paging { offset, limit, cursor: None }.request()?;
    let filter = OrganizationFilter { search: search_text(search.as_deref())?, kind, deleted };
    let found = organizations.list(&caller, filter, page).await?;
    Ok(Reply::page("Organizations", page, found.map(OrganizationBody::from)))
}

/// Shows a client.
///
/// Permission: can_view_organization.
#[utoipa::path(tag = "organizations", params(("organization_id" = i64, Path)),
    responses((status = 200, description = "The client", body = Envelope<OrganizationBody>)))]
#[get("/organizations/{organization_id}")]
pub async fn read(
    organizations: Data<Organizations>,
    caller: Caller,
    id: Id<OrganizationId>,
) -> ApiResult<Reply<Envelope<OrganizationBody>>> {
    let organization = organizations.read(&caller, id.0).await?;
    let version = organization.version;
    Ok(Reply::ok("The organization", organization.into()).version(version))
}

/// Changes a client.
///
/// Settings alone may also be changed by the client's own `admin` contacts (can_manage_org_settings).
///
/// Permission: can_edit_organization. Errors: `invalid_setting`, `version_mismatch`.
#[utoipa::path(tag = "organizations", params(("organization_id" = i64, Path)),
    request_body = OrganizationPatchBody,
    responses((status = 200, description = "The client", body = Envelope<OrganizationBody>)))]
#[patch("/organizations/{organization_id}")]
pub async fn change(
    organizations: Data<Organizations>,
    caller: Caller,
    id: Id<OrganizationId>,
    expected: IfMatch,
    body: Body<OrganizationPatchBody>,
) -> ApiResult<Reply<Envelope<OrganizationBody>>> {
    let patch = OrganizationPatch::from(body.0);
    let organization = organizations.change(&caller, id.0, patch, expected.0).await?.into_inner();
    let version = organization.version;
    Ok(Reply::ok("Organization changed", organization.into()).version(version))
}

/// Deletes a client; it can be restored within the retention period.
///
/// Permission: can_edit_organization. Errors: `version_mismatch`.
#[utoipa::path(tag = "organizations", params(("organization_id" = i64, Path)),
    responses((status = 200, description = "Deleted", body = Done)))]
#[delete("/organizations/{organization_id}")]
pub async fn remove(
    organizations: Data<Organizations>,
    caller: Caller,
    id: Id<OrganizationId>,
    expected: IfMatch,
) -> ApiResult<Reply<Done>> {
    organizations.delete(&caller, id.0, expected.0).await?.into_inner();
    Ok(Reply::done("Organization deleted"))
}

/// Brings a deleted client back.
///
/// Permission: can_edit_organization. Errors: `not_deleted`.
#[utoipa::path(tag = "organizations", params(("organization_id" = i64, Path)),
    responses((status = 200, description = "The client", body = Envelope<OrganizationBody>)))]
#[post("/organizations/{organization_id}/restore")]
pub async fn restore(
    organizations: Data<Organizations>,
    caller: Caller,
    id: Id<OrganizationId>,
) -> ApiResult<Reply<Envelope<OrganizationBody>>> {
    let organization = organizations.restore(&caller, id.0).await?.into_inner();
    let version = organization.version;
    Ok(Reply::ok("Organization restored", organization.into()).version(version))
}
