//! Groups of pictures as they cross the store's border.

use atelier_domain::galleries::Visibility;
use atelier_domain::images::{GroupType, ImageGroup, Owner};
use atelier_domain::{ImageGroupId, StudioId, Timestamp};

use super::Sort;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImageGroup {
    pub studio: StudioId,
    pub name: String,
    pub description: Option<String>,
    pub now: Timestamp,
}

/// Which groups of the pool a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GroupFilter {
    /// Only groups that no live owner shows, or only groups that one does.
    pub used: Option<bool>,
    pub sort: Sort,
}

/// A group as the pool's list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolGroup {
    pub group: ImageGroup,
    /// Live pictures in the group.
    pub image_count: u64,
}

/// A group as it hangs under its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupAttachment {
    pub group: ImageGroupId,
    pub name: String,
    pub description: Option<String>,
    pub group_type: GroupType,
    pub sort_order: i32,
    pub visibility: Visibility,
    /// Live pictures in the group.
    pub image_count: u64,
}

/// Where a picture or a group is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageUse {
    pub group: ImageGroupId,
    pub group_name: String,
    /// `None` where no live owner shows the group.
    pub used_by: Option<UsedBy>,
}

/// Who shows a group, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedBy {
    pub owner: Owner,
    /// A gallery's subject, a product's name.
    pub name: String,
    pub group_type: GroupType,
}
