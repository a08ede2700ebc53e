//! Those who come by a link.

use atelier_domain::access::{Action, Actor, Cell, Context, Credential, Grant, HeldRole, cell};
use atelier_domain::galleries::{Gallery, GalleryStatus, LinkState, ShareLink};
use atelier_domain::identity::UserKind;
use atelier_domain::{GrantId, Timestamp, UserId};

use crate::{AppError, AppResult};

/// A guest of the link, holding in its gallery what the matrix gives guests.
pub(crate) fn guest_of(link: &ShareLink, user: UserId, now: Timestamp) -> Actor {
    let grants = guest_actions()
        .map(|action| Grant {
            id: GrantId(0),
            action,
            context: Context::Gallery(link.gallery),
            expires_at: link.expires_at,
        })
        .collect();
    Actor {
        user,
        studio: link.studio,
        name: String::new(),
        active: true,
        roles: vec![HeldRole {
            name: UserKind::Guest.role_name().to_owned(),
            kind: UserKind::Guest,
            actions: UserKind::Guest.actions(),
        }],
        memberships: Vec::new(),
        grants,
        credential: Credential::ShareLink {
            link: link.id,
            gallery: link.gallery,
            ends_at: link.expires_at,
            revoked: link.revoked_at.is_some(),
        },
        now,
    }
}

/// What a guest is granted in the gallery of its link.
pub(crate) fn guest_actions() -> impl Iterator<Item = Action> {
    Action::ALL.iter().copied().filter(|&action| cell(action, UserKind::Guest) == Cell::ByRole)
}

/// 410 for a link that is closed.
pub(crate) fn ensure_link_open(link: &ShareLink, now: Timestamp) -> AppResult<()> {
    match link.state(now) {
        LinkState::Open => Ok(()),
        LinkState::Expired => {
            Err(AppError::Gone { code: "share_link_expired", message: "this link has expired" })
        }
        LinkState::Revoked => {
            Err(AppError::Gone { code: "share_link_revoked", message: "this link has been withdrawn" })
        }
    }
}

/// 410 for a gallery that its links do not open at present.
pub(crate) fn ensure_gallery_open(gallery: &Gallery) -> AppResult<()> {
    if gallery.deleted_at.is_some() || gallery.status == GalleryStatus::Archived {
        return Err(AppError::Gone { code: "gallery_closed", message: "this gallery is closed" });
    }
    Ok(())
}
