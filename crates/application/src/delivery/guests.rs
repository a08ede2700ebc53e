//! Those who come by a link.

use std::sync::Arc;

use atelier_domain::access::{Action, Actor, Cell, Context, Credential, Grant, HeldRole, Scope, cell};
use atelier_domain::galleries::{Gallery, GalleryStatus, LinkState, ShareLink, SharePreview};
use atelier_domain::identity::UserKind;
use atelier_domain::{GalleryId, GrantId, ShareLinkId, StudioId, Timestamp, UserId};

use crate::ports::Tx;
use crate::{AppError, AppResult};

/// A guest of the link, holding in its gallery what the matrix gives guests.
pub(crate) fn guest_of(link: &ShareLink, user: UserId, now: Timestamp) -> Actor {
    let credential = Credential::ShareLink {
        link: link.id,
        gallery: link.gallery,
        ends_at: link.expires_at,
        revoked: link.revoked_at.is_some(),
    };
    guest_in(link.studio, link.gallery, user, credential, link.expires_at, now)
}

/// Somebody who has just come in, as a preview shows it: nobody yet, so that nothing was said or chosen before.
pub(crate) fn onlooker(preview: &Arc<SharePreview>, now: Timestamp) -> Actor {
    let SharePreview { studio, gallery, ends_at, .. } = **preview;
    guest_in(studio, gallery, UserId(0), Credential::Preview(Arc::clone(preview)), Some(ends_at), now)
}

fn guest_in(
    studio: StudioId,
    gallery: GalleryId,
    user: UserId,
    credential: Credential,
    expires_at: Option<Timestamp>,
    now: Timestamp,
) -> Actor {
    let context = Context::Gallery(gallery);
    let grants =
        guest_actions().map(|action| Grant { id: GrantId(0), action, context, expires_at }).collect();
    Actor {
        user,
        studio,
        name: String::new(),
        active: true,
        roles: vec![HeldRole {
            name: UserKind::Guest.role_name().to_owned(),
            kind: UserKind::Guest,
            actions: UserKind::Guest.actions(),
        }],
        memberships: Vec::new(),
        grants,
        credential,
        now,
    }
}

/// The actor that a link makes of a guest who came by it, without its sign-in, and the gallery that it leads to.
pub(crate) async fn guest_by_link(
    tx: &Tx,
    studio: StudioId,
    user: UserId,
    link: ShareLinkId,
    now: Timestamp,
) -> AppResult<(Actor, Gallery)> {
    let system = Scope::for_job(studio, "media", now);
    let link = tx.share_links().find(studio, link).await?.ok_or(AppError::NotFound)?;
    let link = link.read(system.actor())?;
    ensure_link_open(&link, now)?;
    let gallery = tx.galleries().find(studio, link.gallery).await?.ok_or(AppError::NotFound)?;
    let gallery = gallery.read(system.actor())?;
    ensure_gallery_open(&gallery)?;
    let found = tx.users().find(studio, user).await?.ok_or(AppError::NotFound)?;
    if !found.read(system.actor())?.is_active {
        return Err(AppError::NotFound);
    }
    Ok((guest_of(&link, user, now), gallery))
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
