//! From the token of a preview to the guest that it shows a gallery to.

use std::sync::Arc;

use atelier_domain::access::{Action, Actor};
use atelier_domain::galleries::{Gallery, SharePreview};

use super::actors::Actors;
use crate::delivery::{Terms, ensure_gallery_open, guest_by_link, onlooker};
use crate::ports::Tx;
use crate::{AppError, AppResult};

impl Actors {
    /// The actor of a preview's token.
    pub(super) async fn authenticate_preview(&self, bearer: &str) -> AppResult<Actor> {
        let claims = self.issuer.verify_preview(bearer, self.kernel.now()).map_err(|_| ended())?;
        if claims.picture.is_some() {
            return Err(ended());
        }
        Ok(self.of_preview(&Arc::new(claims.preview)).await?.0)
    }

    /// The guest that a preview makes of its maker, and the gallery that it looks at. Everything is asked anew: a
    /// preview ends with its maker's account, with the leave to share the gallery, and with the terms that the maker
    /// could pass on.
    pub(crate) async fn of_preview(&self, preview: &Arc<SharePreview>) -> AppResult<(Actor, Gallery)> {
        let now = self.kernel.now();
        let known = match (preview.link, preview.api_token) {
            (Some(_), _) => None,
            (None, Some(token)) => self.of_api_token(preview.studio, token).await?,
            (None, None) => self.of_user(preview.maker).await?,
        };
        let tx = self.kernel.read().await?;
        let maker = match (known, preview.link) {
            (Some(actor), _) => actor,
            (None, Some(link)) => match guest_by_link(&tx, preview.studio, preview.maker, link, now).await {
                Ok((guest, _)) => guest,
                Err(AppError::NotFound | AppError::Gone { .. }) => return Err(ended()),
                Err(other) => return Err(other),
            },
            (None, None) => return Err(ended()),
        };
        let gallery = shared_by(&tx, &maker, preview).await?;
        ensure_gallery_open(&gallery)?;
        Ok((onlooker(preview, now), gallery))
    }
}

/// The gallery, if its maker may still pass it on on these terms.
async fn shared_by(tx: &Tx, maker: &Actor, preview: &SharePreview) -> AppResult<Gallery> {
    if maker.studio != preview.studio || maker.user != preview.maker {
        return Err(ended());
    }
    let found = tx.galleries().find(preview.studio, preview.gallery).await?.ok_or_else(ended)?;
    let gallery = found.allowed(maker, Action::ShareGallery).map_err(|_| ended())?;
    let own = Terms::of(tx, maker, &gallery).await?;
    let policy = preview.policy.clone().passed_on(own.policy(), own.passes_downloads_on());
    if policy.is_ok_and(|policy| policy == preview.policy) { Ok(gallery) } else { Err(ended()) }
}

fn ended() -> AppError {
    AppError::Unauthenticated { code: "preview_ended", message: "this preview has ended" }
}
