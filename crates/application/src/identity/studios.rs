//! The studio's own card and settings.

use atelier_domain::access::{Action, Actor, Context};
use atelier_domain::events::EventKind;
use atelier_domain::identity::{Studio, StudioDetails};
use serde_json::{Map, Value, json};

use super::require_in_studio;
use crate::kernel::{Kernel, did, ensure_version};
use crate::paging::{Page, PageRequest};
use crate::ports::{AuditEntry, Committed};
use crate::{AppError, AppResult};

/// A change to the studio. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default)]
pub struct StudioPatch {
    pub name: Option<String>,
    pub subdomain: Option<Option<String>>,
    pub business_name: Option<String>,
    pub business_address: Option<Option<String>>,
    pub business_city: Option<Option<String>>,
    pub business_state: Option<Option<String>>,
    pub business_zip: Option<Option<String>>,
    pub business_phone: Option<Option<String>>,
    pub business_email: Option<Option<String>>,
    pub logo_url: Option<Option<String>>,
    pub website_url: Option<Option<String>>,
    pub timezone: Option<String>,
    pub currency: Option<String>,
    /// Laid over the settings: `null` removes a key.
    pub settings: Option<Map<String, Value>>,
}

impl StudioPatch {
    fn over(self, old: &StudioDetails) -> (StudioDetails, Option<Map<String, Value>>) {
        let old = old.clone();
        let details = StudioDetails {
            name: self.name.unwrap_or(old.name),
            subdomain: self.subdomain.unwrap_or(old.subdomain),
            business_name: self.business_name.unwrap_or(old.business_name),
            business_address: self.business_address.unwrap_or(old.business_address),
            business_city: self.business_city.unwrap_or(old.business_city),
            business_state: self.business_state.unwrap_or(old.business_state),
            business_zip: self.business_zip.unwrap_or(old.business_zip),
            business_phone: self.business_phone.unwrap_or(old.business_phone),
            business_email: self.business_email.unwrap_or(old.business_email),
            logo_url: self.logo_url.unwrap_or(old.logo_url),
            website_url: self.website_url.unwrap_or(old.website_url),
            timezone: self.timezone.unwrap_or(old.timezone),
            currency: self.currency.unwrap_or(old.currency),
        };
        (details, self.settings)
    }
}

/// The studio's card, settings and audit log.
#[derive(Clone)]
pub struct Studios {
    kernel: Kernel,
}

impl Studios {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    /// The actor's own studio.
    pub async fn read(&self, actor: &Actor) -> AppResult<Studio> {
        let tx = self.kernel.read().await?;
        let studio = tx.studios().find(actor.studio).await?.ok_or(AppError::NotFound)?;
        Ok(studio.read(actor)?)
    }

    pub async fn change(
        &self,
        actor: &Actor,
        patch: StudioPatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<Studio>> {
        let tx = self.kernel.write().await?;
        tx.studios().lock(actor.studio).await?;
        let studio = tx.studios().find(actor.studio).await?.ok_or(AppError::NotFound)?;
        let studio = studio.write(actor, Action::ManageStudioSettings)?;
        ensure_version(studio.get().version, expected)?;
        let studio = studio.change(|studio| {
            let (details, settings) = patch.over(&studio.details);
            studio.describe(details, actor.now)?;
            match settings {
                Some(settings) => studio.configure(&settings, actor.now),
                None => Ok(()),
            }
        })?;
        let studio = tx.studios().update(&studio).await?;
        let event = did(actor, EventKind::StudioChanged, Context::Studio(studio.id), json!({}));
        tx.events().record(&event).await?;
        Ok(tx.commit(studio).await?)
    }

    /// What happened in the studio, newest first.
    pub async fn audit_log(&self, actor: &Actor, page: PageRequest) -> AppResult<Page<AuditEntry>> {
        let tx = self.kernel.read().await?;
        require_in_studio(&tx, actor, Action::ViewAuditLog).await?;
        Ok(tx.events().audit(actor.studio, page).await?)
    }
}
