//! Rows to values of the domain, and back.

use atelier_application::ports::StoreError;
use atelier_application::ports::proofing::{Deed, Interaction, NewComment, NewInteraction, Origin};
use atelier_domain::proofing::{Comment, Decision, InteractionKind, Opinion, Pin, Proof};
use atelier_domain::{CommentId, GalleryId, ImageId, OrganizationId, ShareLinkId, StudioId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};

use super::entities::{image_comment, image_decision, image_interaction};
use crate::columns::{corrupt, instant, stored};

fn decision(stored: &str) -> Result<Decision, StoreError> {
    Decision::parse(stored).ok_or_else(|| corrupt("image_decisions.decision", stored))
}

pub(super) fn opinion(row: image_decision::Model) -> Result<Opinion, StoreError> {
    let image_decision::Model {
        id: _,
        studio_id: _,
        gallery_id: _,
        image_id: _,
        user_id: _,
        by_studio: _,
        share_link_id: _,
        decision: stored_decision,
        approved_for_marketing,
        rating,
        edit_requested: _,
        edit_notes,
        decided_at,
        content_hash,
        created_at: _,
        updated_at: _,
    } = row;
    Ok(Opinion {
        decision: decision(&stored_decision)?,
        approved_for_marketing,
        decided_at: decided_at.map(instant),
        decided_on: content_hash,
        rating,
        edit_notes,
    })
}

pub(super) fn decision_row(proof: &Proof, origin: Origin) -> image_decision::ActiveModel {
    let Proof {
        image,
        studio,
        gallery,
        organization: _,
        content_hash: _,
        groups: _,
        user,
        opinion: Opinion { decision, approved_for_marketing, decided_at, decided_on, rating, edit_notes },
    } = proof;
    let Origin { by_studio, share_link, now } = origin;
    image_decision::ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        gallery_id: Set(gallery.0),
        image_id: Set(image.0),
        user_id: Set(user.0),
        by_studio: Set(by_studio),
        share_link_id: Set(share_link.map(|link| link.0)),
        decision: Set(decision.as_str().to_owned()),
        approved_for_marketing: Set(*approved_for_marketing),
        rating: Set(*rating),
        edit_requested: Set(edit_notes.is_some()),
        edit_notes: Set(edit_notes.clone()),
        decided_at: Set(decided_at.map(stored)),
        content_hash: Set(decided_on.clone()),
        created_at: Set(stored(now)),
        updated_at: Set(stored(now)),
    }
}

pub(super) fn new_interaction_row(line: &NewInteraction) -> image_interaction::ActiveModel {
    let NewInteraction { studio, gallery, image, content_hash, user, share_link, deed, now } = line;
    let (now, kind) = (stored(*now), kind_of(deed));
    let mut row = image_interaction::ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        gallery_id: Set(gallery.map(|gallery| gallery.0)),
        image_id: Set(image.0),
        user_id: Set(Some(user.0)),
        share_link_id: Set(share_link.map(|link| link.0)),
        interaction_type: Set(kind.as_str().to_owned()),
        decision: Set(None),
        rating: Set(None),
        note: Set(None),
        approved_for_marketing: Set(None),
        edit_requested: Set(None),
        edit_notes: Set(None),
        downloaded_at: Set(None),
        ip_address: Set(None),
        content_hash: Set(content_hash.clone()),
        created_at: Set(now),
    };
    match deed {
        Deed::Rating(rating) => row.rating = Set(*rating),
        Deed::Note(note) => row.note = Set(Some(note.clone())),
        Deed::Approval { decision, for_marketing } => {
            row.decision = Set(Some(decision.as_str().to_owned()));
            row.approved_for_marketing = Set(Some(*for_marketing));
        }
        Deed::Download { address } => {
            row.downloaded_at = Set(Some(now));
            row.ip_address = Set(address.map(|address| address.to_string()));
        }
        Deed::EditRequest(notes) => {
            row.edit_requested = Set(Some(notes.is_some()));
            row.edit_notes = Set(notes.clone());
        }
    }
    row
}

fn kind_of(deed: &Deed) -> InteractionKind {
    match deed {
        Deed::Rating(_) => InteractionKind::Rating,
        Deed::Note(_) => InteractionKind::Note,
        Deed::Approval { .. } => InteractionKind::Approval,
        Deed::Download { .. } => InteractionKind::Download,
        Deed::EditRequest(_) => InteractionKind::EditRequest,
    }
}

pub(super) fn interaction(
    row: image_interaction::Model,
    user_name: Option<String>,
) -> Result<Interaction, StoreError> {
    let image_interaction::Model {
        id,
        studio_id: _,
        gallery_id: _,
        image_id: _,
        user_id,
        share_link_id,
        interaction_type,
        decision: stored_decision,
        rating,
        note,
        approved_for_marketing,
        edit_requested,
        edit_notes,
        downloaded_at,
        ip_address,
        content_hash,
        created_at,
    } = row;
    Ok(Interaction {
        id,
        kind: InteractionKind::parse(&interaction_type)
            .ok_or_else(|| corrupt("image_interactions.interaction_type", &interaction_type))?,
        user: user_id.map(UserId),
        user_name,
        share_link: share_link_id.map(ShareLinkId),
        decision: stored_decision.as_deref().map(decision).transpose()?,
        approved_for_marketing,
        rating,
        note,
        edit_requested,
        edit_notes,
        downloaded_at: downloaded_at.map(instant),
        ip_address,
        content_hash,
        created_at: instant(created_at),
    })
}

pub(super) fn comment(row: image_comment::Model, organization: i64) -> Comment {
    let image_comment::Model {
        id,
        studio_id,
        gallery_id,
        image_id,
        user_id,
        parent_id,
        body,
        pin_x,
        pin_y,
        internal,
        resolved_at,
        resolved_by_user_id,
        edited_at,
        created_at,
        deleted_at,
    } = row;
    Comment {
        id: CommentId(id),
        studio: StudioId(studio_id),
        gallery: GalleryId(gallery_id),
        organization: OrganizationId(organization),
        image: ImageId(image_id),
        author: UserId(user_id),
        parent: parent_id.map(CommentId),
        body,
        pin: pin_x.zip(pin_y).map(|(x, y)| Pin { x, y }),
        internal,
        resolved_at: resolved_at.map(instant),
        resolved_by: resolved_by_user_id.map(UserId),
        edited_at: edited_at.map(instant),
        created_at: instant(created_at),
        deleted_at: deleted_at.map(instant),
    }
}

/// What can change of a comment.
pub(super) fn comment_row(comment: &Comment) -> image_comment::ActiveModel {
    let Comment {
        id: _,
        studio: _,
        gallery: _,
        organization: _,
        image: _,
        author: _,
        parent: _,
        body,
        pin: _,
        internal: _,
        resolved_at,
        resolved_by,
        edited_at,
        created_at: _,
        deleted_at,
    } = comment;
    image_comment::ActiveModel {
        body: Set(body.clone()),
        resolved_at: Set(resolved_at.map(stored)),
        resolved_by_user_id: Set(resolved_by.map(|user| user.0)),
        edited_at: Set(edited_at.map(stored)),
        deleted_at: Set(deleted_at.map(stored)),
        ..image_comment::ActiveModel::default()
    }
}

pub(super) fn new_comment_row(new: NewComment) -> image_comment::ActiveModel {
    let NewComment { studio, gallery, image, author, parent, body, pin, internal, now } = new;
    image_comment::ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        gallery_id: Set(gallery.0),
        image_id: Set(image.0),
        user_id: Set(author.0),
        parent_id: Set(parent.map(|comment| comment.0)),
        body: Set(body),
        pin_x: Set(pin.map(|pin| pin.x)),
        pin_y: Set(pin.map(|pin| pin.y)),
        internal: Set(internal),
        resolved_at: Set(None),
        resolved_by_user_id: Set(None),
        edited_at: Set(None),
        created_at: Set(stored(now)),
        deleted_at: Set(None),
    }
}
