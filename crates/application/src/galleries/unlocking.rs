//! The PIN that downloads by a link ask for: shown once, it opens them for the rest of that guest's visit.

use atelier_domain::access::{Actor, Context, Scope};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::ShareLink;
use atelier_domain::{ShareLinkId, Timestamp};
use serde_json::json;

use super::Sharing;
use crate::delivery::ensure_link_open;
use crate::kernel::did;
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

impl Sharing {
    /// Opens downloads for this guest, who knows the PIN of the link by which it came.
    pub async fn unlock_downloads(&self, actor: &Actor, pin: &str) -> AppResult<Committed<()>> {
        let id = actor.share_link().ok_or_else(no_pin)?;
        let hash = self.try_pin(actor, id).await?;
        if !self.hasher.verify(pin.trim(), Some(&hash)).await? {
            return Err(AppError::Refused {
                code: "wrong_download_pin",
                message: "the PIN is wrong".to_owned(),
            });
        }
        let now = self.kernel.now();
        let tx = self.kernel.write().await?;
        let mut link = own_link(&tx, actor, id, now).await?;
        // It may have been changed while it was compared.
        if link.pin_hash.as_deref() != Some(hash.as_str()) {
            return Err(pin_changed());
        }
        link.pin_known();
        tx.share_links().save_use(&link).await?;
        tx.share_links().unlock(&link, actor.user, now).await?;
        let payload = json!({ "share_link_id": id.0 });
        let event = did(actor, EventKind::DownloadsUnlocked, Context::Gallery(link.gallery), payload);
        tx.events().record(&event).await?;
        Ok(tx.commit(()).await?)
    }

    /// Counts an attempt before the slow comparison, so that many guesses at once do not all slip through; the hash to
    /// compare with.
    async fn try_pin(&self, actor: &Actor, id: ShareLinkId) -> AppResult<String> {
        let now = self.kernel.now();
        let tx = self.kernel.write().await?;
        let mut link = own_link(&tx, actor, id, now).await?;
        let hash = link.pin_hash.clone().ok_or_else(no_pin)?;
        if let Err(retry_after) = link.may_try_pin(now) {
            return Err(AppError::TooManyAttempts { code: "download_pin_locked", retry_after });
        }
        link.wrong_pin(now);
        tx.share_links().save_use(&link).await?;
        tx.finish().await?;
        Ok(hash)
    }

    /// The hash of a PIN that is to be set.
    pub(super) async fn hashed_pin(&self, pin: Option<&str>) -> AppResult<Option<String>> {
        match pin.map(checked_pin).transpose()? {
            Some(pin) => Ok(Some(self.hasher.hash(&pin).await?)),
            None => Ok(None),
        }
    }
}

async fn own_link(tx: &Tx, actor: &Actor, id: ShareLinkId, now: Timestamp) -> AppResult<ShareLink> {
    let system = Scope::for_job(actor.studio, "unlock_downloads", now);
    let link = tx.share_links().find(actor.studio, id).await?.ok_or(AppError::NotFound)?;
    let link = link.read(system.actor())?;
    ensure_link_open(&link, now)?;
    Ok(link)
}

fn no_pin() -> AppError {
    AppError::conflict("no_download_pin", "nothing here asks for a PIN")
}

fn pin_changed() -> AppError {
    AppError::Refused { code: "wrong_download_pin", message: "the PIN has just been changed".to_owned() }
}

/// A PIN: 4 to 64 characters.
fn checked_pin(raw: &str) -> AppResult<String> {
    let pin = raw.trim();
    if !(4..=64).contains(&pin.chars().count()) {
        return Err(AppError::invalid(
            "download_pin",
            "invalid_download_pin",
            "a PIN has 4 to 64 characters",
        ));
    }
    Ok(pin.to_owned())
}
