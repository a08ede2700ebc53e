//! What the permission function needs to know of a row.

use super::Action;
use crate::galleries::Visibility;
use crate::{GalleryId, ImageGroupId, ImageId, OrganizationId, ProductId, StudioId, UserId};

/// A place in which a permission can be granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    Studio(StudioId),
    Organization(OrganizationId),
    Gallery(GalleryId),
    Product(ProductId),
    ImageGroup(ImageGroupId),
    Image(ImageId),
    User(UserId),
}

impl Context {
    /// The name in `permission_contexts.contextable_type`.
    pub const fn type_name(self) -> &'static str {
        match self {
            Context::Studio(_) => "studio",
            Context::Organization(_) => "organization",
            Context::Gallery(_) => "gallery",
            Context::Product(_) => "product",
            Context::ImageGroup(_) => "image_group",
            Context::Image(_) => "image",
            Context::User(_) => "user",
        }
    }

    /// The number in `permission_contexts.contextable_id`.
    pub const fn raw_id(self) -> i64 {
        match self {
            Context::Studio(StudioId(id))
            | Context::Organization(OrganizationId(id))
            | Context::Gallery(GalleryId(id))
            | Context::Product(ProductId(id))
            | Context::ImageGroup(ImageGroupId(id))
            | Context::Image(ImageId(id))
            | Context::User(UserId(id)) => id,
        }
    }

    /// The context that storage or a request names, if there is such a type.
    pub fn parse(type_name: &str, id: i64) -> Option<Self> {
        Some(match type_name {
            "studio" => Context::Studio(StudioId(id)),
            "organization" => Context::Organization(OrganizationId(id)),
            "gallery" => Context::Gallery(GalleryId(id)),
            "product" => Context::Product(ProductId(id)),
            "image_group" => Context::ImageGroup(ImageGroupId(id)),
            "image" => Context::Image(ImageId(id)),
            "user" => Context::User(UserId(id)),
            _ => return None,
        })
    }

    /// The names that [`Context::parse`] knows.
    pub const TYPES: &'static [&'static str] =
        &["studio", "organization", "gallery", "product", "image_group", "image", "user"];
}

/// One way in which a row hangs in the studio: itself and its ancestors, nearest first.
///
/// A gallery has one path. A pooled image has one for each group and each gallery or product that shows it, and one of
/// its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The row and its ancestors, without the studio, which every row has.
    pub contexts: Vec<Context>,
    /// Who may go along this path at all.
    pub visibility: Visibility,
}

impl Path {
    pub fn public(contexts: Vec<Context>) -> Self {
        Self { contexts, visibility: Visibility::Public }
    }

    /// Only people of the studio go along it.
    pub fn studio_only(contexts: Vec<Context>) -> Self {
        Self { contexts, visibility: Visibility::Studio }
    }
}

/// All that is known of a row for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub studio: StudioId,
    /// Access along any one of them is access.
    pub paths: Vec<Path>,
}

/// A row that the permission function guards.
pub trait Protected {
    /// The permission without which the row does not exist for the asker.
    const VIEW: Action;

    fn facts(&self) -> Facts;
}
