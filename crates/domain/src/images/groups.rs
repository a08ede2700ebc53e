//! Named containers of pictures, and where they hang.

use super::Owner;
use crate::access::{Action, Context, Facts, Path, Protected};
use crate::galleries::Visibility;
use crate::{ImageGroupId, OrganizationId, RuleViolation, StudioId, Timestamp, text};

/// One place in which a picture is shown: in a group, and perhaps through it under an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    pub group: ImageGroupId,
    /// The live row that shows the group, and the client to whom that row belongs, if it belongs to one.
    pub owner: Option<(Owner, Option<OrganizationId>)>,
    pub visibility: Visibility,
}

impl Placement {
    pub(super) fn path(&self, own: Option<Context>) -> Path {
        let mut contexts: Vec<Context> = own.into_iter().collect();
        contexts.push(Context::ImageGroup(self.group));
        if let Some((owner, organization)) = self.owner {
            contexts.push(owner.context());
            contexts.extend(organization.map(Context::Organization));
        }
        Path { contexts, visibility: self.visibility }
    }
}

/// A named container of pictures, for any number of galleries and products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageGroup {
    pub id: ImageGroupId,
    pub studio: StudioId,
    pub name: String,
    pub description: Option<String>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Where it is shown; storage fills this in.
    pub placements: Vec<Placement>,
}

impl ImageGroup {
    pub fn describe(
        &mut self,
        name: &str,
        description: Option<&str>,
        now: Timestamp,
    ) -> Result<(), RuleViolation> {
        self.name = text::required("name", name, text::NAME_MAX)?;
        self.description = text::optional("description", description, 5_000)?;
        self.updated_at = now;
        Ok(())
    }
}

impl Protected for ImageGroup {
    const VIEW: Action = Action::ViewGallery;

    fn facts(&self) -> Facts {
        let mut paths = vec![Path::studio_only(vec![Context::ImageGroup(self.id)])];
        paths.extend(self.placements.iter().map(|placement| placement.path(None)));
        Facts { studio: self.studio, paths }
    }
}

/// The purpose that a group serves for its owner: `main`, `behind_the_scenes`, `lookbook_summer_2026`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct GroupType(String);

impl GroupType {
    /// Names to offer; any other of the same form will do.
    pub const SUGGESTIONS: &'static [&'static str] = &[
        "main",
        "main_exhibit",
        "behind_the_scenes",
        "primary_artist",
        "guest_artist_feature",
        "photographs",
        "sketches",
        "official_gallery",
        "customer_photos",
        "product_shots",
        "how_to_use",
        "packaging",
    ];

    /// 1 to 50 lower-case letters, digits and underscores.
    pub fn parse(raw: &str) -> Result<Self, RuleViolation> {
        let ok = (1..=50).contains(&raw.len())
            && raw.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if ok {
            Ok(Self(raw.to_owned()))
        } else {
            Err(RuleViolation::invalid(
                "type",
                "invalid_group_type",
                "a group type has 1 to 50 lower-case letters, digits and underscores",
            ))
        }
    }

    /// The type of the group that an upload goes to when none is named.
    pub fn main() -> Self {
        Self("main".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for GroupType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn group_types_have_one_form() {
        for good in GroupType::SUGGESTIONS {
            assert!(GroupType::parse(good).is_ok());
        }
        for bad in ["", "Main", "a b", "å", &"a".repeat(51)] {
            assert!(GroupType::parse(bad).is_err(), "{bad}");
        }
    }
}
