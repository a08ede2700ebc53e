//! A set of pictures for one client.

use super::{GalleryMode, ProofingSettings};
use crate::access::{Action, Context, Facts, Path, Protected};
use crate::{GalleryId, ImageId, OrganizationId, RuleViolation, StudioId, Timestamp, UserId, text};

/// Who may see a group under its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Visibility {
    /// Whoever may see the owner.
    #[default]
    Public,
    /// Signed-in members only; no guest by any route.
    Members,
    /// The studio's own people.
    Studio,
}

impl Visibility {
    pub const ALL: [Self; 3] = [Self::Public, Self::Members, Self::Studio];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Members => "members",
            Self::Studio => "studio",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|visibility| visibility.as_str() == name)
    }
}

/// Where a gallery is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum GalleryStatus {
    /// The client works with it.
    Active,
    /// The client is done; it can still be seen.
    Completed,
    /// Put away: its links are closed until it comes back.
    Archived,
}

impl GalleryStatus {
    pub const ALL: [Self; 3] = [Self::Active, Self::Completed, Self::Archived];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Completed => "completed",
            Self::Archived => "archived",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// The transition table. Work may be reopened, and an archived gallery comes back to where it was.
    pub const fn may_become(self, next: Self) -> bool {
        use GalleryStatus::{Active, Archived, Completed};
        matches!(
            (self, next),
            (Active, Completed | Archived) | (Completed, Active | Archived) | (Archived, Active | Completed)
        )
    }
}

/// A set of pictures for one client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gallery {
    pub id: GalleryId,
    pub studio: StudioId,
    pub organization: OrganizationId,
    pub details: GalleryDetails,
    /// The picture that stands for it, where somebody chose one; always one that its groups hold.
    pub primary_image: Option<ImageId>,
    pub status: GalleryStatus,
    pub ai_enabled: bool,
    pub mode: GalleryMode,
    pub proofing: ProofingSettings,
    /// Live pictures in its groups, each counted once.
    pub image_count: i32,
    /// Live pictures in its groups that somebody outside the studio has approved.
    pub approved_count: i32,
    pub download_count: i32,
    pub last_activity_at: Option<Timestamp>,
    pub delivered_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
    pub archived_at: Option<Timestamp>,
    pub created_by: Option<UserId>,
    /// Grows whenever the pictures in it change; the list's ETag is made of it.
    pub content_version: i64,
    /// Grows whenever somebody says something about a picture in it; 0 as long as nobody has.
    pub proofing_version: i64,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// What is written on a gallery's cover.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GalleryDetails {
    /// Who or what was photographed.
    pub subject_name: String,
    pub description: Option<String>,
}

impl GalleryDetails {
    pub fn checked(self) -> Result<Self, RuleViolation> {
        Ok(Self {
            subject_name: text::required("subject_name", &self.subject_name, text::NAME_MAX)?,
            description: text::optional("description", self.description.as_deref(), 5_000)?,
        })
    }
}

impl Gallery {
    pub fn describe(&mut self, details: GalleryDetails, now: Timestamp) -> Result<(), RuleViolation> {
        self.details = details.checked()?;
        self.touch(now);
        Ok(())
    }

    pub fn complete(&mut self, now: Timestamp) -> Result<(), RuleViolation> {
        self.become_status(GalleryStatus::Completed, now)?;
        self.completed_at = Some(now);
        Ok(())
    }

    pub fn archive(&mut self, now: Timestamp) -> Result<(), RuleViolation> {
        self.become_status(GalleryStatus::Archived, now)?;
        self.archived_at = Some(now);
        Ok(())
    }

    /// Back to work, from completed or archived.
    pub fn reactivate(&mut self, now: Timestamp) -> Result<(), RuleViolation> {
        self.become_status(GalleryStatus::Active, now)?;
        self.completed_at = None;
        self.archived_at = None;
        Ok(())
    }

    fn become_status(&mut self, next: GalleryStatus, now: Timestamp) -> Result<(), RuleViolation> {
        if !self.status.may_become(next) {
            return Err(RuleViolation::conflict(
                "invalid_transition",
                format!("a gallery that is {} cannot become {}", self.status.as_str(), next.as_str()),
            ));
        }
        self.status = next;
        self.touch(now);
        Ok(())
    }

    /// Pictures go into an archived gallery only after it came back.
    pub fn accepts_images(&self) -> Result<(), RuleViolation> {
        if self.status == GalleryStatus::Archived {
            return Err(RuleViolation::conflict("gallery_archived", "this gallery is archived"));
        }
        Ok(())
    }

    /// Changes whether it is proofed, and within which limits. What people have said so far stays.
    pub fn proof_by(
        &mut self,
        mode: GalleryMode,
        settings: ProofingSettings,
        now: Timestamp,
    ) -> Result<(), RuleViolation> {
        self.proofing = settings.checked()?;
        self.mode = mode;
        self.touch(now);
        Ok(())
    }

    /// Whether people may say anything about the pictures.
    pub fn accepts_proofing(&self) -> Result<(), RuleViolation> {
        self.accepts_images()?;
        if self.mode == GalleryMode::Presentation {
            return Err(RuleViolation::conflict("presentation_only", "this gallery is only to be looked at"));
        }
        Ok(())
    }

    /// Whether people may still decide about the pictures.
    pub fn accepts_decisions(&self) -> Result<(), RuleViolation> {
        self.accepts_proofing()?;
        if self.status == GalleryStatus::Completed {
            return Err(RuleViolation::conflict("gallery_completed", "this gallery is completed"));
        }
        Ok(())
    }

    /// Whether people may still rate the pictures.
    pub fn accepts_ratings(&self) -> Result<(), RuleViolation> {
        self.accepts_decisions()?;
        if !self.proofing.ratings_enabled {
            return Err(RuleViolation::conflict(
                "ratings_disabled",
                "pictures are not rated in this gallery",
            ));
        }
        Ok(())
    }

    /// Whether people may comment on the pictures. A completed gallery can still be talked about.
    pub fn accepts_comments(&self) -> Result<(), RuleViolation> {
        self.accepts_proofing()?;
        if !self.proofing.comments_enabled {
            let message = "pictures are not commented on in this gallery";
            return Err(RuleViolation::conflict("comments_disabled", message));
        }
        Ok(())
    }

    /// Soft delete: the row stays for the retention period, its links close.
    pub fn delete(&mut self, now: Timestamp) {
        self.deleted_at.get_or_insert(now);
        self.updated_at = now;
    }

    pub fn restore(&mut self, now: Timestamp) -> Result<(), RuleViolation> {
        if self.deleted_at.take().is_none() {
            return Err(RuleViolation::conflict("not_deleted", "this gallery is not deleted"));
        }
        self.touch(now);
        Ok(())
    }

    fn touch(&mut self, now: Timestamp) {
        self.updated_at = now;
        self.last_activity_at = Some(now);
    }
}

impl Protected for Gallery {
    const VIEW: Action = Action::ViewGallery;

    fn facts(&self) -> Facts {
        let contexts = vec![Context::Gallery(self.id), Context::Organization(self.organization)];
        let path =
            if self.deleted_at.is_none() { Path::public(contexts) } else { Path::studio_only(contexts) };
        Facts { studio: self.studio, paths: vec![path] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_status_becomes_itself_and_every_other_step_is_allowed() {
        for from in GalleryStatus::ALL {
            for to in GalleryStatus::ALL {
                assert_eq!(from.may_become(to), from != to);
            }
        }
    }
}
