//! Client organizations and their contacts.

use atelier_domain::access::{Action, Actor, Context, Unchecked, Visible};
use atelier_domain::events::EventKind;
use atelier_domain::organizations::{
    Member, MemberRole, Organization, OrganizationDetails, OrganizationType,
};
use atelier_domain::{OrganizationId, UserId, text};
use serde_json::{Map, Value, json};

use crate::identity::require_in_studio;
use crate::kernel::{Kernel, did, ensure_version};
use crate::paging::{Page, PageRequest};
use crate::ports::{Committed, NewMember, NewOrganization, OrganizationFilter, Tx};
use crate::{AppError, AppResult};

/// A new client.
#[derive(Debug, Clone, Default)]
pub struct OrganizationInput {
    pub details: OrganizationDetails,
    pub settings: Map<String, Value>,
}

/// A change to a client. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OrganizationPatch {
    pub name: Option<String>,
    pub kind: Option<OrganizationType>,
    pub billing_email: Option<Option<String>>,
    pub billing_phone: Option<Option<String>>,
    pub billing_address: Option<Option<String>>,
    pub billing_city: Option<Option<String>>,
    pub billing_state: Option<Option<String>>,
    pub billing_zip: Option<Option<String>>,
    pub vendor_number: Option<Option<String>>,
    pub insurance_code: Option<Option<String>>,
    pub payment_terms: Option<Option<String>>,
    pub tax_exempt: Option<bool>,
    /// Laid over the settings: `null` removes a key.
    pub settings: Option<Map<String, Value>>,
}

impl OrganizationPatch {
    fn over(self, old: &OrganizationDetails) -> (OrganizationDetails, Option<Map<String, Value>>) {
        let old = old.clone();
        let details = OrganizationDetails {
            name: self.name.unwrap_or(old.name),
            kind: self.kind.unwrap_or(old.kind),
            billing_email: self.billing_email.unwrap_or(old.billing_email),
            billing_phone: self.billing_phone.unwrap_or(old.billing_phone),
            billing_address: self.billing_address.unwrap_or(old.billing_address),
            billing_city: self.billing_city.unwrap_or(old.billing_city),
            billing_state: self.billing_state.unwrap_or(old.billing_state),
            billing_zip: self.billing_zip.unwrap_or(old.billing_zip),
            vendor_number: self.vendor_number.unwrap_or(old.vendor_number),
            insurance_code: self.insurance_code.unwrap_or(old.insurance_code),
            payment_terms: self.payment_terms.unwrap_or(old.payment_terms),
            tax_exempt: self.tax_exempt.unwrap_or(old.tax_exempt),
        };
        (details, self.settings)
    }
}

/// Use cases around clients.
#[derive(Clone)]
pub struct Organizations {
    kernel: Kernel,
}

impl Organizations {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    pub async fn create(
        &self,
        actor: &Actor,
        input: OrganizationInput,
    ) -> AppResult<Committed<Organization>> {
        let details = input.details.checked()?;
        let settings = Organization::checked_settings(input.settings)?;
        let tx = self.kernel.write().await?;
        require_in_studio(&tx, actor, Action::CreateOrganization).await?;
        let new = NewOrganization { studio: actor.studio, details, settings, now: actor.now };
        let organization = tx.organizations().insert(new).await?;
        let payload = json!({ "name": organization.details.name });
        let subject = Context::Organization(organization.id);
        tx.events().record(&did(actor, EventKind::OrganizationCreated, subject, payload)).await?;
        Ok(tx.commit(organization).await?)
    }

    pub async fn list(
        &self,
        actor: &Actor,
        mut filter: OrganizationFilter,
        page: PageRequest,
    ) -> AppResult<Page<Organization>> {
        filter.search = filter.search.map(|text| text::fold(&text)).filter(|text| !text.is_empty());
        let action = if filter.deleted { Action::EditOrganization } else { Action::ViewOrganization };
        let visible = Visible::to(actor, action);
        let tx = self.kernel.read().await?;
        Ok(tx.organizations().list(&visible, &filter, page).await?)
    }

    pub async fn read(&self, actor: &Actor, id: OrganizationId) -> AppResult<Organization> {
        let tx = self.kernel.read().await?;
        let organization = find(&tx, actor, id).await?.read(actor)?;
        live(organization)
    }

    pub async fn change(
        &self,
        actor: &Actor,
        id: OrganizationId,
        patch: OrganizationPatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<Organization>> {
        let tx = self.kernel.write().await?;
        // Settings alone are also the business of the client's own admins.
        let only_settings = patch.settings.is_some()
            && OrganizationPatch { settings: None, ..patch.clone() } == OrganizationPatch::default();
        let action = if only_settings { Action::ManageOrgSettings } else { Action::EditOrganization };
        let organization = find(&tx, actor, id).await?.write(actor, action)?;
        live(organization.get().clone())?;
        ensure_version(organization.get().version, expected)?;
        let organization = organization.change(|organization| {
            let (details, settings) = patch.over(&organization.details);
            organization.describe(details, actor.now)?;
            match settings {
                Some(settings) => organization.configure(&settings, actor.now),
                None => Ok(()),
            }
        })?;
        let organization = tx.organizations().update(&organization).await?;
        tx.events()
            .record(&did(actor, EventKind::OrganizationChanged, Context::Organization(id), json!({})))
            .await?;
        Ok(tx.commit(organization).await?)
    }

    /// Soft delete: it can be restored within the retention period.
    pub async fn delete(
        &self,
        actor: &Actor,
        id: OrganizationId,
        expected: Option<i64>,
    ) -> AppResult<Committed<()>> {
        let tx = self.kernel.write().await?;
        let organization = find(&tx, actor, id).await?.write(actor, Action::EditOrganization)?;
        live(organization.get().clone())?;
        ensure_version(organization.get().version, expected)?;
        let organization = organization.change(|organization| {
            organization.delete(actor.now);
            Ok(())
        })?;
        tx.organizations().update(&organization).await?;
        tx.events()
            .record(&did(actor, EventKind::OrganizationDeleted, Context::Organization(id), json!({})))
            .await?;
        Ok(tx.commit(()).await?)
    }

    pub async fn restore(&self, actor: &Actor, id: OrganizationId) -> AppResult<Committed<Organization>> {
        let tx = self.kernel.write().await?;
        let organization = find(&tx, actor, id).await?.write(actor, Action::EditOrganization)?;
        let organization = organization.change(|organization| organization.restore(actor.now))?;
        let organization = tx.organizations().update(&organization).await?;
        tx.events()
            .record(&did(actor, EventKind::OrganizationRestored, Context::Organization(id), json!({})))
            .await?;
        Ok(tx.commit(organization).await?)
    }

    pub async fn members(&self, actor: &Actor, id: OrganizationId) -> AppResult<Vec<Member>> {
        let tx = self.kernel.read().await?;
        live(find(&tx, actor, id).await?.read(actor)?)?;
        Ok(tx.organizations().members(id).await?)
    }

    /// Adds a contact, or changes how it belongs.
    pub async fn put_member(
        &self,
        actor: &Actor,
        id: OrganizationId,
        user: UserId,
        role: MemberRole,
        is_primary: bool,
    ) -> AppResult<Committed<Vec<Member>>> {
        let tx = self.kernel.write().await?;
        let organization = find(&tx, actor, id).await?.write(actor, Action::ManageOrgUsers)?;
        live(organization.get().clone())?;
        let known = tx.organizations().members(id).await?.iter().any(|member| member.user == user);
        let person = tx.users().find(actor.studio, user).await?.ok_or_else(unknown_user)?;
        // A client's admin manages the contacts that are there; the studio decides who becomes one.
        if !known && person.read(actor).is_err() {
            return Err(unknown_user());
        }
        let member = NewMember { user, role, is_primary, now: actor.now };
        tx.organizations().put_member(&organization, member).await?;
        let kind = if known { EventKind::MemberChanged } else { EventKind::MemberAdded };
        let payload = json!({ "user_id": user.0, "role": role.as_str() });
        tx.events().record(&did(actor, kind, Context::Organization(id), payload)).await?;
        let members = tx.organizations().members(id).await?;
        Ok(tx.commit(members).await?)
    }

    pub async fn remove_member(
        &self,
        actor: &Actor,
        id: OrganizationId,
        user: UserId,
    ) -> AppResult<Committed<()>> {
        let tx = self.kernel.write().await?;
        let organization = find(&tx, actor, id).await?.write(actor, Action::ManageOrgUsers)?;
        live(organization.get().clone())?;
        if !tx.organizations().remove_member(&organization, user).await? {
            return Err(AppError::NotFound);
        }
        let payload = json!({ "user_id": user.0 });
        tx.events().record(&did(actor, EventKind::MemberRemoved, Context::Organization(id), payload)).await?;
        Ok(tx.commit(()).await?)
    }
}

pub(crate) async fn find(tx: &Tx, actor: &Actor, id: OrganizationId) -> AppResult<Unchecked<Organization>> {
    tx.organizations().find(actor.studio, id).await?.ok_or(AppError::NotFound)
}

/// A deleted client is only there to be restored.
fn live(organization: Organization) -> AppResult<Organization> {
    if organization.deleted_at.is_some() { Err(AppError::NotFound) } else { Ok(organization) }
}

fn unknown_user() -> AppError {
    AppError::invalid("user_id", "unknown_user", "there is no such user")
}
