//! Remarks on a picture, in threads.

use crate::access::{Action, Context, Facts, Path, Protected};
use crate::{
    CommentId, GalleryId, ImageId, OrganizationId, RuleViolation, StudioId, Timestamp, UserId, text,
};

/// The longest comment, in characters.
pub const COMMENT_MAX: usize = 2_000;

/// A point on a picture: 0 to 1 from its left and from its top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pin {
    pub x: f64,
    pub y: f64,
}

impl Pin {
    pub fn checked(self) -> Result<Self, RuleViolation> {
        let inside = |field: &'static str, value: f64| {
            if (0.0..=1.0).contains(&value) {
                Ok(())
            } else {
                Err(RuleViolation::invalid(field, "out_of_range", "a pin lies between 0 and 1"))
            }
        };
        inside("pin.x", self.x)?;
        inside("pin.y", self.y)?;
        Ok(self)
    }
}

/// A remark that begins a thread, or an answer in one.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    pub id: CommentId,
    pub studio: StudioId,
    pub gallery: GalleryId,
    /// The gallery's owner; storage fills this in.
    pub organization: OrganizationId,
    pub image: ImageId,
    pub author: UserId,
    /// The remark that this one answers. Answers have no answers.
    pub parent: Option<CommentId>,
    pub body: String,
    pub pin: Option<Pin>,
    /// For the studio's own people alone.
    pub internal: bool,
    pub resolved_at: Option<Timestamp>,
    pub resolved_by: Option<UserId>,
    pub edited_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

impl Comment {
    /// The text of a comment, if it can be one.
    pub fn checked_body(raw: &str) -> Result<String, RuleViolation> {
        text::required("body", raw, COMMENT_MAX)
    }

    /// Rewords it.
    pub fn edit(&mut self, body: &str, now: Timestamp) -> Result<(), RuleViolation> {
        self.body = Self::checked_body(body)?;
        self.edited_at = Some(now);
        Ok(())
    }

    /// Takes it back: its place in the thread stays, its words are told to nobody.
    pub fn delete(&mut self, now: Timestamp) {
        self.deleted_at.get_or_insert(now);
    }

    /// The thread is settled; doing it twice changes nothing.
    pub fn resolve(&mut self, by: UserId, now: Timestamp) -> Result<(), RuleViolation> {
        self.ensure_begins_thread()?;
        if self.resolved_at.is_none() {
            self.resolved_at = Some(now);
            self.resolved_by = Some(by);
        }
        Ok(())
    }

    /// The thread is open again.
    pub fn reopen(&mut self) -> Result<(), RuleViolation> {
        self.ensure_begins_thread()?;
        self.resolved_at = None;
        self.resolved_by = None;
        Ok(())
    }

    /// Answers go to the remark that begins a thread.
    pub fn ensure_begins_thread(&self) -> Result<(), RuleViolation> {
        if self.parent.is_some() {
            let message = "this comment is an answer; name the one that begins the thread";
            return Err(RuleViolation::conflict("not_a_thread", message));
        }
        Ok(())
    }
}

impl Protected for Comment {
    const VIEW: Action = Action::ViewGallery;

    /// Whoever asks for a comment has come by its picture, so the ways to that one have been asked about.
    fn facts(&self) -> Facts {
        let contexts = vec![
            Context::Image(self.image),
            Context::Gallery(self.gallery),
            Context::Organization(self.organization),
        ];
        let path = if self.internal { Path::studio_only(contexts) } else { Path::public(contexts) };
        Facts { studio: self.studio, paths: vec![path] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(parent: Option<CommentId>) -> Comment {
        Comment {
            id: CommentId(2),
            studio: StudioId(1),
            gallery: GalleryId(1),
            organization: OrganizationId(1),
            image: ImageId(1),
            author: UserId(1),
            parent,
            body: "Too dark".to_owned(),
            pin: None,
            internal: false,
            resolved_at: None,
            resolved_by: None,
            edited_at: None,
            created_at: Timestamp::UNIX_EPOCH,
            deleted_at: None,
        }
    }

    #[test]
    fn a_pin_lies_on_the_picture() {
        assert!(Pin { x: 0.0, y: 1.0 }.checked().is_ok());
        for (x, y) in [(-0.001, 0.5), (0.5, 1.001), (f64::NAN, 0.5), (0.5, f64::INFINITY)] {
            assert_eq!(Pin { x, y }.checked().unwrap_err().code, "out_of_range");
        }
    }

    #[test]
    fn threads_are_resolved_and_answers_are_not() {
        let now = Timestamp::UNIX_EPOCH;
        let mut answer = comment(Some(CommentId(1)));
        assert_eq!(answer.resolve(UserId(3), now).unwrap_err().code, "not_a_thread");
        let mut thread = comment(None);
        thread.resolve(UserId(3), now).unwrap();
        thread.resolve(UserId(4), now).unwrap();
        assert_eq!(thread.resolved_by, Some(UserId(3)));
        thread.reopen().unwrap();
        assert_eq!((thread.resolved_at, thread.resolved_by), (None, None));
    }

    #[test]
    fn an_internal_comment_has_no_way_for_others() {
        let internal = Comment { internal: true, ..comment(None) };
        assert_eq!(internal.facts().paths[0].visibility, crate::galleries::Visibility::Studio);
    }
}
