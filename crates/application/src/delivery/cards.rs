//! What messengers show of a share link before anybody opens it.

use atelier_domain::access::Scope;
use atelier_domain::images::Preset;
use atelier_domain::{ImageId, UserId};
use chrono::Duration;

use super::Delivery;
use super::files::{MediaFile, Wanted};
use super::guests::{ensure_gallery_open, ensure_link_open, guest_of};
use super::terms::Viewer;
use super::visits::Visit;
use crate::{AppError, AppResult};

/// The sizes of the picture on a card, the best first: those that the grid without scripts shows.
const SIZES: [Preset; 2] = [Preset::Thumb, Preset::Hotpreview];

/// What may be shown of an open link to whoever has its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkCard {
    /// That there is a link: it asks for a code, or was given to somebody by name.
    Neutral,
    /// The name of its gallery, in which nothing is to be seen yet.
    Named,
    /// Its name and the picture that stands for it.
    Pictured,
}

/// A card's picture, and who would see it.
struct Found {
    visit: Visit,
    picture: Option<(ImageId, Preset)>,
}

impl Delivery {
    /// What may be shown of the link. Nobody comes in, and nothing is counted or written. 404 and 410 as for opening it.
    pub async fn card(&self, token: &str) -> AppResult<LinkCard> {
        Ok(match self.carded(token).await? {
            None => LinkCard::Neutral,
            Some(Found { picture: None, .. }) => LinkCard::Named,
            Some(Found { picture: Some(_), .. }) => LinkCard::Pictured,
        })
    }

    /// The picture of the link's card, with what its terms draw into it. 404 where the card has none.
    pub async fn card_picture(&self, token: &str) -> AppResult<MediaFile> {
        let Some(Found { visit, picture: Some((image, preset)) }) = self.carded(token).await? else {
            return Err(AppError::NotFound);
        };
        let wanted = Wanted { image, preset, download: false, index: None };
        let found = self.find(&visit, wanted, None).await?;
        let expires_at = visit.actor.now + Duration::minutes(1);
        self.ready(&visit, found, expires_at).await
    }

    /// What a guest would see on a card who came by the link just now; `None` where the link is not for anybody.
    async fn carded(&self, token: &str) -> AppResult<Option<Found>> {
        let digest = self.kernel.tokens.digest(token);
        let now = self.kernel.now();
        let tx = self.kernel.read().await?;
        let (link, _) = tx.share_links().find_by_hash(&digest).await?.ok_or(AppError::NotFound)?;
        ensure_link_open(&link, now)?;
        let system = Scope::for_job(link.studio, "link_card", now);
        let gallery = tx.galleries().find(link.studio, link.gallery).await?.ok_or(AppError::NotFound)?;
        let gallery = gallery.read(system.actor())?;
        ensure_gallery_open(&gallery)?;
        if !link.is_for_anybody() {
            return Ok(None);
        }
        let actor = guest_of(&link, UserId(0), now);
        let shown = self.with_cover(&tx, &actor, gallery).await?;
        let viewer = Viewer::of(&tx, &actor).await?;
        let picture = shown.cover.and_then(|cover| {
            let there = |size: &Preset| cover.urls.iter().any(|(preset, _)| preset == size);
            SIZES.into_iter().find(there).map(|size| (cover.id, size))
        });
        Ok(Some(Found { visit: Visit { actor, viewer, gallery: Some(shown.row) }, picture }))
    }
}
