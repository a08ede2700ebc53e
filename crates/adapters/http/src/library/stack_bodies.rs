//! How stacks are written.

use atelier_application::library::{StackInput, StackPatch, SuggestInput};
use atelier_application::ports::stacks::{StackEntry, StackedPhoto};
use atelier_domain::library::{PhotoStack, StackKind, StackSuggestion};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::local_time::LocalTime;
use crate::extract::{Patch, not_null};

/// A new stack.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPhotoStack, example = json!({"kind": "burst", "hothashes": [
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"]}))]
pub struct NewStack {
    #[schema(schema_with = crate::schema::stack_kind)]
    kind: StackKind,
    #[schema(max_length = 255)]
    title: Option<String>,
    /// Its photos in order.
    #[schema(min_items = 2, max_items = 200)]
    hothashes: Vec<String>,
    /// The one that stands for the stack; the first one without it.
    cover: Option<String>,
}

impl From<NewStack> for StackInput {
    fn from(body: NewStack) -> Self {
        let NewStack { kind, title, hothashes, cover } = body;
        Self { kind, title, hothashes, cover }
    }
}

/// A change to a stack: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PhotoStackPatch, example = json!({"kind": "panorama", "title": "Lofoten"}))]
pub struct StackPatchBody {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(schema_with = crate::schema::stack_kind, required = false)]
    kind: Option<StackKind>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 255)]
    title: Patch<String>,
    /// The hothash of one of its photos; `null` leaves it to the first one.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    cover: Patch<String>,
}

impl From<StackPatchBody> for StackPatch {
    fn from(body: StackPatchBody) -> Self {
        let StackPatchBody { kind, title, cover } = body;
        Self { kind, title: title.into_change(), cover: cover.into_change() }
    }
}

/// Photos, in order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"hothashes": ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]}))]
pub struct StackedPhotos {
    #[schema(min_items = 1, max_items = 200)]
    pub(super) hothashes: Vec<String>,
}

/// Which stacks a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StackQuery {
    /// Only those of this kind.
    #[param(schema_with = crate::schema::stack_kind, required = false)]
    pub(super) kind: Option<StackKind>,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    pub(super) offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    pub(super) limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    pub(super) cursor: Option<String>,
}

/// Photos that belong together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PhotoStack)]
pub struct StackBody {
    #[schema(example = 4)]
    id: i64,
    #[schema(schema_with = crate::schema::stack_kind)]
    kind: StackKind,
    title: Option<String>,
    /// The hothash of the photo that stands for it: the chosen one, or else the first one.
    cover: Option<String>,
    #[schema(example = 3)]
    photo_count: usize,
    /// Its photos in order.
    hothashes: Vec<String>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<StackEntry> for StackBody {
    fn from(entry: StackEntry) -> Self {
        let cover = entry.cover().map(|photo| photo.hothash.to_string());
        let StackEntry { stack, photos } = entry;
        let PhotoStack {
            id,
            studio: _,
            owner: _,
            kind,
            title,
            // Told by its hothash above.
            cover: _,
            version,
            created_at,
            updated_at,
        } = stack;
        let hothashes: Vec<String> =
            photos.into_iter().map(|StackedPhoto { id: _, hothash }| hothash.to_string()).collect();
        Self {
            id: id.0,
            kind,
            title,
            cover,
            photo_count: hothashes.len(),
            hothashes,
            version,
            created_at,
            updated_at,
        }
    }
}

/// What is left of a stack.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PhotoStackRemains)]
pub struct StackRemains {
    /// Null where too few photos are left to be one.
    pub(super) stack: Option<StackBody>,
}

/// Among which photos stacks are looked for, and how close in time.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PhotoStackSearch, example = json!({"within_seconds": 2}))]
pub struct SuggestBody {
    /// From one photo to the next.
    #[schema(minimum = 1, maximum = 60, default = 2)]
    within_seconds: Option<i64>,
    /// At or after this, by the camera's clock.
    taken_after: Option<LocalTime>,
    /// Before or at this, by the camera's clock.
    taken_before: Option<LocalTime>,
}

impl From<SuggestBody> for SuggestInput {
    fn from(body: SuggestBody) -> Self {
        let SuggestBody { within_seconds, taken_after, taken_before } = body;
        Self {
            within_seconds,
            taken_after: taken_after.map(|time| time.0),
            taken_before: taken_before.map(|time| time.0),
        }
    }
}

/// Photos that seem to belong together, ready to be sent as a new stack.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PhotoStackSuggestion)]
pub struct SuggestionBody {
    #[schema(schema_with = crate::schema::stack_kind)]
    kind: StackKind,
    /// In the order in which they were taken.
    hothashes: Vec<String>,
    /// When the first and the last one were taken, by the camera's clock.
    first_taken_at: Option<LocalTime>,
    last_taken_at: Option<LocalTime>,
}

impl From<StackSuggestion> for SuggestionBody {
    fn from(suggestion: StackSuggestion) -> Self {
        let StackSuggestion { kind, shots } = suggestion;
        let at = |micros: i64| DateTime::from_timestamp_micros(micros).map(|at| LocalTime(at.naive_utc()));
        Self {
            kind,
            first_taken_at: shots.first().and_then(|shot| at(shot.taken)),
            last_taken_at: shots.last().and_then(|shot| at(shot.taken)),
            hothashes: shots.into_iter().map(|shot| shot.hothash.to_string()).collect(),
        }
    }
}
