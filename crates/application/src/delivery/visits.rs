//! Who holds an address: the actor that it was made for, as it stands now.

use std::sync::Arc;

use atelier_domain::access::Actor;
use atelier_domain::galleries::{Gallery, SharePreview};
use atelier_domain::images::Preset;
use atelier_domain::{ApiTokenId, ShareLinkId, StudioId, Timestamp, UserId};

use super::Delivery;
use super::files::{Signed, Wanted};
use super::guests::guest_by_link;
use super::terms::Viewer;
use crate::ports::MediaClaims;
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

/// What an address asks for, and who asks.
pub(super) struct Asked {
    pub(super) visit: Visit,
    pub(super) wanted: Wanted,
    pub(super) signed: Signed,
    pub(super) expires_at: Timestamp,
}

impl Delivery {
    /// Reads an address, be it a viewer's own or a preview's.
    pub(super) async fn asked(&self, preset: Preset, token: &str) -> AppResult<Asked> {
        if SharePreview::has_mark(token) {
            return self.asked_through_preview(preset, token).await;
        }
        let claims = self.issuer.verify_media(token, self.kernel.now()).map_err(|_| AppError::NotFound)?;
        if claims.preset != preset {
            return Err(AppError::NotFound);
        }
        let MediaClaims { studio, user, link, api_token, expires_at, .. } = claims;
        let visit = self.visit(Holder { studio, user, link, api_token }).await?;
        let wanted = Wanted { image: claims.image, preset, download: claims.download, index: None };
        let signed = Signed { version: claims.version, rendition: claims.rendition };
        Ok(Asked { visit, wanted, signed, expires_at })
    }

    /// A preview shows and gives nothing away: its downloads are there to be seen, and a file that left by one would
    /// be in no log.
    async fn asked_through_preview(&self, preset: Preset, token: &str) -> AppResult<Asked> {
        let now = self.kernel.now();
        let claims = self.issuer.verify_preview(token, now).map_err(|_| AppError::NotFound)?;
        let picture = claims.picture.filter(|picture| picture.preset == preset).ok_or(AppError::NotFound)?;
        if picture.download {
            return Err(AppError::read_only());
        }
        let expires_at = claims.preview.ends_at;
        let (actor, gallery) = match self.actors.of_preview(&Arc::new(claims.preview)).await {
            // An address asks nobody to sign in.
            Err(AppError::Unauthenticated { .. }) => return Err(AppError::NotFound),
            other => other?,
        };
        let viewer = Viewer::of(&self.kernel.read().await?, &actor).await?;
        let visit = Visit { actor, viewer, gallery: Some(gallery) };
        let wanted = Wanted { image: picture.image, preset, download: false, index: None };
        let signed = Signed { version: picture.version, rendition: picture.rendition };
        Ok(Asked { visit, wanted, signed, expires_at })
    }

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
                let now = self.kernel.now();
                let (actor, gallery) = guest_by_link(&tx, holder.studio, holder.user, link, now).await?;
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
}

impl Visit {
    pub(super) fn is_guest(&self) -> bool {
        self.actor.is_guest()
    }
}
