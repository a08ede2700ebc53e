//! How a selection is written.

use atelier_application::ports::selections::SelectionEntry;
use atelier_application::products::PriceInput;
use atelier_application::selections::{SelectionInput, SelectionPatch};
use atelier_domain::ImageId;
use atelier_domain::proofing::{Selection, SelectionState, SelectionTerms};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Patch, not_null};
use crate::money::MoneyBody;

/// A new selection.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Album", "included": 10, "extra_price": {"amount": "15.00", "currency": "USD"}}))]
pub struct NewSelection {
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    #[schema(max_length = 2000)]
    note: Option<String>,
    /// So many pictures are included. For the studio, like the other terms.
    #[schema(minimum = 1, maximum = 5000)]
    included: Option<i32>,
    /// What each further one costs. Without a price the included ones are all that there can be.
    extra_price: Option<MoneyBody>,
    /// So many at most, included and further ones.
    #[schema(minimum = 1, maximum = 5000)]
    max_images: Option<i32>,
}

impl From<NewSelection> for SelectionInput {
    fn from(body: NewSelection) -> Self {
        let NewSelection { name, note, included, extra_price, max_images } = body;
        Self { name, note, included, extra_price: extra_price.map(typed), max_images }
    }
}

/// A change to a selection: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SelectionPatch, example = json!({"included": 12}))]
pub struct SelectionPatchBody {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1, max_length = 255)]
    name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 2000)]
    note: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 5000)]
    included: Patch<i32>,
    #[serde(default)]
    #[schema(value_type = Option<MoneyBody>)]
    extra_price: Patch<MoneyBody>,
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 5000)]
    max_images: Patch<i32>,
}

impl From<SelectionPatchBody> for SelectionPatch {
    fn from(body: SelectionPatchBody) -> Self {
        let SelectionPatchBody { name, note, included, extra_price, max_images } = body;
        Self {
            name,
            note: note.into_change(),
            included: included.into_change(),
            extra_price: extra_price.map(typed).into_change(),
            max_images: max_images.into_change(),
        }
    }
}

fn typed(price: MoneyBody) -> PriceInput {
    let MoneyBody { amount, currency } = price;
    PriceInput { amount, currency }
}

/// A named list of pictures of a gallery.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Selection)]
pub struct SelectionBody {
    #[schema(example = 9)]
    id: i64,
    gallery_id: i64,
    /// Whose list it is; null where all visitors of the gallery choose together.
    user_id: Option<i64>,
    user_name: Option<String>,
    #[schema(example = "Album")]
    name: String,
    note: Option<String>,
    #[schema(schema_with = crate::schema::selection_state)]
    state: SelectionState,
    /// How many pictures are in it.
    #[schema(example = 12)]
    image_count: u64,
    /// Those of them that the caller sees, in the list's order. Only with `include=image_ids`, and not where the gallery's
    /// lists hold more than 10,000 pictures before the end of this one: read it by pages then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, example = json!([812, 811]))]
    image_ids: Option<Vec<i64>>,
    #[schema(example = 10)]
    included: Option<i32>,
    extra_price: Option<MoneyBody>,
    max_images: Option<i32>,
    /// How many pictures are beyond the included ones.
    #[schema(example = 2)]
    extra_count: u64,
    /// What those cost together.
    extra_total: Option<MoneyBody>,
    submitted_at: Option<DateTime<Utc>>,
    submitted_by_user_id: Option<i64>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<SelectionEntry> for SelectionBody {
    fn from(entry: SelectionEntry) -> Self {
        let SelectionEntry { selection, owner_name, image_count, image_ids } = entry;
        let Selection {
            id,
            studio: _,
            gallery,
            organization: _,
            owner,
            name,
            note,
            terms,
            state,
            submitted_at,
            submitted_by,
            version,
            created_at,
            updated_at,
        } = selection;
        let SelectionTerms { included, extra_price, max_images } = terms;
        Self {
            id: id.0,
            gallery_id: gallery.0,
            user_id: owner.map(i64::from),
            user_name: owner_name,
            name,
            note,
            state,
            image_count,
            image_ids: image_ids.map(|ids| ids.into_iter().map(|id| id.0).collect()),
            included,
            extra_price: extra_price.map(MoneyBody::from),
            max_images,
            extra_count: terms.extra(image_count),
            extra_total: terms.extra_total(image_count).map(MoneyBody::from),
            submitted_at,
            submitted_by_user_id: submitted_by.map(i64::from),
            version,
            created_at,
            updated_at,
        }
    }
}

/// Pictures of the gallery, in order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"image_ids": [812, 811, 815]}))]
pub struct SelectedImages {
    #[schema(min_items = 1, max_items = 1000)]
    image_ids: Vec<i64>,
}

impl SelectedImages {
    pub fn ids(self) -> Vec<ImageId> {
        self.image_ids.into_iter().map(ImageId).collect()
    }
}
