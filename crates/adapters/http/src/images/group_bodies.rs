//! How a group is written, in the pool and under its owners.

use atelier_application::images::{
    GroupInput, GroupPatch, GroupsWanted, Hanging, HungGroup, PoolGroupInput, PoolGroupPatch,
};
use atelier_application::ports::{GroupAttachment, PoolGroup};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::ImageGroup;
use atelier_domain::{ImageGroupId, ImageId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Patch, included, not_null};
use crate::galleries::{GalleryImageBody, PLACEHOLDER};
use crate::problem::{ApiResult, FieldError, Problem};

/// A group as it hangs under its owner.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImageGroup)]
pub struct GroupBody {
    #[schema(example = 31)]
    id: i64,
    #[schema(example = "Behind the scenes")]
    name: String,
    description: Option<String>,
    #[serde(rename = "type")]
    #[schema(rename = "type", example = "behind_the_scenes")]
    group_type: String,
    sort_order: i32,
    #[schema(schema_with = crate::schema::visibility)]
    visibility: Visibility,
    /// Live pictures in the group.
    image_count: u64,
    /// The first pictures; only with `include=images`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    images: Option<Vec<GalleryImageBody>>,
}

impl From<GroupAttachment> for GroupBody {
    fn from(attachment: GroupAttachment) -> Self {
        HungGroup { attachment, pictures: None }.into()
    }
}

impl From<HungGroup> for GroupBody {
    fn from(hung: HungGroup) -> Self {
        let HungGroup { attachment, pictures } = hung;
        let GroupAttachment { group, name, description, group_type, sort_order, visibility, image_count } =
            attachment;
        let group_type = group_type.as_str().to_owned();
        let images = pictures.map(|pictures| pictures.into_iter().map(GalleryImageBody::from).collect());
        Self { id: group.0, name, description, group_type, sort_order, visibility, image_count, images }
    }
}

/// What a list of groups can bring along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Include {
    Images,
    Placeholder,
}

impl Include {
    const WORDS: [&str; 2] = ["images", PLACEHOLDER];

    fn parse(word: &str) -> Option<Self> {
        match word {
            "images" => Some(Self::Images),
            PLACEHOLDER => Some(Self::Placeholder),
            _ => None,
        }
    }
}

/// Which groups of an owner, and how much of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GroupsQuery {
    /// Only groups of this type.
    #[serde(rename = "type")]
    #[param(rename = "type", pattern = "^[a-z0-9_]{1,50}$")]
    group_type: Option<String>,
    /// `images` brings each group's first pictures along, `images,placeholder` each of those with what stands for it until
    /// it has come.
    #[param(pattern = "^(images|placeholder)(,(images|placeholder))*$", example = "images,placeholder")]
    include: Option<String>,
    /// How many pictures of each group.
    #[param(minimum = 1, maximum = 100, default = 50)]
    image_limit: Option<u64>,
}

impl GroupsQuery {
    pub fn wanted(self) -> ApiResult<GroupsWanted> {
        let Self { group_type, include, image_limit } = self;
        let limit = image_limit.unwrap_or(50);
        if !(1..=100).contains(&limit) {
            let message = "image_limit must be 1 to 100";
            return Err(Problem::invalid(vec![FieldError::parameter(
                "image_limit",
                "out_of_range",
                message,
            )]));
        }
        let wanted = included(include.as_deref(), Include::parse, &Include::WORDS)?;
        let pictures = wanted.contains(&Include::Images).then_some(limit);
        Ok(GroupsWanted { group_type, pictures, placeholders: wanted.contains(&Include::Placeholder) })
    }
}

/// Which attachment is meant where a group hangs with several types.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HungAs {
    /// The type with which the group hangs; needed only if there are several.
    #[serde(rename = "type")]
    #[param(rename = "type", pattern = "^[a-z0-9_]{1,50}$")]
    pub group_type: Option<String>,
}

/// A new group under an owner.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Behind the scenes", "type": "behind_the_scenes", "visibility": "members"}))]
pub struct NewGroup {
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    #[schema(max_length = 5000)]
    description: Option<String>,
    /// What it is for; any word of this form will do.
    #[serde(rename = "type")]
    #[schema(rename = "type", pattern = "^[a-z0-9_]{1,50}$")]
    group_type: String,
    /// `public`: whoever sees the owner; `members`: no guests; `studio`: the studio's own people.
    #[serde(default)]
    #[schema(schema_with = crate::schema::visibility, required = false)]
    visibility: Visibility,
}

impl From<NewGroup> for GroupInput {
    fn from(body: NewGroup) -> Self {
        let NewGroup { name, description, group_type, visibility } = body;
        Self { name, description, group_type, visibility }
    }
}

/// How a group of the pool is to hang.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GroupHanging, example = json!({"type": "main", "visibility": "public"}))]
pub struct HangingBody {
    /// What it is for here; the same group can be something else elsewhere.
    #[serde(rename = "type")]
    #[schema(rename = "type", pattern = "^[a-z0-9_]{1,50}$")]
    group_type: String,
    /// Named every time, so that nothing becomes public by being left out.
    #[schema(schema_with = crate::schema::visibility)]
    visibility: Visibility,
    /// Without it the group hangs last, or stays where it is.
    #[schema(minimum = 0)]
    sort_order: Option<i32>,
}

impl From<HangingBody> for Hanging {
    fn from(body: HangingBody) -> Self {
        let HangingBody { group_type, visibility, sort_order } = body;
        Self { group_type, visibility, sort_order }
    }
}

/// A change to a group: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImageGroupPatch, example = json!({"visibility": "studio", "sort_order": 2}))]
pub struct GroupPatchBody {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1, max_length = 255)]
    name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 5000)]
    description: Patch<String>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(schema_with = crate::schema::visibility, required = false)]
    visibility: Option<Visibility>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = i32, minimum = 0)]
    sort_order: Option<i32>,
}

impl From<GroupPatchBody> for GroupPatch {
    fn from(body: GroupPatchBody) -> Self {
        let GroupPatchBody { name, description, visibility, sort_order } = body;
        Self { name, description: description.into_change(), visibility, sort_order }
    }
}

/// One group of an owner, as one of its types.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupPlace {
    group_id: i64,
    #[serde(rename = "type")]
    #[schema(rename = "type", pattern = "^[a-z0-9_]{1,50}$")]
    group_type: String,
}

/// The groups of an owner in their new order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"groups": [{"group_id": 31, "type": "lookbook_summer_2026"}, {"group_id": 30, "type": "main"}]}))]
pub struct GroupOrder {
    #[schema(max_items = 100)]
    groups: Vec<GroupPlace>,
}

impl GroupOrder {
    pub fn places(self) -> Vec<(ImageGroupId, String)> {
        self.groups.into_iter().map(|place| (ImageGroupId(place.group_id), place.group_type)).collect()
    }
}

/// A group of the pool.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PoolGroup)]
pub struct PoolGroupBody {
    #[schema(example = 31)]
    id: i64,
    #[schema(example = "Red T-shirt, studio shots")]
    name: String,
    description: Option<String>,
    /// Live pictures in the group.
    image_count: u64,
    /// Grows also when the pictures in it change, or their order.
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<PoolGroup> for PoolGroupBody {
    fn from(group: PoolGroup) -> Self {
        let PoolGroup { group, image_count } = group;
        let ImageGroup { id, studio: _, name, description, version, created_at, updated_at, placements: _ } =
            group;
        Self { id: id.0, name, description, image_count, version, created_at, updated_at }
    }
}

/// A new group of the pool.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Red T-shirt, studio shots"}))]
pub struct NewPoolGroup {
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    #[schema(max_length = 5000)]
    description: Option<String>,
}

impl From<NewPoolGroup> for PoolGroupInput {
    fn from(body: NewPoolGroup) -> Self {
        let NewPoolGroup { name, description } = body;
        Self { name, description }
    }
}

/// A change to a group of the pool: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PoolGroupPatch, example = json!({"description": null}))]
pub struct PoolGroupPatchBody {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1, max_length = 255)]
    name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 5000)]
    description: Patch<String>,
}

impl From<PoolGroupPatchBody> for PoolGroupPatch {
    fn from(body: PoolGroupPatchBody) -> Self {
        let PoolGroupPatchBody { name, description } = body;
        Self { name, description: description.into_change() }
    }
}

/// Pictures of the pool, in order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"image_ids": [812, 811, 815]}))]
pub struct ImageIds {
    #[schema(min_items = 1, max_items = 5000)]
    image_ids: Vec<i64>,
}

impl ImageIds {
    pub fn ids(self) -> Vec<ImageId> {
        self.image_ids.into_iter().map(ImageId).collect()
    }
}

/// How many pictures a request moved.
#[derive(Debug, Serialize, ToSchema)]
pub struct Moved {
    #[schema(example = 3)]
    pub count: u64,
}
