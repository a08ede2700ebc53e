//! The tenant.

use serde_json::{Map, Value};

use crate::access::{Action, Context, Facts, Path, Protected};
use crate::money::Currency;
use crate::settings::{Kind, Settings};
use crate::{RuleViolation, StudioId, Timestamp, text};

/// A photography studio. Every other row belongs to exactly one.
#[derive(Debug, Clone, PartialEq)]
pub struct Studio {
    pub id: StudioId,
    pub details: StudioDetails,
    pub settings: Settings,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What a studio says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StudioDetails {
    pub name: String,
    /// A DNS label, unique in the installation. It also names the studio at sign-in.
    pub subdomain: Option<String>,
    pub business_name: String,
    pub business_address: Option<String>,
    pub business_city: Option<String>,
    pub business_state: Option<String>,
    pub business_zip: Option<String>,
    pub business_phone: Option<String>,
    pub business_email: Option<String>,
    pub logo_url: Option<String>,
    pub website_url: Option<String>,
    /// IANA zone name.
    pub timezone: String,
    /// ISO 4217 code.
    pub currency: String,
}

impl StudioDetails {
    /// Trims and checks every field.
    pub fn checked(self) -> Result<Self, RuleViolation> {
        let o = text::optional;
        Ok(Self {
            name: text::required("name", &self.name, text::NAME_MAX)?,
            subdomain: self.subdomain.map(|raw| subdomain(&raw)).transpose()?,
            business_name: text::required("business_name", &self.business_name, text::NAME_MAX)?,
            business_address: o("business_address", self.business_address.as_deref(), 255)?,
            business_city: o("business_city", self.business_city.as_deref(), 100)?,
            business_state: o("business_state", self.business_state.as_deref(), 50)?,
            business_zip: o("business_zip", self.business_zip.as_deref(), 20)?,
            business_phone: o("business_phone", self.business_phone.as_deref(), 50)?,
            business_email: self.business_email.map(|raw| text::email("business_email", &raw)).transpose()?,
            logo_url: text::web_url("logo_url", self.logo_url.as_deref(), 500)?,
            website_url: text::web_url("website_url", self.website_url.as_deref(), 500)?,
            timezone: text::timezone("timezone", &self.timezone)?,
            currency: Currency::parse("currency", &self.currency)?.to_string(),
        })
    }
}

fn subdomain(raw: &str) -> Result<String, RuleViolation> {
    let label = raw.trim().to_ascii_lowercase();
    let inner_ok = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let edges_ok = !label.starts_with('-') && !label.ends_with('-');
    if label.is_empty() || label.len() > 63 || !inner_ok || !edges_ok {
        return Err(RuleViolation::invalid(
            "subdomain",
            "invalid_subdomain",
            "a subdomain has 1 to 63 letters, digits and inner dashes",
        ));
    }
    Ok(label)
}

const SETTINGS: &[(&str, Kind)] = &[
    ("invoice_prefix", Kind::Text(20)),
    ("default_payment_terms", Kind::Whole(0, 365)),
    ("mileage_rate", Kind::Number(0.0)),
    ("rates", Kind::Rates),
    ("features", Kind::Flags),
    ("ingest", Kind::Flags),
];

impl Studio {
    /// Checks settings; keys that this version does not know are kept.
    pub fn checked_settings(raw: Map<String, Value>) -> Result<Settings, RuleViolation> {
        Settings::checked(raw, SETTINGS)
    }

    /// Whether files of the tray that belong somewhere without a doubt go there without a question.
    pub fn assigns_by_itself(&self) -> bool {
        let ingest = self.settings.get("ingest");
        ingest.and_then(|ingest| ingest.get("auto_assign")).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Replaces what the studio says of itself.
    pub fn describe(&mut self, details: StudioDetails, now: Timestamp) -> Result<(), RuleViolation> {
        self.details = details.checked()?;
        self.updated_at = now;
        Ok(())
    }

    /// Lays `patch` over the settings.
    pub fn configure(&mut self, patch: &Map<String, Value>, now: Timestamp) -> Result<(), RuleViolation> {
        self.settings = Self::checked_settings(self.settings.merged(patch))?;
        self.updated_at = now;
        Ok(())
    }
}

impl Protected for Studio {
    const VIEW: Action = Action::ManageStudioSettings;

    fn facts(&self) -> Facts {
        Facts { studio: self.id, paths: vec![Path::public(vec![Context::Studio(self.id)])] }
    }
}
