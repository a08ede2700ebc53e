//! What a share link tells before anybody opens it.

use atelier_domain::access::Scope;

use super::Sharing;
use crate::delivery::ensure_link_open;
use crate::{AppError, AppResult};

/// What may be known of an open link by whoever has its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkPreview {
    /// Whether opening it asks for an access code.
    pub needs_code: bool,
    /// Whom or what the gallery shows; withheld where a code is asked for, since whoever has the address only may know
    /// nothing of it then.
    pub subject_name: Option<String>,
}

impl Sharing {
    /// Tells what the link leads to without opening it: nobody comes in, and nothing is counted or written. 404 and 410
    /// as [`Sharing::enter`] answers them.
    pub async fn preview(&self, token: &str) -> AppResult<LinkPreview> {
        let digest = self.kernel.tokens.digest(token);
        let now = self.kernel.now();
        let tx = self.kernel.read().await?;
        let (link, gallery_open) = tx.share_links().find_by_hash(&digest).await?.ok_or(AppError::NotFound)?;
        ensure_link_open(&link, now)?;
        if !gallery_open {
            return Err(AppError::Gone { code: "gallery_closed", message: "this gallery is closed" });
        }
        if link.code_hash.is_some() {
            return Ok(LinkPreview { needs_code: true, subject_name: None });
        }
        let scope = Scope::for_job(link.studio, "preview_share_link", now);
        let gallery = tx.galleries().find(link.studio, link.gallery).await?.ok_or(AppError::NotFound)?;
        let gallery = gallery.read(scope.actor())?;
        Ok(LinkPreview { needs_code: false, subject_name: Some(gallery.details.subject_name) })
    }
}
