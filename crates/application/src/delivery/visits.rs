//! Who holds an address: the actor that it was made for, as it stands now.

use atelier_domain::access::{Actor, Credential, Scope};
use atelier_domain::galleries::Gallery;
use atelier_domain::{ApiTokenId, ShareLinkId, StudioId, UserId};

use super::Delivery;
use super::guests::{ensure_gallery_open, ensure_link_open, guest_of};
use super::terms::Viewer;
use crate::ports::Tx;
use crate::{AppError, AppResult};

/// For whom an address was made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holder {
    pub(super) studio: StudioId,
    pub(super) user: UserId,
    /// The link by which a guest came.
    pub(super) link: Option<ShareLinkId>,
    /// The token by which a program asked.
    pub(super) api_token: Option<ApiTokenId>,
}

/// The holder with its rights and terms of this moment.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) actor: Actor,
    pub(super) viewer: Viewer,
    /// The gallery to which a guest's link leads.
    pub(super) gallery: Option<Gallery>,
}

impl Delivery {
    /// Asks everything anew, outside of any transaction: an address made before a link was revoked opens nothing
    /// afterwards.
    pub(super) async fn visit(&self, holder: Holder) -> AppResult<Visit> {
        let actor = match (holder.link, holder.api_token) {
            (Some(_), _) => None,
            (None, Some(token)) => self.actors.of_api_token(holder.studio, token).await?,
            (None, None) => self.actors.of_user(holder.user).await?,
        };
        let tx = self.kernel.read().await?;
        let (actor, gallery) = match (actor, holder.link) {
            (Some(actor), _) => (actor, None),
            (None, Some(link)) => {
                let (actor, gallery) = self.guest(&tx, holder, link).await?;
                (actor, Some(gallery))
            }
            (None, None) => return Err(AppError::NotFound),
        };
        if actor.studio != holder.studio {
            return Err(AppError::NotFound);
        }
        let viewer = Viewer::of(&tx, &actor).await?;
        Ok(Visit { actor, viewer, gallery })
    }

    /// The actor that a link makes of whoever holds an address signed for it, and the gallery that it leads to.
    async fn guest(&self, tx: &Tx, holder: Holder, link: ShareLinkId) -> AppResult<(Actor, Gallery)> {
        let now = self.kernel.now();
        let system = Scope::for_job(holder.studio, "media", now);
        let link = tx.share_links().find(holder.studio, link).await?.ok_or(AppError::NotFound)?;
        let link = link.read(system.actor())?;
        ensure_link_open(&link, now)?;
        let gallery = tx.galleries().find(holder.studio, link.gallery).await?.ok_or(AppError::NotFound)?;
        let gallery = gallery.read(system.actor())?;
        ensure_gallery_open(&gallery)?;
        let user = tx.users().find(holder.studio, holder.user).await?.ok_or(AppError::NotFound)?;
        if !user.read(system.actor())?.is_active {
            return Err(AppError::NotFound);
        }
        Ok((guest_of(&link, holder.user, now), gallery))
    }
}

impl Visit {
    pub(super) fn is_guest(&self) -> bool {
        matches!(self.actor.credential, Credential::ShareLink { .. })
    }
}
