//! Names and forms that the OpenAPI document shows and that the domain knows: one list for both.

use atelier_domain::access::{Action, Context};
use atelier_domain::events::JobState;
use atelier_domain::galleries::{
    CalendarState, GalleryMode, GalleryStatus, LimitScope, Position, SessionStatus, Visibility,
};
use atelier_domain::images::{AiLabel, ImageFormat, Preset, ProcessingState};
use atelier_domain::ingest::matching::Outcome;
use atelier_domain::ingest::{BatchSource, BatchState, Flag, StagingState, UploadState};
use atelier_domain::library::ImportStatus;
use atelier_domain::library::{Granularity, StackKind};
use atelier_domain::organizations::{MemberRole, OrganizationType};
use atelier_domain::proofing::{Decision, InteractionKind, SelectionState};
use atelier_domain::{RuleViolation, Timestamp};
use chrono::{DateTime, Datelike};
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

use crate::extract::Patch;

fn one_of(names: impl IntoIterator<Item = &'static str>) -> Schema {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).build().into()
}

fn list_of(item: Schema) -> Schema {
    ArrayBuilder::new().items(RefOr::T(item)).build().into()
}

macro_rules! names {
    ($($function:ident: $type:ty),+ $(,)?) => {$(
        pub fn $function() -> Schema {
            one_of(<$type>::ALL.iter().map(|value| value.as_str()))
        }
    )+};
}

names! {
    action: Action,
    ai_label: AiLabel,
    decision: Decision,
    selection_state: SelectionState,
    gallery_mode: GalleryMode,
    batch_source: BatchSource,
    batch_state: BatchState,
    calendar_state: CalendarState,
    gallery_status: GalleryStatus,
    import_status: ImportStatus,
    granularity: Granularity,
    interaction_type: InteractionKind,
    job_state: JobState,
    limit_scope: LimitScope,
    match_outcome: Outcome,
    member_role: MemberRole,
    organization_type: OrganizationType,
    preset: Preset,
    processing_state: ProcessingState,
    session_status: SessionStatus,
    stack_kind: StackKind,
    staging_flag: Flag,
    staging_state: StagingState,
    upload_state: UploadState,
    visibility: Visibility,
    watermark_position: Position,
}

pub fn actions() -> Schema {
    list_of(action())
}

pub fn presets() -> Schema {
    list_of(preset())
}

/// The flag of a staged file, or null for none.
pub fn staging_flag_or_null() -> Schema {
    let names = Flag::ALL.iter().map(|flag| flag.as_str().into()).chain([serde_json::Value::Null]);
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .enum_values(Some(names))
        .build()
        .into()
}

/// The kinds of people, as `UserKind` is written.
pub fn user_kind() -> Schema {
    one_of(["studio", "client", "guest", "vendor"])
}

pub fn link_state() -> Schema {
    one_of(["open", "expired", "revoked"])
}

pub fn image_type() -> Schema {
    one_of(ImageFormat::ALL.iter().map(|format| format.mime_type()))
}

pub fn context_type() -> Schema {
    one_of(Context::TYPES.iter().copied())
}

/// A JSON object of free form.
pub fn free_object() -> Schema {
    ObjectBuilder::new().schema_type(Type::Object).build().into()
}

/// Addresses by size.
pub fn addresses() -> Schema {
    let address = ObjectBuilder::new().schema_type(Type::String).build();
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(Schema::from(address)))
        .build()
        .into()
}

/// An instant that a client sends, kept to microseconds: what every database can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Moment(pub Timestamp);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let parsed = DateTime::parse_from_rfc3339(&text).map_err(|_| {
            de::Error::custom("invalid value: an RFC 3339 time such as 2027-01-31T12:00:00Z is expected")
        })?;
        DateTime::from_timestamp_micros(parsed.timestamp_micros())
            .filter(|instant| (1970..=9999).contains(&instant.year()))
            .map(Self)
            .ok_or_else(|| de::Error::custom("invalid value: the time must lie between 1970 and 9999"))
    }
}

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime);
        let object = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).format(Some(format));
        Schema::from(object.build()).into()
    }
}

impl ToSchema for Moment {}

/// The change of a field that holds an instant.
pub fn instant(change: Patch<Moment>) -> Option<Option<Timestamp>> {
    change.map(|moment| moment.0).into_change()
}

/// Text that is looked up and not stored: bounded, and without the control characters that some databases refuse.
pub fn looked_up(field: &'static str, text: &str) -> Result<String, RuleViolation> {
    atelier_domain::text::required(field, text, 255)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn moment(text: &str) -> Result<String, serde_json::Error> {
        serde_json::from_value::<Moment>(json!(text)).map(|moment| moment.0.to_rfc3339())
    }

    #[test]
    fn an_instant_is_one_that_every_database_can_hold() {
        assert_eq!(moment("2027-01-31T12:00:00.1234567+02:00").unwrap(), "2027-01-31T10:00:00.123456+00:00");
        assert_eq!(moment("2026-12-31T23:59:60Z").unwrap(), "2027-01-01T00:00:00+00:00");
        for bad in ["", "tomorrow", "2027-01-31", "+10000-01-01T00:00:00Z", "1969-12-31T23:59:59Z"] {
            assert!(moment(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_kinds_of_people_are_those_of_the_domain() {
        let kinds = atelier_domain::identity::UserKind::ALL.map(|kind| json!(kind));
        assert_eq!(json!(user_kind())["enum"], json!(kinds));
        assert_eq!(json!(atelier_domain::galleries::LinkState::Open), json!("open"));
    }
}
