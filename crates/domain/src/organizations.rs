//! Client companies and their contacts.

use serde_json::{Map, Value};

use crate::access::{Action, Context, Facts, Path, Protected};
use crate::settings::{Kind, Settings};
use crate::{OrganizationId, RuleViolation, StudioId, Timestamp, UserId, text};

/// A client of the studio: a company, an agency or a private person.
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    pub id: OrganizationId,
    pub studio: StudioId,
    pub details: OrganizationDetails,
    pub settings: Settings,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// What kind of client it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum OrganizationType {
    #[default]
    Corporate,
    Individual,
    Agency,
}

impl OrganizationType {
    pub const ALL: [Self; 3] = [Self::Corporate, Self::Individual, Self::Agency];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Corporate => "corporate",
            Self::Individual => "individual",
            Self::Agency => "agency",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What is written on the client's card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrganizationDetails {
    pub name: String,
    pub kind: OrganizationType,
    pub billing_email: Option<String>,
    pub billing_phone: Option<String>,
    pub billing_address: Option<String>,
    pub billing_city: Option<String>,
    pub billing_state: Option<String>,
    pub billing_zip: Option<String>,
    /// The number under which the client lists the studio.
    pub vendor_number: Option<String>,
    pub insurance_code: Option<String>,
    /// As agreed, such as "Net 30".
    pub payment_terms: Option<String>,
    pub tax_exempt: bool,
}

impl OrganizationDetails {
    /// Trims and checks every field.
    pub fn checked(self) -> Result<Self, RuleViolation> {
        let o = text::optional;
        Ok(Self {
            name: text::required("name", &self.name, text::NAME_MAX)?,
            kind: self.kind,
            billing_email: self.billing_email.map(|raw| text::email("billing_email", &raw)).transpose()?,
            billing_phone: o("billing_phone", self.billing_phone.as_deref(), 50)?,
            billing_address: o("billing_address", self.billing_address.as_deref(), 255)?,
            billing_city: o("billing_city", self.billing_city.as_deref(), 100)?,
            billing_state: o("billing_state", self.billing_state.as_deref(), 50)?,
            billing_zip: o("billing_zip", self.billing_zip.as_deref(), 20)?,
            vendor_number: o("vendor_number", self.vendor_number.as_deref(), 100)?,
            insurance_code: o("insurance_code", self.insurance_code.as_deref(), 100)?,
            payment_terms: o("payment_terms", self.payment_terms.as_deref(), 50)?,
            tax_exempt: self.tax_exempt,
        })
    }
}

const SETTINGS: &[(&str, Kind)] = &[
    ("email_notifications", Kind::Flags),
    ("ai_portraits_enabled", Kind::Flag),
    ("default_session_type", Kind::Text(50)),
    ("po_required", Kind::Flag),
];

impl Organization {
    /// Checks settings; keys that this version does not know are kept.
    pub fn checked_settings(raw: Map<String, Value>) -> Result<Settings, RuleViolation> {
        Settings::checked(raw, SETTINGS)
    }

    pub fn describe(&mut self, details: OrganizationDetails, now: Timestamp) -> Result<(), RuleViolation> {
        self.details = details.checked()?;
        self.updated_at = now;
        Ok(())
    }

    pub fn configure(&mut self, patch: &Map<String, Value>, now: Timestamp) -> Result<(), RuleViolation> {
        self.settings = Self::checked_settings(self.settings.merged(patch))?;
        self.updated_at = now;
        Ok(())
    }

    /// Soft delete: the row stays for the retention period.
    pub fn delete(&mut self, now: Timestamp) {
        self.deleted_at.get_or_insert(now);
        self.updated_at = now;
    }

    pub fn restore(&mut self, now: Timestamp) -> Result<(), RuleViolation> {
        if self.deleted_at.take().is_none() {
            return Err(RuleViolation::conflict("not_deleted", "this organization is not deleted"));
        }
        self.updated_at = now;
        Ok(())
    }
}

impl Protected for Organization {
    const VIEW: Action = Action::ViewOrganization;

    fn facts(&self) -> Facts {
        Facts { studio: self.studio, paths: vec![Path::public(vec![Context::Organization(self.id)])] }
    }
}

/// What a contact does for its organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum MemberRole {
    /// Galleries, not invoices.
    MarketingContact,
    /// Invoices, not galleries.
    BillingContact,
    /// Both, and the other members.
    Admin,
}

impl MemberRole {
    pub const ALL: [Self; 3] = [Self::MarketingContact, Self::BillingContact, Self::Admin];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MarketingContact => "marketing_contact",
            Self::BillingContact => "billing_contact",
            Self::Admin => "admin",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// A person of the studio's address book who belongs to a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub organization: OrganizationId,
    pub user: UserId,
    pub name: String,
    pub email: Option<String>,
    pub role: MemberRole,
    /// The one who is written to first. At most one per organization.
    pub is_primary: bool,
    pub created_at: Timestamp,
}
